"""Two states of the data put under one definition, and what differs between them as JSON holds it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import pandas as pd

from openness.core.tables import to_plain
from openness.editions.compare import Diff, compare
from openness.editions.opened import State
from openness.facts.package import Package
from openness.query.grammar import Query
from openness.rubric.model import Rubric
from openness.scoring.answer import answer


def between(old: State, new: State, base: Rubric) -> Diff:
    """What differs between two states under one definition, whose components the newer one has."""
    packages = with_components(old.package, new.package), with_components(new.package, old.package)
    return compare(*(answer(package, Query(), base=base) for package in packages))


def with_components(package: Package, other: Package) -> Package:
    """The package with the components of another one as well: nothing is known of those it did not have."""
    mine = package.components
    theirs = other.components[~other.components["component"].isin(mine["component"])]
    if theirs.empty:
        return package
    return replace(package, components=pd.concat([mine, theirs], ignore_index=True))


def document(diff: Diff, old: State, new: State) -> dict[str, Any]:
    """All that differs, for machines; null where a fact has no licence, source or address."""
    return {
        "old": _about(old, diff.days[0], diff.counts[0]),
        "new": _about(new, diff.days[1], diff.counts[1]),
        "definition": diff.definition,
        "added": to_plain(diff.added),
        "gone": to_plain(diff.gone),
        "facts": [{name: value or None for name, value in vars(fact).items()} for fact in diff.facts],
        "fields": to_plain(diff.fields),
        "verdicts": to_plain(diff.flips),
        "ranked_in_both": diff.ranked,
        "ranks": to_plain(diff.moves),
    }


def _about(state: State, date: str, releases: int) -> dict[str, Any]:
    notes: Iterable[str] = state.notes
    return {
        "name": state.name,
        "date": date,
        "digest": state.package.digest,
        "releases": releases,
        "notes": list(notes),
    }
