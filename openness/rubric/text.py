"""The text of a rubric file, kept as its author wrote it: comments, order of keys, quotes and line breaks.

A rubric that was edited is written back into the text it came from. Only what differs is touched; where that cannot be
done, or would not read back as the same rubric, the rubric is printed afresh (`openness.rubric.load.to_yaml`).
"""

from __future__ import annotations

import io
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.error import YAMLError
from ruamel.yaml.scalarstring import DoubleQuotedScalarString

from openness.core.errors import ProblemsError
from openness.core.strict_yaml import ODD_LINE_BREAK, read_scalar
from openness.rubric.load import load_rubric, to_yaml
from openness.rubric.model import Rubric, canonical_tree, to_tree

_WIDE = 1_000_000  # never fold a line that its author left whole


def rewrite(text: str, rubric: Rubric) -> str:
    """Return the text changed so that it holds this rubric.

    Args:
        text: A rubric file that `openness.rubric.load.load_rubric` takes, of whatever rubric.
        rubric: What the file shall hold.

    Returns:
        The text itself where it holds the rubric already; else the text with what differs put in, its comments and the
        order of its keys kept. It always reads back as the same rubric.
    """
    held = _held(text, rubric)
    if held is None:
        return to_yaml(rubric)
    if held == rubric:
        return text
    try:
        changed = _changed(text, held, rubric)
    except (YAMLError, ValueError, TypeError, AttributeError, KeyError, RecursionError):
        return to_yaml(rubric)  # a form that ruamel does not write back; the content matters more than the comments
    return changed if _held(changed, rubric) == rubric else to_yaml(rubric)


def _held(text: str, like: Rubric) -> Rubric | None:
    try:
        return load_rubric(text, components=like.components)
    except ProblemsError:
        return None


def _changed(text: str, held: Rubric, rubric: Rubric) -> str:
    yaml = YAML(typ="rt")
    yaml.preserve_quotes = True
    yaml.width = _WIDE
    yaml.indent(mapping=2, sequence=4, offset=2)
    tree = yaml.load(text.replace("\r\n", "\n"))
    _merge(tree, canonical_tree(held), canonical_tree(rubric), to_tree(rubric))
    out = io.StringIO()
    yaml.dump(tree, out)
    return out.getvalue()


def _merge(node: CommentedMap, old: dict[str, Any], new: dict[str, Any], shown: dict[str, Any]) -> None:
    """Bring a mapping of the file from what it holds to what it shall hold, key by key.

    Args:
        node: The mapping in the file.
        old: What it holds, in the canonical form that says what is equal.
        new: What it shall hold, in the same form.
        shown: What it shall hold, as it is written.
    """
    for key in old:
        if key not in new and key in node:
            del node[key]
    for key, value in new.items():
        if key in old and old[key] == value:
            continue
        there = node.get(key)
        if isinstance(there, CommentedMap) and isinstance(value, dict) and isinstance(old.get(key), dict):
            _merge(there, old[key], value, shown[key])
        elif key == "verdicts" and isinstance(there, CommentedSeq):
            node[key] = _verdicts(there, old[key], value, shown[key])
        else:
            node[key] = _fresh(shown[key], key)


def _verdicts(there: CommentedSeq, old: list[Any], new: list[Any], shown: list[Any]) -> CommentedSeq:
    """The list of verdicts: each that stays keeps its text, in whatever place it stands now."""
    before = {verdict["id"]: (node, verdict) for node, verdict in zip(there, old, strict=True)}
    if [verdict["id"] for verdict in new] == list(before):
        for verdict, written in zip(new, shown, strict=True):
            node, held = before[verdict["id"]]
            _merge(node, held, verdict, written)
        return there
    fresh = CommentedSeq()
    for verdict, written in zip(new, shown, strict=True):
        if verdict["id"] in before:
            node, held = before[verdict["id"]]
            _merge(node, held, verdict, written)
            fresh.append(node)
        else:
            fresh.append(_fresh(written, ""))
    return fresh


_ONE_LINE = ("credit", "terms", "evidence", "licence", "score", "otherwise")


def _fresh(value: Any, key: str) -> Any:
    """A value as it is written where there was none: whole numbers without a point, text quoted where it must be."""
    if isinstance(value, dict):
        node = CommentedMap((inner, _fresh(part, inner)) for inner, part in value.items())
        if key in _ONE_LINE:
            node.fa.set_flow_style()
        return node
    if isinstance(value, list):
        found = CommentedSeq([_fresh(part, "") for part in value])
        if key in ("any", "all"):
            found.fa.set_flow_style()
        return found
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return int(value)
    if isinstance(value, str) and (not isinstance(read_scalar(value), str) or ODD_LINE_BREAK.search(value)):
        return DoubleQuotedScalarString(value)
    return value
