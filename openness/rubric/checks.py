"""Everything that can be wrong with a rubric, found at once: its shape, then what its fields mean together.

What can be told of one part (`_parts`) is looked for in the plain tree of a file, skipping what is not well-formed, so
that one mistake never hides another. What the parts mean together (`_together`) is asked of the model once it stands.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import Any, TypeGuard

from openness.core.dates import is_date
from openness.core.errors import nearest
from openness.core.strict_yaml import BAD_CHARACTER, Place, kind_of
from openness.facts.licences import FLAGS, LIMITING_FLAGS
from openness.rubric.model import (
    CREDIT_LEVELS,
    MAX_WEIGHT,
    MIN_WEIGHT,
    RELEASE_FIELDS,
    TERMS_LEVELS,
    Condition,
    Criterion,
    FieldCondition,
    Requires,
    Rubric,
    Verdict,
    to_tree,
)
from openness.rubric.shape import Issue, number, shape, shown

#: Words that stand beside criterion ids in files and paths, so no id may be one of them.
RESERVED = ("score", "release", *Verdict.model_fields)
MAX_CRITERIA = 200
_AVAILABILITY_RANK = {None: 0, "partial": 1, "gated": 2, "open": 3}
_TERMS_RANK = {None: 0, "restricted": 1, "open": 2}


def check(tree: Any, components: Iterable[str]) -> tuple[Rubric | None, list[Issue]]:
    """Return the rubric that a plain tree holds, and everything that is wrong with it.

    Args:
        tree: What stands in a file.
        components: The component ids that evidence may name.

    Returns:
        The rubric, valid where nothing is wrong; None where not even its shape is right.
    """
    if not isinstance(tree, dict):
        got = "" if tree is None else kind_of(tree)
        return None, [Issue((), "is not a rubric", got, "it starts with `id:` and `title:`")]
    known = tuple(components)
    rubric, found = shape(tree)
    found += [issue for issue in _parts(tree, known) if issue not in found]
    if rubric:
        rubric._components = frozenset(known)
        found += [issue for issue in _together(rubric) if issue not in found]
    return rubric, found


def dotted(place: Place, tree: Any) -> str:
    """Write a place as words: ``verdicts.meets.requires.score``, with the id of a verdict in place of its number."""
    words: list[str] = []
    node = tree
    for step in place:
        node = node.get(step) if isinstance(node, dict) else _item(node, step)
        name = node.get("id") if isinstance(step, int) and isinstance(node, dict) else None
        words.append(name if isinstance(name, str) else str(step + 1 if isinstance(step, int) else step))
    return ".".join(words)


def _item(node: Any, step: str | int) -> Any:
    if isinstance(node, (list, tuple)) and isinstance(step, int) and step < len(node):
        return node[step]
    return None


def _parts(tree: dict[str, Any], components: tuple[str, ...]) -> Iterator[Issue]:
    yield from _characters((), tree)
    yield from _ids(tree)
    yield from _order(tree, "credit", CREDIT_LEVELS)
    yield from _order(tree, "terms", TERMS_LEVELS)
    yield from _weights(tree)
    yield from _evidence(tree, components)
    yield from _requirements(tree)
    yield from _words(tree)


def _dict(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _list(value: Any) -> list[Any]:
    return list(value) if isinstance(value, (list, tuple)) else []


def _is_number(value: Any) -> TypeGuard[float]:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value)


def _each_criterion(tree: dict[str, Any]) -> Iterator[tuple[Place, str, dict[str, Any]]]:
    for name, dimension in _dict(tree.get("dimensions")).items():
        for key, criterion in _dict(_dict(dimension).get("criteria")).items():
            yield ("dimensions", name, "criteria", key), key, _dict(criterion)


def _each_verdict(tree: dict[str, Any]) -> Iterator[tuple[int, dict[str, Any], dict[str, Any]]]:
    for index, verdict in enumerate(_list(tree.get("verdicts"))):
        if isinstance(verdict, dict):
            yield index, verdict, _dict(verdict.get("requires"))


def _characters(place: Place, value: Any) -> Iterator[Issue]:
    if isinstance(value, str):
        if match := BAD_CHARACTER.search(value):
            yield Issue(place, "holds a character that no text has", f"U+{ord(match[0]):04X}", "remove it")
    elif isinstance(value, dict):
        for key, inner in value.items():
            if isinstance(key, str) and BAD_CHARACTER.search(key):
                yield Issue(place, "has a key with a character that no text has", key, "remove it")
            yield from _characters((*place, key), inner)
    elif isinstance(value, (list, tuple)):
        for index, inner in enumerate(value):
            yield from _characters((*place, index), inner)


def _ids(tree: dict[str, Any]) -> Iterator[Issue]:
    seen: dict[str, Place] = {}
    found: list[tuple[Any, Place]] = [(name, ("dimensions", name)) for name in _dict(tree.get("dimensions"))]
    found += [(key, place) for place, key, _ in _each_criterion(tree)]
    found += [(verdict.get("id"), ("verdicts", index, "id")) for index, verdict, _ in _each_verdict(tree)]
    found += [(_dict(tree.get("otherwise")).get("id"), ("otherwise", "id"))]
    for name, place in found:
        if not isinstance(name, str):
            continue
        if name in RESERVED:
            yield Issue(place, "is a reserved word", name, f"not one of: {', '.join(RESERVED)}")
        elif name in seen:
            hint = f"{dotted(seen[name], tree)} has it; dimensions, criteria and verdicts share their ids"
            yield Issue(place, "is an id used twice", name, hint)
        else:
            seen[name] = place
    count = sum(1 for _ in _each_criterion(tree))
    if count > MAX_CRITERIA:
        yield Issue(("dimensions",), "has too many criteria", str(count), f"at most {MAX_CRITERIA}")


def _words(tree: dict[str, Any]) -> Iterator[Issue]:
    """Claims and the publisher's own words lead to verdicts that exist; no claim rests on a verdict everybody has."""
    best = [verdict.get("id") for _, verdict, _ in _each_verdict(tree)]
    every = [*best, _dict(tree.get("otherwise")).get("id")]
    for claim, verdict in _dict(tree.get("claims")).items():
        if isinstance(verdict, str) and verdict not in best:
            yield Issue(("claims", claim), "names no verdict", verdict, nearest(verdict, filter(None, best)))
    for word, verdicts in _dict(tree.get("said")).items():
        for index, verdict in enumerate(_list(verdicts)):
            if isinstance(verdict, str) and verdict not in every:
                yield Issue(("said", word, index), "names no verdict", verdict, nearest(verdict, filter(None, every)))


