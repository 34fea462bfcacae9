"""The chart `adoption`."""

from __future__ import annotations

import pandas as pd
import pytest

from openness.charts import adoption as adoption_chart
from openness.findings.adoption import adoption
from openness.scoring.answer import Answer, answer
from tests.factories import package_of


def test_adoption_medians_agree_with_a_group_by_of_pandas(everything: Answer) -> None:
    bands, reached = adoption(everything)
    known = pd.DataFrame([vars(reach) for reach in reached])
    joined = known.merge(everything.table, on="release")
    counted = joined[joined["sides_covered"].astype(bool)].groupby("reach")

    assert sum(band.n + band.left_out for band in bands) == len(known)
    assert [band.level for band in bands] == sorted({band.level for band in bands}, reverse=True)
    for band in bands:
        if band.n:
            assert band.weights == pytest.approx(counted["weights_openness"].median()[band.reach])
            assert band.training == pytest.approx(counted["training_openness"].median()[band.reach])
            assert band.n == counted.size()[band.reach]


def test_adoption_names_the_address_of_every_reach_and_says_how_many_are_without(everything: Answer) -> None:
    chart = adoption_chart.chart(everything)
    recorded = everything.package.adoption["release"].nunique()

    assert len(chart.table) == recorded
    assert chart.table["Reach stated at"].str.startswith("http").all()
    assert f"reach is recorded for {recorded}" in chart.subtitle
    assert "not drawn at random" in chart.note


def test_adoption_title_gives_both_medians_so_that_the_claim_can_be_refuted(everything: Answer) -> None:
    known = pd.DataFrame([vars(reach) for reach in adoption(everything)[1]])
    joined = known.merge(everything.table, on="release")
    top = joined[(joined["level"] >= 4) & joined["sides_covered"].astype(bool)]
    title = adoption_chart.chart(everything).title

    assert "Among releases with a reach above a million" in title
    assert f"weights openness is {round(top['weights_openness'].median())} (" in title
    assert f"training openness {round(top['training_openness'].median())} (" in title
    assert title.count(f"n = {len(top)})") == 2


def test_no_recorded_reach_is_said_not_drawn() -> None:
    chart = adoption_chart.chart(answer(package_of(releases=["one", "two"])))

    assert chart.title == "No reach is recorded for any release of this selection"
    assert not chart.figure.data
