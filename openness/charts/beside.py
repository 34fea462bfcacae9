"""Two definitions crossed: how many releases have this verdict under one and that verdict under the other."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from openness.charts.kit import grid, palette
from openness.charts.kit.base import Chart, empty_chart
from openness.charts.kit.options import Option
from openness.charts.kit.palette import Theme
from openness.charts.kit.view import view_of
from openness.core.paths import ROOT
from openness.core.wording import count
from openness.findings.beside import Beside, beside
from openness.findings.definitions import definitions, unchecked_of
from openness.rubric.load import list_rubrics
from openness.scoring.answer import Answer
from openness.scoring.scores import status

SLUG = "beside"
NAME = "Two definitions crossed"
PAGE = "definitions"
PART = (("part", "two"),)
#: What a definition is set beside unless the reader chooses: names for the same thing, so that differences tell most.
FIRST = "g7-2026"
UNDETERMINED, SILENT = "Undetermined", "Not enough recorded"


@cache
def _titles() -> dict[str, str]:
    """Ids and titles of the definitions, the default one last: it is mostly the chosen one."""
    found = {}
    for name, path in list_rubrics(ROOT).items():
        match = re.search(r"^title: *[\"']?(.+?)[\"']?$", path.read_text("utf-8"), re.MULTILINE)
        found[name] = match[1] if match else name
    first, *others = found.items()
    return dict([*sorted(others, key=lambda item: item[0] != FIRST), first])


class _Titles(Mapping[str, str]):
    """The same, read when it is first asked for: importing a chart reads nothing."""

    def __getitem__(self, name: str) -> str:
        return _titles()[name]

    def __iter__(self) -> Iterator[str]:
        return iter(_titles())

    def __len__(self) -> int:
        return len(_titles())


OPTIONS = (Option("against", "Set beside it", _Titles(), "The second definition"),)


def other_than(answer: Answer, against: str) -> str:
    """The second definition: the one asked for, or the first other one where that is the chosen one."""
    values = [name for name in OPTIONS[0].values if name != answer.base_rubric.id]
    return against if against in values else values[0]


def chart(answer: Answer, theme: str = "light", *, against: str = "") -> Chart:
    """Releases by their verdict under the chosen definition and under another one."""
    pair = beside(answer, definitions(answer).of(other_than(answer, against)))
    title = _finding(pair)
    note = (
        "Higher and lower compare places: each definition's verdicts are spaced evenly from its last to its "
        "best. Only what the recorded facts prove counts as higher or lower; where facts are missing a release may "
        "still change. Not enough recorded: undetermined, below the definition's minimum of known facts. "
        + unchecked_of((pair.one, pair.other))
    )
    alt = f"A grid of counts, verdicts down and across. {title}. {_alt(pair)}"
    return crossed_chart(SLUG, answer, pair, theme, title=title, alt=alt, note=note)


def crossed_chart(
    slug: str, answer: Answer, pair: Beside, theme: str, *, title: str, alt: str, note: str, empty_alt: str = ""
) -> Chart:
    """A chart of two definitions crossed, with what it is to say of them; `empty_alt` where nothing is selected."""
    tone, source = palette.as_theme(theme), view_of(answer).source
    subtitle = (
        f"Releases by their verdict under {pair.one.definition} (down) and {pair.other.definition} (across). "
        f"n = {count(len(answer.selected), 'release')}."
    )
    if not answer.selected:
        return empty_chart(slug, subtitle, tone, source, alt=empty_alt)
    crossed = cross(pair)
    return Chart(
        slug=slug,
        title=title,
        subtitle=subtitle,
        figure=crossed_figure(crossed, pair, tone),
        table=crossed.rename_axis(index=pair.one.rubric.title).reset_index(),
        alt=alt,
        source=source,
        note=note.strip(),
    )


def cross(pair: Beside) -> pd.DataFrame:
    """Counts by verdict under the first (rows) and under the second definition (columns)."""
    labels, orders = [], []
    for found in (pair.one, pair.other):
        titles = np.array([*found.rubric.verdict_titles, UNDETERMINED, SILENT], dtype=object)
        said, last = status(found.scores), len(found.rubric.verdict_titles)
        at = np.select([said == "stated", said == "undetermined"], [found.scores.verdict, last], last + 1)
        labels.append(titles[at])
        orders.append([title for title in titles if title in set(titles[at])])
    table: pd.DataFrame = pd.crosstab(labels[0], labels[1]).reindex(index=orders[0], columns=orders[1], fill_value=0)
    return table.rename_axis(index=None, columns=None)


def _finding(pair: Beside) -> str:
    total, moves = len(pair.moves), pair.counts
    there = pair.other.rubric.title
    if total == 1:
        words = {
            "higher": f"is higher under {there}",
            "lower": f"is lower under {there}",
            "same": f"is at the same level under {there}",
        }.get(str(pair.moves[0]), f"may still turn out higher or lower under {there}")
        return f"{pair.one.table['name'].iloc[0]}: {words}"
    open_ended = moves["may-change"] + moves["not-enough-recorded"]
    return (
        f"{moves['higher']:,} of {total:,} releases are higher under {there}, {moves['lower']:,} lower, "
        f"{moves['same']:,} the same; {open_ended:,} are not settled"
    )


def _alt(pair: Beside) -> str:
    moves = pair.counts
    return (
        f"Both state a verdict on {int(pair.both_stated.sum())} releases. Not settled: {moves['may-change']} may still "
        f"change, of {moves['not-enough-recorded']} not enough is recorded."
    )


def crossed_figure(table: pd.DataFrame, pair: Beside, theme: Theme) -> go.Figure:
    """The counts of `cross` as a grid: the more releases, the stronger the grey."""
    most = max(int(table.to_numpy().max()), 1)
    rows: list[list[grid.Cell | None]] = []
    for label in table.index:
        cells: list[grid.Cell | None] = []
        for column in table.columns:
            number = int(table.loc[label, column])
            hover = f"{count(number, 'release')}\n{pair.one.rubric.title}: {label}\n{pair.other.rubric.title}: {column}"
            open_ended = {str(label), str(column)} & {UNDETERMINED, SILENT}
            colour = grid.neutral((number / most) ** 0.5 if not open_ended else 0.0, theme)
            cells.append(grid.Cell(f"{number:,}" if number else "", colour, "", hover))
        rows.append(cells)
    return grid.draw(
        [str(label) for label in table.index],
        [str(label) for label in table.columns],
        rows,
        theme,
        row_height=38,
    )
