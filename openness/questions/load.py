"""The files of `questions/`: what is asked, who asks it, which finding answers it and which chart shows that.

A question is one short YAML file, so that an analyst can add one. What is said in answer is never in the file: it is
computed (`openness.questions.answers`).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from openness.charts import CHARTS, OPTIONS
from openness.core.errors import Problem, ProblemsError, nearest
from openness.core.paths import ROOT
from openness.core.strict_yaml import Document, parse, read_bytes
from openness.questions.answers import FINDINGS

FIELDS = ("title", "asked_by", "place", "finding", "chart", "options", "debate")
"""What a file holds: `options` may be left out, everything else is asked for."""

LONGEST = 200
"""Characters of a title; a seed of the debate may have twice as many."""


@dataclass(frozen=True)
class Question:
    """One question.

    Attributes:
        id: The name of its file, and what it is called in addresses.
        title: The question, as people ask it.
        asked_by: Who asks it, and what for.
        place: Where it stands among the others.
        finding: What answers it: one of `FINDINGS`.
        chart: The chart that shows it.
        options: What is chosen about the chart.
        debate: What is said for and against, in neutral words.
    """

    id: str
    title: str
    asked_by: str
    place: int
    finding: str
    chart: str
    options: tuple[tuple[str, str], ...]
    debate: tuple[str, ...]


def questions(root: Path = ROOT) -> tuple[Question, ...]:
    """Every question, in order.

    Raises:
        ProblemsError: A file is broken; all problems of all files at once.
    """
    found: list[Question] = []
    problems: list[Problem] = []
    for path in sorted((root / "questions").glob("*.yaml")):
        try:
            found.append(read_question(read_bytes(path, f"questions/{path.name}"), path.stem))
        except ProblemsError as error:
            problems += error.problems
    if problems:
        raise ProblemsError(problems)
    return tuple(sorted(found, key=lambda question: (question.place, question.id)))


def read_question(source: bytes | str, name: str) -> Question:
    """A question from its file.

    Args:
        source: What the file holds.
        name: Its name without the ending.

    Raises:
        ProblemsError: Something in it is wrong: every problem with its line.
    """
    document = parse(source, f"questions/{name}.yaml")
    problems = [*document.problems, *_problems(document)]
    if problems:
        raise ProblemsError(problems)
    tree = document.tree
    return Question(
        id=name,
        options=tuple((key, str(value)) for key, value in tree.get("options", {}).items()),
        debate=tuple(tree["debate"]),
        **{key: tree[key] for key in ("title", "asked_by", "place", "finding", "chart")},
    )


def _problems(document: Document) -> Iterable[Problem]:
    tree = document.tree

    def problem(place: tuple[str | int, ...], what: str, got: object = "", hint: str = "") -> Problem:
        return Problem(document.file, document.line(place), what, str(got), hint)

    if not isinstance(tree, dict):
        yield problem((), "is not a question", hint=f"write its fields: {', '.join(FIELDS)}")
        return
    for key in tree:
        if key not in FIELDS:
            yield problem((key,), "is not a field of a question", key, nearest(key, FIELDS))
    for key in FIELDS:
        if key not in tree and key != "options":
            yield problem((), f"the field '{key}' is missing", hint="add it")
    for key in ("title", "asked_by"):
        if key in tree and not _is_text(tree[key], LONGEST):
            yield problem((key,), f"'{key}' has to be a text of at most {LONGEST} characters", tree[key])
    if "place" in tree and (not isinstance(tree["place"], int) or isinstance(tree["place"], bool)):
        yield problem(("place",), "'place' has to be a whole number: where it stands", tree["place"])
    for key, valid in (("finding", FINDINGS), ("chart", CHARTS)):
        if key in tree and (not isinstance(tree[key], str) or tree[key] not in valid):
            yield problem((key,), f"there is no {key} of that name", tree[key], nearest(tree[key], valid))
    yield from _of_options(tree, problem)
    debate = tree.get("debate", [""])
    if not isinstance(debate, list) or not debate:
        yield problem(("debate",), "'debate' has to be a list of sentences", debate)
    else:
        for at, said in enumerate(debate if "debate" in tree else []):
            if not _is_text(said, 2 * LONGEST):
                yield problem(("debate", at), f"has to be a text of at most {2 * LONGEST} characters", said)


def _of_options(tree: dict[str, Any], problem: Any) -> Iterable[Problem]:
    options, chart = tree.get("options", {}), tree.get("chart")
    if not isinstance(options, dict):
        yield problem(("options",), "'options' has to name choices of the chart and a value for each", options)
    elif isinstance(chart, str) and chart in CHARTS:
        known = {option.name: option.values for option in OPTIONS[chart]}
        for name, value in options.items():
            if name not in known:
                hint = nearest(name, known) or "leave it out"
                yield problem(("options", name), f"the chart '{chart}' has no such choice", name, hint)
            elif str(value) not in known[name]:
                hint = nearest(value, known[name])
                yield problem(("options", name), f"the choice '{name}' has no such value", value, hint)


def _is_text(value: object, longest: int) -> bool:
    return isinstance(value, str) and 0 < len(value.strip()) <= longest
