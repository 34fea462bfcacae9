"""Tables drawn as coloured cells: verdicts by definition, counts by pair of verdicts, correlations by pair."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import plotly.graph_objects as go

from openness.charts.kit import palette
from openness.charts.kit.base import figure_of
from openness.charts.kit.palette import Theme
from openness.core.wording import cut, figure_text

ROW, TOP = 32, 84
ACROSS = 6
"""Columns that can be read beside each other on a telephone."""
BESIDE = 15
"""Letters of a line of the labels on the left: with more, a telephone has no room for the cells."""
_BETWEEN = 118  # above a lower grid: upright labels of its columns fit
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
        lines = [f"{cut(head, width - 1)},", cut(tail, width)] if comma else [lines[0], cut(" ".join(lines[1:]), width)]
    return "<br>".join(figure_text(line) for line in lines)


def draw(
    rows: Sequence[str],
    columns: Sequence[str],
    cells: Sequence[Sequence[Cell | None]],
    theme: Theme,
    *,
    row_height: int = ROW,
    top: int = TOP,
    across: int = 0,
) -> go.Figure:
    """Cells in rows and columns; a missing cell stays empty.

    The labels of the columns stand above, upright where it is narrow: the margin grows with them.

    Args:
        rows: Their labels.
        columns: Their labels.
        cells: Row by row.
        theme: `light` or `dark`.
        row_height: Pixels.
        top: Pixels above the rows.
        across: How many columns fit beside each other; more stand below, in a grid of their own, without the
            rows that have nothing there. 0 sets no limit.
    """
    number = -(-len(columns) // across) if across else 1
    wide = max(-(-len(columns) // max(number, 1)), 1)
    blocks = [range(start, min(start + wide, len(columns))) for start in range(0, len(columns), wide)] or [range(0)]
    # of a lower grid the rows that have anything in it
    kept = [[y for y, row in enumerate(cells) if not across or any(row[x] for x in block)] for block in blocks]
    heights = [row_height * max(len(mine), 1) for mine in kept]
    whole = sum(heights) + _BETWEEN * (len(blocks) - 1)
    traces: list[dict[str, Any]] = []
    layout: dict[str, Any] = {}
    below = whole
    for at, (block, mine, height) in enumerate(zip(blocks, kept, heights, strict=True)):
        mark = "" if at == 0 else str(at + 1)
        bars = _bars([[cells[y][x] for x in block] for y in mine], theme)
        traces.append(bars | {"xaxis": f"x{mark}", "yaxis": f"y{mark}"})
        domain = [max(below - height, 0) / whole, below / whole]
        names = ([label(columns[x]) for x in block], [label(rows[y], BESIDE) for y in mine])
        layout |= _axes(mark, *names, domain, theme)
        below -= height + _BETWEEN
    margin = {"t": 44, "r": 12, "b": 12}
    return figure_of(theme, top + whole + 16, traces, **layout, margin=margin, barmode="overlay")


def _axes(mark: str, across: list[str], down: list[str], domain: list[float], theme: Theme) -> dict[str, Any]:
    """Both axes of one grid of the figure, the labels of its columns above it."""
    font = {"size": 11, "color": palette.TEXT[theme]}
    axis: dict[str, Any] = {"showgrid": False, "fixedrange": True, "tickfont": font}
    columns = {
        "side": "top",
        "anchor": f"y{mark}",
        "range": [0, max(len(across), 1)],
        "tickvals": [x + 0.5 for x in range(len(across))],
        "ticktext": across,
        "autotickangles": [0, 90],
        **axis,
    }
    rows = {
        "anchor": f"x{mark}",
        "domain": domain,
        "range": [len(down) - 0.5, -0.5],
        "tickvals": list(range(len(down))),
        "ticktext": down,
        **axis,
    }
    return {f"xaxis{mark}": columns, f"yaxis{mark}": rows}


def _bars(cells: Sequence[Sequence[Cell | None]], theme: Theme) -> dict[str, Any]:
    placed = [(y, x, cell) for y, row in enumerate(cells) for x, cell in enumerate(row) if cell is not None]
    colours = [cell.colour for _, _, cell in placed]
    ground, text = palette.BACKGROUND[theme], palette.TEXT[theme]
    return {
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
            "size": 10,
            "color": [text if cell.hatched else palette.contrast_text(cell.colour) for _, _, cell in placed],
        },
        "constraintext": "none",
        "hovertext": [figure_text(cell.hover).replace("\n", "<br>") for _, _, cell in placed],
        "hoverinfo": "text",
        "showlegend": False,
    }


def _written(text: str) -> str:
    """The first line of a cell in bold, a second one plain."""
    first, _, second = text.partition("\n")
    return f"<b>{figure_text(first)}</b>" * bool(first) + f"<br>{figure_text(second)}" * bool(second)
