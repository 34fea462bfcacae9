"""The ranking before and after, the verdicts that turn, and why."""

from __future__ import annotations

import numpy as np
import pytest

from openness.charts import CHARTS
from openness.facts.package import Package
from openness.findings.ranking_moves import moves, ranks
from openness.query.grammar import Query
from openness.scoring.answer import Answer, answer


def with_edits(package: Package, edits: dict[str, str]) -> Answer:
    return answer(package, Query(edit=tuple(edits.items())), strict=True)


def test_nothing_moves_while_nothing_is_changed(package: Package) -> None:
    found = moves(answer(package, Query()))

    assert found.moved == found.entered == found.left == 0
    assert found.flips == ()
    assert found.headlines[0] == found.headlines[1]


def test_ranks_are_counted_from_those_that_score_more(package: Package) -> None:
    shown = with_edits(package, {"weight.data": "7"})
    found = ranks(shown.scores)
    scores = np.round(shown.scores.low, 9)

    for row in range(0, len(scores), 17):
        if not shown.scores.ranked[row]:
            assert np.isnan(found[row])
        else:
            assert found[row] == 1 + int((scores[shown.scores.ranked] > scores[row]).sum())


def test_moves_are_the_places_between_two_rankings_made_apart(package: Package) -> None:
    found = moves(with_edits(package, {"weight.data": "7"}))
    default = answer(package, Query())

    before, after = ranks(default.scores), ranks(found.own.scores)
    assert np.array_equal(found.rank_before, before, equal_nan=True)
    assert np.array_equal(found.move, before - after, equal_nan=True)
    assert found.moved > 0
    ranked = found.columns["rank_after"][np.isfinite(found.columns["rank_after"])].tolist()
    assert ranked == sorted(ranked)
    assert len(found.columns["release"]) == len(default.selected)


def test_dropping_a_condition_lifts_just_the_releases_that_failed_it_alone(package: Package) -> None:
    path = "verdict.meets.data-processing-code"
    found = moves(with_edits(package, {path: "null"}))
    title = found.own.rubric.criteria["data-processing-code"].title

    assert found.moved == 0
    assert found.flips
    for flip in found.flips:
        assert flip.direction == "up"
        assert flip.before != flip.after
        assert found.why(flip.release).startswith(f"no longer in the way: {title}: ")


def test_asking_for_more_names_what_is_in_the_way_now(package: Package) -> None:
    found = moves(with_edits(package, {"verdict.meets.training-data": "{availability: open}"}))
    title = found.own.rubric.criteria["training-data"].title

    assert {flip.direction for flip in found.flips} == {"down"}
    assert all(found.why(flip.release).startswith("now in the way: ") for flip in found.flips)
    assert all(title in found.why(flip.release) for flip in found.flips)


def test_a_verdict_taken_out_is_named(package: Package) -> None:
    edits = {"verdict.open-weights": "null", "claims": "null", "said": "null"}
    found = moves(with_edits(package, edits))

    assert found.flips
    assert {flip.direction for flip in found.flips} == {"changed"}
    assert any("“Open weights” is no longer a level" in found.why(flip.release) for flip in found.flips)


def test_a_new_title_turns_no_verdict(package: Package) -> None:
    assert moves(with_edits(package, {"verdict.meets.title": "Fully open"})).flips == ()


def test_the_default_beside_is_the_published_answer(package: Package) -> None:
    found = moves(with_edits(package, {"weight.data": "7"}))

    assert found.default.fingerprint == answer(package, Query()).fingerprint
    assert found.own.fingerprint != found.default.fingerprint


@pytest.mark.parametrize("show", ["top", "moved"])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_chart_shows_both_scores_and_the_twin_holds_every_release(package: Package, show: str, theme: str) -> None:
    shown = with_edits(package, {"weight.data": "7"})
    chart = CHARTS["ranking-moves"](shown, theme, show=show)

    traces = {trace.name: trace for trace in chart.figure.data}
    published, own = traces["As published"], traces["With your changes"]
    assert len(published.x) == len(own.x) == 20
    assert len(chart.table) == len(shown.selected)
    assert "edited" in chart.source
    assert shown.fingerprint in chart.source
    by_name = chart.table.set_index("Release")
    first = chart.table.iloc[0]["Release"]
    assert by_name.loc[first, "Score with your changes"] == pytest.approx(
        np.nanmax(shown.scores.low[shown.scores.ranked])
    )


def test_chart_of_the_published_definition_says_that_nothing_is_changed(package: Package) -> None:
    chart = CHARTS["ranking-moves"](answer(package, Query()), "light")

    assert chart.title == "The ranking as published: nothing has been changed"
    assert [trace.name for trace in chart.figure.data] == ["As published"]


def test_chart_of_no_release_says_so(package: Package) -> None:
    chart = CHARTS["ranking-moves"](answer(package, Query(to="1990", edit=(("weight.data", "7"),))), "light")

    assert chart.title == "No release in this selection"
    assert chart.table.empty
