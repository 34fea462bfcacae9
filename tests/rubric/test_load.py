"""A rubric is read strictly: every problem at once, each with its line; nothing else is ever raised."""

from __future__ import annotations

import copy
import json
import re
import string
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openness.core.errors import Problem, ProblemsError
from openness.core.strict_yaml import MAX_BYTES
from openness.rubric.edits import apply_edits, edits_between
from openness.rubric.load import find_rubric, fingerprint, list_rubrics, load_rubric, to_yaml
from openness.rubric.model import MAX_SHORT, Rubric, canonical, to_tree

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


# --- reading ------------------------------------------------------------------------------------------------------


def test_a_valid_rubric_is_what_its_file_says() -> None:
    rubric = load(VALID)
    assert rubric.version == "1.10"
    assert rubric.credit.gated == 0.75
    assert list(rubric.criteria) == ["information", "parameters", "code"]
    assert rubric.dimension_of["code"] == "model"
    assert rubric.criteria["information"].members == ("data_information", "pretraining_data")
    assert [c.combine for c in rubric.criteria.values()] == ["any", "all", "any"]
    asked = rubric.verdicts[0].requires
    assert asked.criteria["parameters"].licence == {"user_threshold": False}
    assert asked.release is not None
    assert asked.release["training_flop"].below == 1e25
    assert rubric.verdicts[1].requires.score is not None
    assert rubric.verdicts[1].requires.score.at_least == 40
    assert rubric.verdict_ids == ("meets", "nearly", "not-open")
    assert rubric.verdict_titles == ("Meets it", "Nearly", "Not open")
    assert rubric.notes == ("Read like this.",)
    assert rubric.components == frozenset(COMPONENTS)


def test_weights_default_to_1_and_licences_may_be_left_out() -> None:
    text = VALID.replace("    weight: 2\n", "").replace("terms: {open: 1, restricted: 0.5, none: 0.5}\n", "")
    rubric = load(text)
    assert rubric.dimensions["model"].weight == 1
    assert rubric.terms is None


def test_a_byte_order_mark_and_windows_line_ends_are_read(tmp_path: Path) -> None:
    path = tmp_path / "r.yaml"
    path.write_bytes(b"\xef\xbb\xbf" + VALID.replace("\n", "\r\n").encode())
    assert load_rubric(path, components=COMPONENTS) == load(VALID)
    assert load_rubric("\ufeff" + VALID, components=COMPONENTS) == load(VALID)


