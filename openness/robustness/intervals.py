"""How robust a ranking is: ranks under thousands of drawn assumptions, in the manner of the JRC/OECD handbook.

Every assumption of a definition that could have been chosen otherwise (`openness.robustness.draws`) is drawn again and
again, and the releases are ranked each time. What is reported of a release is where it stands in nearly all of
these rankings; of two releases, how often one stands above the other; of all of them, which cannot be told apart. It
says nothing about errors in the facts.

Source: OECD/JRC, Handbook on Constructing Composite Indicators (2008), step 7: uncertainty and sensitivity analysis.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from openness.core.arrays import Floats
from openness.core.errors import OpennessError
from openness.robustness.draws import Assumptions, Model, Varied
from openness.robustness.ranks import Ranks, doubled_ranks, mean_ranks, rank_type
from openness.scoring.scores import Scores

if TYPE_CHECKING:
    from openness.scoring.answer import Answer

Progress = Callable[[int, int], bool]
"""Told how many draws are done of how many; what is false in its answer stops the work."""

DRAWS, SEED = 10_000, 20261122
MOST_DRAWS = 100_000
ENOUGH_RANKS = 20_000_000
"""Ranks that are made unasked, about a second's work: with more than 2,000 releases there are fewer draws."""
LOW, HIGH = 0.05, 0.95
CLEARLY = 0.95
"""Share of the draws from which one release counts as standing above another."""
TOP = 10

#: The columns of `Robustness.frame`, on the command line and in every file of rank intervals.
COLUMNS = ("release", "rank", "median_rank", "rank_5", "rank_95", "top_ten", "tier")


class Stopped(OpennessError):
    """The reader did not want to wait."""


@dataclass(frozen=True)
class Order:
    """Two releases, in shares of the draws."""

    above: float
    below: float
    level: float


@dataclass(frozen=True, eq=False)
class Robustness:
    """Ranks of some releases under drawn assumptions. Arrays run over the releases, best rank first.

    Attributes:
        releases: Ids of the releases that are ranked.
        left_out: Ids of those that are not: too little is recorded of them.
        rank: The rank by the definition as it stands, ties at their mean.
        doubled: Twice the rank in each draw, releases x draws.
        varied: What was really varied, with its range.
        assumptions: What was asked to be varied.
        draws: Number of draws.
        seed: Where the draws start: the same seed gives the same draws.
    """

    releases: tuple[str, ...]
    left_out: tuple[str, ...]
    rank: Floats
    doubled: Ranks
    varied: tuple[Varied, ...]
    assumptions: Assumptions
    draws: int
    seed: int

    @cached_property
    def _reached(self) -> npt.NDArray[np.int64]:
        """How many draws give a release at most this doubled rank, releases x doubled ranks."""
        most = 2 * len(self.releases) + 1
        counts = [np.bincount(row, minlength=most) for row in self.doubled]
        return np.cumsum(np.array(counts, dtype=np.int64).reshape(len(counts), most), axis=1)

    def percentile(self, share: float) -> Floats:
        """The best rank that a release keeps or betters in at least this share of the draws.

        Formula: inverse of the empirical distribution (`numpy.percentile(..., method="inverted_cdf")`), so that it is a
        rank which really occurred.
        """
        needed = max(1, math.ceil(share * self.draws - 1e-9))
        ranks: Floats = (self._reached < needed).sum(axis=1) / 2.0
        return ranks

    @cached_property
    def median(self) -> Floats:
        """Median rank."""
        return self.percentile(0.5)

    @cached_property
    def best(self) -> Floats:
        """5th percentile of the rank: one draw in twenty puts the release higher, at most."""
        return self.percentile(LOW)

    @cached_property
    def worst(self) -> Floats:
        """95th percentile of the rank."""
        return self.percentile(HIGH)

    @cached_property
    def top_ten(self) -> Floats:
        """Share of the draws in which the rank is ten or better."""
        place = min(2 * TOP, self._reached.shape[1] - 1)
        return self._reached[:, place] / self.draws

    @cached_property
    def tier(self) -> npt.NDArray[np.intp]:
        """The tier of each release, 1 for the best: within a tier no two releases can be told apart.

        Formula: in the order of the ranks as they stand, a release joins the tier before it unless one of its members
        stands above it, or below it, in at least 95 % of the draws; then it opens the next tier. Two releases in
        neighbouring tiers may well be alike: tiers are an aid to reading, and `order` compares any two.
        """
        tiers = np.ones(len(self.releases), dtype=np.intp)
        needed = math.ceil(CLEARLY * self.draws - 1e-9)
        start = 0
        for number in range(1, len(self.releases)):
            tier, mine = self.doubled[start:number], self.doubled[number]
            counts = np.count_nonzero(tier < mine, axis=1), np.count_nonzero(tier > mine, axis=1)
            tiers[number] = tiers[number - 1]
            if np.max(counts) >= needed:
                tiers[number] += 1
                start = number
        return tiers

    @cached_property
    def width(self) -> Floats:
        """Places between the 5th and the 95th percentile of the rank."""
        return self.worst - self.best

    def order(self, first: str, second: str) -> Order:
        """In what share of the draws one release stands above, below and level with another.

        Raises:
            OpennessError: When one of them is not ranked.
        """
        one, other = (self.doubled[self.index(release)] for release in (first, second))
        above, below = int(np.count_nonzero(one < other)), int(np.count_nonzero(one > other))
        return Order(above / self.draws, below / self.draws, (self.draws - above - below) / self.draws)

    def index(self, release: str) -> int:
        """Where a release stands in the arrays.

        Raises:
            OpennessError: When it is not ranked.
        """
        try:
            return self._places[release]
        except KeyError:
            why = "too little of it is recorded" if release in self.left_out else "it is not selected"
            raise OpennessError(f"'{release}' is not ranked here: {why}") from None

    @cached_property
    def _places(self) -> dict[str, int]:
        return {release: number for number, release in enumerate(self.releases)}

    @cached_property
    def frame(self) -> pd.DataFrame:
        """One row a ranked release with `COLUMNS`, best rank first. Copy it before changing it."""
        columns: dict[str, Any] = {
            "release": list(self.releases),
            "rank": self.rank,
            "median_rank": self.median,
            "rank_5": self.best,
            "rank_95": self.worst,
            "top_ten": self.top_ten,
            "tier": self.tier,
        }
        return pd.DataFrame({name: columns[name] for name in COLUMNS})

    @cached_property
    def sentence(self) -> str:
        """How firm the ranking is, in plain words.

        Firm: half of the releases stay within a twentieth of the list; loose: not even within a fifth of it.
        """
        total = len(self.releases)
        if total == 0:
            return "Nothing is ranked here: too little is recorded."
        if total == 1:
            return "Only one release is ranked here, so there is nothing to compare it with."
        if not self.varied:
            return f"Nothing was varied, so the {total:,} releases are exactly where the definition puts them."
        typical, tiers = float(np.median(self.width)), int(self.tier[-1])
        share = typical / (total - 1)
        word = "stable" if share <= 0.05 else "fairly stable" if share <= 0.1 else "loose" if share > 0.2 else "rough"
        places = f"{round(typical):,} of {total:,} places" if typical >= 1 else "less than one place"
        groups = "the order of no two is clear" if tiers == 1 else f"the list falls into {tiers:,} groups"
        within = "" if tiers == 1 else " within which no order is clear"
        return (
            f"The ranking is {word}: in 90% of the settings tested, a typical release moves within {places}, and "
            f"{groups}{within}."
        )


