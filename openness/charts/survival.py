"""Do releases stay open: the share that still has its weights open, ungated and under its first licence."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import pandas as pd
import plotly.graph_objects as go

from openness.charts.kit import palette
from openness.charts.kit.base import Chart, empty_chart, figure_of, no_table, ranged, twin
from openness.charts.kit.options import Option, choices
from openness.charts.kit.palette import Theme
from openness.charts.kit.view import source_of
from openness.core.wording import count, cut, day, figure_text, percent
from openness.findings.survival import EVENTS, Followed, Step, Survival, survival

if TYPE_CHECKING:
    from openness.scoring.answer import Answer

SLUG = "survival"
NAME = "How long releases stay open"
PAGE = "changes"
EVENT = Option(
    "event",
    "What ends",
    {"any": "Open, ungated or first licence", **{name: EVENTS[name] for name in EVENTS if name != "any"}},
    "Which change counts as the end",
)
OPTIONS = (EVENT,)
HEIGHT = 480
LEAST = 10
"""Fewer releases still followed than this end the line; a sentence asks for more."""
FIRM = 50
YEAR = 12
_STILL = {
    "any": "still have their weights open, ungated and under their first licence",
    "withdrawn": "still have their weights public",
    "gated": "still have their weights ungated and whole",
    "relicensed": "still have their weights under their first licence",
}
_ENDED = {"withdrawn": "withdrawn", "gated": "gated, or only in part", "relicensed": "another licence"}
NOTE = (
    "Kaplan-Meier estimate with its 95% band (Greenwood, log-log): releases followed for less time "
    "count for as long as they were followed. Dots are the releases that changed. Only recorded changes count, so the "
    "true share can be lower: a page nobody has read again counts as unchanged. A new licence may be freer than the "
    "first. Releases are followed from the day on which their weights were open to all without a gate."
)


def chart(answer: Answer, theme: str = "light", **options: str) -> Chart:
    """Share of the releases with open weights for which nothing has ended after so many months."""
    event, drawn, source = choices(OPTIONS, options)["event"], palette.as_theme(theme), source_of(answer)
    found, n = survival(answer, event), len(answer.selected)
    undated = f" {count(found.undated, 'release')} without a date left out." if found.undated else ""
    subtitle = (
        f"Releases that {_STILL[event]}, in per cent, by months since they were open. n = {count(n, 'release')}; "
        f"{len(found.rows):,} had open weights and are followed to {day(answer.as_of)}.{undated} It does "
        f"not depend on the definition in force, {answer.definition}."
    )
    if not n:
        return empty_chart(SLUG, subtitle, drawn, source)
    title = _finding(answer, found)
    if not found.rows:
        message = "No release had open weights without a gate."
        return empty_chart(SLUG, subtitle, drawn, source, title=title, message=message)
    shown, foot = _shown(found), _foot(found)
    return Chart(
        slug=SLUG,
        title=title,
        subtitle=subtitle,
        figure=_figure(found, shown, foot, answer, drawn),
        table=_table(answer, found),
        alt=_alt(title, found),
        source=source,
        note=NOTE + (f" The scale begins at {foot}%." if foot else ""),
        decimals={"Months": 1, "Share": 1},
    )


def _moment(found: Survival) -> Step | None:
    """The last whole year after which enough releases are still followed for a sentence; none where too few are."""
    years = [found.at(float(months)) for months in range(YEAR, 10 * YEAR + 1, YEAR)]
    return next((step for step in reversed(years) if step.at_risk >= FIRM), None)


def _finding(answer: Answer, found: Survival) -> str:
    if len(answer.selected) == 1:
        return _one(answer, found)
    if not found.rows:
        return "No release of this selection had open weights without a gate, as far as recorded"
    changed, followed = found.events, len(found.rows)
    verb = "has" if changed == 1 else "have"
    of = f"{changed:,} of {count(followed, 'release')} {verb} a recorded change" if changed else "no change is recorded"
    step = _moment(found)
    if step is None:
        return f"{count(followed, 'release')} with open weights: {of}, too few followed long enough to give a share"
    if not changed:
        return f"None of {count(followed, 'release')} with open weights has a recorded change of this kind"
    years = {12: "a year", 24: "two years", 36: "three years", 48: "four years"}
    after = years.get(round(step.months), f"{step.months / YEAR:.0f} years")
    return f"After {after} {_share(step)} of releases {_STILL[found.event]}; {of}"


def _share(step: Step) -> str:
    if step.share == 1:
        return "100%"
    band = "" if math.isnan(step.low) else f" ({_plain(step.low)} to {_plain(step.high)})"
    return f"{percent(step.share)}{band}"


def _plain(share: float) -> str:
    return percent(share).removesuffix("%")


def _one(answer: Answer, found: Survival) -> str:
    name = answer.table["name"].iloc[0]
    if not found.rows:
        return f"{name}: no open weights without a gate on record"
    one = found.rows[0]
    if one.event:
        return f"{name}: weights open since {day(one.start)}, {_ENDED[one.event]} since {day(one.end)}"
    return f"{name}: weights open since {day(one.start)}, no change recorded since"


def _shown(found: Survival) -> float:
    """How many months are drawn: as long as enough releases are followed."""
    months = sorted((one.months for one in found.rows), reverse=True)
    return max(months[min(LEAST, len(months)) - 1], 1.0)


def _foot(found: Survival) -> int:
    """Where the scale begins: a ten below the band, so that a few per cent can be seen."""
    lowest = min((step.low if step.low == step.low else 0.0 for step in found.steps), default=0.95)
    return max(int(lowest * 10) * 10 - (lowest * 10 == int(lowest * 10)) * 10, 0)


def _alt(title: str, found: Survival) -> str:
    moments = [found.at(float(months)) for months in range(YEAR, 5 * YEAR, YEAR)]
    told = "; ".join(f"{step.months:.0f} months: {_share(step)}, {step.at_risk} followed" for step in moments)
    return f"A falling step line with a band. {title}. {told}."


def _figure(found: Survival, shown: float, foot: int, answer: Answer, theme: Theme) -> go.Figure:
    steps = [step for step in found.steps if step.months <= shown]
    ticks = list(range(0, int(shown) + 1, YEAR if shown <= 8 * YEAR else 2 * YEAR))
    at_risk = [sum(one.months >= tick for one in found.rows) for tick in ticks]
    return figure_of(
        theme,
        HEIGHT,
        [*_band(steps, shown, theme), _line(steps, shown, theme), *_dots(found, shown, answer, theme)],
        legend={"traceorder": "normal", "y": -0.38},
        xaxis={
            **{"range": [0, shown], "tickvals": ticks, "fixedrange": True, "tickangle": 0, "showgrid": False},
            "ticktext": [f"{tick}<br>{number:,}" for tick, number in zip(ticks, at_risk, strict=True)],
            "title": {"text": "Months; below, how many are still followed"},
        },
        yaxis={"range": [foot, 100.4], "fixedrange": True, "ticksuffix": "%", "nticks": 6},
    )


def _stairs(steps: list[Step], values: list[float], shown: float) -> tuple[list[float], list[float]]:
    """A falling line as its corners: Plotly fills an area between two of them only where both are drawn out."""
    x, y = [0.0], [100.0]
    for step, value in zip(steps, values, strict=True):
        x += [step.months, step.months]
        y += [y[-1], 100 * value]
    return [*x, shown], [*y, y[-1]]


def _band(steps: list[Step], shown: float, theme: Theme) -> list[dict[str, Any]]:
    banded = [step for step in steps if step.low == step.low]
    if not banded:
        return []
    (x, low), (_, high) = (_stairs(banded, [getattr(step, end) for step in banded], shown) for end in ("low", "high"))
    common: dict[str, Any] = {"type": "scatter", "mode": "lines", "hoverinfo": "skip", "line": {"width": 0}, "x": x}
    return [
        {**common, "y": high, "showlegend": False},
        {**common, "y": low, "name": "95% band", "fill": "tonexty", "fillcolor": palette.GRID[theme]},
    ]


def _line(steps: list[Step], shown: float, theme: Theme) -> dict[str, Any]:
    x, y = _stairs(steps, [step.share for step in steps], shown)
    return {
        **{"type": "scatter", "mode": "lines", "x": x, "y": y, "name": "Share for which nothing has ended"},
        **{"hoverinfo": "skip", "line": {"width": 3, "color": palette.TEXT[theme]}},
    }


def _dots(found: Survival, shown: float, answer: Answer, theme: Theme) -> list[dict[str, Any]]:
    """The releases that changed, on the line, in one trace a kind of change."""
    names = answer.package.names["releases"]
    looks = {
        "withdrawn": ("x", palette.TEXT[theme]),
        "gated": ("diamond-open", palette.MUTED[theme]),
        "relicensed": ("circle", palette.MUTED[theme]),
    }
    traces = []
    for kind, (symbol, colour) in looks.items():
        mine = [one for one in found.rows if one.event == kind and one.months <= shown]
        if mine:
            traces.append(
                {
                    **{"type": "scatter", "mode": "markers", "hoverinfo": "text"},
                    "name": f"{EVENTS[kind]} ({len(mine)})",
                    "x": [one.months for one in mine],
                    "y": [100 * found.at(one.months).share for one in mine],
                    "customdata": [one.release for one in mine],
                    "hovertext": [_hover(one, str(names[one.release])) for one in mine],
                    "marker": {
                        **{"symbol": symbol, "size": 9, "color": colour, "opacity": 1},
                        "line": {"width": 1.3, "color": palette.BACKGROUND[theme]},
                    },
                }
            )
    return traces


def _hover(one: Followed, name: str) -> str:
    terms = f"<br>{figure_text(one.before)} → {figure_text(one.after)}" if one.event == "relicensed" else ""
    return (
        f"<b>{figure_text(cut(name, 60))}</b><br>{_ENDED[one.event]}, {day(one.end)}, after "
        f"{count(round(one.months), 'month')}{terms}"
    )


def _table(answer: Answer, found: Survival) -> pd.DataFrame:
    if not found.rows:
        return no_table()
    names = answer.package.names["releases"]
    steps = {step.months: step for step in found.steps}
    mine = [steps.get(one.months) if one.event else None for one in found.rows]

    def share(end: str) -> list[float]:
        return [math.nan if step is None else 100 * float(getattr(step, end)) for step in mine]

    return twin(
        {
            "Release": [names[one.release] for one in found.rows],
            "Open since": [one.start for one in found.rows],
            "Followed to": [one.end for one in found.rows],
            "Months": [one.months for one in found.rows],
            "What ended it": [_ENDED.get(one.event, "") for one in found.rows],
            "Licence before": [one.before for one in found.rows],
            "Licence after": [one.after for one in found.rows],
            **ranged("Share", share("share"), share("low"), share("high")),
            "Still followed then": [None if step is None else step.at_risk for step in mine],
            "Stated at": [one.url for one in found.rows],
        }
    )