def _order(tree: dict[str, Any], key: str, levels: tuple[str, ...]) -> Iterator[Issue]:
    values = _dict(tree.get(key))
    given = [level for level in levels if _is_number(values.get(level))]
    for better, worse in pairwise(given):
        if values[worse] > values[better]:
            hint = f"at most what {better} is worth, {number(values[better])}"
            yield Issue((key, worse), f"is worth more than {key}.{better}", number(values[worse]), hint)


def _weight(node: Any) -> float | None:
    weight = _dict(node).get("weight", 1)
    return float(weight) if _is_number(weight) else None


def _weights(tree: dict[str, Any]) -> Iterator[Issue]:
    dimensions = _dict(tree.get("dimensions"))
    weighted: list[tuple[Place, Any]] = [(("dimensions", name), node) for name, node in dimensions.items()]
    weighted += [(place, node) for place, _, node in _each_criterion(tree)]
    for place, node in weighted:
        weight = _weight(node)
        if weight is not None and 0 < weight < MIN_WEIGHT:
            hint = f"0, or from {MIN_WEIGHT:.6f} to {MAX_WEIGHT:,.0f}; weights are relative"
            yield Issue((*place, "weight"), "is too small to count", number(weight), hint)
    for name, dimension in dimensions.items():
        criteria = _dict(_dict(dimension).get("criteria"))
        if criteria and _weight(dimension) != 0 and all(_weight(c) == 0 for c in criteria.values()):
            hint = "give one of them a weight, or the dimension weight 0"
            yield Issue(("dimensions", name), "has a weight, but none of its criteria has", "", hint)
    if dimensions and all(_weight(d) == 0 for d in dimensions.values()):
        yield Issue(("dimensions",), "have no weight at all", "", "give one of them a weight above 0")


