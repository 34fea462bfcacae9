"""How many releases of each year reach the definition's best verdict, as four honest counts."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from openness.charts.kit import palette
from openness.charts.kit.base import EMPTY, Chart, empty_figure, figure_of, nothing
from openness.charts.kit.palette import Theme
from openness.charts.kit.segments import marker, reached_looks
from openness.charts.kit.view import View, view_of
from openness.core.wording import count, day, figure_text, listed, upper_first
from openness.scoring.answer import Answer
from openness.scoring.gap import reached_by_year
from openness.scoring.scores import REACHED

SLUG = "verdicts-by-year"
NAME = "Releases that reach the best verdict, by year"
HEIGHT = 420
# The four answers to "does it reach this verdict?", as a reader hears them.
WORDS = {
    "proven": "proven",
    "undetermined": "cannot be told yet",
    "not-enough-recorded": "too few facts",
    "ruled-out": "ruled out",
}


def chart(answer: Answer, theme: str = "light") -> Chart:
    """Releases by year of release and by whether they reach the best verdict of the definition.

    Every release is counted once: proven, undetermined, undetermined with too little recorded to tell (below the
    coverage bar), or ruled out.
    """
    return draw(view_of(answer), palette.as_theme(theme))


def draw(view: View, theme: Theme = "light") -> Chart:
    """The chart of a view (see `chart`)."""
    years = reached_by_year(view.scores, view.frame["released"].tolist(), view.scores.verdict_ids[view.goal])
    years["year"] = years["year"].replace("", "no date")
    title, alt = _finding(years, view)
    empty = EMPTY if not len(years) else "Nothing to count." if view.unprovable else ""
    return Chart(
        slug=SLUG,
        title=title,
        subtitle=(
            f"Releases by year of release, and whether they reach “{view.titles[view.goal]}” under {view.rubric}. "
            f"n = {count(len(view.frame), 'release')}; above each bar those of its year. "
            f"{_last_year(years, view.as_of)}"
        ).strip(),
        figure=empty_figure(theme, empty) if empty else _figure(years, theme),
        table=_table(years),
        alt=alt,
        source=view.source,
        note=(
            "Cannot be told yet: nothing recorded rules the verdict out, and something is missing to prove it. Too few "
            "facts: the same, with less known than the definition's minimum of known facts, so that silence is not "
            "read as a chance."
        ),
    )


def _finding(years: pd.DataFrame, view: View) -> tuple[str, str]:
    best = view.best
    total, proven = int(years["total"].sum()), int(years["proven"].sum())
    if total == 0:
        return nothing()
    if total == 1:
        answer = next(WORDS[name] for name in REACHED if years[name].sum())
        title = f"{view.frame['name'].iloc[0]}: “{view.titles[view.goal]}” is {answer}"
        return title, f"A bar chart with one release. {title}."
    if view.unprovable:
        return view.unprovable, f"An empty chart: {view.unprovable}."
    if proven == 0:
        title = f"None of {total:,} releases is proven to {best}"
    elif len(years) == 1:
        title = f"{proven:,} of {count(total, 'release')} of {years['year'].iloc[0]} {_is(proven)} proven to {best}"
    else:
        title = (
            f"{proven:,} of {total:,} releases {_is(proven)} proven to {best}, "
            f"never more than {years['proven'].max()} in a year"
        )
    sums = listed(f"{int(years[name].sum())} {WORDS[name]}" for name in REACHED)
    return title, f"Stacked bar chart, {years['year'].iloc[0]} to {years['year'].iloc[-1]}. {title}. In all, {sums}."


def _is(number: int) -> str:
    return "is" if number == 1 else "are"


def _last_year(years: pd.DataFrame, as_of: str) -> str:
    return f"{as_of[:4]} runs to {day(as_of)}." if as_of[:4] in set(years["year"]) and as_of[5:] != "12-31" else ""


def _figure(years: pd.DataFrame, theme: Theme) -> go.Figure:
    named, totals = years["year"].tolist(), years["total"].tolist()
    traces = []
    for name, look in zip(REACHED, reached_looks(theme), strict=True):
        words, numbers = WORDS[name], years[name].tolist()
        traces.append(
            {
                "type": "bar",
                "x": named,
                "y": numbers,
                "name": f"{upper_first(words)} ({sum(numbers)})",
                "marker": marker(*look, theme),
                "hovertext": [
                    f"{figure_text(str(year))}: {number} of {total} {words}"
                    for year, number, total in zip(named, numbers, totals, strict=True)
                ],
                "hoverinfo": "text",
            }
        )
    return figure_of(
        theme,
        HEIGHT,
        traces,
        annotations=[
            {"x": at, "y": total, "text": f"<b>{total}</b>", "showarrow": False, "yshift": 10, "font": {"size": 12}}
            for at, total in enumerate(totals)
        ],
        barmode="stack",
        legend={"traceorder": "normal"},
        xaxis={
            "type": "category",
            "showgrid": False,
            "fixedrange": True,
            "tickfont": {"size": 11},
            "autotickangles": [0, 90],
        },
        yaxis={
            "title": {"text": "Releases"},
            "fixedrange": True,
            "range": [0, max(totals) * 1.1],
            "rangemode": "tozero",
            "tickformat": ",d",
            **({"dtick": 1} if max(totals) < 6 else {}),
        },
    )


def _table(years: pd.DataFrame) -> pd.DataFrame:
    return years.rename(
        columns={
            "year": "Year",
            "total": "Releases",
            **{name: upper_first(WORDS[name]) for name in REACHED},
        }
    )
