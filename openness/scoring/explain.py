"""A score taken apart: every criterion down to its facts, every condition in a sentence, and what is not recorded."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

from openness.facts.audits import check_words, checks
from openness.facts.evidence import Evidence
from openness.facts.fact_index import AVAILABILITIES, CLOSED, NOT_APPLICABLE, UNKNOWN
from openness.facts.licences import TERMS, TERMS_UNKNOWN, terms_words
from openness.facts.readings import how_read
from openness.facts.replies import replies_to
from openness.rubric.model import Criterion
from openness.scoring import scores as scoring
from openness.scoring.condition_words import Ground, explain_condition
from openness.scoring.explanation import STATES, CriterionResult, Explanation, Fact, Member, VerdictResult
from openness.scoring.scores import Scores


def explain(scores: Scores, evidence: Evidence, release: str) -> Explanation:
    """Take the score of one release apart.

    Args:
        scores: Scores that include the release.
        evidence: The evidence they were made from.
        release: Its id.

    Raises:
        KeyError: When the release was not scored.
    """
    at = scores.index(release)
    scored = scores.subset([at])
    about = _row(evidence, release)
    pair = int(scored.verdict[0]), int(scored.verdict_high[0])
    numbers = (
        *("low", "high", "coverage", "weights_low", "weights_high", "weights_coverage"),
        *("training_low", "training_high", "training_coverage", "gap", "gap_low", "gap_high"),
    )
    ground = Ground(
        scores=scored,
        members=_members(scored, evidence),
        fields=about,
        licences={licence.expression: licence for licence in evidence.licences},
    )
    criteria = tuple(_criterion(ground, number) for number in range(len(scored.criteria)))
    return Explanation(
        release=release,
        name=about.get("name", ""),
        vendor=about.get("vendor", ""),
        released=about.get("released", ""),
        rubric=scored.rubric.id,
        rubric_title=scored.rubric.title,
        as_of=evidence.as_of,
        sources=evidence.sources,
        ranked=bool(scored.ranked[0]),
        verdict=scored.verdict_ids[pair[0]],
        verdict_high=scored.verdict_ids[pair[1]],
        words=scoring.verdict_words(scored.rubric, *pair),
        status=str(scoring.status(scored)[0]),
        criteria=criteria,
        verdicts=_verdicts(ground, criteria),
        goal=scored.rubric.goal,
        replies=replies_to(evidence.package, release, evidence.as_of),
        **{name: float(getattr(scored, name)[0]) for name in numbers},
    )


def _row(evidence: Evidence, release: str) -> Mapping[str, str]:
    table = evidence.package.releases
    rows = table[table["release"] == release].to_dict("records")
    return {str(key): str(value) for key, value in rows[0].items()} if rows else {}


def _members(scores: Scores, evidence: Evidence) -> dict[str, Member]:
    """Every component that the rubric looks at, with the facts behind it, for the one release in `scores`."""
    row = int(scores.rows[0])
    names = dict.fromkeys(name for criterion in scores.rubric.criteria.values() for name in criterion.members)
    columns = {name: evidence.components.index(name) for name in names}
    titles = dict(evidence.package.components[["component", "title"]].to_numpy().tolist())
    facts = _facts(
        evidence, [int(rows[row, c]) for rows in (evidence.fact, evidence.licence_fact) for c in columns.values()]
    )
    members = {}
    for name, column in columns.items():
        availability, terms = int(evidence.availability[row, column]), int(evidence.terms[row, column])
        licence = int(evidence.licence[row, column])
        missing: list[str] = []
        if availability == UNKNOWN:
            missing.append("availability")
        if terms >= TERMS_UNKNOWN and availability not in (CLOSED, NOT_APPLICABLE):
            missing.append("terms")
        members[name] = Member(
            component=name,
            title=titles.get(name, name),
            availability=AVAILABILITIES[availability],
            terms=TERMS[terms],
            licence=evidence.licences[licence].expression if licence >= 0 else "",
            says=terms_words(terms, evidence.licences[licence] if licence >= 0 else None),
            fact=facts.get(int(evidence.fact[row, column])),
            licence_fact=facts.get(int(evidence.licence_fact[row, column])),
            missing=tuple(missing),
        )
    return members


def _facts(evidence: Evidence, rows: Sequence[int]) -> dict[int, Fact]:
    wanted = sorted({row for row in rows if row >= 0})
    columns = ["source", "availability", "licence", "since", "recorded", "url", "confidence", "dimension", "note"]
    of = evidence.facts.iloc[wanted]
    checked = checks(evidence.package)
    found = {}
    for row, record in zip(wanted, of.to_dict("records"), strict=True):
        check = checked.get((record["source"], record["release"], record["component"]))
        found[row] = Fact(
            row=row,
            read=how_read(evidence.package, record["source"], record["dimension"]),
            checked=check_words(check, record["availability"]) if check else "",
            **{column: record[column] for column in columns},
        )
    return found


def _criterion(ground: Ground, number: int) -> CriterionResult:
    scores = ground.scores
    name = scores.criteria[number]
    criterion = scores.rubric.criteria[name]
    dimension = scores.rubric.dimension_of[name]
    low, high = float(scores.credit_low[0, number]), float(scores.credit_high[0, number])
    weight = float(scores.effective_weights[0, number])
    mine = tuple(ground.members[component] for component in criterion.members)
    counted = (
        ("availability",) if criterion.terms == "ignore" or scores.rubric.terms is None else ("availability", "terms")
    )
    missing = [
        f"{what} of {member.title}" for member in mine for what in member.missing if what in counted and low < high
    ]
    return CriterionResult(
        id=name,
        title=criterion.title,
        dimension=dimension,
        dimension_title=scores.rubric.dimensions[dimension].title,
        side=criterion.side,
        reference=criterion.reference or "",
        combine=_combine(criterion),
        members=mine,
        applicable=bool(scores.applicable[0, number]),
        settled=bool(scores.settled[0, number]),
        credit_low=low,
        credit_high=high,
        weight=weight,
        points_low=weight * low * 100,
        points_high=weight * high * 100,
        missing=tuple(missing),
    )


def _combine(criterion: Criterion) -> Literal["one", "any", "all"]:
    return "one" if len(criterion.members) == 1 else criterion.combine


def _verdicts(ground: Ground, criteria: Sequence[CriterionResult]) -> tuple[VerdictResult, ...]:
    scores = ground.scores
    return tuple(
        VerdictResult(
            id=verdict.id,
            title=verdict.title,
            about=verdict.about or "",
            state=STATES[scores.reachable[0, number]],
            conditions=tuple(
                explain_condition(ground, criteria, condition, STATES[scores.states[0, column]])
                for column, condition in enumerate(scores.conditions)
                if condition.verdict == number
            ),
            assumed=verdict.assumed,
        )
        for number, verdict in enumerate(scores.rubric.verdicts)
    )
