"""The shape of a rubric checked: pydantic finds what is wrong, these words say it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from openness.core.errors import nearest
from openness.core.strict_yaml import Bare, Place, kind_of
from openness.rubric.fields import ROOT, Node, at, inside
from openness.rubric.model import Rubric


@dataclass(frozen=True)
class Issue:
    """A problem at a place of the tree, before it is known how that place is called (a line, or a path of an edit)."""

    place: Place
    what: str
    got: str = ""
    hint: str = ""


def shape(tree: dict[str, Any]) -> tuple[Rubric | None, list[Issue]]:
    """Return the rubric, or what is wrong with its fields: missing, unknown, of the wrong type, out of range."""
    try:
        return Rubric.model_validate(tree), []
    except RecursionError:  # only a tree made by hand is deep enough: files are bounded when they are read
        return None, [Issue((), "is nested too deeply")]
    except ValidationError as error:
        told = [dict(found) for found in error.errors(include_url=False) if not _told_elsewhere(dict(found))]
        return None, [_say(found) for found in told]


def _told_elsewhere(found: dict[str, Any]) -> bool:
    """Entries that are there but invalid are reported one by one; half a character, with all that no text has."""
    return (found["type"] == "too_short" and bool(found["input"])) or found["type"] == "string_unicode"


def _place(loc: tuple[str | int, ...]) -> Place:
    """Turn pydantic's location into a place, dropping the names of union members it puts in between."""
    place: list[str | int] = []
    node: Node | None = ROOT
    for step in loc:
        if node and step in node.options:
            node = node.options[str(step)]
        else:
            place.append(step)
            node = inside(node, step) if node else None
    return tuple(place)


def _fields(place: Place) -> tuple[str, ...]:
    node = at(place)
    return node.fields if node else ()


def _say(found: dict[str, Any]) -> Issue:
    """Put one of pydantic's findings into our words."""
    kind: str = found["type"]
    about_key = found["loc"][-1:] == ("[key]",) and kind != "extra_forbidden"  # of a key: not a key of that name
    place = _place(found["loc"][:-1] if about_key else found["loc"])
    value, context = found["input"], found.get("ctx", {})
    if kind == "missing":
        return Issue(place, "is missing", "", _missing_hint(place))
    if kind == "extra_forbidden":
        return Issue(place, "is an unknown key", "", nearest(place[-1], _fields(place[:-1])))
    if isinstance(value, Bare) or (kind == "string_type" and isinstance(value, (bool, int, float))):
        hint = "quote it" if kind == "string_type" else "write a plain number" if "float" in kind else ""
        return Issue(place, f"reads as {kind_of(value)}", str(value), hint or _literal_hint(value, context))
    if kind == "string_pattern_mismatch":
        return _pattern(place, value, about_key)
    what, hint = {
        "string_type": ("must be text", ""),
        "string_too_short": ("is empty", ""),
        "string_too_long": ("is too long", f"at most {context.get('max_length')} characters"),
        "float_type": ("must be a number", ""),
        "finite_number": ("must be a finite number", ""),
        "greater_than_equal": ("must not be negative", ""),
        "greater_than": ("must be more than 0", "at 0 it holds for every release"),
        "less_than_equal": (f"must be at most {number(context.get('le'))}", ""),
        "bool_type": ("must be true or false", ""),
        "literal_error": ("has an unknown value", _literal_hint(value, context)),
        "too_short": ("is empty", "it needs at least one entry"),
        "too_long": ("is too long", f"at most {context.get('max_length')} entries"),
        "tuple_type": ("must be a list", ""),
        "model_type": ("must be a group of keys", nearest("", _fields(place))),
        "dict_type": ("must be a group of keys", ""),
    }.get(kind, (str(found["msg"]), ""))
    if value is None and kind != "missing":
        return Issue(place, "is empty", "", hint)
    return Issue(place, what, shown(value), hint)


def _literal_hint(value: Any, context: dict[str, Any]) -> str:
    return nearest(value, re.findall(r"'([^']*)'", str(context.get("expected", ""))))


def _missing_hint(place: Place) -> str:
    if place == ("otherwise",):
        return "name the verdict of a release that reaches none of the others: {id: closed, title: Not open}"
    if len(place) == 5 and place[-1] == "evidence":
        return "name the component that answers it, or {any: [...]} or {all: [...]}"
    return "weights, training or none" if place[-1:] == ("side",) else ""


def _pattern(place: Place, value: Any, is_key: bool) -> Issue:
    if not is_key and place == ("url",):
        return Issue(place, "is not a web address", shown(value), "it starts with https://")
    if not is_key and place[-1] in ("below", "at_least"):
        return Issue(place, "is not a date", shown(value), 'write "2025-08-02" or "2025-08"; no quotes for a number')
    return Issue(place, "is not an id", shown(value), "small letters, digits and hyphens, a letter first")


def shown(value: Any) -> str:
    """Write a value for a message; what is not a scalar is named by its kind."""
    if isinstance(value, (dict, list, tuple)):
        return kind_of(value)
    return number(value) if isinstance(value, float) else str(value)


def number(value: Any) -> str:
    """Write a number as short as it can be read."""
    return f"{value:g}" if isinstance(value, (int, float)) and not isinstance(value, bool) else str(value)
