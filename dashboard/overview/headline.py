"""The first figures of the Overview, each with a link to the releases it counts.

One element of HTML: as boxes, texts, tooltips and links of Streamlit they were twenty, a third of the page, and each of
those costs every visitor's browser and the server time.
"""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from dashboard.frame import loaders, state
from dashboard.frame.plain import plain
from openness.charts.kit.palette import THEMES
from openness.core.html import templates
from openness.core.wording import count, points
from openness.findings.headline import CALLED_OPEN, CALLED_OPEN_WORDS, Headline
from openness.publish.addresses import with_pairs
from openness.scoring.answer import Answer
from openness.scoring.gap import Summary

_TEMPLATES = templates(__file__)
ABOUT = {
    "proven": "Every condition is met by a recorded fact.",
    "undetermined": "Nothing recorded rules it out, and something is missing to prove it.",
    "ruled-out": "At least one condition fails on a recorded fact.",
    "not-enough-recorded": (
        "Not ruled out, but less is known than the definition asks for before it ranks a release: silence is not a "
        "chance."
    ),
}
ABOUT_GAP = (
    "Median of weights openness minus training openness, in points of 100, over releases with enough recorded on "
    "both sides. The range is what the median could be if everything unknown turned out closed or open."
)


@dataclass(frozen=True)
class Card:
    """One figure.

    Attributes:
        number: The figure, as it is written.
        words: What it counts.
        about: What that means.
        leads: Address of the releases that it counts.
        shown: Words of the link there; empty where it counts none.
    """

    number: str
    words: str
    about: str
    leads: str
    shown: str


def draw(shown: Answer) -> None:
    """The sentence, the four counts that add up to it, and the gap."""
    headline = loaders.headline(shown)
    st.markdown(f"## {plain(headline.sentence)}\n\n**{plain(headline.gap_sentence)}**")
    # the same for every visitor with this address
    st.html(shown.cache.get(("figures", headline, state.query()), lambda: _figures(headline)))


def _figures(headline: Headline) -> str:
    """The element with the figures."""
    total = headline.called_open.total
    called = tuple(claim for claim in CALLED_OPEN if claim in (state.query().claim or CALLED_OPEN))
    asked = state.query().with_(claim=called).to_pairs()
    cards = []
    for part in headline.parts:
        of = f" of {total:,}" if part.standing == "proven" else ""
        leads = with_pairs("releases", [*asked, ("standing", part.standing)])
        cards.append(Card(f"{part.number:,}{of}", part.words, ABOUT[part.standing], leads, _shown(part.number)))
    if headline.both_sides:
        cards.append(_gap(headline.gap))
    return _TEMPLATES.get_template("headline.html").render(
        cards=cards,
        called=f"Called open: the vendor calls the release {CALLED_OPEN_WORDS}; releases that claim open weights "
        "only are not counted, and neither are those whose vendor's word we have not read. All are held to "
        f"“{headline.title}” of {headline.rubric}.",
        unchecked=headline.unchecked,
        questions=state.address("questions"),
        link={theme: st.get_option(f"theme.{theme}.linkColor") for theme in THEMES},
    )


def _gap(gap: Summary) -> Card:
    """The median gap; where there is none, how many releases are left out of it."""
    number, words = "Gap not known:", f"{count(gap.left_out, 'release')} left out"
    counted, recorded = gap.left_out, "one-side"
    if gap.n:
        number, counted, recorded = f"{points(gap.median)} points", gap.n, "both-sides"
        words = (
            f"of 100 between the finished model and how it was made ({points(gap.low)} to {points(gap.high)}), the "
            f"median of {count(gap.n, 'release')}"
        )
    leads = with_pairs("releases", [*state.query().to_pairs(), ("recorded", recorded)])
    return Card(number, words, ABOUT_GAP, leads, _shown(counted))


def _shown(number: int) -> str:
    """Words of the link to so many releases."""
    return "" if number == 0 else "Show the one" if number == 1 else f"Show all {number:,}"
