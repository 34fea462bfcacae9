"""What is wrong between the fields of a rubric: ids, weights, evidence, verdicts that nothing can reach."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openness.rubric.model import to_tree
from tests.rubric.cases import (
    ALL_PLACES,
    VALID,
    assert_said,
    json_values,
    line_of,
    load,
    only_problems,
    problems,
    with_verdicts,
)

# Each case changes one piece of the valid file and names the line, the words and the hint to be reported.
BROKEN: dict[str, tuple[str, str, str, str]] = {
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


@pytest.mark.parametrize("case", BROKEN, ids=list(BROKEN))
def test_what_is_wrong_is_said_with_its_line(case: str) -> None:
    assert_said(case, *BROKEN[case])


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


@settings(max_examples=100)
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
