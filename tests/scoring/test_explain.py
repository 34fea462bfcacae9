"""Explanations: every criterion down to its facts, every condition in a sentence that says what follows."""

from __future__ import annotations

import dataclasses
import json
from typing import Any

import pytest

from openness.facts.licences import LIMITING_FLAGS, PERMISSIVE_FLAGS
from openness.rubric.model import RELEASE_FIELDS
from openness.scoring.condition_words import FIELD_WORDS, FLAG_TOPICS, FLAG_WORDS
from openness.scoring.explain import explain
from openness.scoring.explanation import ConditionResult, Explanation
from openness.scoring.scores import score
from tests.scoring_cases import criterion, evidence, rubric

DIMENSIONS = {
    "making": {
        "criteria": {
            "code": criterion("training_code", "training", reference="Clause 2"),
            "data": criterion({"any": ["data_information", "pretraining_data"]}, "training", terms="ignore"),
        }
    },
    "model": {"weight": 2, "criteria": {"weights": criterion({"all": ["base_weights", "enduser_weights"]}, "weights")}},
}
FACTORS = {"open": 1, "restricted": 0.5, "none": 0.5}
RELEASE = {
    "training_code": "partial",
    "data_information": "open",
    "pretraining_data": "closed",
    "base_weights": "open:MIT",
    "enduser_weights": "open",
}


def explained(requires: Any = None, fields: Any = None, undetermined: Any = (), **facts: str) -> Explanation:
    verdict = {"id": "top", "title": "Top", "requires": requires or {"code": {"availability": "open"}}}
    if undetermined:
        verdict["undetermined"] = list(undetermined)
    known = evidence({"other": {}, "model-1": {**RELEASE, **facts}}, {"model-1": fields or {}})
    return explain(score(rubric(DIMENSIONS, [verdict], terms=FACTORS), known), known, "model-1")


def condition(requires: Any, **facts: str) -> ConditionResult:
    (only,) = explained(requires, **facts).verdicts[0].conditions
    return only


def test_a_criterion_lists_the_facts_behind_it_with_their_addresses() -> None:
    code = explained(training_code="partial:MIT").criteria[0]
    (member,) = code.members
    assert (code.id, code.dimension, code.side, code.reference, code.combine) == (
        "code",
        "making",
        "training",
        "Clause 2",
        "one",
    )
    assert (member.title, member.availability, member.terms, member.licence) == (
        "Training code",
        "partial",
        "open",
        "MIT",
    )
    assert member.fact is not None
    assert (member.fact.source, member.fact.url) == ("first-party", "https://example.org/model-1/training_code")
    assert (member.fact.recorded, member.fact.confidence) == ("2026-11-20", "high")
    assert member.licence_fact == member.fact
    assert member.missing == ()


def test_what_nobody_recorded_has_no_fact_and_is_named_as_missing() -> None:
    result = explained(training_code="unknown")
    assert result.criteria[0].members[0].fact is None
    assert result.criteria[0].missing == ("availability of Training code", "terms of Training code")
    assert result.missing[:2] == result.criteria[0].missing


def test_terms_are_missing_only_where_they_count() -> None:
    result = explained()
    assert result.criteria[0].missing == ("terms of Training code",)
    assert result.criteria[1].missing == ()  # this criterion ignores terms
    assert result.criteria[2].missing == ("terms of Enduser weights",)


def test_points_of_the_criteria_add_up_to_the_score() -> None:
    result = explained()
    assert sum(one.points_low for one in result.criteria) == pytest.approx(result.low)
    assert sum(one.points_high for one in result.criteria) == pytest.approx(result.high)
    assert [one.weight for one in result.criteria] == pytest.approx([1 / 6, 1 / 6, 2 / 3])
    assert [one.settled for one in result.criteria] == [True, True, True]
    assert (result.coverage, result.ranked) == (1.0, True)


def test_the_numbers_of_the_release_stand_beside_its_words() -> None:
    result = explained()
    assert (result.release, result.name, result.as_of) == ("model-1", "Model-1", "2026-11-22")
    assert (result.verdict, result.verdict_high, result.words, result.status) == (
        "closed",
        "closed",
        "Not open",
        "stated",
    )
    assert (result.gap_low, result.gap, result.gap_high) == (
        result.weights_low - result.training_high,
        result.weights_low - result.training_low,
        result.weights_high - result.training_low,
    )


