"""Does openness cost capability: how open releases are against what others measured of them."""

from __future__ import annotations

from math import isnan
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from openness.charts.kit import palette
from openness.charts.kit.axes import HUNDRED, upright_line
from openness.charts.kit.base import Chart, empty_chart, figure_of, no_table, ranged, twin
from openness.charts.kit.marks import ranges, verdict_dots
from openness.charts.kit.names import Box, beside, canvases, order
from openness.charts.kit.options import Option, choices
from openness.charts.kit.palette import Theme
from openness.charts.kit.swarm import piled
from openness.charts.kit.view import View, of_releases, view_of
from openness.core.wording import count, cut, day, decimal, figure_text, lower_first, span
from openness.findings.capability import AXES, MEASURES, OPEN, Capability, Measured, Step, capability
from openness.findings.timeline import FEW

if TYPE_CHECKING:
    from openness.scoring.answer import Answer

SLUG = "capability"
NAME = "Capability and openness"
PAGE = "timeline"
MEASURE = Option(
    "capability",
    "Capability",
    {"most": "The measure that most releases have", **MEASURES},
    "Who measured it; each measure is a scale of its own",
)
OPENNESS = Option("openness", "Openness", AXES, "What is proven, in points of 100")
OPTIONS = (MEASURE, OPENNESS)
HEIGHT, DOT, PILES, ALL_NAMED = 620, 7, 44, 10
# Pixels of the plot on a wide page, a tablet and two telephones, and how much each counts for the places of names.
PLOTS = ((1299.0, 446.0, 1.0), (667.0, 384.0, 0.8), (289.0, 305.0, 0.8), (219.0, 305.0, 0.8))
NEIGHBOUR = "https://github.com/IAPS-AI/ECI-Accessibility-Gap"
_SAID = {
    "arena-text": "Visitors of Arena choose between two answers without knowing whose they are. The values come from "
    "two editions of its board, whose scales have moved a little against each other.",
    "epoch-capabilities-index": "Epoch AI puts many tests on one scale; its intervals are not drawn, because they are "
    "published in whole numbers only.",
    "mmlu-5-shot": "Per cent of right answers to exam questions, as vendors and papers report them; no interval is "
    "published, and the best are near the ceiling.",
}


def chart(answer: Answer, theme: str = "light", **options: str) -> Chart:
    """Openness across, capability up, with the most capable release at least so open, and how late it came."""
    asked, drawn, view = choices(OPTIONS, options), palette.as_theme(theme), view_of(answer)
    measure = "" if asked["capability"] == "most" else asked["capability"]
    found, n = capability(answer, measure, asked["openness"]), len(answer.selected)
    called = MEASURES.get(found.measure, found.measure)
    subtitle = (
        f"{AXES[found.axis]} (across), points of 100 under {answer.definition}, against {called or 'capability'} (up). "
        f"n = {count(n, 'release')}; {len(found.rows):,} of them {'has' if len(found.rows) == 1 else 'have'} been "
        "measured."
    )
    if not n:
        return empty_chart(SLUG, subtitle, drawn, view.source)
    title = _finding(answer, found, called)
    if not found.rows:
        return empty_chart(SLUG, subtitle, drawn, view.source, title=title, message="No measured release to draw.")
    return Chart(
        slug=SLUG,
        title=title,
        subtitle=subtitle,
        figure=_figure(found, view, called, drawn),
        table=_table(found, view, called),
        alt=_alt(title, found, view),
        source=f"{view.source} Capability: {'; '.join(sorted({one.source for one in found.rows}))}.",
        note=_note(found),
        decimals={called: _digits(found)},
    )


def _digits(found: Capability) -> int:
    return 0 if not found.rows or found.top.value >= 200 else 1


def _finding(answer: Answer, found: Capability, called: str) -> str:
    names = answer.package.names["releases"]
    noun, digits = lower_first(AXES[found.axis]), _digits(found)
    if len(answer.selected) == 1:
        name = answer.table["name"].iloc[0]
        if not found.rows:
            return f"{name}: no capability measured, or no {noun} under this definition"
        one = found.rows[0]
        return f"{name}: {called} {decimal(one.value, digits)}, {noun} {span(one.openness, one.openness_high)} of 100"
    if not found.rows:
        measured = set(answer.package.capability["release"]) & set(answer.selected)
        if measured and called:
            return f"This definition gives no {noun} to set against {called}"
        return "No capability is recorded of any release of this selection"
    step = found.at_least(OPEN)
    noun = f"{'a ' * (found.axis == 'score')}{noun}"
    if step is None:
        most = found.steps[0]
        return (
            f"No measured release has {noun} of {OPEN} or more; the most open, {names[most.best.release]} at "
            f"{span(most.openness, most.openness)}, reaches {decimal(most.best.value, digits)} on {called}"
        )
    best = names[step.best.release]
    if not step.behind:
        return f"The most capable release on {called}, {best}, has {noun} of {OPEN} or more"
    return (
        f"On {called}, the most capable release with {noun} of {OPEN} or more ({best}, "
        f"{decimal(step.best.value, digits)}) is {decimal(step.behind, digits)} below the most capable of all"
        + _late(step, names)
    )