def _evidence(tree: dict[str, Any], components: tuple[str, ...]) -> Iterator[Issue]:
    known = set(components)
    for place, _, criterion in _each_criterion(tree):
        evidence = criterion.get("evidence")
        how = "all" if "all" in _dict(evidence) else "any"
        listed = [evidence] if isinstance(evidence, str) else _list(_dict(evidence).get(how))
        members = [member for member in listed if isinstance(member, str)]
        base: Place = (*place, "evidence")
        for index, member in enumerate(members):
            where = base if isinstance(evidence, str) else (*base, how, index)
            if member.strip() and member.strip() not in known:
                yield Issue(where, "is not a component", member, nearest(member, components))
            elif member in members[:index]:
                yield Issue(where, "names a component twice", member)
        if isinstance(evidence, dict) and not evidence:
            yield Issue(base, "is empty", "", "name a component, or {any: [...]} or {all: [...]}")
        if isinstance(evidence, dict) and "any" in evidence and "all" in evidence:
            yield Issue(base, "has both any and all", "", "one of the two; a second criterion takes the other")


def _requirements(tree: dict[str, Any]) -> Iterator[Issue]:
    criteria = [key for _, key, _ in _each_criterion(tree)]
    for index, verdict, requires in _each_verdict(tree):
        base: Place = ("verdicts", index, "requires")
        if isinstance(verdict.get("requires"), dict) and not requires:
            yield Issue(base, "asks for nothing, so every release has it", "", "name a condition, or use `otherwise`")
        for name, condition in requires.items():
            if name == "score":
                continue
            if name == "release":
                yield from _release(base, _dict(condition))
                continue
            if name not in criteria:
                valid = [*criteria, "release", "score"]
                yield Issue((*base, name), "is not a criterion of this rubric", name, nearest(name, valid))
            if isinstance(condition, dict):
                yield from _condition((*base, name), condition)


def _condition(place: Place, condition: dict[str, Any]) -> Iterator[Issue]:
    if not any(condition.get(key) is not None for key in Condition.model_fields):
        yield Issue(place, "asks for nothing", "", "availability, terms or licence")
    licence = condition.get("licence")
    if isinstance(licence, dict) and not licence:
        yield Issue((*place, "licence"), "asks for nothing", "", nearest("", FLAGS))
    for flag, wanted in _dict(licence).items():
        where = (*place, "licence", flag)
        if flag not in FLAGS:
            yield Issue(where, "is not a flag of a licence", flag, nearest(flag, FLAGS))
        elif isinstance(wanted, bool) and wanted == (flag in LIMITING_FLAGS):
            hint = "a better licence must not cost a release its verdict"
            yield Issue(where, f"must be {str(not wanted).lower()}", str(wanted).lower(), hint)


def _release(base: Place, fields: dict[str, Any]) -> Iterator[Issue]:
    for name, condition in fields.items():
        place = (*base, "release", name)
        if name not in RELEASE_FIELDS:
            yield Issue(place, "is not a field of a release with an order", name, nearest(name, RELEASE_FIELDS))
        if not isinstance(condition, dict):
            continue
        bounds = {key: condition[key] for key in ("below", "at_least") if condition.get(key) is not None}
        if not bounds:
            yield Issue(place, "needs a bound", "", "below, at_least or both")
        low, high = bounds.get("at_least"), bounds.get("below")
        numbers, dates = _is_number(low) and _is_number(high), isinstance(low, str) and isinstance(high, str)
        if (numbers or dates) and low >= high:  # type: ignore[operator]
            hint = f"at_least must be less than below, {shown(high)}"
            yield Issue((*place, "at_least"), "leaves no value", shown(low), hint)
        for key, bound in bounds.items():
            kind = RELEASE_FIELDS.get(name)
            if kind == "number" and isinstance(bound, str):
                yield Issue((*place, key), "must be a number", bound, "unquoted, for example 1.0e25")
            elif kind == "date" and _is_number(bound):
                yield Issue((*place, key), "must be a date", number(bound), 'quoted, for example "2025-08-02"')
            elif kind == "date" and isinstance(bound, str) and not is_date(bound):
                yield Issue((*place, key), "is not a day of the calendar", bound, 'for example "2025-08-02"')