@pytest.mark.parametrize(
    ("asks", "fact", "sentence", "missing"),
    [
        (
            {"availability": "open", "terms": "open"},
            "partial",
            "Training code must be open under open terms: partial, terms not recorded, which fails.",
            (),
        ),
        ({"availability": "gated"}, "open", "Training code must be open or gated: open, which holds.", ()),
        (
            {"availability": "open", "terms": "open"},
            "open:Llama-3",
            "Training code must be open under open terms: open under restricted terms (Llama-3), which fails.",
            (),
        ),
        (
            {"availability": "open"},
            "unknown",
            "Training code must be open: not recorded, which leaves it undetermined; to be recorded: availability of "
            "Training code.",
            ("availability of Training code",),
        ),
        (
            {"availability": "open", "terms": "open"},
            "open",
            "Training code must be open under open terms: open, terms not recorded, which leaves it undetermined; to "
            "be recorded: terms of Training code.",
            ("terms of Training code",),
        ),
        (
            {"terms": "restricted"},
            "partial:none",
            "Training code must be under a licence: partial, without a licence, which fails.",
            (),
        ),
        (
            {"licence": {"user_threshold": False}},
            "open:Llama-3",
            "Training code must be available, and its licence must not depend on the number of users: open under "
            "restricted terms (Llama-3), which fails.",
            (),
        ),
        (
            {"availability": "open", "licence": {"user_threshold": False}},
            "open:Unread-1.0",
            "Training code must be open, and its licence must not depend on the number of users: open, terms not "
            "recorded (Unread-1.0), which leaves it undetermined; to be recorded: what Unread-1.0 says about the "
            "number of users.",
            ("what Unread-1.0 says about the number of users",),
        ),
        (
            {"licence": {"user_threshold": False}},
            "open",
            "Training code must be available, and its licence must not depend on the number of users: open, terms not "
            "recorded, which leaves it undetermined; to be recorded: licence of Training code.",
            ("licence of Training code",),
        ),
        ({"availability": "open"}, "closed", "Training code must be open: closed, which fails.", ()),
        (
            {"availability": "open"},
            "not-applicable",
            "Training code must be open: does not apply, so it asks for nothing.",
            (),
        ),
    ],
)
def test_a_condition_says_what_is_asked_what_is_recorded_and_what_follows(
    asks: dict[str, Any], fact: str, sentence: str, missing: tuple[str, ...]
) -> None:
    result = condition({"code": asks}, training_code=fact)
    assert sentence == result.sentence
    assert missing == result.missing


SEVERAL = {"availability": "gated", "licence": {"non_commercial": False, "user_threshold": False}}


def test_of_several_demands_on_a_licence_those_that_fail_are_named() -> None:
    result = condition({"code": SEVERAL}, training_code="open:Llama-3")
    assert result.state == "fails"
    assert "users" in result.sentence
    assert "commercial" not in result.sentence
    held = condition({"code": SEVERAL}, training_code="open:MIT")
    assert "allow commercial use and not depend on the number of users" in held.sentence


def test_demands_on_a_licence_are_not_named_where_there_is_nothing_to_license() -> None:
    result = condition({"code": SEVERAL}, training_code="closed")
    assert result.sentence == "Training code must be open or gated: closed, which fails."


def test_components_of_which_the_same_is_recorded_are_named_together() -> None:
    result = condition(
        {"data": {"availability": "open", "terms": "open"}},
        data_information="open:Llama-3",
        pretraining_data="open:Llama-3",
    )
    assert result.sentence == (
        "Data information or pretraining data must be open under open terms: Data information and Pretraining data "
        "open under restricted terms (Llama-3), which fails."
    )


def test_what_is_missing_is_named_once() -> None:
    result = condition(
        {"data": {"licence": {"user_threshold": False}}},
        data_information="open:Unread-1.0",
        pretraining_data="open:Unread-1.0",
    )
    assert result.missing == ("what Unread-1.0 says about the number of users",)


def test_with_several_components_each_is_named() -> None:
    result = condition({"data": {"availability": "open"}}, data_information="unknown", pretraining_data="closed")
    assert result.state == "undetermined"
    assert result.sentence == (
        "Data information or pretraining data must be open: Data information not recorded; Pretraining data closed "
        "(one is enough), which leaves it undetermined; to be recorded: availability of Data information."
    )


