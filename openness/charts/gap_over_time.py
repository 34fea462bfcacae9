"""The gap by half-year: its median, its quartiles, and how far what nobody knows could move it."""

from __future__ import annotations

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from openness.charts.kit import palette
from openness.charts.kit.base import Chart, empty_figure, figure_of, nothing
from openness.charts.kit.options import choices
from openness.charts.kit.palette import Theme
from openness.charts.kit.view import source_of
from openness.charts.timeline import COHORT
from openness.core.wording import count, day, median_words, points
from openness.findings.timeline import COHORTS, FEW, gap_by_period
from openness.scoring.answer import Answer

SLUG = "gap-over-time"
NAME = "The gap between weights and training over time"
PAGE = "timeline"
HEIGHT = 460
OPTIONS = (COHORT,)

Row = dict[str, Any]


def chart(answer: Answer, theme: str = "light", **chosen: str) -> Chart:
    """The gap between weights and training openness by half-year, over releases with enough recorded on both sides.

    The quartiles show how releases differ; the hatched band is the median of the lowest and of the highest gaps that
    the evidence allows. Option: `cohort`; for the newest of each family a half-year counts what stood at its end.
    """
    cohort = choices(OPTIONS, chosen)["cohort"]
    drawn = palette.as_theme(theme)
    rows: list[Row] = [
        {str(name): value for name, value in row.items()} for row in gap_by_period(answer, cohort).to_dict("records")
    ]
    counting = [row for row in rows if row["n"]]
    title, alt = _finding(counting, cohort)
    when = "current at the end of" if cohort == "newest" else "announced in"
    counted, left_out = (
        sum(row[name] for row in (rows[-1:] if cohort == "newest" else rows)) for name in ("n", "left_out")
    )
    unit = "at the end" if cohort == "newest" else "in all"
    return Chart(
        slug=SLUG,
        title=title,
        subtitle=(
            f"Weights openness minus training openness, points of 100 under {answer.definition}, of releases {when} "
            f"each half-year ({COHORTS[cohort].lower()}); {_last(rows, answer.as_of)}"
            f"n = {count(counted, 'release')} {unit}; {left_out} left out: too little is recorded about one side."
        )
        if counting
        else f"Weights openness minus training openness by half-year under {answer.definition}. n = 0 releases.",
        figure=_figure(rows, drawn) if counting else empty_figure(drawn),
        table=_table(rows),
        alt=alt,
        source=source_of(answer),
        note=(
            "Line and dots: the median. Bar: from the lower to the upper quartile, how releases differ. Hatched: how "
            f"far the median could lie if what is unknown were closed or open. Hollow: fewer than {FEW} releases count."
            " The row n counts the releases of each half-year. Written out are the first and the last full dot and, "
            "where there is room, the widest and the narrowest gap."
        )
        if counting
        else "",
    )


def _finding(counting: list[Row], cohort: str) -> tuple[str, str]:
    who = {"all": "", "newest": " among the newest of each family", "called-open": " among releases called open"}[
        cohort
    ]
    if not counting:
        return nothing("No half-year has a release with enough recorded on both sides")
    firm = [row for row in counting if row["n"] >= FEW]
    if len(firm) < 2:
        title = f"Too few releases a half-year to say which way the gap goes{who}"
    else:
        first, last = firm[0], firm[-1]
        was, now = round(first["median"]), round(last["median"])
        verb = "widened" if now > was else "narrowed"
        before, after = (f"{_told(row)} in {_spoken(row['period'])}" for row in (first, last))
        title = f"The median gap{who} {verb} from {before} to {after}"
        if now == was:
            title = f"The median gap{who} was {before} and {after}"
    spoken = "; ".join(f"{row['period']} {_told(row)}" for row in counting)
    return title, f"Median line with quartile bars and hatched bands, by half-year. {title}. {spoken}."


def _told(row: Row) -> str:
    return median_words(row["median"], row["low"], row["high"], row["n"])


def _spoken(period: str) -> str:
    return f"the {'first' if period.endswith('H1') else 'second'} half of {period[:4]}"


def _last(rows: list[Row], as_of: str) -> str:
    """That the last half-year is not over, where it is not."""
    if not rows or as_of[5:] in ("06-30", "12-31") or rows[-1]["period"][:4] != as_of[:4]:
        return ""
    half = "H1" if as_of[5:7] <= "06" else "H2"
    return f"{rows[-1]['period']} runs to {day(as_of)}; " if rows[-1]["period"].endswith(half) else ""


def _figure(rows: list[Row], theme: Theme) -> go.Figure:
    years = [str(year) for year in range(int(rows[0]["period"][:4]), int(rows[-1]["period"][:4]) + 1)]
    placed = [(2 * years.index(row["period"][:4]) + row["period"].endswith("H2"), row) for row in rows]
    counting = [(at, row) for at, row in placed if row["n"]]
    ink, ground = palette.TEXT[theme], palette.BACKGROUND[theme]
    ends = [row[name] for _, row in counting for name in ("low", "high", "q1", "q3")]
    return figure_of(
        theme,
        HEIGHT,
        [*_bars(counting, theme), *_medians(placed, theme)],
        barmode="overlay",
        annotations=[*_named(counting, ink, ground), *_numbers(placed, ink)],
        shapes=[
            {
                **{"type": "line", "x0": edge, "x1": edge, "yref": "paper", "y0": 0, "y1": 1, "layer": "below"},
                "line": {"width": 1, "color": palette.GRID[theme]},
            }
            for edge in (2 * year - 0.5 for year in range(1, len(years)))
        ],
        margin={"t": 28},
        legend={"traceorder": "normal", "y": -0.14},
        xaxis={
            **{"tickvals": [2 * year + 0.5 for year in range(len(years))], "ticktext": years},
            **{"showgrid": False, "fixedrange": True, "range": [-0.6, 2 * len(years) - 0.4], "autotickangles": [0, 90]},
            "tickfont": {"size": 11, "color": ink},
        },
        yaxis={
            "title": {"text": "Gap, points of 100"},
            "fixedrange": True,
            "zeroline": True,
            "zerolinecolor": palette.MUTED[theme],
            "range": [min(-5.0, min(ends) - 5), max(5.0, max(ends) + 8)],
        },
    )


