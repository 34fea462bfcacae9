"""One definition drawn many times over: weights, the credit of a level and the reading of the unknown, each in a range.

A draw is a point of the unit cube, one coordinate for each number that is varied, so that plain random draws and the
designs of a variance analysis go through the same code. The score of a release in a draw follows the formulas of
`openness.scoring.engine`; a draw with every number as it stands gives the very scores of the definition.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Literal

import numpy as np
from threadpoolctl import ThreadpoolController

from openness.core.arrays import Floats, Indices
from openness.core.errors import OpennessError
from openness.facts.fact_index import CLOSED, GATED, NOT_APPLICABLE, OPEN, PARTIAL, UNKNOWN
from openness.facts.licences import TERMS_NONE, TERMS_NOT_OPEN, TERMS_OPEN, TERMS_RESTRICTED, TERMS_UNKNOWN
from openness.scoring.scores import Scores

Weights = Literal["shifted", "anew", "fixed"]
Reading = Literal["closed", "open", "left-out"]

READINGS: tuple[Reading, ...] = ("closed", "open", "left-out")
WIDTH = TERMS_UNKNOWN  # codes of the terms that are left once the unknown is read one way: none, restricted, open
CHUNK = 512  # draws at a time: their scores stay in the processor's cache


@dataclass(frozen=True)
class Assumptions:
    """What is varied, and how far.

    Attributes:
        weights: `shifted` multiplies each weight by a number around 1, `anew` draws the shares within each group from
            all that are possible (Dirichlet with parameter 1), `fixed` leaves them.
        spread: How far a shifted weight moves, either way: 0.25 is a quarter.
        partial: How far the credit of `partial` moves, either way, within those of closed and open.
        gated: The same for `gated`, never below the credit of `partial` in the same draw. A definition that gives both
            the same credit makes no difference between them, and then they move together.
        terms: How far the factors of restricted terms and of no licence move, together, within 0 and that of open.
        unknown: How the unknown may be read, each as likely; one value for no variation. `left-out` takes a criterion
            whose availability is not settled out of the mean, and counts unknown terms midway.
        without: Share of the draws in which one criterion, each as likely, is left out of the definition.

    Raises:
        OpennessError: When a number lies outside its range, or no reading of the unknown is given.
    """

    weights: Weights = "shifted"
    spread: float = 0.25
    partial: float = 0.25
    gated: float = 0.25
    terms: float = 0.25
    unknown: tuple[Reading, ...] = READINGS
    without: float = 0.5

    def __post_init__(self) -> None:
        if self.weights not in ("shifted", "anew", "fixed"):
            raise OpennessError(f"weights are shifted, anew or fixed; got '{self.weights}'")
        for name in ("spread", "partial", "gated", "terms", "without"):
            value = getattr(self, name)
            if not 0 <= value <= 1:
                raise OpennessError(f"'{name}' lies between 0 and 1; got {value}")
        if not self.unknown or set(self.unknown) - set(READINGS):
            raise OpennessError(f"the unknown is read as one or more of {', '.join(READINGS)}; got {self.unknown}")


@dataclass(frozen=True)
class Varied:
    """One assumption that is really varied, as it is listed beside every result.

    Attributes:
        name: Short name, also that of the group in a variance analysis.
        title: What it is, in words.
        in_force: What the definition in force says, be it a published one or the reader's own.
        drawn: The range and how it is drawn.
        inputs: The coordinates of the unit cube that move it.
    """

    name: str
    title: str
    in_force: str
    drawn: str
    inputs: slice


@dataclass(frozen=True)
class _Table:
    """One reading of the unknown: what each release is (states x releases), and which criteria count for it."""

    states: Floats
    counts: Floats


class Model:
    """Some scored releases under one definition, ready to be scored again and again under drawn assumptions.

    Formula, for one draw: score = sum over the dimensions of W x (sum of w x credit / sum of w), over the sum of W,
    where the sums run over the criteria that count for the release, and dimensions without any drop out. As which
    criteria a release meets how does not depend on the draw, all releases are scored by one matrix product a
    dimension: (draws x states that occur) @ (states x releases).
    """

    def __init__(self, scores: Scores, assumptions: Assumptions) -> None:
        """Find what varies and which states occur.

        Args:
            scores: Scores of the releases, at least one.
            assumptions: What is varied.
        """
        self.assumptions = assumptions
        self.rubric = scores.rubric
        plan = scores.plan
        self.criteria = scores.criteria
        self.releases = scores.releases
        self._plan = plan
        self._dimension = np.array([criterion.dimension for criterion in plan.criteria])
        self._weight = np.array([criterion.weight for criterion in plan.criteria])
        for number in range(len(plan.dimension_weights)):  # only proportions count
            mine = self._dimension == number
            self._weight[mine] = _over(self._weight[mine], self._weight[mine].max(initial=0.0))
        of_dimensions = np.array(plan.dimension_weights)
        self._dimension_weight = _over(of_dimensions, of_dimensions.max())
        self._credit = scores.rubric.credit.model_dump()
        factors = scores.rubric.terms
        self._factors = {"open": 1.0, "restricted": 1.0, "none": 1.0} if factors is None else factors.model_dump()
        self._terms_count = [factors is not None and c.terms != "ignore" for c in scores.rubric.criteria.values()]
        self.varied = tuple(self._list())
        self._tables(scores)

    @property
    def inputs(self) -> int:
        """How many coordinates a draw has."""
        return self.varied[-1].inputs.stop if self.varied else 0

    @cached_property
    def droppable(self) -> Indices:
        """Criteria that one can leave out: those with a weight, where more than one has any."""
        found = np.flatnonzero((self._weight > 0) & (self._dimension_weight[self._dimension] > 0))
        return found if len(found) > 1 else found[:0]

    def scores(self, points: Floats, without: int | None = None) -> Iterator[tuple[Indices, Floats]]:
        """Score every release in every draw, some draws at a time.

        Args:
            points: Draws in the unit cube, draws x `inputs`; coordinates that are missing count as the middle.
            without: A criterion to leave out in all of them.

        Yields:
            Indices of the draws, and their scores in 0..1, draws x releases. Draws come grouped by how they read the
            unknown. A release of which nothing counts has the score 0.
        """
        reading = self._reading(points)
        for name in READINGS:
            mine = np.flatnonzero(reading == READINGS.index(name))
            for start in range(0, len(mine), CHUNK):
                part = mine[start : start + CHUNK]
                yield part, self._score(points[part], self._by_reading[name], without)

    # What is varied, in the order of the coordinates.

    def _list(self) -> Iterator[Varied]:
        assumed, at = self.assumptions, 0

        def varied(name: str, title: str, in_force: str, drawn: str, inputs: int = 1) -> Varied:
            nonlocal at
            at += inputs
            return Varied(name, title, in_force, drawn, slice(at - inputs, at))

        if assumed.weights != "fixed" and (assumed.weights == "anew" or assumed.spread > 0):
            how = (
                f"each multiplied by {1 - assumed.spread:g} to {1 + assumed.spread:g}, uniform"
                if assumed.weights == "shifted"
                else "shares at random from all that are possible (Dirichlet, parameter 1)"
            )
            if (self._dimension_weight > 0).sum() > 1:
                count = len(self._dimension_weight)
                yield varied("dimension-weights", "Weights of the dimensions", f"{count} weights", how, count)
            if len(self._free):
                count = len(self._free)
                yield varied("criterion-weights", "Weights of the criteria", f"{count} weights", how, count)
        for level in ("partial", "gated"):
            low, high = self._range(level)
            if high > low and (level == "partial" or not self.gated_follows):
                both = level == "partial" and self.gated_follows
                title = "Points for “partial” and “gated”" if both else f"Points for “{level}”"
                floor = "; never below “partial”" if level == "gated" else ""
                yield varied(level, title, f"{self._credit[level]:g}", f"{low:g} to {high:g}, uniform{floor}")
        in_force = {f"{self._factors[name]:g}" for name in ("restricted", "none")}
        if self.rubric.terms is not None and assumed.terms > 0 and self._factors["open"] > 0:
            how = f"{assumed.terms:g} less to {assumed.terms:g} more, uniform, within 0 and {self._factors['open']:g}"
            title = "Share of the points under restricted terms and without a licence"
            yield varied("terms", title, " and ".join(sorted(in_force)), how)
        if len(assumed.unknown) > 1:
            words = {"closed": "closed", "open": "open", "left-out": "left out"}
            names = [words[name] for name in assumed.unknown]
            how = f"{', '.join(names[:-1])} or {names[-1]}, each as likely"
            yield varied("unknown", "The reading of the unknown", "closed", how)
        if assumed.without > 0 and len(self.droppable):
            how = f"one of {len(self.droppable)}, each as likely, in {assumed.without:.0%} of the trials"
            yield varied("criterion", "Leaving out one criterion", "none", how)

    @cached_property
    def _free(self) -> Indices:
        """Criteria whose weight matters: those that share their dimension with another."""
        alive = self._weight > 0
        alone = np.array([(alive & (self._dimension == number)).sum() < 2 for number in self._dimension])
        return np.flatnonzero(alive & ~alone)

    @cached_property
    def gated_follows(self) -> bool:
        """Whether the definition gives `gated` the credit of `partial`, so that both move as one."""
        return bool(self._credit["gated"] == self._credit["partial"])

    def _range(self, level: str) -> tuple[float, float]:
        middle, far = self._credit[level], getattr(self.assumptions, level)
        return max(self._credit["closed"], middle - far), min(self._credit["open"], middle + far)

    # From points of the unit cube to numbers.

    def _inputs(self, points: Floats, name: str) -> Floats | None:
        for varied in self.varied:
            if varied.name == name:
                return points[:, varied.inputs]
        return None

    def _reading(self, points: Floats) -> Indices:
        places = np.array([READINGS.index(name) for name in self.assumptions.unknown])
        given = self._inputs(points, "unknown")
        if given is None:
            return np.full(len(points), places[0])
        return places[np.minimum((given[:, 0] * len(places)).astype(np.intp), len(places) - 1)]

    def _drawn(self, nominal: Floats, points: Floats | None, count: int) -> Floats:
        if points is None:
            return np.broadcast_to(nominal, (count, len(nominal)))
        if self.assumptions.weights == "anew":  # Dirichlet: exponentials, scaled to one
            return np.where(nominal > 0, -np.log1p(-np.minimum(points, 1 - 1e-16)), 0.0)
        return nominal * (1.0 + self.assumptions.spread * (2.0 * points - 1.0))

    def _weights(self, points: Floats, without: int | None) -> tuple[Floats, Floats]:
        """Weights of the dimensions and of the criteria, a row a draw."""
        dimensions = self._drawn(self._dimension_weight, self._inputs(points, "dimension-weights"), len(points))
        criteria = np.broadcast_to(self._weight, (len(points), len(self._weight))).copy()
        given = self._inputs(points, "criterion-weights")
        if given is not None:
            criteria[:, self._free] = self._drawn(self._weight[self._free], given, len(points))
        chosen = self._inputs(points, "criterion")
        if chosen is not None:
            share = self.assumptions.without
            number = (chosen[:, 0] / share * len(self.droppable)).astype(np.intp)
            rows = np.flatnonzero((chosen[:, 0] < share) & (number < len(self.droppable)))
            criteria[rows, self.droppable[number[rows]]] = 0.0
        if without is not None:
            criteria[:, without] = 0.0
        return dimensions, criteria

    def _credits(self, points: Floats) -> tuple[Floats, Floats]:
        """Credit of one component for each code, where terms count and where they do not; draws x codes each."""
        count = len(points)
        credit = np.zeros((count, 6))
        for number, level in ((CLOSED, "closed"), (PARTIAL, "partial"), (GATED, "gated"), (OPEN, "open")):
            credit[:, number] = self._credit[level]
            given = self._inputs(points, level)
            if given is not None:
                low, high = self._range(level)
                credit[:, number] = low + (high - low) * given[:, 0]
        if self.gated_follows:
            credit[:, GATED] = credit[:, PARTIAL]
        np.maximum(credit[:, GATED], credit[:, PARTIAL], out=credit[:, GATED])
        factors = np.repeat(
            [[self._factors["none"], self._factors["restricted"], self._factors["open"]]], count, axis=0
        )
        given = self._inputs(points, "terms")
        if given is not None:
            shift = self.assumptions.terms * (2.0 * given - 1.0)
            factors[:, :TERMS_OPEN] = np.clip(factors[:, :TERMS_OPEN] + shift, 0.0, factors[:, TERMS_OPEN:])
        counted = credit[:, :, None] * factors[:, None, :]
        counted[:, CLOSED] = (credit[:, CLOSED] * factors[:, TERMS_NONE])[:, None]
        return counted.reshape(count, -1), np.repeat(credit, WIDTH, axis=1)

    # The states that occur, and the product.

    def _tables(self, scores: Scores) -> None:
        """Find the joint states of each criterion that can earn credit, and which release is in which of them."""
        releases = len(scores.releases)
        readings = [_known(scores, worst=True), _known(scores, worst=False)]
        if self.gated_follows:
            readings = [
                np.where(codes // WIDTH == GATED, codes - WIDTH * (GATED - PARTIAL), codes) for codes in readings
            ]
        alike = self._factors["restricted"] == self._factors["none"]  # and then they move as one
        self._states: list[Indices] = []
        low: list[Floats] = []
        high: list[Floats] = []
        for number, criterion in enumerate(self._plan.criteria):
            both = np.concatenate([codes[:, list(criterion.members)] for codes in readings])
            if not self._terms_count[number]:
                both = both // WIDTH * WIDTH
            elif alike:
                both = np.where(both % WIDTH == TERMS_RESTRICTED, both - (TERMS_RESTRICTED - TERMS_NONE), both)
            found, which = np.unique(both, axis=0, return_inverse=True)
            # Credit never falls with any coordinate: what earns nothing where all stand highest never earns anything.
            most = self._credit_of(number, found, *self._credits(np.ones((1, self.inputs))))[0]
            kept = np.flatnonzero(most > 0)
            hits = (which.reshape(1, -1) == kept[:, None]).astype(np.float64)
            self._states.append(found[kept])
            low.append(hits[:, :releases])
            high.append(hits[:, releases:])
        self._of_criterion = np.repeat(np.arange(len(self._states)), [len(states) for states in self._states])
        applicable = scores.applicable.T.astype(np.float64)
        settled = applicable * scores.settled.T
        lows, highs = np.concatenate(low), np.concatenate(high)
        self._by_reading: dict[Reading, _Table] = {
            "closed": _Table(lows, applicable),
            "open": _Table(highs, applicable),
            "left-out": _Table((lows + highs) / 2.0 * settled[self._of_criterion], settled),
        }

    def _credit_of(self, number: int, codes: Indices, counted: Floats, ignored: Floats) -> Floats:
        """Credit of a criterion for each of some codes of its members, draws x states: the best or worst member."""
        table = counted if self._terms_count[number] else ignored
        if codes.shape[1] == 1:
            return table[:, codes[:, 0]]
        members = table[:, codes]
        if self._plan.criteria[number].best:  # a member that does not apply has credit 0
            best: Floats = members.max(axis=2)
            return best
        applies = codes < NOT_APPLICABLE * WIDTH
        worst = np.where(applies, members, np.inf).min(axis=2)
        return np.where(applies.any(axis=1), worst, 0.0)

    def _values(self, points: Floats) -> Floats:
        """Credit of every state in each draw, draws x states."""
        credits = self._credits(points)
        return np.concatenate([self._credit_of(k, codes, *credits) for k, codes in enumerate(self._states)], axis=1)

    def _score(self, points: Floats, table: _Table, without: int | None) -> Floats:
        dimensions, criteria = self._weights(points, without)
        values = self._values(points)
        values *= criteria[:, self._of_criterion]
        # On products this small a second thread gains little, and waits long where the other core is busy.
        with _libraries().limit(limits=1, user_api="blas"):
            return self._means(dimensions, criteria, values, table)

    def _means(self, dimensions: Floats, criteria: Floats, values: Floats, table: _Table) -> Floats:
        """One product a dimension, each release with its own denominator."""
        total = np.zeros((len(values), table.counts.shape[1]))
        whole = np.zeros_like(total)
        for number in range(dimensions.shape[1]):
            mine = self._dimension == number
            states = np.flatnonzero(mine[self._of_criterion])
            weight = dimensions[:, number, None]
            below = criteria[:, mine] @ table.counts[mine]
            empty = below <= 0
            if empty.any():
                whole += np.where(empty, 0.0, weight)
                below[empty] = 1.0  # nothing counts, so nothing stands above it either
            else:
                whole += weight
            part = (values[:, states] * weight) @ table.states[states]
            part /= below
            total += part
        return _over(total, whole)


@cache
def _libraries() -> ThreadpoolController:
    return ThreadpoolController()


def _known(scores: Scores, *, worst: bool) -> Indices:
    """The code of each component with everything unknown at its worst or at its best, as `engine.credit_table` has it.

    What is closed, or does not apply, has no terms.
    """
    availability, terms = scores.availability.astype(np.intp), scores.terms.astype(np.intp)
    availability = np.where(availability == UNKNOWN, CLOSED if worst else OPEN, availability)
    terms = np.where(terms == TERMS_UNKNOWN, TERMS_NONE if worst else TERMS_OPEN, terms)
    terms = np.where(terms == TERMS_NOT_OPEN, TERMS_NONE if worst else TERMS_RESTRICTED, terms)
    bare = (availability == CLOSED) | (availability == NOT_APPLICABLE)
    return np.where(bare, availability * WIDTH, availability * WIDTH + terms)


def _over(values: Floats, by: Floats | float) -> Floats:
    """A quotient, 0 where there is nothing to divide by."""
    shape = np.broadcast_shapes(np.shape(values), np.shape(by))
    return np.divide(values, by, out=np.zeros(shape), where=np.asarray(by) > 0)