def test_facts_that_can_no_longer_help_are_not_asked_for() -> None:
    # The data information is partial, so its terms decide nothing any more.
    result = condition(
        {"data": {"availability": "open", "terms": "open"}}, data_information="partial", pretraining_data="open"
    )
    assert result.missing == ("terms of Pretraining data",)


def test_several_missing_facts_are_listed() -> None:
    result = condition(
        {"weights": {"availability": "open", "terms": "open"}}, base_weights="open", enduser_weights="unknown"
    )
    assert result.sentence.endswith(
        "; one or more of these decide: terms of Base weights, availability and terms of Enduser weights."
    )


def test_what_nobody_recorded_is_said_once() -> None:
    result = condition({"code": {"availability": "open", "terms": "open"}}, training_code="unknown")
    assert result.sentence == (
        "Training code must be open under open terms: not recorded, which leaves it undetermined; to be recorded: "
        "availability and terms of Training code."
    )


@pytest.mark.parametrize(
    ("flop", "state", "ending"),
    [
        ("<1e25", "holds", "Training compute (FLOP) must be below 1e25: <1e25, which holds."),
        ("3e25", "fails", "Training compute (FLOP) must be below 1e25: 3e25, which fails."),
        (
            "",
            "undetermined",
            "Training compute (FLOP) must be below 1e25: not recorded, which leaves it undetermined; to be recorded: "
            "Training compute (FLOP).",
        ),
    ],
)
def test_a_field_of_the_release_is_quoted_as_it_stands(flop: str, state: str, ending: str) -> None:
    (only,) = explained({"release": {"training_flop": {"below": 1e25}}}, {"training_flop": flop}).verdicts[0].conditions
    assert (only.label, only.state, only.sentence) == ("release.training_flop", state, ending)


def test_a_score_condition_gives_the_range_and_what_is_missing() -> None:
    (only,) = explained({"score": {"at_least": 80}}, enduser_weights="unknown").verdicts[0].conditions
    assert only.sentence == "The score must reach 80: it lies between 21 and 92, which leaves it undetermined."
    assert only.missing[-1] == "terms of Enduser weights"


def test_a_condition_without_facts_says_so() -> None:
    result = explained({"code": {"availability": "partial"}}, undetermined=["It must be published by a nonprofit."])
    assert result.verdicts[0].state == "undetermined"
    assert [one.sentence for one in result.verdicts[0].having("undetermined")] == [
        "It must be published by a nonprofit: no facts are held about it, so it stays undetermined."
    ]


def test_where_nothing_applies_no_condition_is_called_met() -> None:
    result = explained(**dict.fromkeys(RELEASE, "not-applicable"))
    assert result.status == "not-enough-recorded"
    assert result.verdicts[0].conditions[0].sentence == (
        "Training code must be open: does not apply, and neither does the rest of this definition."
    )


def test_an_explanation_is_plain_data() -> None:
    assert json.loads(json.dumps(dataclasses.asdict(explained())))["criteria"][0]["members"][0]["fact"]["url"]


def test_a_score_that_misses_the_bar_is_not_rounded_up_to_it() -> None:
    high = explained(enduser_weights="unknown").high  # 91.67, which rounds to 92
    (only,) = explained({"score": {"at_least": 92}}, enduser_weights="unknown").verdicts[0].conditions
    assert 91.6 < high < 91.7
    assert only.sentence == "The score must reach 92: it lies between 21 and 91.7, which fails."


def test_a_release_that_was_not_scored_is_an_error() -> None:
    known = evidence({"model-1": RELEASE})
    scores = score(rubric(DIMENSIONS), known)
    with pytest.raises(KeyError, match="'gpt-9' is not among the 1 scored"):
        explain(scores, known, "gpt-9")


def test_an_explanation_of_one_row_of_many_is_that_of_the_row_alone() -> None:
    known = evidence({"a": {}, "model-1": RELEASE, "b": dict.fromkeys(RELEASE, "open")})
    rules = rubric(DIMENSIONS, terms=FACTORS)
    alone = explain(score(rules, known, rows=[1]), known, "model-1")
    assert explain(score(rules, known), known, "model-1") == alone


def test_there_are_words_for_everything_a_verdict_can_ask_for() -> None:
    asked = {(flag, True) for flag in PERMISSIVE_FLAGS} | {(flag, False) for flag in LIMITING_FLAGS}
    assert asked == set(FLAG_WORDS)
    assert {flag for flag, _ in asked} == set(FLAG_TOPICS)
    assert set(RELEASE_FIELDS) == set(FIELD_WORDS)
