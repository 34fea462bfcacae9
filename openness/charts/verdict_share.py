"""The share of releases that reach each verdict, year by year, with closed models in or out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from openness.charts.kit import palette
from openness.charts.kit.axes import HUNDRED, PER_CENT
from openness.charts.kit.base import Chart, empty_figure, figure_of, nothing
from openness.charts.kit.options import Option, choices
from openness.charts.kit.palette import Theme
from openness.charts.kit.segments import marker, number_inside, parts
from openness.charts.kit.view import source_of
from openness.charts.timeline import COHORT
from openness.core.wording import count, day, figure_text, share, upper_first
from openness.findings.timeline import COHORTS, FEW, verdicts_by_year
from openness.scoring.answer import Answer
from openness.scoring.scores import unprovable_words

# Releases by year, index of the proven verdict and status.
Tally = dict[tuple[str, int, str], int]

SLUG = "verdict-share"
NAME = "Share of releases by verdict and year"
PAGE = "timeline"
HEIGHT = 480
SHARED_FROM = 30
"""Of fewer releases the title states how many, and no per cent."""
CLOSED = Option(
    "closed",
    "Closed models",
    {"in": "Counted", "out": "Left out"},
    "Closed: a recorded fact says that the final weights are not to be had",
)
OPTIONS = (COHORT, CLOSED)


def chart(answer: Answer, theme: str = "light", **chosen: str) -> Chart:
    """Share of the releases of each year by verdict, undetermined ones hatched, unrecorded ones apart.

    Options: `cohort`; `closed`, whether releases count whose final weights are closed. For the newest of each family a
    year counts what stood at its end.
    """
    asked = choices(OPTIONS, chosen)
    drawn, titles = palette.as_theme(theme), answer.rubric.verdict_titles
    tally: Tally = {
        (year, level, status): number
        for year, level, status, number in verdicts_by_year(
            answer, asked["cohort"], closed=asked["closed"] == "in"
        ).itertuples(index=False)
    }
    years = _years(tally)
    title, alt = _finding(tally, years, answer, asked)
    total = sum(tally.values())
    counted = (
        f"{COHORTS[asked['cohort']].lower()}, closed models {'counted' if asked['closed'] == 'in' else 'left out'}"
    )
    when = "current at the end of" if asked["cohort"] == "newest" else "of"
    number = "" if asked["cohort"] == "newest" else f" n = {count(total, 'release')}."
    return Chart(
        slug=SLUG,
        title=title,
        subtitle=f"Releases {when} each year by verdict under {answer.definition}, in per cent ({counted}).{number}"
        f"{_last(years, answer.as_of)}",
        figure=_figure(tally, years, titles, drawn) if years else empty_figure(drawn, "Nothing to draw here."),
        table=_table(tally, years, titles),
        alt=alt,
        source=source_of(answer),
        note=(
            "Hatched: the verdict is undetermined and at least the one named. Numbers in and above the bars count "
            f"releases. A star marks a year with fewer than {FEW} releases, whose shares one release more could turn "
            "round."
        )
        if years
        else "",
    )


def _years(tally: Tally) -> list[str]:
    """Every year from the first to the last, those without a release too."""
    years = [int(year) for year, _, _ in tally]
    return [str(year) for year in range(min(years), max(years) + 1)] if years else []


def _totals(tally: Tally, years: list[str]) -> list[int]:
    return [sum(number for key, number in tally.items() if key[0] == year) for year in years]


def _last(years: list[str], as_of: str) -> str:
    unfinished = years and years[-1] == as_of[:4] and as_of[5:] != "12-31"
    return f" {as_of[:4]} runs to {day(as_of)}." if unfinished else ""


def _finding(tally: Tally, years: list[str], answer: Answer, asked: dict[str, str]) -> tuple[str, str]:
    best, goal = answer.reach, answer.rubric.goal
    if not years:
        return nothing("No release in this selection has a date")
    proven = {year: sum(number for key, number in tally.items() if key[0] == year and key[1] <= goal) for year in years}
    shares = [
        (year, proven[year], total) for year, total in zip(years, _totals(tally, years), strict=True) if total >= FEW
    ]
    without = "" if asked["closed"] == "in" else ", closed models left out"
    if unprovable := unprovable_words(answer.rubric, best):
        title = unprovable
    elif len(shares) < 2:
        title = f"Too few releases a year to compare the shares that {best}{without}"
    elif not any(number for _, number, _ in shares):
        title = f"No year has a release proven to {best}{without}"
    else:
        (start, was, of_start), (end, now, of_end) = shares[0], shares[-1]
        verb = "is" if was == 1 else "are"
        title = f"{_part(was, of_start)} releases of {start} {verb} proven to {best}, {_part(now, of_end)} of {end}"
        title += without
        if asked["cohort"] == "newest":
            title = (
                f"Of the newest of each family, {_part(was, of_start)} at the end of {start} and {_part(now, of_end)} "
                f"at the end of {end} are proven to {best}{without}"
            )
        title = upper_first(title)
    spoken = "; ".join(f"{year}: {number} of {total}" for year, number, total in shares)
    return title, f"Stacked bars in per cent, one a year. {title}. Proven by year: {spoken or 'too few to say'}."


def _part(number: int, total: int) -> str:
    """A part of the releases as it is read: with its share only where there are enough for one to mean something.

    >>> _part(1, 11), _part(0, 42), _part(12, 150)
    ('1 of 11', 'none of 42', '12 of 150 (8%)')
    """
    said = f"{number or 'none'} of {total:,}"
    return f"{said} ({share(number, total)})" if number and total >= SHARED_FROM else said


def _figure(tally: Tally, years: list[str], titles: Sequence[str], theme: Theme) -> go.Figure:
    totals = _totals(tally, years)
    traces: list[dict[str, Any]] = []
    for name, colour, pattern, numbers in _bars(tally, years, titles, theme):
        shares = [100 * number / total if total else 0.0 for number, total in zip(numbers, totals, strict=True)]
        traces.append(
            {
                **{"type": "bar", "x": years, "y": shares, "marker": marker(colour, pattern, theme)},
                "hoverinfo": "text",
                "name": f"{figure_text(name)} ({sum(numbers)})",
                "text": [str(number) if part >= 4 else "" for number, part in zip(numbers, shares, strict=True)],
                **number_inside(colour, pattern, theme, 11),
                "hovertext": [
                    f"{year}: {number} of {total} ({share(number, total)}), {figure_text(name)}"
                    for year, number, total in zip(years, numbers, totals, strict=True)
                ],
            }
        )
    return figure_of(
        theme,
        HEIGHT,
        traces,
        barmode="stack",
        legend={"traceorder": "normal", "y": -0.18},
        uniformtext={"minsize": 10, "mode": "hide"},
        margin={"t": 28},
        annotations=[
            {
                **{"x": at, "y": 100, "yshift": 10, "showarrow": False, "font": {"size": 11}},
                "text": f"<b>{total}{'*' if total < FEW else ''}</b>",
            }
            for at, total in enumerate(totals)
        ],
        xaxis={
            **{"type": "category", "categoryorder": "array", "categoryarray": years, "showgrid": False},
            **{"fixedrange": True, "tickfont": {"size": 11, "color": palette.TEXT[theme]}, "autotickangles": [0, 90]},
        },
        yaxis={"range": [0, 100], "tickvals": HUNDRED, "fixedrange": True, "ticktext": PER_CENT},
    )


def _bars(
    tally: Tally, years: list[str], titles: Sequence[str], theme: Theme
) -> list[tuple[str, str, dict[str, Any] | None, list[int]]]:
    """The parts of the bars that occur: name, colour, hatch and one number a year."""
    found = []
    for name, colour, pattern, level, status in parts(titles, theme):
        numbers = [
            sum(
                number for key, number in tally.items() if key[0] == year and key[2] == status and level in (-1, key[1])
            )
            for year in years
        ]
        if any(numbers):
            found.append((name, colour, pattern, numbers))
    return found


def _table(tally: Tally, years: list[str], titles: Sequence[str]) -> pd.DataFrame:
    totals = _totals(tally, years)
    columns: dict[str, Any] = {
        "Year": years,
        "Releases": totals,
        "Few": [total < FEW for total in totals],
    }
    for name, _, _, numbers in _bars(tally, years, titles, "light"):
        columns[name] = numbers
    return pd.DataFrame(columns)
