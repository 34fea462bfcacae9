"""The European index's own judgements by the day it recorded them: which scores it revised, and by how much."""

from __future__ import annotations

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from openness.charts.kit import palette
from openness.charts.kit.axes import HUNDRED
from openness.charts.kit.base import Chart, empty_figure, figure_of, nothing
from openness.charts.kit.palette import Theme
from openness.charts.kit.view import source_line
from openness.core.wording import count, cut, day, figure_text, points
from openness.findings.assessments import INDEX, judgements
from openness.query.edits import QueryError
from openness.rubric.model import Rubric
from openness.scoring.answer import Answer, load_base

SLUG = "index-history"
NAME = "How the European index revised its scores"
PAGE = "assessments"
HEIGHT = 520
RUBRIC = f"{INDEX}-2026"
NAMED = 6
DASHES = ("solid", "dash", "dot", "dashdot", "longdash", "longdashdot")

# The days on which a score changed, and the score from then on.
Line = list[tuple[str, float]]
# Smaller steps than this are a rounding, not a judgement.
STEP = 0.05


def chart(answer: Answer, theme: str = "light", **chosen: str) -> Chart:
    """Scores of the European index by the day on which it recorded its judgements, under one definition throughout.

    Its present definition of 12 dimensions is applied to all days, so that every step is a judgement that changed and
    none a definition that did (`openness.charts.index_redefined` shows those). Unknown counts as closed, as the index
    counts it.
    """
    drawn = palette.as_theme(theme)
    rubric = own_rubric(answer, RUBRIC)
    found = judgements(answer, rubric) if rubric else None
    names = answer.package.names["releases"]
    lines, drafts = _lines(found) if found is not None else ({}, 0)
    moved = {release: line for release, line in lines.items() if len(line) > 1}
    title, alt = _finding(lines, moved, names, answer.as_of)
    return Chart(
        slug=SLUG,
        title=title,
        subtitle=(
            f"Score of the European Open Source AI Index, points of 100, by the day it recorded its judgements, under "
            f"its definition of 12 dimensions on all days. n = {count(len(lines), 'release')}; a line for each of the "
            f"{len(moved)} whose score changed."
        )
        if lines
        else "Score of the European Open Source AI Index by the day it recorded its judgements.",
        figure=_figure(moved, names, answer.as_of, drawn)
        if moved
        else empty_figure(drawn, "No score of this selection has changed." if lines else "Nothing to draw here."),
        table=_table(moved, names),
        alt=alt,
        source=index_source(answer, rubric),
        note=(
            f"Named are the {min(NAMED, len(moved))} that moved most. Before its first record a release is not drawn: "
            f"the index had not looked; {count(drafts, 'record')} that began empty, closed throughout, begin where "
            "they were filled in. A family's record is overwritten by its newest version; what it said of an "
            "earlier version stays with that one."
        )
        if moved
        else "",
    )


def own_rubric(answer: Answer, name: str) -> Rubric | None:
    """A definition of the index, or nothing where it or the index's facts are not here."""
    if INDEX not in set(answer.package.sources["source"].tolist()):
        return None
    try:
        return load_base(answer.package, name)
    except QueryError:
        return None


def index_source(answer: Answer, rubric: Rubric | None) -> str:
    """The source line of the charts about the index: its own word only, under its own definition."""
    return source_line(
        "European Open Source AI Index",
        answer.as_of,
        rubric.title if rubric else "none",
        answer.fingerprint,
        date=answer.package.date,
    )


def _lines(found: pd.DataFrame) -> tuple[dict[str, Line], int]:
    """For each release its first score and every day on which the score changed; and how many records began empty.

    A record is often entered as a form, everything closed, and filled in some days later: that is no judgement.
    """
    lines: dict[str, Line] = {}
    for release, recorded, score in zip(
        found["release"].tolist(), found["recorded"].tolist(), found["score"].tolist(), strict=True
    ):
        if score != score:
            continue
        line = lines.setdefault(release, [])
        if not line or abs(score - line[-1][1]) >= STEP:
            line.append((recorded, score))
    drafts = [release for release, line in lines.items() if len(line) > 1 and line[0][1] < STEP]
    for release in drafts:
        del lines[release][0]
    return lines, len(drafts)


def _moves(moved: dict[str, Line]) -> list[tuple[float, str]]:
    """How far each went from its first score to its last, furthest first."""
    return sorted(
        ((line[-1][1] - line[0][1], release) for release, line in moved.items()), key=lambda one: (-abs(one[0]), one[1])
    )


