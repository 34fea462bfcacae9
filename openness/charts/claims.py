"""What vendors call their releases against the verdict those reach."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from openness.charts.kit import palette
from openness.charts.kit.axes import HUNDRED, PER_CENT
from openness.charts.kit.base import Chart, empty_figure, figure_of, nothing
from openness.charts.kit.palette import Theme
from openness.charts.kit.segments import marker, number_inside, segments
from openness.charts.kit.view import View, view_of
from openness.core.wording import count, cut, figure_text
from openness.findings.headline import CALLED_OPEN, CALLED_OPEN_WORDS, met_words
from openness.scoring.answer import Answer
from openness.scoring.gap import claims_by_verdict, reached_by_claim
from openness.scoring.scores import counts as tally_of

SLUG = "claims"
NAME = "What vendors call their releases, and their verdicts"
#: A part of the bars: its name, its colour, its hatch, and how many releases it counts under each claim.
Bar = tuple[str, str, dict[str, Any] | None, dict[str, int]]
# How each claim is read out, most open first; a claim that stands in no list is shown as it is.
CLAIM_WORDS = {
    "fully-open": "“fully open”",
    "open-source": "“open source”",
    "open": "“open”",
    "open-weights": "“open weights”",
    "proprietary": "proprietary",
    "none-found": "no claim found",
    "": "claim not recorded",
}


def chart(answer: Answer, theme: str = "light") -> Chart:
    """Share of the releases under each claim by the verdict they reach.

    A verdict counts as reached only where it is stated; undetermined ones are hatched in the colour of the lower
    verdict, and those with too little recorded are apart.
    """
    return draw(view_of(answer), palette.as_theme(theme))


def claim_words(claim: str) -> str:
    """A claim as it is read out: ``open-source`` as “open source”."""
    return CLAIM_WORDS.get(claim, f"“{claim}”")


def draw(view: View, theme: Theme = "light") -> Chart:
    """The chart of a view (see `chart`)."""
    claims = view.frame["claim"].tolist()
    order = [claim for claim in CLAIM_WORDS if claim in set(claims)] + sorted(set(claims) - CLAIM_WORDS.keys())
    bars = _bars(_tally(claims_by_verdict(view.scores, claims), view), order, view, theme)
    title, alt = _finding(view, order)
    return Chart(
        slug=SLUG,
        title=title,
        subtitle=(
            f"Releases by what their vendor calls them, and the verdict under {view.rubric}, in per cent of each "
            f"claim. n = {count(len(view.frame), 'release')}."
        ),
        figure=_figure(bars, order, theme) if order else empty_figure(theme),
        table=_table(bars, order),
        alt=alt,
        source=view.source,
        note=(
            "The claim is the vendor's own word at the address on the release's page. Hatched: the verdict is "
            "undetermined and at least the one named. Numbers in the bars count releases."
        ),
    )


def _tally(pairs: pd.DataFrame, view: View) -> pd.DataFrame:
    """Releases by claim, lower verdict and how firm it is."""
    index = {name: level for level, name in enumerate(view.scores.verdict_ids)}
    levels = pairs.assign(level=[index[name] for name in pairs["verdict"]])
    tally: pd.DataFrame = levels.groupby(["claim", "level", "status"], as_index=False)[["n"]].sum()
    return tally


def _bars(tally: pd.DataFrame, order: list[str], view: View, theme: Theme) -> list[Bar]:
    bars: list[Bar] = []
    for name, colour, pattern, chosen in segments(tally, view.titles, theme):
        numbers = dict.fromkeys(order, 0)
        for claim, number in zip(chosen["claim"].tolist(), chosen["n"].tolist(), strict=True):
            numbers[claim] += number
        bars.append((name, colour, pattern, numbers))
    return bars


def _totals(bars: list[Bar], order: list[str]) -> dict[str, int]:
    return {claim: sum(numbers[claim] for _, _, _, numbers in bars) for claim in order}


def _finding(view: View, order: list[str]) -> tuple[str, str]:
    best = view.best
    if not order:
        return nothing()
    if len(view.frame) == 1:
        row = view.frame.iloc[0]
        title = f"{row['name']}, {_called(row['claim'])}: {row['words']}"
        return title, f"A bar chart with one release. {title}."
    counts = reached_by_claim(view.scores, view.frame["claim"].tolist(), view.scores.verdict_ids[view.goal])
    called = counts[counts["claim"].isin(CALLED_OPEN)]
    total = int(called["total"].sum())
    if total == 0:
        title = f"None of these {len(view.frame):,} releases is called {CALLED_OPEN_WORDS} by its vendor"
    elif view.unprovable:
        title = view.unprovable
    else:
        mine = np.isin(view.frame["claim"].to_numpy(dtype=str), CALLED_OPEN)
        found = tally_of(view.scores, view.scores.verdict_ids[view.goal], rows=mine)
        title = f"Of releases called {CALLED_OPEN_WORDS}, {met_words(found, best)}"
    parts = [
        f"{claim_words(str(row['claim']))}: {row['proven']} of {row['total']} proven, "
        f"{row['undetermined']} undetermined"
        for row in counts.to_dict("records")
    ]
    return title, f"Stacked bars, one a claim. {title}. {'; '.join(parts)}."


def _called(claim: str) -> str:
    return claim_words(claim) if claim in ("", "none-found") else f"called {claim_words(claim)}"


def _figure(bars: list[Bar], order: list[str], theme: Theme) -> go.Figure:
    totals = _totals(bars, order)
    labels = {claim: f"{figure_text(cut(claim_words(claim), 24))}<br>n = {totals[claim]}" for claim in order}
    traces = []
    for name, colour, pattern, numbers in bars:
        traces.append(
            {
                "type": "bar",
                "y": [labels[claim] for claim in order],
                "x": [100 * numbers[claim] / totals[claim] for claim in order],
                "orientation": "h",
                "name": f"{figure_text(name)} ({sum(numbers.values())})",
                "text": [
                    f"<b>{numbers[claim]}</b>" if numbers[claim] / totals[claim] >= 0.035 else "" for claim in order
                ],
                **number_inside(colour, pattern, theme, 12),
                "customdata": list(numbers.values()),
                "hovertext": [
                    f"{figure_text(claim_words(claim))}: {numbers[claim]} of {totals[claim]}, {figure_text(name)}"
                    for claim in order
                ],
                "hoverinfo": "text",
                "marker": marker(colour, pattern, theme),
            }
        )
    return figure_of(
        theme,
        130 + 58 * len(order) + 22 * 3,
        traces,
        barmode="stack",
        legend={"traceorder": "normal", "y": -0.1},
        bargap=0.3,
        margin={"r": 24},  # room for half of “100%”: Plotly leaves out a label that would be cut
        uniformtext={"minsize": 11, "mode": "hide"},
        xaxis={"range": [0, 100], "tickvals": HUNDRED, "ticktext": PER_CENT, "fixedrange": True},
        yaxis={
            "autorange": "reversed",
            "showgrid": False,
            "fixedrange": True,
            "tickfont": {"color": palette.TEXT[theme]},
        },
    )


def _table(bars: list[Bar], order: list[str]) -> pd.DataFrame:
    """One row a claim, one column a part of the bar."""
    return pd.DataFrame(
        {
            "Claim": [claim_words(claim) for claim in order],
            "Releases": list(_totals(bars, order).values()),
            **{name: list(numbers.values()) for name, _, _, numbers in bars},
        }
    )