def _bars(counting: list[tuple[int, Row]], theme: Theme) -> list[dict[str, Any]]:
    """What unknown facts allow, hatched, and how releases differ, before it."""
    grey = palette.UNKNOWN[theme]
    hatched = {
        "color": grey,
        "pattern": palette.hatch(grey, palette.HATCH_UNDETERMINED, theme),
        "line": {"width": 1, "color": grey},
    }
    full = {"color": grey, "line": {"width": 1, "color": palette.BACKGROUND[theme]}}
    return [
        {
            **{"type": "bar", "x": [at for at, _ in counting], "hoverinfo": "text"},
            "hovertext": [_hover(row) for _, row in counting],
            "name": name,
            "base": [row[low] for _, row in counting],
            "y": [row[high] - row[low] for _, row in counting],
            "width": width,
            "marker": marker,
        }
        for name, low, high, width, marker in (
            ("What unknown facts allow", "low", "high", 0.72, hatched),
            ("Lower to upper quartile", "q1", "q3", 0.26, full),
        )
    ]


def _medians(placed: list[tuple[int, Row]], theme: Theme) -> list[dict[str, Any]]:
    """The line of medians, hollow where few releases count, and what a hollow one means."""
    ink, ground = palette.TEXT[theme], palette.BACKGROUND[theme]
    line = {
        **{"type": "scatter", "mode": "lines+markers", "name": "Median", "hoverinfo": "text"},
        "x": [at for at, _ in placed],
        "y": [row["median"] if row["n"] else None for _, row in placed],
        "hovertext": [_hover(row) for _, row in placed],
        "line": {"width": 2, "color": ink},
        "connectgaps": False,
        "marker": {
            "size": 10,
            "color": [ground if row["n"] < FEW else ink for _, row in placed],
            "line": {"width": 2, "color": ink},
        },
    }
    hollow = {
        **{"type": "scatter", "x": [None], "y": [None], "mode": "markers", "hoverinfo": "skip"},
        "name": f"Median of fewer than {FEW}",
        "marker": {"size": 10, "color": ground, "line": {"width": 2, "color": ink}},
    }
    return [line, hollow] if any(0 < row["n"] < FEW for _, row in placed) else [line]


def _named(counting: list[tuple[int, Row]], ink: str, ground: str) -> list[dict[str, Any]]:
    """The medians that are written out: on a telephone there is no room for all of them."""
    firm = [(at, row) for at, row in counting if row["n"] >= FEW] or counting
    medians = [row["median"] for _, row in firm]
    told: list[int] = []
    for number in (0, len(firm) - 1, medians.index(max(medians)), medians.index(min(medians))):
        if all(abs(firm[number][0] - firm[other][0]) > 1 for other in told):  # neighbours would touch
            told.append(number)
    return [
        {
            **{"x": at, "y": row["median"], "text": f"<b>{points(row['median'])}</b>", "showarrow": False},
            **{"yshift": 16, "font": {"size": 12, "color": ink}, "bgcolor": ground, "borderpad": 0},
        }
        for at, row in (firm[number] for number in told)
    ]


def _numbers(placed: list[tuple[int, Row]], ink: str) -> list[dict[str, Any]]:
    """How many releases count in each half-year, in a row above the plot; upright where they are long."""
    row = {"yref": "paper", "y": 1, "yshift": 4, "showarrow": False}
    row |= {"yanchor": "bottom", "font": {"size": 10, "color": ink}}
    angle = -90 if max(one["n"] for _, one in placed) > 99 else 0
    numbers = [{**row, "x": at, "text": str(one["n"]), "textangle": angle} for at, one in placed]
    return [*numbers, {**row, "xref": "paper", "x": 0, "xanchor": "right", "text": "n", "xshift": -6}]


def _hover(row: Row) -> str:
    if not row["n"]:
        return f"{row['period']}: none counts, {row['left_out']} left out"
    return (
        f"<b>{row['period']}</b>, n = {row['n']}, {row['left_out']} left out<br>"
        f"Median gap {points(row['median'])}, could lie from {points(row['low'])} to {points(row['high'])}<br>"
        f"Quartiles {points(row['q1'])} to {points(row['q3'])}<br>"
        f"Median weights {points(row['weights'])}, training {points(row['training'])}"
    )


def _table(rows: list[Row]) -> pd.DataFrame:
    names = {
        "median": "Median gap",
        "low": "Median gap_low",
        "high": "Median gap_high",
        "q1": "Median gap_q1",
        "q3": "Median gap_q3",
        "weights": "Median weights openness",
        "training": "Median training openness",
    }
    return pd.DataFrame(
        {
            "Half-year": [row["period"] for row in rows],
            **{title: [row[name] for row in rows] for name, title in names.items()},
            "Releases counted": [row["n"] for row in rows],
            "Left out": [row["left_out"] for row in rows],
            "Few": [row["n"] < FEW for row in rows],
        }
    )
