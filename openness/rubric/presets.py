"""Where a reader may start from: everything equal, or changes made for a kind of reader, with their reasoning."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from openness.core.errors import Problem, ProblemsError
from openness.core.strict_yaml import Document, parse, read_bytes
from openness.rubric.edits import apply_edits, edits_between
from openness.rubric.model import Rubric

FILE = Path("rubrics", "presets", "readers.yaml")
"""Where the presets lie, seen from the repository's root."""

_FIELDS = ("id", "title", "reader", "base", "reasoning")


@dataclass(frozen=True)
class Preset:
    """One way to start.

    Attributes:
        id: Its name.
        title: As shown: a kind of reader.
        reader: Who that is, in a sentence.
        base: Id of the rubric that the changes are made to.
        reasoning: Why these changes.
        edits: The changes, as `openness.rubric.load.apply_edits` takes them.
    """

    id: str
    title: str
    reader: str
    base: str
    reasoning: str
    edits: Mapping[str, str]


def load_presets(root: Path) -> tuple[Preset, ...]:
    """Read the presets of a checkout, in the order of their file.

    Raises:
        ProblemsError: The file is broken; with every problem.
    """
    name = FILE.as_posix()
    document = parse(read_bytes(root / FILE, name), name)
    problems = list(document.problems)
    entries = document.tree if isinstance(document.tree, list) else []
    if not entries:
        problems.append(Problem(name, 0, "holds no preset"))
    found = [_preset(document, number, entry, problems) for number, entry in enumerate(entries)]
    for number, preset in enumerate(found):
        if preset.id in [earlier.id for earlier in found[:number]]:
            problems.append(Problem(name, document.line((number,)), "is given twice", preset.id))
    if problems:
        raise ProblemsError(problems)
    return tuple(found)


def _preset(document: Document, number: int, entry: Any, problems: list[Problem]) -> Preset:
    def wrong(what: str, *place: str, got: str = "") -> None:
        problems.append(Problem(document.file, document.line((number, *place)), what, got))

    given: dict[str, Any] = entry if isinstance(entry, dict) else {}
    for key in given.keys() - {*_FIELDS, "edits"}:
        wrong("is not a field of a preset", key, got=key)
    texts = {}
    for key in _FIELDS:
        value = given.get(key)
        texts[key] = value if isinstance(value, str) else ""
        if not texts[key].strip():
            wrong(f"has no {key}", key)
    edits = given.get("edits")
    if not isinstance(edits, dict) or not edits:
        wrong("changes nothing", "edits")
    edits = edits if isinstance(edits, dict) else {}
    for path, value in edits.items():
        if not isinstance(value, str):
            wrong("has a change that is not quoted", "edits", path, got=path)
    return Preset(**texts, edits={path: str(value) for path, value in edits.items()})


def equal_start(rubric: Rubric) -> dict[str, str]:
    """The changes that give every dimension the weight 1, and every criterion within its dimension.

    The equal start of the OECD Better Life Index: nothing counts more than anything else until the reader says so. A
    criterion that is switched off (weight 0) stays off.
    """
    equal = {f"weight.{name}": "1" for name in rubric.dimensions}
    equal |= {f"weight.{name}": "1" for name, criterion in rubric.criteria.items() if criterion.weight}
    return edits_between(rubric, apply_edits(rubric, equal))
