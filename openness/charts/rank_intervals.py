"""Where each release stands in nearly all rankings that other defensible assumptions would give."""

from __future__ import annotations

from dataclasses import replace
from itertools import groupby
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from openness.charts.assumed import DRAW, VARY, assumptions, listed
from openness.charts.kit import palette
from openness.charts.kit.axes import rows_axis
from openness.charts.kit.base import EMPTY, NO_RELEASE, Chart, empty_figure, figure_of
from openness.charts.kit.options import Option
from openness.charts.kit.palette import Theme
from openness.charts.kit.view import View, view_of
from openness.core.wording import count, cut, figure_text, lower_first, places, share
from openness.robustness.draws import Varied
from openness.robustness.intervals import Robustness, robustness_of
from openness.scoring.answer import Answer

SLUG = "rank-intervals"
NAME = "How stable each place in the ranking is"
SHOW = Option("show", "Releases shown", {"40": "The first 40", "100": "The first 100", "all": "All that are ranked"})
PAGE = "robustness"
OPTIONS = (VARY, DRAW, SHOW)
ROW = 19
NOTE = (
    "Bar: nine in ten trials put the release there. Shading separates groups: within one, no release ranks above "
    "another in 95% of the trials or more. Facts count as recorded; errors in them are not varied."
)


def chart(answer: Answer, theme: str = "light", *, vary: str = "all", draw: str = "shifted", show: str = "40") -> Chart:
    """Rank as it stands, median rank and the 5th to 95th percentile of the rank over drawn assumptions.

    See `openness.robustness.intervals` for the method. Releases below the coverage bar are counted, not ranked.
    """
    return _draw(view_of(answer), robustness_of(answer, assumptions(vary, draw)), palette.as_theme(theme), show)


def _draw(view: View, firm: Robustness, theme: Theme, show: str = "40") -> Chart:
    """The chart of a view (see `chart`)."""
    total, ranked = len(view.frame), len(firm.releases)
    shown = ranked if show == "all" else min(int(show), ranked)
    names = dict(zip(view.frame["release"], view.frame["name"], strict=True))
    title = _title(view, firm, names)
    measure = (
        f"Rank over {firm.draws:,} trials of the assumptions, under {view.rubric}. n = {count(total, 'release')}; "
        f"{ranked:,} ranked, {len(firm.left_out):,} left out because facts are missing."
    )
    if 0 < shown < ranked:
        measure += f" Shown: the first {shown}."
    return Chart(
        slug=SLUG,
        title=title,
        subtitle=measure,
        figure=_figure(firm, names, shown, theme)
        if ranked > 1
        else empty_figure(theme, EMPTY if total == 0 else "There is no ranking to test."),
        table=_table(firm, names),
        alt=_alt(title, firm, names),
        source=view.source,
        note=f"{NOTE} {_varied(firm.varied)} Seed {firm.seed}." if ranked > 1 else "",
        decimals=dict.fromkeys(("Rank", "Median rank", "5th percentile", "95th percentile", "Top ten, % of draws"), 1),
    )


def _title(view: View, firm: Robustness, names: dict[str, str]) -> str:
    ranked = len(firm.releases)
    if view.frame.empty:
        return NO_RELEASE
    if len(view.frame) == 1:
        why = "nothing to rank it against" if ranked else "too little recorded to rank it"
        return f"{view.frame['name'].iloc[0]}: {why}"
    if ranked == 0:
        return f"Too little is recorded to rank any of these {len(view.frame):,} releases"
    if ranked == 1:
        return f"Only {names[firm.releases[0]]} can be ranked: too little is recorded of the others"
    if not firm.varied:
        return f"Nothing of this kind can be varied in {view.rubric}"
    typical = round(float(np.median(firm.width)))
    if typical < 1:
        return f"A typical release keeps its place among {ranked:,} in 90% of the settings tested"
    return f"A typical release moves within {typical:,} of {ranked:,} places in 90% of the settings tested"


def _varied(varied: tuple[Varied, ...]) -> str:
    """What was varied, as sentences: what is drawn alike stands together, that it is drawn evenly is said once."""
    brief = []
    for drawn, alike in groupby(varied, key=lambda one: one.drawn):
        first, *others = alike
        title = " and ".join([first.title, *(lower_first(one.title) for one in others)])
        brief.append(replace(first, title=title, drawn=drawn.replace(", uniform", "").replace(", each as likely", "")))
    return listed(tuple(brief)) + (" Within a range, and among choices, all are equally likely." if varied else "")


