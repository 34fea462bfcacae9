"""Reading ``corrections.yml``: what we correct in a source, why, and where it is stated. The importers apply it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from openness.core.errors import Problem, nearest
from openness.core.strict_yaml import compose
from openness.facts.cells import CELL_RULES, date_rule, read_text

_CORRECTION = ("where", "what", "reason", "url", "date")


def read_corrections(path: Path, label: str, problems: list[Problem], now: str) -> list[dict[str, Any]]:
    """Read a file of corrections.

    Args:
        path: The file.
        label: How it is called in problems.
        problems: Where problems are added.
        now: The day that it is.

    Returns:
        For each correction its fields (text, or lists and mappings of text) and the ``line`` on which it begins.
    """
    text = read_text(path, label, problems)
    if text is None:
        return []
    try:
        node = compose(text)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        what = f"not YAML: {getattr(error, 'problem', None) or error}"
        problems.append(Problem(label, mark.line + 1 if mark else 0, what))
        return []
    if node is None:
        return []
    if not isinstance(node, yaml.SequenceNode):
        problems.append(Problem(label, node.start_mark.line + 1, "corrections are a list"))
        return []
    read = (_read_correction(item, label, problems, now) for item in node.value)
    return [correction for correction in read if correction]


def _read_correction(item: yaml.Node, label: str, problems: list[Problem], now: str) -> dict[str, Any]:
    line = item.start_mark.line + 1
    if not isinstance(item, yaml.MappingNode):
        problems.append(Problem(label, line, "a correction has fields", hint=", ".join(_CORRECTION)))
        return {}
    keys = [key.value for key, _ in item.value]
    for key, _ in item.value:
        if not isinstance(key.value, str) or key.value not in _CORRECTION or keys.count(key.value) > 1:
            what = "field given twice" if keys.count(key.value) > 1 else "unknown field of a correction"
            hint = nearest(key.value, _CORRECTION)
            problems.append(Problem(label, key.start_mark.line + 1, what, str(key.value), hint))
    entry: dict[str, Any] = {"line": line}
    for name in _CORRECTION:
        value = next((value for key, value in item.value if key.value == name), None)
        if value is None or value.value in ("", [], "null", "~"):
            problems.append(Problem(label, line, f"a correction without '{name}'"))
            continue
        at = value.start_mark.line + 1
        try:
            entry[name] = _plain(value)
        except ValueError as error:
            problems.append(Problem(label, at, f"field '{name}' of a correction {error}"))
            continue
        rules = {"url": CELL_RULES["address"], "date": date_rule(now, "a correction has been made already")}
        wrong = rules[name](str(entry[name])) if name in rules else None
        if wrong:
            problems.append(Problem(label, at, f"field '{name}' {wrong[0]}", str(entry[name]), wrong[1]))
    return entry


def _plain(node: yaml.Node, depth: int = 0) -> Any:
    """Return the text, list or mapping that a YAML node stands for; every scalar stays text."""
    if depth > 5:
        raise ValueError("is nested too deeply")
    if isinstance(node, yaml.SequenceNode):
        return [_plain(item, depth + 1) for item in node.value]
    if isinstance(node, yaml.MappingNode):
        return {str(key.value): _plain(value, depth + 1) for key, value in node.value}
    return node.value
