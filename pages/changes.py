from __future__ import annotations

from dashboard.changes import table
from dashboard.frame import loaders, state

shown = loaders.answer(state.query())

# Every opening, closing and new licence with a date, and what it did to the verdict
table.draw(shown)
