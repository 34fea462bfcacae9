"""The first figures of the Overview, each with a link to the releases it counts."""

from __future__ import annotations

import streamlit as st

from dashboard import state
from dashboard.menu import ROOT
from dashboard.plain import plain
from openness.gap import Summary
from openness.headline import CALLED_OPEN, CALLED_OPEN_WORDS, Headline
from openness.wording import count, points

DEFINITIONS = ROOT / "pages" / "definitions.py"
RELEASES = ROOT / "pages" / "releases.py"


def draw(headline: Headline) -> None:
    """The sentence, the four counts that add up to it, and the gap."""
    st.header(plain(headline.sentence), anchor=False)
    st.markdown(f"**{plain(headline.gap_sentence)}**")
    found = headline.called_open
    answers = [
        ("Shown to", found.proven, "proven", "Every condition is met by a recorded fact."),
        (
            "Still could",
            found.undetermined,
            "undetermined",
            "Nothing recorded rules it out, and something is missing to prove it.",
        ),
        ("Do not", found.ruled_out, "ruled-out", "At least one condition fails on a recorded fact."),
        (
            "Too little recorded",
            found.not_enough_recorded,
            "not-enough-recorded",
            "Not ruled out, but less is known than the definition's coverage bar asks for: silence is not a chance.",
        ),
    ]
    with st.grid(5, min_column_width=170):
        for label, number, name, about in answers:
            with st.container(border=True):
                st.metric(label, f"{number:,}", help=about)
                st.caption(f"of {found.total:,} called open")
                _link(number, {"claim": list(CALLED_OPEN), "standing": [name]})
        if headline.both_sides:
            with st.container(border=True):
                _gap(headline.gap)
    st.caption(
        f"Called open: the vendor calls the release {CALLED_OPEN_WORDS}; releases that claim open weights only are not "
        f"counted. All are held to “{plain(headline.title)}” of {plain(headline.rubric)}."
    )
    if headline.unchecked:
        st.caption(plain(headline.unchecked))
    st.page_link(
        DEFINITIONS,
        label="Claims: each word held to the verdict that it needs",
        icon=":material/arrow_forward:",
        icon_position="right",
        query_params={**state.parameters(), "part": ["claims"]},
        help="",
    )


def _gap(gap: Summary) -> None:
    about = (
        "Median of weights openness minus training openness, in points of 100, over releases with enough recorded on "
        "both sides. The range is what the median could be if everything unknown turned out closed or open."
    )
    if gap.n == 0:
        st.metric("Median gap", "not known", help=about)
        st.caption(f"{count(gap.left_out, 'release')} left out")
        _link(gap.left_out, {"recorded": ["one-side"]})
        return
    low, high = points(gap.low), points(gap.high)
    st.metric(f"Gap ({low} to {high})", f"{points(gap.median)} points", help=about)
    st.caption(f"median of {count(gap.n, 'release')}")
    _link(gap.n, {"recorded": ["both-sides"]})


def _link(number: int, choices: dict[str, list[str]]) -> None:
    """To the releases that a figure counts, under the filters in force."""
    if number == 0:
        st.caption("None to show")
        return
    st.page_link(
        RELEASES,
        label="Show the one" if number == 1 else f"Show all {number:,}",
        icon=":material/arrow_forward:",
        icon_position="right",
        query_params={**state.parameters(), **choices},
        help="",
    )
