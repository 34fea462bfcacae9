"""A reader's own facts: a file in, own releases among the rest, for this session only."""

from __future__ import annotations

import streamlit as st

from dashboard import brought, loaders, state
from dashboard.callbacks import lasting
from dashboard.plain import plain
from openness.errors import ProblemsError
from openness.own_evidence import MAX_BYTES, MAX_ROWS, template
from openness.wording import count

_UPLOAD = "_own_upload"
_WRONG = "_own_wrong"


def draw() -> None:
    """Upload, template, what was brought, and the way back."""
    st.header("Your own evidence", anchor="own-evidence")
    st.write(
        "Upload a CSV of facts to see your own releases among the rest, on every page, in this session only. Nothing "
        "is stored, and nobody else sees it; when you close or reload the page it is gone."
    )
    own = brought.facts()
    if own is not None:
        said = [count(len(own.brought.new), "release") + " of your own"] if own.brought.new else []
        if own.brought.touched:
            said.append(f"your word on {count(len(own.brought.touched), 'release')} of the data")
        st.success(f"{plain(own.file)}: {count(own.brought.facts, 'fact')}; {' and '.join(said)}.")
        st.button("Remove your evidence", key="own_remove", on_click=_drop)
    folded = st.expander("Add facts of your own", key="own", on_change="rerun")
    if folded.open:
        with folded:
            _controls()
    wrong = st.session_state.get(_WRONG)
    if wrong:
        st.error(title="The file was not taken; what was there before stays", body="Each problem at its line:")
        st.code(wrong, language=None, wrap_lines=True)


def _controls() -> None:
    """Upload and template."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.file_uploader(
            f"Facts as CSV, at most {MAX_BYTES // 1_000_000} MB",
            type=["csv"],
            key=_UPLOAD,
            on_change=_uploaded,
            max_upload_size=1,
            help=f"One fact a row, at most {MAX_ROWS:,}; only release, component and availability must be there.",
        )
        st.download_button(
            "Template",
            data=template,
            file_name="openness-gap-own-facts.csv",
            mime="text/csv",
            key="own_template",
            on_click="ignore",
        )


@lasting
def take(content: bytes, file: str) -> None:
    """Take a file of facts, or keep what is wrong with it to be shown. For callbacks."""
    try:
        brought.take_facts(loaders.shared_package(), content, file)
    except ProblemsError as error:
        st.session_state[_WRONG] = str(error)[:20_000]
        return
    st.session_state.pop(_WRONG, None)


def _uploaded() -> None:
    given = st.session_state.get(_UPLOAD)
    if given is not None:
        take(given.getvalue(), given.name)


@lasting
def _drop() -> None:
    brought.drop_facts()
    st.session_state.pop(_WRONG, None)
    state.reread()
