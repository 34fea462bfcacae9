"""Vendor by dimension: how open the releases of a vendor are in each part of the definition."""

from __future__ import annotations

from statistics import median
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from openness.charts.kit import grid, palette
from openness.charts.kit.base import Chart, empty_figure, figure_of, nothing, twin
from openness.charts.kit.options import choices
from openness.charts.kit.palette import Theme
from openness.charts.kit.view import View, view_of
from openness.charts.vendors import BY, PLURALS, SHOW, SORT, Groups, folded_words, groups_of, unfolded
from openness.core.tables import rows_of
from openness.core.wording import count, cut, figure_text, listed, points, span
from openness.findings.timeline import FEW
from openness.findings.vendors import GROUPINGS, by_dimension, keys_of, leaning
from openness.scoring.answer import Answer

SLUG = "vendor-dimensions"
NAME = "Vendors by part of the definition"
PAGE = "vendors"
OPTIONS = (BY, SORT, SHOW)
Cells = list[dict[str, Any]]
ROW, TOP, FOOT = 23, 64, 8
_UPRIGHT = 64  # more above the rows where their headings stand upright


def chart(answer: Answer, theme: str = "light", **options: str) -> Chart:
    """Median openness of each dimension of the definition by vendor, country, kind of vendor or modality.

    The rows are those of the chart of vendors, in the same order. A cell counts only releases of whose dimension enough
    is recorded; a cell without such a release is hatched.
    """
    chosen = choices(OPTIONS, options)
    view, by = view_of(answer), chosen["by"]
    keys = keys_of(answer, by)
    groups = groups_of(answer, by, chosen["sort"], keys)
    shown = unfolded(groups, by, chosen["show"])
    cells = rows_of(by_dimension(view.scores, keys))
    title, alt = _finding(view, cells, groups, by)
    return Chart(
        slug=SLUG,
        title=title,
        subtitle=_measure(view, groups, shown, by),
        figure=_figure(view, shown, cells, by, palette.as_theme(theme)),
        table=_table(view, groups, cells, by),
        alt=alt,
        source=view.source,
        note=_note(view) if cells else "",
    )


def _titles(view: View) -> dict[str, str]:
    return {name: dimension.title for name, dimension in view.scores.rubric.dimensions.items()}


def _finding(view: View, cells: Cells, groups: Groups, by: str) -> tuple[str, str]:
    if not cells:
        return nothing()
    titles = _titles(view)
    if len(view.frame) == 1:
        said = [f"{titles[cell['dimension']].lower()} {_value(cell)}" for cell in cells]
        title = f"{view.frame['name'].iloc[0]}: {listed(said)}"
        return title, f"A row of {count(len(cells), 'cell')}, for one release. {title}."
    medians = {name: [cell["median"] for cell in cells if cell["dimension"] == name and cell["n"]] for name in titles}
    middle = {name: median(values) for name, values in medians.items() if values}
    if not middle:
        title = "Too little is recorded to compare dimensions"
    elif len(middle) == 1:
        ((only, value),) = middle.items()
        title = f"{titles[only]}: the typical {GROUPINGS[by].lower()} is at {points(value)} of 100"
    else:
        best, least = max(middle, key=lambda name: middle[name]), min(middle, key=lambda name: middle[name])
        whose = f"The typical {GROUPINGS[by].lower()}" if len(groups) > 1 else str(groups[0]["name"])
        title = (
            f"{whose} is most open in “{titles[best]}” ({points(middle[best])} of 100), "
            f"least in “{titles[least]}” ({points(middle[least])})"
        )
    parts = [
        f"{titles[name]}: {points(value)}, over {count(len(medians[name]), GROUPINGS[by].lower(), PLURALS[by])}"
        for name, value in middle.items()
    ]
    alt = (
        f"A table of shaded cells, {count(len(groups), GROUPINGS[by].lower(), PLURALS[by])} by "
        f"{count(len(titles), 'dimension')}. {title}. Medians of the rows: {'; '.join(parts)}."
    )
    return title, alt


def _measure(view: View, groups: Groups, shown: Groups, by: str) -> str:
    said = (
        f"Median openness of each dimension by {GROUPINGS[by].lower()}, points of 100 under {view.rubric}. "
        f"n = {count(len(view.frame), 'release')}; a cell counts those with enough recorded about its dimension."
    )
    return said + folded_words(groups, shown)


def _note(view: View) -> str:
    sides = leaning(view.scores)
    titles = _titles(view)
    parts = [
        f"{words} columns ask mostly about {what} ({listed(titles[name] for name in names)})"
        for words, what, names in (
            ("blue", "the weights side", [name for name, side in sides.items() if side == "weights"]),
            ("orange", "the training side", [name for name, side in sides.items() if side == "training"]),
            ("grey", "neither or both", [name for name, side in sides.items() if side == "none"]),
        )
        if names
    ]
    colours = "; ".join(parts)
    return (
        f"The fuller a cell, the more open: {colours}. Unknown counts as closed in a cell, hatched means that too "
        f"little is recorded to count any release. Brackets: fewer than {FEW} releases."
    )


def _value(row: dict[Any, Any]) -> str:
    return points(row["median"]) if row["n"] else "not recorded"


