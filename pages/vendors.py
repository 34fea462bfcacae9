from __future__ import annotations

from dashboard import loaders, state, vendor_groups, vendor_sheet
from dashboard.chart_card import chart_card

shown = loaders.answer(state.query())
vendor = vendor_sheet.picked(shown)

if not shown.selected:
    # A vendor without releases, or filters that leave nothing: a sentence that says what to do
    vendor_sheet.nothing_left(shown)
elif vendor:
    # One vendor: its releases over time, its claims, its licences, its changes, each dimension
    vendor_sheet.draw(shown, vendor)
    vendor_groups.dimensions(shown)
else:
    # Every vendor: two points joined by the gap, in the order and grouping that the reader chooses; each dimension
    vendor_sheet.pick(shown)
    vendor_groups.draw(shown)

    # Is what is open also used?
    chart_card(loaders.chart("adoption", shown))
