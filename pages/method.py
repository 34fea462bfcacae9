from __future__ import annotations

from dashboard.frame import loaders, state
from dashboard.method import text
from dashboard.shared.chart_card import chart_card

shown = loaders.answer(state.query())

# In short, the ten steps, how each state counts
text.first(shown)

# Every criterion with its levels in words, and the coding guide that facts follow
text.criteria(shown)
text.guide(shown)

# What is not measured, and whether the criteria measure one thing
text.middle(shown)
chart_card(loaders.chart("coherence", shown))

# Limits, neighbours, glossary
text.last(shown)
