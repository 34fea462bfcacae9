"""What must hold for every rubric and all evidence, tried on random ones."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from openness.facts.fact_index import AVAILABILITIES
from openness.facts.licences import TERMS
from openness.rubric.model import Rubric
from openness.scoring.scores import Scores, score
from tests import scoring_reference as reference
from tests.scoring_cases import COMPONENTS, FLOPS, PARSED, Cell, cells, evidence, releases, trees

NUMBERS = (
    *("low", "high", "coverage", "weights_low", "weights_high", "weights_coverage"),
    *("training_low", "training_high", "training_coverage"),
)
LADDER = AVAILABILITIES[:4]
few = settings(max_examples=60, deadline=None)  # a busy machine is no failure
TOLERANCE = 1e-6  # points of 100; the engine rounds at 1e-9


def scored(tree: dict[str, Any], *given: dict[str, Cell], flops: str = "") -> Scores:
    named = {f"r{number}": release for number, release in enumerate(given)}
    return score(Rubric.model_validate(tree), evidence(named, {name: {"training_flop": flops} for name in named}))


def same(one: Scores, other: Scores) -> None:
    for name in NUMBERS:
        np.testing.assert_allclose(getattr(one, name), getattr(other, name), atol=TOLERANCE, rtol=0)
    assert one.verdict.tolist() == other.verdict.tolist()
    assert one.verdict_high.tolist() == other.verdict_high.tolist()


@settings(max_examples=100, deadline=None)
@given(trees(), releases(), st.sampled_from(FLOPS))
def test_the_engine_agrees_with_the_rules_written_out_slowly(tree: dict[str, Any], release: Any, flops: str) -> None:
    scores = scored(tree, release, flops=flops)
    words = {name: (have, terms, PARSED.get(licence)) for name, (have, terms, licence) in release.items()}
    for name, expected in reference.totals(tree, words).items():
        value = getattr(scores, name)[0]
        if expected is None:
            assert np.isnan(value), name
        else:
            assert float(expected) == pytest.approx(value, abs=TOLERANCE), name
    assert reference.verdicts(tree, words, {"training_flop": flops}) == (scores.verdict[0], scores.verdict_high[0])


@few
@given(trees(), releases(), st.data())
def test_raising_an_availability_or_terms_never_costs_anything(tree: Any, release: Any, data: st.DataObject) -> None:
    part = data.draw(st.sampled_from(COMPONENTS))
    have, terms, licence = release[part]
    can_open = have in LADDER[:3]
    can_free = terms in TERMS[:2]
    if can_open and (not can_free or data.draw(st.booleans())):
        better = (data.draw(st.sampled_from(LADDER[LADDER.index(have) + 1 :])), terms, licence)
    elif can_free:
        better = (have, data.draw(st.sampled_from(TERMS[TERMS.index(terms) + 1 : 3])), licence)
    else:
        better = release[part]
    scores = scored(tree, release, {**release, part: better})
    for name in ("low", "high", "weights_low", "weights_high", "training_low", "training_high"):
        before, after = getattr(scores, name)
        assert after >= before or np.isnan(before), name
    assert scores.verdict[1] <= scores.verdict[0]
    assert scores.verdict_high[1] <= scores.verdict_high[0]


@few
@given(trees(), releases(), st.floats(1e-5, 1e5))
def test_scaling_all_weights_changes_nothing(tree: Any, release: Any, factor: float) -> None:
    before = scored(tree, release)
    for dimension in tree["dimensions"].values():
        dimension["weight"] *= factor
        for criterion in dimension["criteria"].values():
            criterion["weight"] *= factor
    after = scored(tree, release)
    same(before, after)


@few
@given(trees(), releases())
def test_the_headline_lies_in_its_range_and_the_proven_verdict_below_the_possible_one(tree: Any, release: Any) -> None:
    scores = scored(tree, release)
    for low, high in (
        (scores.low, scores.high),
        (scores.weights_low, scores.weights_high),
        (scores.training_low, scores.training_high),
        (scores.gap_low, scores.gap),
        (scores.gap, scores.gap_high),
    ):
        assert low[0] <= high[0] or np.isnan(low[0])
    assert scores.verdict_high[0] <= scores.verdict[0]


@few
@given(trees(), st.lists(releases(), min_size=2, max_size=4), st.randoms())
def test_the_order_of_rows_changes_nothing(tree: Any, several: Any, random: Any) -> None:
    order = list(range(len(several)))
    random.shuffle(order)
    straight, shuffled = scored(tree, *several), scored(tree, *(several[number] for number in order))
    for name in NUMBERS:
        # Bit for bit: ties between releases must not depend on where they stand.
        np.testing.assert_array_equal(getattr(straight, name)[order], getattr(shuffled, name))
    np.testing.assert_array_equal(straight.verdict[order], shuffled.verdict)
    np.testing.assert_array_equal(straight.states[order], shuffled.states)


@settings(max_examples=15, deadline=None)
@given(trees(), st.lists(releases(), min_size=1, max_size=5), st.sampled_from([30, 600]))
def test_among_many_releases_each_scores_as_it_does_alone(tree: Any, several: Any, size: int) -> None:
    facts = evidence({f"r{number}": release for number, release in enumerate(several)})
    rows = np.arange(size) % len(several)
    rules = Rubric.model_validate(tree)
    few_rows, many_rows = score(rules, facts), score(rules, facts, rows=rows)
    for name in (*NUMBERS, "verdict", "verdict_high", "states"):
        np.testing.assert_array_equal(getattr(few_rows, name)[rows], getattr(many_rows, name))


@few
@given(trees(), releases(), st.randoms())
def test_the_order_of_keys_in_a_rubric_changes_nothing(tree: Any, release: Any, random: Any) -> None:
    def shuffle(value: Any, inside_requires: bool = False) -> Any:
        if not isinstance(value, dict):
            return [shuffle(item) for item in value] if isinstance(value, list) else value
        keys = list(value)
        random.shuffle(keys)
        return {key: shuffle(value[key]) for key in keys}

    straight, shuffled = scored(tree, release), scored(shuffle(tree), release)
    for name in NUMBERS:
        np.testing.assert_array_equal(getattr(straight, name), getattr(shuffled, name))
    assert straight.verdict.tolist() == shuffled.verdict.tolist()
    assert straight.verdict_high.tolist() == shuffled.verdict_high.tolist()


@few
@given(trees(), releases(), st.data())
def test_forgetting_a_fact_only_widens_the_range(tree: Any, release: Any, data: st.DataObject) -> None:
    part = data.draw(st.sampled_from(COMPONENTS))
    have, terms, licence = release[part]
    forgotten = data.draw(
        st.sampled_from([("unknown", "unknown", ""), ("unknown", terms, licence), (have, "unknown", "")])
    )
    scores = scored(tree, release, {**release, part: forgotten})
    assume(not np.isnan(scores.low[0]))  # where nothing applies there is no range to widen
    sides = ("weights", "training") if have != "not-applicable" else ()
    # What does not apply gives its weight to its neighbours, so forgetting that it does not apply moves weight between
    # the sides; the score itself still only widens.
    for low, high in (("low", "high"), *((f"{side}_low", f"{side}_high") for side in sides)):
        assert getattr(scores, low)[1] <= getattr(scores, low)[0] + TOLERANCE or np.isnan(getattr(scores, low)[0])
        assert getattr(scores, high)[1] >= getattr(scores, high)[0] - TOLERANCE or np.isnan(getattr(scores, high)[0])
    assert scores.verdict[1] >= scores.verdict[0]
    assert scores.verdict_high[1] <= scores.verdict_high[0]


@few
@given(trees(), releases(), cells())
def test_a_component_that_no_criterion_asks_for_changes_nothing(tree: Any, release: Any, other: Cell) -> None:
    same(scored(tree, {**release, "unasked": other}), scored(tree, {**release, "unasked": ("unknown", "unknown", "")}))


@few
@given(trees(), releases())
def test_effective_weights_and_credits_add_up_to_the_score(tree: Any, release: Any) -> None:
    scores = scored(tree, release)
    if np.isnan(scores.low[0]):
        assert scores.effective_weights.sum() == 0
        return
    assert scores.effective_weights.sum() == pytest.approx(1)
    assert (scores.effective_weights * scores.credit_low).sum() * 100 == pytest.approx(scores.low[0], abs=TOLERANCE)
    assert (scores.effective_weights * scores.credit_high).sum() * 100 == pytest.approx(scores.high[0], abs=TOLERANCE)
    assert (scores.effective_weights * scores.settled).sum() == pytest.approx(scores.coverage[0], abs=TOLERANCE)
