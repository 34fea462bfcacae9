"""Who opens what: both sides and the gap by vendor, country, kind of vendor or modality, and by dimension.

As everywhere, a median of sides or gaps counts only releases whose both sides reach the coverage bar, and a median of a
dimension only those whose coverage of that dimension does; the others are counted as left out, never as closed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from openness.core.arrays import Floats, Indices
from openness.facts.countries import country_name
from openness.facts.licences import TERMS
from openness.facts.modalities import modality_name
from openness.scoring.answer import Answer
from openness.scoring.dimensions import dimension_scores
from openness.scoring.scores import Scores

GROUPINGS = {"vendor": "Vendor", "country": "Country", "kind": "Kind of vendor", "modality": "Modality"}
"""What releases can be grouped by, and what it is called."""

NO_KEY = "not recorded"
"""What a group without a key is called."""


def keys_of(answer: Answer, by: str) -> list[str]:
    """The group of each selected release, in their order; empty where it is not recorded.

    Raises:
        ValueError: there is no such grouping.
    """
    if by not in GROUPINGS:
        raise ValueError(f"no grouping '{by}'; one of: {', '.join(GROUPINGS)}")
    return [str(key) for key in (answer.of_releases(by) if by in ("vendor", "modality") else answer.of_vendors(by))]


def namer(answer: Answer, by: str) -> Callable[[str], str]:
    """How the groups of a grouping are called: a vendor's name, a country's name, plain words."""
    if by == "vendor":
        names = answer.package.names["vendors"]
        return lambda key: names.get(key, key) or NO_KEY
    if by == "country":
        return lambda key: country_name(key) if key else NO_KEY
    if by == "modality":
        return lambda key: modality_name(key) or NO_KEY
    return lambda key: key.replace("-", " ") or NO_KEY


def by_group(scores: Scores, keys: Sequence[str]) -> dict[str, list[Any]]:
    """Summarise both sides and the gap by group (country, kind of vendor, claim ...).

    Formula: median and quartiles (linear interpolation) of weights low, training low and their difference over the
    releases of the group whose both sides reach the coverage bar; `weights_high` and `training_high` are the medians of
    what the evidence would still allow.

    Args:
        scores: Scores.
        keys: Group of each release; an empty key is a group of its own.

    Returns:
        Columns `group`, `openness.scoring.gap.SUMMARY`, of each side `_q1`, `_q3` and `_high`, `spread` (q3 - q1) and
        `releases`, by group; nan where no release counts.

    Raises:
        ValueError: There is not one key a release.
    """
    groups, number = _numbered(scores, keys)
    counting = scores.sides_covered
    values = {
        "gap": scores.gap,
        "low": scores.gap_low,
        "high": scores.gap_high,
        "weights": scores.weights_low,
        "training": scores.training_low,
        "weights_high": scores.weights_high,
        "training_high": scores.training_high,
    }
    found = _quantiles(number[counting], len(groups), {name: column[counting] for name, column in values.items()})
    columns: dict[str, Any] = {name: found[name, "median"] for name in values if name != "gap"}
    columns |= {name: found["gap", name] for name in ("median", "q1", "q3")}
    columns |= {f"{side}_{name}": found[side, name] for side in ("weights", "training") for name in ("q1", "q3")}
    releases, counted = (np.bincount(some, minlength=len(groups)) for some in (number, number[counting]))
    columns |= {"n": counted, "left_out": releases - counted, "releases": releases}
    columns["spread"] = columns["q3"] - columns["q1"]
    return {"group": groups, **{name: column.tolist() for name, column in columns.items()}}


def by_dimension(scores: Scores, keys: Sequence[str]) -> dict[str, list[Any]]:
    """Summarise each dimension by group.

    Formula: median over the releases of the group whose coverage of the dimension reaches the coverage bar.

    Args:
        scores: Scores.
        keys: Group of each release.

    Returns:
        Columns as plain lists, with a place for each group and dimension: group, dimension, median, q1, q3, high (the
        median of what the evidence still allows), n, left_out; nan where no release counts.

    Raises:
        ValueError: There is not one key a release.
    """
    groups, number = _numbered(scores, keys)
    releases = np.bincount(number, minlength=len(groups))
    each = dimension_scores(scores)
    names = ("group", "dimension", "median", "q1", "q3", "high", "n", "left_out")
    columns: dict[str, list[Any]] = {name: [] for name in names}
    for column, dimension in enumerate(scores.rubric.dimensions):
        counting = np.nan_to_num(each.coverage[:, column], nan=-1.0) >= scores.rubric.ranked_from
        values = {"low": each.low[counting, column], "high": each.high[counting, column]}
        found = _quantiles(number[counting], len(groups), values)
        counted = np.bincount(number[counting], minlength=len(groups))
        shown = (found["low", "median"], found["low", "q1"], found["low", "q3"], found["high", "median"])
        arrays = (*shown, counted, releases - counted)
        columns["group"] += groups
        columns["dimension"] += [dimension] * len(groups)
        for name, array in zip(names[2:], arrays, strict=True):
            columns[name] += array.tolist()
    return columns


def leaning(scores: Scores) -> dict[str, str]:
    """Which side each dimension mostly asks about: `weights`, `training`, or `none` where neither has the most weight.

    Formula: the side with the largest sum of criterion weights in the dimension; a tie is `none`.
    """
    found: dict[str, str] = {}
    for name, dimension in scores.rubric.dimensions.items():
        sums = {"weights": 0.0, "training": 0.0, "none": 0.0}
        for criterion in dimension.criteria.values():
            sums[criterion.side] += criterion.weight
        best = max(sums, key=lambda side: sums[side])
        found[name] = best if list(sums.values()).count(sums[best]) == 1 else "none"
    return found


def _quantiles(number: Indices, groups: int, values: Mapping[str, Floats]) -> dict[tuple[str, str], Floats]:
    """Median and quartiles of each column by group, by linear interpolation; nan for a group without values."""
    grouped = pd.DataFrame(values).groupby(number)
    found: dict[tuple[str, str], Floats] = {}
    for name, share in (("q1", 0.25), ("median", 0.5), ("q3", 0.75)):
        table = grouped.quantile(share).reindex(range(groups))
        found |= {(column, name): table[column].to_numpy(dtype=np.float64) for column in values}
    return found


def _numbered(scores: Scores, keys: Sequence[str]) -> tuple[list[str], Indices]:
    """The groups in alphabetical order, and the place of each release's group among them."""
    if len(keys) != len(scores.releases):
        raise ValueError(f"{len(keys)} keys for {len(scores.releases)} releases")
    groups = sorted(set(keys))
    place = {group: number for number, group in enumerate(groups)}
    return groups, np.array([place[key] for key in keys], dtype=np.intp)


