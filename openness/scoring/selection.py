"""Which releases a query selects: facts about vendor and release first, then components, licences and the verdict.

Every filter keeps what is *proven* and nothing else: a component whose state is not known, a licence that nobody has
read, a size that is not recorded and a verdict that is not settled do not pass a filter that asks for one.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from openness.core.arrays import Flags
from openness.core.dates import first_day
from openness.facts.countries import members
from openness.facts.evidence import Evidence, weights_licence
from openness.facts.fact_index import AVAILABILITIES, OPEN
from openness.facts.licences import HOLDS
from openness.query import name_search
from openness.query.grammar import Query

COMMERCIAL: dict[str, object] = {
    "terms": "restricted",  # there is a licence at all
    "non_commercial": False,
    "field_of_use": False,
    "user_threshold": False,
    "permit": False,
}
"""What a licence has to be recorded as, to neither forbid commercial use nor make it depend on who asks, for what, how
large the user is, or on a second licence. A policy of acceptable use, a credit and a ban on training competitors bind
everybody alike and are no condition of commercial use."""


def select(evidence: Evidence, query: Query) -> tuple[npt.NDArray[np.intp], tuple[str, ...]]:
    """Rows of the releases that were announced by then and pass every filter but the verdict, and the undated ones.

    Dates compare as ISO text, a month counting from its first day; `to` includes all of the year or month it names.
    A release without a date lies in no period, and is there from the first day that a fact speaks of it.

    Returns:
        The rows, and the ids of releases that are left out because nobody knows when they were announced.
    """
    package = evidence.package
    releases = package.releases
    released = releases["released"].map(first_day)
    dated = released != ""
    keep = _by_text(query, evidence)
    if query.from_:
        keep &= dated & (released >= first_day(query.from_))
    if query.to:
        keep &= dated & (released.str[: len(query.to)] <= query.to)
    keep &= _by_facts(query, evidence)
    announced = pd.Series(evidence.announced, index=releases.index)
    if evidence.as_of < package.date:
        announced &= dated | pd.Series((evidence.fact >= 0).any(axis=1), index=releases.index)
    undated = tuple(releases.loc[keep & ~announced & ~dated, "release"])
    rows = np.flatnonzero((keep & announced).to_numpy())
    if query.release:  # a comparison keeps the order in which its columns were chosen
        place = {release: number for number, release in enumerate(query.release)}
        rows = rows[np.argsort([place[release] for release in releases["release"].to_numpy()[rows]], kind="stable")]
    return rows.astype(np.intp), undated


def _by_text(query: Query, evidence: Evidence) -> pd.Series[bool]:
    """What the tables of vendors and releases say."""
    package = evidence.package
    releases, vendors = package.releases, package.vendors
    keep = pd.Series(True, index=releases.index)
    for column in ("vendor", "modality", "family", "claim", "release"):
        asked = getattr(query, column)
        if asked:
            keep &= releases[column].isin(asked)
    for column, values in (("country", members(query.country)), ("kind", query.kind)):
        if values:
            keep &= releases["vendor"].isin(vendors.loc[vendors[column].isin(values), "vendor"])
    if query.size:
        low, _, high = query.size.partition("..")
        billions = pd.to_numeric(releases["parameters_b"], errors="coerce")
        keep &= billions.between(float(low or "-inf"), float(high or "inf"))
    if query.q:
        keep &= releases["release"].isin(name_search.search(query.q, name_search.names_of(package)))
    return keep


def _by_facts(query: Query, evidence: Evidence) -> Flags:
    """What the facts in force say of components and licences."""
    keep = np.ones(len(evidence.releases), dtype=bool)
    for asked in query.component:
        component, _, state = asked.partition(":")
        known = evidence.availability[:, evidence.components.index(component)]
        keep &= (known >= AVAILABILITIES.index(state)) & (known <= OPEN)
    if query.licence or query.use:
        keep &= passing(evidence, query.licence, commercial=query.use == "commercial")[weights_licence(evidence)]
    return keep


def passing(evidence: Evidence, named: tuple[str, ...] = (), *, commercial: bool = False) -> Flags:
    """Whether each licence expression of the evidence names one of these licences and is fit for commercial use.

    Args:
        evidence: Holds the licences.
        named: Ids of licences; any of them will do, all where there are none.
        commercial: Whether commercial use must be neither forbidden nor conditioned (`COMMERCIAL`).

    Returns:
        One entry a licence and one more, false, that −1 (no licence named) finds.
    """
    found = [
        (not named or not set(named).isdisjoint(one.licences)) and (not commercial or one.meets(COMMERCIAL) == HOLDS)
        for one in evidence.licences
    ]
    return np.array([*found, False], dtype=bool)
