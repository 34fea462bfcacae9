"""What is known of each component, and how: a heat map of components by year of release or by way of knowing."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from openness.charts.kit import grid, palette
from openness.charts.kit.base import Chart, empty_chart, twin
from openness.charts.kit.options import Option
from openness.charts.kit.palette import Theme
from openness.charts.kit.view import view_of
from openness.core.wording import count, share
from openness.findings.coverage import HOW, how_known, known
from openness.scoring.answer import Answer

SLUG = "known"
NAME = "What is known of each component"
PAGE = "data"
OPTIONS = (
    Option(
        "columns",
        "Columns",
        {"year": "Year of release", "how": "How it is known"},
        "How it is known: read first-hand or by machine, looked up in a library, from the base, or an index alone",
    ),
)
ALL = "All"
_SHORT = {
    "first-hand": "First-hand",
    "library": "Library",
    "machine": "Machine",
    "derived": "From base",
    "index": "Index alone",
    "unsettled": "Not settled",
    "unknown": "Unknown",
}
_YEARS = 5
_UNDATED = "no date"
_MARK = "•"


def chart(answer: Answer, theme: str = "light", *, columns: str = "year") -> Chart:
    """Share of the selected releases of which a component is known, component by component.

    A component that cannot exist for a release is left out of its share. Known is every state but `unknown` and
    `unsettled`.
    """
    view, total = view_of(answer), len(answer.selected)
    asked = {name for criterion in answer.rubric.criteria.values() for name in criterion.members}
    subtitle = (
        f"Share of releases of which the state of a component is known, in per cent; {_MARK} marks what "
        f"{answer.definition} asks for. n = {count(total, 'release')}."
    )
    if not total:
        return empty_chart(SLUG, subtitle, palette.as_theme(theme), view.source)
    cells = how_known(answer)
    cells["known"] = known(cells)
    shares = _by_year(cells) if columns == "year" else _by_how(cells)
    names = answer.package.names["components"]
    ids = [name for name in names if name in shares.index]
    title = _finding(cells, asked, names, answer)
    return Chart(
        slug=SLUG,
        title=title,
        subtitle=subtitle,
        figure=_figure(shares.drop(columns=_UNDATED, errors="ignore"), ids, names, asked, palette.as_theme(theme)),
        table=_table(cells, shares, ids, names, asked),
        alt=f"A grid of {len(ids)} components by {OPTIONS[0].values[columns].lower()}. {title}.",
        source=view.source,
        note=(
            "The darker, the more is known: pale up to a third, dark from two thirds. Not settled: somebody looked, "
            "and the pages do not say. Unknown is never counted as closed; it is the range of a score. A component "
            "that cannot exist for a release is left out; releases without a date are in the table only."
        ),
        options=(("columns", columns),) if columns != OPTIONS[0].default else (),
        decimals={_percent(column): 1 for column in shares.columns},
    )


def _by_year(cells: pd.DataFrame) -> pd.DataFrame:
    """Shares of each component by year, the early years together, and of all releases."""
    years = sorted({year for year in cells["year"] if year})
    first = years[-_YEARS] if len(years) > _YEARS else ""
    early = f"to {int(first) - 1}" if first else ""
    named = cells["year"].map(lambda year: _UNDATED if not year else early if year < first else year)
    table = cells.groupby(["component", named])["known"].mean().unstack()
    order = [name for name in (early, *years, _UNDATED) if name in table.columns]
    return table[order].assign(**{ALL: cells.groupby("component")["known"].mean()})[[ALL, *order]]


def _by_how(cells: pd.DataFrame) -> pd.DataFrame:
    """Shares of each component by the way in which it is known; a way in which nothing is known is left out."""
    table = cells.groupby("component")["how"].value_counts(normalize=True).unstack(fill_value=0)
    return table[[how for how in HOW if how in table]].rename(columns=_SHORT)


def _finding(cells: pd.DataFrame, asked: set[str], names: dict[str, str], answer: Answer) -> str:
    mine = cells[cells["component"].isin(asked)]
    if len(answer.selected) == 1:
        name = str(answer.table["name"].iloc[0])
        return f"{name}: {int(cells['known'].sum())} of {len(cells)} components are known"
    if mine.empty:
        return f"Of {count(len(answer.selected), 'release')}, no component that the definition asks for can exist"
    of_each = {str(name): rows for name, rows in mine.groupby("component")["known"]}
    least = min(of_each, key=lambda name: (of_each[name].mean(), name))
    few = share(int(of_each[least].sum()), len(of_each[least]))
    every = share(int(mine["known"].sum()), len(mine))
    return f"{every} of what the definition asks for is known, least about “{names[least]}” ({few})"


def _figure(shares: pd.DataFrame, ids: list[str], names: dict[str, str], asked: set[str], theme: Theme) -> go.Figure:
    rows: list[list[grid.Cell | None]] = []
    for component, values in zip(ids, shares.loc[ids].to_numpy().tolist(), strict=True):
        cells: list[grid.Cell | None] = []
        for column, value in zip(shares.columns, values, strict=True):
            if value != value:
                cells.append(None)
                continue
            text = f"{100 * value:.0f}"
            cells.append(grid.Cell(text, grid.neutral(value, theme), "", f"{names[component]}, {column}: {text}%"))
        rows.append(cells)
    labels = [f"{_MARK} {names[component]}" if component in asked else names[component] for component in ids]
    return grid.draw(labels, [str(name) for name in shares.columns], rows, theme, row_height=27)


def _table(
    cells: pd.DataFrame, shares: pd.DataFrame, ids: list[str], names: dict[str, str], asked: set[str]
) -> pd.DataFrame:
    sizes = cells.groupby("component").size()
    columns: dict[str, list[object]] = {
        "Component": [names[name] for name in ids],
        "Asked for": [name in asked for name in ids],
        "Releases it applies to": [int(sizes[name]) for name in ids],
    }
    for column in shares.columns:
        columns[_percent(column)] = [100 * value for value in shares.loc[ids, column].tolist()]
    return twin(columns)


def _percent(column: str) -> str:
    return f"{column}, %"
