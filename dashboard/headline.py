"""The first figures of the Overview, each with a link to the releases it counts."""

from __future__ import annotations

import streamlit as st

from dashboard import state
from dashboard.menu import ROOT
from dashboard.plain import plain
from openness.charts.words import count, signed
from openness.gap import Summary
from openness.headline import CALLED_OPEN, CALLED_OPEN_WORDS, Headline

RELEASES = ROOT / "pages" / "releases.py"


def draw(headline: Headline) -> None:
    """The sentence, the four counts that add up to it, and the gap."""
    st.header(plain(headline.sentence), anchor=False)
    found = headline.called_open
    answers = [
        ("Shown to reach it", found.proven, "proven", "Every condition is met by a recorded fact."),
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
    with st.grid(min_column_width=170):
        for label, number, name, about in answers:
            with st.container(border=True):
                st.metric(label, f"{number:,}", help=about)
                _link(f"of {found.total:,} called open", {"claim": list(CALLED_OPEN), "standing": [name]})
        with st.container(border=True):
            _gap(headline.gap)
    st.caption(
        f"Called open: the vendor calls the release {CALLED_OPEN_WORDS}; releases that claim open weights only are not "
        f"counted. “{plain(headline.best)}” is the best verdict of {plain(headline.rubric)}."
    )


def _gap(gap: Summary) -> None:
    about = (
        "Median of weights openness minus training openness, in points of 100, over releases with enough recorded on "
        "both sides. The range is what the median could be if everything unknown turned out closed or open."
    )
    if gap.n == 0:
        st.metric("Open weights ahead of open training", "not known", help=about)
        _link(f"{count(gap.left_out, 'release')} with too little recorded", {"recorded": ["one-side"]})
        return
    low, high = signed(gap.low), signed(gap.high)
    between = f"range {low}" if low == high else f"range {low} to {high}"
    st.metric("Open weights ahead of open training", f"{signed(gap.median)} points", help=about)
    _link(f"{between}, n = {gap.n:,}, {gap.left_out:,} left out", {"recorded": ["both-sides"]})


def _link(label: str, choices: dict[str, list[str]]) -> None:
    st.page_link(RELEASES, label=label, query_params={**state.parameters(), **choices}, help="Show these releases")
