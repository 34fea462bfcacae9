"""The marks of the gap chart: dots, ranges, names, regions and legend."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from openness.charts.kit import palette
from openness.charts.kit.axes import HUNDRED
from openness.charts.kit.base import figure_of
from openness.charts.kit.labels import LETTER, Canvas
from openness.charts.kit.marks import LARGER, shape, stepped_back, verdict_legend
from openness.charts.kit.names import beside, canvases, order
from openness.charts.kit.palette import Theme
from openness.charts.kit.swarm import HEIGHT as DOT_HEIGHT
from openness.charts.kit.swarm import Swarm, spread
from openness.charts.kit.view import View, records
from openness.core.wording import cut, day, figure_text, points, span, upper_first

HEIGHT = 860
# The plot in pixels on a wide page, a tablet and two telephones, and how much each counts for the places of names.
PLOTS = ((1307.0, 594.0, 1.0), (675.0, 539.0, 0.8), (297.0, 464.0, 0.8), (227.0, 464.0, 0.8))
# As large as keeps the dots of a swarm apart on a telephone (see `swarm.WIDTH`).
DOT = 7.0
_LEVEL = "Dashes: both sides equally open"
# With no more releases than this every dot has its name and its range.
ALL_NAMED = 10

# What the corners of the plot are, in words that stand outside it: inside they would cover dots.
_CORNERS = (
    (0, 1, "left", "bottom", "More open training<br>than weights"),
    (1, 1, "right", "bottom", "Open weights,<br>open training"),
    (0, 0, "left", "top", "Closed weights,<br>closed training"),
    (1, 0, "right", "top", "Open weights,<br>closed training"),
)
# Pixels from the edge of the plot down to the names of its lower corners: the numbers of the axis stand between.
_UNDER = 24
# Pixels from the edge of a swarm to its count, beside it and above or below it.
_BESIDE, _OVER = 9.0, 15.0


def scatter(frame: pd.DataFrame, view: View, theme: Theme) -> go.Figure:
    """The figure for releases whose two sides have numbers."""
    swarm = spread(frame["weights_low"].to_numpy(dtype=float), frame["training_low"].to_numpy(dtype=float))
    count_x, count_y = [x for x, *_ in swarm.counts], [y for _, y, *_ in swarm.counts]
    left, right = min(-3.0, swarm.x.min() - 3, *(x - 7 for x in count_x)), max(103.0, swarm.x.max() + 3) + 6
    bottom, top = min(-3.0, swarm.y.min() - 3, *(y - 8 for y in count_y)), max(103.0, swarm.y.max() + DOT_HEIGHT)
    box = (left, right, bottom, top)
    on = canvases(box, swarm.x, swarm.y, PLOTS)
    rows, every = order(frame, view, ALL_NAMED)
    ranged = rows if every or view.mark else []
    lines = [_reached(frame, swarm, row) for row in ranged]
    counts = _counts(swarm, on, theme)
    spots = list(zip(swarm.x.tolist(), swarm.y.tolist(), strict=True))
    names = beside(frame["name"].tolist(), rows, spots, on, theme, every=every, lines=lines)
    ticks = {"tickvals": HUNDRED, "showgrid": True, "zeroline": False, "fixedrange": True}
    across_title = {"text": "Weights openness →", "font": {"color": palette.WEIGHTS[theme]}, "standoff": _UNDER + 30}
    up_title = {"text": "Training openness →", "font": {"color": palette.TRAINING[theme]}}
    traces = [*_whiskers(frame, swarm, ranged, theme), *_dots(frame, swarm, view, theme), *_legend(frame, view, theme)]
    return figure_of(
        theme,
        HEIGHT,
        traces,
        shapes=_ground(box, theme),
        annotations=[*_corners(theme), *names, *counts],
        xaxis={**ticks, "range": [left, right], "title": across_title},
        yaxis={**ticks, "range": [bottom, top], "title": up_title},
        margin={"t": 44},
        legend={"y": -0.22, "itemsizing": "trace"},
    )


def _counts(swarm: Swarm, on: tuple[Canvas, Canvas], theme: Theme) -> list[dict[str, Any]]:
    """How many dots a large swarm has, the largest first, where that covers nothing."""
    notes: list[dict[str, Any]] = []
    for x, y, side, number in sorted(swarm.counts, key=lambda one: -one[-1]):
        length = LETTER * 1.2 * len(str(number))
        left = {"left": -_BESIDE - length, "right": _BESIDE}.get(side, -length / 2)
        down = {"above": -_OVER, "below": _OVER}.get(side, 0.0)
        if on[0].harm(x, y, np.array([left]), np.array([down]), length)[0] > 0:
            continue
        for canvas in on:
            canvas.take(x, y, left, down, length)
        notes.append(
            {
                **{"x": x, "y": y, "xanchor": "left", "xshift": left, "yshift": -down},
                "text": f"<b>{number}</b>",
                "showarrow": False,
                "font": {"size": 12, "color": palette.TEXT[theme]},
            }
        )
    return notes


def _ground(box: tuple[float, float, float, float], theme: Theme) -> list[dict[str, Any]]:
    """The margins in which ties are spread, the diagonal, and the edges of the scales."""
    left, right, bottom, top = box
    shade = {"line": {"width": 0}, "fillcolor": palette.SHADE[theme], "layer": "below"}
    line = {"color": palette.MUTED[theme], "width": 1}
    beyond = [(start, end) for start, end, wide in ((100, right, right > 104), (left, 0, left < -4)) if wide]
    dashes = {"line": {**line, "dash": "dash"}, "layer": "below"}
    return [
        *({"type": "rect", "x0": start, "x1": end, "y0": bottom, "y1": top, **shade} for start, end in beyond),
        {"type": "line", "x0": 0, "y0": 0, "x1": 100, "y1": 100, **dashes},
        *(
            {"type": "line", "x0": edge, "x1": edge, "y0": bottom, "y1": top, "line": line, "layer": "below"}
            for edge in (0, 100)
        ),
    ]


def _corners(theme: Theme) -> list[dict[str, Any]]:
    """What the corners of the plot are."""
    return [
        {
            **{"xref": "paper", "yref": "paper", "x": across, "y": up, "text": text, "showarrow": False},
            **{"xanchor": anchor, "yanchor": yanchor, "yshift": 4 if up else -_UNDER, "align": anchor},
            "font": {"size": 12, "color": palette.MUTED[theme]},
        }
        for across, up, anchor, yanchor, text in _CORNERS
    ]


def _dots(frame: pd.DataFrame, swarm: Swarm, view: View, theme: Theme) -> list[dict[str, Any]]:
    """One trace a verdict, so that colours and shapes are the legend's."""
    colours, symbols = palette.verdict_colours(len(view.titles), theme), palette.verdict_symbols(len(view.titles))
    undetermined = (frame["verdict"] != frame["verdict_high"]).to_numpy()
    hollow = ~frame["covered"].to_numpy(dtype=bool)
    hovers = [_hover(row) for row in records(frame)]
    pale = stepped_back(frame["release"].tolist(), view.mark)
    traces: list[dict[str, Any]] = []
    for level, title in enumerate(view.titles):
        rows = np.flatnonzero(frame["verdict"].to_numpy() == level)
        symbol, colour = symbols[level], colours[level]
        marker = {
            "color": colour,
            "symbol": [shape(symbol, hollow=hollow[row], undetermined=undetermined[row]) for row in rows],
            # The outline adds to a hollow dot what the ground takes from a full one.
            "size": [DOT + LARGER.get(symbol, 0) - bool(hollow[row]) for row in rows],
            "line": {
                "color": [colour if hollow[row] else palette.BACKGROUND[theme] for row in rows],
                "width": [1.6 if hollow[row] else 1.0 for row in rows],
            },
            "opacity": [pale[row] for row in rows],
        }
        if rows.size:
            traces.append(
                {
                    **{"type": "scatter", "x": swarm.x[rows], "y": swarm.y[rows], "mode": "markers"},
                    **{"name": figure_text(title), "showlegend": False},
                    "customdata": frame["release"].to_numpy()[rows],
                    "hovertext": [hovers[row] for row in rows],
                    "hoverinfo": "text",
                    "marker": marker,
                }
            )
    return traces


