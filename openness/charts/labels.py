"""Where names go beside their dots: a small search over offsets, on the widths the chart is read at."""

from __future__ import annotations

from itertools import product

import numpy as np
from numpy.typing import NDArray

# Pixels of the plot, wide page and telephone: a name is placed where it does least harm on both.
PLOTS = ((1080.0, 500.0, 1.0), (270.0, 430.0, 0.8))
LETTER, LINE = 6.6, 15.0
OFFSETS = [(float(ax), float(ay)) for ay, ax in product((-16, 16, -32, 32, -50, 50, -70, 70, -92), (-18, 18, -44, 44))]

Box = tuple[float, float, float, float]


def place(
    names: list[str],
    anchors: list[tuple[float, float]],
    dots: tuple[NDArray[np.float64], NDArray[np.float64]],
    limits: tuple[float, float, float, float],
    texts: list[tuple[float, float, str, str]],
) -> list[tuple[float, float]]:
    """Offsets in pixels (right, down) from each anchor to the near end of its name.

    Greedy and deterministic: names are placed in the order given, each at the offset that covers the fewest dots,
    crosses no other text, stays inside the plot, and is nearest.

    Args:
        names: What is written.
        anchors: The dots they name, in the scales of the chart.
        dots: All dots, in the same scales.
        limits: Left, right, bottom and top of the plot.
        texts: What is written in the plot already: its upper corner, `left` or `right`, lines split by <br>.
    """
    left, right, bottom, top = limits
    taken = [
        [_text((x - left) * w / (right - left), (top - y) * h / (top - bottom), *rest) for x, y, *rest in texts]
        for w, h, _ in PLOTS
    ]
    chosen: list[tuple[float, float]] = []
    for name, (x, y) in zip(names, anchors, strict=True):
        costs = []
        for offset in OFFSETS:
            cost = 0.02 * float(np.hypot(*offset))
            for number, (width, height, weight) in enumerate(PLOTS):
                unit_x, unit_y = width / (right - left), height / (top - bottom)
                box = _box(name, (x - left) * unit_x, (top - y) * unit_y, offset)
                inside = ((dots[0] - left) * unit_x > box[0] - 4) & ((dots[0] - left) * unit_x < box[1] + 4)
                inside &= ((top - dots[1]) * unit_y > box[2] - 4) & ((top - dots[1]) * unit_y < box[3] + 4)
                outside = max(0.0, -box[0], box[1] - width) + max(0.0, -box[2], box[3] - height)
                crossed = sum(_cross(box, other) for other in taken[number])
                cost += weight * (float(inside.sum()) + outside + 20 * crossed)
            costs.append(cost)
        best = OFFSETS[int(np.argmin(costs))]
        chosen.append(best)
        for number, (width, height, _) in enumerate(PLOTS):
            at = ((x - left) * width / (right - left), (top - y) * height / (top - bottom))
            taken[number].append(_box(name, *at, best))
    return chosen


def _text(x: float, y: float, anchor: str, text: str) -> Box:
    lines = text.split("<br>")
    width = max(map(len, lines)) * LETTER
    return (x, x + width, y, y + LINE * len(lines)) if anchor == "left" else (x - width, x, y, y + LINE * len(lines))


def _box(name: str, x: float, y: float, offset: tuple[float, float]) -> Box:
    """Left, right, upper and lower edge of a name in pixels."""
    near = x + offset[0]
    far = near + (len(name) * LETTER if offset[0] > 0 else -len(name) * LETTER)
    return min(near, far), max(near, far), y + offset[1] - LINE / 2, y + offset[1] + LINE / 2


def _cross(one: Box, other: Box) -> bool:
    return one[0] < other[1] and other[0] < one[1] and one[2] < other[3] and other[2] < one[3]