def _late(step: Step, names: dict[str, str]) -> str:
    """How long after the first as capable it came, as the end of a sentence; empty where a date is missing."""
    if isnan(step.months) or step.first is None:
        return ""
    if step.first.release == step.best.release:
        return ", and was the first to be so capable"
    late = f"{count(round(step.months), 'month')} after" if round(step.months) else "within a month of"
    return f" and came {late} the first as capable, {names[step.first.release]}"


def _alt(title: str, found: Capability, view: View) -> str:
    names = dict(zip(view.frame["release"].tolist(), view.frame["name"].tolist(), strict=True))
    digits = _digits(found)
    told = "; ".join(
        f"at least {decimal(step.openness, 0)}: {names[step.best.release]} {decimal(step.best.value, digits)}"
        + ("" if isnan(step.months) else f", {count(round(step.months), 'month')} late")
        for step in found.steps
    )
    return (
        f"Scatter chart of {count(len(found.rows), 'release')} with a line. {title}. Most capable by openness: {told}."
    )


def _note(found: Capability) -> str:
    days = sorted(one.date for one in found.rows if one.date)
    when = f"Measured between {day(days[0])} and {day(days[-1])}. " if days and days[0] != days[-1] else ""
    rank, together = "", found.together
    if together.n >= FEW and not isnan(together.rank):
        rank = (
            f"Rank correlation of openness and capability: {decimal(together.rank, 2)} (95% interval "
            f"{decimal(together.low, 2)} to {decimal(together.high, 2)}, n = {together.n} with enough recorded), "
            "which shows no cause. "
        )
    drawn = "Strokes: 95% interval. " if any(not isnan(one.low) for one in found.rows) else "No interval is drawn. "
    return (
        f"The line joins, for each level, the most capable measured release at least so open. {drawn}{when}"
        f"{_SAID.get(found.measure, '')} {rank}Months count from the announcement of the first measured release at "
        "least as capable. One variant of a release is measured, named in the table; those measured are no random "
        "sample, and values of two measures cannot be compared. Each dot shows the openness that is proven. How far "
        f"open models trail closed ones in capability is the subject of “Open Source Gap”, {NEIGHBOUR}"
    ).replace("  ", " ")


def _figure(found: Capability, view: View, called: str, theme: Theme) -> go.Figure:
    frame = of_releases(view, [one.release for one in found.rows])
    rows, up = found.rows, [one.value for one in found.rows]
    low, high = min(_low(one) for one in rows), max(_high(one) for one in rows)
    pad = max((high - low) * 0.04, 1e-6)
    bins = [int((value - low) * PILES / (high - low + pad)) for value in up]
    across = piled(up, bins, [one.openness for one in rows], frame["verdict"].tolist(), step=2.2, tallest=40)
    hollow = [not one.covered for one in rows]
    hover = [_hover(one, frame, at, called, _digits(found)) for at, one in enumerate(rows)]
    dots, legend = verdict_dots(frame, view.titles, (across, up), hollow, hover, theme, DOT, view.mark)
    colour = palette.side_colour(found.axis, theme)
    edge = {"width": 1, "color": palette.MUTED[theme]}
    box = (min(-4.0, min(across) - 4), max(106.0, max(across) + 4), low - pad, high + pad)
    return figure_of(
        theme,
        HEIGHT,
        [
            *_intervals(rows, across, theme),
            _line(found, theme),
            *_ranges(rows, across, view, colour),
            *dots,
            *legend,
        ],
        shapes=[upright_line(at, edge) for at in (0, 100)],
        legend={"traceorder": "normal", "y": -0.16},
        xaxis={
            **{"range": list(box[:2]), "tickvals": HUNDRED},
            **{"fixedrange": True, "title": {"text": f"{AXES[found.axis]} →", "font": {"color": colour}}},
        },
        yaxis={"range": list(box[2:]), "fixedrange": True, "title": {"text": called}},
        annotations=_names(found, frame, list(zip(across, up, strict=True)), box, view, theme),
    )


