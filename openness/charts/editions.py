"""How the headline moved from edition to edition of the data, and which part of the move each kind of change made."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import plotly.graph_objects as go

from openness.charts.kit import palette
from openness.charts.kit.base import Chart, empty_chart, figure_of, twin
from openness.charts.kit.options import Option
from openness.charts.kit.palette import Theme
from openness.charts.kit.view import view_of
from openness.core.wording import count, day, gain, listed, lower_first, points, span
from openness.editions.moves import MEASURES, PARTS, Move, Point, moves
from openness.scoring.answer import Answer

SLUG = "editions"
NAME = "The headline from edition to edition"
PAGE = "data"
PART = (("part", "editions"),)
OPTIONS = (Option("measure", "Measure", MEASURES, "What of the headline is followed"),)


_FEW = 8
"""Up to so many releases each has a mark on the axis: none is between two."""


@dataclass(frozen=True)
class _Row:
    """A row of the figure: an edition, or what moved the value on the way to the next."""

    label: str
    start: float
    end: float
    low: float
    high: float
    n: int | None
    date: str
    is_edition: bool


def chart(answer: Answer, theme: str = "light", *, measure: str = "gap") -> Chart:
    """The headline of each edition for the selected releases, and how it moved from each to the next.

    Between two, the move is what corrected facts, new releases and a changed definition made of it, one after the other
    (`openness.editions.moves`).
    """
    drawn, view = palette.as_theme(theme), view_of(answer)
    chosen = (("measure", measure),) if measure != OPTIONS[0].default else ()
    counted = count(len(answer.selected), "release")
    subtitle = f"{_measured(answer, measure)}, as each edition of the data gave it. n = {counted} now."
    found = [move for move in moves(answer, measure) if not math.isnan(move.after.found.value)]
    if not found or not answer.selected:
        title = "No release in this selection" if not answer.selected else "No earlier edition to compare with"
        return empty_chart(SLUG, subtitle, drawn, view.source, title=title)
    rows = _rows(found)
    title = _finding(found, measure, answer)
    return Chart(
        slug=SLUG,
        title=title,
        subtitle=subtitle,
        figure=_figure(rows, measure, drawn),
        table=_table(rows),
        alt=f"Steps from edition to edition. {title}. {_spoken(found)}",
        source=view.source,
        note=_note(found, measure),
        options=chosen,
        decimals=dict.fromkeys(("Value", "Moved by"), 1 if measure == "gap" else 0),
    )


def _measured(answer: Answer, measure: str) -> str:
    if measure == "gap":
        return f"Median of weights openness minus training openness under {answer.definition}, in points of 100"
    return f"Releases that vendors call open and that are shown to {answer.reach} (definition: {answer.definition})"


def _rows(found: list[Move]) -> list[_Row]:
    rows = [_edition(found[0].before)]
    for move in found:
        at = move.before.found.value
        for part, words in PARTS.items():
            by = move.parts[part]
            rows.append(_Row(words, at, at + by, math.nan, math.nan, None, "", False))
            at += by
        rows.append(_edition(move.after))
    return rows


def _edition(point: Point) -> _Row:
    found = point.found
    return _Row(point.name, 0.0, found.value, found.low, found.high, found.n, point.date, True)


def _finding(found: list[Move], measure: str, answer: Answer) -> str:
    first, last = found[0].before, found[-1].after
    whole = {part: sum(move.parts[part] for move in found) for part in PARTS}
    known = {part: by for part, by in whole.items() if not math.isnan(by)}
    since = lower_first(first.name)
    if measure == "met":
        was, now = first.found, last.found
        said = f"{_of(now.value, now.n)} called open {'is' if now.value == 1 else 'are'} shown to {answer.reach}"
        if not math.isnan(was.value):
            said += f", {_of(was.value, was.n)} in {since}"
        return said
    if math.isnan(first.found.value):
        return f"The gap is {points(last.found.value)} points; in {since} too little was recorded to state one"
    before, after = points(first.found.value), points(last.found.value)
    if before == after:
        return f"The gap is {after} points, as in {since}"
    big = max(known, key=lambda part: abs(known[part]), default="")
    why = f", most of it by {_CAUSES[big]} ({gain(known[big])})" if big and abs(known[big]) >= 0.5 else ""
    return f"The gap went from {before} to {after} points since {since}{why}"


_CAUSES = {
    "facts": "facts that were corrected or added",
    "releases": "releases that were added or left",
    "definition": "a change of the definition",
}


def _of(value: float, total: int) -> str:
    return f"{value:,.0f} of {total:,}"


def _spoken(found: list[Move]) -> str:
    said = []
    for move in found:
        parts = [f"{lower_first(words)} {_signed(move.parts[part])}" for part, words in PARTS.items()]
        said.append(f"From {lower_first(move.before.name)} to {lower_first(move.after.name)}: {listed(parts)}.")
    return " ".join(said)


def _signed(by: float) -> str:
    return "cannot be told" if math.isnan(by) else gain(by)


def _note(found: list[Move], measure: str) -> str:
    thin = "what missing facts allow" if measure == "gap" else "those of which it cannot be told yet"
    note = (
        "One thing is exchanged at a time: first the facts of the releases that both editions have, then the releases, "
        f"then the definition; in another order the parts come out a little otherwise. Thin lines: {thin}. Each "
        "edition is taken at its own day."
    )
    for move in found:
        if move.same_definition:
            note += (
                f" {move.before.name}: the definition {move.same_definition}, so its text of now is used and its part "
                "is 0."
            )
    return note


def _figure(rows: list[_Row], measure: str, theme: Theme) -> go.Figure:
    shown = [(at, row) for at, row in enumerate(rows) if not math.isnan(row.end - row.start)]
    unit = "points" if measure == "gap" else "releases"
    ink = {True: palette.UNKNOWN[theme], False: palette.TEXT[theme]}
    bars: list[dict[str, Any]] = []
    for is_edition in (True, False):
        mine = [(at, row) for at, row in shown if row.is_edition == is_edition]
        bars.append(
            {
                **{"type": "bar", "orientation": "h", "width": 0.62 if is_edition else 0.4, "showlegend": False},
                "y": [at for at, _ in mine],
                "x": [row.end - row.start for _, row in mine],
                "base": [row.start for _, row in mine],
                "marker": {"color": ink[is_edition]},
                "hoverinfo": "text",
                "hovertext": [_hover(row, unit) for _, row in mine],
                "textposition": "none",
            }
        )
    spread = [(at, row) for at, row in shown if row.is_edition and row.high > row.low]
    lines = {
        **{"type": "scatter", "mode": "lines", "hoverinfo": "skip", "showlegend": False},
        "x": [x for _, row in spread for x in (row.low, row.high, None)],
        "y": [y for at, _ in spread for y in (at, at, None)],
        "line": {"width": 2, "color": palette.TEXT[theme]},
    }
    ends = [value for _, row in shown for value in (row.start, row.end, row.low, row.high) if not math.isnan(value)]
    low, high = min(0.0, *ends), max(0.0, *ends)
    wide = (high - low) or 1.0
    notes = [_written(at, row, theme) for at, row in shown]
    return figure_of(
        theme,
        90 + 34 * len(rows),
        [*bars, *([lines] if spread else [])],
        barmode="overlay",
        annotations=notes,
        xaxis={
            **{"title": {"text": f"{unit.capitalize()} →"}, "fixedrange": True, "showgrid": True, "zeroline": True},
            "range": [low - (0.12 * wide if low < 0 else 0), high + 0.16 * wide],
            **({"dtick": 1} if measure == "met" and high <= _FEW else {}),
        },
        yaxis={
            **{"tickvals": list(range(len(rows))), "ticktext": [_label(row) for row in rows]},
            **{"range": [len(rows) - 0.5, -0.5], "fixedrange": True, "showgrid": False},
            **{"tickfont": {"color": palette.TEXT[theme], "size": 12}, "ticklabelstandoff": 6},
        },
    )


def _label(row: _Row) -> str:
    return f"<b>{row.label}</b>" if row.is_edition else row.label


def _written(at: int, row: _Row, theme: Theme) -> dict[str, Any]:
    """The number beside a bar, right of all that is drawn in its row."""
    text = points(row.end) if row.is_edition else gain(row.end - row.start)
    right = max(value for value in (row.start, row.end, row.high) if not math.isnan(value))
    return {
        **{"x": right, "y": at, "text": text, "showarrow": False, "xanchor": "left", "xshift": 6},
        "font": {"color": palette.TEXT[theme], "size": 12},
    }


def _hover(row: _Row, unit: str) -> str:
    if not row.is_edition:
        return f"<b>{row.label}</b><br>{gain(row.end - row.start)} {unit}"
    return f"<b>{row.label}</b>, {day(row.date)}<br>{span(row.low, row.high)} {unit}, n = {row.n:,}"


def _table(rows: list[_Row]) -> Any:
    return twin(
        {
            "Step": [row.label for row in rows],
            "Date": [row.date for row in rows],
            "Value": [row.end for row in rows],
            "Value_low": [row.low for row in rows],
            "Value_high": [row.high for row in rows],
            "Moved by": [math.nan if row.is_edition else row.end - row.start for row in rows],
            "n": [row.n for row in rows],
        }
    )
