from __future__ import annotations

from dashboard import loaders, method_text, state
from dashboard.chart_card import chart_card

shown = loaders.answer(state.query())

# In short, the ten steps, how each state counts
method_text.first(shown)

# Every criterion with its levels in words, and the coding guide that facts follow
method_text.criteria(shown)
method_text.guide(shown)

# What is not measured, and whether the criteria measure one thing
method_text.middle(shown)
chart_card(loaders.chart("coherence", shown))

# Limits, neighbours, glossary
method_text.last(shown)
