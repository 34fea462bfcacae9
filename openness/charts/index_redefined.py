"""What a change of definition does alone: the European index's judgements under its 14 and its 12 dimensions."""

from __future__ import annotations

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from openness.charts.index_history import index_source, own_rubric
from openness.charts.kit import palette
from openness.charts.kit.base import Chart, empty_figure, figure_of, nothing
from openness.charts.kit.palette import Theme
from openness.core.dates import day_before
from openness.core.wording import count, cut, day, figure_text, points, share
from openness.findings.assessments import INDEX, redefined
from openness.rubric.model import Rubric
from openness.scoring.answer import Answer

SLUG = "index-redefined"
NAME = "The European index under its old and its new definition"
PAGE = "assessments"
OLD, NEW = f"{INDEX}-2025", f"{INDEX}-2026"
SHOWN = 8
# A move of fewer places than this is not counted: ties alone shift neighbours by some.
PLACES = 10


def chart(answer: Answer, theme: str = "light", **chosen: str) -> Chart:
    """Places in the European index under its former and its present definition, on the same judgements.

    The judgements are those recorded by the day before the index changed its definition, so every move is the ruler's
    and none the releases' own. Ties share the mean of their places.
    """
    drawn = palette.as_theme(theme)
    old, new = own_rubric(answer, OLD), own_rubric(answer, NEW)
    changed, eve = _change(new)
    table = redefined(answer, old, new, eve) if old and new else None
    if old is None or new is None or table is None or table.empty:
        until = f"by {day(answer.as_of)}" if answer.as_of < eve else "before it changed its definition"
        title = f"The European index had judged none of these releases {until}"
        return Chart(
            slug=SLUG,
            title=title,
            subtitle="Places under the former and the present definition of the European index. n = 0 releases.",
            figure=empty_figure(drawn, "Nothing to draw here."),
            table=pd.DataFrame(columns=_COLUMNS),
            alt=nothing(title)[1],
            source=index_source(answer, new),
        )
    names = answer.package.names["releases"]
    dropped = [name for name in old.criteria if name not in new.criteria]
    titles = [old.criteria[name].title.lower() for name in dropped]
    title, alt = _finding(table, titles, names)
    return Chart(
        slug=SLUG,
        title=title,
        subtitle=(
            f"On {day(changed)} the European index went from {len(old.criteria)} dimensions to {len(new.criteria)}. "
            f"n = {count(len(table), 'release')} it had judged by {day(min(eve, answer.as_of))}, placed under "
            f"both definitions on the same judgements; drawn are the {min(SHOWN, len(table))} that lost and the "
            f"{min(SHOWN, len(table))} that gained most."
        ),
        figure=_figure(table, names, drawn),
        table=_table(table, names),
        alt=alt,
        source=index_source(answer, new),
        note=(
            "Hollow: under the former definition; full: under the present one. Nothing about these releases changed "
            "between the two marks. Few distinct scores make large ties, so places move in jumps: a reason to read "
            "groups, not ranks."
        ),
        decimals=dict.fromkeys(("Place before", "Place after", "Places gained"), 1),
    )


def _change(new: Rubric | None) -> tuple[str, str]:
    """The day of the change, which is the version of the new definition, and the day before it."""
    return ("", "") if new is None else (new.version, day_before(new.version))


def _finding(table: pd.DataFrame, dropped: list[str], names: dict[str, str]) -> tuple[str, str]:
    moved = table[table["moved"].abs() >= PLACES]
    what = " and ".join(f"“{title}”" for title in dropped)
    title = (
        f"Without {what}, {share(len(moved), len(table))} of the index’s places move by {PLACES} or more, though no "
        "judgement changed"
        if len(moved)
        else f"Without {what}, no place in the index moves by {PLACES} or more"
    )
    ends = pd.concat([table.nsmallest(1, "moved"), table.nlargest(1, "moved")])
    spoken = [
        f"{names[release]} from place {points(old)} to {points(new)}"
        for release, old, new in zip(
            ends["release"].tolist(), ends["old_place"].tolist(), ends["new_place"].tolist(), strict=True
        )
    ]
    return title, f"Dumbbell chart of places before and after. {title}. Furthest: {' and '.join(spoken)}."


def _figure(table: pd.DataFrame, names: dict[str, str], theme: Theme) -> go.Figure:
    gained = table[table["moved"] > 0].nlargest(SHOWN, "moved")
    lost = table[table["moved"] < 0].nsmallest(SHOWN, "moved")
    chosen = pd.concat([gained, lost])
    if chosen.empty:
        return empty_figure(theme, "No place moves.")
    labels = [figure_text(cut(names[release], 20)) for release in chosen["release"].tolist()]
    before, after = chosen["old_place"].tolist(), chosen["new_place"].tolist()
    # each of the two groups stands under a heading, which takes a row among the labels
    headings = [(0, "<b>Gained most</b>")] if len(gained) else []
    headings += [(len(gained) + len(headings), "<b>Lost most</b>")] if len(lost) else []
    taken = [row for row, _ in headings]
    rows = [row for row in range(len(labels) + len(headings)) if row not in taken]
    last = max(100, *before, *after)
    hover = [
        f"<b>{label}</b><br>Place {points(was)} under the former definition (score {points(old)}), "
        f"{points(now)} under the present one ({points(new)})"
        for label, was, now, old, new in zip(
            labels, before, after, chosen["old"].tolist(), chosen["new"].tolist(), strict=True
        )
    ]
    ink, ground = palette.TEXT[theme], palette.BACKGROUND[theme]
    mark: dict[str, Any] = {"type": "scatter", "mode": "markers", "hoverinfo": "text", "hovertext": hover, "y": rows}
    mark["customdata"] = chosen["release"].tolist()
    return figure_of(
        theme,
        110 + 26 * (len(labels) + len(headings)),
        [
            {
                **{"type": "scatter", "mode": "lines", "hoverinfo": "skip", "showlegend": False},
                "x": [x for was, now in zip(before, after, strict=True) for x in (was, now, None)],
                "y": [y for row in rows for y in (row, row, None)],
                "line": {"width": 2, "color": palette.MUTED[theme]},
            },
            {
                **mark,
                **{"x": before, "name": "Former definition"},
                "marker": {"size": 11, "color": ground, "line": {"width": 2, "color": ink}},
            },
            {**mark, "x": after, "name": "Present definition", "marker": {"size": 11, "color": ink}},
        ],
        xaxis={
            **{"title": {"text": "Place (1 is the most open) →"}, "fixedrange": True, "showgrid": True},
            "range": [-0.03 * last, 1.05 * last],
            "tickvals": [1, *range(50, int(last) + 1, 50)],
        },
        yaxis={
            **{"tickvals": [*rows, *taken], "ticktext": [*labels, *(text for _, text in headings)]},
            **{"range": [len(labels) + len(headings) - 0.5, -0.5], "tickfont": {"color": ink, "size": 11}},
            **{"fixedrange": True, "showgrid": False},
        },
        legend={"traceorder": "normal", "y": -0.16},
    )


_COLUMNS = ["Release", "Score before", "Score after", "Place before", "Place after", "Places gained"]


def _table(table: pd.DataFrame, names: dict[str, str]) -> pd.DataFrame:
    columns = (
        [names[release] for release in table["release"].tolist()],
        *(table[name].tolist() for name in ("old", "new", "old_place", "new_place", "moved")),
    )
    return pd.DataFrame(dict(zip(_COLUMNS, columns, strict=True)))
