"""The shape of a rubric checked: pydantic finds what is wrong, these words say it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from openness.core.errors import nearest
from openness.core.strict_yaml import Bare, Place, kind_of
from openness.rubric.model import (
    AllOf,
    AnyOf,
    Condition,
    Credit,
    Criterion,
    Dimension,
    FieldCondition,
    Levels,
    Otherwise,
    Rubric,
    ScoreCondition,
    TermsFactors,
    Verdict,
)


@dataclass(frozen=True)
class Issue:
    """A problem at a place of the tree, before it is known how that place is called (a line, or a path of an edit)."""

    place: Place
    what: str
    got: str = ""
    hint: str = ""


def shape(tree: dict[str, Any]) -> Iterator[Issue]:
    """Yield what is wrong with fields one by one: missing, unknown, of the wrong type, out of range."""
    try:
        Rubric.model_validate(tree)
    except ValidationError as error:
        for found in error.errors(include_url=False):
            if found["type"] == "too_short" and found["input"]:
                continue  # entries are there, but invalid, and reported one by one
            if found["type"] == "string_unicode":
                continue  # half a character; reported with the other characters that no text has
            yield _say(dict(found), tree)
    except RecursionError:  # only a tree made by hand is deep enough: files are bounded when they are read
        yield Issue((), "is nested too deeply")


def _place(loc: tuple[str | int, ...]) -> Place:
    """Turn pydantic's location into a place, dropping the names of union members it puts in between."""
    place: list[str | int] = []
    for step in loc:
        in_evidence = len(place) == 5 and place[0] == "dimensions" and place[4] == "evidence"
        in_bound = len(place) == 6 and place[0] == "verdicts" and place[2:4] == ["requires", "release"]
        if in_evidence and step in ("one", "any-of", "all-of"):
            place.append("\0")  # a mark, so that the length test does not match twice
        elif in_bound and step in ("number", "date"):
            place.append("\0")
        elif step != "[key]":
            place.append(step)
    return tuple(step for step in place if step != "\0")


_FIELDS_AT: tuple[tuple[tuple[str, ...], type[Any]], ...] = (
    ((), Rubric),
    (("credit",), Credit),
    (("terms",), TermsFactors),
    (("otherwise",), Otherwise),
    (("dimensions", "*"), Dimension),
    (("dimensions", "*", "criteria", "*"), Criterion),
    (("dimensions", "*", "criteria", "*", "levels"), Levels),
    (("verdicts", "*"), Verdict),
    (("verdicts", "*", "requires", "score"), ScoreCondition),
    (("verdicts", "*", "requires", "release", "*"), FieldCondition),
    (("verdicts", "*", "requires", "*"), Condition),
)


def _fields(place: Place) -> list[str]:
    if len(place) == 5 and place[-1] == "evidence":
        return [*AnyOf.model_fields, *AllOf.model_fields]
    for pattern, model in _FIELDS_AT:
        if len(pattern) == len(place) and all(p in ("*", step) for p, step in zip(pattern, place, strict=True)):
            return list(model.model_fields)
    return []


def _say(found: dict[str, Any], tree: Any) -> Issue:
    """Put one of pydantic's findings into our words."""
    place, value, context = _place(found["loc"]), found["input"], found.get("ctx", {})
    kind: str = found["type"]
    if kind == "missing":
        return Issue(place, "is missing", "", _missing_hint(place))
    if kind == "extra_forbidden":
        return Issue(place, "is an unknown key", "", nearest(place[-1], _fields(place[:-1])))
    if isinstance(value, Bare) or (kind == "string_type" and isinstance(value, (bool, int, float))):
        hint = "quote it" if kind == "string_type" else "write a plain number" if "float" in kind else ""
        return Issue(place, f"reads as {kind_of(value)}", str(value), hint or _literal_hint(value, context))
    if kind == "string_pattern_mismatch":
        return _pattern(place, value, found["loc"][-1:] == ("[key]",))
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