# Each case changes one piece of the valid file and names the line, the words and the hint to be reported.
BROKEN: dict[str, tuple[str, str, str, str]] = {
    # what YAML would silently read as something else
    "NO for a title": ("title: Nobody knows", "title: NO", "title reads as true or false", "quote it"),
    "an unquoted version": ('version: "1.10"', "version: 1.10", "version reads as a number; got '1.10'", "quote it"),
    "a bare date": ('version: "1.10"', "version: 2026-05-29", "version reads as a date; got '2026-05-29'", "quote it"),
    "base 60": ('version: "1.10"', "version: 1:30", "version reads as a number in base 60; got '1:30'", "quote it"),
    "an octal weight": (
        "weight: 3",
        "weight: 010",
        "criteria.information.weight reads as a number in another base",
        "",
    ),
    "yes for a flag": ("user_threshold: false", "user_threshold: no", "user_threshold reads as true or false", ""),
    "quoted flag": ("user_threshold: false", 'user_threshold: "no"', "user_threshold must be true or false", ""),
    "a key that is a number": ("  data:", "  1:", "has a key that reads as a number; got '1'", "quote it"),
    "a key that is no": ("  data:", "  no:", "has a key that reads as true or false; got 'no'", "quote it"),
    "nothing": ("about: For tests.", "about:", "about is empty", ""),
    "a list for a text": ("about: For tests.", "about: [a]", "about must be text; got 'a list'", ""),
    "empty text": ("about: For tests.", "about: '  '", "about is empty", ""),
    "endless text": ("about: For tests.", f"about: {'x' * 6_000}", "about is too long", "at most 5000 characters"),
    "a short title that is long": (
        "about: For tests.",
        f"about: A.\nshort: {'x' * 31}",
        "short is too long",
        "at most 30",
    ),
    "an empty short title": ("about: For tests.", "about: For tests.\nshort: ''", "short is empty", ""),
    # structure
    "a duplicate key": ("ranked_from: 0.65", "ranked_from: 0.65\nid: again", "repeats a key; got 'id'", "on line 1"),
    "an alias": (
        "about: For tests.",
        "about: &a For tests.\nnotes: [*a]",
        "uses an alias; got '*a'",
        "write the value",
    ),
    "an anchor": ("about: For tests.", "about: &a For tests.", "sets an anchor; got '&a'", "aliases are not read"),
    "a tag": ("about: For tests.", "about: !!python/name:os.system x", "uses a tag", "remove it"),
    "a merge": ("ranked_from: 0.65", "ranked_from: 0.65\n<<: {a: 1}", "merges mappings", "write the values out"),
    "a second document": ("otherwise:", "---\notherwise:", "holds a second document", "one rubric a file"),
    "a tab": ("    title: Data", "\ttitle: Data", "is indented with a tab", "use spaces"),
    "a control character": ("about: For tests.", "about: a\x07b", "a character that no text has; got 'U+0007'", ""),
    "the same, escaped": ("about: For tests.", 'about: "a\\x07b"', "about holds a character that no text has", ""),
    "an open bracket": ("about: For tests.", "about: [", "is not YAML", ""),
    "an unknown key": ("ranked_from: 0.65", "rankd_from: 0.65", "rankd_from is an unknown key", "mean 'ranked_from'?"),
    "an unknown field": ("        side: weights", "        sid: weights", "sid is an unknown key", "mean 'side'?"),
    "a missing field": ("otherwise: {id: not-open, title: Not open}", "", "otherwise is missing", "{id: closed"),
    "a missing side": ("        side: weights\n", "", "parameters.side is missing", "weights, training or none"),
    "no evidence": ("        evidence: training_code\n", "", "code.evidence is missing", "name the component"),
    "a mapping for a dimension": ("  data:\n", "  extra: 3\n  data:\n", "extra must be a group of keys", "title"),
    "verdicts that are none": ("verdicts:", "verdicts: 3\nother:", "verdicts must be a list; got '3'", ""),
    # ids
    "a capital in an id": ("  data:", "  Data:", "dimensions.Data is not an id", "small letters"),
    "an id twice": ("  - id: nearly", "  - id: meets", "is an id used twice; got 'meets'", "share their ids"),
    "a dimension named as a criterion": ("  data:", "  code:", "is an id used twice; got 'code'", "share their ids"),
    "a verdict named as a criterion": ("id: not-open", "id: parameters", "is an id used twice; got 'parameters'", ""),
    "a reserved criterion": ("      code:", "      score:", "is a reserved word; got 'score'", "not one of"),
    "a reserved dimension": ("  data:", "  release:", "is a reserved word; got 'release'", "not one of"),
    "no web address": (
        "url: https://example.org/definition",
        "url: example.org",
        "url is not a web address",
        "https://",
    ),
    # numbers
    "a negative weight": ("weight: 3", "weight: -1", "criteria.information.weight must not be negative; got '-1'", ""),
    "an infinite weight": ("weight: 3", "weight: .inf", "information.weight must be a finite number; got '.inf'", ""),
    "a weight that is not a number": ("weight: 3", "weight: .nan", "information.weight must be a finite number", ""),
    "a huge exponent": ("weight: 3", "weight: 1e999", "information.weight must be a finite number", ""),
    "a huge weight": ("weight: 3", "weight: 1e9", "information.weight must be at most 1e+06", ""),
    "a vanishing weight": ("weight: 3", "weight: 1e-300", "information.weight is too small to count", "relative"),
    "a weight in words": ("weight: 3", "weight: three", "information.weight must be a number; got 'three'", ""),
    "a dimension of zeros": (
        "weight: 3",
        "weight: 0",
        "dimensions.data has a weight, but none of its criteria has",
        "",
    ),
    "credit above 1": ("open: 1, gated", "open: 1.5, gated", "credit.open must be at most 1; got '1.5'", ""),
    "credit below 0": ("closed: 0}", "closed: -0.5}", "credit.closed must not be negative; got '-0.5'", ""),
    "credit that rises": ("gated: 0.75", "gated: 0.25", "credit.partial is worth more than credit.gated", "0.25"),
    "terms that rise": ("restricted: 0.5, none: 0.5", "restricted: 0.5, none: 1", "terms.none is worth more", "0.5"),
    "a missing credit": (", gated: 0.75", "", "credit.gated is missing", ""),
    "coverage above 1": ("ranked_from: 0.65", "ranked_from: 65", "ranked_from must be at most 1; got '65'", ""),
    # evidence
    "an unknown component": (
        "evidence: training_code",
        "evidence: trainin_code",
        "is not a component",
        "'training_code'?",
    ),
    "one unknown of two": ("[base_weights,", "[base_weight,", "all.1 is not a component; got 'base_weight'", "mean"),
    "an empty any": ("{any: [data_information, pretraining_data]}", "{any: []}", "evidence.any is empty", "one entry"),
    "an empty evidence": ("{any: [data_information, pretraining_data]}", "{}", "information.evidence", ""),
    "any and all": (
        "{any: [data_information,",
        "{all: [training_code], any: [data_information,",
        "has both any and all",
        "",
    ),
    "a component twice": ("[base_weights,", "[enduser_weights,", "names a component twice; got 'enduser_weights'", ""),
    "an unknown side": ("side: weights", "side: wieghts", "side has an unknown value; got 'wieghts'", "'weights'?"),
    "terms of a criterion": ("terms: ignore", "terms: ignor", "terms has an unknown value; got 'ignor'", "'ignore'?"),
    # verdicts
    "an unknown criterion": (
        "      parameters: {availability: gated}",
        "      params: {availability: gated}",
        "nearly.requires.params is not a criterion of this rubric",
        "did you mean 'parameters'?",
    ),
    "no condition": ("information: {availability: open}", "information: {}", "information asks for nothing", ""),
    "no requirement": (
        "requires:\n      parameters: {availability: gated}\n      score: {at_least: 40}",
        "requires: {}",
        "nearly.requires asks for nothing, so every release has it",
        "`otherwise`",
    ),
    "an unknown level": ("availability: gated", "availability: gatd", "availability has an unknown value", "'gated'?"),
    "an unknown flag": (
        "user_threshold: false",
        "user_treshold: false",
        "is not a flag of a licence",
        "'user_threshold'?",
    ),
    "a flag the wrong way": (
        "user_threshold: false",
        "user_threshold: true",
        "user_threshold must be false",
        "better licence",
    ),
    "a good flag the wrong way": (
        "user_threshold: false",
        "osi_approved: false",
        "osi_approved must be true",
        "better",
    ),
    "an empty licence": ("{user_threshold: false}", "{}", "licence asks for nothing", "one of: osi_approved"),
    "an unknown release field": (
        "training_flop: {",
        "training_flops: {",
        "is not a field of a release with an order",
        "'training_flop'?",
    ),
    "an empty bound": ("{below: 1.0e25}", "{}", "training_flop needs a bound", "below, at_least or both"),
    "two bounds with nothing between": (
        "{below: 1.0e25}",
        "{below: 1.0e25, at_least: 1.0e25}",
        "training_flop.at_least leaves no value; got '1.0e25'",
        "at_least must be less than below, 1e+25",
    ),
    "two dates with nothing between": (
        "training_flop: {below: 1.0e25}",
        'released: {below: "2025-01", at_least: "2025-02"}',
        "released.at_least leaves no value; got '2025-02'",
        "at_least must be less than below, 2025-01",
    ),
    "a quoted number": ("{below: 1.0e25}", '{below: "2025-08"}', "below must be a number; got '2025-08'", "unquoted"),
    "a bare date bound": (
        "training_flop: {below: 1.0e25}",
        "released: {below: 2025-08-02}",
        "below reads as a date",
        "",
    ),
    "a number for a date": (
        "training_flop: {below: 1.0e25}",
        "released: {below: 2025}",
        "below must be a date",
        "quoted",
    ),
    "month 13": ("training_flop: {below: 1.0e25}", 'released: {below: "2025-13"}', "is not a day of the calendar", ""),
    "half a date": ("training_flop: {below: 1.0e25}", 'released: {below: "2025"}', "below is not a date", "2025-08"),
    "a score of nothing": ("{at_least: 40}", "{at_least: 0}", "at_least must be more than 0", "every release"),
    "a score above 100": ("{at_least: 40}", "{at_least: 101}", "score.at_least must be at most 100; got '101'", ""),
}
BROKEN["NO for a title"] = ("title: A test", "title: NO", "title reads as true or false; got 'NO'", "quote it")


