"""How the criteria of a definition go together: what each has in common with the rest."""

from __future__ import annotations

import math
from typing import Any

import plotly.graph_objects as go

from openness.charts.kit import palette
from openness.charts.kit.axes import rows_axis
from openness.charts.kit.base import EMPTY, NO_RELEASE, Chart, empty_chart, figure_of, twin
from openness.charts.kit.palette import Theme
from openness.charts.kit.view import view_of
from openness.core.wording import count, cut, decimal, figure_text
from openness.findings.coherence import LEAST, Coherence, coherence
from openness.scoring.answer import Answer

SLUG = "coherence"
NAME = "How the criteria go together"
PAGE = "method"
SIDES = {"weights": "Weights side", "training": "Training side", "none": "Neither side"}
_SHAPES = {"weights": " ●", "training": " ◆", "none": ""}


def chart(answer: Answer, theme: str = "light") -> Chart:
    """Correlation of each criterion of the definition in force with the sum of the others, over the ranked releases."""
    found, view = coherence(answer), view_of(answer)
    total, rows = len(answer.selected), found.with_rest()
    subtitle = (
        f"Correlation of each criterion of {answer.definition} with the sum of all others, over "
        f"{count(len(found.complete), 'release')} with enough recorded and to which all apply. "
        f"n = {count(total, 'release')}."
    )
    title = _finding(found, rows, answer)
    drawn = palette.as_theme(theme)
    if not rows:
        message = EMPTY if not total else "Too few releases for a correlation."
        return empty_chart(SLUG, subtitle, drawn, view.source, title=title, message=message)
    return Chart(
        slug=SLUG,
        title=title,
        subtitle=subtitle,
        figure=_figure(rows, drawn),
        table=twin(
            {
                "Criterion": [row[0] for row in rows],
                "Side": [SIDES[row[1]] for row in rows],
                "Correlation with the others": [row[2] for row in rows],
                "Cronbach's alpha without it": [row[3] for row in rows],
            }
        ),
        alt=(
            f"Bars, one a criterion. {title}. Highest: {rows[0][0]}, {rows[0][2]:.2f}; "
            f"lowest: {rows[-1][0]}, {rows[-1][2]:.2f}."
        ),
        source=view.source,
        note=(
            "1: whoever is open here is open in everything else too. 0: this criterion says nothing about the others, "
            "so it adds what they do not say. Criteria on which all of these releases are alike are left out."
        ),
        decimals=dict.fromkeys(("Correlation with the others", "Cronbach's alpha without it"), 2),
    )


def _finding(found: Coherence, rows: list[tuple[str, str, float, float]], answer: Answer) -> str:
    if not len(answer.selected):
        return NO_RELEASE
    if len(answer.selected) == 1:
        return f"{answer.table['name'].iloc[0]}: one release shows no correlation"
    if not rows or math.isnan(found.alpha):
        return f"Fewer than {LEAST} releases have enough recorded to say how the criteria go together"
    word = "closely" if found.alpha >= 0.9 else "well" if found.alpha >= 0.7 else "loosely"
    alpha = f"Cronbach's alpha {found.alpha:.2f}"
    return f"The criteria go {word} together ({alpha}); “{rows[-1][0]}” has least in common with the rest"


def _figure(rows: list[tuple[str, str, float, float]], theme: Theme) -> go.Figure:
    colours = {
        "weights": palette.WEIGHTS[theme],
        "training": palette.TRAINING[theme],
        "none": palette.MUTED[theme],
    }
    font = {"size": 11, "color": palette.TEXT[theme]}
    traces: list[dict[str, Any]] = []
    for side, name in SIDES.items():
        mine = [(at, row) for at, row in enumerate(rows) if row[1] == side]
        if mine:
            traces.append(
                {
                    "type": "bar",
                    "orientation": "h",
                    "name": name + _SHAPES[side],
                    "x": [row[2] for _, row in mine],
                    "y": [at for at, _ in mine],
                    "width": 0.62,
                    "marker": {"color": colours[side]},
                    # in grey the two sides are one colour; the shapes are those of the other charts
                    "text": [decimal(row[2], 2) + _SHAPES[side] for _, row in mine],
                    "textposition": "outside",
                    "cliponaxis": False,
                    "hovertext": [
                        f"<b>{figure_text(row[0])}</b><br>correlation with the others: {decimal(row[2], 2)}<br>"
                        f"Cronbach's alpha without it: {decimal(row[3], 2)}"
                        for _, row in mine
                    ],
                    "hoverinfo": "text",
                }
            )
    return figure_of(
        theme,
        110 + 30 * len(rows),
        traces,
        barmode="overlay",
        legend={"y": -0.06},
        xaxis={
            "range": [min(0.0, *(row[2] for row in rows)) - 0.02, 1.1],
            "tickvals": [0, 0.5, 1],
            "fixedrange": True,
        },
        yaxis=rows_axis([_label(row[0]) for row in rows], theme, foot=0.4, font=font),
    )


def _label(title: str) -> str:
    """A title on at most two short lines."""
    words, first = title.split(), ""
    while words and len(first) + len(words[0]) < 24:
        first = f"{first} {words.pop(0)}".strip()
    rest = cut(" ".join(words), 24)
    return "<br>".join(figure_text(line) for line in (first, rest) if line)
