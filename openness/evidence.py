"""Evidence, resolved: of all facts, the one that counts for each release and component at a date.

Three rules, in this order:

1. Of each source the fact *in force* counts: ``since`` not later than the as-of date (an empty ``since`` is the release
   date), and among those the latest by ``since``, then ``recorded``. ``unknown`` never competes. An undated fact speaks
   for the time before its ``recorded`` day only if no source dates a change of that component.
2. Among sources the lowest precedence number wins, for availability and for the licence apart: the licence comes from
   the best source that names one and does not call the component closed.
3. Nothing is in force before the release was announced.

As-of is the time in the world, never the time of reading. A month counts from its first day.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np
import numpy.typing as npt
import pandas as pd

from openness.errors import OpennessError, nearest
from openness.licences import (
    TERMS,
    TERMS_NONE,
    TERMS_OPEN,
    TERMS_RESTRICTED,
    TERMS_UNKNOWN,
    LicenceTerms,
    licence_terms,
)
from openness.package import Package, load_package

__all__ = [
    "AVAILABILITIES",
    "CLOSED",
    "GATED",
    "NOT_APPLICABLE",
    "OPEN",
    "PARTIAL",
    "TERMS",
    "TERMS_NONE",
    "TERMS_OPEN",
    "TERMS_RESTRICTED",
    "TERMS_UNKNOWN",
    "UNKNOWN",
    "Evidence",
    "LicenceTerms",
    "Package",
    "agreement",
    "changes",
    "facts_in_force",
    "first_day",
    "history",
    "load_package",
    "resolve",
]

AVAILABILITIES = ("closed", "partial", "gated", "open", "unknown", "not-applicable")
"""What a release shares of a component, by code. The first four are ordered; the other two stand outside the order."""

CLOSED, PARTIAL, GATED, OPEN, UNKNOWN, NOT_APPLICABLE = range(6)

Codes = npt.NDArray[np.int8]
Rows = npt.NDArray[np.int32]
Mask = npt.NDArray[np.bool_]

_AS_OF = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?", re.ASCII)


@dataclass(frozen=True, eq=False)
class Evidence:
    """What was known of every release at a date, one cell a release and component.

    Attributes:
        package: Where the facts stand.
        as_of: The day, in full.
        sources: The sources that were asked, best precedence first.
        releases: Rows, in the order of releases.csv.
        components: Columns, in the order of components.csv.
        announced: Whether the release was announced by that day; the cells of one that was not are all unknown.
        availability: Code into `AVAILABILITIES`.
        terms: Code into `TERMS`. A closed or not-applicable component has no terms: its code is unknown, its licence
            −1. An available one without a licence named has unknown terms; one published without a licence has the
            licence ``none`` and the terms none. An unknown component keeps the terms of a licence that is named.
        licence: Index into ``licences``, −1 where none is named.
        licences: The distinct licence expressions of the package's facts.
        fact: Row of ``package.facts`` that the availability comes from, −1 where there is none.
        licence_fact: Row that the licence comes from, −1 where none is named.
    """

    package: Package
    as_of: str
    sources: tuple[str, ...]
    releases: tuple[str, ...]
    components: tuple[str, ...]
    announced: Mask
    availability: Codes
    terms: Codes
    licence: Rows
    licences: tuple[LicenceTerms, ...]
    fact: Rows
    licence_fact: Rows


@dataclass(frozen=True, eq=False)
class _Index:
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
    cell: npt.NDArray[np.int64]  # release × components + component
    source: Rows
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
    full = when + "-01-01"[len(when) - 4 :] if _AS_OF.fullmatch(when) else when
    try:
        return date.fromisoformat(full if len(full) == 10 else "").isoformat()
    except ValueError:
        msg = f"'{when[:40]}' is no date; write YYYY-MM-DD, YYYY-MM or YYYY"
        raise OpennessError(msg) from None


def resolve(package: Package, as_of: str | None = None, sources: Iterable[str] | None = None) -> Evidence:
    """Return what is in force at a date, for all releases of the package.

    Args:
        package: The facts.
        as_of: Day, month or year (which count from their first day); None: the date of the package.
        sources: Ids of the sources to ask; None: all of them. Precedence decides, not the order given here.

    Raises:
        OpennessError: The date is none, or a source is not in the package.
    """
    index = _index(package)
    day = first_day(as_of) if as_of else package.date
    asked = _asked(index, sources)
    shape = (len(index.releases), len(index.components))
    announced = index.announced <= day
    rows = _in_force(index, day, asked)

    availability = np.full(shape, UNKNOWN, dtype=np.int8)
    fact = np.full(shape, -1, dtype=np.int32)
    known = _first_of_each(rows[index.availability[rows] != UNKNOWN], index.cell)
    availability.flat[index.cell[known]] = index.availability[known]
    fact.flat[index.cell[known]] = index.row[known]

    licence = np.full(shape, -1, dtype=np.int32)
    licence_fact = np.full(shape, -1, dtype=np.int32)
    named = _first_of_each(rows[(index.licence[rows] >= 0) & (index.availability[rows] != CLOSED)], index.cell)
    licence.flat[index.cell[named]] = index.licence[named]
    licence_fact.flat[index.cell[named]] = index.row[named]
    without = (availability == CLOSED) | (availability == NOT_APPLICABLE)
    licence[without] = -1
    licence_fact[without] = -1
    # One entry more than there are licences: −1, no licence named, finds it.
    terms = np.append(index.terms, np.int8(TERMS_UNKNOWN))[licence]

    for array in (announced, availability, terms, licence, fact, licence_fact):
        array.flags.writeable = False  # shared between sessions
    return Evidence(
        package=package,
        as_of=day,
        sources=tuple(index.sources[i] for i in np.flatnonzero(asked)),
        releases=index.releases,
        components=index.components,
        announced=announced,
        availability=availability,
        terms=terms,
        licence=licence,
        licences=index.licences,
        fact=fact,
        licence_fact=licence_fact,
    )


def facts_in_force(package: Package, as_of: str | None = None, sources: Iterable[str] | None = None) -> pd.DataFrame:
    """Return each source's word on each release and component at a date: one row for each of the three.

    Returns:
        The columns of ``package.facts`` and ``fact`` (its row there), ``leads`` (it has the best precedence: its
        availability is the one that counts) and ``agrees`` (it states the availability that counts). Rows are in the
        order of releases.csv, components.csv and precedence. Unknown is nobody's word: it is left out.
    """
    index = _index(package)
    rows = _in_force(index, first_day(as_of) if as_of else package.date, _asked(index, sources))
    rows = rows[index.availability[rows] != UNKNOWN]
    leads = np.zeros(len(rows), dtype=bool)
    leading = np.full(len(index.releases) * len(index.components), UNKNOWN, dtype=np.int8)
    if len(rows):
        leads = np.r_[True, index.cell[rows][1:] != index.cell[rows][:-1]]
        leading[index.cell[rows][leads]] = index.availability[rows][leads]
    frame = package.facts.iloc[index.row[rows]].reset_index(drop=True)
    frame["fact"] = index.row[rows]
    frame["leads"] = leads
    frame["agrees"] = index.availability[rows] == leading[index.cell[rows]]
    return frame


def agreement(package: Package, as_of: str | None = None, sources: Iterable[str] | None = None) -> pd.DataFrame:
    """Return how many sources agree on each component that somebody has looked at.

    Returns:
        ``release, component, availability`` (the one that counts), ``source`` (who states it), ``agreeing`` and
        ``total`` ("2 of 3 agree"); disagreements are the rows where the two differ.
    """
    facts = facts_in_force(package, as_of, sources)
    counted = facts[facts["leads"]][["release", "component", "availability", "source"]].reset_index(drop=True)
    counts = facts.groupby(["release", "component"], sort=False)["agrees"].agg(["sum", "size"])
    counted["agreeing"] = counts["sum"].to_numpy(dtype=np.int64)
    counted["total"] = counts["size"].to_numpy(dtype=np.int64)
    return counted


CHANGE_COLUMNS = (
    "release",
    "component",
    "date",
    "before",
    "after",
    "licence_before",
    "licence_after",
    "source",
    "url",
    "confidence",
    "note",
    "fact",
)
"""The columns of `changes`."""


def changes(package: Package, sources: Iterable[str] | None = None) -> pd.DataFrame:
    """Return every dated change of what counts: openings, closings, gates and new licences, newest first.

    A change is a day on which the resolved evidence of an announced component differs from the day before because a
    dated fact came into force. What a release shared from its first day is no change, and neither is a source that
    began to look: an undated fact only says how things were found.

    Returns:
        `CHANGE_COLUMNS`. ``before`` and ``after`` are availabilities, ``licence_before`` and ``licence_after`` licence
        expressions (empty where none is named); ``fact`` is the row of ``package.facts`` that dates the change, and
        ``url``, ``source``, ``confidence`` and ``note`` are its.
    """
    index = _index(package)
    asked = _asked(index, sources)
    found: list[dict[str, Any]] = []
    for cell in np.unique(index.cell[index.dated & asked[index.source]]):
        rows = _rows_of(index, int(cell))
        rows = rows[asked[index.source[rows]]]
        release, component = divmod(int(cell), len(index.components))
        announced = str(index.announced[release])
        days = {str(index.since[row]) for row in rows[index.dated[rows]]}
        for when in sorted(day for day in days if first_day(day) > first_day(announced)):
            before = _state(index, rows, _day_before(when), announced)
            after = _state(index, rows, first_day(when), announced)
            cause = _cause(index, before, after, when)
            # The release is known by its month only, and this day of that month is the first that is heard of it.
            first = before.availability == UNKNOWN and when[: len(announced)] <= announced
            if cause < 0 or first:
                continue
            fact = package.facts.iloc[int(index.row[cause])]
            found.append(
                {
                    "release": index.releases[release],
                    "component": index.components[component],
                    "date": when,
                    "before": AVAILABILITIES[before.availability],
                    "after": AVAILABILITIES[after.availability],
                    "licence_before": _expression(index, before.licence),
                    "licence_after": _expression(index, after.licence),
                    **{name: str(fact[name]) for name in ("source", "url", "confidence", "note")},
                    "fact": int(index.row[cause]),
                }
            )
    found.sort(key=lambda change: first_day(change["date"]), reverse=True)  # stable: ties stay in the tables' order
    return pd.DataFrame(found, columns=list(CHANGE_COLUMNS))


HISTORY_COLUMNS = ("component", "since", "until", "availability", "licence", "dated", "source", "url", "note", "fact")
"""The columns of `history`."""


def history(package: Package, release: str, sources: Iterable[str] | None = None) -> pd.DataFrame:
    """Return the states of each component of one release, from its announcement to the package's date.

    Returns:
        `HISTORY_COLUMNS`, oldest first within a component; components without a known state are left out. ``until`` is
        the day on which the next state begins, empty for the present one. ``dated`` is false where the day is only the
        one on which a source recorded how it found things.

    Raises:
        OpennessError: The package has no such release.
    """
    index = _index(package)
    if release not in index.releases:
        msg = f"there is no release '{release[:80]}'; {nearest(release, index.releases)}"
        raise OpennessError(msg)
    at = index.releases.index(release)
    asked = _asked(index, sources)
    announced = str(index.announced[at])
    found: list[dict[str, Any]] = []
    for c, component in enumerate(index.components):
        rows = _rows_of(index, at * len(index.components) + c)
        rows = rows[asked[index.source[rows]]]
        last: _State | None = None
        for when in sorted({announced, *(str(day) for day in index.speaks[rows])} if len(rows) else ()):
            if first_day(when) < first_day(announced) or first_day(when) > package.date:
                continue
            state = _state(index, rows, first_day(when), announced)
            if state.row < 0 or (last and (state.availability, state.licence) == (last.availability, last.licence)):
                continue
            if last:
                found[-1]["until"] = when
            last = state
            fact = package.facts.iloc[int(index.row[state.row])]
            found.append(
                {
                    "component": component,
                    "since": when,
                    "until": "",
                    "availability": AVAILABILITIES[state.availability],
                    "licence": _expression(index, state.licence),
                    "dated": _cause(index, None, state, when) >= 0 or when == announced,
                    **{name: str(fact[name]) for name in ("source", "url", "note")},
                    "fact": int(index.row[state.row]),
                }
            )
    return pd.DataFrame(found, columns=list(HISTORY_COLUMNS))


# --- how it is done


@dataclass(frozen=True)
class _State:
    """What counts for one cell at one day; ``row`` and ``licence_row`` are rows of the index, −1 for none."""

    availability: int
    licence: int
    row: int
    licence_row: int


def _state(index: _Index, rows: npt.NDArray[np.int64], day: str, announced: str) -> _State:
    """Resolve one cell: the same rules as `resolve`, for the few rows of one release and component."""
    rows = _last_of_each_source(index, rows[index.speaks[rows] <= day]) if announced <= day else rows[:0]
    known = rows[index.availability[rows] != UNKNOWN]
    row = int(known[0]) if len(known) else -1
    availability = int(index.availability[row]) if row >= 0 else UNKNOWN
    named = rows[(index.licence[rows] >= 0) & (index.availability[rows] != CLOSED)]
    licence_row = int(named[0]) if len(named) and availability not in (CLOSED, NOT_APPLICABLE) else -1
    return _State(availability, int(index.licence[licence_row]) if licence_row >= 0 else -1, row, licence_row)


def _cause(index: _Index, before: _State | None, after: _State, when: str) -> int:
    """Return the row dated ``when`` that made ``after`` differ from ``before``, or −1 where there is none."""
    if before and (before.availability, before.licence) == (after.availability, after.licence):
        return -1
    for row in (after.row, after.licence_row):
        if row >= 0 and index.dated[row] and index.since[row] == when:
            return row
    return -1


def _expression(index: _Index, licence: int) -> str:
    return index.licences[licence].expression if licence >= 0 else ""


def _day_before(when: str) -> str:
    return (date.fromisoformat(first_day(when)) - timedelta(days=1)).isoformat()


def _rows_of(index: _Index, cell: int) -> npt.NDArray[np.int64]:
    start, end = np.searchsorted(index.cell, [cell, cell + 1])
    return np.arange(start, end, dtype=np.int64)


def _asked(index: _Index, sources: Iterable[str] | None) -> Mask:
    """Return which sources are asked, by their place in the order of precedence."""
    if sources is None:
        return np.ones(len(index.sources), dtype=bool)
    if isinstance(sources, str):
        raise OpennessError(f"sources are a list of ids; got '{sources[:80]}'")
    wanted = set(sources)
    for source in sorted(wanted - set(index.sources)):
        raise OpennessError(f"there is no source '{source[:80]}'; {nearest(source, index.sources)}")
    return np.array([source in wanted for source in index.sources], dtype=bool)


def _in_force(index: _Index, day: str, asked: Mask) -> npt.NDArray[np.int64]:
    """Return the rows of the index that are their source's word on a release and component at ``day``."""
    announced = index.announced[index.cell // max(len(index.components), 1)] <= day
    return _last_of_each_source(index, np.flatnonzero(announced & (index.speaks <= day) & asked[index.source]))


def _last_of_each_source(index: _Index, rows: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    cell, source = index.cell[rows], index.source[rows]
    last = np.ones(len(rows), dtype=bool)
    last[:-1] = (cell[1:] != cell[:-1]) | (source[1:] != source[:-1])
    return rows[last]


def _first_of_each(rows: npt.NDArray[np.int64], cell: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Return the first of ``rows`` for each cell: the best precedence, as the index is ordered."""
    first = np.ones(len(rows), dtype=bool)
    first[1:] = cell[rows][1:] != cell[rows][:-1]
    return rows[first]


_indices: WeakKeyDictionary[Package, _Index] = WeakKeyDictionary()


def _index(package: Package) -> _Index:
    index = _indices.get(package)
    if index is None:
        index = _indices[package] = _make_index(package)
    return index


def _make_index(package: Package) -> _Index:
    facts = package.facts.reset_index(drop=True)
    facts = facts[_competes(facts)]
    releases = tuple(package.releases["release"])
    components = tuple(package.components["component"])
    by_precedence = sorted(
        zip(package.sources["source"], package.sources["precedence"], strict=True), key=lambda s: (int(s[1]), s[0])
    )
    sources = tuple(source for source, _ in by_precedence)
    expressions = tuple(sorted({str(licence) for licence in package.facts["licence"]} - {""}))
    licences = tuple(licence_terms(expression, package.licence_table) for expression in expressions)

    def place(column: str, ids: Sequence[str]) -> npt.NDArray[np.int64]:
        return facts[column].map({name: i for i, name in enumerate(ids)}).to_numpy(dtype=np.int64)

    release = place("release", releases)
    cell = release * len(components) + place("component", components)
    source = place("source", sources)
    availability = place("availability", AVAILABILITIES)
    licence = facts["licence"].map({"": -1} | {e: i for i, e in enumerate(expressions)}).to_numpy(dtype=np.int64)
    stated, recorded, url = (facts[column].to_numpy(dtype=np.str_) for column in ("since", "recorded", "url"))

    announced = _announced(package)
    dated = stated != ""
    since = np.where(dated, stated, announced[release])
    known = availability != UNKNOWN
    moved = np.isin(cell, _cells_with_a_dated_change(cell, source, since, announced[release], known & dated))
    # Where the day of reading is not stated, it was the package's date at the latest.
    read = np.where(recorded == "", package.date, recorded)
    speaks = np.where(~dated & moved, np.maximum(since, read), since)

    order = np.lexsort((url, licence, availability, dated, recorded, since, known, source, cell))
    return _Index(
        releases=releases,
        components=components,
        sources=sources,
        licences=licences,
        terms=np.array([licence.terms for licence in licences], dtype=np.int8),
        announced=announced,
        row=facts.index.to_numpy(dtype=np.int32)[order],
        cell=cell[order],
        source=source[order].astype(np.int32),
        availability=availability[order].astype(np.int8),
        licence=licence[order].astype(np.int32),
        since=since[order],
        speaks=speaks[order],
        dated=dated[order],
    )


def _competes(facts: pd.DataFrame) -> Mask:
    """Return which facts can count at all.

    Not those that say nothing, and not a hand-carried fact of a source whose importer yields that release and
    component: the importer's file is the one that is named like the source.
    """
    says = ((facts["availability"] != "unknown") | (facts["licence"] != "")).to_numpy(dtype=bool)
    own = facts["file"].str.replace(r"^.*/|\.[^.]*$", "", regex=True) == facts["source"]
    keys = pd.MultiIndex.from_frame(facts[["source", "release", "component"]])
    known = (facts["availability"] != "unknown").to_numpy(dtype=bool)
    own_rows = own.to_numpy(dtype=bool)
    gives_way = ~own_rows & keys.isin(keys[own_rows & known])
    return np.asarray(says & ~gives_way, dtype=bool)


def _announced(package: Package) -> npt.NDArray[np.str_]:
    """Return when each release was announced: as dated, else the first day from which any fact speaks of it."""
    released = package.releases.set_index("release")["released"]
    undated = set(released.index[released == ""])
    if undated:
        facts = package.facts[package.facts["release"].isin(undated)]
        days = pd.concat([facts.set_index("release")[column] for column in ("since", "recorded")])
        earliest = days[days != ""].groupby(level=0).min()
        released = released.where(released != "", pd.Series(released.index, released.index).map(earliest).fillna(""))
    return released.to_numpy(dtype=np.str_)


def _cells_with_a_dated_change(
    cell: npt.NDArray[np.int64],
    source: npt.NDArray[np.int64],
    since: npt.NDArray[np.str_],
    announced: npt.NDArray[np.str_],
    dated: Mask,
) -> npt.NDArray[np.int64]:
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
