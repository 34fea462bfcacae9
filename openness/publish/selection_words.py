"""What a query shows, in words: the same sentence on a page, in a file and in a report."""

from __future__ import annotations

import pandas as pd

from openness.charts.claims import claim_words
from openness.core.wording import day, lower_first
from openness.facts.countries import place_name
from openness.facts.modalities import modality_name
from openness.facts.package import Package
from openness.query.grammar import Query
from openness.query.name_search import family_name
from openness.rubric.model import Rubric


def active_filters(asked: Query, package: Package, rubric: Rubric) -> list[str]:
    """The filters in force in words; the definition stands beside them and is not repeated.

    Args:
        asked: What is asked for.
        package: The data, for the names.
        rubric: The definition in force, for the names of verdicts.
    """
    said: list[str] = []
    said += _said(
        "release" if len(asked.release) == 1 else "releases",
        _named(asked.release, package.releases, "release", "name"),
    )
    said += _said("vendor", _named(asked.vendor, package.vendors, "vendor", "name"))
    said += _said("kind", [item.replace("-", " ") for item in asked.kind])
    said += _said("vendors from", [place_name(item) for item in asked.country])
    said += _said("modality", [lower_first(modality_name(item)) for item in asked.modality])
    said += _said("family", [family_name(item, package) for item in asked.family])
    if asked.from_ and asked.to:
        said.append(f"released {day(asked.from_)} to {day(asked.to)}")
    elif asked.from_ or asked.to:
        said.append(f"released from {day(asked.from_)}" if asked.from_ else f"released up to {day(asked.to)}")
    said += _looked_for(asked, package, rubric)
    if asked.as_of:
        said.append(f"facts as they were on {day(asked.as_of)}")
    said += _said("only facts from", _named(asked.sources, package.sources, "source", "title"))
    if asked.edit:
        said.append("your own version of the definition")
    return said


def _looked_for(asked: Query, package: Package, rubric: Rubric) -> list[str]:
    said: list[str] = []
    if asked.verdict:
        titles = dict(zip(rubric.verdict_ids, rubric.verdict_titles, strict=True))
        said.append(f"verdict at least {titles.get(asked.verdict, asked.verdict)}, proven")
    said += _said("vendor's own word", [claim_words(item) for item in asked.claim])
    said += _said("licence of the weights", _named(asked.licence, package.licences, "licence", "name"))
    if asked.use:
        said.append("weights for commercial use without conditions")
    if asked.component:
        said.append(" and ".join(component_words(item, package) for item in asked.component))
    if asked.size:
        said.append(size_words(asked.size))
    if asked.q:
        said.append(f"search “{asked.q}”")
    return said


def component_words(asked: str, package: Package) -> str:
    """A component and how available it has to be, at least, in words: "training code at least gated"."""
    component, _, state = asked.partition(":")
    [title] = _named((component,), package.components, "component", "title")
    return f"{lower_first(title)} {'open' if state == 'open' else f'at least {state}'}"


def size_words(size: str) -> str:
    """A range of sizes in words.

    >>> size_words("7..80"), size_words("7.."), size_words("..80")
    ('7 to 80 billion parameters', 'at least 7 billion parameters', 'at most 80 billion parameters')
    """
    low, _, high = size.partition("..")
    span = f"{low} to {high}" if low and high else f"at least {low}" if low else f"at most {high}"
    return f"{span} billion parameters"


def _named(ids: tuple[str, ...], table: pd.DataFrame, key: str, column: str) -> list[str]:
    """The names of some ids; an id that is not in the table stands for itself."""
    names = dict(zip(table[key].tolist(), table[column].tolist(), strict=True)) if ids else {}
    return [names.get(item, item) for item in ids]


def _said(label: str, items: list[str]) -> list[str]:
    if not items:
        return []
    shown = ", ".join(items[:3]) + (f" and {len(items) - 3} more" if len(items) > 3 else "")
    return [f"{label} {shown}"]
