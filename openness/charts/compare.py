"""Two to six releases or vendors side by side: both sides with their ranges, and every component as a shape."""

from __future__ import annotations

from math import isnan
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from openness.charts.claims import claim_words
from openness.charts.kit import grid, palette
from openness.charts.kit.base import EMPTY, Chart, empty_figure, figure_of, no_table, nothing
from openness.charts.kit.dumbbell import SIDE_WORDS, SIDES, SYMBOL
from openness.charts.kit.options import Option, choices
from openness.charts.kit.palette import Theme
from openness.charts.kit.view import View, view_of
from openness.charts.vendors import gap_words
from openness.core.wording import count, cut, day, figure_text, listed, points, span, upper_first
from openness.findings.compare import LEAST, MOST, Cell, Column, Comparison, Line, State, compare
from openness.scoring.answer import Answer

SLUG = "compare"
NAME = "Releases or vendors side by side"
PAGE = "compare"
COMPARE = Option("compare", "Compare", {"releases": "Releases", "vendors": "Vendors"})
OPTIONS = (COMPARE,)

ROW, PANEL, TOP, BETWEEN, FOOT = 22, 176, 44, 14, 10
_LEGEND = 48
STRAIGHT = 3
"""With more columns than this their names stand upright, so that they fit a telephone."""
HEADINGS: dict[State, str] = {
    "differs": "What differs",
    "alike": "What is alike",
    "unsettled": "Not settled: something is not recorded",
}
SHORT: dict[State, str] = {"unsettled": "Not settled"}
"""Headings as they stand in the figure, where the long one would take the room of the columns."""
# A shape beside each word, so that a column can be scanned.
MARKS = {
    "open": "●",
    "gated": "◕",
    "partial": "◑",
    "closed": "○",
    "unknown": "?",
    "unsettled": "◌",
    "not-applicable": "–",
}
# Fonts that have all of these shapes in one size; where none is installed the circles may differ in size.
SHAPES = '"DejaVu Sans", "Segoe UI Symbol", "Apple Symbols", "Noto Sans Symbols 2", sans-serif'
TERMS_MARKS = {"restricted": "*", "none": "†", "not-open": "*"}
KEY = (
    "● open, ◕ gated (after a sign-up), ◑ partial, ○ closed, ? not recorded, ◌ looked for and not settled, – does not "
    "apply; * under a licence with "
    "restrictions, † published without a licence."
)


def chart(answer: Answer, theme: str = "light", **options: str) -> Chart:
    """Two to six releases, or vendors, side by side: both sides with their ranges above, every component below.

    Args:
        answer: What is selected; the releases (or vendors) its query names are the columns, in that order.
        theme: `light` or `dark`.
        options: `compare`: `releases` or `vendors`.
    """
    found = compare(answer, choices(OPTIONS, options)["compare"])
    view, look = view_of(answer), palette.as_theme(theme)
    title, alt = _finding(found, view)
    enough = len(found.columns) >= LEAST
    vendors = " In a cell of a vendor the most frequent, of the releases for which it is recorded."
    silent = [line.title for line in found.having("silent")]
    unrecorded = f" Recorded for none: {listed(title.lower() for title in silent)}." if silent and enough else ""
    return Chart(
        slug=SLUG,
        title=title,
        subtitle=_measure(found, view),
        figure=_figure(found, look) if enough else empty_figure(look, _instead(found, view)),
        table=table(found) if len(view.frame) else no_table(),
        alt=alt,
        source=view.source,
        note=f"{KEY}{vendors if found.what == 'vendors' else ''}{unrecorded}" if enough else "",
    )


def _instead(found: Comparison, view: View) -> str:
    if view.frame.empty:
        return EMPTY
    return f"Choose {'one more' if len(found.columns) == 1 else f'{LEAST} to {MOST} {found.what}'} to compare."


def _finding(found: Comparison, view: View) -> tuple[str, str]:
    if view.frame.empty:
        return nothing()
    if not found.columns:
        title = f"Choose two to six {found.what} to compare"
        return title, f"An empty chart, because too little is chosen. {title}."
    if len(found.columns) == 1:
        title = f"{found.columns[0].name}: choose one more to compare it with"
        return title, f"An empty chart, because too little is chosen. {title}."
    differ, alike = len(found.having("differs")), len(found.having("alike"))
    recorded = len(found.lines) - len(found.having("silent"))
    names = [column.name for column in found.columns]
    who = listed(names) if len(names) <= 3 else f"{len(names)} {found.what}"
    title = f"{who} differ in {differ} of {recorded} recorded components" if differ else f"{who} differ in no component"
    said = "; ".join(
        f"{column.name}: weights openness {span(column.weights, column.weights_high)}, training openness "
        f"{span(column.training, column.training_high)}"
        + (f", {column.verdict}" if found.what == "releases" else f", n = {column.n} of {column.releases}")
        for column in found.columns
    )
    return title, (
        f"Points with ranges above a table of shapes, {len(names)} columns. {title}; {alike} are alike. {said}."
    )


