"""A rubric turned into the tables of `openness.scoring.engine`, and a list of its conditions."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from openness.facts.evidence import Evidence
from openness.facts.fact_index import AVAILABILITIES
from openness.facts.licences import TERMS, UNDETERMINED
from openness.rubric.model import Condition as CriterionCondition
from openness.rubric.model import FieldCondition, Rubric, ScoreCondition
from openness.scoring import engine

SIDES = {"weights": engine.WEIGHTS, "training": engine.TRAINING, "none": engine.NO_SIDE}


@dataclass(frozen=True)
class VerdictCondition:
    """One condition of one verdict: a column of `Scores.states`.

    Attributes:
        verdict: Index into the rubric's verdicts.
        subject: A criterion id, `score`, `release`, or `undetermined` for a condition of the definition about which
            this project holds no facts.
        field: The field of the release, when the subject is `release`.
        asks: What is asked for; a sentence when the subject is `undetermined`.
    """

    verdict: int
    subject: str
    field: str
    asks: CriterionCondition | FieldCondition | ScoreCondition | str

    @property
    def label(self) -> str:
        """How lists of conditions name it: the criterion id, `score`, `release.training_flop`, `no-facts`."""
        if self.subject == "undetermined":
            return "no-facts"
        return f"{self.subject}.{self.field}" if self.field else self.subject


def compile_rubric(rubric: Rubric, evidence: Evidence) -> tuple[engine.Plan, tuple[VerdictCondition, ...]]:
    """Turn a rubric into the tables of `engine` and the list of its conditions, one a column of states.

    Raises:
        ValueError: When the rubric names a component that the evidence does not have.
    """
    column = {component: number for number, component in enumerate(evidence.components)}
    missing = sorted({m for criterion in rubric.criteria.values() for m in criterion.members} - set(column))
    if missing:
        raise ValueError(f"the rubric '{rubric.id}' asks for components without evidence: {', '.join(missing)}")
    factors = None if rubric.terms is None else rubric.terms.model_dump()
    counted = engine.credit_table(rubric.credit.model_dump(), factors)
    ignored = engine.credit_table(rubric.credit.model_dump(), None)
    # Sums run by id, not by place in the file, so that moving a line of YAML cannot move the last digit of a score.
    dimensions = sorted(rubric.dimensions)
    criteria = [
        engine.CompiledCriterion(
            members=tuple(dict.fromkeys(column[member] for member in criterion.members)),
            best=criterion.combine == "any",
            table=ignored if criterion.terms == "ignore" else counted,
            weight=criterion.weight,
            dimension=dimensions.index(rubric.dimension_of[name]),
            side=SIDES[criterion.side],
        )
        for name, criterion in rubric.criteria.items()
    ]
    names = list(rubric.criteria)
    conditions: list[VerdictCondition] = []
    compiled: list[engine.CompiledCondition | None] = []
    verdicts: list[engine.CompiledVerdict] = []
    for number, verdict in enumerate(rubric.verdicts):
        first, least = len(conditions), None
        for subject, asks in verdict.requires.criteria.items():
            conditions.append(VerdictCondition(number, subject, "", asks))
            compiled.append(_compile_condition(names.index(subject), asks, evidence))
        for field, bound in (verdict.requires.release or {}).items():
            conditions.append(VerdictCondition(number, "release", field, bound))
            compiled.append(None)
        if verdict.requires.score is not None:
            least = (len(conditions), verdict.requires.score.at_least)
            conditions.append(VerdictCondition(number, "score", "", verdict.requires.score))
            compiled.append(None)
        for sentence in verdict.undetermined:
            conditions.append(VerdictCondition(number, "undetermined", "", sentence))
            compiled.append(None)
        verdicts.append(engine.CompiledVerdict(slice(first, len(conditions)), least))
    plan = engine.Plan(
        criteria=tuple(criteria),
        order=tuple(sorted(range(len(names)), key=names.__getitem__)),
        dimension_weights=tuple(rubric.dimensions[name].weight for name in dimensions),
        conditions=tuple(compiled),
        verdicts=tuple(verdicts),
    )
    return plan, tuple(conditions)


def _compile_condition(criterion: int, asks: CriterionCondition, evidence: Evidence) -> engine.CompiledCondition:
    availability = None if asks.availability is None else AVAILABILITIES.index(asks.availability)
    terms = None if asks.terms is None else TERMS.index(asks.terms)
    table = engine.condition_table(availability, terms, bool(asks.licence))
    if not asks.licence:
        return engine.CompiledCondition(criterion, table)
    # Terms and flags go to the licence together: of "A or B" one and the same alternative must meet all of it.
    wanted: dict[str, str | bool] = dict(asks.licence) if asks.terms is None else {"terms": asks.terms, **asks.licence}
    states = [licence.meets(wanted) for licence in evidence.licences]
    return engine.CompiledCondition(criterion, table, np.array([*states, UNDETERMINED], dtype=np.int8))
