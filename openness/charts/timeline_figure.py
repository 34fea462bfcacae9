"""The marks of the chart of releases by date: dots, piles, families, medians, names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from openness.charts.kit import palette, swarm
from openness.charts.kit.axes import HUNDRED, level_line
from openness.charts.kit.marks import ranges, verdict_dots
from openness.charts.kit.medians import Stretch, median_lines, median_numbers
from openness.charts.kit.names import beside, canvases, order
from openness.charts.kit.palette import Theme
from openness.charts.kit.view import View
from openness.charts.kit.years import over_years
from openness.core.wording import cut, day, figure_text, points, span, upper_first
from openness.findings.effects import Withdrawal
from openness.findings.timeline import family_codes

HEIGHT = 640
# Pixels of the plot on a wide page, a tablet and two telephones, and how much each counts for the places of names.
PLOTS = ((1307.0, 439.0, 1.0), (675.0, 394.0, 0.8), (297.0, 301.0, 0.8), (227.0, 301.0, 0.8))
DOT = 7
# Dots at 0 and at 100 are piled: so many piles fit side by side on a telephone, a dot in one takes so many points, and
# the tallest pile so many at most.
PILES, ROW, TALLEST = 40, 2.6, 50.0
# With no more releases than this every dot has its name, with no more families than this lines join their releases:
# of more, names and lines hide what the chart is about.
ALL_NAMED, ALL_JOINED = 10, 5

MEASURES = {
    "training": "Training openness",
    "weights": "Weights openness",
    "gap": "Gap, weights minus training",
    "score": "Score",
}
_SHORT = {"training": "Training", "weights": "Weights", "gap": "Gap", "score": "Score"}


@dataclass(frozen=True, eq=False)
class Dots:
    """What is drawn: releases of the cohort with a date and a number, oldest first."""

    # Of the view, with date, value, lowest, highest, recorded (enough to enter a median), family, and drawn: the place.
    frame: pd.DataFrame
    measure: str
    cohort: str
    undated: int
    unscored: int
    gone: dict[str, Withdrawal]


def piled(dates: Sequence[str], values: Sequence[float], verdicts: Sequence[int]) -> list[float]:
    """Where dots are drawn, up: those at 0 in piles below it, those at 100 in piles above, lest they hide one another.

    Args:
        dates: When each was released, a day in ISO text, oldest first.
        values: Where each stands, in 0 to 100.
        verdicts: What each reached; in a pile the best is nearest to the scale.
    """
    days = [date.fromisoformat(text).toordinal() for text in dates]
    bins = [(day - days[0]) * PILES // (days[-1] - days[0] + 1) for day in days]
    return swarm.piled(days, bins, values, verdicts, step=ROW, tallest=TALLEST)


def draw(dots: Dots, medians: list[Stretch], view: View, theme: Theme) -> go.Figure:
    """The figure, with the median of each year."""
    frame = dots.frame
    low, high = min(-5.0, float(frame["drawn"].min()) - 5), max(106.0, float(frame["drawn"].max()) + 5)
    edge = {"width": 1, "color": palette.MUTED[theme]}
    colour = palette.side_colour(dots.measure, theme)
    return over_years(
        frame["date"].tolist(),
        theme,
        view.as_of,
        HEIGHT,
        [
            *_joined(dots, theme),
            *_ranges(dots, view, colour),
            *_marks(dots, view, theme),
            *median_lines(medians, "year", theme),
            *_gone(dots, theme),
        ],
        yaxis={
            "range": [low, high],
            "tickvals": [*([-100, -75, -50, -25] if dots.measure == "gap" else []), *HUNDRED],
            "title": {"text": MEASURES[dots.measure], "font": {"color": colour, "size": 13}},
            "fixedrange": True,
        },
        lines=[level_line(at, edge) for at in ([0] if dots.measure == "gap" else [0, 100])],
        annotations=[*_names(dots, medians, (low, high), view, theme), *median_numbers(medians, theme)],
        legend=-0.18,
    )


def _families(dots: Dots) -> list[list[int]]:
    """Rows of each family of two or more, oldest first."""
    lines: dict[int, list[int]] = {}
    for row, code in enumerate(family_codes(dots.frame["family"].tolist()).tolist()):
        lines.setdefault(code, []).append(row)
    return [rows for rows in lines.values() if len(rows) > 1]


def _joined(dots: Dots, theme: Theme) -> list[dict[str, Any]]:
    """One thin line a family, in one trace; none where there are many."""
    families = _families(dots)
    if not 0 < len(families) <= ALL_JOINED:
        return []
    dates, places = dots.frame["date"].tolist(), dots.frame["drawn"].tolist()
    return [
        {
            **{"type": "scatter", "mode": "lines", "name": "Releases of a family", "hoverinfo": "skip"},
            "x": [x for rows in families for x in (*(dates[row] for row in rows), None)],
            "y": [y for rows in families for y in (*(places[row] for row in rows), None)],
            "line": {"width": 1, "color": palette.MUTED[theme]},
        }
    ]


def joined_words(dots: Dots) -> str:
    """What the lines between dots are, for the note."""
    number = len(_families(dots))
    if number > ALL_JOINED:
        return f"Where a filter leaves {ALL_JOINED} families or fewer, thin lines join the releases of each. "
    return "Thin lines join the releases of a family. " if number else ""


def piled_words(dots: Dots) -> str:
    """Where dots stand beyond the scale, for the note."""
    frame = dots.frame
    moved = set(frame["value"][frame["drawn"] != frame["value"]].round().astype(int).tolist())
    below, above = "Dots below 0 are at 0. " * (0 in moved), "Dots above 100 are at 100. " * (100 in moved)
    return below + above


def _marks(dots: Dots, view: View, theme: Theme) -> list[dict[str, Any]]:
    """One trace a verdict, best first, then what hollow and dotted mean."""
    frame = dots.frame
    hollow = (~frame["recorded"].to_numpy(dtype=bool)).tolist()
    places = frame["date"].tolist(), frame["drawn"].tolist()
    traces, legend = verdict_dots(frame, view.titles, places, hollow, _hover(dots), theme, DOT, view.mark)
    return traces + legend


def _hover(dots: Dots) -> list[str]:
    frame = dots.frame
    columns = ("release", "name", "vendor", "released", "lowest", "highest", "value", "words")
    lines = []
    for release, name, vendor, released, lowest, highest, value, words in zip(
        *(frame[column].tolist() for column in columns), strict=True
    ):
        text = (
            f"<b>{figure_text(cut(name, 60))}</b><br>{figure_text(vendor)}, {day(released)}<br>"
            f"{_SHORT[dots.measure]} {points(value)} (range {span(lowest, highest)})<br>"
            f"{figure_text(upper_first(words))}"
        )
        gone = dots.gone.get(release)
        lines.append(text + (f"<br>{gone.words}" if gone else ""))
    return lines


def _gone(dots: Dots, theme: Theme) -> list[dict[str, Any]]:
    frame = dots.frame
    rows = [row for row, release in enumerate(frame["release"].tolist()) if release in dots.gone]
    if not rows:
        return []
    return [
        {
            **{"type": "scatter", "mode": "markers", "hoverinfo": "skip", "name": f"Cross: withdrawn ({len(rows)})"},
            "x": [frame["date"].iloc[row] for row in rows],
            "y": [frame["drawn"].iloc[row] for row in rows],
            "marker": {
                **{"symbol": "x-thin", "size": DOT + 6, "color": palette.TEXT[theme]},
                "line": {"width": 1.8, "color": palette.TEXT[theme]},
            },
        }
    ]


def _names(
    dots: Dots, medians: list[Stretch], box: tuple[float, float], view: View, theme: Theme
) -> list[dict[str, Any]]:
    """Names of the releases highlighted or asked for, else of all in a small selection, else of the best known."""
    frame = dots.frame
    rows, every = order(frame, view, ALL_NAMED)
    dates = frame["date"].tolist()
    spots = [(float(_ordinal(day)), float(up)) for day, up in zip(dates, frame["drawn"].tolist(), strict=True)]
    first, last = min(dates)[:4], max(max(dates), view.as_of)[:4]
    limits = (float(_ordinal(f"{first}-01-01")), float(_ordinal(f"{last}-12-31")), *box)
    on = canvases(limits, np.array([x for x, _ in spots]), np.array([y for _, y in spots]), PLOTS)
    for canvas in on:
        for one in medians:
            canvas.take(float(_ordinal(one.middle)), one.median, -12.0, -13.0, 24.0)
    return beside(frame["name"].tolist(), rows, spots, on, theme, every=every, across=dates)


def _ordinal(day: str) -> int:
    return date.fromisoformat(day).toordinal()


def _ranges(dots: Dots, view: View, colour: str) -> list[dict[str, Any]]:
    """How far the highlighted releases could move."""
    frame = dots.frame[dots.frame["release"].isin(view.mark)]
    days = frame["date"].tolist()
    lowest, highest = (list(zip(days, frame[end].tolist(), strict=True)) for end in ("lowest", "highest"))
    return ranges(lowest, highest, colour)
