"""The first figures of the Overview, each with a link to the releases it counts."""

from __future__ import annotations

import streamlit as st

from dashboard.frame import state
from dashboard.frame.plain import plain
from openness.core.paths import ROOT
from openness.core.wording import count, points
from openness.findings.headline import CALLED_OPEN, CALLED_OPEN_WORDS, Headline
from openness.scoring.gap import Summary

QUESTIONS = ROOT / "pages" / "questions.py"
RELEASES = ROOT / "pages" / "releases.py"
ABOUT = {
    "proven": "Every condition is met by a recorded fact.",
    "undetermined": "Nothing recorded rules it out, and something is missing to prove it.",
    "ruled-out": "At least one condition fails on a recorded fact.",
    "not-enough-recorded": (
        "Not ruled out, but less is known than the definition asks for before it ranks a release: silence is not a "
        "chance."
    ),
}


def draw(headline: Headline) -> None:
    """The sentence, the four counts that add up to it, and the gap."""
    st.markdown(f"## {plain(headline.sentence)}\n\n**{plain(headline.gap_sentence)}**")
    total = headline.called_open.total
    called = [claim for claim in CALLED_OPEN if claim in (state.query().claim or CALLED_OPEN)]
    with st.grid(5, min_column_width=170):
        for part in headline.parts:
            with st.container(border=True):
                of = f" of {total:,}" if part.standing == "proven" else ""
                st.markdown(f"**{part.number:,}{of}** {plain(part.words)}", help=ABOUT[part.standing])
                _link(part.number, {"claim": called, "standing": [part.standing]})
        if headline.both_sides:
            with st.container(border=True):
                _gap(headline.gap)
    st.caption(
        f"Called open: the vendor calls the release {CALLED_OPEN_WORDS}; releases that claim open weights only are not "
        "counted, and neither are those whose vendor's word we have not read. All are held to "
        f"“{plain(headline.title)}” of {plain(headline.rubric)}."
    )
    if headline.unchecked:
        st.caption(plain(headline.unchecked))
    st.page_link(
        QUESTIONS,
        label="The questions people argue about, each with its answer",
        icon=":material/arrow_forward:",
        icon_position="right",
        query_params=state.parameters(),
        help="",
    )


def _gap(gap: Summary) -> None:
    about = (
        "Median of weights openness minus training openness, in points of 100, over releases with enough recorded on "
        "both sides. The range is what the median could be if everything unknown turned out closed or open."
    )
    if gap.n == 0:
        st.markdown(f"**Gap not known**: {count(gap.left_out, 'release')} left out", help=about)
        _link(gap.left_out, {"recorded": ["one-side"]})
        return
    low, high = points(gap.low), points(gap.high)
    st.markdown(
        f"**{points(gap.median)} points** of 100 between the finished model and how it was "
        f"made ({low} to {high}), the median of {count(gap.n, 'release')}",
        help=about,
    )
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
