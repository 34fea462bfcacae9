"""Changes to a rubric as paths and values, short enough for an address: ``weight.data: 2``.

Paths, where ``<id>`` is the id of a dimension, a criterion or a verdict:

- ``weight.<id>``, ``credit.<level>``, ``terms.<level>``: the shorthand that is understood everywhere;
- ``title``, ``short``, ``about``, ``ranked_from``, ``otherwise.title``, ...: the rubric's own fields;
- ``dimension.<id>.title``; ``criterion.<id>.side``, ``.evidence``, ``.terms``, ``.levels.open``, ...;
- ``verdict.<id>.title``; ``verdict.<id>.<criterion>.availability`` (or with ``requires.`` before the criterion),
  ``verdict.<id>.release.training_flop.below`` and ``.at_least``, ``verdict.<id>.score.at_least``;
- ``claims.<claim>``: the verdict that a vendor's word needs;
- whole parts, as JSON or YAML: ``notes``, ``claims``, ``said``, ``verdicts``, ``dimension.<id>``,
  ``dimension.<id>.criteria.<id>``, ``criterion.<id>.evidence``, ``verdict.<id>.undetermined`` and ``.assumed``.

A value is text or what YAML would make of it; where the field is text, it is taken as it stands. ``null`` takes a
part away (the check says so when it is needed), and so does empty text where text is optional. A criterion is
switched off with weight 0, or taken out with ``null`` for its path.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, Literal

from openness.core.errors import OpennessError, Problem, ProblemsError, nearest, shorten
from openness.core.strict_yaml import Place, parse, read_scalar
from openness.rubric.checks import check, dotted
from openness.rubric.model import (
    CREDIT_LEVELS,
    RELEASE_FIELDS,
    TERMS_LEVELS,
    Criterion,
    Rubric,
    canonical_tree,
    to_tree,
)

#: The file name shown in problems with edits: they come from an address or a form, not from a file.
SOURCE = "edit"
MAX_EDITS = 1_000

_Kind = Literal["text", "optional", "value", "part"]
_TEXTS = ("id", "title", "short", "publisher", "url", "version", "about")
_PARTS = ("dimension", "criterion", "verdict", "otherwise", "verdicts", "notes", "claims", "said")
_HEADS = ("weight", "credit", "terms", "ranked_from", *_PARTS, *_TEXTS)
_CRITERION_KINDS: dict[str, _Kind] = {
    "title": "text",
    "question": "optional",
    "reference": "optional",
    "weight": "value",
    "side": "value",
    "terms": "value",
    "evidence": "part",
    "levels": "part",
}
_VERDICT_KINDS: dict[str, _Kind] = {
    "id": "text",
    "title": "text",
    "phrase": "optional",
    "about": "optional",
    "requires": "part",
    "undetermined": "part",
    "assumed": "part",
}


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
    for issue in check(tree, rubric.components):
        called = _called(issue.place, targets, keys, tree)
        problems.append(Problem(SOURCE, 0, f"{called} {issue.what}".strip(), issue.got, issue.hint))
    if problems:
        raise ProblemsError(problems)
    edited = Rubric.model_validate(tree)
    edited._components = rubric.components
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


def _find(steps: list[str], tree: dict[str, Any]) -> tuple[Place, _Kind]:
    """Return where a path leads and what kind of value stands there."""
    head, rest = steps[0], steps[1:]
    if head in _TEXTS and not rest:
        return (head,), "optional" if head == "short" else "text"
    if head == "ranked_from" and not rest:
        return (head,), "value"
    if head in ("notes", "verdicts", "credit", "terms", "otherwise", "claims", "said") and not rest:
        return (head,), "part"
    if head == "claims" and len(rest) == 1:
        return (head, rest[0]), "value"
    if head in ("credit", "terms") and len(rest) == 1:
        levels = CREDIT_LEVELS if head == "credit" else TERMS_LEVELS
        return (head, _one_of(rest[0], levels, f"names no level of {head}")), "value"
    if head == "otherwise" and len(rest) == 1:
        field = _one_of(rest[0], ("id", "title", "about"), "names no field of otherwise")
        return (head, field), "optional" if field == "about" else "text"
    if head == "weight" and len(rest) == 1:
        return _weight(rest[0], tree), "value"
    if head == "dimension" and rest:
        return _dimension(rest, tree)
    if head == "criterion" and rest:
        return _criterion(rest, tree)
    if head == "verdict" and rest:
        return _verdict(rest, tree)
    if head in _HEADS:
        raise _PathError("is not a complete path", "", f"for example {_EXAMPLES.get(head, head)}")
    raise _PathError("leads nowhere", "", nearest(head, _HEADS))


_EXAMPLES = {
    "weight": "weight.<dimension or criterion>",
    "dimension": "dimension.<id>.title",
    "criterion": "criterion.<id>.side",
    "verdict": "verdict.<id>.<criterion>.availability",
    "credit": "credit.partial",
    "terms": "terms.restricted",
    "otherwise": "otherwise.title",
}


def _one_of(word: str, valid: tuple[str, ...] | list[str], what: str) -> str:
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


def _dimension(rest: list[str], tree: dict[str, Any]) -> tuple[Place, _Kind]:
    if len(rest) == 1:
        return ("dimensions", rest[0]), "part"
    name = _one_of(rest[0], list(_dimensions(tree)), "names no dimension")
    field = _one_of(rest[1], ("title", "weight", "criteria"), "names no field of a dimension")
    if len(rest) == 2:
        kinds: dict[str, _Kind] = {"title": "text", "weight": "value", "criteria": "part"}
        return ("dimensions", name, field), kinds[field]
    if field != "criteria" or len(rest) > 3:
        raise _PathError("goes too deep", "", "change a criterion as criterion.<id>.<field>")
    return ("dimensions", name, "criteria", rest[2]), "part"


def _criterion(rest: list[str], tree: dict[str, Any]) -> tuple[Place, _Kind]:
    homes = _homes(tree)
    key = _one_of(rest[0], list(homes), "names no criterion")
    base: Place = ("dimensions", homes[key], "criteria", key)
    if len(rest) == 1:
        return base, "part"
    field = _one_of(rest[1], list(Criterion.model_fields), "names no field of a criterion")
    if len(rest) == 2:
        return (*base, field), _CRITERION_KINDS[field]
    if field != "levels" or len(rest) > 3:
        raise _PathError("goes too deep", "", f"criterion.{key}.{field} takes the whole value")
    return (*base, "levels", _one_of(rest[2], CREDIT_LEVELS, "names no level")), "optional"


def _verdict(rest: list[str], tree: dict[str, Any]) -> tuple[Place, _Kind]:
    if len(rest) == 1:
        return ("verdicts", rest[0]), "part"
    verdicts = tree.get("verdicts")
    name = _one_of(rest[0], list(verdicts) if isinstance(verdicts, dict) else [], "names no verdict")
    base: Place = ("verdicts", name)
    if rest[1] in _VERDICT_KINDS and len(rest) == 2:
        return (*base, rest[1]), _VERDICT_KINDS[rest[1]]
    asked = rest[2:] if rest[1] == "requires" else rest[1:]
    place = (*base, "requires", *asked)
    kinds: dict[int, _Kind]
    if asked[0] == "score":
        kinds = {1: "part", 2: "value"}
    elif asked[0] == "release":
        is_date = len(asked) > 1 and RELEASE_FIELDS.get(asked[1]) == "date"
        kinds = {1: "part", 2: "part", 3: "optional" if is_date else "value"}
    else:
        # A condition may outlive its criterion for a moment: the edit that removes it comes after the one that did.
        verdict = verdicts[name] if isinstance(verdicts, dict) else None
        standing = verdict.get("requires") if isinstance(verdict, dict) else None
        known = dict.fromkeys((*_homes(tree), *(standing if isinstance(standing, dict) else ())))
        known |= dict.fromkeys(("release", "score", *_VERDICT_KINDS))
        _one_of(asked[0], list(known), "names no criterion or field")
        inner: _Kind = "part" if asked[1:] == ["licence"] else "value"
        kinds = {1: "part", 2: inner}
        if asked[1:2] == ["licence"]:
            kinds[3] = "value"
    if len(asked) not in kinds:
        raise _PathError("goes too deep")
    return place, kinds[len(asked)]


def _read(value: Any, kind: _Kind) -> Any:
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
    if node.pop(place[-1], None) is None and place[-1] not in _OPTIONAL:
        raise _PathError("takes away what is not there")
    for depth in range(len(around), 0, -1):
        parent, step = around[depth - 1]
        optional = (place[0] == "verdicts" and depth > 3) or (place[0] == "dimensions" and depth == 5)
        if not optional or parent[step]:
            break
        del parent[step]


#: What may be taken away though it is not there: an address that says "no question here" is not wrong.
_OPTIONAL = (
    *("short", "terms", "phrase", "about", "question", "reference", "levels", "licence", "notes", "undetermined"),
    *("assumed", "availability", "claims", "said"),
)


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
    return {path: _write(value) for path, value in sorted(_differences(a, b))}


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


_Difference = tuple[str, Any]


def _fields(path: str, a: dict[str, Any], b: dict[str, Any], names: tuple[str, ...]) -> Iterator[_Difference]:
    """Differences of simple fields; text that is gone is written as empty text, for ``null`` could be a title."""
    for name in names:
        if a.get(name) != b.get(name):
            gone = "" if isinstance(a.get(name), str) else None
            yield f"{path}{name}", b.get(name, gone)


def _differences(a: dict[str, Any], b: dict[str, Any]) -> Iterator[_Difference]:
    yield from _fields("", a, b, (*_TEXTS, "ranked_from", "notes", "claims", "said"))
    yield from _fields("credit.", a["credit"], b["credit"], CREDIT_LEVELS)
    if "terms" in a and "terms" in b:
        yield from _fields("terms.", a["terms"], b["terms"], TERMS_LEVELS)
    elif a.get("terms") != b.get("terms"):
        yield "terms", b.get("terms")
    yield from _fields("otherwise.", a["otherwise"], b["otherwise"], ("id", "title", "about"))
    for name in {**a["dimensions"], **b["dimensions"]}:
        old, new = a["dimensions"].get(name), b["dimensions"].get(name)
        if old is None or new is None:
            yield f"dimension.{name}", new
            continue
        yield from _fields(f"dimension.{name}.", old, new, ("title",))
        yield from _fields("weight.", {name: old["weight"]}, {name: new["weight"]}, (name,))
        yield from _criteria(name, old["criteria"], new["criteria"])
    if list(a["verdicts"]) != list(b["verdicts"]):
        yield "verdicts", list(b["verdicts"].values())
        return
    for name, old in a["verdicts"].items():
        yield from _verdict_differences(f"verdict.{name}.", old, b["verdicts"][name])


def _criteria(dimension: str, a: dict[str, Any], b: dict[str, Any]) -> Iterator[_Difference]:
    for key in {**a, **b}:
        if key not in a or key not in b:
            yield f"dimension.{dimension}.criteria.{key}", b.get(key)
            continue
        old, new = a[key], b[key]
        # A weight shares its path with the dimension's; ids are unique across both, so it is never ambiguous.
        yield from _fields("weight.", {key: old["weight"]}, {key: new["weight"]}, (key,))
        names = ("title", "question", "reference", "side", "terms", "evidence")
        yield from _fields(f"criterion.{key}.", old, new, names)
        yield from _fields(f"criterion.{key}.levels.", old.get("levels", {}), new.get("levels", {}), CREDIT_LEVELS)


def _verdict_differences(path: str, a: dict[str, Any], b: dict[str, Any]) -> Iterator[_Difference]:
    yield from _fields(path, a, b, ("title", "phrase", "about", "undetermined", "assumed"))
    for name in {**a["requires"], **b["requires"]}:
        old, new = a["requires"].get(name), b["requires"].get(name)
        if old is None or new is None or name == "score":
            if old != new:
                yield f"{path}{name}", new
            continue
        for inner in {**old, **new}:
            if name != "release" and inner != "licence":
                yield from _fields(f"{path}{name}.", old, new, (inner,))
                continue
            before, after = old.get(inner, {}), new.get(inner, {})
            yield from _fields(f"{path}{name}.{inner}.", before, after, tuple({**before, **after}))
