"""A small valid rubric, ways to break it, and rubrics of every kind made at random."""

from __future__ import annotations

import json
import re
import string
from pathlib import Path
from typing import Any

import pytest
from hypothesis import strategies as st

from openness.core.errors import Problem, ProblemsError
from openness.rubric.load import load_rubric
from openness.rubric.model import MAX_SHORT, Rubric, to_tree

COMPONENTS = ("pretraining_data", "data_information", "training_code", "base_weights", "enduser_weights")

VALID = """\
id: test-1.0
title: A test
publisher: Nobody
url: https://example.org/definition
version: "1.10"
about: For tests.
credit: {open: 1, gated: 0.75, partial: 0.5, closed: 0}
terms: {open: 1, restricted: 0.5, none: 0.5}
ranked_from: 0.65
dimensions:
  data:
    title: Data
    weight: 1
    criteria:
      information:
        title: Described
        evidence: {any: [data_information, pretraining_data]}
        weight: 3
        side: training
        terms: ignore
  model:
    title: Model
    weight: 2
    criteria:
      parameters:
        title: Weights
        evidence: {all: [base_weights, enduser_weights]}
        weight: 1
        side: weights
        levels: {open: Anyone can have them}
      code:
        title: Code
        evidence: training_code
        weight: 1
        side: training
verdicts:
  - id: meets
    title: Meets it
    requires:
      information: {availability: open}
      parameters: {availability: open, terms: open, licence: {user_threshold: false}}
      release: {training_flop: {below: 1.0e25}}
  - id: nearly
    title: Nearly
    requires:
      parameters: {availability: gated}
      score: {at_least: 40}
otherwise: {id: not-open, title: Not open}
notes:
  - Read like this.
"""


def load(text: str) -> Rubric:
    return load_rubric(text, components=COMPONENTS, file="r.yaml")


def problems(text: str | Path) -> tuple[Problem, ...]:
    with pytest.raises(ProblemsError) as caught:
        load_rubric(text, components=COMPONENTS, file="r.yaml")
    return caught.value.problems


def line_of(text: str, needle: str) -> int:
    return text[: text.index(needle)].count("\n") + 1


def with_verdicts(*requires: str) -> str:
    head, tail = VALID.split("verdicts:\n")[0], VALID[VALID.index("otherwise:") :]
    verdicts = "".join(f"  - id: v{n}\n    title: V{n}\n    requires: {text}\n" for n, text in enumerate(requires))
    return f"{head}verdicts:\n{verdicts}{tail}"


words = st.text(
    st.characters(exclude_categories=("Cs", "Cc"), include_characters="\n\u0085\u2028"), min_size=1, max_size=40
)

texts = words.map(str.strip).filter(lambda t: t and not re.search("[\x7f\ufffe\uffff]", t))

tricky = st.sampled_from(
    ["NO", "1.10", "2026-01-01", "null", "~", "- a", "a: b", "# c", "'", '"', "{x", "1:30", "=", "<<", "é\u2028ü", "*a"]
)

ids = st.text(string.ascii_lowercase + string.digits + "-", min_size=1, max_size=8).map(lambda t: f"c{t}")

weights = st.one_of(st.integers(1, 9), st.floats(0.001, 1000))

fractions = st.floats(0, 1).map(lambda x: round(x, 6))

levels = st.sampled_from(["open", "gated", "partial"])


