from __future__ import annotations

from dashboard import compare_columns, loaders, state
from dashboard.chart_card import chart_card
from openness.compare import compare

shown = loaders.answer(state.query())

# Releases or vendors, and which
kind = compare_columns.what()
compare_columns.choose(shown, kind)
found = compare(shown, kind)

if compare_columns.say(found, shown):
    # As a chart: both sides with their ranges, every component as a shape
    chart_card(loaders.chart("compare", shown, compare=kind))

    # As a table: what differs first, then what is alike, an address in every cell
    compare_columns.draw(found, shown)
