"""A line of releases: what it comes to, and what changed from one release to the next."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from openness.core.wording import count, day
from openness.facts.evidence import Evidence
from openness.facts.fact_index import AVAILABILITIES, OPEN
from openness.findings.weights import COMMERCIAL_USE, commercial_use, licences_of_weights
from openness.scoring.answer import Answer
from openness.scoring.scores import status


@dataclass(frozen=True)
class Difference:
    """One thing that is another one than in the release before.

    Attributes:
        what: `claim`, `licence`, `commercial`, `verdict`, or a component.
        before: What it was: the id of a claim, a licence, words, or a state of the component.
        after: What it is.
    """

    what: str
    before: str
    after: str


@dataclass(frozen=True)
class Step:
    """A release beside the one of its line that came before it.

    Attributes:
        release: Its id.
        before: The id of the earlier one; empty for the first.
        differences: What differs between the two, by the facts in force; unknown differs from nothing.
    """

    release: str
    before: str
    differences: tuple[Difference, ...] = ()


def finding(answer: Answer) -> str:
    """How many releases there are, since when, and how many of them are shown to meet what the definition asks."""
    dates = sorted(date for date in answer.of_releases("released").tolist() if date)
    span = f", {day(dates[0])} to {day(dates[-1])}" if len(dates) > 1 else ""
    goal = answer.rubric.goal
    proven = int((answer.scores.verdict <= goal).sum())
    possible = int((answer.scores.verdict_high <= goal).sum()) - proven
    said = f"{proven} of {len(answer.selected)}" if proven else "none"
    rest = f"; of {possible} it cannot be told" if possible else ""
    title = answer.rubric.verdict_titles[goal]
    return f"{count(len(answer.selected), 'release')}{span}: {said} shown to reach “{title}”{rest}."


def steps(answer: Answer) -> tuple[Step, ...]:
    """Each selected release beside the one before it, newest first; those without a date stand first of all.

    Two releases of one day follow each other by name. The facts are those in force on the as-of day, for both.
    """
    dates, names = answer.of_releases("released").tolist(), answer.of_releases("name").tolist()
    order = sorted(range(len(names)), key=lambda at: (not dates[at], dates[at], names[at].casefold()))
    told = {
        "claim": [str(claim) for claim in answer.of_releases("claim")],
        "licence": licences_of_weights(answer),
        "commercial": [COMMERCIAL_USE[state] if state != "not-known" else "" for state in commercial_use(answer)],
        "verdict": [
            words if stated == "stated" else ""
            for words, stated in zip(answer.verdict_words, status(answer.scores), strict=True)
        ],
    }
    found = [Step(answer.selected[order[0]], "")] if order else []
    for before, after in pairwise(order):
        differences = [
            Difference(what, values[before], values[after])
            for what, values in told.items()
            if values[before] and values[after] and values[before] != values[after]
        ]
        rows = int(answer.rows[before]), int(answer.rows[after])
        found.append(
            Step(
                answer.selected[after],
                answer.selected[before],
                (*differences, *_components(answer.evidence, *rows)),
            )
        )
    return tuple(reversed(found))


def _components(evidence: Evidence, before: int, after: int) -> Iterator[Difference]:
    """The components whose availability is known of both, and not the same."""
    for column, component in enumerate(evidence.components):
        old, new = int(evidence.availability[before, column]), int(evidence.availability[after, column])
        if old != new and old <= OPEN and new <= OPEN:
            yield Difference(component, AVAILABILITIES[old], AVAILABILITIES[new])
