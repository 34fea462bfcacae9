"""Openness against capability, worked out again from capability.csv, releases.csv and the downloaded scores."""

from __future__ import annotations

import math

import pandas as pd
import pytest
from scipy import stats

from openness.core.paths import ROOT
from openness.facts.package import Package
from openness.findings.agreement import rank_interval
from openness.findings.capability import MEASURES, capability, counted_measures
from openness.query.grammar import Query
from openness.scoring.answer import Answer, answer
from tests.factories import fact, package_of
from tests.findings.test_obstacles import downloaded

DEFINITIONS = ("", "g7-2026", "open-training")
COLUMNS = {"training": "training_openness", "weights": "weights_openness", "score": "score"}
MONTH = 365.2425 / 12


def joined(shown: Answer, measure: str, axis: str) -> pd.DataFrame:
    table = pd.read_csv(ROOT / "data" / "capability.csv", keep_default_na=False)
    table = table[table["measure"] == measure].assign(value=lambda rows: rows["value"].astype(float))
    scores = downloaded(shown).replace("", math.nan)
    about = scores[["release", "released", COLUMNS[axis], "training_coverage", "weights_coverage", "coverage"]]
    found = table[["release", "value", "low", "high"]].merge(about, on="release").dropna(subset=[COLUMNS[axis]])
    return found.assign(
        openness=found[COLUMNS[axis]].astype(float), day=pd.to_datetime(found["released"], format="ISO8601")
    )


@pytest.mark.parametrize("measure", ["arena-text", "mmlu-5-shot"])
@pytest.mark.parametrize("rubric", DEFINITIONS)
def test_frontier_and_its_lag_are_those_of_the_files(rubric: str, measure: str, package: Package) -> None:
    shown = answer(package, Query(rubric=rubric))
    table, found = joined(shown, measure, "training"), capability(shown, measure)
    assert sorted(one.release for one in found.rows) == sorted(table["release"])
    assert found.top.value == table["value"].max()

    for level in (0, 20, 50, 80, 95):
        open_enough = table[table["openness"] >= level - 1e-4]  # the file rounds to four decimals
        step = found.at_least(level - 1e-4)
        if open_enough.empty:
            assert step is None
            continue
        assert step is not None
        assert step.best.value == open_enough["value"].max()
        assert step.behind == pytest.approx(table["value"].max() - open_enough["value"].max())
        as_capable = table[table["value"] >= step.best.value]
        mine = table[table["release"] == step.best.release]["day"].iloc[0]
        assert step.months == pytest.approx((mine - as_capable["day"].min()).days / MONTH)


@pytest.mark.parametrize("rubric", DEFINITIONS)
def test_rank_correlation_is_that_of_scipy(rubric: str, package: Package) -> None:
    shown = answer(package, Query(rubric=rubric))
    found, table = capability(shown, "arena-text"), joined(shown, "arena-text", "training")
    counted = table[table["training_coverage"].astype(float) >= shown.rubric.ranked_from - 5e-5]

    assert found.together.n == len(counted)
    assert found.together.rank == pytest.approx(
        stats.spearmanr(counted["openness"], counted["value"]).statistic, abs=2e-3
    )
    assert found.together.low < found.together.rank < found.together.high


def test_interval_of_a_correlation_is_the_worked_one() -> None:
    # r = 0.5, n = 28: z = 0.5493 ± 1.96 sqrt(1.125 / 25) = 0.1335 to 0.9651
    low, high = rank_interval(0.5, 28)
    assert low == pytest.approx(0.1328, abs=2e-4)
    assert high == pytest.approx(0.7467, abs=2e-4)
    assert all(math.isnan(end) for end in rank_interval(0.5, 4))


def test_no_better_release_of_the_same_openness_is_passed_over(everything: Answer) -> None:
    for axis in COLUMNS:
        found = capability(everything, "epoch-capabilities-index", axis)
        values = [step.best.value for step in found.steps]
        assert values == sorted(values)
        assert found.steps[-1].best.value == found.top.value
        for step in found.steps:
            assert step.best.value == max(one.value for one in found.rows if one.openness >= step.openness)
            assert step.months >= 0


def test_the_measure_with_most_releases_is_the_default(everything: Answer) -> None:
    table = pd.read_csv(ROOT / "data" / "capability.csv", keep_default_na=False)
    assert capability(everything).measure == table["measure"].value_counts().idxmax()
    assert counted_measures(everything) == table["measure"].value_counts().to_dict()


def test_every_measure_of_the_data_has_a_name(package: Package) -> None:
    assert set(package.capability["measure"]) == set(MEASURES)


def test_releases_without_a_date_have_no_lag() -> None:
    made = package_of(
        releases=[{"release": "old", "released": ""}, {"release": "new", "released": "2024-06-01"}],
        facts=[fact(name, "training_code") for name in ("old", "new")],
        capability=[
            {"release": "old", "measure": "arena-text", "value": "1200", "source": "x", "url": "https://example.org"},
            {"release": "new", "measure": "arena-text", "value": "1100", "source": "x", "url": "https://example.org"},
        ],
    )
    found = capability(answer(made))
    assert found.top.release == "old"
    assert math.isnan(found.steps[-1].months)


def test_nothing_measured_is_nothing_found() -> None:
    found = capability(answer(package_of(facts=[fact("alpha", "training_code")])))
    assert (found.measure, found.rows, found.steps, found.together.n) == ("", (), (), 0)
    assert math.isnan(found.together.rank)
