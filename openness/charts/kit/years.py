"""A time axis in years: each named with its number of releases, those with few shaded, never hidden."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

import plotly.graph_objects as go

from openness.charts.kit import palette
from openness.charts.kit.base import figure_of
from openness.charts.kit.palette import Theme
from openness.findings.timeline import FEW

# As many years as stand beside each other in full in a window of 320 pixels.
_IN_FULL = 6
FEW_WORDS = f"Shaded: a year with fewer than {FEW} releases."


def year_axis(dates: Iterable[str], theme: Theme, until: str) -> tuple[dict[str, Any], list[dict[str, Any]], list[str]]:
    """The x axis, the shapes behind it, and the years with few releases.

    Args:
        dates: Dates of what is drawn, ISO text.
        theme: `light` or `dark`.
        until: The last day of the data.
    """
    counts = Counter(date[:4] for date in dates)
    if not counts:
        return {}, [], []
    first, last = int(min(counts)), max(int(max(counts)), int(until[:4]))
    years = [str(year) for year in range(first, last + 1)]
    few = [year for year in years if counts[year] < FEW]
    axis = {
        "type": "date",
        "range": [f"{first}-01-01", f"{last + 1}-01-01"],
        "tickvals": [f"{year}-07-02" for year in years],
        "ticktext": [f"{name}<br>{counts[year]}" for year, name in zip(years, _named(years), strict=True)],
        "tickangle": 0,
        "title": {"text": "Year, and below it how many releases (n)", "font": {"size": 12}},
        "tickfont": {"size": 11, "color": palette.TEXT[theme]},
        "showgrid": False,
        "fixedrange": True,
    }
    shapes: list[dict[str, Any]] = [
        {
            **{"type": "rect", "xref": "x", "yref": "paper", "layer": "below", "line": {"width": 0}},
            **{"x0": f"{year}-01-01", "x1": f"{int(year) + 1}-01-01", "y0": 0, "y1": 1},
            "fillcolor": palette.SHADE[theme],
        }
        for year in few
    ]
    shapes += [
        {
            **{"type": "line", "xref": "x", "yref": "paper", "layer": "below"},
            **{"x0": f"{year}-01-01", "x1": f"{year}-01-01", "y0": 0, "y1": 1},
            "line": {"width": 1, "color": palette.GRID[theme]},
        }
        for year in years[1:]
    ]
    return axis, shapes, few


def over_years(
    dates: Iterable[str],
    theme: Theme,
    until: str,
    height: int,
    traces: Sequence[dict[str, Any]],
    *,
    yaxis: dict[str, Any],
    lines: Sequence[dict[str, Any]] = (),
    annotations: Sequence[dict[str, Any]],
    legend: float,
) -> go.Figure:
    """A figure over the years: `year_axis` with these traces, `lines` added to its shapes, the legend so far down."""
    axis, shapes, _ = year_axis(dates, theme, until)
    return figure_of(
        theme,
        height,
        traces,
        xaxis=axis,
        yaxis=yaxis,
        shapes=[*shapes, *lines],
        annotations=list(annotations),
        legend={"traceorder": "normal", "y": legend},
    )


def _named(years: list[str]) -> list[str]:
    """The years as they fit a telephone: where there are many, all but the first in two digits.

    >>> _named(["2025", "2026"]), _named([str(year) for year in range(2018, 2026)])[:3]
    (['2025', '2026'], ['2018', '’19', '’20'])
    """
    return years if len(years) <= _IN_FULL else [years[0], *(f"’{year[2:]}" for year in years[1:])]
