"""Which assumption moves a ranking most: variance shares, and what happens when one criterion is left out.

The measure of a draw is its mean absolute rank change: by how many places the releases stand elsewhere than with
nothing varied, on average. Its variance over the draws is shared out among the assumptions by Sobol' indices, computed
by SALib. All numbers of an assumption (say, the weights of all criteria) form one group.

Sources: OECD/JRC, Handbook on Constructing Composite Indicators (2008), step 7; Saltelli et al., Variance based
sensitivity analysis of model output, Computer Physics Communications 181 (2010) 259-270.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from openness.core.arrays import Floats
from openness.core.errors import OpennessError
from openness.core.wording import lower_first, percent
from openness.robustness.draws import Assumptions, Model, Varied
from openness.robustness.intervals import ENOUGH_RANKS, SEED, Progress, Stopped, rankable
from openness.robustness.ranks import doubled_ranks, mean_ranks
from openness.scoring.scores import Scores

if TYPE_CHECKING:
    from openness.scoring.answer import Answer


BASE = 1024
"""Points of the design; it takes BASE x (assumptions + 2) rankings, and is a power of two."""

AS_IT_STANDS = Assumptions(weights="fixed", partial=0, gated=0, terms=0, unknown=("closed",), without=0)
"""Nothing is varied: the definition as it stands."""


@dataclass(frozen=True)
class Effect:
    """What one assumption contributes to the variance of the mean absolute rank change.

    Attributes:
        varied: The assumption.
        first: First-order share: what it explains by itself.
        first_within: Half-width of the 95 % confidence interval of `first`.
        total: Total share: what it explains by itself and together with others; the shares may add up to more than 1.
        total_within: Half-width of the 95 % confidence interval of `total`.
    """

    varied: Varied
    first: float
    first_within: float
    total: float
    total_within: float


@dataclass(frozen=True)
class Sensitivity:
    """Which assumption matters most, strongest total effect first.

    Attributes:
        effects: One an assumption; empty where nothing varies, nothing moves or all draws move alike.
        runs: Rankings that were made.
        mean: Mean absolute rank change over the runs, in places.
        releases: Releases that are ranked.
        seed: Where the design starts.
    """

    effects: tuple[Effect, ...]
    runs: int
    mean: float
    releases: int
    seed: int

    @property
    def sentence(self) -> str:
        """Which assumption matters most, in plain words."""
        if self.releases < 2:
            return "With fewer than two ranked releases no assumption can move a rank."
        if not self.effects and self.mean > 0:
            return "The ranks move about as far in nearly every trial, so no assumption stands out."
        if not self.effects:
            return "None of the assumptions that were varied moves a rank."
        most = self.effects[0]
        return (
            f"What matters most: {lower_first(most.varied.title)}, with {percent(most.total)} of the movement of the "
            f"ranking ({percent(most.first)} by itself)."
        )

    @property
    def frame(self) -> pd.DataFrame:
        """One row an assumption: name, title, in_force, drawn, first, first_within, total, total_within."""
        rows = [
            {
                "name": effect.varied.name,
                "title": effect.varied.title,
                "in_force": effect.varied.in_force,
                "drawn": effect.varied.drawn,
                "first": effect.first,
                "first_within": effect.first_within,
                "total": effect.total,
                "total_within": effect.total_within,
            }
            for effect in self.effects
        ]
        names = ("name", "title", "in_force", "drawn", "first", "first_within", "total", "total_within")
        return pd.DataFrame(rows, columns=list(names))


def sensitivity(
    scores: Scores,
    assumptions: Assumptions | None = None,
    *,
    base: int = BASE,
    seed: int = SEED,
    progress: Progress | None = None,
) -> Sensitivity:
    """Share out the variance of the ranking among the assumptions.

    Formula: first-order share V(E(y | x)) / V(y) and total share E(V(y | all but x)) / V(y) of each assumption x, where
    y is the mean absolute rank change of a draw, on a scrambled Sobol' sequence with the estimators of Saltelli (2010).
    A share can come out a little below 0 by chance; it is then given as 0.

    Args:
        scores: Scores of the releases; only those that are ranked count.
        assumptions: What to vary; `Assumptions()` when left out.
        base: Points of the design, a power of two.
        seed: Where the design starts, from 1.
        progress: Told about every few hundred rankings; may stop the work.

    Raises:
        OpennessError: When `base` is no power of two from 2, or the seed is below 1.
        Stopped: When `progress` says so.
    """
    if base < 2 or base & (base - 1):
        raise OpennessError(f"the design has a power of two as its number of points; got {base}")
    if seed < 1:
        raise OpennessError(f"the seed of a design is 1 or more; got {seed}")
    ranked = scores.subset(rankable(scores))
    if len(ranked.releases) < 2:
        return Sensitivity((), 0, 0.0, len(ranked.releases), seed)
    model = Model(ranked, assumptions or Assumptions())
    if not model.varied:
        return Sensitivity((), 0, 0.0, len(ranked.releases), seed)
    problem, points = _design(model, base, seed)
    moved = _moved(model, points, mean_ranks(ranked.low), progress)
    # The shares are parts of the variance between the design's own points, which stand first and last of each group.
    own = np.r_[moved[:: len(model.varied) + 2], moved[len(model.varied) + 1 :: len(model.varied) + 2]]
    if moved.std() < 1e-9 or (len(model.varied) > 1 and own.std() < 1e-9):
        return Sensitivity((), len(points), float(moved.mean()), len(ranked.releases), seed)
    effects = _effects(model, problem, moved, seed)
    strongest = sorted(effects, key=lambda effect: -effect.total)
    return Sensitivity(tuple(strongest), len(points), float(moved.mean()), len(ranked.releases), seed)


def _design(model: Model, base: int, seed: int) -> tuple[dict[str, Any], Floats]:
    """What SALib is to analyse, and the points at which the ranking is made."""
    from SALib.sample import sobol as design  # scipy.stats, which it needs, takes more than a second to import

    groups = [varied.name for varied in model.varied for _ in range(varied.inputs.start, varied.inputs.stop)]
    problem: dict[str, Any] = {
        "num_vars": model.inputs,
        "names": [f"x{number}" for number in range(model.inputs)],
        "bounds": [[0.0, 1.0]] * model.inputs,
    }
    # SALib wants groups only where there are several; one group alone explains everything.
    if len(model.varied) > 1:
        problem["groups"] = groups
        return problem, design.sample(problem, base, calc_second_order=False, seed=seed)
    return problem, np.random.default_rng(seed).random((base, model.inputs))


def _effects(model: Model, problem: dict[str, Any], moved: Floats, seed: int) -> list[Effect]:
    """What each assumption contributes to how far the ranks moved at the points of the design."""
    if len(model.varied) == 1:
        return [Effect(model.varied[0], 1.0, 0.0, 1.0, 0.0)]
    from SALib.analyze import sobol as analyse

    with warnings.catch_warnings():
        # Of the resamples behind the intervals a few may be all alike where little moves: they count as 0.
        warnings.filterwarnings("ignore", "Constant values encountered", UserWarning)
        found = analyse.analyze(problem, moved, calc_second_order=False, seed=seed)
    shares = zip(found["S1"], found["S1_conf"], found["ST"], found["ST_conf"], strict=True)
    return [
        Effect(varied, max(0.0, float(first)), float(near), max(0.0, float(total)), float(about))
        for varied, (first, near, total, about) in zip(model.varied, shares, strict=True)
    ]


def without_each(scores: Scores) -> pd.DataFrame:
    """What happens to the ranking when one criterion is left out and everything else stays as it is.

    Formula: mean and largest absolute rank change over the ranked releases.

    Returns:
        Columns criterion, title, mean_shift, largest_shift, release (the one that moves most), largest mean first; a
        criterion without weight is not among them.
    """
    ranked = scores.subset(rankable(scores))
    # Of several releases that move as far, the first one in this order is named.
    ranked = ranked.subset(np.lexsort(ranked.applicable.T))
    names = ("criterion", "title", "mean_shift", "largest_shift", "release")
    rows: list[dict[str, object]] = []
    if len(ranked.releases) > 1:
        model = Model(ranked, AS_IT_STANDS)
        standing = mean_ranks(ranked.low)
        for number in model.droppable.tolist():
            (_, drawn) = next(iter(model.scores(np.empty((1, 0)), without=number)))
            shift = np.abs(doubled_ranks(drawn)[0] / 2.0 - standing)
            most = int(shift.argmax())
            rows.append(
                {
                    "criterion": model.criteria[number],
                    "title": scores.rubric.criteria[model.criteria[number]].title,
                    "mean_shift": float(shift.mean()),
                    "largest_shift": float(shift[most]),
                    "release": model.releases[most] if shift[most] > 0 else "",
                }
            )
    table = pd.DataFrame(rows, columns=list(names))
    return table.sort_values("mean_shift", ascending=False, kind="stable", ignore_index=True)


def _moved(model: Model, points: Floats, standing: Floats, progress: Progress | None) -> Floats:
    """Mean absolute rank change of each draw."""
    moved = np.empty(len(points))
    done = 0
    for part, drawn in model.scores(points):
        moved[part] = np.abs(doubled_ranks(drawn) / 2.0 - standing).mean(axis=1)
        done += len(part)
        if progress is not None and not progress(done, len(points)):
            raise Stopped(f"stopped after {done:,} of {len(points):,} rankings")
    return moved


def sensitivity_of(
    answer: Answer, assumptions: Assumptions | None = None, *, progress: Progress | None = None
) -> Sensitivity:
    """The sensitivity of an answer, made when first asked for and then kept (see `sensitivity`).

    With thousands of releases the design is smaller, so that it takes about a second.

    Raises:
        Stopped: When `progress` says so.
    """
    assumptions = assumptions or Assumptions()
    key = ("sensitivity", answer.fingerprint, answer.query.to_string(), assumptions)
    base = BASE
    while base > 16 and base * 8 * len(answer.selected) > ENOUGH_RANKS:
        base //= 2
    found: Sensitivity = answer.cache.get(
        key, lambda: sensitivity(answer.scores, assumptions, base=base, progress=progress)
    )
    return found
