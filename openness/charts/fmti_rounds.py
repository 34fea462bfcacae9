"""The Foundation Model Transparency Index, its three rounds by vendor, with the breaks between them drawn and named."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from openness.charts.kit import palette
from openness.charts.kit.axes import HUNDRED
from openness.charts.kit.base import Chart, empty_figure, figure_of, nothing
from openness.charts.kit.palette import Theme
from openness.charts.kit.view import source_line
from openness.core.wording import count, cut, day, figure_text, points, upper_first
from openness.scoring.answer import Answer

SLUG = "fmti-rounds"
NAME = "Three rounds of the transparency index"
PAGE = "assessments"
HEIGHT = 620
TOTAL = "total"
LINE = 3.3
"""Points that the line of a name is high."""
# What changed before a round, and whether its numbers can still be set beside those of the round before.
BREAKS = {
    "2024-05": ("Vendors<br>report about<br>themselves", True),
    "2025-12": ("Break: a new<br>set of 100<br>indicators", False),
}

Points = dict[str, dict[str, float]]


def chart(answer: Answer, theme: str = "light", **chosen: str) -> Chart:
    """Points of each vendor in each round of the Foundation Model Transparency Index.

    Lines join rounds that ask the same questions. Between May 2024 and December 2025 the indicators were replaced, so
    no line crosses, and no change across it is stated.
    """
    drawn = palette.as_theme(theme)
    rounds, scores, names = _scores(answer)
    title, alt = _finding(rounds, scores, names)
    return Chart(
        slug=SLUG,
        title=title,
        subtitle=(
            "Points of 100 in the Foundation Model Transparency Index, by round. "
            f"n = {count(len(scores), 'vendor')} in {count(len(rounds), 'round')}. It asks how much a vendor tells "
            "about its best-known model, not how open "
            "that model is."
        )
        if scores
        else "Points in the Foundation Model Transparency Index, by round.",
        figure=_figure(rounds, scores, names, drawn)
        if scores
        else empty_figure(drawn, "No round is recorded for these vendors."),
        table=_table(rounds, scores, names),
        alt=alt,
        source=source_line(
            "Foundation Model Transparency Index", answer.as_of, "its own", answer.fingerprint, date=answer.package.date
        ),
        note=(
            "Lines join rounds with the same indicators. In 2024 vendors sent in reports about themselves; in December "
            "2025 the indicators were new and the bar higher, so points before and after it do not compare."
        )
        if scores
        else "",
    )


def _scores(answer: Answer) -> tuple[list[str], Points, dict[str, str]]:
    """The rounds up to the as-of date, the points of each vendor of the selection, and vendors' names."""
    table = answer.package.transparency
    package = answer.package
    vendors = set(answer.of_releases("vendor").tolist())
    if not answer.query.vendor and not answer.query.country and not answer.query.kind:
        vendors = set(package.vendors["vendor"].tolist())  # a filter of releases says nothing about a vendor's round
    scores: Points = {}
    rounds: set[str] = set()
    for when, vendor, domain, score in zip(
        *(table[name].tolist() for name in ("round", "vendor", "domain", "score")), strict=True
    ):
        if domain == TOTAL and vendor in vendors and when[:7] <= answer.as_of[:7] and score:
            scores.setdefault(vendor, {})[when] = float(score)
            rounds.add(when)
    return sorted(rounds), scores, package.names["vendors"]


def _mean(scores: Points, when: str, vendors: list[str] | None = None) -> float:
    found = [line[when] for vendor, line in scores.items() if when in line and (vendors is None or vendor in vendors)]
    return sum(found) / len(found) if found else float("nan")


def _finding(rounds: list[str], scores: Points, names: dict[str, str]) -> tuple[str, str]:
    if not scores:
        return nothing("No round of the Foundation Model Transparency Index is recorded for this selection")
    said: list[str] = []
    for before, after in pairwise(rounds):
        both = [vendor for vendor, line in scores.items() if before in line and after in line]
        if both and not _breaks(after):
            was, now = _mean(scores, before, both), _mean(scores, after, both)
            change = (
                f"stayed at {points(now)}"
                if points(was) == points(now)
                else f"{'rose' if now > was else 'fell'} from {points(was)} to {points(now)}"
            )
            said.append(
                f"the {count(len(both), 'vendor')} in both rounds, {day(before)} and {day(after)}, {change} points on "
                "average"
            )
    broken = [when for when in rounds[1:] if _breaks(when)]
    last = rounds[-1]
    leader = max((line[last], vendor) for vendor, line in scores.items() if last in line)
    title = (
        f"{upper_first(said[0])}; {day(last)} asked new questions and cannot be compared"
        if said and broken
        else f"{names.get(leader[1], leader[1])} leads the round of {day(last)} with {points(leader[0])} of 100"
    )
    vendors = {when: sum(when in line for line in scores.values()) for when in rounds}
    spoken = "; ".join(
        f"{day(when)}: mean {points(_mean(scores, when))} of {count(number, 'vendor')}"
        for when, number in vendors.items()
    )
    return title, f"Line chart by round, with the breaks between rounds marked. {title}. {spoken}."


