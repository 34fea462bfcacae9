"""Drawn assumptions give the scores that the engine gives, and stay within the ranges they state."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openness.core.errors import OpennessError
from openness.core.paths import ROOT
from openness.facts.package import Package
from openness.query.grammar import Query
from openness.robustness.draws import READINGS, Assumptions, Model, Reading
from openness.robustness.sensitivity import AS_IT_STANDS
from openness.rubric.load import list_rubrics
from openness.rubric.model import Rubric
from openness.scoring.answer import answer
from openness.scoring.scores import Scores, score
from tests import scoring_cases as cases
from tests.scoring_cases import criterion, evidence, rubric

CODE_AND_DATA = {
    "code": {"weight": 2, "criteria": {"code": criterion("code"), "tools": criterion("tools", weight=3)}},
    "data": {"criteria": {"data": criterion({"any": ["raw", "described"]})}},
}


def scored(rules: Rubric, releases: dict[str, Any]) -> Scores:
    return score(rules, evidence(releases))


def drawn(scores: Scores, assumptions: Assumptions, points: np.ndarray | None = None) -> dict[str, float]:
    """Points of 100 in the first draw."""
    model = Model(scores, assumptions)
    given_points = np.full((1, model.inputs), 0.5) if points is None else points
    ((_, values),) = model.scores(given_points)
    return dict(zip(model.releases, (100 * values[0]).tolist(), strict=True))


@settings(max_examples=80)
@given(cases.trees(), st.lists(cases.releases(), min_size=1, max_size=6), st.sampled_from(["closed", "open"]))
def test_with_nothing_varied_the_scores_are_those_of_the_engine(
    tree: dict[str, Any], releases: list[dict[str, cases.Cell]], reading: Reading
) -> None:
    found = scored(Rubric.model_validate(tree), {f"r{n}": release for n, release in enumerate(releases)})
    found = found.subset(~np.isnan(found.low))
    if not found.releases:
        return
    values = drawn(found, replace(AS_IT_STANDS, unknown=(reading,)))
    wanted = found.low if reading == "closed" else found.high

    assert [values[release] for release in found.releases] == pytest.approx(wanted.tolist(), abs=2e-9)


@settings(max_examples=50)
@given(cases.trees(), st.lists(cases.releases(), min_size=1, max_size=6), st.integers(0, 2**32 - 1))
def test_no_draw_leaves_the_scale_and_reading_the_unknown_better_never_costs_points(
    tree: dict[str, Any], releases: list[dict[str, cases.Cell]], seed: int
) -> None:
    found = scored(Rubric.model_validate(tree), {f"r{n}": release for n, release in enumerate(releases)})
    found = found.subset(~np.isnan(found.low))
    if not found.releases:
        return
    by_reading = {}
    for reading in READINGS:
        model = Model(found, Assumptions(unknown=(reading,)))
        points = np.random.default_rng(seed).random((8, model.inputs))
        by_reading[reading] = np.concatenate([values for _, values in model.scores(points)])
        assert (by_reading[reading] >= 0).all()
        assert (by_reading[reading] <= 1 + 1e-12).all()

    assert (by_reading["open"] >= by_reading["closed"] - 1e-12).all()


def test_left_out_takes_a_criterion_without_an_answer_out_of_the_mean() -> None:
    found = scored(
        rubric(CODE_AND_DATA), {"r": {"code": "open", "tools": "unknown", "raw": "partial", "described": "unknown"}}
    )
    # code counts 2 of 3 and is all open where tools drop out; of the data one member is unknown, so they drop out too
    assert drawn(found, replace(AS_IT_STANDS, unknown=("left-out",))) == {"r": pytest.approx(100)}
    # closed: code (2/3) x (1/4), data (1/3) x 1/2
    assert drawn(found, AS_IT_STANDS) == {"r": pytest.approx(100 * (2 / 3 / 4 + 1 / 6))}


def test_left_out_counts_unknown_terms_midway() -> None:
    rules = rubric({"d": {"criteria": {"code": criterion("code")}}}, terms={"open": 1, "restricted": 0.5, "none": 0.25})
    found = scored(rules, {"r": {"code": "open"}})

    assert (found.low.item(), found.high.item()) == (25, 100)
    assert drawn(found, replace(AS_IT_STANDS, unknown=("left-out",))) == {"r": pytest.approx(62.5)}


@pytest.mark.parametrize(
    ("name", "lowest", "middle", "highest"), [("partial", 25, 50, 75), ("gated", 50, 75, 100), ("terms", 25, 50, 75)]
)
def test_a_worth_moves_by_a_quarter_either_way(name: str, lowest: float, middle: float, highest: float) -> None:
    rules = rubric({"d": {"criteria": {"code": criterion("code")}}}, terms={"open": 1, "restricted": 0.5, "none": 0.5})
    cell = {"partial": "partial/open", "gated": "gated/open", "terms": "open/restricted"}[name]
    found = scored(rules, {"r": {"code": cell}})
    only = replace(AS_IT_STANDS, **{name: 0.25})

    worths = [drawn(found, only, np.array([[at]]))["r"] for at in (0.0, 0.5, 1.0)]
    assert worths == pytest.approx([lowest, middle, highest])


def test_restricted_terms_and_no_licence_move_together_and_stay_apart_where_the_definition_has_them_apart() -> None:
    rules = rubric({"d": {"criteria": {"code": criterion("code")}}}, terms={"open": 1, "restricted": 0.6, "none": 0.2})
    found = scored(rules, {"limited": {"code": "open/restricted"}, "bare": {"code": "open/none"}})
    only = replace(AS_IT_STANDS, terms=0.25)

    assert drawn(found, AS_IT_STANDS) == {"limited": pytest.approx(60), "bare": pytest.approx(20)}
    assert drawn(found, only, np.array([[1.0]])) == {"limited": pytest.approx(85), "bare": pytest.approx(45)}
    # 0.2 less a quarter would be below nought, which is where it stops
    assert drawn(found, only, np.array([[0.0]])) == {"limited": pytest.approx(35), "bare": pytest.approx(0)}


def test_gated_is_never_worth_less_than_partial() -> None:
    found = scored(rubric({"d": {"criteria": {"c": criterion("c")}}}), {"p": {"c": "partial"}, "g": {"c": "gated"}})
    only = replace(AS_IT_STANDS, partial=0.25, gated=0.25)
    model = Model(found, only)
    assert [varied.name for varied in model.varied] == ["partial", "gated"]

    values = drawn(found, only, np.array([[1.0, 0.0]]))  # partial at its best, gated at its worst
    assert values == {"p": pytest.approx(75), "g": pytest.approx(75)}


def test_a_definition_that_does_not_tell_gated_from_partial_moves_them_together() -> None:
    rules = rubric(
        {"d": {"criteria": {"c": criterion("c")}}}, credit={"open": 1, "gated": 0.5, "partial": 0.5, "closed": 0}
    )
    found = scored(rules, {"p": {"c": "partial"}, "g": {"c": "gated"}})
    only = replace(AS_IT_STANDS, partial=0.25, gated=0.25)

    (varied,) = Model(found, only).varied
    assert varied.title == "Points for “partial” and “gated”"
    assert varied.drawn == "0.25 to 0.75, uniform"
    assert drawn(found, only, np.array([[1.0]])) == {"p": pytest.approx(75), "g": pytest.approx(75)}


def test_weights_move_by_a_quarter_either_way_and_only_where_they_matter() -> None:
    found = scored(
        rubric(CODE_AND_DATA), {"r": {"code": "open", "tools": "closed", "raw": "closed", "described": "closed"}}
    )
    only = replace(AS_IT_STANDS, weights="shifted")
    model = Model(found, only)
    # data has one criterion, whose weight cannot matter
    assert [(varied.name, varied.inputs.stop - varied.inputs.start) for varied in model.varied] == [
        ("dimension-weights", 2),
        ("criterion-weights", 2),
    ]

    # code x 1.25, data x 0.75; within code: code x 1.25, tools x 0.75
    share, within = 2 * 1.25 / (2 * 1.25 + 0.75), 1.25 / (1.25 + 3 * 0.75)
    assert drawn(found, only, np.array([[1.0, 0.0, 1.0, 0.0]])) == {"r": pytest.approx(100 * share * within)}


def test_the_weight_of_the_only_dimension_that_counts_is_not_varied() -> None:
    found = scored(
        rubric({"code": CODE_AND_DATA["code"], "data": {"weight": 0, **CODE_AND_DATA["data"]}}),
        {"r": {"code": "open", "tools": "closed", "raw": "open", "described": "open"}},
    )
    model = Model(found, replace(AS_IT_STANDS, weights="shifted"))
    assert [varied.name for varied in model.varied] == ["criterion-weights"]


def test_what_moves_by_nothing_is_not_listed_as_varied() -> None:
    rules = rubric(CODE_AND_DATA, terms={"open": 1, "restricted": 0.5, "none": 0.25})
    found = scored(rules, {"r": {"code": "open", "tools": "partial", "raw": "open/restricted", "described": "open"}})
    still = Assumptions(spread=0, partial=0, gated=0, terms=0, unknown=("closed",), without=0)
    assert Model(found, still).varied == ()


def test_weights_drawn_anew_are_uniform_over_all_shares() -> None:
    found = scored(
        rubric(CODE_AND_DATA), {"r": {"code": "open", "tools": "open", "raw": "closed", "described": "closed"}}
    )
    model = Model(found, replace(AS_IT_STANDS, weights="anew"))
    points = np.random.default_rng(7).random((20_000, model.inputs))
    share = np.concatenate([values[:, 0] for _, values in model.scores(points)])

    # of two weights, the share of one is uniform between 0 and 1, whatever the weights in force are
    assert np.quantile(share, [0.1, 0.5, 0.9]) == pytest.approx([0.1, 0.5, 0.9], abs=0.01)


def test_one_criterion_is_left_out_in_the_stated_share_of_the_draws_each_as_likely() -> None:
    found = scored(
        rubric(CODE_AND_DATA), {"r": {"code": "open", "tools": "closed", "raw": "closed", "described": "closed"}}
    )
    model = Model(found, replace(AS_IT_STANDS, without=0.5))
    points = np.random.default_rng(7).random((30_000, model.inputs))
    values = np.concatenate([values[:, 0] for _, values in model.scores(points)])

    none, code, tools, data = 2 / 3 / 4, 0.0, 2 / 3, 1 / 4
    shares = [float(np.isclose(values, value).mean()) for value in (none, code, tools, data)]
    assert shares == pytest.approx([1 / 2, 1 / 6, 1 / 6, 1 / 6], abs=0.01)


def test_a_weight_of_nought_stays_off() -> None:
    off = {"code": {"criteria": {"code": criterion("code"), "tools": criterion("tools", weight=0)}}}
    found = scored(rubric(off), {"r": {"code": "open", "tools": "closed"}})
    for weights in ("shifted", "anew"):
        model = Model(found, Assumptions(weights=weights))  # type: ignore[arg-type]
        assert not len(model.droppable)
        points = np.random.default_rng(1).random((100, model.inputs))
        assert all((values == 1).all() for _, values in model.scores(points))


def test_what_is_varied_is_listed_with_its_range() -> None:
    rules = rubric(CODE_AND_DATA, terms={"open": 1, "restricted": 0.5, "none": 0.25})
    found = scored(rules, {"r": {"code": "open", "raw": "closed"}, "s": {"tools": "open", "described": "open"}})
    listed = {
        varied.name: (varied.title, varied.in_force, varied.drawn) for varied in Model(found, Assumptions()).varied
    }

    assert listed == {
        "dimension-weights": ("Weights of the dimensions", "2 weights", "each multiplied by 0.75 to 1.25, uniform"),
        "criterion-weights": ("Weights of the criteria", "2 weights", "each multiplied by 0.75 to 1.25, uniform"),
        "partial": ("Points for “partial”", "0.5", "0.25 to 0.75, uniform"),
        "gated": ("Points for “gated”", "0.75", "0.5 to 1, uniform; never below “partial”"),
        "terms": (
            "Share of the points under restricted terms and without a licence",
            "0.25 and 0.5",
            "0.25 less to 0.25 more, uniform, within 0 and 1",
        ),
        "unknown": ("The reading of the unknown", "closed", "closed, open or left out, each as likely"),
        "criterion": ("Leaving out one criterion", "none", "one of 3, each as likely, in 50% of the trials"),
    }


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"weights": "loose"}, "weights are shifted, anew or fixed; got 'loose'"),
        ({"spread": 1.5}, "'spread' lies between 0 and 1; got 1.5"),
        ({"without": -0.1}, "'without' lies between 0 and 1; got -0.1"),
        ({"partial": float("nan")}, "'partial' lies between 0 and 1; got nan"),
        ({"unknown": ()}, "the unknown is read as one or more of closed, open, left-out"),
        ({"unknown": ("maybe",)}, "the unknown is read as one or more of"),
    ],
)
def test_assumptions_that_make_no_sense_are_refused(wrong: dict[str, Any], message: str) -> None:
    with pytest.raises(OpennessError, match=message):
        Assumptions(**wrong)


@pytest.mark.parametrize("name", list_rubrics(ROOT))
@pytest.mark.parametrize("reading", ["closed", "open"])
def test_with_nothing_varied_every_published_definition_gives_its_own_scores_of_the_real_releases(
    name: str, reading: Reading, package: Package
) -> None:
    found = answer(package, Query(rubric=name)).scores
    found = found.subset(~np.isnan(found.low))
    values = drawn(found, replace(AS_IT_STANDS, unknown=(reading,)))

    wanted = found.low if reading == "closed" else found.high
    assert [values[release] for release in found.releases] == pytest.approx(wanted.tolist(), abs=2e-9)
