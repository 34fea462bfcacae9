from __future__ import annotations

from dashboard import loaders, state, timeline_charts

shown = loaders.answer(state.query())

# Every release by its date, the gap by half-year, the best of each side so far, what each year's releases reach
timeline_charts.draw(shown)
