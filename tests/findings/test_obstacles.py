"""What stands in the way, counted again from the table of scores as anybody downloads it."""

from __future__ import annotations

import io
import time

import pandas as pd
import pytest

from openness.facts.package import Package
from openness.findings.obstacles import GROUPINGS, failing_none, obstacles, obstacles_by
from openness.publish.files import data_file
from openness.query.grammar import Query
from openness.scoring.answer import Answer, answer
from tests.factories import fact, package_of

DEFINITIONS = ("", "g7-2026", "mof-1.0")


def downloaded(shown: Answer, name: str = "scores.csv") -> pd.DataFrame:
    return pd.read_csv(io.BytesIO(data_file(name, shown)), keep_default_na=False)


@pytest.mark.parametrize("rubric", DEFINITIONS)
def test_counts_are_those_of_the_table_anybody_downloads(rubric: str, package: Package) -> None:
    shown = answer(package, Query(rubric=rubric))
    table = downloaded(shown)
    failed = table["failed"].str.split("|").map(lambda names: [name for name in names if name])
    open_ = table["undetermined"].str.split("|")
    found = obstacles(shown)

    assert [one.fails for one in found] == sorted((one.fails for one in found), reverse=True)
    for one in found:
        fails = failed.map(lambda names, label=one.condition: label in names)
        assert one.fails == int(fails.sum())
        assert one.only == int((fails & (failed.str.len() == 1)).sum())
        assert one.sole == int((fails & (failed.str.len() == 1) & (table["undetermined"] == "")).sum())
        assert one.undetermined == int(open_.map(lambda names, label=one.condition: label in names).sum())
        assert one.total == len(table)
    proven, possible = failing_none(shown)
    nothing = failed.str.len() == 0
    assert proven == int((nothing & (table["undetermined"] == "")).sum())
    assert possible == int((nothing & (table["undetermined"] != "")).sum())


@pytest.mark.parametrize("by", GROUPINGS)
def test_groups_add_up_to_the_whole(by: str, everything: Answer) -> None:
    whole, groups = obstacles(everything), obstacles_by(everything, by)

    assert sum(group.n for group in groups) == len(everything.selected)
    for place, one in enumerate(whole):
        mine = [group.obstacles[place] for group in groups]
        assert {each.condition for each in mine} == {one.condition}
        for count in ("fails", "only", "sole", "undetermined", "holds"):
            assert sum(getattr(each, count) for each in mine) == getattr(one, count)


def test_a_group_is_counted_as_if_it_were_selected(package: Package, everything: Answer) -> None:
    universities = answer(package, Query(kind=("university",)))
    group = next(group for group in obstacles_by(everything, "kind") if group.key == "university")

    assert {one.condition: one for one in group.obstacles} == {one.condition: one for one in obstacles(universities)}


def test_there_is_no_other_grouping(everything: Answer) -> None:
    with pytest.raises(ValueError, match="no grouping 'colour'; one of: claim"):
        obstacles_by(everything, "colour")


def test_only_and_sole_differ_where_another_condition_is_not_settled() -> None:
    free = [
        fact("alpha", name, "open", "MIT")
        for name in ("data_information", "data_processing_code", "inference_code", "architecture", "enduser_weights")
    ]
    shown = answer(package_of(facts=[*free, fact("alpha", "training_code", "closed")]))
    code = next(one for one in obstacles(shown) if one.condition == "training-code")

    assert (code.fails, code.only, code.sole) == (1, 1, 0)  # nobody recorded the code of the tuning


def test_six_hundred_releases_take_milliseconds(everything: Answer) -> None:
    obstacles(everything)
    began = time.process_time()
    obstacles(everything)
    assert time.process_time() - began < 0.05
