from __future__ import annotations

from dashboard.changes import table
from dashboard.frame import loaders, page_choices, state
from dashboard.shared.chart_card import chart_card

shown = loaders.answer(state.query())

# Every opening, closing and new licence with a date, and what it did to the verdict
table.draw(shown)

# What share of releases nothing of that happened to, by months
options = page_choices.options_of("survival")
chart_card(loaders.chart("survival", shown, **options))
