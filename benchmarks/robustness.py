"""Ten thousand draws over all releases, against NumPy alone and against a loop over scikit-criteria.

The first floor is the bare arithmetic on the same shapes: one matrix product, weights of each draw x credits of each
release, and ranks by argsort, with no ties, no hierarchy of weights, nothing unknown and nothing that does not apply.
Rank intervals, chances of the top ten and tiers must fit into two more of these. The second is what one would write
with scikit-criteria: a weighted sum for each draw, measured on 100 draws. All of them run in this process, in turns,
with one thread each, and the best of each counts.

    python benchmarks/robustness.py [DRAWS] [ROUNDS]

Exit code 1 when we take more than 3 times the first floor, or are less than 50 times faster a draw than the loop.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from skcriteria import mkdm
from skcriteria.agg.simple import WeightedSumModel
from threadpoolctl import threadpool_limits

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from openness.facts.package import load_package
from openness.robustness.intervals import DRAWS, Robustness, rankable, robustness
from openness.scoring.answer import answer
from openness.scoring.scores import Scores

ROOT = Path(__file__).resolve().parent.parent
MOST, LEAST = 3.0, 50.0
LOOPED = 100
ROUNDS = 7


def ours(scores: Scores, draws: int) -> Robustness:
    """Everything that the page, the chart and the command line show of the ranks."""
    found = robustness(scores, draws=draws)
    _ = found.frame
    return found


def bare(weights: np.ndarray, credits: np.ndarray) -> np.ndarray:
    """Scores by a matrix product, ranks by one argsort and its inverse."""
    order = np.argsort(-(weights @ credits), axis=1)
    ranks = np.empty_like(order)
    np.put_along_axis(ranks, order, np.arange(1, order.shape[1] + 1)[None, :], axis=1)
    return ranks


def looped(weights: np.ndarray, credits: np.ndarray) -> np.ndarray:
    """One decision matrix a draw, evaluated by scikit-criteria."""
    criteria = len(credits)
    names = [f"c{number}" for number in range(criteria)]
    model = WeightedSumModel()
    return np.array(
        [model.evaluate(mkdm(credits.T, [max] * criteria, weights=row, criteria=names)).rank_ for row in weights]
    )


def timed(work: Callable[[], object]) -> float:
    """Seconds that one call takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def main() -> int:
    """Measure, print, and say with the exit code whether both limits hold."""
    draws = int(sys.argv[1]) if len(sys.argv) > 1 else DRAWS
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else ROUNDS
    every = answer(load_package(ROOT / "data")).scores
    scores = every.subset(rankable(every))
    credits = np.ascontiguousarray(scores.credit_low.T)
    weights = np.random.default_rng(1).random((draws, len(credits)))
    best = dict.fromkeys(("ours", "bare", "looped"), np.inf)
    with threadpool_limits(limits=1, user_api="blas"):
        for _ in range(rounds):
            best["ours"] = min(best["ours"], timed(lambda: ours(scores, draws)))
            best["bare"] = min(best["bare"], timed(lambda: bare(weights, credits)))
        for _ in range(2):
            best["looped"] = min(best["looped"], timed(lambda: looped(weights[:LOOPED], credits)))
    slower = best["ours"] / best["bare"]
    faster = (best["looped"] / LOOPED) / (best["ours"] / draws)
    print(f"{draws:,} draws x {len(scores.releases)} releases x {len(credits)} criteria, best of {rounds}")
    print(f"bare product and ranking {1000 * best['bare']:.0f} ms, all rank intervals {1000 * best['ours']:.0f} ms: ")
    print(f"  {slower:.2f} times as long (limit {MOST:g})")
    print(f"scikit-criteria {1000 * best['looped']:.0f} ms for {LOOPED} draws: ")
    print(f"  we are {faster:.0f} times faster a draw (at least {LEAST:g})")
    return 0 if slower <= MOST and faster >= LEAST else 1


if __name__ == "__main__":
    sys.exit(main())
