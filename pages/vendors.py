from __future__ import annotations

from dashboard import loaders, state, vendor_cells, vendor_sheet
from dashboard.chart_card import chart_card

shown = loaders.answer(state.query())
vendor = vendor_sheet.picked(shown)

if not shown.selected:
    # A vendor without releases, or filters that leave nothing: a sentence that says what to do
    vendor_sheet.nothing_left(shown)
else:
    if vendor:
        # One vendor: its releases over time, its claims, its licences, its changes
        vendor_sheet.draw(shown, vendor)
        chosen = {"by": "vendor"}
    else:
        # Every vendor: two points joined by the gap, in the order and grouping that the reader chooses
        chosen = vendor_sheet.choices()
        vendor_sheet.pick(shown)
        chart_card(loaders.chart("vendors", shown, **chosen))

    # Each dimension of the definition, and the releases behind a cell
    chart_card(loaders.chart("vendor-dimensions", shown, **chosen), on_select=vendor_cells.clicked)
    vendor_cells.draw(shown, chosen["by"])

    if not vendor:
        # Is what is open also used?
        chart_card(loaders.chart("adoption", shown))
