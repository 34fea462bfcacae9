"""The smallest change of weights that puts two releases level, against brute force and a linear program."""

from __future__ import annotations

import json

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from openness.core.errors import OpennessError
from openness.robustness.swap import in_words, smallest_change, swap
from openness.rubric.edits import apply_edits
from openness.rubric.load import load_rubric
from openness.rubric.model import Rubric
from openness.scoring.scores import Scores, score
from tests.scoring_cases import criterion, evidence, rubric_tree

LEVELS = ("open", "gated", "partial", "closed", "unknown", "not-applicable")
DIMENSIONS = ("data", "code", "papers")
PARTS = [f"{name}_{n}" for name in DIMENSIONS for n in range(2)]
RULES = load_rubric(
    json.dumps(
        rubric_tree(
            {
                name: {
                    "weight": weight,
                    "criteria": {f"{name}-{n}": criterion(f"{name}_{n}", weight=n + 1) for n in range(2)},
                }
                for name, weight in zip(DIMENSIONS, (3, 2, 1), strict=True)
            }
        )
    ),
    components=PARTS,
)


def pair(one: list[str], other: list[str], rules: Rubric = RULES) -> Scores:
    return score(
        rules, evidence({"one": dict(zip(PARTS, one, strict=True)), "other": dict(zip(PARTS, other, strict=True))})
    )


def mean(weights: np.ndarray, values: np.ndarray, has: np.ndarray) -> np.ndarray:
    return (weights * values * has).sum(-1) / (weights * has).sum(-1)


number = st.integers(0, 12).map(lambda n: n / 12)
problems = st.integers(2, 5).flatmap(
    lambda n: st.tuples(
        st.lists(st.sampled_from([0.2, 0.5, 1.0, 2.0, 3.5]), min_size=n, max_size=n),
        st.lists(number, min_size=n, max_size=n),
        st.lists(number, min_size=n, max_size=n),
    )
)


@given(problems)
def test_on_the_same_dimensions_the_closed_form_is_the_optimum_of_the_linear_program(
    problem: tuple[list[float], list[float], list[float]],
) -> None:
    weights, a, b = (np.array(part) for part in problem)
    has = np.ones(len(a), dtype=bool)
    assume(mean(weights, a, has) - mean(weights, b, has) > 1e-9)
    change, factors = smallest_change(weights, a, b, has, has)

    # least t with |x - 1| <= t and sum(W x (a - b)) <= 0
    size = len(a)
    above = np.concatenate([(weights * (a - b))[None], np.eye(size), -np.eye(size)])
    above = np.concatenate([above, np.array([0.0, *[-1.0] * (2 * size)])[:, None]], axis=1)
    found = linprog(
        [*[0.0] * size, 1.0], A_ub=above, b_ub=[0.0, *[1.0] * size, *[-1.0] * size], bounds=[(0, None)] * (size + 1)
    )
    assert change == pytest.approx(found.fun, abs=1e-7)
    assert (np.abs(factors - 1) <= change + 1e-12).all()
    assert (weights * factors * (a - b)).sum() == pytest.approx(0, abs=1e-9)


@settings(max_examples=60)
@given(problems, st.data())
def test_no_smaller_change_swaps_and_the_one_given_does_whatever_applies(
    problem: tuple[list[float], list[float], list[float]], data: st.DataObject
) -> None:
    weights, a, b = (np.array(part) for part in problem)
    flags = st.lists(st.booleans(), min_size=len(a), max_size=len(a)).filter(any).map(np.array)
    has_a, has_b = data.draw(flags), data.draw(flags)
    assume(mean(weights, a, has_a) - mean(weights, b, has_b) > 1e-6)
    change, factors = smallest_change(weights, a, b, has_a, has_b)
    assert 0 < change <= 1 + 1e-9

    if change < 1 - 1e-6:
        assert (np.abs(factors - 1) <= change + 1e-6).all()
        moved = weights * factors
        assert mean(moved, a, has_a) == pytest.approx(mean(moved, b, has_b), abs=1e-6)
    # Brute force: corners and random points of the box of all smaller changes
    random = np.random.default_rng(1)
    corners = np.array(np.meshgrid(*[[-1.0, 0.0, 1.0]] * len(a))).reshape(len(a), -1).T
    tries = np.concatenate([corners, random.uniform(-1, 1, (1000, len(a)))])
    moved = weights * (1 + tries * min(change, 1.0) * (1 - 1e-6))
    assert (mean(moved, a, has_a) > mean(moved, b, has_b)).all()


cells = st.lists(st.sampled_from(LEVELS), min_size=len(PARTS), max_size=len(PARTS))


@settings(max_examples=40)
@given(cells, cells)
def test_the_edits_turn_the_order_when_the_rubric_is_really_edited(one: list[str], other: list[str]) -> None:
    scores = pair(one, other)
    assume(not np.isnan(scores.low).any())
    assume(abs(scores.low[0] - scores.low[1]) > 1e-6)
    found = swap(scores, "one", "other")
    ahead, behind = scores.index(found.ahead), scores.index(found.behind)
    assert scores.low[ahead] > scores.low[behind]
    if found.change is None:
        assert found.edits() == {}
        return

    after = pair(one, other, apply_edits(RULES, found.edits()))
    assert after.low[behind] > after.low[ahead] - 1e-7
    assert after.low[behind] == pytest.approx(after.low[ahead], abs=0.2)  # and only just


