from __future__ import annotations

from dashboard.frame import loaders, state
from dashboard.shared.chart_card import chart_card

shown = loaders.answer(state.query())

# The European index, by the day on which it recorded its judgements
chart_card(loaders.chart("index-history", shown))

# What its change of definition did, with every judgement left as it was
chart_card(loaders.chart("index-redefined", shown))

# The transparency index: three rounds, and the break between them
chart_card(loaders.chart("fmti-rounds", shown))