@pytest.mark.parametrize("case", BROKEN, ids=list(BROKEN))
def test_what_is_wrong_is_said_with_its_line(case: str) -> None:
    old, new, words, hint = BROKEN[case]
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


def test_a_problem_stands_at_the_exact_line() -> None:
    text = VALID.replace("weight: 3", "weight: -3").replace("side: weights", "side: both")
    by_line = {p.line: p.what for p in problems(text)}
    assert by_line[line_of(text, "weight: -3")] == "dimensions.data.criteria.information.weight must not be negative"
    assert by_line[line_of(text, "side: both")] == "dimensions.model.criteria.parameters.side has an unknown value"


def test_a_missing_key_is_reported_where_its_group_begins() -> None:
    text = VALID.replace("        title: Code\n", "")
    (problem,) = problems(text)
    assert problem.line == line_of(text, "      code:")
    assert problem.what == "dimensions.model.criteria.code.title is missing"


def test_all_problems_are_reported_at_once() -> None:
    text = VALID.replace("weight: 3", "weight: -1").replace('version: "1.10"', "version: 1.10")
    text = (
        text.replace("training_code", "training_cod")
        .replace("gated: 0.75", "gated: 0.2")
        .replace("id: nearly", "id: meets")
    )
    text = text.replace("at_least: 40", "at_least: 400").replace("about:", "abuot:") + "title: Twice\n"
    whats = " | ".join(str(p) for p in problems(text))
    for words in ("weight must not", "version reads", "not a component", "worth more", "used twice", "at most 100",
                  "abuot is an unknown key", "about is missing", "repeats a key"):  # fmt: skip
        assert words in whats


def test_no_weight_at_all_is_an_error_but_a_dimension_switched_off_may_hold_zeros() -> None:
    off = VALID.replace("    weight: 1\n    criteria:", "    weight: 0\n    criteria:", 1).replace(
        "weight: 3", "weight: 0"
    )
    assert load(off).dimensions["data"].weight == 0
    none = off.replace("    weight: 2\n", "    weight: 0\n")
    assert any("dimensions have no weight at all" in p.what for p in problems(none))


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"\xff\xfei\x00d\x00", "is not UTF-8 but UTF-16"),
        (VALID.replace("Nobody", "Niemand é").encode("latin-1"), "r.yaml:3: is not UTF-8; got 'e9"),
        (b"x" * (MAX_BYTES + 1), "is too large"),
        (b"title: a" + b"\n" * 5_000_000, "is too large"),
        (b"\x89PNG\r\n\x1a\n\0\0\0", "is not UTF-8"),
        (b"PK\x03\x04", "holds a character that no text has"),
        (b"", "is not a rubric"),
        (b"# only a comment\n", "is not a rubric"),
        (b"just words", "is not a rubric; got 'text'"),
        (b"- a\n- b\n", "is not a rubric; got 'a list'"),
        (b"42", "is not a rubric; got '42'"),
        (b"%PDF-1.7 ...", "is not YAML"),
    ],
)
def test_files_that_are_something_else_are_said_to_be(content: bytes, words: str, tmp_path: Path) -> None:
    path = tmp_path / "r.yaml"
    path.write_bytes(content)
    assert any(words in str(p) for p in problems(path))