@st.composite
def rubrics(draw: st.DrawFn) -> Rubric:
    names = draw(st.lists(ids, min_size=6, max_size=10, unique=True))
    some_text = st.one_of(texts, tricky)
    keys, verdict_ids = names[:3], names[3:5]
    evidence = st.one_of(
        st.sampled_from(COMPONENTS),
        st.lists(st.sampled_from(COMPONENTS), min_size=1, max_size=3, unique=True).map(lambda c: {"any": c}),
        st.lists(st.sampled_from(COMPONENTS), min_size=1, max_size=3, unique=True).map(lambda c: {"all": c}),
    )
    criteria = {}
    for key in keys:
        criteria[key] = {
            "title": draw(some_text),
            "evidence": draw(evidence),
            "weight": draw(weights),
            "side": draw(st.sampled_from(["weights", "training", "none"])),
        }
        for field in draw(st.sets(st.sampled_from(["question", "reference"]))):
            criteria[key][field] = draw(some_text)
        if draw(st.booleans()):
            criteria[key]["terms"] = "ignore"
        if draw(st.booleans()):
            criteria[key]["levels"] = {draw(st.sampled_from(["open", "closed"])): draw(some_text)}
    split = draw(st.integers(1, 3))
    groups = [keys[:split], keys[split:]]
    dimensions = {
        f"d{n}": {"title": draw(some_text), "weight": draw(weights), "criteria": {k: criteria[k] for k in group}}
        for n, group in enumerate(groups)
        if group
    }
    first: dict[str, Any] = {key: {"availability": "open", "terms": "open"} for key in keys}
    first[keys[0]]["licence"] = {"user_threshold": False, "osi_approved": True}
    if draw(st.booleans()):
        first["release"] = {"training_flop": {"below": draw(st.floats(1, 1e30))}}
        if draw(st.booleans()):
            first["release"]["training_flop"]["at_least"] = draw(st.floats(0, 0.9))
    if draw(st.booleans()):
        first.setdefault("release", {})["released"] = {"at_least": draw(st.sampled_from(["2024-02", "2024-02-29"]))}
    credit = sorted((draw(fractions) for _ in range(4)), reverse=True)
    tree: dict[str, Any] = {
        "id": "random",
        "title": draw(some_text),
        "publisher": draw(some_text),
        "url": "https://example.org/",
        "version": draw(some_text),
        "about": draw(some_text),
        "credit": dict(zip(("open", "gated", "partial", "closed"), credit, strict=True)),
        "ranked_from": draw(fractions),
        "dimensions": dimensions,
        "verdicts": [
            {"id": verdict_ids[0], "title": draw(some_text), "requires": first},
            {"id": verdict_ids[1], "title": draw(some_text), "requires": {keys[0]: {"availability": "partial"}}},
        ],
        "otherwise": {"id": "none", "title": draw(some_text)},
    }
    if draw(st.booleans()):
        factors = sorted((draw(fractions) for _ in range(3)), reverse=True)
        tree["terms"] = dict(zip(("open", "restricted", "none"), factors, strict=True))
    if draw(st.booleans()):
        tree["verdicts"][0]["undetermined"] = draw(st.lists(some_text, min_size=1, max_size=2))
    if draw(st.booleans()):
        # never one of the texts above, which may not be listed twice
        tree["verdicts"][0]["assumed"] = [f"Assumed: {text}" for text in draw(st.lists(some_text, min_size=1))][:2]
    if draw(st.booleans()):
        tree["short"] = draw(some_text.map(lambda text: text[:MAX_SHORT].strip()))
    if draw(st.booleans()):
        tree["notes"] = draw(st.lists(some_text, max_size=2))
    return load(json.dumps(tree))


def only_problems(text: str) -> None:
    """Load the text: a rubric or problems with lines that the text has; any other error fails the test."""
    try:
        rubric = load_rubric(text, components=COMPONENTS, file="f")
    except ProblemsError as error:
        found, lines = error.problems, text.count("\n") + text.count("\r") + 2
        assert found
        assert all(0 <= problem.line <= lines for problem in found)
    else:
        assert rubric.verdicts


yamlish = st.lists(
    st.sampled_from(
        [
            *": -?[]{},#&*!|>'\"%@`\n\t ",
            "id",
            "a",
            "  ",
            "- ",
            ": ",
            "---",
            "...",
            "<<",
            "1",
            "\0",
            "\ud800",
            "\u2028",
            "NO",
        ]
    ),
    max_size=60,
).map("".join)

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | tricky,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


def places(tree: Any, at: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    steps = tree.items() if isinstance(tree, dict) else enumerate(tree) if isinstance(tree, list) else ()
    return [at, *(place for key, inner in steps for place in places(inner, (*at, key)))]


ALL_PLACES = [place for place in places(to_tree(load(VALID))) if place]


def assert_said(case: str, old: str, new: str, words: str, hint: str) -> None:
    """The valid file with one piece changed has the problem that is named, at the line of the change."""
    assert old in VALID
    text = VALID.replace(old, new, 1)
    found = problems(text)
    said = [p for p in found if words in str(p)]
    assert said, [str(p) for p in found]
    assert any(hint in p.hint for p in said), said
    assert all(p.file == "r.yaml" for p in found)
    changed = {line_of(VALID, old) + n for n in range(-8, max(old.count("\n"), new.count("\n")) + 1)}
    # What is missing has no line, an open bracket is noticed later, of two equal ids the second is named.
    if "missing" not in words and case not in ("an open bracket", "a dimension named as a criterion"):
        assert any(p.line in changed for p in said), said
