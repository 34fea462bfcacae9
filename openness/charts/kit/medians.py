"""Medians over stretches of an axis (a year, a decade of compute): a line as long as the stretch, a number above it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from openness.charts.kit import palette
from openness.charts.kit.palette import Theme
from openness.core.wording import points
from openness.findings.timeline import FEW


class Stretch(NamedTuple):
    """The median of what lies in one stretch.

    Attributes:
        start, middle, end: Where it lies on the axis.
        median: The median.
        n: How many releases count.
        words: What its line says when pointed at.
    """

    start: Any
    middle: Any
    end: Any
    median: float
    n: int
    words: str


def median_lines(stretches: Sequence[Stretch], what: str, theme: Theme) -> list[dict[str, Any]]:
    """The median of each stretch as a line; dotted where few releases count.

    Args:
        stretches: Those that have a median.
        what: What a stretch is, for the legend: `year`.
        theme: `light` or `dark`.
    """
    traces = []
    for few, name in ((False, f"Median of the {what}"), (True, f"Median of fewer than {FEW}")):
        chosen = [one for one in stretches if (one.n < FEW) == few]
        if chosen:
            traces.append(
                {
                    **{"type": "scatter", "mode": "lines", "name": name, "hoverinfo": "text"},
                    "x": [x for one in chosen for x in (one.start, one.end, None)],
                    "y": [y for one in chosen for y in (one.median, one.median, None)],
                    "hovertext": [text for one in chosen for text in (one.words, one.words, "")],
                    "line": {"width": 3, "color": palette.TEXT[theme], "dash": "dot" if few else "solid"},
                }
            )
    return traces


def median_numbers(stretches: Sequence[Stretch], theme: Theme) -> list[dict[str, Any]]:
    """Each median in figures above its line."""
    # A rim of ground around the figures: they can be read on dots without a box that hides them.
    rim = ", ".join([f"0 0 2px {palette.BACKGROUND[theme]}"] * 6)
    return [
        {
            **{"x": one.middle, "y": one.median, "yanchor": "bottom", "yshift": 3, "showarrow": False},
            "text": f"<b>{points(one.median)}</b>",
            "font": {"size": 15, "color": palette.TEXT[theme], "shadow": rim},
        }
        for one in stretches
    ]
