"""Which releases are one step from a better verdict, of all releases at once.

Most releases are several steps away, and that can be seen without a search: one action changes one component, so every
condition that does not hold yet has to be about that component. What passes this sieve, a few hundred of some thousand
pairs of release and verdict, is searched exactly as `openness.remedy.find` does, so both give the same steps.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from openness.core.arrays import Flags, Floats
from openness.facts.evidence import Evidence
from openness.facts.licences import FAILS, HOLDS, UNDETERMINED
from openness.remedy.search import TOLERANCE, Budget, smallest
from openness.remedy.steps import KINDS, Kind, Target, blocks_of, targets_of
from openness.scoring import engine
from openness.scoring.answer import Answer
from openness.scoring.condition_words import FIELD_WORDS
from openness.scoring.scores import Scores
from openness.scoring.what_if import cell_of


@dataclass(frozen=True)
class OneStep:
    """One step after which one release reaches a better verdict.

    Attributes:
        release: Its id.
        at: Its place among the scores.
        verdict: Index of the verdict reached.
        subject: The component, or the field of the release, that the step is about.
        kind: `open` and `relicense` are acts of the vendor, `establish` is a fact that nobody has recorded.
    """

    release: str
    at: int
    verdict: int
    subject: str
    kind: Kind


@dataclass(frozen=True)
class Step:
    """One step, and every release that it brings to a better verdict.

    Attributes:
        subject: The component, or the field of the release.
        kind: As in `OneStep`.
        title: What it is about, in words.
        releases: Places of the releases among the scores, each with the index of the best verdict that the step brings.
    """

    subject: str
    kind: Kind
    title: str
    releases: tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Steps:
    """Single steps over a selection.

    Attributes:
        steps: The one that most releases are away from first.
        releases: Places of the releases that some single step brings to a better verdict.
        by_vendor: Of these, the ones for which an act of the vendor alone is enough.
        better: Releases that a better verdict is left for.
    """

    steps: tuple[Step, ...]
    releases: frozenset[int]
    by_vendor: frozenset[int]
    better: int


def steps_of(answer: Answer, verdict: int | None = None) -> Steps:
    """The single steps to a better verdict among the selected releases, grouped by the step.

    A release with several such steps stands in the group of each.

    Args:
        answer: The selection.
        verdict: Index of the one verdict asked about; any better one when left out.
    """
    found: Steps = answer.cache.get(
        ("one step", answer.fingerprint, answer.query, verdict), lambda: _grouped(answer, verdict)
    )
    return found


def _grouped(answer: Answer, verdict: int | None) -> Steps:
    scores, titles = answer.scores, answer.package.names["components"]
    every = one_steps(scores, answer.evidence, verdict)
    groups: dict[tuple[str, Kind], dict[int, int]] = {}
    for one in every:  # best verdict first, so the first of a release stays
        groups.setdefault((one.subject, one.kind), {}).setdefault(one.at, one.verdict)
    steps = [
        Step(subject, kind, titles.get(subject) or FIELD_WORDS.get(subject, subject), tuple(mine.items()))
        for (subject, kind), mine in groups.items()
    ]
    goal = 0 if verdict is None else verdict
    return Steps(
        steps=tuple(sorted(steps, key=lambda one: (-len(one.releases), KINDS.index(one.kind), one.title))),
        releases=frozenset(one.at for one in every),
        by_vendor=frozenset(one.at for one in every if one.kind != "establish"),
        better=int((scores.verdict > goal).sum()),
    )


def one_steps(scores: Scores, evidence: Evidence, verdict: int | None = None) -> tuple[OneStep, ...]:
    """Every single step that brings a release to a better verdict: by release, then best verdict first.

    A release may have several: alternatives, or steps to several verdicts. A verdict with a condition about which no
    facts are held is never reached.

    Args:
        scores: Scores of the releases.
        evidence: The evidence they were made from.
        verdict: Index of the one verdict asked about; all when left out.

    Raises:
        OpennessError: The rubric ties so many components together that they cannot be searched exactly.
    """
    found: list[OneStep] = []
    applies = np.logical_or.reduce(scores.applicable, axis=1)
    weights = scores.effective_weights * 100
    for number, target in enumerate(targets_of(scores)):
        if target.sentences or (verdict is not None and number != verdict):
            continue
        open_to = applies & (scores.verdict > number)
        if target.least is not None:
            open_to &= ~np.isnan(scores.low)
        for at in np.flatnonzero(open_to & _sieve(scores, target, number)).tolist():
            found += [
                OneStep(scores.releases[at], at, number, subject, kind)
                for subject, kind in _steps(scores, evidence, target, at, weights[at].tolist())
            ]
    return tuple(sorted(found, key=lambda one: (one.at, one.verdict)))


def _sieve(scores: Scores, target: Target, number: int) -> Flags:
    """Which releases may be one step from a verdict: a bound that no such release fails."""
    rows = len(scores.releases)
    members = sorted({member for criterion in scores.plan.criteria for member in criterion.members})
    place = {member: at for at, member in enumerate(members)}
    may = np.ones((rows, len(members)), dtype=bool)  # what a step on each component alone could do
    fields = np.zeros(rows, dtype=np.intp)
    unmet = np.zeros(rows, dtype=bool)
    for column, condition in enumerate(scores.conditions):
        if condition.verdict != number:
            continue
        short = scores.states[:, column] != HOLDS
        compiled = scores.plan.conditions[column]
        if condition.field:
            fields += short
            fields[scores.states[:, column] == FAILS] = 2  # nothing changes that
        elif compiled is not None:
            about = scores.plan.criteria[compiled.criterion].members
            others = np.array([member not in about for member in members])
            may[np.ix_(short, others)] = False
            unmet |= short
    enough = np.ones(rows, dtype=bool)
    if target.least is not None:
        enough = scores.low >= target.least - TOLERANCE
        may &= _most(scores, place) >= target.least - TOLERANCE
    by_component = may.any(axis=1) & (fields == 0)
    by_field = (fields == 1) & ~unmet & enough
    found: Flags = by_component | by_field
    return found


def _most(scores: Scores, place: dict[int, int]) -> Floats:
    """The most points each release could have after a step on one component, releases x components."""
    weights, credit = scores.effective_weights * 100, scores.credit_low
    most = np.repeat(scores.low[:, None], len(place), axis=1)
    for number, criterion in enumerate(scores.plan.criteria):
        best = float(criterion.table[:, engine.LOW].max())
        for member in criterion.members:
            most[:, place[member]] += weights[:, number] * np.maximum(best - credit[:, number], 0)
    return most


def _steps(scores: Scores, evidence: Evidence, target: Target, at: int, weights: list[float]) -> list[tuple[str, Kind]]:
    """The single steps to a verdict, exactly; none where it takes more than one."""
    fields = [one for column, one in target.fields if scores.states[at, column] == UNDETERMINED]
    cells = {member: cell_of(evidence, int(scores.rows[at]), member) for member in target.asks}
    # how many other sets there are is not asked
    found = smallest(blocks_of(scores.plan.criteria, weights, target, cells), target.least, 1, Budget(count=0))
    if found is None or found.size + len(fields) != 1:
        return []
    if fields:
        return [(fields[0].field, "establish")]
    return [(evidence.components[member], _kind(names)) for member, names in found.ever]


def _kind(names: tuple[str, ...]) -> Kind:
    return "open" if "open" in names else "relicense" if "relicense" in names else "establish"
