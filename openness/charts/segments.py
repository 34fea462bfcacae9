"""Bars of verdicts: every verdict in its colour, undetermined ones hatched, and what has too little recorded apart."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from openness.charts import palette
from openness.charts.palette import Theme

Segment = tuple[str, str, dict[str, Any] | None, pd.DataFrame]


def segments(tally: pd.DataFrame, titles: Sequence[str], theme: Theme) -> list[Segment]:
    """The parts of a bar, best first: each verdict stated, then undetermined; last what has too little recorded.

    Args:
        tally: Counts with the columns level (index of the proven verdict) and status.
        titles: Verdict titles, best first.
        theme: `light` or `dark`.

    Returns:
        Name, colour, hatch (none where the verdict is stated) and the rows of the tally, for parts that occur.
    """
    colours = palette.verdict_colours(len(titles), theme)
    found: list[Segment] = []
    last = len(titles) - 1
    for level, title in enumerate(titles):
        mine = tally[tally["level"] == level]
        open_ended = f"At least “{title}”" if level < last else "Undetermined"
        found.append((title, colours[level], None, mine[mine["status"] == "stated"]))
        found.append(
            (
                open_ended,
                colours[level],
                palette.hatch(colours[level], palette.HATCH_UNDETERMINED, theme),
                mine[mine["status"] == "undetermined"],
            )
        )
    silent = tally[tally["status"] == "not-enough-recorded"]
    found.append(
        (
            "Not enough recorded",
            palette.UNKNOWN[theme],
            palette.hatch(palette.UNKNOWN[theme], palette.HATCH_NOT_RECORDED, theme),
            silent,
        )
    )
    return [segment for segment in found if len(segment[3])]
