"""Two points joined by the gap, one row each: the figure of the vendor charts and of adoption.

Rows stand on a numeric axis, so that two of the same name stay two. The figure is put together as one dictionary and
given to Plotly once, which is several times faster than adding marks one by one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import isnan
from typing import Any

import plotly.graph_objects as go

from openness.charts.kit import palette
from openness.charts.kit.base import figure_of
from openness.charts.kit.palette import Theme
from openness.core.wording import cut, figure_text

ROW, FOOT = 23, 34
# Above the rows: what the columns are, and a legend of which every entry may take a line. A letter of those heads.
HEAD, ENTRY, LETTER = 26, 20, 6.6
# Letters of a label with what follows it, pixels for the texts on the right, and what is left of the plot at least:
# together they fit a window of 320 pixels.
LABEL, MARGIN, LEAST = 19, 116, 40
SIDES = ("weights", "training")
SIDE_WORDS = {"weights": "Weights openness", "training": "Training openness"}
SYMBOL = {"weights": "circle", "training": "diamond"}
_SAME = 2.5
_OFFSET = {"weights": -0.17, "training": 0.17}


@dataclass(frozen=True)
class Row:
    """One row.

    Attributes:
        label: What stands to its left; cut where it is long.
        after: What follows the label and is never cut.
        weights: Where the point of the weights side stands; nan draws none.
        training: The same of the training side.
        weights_span: From where to where the thin line of that side goes.
        training_span: The same of the training side.
        text: What stands to its right.
        hover: What both points say.
        hollow: Whether the points are hollow, because little stands behind them.
        instead: What stands in the row where there is nothing to draw.
        heading: Whether the row is a heading over those that follow.
        release: Id of the release that the row is about; its points open it. Empty for a group.
    """

    label: str
    after: str = ""
    weights: float = float("nan")
    training: float = float("nan")
    weights_span: tuple[float, float] = (float("nan"), float("nan"))
    training_span: tuple[float, float] = (float("nan"), float("nan"))
    text: str = ""
    hover: str = ""
    hollow: bool = False
    instead: str = ""
    heading: bool = False
    release: str = ""


def dumbbells(rows: Sequence[Row], theme: Theme, *, left: str, hollow: str) -> go.Figure:
    """The figure.

    Args:
        rows: From top to bottom.
        theme: `light` or `dark`.
        left: What the labels are, above them.
        hollow: What a hollow point means; empty leaves it out of the legend.
    """
    height = ROW * len(rows)
    points = _points(rows, theme, hollow)
    top = HEAD + ENTRY * sum("showlegend" not in trace for trace in points)
    layout: dict[str, Any] = {
        "margin": {"l": max(8, round(LETTER * len(left)) + 6), "r": MARGIN, "t": top, "b": FOOT},
        "minreducedwidth": LEAST,
        "hovermode": "closest",
        "legend": {"y": 1 + HEAD / height, "yanchor": "bottom"},
        "xaxis": {
            "range": [-2.5, 102.5],
            "tickvals": [0, 25, 50, 75, 100],
            "ticktext": ["0", "", "50", "", "100"],
            "tickangle": 0,
            "fixedrange": True,
            "zeroline": False,
        },
        "yaxis": {
            "range": [len(rows) - 0.4, -0.6],
            "tickvals": list(range(len(rows))),
            "ticktext": [_label(row) for row in rows],
            "tickfont": {"size": 11, "color": palette.TEXT[theme]},
            "ticks": "outside",
            "ticklen": 7,
            "tickcolor": palette.BACKGROUND[theme],
            "griddash": "dot",
            "fixedrange": True,
            "zeroline": False,
            "automargin": True,
        },
        "annotations": [_head(left, 0, "right", theme), _head("Gap (range)", 1, "left", theme)],
    }
    data = [*_shade(rows, theme), *_lines(rows, theme), *points, *_texts(rows, theme)]
    return figure_of(theme, height + top + FOOT, data, **layout)


def _label(row: Row) -> str:
    text = figure_text(cut(row.label, LABEL - len(row.after)) + row.after)
    return f"<b>{text}</b>" if row.heading else text


def _head(text: str, x: float, anchor: str, theme: Theme) -> dict[str, Any]:
    return {
        "text": text,
        "xref": "paper",
        "yref": "paper",
        "x": x,
        "y": 1,
        "xanchor": anchor,
        "yanchor": "bottom",
        "xshift": 11 if anchor == "left" else -6,
        "yshift": 3,
        "showarrow": False,
        "font": {"size": 12, "color": palette.MUTED[theme]},
    }


def _shade(rows: Sequence[Row], theme: Theme) -> list[dict[str, Any]]:
    """The ground of the headings: one trace of bars, which Plotly reads faster than as many shapes."""
    headings = [number for number, row in enumerate(rows) if row.heading]
    if not headings:
        return []
    return [
        {
            "type": "bar",
            "orientation": "h",
            "base": [-2.5] * len(headings),
            "x": [105] * len(headings),
            "y": headings,
            "width": 1,
            "marker": {"color": palette.SHADE[theme], "line": {"width": 0}},
            "hoverinfo": "skip",
            "showlegend": False,
        }
    ]


def _lines(rows: Sequence[Row], theme: Theme) -> list[dict[str, Any]]:
    """The gap of each row, and the thin lines of both sides."""
    gap_x: list[float | None] = []
    gap_y: list[float | None] = []
    for number, row in enumerate(rows):
        if not isnan(row.weights + row.training):
            gap_x += [row.training, row.weights, None]
            gap_y += [number, number, None]
    lines = [_line(gap_x, gap_y, palette.MUTED[theme], 6) | {"opacity": 0.3}]
    for side in SIDES:
        x: list[float | None] = []
        y: list[float | None] = []
        for number, row in enumerate(rows):
            low, high = row.weights_span if side == "weights" else row.training_span
            if high - low >= 0.5:
                x += [low, high, None]
                y += [number + _OFFSET[side]] * 2 + [None]
        colour = palette.WEIGHTS[theme] if side == "weights" else palette.TRAINING[theme]
        lines.append(_line(x, y, colour, 1.5))
    return [line for line in lines if line["x"]]


def _line(x: list[float | None], y: list[float | None], colour: str, width: float) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "lines",
        "x": x,
        "y": y,
        "line": {"color": colour, "width": width},
        "hoverinfo": "skip",
        "showlegend": False,
    }


def _points(rows: Sequence[Row], theme: Theme, hollow: str) -> list[dict[str, Any]]:
    traces = []
    for side in SIDES:
        drawn = [number for number, row in enumerate(rows) if not isnan(getattr(row, side))]
        releases = [rows[number].release for number in drawn]
        colour = palette.WEIGHTS[theme] if side == "weights" else palette.TRAINING[theme]
        symbol = SYMBOL[side]
        traces.append(
            {
                "type": "scatter",
                "mode": "markers",
                "name": SIDE_WORDS[side],
                "x": [getattr(rows[number], side) for number in drawn],
                "y": [number + _apart(rows[number], side) for number in drawn],
                "hovertext": [rows[number].hover for number in drawn],
                **({"customdata": releases} if all(releases) else {}),
                "hoverinfo": "text",
                "showlegend": False,
                "cliponaxis": False,
                "marker": {
                    "size": 11 if side == "weights" else 12,
                    # a ground under hollow shapes, so that lines do not cross them
                    "color": [palette.BACKGROUND[theme] if rows[number].hollow else colour for number in drawn],
                    "symbol": symbol,
                    "opacity": 1,
                    "line": {"color": colour, "width": 1.8},
                },
            }
        )
        traces.append(_legend(SIDE_WORDS[side], colour, colour, symbol))
    if hollow and any(row.hollow for row in rows):
        traces.append(_legend(hollow, palette.BACKGROUND[theme], palette.MUTED[theme], "circle"))
    return traces


def _apart(row: Row, side: str) -> float:
    """A little up and down where two points would hide one another."""
    return _OFFSET[side] if abs(row.weights - row.training) < _SAME else 0.0


def _legend(name: str, fill: str, line: str, symbol: str) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "markers",
        "name": name,
        "x": [None],
        "y": [None],
        "hoverinfo": "skip",
        "marker": {"size": 11, "color": fill, "symbol": symbol, "line": {"color": line, "width": 1.8}},
    }


def _texts(rows: Sequence[Row], theme: Theme) -> list[dict[str, Any]]:
    """The numbers on the right, which stand in the margin, and the words in rows without points."""
    right = [number for number, row in enumerate(rows) if row.text]
    inside = [number for number, row in enumerate(rows) if row.instead]
    traces = []
    for x, drawn, texts, position, colour in (
        (102.5, right, [rows[number].text for number in right], "middle right", palette.TEXT[theme]),
        (0.0, inside, [rows[number].instead for number in inside], "middle right", palette.MUTED[theme]),
    ):
        if drawn:
            traces.append(
                {
                    "type": "scatter",
                    "mode": "text",
                    "x": [x] * len(drawn),
                    "y": drawn,
                    "text": [
                        # an em space keeps the text off the point that may stand on the edge
                        f"<b>\u2003{figure_text(text)}</b>" if rows[number].heading else f"\u2003{figure_text(text)}"
                        for number, text in zip(drawn, texts, strict=True)
                    ],
                    "textposition": position,
                    "textfont": {"size": 11, "color": colour},
                    "cliponaxis": False,
                    "hoverinfo": "skip",
                    "showlegend": False,
                }
            )
    return traces
