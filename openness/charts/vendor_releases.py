"""Releases one after the other: weights openness and training openness of each, newest first."""

from __future__ import annotations

import pandas as pd

from openness.charts.kit import palette
from openness.charts.kit.base import EMPTY, Chart, columns, empty_figure, nothing, twin
from openness.charts.kit.dumbbell import Row, dumbbells
from openness.charts.kit.view import View, one_release, records, view_of
from openness.charts.vendors import release_row, sides
from openness.core.wording import count, day, points, upper_first
from openness.scoring.answer import Answer

SLUG = "vendor-releases"
NAME = "Releases one after the other, newest first"
PAGE = "vendors"
MOST = 60
NOTE = (
    "Points show what is proven, counting unknown as closed; thin lines show how far they could move if what is "
    "unknown were open. Hollow: too little is recorded about one side to enter a median. On the right the gap and its "
    "range."
)


def chart(answer: Answer, theme: str = "light") -> Chart:
    """Weights openness and training openness of each selected release with their ranges, newest first."""
    view = view_of(answer)
    order = sorted(range(len(view.frame)), key=lambda at: view.scores.releases[at])
    for column, newest in (("name", False), ("released", True)):
        texts = view.frame[column].tolist()
        order.sort(key=texts.__getitem__, reverse=newest)
    frame = view.frame.iloc[order]
    title, alt = _finding(frame, view)
    scored = frame[frame["gap"].notna()]
    drawn = scored.head(MOST)
    look = palette.as_theme(theme)
    empty = "This definition does not ask about both sides." if len(frame) else EMPTY
    return Chart(
        slug=SLUG,
        title=title,
        subtitle=_measure(frame, scored, drawn, view),
        figure=dumbbells(
            _rows(drawn),
            look,
            left="Release",
            hollow="Too little recorded about one side",
        )
        if len(drawn)
        else empty_figure(look, empty),
        table=_table(frame),
        alt=alt,
        source=view.source,
        note=NOTE if len(drawn) else "",
    )


def _finding(frame: pd.DataFrame, view: View) -> tuple[str, str]:
    if frame.empty:
        return nothing()
    if len(frame) == 1:
        title, alt = one_release(frame, "one row")
        return title, f"{alt} Verdict: {frame['words'].iloc[0]}."
    scored = frame[frame["gap"].notna()]
    if scored.empty:
        return nothing("This definition does not ask about both sides, so it gives no gap")
    ahead = int((scored["gap"].round() > 0).sum())
    vendors = frame["vendor"].unique()
    whose = f"{vendors[0]}: " if len(vendors) == 1 else ""
    some = f"all {len(scored):,}" if ahead == len(scored) else f"{ahead:,} of {len(scored):,}"
    title = f"{whose}in {some} releases weights are more open than training, as far as is proven"
    title = upper_first(title)
    first, last = scored.iloc[-1], scored.iloc[0]
    alt = (
        f"Two points joined by the gap for each release, newest first. {title}. From {first['name']} (gap "
        f"{points(first['gap'])}) to {last['name']} (gap {points(last['gap'])})."
    )
    return title, alt


def _measure(frame: pd.DataFrame, scored: pd.DataFrame, drawn: pd.DataFrame, view: View) -> str:
    said = (
        f"Weights openness and training openness by release, newest first, points of 100 under {view.rubric}. "
        f"n = {count(len(frame), 'release')}."
    )
    if len(scored) < len(frame):
        said += f" {count(len(frame) - len(scored), 'release')} cannot be scored on both sides."
    if len(drawn) < len(scored):
        said += f" Drawn: the newest {len(drawn)}; the others are in the table."
    return said


def _rows(drawn: pd.DataFrame) -> list[Row]:
    """The releases under the year of their announcement."""
    rows: list[Row] = []
    year = None
    for release in records(drawn):
        if release["released"][:4] != year:
            year = release["released"][:4]
            rows.append(Row(label=year or "No date", heading=True))
        rows.append(release_row(release, f"{release['vendor']}, {day(release['released']) or 'no date'}"))
    return rows


def _table(frame: pd.DataFrame) -> pd.DataFrame:
    rows = records(frame)
    return twin(
        {
            **columns(rows, {"Release": "name", "Vendor": "vendor", "Released": "released"}),
            **sides(rows),
            **columns(rows, {"In a median": "covered", "Verdict": "words"}),
        }
    )