def _names(
    found: Capability, frame: pd.DataFrame, spots: list[tuple[float, float]], box: Box, view: View, theme: Theme
) -> list[dict[str, Any]]:
    """Names of the releases highlighted, else of the most capable at least so open and of the best known."""
    rows, every = order(frame, view, ALL_NAMED)
    if not every and not view.mark:
        steps = {step.best.release for step in found.steps}
        rows = list(dict.fromkeys([*(at for at, one in enumerate(found.rows) if one.release in steps), *rows]))
    on = canvases(box, np.array([x for x, _ in spots]), np.array([y for _, y in spots]), PLOTS)
    ends = [(x, end) for (x, _), one in zip(spots, found.rows, strict=True) for end in (_low(one), _high(one))]
    for canvas in on:
        canvas.cover([*ends, *_along(found)])
    return beside(frame["name"].tolist(), rows, spots, on, theme, every=every)


def _along(found: Capability) -> list[tuple[float, float]]:
    """Points along the line of the most capable, which names keep off."""
    points, start = [], 0.0
    for step in found.steps[::-1]:
        number = int(step.openness - start) + 1
        points += [(start + at, step.best.value) for at in range(number)]
        start = step.openness
    return points


def _ranges(rows: tuple[Measured, ...], across: list[float], view: View, colour: str) -> list[dict[str, Any]]:
    """How far the highlighted releases could move."""
    lit = [at for at, one in enumerate(rows) if one.release in view.mark]
    ends = [(across[at] + rows[at].openness_high - rows[at].openness, rows[at].value) for at in lit]
    return ranges([(across[at], rows[at].value) for at in lit], ends, colour)


def _low(one: Measured) -> float:
    return one.value if isnan(one.low) else one.low


def _high(one: Measured) -> float:
    return one.value if isnan(one.high) else one.high


def _hover(one: Measured, frame: pd.DataFrame, at: int, called: str, digits: int) -> str:
    between = "" if isnan(one.low) else f" ({decimal(one.low, digits)} to {decimal(one.high, digits)})"
    return (
        f"<b>{figure_text(cut(frame['name'].iloc[at], 60))}</b><br>{figure_text(frame['vendor'].iloc[at])}, "
        f"{day(one.released) or 'no date'}<br>{called} {decimal(one.value, digits)}{between}<br>"
        f"Openness {span(one.openness, one.openness_high)}<br>{figure_text(frame['words'].iloc[at])}"
    )


def _intervals(rows: tuple[Measured, ...], across: list[float], theme: Theme) -> list[dict[str, Any]]:
    drawn = [(at, one) for at, one in enumerate(rows) if not isnan(one.low) and not isnan(one.high)]
    if not drawn:
        return []
    return [
        {
            **{"type": "scatter", "mode": "lines", "name": "95% interval of the measurement", "hoverinfo": "skip"},
            "x": [x for at, _ in drawn for x in (across[at], across[at], None)],
            "y": [y for _, one in drawn for y in (one.low, one.high, None)],
            "line": {"width": 1.2, "color": palette.MUTED[theme]},
        }
    ]


def _line(found: Capability, theme: Theme) -> dict[str, Any]:
    """The most capable at least so open, from the least open step to the most open one."""
    steps = found.steps[::-1]
    return {
        **{"type": "scatter", "mode": "lines", "name": "Most capable at least so open", "hoverinfo": "skip"},
        "x": [0, *(step.openness for step in steps)],
        "y": [steps[0].best.value, *(step.best.value for step in steps)],
        "line": {"width": 2.4, "color": palette.TEXT[theme], "shape": "vh", "dash": "dash"},
    }


def _table(found: Capability, view: View, called: str) -> pd.DataFrame:
    if not found.rows:
        return no_table()
    about = of_releases(view, [one.release for one in found.rows])
    names = dict(zip(about["release"], about["name"], strict=True))
    steps = {one.best.release: one for one in found.steps}
    mine = [steps.get(one.release) for one in found.rows]
    return twin(
        {
            "Release": about["name"].tolist(),
            "Vendor": about["vendor"].tolist(),
            "Released": [one.released for one in found.rows],
            **ranged(
                called,
                [one.value for one in found.rows],
                [one.low for one in found.rows],
                [one.high for one in found.rows],
            ),
            **ranged(
                AXES[found.axis],
                [one.openness for one in found.rows],
                [one.openness for one in found.rows],
                [one.openness_high for one in found.rows],
            ),
            "Most capable at least so open": [step is not None for step in mine],
            "Below the most capable of all": [None if step is None else step.behind for step in mine],
            "Months after the first as capable": [None if step is None else step.months for step in mine],
            "First as capable": ["" if step is None or not step.first else names[step.first.release] for step in mine],
            "Verdict": about["words"].tolist(),
            "Measured": [one.date for one in found.rows],
            "Measured by": [one.source for one in found.rows],
            "Stated at": [one.url for one in found.rows],
            "Remark": [one.note for one in found.rows],
        }
    )
