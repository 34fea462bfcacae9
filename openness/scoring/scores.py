"""From evidence and a rubric to scores, sides, the gap and verdicts, each with what is not known.

`score` is the one way in. A score is a triple: `low` counts what is unknown as closed, `high` as open, and the headline
is `low`; `coverage` says how much of the weight is settled. A verdict is a pair: the best one proven and the best one
not ruled out. None of these numbers is a measure of quality, safety or legal compliance.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from openness.core.arrays import Flags, Floats
from openness.facts.evidence import Evidence
from openness.facts.licences import FAILS, HOLDS, UNDETERMINED
from openness.rubric.model import FieldCondition, Rubric
from openness.scoring import engine
from openness.scoring.compile import VerdictCondition, compile_rubric
from openness.scoring.fields import field_states

#: The columns of `score`, on the command line and in every file of scores.
COLUMNS = (
    *("release", "name", "vendor", "released", "score", "low", "high", "coverage", "ranked"),
    *("weights_openness", "training_openness", "gap", "verdict", "verdict_high", "gap_low", "gap_high"),
    *("weights_coverage", "training_coverage", "failed", "undetermined", "assumed"),
)


@dataclass(frozen=True, eq=False)
class Scores:
    """Scores of some releases under one rubric.

    Scores, sides and gaps are in points of 100, coverage is a share of 1; nan means that nothing applies. Arrays run
    over the releases, those per criterion over releases x criteria in the order of the rubric.

    Attributes:
        rubric: The rubric, edits included.
        releases: Ids, in the order of the arrays.
        rows: Their rows in the evidence.
        criteria: Criterion ids, in the order of the rubric.
        low, high, coverage: The score with everything unknown closed, with everything unknown open, and the share of
            the applicable weight whose availability is settled.
        weights_low, weights_high, weights_coverage: The same for the criteria of the weights side.
        training_low, training_high, training_coverage: The same for the training side.
        verdict: Best verdict proven, an index into the rubric's verdicts; their number stands for `otherwise`.
        verdict_high: Best verdict not ruled out.
        conditions: The conditions of all verdicts, best verdict first.
        states: State of each condition, releases x conditions: 0 fails, 1 undetermined, 2 holds.
        plan: The rubric as tables, for what is computed only when asked for.
        availability, terms: The codes that were scored, releases x components.
    """

    rubric: Rubric
    releases: tuple[str, ...]
    rows: npt.NDArray[np.intp]
    criteria: tuple[str, ...]
    low: Floats
    high: Floats
    coverage: Floats
    weights_low: Floats
    weights_high: Floats
    weights_coverage: Floats
    training_low: Floats
    training_high: Floats
    training_coverage: Floats
    verdict: npt.NDArray[np.int8]
    verdict_high: npt.NDArray[np.int8]
    conditions: tuple[VerdictCondition, ...]
    states: npt.NDArray[np.int8]
    plan: engine.Plan
    availability: npt.NDArray[np.int8]
    terms: npt.NDArray[np.int8]

    @property
    def score(self) -> Floats:
        """The headline score, which is `low`: what is proven."""
        return self.low

    @cached_property
    def ranked(self) -> Flags:
        """Whether enough is recorded to rank the release: coverage of at least the rubric's `ranked_from`."""
        return self.coverage >= self.rubric.ranked_from

    @cached_property
    def sides_covered(self) -> Flags:
        """Whether both sides reach the coverage bar, so that the gap may enter a median."""
        bar = self.rubric.ranked_from
        return (self.weights_coverage >= bar) & (self.training_coverage >= bar)

    @cached_property
    def gap(self) -> Floats:
        """Weights openness minus training openness, low against low. Never show it without `gap_low` and `gap_high`."""
        return self.weights_low - self.training_low

    @cached_property
    def gap_low(self) -> Floats:
        """The smallest gap the evidence allows: weights low minus training high."""
        return self.weights_low - self.training_high

    @cached_property
    def gap_high(self) -> Floats:
        """The largest gap the evidence allows: weights high minus training low."""
        return self.weights_high - self.training_low

    @cached_property
    def _values(self) -> Floats:
        codes = engine.fold(self.availability, self.terms).T.astype(np.intp)
        values = np.empty((len(self.releases), len(self.criteria), 4))
        for number, criterion in enumerate(self.plan.criteria):
            values[:, number] = engine.criterion_values(criterion, codes[list(criterion.members)]).T
        return values

    @property
    def credit_low(self) -> Floats:
        """Credit of each criterion from 0 to 1, unknown counted as closed; 0 where it does not apply."""
        return self._values[..., engine.LOW]

    @property
    def credit_high(self) -> Floats:
        """Credit of each criterion from 0 to 1, unknown counted as open; 0 where it does not apply."""
        return self._values[..., engine.HIGH]

    @property
    def settled(self) -> Flags:
        """Whether the availability behind a criterion is settled, which is what coverage counts."""
        return self._values[..., engine.SETTLED] > 0

    @property
    def applicable(self) -> Flags:
        """Whether a criterion applies to a release: one of its components can exist."""
        return self._values[..., engine.APPLICABLE] > 0

    @cached_property
    def effective_weights(self) -> Floats:
        """Share of each criterion in the score of a release; a row sums to 1, or to 0 where nothing applies.

        Formula: dimension weight x criterion weight / sum of the applicable criterion weights of the dimension, divided
        by the sum of these over all criteria.
        """
        weights = np.array([c.weight for c in self.plan.criteria])
        share = self.applicable * weights
        for number, weight in enumerate(self.plan.dimension_weights):
            mine = np.array([c.dimension == number for c in self.plan.criteria])
            share[:, mine] = _divide(share[:, mine] * weight, share[:, mine].sum(axis=1, keepdims=True))
        return _divide(share, share.sum(axis=1, keepdims=True))

    @cached_property
    def reachable(self) -> npt.NDArray[np.int8]:
        """State of each verdict, releases x verdicts: 0 ruled out, 1 undetermined, 2 proven."""
        state = np.full((len(self.releases), len(self.rubric.verdicts)), HOLDS, dtype=np.int8)
        for column, condition in enumerate(self.conditions):
            mine = state[:, condition.verdict]
            np.minimum(mine, self.states[:, column], out=mine)
        return state

    @property
    def verdict_ids(self) -> tuple[str, ...]:
        """Ids of the verdicts, best first, `otherwise` last: what `verdict` and `verdict_high` index."""
        return self.rubric.verdict_ids

    def subset(self, rows: Sequence[int] | npt.NDArray[Any]) -> Scores:
        """The scores of some of the releases, by position or as one boolean a release."""
        given = np.asarray(rows)
        chosen = np.flatnonzero(given) if given.dtype == bool else given.astype(np.intp)
        arrays = {
            field.name: getattr(self, field.name)[chosen]
            for field in fields(self)
            if isinstance(getattr(self, field.name), np.ndarray)
        }
        return replace(self, releases=tuple(self.releases[row] for row in chosen), **arrays)

    def index(self, release: str) -> int:
        """Position of a release in the arrays.

        Raises:
            KeyError: When the release was not scored.
        """
        try:
            return self._positions[release]
        except KeyError:
            raise KeyError(f"release '{release}' is not among the {len(self.releases)} scored") from None

    @cached_property
    def _positions(self) -> dict[str, int]:
        return {release: number for number, release in enumerate(self.releases)}


