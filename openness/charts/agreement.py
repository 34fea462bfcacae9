"""How far two definitions put releases in the same order, over the verdicts that both state."""

from __future__ import annotations

import math

import pandas as pd
import plotly.graph_objects as go

from openness.charts.kit import grid, palette
from openness.charts.kit.base import Chart, empty_chart
from openness.charts.kit.palette import Theme
from openness.charts.kit.view import view_of
from openness.core.wording import count, decimal, listed
from openness.findings.agreement import agreement
from openness.findings.definitions import Definitions, definitions
from openness.scoring.answer import Answer

SLUG = "agreement"
NAME = "How far two definitions agree on the order"
PAGE = "definitions"
PART = (("part", "two"),)
#: Fewer releases than this make no correlation worth stating.
LEAST = 8


def chart(answer: Answer, theme: str = "light") -> Chart:
    """Rank correlation of every pair of definitions, over the releases whose verdict is stated under both."""
    found, view = definitions(answer), view_of(answer)
    total = len(found.releases)
    subtitle = (
        f"Spearman's rank correlation of verdicts, {answer.definition} and "
        f"{count(len(found.answers) - 1, 'other definition')} in pairs, each over the releases whose verdict both "
        f"state. n = {count(total, 'release')}; the n of a pair is below its number."
    )
    table = agreement(found)
    if not total:
        return empty_chart(SLUG, subtitle, palette.as_theme(theme), view.source)
    table.loc[table["n"] < LEAST, ["correlation", "same_order"]] = math.nan
    title = _finding(table, found, str(answer.table["name"].iloc[0]))
    return Chart(
        slug=SLUG,
        title=title,
        subtitle=subtitle,
        figure=_figure(found, table, palette.as_theme(theme)),
        table=_table(table, found),
        alt=f"A grid of pairs of definitions. {title}. {_alt(table, found)}",
        source=view.source,
        note=(
            "1 means the same order, 0 none in common. There is a dash where a definition gives the same verdict to "
            f"all of these releases, or where both state a verdict on fewer than {LEAST}. Verdicts that are "
            "undetermined under either definition do not count here; the table says how many releases are higher, "
            "lower or may still change."
        ),
        decimals=dict.fromkeys(("Rank correlation",), 2),
    )


def _titles(found: Definitions) -> dict[str, str]:
    return dict(zip(found.ids, found.titles, strict=True))


def _finding(table: pd.DataFrame, found: Definitions, name: str) -> str:
    if len(found.releases) == 1:
        stated = sum(int(found.low[0, at] == found.high[0, at]) for at in range(len(found.answers)))
        return f"{name}: {stated} of {len(found.answers)} definitions state a verdict"
    known = table.dropna(subset="correlation")
    if known.empty:
        return "Too few verdicts are stated to say how far definitions agree"
    titles = _titles(found)
    mine = known[(known["one"] == found.chosen.base_rubric.id) | (known["other"] == found.chosen.base_rubric.id)]
    if len(mine) < 2:
        best = known.sort_values("correlation", ascending=False, kind="stable").to_dict("records")[0]
        return f"{titles[best['one']]} and {titles[best['other']]} agree most ({best['correlation']:.2f})"
    order = mine.sort_values("correlation", ascending=False, kind="stable").to_dict("records")
    best, worst = order[0], order[-1]
    near, far = (
        titles[row["other"] if row["one"] == found.chosen.base_rubric.id else row["one"]] for row in (best, worst)
    )
    return (
        f"{titles[found.chosen.base_rubric.id]} agrees most with {near} ({best['correlation']:.2f}) "
        f"and least with {far} ({worst['correlation']:.2f})"
    )


def _alt(table: pd.DataFrame, found: Definitions) -> str:
    titles = _titles(found)
    known = table.dropna(subset="correlation")
    said = [
        f"{titles[row['one']]} and {titles[row['other']]} {row['correlation']:.2f} over {row['n']} releases"
        for row in known.to_dict("records")
    ]
    return f"Correlations: {listed(said)}." if said else "No pair has enough stated verdicts."


def _figure(found: Definitions, table: pd.DataFrame, theme: Theme) -> go.Figure:
    titles = _titles(found)
    pairs = {frozenset((row["one"], row["other"])): row for row in table.to_dict("records")}
    rows: list[list[grid.Cell | None]] = []
    for one in found.ids[1:]:
        cells: list[grid.Cell | None] = []
        for other in found.ids[:-1]:
            row = pairs.get(frozenset((one, other)))
            if row is None or found.ids.index(other) >= found.ids.index(one):
                cells.append(None)
                continue
            value = float(row["correlation"])
            words = decimal(value, 2)
            colour = grid.neutral(0 if math.isnan(value) else value, theme)
            hover = f"{titles[other]} and {titles[one]}\ncorrelation {words}, n = {row['n']}"
            cells.append(grid.Cell(f"{words}\n{row['n']}", colour, "", hover))
        rows.append(cells)
    return grid.draw(found.shorts[1:], found.shorts[:-1], rows, theme, row_height=44, across=grid.ACROSS)


def _table(table: pd.DataFrame, found: Definitions) -> pd.DataFrame:
    titles = _titles(found)
    return pd.DataFrame(
        {
            "Definition": [titles[name] for name in table["one"]],
            "Set beside": [titles[name] for name in table["other"]],
            "Both state a verdict": table["n"],
            "Rank correlation": table["correlation"],
            "Pairs in the same order, %": 100 * table["same_order"],
            "Higher under the second": table["higher"],
            "Lower": table["lower"],
            "The same": table["same"],
            "May still change": table["may_change"],
            "Not enough recorded": table["not_enough_recorded"],
        }
    )