def test_a_file_that_cannot_be_read_is_a_problem(tmp_path: Path) -> None:
    assert "cannot be read: no such file" in str(problems(tmp_path / "absent.yaml")[0])
    assert "cannot be read: is a directory" in str(problems(tmp_path)[0])
    assert "cannot be read" in str(problems(Path("a\0b"))[0])


BOMB = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"{chr(98 + n)}: &{chr(98 + n)} [{','.join([f'*{chr(97 + n)}'] * 9)}]\n" for n in range(9)
)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (BOMB, "uses an alias"),
        ("a: &a [*a]", "uses an alias"),
        ("[" * 100_000, "is nested too deeply"),
        ("{a: " * 50_000, "is nested too deeply"),
        ("- " * 100_000, "is nested too deeply"),
        ("a: b\n" * 40_000, "has more problems"),
        ("a: {" * 25 + "}" * 25, "is nested too deeply"),
        ("id: x\n" * 3, "repeats a key"),
        ("? [a, b]\n: c", "has a key that is not a word"),
        ("? &x a\n: *x", "uses an alias"),
    ],
)
def test_hostile_yaml_is_refused_quickly(text: str, words: str) -> None:
    assert any(words in str(p) for p in problems(text))


# --- verdicts that nothing can reach ------------------------------------------------------------------------------


def with_verdicts(*requires: str) -> str:
    head, tail = VALID.split("verdicts:\n")[0], VALID[VALID.index("otherwise:") :]
    verdicts = "".join(f"  - id: v{n}\n    title: V{n}\n    requires: {text}\n" for n, text in enumerate(requires))
    return f"{head}verdicts:\n{verdicts}{tail}"


UNREACHABLE = [
    ("{code: {availability: open}}", "{code: {availability: open}}"),
    ("{code: {availability: partial}}", "{code: {availability: open}}"),
    ("{code: {availability: gated}}", "{code: {availability: gated, terms: open}}"),
    ("{code: {terms: restricted}}", "{code: {terms: open}}"),
    ("{code: {availability: open}}", "{code: {availability: open}, information: {availability: partial}}"),
    ("{score: {at_least: 50}}", "{score: {at_least: 60}}"),
    ("{score: {at_least: 50}}", "{score: {at_least: 50}, code: {availability: open}}"),
    ("{release: {training_flop: {below: 1.0e25}}}", "{release: {training_flop: {below: 1.0e24}}}"),
    ('{release: {released: {at_least: "2025-01"}}}', '{release: {released: {at_least: "2025-02-03"}}}'),
    ("{code: {licence: {user_threshold: false}}}", "{code: {licence: {user_threshold: false, non_commercial: false}}}"),
]
REACHABLE = [
    ("{code: {availability: open}}", "{code: {availability: partial}}"),
    ("{code: {availability: gated, terms: open}}", "{code: {availability: open}}"),
    ("{code: {availability: open}}", "{information: {availability: open}}"),
    ("{score: {at_least: 60}}", "{score: {at_least: 50}}"),
    ("{code: {availability: open}, score: {at_least: 50}}", "{code: {availability: open}}"),
    ("{release: {training_flop: {below: 1.0e24}}}", "{release: {training_flop: {below: 1.0e25}}}"),
    ("{code: {licence: {user_threshold: false}}}", "{code: {licence: {non_commercial: false}}}"),
]


@pytest.mark.parametrize(("first", "second"), UNREACHABLE)
def test_a_verdict_that_an_earlier_one_always_takes_is_an_error(first: str, second: str) -> None:
    text = with_verdicts(first, second)
    (problem,) = problems(text)
    assert problem.what == "verdicts.v1 can never be reached: whatever meets it meets 'V0' before"
    assert problem.line == line_of(text, "id: v1")


@pytest.mark.parametrize(("first", "second"), REACHABLE)
def test_a_verdict_that_asks_for_less_or_for_something_else_is_not(first: str, second: str) -> None:
    assert len(load(with_verdicts(first, second)).verdicts) == 2


def test_an_open_question_of_the_earlier_verdict_leaves_the_later_one_in_reach() -> None:
    text = with_verdicts("{code: {availability: open}}", "{code: {availability: open}}")
    asked = text.replace("title: V0\n", "title: V0\n    undetermined: [Nobody pays.]\n")
    rubric = load(asked)
    assert rubric.verdicts[0].undetermined == ("Nobody pays.",)
    both = asked.replace("title: V1\n", "title: V1\n    undetermined: [Nobody pays.]\n")
    assert "can never be reached" in problems(both)[0].what


def test_all_of_several_components_settles_any_of_them_but_not_the_other_way_round() -> None:
    both = VALID.replace("evidence: training_code", "evidence: base_weights")
    head, tail = both.split("verdicts:\n")[0], both[both.index("otherwise:") :]
    for first, second, reachable in (("code", "parameters", False), ("parameters", "code", True)):
        verdicts = "".join(
            f"  - {{id: {name}, title: T, requires: {{{key}: {{availability: open}}}}}}\n"
            for name, key in (("one", first), ("two", second))
        )
        text = f"{head}verdicts:\n{verdicts}{tail}"
        if reachable:
            load(text)
        else:
            assert "can never be reached" in problems(text)[0].what


