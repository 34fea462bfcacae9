"""The one schema of data packages: what tables there are, and what each column holds."""

from __future__ import annotations

import json
import re
from functools import cache
from typing import Any

from openness.core.errors import Problem, ProblemsError
from openness.core.paths import ROOT

SCHEMA_FILE = ROOT / "data" / "datapackage.json"
"""The one schema: the columns of every package, ours or imported, are checked against it."""

DESCRIPTOR = "datapackage.json"
DERIVED = "derived"
"""The source of what follows from the facts of a release's base: worked out, never written."""
EDITIONS = "editions.csv"
"""The list of editions holds the digest of each; it is the one table that a digest leaves out."""
REQUIRED = ("releases", "components", "licences", "sources", "evidence")
"""Resources without which nothing can be resolved; the others may be left out of an imported package."""


RULES = ("country", "number", "flop", "past", "world", "licence")
"""What a field of the schema can ask beyond Frictionless, as its ``rule``: an ISO country, a number, training compute,
a date of reading, a date in the world (not after the package's own), a licence expression."""


@cache
def _schema_text() -> str:
    return SCHEMA_FILE.read_text(encoding="utf-8-sig")


@cache
def resources() -> dict[str, dict[str, Any]]:
    """Return the resources of the one schema by name.

    Raises:
        ProblemsError: The schema itself is broken.
    """
    try:
        found = {resource["name"]: resource for resource in json.loads(_schema_text())["resources"]}
        for resource in found.values():
            if resource["name"] != "corrections":
                _check(resource["schema"], found)
    except (OSError, ValueError, KeyError, TypeError, AttributeError, re.error) as error:
        what = f"the schema is broken: {type(error).__name__} {error}"
        raise ProblemsError([Problem(f"data/{DESCRIPTOR}", 0, what)]) from error
    return found


def _check(schema: dict[str, Any], found: dict[str, Any]) -> None:
    """Raise what Python raises where a table's schema is not what the loader relies on."""
    columns = [column["name"] for column in schema["fields"]]
    for column in schema["fields"]:
        limits = column.get("constraints", {})
        re.compile(limits.get("pattern", ""))
        if not isinstance(limits.get("enum", []), list) or column.get("rule", RULES[0]) not in RULES:
            raise ValueError(f"column '{column['name']}'")
    keys = [*schema["primaryKey"], *(name for key in schema.get("foreignKeys", []) for name in key["fields"])]
    for name in keys:
        if name not in columns:
            raise ValueError(f"no column '{name}'")
    for key in schema.get("foreignKeys", []):
        target = found[key["reference"]["resource"]]["schema"] if key["reference"]["resource"] else schema
        if key["reference"]["fields"][0] not in [column["name"] for column in target["fields"]]:
            raise ValueError(f"no column '{key['reference']['fields'][0]}'")


def descriptor() -> dict[str, Any]:
    """A copy of the one schema: an importer writes it with its package, under a title, day and sources of its own."""
    schema: dict[str, Any] = json.loads(_schema_text())
    return schema


def fields_of(resource: str) -> dict[str, dict[str, Any]]:
    """The columns of a resource by name, as the schema describes them."""
    return {field["name"]: field for field in resources()[resource]["schema"]["fields"]}


def enum_of(resource: str, column: str) -> list[str]:
    """The words that a column allows; none where it takes any text."""
    found: list[str] = fields_of(resource)[column].get("constraints", {}).get("enum", [])
    return found


def columns_of(resource: str) -> tuple[str, ...]:
    """The names of the columns of a resource, in the order in which they are written."""
    return tuple(fields_of(resource))
