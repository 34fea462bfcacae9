"""One thing has one name: wordings that `docs/WORDS.md` replaces do not come back in what readers see."""

from __future__ import annotations

import ast
import csv
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml

ROOT = Path(__file__).parents[2]
BEGUN = re.compile(r"[A-Z]|.* ", re.DOTALL)
"""What may be a text for a reader: it starts with a capital letter or has a space; ids and keys have neither."""


class Replaced(NamedTuple):
    """A wording that is not used any more, and where it stays."""

    wording: str
    stays: tuple[str, ...]

    def within(self, text: str) -> bool:
        """Whether a text uses it, apart from where it stays."""
        if self.wording.startswith("="):
            return text == self.wording[1:]
        for kept in self.stays:
            text = text.replace(kept, "")
        start, end = (r"\b" if letter.isalnum() else "" for letter in (self.wording[0], self.wording[-1]))
        return re.search(start + re.escape(self.wording) + end, text, re.IGNORECASE) is not None


def replaced() -> list[Replaced]:
    """Every wording of the last but one column of the tables, with those of the last."""
    found = []
    for line in (ROOT / "docs" / "WORDS.md").read_text("utf-8").splitlines():
        if not line.startswith("| ") or line.startswith("| ---"):
            continue
        *_, out, kept, _ = (re.findall(r"`([^`]+)`", cell) for cell in line.split("|"))
        found += [Replaced(wording, tuple(kept)) for wording in out]
    return found


def texts_of_code(source: str) -> Iterator[tuple[int, str]]:
    """The string constants of a module that are no docstrings, and its f-strings with `{}` for what is computed."""
    tree = ast.parse(source)
    skipped: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr):
            skipped.add(id(node.value))
        if isinstance(node, ast.JoinedStr):
            skipped |= {id(part) for part in node.values if isinstance(part, ast.Constant)}
            parts = [str(part.value) if isinstance(part, ast.Constant) else "{}" for part in node.values]
            yield node.lineno, "".join(parts)
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in skipped:
            yield node.lineno, node.value


def values(tree: Any) -> Iterator[str]:
    """The texts of a YAML or JSON document that are not keys."""
    if isinstance(tree, str):
        yield tree
    elif isinstance(tree, dict | list):
        for item in tree.values() if isinstance(tree, dict) else tree:
            yield from values(item)


def described(tree: Any) -> Iterator[str]:
    """The titles and descriptions of a data package."""
    if isinstance(tree, dict):
        yield from (tree[name] for name in ("title", "description") if isinstance(tree.get(name), str))
    if isinstance(tree, dict | list):
        for item in tree.values() if isinstance(tree, dict) else tree:
            yield from described(item)


def prose(document: str) -> Iterator[tuple[int, str]]:
    """The lines of a Markdown document without its code."""
    code = False
    for number, line in enumerate(document.splitlines(), 1):
        code ^= line.startswith("```")
        if not code:
            yield number, re.sub(r"`[^`]*`", "", line)


def texts() -> Iterator[tuple[str, str]]:
    """Every text for readers, with its place."""
    for room in ("openness", "dashboard", "pages"):
        for path in sorted((ROOT / room).rglob("*.py")):
            for line, text in texts_of_code(path.read_text("utf-8")):
                if BEGUN.match(text):
                    yield f"{path.relative_to(ROOT)}:{line}", text
    for path in (ROOT / "rubric.yaml", *sorted((ROOT / "rubrics").rglob("*.yaml"))):
        yield from ((str(path.relative_to(ROOT)), text) for text in values(yaml.safe_load(path.read_text("utf-8"))))
    package = json.loads((ROOT / "data" / "datapackage.json").read_text("utf-8"))
    yield from (("data/datapackage.json", text) for text in described(package))
    with (ROOT / "data" / "components.csv").open(encoding="utf-8", newline="") as rows:
        yield from (("data/components.csv", text) for row in csv.DictReader(rows) for text in row.values())
    for path in (
        ROOT / "README.md",
        ROOT / "CHANGELOG.md",
        ROOT / "data" / "GUIDE.md",
        *sorted((ROOT / "docs").rglob("*.md")),
    ):
        if path.name != "WORDS.md":
            lines = prose(path.read_text("utf-8"))
            yield from ((f"{path.relative_to(ROOT)}:{number}", line) for number, line in lines)


def test_replaced_wordings_stay_away() -> None:
    old = replaced()
    back = [f"{place}: “{one.wording}” in {text[:90]!r}" for place, text in texts() for one in old if one.within(text)]
    assert not back, "docs/WORDS.md says what to write instead:\n" + "\n".join(back)


@pytest.mark.parametrize(
    ("text", "wording"),
    [
        ('st.caption("Data of today, fingerprint 1234")', "fingerprint"),
        ('what = f"column {name!r} stands twice"', "stands twice"),
        ('{"up to": 3}', "=up to"),
        ('f"tier {number}"', "tier {}"),
        ('tabs = {"Credit": 1}', "credit"),
    ],
)
def test_a_wording_that_comes_back_is_found(text: str, wording: str) -> None:
    found = [one.wording for _, said in texts_of_code(text) for one in replaced() if one.within(said)]
    assert wording in found


@pytest.mark.parametrize(
    "text",
    [
        '"""The fingerprint of a rubric, in a docstring."""',
        '"/v/<fingerprint>/chart/gap.html is kept"',
        '"as in weight.data:2,credit.partial:0.25"',
        '"up to the end of the year"',
        '"Redraws the chart"',
    ],
)
def test_what_stays_is_not_taken_for_a_wording_that_came_back(text: str) -> None:
    assert not [one for _, said in texts_of_code(text) for one in replaced() if one.within(said)]
