"""What another index publishes, across, against the score under the chosen definition, up: who stands where."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from openness.charts.kit import palette
from openness.charts.kit.base import NO_RELEASE, Chart, empty_chart, figure_of
from openness.charts.kit.grid import label
from openness.charts.kit.labels import CLEAN, Canvas, place
from openness.charts.kit.marks import leader, shape, short_names
from openness.charts.kit.options import Option
from openness.charts.kit.palette import Theme
from openness.charts.kit.view import records, view_of
from openness.core.wording import count, cut, decimal, figure_text, listed, places, points, span
from openness.findings.published import Comparison, compare
from openness.rubric.load import list_rubrics
from openness.rubric.model import Rubric
from openness.scoring.answer import Answer, load_base

SLUG = "published"
NAME = "Another index against this definition"
PAGE = "definitions"
PART = (("part", "published"),)
# So high that the plot is as high as the placing of names takes it to be (`labels.PLOTS`).
HEIGHT, NAMED = 604, 6
OPTIONS = (
    Option(
        "published",
        "Published by",
        {
            "osai-index": "European Open Source AI Index",
            "current-ai": "Current AI, AI Stack Map",
            "mot": "Model Openness Tool",
            "artificial-analysis": "Artificial Analysis",
            "osi": "Open Source Initiative",
        },
        "Whose published results are set beside the score",
    ),
)
# What the axis of each source says.
_AXIS = {
    "osai-index": "score, mean of 12 judgements, points of 100",
    "current-ai": "openness, steps 0 to 5",
    "mot": "class of the Model Openness Framework",
    "artificial-analysis": "Openness Index, points of 100",
    "osi": "its word on the Open Source AI Definition",
}


def chart(answer: Answer, theme: str = "light", *, published: str = "osai-index") -> Chart:
    """Our score against what a source published, over the releases that both rank; the farthest apart are named.

    The correlation is Spearman's, of the published value and of what our score proves (`low`).
    """
    view, tone = view_of(answer), palette.as_theme(theme)
    who = OPTIONS[0].values[published]
    found = compare(answer, published, rubrics(answer))
    total = len(answer.selected)
    subtitle = (
        f"{who}: {_AXIS[published]}; against the score under {answer.definition}, points of 100. "
        f"n = {count(total, 'release')}; {found.n} of them compared"
        + (f", {found.left_out} rated there but with too little recorded here." if found.left_out else ".")
    )
    title = _finding(found, who, total)
    if not found.n:
        return empty_chart(SLUG, subtitle, tone, view.source, title=title, alt=f"An empty chart: {title}.")
    rows = records(found.frame)
    return Chart(
        slug=SLUG,
        title=title,
        subtitle=subtitle,
        figure=_figure(found, rows, published, tone),
        table=_table(found),
        alt=f"Scatter chart of {count(found.n, 'release')}. {title}. {_alt(rows)}",
        source=view.source,
        note=(
            "Each mark shows what is proven; the thin line shows how far a named release could rise if what is "
            "unknown were open. A mark with a point in it has an undetermined verdict and the colour of the lower one. "
            f"Named are those of the {NAMED} farthest apart in rank whose names cover nothing. Their result and ours "
            "may rest on the same facts: where a source's own judgements are evidence here, agreement is not "
            "independent proof."
        ),
        decimals=dict.fromkeys(("Rank there", "Rank here", "Ranks apart"), 1),
    )


def rubrics(answer: Answer) -> dict[str, Rubric]:
    """All definitions by id, as published."""
    return {name: load_base(answer.package, name, answer.root) for name in list_rubrics(answer.root)}


def _finding(found: Comparison, who: str, total: int) -> str:
    if not total:
        return NO_RELEASE
    if total == 1:
        name = str(found.answer.table["name"].iloc[0])
        if not found.n:
            return f"{name}: no result of {who} to set beside it"
        row = found.frame.iloc[0]
        return f"{name}: {row['word']} there, {span(row['low'], row['high'])} of 100 here"
    if math.isnan(found.correlation):
        return f"{who} rates too few of these releases for a rank correlation"
    strength = (
        "much the same order"
        if found.correlation >= 0.8
        else "a roughly similar order"
        if found.correlation >= 0.5
        else "rather different orders"
    )
    return f"{who} and this definition put {count(found.n, 'release')} in {strength} (rank correlation {_rho(found)})"


def _rho(found: Comparison) -> str:
    return decimal(found.correlation, 2)


def _alt(rows: list[dict[str, Any]]) -> str:
    named = [f"{row['name']} ({points(row['low'])}, there {row['word']})" for row in rows[:3]]
    return f"Farthest apart: {listed(named)}."


def _figure(found: Comparison, rows: list[dict[str, Any]], source: str, theme: Theme) -> go.Figure:
    frame = found.frame
    x, y = frame["value"].to_numpy(dtype=float), frame["low"].to_numpy(dtype=float)
    spread = max(float(x.max() - x.min()), 1e-9)
    left, right = float(x.min()) - 0.06 * spread, float(x.max()) + 0.06 * spread
    lines, names = _named(rows, Canvas((left, right, -4.0, 104.0), x, y), theme)
    ticks: dict[str, Any] = {}
    if not _numbers(found):
        words = dict(sorted(zip(x.tolist(), frame["word"], strict=True)))
        ticks = {"tickvals": list(words), "ticktext": [label(str(word)) for word in words.values()]}
    return figure_of(
        theme,
        HEIGHT,
        _dots(found, rows, theme),
        shapes=lines,
        annotations=names,
        xaxis={
            "title": {"text": f"{figure_text(_AXIS[source])} →"},
            "range": [left, right],
            "fixedrange": True,
            **ticks,
        },
        yaxis={"title": {"text": "Score here, points of 100 →"}, "range": [-4, 104], "fixedrange": True},
        legend={"y": -0.16},
    )


def _dots(found: Comparison, rows: list[dict[str, Any]], theme: Theme) -> list[dict[str, Any]]:
    """One trace a verdict."""
    frame, scores, titles = found.frame, found.answer.scores, found.answer.rubric.verdict_titles
    colours, symbols = palette.verdict_colours(len(titles), theme), palette.verdict_symbols(len(titles))
    at = [scores.index(release) for release in frame["release"]]
    levels, open_ended = scores.verdict[at], scores.verdict[at] != scores.verdict_high[at]
    hovers = [_hover(row) for row in rows]
    traces: list[dict[str, Any]] = []
    for level, title in enumerate(titles):
        mine = np.flatnonzero(levels == level)
        if not mine.size:
            continue
        traces.append(
            {
                "type": "scatter",
                "x": frame["value"].to_numpy(dtype=float)[mine],
                "y": frame["low"].to_numpy(dtype=float)[mine],
                "mode": "markers",
                "name": f"{figure_text(title)} ({mine.size})",
                "hovertext": [hovers[row] for row in mine],
                "customdata": frame["release"].to_numpy()[mine],
                "hoverinfo": "text",
                "marker": {
                    "color": colours[level],
                    "symbol": [shape(symbols[level], hollow=False, undetermined=open_ended[row]) for row in mine],
                    "size": 10,
                    "line": {"width": 1, "color": palette.BACKGROUND[theme]},
                },
            }
        )
    return traces


def _named(
    rows: list[dict[str, Any]], canvas: Canvas, theme: Theme
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The releases farthest apart: how far each could rise, and its name where it covers nothing: shapes, texts."""
    drawn = rows[:NAMED]
    names = short_names([row["name"] for row in rows], range(len(drawn)))
    anchors = [(row["value"], row["low"]) for row in drawn]
    reaches = [[(row["value"], up) for up in np.arange(row["low"], row["high"], 2.0)] for row in drawn]
    placed = place(names, anchors, canvas, reaches, worst=CLEAN if len(rows) > NAMED else np.inf)
    lines = [
        {
            "type": "line",
            "x0": rows[number]["value"],
            "x1": rows[number]["value"],
            "y0": rows[number]["low"],
            "y1": rows[number]["high"],
            "line": {"width": 1, "color": palette.MUTED[theme]},
            "layer": "below",
        }
        for number in placed
    ]
    notes = [
        {
            "x": anchors[number][0],
            "y": anchors[number][1],
            "ax": ax,
            "ay": ay,
            "text": figure_text(names[number]),
            **leader(theme),
            "xanchor": "left" if ax > 0 else "right",
            "font": {"size": 12, "color": palette.TEXT[theme]},
        }
        for number, (ax, ay) in placed.items()
    ]
    return lines, notes


def _numbers(found: Comparison) -> bool:
    """Whether the source gives numbers, no words."""
    return bool(found.frame["word"].str.fullmatch(r"[\d.]+( of 100)?").all())


def _hover(row: dict[str, Any]) -> str:
    return (
        f"<b>{figure_text(cut(str(row['name']), 60))}</b><br>there: {figure_text(str(row['word']))} (rank "
        f"{places(row['rank_there'])})<br>here: {span(row['low'], row['high'])} of 100 (rank {places(row['rank'])})"
    )


def _table(found: Comparison) -> pd.DataFrame:
    frame = found.frame
    return pd.DataFrame(
        {
            "Release": frame["name"],
            "Published": frame["value"] if _numbers(found) else frame["word"],
            "Score here": frame["low"],
            "Score here_high": frame["high"],
            "Rank there": frame["rank_there"],
            "Rank here": frame["rank"],
            "Ranks apart": frame["apart"],
            "Address": frame["url"],
        }
    )