def _finding(lines: dict[str, Line], moved: dict[str, Line], names: dict[str, str], as_of: str) -> tuple[str, str]:
    if not lines:
        return nothing(f"The European index had recorded nothing about these releases by {day(as_of)}")
    if not moved:
        return nothing(
            f"The European index never changed the score of the {count(len(lines), 'release')} it judged here"
        )
    up = sum(change >= STEP for change, _ in _moves(moved))
    down = sum(change <= -STEP for change, _ in _moves(moved))
    title = (
        f"The European index revised {len(moved)} of {count(len(lines), 'score')} after first recording "
        f"{'it' if len(lines) == 1 else 'them'}: {up} ended higher, {down} lower"
    )
    most = [
        f"{names[release]} from {points(moved[release][0][1])} to {points(moved[release][-1][1])}"
        for _, release in _moves(moved)[:NAMED]
    ]
    return title, f"Step lines by day of recording. {title}. Furthest: {'; '.join(most)}."


def _figure(moved: dict[str, Line], names: dict[str, str], as_of: str, theme: Theme) -> go.Figure:
    named = [release for _, release in _moves(moved)[:NAMED]]
    placed = _spread(named, moved)
    others = {release: line for release, line in moved.items() if release not in named}
    ink, ground = palette.TEXT[theme], palette.BACKGROUND[theme]
    annotations = [
        {
            **{"x": 1, "xref": "paper", "y": height, "xanchor": "right", "showarrow": False, "yshift": 8},
            "text": f"{figure_text(cut(names[release], 26))}, {points(moved[release][-1][1])}",
            "font": {"size": 12, "color": ink},
            "bgcolor": ground,
            "opacity": 0.85,
            "borderpad": 0,
        }
        for release, height in placed
    ]
    return figure_of(
        theme,
        HEIGHT,
        [
            *([_together(others, names, as_of, theme)] if others else []),
            *_apart([(names[release], moved[release]) for release, _ in placed], as_of, ink),
        ],
        xaxis={"type": "date", "showgrid": True, "fixedrange": True, "tickformat": "%b<br>%Y"},
        yaxis={
            **{"range": [-4, 106], "tickvals": HUNDRED, "fixedrange": True},
            "title": {"text": "Score, points of 100"},
        },
        annotations=annotations,
        legend={"traceorder": "normal"},
    )


def _together(lines: dict[str, Line], names: dict[str, str], as_of: str, theme: Theme) -> dict[str, Any]:
    """The lines of all releases that are not named, in one trace."""
    x: list[str | None] = []
    y: list[float | None] = []
    hover: list[str] = []
    for release, line in lines.items():
        x += [*(when for when, _ in line), as_of, None]
        y += [*(score for _, score in line), line[-1][1], None]
        text = figure_text(cut(names[release], 60))
        hover += [f"{text}<br>{points(score)} since {day(when)}" for when, score in [*line, line[-1]]] + [""]
    return {
        **{"type": "scatter", "mode": "lines", "hoverinfo": "text"},
        **{"x": x, "y": y, "hovertext": hover, "name": f"Revised ({len(lines)})", "opacity": 0.4},
        "line": {"width": 1, "color": palette.MUTED[theme], "shape": "hv"},
    }


def _apart(lines: list[tuple[str, Line]], as_of: str, ink: str) -> list[dict[str, Any]]:
    """A dashed line for each of the releases that are named."""
    return [
        {
            **{"type": "scatter", "mode": "lines+markers", "hoverinfo": "text"},
            # their names stand in the chart: six dashes in a legend are hard to tell apart
            "name": f"Moved most ({len(lines)}), named in the chart",
            "showlegend": place == 0,
            "x": [*(when for when, _ in line), as_of],
            "y": [*(score for _, score in line), line[-1][1]],
            "hovertext": [
                f"<b>{figure_text(cut(name, 26))}</b><br>{points(score)} since {day(when)}"
                for when, score in [*line, line[-1]]
            ],
            "line": {"width": 2.2, "color": ink, "shape": "hv", "dash": DASHES[place % len(DASHES)]},
            "marker": {"size": [6] * len(line) + [0], "color": ink, "opacity": 1},
        }
        for place, (name, line) in enumerate(lines)
    ]


def _spread(named: list[str], moved: dict[str, Line]) -> list[tuple[str, float]]:
    """Heights for the names at the right end, apart from one another."""
    placed: list[tuple[str, float]] = []
    for release in sorted(named, key=lambda one: moved[one][-1][1]):
        height = moved[release][-1][1]
        placed.append((release, max(height, placed[-1][1] + 5) if placed else height))
    return placed


def _table(moved: dict[str, Line], names: dict[str, str]) -> pd.DataFrame:
    rows = [
        (
            names[release],
            moved[release][0][0],
            moved[release][0][1],
            moved[release][-1][0],
            moved[release][-1][1],
            len(moved[release]) - 1,
        )
        for _, release in _moves(moved)
    ]
    return pd.DataFrame(
        rows, columns=["Release", "First recorded", "First score", "Last changed", "Score now", "Revisions"]
    )
