"""Openness against capability as others measure it, each measure on its own scale and for itself.

A measure ranks only what it measured: another board asks other questions of other variants, so values of two measures
are never compared. Openness is what is proven (unknown counts as closed), with what the facts still allow beside it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import NamedTuple

from openness.core.arrays import Floats
from openness.core.dates import first_day, months_between
from openness.findings.agreement import Correlation, correlation
from openness.scoring.answer import Answer
from openness.scoring.scores import Scores

MEASURES = {
    "arena-text": "Arena, text",
    "epoch-capabilities-index": "Epoch Capabilities Index",
    "mmlu-5-shot": "MMLU, 5-shot",
    "arena-text-to-image": "Arena, text to image",
    "arena-text-to-video": "Arena, text to video",
}
"""The measures we hold, and what they are called."""

AXES = {"training": "Training openness", "weights": "Weights openness", "score": "Score"}
"""What capability can be set against."""

OPEN = 80
"""Points of 100 from which on training counts as open in sentences about a level."""


class Measured(NamedTuple):
    """One measured release.

    Attributes:
        release: Its id.
        value: Its capability, on the scale of the measure.
        low, high: The published 95 % interval; nan where none is published.
        openness: What is proven, in points of 100.
        openness_high: What the facts still allow.
        covered: Whether enough is recorded for the openness to enter a summary.
        released: When the release was announced, ISO text; empty where nobody knows.
        date: When it was measured or published.
        source: Who measured it.
        url: Where that is stated.
        note: What a reader should know, such as the variant measured.
    """

    release: str
    value: float
    low: float
    high: float
    openness: float
    openness_high: float
    covered: bool
    released: str
    date: str
    source: str
    url: str
    note: str


class Step(NamedTuple):
    """The most capable measured release that is at least so open, and how far behind the most capable of all it is.

    Attributes:
        openness: How open it is: the step holds for every level up to this one.
        best: The release.
        behind: How much less it reaches than the most capable of all, on the scale of the measure.
        first: The first release of any kind at least as capable, by day of announcement; None where no date is known.
        months: Months between the two announcements; nan where one of them has no date.
    """

    openness: float
    best: Measured
    behind: float
    first: Measured | None
    months: float


@dataclass(frozen=True)
class Capability:
    """One measure against one side of openness.

    Attributes:
        measure: Id of the measure; empty where no selected release has been measured.
        axis: One of `AXES`.
        rows: The measured releases, most capable first.
        steps: The frontier, most open first.
        together: Rank correlation of openness and capability, over the releases with enough recorded.
    """

    measure: str
    axis: str
    rows: tuple[Measured, ...]
    steps: tuple[Step, ...]
    together: Correlation

    @property
    def top(self) -> Measured:
        """The most capable of all that are measured."""
        return self.rows[0]

    def at_least(self, level: float) -> Step | None:
        """The most capable release that is at least so open; None where none is."""
        return next((step for step in reversed(self.steps) if step.openness >= level), None)


def counted_measures(answer: Answer) -> dict[str, int]:
    """How many of the selected releases each measure has, the one with the most first."""
    table = answer.package.capability
    mine = table[table["release"].isin(answer.selected)]["measure"].tolist()
    return {name: mine.count(name) for name in sorted(set(mine), key=lambda name: (-mine.count(name), name))}


def capability(answer: Answer, measure: str = "", axis: str = "training") -> Capability:
    """Capability against openness, over the selected releases that a measure has and the definition scores.

    Formula: the frontier at a level is the largest value among the releases whose proven openness is at least that
    level. Its lag is the time between the announcement of that release and the first announcement of any measured
    release at least as capable.

    Args:
        answer: The selection.
        measure: Id of the measure; empty: the one that most of the selected releases have.
        axis: One of `AXES`.

    Raises:
        ValueError: There is no such axis.
    """
    if axis not in AXES:
        raise ValueError(f"no axis '{axis}'; one of: {', '.join(AXES)}")
    measure = measure or next(iter(counted_measures(answer)), "")
    rows = tuple(sorted(_rows(answer, measure, axis), key=lambda one: (-one.value, one.released, one.release)))
    counting = [one for one in rows if one.covered]
    together = correlation([one.openness for one in counting], [one.value for one in counting])
    return Capability(measure, axis, rows, tuple(_steps(rows)), together)


def side_of(scores: Scores, axis: str) -> tuple[Floats, Floats, Floats]:
    """Lowest, highest and coverage of an axis, for the releases of some scores."""
    prefix = "" if axis == "score" else f"{axis}_"
    low, high, coverage = (getattr(scores, f"{prefix}{end}") for end in ("low", "high", "coverage"))
    return low, high, coverage


def _rows(answer: Answer, measure: str, axis: str) -> list[Measured]:
    low, high, coverage = side_of(answer.scores, axis)
    at = {release: row for row, release in enumerate(answer.selected)}
    released = answer.of_releases("released").tolist()
    table = answer.package.capability
    found = []
    for row in table[table["measure"] == measure].to_dict("records"):
        place = at.get(str(row["release"]))
        if place is None or math.isnan(low[place]):
            continue
        found.append(
            Measured(
                release=str(row["release"]),
                value=float(row["value"]),
                low=float(row["low"] or "nan"),
                high=float(row["high"] or "nan"),
                openness=float(low[place]),
                openness_high=float(high[place]),
                covered=bool(coverage[place] >= answer.rubric.ranked_from),
                released=str(released[place]),
                **{name: str(row[name]) for name in ("date", "source", "url", "note")},
            )
        )
    return found


def _steps(rows: tuple[Measured, ...]) -> list[Step]:
    """The releases that none other beats in both, most open first."""
    found: list[Step] = []
    best = -math.inf
    for one in sorted(rows, key=lambda one: (-one.openness, -one.value, one.released, one.release)):
        if one.value <= best:
            continue
        best = one.value
        as_capable = [other for other in rows if other.value >= one.value and other.released]
        first = min(as_capable, key=lambda other: (first_day(other.released), other.release), default=None)
        months = months_between(first.released, one.released) if first and one.released else math.nan
        found.append(Step(one.openness, one, rows[0].value - one.value, first, months))
    return found
