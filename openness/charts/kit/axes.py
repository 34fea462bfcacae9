"""Axes that charts have in common: points of 100, per cent, and rows that are named on the left."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from openness.charts.kit import palette
from openness.charts.kit.palette import Theme

#: Where a scale from 0 to 100 has its ticks, and what they say of per cent.
HUNDRED = [0, 25, 50, 75, 100]
PER_CENT = ["0%", "25%", "50%", "75%", "100%"]


def level_line(at: float, line: dict[str, Any]) -> dict[str, Any]:
    """A line from edge to edge at a height, behind the marks."""
    return {"type": "line", "xref": "paper", "x0": 0, "x1": 1, "y0": at, "y1": at, "layer": "below", "line": line}


def upright_line(at: float, line: dict[str, Any]) -> dict[str, Any]:
    """A line from top to bottom at a place, behind the marks."""
    return {"type": "line", "yref": "paper", "x0": at, "x1": at, "y0": 0, "y1": 1, "layer": "below", "line": line}


def rows_axis(
    labels: Sequence[str], theme: Theme, *, foot: float = 0.45, font: dict[str, Any] | None = None
) -> dict[str, Any]:
    """The axis of rows from top to bottom, each at its number.

    Args:
        labels: What stands to the left of each, ready for a figure.
        theme: `light` or `dark`.
        foot: How far below the middle of the last row the axis ends; what is left of one row is above the first.
        font: The font of the labels; that of the page in the colour of its text when left out.
    """
    return {
        "tickvals": list(range(len(labels))),
        "ticktext": list(labels),
        "range": [len(labels) - foot, round(foot - 1, 2)],
        "showgrid": False,
        "fixedrange": True,
        "tickfont": font or {"color": palette.TEXT[theme]},
    }
