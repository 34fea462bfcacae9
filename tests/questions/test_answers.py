"""The answers, worked out a second time from the files anybody can download."""

from __future__ import annotations

import io
import re

import pandas as pd
import pytest

from openness.core.paths import ROOT
from openness.facts.package import Package
from openness.publish.files import data_file
from openness.query.grammar import Query
from openness.questions.answers import FINDINGS, answered
from openness.scoring.answer import Answer, answer
from tests.shared import LIVE

DEFINITIONS = ("", "g7-2026", "osai-index-2026")


@pytest.fixture(scope="module")
def package() -> Package:
    return LIVE.package()


@pytest.fixture(scope="module", params=DEFINITIONS)
def shown(request: pytest.FixtureRequest, package: Package) -> Answer:
    return answer(package, Query(rubric=request.param))


@pytest.fixture(scope="module")
def scores(shown: Answer) -> pd.DataFrame:
    """`/data/scores.csv` joined to `/data/releases.csv` and the vendors, as an analyst would."""
    tables = [
        pd.read_csv(io.BytesIO(data_file(f"{name}.csv", shown)), keep_default_na=False, na_values={"score": [""]})
        for name in ("scores", "releases")
    ]
    vendors = pd.read_csv(ROOT / "data" / "vendors.csv", dtype=str, keep_default_na=False)
    both = tables[0].merge(tables[1].drop(columns=["name", "vendor", "released"]), on="release")
    joined = both.merge(vendors[["vendor", "kind", "country"]], on="vendor")
    for name in ("weights_openness", "training_openness", "gap", "weights_coverage", "training_coverage"):
        joined[name] = pd.to_numeric(joined[name])
    return joined


def test_open_weights_and_open_training(shown: Answer, scores: pd.DataFrame) -> None:
    wide = scores["weights_openness"] >= 80
    both = wide & (scores["training_openness"] >= 80)
    bar = shown.rubric.ranked_from
    covered = (scores["weights_coverage"] >= bar) & (scores["training_coverage"] >= bar)
    said = answered(shown, "weights-and-training")

    assert f"of {wide.sum()} releases" in said.answer
    assert f" {both.sum()} ha" in said.answer
    assert f"{round(scores.loc[covered, 'gap'].median())} points of 100" in said.answer
    assert [len(group.releases) for group in said.groups] == [both.sum(), (wide & ~both).sum()]


def test_what_is_called_open_and_meets_the_definition(shown: Answer, scores: pd.DataFrame) -> None:
    called = scores["claim"].isin(["fully-open", "open-source", "open"])
    verdicts = list(shown.rubric.verdict_ids)
    goal = shown.rubric.goal
    reached = scores["verdict"].map(verdicts.index) <= goal
    failed = scores["verdict_high"].map(verdicts.index) > goal
    said = answered(shown, "claims-and-definitions")

    assert f"Of {called.sum()} AI releases" in said.answer
    assert [len(group.releases) for group in said.groups] == [(called & reached).sum(), (called & failed).sum()]


def test_who_opens_what(shown: Answer, scores: pd.DataFrame) -> None:
    bar = shown.rubric.ranked_from
    covered = scores[(scores["weights_coverage"] >= bar) & (scores["training_coverage"] >= bar)]
    medians = covered.groupby("kind")["training_openness"].agg(["median", "size"])
    medians = medians[medians["size"] >= 5]
    said = answered(shown, "who").answer

    assert f"median {round(medians['median'].max())}" in said
    best = medians.index[medians["median"] == medians["median"].max()]
    assert all(kind.replace("-", " ") in said for kind in best)


def test_the_exemption_is_counted_under_its_own_definition(package: Package, shown: Answer) -> None:
    own = answer(package, Query(rubric="eu-ai-act-53-2"))
    table = pd.read_csv(io.BytesIO(data_file("scores.csv", own)), keep_default_na=False)
    best = own.rubric.verdict_ids[own.rubric.goal]
    groups = answered(shown, "exemption").groups

    assert set(groups[0].releases) == set(table.loc[table["verdict"] == best, "release"])


def test_direction_compares_two_years(shown: Answer, scores: pd.DataFrame) -> None:
    bar = shown.rubric.ranked_from
    covered = scores[(scores["weights_coverage"] >= bar) & (scores["training_coverage"] >= bar)]
    years = covered.assign(year=covered["released"].str[:4]).groupby("year")["gap"].agg(["median", "size"])
    years = years[years["size"] >= 20]
    said = answered(shown, "direction").answer

    for year in (years.index[0], years.index[-1]):
        assert f"{round(years.loc[year, 'median'])} points for {year}" in said


def test_what_stands_in_the_way(shown: Answer, scores: pd.DataFrame) -> None:
    assert shown.rubric.goal == 0  # `failed` of the scores names the conditions of the best verdict
    failed = scores["failed"].str.split("|").explode()
    most = failed[failed != ""].value_counts()
    said = answered(shown, "obstacles")

    assert len(said.groups[0].releases) == most.iloc[0]
    alone = scores["failed"][(scores["failed"] != "") & ~scores["failed"].str.contains("|", regex=False)].value_counts()
    if len(alone):
        assert f"{alone.iloc[0]} fail" in said.answer


@pytest.mark.parametrize("finding", FINDINGS)
@pytest.mark.parametrize("query", [Query(), Query(vendor=("openai",)), Query(release=("olmo-2",))])
def test_every_answer_is_a_sentence_whatever_is_selected(package: Package, finding: str, query: Query) -> None:
    said = answered(answer(package, query), finding)

    assert said.answer.strip().endswith((".", "?"))
    assert said.change
    for text in (said.answer, said.sure, said.change):
        assert "nan" not in text.split()
        assert not re.search(r"(?<![\d,.])1 releases", text)
        assert "  " not in text


def test_of_releases_too_new_to_be_followed_for_a_year_no_share_is_given(package: Package) -> None:
    said = answered(answer(package, Query(from_="2026")), "survival").answer

    assert said.startswith("It cannot be told yet: none of ")
    assert "followed for 1 year." in said


def test_a_selection_without_a_single_step_says_so_in_words(package: Package) -> None:
    said = answered(answer(package, Query(release=("gpt-4",))), "one-step").answer

    assert "with it." not in said
    assert "with one step" in said


def test_a_definition_without_training_is_not_said_to_lack_facts(package: Package) -> None:
    shown = answer(package, Query(rubric="ntia-2024"))

    for finding in ("weights-and-training", "direction", "who", "capability", "compute"):
        assert "does not ask" in answered(shown, finding).answer
