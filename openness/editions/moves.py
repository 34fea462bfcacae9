"""How the headline moved from edition to edition, and which part of it each kind of change made.

From one edition to the next, one thing is exchanged at a time, in this order:

1. facts: of the releases that both have, what is recorded now takes the place of what was recorded then;
2. releases: those added come in; those gone went out before the facts were exchanged, and count here as well;
3. definition: its text of now takes the place of its text of then.

The three parts add up to the whole move. In another order they would come out a little otherwise.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from openness.editions.then import by_its_own_words, names
from openness.findings.headline import CALLED_OPEN
from openness.rubric.model import Rubric
from openness.scoring.answer import Answer
from openness.scoring.gap import headline
from openness.scoring.scores import counts, score

MEASURES = {"gap": "The gap, in points", "met": "How many meet it"}
"""What of the headline is followed."""

PARTS = {
    "facts": "Facts corrected or added",
    "releases": "Releases added or gone",
    "definition": "Definition changed",
}
"""What a move is made of, in the order in which it is exchanged."""


@dataclass(frozen=True)
class Value:
    """The headline of some releases.

    Attributes:
        value: The median gap in points of 100, or how many are shown to meet the definition; nan where none counts.
        low, high: What the facts still allow.
        n: How many releases it is of: with enough recorded on both sides, or called open.
    """

    value: float
    low: float
    high: float
    n: int


@dataclass(frozen=True)
class Point:
    """An edition, or the data as they are now, with its headline."""

    name: str
    date: str
    found: Value


@dataclass(frozen=True)
class Move:
    """From one edition to the next.

    Attributes:
        before, after: The two.
        parts: How much each of `PARTS` moved the value; nan where it cannot be told.
        same_definition: Why its text of then is not used, as a sentence; empty where it is.
    """

    before: Point
    after: Point
    parts: dict[str, float]
    same_definition: str = ""


def moves(now: Answer, measure: str = "gap") -> tuple[Move, ...]:
    """How the headline of an answer came about, edition by edition; empty where no earlier edition is kept.

    Each edition is asked the same query, at its own day unless the query names one, under the definition as that
    edition had it.

    Args:
        now: The answer.
        measure: One of `MEASURES`.
    """
    listed = names(now)
    asked = [by_its_own_words(now, name) for name in listed]
    found = []
    for (old, new), ((before, why), (after, _)) in zip(pairwise(listed.items()), pairwise(asked), strict=True):
        start, end, parts = _parts(before, after, measure)
        found.append(Move(Point(*old, start), Point(*new, end), parts, why))
    return tuple(found)


def _parts(old: Answer, new: Answer, measure: str) -> tuple[Value, Value, dict[str, float]]:
    """The values of both, and what each part of the move makes of it."""
    there = set(new.selected)
    both = [release for release in old.selected if release in there]
    start = _value(old, old.rubric, old.selected, measure)
    left = _value(old, old.rubric, both, measure)
    facts = _value(new, old.rubric, both, measure)
    whole = _value(new, old.rubric, new.selected, measure)
    end = _value(new, new.rubric, new.selected, measure)
    parts = {
        "facts": facts.value - left.value,
        "releases": (left.value - start.value) + (whole.value - facts.value),
        "definition": end.value - whole.value,
    }
    return start, end, parts


def _value(shown: Answer, rubric: Rubric, releases: Sequence[str], measure: str) -> Value:
    """The headline of some releases with the facts of an answer, under a definition."""
    places = {release: row for row, release in enumerate(shown.evidence.releases)}
    rows = np.array([places[release] for release in releases], dtype=np.intp)
    scores = score(rubric, shown.evidence, rows=rows)
    if measure == "gap":
        found = headline(scores)
        return Value(found.median, found.low, found.high, found.n)
    claims = shown.package.releases["claim"].to_numpy(dtype=str)[rows]
    among = counts(scores, scores.verdict_ids[rubric.goal], rows=np.isin(claims, CALLED_OPEN))
    proven = float(among.proven) if among.total else math.nan
    most = proven + among.undetermined + among.not_enough_recorded
    return Value(proven, proven, most, among.total)
