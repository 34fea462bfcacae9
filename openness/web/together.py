"""Which parameters of an address go together, as JSON Schema: what OpenAPI cannot say of each by itself.

A parameter's own schema says what it may be. What it may be beside the others is said here, of all of them as one
object, and each operation of the description points at it. What JSON Schema cannot say (a beginning before its end, a
change that fits its definition) stays in words; the answer to all of it is a 409.
"""

from __future__ import annotations

from typing import Any

from openness.publish.live import Live
from openness.scoring.answer import load_base

TOGETHER = "x-parameters-together"
"""Where an operation of the description points at it."""

_APART = (("shape", "width"), ("shape", "scale"))
"""Parameters of which an address has one or the other."""


def verdicts(live: Live) -> dict[str, tuple[str, ...]]:
    """The verdicts of each definition, by its id, the default one first."""
    return {name: tuple(load_base(live.package(), name, live.root).verdict_ids) for name in live.rubrics()}


def together(live: Live) -> dict[str, Any]:
    """The schema of all parameters of an address as one object."""
    reached = verdicts(live)
    default = next(iter(reached))
    return {
        "type": "object",
        "description": "All parameters of an address as one object, for what they exclude in each other: shape= and "
        "width= or scale=, and a verdict that the definition asked for does not have. Beyond that from= is not after "
        "to=, a range of size= does not begin above its end, and edit= changes what the definition has. An address "
        "that breaks any of this is answered with 409.",
        "allOf": [
            *({"not": {"required": list(pair)}} for pair in _APART),
            *(_only(rubric, names, default=rubric == default) for rubric, names in reached.items()),
        ],
    }


def _only(rubric: str, names: tuple[str, ...], *, default: bool) -> dict[str, Any]:
    """Under a definition, only its verdicts; the default one is also in force where none is named."""
    named = {"properties": {"rubric": {"const": rubric}}}
    return {
        "if": named if default else {**named, "required": ["rubric"]},
        "then": {"properties": {"verdict": {"enum": list(names)}}},
    }
