"""Tables drawn as coloured cells: verdicts by definition, counts by pair of verdicts, correlations by pair."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import plotly.graph_objects as go

from openness.charts import palette
from openness.charts.base import figure_of
from openness.charts.palette import Theme
from openness.wording import cut, figure_text

ROW, TOP = 32, 84
_SHARE = 0.94


@dataclass(frozen=True)
class Cell:
    """One cell: what is written in it, its colour, whether it is hatched, and what it says when pointed at."""

    text: str
    colour: str
    hatched: str = ""
    hover: str = ""


def neutral(share: float, theme: Theme) -> str:
    """One of three greys, the stronger the larger the share (0 to 1): for counts, which are no verdicts."""
    steps = (palette.SHADE[theme], palette.GRID[theme], palette.MUTED[theme])
    return steps[min(int(max(share, 0.0) * len(steps)), len(steps) - 1)]


def label(title: str, width: int = 17) -> str:
    """A title on at most two lines; what follows its last comma is kept, for it tells siblings apart.

    >>> label("European index, 14 dimensions")
    'European index,<br>14 dimensions'
    """
    head, comma, tail = title.rpartition(", ")
    if comma and len(title) > width > len(head) and len(tail) <= width:
        return f"{figure_text(head)},<br>{figure_text(tail)}"
    words, lines = title.split(), [""]
    for word in (cut(word, width) for word in words):
        if lines[-1] and len(lines[-1]) + 1 + len(word) > width:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    if len(lines) > 2:
        lines = [cut(head, width), cut(tail, width)] if comma else [lines[0], cut(" ".join(lines[1:]), width)]
    return "<br>".join(figure_text(line) for line in lines)


def draw(
    rows: Sequence[str],
    columns: Sequence[str],
    cells: Sequence[Sequence[Cell | None]],
    theme: Theme,
    *,
    row_height: int = ROW,
    top: int = TOP,
) -> go.Figure:
    """Cells in rows and columns; a missing cell stays empty.

    The labels of the columns stand above, upright where it is narrow: the margin grows with them.
    """
    placed = [(y, x, cell) for y, row in enumerate(cells) for x, cell in enumerate(row) if cell is not None]
    colours = [cell.colour for _, _, cell in placed]
    ground, text = palette.BACKGROUND[theme], palette.TEXT[theme]
    bars = {
        "type": "bar",
        "y": [y for y, _, _ in placed],
        "x": [_SHARE] * len(placed),
        "base": [x + (1 - _SHARE) / 2 for _, x, _ in placed],
        "orientation": "h",
        "width": 0.86,
        "marker": {
            "color": colours,
            "line": {"width": 1, "color": colours},
            "pattern": {
                "shape": [cell.hatched for _, _, cell in placed],
                "fillmode": "replace",
                "fgcolor": colours,
                "bgcolor": [ground if cell.hatched else cell.colour for _, _, cell in placed],
                "size": 8,
                "solidity": 0.2,
            },
        },
        "text": [_written(cell.text) for _, _, cell in placed],
        "textposition": "inside",
        "insidetextanchor": "middle",
        "textangle": 0,
        "textfont": {
            "size": 12,
            "color": [text if cell.hatched else palette.contrast_text(cell.colour) for _, _, cell in placed],
        },
        "constraintext": "none",
        "hovertext": [figure_text(cell.hover).replace("\n", "<br>") for _, _, cell in placed],
        "hoverinfo": "text",
        "showlegend": False,
    }
    axis: dict[str, Any] = {"showgrid": False, "fixedrange": True, "tickfont": {"size": 11, "color": text}}
    return figure_of(
        theme,
        top + row_height * len(rows) + 16,
        [bars],
        xaxis={
            "side": "top",
            "range": [0, max(len(columns), 1)],
            "tickvals": [x + 0.5 for x in range(len(columns))],
            "ticktext": [label(column) for column in columns],
            "autotickangles": [0, 90],
            **axis,
        },
        yaxis={
            "range": [len(rows) - 0.5, -0.5],
            "tickvals": list(range(len(rows))),
            "ticktext": [label(row, 20) for row in rows],
            **axis,
        },
        margin={"t": 44, "r": 12, "b": 12},
        barmode="overlay",
    )


def _written(text: str) -> str:
    """The first line of a cell in bold, a second one plain."""
    first, _, second = text.partition("\n")
    return f"<b>{figure_text(first)}</b>" * bool(first) + f"<br>{figure_text(second)}" * bool(second)
