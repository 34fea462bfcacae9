"""The smallest change of weights that puts one release level with another: exact, and in a norm that is stated.

Norm: the largest relative change of any dimension's weight. "37 %" means that the two are level once every weight is
moved by 37 % in the direction that helps the one behind, and that no change in which each weight moves by less can do
it. That is the same measure as the ±25 % of the rank intervals (`openness.robustness.draws`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from openness.core.arrays import Floats
from openness.core.errors import OpennessError
from openness.core.wording import listed, relative
from openness.scoring.dimensions import dimension_scores
from openness.scoring.scores import Scores

_NOTHING = 1e-12
_GRID, _ZOOMS = 2001, 6
_PAST = 1.001
"""How far past the tie the suggested weights go, so that the order really turns."""


@dataclass(frozen=True)
class OneWeight:
    """One weight that turns the order by itself.

    Attributes:
        kind: Whether it is the weight of a dimension or of a criterion.
        id: Of the dimension or criterion.
        title: Its title.
        weight: The weight in force.
        level: The weight at which the two are level; beyond it the order is turned.
    """

    kind: Literal["dimension", "criterion"]
    id: str
    title: str
    weight: float
    level: float

    @property
    def change(self) -> float:
        """Relative change, with its sign: 0.5 is half as much again, -1 is none at all."""
        return self.level / self.weight - 1.0


@dataclass(frozen=True)
class Swap:
    """What it takes to turn the order of two releases by weights alone; scores are headline scores.

    Attributes:
        ahead: The release that stands above; the first one asked for where they are level.
        behind: The other.
        change: The largest relative change of a dimension's weight in the smallest change that puts them level, 0 where
            they are level already; None where no weights can, because the one ahead is at least as open in every
            dimension that counts.
        weights: The weights of the dimensions at which they are level, by id; empty where there are none.
        in_force: The weights in force, by id.
        single: Weights that would do it alone, smallest relative change first.
        ignored: Titles of the dimensions of weight 0: no change relative to 0 brings them back.
    """

    ahead: str
    behind: str
    change: float | None
    weights: dict[str, float]
    in_force: dict[str, float]
    single: tuple[OneWeight, ...]
    ignored: tuple[str, ...] = ()

    def edits(self) -> dict[str, str]:
        """The weights as edits of the rubric, a little past the tie, so that the order turns; empty where none do."""
        if self.change is None:
            return {}
        past = {
            name: max(0.0, weight + (self.weights[name] - weight) * _PAST) for name, weight in self.in_force.items()
        }
        return {f"weight.{name}": f"{weight:.9g}" for name, weight in past.items() if weight != self.in_force[name]}


def in_words(found: Swap, ahead: str, behind: str) -> str:
    """What it takes to turn the order, as a sentence.

    Args:
        found: The result of `swap`.
        ahead: Name of the release that stands above.
        behind: Name of the other.
    """
    if found.change == 0:
        return f"{ahead} and {behind} are equal already."
    if found.change is None:
        left_out = f" ({listed(found.ignored)}: weight 0, so not compared)" if found.ignored else ""
        return (
            f"No change of these weights puts {behind} above {ahead}, which is at least as open in every dimension "
            f"that counts for both{left_out}."
        )
    return (
        f"The smallest change that makes {behind} equal to {ahead} moves the weights of the dimensions by "
        f"{relative(found.change)}; while every weight moves by less than that, {ahead} stays ahead."
    )


def swap(scores: Scores, first: str, second: str) -> Swap:
    """The smallest change of the weights of dimensions that puts two releases level.

    Formula: with W the weights, a and b the dimension scores of the release ahead and behind, and the same dimensions
    for both, c = W (a - b) and the change is sum(c) / sum(|c|): in the box of all weights within a share t of the
    ones in force the difference of the scores is at least sum(c) - t sum(|c|), and it is met where every weight moves
    by t against the sign of its c. Where a dimension applies to one of the two only, the denominators differ; the
    same bound then holds for each score the two could meet at, and the least of these is searched (`_meeting`).

    Args:
        scores: Scores of both.
        first: A release.
        second: Another.

    Raises:
        OpennessError: When one of them was not scored, has no score, or they are the same.
    """
    rows = [_row(scores, release) for release in (first, second)]
    if rows[0] == rows[1]:
        raise OpennessError(f"a release cannot change places with itself: '{first}'")
    if scores.low[rows[0]] < scores.low[rows[1]]:
        rows.reverse()
    names = list(scores.rubric.dimensions)
    weights = np.array([scores.rubric.dimensions[name].weight for name in names])
    each = dimension_scores(scores.subset(rows)).low / 100
    has_a, has_b = ~np.isnan(each)
    a, b = np.nan_to_num(each)
    in_force = {name: float(weight) for name, weight in zip(names, weights, strict=True)}
    ignored = tuple(scores.rubric.dimensions[name].title for name in names if not in_force[name])
    ahead, behind = (scores.releases[row] for row in rows)
    if scores.low[rows[0]] == scores.low[rows[1]]:
        return Swap(ahead, behind, 0.0, in_force, in_force, (), ignored)
    change, factors = smallest_change(weights, a, b, has_a, has_b)
    possible = change < 1.0 - _NOTHING
    level = {name: float(weight) for name, weight in zip(names, weights * factors, strict=True)}
    return Swap(
        ahead=ahead,
        behind=behind,
        change=change if possible else None,
        weights=level if possible else {},
        in_force=in_force,
        single=tuple(sorted(_single(scores, rows, each), key=lambda one: (abs(one.change), one.id))),
        ignored=ignored,
    )


def smallest_change(
    weights: Floats, a: Floats, b: Floats, has_a: npt.NDArray[np.bool_], has_b: npt.NDArray[np.bool_]
) -> tuple[float, Floats]:
    """The least t such that two weighted means are level under some weights within a share t of the given ones.

    Args:
        weights: Weights, not negative.
        a: Values whose mean is the higher one.
        b: Values whose mean is the lower one.
        has_a: Which values the first mean has.
        has_b: Which the second has.

    Returns:
        t, 1 or more where only weights of 0 would do it, and the factors on the weights that do it.
    """
    used = weights > 0
    if (has_a[used] == has_b[used]).all():
        lead = has_a * weights * (a - b)
        change = float(lead.sum() / np.abs(lead).sum())
        return change, 1.0 - change * np.sign(lead)
    return _meeting(a, b, has_a * weights, has_b * weights)


def _meeting(a: Floats, b: Floats, own_a: Floats, own_b: Floats) -> tuple[float, Floats]:
    """The same where the two means are taken over different values.

    Formula: the means meet at m when A = sum(W x 1a (a - m)) <= 0 and B = sum(W x 1b (b - m)) >= 0 for factors x. In
    the box |x - 1| <= t that is possible exactly if no share s of the two conditions rules it out, that is, if
    t >= sum(c) / sum(|c|) for all c = s W 1a (a - m) - (1 - s) W 1b (b - m). Between the values of s where one c is 0
    this ratio is monotone, so those are the only ones to look at; m is searched on a grid that zooms in.
    """
    # No mean of b lies below all of it, and none of a above all of it.
    low, high = b[own_b > 0].min(), a[own_a > 0].max()
    change, at = np.inf, low
    for _ in range(_ZOOMS):
        meet = np.linspace(low, high, _GRID)
        left, right = own_a * (a - meet[:, None]), own_b * (b - meet[:, None])
        both = left + right
        turning = np.divide(right, both, out=np.zeros_like(both), where=np.abs(both) > _NOTHING)
        shares = np.clip(np.concatenate([turning, np.zeros((_GRID, 1)), np.ones((_GRID, 1))], axis=1), 0.0, 1.0)
        lead = shares[..., None] * left[:, None, :] - (1.0 - shares[..., None]) * right[:, None, :]
        size = np.abs(lead).sum(axis=2)
        worst = np.divide(lead.sum(axis=2), size, out=np.zeros_like(size), where=size > _NOTHING).max(axis=1)
        best = int(worst.argmin())
        if worst[best] < change:
            change, at = float(worst[best]), float(meet[best])
        step = (high - low) / (_GRID - 1)
        low, high = at - 2 * step, at + 2 * step
    return change, _factors(own_a * (a - at), own_b * (b - at))


def _factors(left: Floats, right: Floats) -> Floats:
    """Factors on the weights, as near to 1 as can be, with sum(left x) <= 0 and sum(right x) >= 0."""
    from scipy.optimize import linprog

    count = len(left)
    within = np.concatenate([np.eye(count), -np.eye(count)])
    rows = np.concatenate([left[None], -right[None], within])
    slack = np.concatenate([np.zeros(2), -np.ones(2 * count)])[:, None]
    bounds = np.concatenate([np.zeros(2), np.ones(count), -np.ones(count)])
    found = linprog([*np.zeros(count), 1.0], A_ub=np.concatenate([rows, slack], axis=1), b_ub=bounds)
    factors: Floats = np.asarray(found.x[:count], dtype=np.float64)
    return factors


def _row(scores: Scores, release: str) -> int:
    try:
        row = scores.index(release)
    except KeyError as error:
        raise OpennessError(str(error.args[0])) from None
    if np.isnan(scores.low[row]):
        raise OpennessError(f"'{release}' has no score: nothing in the definition applies to it")
    return row


Line = tuple[float, float, float, float]
"""A score as a function of one weight x: (p + q x) / (r + s x)."""


def _single(scores: Scores, rows: list[int], each: Floats) -> list[OneWeight]:
    """Every weight in force that puts the two level when it is changed alone.

    Args:
        scores: Scores.
        rows: The two releases.
        each: Their scores in each dimension, in 0..1; nan where it does not apply.
    """
    rubric, found = scores.rubric, []
    weights = np.array([dimension.weight for dimension in rubric.dimensions.values()])
    for at, (name, dimension) in enumerate(rubric.dimensions.items()):
        lines = [_by_dimension(weights, own, at) for own in each]
        level = _level(lines, dimension.weight)
        if level is not None:
            found.append(OneWeight("dimension", name, dimension.title, dimension.weight, level))
        if len(dimension.criteria) > 1 and dimension.weight > 0:
            for key, criterion in dimension.criteria.items():
                within = [_by_criterion(scores, row, key, line) for row, line in zip(rows, lines, strict=True)]
                level = _level(within, criterion.weight)
                if level is not None:
                    found.append(OneWeight("criterion", key, criterion.title, criterion.weight, level))
    return found


def _by_dimension(weights: Floats, own: Floats, at: int) -> Line:
    has = ~np.isnan(own)
    others = has & (np.arange(len(own)) != at)
    rest = float((weights * np.nan_to_num(own))[others].sum()), float(weights[others].sum())
    return rest[0], float(np.nan_to_num(own[at])), rest[1], float(has[at])


def _by_criterion(scores: Scores, row: int, criterion: str, of_dimension: Line) -> Line:
    """Within its dimension the weight moves a mean, and the dimension's share of the whole stays as it is."""
    p, _, r, _ = of_dimension
    dimension = scores.rubric.dimension_of[criterion]
    weight = scores.rubric.dimensions[dimension].weight
    mine = np.array([scores.rubric.dimension_of[name] == dimension for name in scores.criteria])
    at = scores.criteria.index(criterion)
    weights = np.array([c.weight for c in scores.plan.criteria]) * scores.applicable[row] * mine
    credit = scores.credit_low[row]
    applies = float(scores.applicable[row, at])
    weights[at] = 0.0
    below, earned = float(weights.sum()), float((weights * credit).sum())
    if below <= 0 and not applies:
        return p, 0.0, r, 0.0
    whole = r + weight
    return (
        p * below + weight * earned,
        (p + weight * float(credit[at])) * applies,
        whole * below,
        whole * applies,
    )


