"""One step from a better verdict: the fast pass gives what the full search gives, over all definitions that differ."""

from __future__ import annotations

import time

import pytest

from openness.facts.package import Package
from openness.query.grammar import Query
from openness.remedy.find import remedies
from openness.remedy.one_step import one_steps, steps_of
from openness.scoring.answer import Answer, answer
from openness.scoring.scores import score
from openness.scoring.what_if import what_if

DEFINITIONS = ("", "g7-2026", "eu-ai-act-53-2", "open-training")


@pytest.mark.parametrize("rubric", DEFINITIONS)
def test_steps_are_those_of_the_whole_search(rubric: str, package: Package) -> None:
    shown = answer(package, Query(rubric=rubric, country=("FR", "CN", "CH", "CA")))
    ids = shown.scores.verdict_ids
    found = {(one.release, ids[one.verdict], one.subject, one.kind) for one in one_steps(shown.scores, shown.evidence)}
    searched = {
        (each.release, goal.verdict, action.subject, action.kind)
        for each in remedies(shown.scores, shown.evidence)
        for goal in each.goals
        if goal.state == "reachable" and goal.size == 1
        for action in goal.options
    }
    assert found == searched
    assert found


@pytest.mark.parametrize("rubric", ["", "mof-1.0", "g7-2026"])
def test_after_the_step_the_verdict_is_proven(rubric: str, package: Package) -> None:
    shown = answer(package, Query(rubric=rubric, country=("FR", "CH")))
    every = one_steps(shown.scores, shown.evidence)
    for each in remedies(shown.scores, shown.evidence):
        for goal in each.goals:
            if goal.state == "reachable" and goal.size == 1:
                other = what_if(shown.evidence, each.release, goal.remedies[0].changes)
                row = int(shown.rows[shown.selected.index(each.release)])
                reached = int(score(shown.rubric, other, rows=[row]).verdict[0])
                assert reached <= shown.scores.verdict_ids.index(goal.verdict)
                assert any(one.release == each.release for one in every)


def test_groups_hold_every_step_once_under_its_best_verdict(everything: Answer) -> None:
    every, found = one_steps(everything.scores, everything.evidence), steps_of(everything)

    assert sum(len(step.releases) for step in found.steps) == len({(one.at, one.subject, one.kind) for one in every})
    assert [len(step.releases) for step in found.steps] == sorted(
        (len(step.releases) for step in found.steps), reverse=True
    )
    for step in found.steps:
        for at, verdict in step.releases:
            same = [one.verdict for one in every if (one.at, one.subject, one.kind) == (at, step.subject, step.kind)]
            assert verdict == min(same)
            assert verdict < everything.scores.verdict[at]
    assert found.releases == {one.at for one in every}
    assert found.by_vendor == {one.at for one in every if one.kind in ("open", "relicense")}


def test_one_verdict_alone_can_be_asked_about(everything: Answer) -> None:
    passing = steps_of(everything, 0)
    assert {verdict for step in passing.steps for _, verdict in step.releases} <= {0}
    assert passing.releases <= steps_of(everything).releases
    assert passing.better == int((everything.scores.verdict > 0).sum())


def test_all_releases_take_less_than_a_second(everything: Answer) -> None:
    began = time.process_time()
    one_steps(everything.scores, everything.evidence)
    assert time.process_time() - began < 1
