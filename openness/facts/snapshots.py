"""The evidence of many releases on many days at once: what a history of scores is made of.

Resolving the whole package for each day of a history would cost a millisecond a day and a scoring each. Here every
(release, day) is a row of one `Evidence`, resolved and scored in one go; `resolve` at that day gives the same cells.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import fields, replace
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from openness.facts.evidence import Evidence, counted
from openness.facts.fact_index import FactIndex, asked_sources, heard, index_of, last_of_each_source
from openness.facts.package import Package

Clock = Literal["world", "record"]
Days = npt.NDArray[np.str_]

# The arrays of a FactIndex that do not run over its facts.
_NOT_FACTS = ("announced", "terms")


def snapshots(
    package: Package,
    rows: Sequence[int] | npt.NDArray[Any],
    days: Sequence[str] | Days,
    sources: Iterable[str] | None = None,
    *,
    clock: Clock = "world",
) -> Evidence:
    """Return the evidence of one release on one day, for many pairs of the two.

    Args:
        package: The facts.
        rows: Rows of releases.csv, one a pair; a release may come often.
        days: A day in full, one a pair.
        sources: Ids of the sources to ask; None: all of them.
        clock: `world` counts what held on that day, as `openness.facts.evidence.resolve` does. `record` counts what the
            sources had recorded by that day, whenever it holds: how an index that keeps no history looked then.

    Returns:
        Evidence with one row a pair: its releases repeat, and so do those of its package, so that it can be scored.

    Raises:
        ValueError: There is not one day a row.
        OpennessError: A source is not in the package.
    """
    index = index_of(package)
    asked = asked_sources(index, sources)
    release, day = np.asarray(rows, dtype=np.int64), np.asarray(days, dtype="U10")
    if len(release) != len(day):
        raise ValueError(f"{len(day)} days for {len(release)} releases")
    width = len(index.components)
    starts, ends = np.searchsorted(index.cell, release * width), np.searchsorted(index.cell, (release + 1) * width)
    counts = ends - starts
    pair = np.repeat(np.arange(len(release)), counts)
    fact = np.arange(counts.sum()) - np.repeat(counts.cumsum() - counts, counts) + np.repeat(starts, counts)
    when = index.speaks if clock == "world" else _recorded(package, index)
    announced = index.announced[release] <= day if clock == "world" else np.ones(len(release), dtype=bool)
    keep = (when[fact] <= day[pair]) & heard(index, asked)[fact] & announced[pair]
    fact, pair = fact[keep], pair[keep]
    arrays = {
        field.name: getattr(index, field.name)[fact]
        for field in fields(index)
        if isinstance(getattr(index, field.name), np.ndarray) and field.name not in _NOT_FACTS
    }
    arrays["cell"] = pair * width + index.cell[fact] % width
    many = replace(
        index,
        releases=tuple(index.releases[row] for row in release),
        announced=index.announced[release],
        **arrays,
    )
    told = last_of_each_source(many, np.arange(len(fact), dtype=np.int64), asked)
    mine = replace(package, releases=package.releases.iloc[release].reset_index(drop=True))
    return counted(mine, many, told, announced, max(day.tolist(), default=package.date), asked)


def _recorded(package: Package, index: FactIndex) -> Days:
    """The day on which each fact of the index was recorded; the package's date where nobody noted it."""

    def made() -> Days:
        recorded = index.facts["recorded"].to_numpy(dtype="U10")[index.row]
        return np.where(recorded == "", package.date, recorded)

    days: Days = package.cache.get(("recorded",), made)
    return days


def days_recorded(package: Package, source: str) -> list[tuple[int, str]]:
    """Every release of which a source recorded something, by its row in releases.csv, with each day it did so."""
    index = index_of(package)
    if source not in index.sources:
        return []
    mine = index.source == index.sources.index(source)
    days, day = np.unique(_recorded(package, index)[mine], return_inverse=True)
    pairs = np.unique(index.cell[mine] // len(index.components) * len(days) + day)
    return [(int(pair) // len(days), str(days[int(pair) % len(days)])) for pair in pairs]
