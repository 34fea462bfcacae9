"""Switches that set components of a release otherwise, and the answer of every definition beside the one of today.

Nothing is stored and nothing stands in the address: the switches live as long as the page is open. Their keys begin
with an underscore and carry the release, so that another release starts with all switches as recorded.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import streamlit as st

from dashboard.frame import loaders
from dashboard.frame.plain import plain
from dashboard.shared.component_tables import AVAILABILITY_WORDS, TERMS_WORDS
from openness.core.wording import count, span, upper_first
from openness.remedy.words import recorded_words
from openness.rubric.model import Rubric
from openness.scoring.answer import Answer
from openness.scoring.what_if import Change, Move, cell_of, compare, switches

AS_RECORDED = ""
AVAILABLE = (AS_RECORDED, "open", "gated", "partial", "closed")
TERMS = (AS_RECORDED, "open", "restricted", "none")
DIRECTIONS = {"better": "▲ ", "worse": "▼ ", "same": ""}


def draw(shown: Answer, release: str) -> None:
    """The switches, and under them every definition's answer, now and then."""
    st.subheader("What if", anchor="what-if")
    _switches(shown, release)


def preset(release: str, changes: Iterable[Change]) -> None:
    """Set the switches of a release. For callbacks, which run before the widgets are drawn."""
    wanted = switches(changes)
    st.session_state[_key(release)] = list(wanted)
    for component, (availability, terms) in wanted.items():
        st.session_state[_key(release, component, "availability")] = availability
        st.session_state[_key(release, component, "terms")] = terms


@st.fragment
def _switches(shown: Answer, release: str) -> None:
    titles = shown.package.names["components"]
    row = shown.evidence.releases.index(release)
    now = {
        component: recorded_words(cell_of(shown.evidence, row, column))
        for column, component in enumerate(shown.evidence.components)
    }
    st.markdown(
        "Open a component, or set it otherwise, and see what each definition would say. Nothing of it is stored."
    )
    chosen = st.multiselect(
        "Components to set otherwise",
        list(titles),
        key=_key(release),
        format_func=lambda component: f"{titles[component]} ({now[component]})",
        placeholder="Choose one or more",
    )
    if not chosen:
        st.caption("As long as nothing is chosen, what is recorded counts.")
        return
    answers = st.container()  # above the switches, so that they can be watched while they are turned
    st.caption(
        "Open terms: a licence without conditions beyond a notice, such as Apache-2.0 or MIT. What is opened without a "
        "licence has terms that are not recorded."
    )
    changes = [_change(release, component, titles[component], now[component]) for component in chosen]
    name = shown.package.names["releases"][release]
    with answers:
        _banner(release, name, len(changes))
        _table(compare(_definitions(shown), shown.evidence, release, changes), shown)


def _banner(release: str, name: str, number: int) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.warning(
            f"**What if, not what is.** {count(number, 'component')} of {plain(name)} "
            f"{'is' if number == 1 else 'are'} set by hand in the column “What if”. Nobody has recorded that.",
            icon=":material/science:",
        )
        st.button("Back to what is recorded", key="_what_if_reset", on_click=_reset, args=(release,))


def _change(release: str, component: str, title: str, now: str) -> Change:
    """The two switches of a component; open under open terms until they are touched."""
    keys = [_key(release, component, what) for what in ("availability", "terms")]
    for key in keys:
        st.session_state.setdefault(key, "open")
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f"**{plain(title)}**  \nrecorded: {plain(now)}", width=290)
        look: Any = {"label_visibility": "collapsed", "width": 160}
        availability = st.selectbox(f"{title}: availability", AVAILABLE, key=keys[0], format_func=_available, **look)
        closed = availability == "closed"
        terms = st.selectbox(f"{title}: terms", TERMS, key=keys[1], format_func=_terms, disabled=closed, **look)
    return Change(component, availability or "", terms or "")


def _available(value: str) -> str:
    return AVAILABILITY_WORDS[value] if value else "as recorded"


def _terms(value: str) -> str:
    return TERMS_WORDS[value] if value else "as recorded"


def _definitions(shown: Answer) -> list[Rubric]:
    """The definition in force, with the reader's changes, and all others as published."""
    ids = list(loaders.definitions())
    others = [name for name in ids if name != (shown.query.rubric or ids[0])]
    asked = [shown.under("" if name == ids[0] else name) for name in others]
    return [shown.rubric, *(loaders.answer(query).rubric for query in asked)]


def _table(moves: tuple[Move, ...], shown: Answer) -> None:
    better = sum(move.direction == "better" for move in moves)
    worse = sum(move.direction == "worse" for move in moves)
    told = [f"{better} would give a better verdict"] if better else []
    told += [f"{worse} a worse one" if better else f"{worse} would give a worse verdict"] if worse else []
    change = f"Of {count(len(moves), 'definition')} {', '.join(told)}" if told else "No definition's verdict would move"
    st.markdown(f"**{plain(change)}.**")
    custom = " (your version)" if shown.is_custom else ""
    rows = {
        "Definition": [plain(move.title) + (custom if number == 0 else "") for number, move in enumerate(moves)],
        "As recorded": [_said(move.before, move.low_before, move.high_before) for move in moves],
        "What if": [
            DIRECTIONS[move.direction]
            + _said(move.after, move.low_after, move.high_after, bold=move.direction != "same")
            for move in moves
        ],
    }
    st.table(rows, border="horizontal", alt="Verdict and score under every definition, as recorded and what if")
    st.caption("▲ better and ▼ worse verdict than recorded; the number is the score in points of 100.")


def _said(verdict: str, low: float, high: float, *, bold: bool = False) -> str:
    words = plain(upper_first(verdict))
    return f"{f'**{words}**' if bold else words} · {plain(span(low, high))}"


def _key(release: str, *parts: str) -> str:
    return ".".join(("_what_if", release, *parts))


def _reset(release: str) -> None:
    for key in [key for key in st.session_state if str(key).startswith(_key(release, ""))]:
        del st.session_state[key]
    st.session_state[_key(release)] = []
