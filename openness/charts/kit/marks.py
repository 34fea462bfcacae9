"""Dots of releases and what belongs to them: their sizes, the legend of verdicts, names beside dots."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from openness.charts.kit import palette
from openness.charts.kit.palette import Theme
from openness.charts.kit.segments import dot_names
from openness.core.wording import cut, figure_text

#: Shapes that look smaller than a square of the same size, and by how many pixels they are drawn larger.
LARGER = {"star": 3, "triangle-up": 2, "diamond": 1, "triangle-down": 2, "pentagon": 1, "hexagon": 1}


#: How pale what is not highlighted is drawn.
BACK = 0.22


def stepped_back(releases: Sequence[str], mark: Sequence[str]) -> list[float]:
    """Opacity of each dot: where some are highlighted the others step back."""
    lit = set(mark) & set(releases) or set(releases)
    return [1.0 if release in lit else BACK for release in releases]


def ranges(starts: Sequence[tuple[Any, Any]], ends: Sequence[tuple[Any, Any]], colour: str) -> list[dict[str, Any]]:
    """How far highlighted dots could move if what is unknown were open: a line each, in one trace."""
    if not starts:
        return []
    return [
        {
            **{"type": "scatter", "mode": "lines", "hoverinfo": "skip", "showlegend": False},
            "x": [x for (x, _), (to, _) in zip(starts, ends, strict=True) for x in (x, to, None)],
            "y": [y for (_, y), (_, to) in zip(starts, ends, strict=True) for y in (y, to, None)],
            "line": {"color": colour, "width": 1.6},
        }
    ]


def shape(symbol: str, *, hollow: bool, undetermined: bool) -> str:
    """A symbol, hollow where too little is recorded, with a point in it where a better verdict is possible."""
    return symbol + ("-open" if hollow else "") + ("-dot" if undetermined else "")


def verdict_dots(
    frame: pd.DataFrame,
    titles: Sequence[str],
    places: tuple[Sequence[Any], Sequence[Any]],
    hollow: Sequence[bool],
    hover: Sequence[str],
    theme: Theme,
    size: float,
    mark: Sequence[str] = (),
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Dots of releases, one trace a verdict, best first: colour and shape are the verdict's, a click opens the release.

    Args:
        frame: One row a dot: release, verdict and verdict_high.
        titles: Verdict titles, best first.
        places: Where the dots stand, across and up.
        hollow: Whether too little is recorded of each.
        hover: What each says.
        theme: `light` or `dark`.
        size: Pixels of a square.
        mark: Releases that are highlighted; the others step back.

    Returns:
        The dots, and their legend.
    """
    colours, symbols = palette.verdict_colours(len(titles), theme), palette.verdict_symbols(len(titles))
    verdict, high = frame["verdict"].tolist(), frame["verdict_high"].tolist()
    releases = frame["release"].tolist()
    pale = stepped_back(releases, mark)
    traces: list[dict[str, Any]] = []
    for level, title in enumerate(titles):
        rows = [row for row, mine in enumerate(verdict) if mine == level]
        symbol = symbols[level]
        if not rows:
            continue
        traces.append(
            {
                **{"type": "scatter", "mode": "markers", "showlegend": False, "hoverinfo": "text"},
                **{axis: [place[row] for row in rows] for axis, place in zip("xy", places, strict=True)},
                "customdata": [releases[row] for row in rows],
                "hovertext": [hover[row] for row in rows],
                "name": figure_text(title),
                "marker": {
                    "color": colours[level],
                    "symbol": [
                        shape(symbol, hollow=hollow[row], undetermined=verdict[row] != high[row]) for row in rows
                    ],
                    "size": size + LARGER.get(symbol, 0),
                    # Plotly draws the outline of an open symbol in the colour of the marker.
                    "line": {"color": palette.BACKGROUND[theme], "width": 1.3},
                    "opacity": [pale[row] for row in rows],
                },
            }
        )
    hollow_words = f"Hollow: too little recorded ({sum(hollow)})"
    return traces, verdict_legend(verdict, high, titles, hollow_words, theme, size + 2)


def verdict_legend(
    verdict: Sequence[int], verdict_high: Sequence[int], titles: Sequence[str], hollow: str, theme: Theme, size: float
) -> list[dict[str, Any]]:
    """The legend of dots: every verdict with its count, then what hollow and dotted mean.

    Args:
        verdict: Index of the verdict proven, one a dot.
        verdict_high: Index of the best one possible.
        titles: Verdict titles, best first.
        hollow: What a hollow dot means and how many there are.
        theme: `light` or `dark`.
        size: Pixels of a square.
    """
    colours, symbols = palette.verdict_colours(len(titles), theme), palette.verdict_symbols(len(titles))
    names, grey = dot_names(verdict, verdict_high, titles), palette.UNKNOWN[theme]
    better = sum(low != high for low, high in zip(verdict, verdict_high, strict=True))
    entries = [
        *zip(names, colours, symbols, strict=True),
        (hollow, grey, "circle-open"),
        (f"Point inside: a better verdict is possible ({better})", grey, "circle-dot"),
    ]
    return [
        {
            **{"type": "scatter", "x": [None], "y": [None], "mode": "markers", "name": name, "hoverinfo": "skip"},
            "marker": {
                "color": colour,
                "symbol": symbol,
                "size": size + LARGER.get(symbol, 0),
                "line": {"width": 1.4, "color": colour if "open" in symbol else palette.BACKGROUND[theme]},
            },
        }
        for name, colour, symbol in entries
    ]


def leader(theme: Theme) -> dict[str, Any]:
    """The line that runs from a name to its dot."""
    return {
        "showarrow": True,
        "arrowhead": 0,
        "arrowwidth": 1,
        "arrowcolor": palette.MUTED[theme],
        "standoff": 5,
        "borderpad": 0,
    }


def short_names(names: Sequence[str], wanted: Sequence[int]) -> list[str]:
    """Some of these names as they stand beside dots: without what is in brackets, where that is clear among all."""
    short = [name.split(" (")[0] for name in names]
    return [cut(short[at] if short.count(short[at]) == 1 else names[at], 24) for at in wanted]
