"""The licence that the weights of a release are under, and whether it leaves commercial use free."""

from __future__ import annotations

from openness.facts.evidence import Evidence, weights_licence
from openness.facts.fact_index import CLOSED, NOT_APPLICABLE
from openness.facts.licences import FAILS, HOLDS, UNDETERMINED
from openness.scoring.answer import Answer
from openness.scoring.selection import COMMERCIAL

COMMERCIAL_USE = {
    "free": "without conditions",
    "limited": "limited or barred",
    "not-known": "not known",
    "no-weights": "weights not published",
}
"""What can be said of commercial use of the weights, and what it is called."""

_STATES = {HOLDS: "free", FAILS: "limited", UNDETERMINED: "not-known"}


def licences_of_weights(answer: Answer) -> list[str]:
    """The licence in force of the weights of each selected release, in their order; empty where none is named."""
    licences = answer.evidence.licences
    return [licences[number].expression if number >= 0 else "" for number in _numbers(answer)]


def commercial_use(answer: Answer) -> list[str]:
    """What the licence of the weights says of commercial use, for each selected release: keys of `COMMERCIAL_USE`."""
    evidence, numbers = answer.evidence, _numbers(answer)
    states = {number: _STATES[evidence.licences[number].meets(COMMERCIAL)] for number in set(numbers) - {-1}}
    return [
        states.get(number) or ("no-weights" if _closed(evidence, row) else "not-known")
        for number, row in zip(numbers, answer.rows.tolist(), strict=True)
    ]


def _numbers(answer: Answer) -> list[int]:
    numbers: list[int] = weights_licence(answer.evidence)[answer.rows].tolist()
    return numbers


def _closed(evidence: Evidence, row: int) -> bool:
    """Whether no weights are published: a fact says so of the final ones, and of the base's where there are any."""
    states = [
        evidence.availability[row, evidence.components.index(component)]
        for component in ("enduser_weights", "base_weights")
        if component in evidence.components
    ]
    return CLOSED in states and all(state in (CLOSED, NOT_APPLICABLE) for state in states)
