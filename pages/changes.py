from __future__ import annotations

from dashboard.changes import table
from dashboard.frame import loaders, state
from dashboard.shared.chart_card import card_with_options

shown = loaders.answer(state.query())

# Every opening, closing and new licence with a date, and what it did to the verdict
table.draw(shown)

# What share of releases nothing of that happened to, by months
card_with_options("survival", shown)
