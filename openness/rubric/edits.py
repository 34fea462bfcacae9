"""Changes to a rubric as paths and values, short enough for an address: ``weight.data: 2``.

Paths, where ``<id>`` is the id of a dimension, a criterion or a verdict:

- ``weight.<id>``, ``credit.<level>``, ``terms.<level>``: the shorthand that is understood everywhere;
- ``title``, ``short``, ``about``, ``ranked_from``, ``otherwise.title``, ...: the rubric's own fields;
- ``dimension.<id>.title``; ``criterion.<id>.side``, ``.evidence``, ``.terms``, ``.levels.open``, ...;
- ``verdict.<id>.title``; ``verdict.<id>.<criterion>.availability`` (or with ``requires.`` before the criterion),
  ``verdict.<id>.release.training_flop.below`` and ``.at_least``, ``verdict.<id>.score.at_least``;
- ``claims.<claim>``: the verdict that a vendor's word needs; ``said.<word>``: what a word of the publisher means;
- whole parts, as JSON or YAML: ``notes``, ``claims``, ``said``, ``verdicts``, ``dimension.<id>``,
  ``dimension.<id>.criteria.<id>``, ``criterion.<id>.evidence``, ``verdict.<id>.undetermined`` and ``.assumed``.

A value is text or what YAML would make of it; where the field is text, it is taken as it stands. ``null`` takes a
part away (the check says so when it is needed), and so does empty text where text is optional. A criterion is
switched off with weight 0, or taken out with ``null`` for its path.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from openness.core.errors import OpennessError, Problem, ProblemsError, nearest, shorten
from openness.core.strict_yaml import Place, parse, read_scalar
from openness.rubric.checks import check, dotted
from openness.rubric.fields import Kind, at, inside
from openness.rubric.model import (
    RELEASE_FIELDS,
    Credit,
    Criterion,
    Dimension,
    Levels,
    Otherwise,
    Rubric,
    TermsFactors,
    Verdict,
    canonical_tree,
    to_tree,
)

#: The file name shown in problems with edits: they come from an address or a form, not from a file.
SOURCE = "edit"
MAX_EDITS = 1_000

_OWN = tuple(name for name in Rubric.model_fields if name != "dimensions")  # fields that are paths by themselves
_HEADS = (  # in the order in which they are offered
    *("weight", "credit", "terms", "ranked_from", "dimension", "criterion", "verdict", "otherwise", "verdicts"),
    *("notes", "claims", "said", *_OWN),
)


class _PathError(OpennessError):
    """A path that leads nowhere: why, and where else to go."""

    def __init__(self, what: str, got: str = "", hint: str = "") -> None:
        super().__init__(what)
        self.got = got
        self.hint = hint


def apply_edits(rubric: Rubric, edits: Mapping[str, Any]) -> Rubric:
    """Return the rubric with the edits made, checked as a whole.

    Args:
        rubric: A valid rubric; it is not changed.
        edits: Values by path, in the grammar at the head of this module. Whole parts are put in before what is
            inside them is changed, so the order of the mapping does not matter.

    Raises:
        ProblemsError: with every problem, each naming its path.
    """
    if not edits:
        return rubric
    if len(edits) > MAX_EDITS:
        raise ProblemsError([Problem(SOURCE, 0, "has too many changes", str(len(edits)), f"at most {MAX_EDITS}")])
    tree = _by_id(to_tree(rubric))
    problems: list[Problem] = []
    targets: dict[Place, str] = {}
    for path in sorted(map(str, edits), key=_turn):
        try:
            place, kind = _find(path.split("."), tree)
            value = _read(edits[path], kind)
            if place in targets:
                raise _PathError(f"changes what {targets[place]} changes", "", "leave one of them out")
            targets[place] = path
            _set(tree, place, value)
        except _PathError as error:
            problems.append(Problem(SOURCE, 0, f"{shorten(path)} {error}", error.got, error.hint))
        except ProblemsError as error:  # a part that is not YAML
            problems += [Problem(SOURCE, 0, f"{shorten(path)} {p.what}", p.got, p.hint) for p in error.problems]
    keys = list(tree["verdicts"]) if isinstance(tree.get("verdicts"), dict) else []
    tree = _by_position(tree)
    edited, issues = check(tree, sorted(rubric.components))
    for issue in issues:
        called = _called(issue.place, targets, keys, tree)
        problems.append(Problem(SOURCE, 0, f"{called} {issue.what}".strip(), issue.got, issue.hint))
    if problems or edited is None:
        raise ProblemsError(problems)
    return edited


# While edits are made, verdicts stand by id, as everything else does.


def _by_id(tree: dict[str, Any]) -> dict[str, Any]:
    return {**tree, "verdicts": _keyed(tree["verdicts"])}


def _keyed(verdicts: Any) -> Any:
    if not isinstance(verdicts, list):
        return verdicts
    keyed: dict[str, Any] = {}
    for number, verdict in enumerate(verdicts, 1):
        key = verdict.get("id") if isinstance(verdict, dict) else None
        keyed[key if isinstance(key, str) and key not in keyed else f"#{number}"] = verdict
    return keyed


def _by_position(tree: dict[str, Any]) -> dict[str, Any]:
    verdicts = tree.get("verdicts")
    return {**tree, "verdicts": list(verdicts.values()) if isinstance(verdicts, dict) else verdicts}


def _turn(path: str) -> tuple[int, int, str]:
    """Order in which edits are made: lists of verdicts, whole dimensions, whole criteria, then everything else."""
    steps = path.split(".")
    if len(steps) == 1:
        return 0, 0, path
    if steps[0] in ("dimension", "verdict") and len(steps) == 2:
        return 1, 0, path
    if steps[0] == "dimension" and steps[2:3] == ["criteria"]:
        return 2, len(steps), path
    return 3, len(steps), path


def _find(steps: list[str], tree: dict[str, Any]) -> tuple[Place, Kind]:
    """Return where a path leads and what kind of value stands there."""
    head, rest = steps[0], steps[1:]
    if head not in _HEADS:
        raise _PathError("leads nowhere", "", nearest(head, _HEADS))
    too_deep = _PathError("is not a complete path", "", f"for example {_EXAMPLES.get(head, head)}")
    if head in _OWN:
        return _walk((head,), rest, too_deep)
    if not rest or (head == "weight" and len(rest) > 1):
        raise too_deep
    if head == "weight":
        return _weight(rest[0], tree), "value"
    if head == "dimension":
        name = rest[0] if len(rest) == 1 else _one_of(rest[0], list(_dimensions(tree)), "names no dimension")
        too_deep = _PathError("goes too deep", "", "change a criterion as criterion.<id>.<field>")
        if rest[1:2] == ["criteria"] and len(rest) > 3:
            raise too_deep
        return _walk(("dimensions", name), rest[1:], too_deep)
    if head == "criterion":
        homes = _homes(tree)
        key = _one_of(rest[0], list(homes), "names no criterion")
        too_deep = _PathError("goes too deep", "", f"criterion.{key}.{'.'.join(rest[1:2])} takes the whole value")
        return _walk(("dimensions", homes[key], "criteria", key), rest[1:], too_deep)
    return _walk(*_verdict(rest, tree), _PathError("goes too deep"))


_EXAMPLES = {
    "weight": "weight.<dimension or criterion>",
    "dimension": "dimension.<id>.title",
    "criterion": "criterion.<id>.side",
    "verdict": "verdict.<id>.<criterion>.availability",
    "credit": "credit.partial",
    "terms": "terms.restricted",
    "otherwise": "otherwise.title",
}
_NAMED = {
    Credit: "names no level of credit",
    TermsFactors: "names no level of terms",
    Otherwise: "names no field of otherwise",
    Dimension: "names no field of a dimension",
    Criterion: "names no field of a criterion",
    Levels: "names no level",
}


def _walk(place: Place, rest: list[str], too_deep: _PathError) -> tuple[Place, Kind]:
    """Follow a path from a place on: where it ends and what kind of value stands there."""
    node = at(place)
    for step in rest:
        if node is None or not node.is_group:
            raise too_deep
        if node.type in _NAMED:
            _one_of(step, node.fields, _NAMED[node.type])
        place, node = (*place, step), inside(node, step)
    if place[2:4] == ("requires", "release") and len(place) == 6 and RELEASE_FIELDS.get(str(place[4])) == "date":
        return place, "optional"  # 2025-08-02 is a date of YAML's, too, and must stay the text it is
    return place, node.kind if node else "value"  # that there is no such field, the check says


def _one_of(word: str, valid: Sequence[str], what: str) -> str:
    if word not in valid:
        raise _PathError(what, word, nearest(word, valid))
    return word


def _dimensions(tree: dict[str, Any]) -> dict[str, Any]:
    dimensions = tree.get("dimensions")
    return {k: v for k, v in dimensions.items() if isinstance(v, dict)} if isinstance(dimensions, dict) else {}


def _homes(tree: dict[str, Any]) -> dict[str, str]:
    """The dimension of each criterion."""
    homes = {}
    for name, dimension in _dimensions(tree).items():
        criteria = dimension.get("criteria")
        homes.update(dict.fromkeys(criteria if isinstance(criteria, dict) else (), name))
    return homes


def _weight(key: str, tree: dict[str, Any]) -> Place:
    homes = _homes(tree)
    if key in _dimensions(tree):
        return "dimensions", key, "weight"
    _one_of(key, [*_dimensions(tree), *homes], "names no dimension or criterion")
    return "dimensions", homes[key], "criteria", key, "weight"


def _verdict(rest: list[str], tree: dict[str, Any]) -> tuple[Place, list[str]]:
    """The verdict that a path names, or its conditions, and what is left of the path."""
    if len(rest) == 1:
        return ("verdicts", rest[0]), []
    verdicts = tree.get("verdicts")
    verdicts = verdicts if isinstance(verdicts, dict) else {}
    name = _one_of(rest[0], list(verdicts), "names no verdict")
    if rest[1] in Verdict.model_fields and len(rest) == 2:
        return ("verdicts", name), rest[1:]
    asked = rest[2:] if rest[1] == "requires" else rest[1:]
    # A condition may outlive its criterion for a moment: the edit that removes it comes after the one that did.
    verdict = verdicts[name]
    standing = verdict.get("requires") if isinstance(verdict, dict) else None
    known = (*_homes(tree), *(standing if isinstance(standing, dict) else ()), "release", "score")
    _one_of(asked[0], list(dict.fromkeys((*known, *Verdict.model_fields))), "names no criterion or field")
    return ("verdicts", name, "requires"), asked


def _read(value: Any, kind: Kind) -> Any:
    """Turn a value of an edit into what stands in the tree; None takes the place away."""
    if value is None or (value == "" and kind != "text"):
        return None
    if kind in ("text", "optional"):
        return value
    if kind == "value" and isinstance(value, str):
        return read_scalar(value.strip())
    if kind == "value" and isinstance(value, (bool, float)):
        return value
    if kind == "value" and isinstance(value, int):
        return float(value) if abs(value) < 10**300 else float("inf")
    try:
        text = value if isinstance(value, str) else _json(value)
    except (TypeError, ValueError, RecursionError) as error:
        raise _PathError("is not part of a rubric", type(value).__name__) from error
    document = parse(text, SOURCE)
    if document.problems:
        raise ProblemsError(document.problems)
    return document.tree


def _set(tree: dict[str, Any], place: Place, value: Any) -> None:
    """Put a value at a place, making groups on the way; None removes it, and optional groups it leaves empty."""
    node: Any = tree
    around: list[tuple[Any, str | int]] = []
    for step in place[:-1]:
        if not isinstance(node, dict):
            raise _PathError("leads through something that is not a group of keys")
        around.append((node, step))
        if node.get(step) is None:
            node[step] = {}
        node = node[step]
    if not isinstance(node, dict):
        raise _PathError("leads through something that is not a group of keys")
    if value is not None:
        node[place[-1]] = _keyed(value) if place == ("verdicts",) else value
        return
    said = at(place)  # an address that says "no question here" is not wrong, nor is one that is said twice
    if node.pop(place[-1], None) is None and not (said and said.may_go and not said.entry):
        raise _PathError("takes away what is not there")
    for depth in range(len(around), 0, -1):
        group, (parent, step) = at(place[:depth]), around[depth - 1]
        if parent[step] or not (group and group.may_go):
            break
        del parent[step]


def _called(place: Place, targets: dict[Place, str], keys: list[str], tree: Any) -> str:
    """Name a place by the edit that leads to it, else by its own path."""
    named = place
    if len(place) > 1 and place[0] == "verdicts" and isinstance(place[1], int) and place[1] < len(keys):
        named = ("verdicts", keys[place[1]], *place[2:])
    for end in range(len(named), 0, -1):
        if named[:end] in targets:
            return ".".join([shorten(targets[named[:end]]), *map(str, named[end:])])
    return dotted(place, tree)


def edits_between(base: Rubric, edited: Rubric) -> dict[str, str]:
    """Return the few edits that lead from one rubric to another, as text by path, sorted.

    ``apply_edits(base, edits_between(base, edited)) == edited``. What is equal yields nothing; a verdict list whose
    ids or order differ is given whole.
    """
    a, b = _by_id(canonical_tree(base)), _by_id(canonical_tree(edited))
    return {path: _write(value) for path, value in sorted(_differences((), a, b))}


def _write(value: Any) -> str:
    if value is None:
        return "null"
    if isinstance(value, str):
        return value
    if isinstance(value, float):
        return repr(value).removesuffix(".0")
    return _json(value)


def _json(value: Any) -> str:
    """JSON that the strict reader takes: characters it refuses are escaped."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return re.sub("[\x7f\x85\u2028\u2029\ud800-\udfff\ufffe\uffff]", lambda c: f"\\u{ord(c[0]):04x}", text)