def _level(lines: list[Line], weight: float) -> float | None:
    """The weight nearest to the one in force at which two scores are level and change places; None without one."""
    if weight <= 0:
        return None
    (p, q, r, s), (t, u, v, w) = lines
    # Both denominators are positive for a positive weight, so the sign of the difference is that of this polynomial.
    square, linear, constant = q * w - u * s, q * v + p * w - u * r - t * s, p * v - t * r
    size = max(abs(square) * weight * weight, abs(linear) * weight, abs(constant), _NOTHING)

    def difference(x: float) -> float:
        return (square * x + linear) * x + constant

    candidates = [root for root in _roots(square, linear, constant, size, weight) if root > _NOTHING * weight]
    turning = [root for root in candidates if _turns(difference, root, candidates)]
    return min(turning, key=lambda root: abs(root - weight), default=None)


def _roots(square: float, linear: float, constant: float, size: float, weight: float) -> list[float]:
    if abs(square) * weight * weight <= 1e-13 * size:
        return [] if abs(linear) * weight <= 1e-13 * size else [-constant / linear]
    under = linear * linear - 4 * square * constant
    if under < 0:
        return []
    root = -0.5 * (linear + np.copysign(np.sqrt(under), linear))
    return sorted({float(root / square), *([float(constant / root)] if root != 0 else [])})


def _turns(difference: Callable[[float], float], root: float, roots: list[float]) -> bool:
    """Whether the sign is another on both sides of a root, looked at halfway to its neighbours."""
    below = max((other for other in roots if other < root), default=0.0)
    above = min((other for other in roots if other > root), default=2 * root + 1.0)
    return difference((below + root) / 2) * difference((root + above) / 2) < 0
