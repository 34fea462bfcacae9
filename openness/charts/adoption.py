"""Adoption against openness: are open models used, and is open training?"""

from __future__ import annotations

from math import isnan
from statistics import median
from typing import Any

import pandas as pd

from openness.charts.kit import palette
from openness.charts.kit.base import EMPTY, Chart, columns, empty_figure, nothing, twin
from openness.charts.kit.dumbbell import Row, dumbbells
from openness.charts.kit.view import View, records, view_of
from openness.charts.vendors import release_row, sides
from openness.core.wording import count, median_words, points
from openness.findings.adoption import Band, adoption
from openness.scoring.answer import Answer

SLUG = "adoption"
NAME = "Adoption against openness"
PAGE = "vendors"
MILLION = 4
"""The first band above a million."""
Rows = list[dict[str, Any]]
NOTE = (
    "Reach is how many people or uses a source reports, in five bands from “below 10 thousand” to “above 10 million”; "
    "most releases have no recorded reach, and those that have one were not drawn at random, so this shows a pattern "
    "among well-known models and no cause. Points show what is proven; thin lines show how far they could move if "
    "what is unknown were open. The row of a band has its medians, of weights and of training. Hollow: too little is "
    "recorded about one side to enter a median."
)


SIDES = ("weights", "training")


def chart(answer: Answer, theme: str = "light") -> Chart:
    """Weights openness and training openness of the releases whose reach is recorded, by band, largest reach first."""
    view = view_of(answer)
    bands, known = adoption(answer)
    found = records(view.frame.iloc[[view.scores.index(reach.release) for reach in known]])
    rows: Rows = [row | vars(reach) for row, reach in zip(found, known, strict=True)]
    title, alt = _finding(view, rows, bands)
    look = palette.as_theme(theme)
    drawable = any(not isnan(row["gap"]) for row in rows)
    return Chart(
        slug=SLUG,
        title=title,
        subtitle=(
            f"Weights openness and training openness by recorded reach, points of 100 under {view.rubric}. "
            f"n = {count(len(view.frame), 'release')}; reach is recorded for {len(rows):,} of them, of which "
            f"{sum(row['covered'] for row in rows):,} enter a median."
        ),
        figure=_figure(rows, bands, look) if drawable else empty_figure(look, _instead(view, rows)),
        table=_table(rows),
        alt=alt,
        source=view.source,
        note=NOTE if drawable else "",
    )


def _instead(view: View, rows: Rows) -> str:
    if view.frame.empty:
        return EMPTY
    if not rows:
        return "No reach is recorded for these releases."
    return "This definition does not ask about both sides."


def _finding(view: View, rows: Rows, bands: list[Band]) -> tuple[str, str]:
    if view.frame.empty:
        return nothing()
    if len(view.frame) == 1:
        row = view.frame.iloc[0]
        reach = f"reach of {reach_words(rows[0]['reach'])}" if rows else "no reach recorded"
        title = (
            f"{row['name']}: {reach}, weights openness {points(row['weights_low'])} of 100, training openness "
            f"{points(row['training_low'])}"
        )
        return title, f"A chart about one release. {title}."
    if not rows:
        return nothing("No reach is recorded for any release of this selection")
    counted = [row for row in rows if row["covered"]]
    if not counted:
        title = "Too little is recorded about both sides to set openness against reach"
        return title, f"{title}; reach is recorded for {count(len(rows), 'release')}."
    million = [row for row in counted if row["level"] >= MILLION]
    top = million or counted
    who = "a reach above a million" if million else "a recorded reach"
    low, high = ({side: median(row[f"{side}_{end}"] for row in top) for side in SIDES} for end in ("low", "high"))
    weights, training = (median_words(low[side], low[side], high[side], len(top)) for side in SIDES)
    title = (
        f"Among releases with {who}, the median weights openness is {weights} and the median training openness "
        f"{training}, of 100"
    )
    parts = [
        f"{reach_words(band.reach)}: weights {points(band.weights)}, training {points(band.training)}, n = {band.n}"
        for band in bands
        if band.n
    ]
    return title, f"Two points joined by the gap for each of {count(len(rows), 'release')}. {title}. " + (
        f"Medians by band: {'; '.join(parts)}."
    )


def reach_words(reach: str) -> str:
    """A band in words: ``>10M`` as “more than 10 million”, ``10K-100K`` as “10 to 100 thousand”.

    >>> reach_words(">10M"), reach_words("<10K"), reach_words("100K-1M"), reach_words("something")
    ('more than 10 million', 'less than 10 thousand', '100 thousand to 1 million', 'something')
    """
    units = {"K": "thousand", "M": "million", "B": "billion"}

    def amount(text: str) -> tuple[str, str]:
        return (text[:-1], units[text[-1]]) if text[-1:] in units and text[:-1].isdigit() else ("", "")

    sign, rest = (reach[:1], reach[1:]) if reach[:1] in "<>" else ("", reach)
    ends = [amount(part) for part in rest.split("-")]
    if not reach or not all(number for number, _ in ends):
        return reach
    if len(ends) == 2:
        (low, small), (high, large) = ends
        return f"{low} to {high} {large}" if small == large else f"{low} {small} to {high} {large}"
    return f"{'less' if sign == '<' else 'more'} than {ends[0][0]} {ends[0][1]}" if sign else " ".join(ends[0])


def _figure(releases: Rows, bands: list[Band], theme: palette.Theme) -> Any:
    rows: list[Row] = []
    for band in bands:
        weights, training = points(band.weights), points(band.training)
        rows.append(
            Row(
                label=_short(band.reach),
                weights=band.weights,
                training=band.training,
                text=f"{weights}, {training} (n = {band.n})" if band.n else "",
                hover=f"Medians of {band.n}: weights {weights}, training {training}",
                instead="" if band.n else "none enters a median",
                heading=True,
            )
        )
        rows += [
            release_row(release, f"Reach: {reach_words(release['reach'])} ({release['signal']})")
            for release in releases
            if release["reach"] == band.reach
        ]
    return dumbbells(rows, theme, left="Reach", hollow="Too little recorded about one side")


def _short(reach: str) -> str:
    """The band as a heading that fits a telephone: ``> 10 million``, ``0.1–1 million``, ``10–100 thousand``."""
    words = reach_words(reach)
    for long, short in (("more than", ">"), ("less than", "<"), ("100 thousand to 1", "0.1–1"), (" to ", "–")):
        words = words.replace(long, short)
    return words


def _table(rows: Rows) -> pd.DataFrame:
    return twin(
        {
            **columns(rows, {"Release": "name", "Vendor": "vendor"}),
            "Reach": [reach_words(row["reach"]) for row in rows],
            **columns(rows, {"Signal": "signal", "Confidence": "confidence"}),
            **sides(rows),
            **columns(rows, {"In a median": "covered", "Verdict": "words", "Reach stated at": "source_url"}),
            **columns(rows, {"Collected by": "url", "Read": "accessed"}),
        }
    )
