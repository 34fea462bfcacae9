from __future__ import annotations

from dashboard.frame import loaders, state
from dashboard.releases import family, remedy_panel, sheet, table, what_if

shown = loaders.answer(state.query())

if len(shown.selected) == len(shown.query.release) == 1:
    # One release: verdict and why, every component with its source, disagreements, history, what others say
    sheet.draw(shown, shown.selected[0])

    # The smallest sets of steps that reach each better verdict, and switches to try them
    remedy_panel.draw(shown, shown.selected[0])
    what_if.draw(shown, shown.selected[0])
elif shown.selected and len(shown.query.family) == 1:
    # One family: its releases over time, what they are called, their licences, what changed
    family.draw(shown, shown.query.family[0])
else:
    # Every selected release: search, narrow down, sort, open one
    table.draw(shown)
