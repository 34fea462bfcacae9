"""One question: its answer, how sure it is, the chart, what would change it, and the releases it counts."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import streamlit as st

from dashboard.frame import brought, cite, loaders, opening, state
from dashboard.frame.callbacks import lasting
from dashboard.frame.plain import plain
from dashboard.questions.listing import PAGE
from dashboard.shared.chart_card import chart_card
from openness.core.wording import count, lower_first
from openness.publish.addresses import with_pairs
from openness.publish.citation import cite as cited
from openness.questions.answers import answered
from openness.questions.finding import Finding, Group
from openness.questions.load import Question
from openness.scoring.answer import Answer

LINKED = 40
"""So many releases are named one by one; of more, the first so many."""


def draw(asked: str, shown: Answer) -> None:
    """The question with that id, under the query in force."""
    every = loaders.questions()
    question = next(one for one in every if one.id == asked)
    found = answered(shown, question.finding)
    st.button("All questions", icon=":material/arrow_back:", type="tertiary", on_click=_leave)
    st.header(plain(question.title), anchor=question.id)
    st.caption(f"Asked by: {plain(lower_first(question.asked_by))}")
    st.markdown(f"**{plain(found.answer)}**")
    if found.sure:
        st.markdown(f"**How sure:** {plain(found.sure)}")
    chart_card(loaders.chart(question.chart, shown, **dict(question.options)))
    st.markdown(f"**What would change this:** {plain(found.change)}")
    for number, group in enumerate(found.groups):
        if group.releases:
            label = f"{count(len(group.releases), 'release')} {group.words}"
            _fold(label, f"group-{number}", partial(_names, group))
    _fold("Both sides of the debate", "debate", partial(_debate, question))
    _fold("Cite this answer", "cite-answer", partial(_citation, question, found, shown))
    _others(question, every)


@st.fragment
def _fold(label: str, key: str, inside: Callable[[], None]) -> None:
    """What is made when it is opened."""
    folded = st.expander(plain(label), key=f"question-{key}", on_change="rerun")
    if folded.open:
        with folded:
            inside()


def _names(group: Group) -> None:
    with st.container(horizontal=True):
        for release in group.releases[:LINKED]:
            opening.link(loaders.package().names["releases"][release], release)
    if len(group.releases) > LINKED:
        st.caption(f"The first {LINKED} of {len(group.releases):,}; /data/questions.json names all of them.")


def _debate(question: Question) -> None:
    st.markdown("\n".join(f"- {plain(said)}" for said in question.debate))


def _citation(question: Question, found: Finding, shown: Answer) -> None:
    url = "" if brought.concerns(shown.query) else f"{cite.base()}/{_address(question, shown)}"
    text = cited(found.answer, shown, kind="page", key=question.id, url=url).plain
    st.code(f"{question.title} {found.answer}\n\n{text}", language=None, wrap_lines=True)


def _address(question: Question, shown: Answer) -> str:
    return with_pairs("questions", [("question", question.id), *shown.query.to_pairs()])


def _others(question: Question, every: tuple[Question, ...]) -> None:
    """The questions before and after this one."""
    at = every.index(question)
    with st.container(horizontal=True, horizontal_alignment="distribute"):
        for other, icon, side in ((at - 1, "arrow_back", "left"), (at + 1, "arrow_forward", "right")):
            if 0 <= other < len(every):
                st.page_link(
                    PAGE,
                    label=plain(every[other].title),
                    icon=f":material/{icon}:",
                    icon_position=side,  # type: ignore[arg-type]
                    query_params={**state.parameters(), "question": [every[other].id]},
                    help="",
                )


@lasting
def _leave() -> None:
    st.query_params.pop("question", None)
