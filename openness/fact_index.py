"""The facts of a package as arrays, in the order in which they compete; made once a package, asked at any date."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import PurePosixPath
from weakref import WeakKeyDictionary

import numpy as np
import numpy.typing as npt
import pandas as pd

from openness.errors import OpennessError, nearest
from openness.licences import LicenceTerms, licence_terms
from openness.package import Package

AVAILABILITIES = ("closed", "partial", "gated", "open", "unknown", "not-applicable")
"""What a release shares of a component, by code. The first four are ordered; the other two stand outside the order."""

CLOSED, PARTIAL, GATED, OPEN, UNKNOWN, NOT_APPLICABLE = range(6)
OUT, LICENCE_ONLY, WHOLE = range(3)

Codes = npt.NDArray[np.int8]
Rows = npt.NDArray[np.int32]
Positions = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]

_AS_OF = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?", re.ASCII)


@dataclass(frozen=True, eq=False)
class FactIndex:
    """The facts that can count, as arrays in the order in which they compete: made once a package.

    The order is by release, component and precedence, then known before that licence-only rows, then by since and
    recorded: the last row of a source that is in force is its word.
    """

    releases: tuple[str, ...]
    components: tuple[str, ...]
    sources: tuple[str, ...]  # best first
    licences: tuple[LicenceTerms, ...]
    terms: Codes  # of each licence
    announced: npt.NDArray[np.str_]  # day, by release
    row: Rows  # of package.facts
    cell: Positions  # release × components + component
    source: Rows
    seat: Rows  # whose word it is: twice its source, and one more for a licence that stands beside the source's word
    availability: Codes
    licence: Rows
    since: npt.NDArray[np.str_]  # effective: the release date where the fact is undated
    speaks: npt.NDArray[np.str_]  # the first day it may speak of: since, or recorded where a change is dated
    dated: Mask


def first_day(when: str) -> str:
    """Return a day, a month or a year as its first day.

    >>> first_day("2025-03")
    '2025-03-01'

    Raises:
        OpennessError: It is none of these.
    """
    full = when + "-01-01"[len(when) - 4 :] if _AS_OF.fullmatch(when) else ""
    try:
        return date.fromisoformat(full).isoformat()
    except ValueError:
        msg = f"'{when[:40]}' is no date; write YYYY-MM-DD, YYYY-MM or YYYY"
        raise OpennessError(msg) from None


_indices: WeakKeyDictionary[Package, FactIndex] = WeakKeyDictionary()


def index_of(package: Package) -> FactIndex:
    """Return the facts of ``package`` in the order in which they compete."""
    index = _indices.get(package)
    if index is None:
        index = _indices[package] = _make_index(package)
    return index


def rows_of(index: FactIndex, cell: int) -> Positions:
    """Return the rows about one release and component."""
    start, end = np.searchsorted(index.cell, [cell, cell + 1])
    return np.arange(start, end, dtype=np.int64)


def asked_sources(index: FactIndex, sources: Iterable[str] | None) -> Mask:
    """Return which sources are asked, by their place in the order of precedence."""
    if sources is None:
        return np.ones(len(index.sources), dtype=bool)
    if isinstance(sources, str):
        raise OpennessError(f"sources are a list of ids; got '{sources[:80]}'")
    wanted = set(sources)
    for source in sorted(wanted - set(index.sources)):
        raise OpennessError(f"there is no source '{source[:80]}'; {nearest(source, index.sources)}")
    return np.array([source in wanted for source in index.sources], dtype=bool)


def words_in_force(index: FactIndex, day: str, asked: Mask) -> Positions:
    """Return the rows of the index that are their source's word on a release and component at ``day``."""
    announced = index.announced[index.cell // max(len(index.components), 1)] <= day
    candidates = announced & (index.speaks <= day) & asked[index.source]
    return last_of_each_source(index, np.flatnonzero(candidates).astype(np.int64))


def last_of_each_source(index: FactIndex, rows: Positions) -> Positions:
    """Return the last of ``rows`` for each cell and source: the fact in force, as the index is ordered."""
    cell, seat = index.cell[rows], index.seat[rows]
    last = np.ones(len(rows), dtype=bool)
    last[:-1] = (cell[1:] != cell[:-1]) | (seat[1:] != seat[:-1])
    return rows[last]


def first_of_each(rows: Positions, cell: Positions) -> Positions:
    """Return the first of ``rows`` for each cell: the best precedence, as the index is ordered."""
    first = np.ones(len(rows), dtype=bool)
    first[1:] = cell[rows][1:] != cell[rows][:-1]
    return rows[first]


def _make_index(package: Package) -> FactIndex:
    facts = package.facts.reset_index(drop=True)
    part = _part(facts)
    facts, licence_only = facts[part != OUT], part[part != OUT] == LICENCE_ONLY
    releases = tuple(package.releases["release"])
    components = tuple(package.components["component"])
    by_precedence = sorted(
        zip(package.sources["source"], package.sources["precedence"], strict=True), key=lambda s: (int(s[1]), s[0])
    )
    sources = tuple(source for source, _ in by_precedence)
    expressions = tuple(sorted({str(licence) for licence in package.facts["licence"]} - {""}))
    licences = tuple(licence_terms(expression, package.licence_table) for expression in expressions)

    def place(column: str, ids: Sequence[str]) -> Positions:
        places = {name: i for i, name in enumerate(ids)}
        return np.array([places[cell] for cell in facts[column].tolist()], dtype=np.int64)

    release = place("release", releases)
    cell = release * len(components) + place("component", components)
    source = place("source", sources)
    availability = np.where(licence_only, UNKNOWN, place("availability", AVAILABILITIES))
    licence = facts["licence"].map({"": -1} | {e: i for i, e in enumerate(expressions)}).to_numpy(dtype=np.int64)
    stated, recorded, url = (facts[column].to_numpy(dtype=np.str_) for column in ("since", "recorded", "url"))

    announced = _announced(package)
    dated = stated != ""
    since = np.where(dated, stated, announced[release])
    known = availability != UNKNOWN
    moved = np.isin(cell, _cells_with_a_dated_change(cell, source, since, announced[release], known & dated))
    # Where the day of reading is not stated, it was the package's date at the latest.
    read = np.where(recorded == "", package.date, recorded)
    speaks = np.where(~dated & moved & (read > since), read, since)

    # A licence that a hand-carried fact adds to its importer's stands right behind that source, in a seat of its own.
    seat = source * 2 + licence_only
    order = np.lexsort((url, licence, availability, dated, recorded, since, known, seat, cell))
    return FactIndex(
        releases=releases,
        components=components,
        sources=sources,
        licences=licences,
        terms=np.array([licence.terms for licence in licences], dtype=np.int8),
        announced=announced,
        row=facts.index.to_numpy(dtype=np.int32)[order],
        cell=cell[order],
        source=source[order].astype(np.int32),
        seat=seat[order].astype(np.int32),
        availability=availability[order].astype(np.int8),
        licence=licence[order].astype(np.int32),
        since=since[order],
        speaks=speaks[order],
        dated=dated[order],
    )


def _part(facts: pd.DataFrame) -> npt.NDArray[np.int8]:
    """Return what each fact may speak for: nothing (`OUT`), its licence (`LICENCE_ONLY`) or all it says (`WHOLE`).

    A fact that says nothing is out. So is a hand-carried fact of a source whose importer yields that release and
    component (the importer's file is the one named like the source); but where no fact of the importer's names a
    licence or calls the component closed, the licence that was carried over by hand is not lost.
    """
    columns = (facts[name].tolist() for name in ("source", "release", "component", "availability", "licence", "file"))
    rows = list(zip(*columns, strict=True))
    owner = {file: PurePosixPath(file).stem for file in facts["file"].unique()}
    own, settled = set(), set()  # cells that the importer yields, and those where that leaves no room for a licence
    for source, release, component, availability, licence, file in rows:
        if owner[file] == source and availability != "unknown":
            own.add((source, release, component))
            if licence or availability in ("closed", "not-applicable"):
                settled.add((source, release, component))

    def part(source: str, release: str, component: str, availability: str, licence: str, file: str) -> int:
        cell = (source, release, component)
        if owner[file] == source or cell not in own:
            return WHOLE if availability != "unknown" or licence else OUT
        return LICENCE_ONLY if licence and availability != "closed" and cell not in settled else OUT

    return np.array([part(*row) for row in rows], dtype=np.int8)


def _announced(package: Package) -> npt.NDArray[np.str_]:
    """Return when each release was announced: as dated, else the first day from which any fact speaks of it."""
    released = package.releases.set_index("release")["released"]
    undated = set(released.index[released == ""])
    if undated:
        facts = package.facts[package.facts["release"].isin(undated)]
        days = pd.concat([facts.set_index("release")[column] for column in ("since", "recorded")])
        earliest = days[days != ""].groupby(level=0).min()
        released = released.where(released != "", [earliest.get(release, "") for release in released.index])
    return released.to_numpy(dtype=np.str_)


def _cells_with_a_dated_change(
    cell: Positions,
    source: Positions,
    since: npt.NDArray[np.str_],
    announced: npt.NDArray[np.str_],
    dated: Mask,
) -> Positions:
    """Return the cells of which some source, asked or not, dates a change.

    A fact dated after the announcement does; one dated within the month of a release of which only the month is known
    may just be its first state. Two days named by one source do.
    """
    cells: set[int] = set()
    days: dict[tuple[int, int], str] = {}
    for row in np.flatnonzero(dated):
        where, when, first = int(cell[row]), str(since[row]), str(announced[row])
        if when[: len(first)] > first or days.setdefault((where, int(source[row])), when) != when:
            cells.add(where)
    return np.array(sorted(cells), dtype=np.int64)
