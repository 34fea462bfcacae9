"""The source line under every chart."""

from __future__ import annotations

import pytest

from openness.charts import CHARTS
from openness.charts.kit.view import source_line
from openness.core.wording import day
from openness.facts.package import Package
from openness.query.grammar import Query
from openness.scoring.answer import answer


def test_one_date_where_the_data_and_the_question_share_it() -> None:
    line = source_line("A", "2026-11-22", "B", "c0ffee", date="2026-11-22")
    assert line == "Sources: A. Definition: B. Data of 22 November 2026. Version code c0ffee."


@pytest.mark.parametrize("slug", ["gap", "claims", "fmti-rounds"])
def test_a_look_back_names_the_data_and_the_day_it_is_asked_about(slug: str, package: Package) -> None:
    then = answer(package, Query(as_of="2023-06-01"))
    source = CHARTS[slug](then, "light").source
    assert f"Data of {day(package.date)}, facts as they were on 1 June 2023. " in source