def _alt(title: str, firm: Robustness, names: dict[str, str]) -> str:
    if len(firm.releases) < 2:
        return f"An empty chart. {title}."
    always = [names[release] for release, top in zip(firm.releases, firm.top_ten, strict=True) if top >= 0.95]
    in_top = f" In the top ten in at least 95% of the trials: {', '.join(always)}." if always else ""
    return f"A bar a release from its 5th to its 95th percentile of rank. {title}.{in_top}"


def _figure(firm: Robustness, names: dict[str, str], shown: int, theme: Theme) -> go.Figure:
    last = max(float(firm.worst[:shown].max()), float(firm.rank[:shown].max()))
    shades, numbers = _tiers(firm, shown, theme)
    return figure_of(
        theme,
        110 + ROW * shown,
        _marks(firm, names, shown, theme),
        shapes=shades,
        annotations=numbers,
        legend={"traceorder": "normal", "y": -24 / (ROW * shown + 60)},
        margin={"t": 48, "b": 40},
        bargap=0.2,
        xaxis={
            "title": {"text": "Rank"},
            "side": "top",
            "range": [1 - last * 0.02, last * 1.3 + 0.5],  # room for the numbers of the tiers on a telephone
            "tickvals": [1, *range(_step(last), int(last) + 1, _step(last))],
            "fixedrange": True,
        },
        yaxis=rows_axis([figure_text(cut(names[release], 24)) for release in firm.releases[:shown]], theme, foot=0.4),
    )


def _marks(firm: Robustness, names: dict[str, str], shown: int, theme: Theme) -> list[dict[str, Any]]:
    """A bar a release, and on it the median and the rank in force."""
    rows = list(range(shown))
    grey, ink = palette.UNKNOWN[theme], palette.TEXT[theme]
    said = {
        "hovertext": [
            f"<b>{figure_text(names[firm.releases[n]])}</b><br>rank {places(firm.rank[n])} in force, "
            f"median {places(firm.median[n])}<br>{places(firm.best[n])} to {places(firm.worst[n])} in 90% of the trials"
            f"<br>top ten in {share(round(firm.top_ten[n] * firm.draws), firm.draws)}; group {firm.tier[n]}"
            for n in rows
        ],
        "hoverinfo": "text",
        "customdata": [firm.releases[n] for n in rows],
    }
    bars = {
        "type": "bar",
        "y": rows,
        "x": [float(firm.worst[n] - firm.best[n]) for n in rows],
        "base": [float(firm.best[n]) for n in rows],
        "orientation": "h",
        "width": 0.5,
        "name": "5th to 95th percentile",
        "marker": {"color": grey, "line": {"width": 1, "color": grey}},
        **said,
    }
    rim = {"width": 1.5, "color": palette.BACKGROUND[theme]}
    return [
        bars,
        *(
            {
                "type": "scatter",
                "y": rows,
                "x": [float(values[n]) for n in rows],
                "mode": "markers",
                "name": name,
                "marker": {"color": ink, "symbol": symbol, "size": size, "line": line},
                **said,
            }
            for name, values, symbol, size, line in (
                ("Median", firm.median, "line-ns", 13, {"width": 2, "color": ink}),
                ("Rank in force", firm.rank, "circle", 8, rim),
            )
        ),
    ]


def _tiers(firm: Robustness, shown: int, theme: Theme) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Every other tier stands on a shade, with its number at the right edge of its first row: shapes, annotations."""
    tiers = firm.tier[:shown]
    starts = [0, *(np.flatnonzero(np.diff(tiers)) + 1).tolist()]
    shapes: list[dict[str, Any]] = []
    notes: list[dict[str, Any]] = []
    for start, end in zip(starts, [*starts[1:], shown], strict=True):
        if tiers[start] % 2:
            shapes.append(
                {
                    "type": "rect",
                    "layer": "below",
                    "xref": "paper",
                    "x0": 0,
                    "x1": 1,
                    "y0": start - 0.5,
                    "y1": end - 0.5,
                    "fillcolor": palette.SHADE[theme],
                    "line": {"width": 0},
                }
            )
        notes.append(
            {
                "xref": "paper",
                "x": 1,
                "xanchor": "right",
                "y": start,
                "text": f"group {tiers[start]}",
                "showarrow": False,
                "font": {"size": 11, "color": palette.MUTED[theme]},
            }
        )
    return shapes, notes


def _step(last: float) -> int:
    """Places between two ticks: few enough for a telephone, on round numbers."""
    return next((step for step in (1, 2, 5, 10, 20, 50, 100, 200, 500) if last / step <= 5), 1000)


def _table(firm: Robustness, names: dict[str, str]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "Release": [names[release] for release in firm.releases],
            "Rank": firm.rank,
            "Median rank": firm.median,
            "5th percentile": firm.best,
            "95th percentile": firm.worst,
            "Top ten, % of draws": 100 * firm.top_ten,
            "Tier": firm.tier,
        }
    )
