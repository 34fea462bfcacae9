"""A reader's own facts: a file in, own releases among the rest, for this session only."""

from __future__ import annotations

import streamlit as st

from dashboard.frame import brought, loaders, state
from dashboard.frame.callbacks import lasting
from dashboard.frame.plain import plain
from dashboard.rubric.upload import uploader
from openness.core.errors import ProblemsError
from openness.core.wording import count
from openness.facts.own_template import template, template_workbook, words
from openness.facts.sheets import MAX_BYTES, MAX_ROWS

_UPLOAD = "_own_upload"
_WRONG = "_own_wrong"


def draw() -> None:
    """Upload, template, what was brought, and the way back."""
    st.header("Your own evidence", anchor="own-evidence")
    st.write(
        "Upload a table of facts to see your own releases among the rest, on every page, in this session only. Nothing "
        "is stored, and nobody else sees it; when you close or reload the page it is gone."
    )
    own = brought.facts()
    if own is not None:
        said = [count(len(own.brought.new), "release") + " of your own"] if own.brought.new else []
        if own.brought.touched:
            said.append(f"your word on {count(len(own.brought.touched), 'release')} of the data")
        st.success(f"{plain(own.file)}: {count(own.brought.facts, 'fact')}; {' and '.join(said)}.")
        st.button("Remove your evidence", key="own_remove", on_click=_drop)
    wrong = st.session_state.get(_WRONG)
    if wrong:
        st.error(title="The file was not taken; what was there before stays", body="Each problem at its place:")
        st.code(wrong, language=None, wrap_lines=True)
    folded = st.expander("Add facts of your own", key="own", on_change="rerun")
    if folded.open:
        with folded:
            _controls()


def _controls() -> None:
    """Upload, templates, and the words that a file may hold."""
    package = loaders.shared_package()
    uploader(
        f"Facts as a workbook (.xlsx) or CSV, at most {MAX_BYTES // 1_000_000} MB",
        ("xlsx", "csv", "tsv", "txt"),
        _UPLOAD,
        take,
        f"One fact a row, at most {MAX_ROWS:,}; only release, component and availability must be there. "
        "Names are taken in any usual spelling: “Base model weights”, “Apache 2.0”, “13.05.2026”.",
    )
    with st.container(horizontal=True):
        st.download_button(
            "Template as a workbook",
            data=lambda: template_workbook(package),
            file_name="openness-gap-own-facts.xlsx",
            mime="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            key="own_template_xlsx",
            on_click="ignore",
            help="Its cells offer the words that they allow.",
        )
        st.download_button(
            "Template as CSV",
            data=template,
            file_name="openness-gap-own-facts.csv",
            mime="text/csv",
            key="own_template",
            on_click="ignore",
        )
    listed = st.expander("What the columns may hold", key="own_words", on_change="rerun")
    if listed.open:
        with listed:
            _words()


_ABOUT = {
    "component": "What the fact is about: one of these, as on the left or on the right.",
    "availability": "How far the component is public.",
    "licence": "One of these, or several joined by AND (all hold) or OR (the user chooses). Empty: not known.",
    "modality": "What a release of your own puts out.",
    "claim": "What its vendor calls a release of your own.",
}


def _words() -> None:
    """Each column that allows only some words, with what they mean."""
    st.caption(
        "Capitals, spaces and hyphens do not matter. release is the name or id of a release of the data, or a name of "
        "your own; since and released are days (2026-05-01) or months (2026-05); url, note, name and vendor are free, "
        "and may be left empty."
    )
    for column, pairs in words(loaders.shared_package()).items():
        st.markdown(f"**{column}**: {_ABOUT[column]}")
        if any(meaning for _, meaning in pairs):
            st.dataframe(
                {"Write": [word for word, _ in pairs], "It means": [meaning or word for word, meaning in pairs]},
                hide_index=True,
                height=min(300, 38 + 35 * len(pairs)),
                alt=f"The words that the column {column} allows, and what they mean",
            )
        else:
            st.markdown(", ".join(word for word, _ in pairs))


@lasting
def take(content: bytes, file: str) -> None:
    """Take a file of facts, or keep what is wrong with it to be shown. For callbacks."""
    try:
        brought.take_facts(loaders.shared_package(), content, file)
    except ProblemsError as error:
        st.session_state[_WRONG] = str(error)[:20_000]
        return
    st.session_state.pop(_WRONG, None)


@lasting
def _drop() -> None:
    brought.drop_facts()
    st.session_state.pop(_WRONG, None)
    state.reread()
