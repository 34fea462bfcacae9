"""What the data say to each question: the answer, how sure it is, what would change it, and the releases it counts.

A finding takes an answer to a query, so it speaks of the selection, the day and the definition in force.
"""

from __future__ import annotations

from collections.abc import Callable

from openness.questions import sides, strength, verdicts
from openness.questions.finding import Finding
from openness.scoring.answer import Answer

FINDINGS: dict[str, Callable[[Answer], Finding]] = {
    "weights-and-training": sides.weights_and_training,
    "claims-and-definitions": verdicts.claims_and_definitions,
    "direction": sides.direction,
    "obstacles": verdicts.what_stands_in_the_way,
    "one-step": verdicts.who_is_one_step_away,
    "capability": strength.cost_of_openness,
    "compute": strength.matter_of_compute,
    "who": sides.who,
    "exemption": verdicts.exemption,
    "survival": strength.do_they_stay_open,
}
"""What a question can ask for, by the name that its file gives."""


def answered(answer: Answer, finding: str) -> Finding:
    """A finding, made once for an answer and then kept.

    Args:
        answer: The selection, the day and the definition.
        finding: One of `FINDINGS`.
    """
    key = ("finding", finding, answer.fingerprint, answer.query)
    found: Finding = answer.cache.get(key, lambda: FINDINGS[finding](answer))
    return found