def _divide(values: Floats, by: Floats) -> Floats:
    return np.divide(values, by, out=np.zeros_like(values), where=by > 0)


def score(rubric: Rubric, evidence: Evidence, *, rows: Sequence[int] | npt.NDArray[Any] | None = None) -> Scores:
    """Score releases under a rubric.

    Formula: credit of a component = credit of its availability x factor of its terms; `any` takes the best component
    and `all` the worst; a dimension is the weighted mean of its applicable criteria, the score the weighted mean of its
    dimensions x 100; a side is the mean of its criteria under the same effective weights
    (`openness.scoring.engine.run`).

    Args:
        rubric: The definition, edits included.
        evidence: Facts in force at a date.
        rows: Rows of the evidence to score (indices, or one boolean a release); all when left out.

    Returns:
        Scores in the order of `rows`.

    Raises:
        ValueError: When the rubric names a component that the evidence does not have.
    """
    chosen: npt.NDArray[np.intp] = np.arange(len(evidence.releases))
    availability, terms, licence = evidence.availability, evidence.terms, evidence.licence
    releases = evidence.releases
    if rows is not None:
        given = np.asarray(rows)
        chosen = chosen[given if given.dtype == bool else given.astype(np.intp)]
        availability, terms, licence = availability[chosen], terms[chosen], licence[chosen]
        releases = tuple(evidence.releases[row] for row in chosen)
    plan, conditions = compile_rubric(rubric, evidence)
    outside = {
        column: field_states(condition.asks, evidence.package.releases[condition.field])[chosen]
        for column, condition in enumerate(conditions)
        if isinstance(condition.asks, FieldCondition)
    }
    result = engine.run(plan, availability, terms, licence, outside)
    (low, high, coverage), weights, training = result.totals
    return Scores(
        rubric=rubric,
        releases=releases,
        rows=chosen,
        criteria=tuple(rubric.criteria),
        low=low,
        high=high,
        coverage=coverage,
        weights_low=weights[engine.LOW],
        weights_high=weights[engine.HIGH],
        weights_coverage=weights[engine.SETTLED],
        training_low=training[engine.LOW],
        training_high=training[engine.HIGH],
        training_coverage=training[engine.SETTLED],
        verdict=result.verdict,
        verdict_high=result.verdict_high,
        conditions=conditions,
        states=result.states,
        plan=plan,
        availability=availability,
        terms=terms,
    )


