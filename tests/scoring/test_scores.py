"""Scores, verdicts and counts, on cases small enough to check by hand."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from openness.facts.licences import FAILS
from openness.rubric.model import FieldCondition
from openness.scoring.fields import field_state
from openness.scoring.scores import (
    COLUMNS,
    Counts,
    Scores,
    condition_labels,
    counts,
    reached,
    score,
    status,
    to_frame,
    verdict_words,
)
from tests.scoring_cases import criterion, evidence, rubric

FACTORS = {"open": 1, "restricted": 0.5, "none": 0.25}
ONE = {"only": {"criteria": {"weights": criterion("base_weights", "weights")}}}


def scored(rules: Any, fields: Any = None, **releases: Any) -> Scores:
    return score(rules, evidence({name.replace("_", "-"): cells for name, cells in releases.items()}, fields))


def low_high(scores: Scores, row: int = 0) -> tuple[float, float]:
    return float(scores.low[row]), float(scores.high[row])


# ------------------------------------------------------------------------------------------------- credit and range


@pytest.mark.parametrize(
    ("fact", "low", "high"),
    [
        ("open/open", 100, 100),
        ("open/restricted", 50, 50),
        ("open/none", 25, 25),
        ("open/unknown", 25, 100),
        ("gated/open", 75, 75),
        ("partial/unknown", 12.5, 50),
        ("closed", 0, 0),
        ("unknown", 0, 100),
        ("unknown/restricted", 0, 50),
    ],
)
def test_credit_is_availability_times_terms_and_unknown_takes_both_ends(fact: str, low: float, high: float) -> None:
    scores = scored(rubric(ONE, terms=FACTORS), r={"base_weights": fact})
    assert (low, high) == low_high(scores)


def test_without_terms_in_the_rubric_licences_do_not_count() -> None:
    assert low_high(scored(rubric(ONE), r={"base_weights": "open/unknown"})) == (100, 100)


def test_a_criterion_can_ignore_terms_that_the_others_count() -> None:
    rules = rubric(
        {"d": {"criteria": {"a": criterion("card", terms="ignore"), "b": criterion("base_weights")}}}, terms=FACTORS
    )
    assert low_high(scored(rules, r={"card": "open/none", "base_weights": "open/none"})) == (62.5, 62.5)


def test_closed_is_worth_the_lowest_factor_so_that_opening_never_costs_points() -> None:
    # With an edited credit for closed of 0.4, partial under no licence would otherwise be worth less than closed.
    rules = rubric(ONE, terms=FACTORS, credit={"open": 1, "gated": 0.75, "partial": 0.5, "closed": 0.4})
    scores = scored(rules, shut={"base_weights": "closed"}, some={"base_weights": "partial/none"})
    assert scores.low.tolist() == [10.0, 12.5]


@pytest.mark.parametrize(
    ("how", "facts", "low", "high", "settled"),
    [
        ("any", ("closed", "open"), 100, 100, True),
        ("any", ("unknown", "open"), 100, 100, True),
        ("any", ("unknown", "partial"), 50, 100, False),
        ("any", ("closed", "partial"), 50, 50, True),
        ("any", ("not-applicable", "partial"), 50, 50, True),
        ("all", ("unknown", "closed"), 0, 0, True),
        ("all", ("unknown", "open"), 0, 100, False),
        ("all", ("unknown", "partial"), 0, 50, False),
        ("all", ("gated", "open"), 75, 75, True),
        ("all", ("not-applicable", "open"), 100, 100, True),
    ],
)
def test_any_takes_the_best_and_all_the_worst(how: str, facts: Any, low: float, high: float, settled: bool) -> None:
    rules = rubric({"d": {"criteria": {"both": criterion({how: ["one", "two"]})}}})
    scores = scored(rules, r={"one": facts[0], "two": facts[1]})
    assert (low, high) == low_high(scores)
    assert float(settled) == scores.coverage[0]
    assert scores.settled.tolist() == [[settled]]


def test_unknown_terms_do_not_lower_coverage() -> None:
    scores = scored(rubric(ONE, terms=FACTORS), r={"base_weights": "open/unknown"})
    assert scores.coverage.tolist() == [1.0]
    assert scores.ranked.tolist() == [True]


# ----------------------------------------------------------------------------------------------- weights and sides

TWO_SIDES = {
    "model": {
        "weight": 2,
        "criteria": {
            "weights": criterion("base_weights", "weights", 3),
            "code": criterion("training_code", "training"),
        },
    },
    "data": {"criteria": {"data": criterion("pretraining_data", "training", 5), "card": criterion("card", "none", 5)}},
}


def test_a_worked_example_by_hand() -> None:
    # model: (3 x 1 + 1 x 0.5) / 4 = 0.875, weight 2; data: (5 x 0 + 5 x ?) / 10 = 0 to 0.5, weight 1.
    # weights side: 1. training side: code has effective weight 2 x 1/4 = 0.5, data 1 x 5/10 = 0.5: (0.25 + 0) / 1.
    scores = scored(
        rubric(TWO_SIDES),
        r={"base_weights": "open", "training_code": "partial", "pretraining_data": "closed"} | {"card": "unknown"},
    )
    assert low_high(scores) == pytest.approx((100 * 1.75 / 3, 100 * 2.25 / 3))
    assert scores.coverage[0] == pytest.approx(2.5 / 3)
    assert (scores.weights_low[0], scores.weights_high[0]) == (100, 100)
    assert (scores.training_low[0], scores.training_high[0]) == (25, 25)
    assert (scores.gap[0], scores.gap_low[0], scores.gap_high[0]) == (75, 75, 75)
    assert scores.effective_weights[0] == pytest.approx([1.5 / 3, 0.5 / 3, 0.5 / 3, 0.5 / 3])


def test_the_gap_carries_its_range() -> None:
    scores = scored(
        rubric(TWO_SIDES),
        r={"base_weights": "gated", "training_code": "unknown", "pretraining_data": "closed", "card": "open"},
    )
    assert (scores.gap_low[0], scores.gap[0], scores.gap_high[0]) == (25, 75, 75)
    assert (scores.weights_coverage[0], scores.training_coverage[0]) == (1, 0.5)
    assert scores.sides_covered.tolist() == [False]


def test_what_does_not_apply_gives_its_weight_to_its_dimension() -> None:
    scores = scored(
        rubric(TWO_SIDES),
        r={"base_weights": "partial", "training_code": "not-applicable", "pretraining_data": "open", "card": "open"},
    )
    assert scores.low[0] == pytest.approx(100 * (2 * 0.5 + 1) / 3)
    assert scores.applicable[0].tolist() == [True, False, True, True]
    assert scores.effective_weights[0, 1] == 0


def test_a_dimension_in_which_nothing_applies_leaves_the_score() -> None:
    scores = scored(
        rubric(TWO_SIDES),
        r={"base_weights": "partial", "training_code": "open"}
        | dict.fromkeys(("pretraining_data", "card"), "not-applicable"),
    )
    assert scores.low[0] == pytest.approx(62.5)


def test_without_criteria_on_a_side_there_is_no_gap() -> None:
    scores = scored(rubric(ONE), r={"base_weights": "open"})
    assert np.isnan(scores.training_low[0])
    assert np.isnan(scores.gap[0])


def test_where_nothing_applies_there_is_no_score_and_the_verdict_is_undetermined() -> None:
    scores = scored(rubric(ONE), r={"base_weights": "not-applicable"})
    assert np.isnan([scores.low[0], scores.high[0], scores.coverage[0]]).all()
    assert (scores.verdict_ids[scores.verdict[0]], scores.verdict_ids[scores.verdict_high[0]]) == ("closed", "top")
    assert status(scores).tolist() == ["not-enough-recorded"]


def test_a_condition_that_fails_is_said_also_where_only_weightless_criteria_apply() -> None:
    # There is no score, but something applies: a licence that restricts use fails "open terms" whatever is available.
    rules = rubric(
        {"d": {"weight": 0, "criteria": {"weights": criterion("base_weights")}}},
        [{"id": "top", "title": "Top", "requires": {"weights": {"terms": "open"}}}],
    )
    scores = scored(rules, r={"base_weights": "unknown/restricted"})
    assert np.isnan(scores.low[0])
    assert scores.states.tolist() == [[FAILS]]
    assert (scores.verdict[0], scores.verdict_high[0]) == (1, 1)


def test_weights_of_nothing_give_no_score_rather_than_an_error() -> None:
    rules = rubric({"d": {"weight": 0, "criteria": {"weights": criterion("base_weights", "weights")}}})
    assert np.isnan(scored(rules, r={"base_weights": "open"}).low[0])


def test_equal_evidence_gives_equal_scores_wherever_it_stands() -> None:
    names = [f"part_{number}" for number in range(7)]
    rules = rubric({"d": {"criteria": {f"c{n}": criterion(name, weight=0.1 + n / 3) for n, name in enumerate(names)}}})
    releases = {f"r{n}": dict.fromkeys(names, "partial") | {"part_3": "open"} for n in range(37)}
    assert len(set(score(rules, evidence(releases)).low.tolist())) == 1


def test_a_sum_of_tenths_reaches_a_round_threshold() -> None:
    # 0.1 + 0.2 + ... in floating point stops short of 0.6; a reader counts six of ten.
    names = [f"part_{number}" for number in range(10)]
    rules = rubric(
        {"d": {"criteria": {f"c{n}": criterion(name, weight=0.1) for n, name in enumerate(names)}}},
        [{"id": "top", "title": "Top", "requires": {"score": {"at_least": 60}}}],
        ranked_from=0.6,
    )
    scores = scored(rules, r={name: "open" if n < 6 else "unknown" for n, name in enumerate(names)})
    assert scores.low.tolist() == [60.0]
    assert scores.ranked.tolist() == [True]
    assert scores.verdict.tolist() == [0]


def test_only_the_rows_asked_for_are_scored_in_their_order() -> None:
    rules, facts = rubric(ONE), evidence({"a": {"base_weights": "open"}, "b": {"base_weights": "closed"}, "c": {}})
    assert score(rules, facts, rows=[2, 0]).releases == ("c", "a")
    assert score(rules, facts, rows=[2, 0]).low.tolist() == [0, 100]
    assert score(rules, facts, rows=np.array([True, False, True])).releases == ("a", "c")
    assert score(rules, facts, rows=[]).low.tolist() == []


def test_a_component_without_evidence_is_named() -> None:
    with pytest.raises(ValueError, match="'test-rubric' asks for components without evidence: base_weights"):
        score(rubric(ONE), evidence({"r": {"card": "open"}}))


def test_codes_that_do_not_exist_are_refused() -> None:
    facts = evidence({"r": {"base_weights": "open"}})
    facts.availability[0, 0] = 6
    with pytest.raises(ValueError, match=r"availability holds a code outside 0\.\.5"):
        score(rubric(ONE), facts)


# --------------------------------------------------------------------------------------------------- verdicts


def state(asks: dict[str, Any], part: str) -> int:
    rules = rubric(
        {"d": {"criteria": {"it": criterion("part"), "other": criterion("other")}}},
        [{"id": "top", "title": "Top", "requires": {"it": asks}}],
    )
    return int(scored(rules, r={"part": part, "other": "open"}).states[0, 0])


@pytest.mark.parametrize(
    ("asks", "fact", "expected"),
    [
        ({"availability": "gated"}, "open", 2),
        ({"availability": "gated"}, "gated", 2),
        ({"availability": "gated"}, "partial", 0),
        ({"availability": "gated"}, "unknown", 1),
        ({"availability": "gated"}, "not-applicable", 2),
        ({"availability": "open", "terms": "open"}, "open:MIT", 2),
        ({"availability": "open", "terms": "open"}, "open:Llama-3", 0),
        ({"availability": "open", "terms": "open"}, "open", 1),
        ({"availability": "open", "terms": "open"}, "partial", 0),  # fails whatever the terms
        ({"availability": "open", "terms": "open"}, "unknown:Llama-3", 0),  # fails whatever the availability
        ({"availability": "open", "terms": "open"}, "unknown:MIT", 1),
        ({"terms": "restricted"}, "partial:Llama-3", 2),
        ({"terms": "restricted"}, "partial:none", 0),
        ({"terms": "restricted"}, "closed", 0),  # closed has no terms
        ({"licence": {"user_threshold": False}}, "open:MIT", 2),
        ({"licence": {"user_threshold": False}}, "open:Llama-3", 0),
        ({"licence": {"user_threshold": False}}, "open:Unread-1.0", 1),
        ({"licence": {"user_threshold": False}}, "open", 1),  # no licence named
        ({"licence": {"user_threshold": False}}, "closed", 0),
        ({"licence": {"user_threshold": False}}, "not-applicable", 2),
        ({"licence": {"user_threshold": False}}, "open:MIT OR Llama-3", 2),
        ({"licence": {"user_threshold": False}}, "open:MIT AND Llama-3", 0),
        # Open terms from one alternative and no threshold from the other: each is met, and both together by neither.
        ({"terms": "open"}, "open:Open-Threshold OR Own-1.0", 2),
        ({"licence": {"user_threshold": False}}, "open:Open-Threshold OR Own-1.0", 2),
        ({"terms": "open", "licence": {"user_threshold": False}}, "open:Open-Threshold OR Own-1.0", 0),
    ],
)
def test_a_condition_fails_holds_or_waits_for_a_fact(asks: dict[str, Any], fact: str, expected: int) -> None:
    assert expected == state(asks, fact)


@pytest.mark.parametrize(
    ("how", "facts", "expected"),
    [
        ("any", ("open/open", "closed"), 2),
        ("any", ("open/open", "unknown"), 2),
        ("any", ("partial", "unknown"), 1),
        ("any", ("partial", "closed"), 0),
        ("any", ("partial", "not-applicable"), 0),
        ("any", ("open/restricted", "partial/open"), 0),  # neither meets all of it
        ("all", ("open/open", "unknown"), 1),
        ("all", ("closed", "unknown"), 0),
        ("all", ("open/open", "not-applicable"), 2),
        ("all", ("not-applicable", "not-applicable"), 2),
        ("any", ("not-applicable", "not-applicable"), 2),
    ],
)
def test_any_needs_one_component_that_meets_all_of_it_and_all_needs_each(how: str, facts: Any, expected: int) -> None:
    rules = rubric(
        {"d": {"criteria": {"it": criterion({how: ["one", "two"]}), "other": criterion("other")}}},
        [{"id": "top", "title": "Top", "requires": {"it": {"availability": "open", "terms": "open"}}}],
    )
    assert expected == scored(rules, r={"one": facts[0], "two": facts[1], "other": "open"}).states[0, 0]


@pytest.mark.parametrize(
    ("value", "below", "at_least"),
    [
        ("9.9e24", 2, 0),
        ("1e25", 0, 2),
        ("<1e25", 2, 0),
        ("<=1e25", 1, 1),
        ("<2e25", 1, 1),
        (">1e25", 0, 2),
        (">=1e25", 0, 2),
        (">1e24", 1, 1),
        ("", 1, 1),
        ("about as much as GPT-4", 1, 1),
        ("nan", 1, 1),
    ],
)
def test_a_bound_proves_refutes_or_leaves_open(value: str, below: int, at_least: int) -> None:
    assert below == field_state(FieldCondition(below=1e25), value)
    assert at_least == field_state(FieldCondition(at_least=1e25), value)


@pytest.mark.parametrize(
    ("value", "state"),
    [
        *[("1e23", 2), ("9.9e24", 2), ("9.9e22", 0), ("1e25", 0), ("<1e23", 0), ("<=1e23", 1), ("<1e25", 1)],
        *[(">1e23", 1), (">=1e25", 0), ("", 1), ("large", 1)],
    ],
)
def test_two_bounds_hold_together(value: str, state: int) -> None:
    assert state == field_state(FieldCondition(at_least=1e23, below=1e25), value)


def test_a_month_counts_from_its_first_day() -> None:
    assert field_state(FieldCondition(below="2025-08-02"), "2025-08") == 2
    assert field_state(FieldCondition(at_least="2025-08-02"), "2025-08-02") == 2
    assert field_state(FieldCondition(at_least="2025-08-02"), "2025-08") == 0


def test_a_score_condition_holds_on_low_and_fails_on_high() -> None:
    rules = rubric(ONE, [{"id": "top", "title": "Top", "requires": {"score": {"at_least": 75}}}])
    scores = scored(rules, **{have: {"base_weights": have} for have in ("open", "gated", "partial", "unknown")})
    assert scores.states[:, 0].tolist() == [2, 2, 0, 1]


LEVELS = [
    {"id": "top", "title": "Top", "requires": {"weights": {"availability": "open"}, "data": {"availability": "open"}}},
    {"id": "middle", "title": "Middle", "requires": {"weights": {"availability": "gated"}}},
]
RULES = {
    "d": {
        "criteria": {
            "weights": criterion("base_weights", "weights", 2),
            "data": criterion("pretraining_data", "training"),
        }
    }
}
CASES = {
    "proven": {"base_weights": "open", "pretraining_data": "open"},
    "maybe": {"base_weights": "open", "pretraining_data": "unknown"},
    "middling": {"base_weights": "gated", "pretraining_data": "unknown"},
    "silent": {"base_weights": "unknown", "pretraining_data": "unknown"},
    "capped": {"base_weights": "unknown", "pretraining_data": "closed"},
    "shut": {"base_weights": "closed", "pretraining_data": "unknown"},
}


@pytest.fixture
def levels() -> Scores:
    return scored(rubric(RULES, LEVELS), **CASES)


def test_verdicts_are_what_is_proven_and_what_is_not_ruled_out(levels: Scores) -> None:
    pairs = zip(levels.verdict.tolist(), levels.verdict_high.tolist(), strict=True)
    assert dict(zip(CASES, pairs, strict=True)) == {
        "proven": (0, 0),
        "maybe": (1, 0),
        "middling": (1, 1),
        "silent": (2, 0),
        "capped": (2, 1),
        "shut": (2, 2),
    }


def test_verdicts_in_words(levels: Scores) -> None:
    words = [verdict_words(levels.rubric, *pair) for pair in zip(levels.verdict, levels.verdict_high, strict=True)]
    assert words == [
        "Top",
        "between “Middle” and “Top”: facts are missing",
        "Middle",
        "may reach “Top”: facts are missing",
        "may reach “Middle”: facts are missing",
        "Not open",
    ]


def test_silence_is_not_a_chance(levels: Scores) -> None:
    assert dict(zip(CASES, status(levels).tolist(), strict=True)) == {
        "proven": "stated",
        "maybe": "undetermined",
        "middling": "stated",
        "silent": "not-enough-recorded",
        "capped": "not-enough-recorded",
        "shut": "stated",
    }


def test_counts_of_a_verdict_add_up_and_include_the_better_ones(levels: Scores) -> None:
    assert counts(levels, "top") == Counts("top", proven=1, undetermined=1, not_enough_recorded=1, ruled_out=3)
    assert counts(levels, "middle") == Counts("middle", proven=3, undetermined=0, not_enough_recorded=2, ruled_out=1)
    assert counts(levels, "closed") == Counts("closed", proven=6, undetermined=0, not_enough_recorded=0, ruled_out=0)
    assert counts(levels, "top").total == 6
    assert counts(levels, "top", rows=np.array([0, 5])) == Counts("top", 1, 0, 0, 1)
    assert reached(levels, "top").tolist()[:2] == ["proven", "undetermined"]


def test_a_verdict_that_does_not_exist_is_answered_with_those_that_do(levels: Scores) -> None:
    with pytest.raises(ValueError, match="no verdict 'best' in 'test-rubric'; one of: top, middle, closed"):
        counts(levels, "best")


def test_a_condition_nobody_records_keeps_a_verdict_from_being_proven() -> None:
    top = {**LEVELS[0], "undetermined": ["The company must publish its tax returns."]}
    scores = scored(rubric(RULES, [top, LEVELS[1]]), proven=CASES["proven"], shut=CASES["shut"])
    assert scores.verdict.tolist() == [1, 2]
    assert scores.verdict_high.tolist() == [0, 2]
    assert condition_labels(scores, 1)[0] == ("no-facts",)


def test_a_condition_that_is_assumed_keeps_no_verdict_from_being_proven() -> None:
    top = {**LEVELS[0], "assumed": ["The company publishes its tax returns."]}
    scores = scored(rubric(RULES, [top, LEVELS[1]]), **CASES)
    plain = scored(rubric(RULES, LEVELS), **CASES)
    assert scores.verdict.tolist() == plain.verdict.tolist()
    assert scores.verdict_high.tolist() == plain.verdict_high.tolist()


def test_a_release_field_decides_together_with_the_components() -> None:
    verdict = {
        "id": "top",
        "title": "Top",
        "requires": {"weights": {"availability": "open"}, "release": {"training_flop": {"below": 1e25}}},
    }
    names = {"small": "<1e25", "big": ">1e25", "unsaid": ""}
    scores = scored(
        rubric(ONE, [verdict]),
        {name: {"training_flop": flop} for name, flop in names.items()},
        **{name: {"base_weights": "open"} for name in names},
    )
    assert scores.verdict.tolist() == [0, 1, 1]
    assert scores.verdict_high.tolist() == [0, 1, 0]


# ----------------------------------------------------------------------------------------------------------- frame


def test_the_frame_has_the_columns_of_the_command_line(levels: Scores) -> None:
    frame = to_frame(levels, evidence(CASES))
    assert tuple(frame.columns) == COLUMNS
    assert frame["release"].tolist() == list(CASES)
    first = frame.iloc[1]
    assert (first["verdict"], first["verdict_high"], first["failed"], first["undetermined"]) == (
        "middle",
        "top",
        "",
        "data",
    )
    assert frame["failed"].tolist() == ["", "", "weights", "", "data", "weights"]
    assert frame["undetermined"].tolist() == ["", "data", "data", "weights|data", "weights", "data"]
    assert (frame["score"] == frame["low"]).all()


def test_a_subset_keeps_what_belongs_together(levels: Scores) -> None:
    some = levels.subset([4, 1])
    assert some.releases == ("capped", "maybe")
    assert some.verdict.tolist() == [2, 1]
    assert some.credit_high.tolist() == levels.credit_high[[4, 1]].tolist()
    assert some.index("maybe") == 1
    with pytest.raises(KeyError, match="'shut' is not among the 2 scored"):
        some.index("shut")