@settings(max_examples=15)
@given(cells, cells)
def test_one_weight_alone_puts_them_level_exactly_where_it_says(one: list[str], other: list[str]) -> None:
    scores = pair(one, other)
    assume(not np.isnan(scores.low).any())
    assume(abs(scores.low[0] - scores.low[1]) > 1e-6)
    found = swap(scores, "one", "other")

    assert [abs(single.change) for single in found.single] == sorted(abs(single.change) for single in found.single)
    for single in found.single:
        level = pair(one, other, apply_edits(RULES, {f"weight.{single.id}": f"{single.level:.12g}"}))
        assert level.low[0] == pytest.approx(level.low[1], abs=1e-5)
    # brute force: no other single weight turns the order on a fine grid of factors
    able = {single.id for single in found.single}
    sign = np.sign(scores.low[0] - scores.low[1])
    for name in (*DIMENSIONS, *RULES.criteria):
        weight = RULES.dimensions[name].weight if name in RULES.dimensions else RULES.criteria[name].weight
        for factor in (0.02, 0.5, 3, 40) if name not in able else ():
            moved = pair(one, other, apply_edits(RULES, {f"weight.{name}": f"{weight * factor:.12g}"}))
            assert np.sign(round(float(moved.low[0] - moved.low[1]), 7)) in (sign, 0.0), (name, factor)


def test_one_that_is_at_least_as_open_throughout_cannot_be_overtaken() -> None:
    found = swap(pair(["open"] * 6, ["open"] * 4 + ["partial", "closed"]), "other", "one")

    assert (found.ahead, found.behind, found.change) == ("one", "other", None)
    assert found.weights == {}
    assert found.single == ()


def test_a_case_that_one_can_check_by_hand() -> None:
    # data 3 x 1, against code 2 x 1: level when data loses a fifth and code gains a fifth (2.4 = 2.4)
    found = swap(pair(["open"] * 2 + ["closed"] * 4, ["closed"] * 2 + ["open"] * 2 + ["closed"] * 2), "one", "other")

    assert found.change == pytest.approx(0.2)
    assert found.weights == pytest.approx({"data": 2.4, "code": 2.4, "papers": 1})
    alone = {single.id: single.level for single in found.single}
    assert alone == pytest.approx({"data": 2, "code": 3})
    assert [single.id for single in found.single] == ["data", "code"]
    assert found.single[0].change == pytest.approx(-1 / 3)


def test_two_that_are_level_need_no_change() -> None:
    found = swap(pair(["open"] * 6, ["open"] * 6), "other", "one")

    assert (found.ahead, found.change, found.edits()) == ("other", 0.0, {})


@pytest.mark.parametrize(
    ("names", "message"),
    [
        (("one", "one"), "cannot change places with itself: 'one'"),
        (("one", "nobody"), "release 'nobody' is not among the 2 scored"),
        (("one", "other"), "'other' has no score"),
    ],
)
def test_what_cannot_be_compared_is_said(names: tuple[str, str], message: str) -> None:
    scores = pair(["open"] * 6, ["not-applicable"] * 6)
    with pytest.raises(OpennessError, match=message):
        swap(scores, *names)


@settings(max_examples=100)
@given(
    cells, cells, st.lists(st.sampled_from(["0", "1", "3"]), min_size=3, max_size=3).filter(lambda w: w != ["0"] * 3)
)
def test_what_is_said_of_a_pair_is_so_whatever_weighs_nothing(
    one: list[str], other: list[str], weights: list[str]
) -> None:
    rules = apply_edits(RULES, dict(zip((f"weight.{name}" for name in DIMENSIONS), weights, strict=True)))
    scores = pair(one, other, rules)
    assume(not np.isnan(scores.low).any())
    found = swap(scores, "one", "other")
    sentence = in_words(found, "Ahead", "Behind")
    silent = [name for name, weight in zip(DIMENSIONS, weights, strict=True) if weight == "0"]
    if found.change is not None:
        assert "at least as open" not in sentence
        return

    assert sentence.startswith("No change of these weights puts Behind above Ahead, which is at least as open in every")
    assert "weight 0" in sentence if silent else "weight 0" not in sentence
    assert all(RULES.dimensions[name].title in sentence for name in silent)
    for name in DIMENSIONS:
        if name not in silent:
            alone = pair(one, other, apply_edits(RULES, {f"weight.{d}": str(int(d == name)) for d in DIMENSIONS}))
            ahead, behind = (alone.low[alone.index(which)] for which in (found.ahead, found.behind))
            assert np.isnan([ahead, behind]).any() or ahead >= behind - 1e-9, name


def test_the_words_for_a_pair() -> None:
    level = pair(["open"] * 6, ["open"] * 6)
    assert in_words(swap(level, "one", "other"), "A", "B") == "A and B are equal already."
    scores = pair(["open"] * 2 + ["closed"] * 4, ["closed"] * 2 + ["open"] * 2 + ["closed"] * 2)
    assert in_words(swap(scores, "one", "other"), "A", "B") == (
        "The smallest change that makes B equal to A moves the weights of the dimensions by 20%; while every weight "
        "moves by less than that, A stays ahead."
    )
    # with the only dimension switched off in which B is ahead, A is not "at least as open in every dimension"
    silent = apply_edits(RULES, {"weight.code": "0"})
    scores = pair(["open"] * 2 + ["closed"] * 4, ["closed"] * 2 + ["open"] * 2 + ["closed"] * 2, silent)
    assert in_words(swap(scores, "one", "other"), "A", "B") == (
        "No change of these weights puts B above A, which is at least as open in every dimension that counts for both "
        f"({RULES.dimensions['code'].title}: weight 0, so not compared)."
    )
