"""What each field of a rubric file is, in words: read off the JSON Schema that editors use."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from openness.rubric.load import json_schema

_DEEPEST = 6


@dataclass(frozen=True)
class Field:
    """One field.

    Attributes:
        path: Where it stands, with `*` for an id or a number in a list: `dimensions.*.weight`.
        about: What it is; empty where the schema says no more than its name.
        values: What may stand there.
        required: Whether it must be there.
    """

    path: str
    about: str
    values: str
    required: bool


@cache
def fields() -> tuple[Field, ...]:
    """All fields, in the order of the schema, each below the one it belongs to."""
    schema = json_schema()
    return tuple(_walk(schema, schema.get("$defs", {}), "", 0))


def _walk(node: dict[str, Any], known: dict[str, Any], path: str, depth: int) -> Iterator[Field]:
    needed = node.get("required", ())
    for name, inner in node.get("properties", {}).items():
        at = f"{path}.{name}" if path else name
        about = inner.get("description", "")
        target = _resolved(inner, known)
        yield Field(at, _line(about or target.get("description", "")), _values(inner, known), name in needed)
        if depth < _DEEPEST:
            yield from _inside(target, known, at, depth + 1)
    yield from _free(node, known, path, depth)


def _inside(target: dict[str, Any], known: dict[str, Any], at: str, depth: int) -> Iterator[Field]:
    if target.get("type") == "array":
        yield from _walk(_resolved(target.get("items", {}), known), known, f"{at}.*", depth)
    elif "properties" in target or "additionalProperties" in target or "patternProperties" in target:
        yield from _walk(target, known, at, depth)


def _free(node: dict[str, Any], known: dict[str, Any], path: str, depth: int) -> Iterator[Field]:
    """What stands under keys of the author's own choice."""
    for free in (node.get("additionalProperties"), *node.get("patternProperties", {}).values()):
        if isinstance(free, dict) and depth < _DEEPEST:
            yield from _walk(_resolved(free, known), known, f"{path}.*", depth + 1)


def _resolved(node: dict[str, Any], known: dict[str, Any]) -> dict[str, Any]:
    name = node.get("$ref", "").rpartition("/")[2]
    return known.get(name, node) if name else node


def _values(node: dict[str, Any], known: dict[str, Any]) -> str:
    target = _resolved(node, known)
    if "const" in target:
        return f"`{target['const']}`"
    if "enum" in target:
        return ", ".join(f"`{value}`" for value in target["enum"])
    options = target.get("anyOf") or target.get("oneOf")
    if options:
        return " or ".join(dict.fromkeys(_values(option, known) for option in options))
    if target.get("type") == "number":
        low, high = target.get("minimum", target.get("exclusiveMinimum")), target.get("maximum")
        return "a number" + (f" from {low:g} to {high:g}" if low is not None and high is not None else "")
    if set(target.get("properties", {})) in ({"any"}, {"all"}):
        return f"`{{{next(iter(target['properties']))}: [...]}}`"
    kinds = {"string": "text", "boolean": "true or false", "array": "a list", "object": "a group of keys"}
    return kinds.get(str(target.get("type")), "")


def _line(text: str) -> str:
    return " ".join(text.split())
