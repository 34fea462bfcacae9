"""The ranking before and after the reader's changes: the score as published, the score now, and the places moved."""

from __future__ import annotations

from collections import Counter
from math import floor
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import plotly.graph_objects as go

from openness.charts.kit import palette
from openness.charts.kit.base import NO_RELEASE, Chart, empty_figure, figure_of, twin
from openness.charts.kit.options import Option, choices
from openness.charts.kit.palette import Theme
from openness.charts.kit.view import source_of
from openness.core.wording import count, cut, figure_text, points, span, upper_first
from openness.facts.own_evidence import own_facts
from openness.findings.ranking_moves import Moves, moves
from openness.scoring.answer import Answer

SLUG = "ranking-moves"
NAME = "The ranking before and after a change of the definition"
ROWS = 20
ROW, TOP, FOOT = 22, 62, 30
LABEL = 24
RIGHT = 78

PAGE = "rubric"
SHOW = Option("show", "Show", {"top": f"The first {ROWS}", "moved": f"The {ROWS} that moved most"})
OPTIONS = (SHOW,)

UP, DOWN, SAME = "\N{BLACK UP-POINTING TRIANGLE}", "\N{BLACK DOWN-POINTING TRIANGLE}", "\N{EN DASH}"


def chart(answer: Answer, theme: str = "light", **options: str) -> Chart:
    """Score and rank of the releases under the rubric as published and under the reader's.

    Args:
        answer: What to draw; its rubric with edits against the one without.
        theme: `light` or `dark`.
        options: `show` as in `OPTIONS`.
    """
    found = moves(answer)
    chosen = choices(OPTIONS, options)
    rows = [{name: values[at] for name, values in found.columns.items()} for at in _shown(found, chosen["show"])]
    title = finding(found)
    drawn = palette.as_theme(theme)
    return Chart(
        slug=SLUG,
        title=title,
        subtitle=_measure(found, answer),
        figure=_figure(rows, found, drawn) if len(rows) else empty_figure(drawn),
        table=_table(found),
        alt=f"{count(len(rows), 'row')}, a release each, with its score before and after. {title}. {_leaders(found)}",
        source=source_of(answer),
        note=(
            "A score is what is proven: unknown counts as closed. On the right the place as published and the places "
            "gained or lost; releases with equal scores share a place."
            if len(rows)
            else ""
        ),
        decimals=dict.fromkeys(("Place", "Place as published", "Place with your changes", "Places gained"), 1),
    )


def finding(found: Moves) -> str:
    """What the changes do to the ranking, in one sentence."""
    names = found.own.of_releases("name").tolist()
    if not names:
        return NO_RELEASE
    if len(names) == 1:
        before, after = found.default.scores.low[0], found.own.scores.low[0]
        return f"{names[0]} scores {points(after)} of 100" + (
            f", {points(before)} {found.published}" if found.own.is_custom else ""
        )
    if not found.own.is_custom:
        facts = own_facts(found.own.package)
        if facts:
            return f"The ranking by the published definition, with {count(facts, 'fact')} of yours"
        return "The ranking as published: nothing has been changed"
    if not found.both:
        return "No release is ranked both before and after"
    if not found.moved:
        same = f"None of {count(found.both, 'ranked release')} changes place"
        return same + _ranked_or_not(found)
    row = int(np.nanargmax(np.abs(found.move)))
    name, by = names[row], int(found.move[row])
    return (
        f"{found.moved:,} of {count(found.both, 'ranked release')} {'changes' if found.moved == 1 else 'change'} "
        f"place, {cut(str(name), 40)} most: {'up' if by > 0 else 'down'} {count(abs(by), 'place')}"
        + _ranked_or_not(found)
    )


def _ranked_or_not(found: Moves) -> str:
    parts = [
        f"{number:,} {words}"
        for number, words in ((found.entered, "newly ranked"), (found.left, "no longer ranked"))
        if number
    ]
    return f"; {' and '.join(parts)}" if parts else ""


def _measure(found: Moves, answer: Answer) -> str:
    bar = round(100 * answer.rubric.ranked_from)
    ranked = int(np.isfinite(found.rank_after).sum())
    own = (
        f"the score {found.published} as a ring, yours as a diamond"
        if answer.is_custom
        else f"the score {found.published}; with changes of yours, both would appear here"
    )
    total = len(found.rank_after)
    return (
        f"Score in points of 100 under {answer.definition}: {own}. n = {count(total, 'release')}; {ranked:,} "
        f"ranked, with {bar}% of facts known or more."
    )


def _leaders(found: Moves) -> str:
    first = np.flatnonzero(np.isfinite(found.columns["rank_after"]))[:3]
    named = [f"{found.columns['name'][at]} ({points(found.columns['score_after'][at])})" for at in first]
    return f"First now: {', '.join(named)}." if named else ""


def _shown(found: Moves, show: str) -> npt.NDArray[np.intp]:
    """Where the releases that are drawn stand in the new ranking."""
    moved = np.nan_to_num(found.columns["move"])
    if show == "moved" and moved.any():
        most = np.argsort(-np.abs(moved), kind="stable")[: min(ROWS, np.count_nonzero(moved))]
        return np.sort(most)
    return np.flatnonzero(np.isfinite(found.columns["rank_after"]))[:ROWS]


