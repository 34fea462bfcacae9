"""What a query shows, in words: the same sentence on a page, in a file and in a report."""

from __future__ import annotations

import pandas as pd

from openness.core.wording import day, lower_first
from openness.facts.countries import country_name
from openness.facts.modalities import modality_name
from openness.facts.package import Package
from openness.query.grammar import Query


def active_filters(asked: Query, package: Package) -> list[str]:
    """The filters in force in words; the definition stands beside them and is not repeated."""
    said: list[str] = []
    said += _said(
        "release" if len(asked.release) == 1 else "releases",
        _named(asked.release, package.releases, "release", "name"),
    )
    said += _said("vendor", _named(asked.vendor, package.vendors, "vendor", "name"))
    said += _said("kind", [item.replace("-", " ") for item in asked.kind])
    said += _said("country", [country_name(item) for item in asked.country])
    said += _said("modality", [lower_first(modality_name(item)) for item in asked.modality])
    if asked.from_ and asked.to:
        said.append(f"released {day(asked.from_)} to {day(asked.to)}")
    elif asked.from_ or asked.to:
        said.append(f"released from {day(asked.from_)}" if asked.from_ else f"released up to {day(asked.to)}")
    if asked.as_of:
        said.append(f"facts as they were on {day(asked.as_of)}")
    said += _said("only facts from", _named(asked.sources, package.sources, "source", "title"))
    if asked.edit:
        said.append("your own version of the definition")
    return said


def _named(ids: tuple[str, ...], table: pd.DataFrame, key: str, column: str) -> list[str]:
    """The names of some ids; an id that is not in the table stands for itself."""
    names = dict(zip(table[key].tolist(), table[column].tolist(), strict=True)) if ids else {}
    return [names.get(item, item) for item in ids]


def _said(label: str, items: list[str]) -> list[str]:
    if not items:
        return []
    shown = ", ".join(items[:3]) + (f" and {len(items) - 3} more" if len(items) > 3 else "")
    return [f"{label} {shown}"]
