"""How far releases reach, as far as a source says so, beside how open they are."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from openness.answer import Answer

COLUMNS = ("release", "reach", "level", "signal", "confidence", "url", "source_url", "accessed")
"""The columns of the second part of `adoption`; `level` is a number."""


@dataclass(frozen=True)
class Band:
    """One band of reach.

    Attributes:
        reach: The band as the source writes it (`>10M`).
        level: Its place among the bands, 1 the smallest.
        weights: Median weights openness (low) of the releases that count; nan where none does.
        training: Median training openness (low) of the same.
        n: Releases that count: both sides reach the coverage bar.
        left_out: Releases of the band that do not.
    """

    reach: str
    level: int
    weights: float
    training: float
    n: int
    left_out: int


def adoption(answer: Answer) -> tuple[list[Band], pd.DataFrame]:
    """The bands of reach, largest first, and the selected releases whose reach is recorded.

    Returns:
        The bands that occur, and one row a release with `COLUMNS`: largest reach first, within a band the most open
        training first. A release that is recorded twice stands with its largest reach.
    """
    given = answer.package.adoption
    rows = given[given["release"].isin(answer.selected)].assign(level=lambda table: table["level"].astype(int))
    rows = rows.sort_values("level", ascending=False, kind="stable").drop_duplicates("release")
    scores = answer.scores
    at = np.array([scores.index(release) for release in rows["release"]], dtype=np.intp)
    order = np.lexsort((rows["release"], -scores.weights_low[at], -scores.training_low[at], -rows["level"]))
    rows, at = rows.iloc[order].reset_index(drop=True), at[order]
    bands: list[Band] = []
    for reach in rows["reach"].drop_duplicates():
        mine = (rows["reach"] == reach).to_numpy()
        counting = at[mine & scores.sides_covered[at]]
        n = len(counting)
        bands.append(
            Band(
                reach=str(reach),
                level=int(rows.loc[mine, "level"].iloc[0]),
                weights=float(np.median(scores.weights_low[counting])) if n else float("nan"),
                training=float(np.median(scores.training_low[counting])) if n else float("nan"),
                n=n,
                left_out=int(mine.sum()) - n,
            )
        )
    return bands, rows[list(COLUMNS)]
