"""How often facts were found wrong: each audit by how its facts came to us, with the 95 % interval."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from openness.charts.kit import palette
from openness.charts.kit.axes import rows_axis
from openness.charts.kit.base import Chart, columns, empty_figure, figure_of, in_lines, ranged, twin
from openness.charts.kit.palette import Theme
from openness.charts.kit.view import records, source_of
from openness.core.wording import count, figure_text, listed
from openness.facts.audits import audit_title, measured, wilson
from openness.facts.readings import KINDS
from openness.scoring.answer import Answer

SLUG = "error-rates"
NAME = "How often facts were found wrong"
PAGE = "data"
PART = (("part", "sources"),)
#: Fewer checked facts than this are no headline.
LEAST = 30
_OF = {
    "first-hand": "of facts read first-hand",
    "library": "of facts looked up in libraries",
    "machine": "of facts read by machine",
    "derived": "of facts taken from a base",
    "index": "of facts from an index alone",
}


def chart(answer: Answer, theme: str = "light") -> Chart:
    """Share of checked facts that were found wrong, with Wilson's interval, of the whole data package.

    The reader's selection does not matter here: an audit is a sample of all facts.
    """
    table = measured(answer.package)
    checkable, releases = int(table["checkable"].sum()), int(answer.package.audits["release"].nunique())
    subtitle = (
        "Share of checked facts that somebody who did not collect them found wrong, in per cent, with the 95% "
        f"interval, by audit. n = {count(releases, 'release')}, {count(checkable, 'fact')} that could be checked, "
        "whatever is selected above."
    )
    title = _finding(table)
    drawn = palette.as_theme(theme)
    return Chart(
        slug=SLUG,
        title=title,
        subtitle=subtitle,
        figure=_figure(table, drawn) if len(table) else empty_figure(drawn, "No fact has been checked yet."),
        table=_table(table),
        alt=_alt(title, table),
        source=source_of(answer),
        note=(
            "Filled: as found. Hollow: of the same facts, those that still count as they were checked; what was found "
            "wrong has been corrected or set aside since, so only a fresh audit shows how often the rest is wrong. "
            "Wrong: untrue, or on another level under the coding guide; arguable ones are not counted."
        ),
        decimals=dict.fromkeys(("Wrong, %", "Still counting, wrong, %"), 1),
    )


def _finding(table: pd.DataFrame) -> str:
    sums = {str(kind): rows[["wrong", "checkable"]].sum().tolist() for kind, rows in table.groupby("kind")}
    said = []
    for kind, (wrong, of) in sorted(sums.items(), key=lambda one: list(KINDS).index(one[0])):
        if of >= LEAST:
            low, high = wilson(wrong, of)
            said.append(f"{100 * wrong / of:.0f}% {_OF[kind]} ({100 * low:.0f} to {100 * high:.0f}%)")
    if not said:
        return "Too few facts have been checked to say how often they are wrong"
    return f"Found wrong: {listed(said)}"


def _alt(title: str, table: pd.DataFrame) -> str:
    if table.empty:
        return f"An empty chart. {title}."
    said = "; ".join(
        f"{KINDS[row['kind']]}, audit of {audit_title(row['audit'])}: {row['wrong']} of {row['checkable']}, "
        f"{100 * row['low']:.0f} to {100 * row['high']:.0f}%"
        for row in table.to_dict("records")
    )
    return f"Points with intervals, one row an audit. {title}. {said}."


def _figure(table: pd.DataFrame, theme: Theme) -> go.Figure:
    rows = table.to_dict("records")
    ink, grey = palette.TEXT[theme], palette.UNKNOWN[theme]
    found = [
        (100 * row["share"], 100 * row["low"], 100 * row["high"], f"{row['wrong']} of {row['checkable']}")
        for row in rows
    ]
    still = []
    for row in rows:
        n = int(row["still"])
        low, high = wilson(row["still_wrong"], n)
        value = 100 * row["still_wrong"] / n if n else float("nan")
        still.append((value, 100 * low, 100 * high, f"{row['still_wrong']} of {n}"))
    traces = [
        _points("As found", found, -0.16, ink, "circle", rows),
        _points("Of those that still count", still, 0.2, grey, "circle-open", rows),
    ]
    labels = [
        f"<b>{figure_text(KINDS[row['kind']])}</b><br>{in_lines(figure_text(audit_title(row['audit'])), 22)}"
        for row in rows
    ]
    return figure_of(
        theme,
        110 + 58 * len(rows),
        traces,
        legend={"y": -0.16},
        xaxis={
            "range": [-2, max(40.0, *(end for _, _, end, _ in found), *(e for _, _, e, _ in still if e == e)) + 6],
            "ticksuffix": "%",
            "nticks": 4,
            "fixedrange": True,
            "rangemode": "tozero",
        },
        yaxis=rows_axis(labels, theme, foot=0.4, font={"color": ink, "size": 11}),
    )


def _points(
    name: str,
    values: list[tuple[float, float, float, str]],
    offset: float,
    colour: str,
    symbol: str,
    rows: list[dict[Any, Any]],
) -> dict[str, Any]:
    kept = [(at, value) for at, value in enumerate(values) if value[0] == value[0]]
    return {
        "type": "scatter",
        "mode": "markers",
        "name": name,
        "x": [value[0] for _, value in kept],
        "y": [at + offset for at, _ in kept],
        "marker": {"symbol": symbol, "size": 10, "color": colour, "line": {"width": 1.5, "color": colour}},
        "error_x": {
            "type": "data",
            "symmetric": False,
            "array": [value[2] - value[0] for _, value in kept],
            "arrayminus": [value[0] - value[1] for _, value in kept],
            "color": colour,
            "thickness": 1.4,
            "width": 4,
        },
        "hovertext": [
            f"{figure_text(KINDS[rows[at]['kind']])}, audit of {figure_text(audit_title(rows[at]['audit']))}<br>"
            f"{name.lower()}: {value[3]} wrong, {value[0]:.0f}% ({value[1]:.0f} to {value[2]:.0f}%)"
            for at, value in kept
        ],
        "hoverinfo": "text",
    }


def _table(table: pd.DataFrame) -> pd.DataFrame:
    rows = records(table)
    later = [wilson(row["still_wrong"], row["still"]) for row in rows]
    return twin(
        {
            "How the facts came to us": [KINDS[row["kind"]] for row in rows],
            **columns(rows, {"Audit": "audit", "Checked on": "checked_on", "By": "by", "Checked": "checked"}),
            **columns(rows, {"Could be checked": "checkable", "Wrong": "wrong", "of which untrue": "untrue"}),
            **ranged("Wrong, %", *([100 * row[name] for row in rows] for name in ("share", "low", "high"))),
            **columns(rows, {"Still counting": "still", "of which wrong": "still_wrong"}),
            **ranged(
                "Still counting, wrong, %",
                [100 * row["still_wrong"] / row["still"] if row["still"] else math.nan for row in rows],
                [100 * low for low, _ in later],
                [100 * high for _, high in later],
            ),
        }
    )
