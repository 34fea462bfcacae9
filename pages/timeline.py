from __future__ import annotations

from dashboard.frame import loaders, state
from dashboard.timeline import charts

shown = loaders.answer(state.query())

# Every release by its date, the gap by half-year, the best of each side so far, what each year's releases reach
charts.draw(shown)

# Openness against capability as others measure it, and against training compute
charts.draw_costs(shown)
