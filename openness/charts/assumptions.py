"""Which assumption of a definition moves its ranking most: first-order and total Sobol' shares."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from openness.charts.assumed import DRAW, assumptions
from openness.charts.kit import palette
from openness.charts.kit.axes import HUNDRED, rows_axis
from openness.charts.kit.base import EMPTY, NO_RELEASE, Chart, empty_figure, figure_of
from openness.charts.kit.palette import Theme
from openness.charts.kit.view import View, view_of
from openness.core.wording import count, cut, figure_text, lower_first, percent, places, points
from openness.robustness.sensitivity import Effect, Sensitivity, sensitivity_of
from openness.scoring.answer import Answer

SLUG = "assumptions"
NAME = "Which assumption moves the ranking most"
PAGE = "robustness"
OPTIONS = (DRAW,)
NOTE = (
    "By itself: how much of the movement would go if this one assumption were settled. In all: the same, with what it "
    "does together with others; these shares may add up to more than 100%. Strokes: 95% confidence interval of the "
    "estimate."
)


def chart(answer: Answer, theme: str = "light", *, draw: str = "shifted") -> Chart:
    """First-order and total Sobol' share of each assumption in the variance of the mean absolute rank change.

    See `openness.robustness.sensitivity` for the method.
    """
    return _draw(view_of(answer), sensitivity_of(answer, assumptions("all", draw)), palette.as_theme(theme))


def _draw(view: View, found: Sensitivity, theme: Theme) -> Chart:
    """The chart of a view (see `chart`)."""
    title = _title(view, found)
    total = len(view.frame)
    return Chart(
        slug=SLUG,
        title=title,
        subtitle=(
            f"How much of the movement of the ranking (mean rank change) each assumption explains under {view.rubric}, "
            f"in per cent, over {found.runs:,} rankings. n = {count(total, 'release')}; {found.releases:,} ranked."
        ),
        figure=_figure(found, theme) if found.effects else empty_figure(theme, EMPTY if total == 0 else title + "."),
        table=_table(found),
        alt=_alt(title, found),
        source=view.source,
        note=f"{NOTE} On average a trial puts a release {places(found.mean)} places from its rank in force."
        if found.effects
        else "",
        decimals=dict.fromkeys(("By itself, %", "± (by itself)", "In all, %", "± (in all)"), 1),
    )


def _title(view: View, found: Sensitivity) -> str:
    if view.frame.empty:
        return NO_RELEASE
    if len(view.frame) == 1:
        return f"{view.frame['name'].iloc[0]}: no ranking, so no assumption can move it"
    if found.releases < 2:
        return "Fewer than two releases can be ranked, so no assumption can move a rank"
    if not found.effects and found.mean > 0:
        return "The ranks move about as far in nearly every trial, so no assumption stands out"
    if not found.effects:
        return "No assumption that was varied moves a rank"
    most = found.effects[0]
    return f"What moves the ranking most: {lower_first(most.varied.title)}, {percent(most.total)} of the movement"


def _alt(title: str, found: Sensitivity) -> str:
    if not found.effects:
        return f"An empty chart. {title}."
    parts = [
        f"{lower_first(e.varied.title)} {percent(e.first)} by itself, {percent(e.total)} in all" for e in found.effects
    ]
    return f"Two bars an assumption. {title}. {'; '.join(parts)}."


def _figure(found: Sensitivity, theme: Theme) -> go.Figure:
    effects = found.effects
    ends = [100 * (effect.total + effect.total_within) for effect in effects]
    numbers = [
        {
            "x": end,
            "y": row + 0.16,
            "text": f"<b>{percent(effect.total)}</b>",
            "showarrow": False,
            "xanchor": "left",
            "xshift": 6,
            "font": {"size": 12},
        }
        for row, (effect, end) in enumerate(zip(effects, ends, strict=True))
    ]
    return figure_of(
        theme,
        120 + 46 * len(effects),
        _bars(effects, theme),
        annotations=numbers,
        barmode="overlay",
        legend={"traceorder": "normal", "y": -0.1},
        xaxis={
            "range": [0, max(100.0, *ends) * 1.4],
            "tickvals": HUNDRED,
            "ticktext": [f"{tick}%" if tick % 50 == 0 else "" for tick in HUNDRED],
            "fixedrange": True,
        },
        yaxis=rows_axis([figure_text(_broken(effect.varied.title)).replace("\n", "<br>") for effect in effects], theme),
    )


def _bars(effects: Sequence[Effect], theme: Theme) -> list[dict[str, Any]]:
    """Two bars an assumption, each with the interval of its estimate."""
    looks = (
        ("In all", [e.total for e in effects], [e.total_within for e in effects], palette.UNKNOWN[theme], 0.16),
        ("By itself", [e.first for e in effects], [e.first_within for e in effects], palette.TEXT[theme], -0.2),
    )
    return [
        {
            "type": "bar",
            "y": [row + offset for row in range(len(effects))],
            "x": [100 * share for share in shares],
            "width": 0.32,
            "orientation": "h",
            "name": name,
            "marker": {"color": colour},
            "error_x": {
                "array": [100 * w for w in within],
                "color": palette.MUTED[theme],
                "thickness": 1.2,
                "width": 3,
            },
            "hovertext": [
                f"<b>{figure_text(effect.varied.title)}</b><br>"
                f"{name.lower()}: {percent(share)} ± {points(100 * w)}<br>"
                f"in force: {figure_text(effect.varied.in_force)}<br>in the trials: {figure_text(effect.varied.drawn)}"
                for effect, share, w in zip(effects, shares, within, strict=True)
            ],
            "hoverinfo": "text",
        }
        for name, shares, within, colour, offset in reversed(looks)
    ]


def _broken(title: str) -> str:
    """A label on two lines, cut where it is longer."""
    if len(title) <= 20:
        return title
    at = title.rfind(" ", 0, 21)
    return f"{title[:at]}\n{cut(title[at + 1 :], 22)}"


def _table(found: Sensitivity) -> pd.DataFrame:
    effects = found.effects
    return pd.DataFrame(
        {
            "Assumption": [effect.varied.title for effect in effects],
            "As it stands": [effect.varied.in_force for effect in effects],
            "Drawn": [effect.varied.drawn for effect in effects],
            "By itself, %": [100 * effect.first for effect in effects],
            "± (by itself)": [100 * effect.first_within for effect in effects],
            "In all, %": [100 * effect.total for effect in effects],
            "± (in all)": [100 * effect.total_within for effect in effects],
        }
    )
