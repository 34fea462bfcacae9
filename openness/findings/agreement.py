"""How far two lists, and two definitions, put the same releases in the same order."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd

from openness.findings.beside import MOVES, beside
from openness.findings.definitions import Definitions, placing


class Correlation(NamedTuple):
    """How far two measures put the same releases in the same order.

    Attributes:
        rank: Spearman's rank correlation (`spearman`).
        low, high: Its 95 % interval (`rank_interval`).
        n: Releases that have both.
    """

    rank: float
    low: float
    high: float
    n: int


def share_in_order(one: Sequence[float], other: Sequence[float]) -> float:
    """Of all pairs of releases that both lists place apart, the share that stand in the same order; nan without any.

    Formula: concordant pairs / (concordant + discordant pairs), which is (Goodman and Kruskal's gamma + 1) / 2.

    >>> share_in_order([1, 2, 3], [1, 3, 2])
    0.6666666666666666
    """
    a, b = np.asarray(one, dtype=float), np.asarray(other, dtype=float)
    product = np.sign(a[:, None] - a[None, :]) * np.sign(b[:, None] - b[None, :])
    same, opposite = int((product > 0).sum()), int((product < 0).sum())
    return same / (same + opposite) if same + opposite else float("nan")


def spearman(one: Sequence[float], other: Sequence[float]) -> float:
    """Spearman's rank correlation, ties at their mean rank; nan where one list does not tell its releases apart.

    Formula: Pearson's correlation of the ranks. It is 1 for the same order and -1 for the opposite one.

    >>> spearman([1, 2, 3], [10, 20, 15])
    0.5
    """
    ranks = [pd.Series(np.asarray(values, dtype=float)).rank().to_numpy() for values in (one, other)]
    a, b = (values - values.mean() for values in ranks) if len(ranks[0]) else (np.zeros(0), np.zeros(0))
    scale = float(np.sqrt((a @ a) * (b @ b)))
    return round(float(a @ b) / scale, 12) if scale > 0 else float("nan")


def rank_interval(rank: float, number: int) -> tuple[float, float]:
    """The 95 % interval of a rank correlation; nan with fewer than five pairs, or where the correlation is nan.

    Formula: Fisher's z with the standard error of Bonett and Wright (2000), sqrt((1 + r²/2) / (n − 3)).
    """
    if number < 5 or math.isnan(rank):
        return math.nan, math.nan
    if abs(rank) == 1:
        return rank, rank
    within = 1.959964 * math.sqrt((1 + rank * rank / 2) / (number - 3))
    middle = math.atanh(rank)
    return math.tanh(middle - within), math.tanh(middle + within)


def correlation(one: Sequence[float], other: Sequence[float]) -> Correlation:
    """The rank correlation of two measures of the same releases, with its interval."""
    rank = spearman(one, other)
    return Correlation(rank, *rank_interval(rank, len(one)), len(one))


def agreement(found: Definitions) -> pd.DataFrame:
    """Every pair of definitions, over the releases whose verdict is stated under both.

    Returns:
        Columns one, other (ids), n, correlation (`spearman` of the placings), same_order (`share_in_order`), and, over
        all releases, higher, lower, same, may_change and not_enough_recorded (`beside`, seen from `one`).
    """
    rows = []
    for first, one in enumerate(found.answers):
        for other in found.answers[first + 1 :]:
            pair = beside(one, other)
            low = placing(one.scores.verdict, one.rubric)[pair.both_stated].tolist()
            there = placing(other.scores.verdict, other.rubric)[pair.both_stated].tolist()
            counts = {move.replace("-", "_"): number for move, number in pair.counts.items()}
            rows.append(
                {
                    "one": one.base_rubric.id,
                    "other": other.base_rubric.id,
                    "n": len(low),
                    "correlation": spearman(low, there),
                    "same_order": share_in_order(low, there),
                    **counts,
                }
            )
    columns = ["one", "other", "n", "correlation", "same_order", *(move.replace("-", "_") for move in MOVES)]
    return pd.DataFrame(rows, columns=columns)
