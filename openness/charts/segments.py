"""Bars of verdicts: every verdict in its colour, undetermined ones hatched, and what has too little recorded apart."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from openness.charts import palette
from openness.charts.palette import Theme

Part = tuple[str, str, dict[str, Any] | None, int, str]
Segment = tuple[str, str, dict[str, Any] | None, pd.DataFrame]


def parts(titles: Sequence[str], theme: Theme) -> list[Part]:
    """What a bar can be made of, best first: each verdict stated, then undetermined; last what has too little recorded.

    Args:
        titles: Verdict titles, best first.
        theme: `light` or `dark`.

    Returns:
        Name, colour, hatch (none where the verdict is stated), index of the proven verdict (-1: any) and status.
    """
    colours = palette.verdict_colours(len(titles), theme)
    found: list[Part] = []
    for level, title in enumerate(titles):
        open_ended = f"At least “{title}”" if level < len(titles) - 1 else "Undetermined"
        hatch = palette.hatch(colours[level], palette.HATCH_UNDETERMINED, theme)
        found.append((title, colours[level], None, level, "stated"))
        found.append((open_ended, colours[level], hatch, level, "undetermined"))
    grey = palette.UNKNOWN[theme]
    silent = palette.hatch(grey, palette.HATCH_NOT_RECORDED, theme)
    return [*found, ("Not enough recorded", grey, silent, -1, "not-enough-recorded")]


def segments(tally: pd.DataFrame, titles: Sequence[str], theme: Theme) -> list[Segment]:
    """The parts that occur in a tally, each with its rows of it.

    Args:
        tally: Counts with the columns level (index of the proven verdict) and status.
        titles: Verdict titles, best first.
        theme: `light` or `dark`.
    """
    level, status = tally["level"].to_numpy(), tally["status"].to_numpy()
    found: list[Segment] = []
    for name, colour, pattern, wanted, state in parts(titles, theme):
        rows = tally[(status == state) & ((level == wanted) | (wanted < 0))]
        if len(rows):
            found.append((name, colour, pattern, rows))
    return found