def _differences(place: Place, a: Any, b: Any) -> Iterator[tuple[str, Any]]:
    """Where two trees differ, as path and value: as deep inside as the fields go, except where all of it is given."""
    node = at(place)
    deeper = node and node.is_group and not node.whole and (node.is_loose or (a is not None and b is not None))
    if place == ("verdicts",) and list(a) != list(b):
        yield "verdicts", list(b.values())
    elif a == b and place:  # of the whole that says too little: the order of verdicts counts
        return
    elif place != ("verdicts",) and not deeper:
        # text that is gone is written as empty text, for `null` could be a title
        yield _path(place), "" if b is None and isinstance(a, str) else b
    else:
        old, new = a or {}, b or {}
        for name in {**old, **new}:
            yield from _differences((*place, name), old.get(name), new.get(name))


def _path(place: Place) -> str:
    """The path of an edit that leads to a place."""
    head, *rest = map(str, place)
    if head == "dimensions" and rest[-1] == "weight" and len(rest) in (2, 4):
        return f"weight.{rest[-2]}"  # ids are unique across dimensions and criteria
    if head == "dimensions":
        return ".".join(["criterion", *rest[2:]] if len(rest) > 3 else ["dimension", *rest])
    if head == "verdicts":
        return ".".join(["verdict", rest[0], *(rest[2:] if rest[1] == "requires" else rest[1:])])
    return ".".join([head, *rest])
