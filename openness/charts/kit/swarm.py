"""Ties spread into a swarm, so that nothing hides behind a dot.

Many releases stand on exactly the same spot (weights fully open, training not documented). Each dot takes the free
place nearest to its true one; dots on an edge of the scale move outwards, past the edge, where no other value can be
read into them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

import numpy as np
from numpy.typing import NDArray

# Room of one dot, in points of the two scales. One figure serves all widths, and on a telephone a point across is
# little more than two pixels: there dots overlap a little and none is hidden, on a wide page there is air between them.
WIDTH, HEIGHT = 2.4, 1.8
# What a step sideways costs in steps up or down: inside the scale it is as long as it looks, on the upper and the lower
# edge the way out is the one that reads as no other value.
SIDEWAYS, SIDEWAYS_ON_EDGE = 1.2, 3.2
# Dots in one row before the next row begins, and rows: beyond that, a cell's dots share places and its count tells.
# Below 0 and above 100 there is nothing that more rows could meet.
PER_ROW, ROWS, ROWS_ON_EDGE = 8, 15, 30
# As far from its true place, in points, a dot stands where another value could be read into it, that is inside a
# scale; farther only where no nearer place is free.
REACH = 8.0
# Places looked at together.
NEAREST = 24
# Where a swarm is this large its count is written beside it.
COUNTED_FROM = 6
Side = Literal["left", "right", "above", "below"]
_STEP: dict[Side, tuple[int, int]] = {"left": (-1, 0), "right": (1, 0), "above": (0, 1), "below": (0, -1)}


@dataclass(frozen=True)
class Swarm:
    """Where the dots are drawn.

    Attributes:
        x: Drawn position across, one for each dot.
        y: Drawn position up.
        counts: One ``(x, y, side, number)`` for each spot shared by many dots: on which side of which point to write
            how many.
    """

    x: NDArray[np.float64]
    y: NDArray[np.float64]
    counts: tuple[tuple[float, float, Side, int], ...]


def spread(x: NDArray[np.float64], y: NDArray[np.float64]) -> Swarm:
    """Places for dots whose true positions are ``x`` and ``y`` (both in 0 to 100, no NaN).

    Deterministic: dots are placed by (height, position across, order given), each at the cheapest free offset. Beyond
    the left and right edge they line up in rows of ``PER_ROW``; elsewhere they form a heap.

    Raises:
        ValueError: the arrays differ in length or hold NaN.
    """
    if x.shape != y.shape or np.isnan(x).any() or np.isnan(y).any():
        msg = "a swarm takes two arrays of one length without NaN"
        raise ValueError(msg)
    drawn_x, drawn_y = np.array(x, dtype=np.float64), np.array(y, dtype=np.float64)
    placed: list[int] = []
    for dot in np.lexsort((np.arange(len(x)), x, y)):
        across, up = _offsets(*(_side(float(value)) for value in (x[dot], y[dot])))
        others = np.array(placed, dtype=np.intp)
        others = others[(np.abs(x[others] - x[dot]) < 60) & (np.abs(y[others] - y[dot]) < 60)]
        best, most = 0, -1.0
        # Nearly every dot finds its place among the first few, so the rest are looked at only when these are taken.
        for start in range(0, len(across) if others.size else 0, NEAREST):
            part = slice(start, start + NEAREST)
            gap_x = (x[dot] + across[part])[:, None] - drawn_x[others][None, :]
            gap_y = (y[dot] + up[part])[:, None] - drawn_y[others][None, :]
            room = np.hypot(gap_x / WIDTH, gap_y / HEIGHT).min(axis=1)
            free = np.flatnonzero(room >= 0.999)
            if free.size:
                best = start + int(free[0])
                break
            # A full cell: the place with most room, so that dots overlap evenly and stay visible.
            if room.max() > most:
                best, most = start + int(np.argmax(room)), float(room.max())
        drawn_x[dot], drawn_y[dot] = x[dot] + across[best], y[dot] + up[best]
        placed.append(int(dot))
    return Swarm(drawn_x, drawn_y, _counts(x, y, drawn_x, drawn_y))


def _side(value: float) -> int:
    """-1 at the lower end of a scale, 1 at its upper end, else 0."""
    return -1 if value <= 0.05 else 1 if value >= 99.95 else 0


@lru_cache(maxsize=9)
def _offsets(across: int, up: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Offsets a dot may take, near ones first, the cheapest first: outwards only on an edge, both ways inside."""
    left, right, foot, head = across < 0, across > 0, up < 0, up > 0
    steps = np.arange(PER_ROW + 1)
    sideways = steps if right else -steps if left else np.array(_alternating(PER_ROW))
    rows = np.arange(ROWS_ON_EDGE)
    upwards = -rows if foot else rows if head else np.array(_alternating(ROWS // 2))
    grid_x, grid_y = np.meshgrid(sideways, upwards)
    # Every other row is shifted by half a dot, as in a honeycomb.
    shifted = grid_x + np.where(grid_y % 2 == 0, 0.0, -0.5 if left else 0.5)
    # Beyond the left and right edge a row can grow without meeting other values; elsewhere a compact heap moves least.
    if (left or right) and not (foot or head):
        cost = np.abs(shifted) + PER_ROW * np.abs(grid_y)
    else:
        cost = np.hypot(shifted * (SIDEWAYS_ON_EDGE if foot or head else SIDEWAYS), grid_y)
    away, risen = shifted * WIDTH, grid_y * HEIGHT * 0.88
    far = ((np.abs(away) > REACH) & (not (left or right))) | ((np.abs(risen) > REACH) & (not (foot or head)))
    order = np.lexsort([key.ravel() for key in (grid_y, -shifted, np.round(cost, 6), far)])
    return away.ravel()[order], risen.ravel()[order]


def _alternating(reach: int) -> list[int]:
    return [0, *(sign * step for step in range(1, reach + 1) for sign in (1, -1))]


def _counts(
    x: NDArray[np.float64], y: NDArray[np.float64], drawn_x: NDArray[np.float64], drawn_y: NDArray[np.float64]
) -> tuple[tuple[float, float, Side, int], ...]:
    """For each spot with many dots, a place just outside its swarm."""
    spots = list(zip(np.round(x, 1).tolist(), np.round(y, 1).tolist(), strict=True))
    found = []
    for spot, number in sorted(Counter(spots).items()):
        if number < COUNTED_FROM:
            continue
        members = [index for index, other in enumerate(spots) if other == spot]
        places = _beside(spot, drawn_x[members], drawn_y[members])
        room = [
            float(
                np.hypot(
                    (drawn_x - a) / WIDTH - 1.8 * _STEP[side][0], (drawn_y - b) / HEIGHT - 1.5 * _STEP[side][1]
                ).min()
            )
            for a, b, side in places
        ]
        # The first place that is free, else the one with most room.
        best = next((index for index, free in enumerate(room) if free >= 1.3), int(np.argmax(room)))
        found.append((*places[best], number))
    return tuple(found)


def _beside(
    spot: tuple[float, float], x: NDArray[np.float64], y: NDArray[np.float64]
) -> list[tuple[float, float, Side]]:
    """Places for the count of a swarm, best first: outwards on an edge, else right, left, above, below."""
    middle_x, middle_y = float(x.mean()), float(y.mean())
    Place = tuple[float, float, Side]
    right: Place = (float(x.max()), middle_y, "right")
    left: Place = (float(x.min()), middle_y, "left")
    above: Place = (middle_x, float(y.max()), "above")
    below: Place = (middle_x, float(y.min()), "below")
    if spot[1] <= 0.05:
        return [below]
    if spot[0] <= 0.05:
        return [left]
    return [right] if spot[0] >= 99.95 else [right, left, above, below]


def piled(
    places: Sequence[float],
    bins: Sequence[int],
    values: Sequence[float],
    ranks: Sequence[int],
    *,
    step: float,
    tallest: float,
) -> list[float]:
    """Where dots are drawn along a scale: those at 0 in piles before it, those at 100 in piles beyond, the rest as is.

    Args:
        places: Where each stands along the other axis.
        bins: The pile that a dot at an edge would join, by its place.
        values: Where each stands, in 0 to 100.
        ranks: In a pile the lowest is nearest to the scale; equal ones by place.
        step: Points of 100 that a dot takes in a pile.
        tallest: Points of the tallest pile at most.
    """
    sizes: Counter[tuple[int, int]] = Counter()
    beyond = [0] * len(values)
    for dot in np.lexsort((places, ranks)).tolist():
        edge = _side(values[dot])
        if edge:
            beyond[dot] = edge * sizes[edge, bins[dot]]
            sizes[edge, bins[dot]] += 1
    step = min(step, tallest / max(sizes.values(), default=1))
    return [value + step * rows for value, rows in zip(values, beyond, strict=True)]
