"""Choose what a report holds, make it, look at it, take it along."""

from __future__ import annotations

import threading
from collections.abc import Callable

import streamlit as st

from dashboard.frame import brought, cite, page_choices
from dashboard.frame.held import held
from dashboard.frame.plain import plain
from dashboard.frame.services import services
from openness.core.wording import count
from openness.publish.pictures import InTurn
from openness.query.grammar import to_string
from openness.report.build import FORMAT_WORDS, FORMATS, Wanted, compose, missing, render, wanted
from openness.report.document import Document
from openness.report.sections import DEFAULT, HERE, SECTIONS
from openness.scoring.answer import Answer

SECTION, TABLES = "section", "tables"
_CHOSEN, _FORM, _MADE = "_page_report_sections", "_page_report_form", "_page_report_made"

Key = tuple[str, str, str, Wanted]
Made = tuple[Document, bytes]
# A report is drawn by one reader at a time, so that pages stay quick.
_DRAWING = threading.Lock()
# Each of those who wait holds a thread, so only a few may.
_LINE = threading.BoundedSemaphore(6)


def draw(shown: Answer) -> None:
    """The choices, the button, and what it made."""
    st.markdown(
        f"A report about {_subject(shown)}, under {plain(shown.rubric.title)}: definition and filters are those above. "
        "“On one page” says all of it in short; the whole can be read without this site."
    )
    ask = _choices()
    key: Key = (shown.fingerprint, shown.query.to_string(), _address(ask), ask)
    if st.button("Make the report", type="primary", key="make_report"):
        if _LINE.acquire(blocking=False):
            try:
                _make(shown, key)
            finally:
                _LINE.release()
        else:
            st.warning("Several reports are being made already. Please try again in a minute.")
    if st.session_state.get(_MADE) == key:
        _show(shown, key)
    else:
        st.caption("Drawing the charts takes about a second each. The preview and the download then appear here.")


def _address(ask: Wanted) -> str:
    """Where this very report is made; empty where the browser has not told us."""
    here = cite.address()
    pairs = [(SECTION, name) for name in ask.sections if ask.sections != DEFAULT]
    chosen = to_string([*pairs, *([(TABLES, "yes")] if ask.tables else [])])
    return f"{here}{'&' if '?' in here else '?'}{chosen}" if here and chosen else here


def _subject(shown: Answer) -> str:
    if not shown.selected:
        return "no release, because none passes the filters"
    names = shown.table["name"].tolist()
    return plain(", ".join(names)) if len(names) <= 3 else count(len(names), "release")


def _choices() -> Wanted:
    """Sections, tables and format. All but the format are part of the address; what is usual is left out of it."""
    for said in page_choices.left_out(SECTION, list(SECTIONS)):
        st.text(said)
    asked = wanted(page_choices.given(SECTION, list(SECTIONS))).sections
    key = held(_CHOSEN, list(asked))
    st.multiselect(
        "Sections",
        list(SECTIONS),
        key=key,
        format_func=lambda name: SECTIONS[name].title,
        placeholder="The usual ones",
        on_change=_write,
        args=(key,),
        help="\n".join(f"- **{section.title}**: {section.about}" for section in SECTIONS.values()),
    )
    tables = page_choices.switch(
        "Long tables", TABLES, note=f"Charts' tables of more than {HERE} rows, at the end; short ones are always there"
    )
    form = st.radio("Format", list(FORMATS), key=_FORM, format_func=FORMAT_WORDS.__getitem__, horizontal=True)
    return wanted(asked, str(form), tables=tables)


def _write(key: str) -> None:
    chosen = wanted(list(st.session_state[key])).sections
    if chosen == DEFAULT:
        if SECTION in st.query_params:
            del st.query_params[SECTION]
    else:
        st.query_params[SECTION] = list(chosen)


def _make(shown: Answer, key: Key) -> None:
    ask, url = key[3], key[2]
    bar = st.progress(0.0, "Waiting for another report to be finished")

    def tell(done: float, what: str) -> None:
        bar.progress(min(done, 1.0), plain(what))

    def made() -> Made:
        painter = InTurn(services().pictures, keep=not brought.concerns(shown.query))
        document = compose(shown, ask, url=url, painter=painter, progress=tell)
        tell(0.95, "Writing the file")
        return document, render(document, ask.form)

    with _DRAWING:
        _report(shown, key, made)
    bar.empty()
    st.session_state[_MADE] = key


def _show(shown: Answer, key: Key) -> None:
    """The finished report. One that others have pushed out meanwhile has to be made again."""
    try:
        document, data = _report(shown, key, _gone)
    except LookupError:
        st.write("This report was made a while ago and is no longer kept. Make it again to download it.")
        return
    form = key[3].form
    for reason in missing(document):
        st.warning(plain(reason))
    size = f"{len(data) / 1e6:.1f} MB" if len(data) >= 1e5 else f"{len(data) / 1e3:.0f} kB"
    st.download_button(
        f"Download ({size})",
        data=data,
        file_name=f"openness-gap-report-{shown.fingerprint}.{form}",
        mime=FORMATS[form],
        key="download_report",
        on_click="ignore",
        icon=":material/download:",
    )
    if form == "docx":
        st.caption("The preview shows the content; Word lays it out in its own way.")
    # It carries its own policy, under which nothing in it may run.
    with st.container(border=True):
        st.iframe(render(document, "html").decode("utf-8"), height=800, alt=f"Preview of the report: {document.title}")


def _report(shown: Answer, key: Key, make: Callable[[], Made]) -> Made:
    """The report: kept for all readers, or for this session only where it holds anything of the reader's own."""
    cache = brought.memory() if brought.concerns(shown.query) else services().reports
    found: Made = cache.get(("report", key), make)
    return found


def _gone() -> Made:
    raise LookupError("the report is no longer kept")
