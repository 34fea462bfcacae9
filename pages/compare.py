from __future__ import annotations

from dashboard.compare import columns
from dashboard.frame import loaders, state
from dashboard.shared.chart_card import chart_card
from openness.findings.compare import compare

shown = loaders.answer(state.query())

# Releases or vendors, and which
kind = columns.what()
columns.choose(shown, kind)
found = compare(shown, kind)

if columns.say(found, shown):
    # As a chart: both sides with their ranges, every component as a shape
    chart_card(loaders.chart("compare", shown, compare=kind))

    # As a table: what differs first, then what is alike, an address in every cell
    columns.draw(found, shown)
