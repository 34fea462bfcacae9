from __future__ import annotations

from dashboard import loaders, page_choices, state
from dashboard.chart_card import chart_card

shown = loaders.answer(state.query())
chosen = page_choices.options_of_page("timeline", "gap-over-time", "frontier", "verdict-share")

# Every release by its date; families joined, verdicts by colour and shape
chart_card(loaders.chart("timeline", shown, **chosen))

# Which way the gap goes, how releases differ, and what nobody knows
chart_card(loaders.chart("gap-over-time", shown, **chosen))

# The best of each side so far
chart_card(loaders.chart("frontier", shown, **chosen))

# What each year's releases reach
chart_card(loaders.chart("verdict-share", shown, **chosen))