def test_a_score_beyond_what_any_release_can_have_is_an_error() -> None:
    text = VALID.replace("open: 1, gated: 0.75", "open: 0.75, gated: 0.75").replace("at_least: 40", "at_least: 80")
    (problem,) = problems(text)
    assert problem.what == "verdicts.nearly.requires.score.at_least can never be reached"
    assert problem.hint == "no release can score more than 75"


def test_a_field_can_be_asked_for_in_both_directions() -> None:
    between = load(with_verdicts("{release: {parameters_b: {at_least: 3, below: 70}}}", "{code: {terms: open}}"))
    assert (between.verdicts[0].requires.release or {})["parameters_b"].model_dump() == {"at_least": 3, "below": 70}
    apart = load(with_verdicts("{release: {parameters_b: {below: 3}}}", "{release: {parameters_b: {at_least: 3}}}"))
    assert len(apart.verdicts) == 2
    (problem,) = problems(
        with_verdicts("{release: {parameters_b: {below: 70}}}", "{release: {parameters_b: {at_least: 3, below: 7}}}")
    )
    assert problem.what == "verdicts.v1 can never be reached: whatever meets it meets 'V0' before"
    assert len(load(with_verdicts("{release: {parameters_b: {at_least: 3, below: 70}}}",
                                  "{release: {parameters_b: {below: 70}}}")).verdicts) == 2  # fmt: skip


def test_what_is_assumed_does_not_keep_a_later_verdict_in_reach() -> None:
    text = with_verdicts("{code: {availability: open}}", "{code: {availability: open}}")
    assumed = text.replace("title: V0\n", "title: V0\n    assumed: [Nobody pays.]\n")
    assert "can never be reached" in problems(assumed)[0].what
    blocked = text.replace("title: V0\n", "title: V0\n    undetermined: [Nobody pays.]\n")
    rubric = load(blocked.replace("title: V1\n", "title: V1\n    assumed: [Nobody pays.]\n"))
    assert rubric.verdicts[1].assumed == ("Nobody pays.",)
    assert rubric.goal == 1
    assert rubric.unchecked(0) == rubric.unchecked(1) == ("Nobody pays.",)
    assert rubric.unchecked(2) == ()


def test_a_condition_blocks_or_is_assumed_never_both() -> None:
    text = with_verdicts("{code: {availability: open}}", "{code: {availability: partial}}")
    both = text.replace("title: V0\n", "title: V0\n    undetermined: [Nobody pays.]\n    assumed: [Nobody pays.]\n")
    (problem,) = problems(both)
    assert problem.what == "verdicts.v0.assumed.1 is listed as undetermined too"


def test_a_rubric_that_can_prove_its_best_verdict_holds_releases_to_it() -> None:
    assert load(VALID).goal == 0
    assert load(VALID).unchecked(0) == ()
    every = load(with_verdicts("{code: {availability: open}}", "{code: {availability: partial}}")
                 .replace("title: V0\n", "title: V0\n    undetermined: [A.]\n")
                 .replace("title: V1\n", "title: V1\n    undetermined: [B.]\n"))  # fmt: skip
    assert every.goal == 0
    assert every.unchecked(0) == ("A.",)


# --- canonical form, printing, edits ------------------------------------------------------------------------------


def test_the_fingerprint_depends_on_content_only() -> None:
    rubric = load(VALID)
    tree = to_tree(rubric)
    shuffled = {key: tree[key] for key in sorted(tree, reverse=True)}
    shuffled["dimensions"] = dict(reversed(tree["dimensions"].items()))
    other = load(json.dumps(shuffled))
    assert list(other.dimensions) != list(rubric.dimensions)
    assert canonical(other) == canonical(rubric)
    assert other == rubric
    assert hash(other) == hash(rubric)
    assert fingerprint(other, "abc") == fingerprint(rubric, "abc")
    assert re.fullmatch(r"[0-9a-f]{10}", fingerprint(rubric, "abc"))
    assert fingerprint(rubric, "abd") != fingerprint(rubric, "abc")


def test_1_and_1_point_0_are_one_number_and_any_lists_have_no_order() -> None:
    text = VALID.replace("weight: 3", "weight: 3.0").replace("closed: 0}", "closed: -0.0}")
    text = text.replace("[data_information, pretraining_data]", "[pretraining_data, data_information]")
    assert load(text) == load(VALID)


def test_the_order_of_verdicts_counts() -> None:
    one = with_verdicts("{code: {availability: open}}", "{information: {availability: open}}")
    tree = to_tree(load(one))
    tree["verdicts"].reverse()
    assert load(json.dumps(tree)) != load(one)


