"""Definitions of openness as YAML files: read strictly, edited by path, printed back, told apart by a fingerprint.

A rubric file turns evidence into a score, a verdict and a gap. This module is the door to it; the parts are
`openness.rubric.model` (fields), `openness.core.strict_yaml` (reading), `openness.rubric.checks` (checking) and
`openness.rubric.edits` (changes as paths and values).
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import yaml

from openness.core.errors import Problem, ProblemsError
from openness.core.strict_yaml import ODD_LINE_BREAK, Document, parse, read_bytes, read_scalar
from openness.rubric.checks import check, dotted
from openness.rubric.model import (
    Rubric,
    canonical,
    to_tree,
)
from openness.rubric.shape import Issue

#: Where editors find the schema, seen from a rubric file in ``rubrics/``; ``rubric.yaml`` names it with the folder.
SCHEMA_FILE = "schema.json"
_RUBRIC_ID = re.compile(r"^id:[ ]*[\"']?([a-z][a-z0-9.-]*)", re.MULTILINE)


def load_rubric(source: Path | str, *, components: Iterable[str], file: str | None = None) -> Rubric:
    """Read a rubric from a file or from text and check it whole.

    Args:
        source: A path, or the YAML itself as text.
        components: The component ids that evidence may name.
        file: The name to show in problems; the path, or ``rubric`` for text, when left out.

    Raises:
        ProblemsError: with every problem as file, line, what, got and hint. Nothing else, for any content.
    """
    name = file or (source.as_posix() if isinstance(source, Path) else "rubric")
    document = parse(read_bytes(source, name) if isinstance(source, Path) else source, name)
    rubric, issues = check(document.tree, components)
    problems = [*document.problems, *_placed(document, issues)]
    if problems or rubric is None:
        raise ProblemsError(problems)
    return rubric


def _placed(document: Document, issues: Iterable[Issue]) -> Iterable[Problem]:
    for issue in issues:
        what = f"{dotted(issue.place, document.tree)} {issue.what}".strip()
        written = document.texts.get(issue.place, "")
        # Show 1.10 as it was written; YAML has already made 1.1 of it.
        exact = written and not isinstance(read_scalar(written), str)
        got = written if issue.got and exact else issue.got
        yield Problem(document.file, document.line(issue.place), what, got, issue.hint)


def list_rubrics(root: Path) -> dict[str, Path]:
    """Return the rubric files of a checkout by id: ``rubric.yaml`` first, then ``rubrics/`` by name.

    Only the line ``id:`` is looked at, so that a broken file is still found, and then reported by `load_rubric`.
    """
    found: dict[str, Path] = {}
    for path in (root / "rubric.yaml", *sorted((root / "rubrics").glob("*.yaml"))):
        if path.is_file():
            match = _RUBRIC_ID.search(path.read_bytes()[:20_000].decode("utf-8", "replace"))
            found.setdefault(match[1] if match else path.stem, path)
    return found


def fingerprint(rubric: Rubric, package_digest: str) -> str:
    """Return ten hex digits that change when anything in the rubric or in the data package does.

    They are the first of the SHA-256 of the canonical rubric, a line break and the package's digest.
    """
    return hashlib.sha256(f"{canonical(rubric)}\n{package_digest}".encode()).hexdigest()[:10]


class _Dumper(yaml.SafeDumper):
    """Writes what `load_rubric` reads: quotes whatever a reader could take for a number, a date or a truth value."""

    def ignore_aliases(self, data: Any) -> bool:
        return True

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        return super().increase_indent(flow, False)


class _Flow(dict[str, Any]):
    """A small mapping that stands on one line."""


def _write_text(dumper: yaml.SafeDumper, text: str) -> yaml.Node:
    plain = isinstance(read_scalar(text), str) and not ODD_LINE_BREAK.search(text)
    style = None if plain else '"'
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


def _write_flow(dumper: yaml.SafeDumper, mapping: _Flow) -> yaml.Node:
    return dumper.represent_mapping("tag:yaml.org,2002:map", mapping.items(), flow_style=True)


_Dumper.add_representer(str, _write_text)
_Dumper.add_representer(_Flow, _write_flow)


def to_yaml(rubric: Rubric) -> str:
    """Return the rubric as YAML that `load_rubric` reads back to an equal rubric."""
    tree = _readable(to_tree(rubric))
    text: str = yaml.dump(
        tree, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=110, default_flow_style=False
    )
    return f"# yaml-language-server: $schema={SCHEMA_FILE}\n{text}"


def _readable(value: Any, *, inside: str = "") -> Any:
    """Write 1.0 as 1, and one-line mappings where the design writes them on one line."""
    if isinstance(value, dict):
        plain = {k: _readable(v, inside=k) for k, v in value.items()}
        short = inside in ("credit", "terms", "evidence", "licence", "score", "otherwise", "claims")
        flat = all(not isinstance(v, (dict, list)) or inside == "evidence" for v in plain.values())
        return _Flow(plain) if short and flat else plain
    if isinstance(value, list):
        return [_readable(v) for v in value]
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return int(value)
    return value


def json_schema() -> dict[str, Any]:
    """Return the JSON Schema of a rubric file, with which editors complete and check as one types."""
    schema = Rubric.model_json_schema()
    titled = _without_titles(schema)
    requires = titled["$defs"]["Requires"]
    requires["minProperties"] = 1
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Rubric of the Openness Gap",
        **{key: value for key, value in titled.items() if key != "title"},
    }


def _without_titles(node: Any) -> Any:
    """Drop the titles pydantic makes of field names, and the null it adds to what may be left out."""
    if isinstance(node, list):
        return [_without_titles(item) for item in node]
    if not isinstance(node, dict):
        return node
    clean = {k: _without_titles(v) for k, v in node.items() if not (k == "title" and isinstance(v, str))}
    options = [o for o in clean.get("anyOf", []) if o != {"type": "null"}]
    if clean.get("default", 0) is None:
        del clean["default"]
        if len(options) == 1:
            del clean["anyOf"]
            clean = {**options[0], **clean}
    return clean


if __name__ == "__main__":  # python -m openness.rubric.load > rubrics/schema.json
    print(json.dumps(json_schema(), indent=2))
