"""Ranks of many scorings at once, ties at their mean rank: what `scipy.stats.rankdata` gives row by row, in one sort.

A rank is kept doubled, as a whole number, because a tie of two releases has a rank of one half.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from openness.core.arrays import Floats

Ranks = npt.NDArray[np.unsignedinteger[Any]]

STEPS = 1e11
"""Scores of 0..1 are compared in steps of 1e-11, which is the ninth decimal of points of 100: `engine.DECIMALS`."""

_WHOLE = 2.0**53  # above this a float no longer holds every whole number


def doubled_ranks(scores: Floats) -> Ranks:
    """Twice the rank of each column within its row, the highest score first, ties at their mean rank.

    Formula: n equal scores that stand after s better ones have the rank s + (n + 1) / 2. The score, in whole steps, and
    the number of its column are packed into one float, so that a single sort without an index does it all.

    Args:
        scores: Scores in 0..1, draws x releases, without nan.

    Returns:
        Whole numbers from 2 to 2 x releases, draws x releases.

    >>> doubled_ranks(np.array([[0.2, 0.9, 0.2, 0.5]])) / 2
    array([[3.5, 1. , 3.5, 2. ]])
    """
    rows, columns = scores.shape
    width = rank_type(columns)
    if not rows or not columns:
        return np.empty((rows, columns), dtype=width)
    bits = max(columns - 1, 1).bit_length()
    size = 1 << bits
    keys = scores * -min(STEPS, _WHOLE / size / 2)
    np.rint(keys, out=keys)
    keys *= size
    keys += np.arange(columns, dtype=np.float64)
    keys.sort(axis=1)
    packed = keys.astype(np.int64)
    order = packed & (size - 1)
    order += np.arange(0, rows * columns, columns, dtype=np.int64)[:, None]
    packed >>= bits
    doubled = np.tile(np.arange(2, 2 * columns + 2, 2, dtype=width), rows)
    same = np.zeros((rows, columns), dtype=bool)
    np.equal(packed[:, 1:], packed[:, :-1], out=same[:, 1:])
    tied = np.flatnonzero(same)  # those that stand level with the one before them
    if len(tied):
        begins = np.flatnonzero(np.diff(tied, prepend=-2) != 1)
        others = np.diff(begins, append=len(tied))
        heads = tied[begins] - 1
        level = doubled[heads] + others.astype(width)
        doubled[heads] = level
        doubled[tied] = np.repeat(level, others)
    ranks = np.empty(rows * columns, dtype=width)
    ranks[order.ravel()] = doubled
    return ranks.reshape(rows, columns)


def rank_type(columns: int) -> type[np.unsignedinteger[Any]]:
    """The narrowest type that holds twice the rank of so many releases."""
    return np.uint16 if 2 * columns < 2**16 else np.uint32


def mean_ranks(scores: Floats) -> Floats:
    """Ranks of one scoring, the highest score first, ties at their mean rank; scores in points of 100.

    >>> mean_ranks(np.array([50.0, 80.0, 50.0]))
    array([2.5, 1. , 2.5])
    """
    ranks: Floats = doubled_ranks(scores[None, :] / 100.0)[0] / 2.0
    return ranks