def _figure(rounds: list[str], scores: Points, names: dict[str, str], theme: Theme) -> go.Figure:
    ink, ground = palette.TEXT[theme], palette.BACKGROUND[theme]
    return figure_of(
        theme,
        HEIGHT,
        [_vendors(rounds, scores, names, theme), _means(rounds, scores, ink)],
        xaxis={
            **{"tickvals": list(range(len(rounds))), "showgrid": False, "fixedrange": True, "zeroline": False},
            "ticktext": [
                f"{day(when).replace(' ', '<br>')}<br>n = {sum(when in line for line in scores.values())}"
                for when in rounds
            ],
            "tickfont": {"size": 12, "color": ink},
            "range": [-0.15, len(rounds) - 1 + 1.35],
        },
        yaxis={"range": [-3, 120], "tickvals": HUNDRED, "fixedrange": True},
        annotations=[*_labels(rounds, scores, names, ink, ground), *_changes(rounds, theme)],
        shapes=[
            {
                **{"type": "rect", "xref": "x", "yref": "paper", "y0": 0, "y1": 1, "layer": "below"},
                "line": {"width": 0},
                **{"x0": place - 0.56, "x1": place - 0.44, "fillcolor": palette.GRID[theme]},
            }
            for place, when in enumerate(rounds)
            if place and _breaks(when)
        ],
        legend={"traceorder": "normal"},
    )


def _breaks(when: str) -> bool:
    """Whether the numbers of a round cannot be set beside those of the round before."""
    return not BREAKS.get(when, ("", True))[1]


def _vendors(rounds: list[str], scores: Points, names: dict[str, str], theme: Theme) -> dict[str, Any]:
    """The lines of all vendors, broken where a round is missing and where the questions changed."""
    muted, ground = palette.MUTED[theme], palette.BACKGROUND[theme]
    marks: list[tuple[float | None, float | None, str]] = []
    for vendor, line in scores.items():
        name = figure_text(cut(names.get(vendor, vendor), 40))
        for place, when in enumerate(rounds):
            if place and _breaks(when):
                marks.append((None, None, ""))
            said = f"<b>{name}</b><br>{points(line[when])} of 100, {day(when)}" if when in line else ""
            marks.append((place, line[when], said) if said else (None, None, ""))
        marks.append((None, None, ""))
    x, y, hover = (list(column) for column in zip(*marks, strict=True))
    return {
        **{"type": "scatter", "mode": "lines+markers", "x": x, "y": y, "hoverinfo": "text", "hovertext": hover},
        **{"name": "One vendor", "line": {"width": 1.2, "color": muted}},
        "marker": {"size": 8, "color": muted, "opacity": 1, "line": {"width": 1, "color": ground}},
    }


def _means(rounds: list[str], scores: Points, ink: str) -> dict[str, Any]:
    means = [_mean(scores, when) for when in rounds]
    return {
        **{"type": "scatter", "mode": "markers", "name": "Mean of the round", "hoverinfo": "text"},
        **{"x": list(range(len(rounds))), "y": means},
        "hovertext": [f"Mean {points(mean)}, {day(when)}" for mean, when in zip(means, rounds, strict=True)],
        "marker": {"symbol": "line-ew", "size": 14, "line": {"width": 3, "color": ink}},
    }


def _changes(rounds: list[str], theme: Theme) -> list[dict[str, Any]]:
    """What changed between two rounds, in words above the plot."""
    return [
        {
            **{
                "x": place - 0.5,
                "y": 1,
                "yref": "paper",
                "yanchor": "top",
                "showarrow": False,
                "text": BREAKS[when][0],
            },
            "font": {"size": 10, "color": (palette.TEXT if _breaks(when) else palette.MUTED)[theme]},
        }
        for place, when in enumerate(rounds)
        if place and when in BREAKS
    ]


def _labels(rounds: list[str], scores: Points, names: dict[str, str], ink: str, ground: str) -> list[dict[str, Any]]:
    """Vendors' names beside their last round, moved apart where they would touch.

    Only the last round has room for the points as well: a name beside an earlier one would reach into the next.
    """
    found: list[dict[str, Any]] = []
    for number, when in enumerate(rounds):
        ending = sorted((line[when], vendor) for vendor, line in scores.items() if max(line) == when)
        last = number == len(rounds) - 1
        for height, (value, vendor) in zip(_apart([value for value, _ in ending]), ending, strict=True):
            name = figure_text(cut(names.get(vendor, vendor), 11 if last else 12))
            found.append(
                {
                    **{"x": number, "y": height, "xanchor": "left", "xshift": 12, "showarrow": False, "borderpad": 0},
                    "text": f"{name} {points(value)}" if last else name,
                    "font": {"size": 11, "color": ink},
                    "bgcolor": ground,
                }
            )
    return found


def _apart(values: list[float]) -> list[float]:
    """Ascending values moved apart by the height of a line, as much up as down.

    >>> _apart([10, 50, 50])
    [10.0, 48.35, 51.65]
    """
    up, down = list(values), list(values)
    for at in range(1, len(values)):
        up[at] = max(up[at], up[at - 1] + LINE)
        down[-at - 1] = min(down[-at - 1], down[-at] - LINE)
    return [(high + low) / 2 for high, low in zip(up, down, strict=True)]


def _table(rounds: list[str], scores: Points, names: dict[str, str]) -> pd.DataFrame:
    ordered = sorted(scores, key=lambda vendor: str(names.get(vendor, vendor)).casefold())
    return pd.DataFrame(
        {
            "Vendor": [names.get(vendor, vendor) for vendor in ordered],
            **{when: [scores[vendor].get(when, float("nan")) for vendor in ordered] for when in rounds},
        }
    )