def _figure(view: View, groups: Groups, cells: Cells, by: str, theme: Theme) -> go.Figure:
    """Bars of length one, not Plotly's heat map: a bar can be hatched, and says its number in a colour of its own."""
    if not groups:
        return empty_figure(theme)
    place = {group["group"]: number for number, group in enumerate(groups)}
    names = {group["group"]: group["name"] for group in groups}
    titles, sides = _titles(view), leaning(view.scores)
    data: list[dict[str, Any]] = []
    for column, dimension in enumerate(titles):
        mine = [cell for cell in cells if cell["dimension"] == dimension and cell["group"] in place]
        known, silent = [row for row in mine if row["n"]], [row for row in mine if not row["n"]]
        if known:
            data.append(
                _bars(known, column, place, names, titles[dimension], theme) | _filled(known, sides[dimension], theme)
            )
        if silent:
            hatched = {
                "text": [""] * len(silent),
                "marker": {
                    "color": palette.UNKNOWN[theme],
                    "pattern": palette.hatch(palette.UNKNOWN[theme], palette.HATCH_NOT_RECORDED, theme),
                    "line": {"width": 1, "color": palette.BACKGROUND[theme]},
                },
            }
            data.append(_bars(silent, column, place, names, titles[dimension], theme) | hatched)
    layout = {
        "margin": {"l": 8, "r": 8, "t": TOP, "b": FOOT},
        "barmode": "overlay",
        "bargap": 0.08,
        "showlegend": False,
        "hovermode": "closest",
        "xaxis": {
            "range": [0, len(titles)],
            "tickvals": [column + 0.5 for column in range(len(titles))],
            "ticktext": [grid.label(title) for title in titles.values()],
            "tickfont": {"size": 11, "color": palette.TEXT[theme]},
            # upright where it is narrow; level, the longest would not be drawn at all on a telephone
            "autotickangles": [0, 90],
            "automargin": True,
            "ticklabeloverflow": "allow",
            "side": "top",
            "showgrid": False,
            "fixedrange": True,
        },
        "yaxis": {
            "range": [len(groups) - 0.45, -0.55],
            "tickvals": list(range(len(groups))),
            "ticktext": [figure_text(cut(group["name"], 20)) for group in groups],
            "tickfont": {"size": 11, "color": palette.TEXT[theme]},
            "showgrid": False,
            "fixedrange": True,
            "automargin": True,
        },
    }
    return figure_of(theme, ROW * len(groups) + TOP + _UPRIGHT + FOOT, data, **layout)


def _bars(
    rows: list[dict[Any, Any]], column: int, place: dict[str, int], names: dict[str, str], title: str, theme: Theme
) -> dict[str, Any]:
    return {
        "type": "bar",
        "orientation": "h",
        "base": [column + 0.02] * len(rows),
        "x": [0.96] * len(rows),
        "y": [place[row["group"]] for row in rows],
        "width": 0.92,
        "customdata": [[row["group"], row["dimension"]] for row in rows],
        "hovertext": [_hover(row, names, title) for row in rows],
        "hoverinfo": "text",
        "textposition": "inside",
        "insidetextanchor": "middle",
        "textangle": 0,
        "constraintext": "none",
        "selected": {"marker": {"opacity": 1}},
        "unselected": {"marker": {"opacity": 1}},
    }


def _filled(rows: list[dict[Any, Any]], side: str, theme: Theme) -> dict[str, Any]:
    """Shade and number of the cells of one dimension."""
    full = {"weights": palette.WEIGHTS, "training": palette.TRAINING, "none": palette.MUTED}[side][theme]
    shares = [row["median"] / 100 for row in rows]
    return {
        "text": [points(row["median"]) if row["n"] >= FEW else f"({points(row['median'])})" for row in rows],
        "textfont": {
            "size": 12,
            "color": [palette.contrast_text(palette.between((palette.SHADE[theme], full), share)) for share in shares],
        },
        "marker": {
            "color": shares,
            "cmin": 0,
            "cmax": 1,
            "colorscale": [[0, palette.SHADE[theme]], [1, full]],
            "showscale": False,
            "line": {"width": 1, "color": palette.GRID[theme]},
        },
    }


def _hover(row: dict[Any, Any], names: dict[str, str], title: str) -> str:
    lines = [f"<b>{figure_text(names[row['group']])}</b>, {figure_text(title)}"]
    if row["n"]:
        lines.append(f"Median {points(row['median'])}, quartiles {span(row['q1'], row['q3'])}")
        lines.append(f"At most {points(row['high'])} if what is unknown were open")
        lines.append(f"{row['n']} of {count(row['n'] + row['left_out'], 'release')} count")
    else:
        lines.append(f"Too little recorded on {count(row['left_out'], 'release')}")
    return "<br>".join(lines)


def _table(view: View, groups: Groups, cells: Cells, by: str) -> pd.DataFrame:
    """One row a group, three columns a dimension: median, what it could reach, how many count."""
    columns: dict[str, list[Any]] = {
        GROUPINGS[by]: [group["name"] for group in groups],
        "Releases": [group["releases"] for group in groups],
    }
    order, found = [group["group"] for group in groups], {(cell["group"], cell["dimension"]): cell for cell in cells}
    for dimension, title in _titles(view).items():
        mine = [found[group, dimension] for group in order]
        columns[title] = [cell["median"] for cell in mine]
        columns[f"{title}_high"] = [cell["high"] for cell in mine]
        columns[f"{title}: n"] = [cell["n"] for cell in mine]
    return twin(columns)
