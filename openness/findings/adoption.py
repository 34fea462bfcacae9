"""How far releases reach, as far as a source says so, beside how open they are."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import numpy as np

from openness.scoring.answer import Answer

COLUMNS = ("release", "reach", "level", "signal", "confidence", "url", "source_url", "accessed")
"""What is taken from the table of adoption, in the order of `Reach`."""


@dataclass(frozen=True)
class Reach:
    """How far a release reaches, and who says so.

    Attributes:
        release: Its id.
        reach: The band as the source writes it (`>10M`).
        level: The place of the band, 1 the smallest.
        signal: What was counted.
        confidence: How sure the source is.
        url: Where the reach was collected.
        source_url: Where it is stated.
        accessed: When it was read.
    """

    release: str
    reach: str
    level: int
    signal: str
    confidence: str
    url: str
    source_url: str
    accessed: str


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


def leading(answer: Answer) -> list[str]:
    """The best-known release of each vendor: the one of the widest recorded reach, those with the widest first.

    Of a vendor without a recorded reach it is the newest, those with most releases first: nobody says which is known
    best. Of several with one reach it is the newest.
    """
    vendors, dates = answer.of_releases("vendor").tolist(), answer.of_releases("released").tolist()
    reach = dict(zip(answer.package.adoption["release"], answer.package.adoption["level"].map(int), strict=True))
    sizes = Counter(vendors)
    best: dict[str, tuple[int, str, str]] = {}
    for release, vendor, day in zip(answer.selected, vendors, dates, strict=True):
        found = (reach.get(release, 0), str(day), release)
        best[vendor] = max(best.get(vendor, found), found)
    ordered = sorted(best, key=lambda vendor: (-best[vendor][0], -sizes[vendor], vendor))
    return [best[vendor][2] for vendor in ordered]


def adoption(answer: Answer) -> tuple[list[Band], list[Reach]]:
    """The bands of reach, largest first, and the selected releases whose reach is recorded.

    Returns:
        The bands that occur, and the releases: largest reach first, within a band the most open training first. A
        release that is recorded twice stands with its largest reach.
    """
    given, scores, selected = answer.package.adoption, answer.scores, set(answer.selected)
    largest: dict[str, Reach] = {}
    for release, reach, level, *others in zip(*(given[name].tolist() for name in COLUMNS), strict=True):
        found = Reach(release, reach, int(level), *others)
        known = largest.get(found.release)
        if found.release in selected and (known is None or known.level < found.level):
            largest[found.release] = found
    at = {release: scores.index(release) for release in largest}
    rows = sorted(
        largest.values(),
        key=lambda reach: (
            -reach.level,
            *(-float(np.nan_to_num(side[at[reach.release]])) for side in (scores.training_low, scores.weights_low)),
            reach.release,
        ),
    )
    bands: list[Band] = []
    for name in dict.fromkeys(reach.reach for reach in rows):
        mine = [reach for reach in rows if reach.reach == name]
        counting = [at[reach.release] for reach in mine if scores.sides_covered[at[reach.release]]]
        n = len(counting)
        bands.append(
            Band(
                reach=name,
                level=mine[0].level,
                weights=float(np.median(scores.weights_low[counting])) if n else float("nan"),
                training=float(np.median(scores.training_low[counting])) if n else float("nan"),
                n=n,
                left_out=len(mine) - n,
            )
        )
    return bands, rows
