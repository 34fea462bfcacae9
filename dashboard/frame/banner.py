"""What stands on every page while it shows what nobody else sees: a definition or facts of the reader's own."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from dashboard.frame import brought, loaders, state
from dashboard.frame.plain import plain
from openness.core.paths import ROOT
from openness.core.wording import count
from openness.facts.own_evidence import TOUCHED
from openness.findings.own_effect import own_effects
from openness.query.vocabulary import YOURS
from openness.scoring.answer import Answer

_NAMED = 3
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
            f"**Your definition**, version code {shown.fingerprint}: {count(len(shown.query.edit), 'change')} to "
            f"{plain(shown.base_rubric.title)}. Everything on this page follows it."
        )
    elif shown.query.rubric == YOURS:
        said.append(
            f"**Your definition**, version code {shown.fingerprint}: {plain(shown.rubric.title)}, from a file of "
            "yours, in this session only. Everything on this page follows it."
        )
    elif always and brought.facts() is not None:
        said.append(f"**Definition as published**, version code {shown.fingerprint}: {plain(shown.rubric.title)}.")
    elif always:
        said.append(
            f"**As published**, version code {shown.fingerprint}: {plain(shown.rubric.title)}. Nothing is changed yet."
        )
    own = brought.facts()
    if own is not None:
        said.append(
            f"**Your own evidence** counts here, in this session only: {count(own.brought.facts, 'fact')} from "
            f"{plain(own.file)}; releases of yours are marked “(yours)”.{_effect(shown, own.brought.touched)}"
        )
    if not said:
        return
    with st.container(key="custom", border=True, horizontal=True, vertical_alignment="center"):
        st.markdown("  \n".join(said))
        if links:
            st.page_link(EDITOR, label="Change it", icon=":material/tune:", query_params=state.parameters(release=()))


def _effect(shown: Answer, touched: Sequence[str]) -> str:
    """What own facts do to the published releases that they speak of."""
    if not touched:
        return ""
    found = own_effects(loaders.without_own_facts(shown.query), shown, touched)
    turned = [effect for effect in found if effect.before != effect.after]
    said = f" For {count(len(touched), 'published release')}, marked “{TOUCHED.strip()}”, your facts take precedence."
    if not turned:
        return said + (" They change no verdict here." if found else "")
    named = "; ".join(
        f"{plain(effect.name)}: as published *{plain(effect.before)}*, with your facts *{plain(effect.after)}*"
        for effect in turned[:_NAMED]
    )
    more = f"; and {len(turned) - _NAMED:,} more" if len(turned) > _NAMED else ""
    return f"{said} {count(len(turned), 'verdict changes', 'verdicts change')}: {named}{more}."
