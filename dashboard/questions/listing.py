"""Every question with its answer, in the order in which they are argued about."""

from __future__ import annotations

import streamlit as st

from dashboard.frame import loaders, state
from dashboard.frame.plain import plain
from openness.core.paths import ROOT
from openness.questions.answers import answered
from openness.questions.load import Question
from openness.scoring.answer import Answer

PAGE = ROOT / "pages" / "questions.py"


def draw(shown: Answer) -> None:
    """Each question, the sentence that answers it, and the way to its own address."""
    st.markdown(
        "Each answer is worked out from the facts recorded, for the releases and the definition chosen above. Choose "
        "others, and the answers follow."
    )
    for question in loaders.questions():
        _one(question, shown)


def _one(question: Question, shown: Answer) -> None:
    with st.container(border=True):
        st.header(plain(question.title), anchor=question.id)
        st.markdown(plain(answered(shown, question.finding).answer))
        st.page_link(
            PAGE,
            label="How sure, the chart, and what would change it",
            icon=":material/arrow_forward:",
            icon_position="right",
            query_params={**state.parameters(), "question": [question.id]},
            help=f"More on: {plain(question.title)}",
        )
