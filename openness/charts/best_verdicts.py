"""How many releases reach the best verdict of each definition: proven, still possible, ruled out."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import plotly.graph_objects as go

from openness.charts.kit import grid, palette
from openness.charts.kit.axes import rows_axis
from openness.charts.kit.base import NO_RELEASE, Chart, empty_chart, figure_of
from openness.charts.kit.palette import Theme
from openness.charts.kit.segments import marker, number_inside, reached_looks
from openness.charts.kit.view import view_of
from openness.charts.verdicts_by_year import WORDS
from openness.core.wording import count, figure_text, upper_first
from openness.findings.definitions import definitions, unchecked_of
from openness.scoring.answer import Answer
from openness.scoring.scores import REACHED, counts

SLUG = "best-verdicts"
NAME = "Releases that reach the best verdict of each definition"
PAGE = "definitions"


def chart(answer: Answer, theme: str = "light") -> Chart:
    """Every release counted once under each definition: proven, undetermined, not enough recorded, ruled out.

    A definition counts by the best verdict that can be proven at all, and is left out where none can.
    """
    found, view, tone = definitions(answer), view_of(answer), palette.as_theme(theme)
    total = len(found.releases)
    subtitle = (
        f"Releases by whether they reach the best verdict of each definition ({answer.definition} and "
        f"{count(len(found.answers) - 1, 'other')}). n = {count(total, 'release')}."
    )
    if not total:
        return empty_chart(SLUG, subtitle, tone, view.source, alt=f"An empty chart: {NO_RELEASE}.")
    rows = []
    judged = [(one, short) for one, short in zip(found.answers, found.shorts, strict=True) if one.rubric.provable]
    for one, _ in judged:
        reached = counts(one.scores, one.scores.verdict_ids[one.rubric.goal])
        numbers = (reached.proven, reached.undetermined, reached.not_enough_recorded, reached.ruled_out)
        rows.append(
            {
                "title": one.rubric.title,
                "best": one.rubric.verdict_titles[one.rubric.goal],
                **dict(zip(REACHED, numbers, strict=True)),
            }
        )
    table = pd.DataFrame(rows)
    title = _finding(table, total, str(answer.table["name"].iloc[0]))
    return Chart(
        slug=SLUG,
        title=title,
        subtitle=subtitle,
        figure=_figure(table, [short for _, short in judged], tone),
        table=table.rename(
            columns={
                "title": "Definition",
                "best": "Best verdict",
                **{name: upper_first(WORDS[name]) for name in REACHED},
            }
        ),
        alt=f"Stacked bars, one a definition. {title}. "
        + "; ".join(f"{row['title']}: {row['proven']} proven, {row['undetermined']} undetermined" for row in rows)
        + ".",
        source=view.source,
        note=(
            "Proven and ruled out rest on recorded facts; what cannot be told yet could still go either way. Too few "
            "facts: the same with less known than the definition's minimum of known facts. "
            + unchecked_of(found.answers)
        ).strip(),
    )


def _finding(table: pd.DataFrame, total: int, name: str) -> str:
    if total == 1:
        proven = int(table["proven"].sum())
        return f"{name}: proven to reach the best verdict of {proven} of {len(table)} definitions"
    order = table.sort_values("proven", ascending=False, kind="stable").to_dict("records")
    most, least = order[0], order[-1]
    if most["proven"] == least["proven"]:
        return f"{most['proven']:,} of {total:,} releases are proven to reach the best verdict of each definition"
    return (
        f"Proven to reach the best verdict: {least['proven']:,} of {total:,} releases under “{least['title']}”, "
        f"{most['proven']:,} under “{most['title']}”"
    )


def _figure(table: pd.DataFrame, names: Sequence[str], theme: Theme) -> go.Figure:
    at = list(range(len(table)))
    total = int(table[list(REACHED)].iloc[0].sum())
    traces = []
    for name, (colour, pattern) in zip(REACHED, reached_looks(theme), strict=True):
        numbers = table[name].tolist()
        traces.append(
            {
                "type": "bar",
                "y": at,
                "x": numbers,
                "orientation": "h",
                "name": f"{upper_first(WORDS[name])}",
                "marker": marker(colour, pattern, theme),
                "text": [f"<b>{number}</b>" if number >= 0.03 * total else "" for number in numbers],
                **number_inside(colour, pattern, theme, 12),
                "hovertext": [
                    f"{figure_text(title)}<br>“{figure_text(best)}”: {number} {WORDS[name]}"
                    for title, best, number in zip(table["title"], table["best"], numbers, strict=True)
                ],
                "hoverinfo": "text",
            }
        )
    return figure_of(
        theme,
        130 + 44 * len(table),
        traces,
        barmode="stack",
        legend={"traceorder": "normal", "y": -0.2},
        xaxis={"title": {"text": "Releases"}, "fixedrange": True},
        yaxis=rows_axis([grid.label(name, 20) for name in names], theme, foot=0.5),
    )
