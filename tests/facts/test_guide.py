"""The coding guide: it speaks of every component that we code, and each of its examples still is what it says."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest

from openness.facts.evidence import Evidence, resolve
from openness.facts.fact_index import AVAILABILITIES
from openness.facts.package import Package, load_package

DATA = Path(__file__).parents[2] / "data"
GUIDE = DATA / "GUIDE.md"
OF_AN_INDEX = {"architecture_documentation", "licence_terms"}
"""Judgements of an index, which the guide names as not coded by us."""


def rows(*columns: str) -> list[dict[str, str]]:
    """The rows of the table whose header has exactly these columns, wherever in the text it stands."""
    found: list[dict[str, str]] = []
    inside = False
    for line in GUIDE.read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")] if line.lstrip().startswith("|") else []
        if tuple(cells) == columns:
            inside = True
        elif not cells:
            inside = False
        elif inside and set("".join(cells)) - set("-: "):
            assert len(cells) == len(columns), line
            found.append(dict(zip(columns, cells, strict=True)))
    assert found, columns
    return found


@cache
def levels() -> list[dict[str, str]]:
    return rows("component", "open", "gated", "partial", "closed")


@cache
def examples() -> list[dict[str, str]]:
    return rows("component", "state", "release", "address")


@pytest.fixture(scope="module")
def evidence() -> Evidence:
    return resolve(load_package(DATA))


def in_force(evidence: Evidence, component: str, release: str) -> tuple[str, str]:
    """The state in force and the address of the fact that states it."""
    cell = evidence.releases.index(release), evidence.components.index(component)
    fact = evidence.facts.iloc[evidence.fact[cell]]
    return AVAILABILITIES[evidence.availability[cell]], str(fact["url"])


def test_every_component_has_its_levels_once(package: Package) -> None:
    named = [row["component"] for row in levels()]
    assert len(named) == len(set(named))
    assert set(named) == set(package.components["component"]) - OF_AN_INDEX
    text = GUIDE.read_text(encoding="utf-8")
    assert all(f"`{component}`" in text for component in OF_AN_INDEX)


def test_every_state_is_explained() -> None:
    assert {row["state"] for row in rows("state", "meaning")} == set(AVAILABILITIES)


@pytest.mark.parametrize("row", examples(), ids=lambda row: f"{row['component']}-{row['state']}")
def test_an_example_still_has_its_state_at_its_address(evidence: Evidence, row: dict[str, str]) -> None:
    release = row["release"].strip("`")
    assert re.fullmatch(r"<https?://\S+>", row["address"]), row
    assert in_force(evidence, row["component"], release) == (row["state"], row["address"].strip("<>"))


def test_every_state_that_occurs_has_one_example(evidence: Evidence) -> None:
    given = [(row["component"], row["state"]) for row in examples()]
    assert len(given) == len(set(given))
    occurring = {
        (row["component"], state)
        for row in levels()
        for code, state in enumerate(AVAILABILITIES)
        if state != "unknown" and (evidence.availability[:, evidence.components.index(row["component"])] == code).any()
    }
    assert set(given) == occurring
