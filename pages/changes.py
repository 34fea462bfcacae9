from __future__ import annotations

from dashboard import changes_table, loaders, state

shown = loaders.answer(state.query())

# Every opening, closing and new licence with a date, and what it did to the verdict
changes_table.draw(shown)