def licences_of(answer: Answer) -> pd.DataFrame:
    """The licences under which the components of the selected releases are, most releases first.

    Returns:
        One row a licence expression: licence, terms (in the words of the data), releases and components (lists of ids,
        newest release first), url (where the newest release states it).
    """
    evidence, rows = answer.evidence, answer.rows
    released = answer.package.releases["released"].to_numpy()
    newest = sorted(range(len(rows)), key=lambda at: str(released[rows[at]]), reverse=True)
    found: dict[int, tuple[dict[str, None], dict[str, None], str, int]] = {}
    for at in newest:
        row = int(rows[at])
        for column in np.flatnonzero(evidence.licence[row] >= 0):
            licence = int(evidence.licence[row, column])
            if licence not in found:
                fact = int(evidence.licence_fact[row, column])
                url = str(evidence.facts["url"].iloc[fact]) if fact >= 0 else ""
                found[licence] = {}, {}, url, int(evidence.terms[row, column])
            found[licence][0][evidence.releases[row]] = None
            found[licence][1][evidence.components[column]] = None
    table = [
        (evidence.licences[licence].expression, TERMS[terms], list(releases), list(components), url)
        for licence, (releases, components, url, terms) in found.items()
    ]
    table.sort(key=lambda row: (-len(row[2]), row[0].casefold()))
    return pd.DataFrame(table, columns=["licence", "terms", "releases", "components", "url"])
