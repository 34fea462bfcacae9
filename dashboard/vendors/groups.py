"""All vendors, or countries, kinds or modalities: who opens what, and each dimension of the definition."""

from __future__ import annotations

import streamlit as st

from dashboard.frame import loaders, opening, page_choices
from dashboard.shared.chart_card import chart_card
from dashboard.vendors import cells
from openness.charts.vendors import BY, SHOW, SLUG
from openness.scoring.answer import Answer


@st.fragment
def draw(shown: Answer) -> None:
    """The controls, both charts, and the releases behind a cell.

    A fragment: another order or grouping redraws these, and neither the filters above nor the charts below.
    """
    opening.go()
    chosen = choices()
    chart_card(loaders.chart(SLUG, shown, **chosen))
    dimensions(shown, **chosen)


def choices() -> dict[str, str]:
    """Grouping and order, and how many vendors: the last only where vendors are the rows."""
    grouping = page_choices.given(BY.name, list(BY.values))
    return page_choices.options_of(SLUG, without=() if grouping in ([], [BY.default]) else (SHOW.name,))


def dimensions(shown: Answer, by: str = BY.default, **options: str) -> None:
    """Each dimension by group, and the releases behind a cell."""
    chart_card(loaders.chart("vendor-dimensions", shown, by=by, **options), on_select=cells.clicked)
    cells.draw(shown, by)
