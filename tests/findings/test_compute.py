"""Training compute against openness, worked out again from releases.csv and the downloaded scores."""

from __future__ import annotations

import math

import pandas as pd
import pytest

from openness.core.paths import ROOT
from openness.facts.package import Package
from openness.findings.compute import EU_BOUNDS, compute
from openness.query.grammar import Query
from openness.scoring.answer import Answer, answer
from tests.factories import fact, package_of
from tests.findings.test_obstacles import downloaded

DEFINITIONS = ("", "g7-2026", "mof-1.0")


def joined(shown: Answer) -> pd.DataFrame:
    table = pd.read_csv(ROOT / "data" / "releases.csv", keep_default_na=False, dtype=str)
    scores = downloaded(shown)[["release", "training_openness", "training_coverage"]].replace("", math.nan)
    found = table[table["training_flop"] != ""].merge(scores, on="release").dropna(subset=["training_openness"])
    bound = found["training_flop"].str.contains("[<>]")
    flop = found["training_flop"].str.lstrip("<>").astype(float)
    return found.assign(bound=bound, flop=flop, openness=found["training_openness"].astype(float))


@pytest.mark.parametrize("rubric", DEFINITIONS)
def test_medians_by_decade_are_those_of_the_files(rubric: str, package: Package) -> None:
    shown = answer(package, Query(rubric=rubric))
    table, found = joined(shown), compute(shown)
    counted = table[~table["bound"] & (table["training_coverage"].astype(float) >= shown.rubric.ranked_from - 5e-5)]
    expected = counted.groupby(counted["flop"].map(math.log10).map(lambda power: math.floor(power + 1e-9)))["openness"]

    assert len(found.rows) == len(table)
    assert sum(bool(one.bound) for one in found.rows) == int(table["bound"].sum())
    assert found.without == len(shown.selected) - len(table)
    assert found.together.n == len(counted)
    assert {one.power: one.n for one in found.decades if one.n} == expected.size().to_dict()
    assert {one.power: one.median for one in found.decades if one.n} == pytest.approx(
        expected.median().to_dict(), abs=1e-4
    )


def test_bounds_stay_bounds_and_enter_no_median() -> None:
    flops = {"little": "3e22", "more": "<1e25", "most": ">1e25", "silent": ""}
    made = package_of(
        releases=[{"release": name, "training_flop": flop} for name, flop in flops.items()],
        facts=[fact(name, "training_code", "open", "MIT") for name in flops],
    )
    found = compute(answer(made, Query(edit=(("ranked_from", "0"),))))

    assert [(one.release, one.bound) for one in found.rows] == [("little", ""), ("more", "<"), ("most", ">")]
    assert [(one.power, one.n) for one in found.decades] == [(22, 1)]
    assert found.without == 1
    assert [one.release for one in found.at_least(0)] == ["little"]


def test_the_first_amount_of_a_decade_belongs_to_it() -> None:
    made = package_of(
        releases=[{"release": f"r{power}", "training_flop": f"1e{power}"} for power in (22, 23, 24, 25)],
        facts=[fact(f"r{power}", "training_code", "open", "MIT") for power in (22, 23, 24, 25)],
    )
    assert [one.power for one in compute(answer(made)).decades] == [22, 23, 24, 25]


def test_the_bounds_of_the_eu_are_those_of_its_definition(package: Package) -> None:
    rubric = answer(package, Query(rubric="eu-ai-act-53-2")).rubric
    fields = [(verdict.requires.release or {}).get("training_flop") for verdict in rubric.verdicts]
    assert {bound for field in fields if field for bound in (field.below, field.at_least) if bound} == set(EU_BOUNDS)