@pytest.mark.parametrize(
    ("edits", "lookup", "value"),
    [
        ({"weight.data": "2"}, "dimensions.data.weight", 2),
        ({"weight.code": 0.25}, "dimensions.model.criteria.code.weight", 0.25),
        ({"weight.code": "0"}, "dimensions.model.criteria.code.weight", 0),
        ({"credit.partial": "0.25"}, "credit.partial", 0.25),
        ({"terms.none": "0"}, "terms.none", 0),
        ({"terms": "null"}, "terms", None),
        ({"ranked_from": "0.5"}, "ranked_from", 0.5),
        ({"title": "null"}, "title", "null"),
        ({"short": "Test"}, "short", "Test"),
        ({"short": ""}, "short", None),
        ({"version": "1.10"}, "version", "1.10"),
        ({"notes": '["One.", "Two."]'}, "notes", ["One.", "Two."]),
        ({"dimension.data.title": "NO"}, "dimensions.data.title", "NO"),
        ({"criterion.code.side": "none"}, "dimensions.model.criteria.code.side", "none"),
        ({"criterion.code.question": "Why?"}, "dimensions.model.criteria.code.question", "Why?"),
        ({"criterion.code.evidence": "base_weights"}, "dimensions.model.criteria.code.evidence", "base_weights"),
        ({"criterion.code.evidence": "{any: [base_weights]}"},
         "dimensions.model.criteria.code.evidence.any.0", "base_weights"),
        ({"criterion.information.terms": ""}, "dimensions.data.criteria.information.terms", None),
        ({"criterion.code.levels.open": "All"}, "dimensions.model.criteria.code.levels.open", "All"),
        ({"criterion.parameters.levels.open": ""}, "dimensions.model.criteria.parameters.levels", None),
        ({"criterion.code": None}, "dimensions.model.criteria.code", None),
        ({"dimension.data.criteria.more": '{title: M, evidence: training_code, side: none}'},
         "dimensions.data.criteria.more.title", "M"),
        ({"verdict.meets.title": "Yes"}, "verdicts.0.title", "Yes"),
        ({"verdict.meets.parameters.availability": "gated"}, "verdicts.0.requires.parameters.availability", "gated"),
        ({"verdict.meets.requires.parameters.terms": "null"}, "verdicts.0.requires.parameters.terms", None),
        ({"verdict.meets.parameters.licence.user_threshold": "null"}, "verdicts.0.requires.parameters.licence", None),
        ({"verdict.meets.information.availability": "null"}, "verdicts.0.requires.information", None),
        ({"verdict.meets.code.terms": "open"}, "verdicts.0.requires.code.terms", "open"),
        ({"verdict.meets.release.training_flop.below": "1e26"},
         "verdicts.0.requires.release.training_flop.below", 1e26),
        ({"verdict.meets.release.released.at_least": "2024-05"},
         "verdicts.0.requires.release.released.at_least", "2024-05"),
        ({"verdict.meets.release": "null"}, "verdicts.0.requires.release", None),
        ({"verdict.nearly.score.at_least": "60"}, "verdicts.1.requires.score.at_least", 60),
        ({"verdict.meets.release.training_flop.at_least": "1e23"},
         "verdicts.0.requires.release.training_flop.at_least", 1e23),
        ({"verdict.meets.undetermined": '["Nobody pays."]'}, "verdicts.0.undetermined.0", "Nobody pays."),
        ({"verdict.meets.assumed": '["Nobody pays."]'}, "verdicts.0.assumed.0", "Nobody pays."),
        ({"verdict.nearly": None}, "verdicts.1", None),
        ({"verdict.last": "{id: last, title: L, requires: {code: {availability: open}}}"}, "verdicts.2.id", "last"),
        ({"otherwise.title": "None"}, "otherwise.title", "None"),
    ],
)  # fmt: skip
def test_an_edit_changes_what_its_path_names_and_nothing_else(edits: dict[str, Any], lookup: str, value: Any) -> None:
    base = load(VALID)
    edited = apply_edits(base, edits)
    assert find(to_tree(edited), lookup) == value
    assert base == load(VALID)
    assert edited.components == base.components
    # The way back is as short as the way there.
    assert apply_edits(base, edits_between(base, edited)) == edited
    assert apply_edits(edited, edits_between(edited, base)) == base
    assert len(edits_between(base, edited)) <= 1


def find(tree: Any, lookup: str) -> Any:
    for step in lookup.split("."):
        if isinstance(tree, list):
            tree = tree[int(step)] if int(step) < len(tree) else None
        else:
            tree = None if tree is None else tree.get(step)
    return tree


