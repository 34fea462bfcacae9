"""The charts over time: titles that follow from the numbers, every number in the table, and nothing hidden."""

from __future__ import annotations

import re

import pytest

from openness.charts import (
    CHARTS,
    OPTIONS,
    fmti_rounds,
    frontier,
    gap_over_time,
    index_history,
    index_redefined,
    timeline,
    verdict_share,
)
from openness.facts.package import Package
from openness.findings.timeline import COHORTS
from openness.query.grammar import Query
from openness.scoring.answer import Answer, answer
from tests.factories import package_of

MODULES = (timeline, gap_over_time, frontier, verdict_share, index_history, index_redefined, fmti_rounds)


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.SLUG)
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_chart_is_complete(everything: Answer, module: object, theme: str) -> None:
    chart = CHARTS[module.SLUG](everything, theme)  # type: ignore[attr-defined]

    assert chart.title
    assert chart.title[0].isupper() or chart.title[0].isdigit()
    assert not chart.title.endswith(".")
    assert chart.subtitle.endswith(".")
    assert chart.alt.endswith(".")
    assert len(chart.alt) > len(chart.title)
    assert everything.fingerprint in chart.source
    assert len(chart.table) > 2
    assert chart.figure.layout.template.layout.paper_bgcolor == ("#ffffff" if theme == "light" else "#10151a")
    assert not re.search(r"\bnan\b", f"{chart.title} {chart.subtitle} {chart.alt} {chart.table.to_csv()}")


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.SLUG)
@pytest.mark.parametrize(
    "asked",
    [Query(from_="2026-11-20"), Query(as_of="2018-11-02"), Query(kind=("individual",)), Query(release=("mpt-7b",))],
)
def test_chart_of_little_or_nothing_still_says_something(package: Package, module: object, asked: Query) -> None:
    for cohort in COHORTS:
        chart = CHARTS[module.SLUG](answer(package, asked), "light", cohort=cohort)  # type: ignore[attr-defined]
        assert len(chart.title) > 20
        assert chart.alt
        assert "nan" not in chart.title


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.SLUG)
def test_chart_of_an_empty_package_is_an_honest_empty_one(module: object) -> None:
    chart = CHARTS[module.SLUG](answer(package_of(releases=[])), "light")  # type: ignore[attr-defined]

    assert chart.alt.startswith("An empty chart")
    assert chart.figure.layout.annotations[0].text
    assert chart.table.empty


def test_options_of_the_timeline_are_in_the_grammar_of_files() -> None:
    assert [option.name for option in OPTIONS["timeline"]] == ["measure", "cohort"]
    assert [option.name for option in OPTIONS["verdict-share"]] == ["cohort", "closed"]
    assert all(option.default in option.values for options in OPTIONS.values() for option in options)
