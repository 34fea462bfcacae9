from __future__ import annotations

import streamlit as st

from dashboard.frame import loaders, state
from dashboard.rubric import editor as rubric_editor
from dashboard.rubric import own_evidence
from dashboard.rubric import results as rubric_results

shown = loaders.answer(state.query())

above = st.container()
editor, results = st.columns([5, 7], gap="medium")

# The headline both ways, and the ranking with its moves: drawn first, for it is what the reader waits for
with results:
    rubric_results.draw(shown)

# Undo, redo, where to start, the file, and back to the published definition
with above:
    rubric_editor.bar(shown)

# One part of the file at a time, and everything that was changed
with editor:
    rubric_editor.draw(shown)

# The verdicts that turn, and by which condition
rubric_results.flips(shown)

# Facts of the reader's own
own_evidence.draw()
