"""What stands on every page while it shows what nobody else sees: a definition or facts of the reader's own."""

from __future__ import annotations

import streamlit as st

from dashboard import brought, state
from dashboard.menu import ROOT
from dashboard.plain import plain
from openness.answer import Answer
from openness.query import YOURS
from openness.wording import count

EDITOR = ROOT / "pages" / "rubric.py"


def draw(shown: Answer, *, links: bool = True, always: bool = False) -> None:
    """Say that the rubric is custom, with its fingerprint, and that facts are the reader's own.

    Args:
        shown: What the page shows.
        links: Whether to lead to the editor.
        always: Whether to say, too, that nothing is the reader's own: where the definition is edited, the page would
            otherwise move down under the pointer with the first change.
    """
    said = []
    if shown.is_custom:
        said.append(
            f"**Custom rubric**, fingerprint {shown.fingerprint}: {count(len(shown.query.edit), 'change')} to "
            f"{plain(shown.base_rubric.title)}. Everything on this page follows it."
        )
    elif shown.query.rubric == YOURS:
        said.append(
            f"**Custom rubric**, fingerprint {shown.fingerprint}: {plain(shown.rubric.title)}, from a file of yours, "
            "in this session only. Everything on this page follows it."
        )
    elif always:
        said.append(
            f"**As published**, fingerprint {shown.fingerprint}: {plain(shown.rubric.title)}. Nothing is changed yet."
        )
    own = brought.facts()
    if own is not None:
        said.append(
            f"**Your own evidence** counts here, in this session only: {count(own.brought.facts, 'fact')} from "
            f"{plain(own.file)}; releases of yours are marked “(yours)”."
        )
    if not said:
        return
    with st.container(key="custom", border=True, horizontal=True, vertical_alignment="center"):
        st.markdown("  \n".join(said))
        if links:
            st.page_link(EDITOR, label="Change it", icon=":material/tune:", query_params=state.parameters(release=()))