def _measure(found: Comparison, view: View) -> str:
    total = count(len(view.frame), "release")
    said = f"Availability of each component, and both sides in points of 100 under {view.rubric}. n = {total}."
    if found.what == "vendors" and found.columns:
        said += " Of a vendor, points are medians over the releases with enough recorded on both sides."
    if found.asked > MOST:
        said += f" At most {MOST} fit side by side: the first {MOST} of {found.asked} are shown."
    return said


def cell_words(cell: Cell, what: str) -> str:
    """A cell in words: ``open, restricted terms (Llama-3-Community)``; of a vendor ``open in 5 of 8 recorded``."""
    if not cell.recorded:
        return "looked for, not settled" if cell.availability == "unsettled" else "not recorded"
    said = cell.availability.replace("-", " ").replace("not applicable", "does not apply")
    if cell.availability not in ("closed", "not-applicable"):
        said += f", {cell.says}"
        if cell.licence not in ("", "none"):
            said += f" ({cell.licence})"
    return f"{said}, in {cell.count} of {cell.recorded} recorded" if what == "vendors" else said


def facts_of(column: Column, what: str) -> dict[str, str]:
    """What is said of a column above its components, by heading."""
    medians = f", median of {count(column.n, 'release')}" if what == "vendors" else ""
    rows = {"Verdict": upper_first(column.verdict)}
    if what == "releases":
        rows |= {
            "Vendor's own word": claim_words(column.claim),
            "Released": day(column.released) or "no date",
            "Score": _ranged(column.low, column.high),
        }
    rows |= {
        "Weights openness": _ranged(column.weights, column.weights_high) + medians,
        "Training openness": _ranged(column.training, column.training_high) + medians,
        "Gap": gap_words(column.gap, column.gap_low, column.gap_high),
    }
    if what == "releases":
        rows["Facts known"] = f"{points(100 * column.coverage)}% of the weight"
    else:
        rows["Releases"] = f"{column.releases}, of which {column.n} enter the medians"
    return rows


def _ranged(low: float, high: float) -> str:
    return points(low) if points(low) == points(high) else f"{points(low)} (up to {points(high)})"


def _numbers_of(column: Column, what: str) -> dict[str, object]:
    """The same as `facts_of` for the twin: every number by itself and unrounded."""
    rows: dict[str, object] = {"Verdict": upper_first(column.verdict)}
    if what == "releases":
        rows |= {"Vendor's own word": claim_words(column.claim), "Released": column.released}
        rows |= {"Score": column.low, "Score, at most": column.high}
    rows |= {
        "Weights openness": column.weights,
        "Weights openness, at most": column.weights_high,
        "Training openness": column.training,
        "Training openness, at most": column.training_high,
        "Gap": column.gap,
        "Gap, at least": column.gap_low,
        "Gap, at most": column.gap_high,
    }
    if what == "releases":
        return rows | {"Recorded, % of the weight": 100 * column.coverage}
    return rows | {"Releases": column.releases, "In the medians": column.n}


def table(found: Comparison) -> pd.DataFrame:
    """The twin: one row a fact or component, two columns for each that is compared, the second its addresses."""
    heads = [_numbers_of(column, found.what) for column in found.columns]
    rows: list[dict[str, object]] = []
    for name in heads[0] if heads else ():
        row: dict[str, object] = {"Row": name, "State": ""}
        for column, head in zip(found.columns, heads, strict=True):
            row |= {column.name: head[name], f"{column.name}: addresses": ""}
        rows.append(row)
    for line in found.lines:
        row = {"Row": line.title, "State": HEADINGS.get(line.state, "Not recorded")}
        for column, cell in zip(found.columns, line.cells, strict=True):
            row |= {column.name: cell_words(cell, found.what), f"{column.name}: addresses": " ".join(cell.urls)}
        rows.append(row)
    return pd.DataFrame(rows, dtype=object) if rows else no_table()


def _figure(found: Comparison, theme: Theme) -> go.Figure:
    """Two panels over one axis of columns: both sides above, the components below."""
    rows: list[Line | str] = []
    for state, heading in HEADINGS.items():
        lines = found.having(state)
        if lines:
            rows += [f"{SHORT.get(state, heading)} ({len(lines)})", *lines]
    matrix = ROW * len(rows)
    inner = PANEL + BETWEEN + matrix
    top = TOP + (70 if len(found.columns) > STRAIGHT else 0)
    return figure_of(
        theme,
        inner + top + FOOT + _LEGEND,
        [*_sides(found, theme), *_marks(found, rows, theme)],
        margin={"l": 8, "r": 8, "t": top, "b": FOOT + _LEGEND},
        hovermode="closest",
        legend={"y": -FOOT / inner},
        **_axes(found, rows, matrix / inner, 1 - PANEL / inner, theme),
        shapes=[
            {
                "type": "rect",
                "xref": "paper",
                "x0": 0,
                "x1": 1,
                "y0": number - 0.5,
                "y1": number + 0.5,
                "fillcolor": palette.SHADE[theme],
                "line": {"width": 0},
                "layer": "below",
            }
            for number, row in enumerate(rows)
            if isinstance(row, str)
        ],
    )


