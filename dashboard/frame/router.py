"""The frame of every page: menu, heading, filters above it, provenance below it. The script that Streamlit runs.

It lies in this folder, and not beside `pages/`, because Streamlit would otherwise fall back to finding the pages itself
for a visitor who arrives by a deep link, and skip everything written here.
"""

from __future__ import annotations

import streamlit as st
from streamlit.delta_generator import DeltaGenerator
from streamlit.navigation.page import StreamlitPage
from streamlit.runtime.scriptrunner import add_script_run_ctx, get_script_run_ctx

from dashboard.frame import banner, cite, filters, find, loaders, nothing, opening, resumed, state
from dashboard.frame.callbacks import settle
from dashboard.frame.menu import MENU, Entry
from dashboard.frame.plain import plain
from dashboard.frame.services import services
from openness.charts.kit.names import CSS as NARROW
from openness.core.errors import ProblemsError
from openness.core.paths import ROOT
from openness.core.wording import day, moment
from openness.scoring.answer import Answer
from openness.web.metadata import window_title

_WAITING = ":material/hourglass_top:"


def main() -> None:
    """Draw the page once it is this session's turn."""
    said: list[DeltaGenerator] = []
    session = get_script_run_ctx()

    def tell(before: int) -> None:
        add_script_run_ctx(ctx=session)  # the thread that looks after the line speaks for each session in turn
        _wait(said, before)

    with services().line.turn(tell):
        if said:
            said[0].toast("It is your turn.", icon=_WAITING, duration="short")  # an empty one would stay as it was
        resumed.tell()
        _draw()


def _wait(said: list[DeltaGenerator], before: int) -> None:
    """What a reader sees who has to wait. Not in the page, whose elements would all be others after a wait."""
    text = f"Many are reading just now: **{before:,} before you**. The page comes by itself."
    said[:] = [(said[0] if said else st).toast(text, icon=_WAITING, duration="infinite")]


def _draw() -> None:
    """Draw the frame, and in it the page that the address names."""
    pages = {
        st.Page(
            entry.path,
            title=entry.title,
            help=entry.help,
            default=number == 0,
            visibility="visible" if entry.listed else "hidden",
        ): entry
        for number, entry in enumerate(MENU)
    }
    sections: dict[str, list[StreamlitPage]] = {}
    for page, entry in pages.items():
        sections.setdefault(entry.section, []).append(page)
    page = st.navigation(sections, position="hidden" if st.context.is_embedded else "top")
    st.set_page_config(
        page_title=window_title(pages[page].heading),
        page_icon=str(ROOT / "dashboard" / "frame" / "icon.svg"),
        layout="wide",
        menu_items={
            "About": "Openness Gap: how open AI models are, by definitions you can read and facts you can follow."
        },
    )
    try:
        settle()  # first: it writes the address, which the browser may still show as it was two changes ago
        opening.go()
        state.begin(page.url_path)
        shown = loaders.answer(state.query())
    except ProblemsError as error:
        _problems(error)
        return
    entry = pages[page]
    # One element whatever stands in it: what comes and goes here would make the browser build the page below anew.
    with st.container(key="head"):
        st.html(f"<style>{NARROW}</style>")
        if st.context.is_embedded:
            st.title(entry.heading, anchor=False)
        else:
            with st.container(horizontal=True, vertical_alignment="center"):
                st.title(entry.heading, anchor=False, width="stretch")
                find.draw(shown.package)
                _report(entry)
        if st.context.is_embedded:
            filters.say_active(shown)
        else:
            filters.draw(shown, loaders.definitions())
        editing = entry.name == "rubric"
        banner.draw(shown, links=not st.context.is_embedded and not editing, always=editing)
        _broken()
        _notices(state.notices())
    if shown.selected or entry.always:
        body = st.container()
        _footer(entry, shown)
        with body:
            page.run()
    else:
        nothing.left(shown)
        _footer(entry, shown)


def _report(entry: Entry) -> None:
    """The way to a report about what is shown."""
    report = _called("report")
    if entry != report:
        st.page_link(
            report.path,
            label=report.title,
            icon=":material/description:",
            query_params=state.parameters(),
            help=report.help,
        )


def _broken() -> None:
    """That the files are not what is shown, since when, and what is wrong with them."""
    broken = loaders.broken()
    if broken is not None:
        st.warning(
            f"The files of the data or of a definition have been broken since {moment(broken.since)}. What you see is "
            "the last version that was whole."
        )


def _called(name: str) -> Entry:
    return next(entry for entry in MENU if entry.name == name)


def _notices(said: tuple[str, ...]) -> None:
    """What the address asked for in vain."""
    if said:
        st.warning("\n\n".join(plain(text) for text in said))


def _problems(error: ProblemsError) -> None:
    """What stands in place of the pages while the data or a definition cannot be read."""
    st.title("The data or a definition cannot be read", anchor=False)
    count = len(error.problems)
    listed = "\n".join(str(problem) for problem in error.problems).replace(f"{loaders.root()}/", "")
    st.write(f"{count} {'problem' if count == 1 else 'problems'}; the pages return once they are corrected.")
    st.code(listed, language=None, wrap_lines=True)
    st.caption("`python -m openness validate` prints the same list.")


def _footer(entry: Entry, shown: Answer) -> None:
    statement = _called("accessibility")
    leads = entry != statement and not st.context.is_embedded
    st.caption(
        f"Data of {day(shown.package.date)} · {shown.definition} · version code {shown.fingerprint} · "
        "data CC BY 4.0, code Apache 2.0 · Descriptions of published facts, not legal advice"
        + (f" · [{statement.heading}]({state.address(statement.name)})" if leads else "")
    )
    _cite(entry, shown)


def _cite(entry: Entry, shown: Answer) -> None:
    """The citation, made when asked for: the box that shows code is the heaviest thing a page could load."""
    folded = st.expander("Cite this page", key="cite", on_change="rerun")
    if folded.open:
        with folded:
            st.code(cite.page(entry.heading, shown), language=None, wrap_lines=True)


main()
