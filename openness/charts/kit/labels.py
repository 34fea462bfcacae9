"""Where names go beside their dots: a small search over offsets, on the widths the chart is read at."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

Plots = Sequence[tuple[float, float, float]]
# Pixels of the plot of a chart 600 pixels high on a wide page, a tablet and two telephones, and how much each counts: a
# name is placed where it does least harm on all.
PLOTS: Plots = ((1307.0, 460.0, 1.0), (675.0, 428.0, 0.8), (297.0, 396.0, 0.8), (227.0, 396.0, 0.8))
LETTER, LINE = 7.1, 15.0
# Pixels kept free around a text.
ROOM = 4.0
_ACROSS = (-18, 18, -32, 32, -46, 46, -62, 62, -80, 80, -100, 100, -122, 122)
_DOWN = (-16, 16, 0, -24, 24, -34, 34, -46, 46, -60, 60, -76, 76, -94, 94)
# How much harm a name may do: none, or lie over dots, but across no other text on any width.
CLEAN, OVER_DOTS = 0.0, 15.0
_CROSSED = 20.0
OFFSETS = np.array([(ax, ay) for ay, ax in product(_DOWN, _ACROSS)], dtype=np.float64)


class Canvas:
    """The plot in pixels at each of its widths, with the dots in it and the texts written so far.

    Args:
        limits: Left, right, bottom and top of the plot, in the scales of the chart.
        x: Where all dots stand, across.
        y: The same, up.
        plots: Width, height and weight of the plot at each of its widths.
    """

    def __init__(self, limits: tuple[float, float, float, float], x: Floats, y: Floats, plots: Plots = PLOTS) -> None:
        self._plots = plots
        self._left, right, bottom, self._top = limits
        self._x, self._y = x, y
        self._units = [(width / (right - self._left), height / (self._top - bottom)) for width, height, _ in plots]
        self._taken: list[list[Floats]] = [[] for _ in plots]
        self._leaders: list[list[Floats]] = [[] for _ in plots]

    def cover(self, points: Sequence[tuple[float, float]]) -> None:
        """Note that something is drawn at these points, in the scales of the chart: texts keep off it as off dots."""
        x, y = np.array(points, dtype=np.float64).reshape(-1, 2).T
        self._x, self._y = np.concatenate([self._x, x]), np.concatenate([self._y, y])

    def harm(
        self, x: float, y: float, lefts: Floats, downs: Floats, length: float, line: Sequence[tuple[float, float]] = ()
    ) -> Floats:
        """For each place of a text: what it covers, texts crossed and pixels beyond the edge; 0 is a clean place.

        Args:
            x: The dot it belongs to, in the scales of the chart.
            y: The same, up.
            lefts: Pixels from the dot to the left end of the text, one for each place.
            downs: Pixels from the dot down to the middle of the text, one for each place.
            length: Pixels that the text is long.
            line: Points of a line that would be drawn with it.
        """
        ends = np.array(line, dtype=np.float64).reshape(-1, 2).T
        all_x, all_y = np.concatenate([self._x, ends[0]]), np.concatenate([self._y, ends[1]])
        total = np.zeros(len(lefts))
        leaders = self._leader(x, y, lefts, downs, length)
        for number, ((width, height, weight), (across, up), box) in enumerate(
            zip(self._plots, self._units, self._boxes(x, y, lefts, downs, length), strict=True)
        ):
            drawn = np.array(self._leaders[number]).reshape(-1, 2).T
            dots_x = np.concatenate([(all_x - self._left) * across, drawn[0]])
            dots_y = np.concatenate([(self._top - all_y) * up, drawn[1]])
            left, right, top, foot = (edge[:, None] for edge in box)
            inside = (dots_x > left - ROOM) & (dots_x < right + ROOM) & (dots_y > top - ROOM) & (dots_y < foot + ROOM)
            beyond = (np.maximum(0, -left) + np.maximum(0, right - width) + np.maximum(0, -top)).ravel()
            beyond += np.maximum(0, foot - height).ravel()
            others = np.array(self._taken[number]).reshape(-1, 4).T
            crossed = (left < others[1] + ROOM) & (others[0] < right + ROOM)  # letters differ in width
            crossed &= (top < others[3] + 2) & (others[2] < foot + 2)
            lead_x, lead_y = leaders[number][..., 0, None], leaders[number][..., 1, None]
            under = (lead_x > others[0]) & (lead_x < others[1]) & (lead_y > others[2]) & (lead_y < others[3])
            crossed |= under.any(axis=1)
            total += weight * (inside.sum(axis=1) + beyond + _CROSSED * crossed.sum(axis=1))
        return total

    def take(self, x: float, y: float, left: float, down: float, length: float) -> None:
        """Note that a text is written at a place."""
        boxes = self._boxes(x, y, np.array([left]), np.array([down]), length)
        leaders = self._leader(x, y, np.array([left]), np.array([down]), length)
        for number, box in enumerate(boxes):
            self._taken[number].append(box[:, 0])
            self._leaders[number] += list(leaders[number][0])

    def _leader(self, x: float, y: float, lefts: Floats, downs: Floats, length: float) -> list[Floats]:
        """For each plot points on the way from the dot to the near end of its text, by place, as pairs."""
        way = np.linspace(0.2, 1.0, 9)
        near = np.where(lefts < 0, np.minimum(lefts + length, 0.0), lefts)
        steps = np.stack([near[:, None] * way, downs[:, None] * way], axis=-1)
        return [steps + np.array([(x - self._left) * across, (self._top - y) * up]) for across, up in self._units]

    def _boxes(self, x: float, y: float, lefts: Floats, downs: Floats, length: float) -> list[Floats]:
        """For each plot left, right, upper and lower edges of a text at its places."""
        found = []
        for across, up in self._units:
            left, middle = (x - self._left) * across + lefts, (self._top - y) * up + downs
            found.append(np.array([left, left + length, middle - LINE / 2, middle + LINE / 2]))
        return found


def place(
    names: list[str],
    anchors: list[tuple[float, float]],
    canvas: Canvas,
    lines: Sequence[Sequence[tuple[float, float]]] = (),
    *,
    worst: float = np.inf,
    most: int = 1_000,
) -> dict[int, tuple[float, float]]:
    """Offsets in pixels (right, down) from each anchor to the near end of its name, by number of the name.

    Greedy and deterministic: names are placed in the order given, each at the offset that covers the fewest dots,
    crosses no other text, stays inside the plot, and is nearest.

    Args:
        names: What is written.
        anchors: The dots they name, in the scales of the chart.
        canvas: The plot; the names written are noted on it.
        lines: Points of what is drawn with each name, which no name crosses; nothing for all of them if left out.
        worst: Leave out a name that would do more harm than this wherever it stood (`CLEAN`, `OVER_DOTS`).
        most: So many names at most.
    """
    found: dict[int, tuple[float, float]] = {}
    ax, ay = OFFSETS.T
    for number, (name, (x, y)) in enumerate(zip(names, anchors, strict=True)):
        if len(found) == most:
            break
        length, line = len(name) * LETTER, lines[number] if lines else ()
        lefts = np.where(ax > 0, ax, ax - length)
        harm = canvas.harm(x, y, lefts, ay, length, line)
        if harm.min() > worst:
            continue
        best = int(np.lexsort((np.hypot(ax, ay), harm))[0])
        canvas.take(x, y, float(lefts[best]), float(ay[best]), length)
        canvas.cover(line)
        found[number] = (float(ax[best]), float(ay[best]))
    return found