@pytest.mark.parametrize(
    ("edits", "words"),
    [
        ({"weight.dta": "2"}, "edit: weight.dta names no dimension or criterion; got 'dta'; did you mean 'data'?"),
        ({"weigth.data": "2"}, "edit: weigth.data leads nowhere; did you mean 'weight'?"),
        ({"weight": "2"}, "edit: weight is not a complete path"),
        ({"": "2"}, "leads nowhere"),
        ({"credit.opn": "2"}, "edit: credit.opn names no level of credit; got 'opn'; did you mean 'open'?"),
        ({"credit.open": "2"}, "edit: credit.open must be at most 1; got '2'"),
        ({"weight.data": "much"}, "edit: weight.data must be a number; got 'much'"),
        ({"weight.data": "010"}, "edit: weight.data reads as a number in another base; got '010'"),
        ({"weight.data": "-1"}, "edit: weight.data must not be negative; got '-1'"),
        ({"weight.data": float("inf")}, "edit: weight.data must be a finite number"),
        ({"weight.data": 10**400}, "edit: weight.data must be"),
        ({"weight.data": True}, "edit: weight.data must be a number; got 'True'"),
        ({"weight.data": [1]}, "edit: weight.data must be a number; got 'a list'"),
        ({"weight.data": object()}, "edit: weight.data is not part of a rubric; got 'object'"),
        ({"weight.data": "0", "weight.model": "0"}, "dimensions have no weight at all"),
        ({"weight.data": "1", "dimension.data.weight": "2"}, "changes what weight.data changes"),
        ({"title": ""}, "edit: title is empty"),
        ({"title": 5}, "edit: title reads as a number; got '5'; quote it"),
        ({"title": None}, "edit: title is missing"),
        ({"short": "x" * 31}, "edit: short is too long"),
        ({"criterion.code.side": "left"}, "edit: criterion.code.side has an unknown value; got 'left'; one of"),
        ({"criterion.code.evidence": "cod"}, "edit: criterion.code.evidence is not a component; got 'cod'"),
        ({"criterion.code.evidence": "{any: [x]}"}, "edit: criterion.code.evidence.any.0 is not a component; got 'x'"),
        ({"criterion.code.evidence": "{any: ["}, "edit: criterion.code.evidence is not YAML"),
        ({"criterion.code.evidence.any": "x"}, "goes too deep"),
        ({"criterion.cod.side": "none"}, "names no criterion; got 'cod'; did you mean 'code'?"),
        ({"criterion.code.sid": "none"}, "names no field of a criterion; got 'sid'; did you mean 'side'?"),
        ({"criterion.parameters": None}, "requires.parameters is not a criterion of this rubric"),
        ({"verdict.meet.title": "x"}, "names no verdict; got 'meet'; did you mean 'meets'?"),
        ({"verdict.meets.params.terms": "open"}, "no criterion or field; got 'params'; did you mean 'parameters'?"),
        ({"verdict.meets.parameters.availability": "opn"}, "parameters.availability has an unknown value; got 'opn'"),
        ({"verdict.meets.parameters.licence.user_threshold": "true"}, "user_threshold must be false; got 'true'"),
        ({"verdict.meets.parameters.a.b.c.d": "true"}, "goes too deep"),
        ({"verdict.meets.score.at_least": "500"}, "edit: verdict.meets.score.at_least must be at most 100"),
        ({"verdict.nearly.parameters": "{availability: open, terms: open, licence: {user_threshold: false}}",
          "verdict.meets.release": "null", "verdict.meets.information": "null"}, "can never be reached"),
        ({"dimension.model": None}, "requires.parameters is not a criterion"),
        ({"verdicts": "[]"}, "edit: verdicts is empty"),
        ({"verdicts": "5"}, "edit: verdicts must be a list"),
        ({"dimension.x": "5"}, "edit: dimension.x must be a group of keys"),
        ({"about": "a\x07"}, "edit: about holds a character that no text has"),
        ({"notes": "&a [*a]"}, "edit: notes uses an alias"),
        ({f"weight.w{n}": "1" for n in range(2_000)}, "edit: has too many changes; got '2000'"),
        ({"x" * 100_000: "1"}, "leads nowhere"),
    ],
)  # fmt: skip
def test_an_edit_that_cannot_be_made_is_named_by_its_path(edits: dict[str, Any], words: str) -> None:
    with pytest.raises(ProblemsError) as caught:
        apply_edits(load(VALID), edits)
    assert any(words in str(p) for p in caught.value.problems), str(caught.value)
    assert all(len(str(p)) < 500 for p in caught.value.problems)


def test_all_problems_of_edits_are_reported_at_once() -> None:
    with pytest.raises(ProblemsError) as caught:
        apply_edits(load(VALID), {"weight.dta": "1", "credit.open": "7", "nothing": "1", "title": ""})
    assert len(caught.value.problems) >= 4


def test_whole_parts_are_put_in_before_they_are_changed_inside() -> None:
    edited = apply_edits(
        load(VALID),
        {
            "criterion.more.weight": "5",
            "dimension.extra.criteria.more": "{title: More, evidence: training_code, side: none}",
            "dimension.extra": "{title: Extra, criteria: {first: {title: F, evidence: training_code, side: none}}}",
            "weight.extra": "3",
        },
    )
    assert edited.dimensions["extra"].weight == 3
    assert edited.criteria["more"].weight == 5


def test_no_edits_give_the_same_rubric_and_no_difference_gives_no_edits() -> None:
    rubric = load(VALID)
    assert apply_edits(rubric, {}) is rubric
    assert edits_between(rubric, load(VALID)) == {}


def test_verdicts_in_another_order_come_back_as_one_edit() -> None:
    base = load(with_verdicts("{code: {availability: open}}", "{information: {availability: open}}"))
    tree = to_tree(base)
    tree["verdicts"].reverse()
    edited = load(json.dumps(tree))
    edits = edits_between(base, edited)
    assert list(edits) == ["verdicts"]
    assert apply_edits(base, edits) == edited


def test_yaml_written_from_a_rubric_quotes_what_would_read_otherwise() -> None:
    rubric = apply_edits(load(VALID), {"title": "NO", "version": "1e5", "about": "2026-01-01", "publisher": "0x1F"})
    text = to_yaml(rubric)
    for line in ('title: "NO"', 'version: "1e5"', 'about: "2026-01-01"', 'publisher: "0x1F"', "weight: 3\n"):
        assert line in text
    assert text.startswith("# yaml-language-server: $schema=")
    assert load(text) == rubric


