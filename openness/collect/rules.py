"""What was seen, in the words of `data/collect.csv`, and what these rules make of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from openness.collect import weights
from openness.collect.repos import DATASET, GITHUB, MODEL
from openness.facts.package import Package

LICENCE = {MODEL: "licence", DATASET: "data set, licence", GITHUB: "repository, licence"}
"""The observation whose rules say which components a declared licence is about."""
GONE = {MODEL: "gone", DATASET: "data set, gone", GITHUB: "repository, gone"}
"""The observation of a repository that was withdrawn."""
GATES = {"no": "no gate", "auto": "gate that lets anyone in", "manual": "gate on approval"}
"""The gates that Hugging Face knows, as rules call them."""
WHOLE_CARD = "card on description, use, limits, data and evaluation"
THIN_CARD, NO_CARD, PART_OF_WEIGHTS = "thin card", "no card", "weights in part"
THIN = 500
"""A card of fewer characters says little, whatever its headings."""


class Rule(NamedTuple):
    """A row of `data/collect.csv`.

    Attributes:
        component: What it is about.
        availability: What the observation says of it; empty: nothing, its state stays.
        replaces: The states in force that this may follow on; `unknown` is one that nobody has recorded.
        why: Why.
    """

    component: str
    availability: str
    replaces: frozenset[str]
    why: str


def rules_of(package: Package) -> Mapping[tuple[str, str], Sequence[Rule]]:
    """The rules by source and observation."""
    found: dict[tuple[str, str], list[Rule]] = {}
    for row in package.collect.to_dict("records"):
        rule = Rule(row["component"], row["availability"], frozenset(row["replaces"].split("|")), row["why"])
        found.setdefault((row["source"], row["observation"]), []).append(rule)
    return found


def observations(kind: str, seen: Mapping[str, Any]) -> list[str]:
    """What rules can speak of, of all that was seen of a repository.

    >>> observations("dataset", {"gated": "auto"})
    ['data set, gate that lets anyone in']
    """
    gate = GATES.get(seen.get("gated", ""))
    if kind == DATASET:
        return [f"data set, {gate}"] if gate else []
    if kind == GITHUB:
        return []
    found = []
    if seen.get("weights") == weights.INCOMPLETE:
        found.append(PART_OF_WEIGHTS)
    elif gate and seen.get("weights") == weights.COMPLETE:
        found += [f"weights, {gate}", f"{'tuned' if seen.get('tuned') else 'base'} weights, {gate}"]
    if seen.get("card") == "none":
        found.append(NO_CARD)
    elif "card_sections" in seen:
        if len(seen["card_sections"]) == 5 and seen["card_length"] >= THIN:
            found.append(WHOLE_CARD)
        elif not seen["card_sections"] or seen["card_length"] < THIN:
            found.append(THIN_CARD)
    return found
