"""The charts of the Timeline and the choices about them: a fragment, so that a choice redraws them and nothing else."""

from __future__ import annotations

import streamlit as st

from dashboard.frame import loaders, opening, page_choices
from dashboard.shared.chart_card import chart_card
from openness.scoring.answer import Answer

SLUGS = ("timeline", "gap-over-time", "frontier", "verdict-share")
COSTS = ("capability", "compute")


@st.fragment
def draw(shown: Answer) -> None:
    """Measure, cohort and closed models; then releases by date, the gap, the frontier and the verdicts."""
    _cards(SLUGS, shown)


@st.fragment
def draw_costs(shown: Answer) -> None:
    """What openness is said to cost: capability, and a giant's compute."""
    _cards(COSTS, shown)


def _cards(slugs: tuple[str, ...], shown: Answer) -> None:
    opening.go()
    chosen = page_choices.options_of_page(*slugs)
    for slug in slugs:
        chart_card(loaders.chart(slug, shown, **chosen))
