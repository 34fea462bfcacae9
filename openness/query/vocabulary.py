"""The values that an address may name, for one data package and one set of definitions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from openness.core.dates import first_day
from openness.facts.countries import GROUPS, country_name
from openness.query.name_search import fold

if TYPE_CHECKING:
    from openness.facts.package import Package

YOURS = "yours"
"""What the address calls a definition that only the reader's own session has."""

USES = ("commercial",)
"""What the weights may have to be fit for."""

STATES = ("open", "gated", "partial")
"""How available a component may have to be, at least; the most open first."""


@dataclass(frozen=True)
class Vocabulary:
    """The values that an address may name, for one data package and one set of rubrics.

    Attributes:
        values: parameter to its valid values, each in the order in which a page lists them.
        default_rubric: the id that may as well be left out.
        date: the date of the data; the latest as-of.
        first: the first day on which a release was announced; empty when no release has a date.
        spellings: other ways to write a value, by parameter: a vendor's name, what sources call it, a release's name.
    """

    values: Mapping[str, tuple[str, ...]]
    default_rubric: str
    date: str
    first: str
    spellings: Mapping[str, tuple[tuple[str, str], ...]] = field(default_factory=dict)
    _sets: dict[str, frozenset[str]] = field(default_factory=dict, compare=False, repr=False)

    @cached_property
    def folded(self) -> dict[str, dict[str, str]]:
        """Per parameter, each value by its folded spellings. Ids outrank names; what two share names neither."""
        return {
            name: _unshared(self.spellings.get(name, ())) | _unshared((value, value) for value in values)
            for name, values in self.values.items()
        }

    def has(self, parameter: str, value: str) -> bool:
        """Whether the value is valid exactly as written."""
        if parameter not in self._sets:
            self._sets[parameter] = frozenset(self.values[parameter])
        return value in self._sets[parameter]


def vocabulary(package: Package, rubrics: Iterable[str]) -> Vocabulary:
    """The values that an address may name.

    Args:
        package: the data.
        rubrics: ids of the rubrics, the default one first (`openness.rubric.load.list_rubrics`).
    """

    def distinct(column: Any) -> tuple[str, ...]:
        return tuple(sorted({str(value) for value in column} - {""}))

    ids = tuple(rubrics)
    vendors, releases = package.vendors, package.releases
    dates, countries = distinct(releases["released"]), distinct(vendors["country"])
    names = tuple(str(release) for release in releases["release"])
    called = tuple(zip(releases["name"], releases["release"], strict=True))
    return Vocabulary(
        values={
            "rubric": ids,
            "vendor": distinct(vendors["vendor"]),
            "country": (*countries, *GROUPS),
            "kind": distinct(vendors["kind"]),
            "modality": distinct(releases["modality"]),
            "family": distinct(releases["family"]),
            "sources": distinct(package.sources["source"]),
            "release": names,
            "claim": distinct(releases["claim"]),
            "licence": distinct(package.licences["licence"]),
            "use": USES,
            "component": tuple(
                f"{component}:{state}" for component in package.components["component"] for state in STATES
            ),
            "mark": names,
        },
        default_rubric=ids[0] if ids else "",
        date=package.date,
        first=first_day(dates[0]) if dates else "",
        spellings={
            "vendor": tuple(
                (spelling, vendor)
                for vendor, name, others in zip(
                    vendors["vendor"], vendors["name"], vendors["also_known_as"], strict=True
                )
                for spelling in (name, *others.split("|"))
            ),
            "country": (
                *((country_name(code), code) for code in countries),
                *((spelling, name) for name, group in GROUPS.items() for spelling in group.spellings),
            ),
            "release": called,
            "mark": called,
        },
    )


def _unshared(spellings: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Folded spellings to what they name; one that two share names neither."""
    found: dict[str, str] = {}
    shared: set[str] = set()
    for spelling, value in spellings:
        if found.setdefault(fold(spelling), value) != value:
            shared.add(fold(spelling))
    return {spelling: value for spelling, value in found.items() if spelling and spelling not in shared}


def vocabulary_of(package: Package, rubrics: Iterable[str]) -> Vocabulary:
    """`vocabulary`, kept with the package for the few sets of rubrics that it meets."""
    ids = tuple(rubrics)
    found: Vocabulary = package.cache.get(("vocabulary", ids), lambda: vocabulary(package, ids))
    return found