def _together(rubric: Rubric) -> Iterator[Issue]:
    """Yield what is wrong between the parts of a rubric each of which has the right shape."""
    best = _best_score(rubric)
    for index, verdict in enumerate(rubric.verdicts):
        for at, text in enumerate(verdict.assumed):
            if text in verdict.undetermined:
                hint = "leave it out of one of the two: `undetermined` blocks the verdict, `assumed` does not"
                yield Issue(("verdicts", index, "assumed", at), "is listed as undetermined too", text, hint)
        bar = verdict.requires.score.at_least if verdict.requires.score else 0
        if best + 1e-9 < bar:
            place = ("verdicts", index, "requires", "score", "at_least")
            yield Issue(place, "can never be reached", number(bar), f"no release can score more than {number(best)}")
    yield from _unreachable(rubric)


def _best_score(rubric: Rubric) -> float:
    """The highest score any release can have."""
    factor = rubric.terms.open if rubric.terms else 1.0
    counted = [c for d in rubric.dimensions.values() if d.weight for c in d.criteria.values() if c.weight]
    return 100 * rubric.credit.open * max((1.0 if c.terms == "ignore" else factor for c in counted), default=0.0)


def _unreachable(rubric: Rubric) -> Iterator[Issue]:
    """Yield verdicts that an earlier one always takes first.

    A verdict is out of reach when whatever meets it also meets a single verdict before it. Conditions are compared
    criterion by criterion (same components, combined the same way); a false alarm is impossible, a clever overlap of
    several verdicts may go unseen.
    """
    before: list[Verdict] = []
    for index, verdict in enumerate(rubric.verdicts):
        for earlier in before:
            blocked = set(earlier.undetermined) <= set(verdict.undetermined)
            if blocked and _implies(verdict.requires, earlier.requires, rubric.criteria):
                what = f"can never be reached: whatever meets it meets '{earlier.title}' before"
                yield Issue(("verdicts", index), what, verdict.id, "put it first, or ask for less")
                break
        if to_tree(verdict.requires):  # one that asks for nothing is told of already
            before.append(verdict)


def _implies(given: Requires, asked: Requires, criteria: dict[str, Criterion]) -> bool:
    """Whether conditions ``given`` hold only where conditions ``asked`` hold, as far as can be told one by one."""
    bounds = given.release or {}
    return (
        all(_bound_implies(bounds.get(name), bound) for name, bound in (asked.release or {}).items())
        and (not asked.score or (given.score is not None and given.score.at_least >= asked.score.at_least))
        and all(
            any(
                _covers(criteria.get(other), criteria.get(name)) and _condition_implies(mine, condition)
                for other, mine in given.criteria.items()
            )
            for name, condition in asked.criteria.items()
        )
    )


def _covers(given: Criterion | None, asked: Criterion | None) -> bool:
    """Whether the same condition on the first evidence settles it for the second, not-applicable members included."""
    if given is None or asked is None:
        return False
    mine, theirs = set(given.members), set(asked.members)
    how_given = given.combine if len(mine) > 1 else "all"
    how_asked = asked.combine if len(theirs) > 1 else "all"
    return (mine == theirs and how_given == how_asked) or (how_given == "all" and theirs <= mine)


def _condition_implies(given: Condition, asked: Condition) -> bool:
    return (
        _AVAILABILITY_RANK[given.availability] >= _AVAILABILITY_RANK[asked.availability]
        and _TERMS_RANK[given.terms] >= _TERMS_RANK[asked.terms]
        and (asked.licence or {}).items() <= (given.licence or {}).items()
    )


def _bound_implies(given: FieldCondition | None, asked: FieldCondition) -> bool:
    for key, sign in (("below", -1), ("at_least", 1)):
        want: Any = getattr(asked, key)
        have: Any = getattr(given, key, None)
        if want is not None and (type(have) is not type(want) or sign * ((have > want) - (have < want)) < 0):
            return False
    return True
