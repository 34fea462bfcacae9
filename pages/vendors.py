from __future__ import annotations

from dashboard.frame import loaders, state
from dashboard.shared.chart_card import chart_card
from dashboard.vendors import groups, sheet

shown = loaders.answer(state.query())
vendor = sheet.picked(shown)

if not shown.selected:
    # A vendor without releases, or filters that leave nothing: a sentence that says what to do
    sheet.nothing_left(shown)
elif vendor:
    # One vendor: its releases over time, its claims, its licences, its changes, each dimension
    sheet.draw(shown, vendor)
    groups.dimensions(shown)
else:
    # Every vendor: two points joined by the gap, in the order and grouping that the reader chooses; each dimension
    sheet.pick(shown)
    groups.draw(shown)

    # Is what is open also used?
    chart_card(loaders.chart("adoption", shown))
