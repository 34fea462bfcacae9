"""What a rubric holds, and when two are the same."""

from __future__ import annotations

import json

from openness.rubric.model import to_tree
from tests.rubric.cases import VALID, load, with_verdicts


def test_weights_default_to_1_and_licences_may_be_left_out() -> None:
    text = VALID.replace("    weight: 2\n", "").replace("terms: {open: 1, restricted: 0.5, none: 0.5}\n", "")
    rubric = load(text)
    assert rubric.dimensions["model"].weight == 1
    assert rubric.terms is None


def test_a_rubric_that_can_prove_its_best_verdict_holds_releases_to_it() -> None:
    assert load(VALID).goal == 0
    assert load(VALID).unchecked(0) == ()
    every = load(with_verdicts("{code: {availability: open}}", "{code: {availability: partial}}")
                 .replace("title: V0\n", "title: V0\n    undetermined: [A.]\n")
                 .replace("title: V1\n", "title: V1\n    undetermined: [B.]\n"))  # fmt: skip
    assert every.goal == 0
    assert every.unchecked(0) == ("A.",)


def test_1_and_1_point_0_are_one_number_and_any_lists_have_no_order() -> None:
    text = VALID.replace("weight: 3", "weight: 3.0").replace("closed: 0}", "closed: -0.0}")
    text = text.replace("[data_information, pretraining_data]", "[pretraining_data, data_information]")
    assert load(text) == load(VALID)


def test_the_order_of_verdicts_counts() -> None:
    one = with_verdicts("{code: {availability: open}}", "{information: {availability: open}}")
    tree = to_tree(load(one))
    tree["verdicts"].reverse()
    assert load(json.dumps(tree)) != load(one)