def status(scores: Scores) -> npt.NDArray[np.str_]:
    """What can be said of each release: `stated`, `undetermined` or `not-enough-recorded`.

    A verdict is stated where the best one proven is the best one not ruled out. An undetermined verdict below the
    coverage bar is "not enough recorded": silence must not read as a chance.
    """
    return np.where(
        scores.verdict == scores.verdict_high, "stated", np.where(scores.ranked, "undetermined", "not-enough-recorded")
    )


def verdict_words(rubric: Rubric, verdict: int, verdict_high: int) -> str:
    """A pair of verdicts in words: a title, "between X and Y: facts are missing", or "may reach Y: facts are missing".

    The third form is for what only `otherwise` is proven of, which needs no proof.

    Args:
        rubric: The rubric whose verdicts they are.
        verdict: Index of the best verdict proven.
        verdict_high: Index of the best verdict not ruled out.
    """
    titles = rubric.verdict_titles
    if verdict == verdict_high:
        return titles[verdict]
    if verdict == len(rubric.verdicts):
        return f"may {rubric.verdicts[verdict_high].reach}: facts are missing"
    return f"between “{titles[verdict]}” and “{titles[verdict_high]}”: facts are missing"


def unchecked_words(rubric: Rubric, verdict: int | None = None) -> str:
    """What is not checked of a verdict, as a sentence; empty where facts are held about every condition.

    Args:
        rubric: The definition.
        verdict: Index of the verdict; the one that releases are held to (`Rubric.goal`) when left out.
    """
    level = rubric.goal if verdict is None else verdict
    texts = rubric.unchecked(level)
    if not texts:
        return ""
    taken = " and taken to hold" if set(texts) <= set(rubric.verdicts[level].assumed) else ""
    them = "it" if len(texts) == 1 else "them"
    said = "; ".join(f"“{text.rstrip('.')}”" for text in texts)
    return f"Not checked{taken}, because no facts are held about {them}: {said}."


def unprovable_words(rubric: Rubric, reach: str) -> str:
    """Why no release can be shown to reach a verdict, as a title; empty where one can.

    Args:
        rubric: The definition.
        reach: To reach the verdict that releases are held to, as a verb in its base form.
    """
    if rubric.provable:
        return ""
    number = len(rubric.verdicts[rubric.goal].undetermined)
    which = "one of the conditions" if number == 1 else f"{number} of the conditions"
    return f"No release can be shown to {reach}: no facts are held about {which}"


@dataclass(frozen=True)
class Counts:
    """How many releases reach a verdict or a better one; the four numbers add up to all of them."""

    verdict: str
    proven: int
    undetermined: int
    not_enough_recorded: int
    ruled_out: int

    @property
    def total(self) -> int:
        """All releases counted."""
        return self.proven + self.undetermined + self.not_enough_recorded + self.ruled_out


