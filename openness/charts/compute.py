"""Training compute against openness: is open training a matter of a giant's machines?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from openness.charts.kit import palette
from openness.charts.kit.axes import HUNDRED, level_line, upright_line
from openness.charts.kit.base import Chart, empty_chart, figure_of, no_table, ranged, twin
from openness.charts.kit.marks import ranges, verdict_dots
from openness.charts.kit.medians import Stretch, median_lines, median_numbers
from openness.charts.kit.names import Box, beside, canvases, order
from openness.charts.kit.options import Option, choices
from openness.charts.kit.palette import Theme
from openness.charts.kit.swarm import piled
from openness.charts.kit.view import View, of_releases, view_of
from openness.core.wording import count, cut, decimal, figure_text, lower_first, median_words, power_of_ten, span
from openness.findings.capability import AXES, OPEN
from openness.findings.compute import EU_BOUNDS, Compute, Decade, Trained, compute, power_of
from openness.findings.timeline import FEW

if TYPE_CHECKING:
    from openness.scoring.answer import Answer

SLUG = "compute"
NAME = "Training compute and openness"
PAGE = "timeline"
OPENNESS = Option("openness", "Openness", AXES, "What the vertical axis shows, in points of 100")
OPTIONS = (OPENNESS,)
HEIGHT, DOT, PILES, ALL_NAMED = 660, 7, 40, 10
# Pixels of the plot on a wide page, a tablet and two telephones, and how much each counts for the places of names.
PLOTS = ((1307.0, 394.0, 1.0), (675.0, 354.0, 0.8), (296.0, 270.0, 0.8), (223.0, 270.0, 0.8))
EDGE = 20
"""The axis begins at this power of ten; what took less stands at its edge."""
NOTE = (
    "Compute is that of the largest variant, as its source states or estimates it: half an order of magnitude either "
    "way is common. An arrow is a bound, and its amount enters no median. Each dot shows what is proven; unknown "
    f"counts as closed. A line is the median of its decade, dotted where fewer than {FEW} releases count; the numbers "
    "below say how many. Dots below 0 are at 0, dots above 100 at 100. Dashed: the EU's guidelines see a "
    "general-purpose model begin at about 10²³ FLOP, and its AI Act presumes systemic risk from 10²⁵ on. "
)


def chart(answer: Answer, theme: str = "light", **options: str) -> Chart:
    """Training compute on a logarithmic axis against openness, with medians by decade and the two bounds of the EU."""
    axis, drawn, view = choices(OPTIONS, options)["openness"], palette.as_theme(theme), view_of(answer)
    found, n = compute(answer, axis), len(answer.selected)
    bounds = sum(bool(one.bound) for one in found.rows)
    subtitle = (
        f"{AXES[axis]}, points of 100 under {answer.definition}, by training compute in FLOP. n = "
        f"{count(n, 'release')}; compute is known of {len(found.rows) - bounds:,} and bounded of {bounds:,}, "
        f"{found.together.n:,} enter a median."
    )
    if not n:
        return empty_chart(SLUG, subtitle, drawn, view.source)
    title = _finding(answer, found)
    if not found.rows:
        message = (
            "No training compute is recorded." if found.without == n else f"This definition gives no {_noun(axis)}."
        )
        return empty_chart(SLUG, subtitle, drawn, view.source, title=title, message=message)
    below = sum(one.flop < 10**EDGE for one in found.rows)
    edge = f"{count(below, 'release')} of less than {_flop(10**EDGE)} FLOP stand{'s' * (below == 1)} at the left edge. "
    return Chart(
        slug=SLUG,
        title=title,
        subtitle=subtitle,
        figure=_figure(found, view, drawn),
        table=_table(answer, found, view),
        alt=_alt(title, found),
        source=view.source,
        note=(NOTE + edge * bool(below)).strip(),
    )


def _noun(axis: str) -> str:
    return lower_first(AXES[axis])


def _finding(answer: Answer, found: Compute) -> str:
    if len(answer.selected) == 1:
        name = answer.table["name"].iloc[0]
        if not found.rows:
            why = "no training compute recorded" if found.without else f"no {_noun(found.axis)} under this definition"
            return f"{name}: {why}"
        one = found.rows[0]
        reached = f"{_noun(found.axis)} {span(one.openness, one.openness_high)} of 100"
        return f"{name}: {_amount(one)} FLOP of training compute, {reached}"
    if not found.rows:
        if found.without == len(answer.selected):
            return "No training compute is recorded for any release of this selection"
        return f"This definition gives no {_noun(found.axis)} to set against compute"
    firm = [decade for decade in found.decades if decade.n >= FEW]
    top = found.at_least(OPEN)
    most = f"; the most behind one with {OPEN} or more is {_flop(top[0].flop)} FLOP" if top else ""
    if len(firm) < 2:
        return f"Too few releases with known compute and enough recorded to compare decades of compute{most}"
    first, last = firm[0], firm[-1]
    return (
        f"Median {_noun(found.axis)} is {_median(first)} at {_decade(first)} FLOP and {_median(last)} at "
        f"{_decade(last)}{most}"
    )


def _median(decade: Decade) -> str:
    return median_words(decade.median, decade.median, decade.high, decade.n)


def _decade(decade: Decade) -> str:
    return f"{power_of_ten(decade.power)} to {power_of_ten(decade.power + 1)}"


def _flop(flop: float) -> str:
    """An amount of compute as it is read: ``10²⁵``, ``3.8 × 10²⁵``."""
    mantissa, _, power = f"{flop:.1e}".partition("e")
    raised = power_of_ten(int(power))
    return raised if mantissa == "1.0" else f"{mantissa.removesuffix('.0')} × {raised}"


def _amount(one: Trained) -> str:
    return {"<": "less than ", ">": "more than "}.get(one.bound, "") + _flop(one.flop)


def _alt(title: str, found: Compute) -> str:
    told = "; ".join(f"{_decade(one)} FLOP: {_median(one)}" for one in found.decades if one.n)
    together = found.together
    rank = f" Rank correlation {decimal(together.rank, 2)}, n = {together.n}." if together.n >= FEW else ""
    return f"Scatter chart of {count(len(found.rows), 'release')}. {title}. Medians: {told or 'none'}.{rank}"


def _figure(found: Compute, view: View, theme: Theme) -> go.Figure:
    frame = of_releases(view, [one.release for one in found.rows])
    rows = [max(EDGE - 0.2, float(np.log10(one.flop))) for one in found.rows]
    first, last = min(EDGE - 0.4, min(rows) - 0.2), max(max(rows), 25.0) + 0.6
    values = [one.openness for one in found.rows]
    bins = [int((row - first) * PILES / (last - first)) for row in rows]
    drawn = piled(rows, bins, values, frame["verdict"].tolist(), step=2.6, tallest=40)
    hollow = [not one.covered for one in found.rows]
    hover = [_hover(one, frame, at) for at, one in enumerate(found.rows)]
    dots, legend = verdict_dots(frame, view.titles, (rows, drawn), hollow, hover, theme, DOT, view.mark)
    low, high = min(-5.0, min(drawn) - 5), max(106.0, max(drawn) + 4)
    colour, medians = palette.side_colour(found.axis, theme), _medians(found)
    powers = range(int(np.ceil(first)), int(last) + 1)
    return figure_of(
        theme,
        HEIGHT,
        [
            *_arrows(found, rows, drawn, theme),
            *_ranges(found, rows, drawn, view, colour),
            *dots,
            *median_lines(medians, "decade", theme),
            *legend,
        ],
        shapes=_ground(theme),
        annotations=[
            *_names(found, frame, list(zip(rows, drawn, strict=True)), (first, last, low, high), view, theme),
            *median_numbers(medians, theme),
            *_counts(medians, theme),
            *_bounds(theme),
        ],
        margin={"t": 30, "b": 84},
        legend={"traceorder": "normal", "y": -0.32},
        xaxis={
            **{"range": [first, last], "tickvals": list(powers), "fixedrange": True, "tickangle": 0},
            "ticktext": [power_of_ten(power) for power in powers],
            "title": {"text": "Training compute, FLOP; below, how many count", "standoff": 30},
        },
        yaxis={
            **{"range": [low, high], "tickvals": HUNDRED, "fixedrange": True},
            "title": {"text": AXES[found.axis], "font": {"color": colour, "size": 13}},
        },
    )


def _names(
    found: Compute, frame: pd.DataFrame, spots: list[tuple[float, float]], box: Box, view: View, theme: Theme
) -> list[dict[str, Any]]:
    """Names of the releases highlighted, else of the best known."""
    rows, every = order(frame, view, ALL_NAMED)
    on = canvases(box, np.array([x for x, _ in spots]), np.array([y for _, y in spots]), PLOTS)
    for canvas in on:
        for one in _medians(found):
            canvas.take(one.middle, one.median, -12.0, -13.0, 24.0)
    return beside(frame["name"].tolist(), rows, spots, on, theme, every=every)


def _ranges(found: Compute, rows: list[float], drawn: list[float], view: View, colour: str) -> list[dict[str, Any]]:
    """How far the highlighted releases could move."""
    lit = [at for at, one in enumerate(found.rows) if one.release in view.mark]
    ends = [(rows[at], drawn[at] + found.rows[at].openness_high - found.rows[at].openness) for at in lit]
    return ranges([(rows[at], drawn[at]) for at in lit], ends, colour)


def _hover(one: Trained, frame: pd.DataFrame, at: int) -> str:
    return (
        f"<b>{figure_text(cut(frame['name'].iloc[at], 60))}</b><br>{figure_text(frame['vendor'].iloc[at])}<br>"
        f"{_amount(one)} FLOP<br>Openness {span(one.openness, one.openness_high)}<br>"
        f"{figure_text(frame['words'].iloc[at])}"
    )


def _arrows(found: Compute, rows: list[float], drawn: list[float], theme: Theme) -> list[dict[str, Any]]:
    """A short line with a head on each bound, towards where the amount may lie."""
    bound = [(at, one) for at, one in enumerate(found.rows) if one.bound]
    if not bound:
        return []
    x: list[float | None] = []
    y: list[float | None] = []
    for at, one in bound:
        x += [rows[at], rows[at] + (0.28 if one.bound == ">" else -0.28), None]
        y += [drawn[at], drawn[at], None]
    heads = [f"arrow-{'right' if one.bound == '>' else 'left'}" for _, one in bound]
    symbols = [symbol for head in heads for symbol in ("circle", head, "circle")]
    sizes = [0, 8, 0] * len(bound)
    return [
        {
            **{"type": "scatter", "mode": "lines+markers", "x": x, "y": y, "hoverinfo": "skip"},
            "name": f"Arrow: a bound, no amount ({len(bound)})",
            "line": {"width": 1.2, "color": palette.MUTED[theme]},
            "marker": {"symbol": symbols, "size": sizes, "color": palette.MUTED[theme], "opacity": 1},
        }
    ]


def _medians(found: Compute) -> list[Stretch]:
    """The decades on the axis that have a median."""
    return [
        Stretch(
            one.power, one.power + 0.5, one.power + 1, one.median, one.n, f"{_decade(one)} FLOP: median {_median(one)}"
        )
        for one in found.decades
        if one.n and one.power >= EDGE
    ]


def _counts(medians: list[Stretch], theme: Theme) -> list[dict[str, Any]]:
    """Below the axis how many releases count."""
    return [
        {
            **{"x": one.middle, "y": 0, "yref": "paper", "yanchor": "top", "yshift": -20, "showarrow": False},
            **{"text": str(one.n), "font": {"size": 11, "color": palette.MUTED[theme]}},
        }
        for one in medians
    ]


def _ground(theme: Theme) -> list[dict[str, Any]]:
    """The two ends of the scale, and the two bounds of the EU."""
    edge, dashes = {"width": 1, "color": palette.MUTED[theme]}, {"width": 1.6, "dash": "dash"}
    return [
        *(level_line(at, edge) for at in (0, 100)),
        *(upright_line(float(np.log10(bound)), {**dashes, "color": palette.TEXT[theme]}) for bound in EU_BOUNDS),
    ]


def _bounds(theme: Theme) -> list[dict[str, Any]]:
    return [
        {
            **{"x": float(np.log10(bound)), "y": 1, "yref": "paper", "yanchor": "bottom", "showarrow": False},
            "text": f"EU {power_of_ten(round(float(np.log10(bound))))}",
            "font": {"size": 12, "color": palette.TEXT[theme]},
        }
        for bound in EU_BOUNDS
    ]


def _table(answer: Answer, found: Compute, view: View) -> pd.DataFrame:
    if not found.rows:
        return no_table()
    about = of_releases(view, [one.release for one in found.rows])
    decades = {one.power: one for one in found.decades}
    mine = [None if one.bound else decades.get(power_of(one.flop)) for one in found.rows]
    return twin(
        {
            "Release": about["name"].tolist(),
            "Vendor": about["vendor"].tolist(),
            "Training compute, FLOP": [f"{one.bound}{one.flop:.4g}" for one in found.rows],
            **ranged(
                AXES[found.axis],
                [one.openness for one in found.rows],
                [one.openness for one in found.rows],
                [one.openness_high for one in found.rows],
            ),
            "In a median": [one.covered and not one.bound for one in found.rows],
            "Median of its decade": [None if one is None or not one.n else one.median for one in mine],
            "Releases in that median": [None if one is None else one.n for one in mine],
            "Verdict": about["words"].tolist(),
            "How it is known": [one.note for one in found.rows],
            "Stated at": [one.url for one in found.rows],
        }
    )
