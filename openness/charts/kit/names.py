"""Names beside dots: of the releases that are highlighted, else of the best known, as many as cover no dot.

A telephone has room for few names and a wide page for many, but both draw one figure. So some names are for wide
windows only: they are marked by their opacity, which nobody sees, and hidden by a rule (`CSS`) where it is narrow.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from openness.charts.kit import palette
from openness.charts.kit.labels import CLEAN, LETTER, OVER_DOTS, Canvas, Plots, place
from openness.charts.kit.marks import leader, short_names
from openness.charts.kit.palette import Theme
from openness.charts.kit.view import View
from openness.core.arrays import Floats
from openness.core.wording import figure_text

#: Pixels of a window from which names for wide ones are shown.
WIDE_FROM = 1200
#: Opacity of a name for wide windows: not to be told from 1, but to be found by a rule.
WIDE = 0.99
#: Hides the names for wide windows in narrow ones. Each page that draws figures has it.
CSS = f"@media (max-width: {WIDE_FROM - 1}px) {{g.annotation[style*='opacity: {WIDE}'] {{visibility: hidden;}}}}"
#: Names on every window, and on a wide one, at most.
FEW, MANY = 8, 24
#: So many are tried for a place on every window, which takes time.
TRIED = 24

Box = tuple[float, float, float, float]


def order(frame: pd.DataFrame, view: View, small: int) -> tuple[list[int], bool]:
    """Rows of the dots that get a name, the most wanted first, and whether each gets one whatever it covers.

    Those highlighted, else those asked for by name, else all of a small selection; else the best known of each leading
    vendor, as far as there is room.

    Args:
        frame: One row a dot, with its release.
        view: The selection.
        small: With no more dots than this each has its name.
    """
    releases = frame["release"].tolist()
    rows = {release: row for row, release in enumerate(releases)}
    marked = [rows[release] for release in view.mark if release in rows]
    if marked:
        return marked, len(marked) <= small
    asked = [row for row, release in enumerate(releases) if release in set(view.chosen)]
    if asked and len(asked) <= small:
        return asked, True
    if len(releases) <= small:
        return list(range(len(releases))), True
    return [rows[release] for release in view.leading if release in rows], False


def canvases(box: Box, x: Floats, y: Floats, plots: Plots) -> tuple[Canvas, Canvas]:
    """The plot at all its widths, and at the first, which is the wide one."""
    return Canvas(box, x, y, plots), Canvas(box, x, y, plots[:1])


def beside(
    names: Sequence[str],
    rows: Sequence[int],
    spots: Sequence[tuple[float, float]],
    on: tuple[Canvas, Canvas],
    theme: Theme,
    *,
    every: bool,
    lines: Sequence[Sequence[tuple[float, float]]] = (),
    across: Sequence[Any] = (),
) -> list[dict[str, Any]]:
    """Names near their dots as annotations, each where it covers no dot and no other text; in a crowd some have none.

    Where each is to have one, those for which a telephone has no room left are for wide windows.

    Args:
        names: Names of all dots.
        rows: Dots that get a name, the most wanted first.
        spots: Where all dots stand.
        on: The plot (`canvases`), with what is written on it.
        theme: `light` or `dark`.
        every: Whether each gets its name, whatever that covers on a wide window.
        lines: Points of what is drawn with each of them.
        across: Where the dots stand on an axis that is not of numbers.
    """
    short, anchors = short_names(names, rows), [spots[row] for row in rows]
    number = len(rows) if every else TRIED
    found = place(
        short[:number],
        anchors[:number],
        on[0],
        lines[:number],
        worst=OVER_DOTS if every else CLEAN,
        most=number if every else FEW,
    )
    for at, (ax, ay) in found.items():
        length = len(short[at]) * LETTER
        on[1].take(*anchors[at], ax if ax > 0 else ax - length, ay, length)
    left = [at for at in range(len(rows)) if at not in found]
    more = place(
        [short[at] for at in left],
        [anchors[at] for at in left],
        on[1],
        worst=np.inf if every else CLEAN,
        most=len(left) if every else MANY - len(found),
    )
    wide = {left[at]: offset for at, offset in more.items()}
    return [
        {
            **{"x": across[rows[at]] if len(across) else anchors[at][0], "y": anchors[at][1]},
            **{"text": figure_text(short[at]), "ax": ax, "ay": ay, "xanchor": "right" if ax < 0 else "left"},
            **leader(theme),
            "font": {"size": 12, "color": palette.TEXT[theme]},
            **({"opacity": WIDE} if at in wide else {}),
        }
        for at, (ax, ay) in (found | wide).items()
    ]
