"""The facts of a package as arrays, in the order in which they compete; made once a package, asked at any date."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

import numpy as np
import numpy.typing as npt
import pandas as pd

from openness.core.arrays import Codes, Flags
from openness.core.errors import OpennessError, nearest
from openness.facts.licences import LicenceTerms, licence_terms
from openness.facts.package import Package
from openness.facts.schema import DERIVED

AVAILABILITIES = ("closed", "partial", "gated", "open", "unknown", "not-applicable", "unsettled")
"""What a fact says of a component, by code. The first four are ordered; the others stand outside the order.

`unsettled` is said by facts alone: of what is resolved, such a component is unknown, with a fact that says so.
"""

NOT_KNOWN = ("unknown", "unsettled")
"""The states that say nothing of a component: nobody has found out, or somebody looked and could not."""
CLOSED, PARTIAL, GATED, OPEN, UNKNOWN, NOT_APPLICABLE, UNSETTLED = range(7)
OUT, LICENCE_ONLY, WHOLE = range(3)

OF_THE_BASE = frozenset(
    ("pretraining_data", "data_information", "data_processing_code", "training_code", "architecture", "base_weights")
)
"""The components that a release has from the one it builds on."""

Rows = npt.NDArray[np.int32]
Positions = npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class FactIndex:
    """The facts that can count, as arrays in the order in which they compete: made once a package.

    The order is by release, component and precedence, then known before that licence-only rows, then by since and
    recorded: the last row of a source that is in force is its word.

    What is derived from a base stands there too: every fact about the base again, under the release that builds on it
    and with the source `derived`, in the order in which the facts compete for the base. So the best of them is what
    counts for the base, whatever the day and the sources asked.
    """

    releases: tuple[str, ...]
    components: tuple[str, ...]
    sources: tuple[str, ...]  # best first
    licences: tuple[LicenceTerms, ...]
    terms: Codes  # of each licence
    announced: npt.NDArray[np.str_]  # day, by release
    facts: pd.DataFrame  # those of the package and, below them, those derived
    row: Rows  # of facts
    cell: Positions  # release × components + component
    source: Rows
    origin: Rows  # the source that said it of the base, where it is derived; else the source
    judgement: Flags  # whether it answers the source's own question and not ours
    seat: Rows  # whose word it is, in the order of precedence; a licence beside the source's word has a seat behind it
    availability: Codes
    licence: Rows
    since: npt.NDArray[np.str_]  # effective: the release date where the fact is undated
    speaks: npt.NDArray[np.str_]  # the first day it may speak of: since, or recorded where a change is dated
    dated: Flags


def index_of(package: Package) -> FactIndex:
    """Return the facts of ``package`` in the order in which they compete."""
    index: FactIndex = package.cache.get(("index",), lambda: _make_index(package))
    return index


def rows_of(index: FactIndex, cell: int) -> Positions:
    """Return the rows about one release and component."""
    start, end = np.searchsorted(index.cell, [cell, cell + 1])
    return np.arange(start, end, dtype=np.int64)


def asked_sources(index: FactIndex, sources: Iterable[str] | None) -> Flags:
    """Return which sources are asked, by their place in the order of precedence."""
    if sources is None:
        return np.ones(len(index.sources), dtype=bool)
    if isinstance(sources, str):
        raise OpennessError(f"sources are a list of ids; got '{sources[:80]}'")
    wanted = set(sources)
    for source in sorted(wanted - set(index.sources)):
        raise OpennessError(f"there is no source '{source[:80]}'; {nearest(source, index.sources)}")
    return np.array([source in wanted for source in index.sources], dtype=bool)


def heard(index: FactIndex, asked: Flags) -> Flags:
    """Return which rows of the index are heard when these sources are asked: what is derived, with its origin."""
    mask: Flags = asked[index.source] & asked[index.origin]
    return mask


def words_in_force(index: FactIndex, day: str, asked: Flags) -> Positions:
    """Return the rows of the index that are their source's word on a release and component at ``day``."""
    announced = index.announced[index.cell // max(len(index.components), 1)] <= day
    candidates = announced & (index.speaks <= day) & heard(index, asked)
    return last_of_each_source(index, np.flatnonzero(candidates).astype(np.int64), asked)


def last_of_each_source(index: FactIndex, rows: Positions, asked: Flags) -> Positions:
    """Return the last of ``rows`` for each cell and source: the fact in force, as the index is ordered.

    Where that is a judgement in answer to the source's own question, the source says nothing; asked alone, it is heard,
    which is how an index is reproduced.
    """
    cell, seat = index.cell[rows], index.seat[rows]
    last = np.ones(len(rows), dtype=bool)
    last[:-1] = (cell[1:] != cell[:-1]) | (seat[1:] != seat[:-1])
    return rows[last] if asked.sum() == 1 else rows[last & ~index.judgement[rows]]


def first_of_each(rows: Positions, cell: Positions) -> Positions:
    """Return the first of ``rows`` for each cell: the best precedence, as the index is ordered."""
    first = np.ones(len(rows), dtype=bool)
    first[1:] = cell[rows][1:] != cell[rows][:-1]
    return rows[first]


def licensing(index: FactIndex, rows: Positions) -> Positions:
    """Return those of ``rows`` that may give their component its licence: the first of each does.

    A licence is named by the best source that names one and does not call the component closed, or one that cannot
    exist. What is derived is one source here: a base that is closed has no licence, whoever names one. An unsettled
    word sets aside what stands behind it in its source and, where it is in force, all sources of lower precedence.

    Args:
        index: The facts.
        rows: Each source's word, in the order of the index.
    """
    if not len(rows):
        return rows
    place, cell, source = np.arange(len(rows)), index.cell[rows], index.source[rows]
    availability = index.availability[rows]
    by_cell = np.r_[True, cell[1:] != cell[:-1]]
    by_source = by_cell | np.r_[True, source[1:] != source[:-1]]
    may = (index.licence[rows] >= 0) & ~np.isin(availability, (CLOSED, NOT_APPLICABLE))
    for begins in (by_source, by_cell):
        at = _first_known(begins, availability)
        leading = np.append(availability, np.int8(UNKNOWN))[at]
        may &= (leading != UNSETTLED) | (place <= at)
        if begins is by_source:
            may &= ~np.isin(leading, (CLOSED, NOT_APPLICABLE))
    chosen: Positions = rows[may]
    return chosen


def _first_known(begins: Flags, availability: Codes) -> Positions:
    """Return, for each row, where the first known one of its run is; the number of rows where there is none."""
    place = np.where(availability != UNKNOWN, np.arange(len(availability)), len(availability))
    first: Positions = np.minimum.reduceat(place, np.flatnonzero(begins))[np.cumsum(begins) - 1]
    return first


def _make_index(package: Package) -> FactIndex:
    facts = package.facts.reset_index(drop=True)
    part = _part(facts)
    kept = np.flatnonzero(part != OUT)
    facts, licence_only = facts.iloc[kept], part[kept] == LICENCE_ONLY
    releases = tuple(package.releases["release"])
    components = tuple(package.components["component"])
    precedence = dict(zip(package.sources["source"], package.sources["precedence"], strict=True))
    sources = tuple(sorted(precedence, key=lambda source: (int(precedence[source]), source)))
    expressions = tuple(sorted({str(licence) for licence in package.facts["licence"]} - {""}))
    licences = tuple(licence_terms(expression, package.licence_table) for expression in expressions)

    release = _places(facts["release"], releases)
    cell = release * len(components) + _places(facts["component"], components)
    source = _places(facts["source"], sources)
    availability = np.where(licence_only, UNKNOWN, _places(facts["availability"], AVAILABILITIES))
    licence = facts["licence"].map({"": -1} | {e: i for i, e in enumerate(expressions)}).to_numpy(dtype=np.int64)
    judgement = facts["counts"].to_numpy() == "index"
    stated, recorded, url = (facts[column].to_numpy(dtype=np.str_) for column in ("since", "recorded", "url"))

    announced = _announced(package)
    first = announced[release]
    dated = stated != ""
    since = np.where(dated, stated, first)
    known = availability != UNKNOWN
    moved = np.isin(cell, _cells_with_a_dated_change(cell, source, since, first, known & dated & ~judgement))
    # Where the day of reading is not stated, it was the package's date at the latest.
    read = np.where(recorded == "", package.date, recorded)
    speaks = np.where(~dated & moved & (read > since), read, since)

    rank = sources.index(DERIVED) if DERIVED in sources else -1
    fact, cell, seat = _seated(package, cell, source, licence_only, rank)
    # Nothing is in force of a base before it was announced.
    early = (np.arange(len(fact)) >= len(facts)) & (speaks[fact] < first[fact])
    speaks = np.where(early, first[fact], speaks[fact])

    within = (url, licence, availability, dated, recorded, since, known)
    order = np.lexsort((*(column[fact] for column in within), seat, cell))
    repeated, handed = kept[fact[len(facts) :]], cell[len(facts) :]
    fact, is_derived = fact[order], order >= len(facts)
    return FactIndex(
        releases=releases,
        components=components,
        sources=sources,
        licences=licences,
        terms=np.array([licence.terms for licence in licences], dtype=np.int8),
        announced=announced,
        facts=_with_derived(package.facts, repeated, handed, releases, components),
        row=np.r_[kept, len(package.facts) + np.arange(len(repeated))].astype(np.int32)[order],
        cell=cell[order],
        source=np.where(is_derived, rank, source[fact]).astype(np.int32),
        origin=source[fact].astype(np.int32),
        judgement=judgement[fact],
        seat=seat[order].astype(np.int32),
        availability=availability[fact].astype(np.int8),
        licence=licence[fact].astype(np.int32),
        since=since[fact],
        speaks=speaks[order],
        dated=dated[fact],
    )


def _places(cells: pd.Series[str], ids: Sequence[str]) -> Positions:
    """Return the place of each cell among the ids."""
    places = {name: i for i, name in enumerate(ids)}
    return np.array([places[cell] for cell in cells.tolist()], dtype=np.int64)


def _seated(
    package: Package, cell: Positions, source: Positions, licence_only: Flags, rank: int
) -> tuple[Positions, Positions, Positions]:
    """Return the package's own facts, then those derived from them: the fact that each repeats, its cell and seat.

    Args:
        package: The package.
        cell: Cell of each fact.
        source: Place of the source of each fact.
        licence_only: Whether only the licence of a fact counts.
        rank: Place of the source `derived` among the sources, -1 where nothing is derived.
    """
    # A licence that a hand-carried fact adds to its importer's stands right behind that source, in a seat of its own.
    keys: list[tuple[int, ...]] = list(zip(source.tolist(), licence_only.tolist(), strict=True))
    derived: list[tuple[int, int, tuple[int, ...]]] = []
    if rank >= 0:
        base_of = dict(zip(package.releases["release"].tolist(), package.releases["base"].tolist(), strict=True))
        derived = _derived(base_of, tuple(package.components["component"]), cell, keys, rank)
    fact = np.r_[np.arange(len(cell)), np.array([row for row, _, _ in derived], dtype=np.int64)]
    cell = np.r_[cell, np.array([where for _, where, _ in derived], dtype=np.int64)]
    keys += [key for _, _, key in derived]
    seats = {key: number for number, key in enumerate(sorted(set(keys)))}
    return fact, cell, np.array([seats[key] for key in keys], dtype=np.int64)


def _derived(
    base_of: Mapping[str, str],
    components: Sequence[str],
    cell: Positions,
    keys: Sequence[tuple[int, ...]],
    rank: int,
) -> list[tuple[int, int, tuple[int, ...]]]:
    """Return what each release has from its base, and from the base of that: fact, cell and key in the order.

    Args:
        base_of: The base of each release, empty for none, in the order of the releases.
        components: All components.
        cell: Cell of each fact.
        keys: Of each fact, what it is sorted by within its cell.
        rank: Place of the source `derived` among the sources.
    """
    width, number = len(components), {release: at for at, release in enumerate(base_of)}
    handed = [at for at, component in enumerate(components) if component in OF_THE_BASE]
    rows_at: dict[int, list[int]] = {}
    for row, where in enumerate(cell.tolist()):
        rows_at.setdefault(where, []).append(row)
    found = []
    for release, base in base_of.items():
        passed: set[str] = {release}
        before: tuple[int, ...] = (rank,)
        while base and base not in passed:
            for component in handed:
                for row in rows_at.get(number[base] * width + component, ()):
                    found.append((row, number[release] * width + component, (*before, *keys[row])))
            passed.add(base)
            base, before = base_of[base], (*before, rank)
    return found


def _with_derived(
    facts: pd.DataFrame, of: Positions, cell: Positions, releases: Sequence[str], components: Sequence[str]
) -> pd.DataFrame:
    """Return the facts and, below them, those ``of`` a base once more as derived ones of the releases at ``cell``.

    Such a row keeps the address, the day and the note of what it repeats; its `dimension` is the release that is about.
    """
    if not len(of):
        return facts
    derived = facts.iloc[of].reset_index(drop=True)
    derived["dimension"] = derived["release"]
    derived["release"] = [releases[where // len(components)] for where in cell.tolist()]
    derived["source"] = DERIVED
    return pd.concat([facts, derived], ignore_index=True)


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
    dated: Flags,
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