#: The four answers to "does it reach this verdict?", in the order in which they are shown.
REACHED = ("proven", "undetermined", "not-enough-recorded", "ruled-out")


def reached(scores: Scores, verdict_id: str) -> npt.NDArray[np.str_]:
    """For each release, whether it reaches at least this verdict: one of `REACHED`.

    Raises:
        ValueError: When the rubric has no such verdict.
    """
    if verdict_id not in scores.verdict_ids:
        raise ValueError(f"no verdict '{verdict_id}' in '{scores.rubric.id}'; one of: {', '.join(scores.verdict_ids)}")
    level = scores.verdict_ids.index(verdict_id)
    conditions = [scores.verdict <= level, scores.verdict_high > level, scores.ranked]
    return np.select(conditions, ["proven", "ruled-out", "undetermined"], "not-enough-recorded")


def counts(scores: Scores, verdict_id: str, *, rows: npt.NDArray[Any] | None = None) -> Counts:
    """Count the releases that are proven to reach at least this verdict, may reach it, and are ruled out.

    Args:
        scores: Scores of the releases to count.
        verdict_id: The verdict asked about.
        rows: Positions or booleans to count only some of the releases.

    Raises:
        ValueError: When the rubric has no such verdict.
    """
    answers = reached(scores, verdict_id)
    if rows is not None:
        answers = answers[rows]
    return Counts(verdict_id, *(int((answers == answer).sum()) for answer in REACHED))


def condition_labels(scores: Scores, state: int) -> list[tuple[str, ...]]:
    """For each release, the conditions of the best verdict that are in this state, by `VerdictCondition.label`.

    Args:
        scores: Scores.
        state: 0 failed, 1 undetermined, 2 held.
    """
    columns = [number for number, condition in enumerate(scores.conditions) if condition.verdict == 0]
    labels = [scores.conditions[number].label for number in columns]
    hits = scores.states[:, columns] == state
    # Of millions of releases few differ in what they fail, so each pattern is put into words once.
    which = np.zeros(len(hits), dtype=np.int64)
    for byte in np.packbits(hits, axis=1).T:
        which = pd.factorize(which * 256 + byte)[0]
    patterns = hits[np.unique(which, return_index=True)[1]]
    found = [tuple(dict.fromkeys(label for label, hit in zip(labels, row, strict=True) if hit)) for row in patterns]
    return [found[number] for number in which.tolist()]


def to_frame(scores: Scores, evidence: Evidence) -> pd.DataFrame:
    """One row a release with the columns of the command line (`COLUMNS`), unrounded; nan where there is no number.

    `failed` and `undetermined` name, joined by `|`, the conditions of the rubric's best verdict that the release fails
    and those that cannot be decided: what keeps it from the top, and what nobody has recorded. `assumed` has the
    conditions of the verdict proven that are taken to hold, because no facts are held about them.
    """
    taken = [*("|".join(verdict.assumed) for verdict in scores.rubric.verdicts), ""]
    about = evidence.package.releases.iloc[scores.rows]  # evidence has its rows in the order of this table
    ids = np.array(scores.verdict_ids, dtype=object)
    columns: dict[str, Any] = {
        "release": list(scores.releases),
        **{name: about[name].to_numpy() for name in ("name", "vendor", "released")},
        "score": scores.score,
        "low": scores.low,
        "high": scores.high,
        "coverage": scores.coverage,
        "ranked": scores.ranked,
        "weights_openness": scores.weights_low,
        "training_openness": scores.training_low,
        "gap": scores.gap,
        "verdict": ids[scores.verdict],
        "verdict_high": ids[scores.verdict_high],
        "gap_low": scores.gap_low,
        "gap_high": scores.gap_high,
        "weights_coverage": scores.weights_coverage,
        "training_coverage": scores.training_coverage,
        "failed": ["|".join(labels) for labels in condition_labels(scores, FAILS)],
        "undetermined": ["|".join(labels) for labels in condition_labels(scores, UNDETERMINED)],
        "assumed": [taken[verdict] for verdict in scores.verdict],
    }
    return pd.DataFrame({name: columns[name] for name in COLUMNS})
