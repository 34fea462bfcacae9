"""How somebody's own definition travels: as few changes of a known one in an address, else as a file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from openness.core.errors import OpennessError
from openness.query.edits import pack_edits
from openness.rubric.edits import MAX_EDITS, apply_edits, edits_between
from openness.rubric.model import Rubric

MAX_ADDRESS = 6_000
"""Most characters of changes that are put into an address: what every proxy and every browser still carries."""


@dataclass(frozen=True)
class Carried:
    """A rubric as changes of a known one.

    Attributes:
        base: Id of the known rubric.
        edits: The changes, by path.
    """

    base: str
    edits: dict[str, str]


def as_edits(rubric: Rubric, known: Mapping[str, Rubric], prefer: str = "") -> Carried | None:
    """Write a rubric as changes of a known one, in the address that is shortest.

    Args:
        rubric: Any valid rubric.
        known: Rubrics that every reader has, by the id that an address names them by.
        prefer: The one to change if that is possible at all; the rubric's own id is tried next.

    Returns:
        None where no known rubric is so near that its changes fit into an address (`MAX_ADDRESS`).
    """
    near = [name for name in dict.fromkeys((prefer, rubric.id)) if name in known]
    for name in near:
        carried, _ = _from(name, known[name], rubric)
        if carried:
            return carried
    found = [_from(name, base, rubric) for name, base in known.items() if name not in near]
    fitting = [(length, carried) for carried, length in found if carried]
    return min(fitting, key=lambda pair: pair[0])[1] if fitting else None


def _from(name: str, base: Rubric, rubric: Rubric) -> tuple[Carried | None, int]:
    """The rubric as changes of one base, with their length in an address; None where they do not fit."""
    edits = edits_between(base, rubric)
    try:
        length = len(pack_edits(edits))
        fits = len(edits) <= MAX_EDITS and length <= MAX_ADDRESS and apply_edits(base, edits) == rubric
    except OpennessError:
        return None, 0
    return (Carried(name, edits), length) if fits else (None, length)
