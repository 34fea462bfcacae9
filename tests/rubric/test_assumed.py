"""Conditions about which no facts are held: what is assumed is said, and nothing is counted that must be 0."""

from __future__ import annotations

from dataclasses import replace

import pytest

from openness.charts import CHARTS
from openness.findings.definitions import unchecked_of
from openness.findings.headline import headline_of, standing
from openness.publish.badge import badge
from openness.publish.files import data_file, scores
from openness.query.grammar import Query
from openness.scoring.answer import Answer, answer
from openness.scoring.explain import explain
from openness.scoring.scores import REACHED, unchecked_words, unprovable_words
from tests.scoring_cases import rubric as rubric_of

PAID = "made to pay"
CHANGED = (("verdict.meets.undetermined", '["Nobody is made to pay."]'),)
BLOCKED = tuple(
    (f"verdict.{verdict}.undetermined", '["Nobody is made to pay."]')
    for verdict in ("meets", "open-terms-needed", "open-weights", "restricted-weights")
)
#: Charts whose title or counts speak of the verdict that releases are held to.
SLUGS = ("verdicts-by-year", "claims", "claims-over-time", "verdict-share", "gap", "timeline")


@pytest.fixture(scope="module")
def eu(everything: Answer) -> Answer:
    return answer(everything.package, Query(rubric="eu-ai-act-53-2"))


@pytest.fixture(scope="module")
def changed(everything: Answer) -> Answer:
    """The default definition with a condition on its best verdict that nobody can check."""
    return answer(everything.package, Query(edit=CHANGED), strict=True)


@pytest.fixture(scope="module")
def blocked(everything: Answer) -> Answer:
    """The same on every verdict: none can be proven."""
    return answer(everything.package, Query(edit=BLOCKED), strict=True)


def test_releases_are_listed_that_meet_all_that_can_be_checked(eu: Answer) -> None:
    found = headline_of(eu)
    assert found.every.proven == int((eu.scores.verdict == 0).sum()) > 0
    assert "can be checked" in found.sentence
    assert PAID in found.unchecked
    assert "taken to hold" in found.unchecked
    assert {"olmo-2", "gpt-oss"} <= set(eu.table.loc[eu.scores.verdict == 0, "release"])


def test_a_release_below_the_size_of_the_act_is_told_apart(eu: Answer) -> None:
    flops = dict(zip(eu.package.releases["release"], eu.package.releases["training_flop"], strict=True))
    small = eu.table.loc[eu.table["verdict"] == "too-small", "release"]
    assert len(small)
    assert all(float(flops[release].strip("<>=")) < 1e23 for release in small)
    met = eu.table.loc[eu.table["verdict"] == "meets-checkable", "release"]
    assert all(1e23 <= float(flops[release]) < 1e25 for release in met)


@pytest.mark.parametrize("slug", [*SLUGS[:4], "beside", "exemption"])
def test_every_chart_says_what_is_not_checked(slug: str, eu: Answer) -> None:
    options = {"against": "osaid-1.0"} if slug == "beside" else {}
    chart = CHARTS[slug](eu, "light", **options)
    assert PAID in chart.note
    assert "is proven to be exempt" not in chart.title
    assert chart.figure.data


@pytest.mark.parametrize("slug", SLUGS)
def test_a_chart_of_a_definition_that_is_all_checked_says_nothing_of_it(slug: str, everything: Answer) -> None:
    assert "Not checked" not in CHARTS[slug](everything, "light").note


def test_files_badges_and_explanations_list_what_is_assumed(eu: Answer) -> None:
    table = scores(eu).set_index("release")
    assert PAID in table.loc["olmo-2", "assumed"]
    assert (table.loc[table["verdict"] == "not-exempt", "assumed"] == "").all()
    assert b"made to pay" in data_file("scores.csv", eu)
    assert PAID in badge(eu, "olmo-2")
    told = explain(eu.scores, eu.evidence, "olmo-2")
    assert any(PAID in text for text in told.assumed)
    assert PAID in told.held_to.met
    assert "about which facts are held" in told.held_to.met


def test_no_definition_counts_what_must_be_0(changed: Answer, everything: Answer) -> None:
    assert changed.rubric.goal == 1
    found = headline_of(changed)
    assert found.title == "Everything public, licence not open"
    assert found.every.proven >= headline_of(everything).every.proven > 0
    assert PAID in found.unchecked
    assert "taken to hold" not in found.unchecked
    assert set(standing(changed)) <= set(REACHED)
    for slug in SLUGS:
        assert PAID in CHARTS[slug](changed, "light").note
        assert "None of" not in CHARTS[slug](changed, "light").title


def test_where_nothing_can_be_proven_that_is_the_finding_and_nothing_is_drawn(blocked: Answer) -> None:
    said = headline_of(blocked).sentence
    assert said.startswith("No release can be shown to ")
    assert said.endswith("no facts are held about one of the conditions.")
    chart = CHARTS["verdicts-by-year"](blocked, "light")
    assert f"{chart.title}." == said
    assert not chart.figure.data
    for slug in ("claims", "verdict-share"):
        assert CHARTS[slug](blocked, "light").title == chart.title
    table = CHARTS["best-verdicts"](blocked, "light").table
    assert blocked.rubric.title not in set(table["Definition"])
    assert len(table) > 1


def test_what_is_not_checked_in_words() -> None:
    verdict = {"id": "top", "title": "Top", "requires": {"score": {"at_least": 50}}}
    dimensions = {"d": {"criteria": {"c": {"title": "C", "evidence": "training_code", "side": "training"}}}}
    plain = rubric_of(dimensions, [verdict])
    assert unchecked_words(plain) == ""
    assumed = rubric_of(dimensions, [{**verdict, "assumed": ["Nobody pays.", "It is enough"]}])
    assert unchecked_words(assumed) == (
        "Not checked and taken to hold, because no facts are held about them: “Nobody pays”; “It is enough”."
    )
    stuck = rubric_of(dimensions, [{**verdict, "undetermined": ["Nobody pays."]}])
    assert unchecked_words(stuck) == "Not checked, because no facts are held about it: “Nobody pays”."
    assert unchecked_words(stuck, 1) == ""
    assert unprovable_words(stuck, "be top") == (
        "No release can be shown to be top: no facts are held about one of the conditions"
    )
    assert [unprovable_words(found, "be top") for found in (plain, assumed)] == ["", ""]


def test_a_note_on_several_definitions_names_each(eu: Answer, everything: Answer) -> None:
    said = unchecked_of((everything, eu))
    assert said.startswith(f"{eu.rubric.title}: not checked")
    assert unchecked_of((everything, replace(everything))) == ""


@pytest.mark.parametrize("slug", ["best-verdicts", "definitions"])
def test_a_chart_of_many_definitions_says_how_many_conditions_each_leaves_unchecked(slug: str, eu: Answer) -> None:
    note = CHARTS[slug](eu, "light").note
    assert f"{eu.rubric.short} ({len(eu.rubric.unchecked(eu.rubric.goal))})" in note
    assert "Open Source AI Definition" not in note.partition("how many")[2]
