"""Evidence, resolved: of all facts, the one that counts for each release and component at a date.

Three rules, in this order:

1. Of each source the fact *in force* counts: ``since`` not later than the as-of date (an empty ``since`` is the release
   date), and among those the latest by ``since``, then ``recorded``. ``unknown`` never competes. An undated fact speaks
   for the time before its ``recorded`` day only if no source dates a change of that component. A judgement that answers
   an index's own question (``counts: index``) is heard only where that index alone is asked.
2. Among sources the lowest precedence number wins, for availability and for the licence apart: the licence comes from
   the best source that names one and does not call the component closed. ``unsettled`` competes like any state; where
   it is in force the component is unknown, and what sources behind it say is set aside. The source ``derived`` says of
   a release with a base what counts for that base.
3. Nothing is in force before the release was announced.

As-of is the time in the world, never the time of reading. A month counts from its first day.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from openness.core.arrays import Codes, Flags
from openness.core.dates import first_day
from openness.facts.fact_index import (
    AVAILABILITIES,
    CLOSED,
    GATED,
    NOT_APPLICABLE,
    OPEN,
    PARTIAL,
    UNKNOWN,
    UNSETTLED,
    FactIndex,
    Positions,
    Rows,
    asked_sources,
    first_of_each,
    index_of,
    licensing,
    words_in_force,
)
from openness.facts.licences import (
    TERMS_UNKNOWN,
    LicenceTerms,
)
from openness.facts.package import Package


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
        availability: Code into `AVAILABILITIES`, never that of `unsettled`: what is unsettled is unknown.
        terms: Code into `TERMS`. A closed or not-applicable component has no terms: its code is unknown, its licence
            −1. An available one without a licence named has unknown terms; one published without a licence has the
            licence ``none`` and the terms none. An unknown component keeps the terms of a licence that is named.
        licence: Index into ``licences``, −1 where none is named.
        licences: The distinct licence expressions of the package's facts.
        facts: The package's facts and, below them, those derived from a base (`openness.facts.fact_index.FactIndex`).
        fact: Row of ``facts`` that the availability comes from, −1 where there is none. An unknown component with a
            fact is unsettled.
        licence_fact: Row that the licence comes from, −1 where none is named.
    """

    package: Package
    as_of: str
    sources: tuple[str, ...]
    releases: tuple[str, ...]
    components: tuple[str, ...]
    announced: Flags
    availability: Codes
    terms: Codes
    licence: Rows
    licences: tuple[LicenceTerms, ...]
    facts: pd.DataFrame
    fact: Rows
    licence_fact: Rows

    def word(self, row: int, column: int) -> str:
        """The availability of one component in the words of the data, `unsettled` where somebody looked in vain."""
        code = self.availability[row, column]
        return AVAILABILITIES[UNSETTLED if code == UNKNOWN and self.fact[row, column] >= 0 else code]


def resolve(package: Package, as_of: str | None = None, sources: Iterable[str] | None = None) -> Evidence:
    """Return what is in force at a date, for all releases of the package.

    Args:
        package: The facts.
        as_of: Day, month or year (which count from their first day); None: the date of the package.
        sources: Ids of the sources to ask; None: all of them. Precedence decides, not the order given here.

    Raises:
        OpennessError: The date is none, or a source is not in the package.
    """
    index = index_of(package)
    day = first_day(as_of) if as_of else package.date
    asked = asked_sources(index, sources)
    return counted(package, index, words_in_force(index, day, asked), index.announced <= day, day, asked)


def counted(package: Package, index: FactIndex, rows: Positions, announced: Flags, day: str, asked: Flags) -> Evidence:
    """Return what counts for each release and component, of the words that are in force.

    Args:
        package: Where the facts stand; its releases are those of the index.
        index: The facts in the order in which they compete.
        rows: Each source's word on each release and component, in that order.
        announced: Whether each release was announced.
        day: The as-of date.
        asked: The sources that were asked.
    """
    shape = (len(index.releases), len(index.components))
    availability = np.full(shape, UNKNOWN, dtype=np.int8)
    fact = np.full(shape, -1, dtype=np.int32)
    known = first_of_each(rows[index.availability[rows] != UNKNOWN], index.cell)
    stated = index.availability[known]
    availability.flat[index.cell[known]] = np.where(stated == UNSETTLED, UNKNOWN, stated)
    fact.flat[index.cell[known]] = index.row[known]

    licence = np.full(shape, -1, dtype=np.int32)
    licence_fact = np.full(shape, -1, dtype=np.int32)
    named = first_of_each(licensing(index, rows), index.cell)
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
        facts=index.facts,
        fact=fact,
        licence_fact=licence_fact,
    )


def facts_in_force(package: Package, as_of: str | None = None, sources: Iterable[str] | None = None) -> pd.DataFrame:
    """Return each source's word on each release and component at a date: one row for each of the three.

    Returns:
        The columns of ``Evidence.facts`` and ``fact`` (its row there), ``leads`` (it has the best precedence: its
        availability is the one that counts) and ``agrees`` (it states the availability that counts). Rows are in the
        order of releases.csv, components.csv and precedence. Unknown is nobody's word: it is left out.
    """
    index = index_of(package)
    rows = words_in_force(index, first_day(as_of) if as_of else package.date, asked_sources(index, sources))
    rows = rows[index.availability[rows] != UNKNOWN]
    # Of a base several sources may speak; what is derived is the best of them.
    rows = first_of_each(rows, index.cell * len(index.sources) + index.source)
    leads = np.zeros(len(rows), dtype=bool)
    leading = np.full(len(index.releases) * len(index.components), UNKNOWN, dtype=np.int8)
    if len(rows):
        leads = np.r_[True, index.cell[rows][1:] != index.cell[rows][:-1]]
        leading[index.cell[rows][leads]] = index.availability[rows][leads]
    frame: pd.DataFrame = index.facts.iloc[index.row[rows]].reset_index(drop=True)
    frame["fact"] = index.row[rows]
    frame["leads"] = leads
    frame["agrees"] = index.availability[rows] == leading[index.cell[rows]]
    return frame


def judgements(package: Package, as_of: str | None = None) -> pd.DataFrame:
    """Return what indices say at a date in answer to a question of their own: no fact, and heard nowhere else.

    Returns:
        The columns of ``package.facts``, one row a source, release and component, in the order of `facts_in_force`.
        The ``note`` says why it does not count.
    """
    index, day = index_of(package), first_day(as_of) if as_of else package.date
    alone = [words_in_force(index, day, asked_sources(index, [source])) for source in index.sources]
    rows = np.sort(np.concatenate(alone))
    rows = rows[index.judgement[rows] & (index.availability[rows] != UNKNOWN)]
    frame: pd.DataFrame = package.facts.iloc[index.row[rows]].reset_index(drop=True)
    return frame


def weights_licence(evidence: Evidence) -> Rows:
    """Return the licence in force of each release's weights: index into ``evidence.licences``, −1 where there is none.

    The licence of the weights that people use (``enduser_weights``); of the base weights where only those are known to
    be published.
    """
    found = np.full(len(evidence.releases), -1, dtype=np.int32)
    for component in ("base_weights", "enduser_weights"):
        if component in evidence.components:
            column = evidence.components.index(component)
            published = np.isin(evidence.availability[:, column], (PARTIAL, GATED, OPEN))
            found[published] = evidence.licence[published, column]
    return found
