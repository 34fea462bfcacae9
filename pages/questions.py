from __future__ import annotations

from dashboard.frame import loaders, page_choices, state
from dashboard.questions import listing, sheet

shown = loaders.answer(state.query())
asked = page_choices.of_ids("question", [question.id for question in loaders.questions()])

if asked:
    # One question: its answer, how sure it is, the chart, what would change it, and the releases it counts
    sheet.draw(asked, shown)
else:
    # Every question with its answer
    listing.draw(shown)
