from __future__ import annotations

import streamlit as st

from dashboard.frame import loaders, page_choices, state
from dashboard.robustness import firmness, two_releases
from dashboard.shared.chart_card import chart_card

shown = loaders.answer(state.query())

# One sentence: how firm the ranking is
sentence = st.container()
chosen = page_choices.options_of_page("rank-intervals", "assumptions")

if firmness.work_out(shown, chosen):
    with sentence:
        firmness.sentence(shown, chosen)

    # Where each release stands in nine of ten draws, and which cannot be told apart
    chart_card(loaders.chart("rank-intervals", shown, **chosen))

    # Every assumption that was drawn, with its range
    firmness.varied(shown, chosen)

    # Which assumption matters most, and which single criterion
    chart_card(loaders.chart("assumptions", shown, **chosen))
    firmness.without_each(shown)

    # Any two: how often one stands above the other, and what it takes to turn the order
    two_releases.draw(shown, chosen)
