"""How evidence changes over time: the days on which something was opened, closed, gated or licensed anew."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from openness.core.arrays import Flags
from openness.core.dates import day_before, first_day
from openness.core.errors import OpennessError, nearest
from openness.facts.fact_index import (
    AVAILABILITIES,
    CLOSED,
    NOT_APPLICABLE,
    UNKNOWN,
    UNSETTLED,
    FactIndex,
    Positions,
    asked_sources,
    heard,
    index_of,
    last_of_each_source,
    licensing,
    rows_of,
)
from openness.facts.package import Package

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
        expressions (empty where none is named); ``fact`` is the row of ``Evidence.facts`` that dates the change, and
        ``url``, ``source``, ``confidence`` and ``note`` are its.
    """
    index = index_of(package)
    asked = asked_sources(index, sources)
    listened = heard(index, asked)
    found: list[dict[str, Any]] = []
    for cell in np.unique(index.cell[index.dated & listened]):
        rows = _heard_at(index, int(cell), listened)
        release, component = divmod(int(cell), len(index.components))
        announced = str(index.announced[release])
        days = {str(index.since[row]) for row in rows[index.dated[rows]]}
        for when in sorted(day for day in days if first_day(day) > first_day(announced)):
            before = _state(index, rows, day_before(when), announced, asked)
            after = _state(index, rows, first_day(when), announced, asked)
            cause = _cause(index, before, after, when)
            # The release is known by its month only, and this day of that month is the first that is heard of it.
            first = before.availability == UNKNOWN and when[: len(announced)] <= announced
            if cause < 0 or first:
                continue
            fact = index.facts.iloc[int(index.row[cause])]
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
    index = index_of(package)
    if release not in index.releases:
        msg = f"there is no release '{release[:80]}'; {nearest(release, index.releases)}"
        raise OpennessError(msg)
    at = index.releases.index(release)
    asked = asked_sources(index, sources)
    listened = heard(index, asked)
    announced = str(index.announced[at])
    found: list[dict[str, Any]] = []
    for c, component in enumerate(index.components):
        rows = _heard_at(index, at * len(index.components) + c, listened)
        last: _State | None = None
        for when in sorted({announced, *(str(day) for day in index.speaks[rows])} if len(rows) else ()):
            if first_day(when) < first_day(announced) or first_day(when) > package.date:
                continue
            state = _state(index, rows, first_day(when), announced, asked)
            if state.row < 0 or (last and (state.availability, state.licence) == (last.availability, last.licence)):
                continue
            if last:
                found[-1]["until"] = when
            last = state
            fact = index.facts.iloc[int(index.row[state.row])]
            found.append(
                {
                    "component": component,
                    "since": when,
                    "until": "",
                    "availability": AVAILABILITIES[index.availability[state.row]],
                    "licence": _expression(index, state.licence),
                    "dated": _cause(index, None, state, when) >= 0 or when == announced,
                    **{name: str(fact[name]) for name in ("source", "url", "note")},
                    "fact": int(index.row[state.row]),
                }
            )
    return pd.DataFrame(found, columns=list(HISTORY_COLUMNS))


@dataclass(frozen=True)
class _State:
    """What counts for one cell at one day; ``row`` and ``licence_row`` are rows of the index, −1 for none."""

    availability: int
    licence: int
    row: int
    licence_row: int


def _state(index: FactIndex, rows: Positions, day: str, announced: str, asked: Flags) -> _State:
    """Resolve one cell by the rules of `openness.facts.evidence.resolve`, for the rows of one release and component."""
    rows = last_of_each_source(index, rows[index.speaks[rows] <= day], asked) if announced <= day else rows[:0]
    known = rows[index.availability[rows] != UNKNOWN]
    row = int(known[0]) if len(known) else -1
    availability = int(index.availability[row]) if row >= 0 else UNKNOWN
    availability = UNKNOWN if availability == UNSETTLED else availability
    named = licensing(index, rows)
    licence_row = int(named[0]) if len(named) and availability not in (CLOSED, NOT_APPLICABLE) else -1
    return _State(availability, int(index.licence[licence_row]) if licence_row >= 0 else -1, row, licence_row)


def _heard_at(index: FactIndex, cell: int, listened: Flags) -> Positions:
    rows = rows_of(index, cell)
    return rows[listened[rows]]


def _cause(index: FactIndex, before: _State | None, after: _State, when: str) -> int:
    """Return the row dated ``when`` that made ``after`` differ from ``before``, or −1 where there is none."""
    if before and (before.availability, before.licence) == (after.availability, after.licence):
        return -1
    for row in (after.row, after.licence_row):
        if row >= 0 and index.dated[row] and index.since[row] == when:
            return row
    return -1


def _expression(index: FactIndex, licence: int) -> str:
    return index.licences[licence].expression if licence >= 0 else ""