# --- finding files ------------------------------------------------------------------------------------------------


def test_rubrics_are_found_by_id_and_by_path(tmp_path: Path) -> None:
    (tmp_path / "rubrics").mkdir()
    (tmp_path / "rubric.yaml").write_text(VALID)
    (tmp_path / "rubrics" / "b.yaml").write_text(VALID.replace("id: test-1.0", "# first\nid: 'other'"))
    (tmp_path / "rubrics" / "broken.yaml").write_bytes(b"\xff not a rubric")
    (tmp_path / "rubrics" / "schema.json").write_text("{}")
    found = list_rubrics(tmp_path)
    assert list(found) == ["test-1.0", "other", "broken"]
    assert find_rubric("other", tmp_path) == tmp_path / "rubrics" / "b.yaml"
    assert find_rubric("my/own.yaml", tmp_path) == Path("my/own.yaml")
    assert find_rubric("own.yml", tmp_path) == Path("own.yml")
    with pytest.raises(ProblemsError, match=re.escape("rubric: is not known; got 'othr'; did you mean 'other'?")):
        find_rubric("othr", tmp_path)


# --- anything at all ----------------------------------------------------------------------------------------------

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


@settings(max_examples=300)
@given(rubrics())
def test_a_rubric_survives_yaml_with_the_same_fingerprint(rubric: Rubric) -> None:
    again = load(to_yaml(rubric))
    assert again == rubric
    assert fingerprint(again, "d") == fingerprint(rubric, "d")
    assert to_yaml(again) == to_yaml(rubric)


@settings(max_examples=200)
@given(rubrics(), rubrics())
def test_edits_lead_from_any_rubric_to_any_other(base: Rubric, edited: Rubric) -> None:
    edits = edits_between(base, edited)
    assert apply_edits(base, edits) == edited
    assert apply_edits(base, dict(reversed(edits.items()))) == edited
    assert all(isinstance(value, str) for value in edits.values())
    assert edits_between(edited, edited) == {}


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


@settings(max_examples=300)
@given(st.text())
def test_any_text_gives_problems_and_nothing_else(text: str) -> None:
    only_problems(text)


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


@settings(max_examples=500)
@given(yamlish)
def test_any_yaml_like_text_gives_problems_and_nothing_else(text: str) -> None:
    only_problems(text)


@settings(max_examples=200)
@given(st.binary(max_size=200))
def test_any_bytes_give_problems_and_nothing_else(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    path = tmp_path_factory.getbasetemp() / "fuzz.yaml"
    path.write_bytes(content)
    with pytest.raises(ProblemsError):
        load_rubric(path, components=COMPONENTS)


@settings(max_examples=400)
@given(st.data())
def test_a_mutated_file_gives_problems_and_nothing_else(data: st.DataObject) -> None:
    text = VALID
    for _ in range(data.draw(st.integers(1, 3))):
        start = data.draw(st.integers(0, len(text)))
        end = min(len(text), start + data.draw(st.integers(0, 12)))
        text = text[:start] + data.draw(yamlish.filter(lambda t: len(t) < 15)) + text[end:]
    only_problems(text)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | tricky,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


def places(tree: Any, at: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    steps = tree.items() if isinstance(tree, dict) else enumerate(tree) if isinstance(tree, list) else ()
    return [at, *(place for key, inner in steps for place in places(inner, (*at, key)))]


ALL_PLACES = [place for place in places(to_tree(load(VALID))) if place]


@settings(max_examples=200)
@given(st.sampled_from(ALL_PLACES), json_values, st.booleans())
def test_a_tree_with_anything_anywhere_gives_problems_and_nothing_else(place: Any, value: Any, rename: bool) -> None:
    tree = copy.deepcopy(to_tree(load(VALID)))
    node: Any = tree
    for step in place[:-1]:
        node = node[step]
    if rename and isinstance(node, dict):
        node[str(value)] = node.pop(place[-1])
    else:
        node[place[-1]] = value
    only_problems(json.dumps(tree, ensure_ascii=False))


EDIT_PATHS = [".".join(map(str, p)) for p in ALL_PLACES] + [
    "weight.data", "weight.code", "credit.open", "terms", "criterion.code", "criterion.code.evidence", "verdicts",
    "verdict.meets", "verdict.meets.parameters", "verdict.meets.score", "verdict.meets.release", "dimension.data",
    "dimension.data.criteria", "dimension.data.criteria.x", "verdict.new", "criterion.code.levels.open", "notes",
    "verdict.meets.release.released.below", "verdict.meets.id", "otherwise", "credit", "id",
]  # fmt: skip


@settings(max_examples=200)
@given(st.dictionaries(st.sampled_from(EDIT_PATHS) | st.text(max_size=12), json_values, min_size=1, max_size=4))
def test_any_edit_gives_a_rubric_or_problems_and_nothing_else(edits: dict[str, Any]) -> None:
    base = load(VALID)
    try:
        edited = apply_edits(base, edits)
    except ProblemsError:
        pass
    else:
        assert load(to_yaml(edited)) == edited
        assert apply_edits(base, edits_between(base, edited)) == edited