def _axes(found: Comparison, rows: list[Line | str], below: float, above: float, theme: Theme) -> dict[str, Any]:
    """The axis of columns, that of the components below it and that of points above, each with its share of height."""
    size, text = len(found.columns), {"size": 11, "color": palette.TEXT[theme]}
    upright = size > STRAIGHT
    return {
        "xaxis": {
            "range": [-0.65, size - 0.35],
            "tickvals": list(range(size)),
            "ticktext": [
                figure_text(cut(column.name, 18)) if upright else grid.label(column.name, 13)
                for column in found.columns
            ],
            "tickfont": text,
            # where it is narrow, upright for fewer too
            **({"tickangle": -90} if upright else {"autotickangles": [0, -90]}),
            "side": "top",
            "anchor": "y2",
            "showgrid": False,
            "fixedrange": True,
            "automargin": True,
        },
        "yaxis": {
            "domain": [0, below],
            "range": [len(rows) - 0.4, -0.6],
            "tickvals": list(range(len(rows))),
            "ticktext": [
                f"<b>{figure_text(row)}</b>" if isinstance(row, str) else figure_text(cut(row.title, 20))
                for row in rows
            ],
            "tickfont": text,
            "showgrid": False,
            "fixedrange": True,
            "automargin": True,
        },
        "yaxis2": {
            "domain": [above, 1],
            "range": [-18, 118],
            "tickvals": [0, 50, 100],
            "fixedrange": True,
            "anchor": "x",
        },
    }


def _sides(found: Comparison, theme: Theme) -> list[dict[str, Any]]:
    traces: list[dict[str, Any]] = []
    for side in SIDES:
        colour = (palette.WEIGHTS if side == "weights" else palette.TRAINING)[theme]
        shift = -0.12 if side == "weights" else 0.12
        drawn = [
            (number + shift, getattr(column, side), getattr(column, f"{side}_high"), column)
            for number, column in enumerate(found.columns)
            if not isnan(getattr(column, side))
        ]
        traces.append(
            {
                "type": "scatter",
                "mode": "markers+text",
                "name": SIDE_WORDS[side],
                "yaxis": "y2",
                "x": [x for x, *_ in drawn],
                "y": [low for _, low, *_ in drawn],
                "text": [points(low) if len(found.columns) <= STRAIGHT else "" for _, low, *_ in drawn],
                "textposition": [
                    "top center" if (column.weights >= column.training) == (side == "weights") else "bottom center"
                    for *_, column in drawn
                ],
                "textfont": {"size": 12, "color": palette.TEXT[theme]},
                "hovertext": [
                    f"<b>{figure_text(column.name)}</b><br>{SIDE_WORDS[side]} {span(low, high)}"
                    for _, low, high, column in drawn
                ],
                "hoverinfo": "text",
                "cliponaxis": False,
                "marker": {"size": 10, "color": colour, "symbol": SYMBOL[side], "line": {"width": 0}},
                "error_y": {
                    "type": "data",
                    "symmetric": False,
                    "array": [high - low for _, low, high, _ in drawn],
                    "arrayminus": [0] * len(drawn),
                    "color": colour,
                    "thickness": 1.5,
                    "width": 3,
                },
            }
        )
    return traces


def _marks(found: Comparison, rows: list[Line | str], theme: Theme) -> list[dict[str, Any]]:
    marks: list[tuple[int, int, str, str, str]] = []
    for number, row in enumerate(rows):
        if isinstance(row, str):
            continue
        for place, (cell, column) in enumerate(zip(row.cells, found.columns, strict=True)):
            mark = MARKS[cell.availability] + (TERMS_MARKS.get(cell.terms, "") if cell.recorded else "")
            if found.what == "vendors" and cell.recorded and len(found.columns) <= STRAIGHT:
                mark += f" {cell.count}/{cell.recorded}"
            hover = (
                f"<b>{figure_text(column.name)}</b><br>{figure_text(row.title)}: "
                f"{figure_text(cell_words(cell, found.what))}"
            )
            is_known = cell.availability not in ("unknown", "unsettled", "not-applicable")
            shade = (palette.TEXT if is_known else palette.MUTED)[theme]
            marks.append((place, number, mark, hover, shade))
    return [
        {
            "type": "scatter",
            "mode": "text",
            "x": [mark[0] for mark in marks],
            "y": [mark[1] for mark in marks],
            "text": [mark[2] for mark in marks],
            "textfont": {
                "family": SHAPES,
                "size": 15 if found.what == "releases" else 12,
                "color": [mark[4] for mark in marks],
            },
            "hovertext": [mark[3] for mark in marks],
            "hoverinfo": "text",
            "showlegend": False,
        }
    ]
