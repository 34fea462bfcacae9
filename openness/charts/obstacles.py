"""What stands in the way: how many releases fail each condition of the verdict that all are held to."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

import pandas as pd
import plotly.graph_objects as go

from openness.charts.claims import claim_words
from openness.charts.kit import grid, palette
from openness.charts.kit.axes import rows_axis
from openness.charts.kit.base import Chart, empty_chart, figure_of, twin
from openness.charts.kit.options import Option, choices
from openness.charts.kit.palette import Theme
from openness.charts.kit.segments import marker, number_inside
from openness.charts.kit.view import view_of
from openness.charts.vendors import capital
from openness.core.wording import count, cut, figure_text, listed, lower_first, share
from openness.findings.obstacles import GROUPINGS, Group, Obstacle, failing_none, obstacles, obstacles_by
from openness.findings.timeline import FEW
from openness.findings.vendors import namer

if TYPE_CHECKING:
    from openness.scoring.answer import Answer

SLUG = "obstacles"
NAME = "What stands in the way"
PAGE = "definitions"
PART = (("part", "way"),)
SPLIT = Option("split", "Split by", {"none": "Nothing, all together", **GROUPINGS})
OPTIONS = (SPLIT,)
ROW = 44
NOTE = (
    "Only this: no other condition is on record as failed, though others may not be settled. Cannot be told yet: facts "
    "are missing, which is no failure. What is left of a row meets the condition."
)


def chart(answer: Answer, theme: str = "light", **options: str) -> Chart:
    """How many selected releases fail each condition of the verdict they are held to, and how many that one alone."""
    split, drawn, view = choices(OPTIONS, options)["split"], palette.as_theme(theme), view_of(answer)
    found, n = obstacles(answer), len(answer.selected)
    subtitle = (
        f"Releases by how they stand to each condition of “{answer.rubric.verdict_titles[answer.rubric.goal]}” under "
        f"{answer.definition}. n = {count(n, 'release')}."
    )
    if not n:
        return empty_chart(SLUG, subtitle, drawn, view.source)
    if split == "none":
        title = _finding(answer, found)
        figure, table, note = _bars(found, drawn), _table(found), NOTE
        alt = f"Stacked bars, one a condition. {title}. Failed: {_spoken(found)}."
    else:
        groups = obstacles_by(answer, split)
        shown = [group for group in groups if group.n >= FEW] or list(groups)
        title = _finding_by(answer, shown, split)
        figure, table = _cells(answer, shown, split, drawn), _table_by(answer, groups, split)
        note = "In each cell the share of the releases of the group that fail the condition, and how many of how many. "
        note += f"Groups of fewer than {FEW} releases are in the table only. " * (len(shown) < len(groups))
        spoken = "; ".join(f"{_named(answer, split, one.key)}: {_spoken(one.obstacles[:3])}" for one in shown)
        alt = f"A table of cells, conditions by {GROUPINGS[split].lower()}. {title}. {spoken}."
    return Chart(SLUG, title, subtitle, figure, table, alt, view.source, note.strip())


def _finding(answer: Answer, found: tuple[Obstacle, ...]) -> str:
    n = len(answer.selected)
    if n == 1:
        return f"{answer.table['name'].iloc[0]} {_standing(found)}"
    failed = [one for one in found if one.fails]
    if not failed:
        proven, possible = failing_none(answer)
        return f"No condition is on record as failed: {proven:,} of {n:,} meet all, {possible:,} cannot be told yet"
    most = failed[0]
    alone = max(failed, key=lambda one: one.only)
    title = f"{most.fails:,} of {n:,} releases fail on “{lower_first(most.title)}”"
    if not alone.only:
        return f"{title}; none fails on one condition alone"
    if alone is most:
        return f"{title}, {alone.only:,} of them, as far as recorded, on nothing else"
    return f"{title}; most often alone in the way: “{lower_first(alone.title)}” ({alone.only:,})"


def _standing(found: tuple[Obstacle, ...]) -> str:
    fails, open_ = sum(one.fails for one in found), sum(one.undetermined for one in found)
    told = [f"fails {fails} of {count(len(found), 'condition')}"] if fails else []
    if open_:
        left = f"{open_} cannot be told yet" if fails else f"fails no condition, {open_} cannot be told yet"
        told.append(left)
    return "; ".join(told) or f"meets {'the one condition' if len(found) == 1 else f'all {len(found)} conditions'}"


def _finding_by(answer: Answer, groups: list[Group], split: str) -> str:
    if len(answer.selected) == 1:
        return f"{answer.table['name'].iloc[0]} {_standing(groups[0].obstacles)}"
    first = Counter(max(group.obstacles, key=lambda one: one.fails).title for group in groups)
    most, number = first.most_common(1)[0]
    what = f"“{lower_first(most)}”"
    if number == len(groups):
        return f"By {GROUPINGS[split].lower()}, what most releases of every group fail on is {what}"
    return f"By {GROUPINGS[split].lower()}, {what} is what most releases fail on in {number} of {len(groups)} groups"


def _spoken(found: tuple[Obstacle, ...]) -> str:
    return listed(
        f"{lower_first(one.title)} {one.fails} of {one.total} ({one.only} only this, {one.undetermined} not settled)"
        for one in found
    )


def _bars(found: tuple[Obstacle, ...], theme: Theme) -> go.Figure:
    grey = palette.UNKNOWN[theme]
    looks: tuple[tuple[str, str, dict[str, Any] | None, list[int]], ...] = (
        ("Fails only this", palette.TEXT[theme], None, [one.only for one in found]),
        ("Fails this and others", palette.verdict_colours(2, theme)[1], None, [one.fails - one.only for one in found]),
        (
            "Cannot be told yet",
            grey,
            palette.hatch(grey, palette.HATCH_UNDETERMINED, theme),
            [one.undetermined for one in found],
        ),
    )
    total = found[0].total if found else 1
    traces = [
        {
            **{"type": "bar", "orientation": "h", "name": name, "x": numbers, "y": list(range(len(found)))},
            **{"width": 0.66, "marker": marker(colour, pattern, theme), "hoverinfo": "text"},
            "text": [str(number) if number >= 0.06 * total else "" for number in numbers],
            **number_inside(colour, pattern, theme, 11),
            "hovertext": [
                f"<b>{figure_text(one.title)}</b><br>{name.lower()}: {number:,} of {one.total:,} "
                f"({share(number, one.total)})"
                for one, number in zip(found, numbers, strict=True)
            ],
        }
        for name, colour, pattern, numbers in looks
    ]
    return figure_of(
        theme,
        118 + ROW * len(found),
        traces,
        barmode="stack",
        legend={"traceorder": "normal", "y": -46 / (ROW * max(len(found), 1)), "yanchor": "top"},
        margin={"t": 8, "b": 84},
        xaxis={"range": [0, total], "fixedrange": True, "nticks": 5, "title": {"text": "Releases"}},
        yaxis=rows_axis([grid.label(one.title, 19) for one in found], theme, font=_font(theme)),
    )


def _font(theme: Theme) -> dict[str, Any]:
    return {"size": 11, "color": palette.TEXT[theme]}


def _cells(answer: Answer, groups: list[Group], split: str, theme: Theme) -> go.Figure:
    rows = [one.title for one in groups[0].obstacles]
    cells = [
        [
            grid.Cell(
                text=f"{share(group.obstacles[at].fails, group.n)}\n{group.obstacles[at].fails} of {group.n}",
                colour=grid.neutral(group.obstacles[at].fails / group.n, theme),
                hover=(
                    f"{_named(answer, split, group.key)}: {title}\nfails: {group.obstacles[at].fails} of {group.n}, "
                    f"only this: {group.obstacles[at].only}\ncannot be told yet: {group.obstacles[at].undetermined}"
                ),
            )
            for group in groups
        ]
        for at, title in enumerate(rows)
    ]
    heads = [cut(_named(answer, split, group.key), 34) for group in groups]
    return grid.draw(rows, heads, cells, theme, row_height=40, across=grid.ACROSS)


def _named(answer: Answer, split: str, key: str) -> str:
    if split == "claim":
        return claim_words(key)
    if split == "year":
        return key or "no date"
    return capital(namer(answer, split)(key))


def _table(found: tuple[Obstacle, ...]) -> pd.DataFrame:
    return twin(
        {
            "Condition": [one.title for one in found],
            "Fails": [one.fails for one in found],
            "Fails only this": [one.only for one in found],
            "Fails this, meets all others": [one.sole for one in found],
            "Cannot be told yet": [one.undetermined for one in found],
            "Meets it": [one.holds for one in found],
            "Releases": [one.total for one in found],
        }
    )


def _table_by(answer: Answer, groups: tuple[Group, ...], split: str) -> pd.DataFrame:
    parts = [_table(group.obstacles).assign(**{GROUPINGS[split]: _named(answer, split, group.key)}) for group in groups]
    whole = pd.concat(parts, ignore_index=True)
    return whole[[GROUPINGS[split], *(name for name in whole if name != GROUPINGS[split])]]
