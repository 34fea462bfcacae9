from __future__ import annotations

from dashboard.frame import loaders, state
from dashboard.overview import headline
from dashboard.shared import changes_list, definition_notes
from dashboard.shared.chart_card import chart_card

shown = loaders.answer(state.query())

# How many releases called open keep the word, and how wide the gap is
headline.draw(shown)

# Weights openness against training openness, one dot a release
chart_card(loaders.chart("gap", shown))

# The best verdict, year by year
chart_card(loaders.chart("verdicts-by-year", shown))

# What vendors call their releases, and what those are
chart_card(loaders.chart("claims", shown))

# Openings, closings and new licences, newest first
changes_list.latest(shown, heading="Latest changes")

# Where the text of the definition leaves room
definition_notes.draw(shown.rubric, custom=shown.is_custom)