def _hover(row: Any) -> str:
    lines = [
        f"<b>{figure_text(cut(row['name'], 60))}</b>",
        f"{figure_text(row['vendor'])}, {day(row['released'])}",
        f"Weights {span(row['weights_low'], row['weights_high'])}, "
        f"training {span(row['training_low'], row['training_high'])}",
        f"Gap {points(row['gap'])} (range {points(row['gap_low'])} to {points(row['gap_high'])})",
        figure_text(upper_first(row["words"])),
    ]
    if not row["covered"]:
        lines.append(f"Training side recorded: {round(100 * _zero(row['training_coverage']))}%")
    return "<br>".join(lines)


def _zero(value: float) -> float:
    return 0.0 if np.isnan(value) else value


def _legend(frame: pd.DataFrame, view: View, theme: Theme) -> list[dict[str, Any]]:
    """Every verdict with its count, then what hollow, dotted and the dashes mean."""
    hollow = f"Hollow: too little recorded about one side ({int((~frame['covered'].astype(bool)).sum())})"
    levels = (frame["verdict"].tolist(), frame["verdict_high"].tolist())
    dashes = {
        **{"type": "scatter", "x": [None], "y": [None], "mode": "lines", "name": _LEVEL, "hoverinfo": "skip"},
        "line": {"color": palette.MUTED[theme], "width": 1, "dash": "dash"},
    }
    return [*verdict_legend(*levels, view.titles, hollow, theme, DOT + 1), dashes]


def _reached(frame: pd.DataFrame, swarm: Swarm, row: int) -> list[tuple[float, float]]:
    """Points along the lines of a named dot, which names keep off as they do off dots."""
    x, y = float(swarm.x[row]), float(swarm.y[row])
    weights, training = (
        np.arange(0.0, frame[f"{side}_high"].iloc[row] - frame[f"{side}_low"].iloc[row], 2.0).tolist()
        for side in ("weights", "training")
    )
    return [(x + step, y) for step in weights] + [(x, y + step) for step in training]


def _whiskers(frame: pd.DataFrame, swarm: Swarm, named: list[int], theme: Theme) -> list[dict[str, Any]]:
    """How far the named dots could move if everything unknown were open: one line for each side, in its colour."""
    traces: list[dict[str, Any]] = []
    for side, colour in (("weights", palette.WEIGHTS[theme]), ("training", palette.TRAINING[theme])):
        x: list[float | None] = []
        y: list[float | None] = []
        for row in named:
            reach = float(frame[f"{side}_high"].iloc[row] - frame[f"{side}_low"].iloc[row])
            if reach < 0.5:
                continue
            start_x, start_y = float(swarm.x[row]), float(swarm.y[row])
            x += [start_x, start_x + (reach if side == "weights" else 0), None]
            y += [start_y, start_y + (reach if side == "training" else 0), None]
        if x:
            traces.append(
                {
                    **{"type": "scatter", "x": x, "y": y, "mode": "lines", "line": {"color": colour, "width": 1.6}},
                    **{"hoverinfo": "skip", "showlegend": False},
                }
            )
    return traces
