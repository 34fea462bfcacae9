"""What is shown in place of a page when the filters leave no release: which of them to loosen."""

from __future__ import annotations

import streamlit as st

from dashboard.frame import loaders, opening, state
from dashboard.frame.plain import label, plain
from openness.core.wording import count
from openness.findings.loosen import loosen
from openness.publish.selection_words import active_filters
from openness.query import name_search
from openness.query.grammar import Query
from openness.scoring.answer import Answer


def left(shown: Answer) -> None:
    """The filters in force, the one without which most releases are left, and the way back."""
    asked = shown.query
    st.header("No release matches these filters", anchor=False)
    if asked.q:
        _not_covered(asked.q, name_search.names_of(shown.package))
    for text in active_filters(asked, shown.package, shown.rubric):
        st.markdown(f"- {plain(text)}")
    parameter, number = loosen(asked, lambda query: len(loaders.answer(query).selected))
    if not parameter:
        st.write("No single one of them is in the way. Remove several, or start again from everything.")
    else:
        [said] = active_filters(_only(asked, parameter), shown.package, shown.rubric)
        st.markdown(f"Without **{plain(said)}** there {'is' if number == 1 else 'are'} **{count(number, 'release')}**.")
        st.button(label(f"Remove: {said}"), key="loosen", on_click=state.put, args=(parameter, []), type="primary")
    st.button("Show all releases", key="reset_empty", on_click=state.reset)


def _only(asked: Query, parameter: str) -> Query:
    """The query with nothing but this filter, to put it into words."""
    return Query(**{field: getattr(asked, field) for field in ("from_" if parameter == "from" else parameter,)})


def _not_covered(words: str, names: name_search.Names) -> None:
    """That nothing is called like this, and what was perhaps meant."""
    if name_search.search(words, names):
        return
    close = name_search.nearest(words, names)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f"“{plain(words)}” is not covered{'; nearest:' if close else '.'}", width="content")
        for release in close:
            opening.link(names.called[release], release)