def _figure(rows: list[dict[str, Any]], found: Moves, theme: Theme) -> go.Figure:
    own, height = found.own.is_custom, ROW * len(rows)
    muted, text = palette.MUTED[theme], palette.TEXT[theme]
    level = Counter(float(row["rank_after"]) for row in rows)
    labels = [
        f"{figure_text(cut(row['name'], LABEL))}  "
        f"<b>{row['rank_after']:.0f}{'=' if level[row['rank_after']] > 1 else ''}</b>"
        for row in rows
    ]
    # dots have no length to compare, so the axis begins where they do
    scores = [score for row in rows for score in (row["score_before"], row["score_after"]) if np.isfinite(score)]
    low = min(80.0, 10.0 * floor(min(scores) / 10))
    head = {
        "text": "place was",
        **{"xref": "paper", "yref": "paper", "x": 1, "y": 1, "xanchor": "left", "yanchor": "bottom"},
        "xshift": 8,
        "yshift": 3,
        "showarrow": False,
        "font": {"size": 12, "color": muted},
    }
    return figure_of(
        theme,
        height + TOP + FOOT,
        _marks(rows, found, theme),
        margin={"l": 8, "r": RIGHT if own else 12, "t": TOP, "b": FOOT},
        legend={"y": 1 + 24 / height, "yanchor": "bottom"},
        **({"annotations": [head]} if own else {}),
        xaxis={
            "range": [low - 0.03 * (100 - low), 102.5],
            "tickvals": [low, (low + 100) / 2, 100],
            "tickangle": 0,
            "fixedrange": True,
        },
        yaxis={
            "range": [len(rows) - 0.4, -0.6],
            "tickvals": list(range(len(rows))),
            "ticktext": labels,
            "tickfont": {"size": 12, "color": text},
            "showgrid": False,
            "fixedrange": True,
            "automargin": True,
        },
    )


def _marks(rows: list[dict[str, Any]], found: Moves, theme: Theme) -> list[dict[str, Any]]:
    """The score as published and, where the reader changed the definition, the score now, the way and the places."""
    own, y = found.own.is_custom, list(range(len(rows)))
    before = [float(row["score_before"]) if np.isfinite(row["score_before"]) else None for row in rows]
    after: list[float | None] = [float(row["score_after"]) for row in rows]
    hover = [_hover(row, found.published, own=own) for row in rows]
    muted, text = palette.MUTED[theme], palette.TEXT[theme]
    ring = {"size": 11, "symbol": "circle", "color": palette.BACKGROUND[theme], "line": {"color": muted, "width": 2}}
    published = _points(upper_first(found.published), before, y, hover, ring)
    if not own:
        return [published]
    diamond = {"size": 10, "symbol": "diamond", "color": text, "line": {"color": text, "width": 1}}
    ranked = [(at, old, new) for at, (old, new) in enumerate(zip(before, after, strict=True)) if old is not None]
    return [
        {
            "type": "scatter",
            "mode": "lines",
            "x": [x for _, old, new in ranked for x in (old, new, None)],
            "y": [y for at, _, _ in ranked for y in (at, at, None)],
            "line": {"color": muted, "width": 2},
            "hoverinfo": "skip",
            "showlegend": False,
        },
        published,
        _points("With your changes", after, y, hover, diamond),
        {
            "type": "scatter",
            "mode": "text",
            "x": [102.5] * len(rows),
            "y": y,
            "text": [f"\u2002{_moved(row)}" for row in rows],
            "textposition": "middle right",
            "textfont": {"size": 11, "color": text},
            "cliponaxis": False,
            "hoverinfo": "skip",
            "showlegend": False,
        },
    ]


def _points(name: str, x: list[float | None], y: list[int], hover: list[str], marker: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "markers",
        "name": name,
        "x": x,
        "y": y,
        "hovertext": hover,
        "hoverinfo": "text",
        "cliponaxis": False,
        "marker": marker,
    }


def _moved(row: dict[str, Any]) -> str:
    """The place before, and the places moved: `12  ▲ 3`."""
    if np.isnan(row["rank_before"]):
        return "new here"
    by = int(row["move"])
    after = SAME if by == 0 else f"{UP if by > 0 else DOWN}\u202f{abs(by)}"
    return f"{row['rank_before']:.0f}  {after}"


def _hover(row: dict[str, Any], published: str, *, own: bool) -> str:
    before, after = (
        f"place {row[f'rank_{when}']:.0f}" if not np.isnan(row[f"rank_{when}"]) else "not ranked"
        for when in ("before", "after")
    )
    lines = [f"<b>{figure_text(row['name'])}</b>", figure_text(row["vendor"])]
    lines.append(f"{upper_first(published)}: {span(row['score_before'], row['high_before'])}, {before}")
    if own:
        lines.append(f"With your changes: {span(row['score_after'], row['high_after'])}, {after}")
    lines.append(figure_text(row["verdict_after"]))
    return "<br>".join(lines)


def _table(found: Moves) -> pd.DataFrame:
    if not found.own.is_custom:
        chosen = {"name": "Release", "vendor": "Vendor", "rank_after": "Place", "score_after": "Score"}
        chosen |= {"high_after": "Score at most", "verdict_after": "Verdict"}
    else:
        chosen = {"name": "Release", "vendor": "Vendor", "rank_before": f"Place {found.published}"}
        chosen |= {"rank_after": "Place with your changes", "move": "Places gained"}
        chosen |= {"score_before": f"Score {found.published}", "score_after": "Score with your changes"}
        chosen |= {"high_after": "Score at most, with your changes"}
        chosen |= {"verdict_before": f"Verdict {found.published}", "verdict_after": "Verdict with your changes"}
    return twin({title: found.columns[name].tolist() for name, title in chosen.items()})
