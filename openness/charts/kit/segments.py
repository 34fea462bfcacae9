"""Bars of verdicts: every verdict in its colour, undetermined ones hatched, and what has too little recorded apart."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

import pandas as pd

from openness.charts.kit import palette
from openness.charts.kit.palette import Theme
from openness.core.wording import figure_text

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


def marker(colour: str, pattern: dict[str, Any] | None, theme: Theme) -> dict[str, Any]:
    """The marker of a part of a bar: rimmed by the ground, a hatched one by its own colour."""
    rim = {"width": 1, "color": colour if pattern else palette.BACKGROUND[theme]}
    return {"color": colour, "line": rim} | ({"pattern": pattern} if pattern else {})


def number_inside(colour: str, pattern: dict[str, Any] | None, theme: Theme, size: int) -> dict[str, Any]:
    """How the number in a part of a bar stands: in the middle, level, in a colour that can be read on it."""
    shade = palette.TEXT[theme] if pattern else palette.contrast_text(colour)
    return {
        "textposition": "inside",
        "insidetextanchor": "middle",
        "textangle": 0,
        "textfont": {"size": size, "color": shade},
    }


def reached_looks(theme: Theme) -> tuple[tuple[str, dict[str, Any] | None], ...]:
    """Colour and hatch of the four answers to "does it reach this?", in the order of `openness.scoring.REACHED`."""
    (yes, no), grey = palette.verdict_colours(2, theme), palette.UNKNOWN[theme]
    maybe = palette.hatch(yes, palette.HATCH_UNDETERMINED, theme)
    silent = palette.hatch(grey, palette.HATCH_NOT_RECORDED, theme)
    return (yes, None), (yes, maybe), (grey, silent), (no, None)


def dot_names(verdict: Sequence[int], verdict_high: Sequence[int], titles: Sequence[str]) -> list[str]:
    """Names of the verdicts for a legend of dots, which are coloured by the verdict proven, whatever else is possible.

    Beside them the bars of `parts` count what is stated apart, so both counts are given: `Open weights (155, of which
    122 for certain)`.

    Args:
        verdict: Index of the verdict proven, one a dot.
        verdict_high: Index of the best one possible.
        titles: Verdict titles, best first.
    """
    all_of, certain = (
        Counter(verdict),
        Counter(low for low, high in zip(verdict, verdict_high, strict=True) if low == high),
    )
    return [
        f"{figure_text(title)} ({all_of[level]:,}"
        + (f", of which {certain[level]:,} for certain)" if certain[level] < all_of[level] else ")")
        for level, title in enumerate(titles)
    ]


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
