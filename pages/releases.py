from __future__ import annotations

from dashboard import loaders, release_sheet, releases_table, remedy_panel, state, what_if

shown = loaders.answer(state.query())

if len(shown.query.release) == 1:
    # One release: verdict and why, every component with its source, disagreements, history, what others say
    release_sheet.draw(shown, shown.selected[0])

    # The smallest sets of steps that reach each better verdict, and switches to try them
    remedy_panel.draw(shown, shown.selected[0])
    what_if.draw(shown, shown.selected[0])
else:
    # Every selected release: search, narrow down, open one
    releases_table.draw(shown)
