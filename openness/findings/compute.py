"""Training compute against openness: who needs how much to be open, and the two bounds of the EU's rules.

Compute is that of the largest variant, as stated or estimated by the source that the data name; a bound (`>1e25`) stays
a bound and enters no median.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from openness.findings.agreement import Correlation, correlation
from openness.findings.capability import side_of
from openness.scoring.answer import Answer

EU_BOUNDS = {
    1e23: "about where the EU's guidelines see a general-purpose model begin",
    1e25: "where the EU's AI Act presumes systemic risk",
}
"""The two amounts of compute on which duties hang, in FLOP."""


class Trained(NamedTuple):
    """One release whose training compute is known or bounded.

    Attributes:
        release: Its id.
        flop: The number stated, in FLOP.
        bound: `<` or `>` where only a bound is known, empty where the amount is.
        openness: What is proven, in points of 100.
        openness_high: What the facts still allow.
        covered: Whether enough is recorded for the openness to enter a median.
        note: How the compute is known.
        url: Where it is stated.
    """

    release: str
    flop: float
    bound: str
    openness: float
    openness_high: float
    covered: bool
    note: str
    url: str


class Decade(NamedTuple):
    """The releases of one decade of compute whose openness counts and whose compute is no bound.

    Attributes:
        power: It runs from 10^power FLOP, included, to ten times that.
        median: Median of what is proven; nan where none counts.
        high: Median of what the facts still allow.
        n: Releases that count.
    """

    power: int
    median: float
    high: float
    n: int


@dataclass(frozen=True)
class Compute:
    """Training compute against one side of openness.

    Attributes:
        axis: One of `openness.findings.capability.AXES`.
        rows: Releases with a known or bounded compute, least first.
        decades: Every decade with a release of a known amount, least first.
        without: Selected releases whose compute is not recorded.
        together: Rank correlation of compute and openness, over the releases that enter medians.
    """

    axis: str
    rows: tuple[Trained, ...]
    decades: tuple[Decade, ...]
    without: int
    together: Correlation

    def at_least(self, level: float) -> list[Trained]:
        """The releases that are at least so open and whose compute is no bound, most compute first."""
        return sorted(
            (one for one in self.rows if one.openness >= level and not one.bound),
            key=lambda one: (-one.flop, one.release),
        )


def compute(answer: Answer, axis: str = "training") -> Compute:
    """Training compute against openness, over the selected releases that have both.

    Formula: medians by decade of compute, over the releases with a stated or estimated amount (no bound) whose coverage
    on the axis reaches the definition's bar.

    Args:
        answer: The selection.
        axis: One of `openness.findings.capability.AXES`.
    """
    low, high, coverage = side_of(answer.scores, axis)
    columns = ("training_flop", "training_flop_note", "training_flop_url")
    flops, notes, urls = (answer.of_releases(name).tolist() for name in columns)
    rows, without = [], 0
    for at, release in enumerate(answer.selected):
        text = str(flops[at]).strip()
        if not text:
            without += 1
        elif not math.isnan(low[at]):
            enough = bool(coverage[at] >= answer.rubric.ranked_from)
            bound, number = text[0] if text[0] in "<>" else "", float(text.lstrip("<>="))
            openness = float(low[at]), float(high[at])
            rows.append(Trained(release, number, bound, *openness, enough, str(notes[at]), str(urls[at])))
    rows.sort(key=lambda one: (one.flop, one.release))
    counting = [one for one in rows if one.covered and not one.bound]
    together = correlation([one.flop for one in counting], [one.openness for one in counting])
    return Compute(axis, tuple(rows), _decades(rows), without, together)


def _decades(rows: list[Trained]) -> tuple[Decade, ...]:
    known = [one for one in rows if not one.bound]
    found = []
    for power in dict.fromkeys(power_of(one.flop) for one in known):
        mine = [one for one in known if one.covered and power_of(one.flop) == power]
        median = float(np.median([one.openness for one in mine])) if mine else math.nan
        high = float(np.median([one.openness_high for one in mine])) if mine else math.nan
        found.append(Decade(power, median, high, len(mine)))
    return tuple(found)


def power_of(flop: float) -> int:
    """The decade of an amount; 1e23 itself begins the decade of 23, whatever the logarithm rounds to."""
    return int(f"{flop:.12e}".partition("e")[2])
