"""How open the most open are: the best release of each side so far, and how far the training side lags."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from openness.charts.kit import palette
from openness.charts.kit.axes import HUNDRED
from openness.charts.kit.base import Chart, empty_figure, nothing
from openness.charts.kit.options import choices
from openness.charts.kit.palette import Theme
from openness.charts.kit.view import source_of
from openness.charts.kit.years import FEW_WORDS, over_years
from openness.charts.timeline import COHORT
from openness.core.dates import first_day
from openness.core.wording import count, cut, day, figure_text, points
from openness.findings.timeline import COHORTS, SIDES, Step, frontier, members, released
from openness.scoring.answer import Answer

SLUG = "frontier"
NAME = "The most open release of each side so far"
PAGE = "timeline"
HEIGHT = 460
OPTIONS = (COHORT,)
# Where two sides stand this close they are read as level.
LEVEL = 0.5


def chart(answer: Answer, theme: str = "light", **chosen: str) -> Chart:
    """The most open release of each side that stood at each date, and the best that each year brought.

    A line is the maximum over the releases announced by then, by the facts of that date, so it can fall: when weights
    are withdrawn, or when, among the newest of each family, a less open version takes over. Option: `cohort`.
    """
    cohort = choices(OPTIONS, chosen)["cohort"]
    drawn = palette.as_theme(theme)
    steps, best = frontier(answer, cohort), _best_of_years(answer, cohort)
    dated = int((answer.of_releases("released") != "").sum())
    names = answer.package.names["releases"]
    title, alt = _finding(steps, best, names, cohort, answer.as_of)
    return Chart(
        slug=SLUG,
        title=title,
        subtitle=(
            f"Highest weights openness and highest training openness so far, points of 100 under "
            f"{answer.definition}, by the facts of each date ({COHORTS[cohort].lower()}). Marks: the best of each "
            f"year's releases. n = {count(dated, 'release')} with a date."
        ),
        figure=_figure(steps, best, names, answer, cohort, drawn) if steps else empty_figure(drawn),
        table=_table(steps, best, names),
        alt=alt,
        source=source_of(answer),
        note=f"Only what is proven counts: unknown counts as closed. Facts of {day(answer.as_of)} for the marks. "
        f"{FEW_WORDS}"
        if steps
        else "",
    )


def _best_of_years(answer: Answer, cohort: str) -> list[Step]:
    """The most open release of each year and side; for `newest`, of those that are the newest at the as-of date."""
    keep, dates = members(answer, cohort), released(answer)
    found: list[Step] = []
    for side, numbers in (("weights", answer.scores.weights_low), ("training", answer.scores.training_low)):
        values = numbers.tolist()
        best: dict[str, int] = {}
        for row in np.flatnonzero(keep & ~np.isnan(numbers)).tolist():
            year = dates[row][:4]
            if year and (year not in best or values[row] > values[best[year]]):
                best[year] = row
        found += [
            Step(side, first_day(dates[row]), answer.selected[row], values[row]) for _, row in sorted(best.items())
        ]
    return found


def _finding(steps: list[Step], best: list[Step], names: dict[str, str], cohort: str, as_of: str) -> tuple[str, str]:
    if not steps:
        return nothing("No release in this selection has a date and a score")
    lines = {side: [step for step in steps if step.side == side] for side in SIDES}
    if not all(lines.values()):
        title = "Only one side of these releases can be scored"
        return title, f"A step chart. {title}."
    weights, training = (lines[side][-1].value for side in SIDES)
    if training >= weights - LEVEL:
        caught = _reached(lines["training"], weights)
        lag = _months(_reached(lines["weights"], weights), caught)
        behind = f", {count(lag, 'month')} after weights" if lag > 0 else ""
        title = f"The most open training reached {points(training)} of 100 in {day(caught[:7])}{behind}"
    else:
        ago = _months(_reached(lines["weights"], training), as_of)
        title = (
            f"The most open training is at {points(training)} of 100, a level that open weights passed "
            f"{count(ago, 'month')} ago"
        )
    year = max(step.date[:4] for step in best)
    of_year = {step.side: step.value for step in best if step.date.startswith(year)}
    if len(of_year) == len(SIDES) and cohort != "newest":
        title += (
            f"; the best of {year} reach {points(of_year['weights'])} for weights and "
            f"{points(of_year['training'])} for training"
        )
    leads = [
        f"{side} {points(line[-1].value)}, {names[line[-1].release]} since {day(line[-1].date)}"
        for side, line in lines.items()
    ]
    return title, f"Step chart with two lines. {title}. Now leading: {'; '.join(leads)}."


def _reached(line: list[Step], value: float) -> str:
    """The first day on which a line stood at a value, or as near as it is read."""
    return next(step.date for step in line if step.value >= value - LEVEL)


def _months(start: str, end: str) -> int:
    first, last = date.fromisoformat(start), date.fromisoformat(end)
    return round((last - first).days / 30.44)


def _figure(
    steps: list[Step], best: list[Step], names: dict[str, str], answer: Answer, cohort: str, theme: Theme
) -> go.Figure:
    dates = [
        date for date, kept in zip(released(answer), members(answer, cohort).tolist(), strict=True) if kept and date
    ]
    traces: list[dict[str, Any]] = []
    annotations: list[dict[str, Any]] = []
    for side, colours, symbol, dash, shift in (
        ("weights", palette.WEIGHTS, "square", "solid", 14),
        ("training", palette.TRAINING, "circle", "dash", -14),
    ):
        line, colour = [step for step in steps if step.side == side], colours[theme]
        if not line:
            continue
        mine = [step for step in best if step.side == side]
        traces += [
            _so_far(line, names, answer.as_of, colour, symbol, dash),
            _of_years(mine, side, names, colour, symbol),
        ]
        top = max(line, key=lambda step: step.value)
        annotations.append(
            {
                **{"x": top.date, "y": top.value, "showarrow": False, "xanchor": "left", "xshift": 6, "yshift": shift},
                "text": f"{figure_text(cut(names[top.release], 24))}, {points(top.value)}",
                "font": {"size": 12, "color": colour},
            }
        )
    yaxis = {
        **{"range": [-4, 112], "tickvals": HUNDRED, "fixedrange": True},
        "title": {"text": "Openness, points of 100"},
    }
    return over_years(dates, theme, answer.as_of, HEIGHT, traces, yaxis=yaxis, annotations=annotations, legend=-0.24)


def _so_far(line: list[Step], names: dict[str, str], as_of: str, colour: str, symbol: str, dash: str) -> dict[str, Any]:
    """The line of one side, which goes on to the last day of the data."""
    word = line[0].side.title()
    hover = [
        f"<b>{word} {points(step.value)}</b> from {day(step.date)}<br>{figure_text(cut(names[step.release], 60))}"
        for step in line
    ]
    return {
        **{"type": "scatter", "mode": "lines+markers", "name": f"{word}: best so far", "hoverinfo": "text"},
        "x": [*(step.date for step in line), as_of],
        "y": [*(step.value for step in line), line[-1].value],
        "hovertext": [*hover, hover[-1]],
        "customdata": [*(step.release for step in line), line[-1].release],
        "line": {"width": 3, "color": colour, "shape": "hv", "dash": dash},
        "marker": {"size": [9] * len(line) + [0], "symbol": symbol, "color": colour, "opacity": 1},
    }


def _of_years(best: list[Step], side: str, names: dict[str, str], colour: str, symbol: str) -> dict[str, Any]:
    """The best release of each year on one side."""
    word = side.title()
    return {
        **{"type": "scatter", "mode": "markers", "name": f"{word}: best of the year", "hoverinfo": "text"},
        **{"x": [step.date for step in best], "y": [step.value for step in best]},
        "customdata": [step.release for step in best],
        "hovertext": [
            f"<b>{word} {points(step.value)}</b>, best of {step.date[:4]}<br>"
            f"{figure_text(cut(names[step.release], 60))}"
            for step in best
        ],
        "marker": {
            **{"size": 10, "symbol": f"{symbol}-open", "color": colour},
            "line": {"width": 2, "color": colour},
        },
    }


def _table(steps: list[Step], best: list[Step], names: dict[str, str]) -> pd.DataFrame:
    rows = [(f"{step.side.title()}: best so far", step.date, names[step.release], step.value) for step in steps]
    rows += [
        (f"{step.side.title()}: best of {step.date[:4]}", step.date, names[step.release], step.value) for step in best
    ]
    return pd.DataFrame(rows, columns=["What", "From", "Release", "Points of 100"])