def robustness(
    scores: Scores,
    assumptions: Assumptions | None = None,
    *,
    draws: int = DRAWS,
    seed: int = SEED,
    progress: Progress | None = None,
) -> Robustness:
    """Rank the releases under drawn assumptions.

    Only releases that reach the definition's coverage bar are ranked, the same ones in every draw; the others are
    counted as left out. The rank as it stands is that of the headline score.

    Args:
        scores: Scores of the releases.
        assumptions: What to vary; `Assumptions()` when left out.
        draws: How many draws.
        seed: Where they start.
        progress: Told about every few hundred draws; may stop the work.

    Raises:
        OpennessError: When the number of draws lies outside 1 to 100,000.
        Stopped: When `progress` says so.
    """
    if not 1 <= draws <= MOST_DRAWS:
        raise OpennessError(f"between 1 and {MOST_DRAWS:,} trials can be made; got {draws:,}")
    if seed < 0:
        raise OpennessError(f"a seed is 0 or more; got {seed}")
    assumptions = assumptions or Assumptions()
    ranked = scores.subset(rankable(scores))
    left_out = tuple(release for release in scores.releases if release not in set(ranked.releases))
    if not ranked.releases:
        return Robustness((), left_out, np.empty(0), np.empty((0, draws), np.uint16), (), assumptions, draws, seed)
    model = Model(ranked, assumptions)
    points = np.random.default_rng(seed).random((draws, model.inputs))
    standing = mean_ranks(ranked.low)
    doubled = np.empty((len(model.releases), draws), dtype=rank_type(len(model.releases)))
    done = 0
    for _, drawn in model.scores(points):
        ranks = doubled_ranks(drawn)
        doubled[:, done : done + len(ranks)] = ranks.T
        done += len(ranks)
        if progress is not None and not progress(done, draws):
            raise Stopped(f"stopped after {done:,} of {draws:,} trials")
    best_first = sorted(range(len(standing)), key=lambda number: (standing[number], ranked.releases[number]))
    releases = tuple(ranked.releases[number] for number in best_first)
    return Robustness(
        releases=releases,
        left_out=left_out,
        rank=standing[best_first],
        doubled=doubled[best_first],
        varied=model.varied,
        assumptions=assumptions,
        draws=draws,
        seed=seed,
    )


def rankable(scores: Scores) -> npt.NDArray[np.bool_]:
    """The releases that are ranked: enough is recorded of them, and something of the definition applies."""
    return scores.ranked & ~np.isnan(scores.low)


def robustness_of(
    answer: Answer,
    assumptions: Assumptions | None = None,
    *,
    draws: int | None = None,
    progress: Progress | None = None,
) -> Robustness:
    """The robustness of an answer, made when first asked for and then kept (see `robustness`).

    Args:
        answer: The answer.
        assumptions: What to vary; `Assumptions()` when left out.
        draws: How many draws; 10,000 when left out, fewer where there are thousands of releases.
        progress: Told about every few hundred draws; may stop the work.

    Raises:
        OpennessError: See `robustness`.
        Stopped: When `progress` says so.
    """
    assumptions = assumptions or Assumptions()
    if draws is None:
        draws = max(100, min(DRAWS, ENOUGH_RANKS // max(len(answer.selected), 1)))
    key = ("robustness", answer.fingerprint, answer.query.to_string(), assumptions, draws)
    found: Robustness = answer.cache.get(
        key, lambda: robustness(answer.scores, assumptions, draws=draws, progress=progress)
    )
    return found
