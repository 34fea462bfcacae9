"""The chart `timeline`."""

from __future__ import annotations

import re

import pytest

from openness.charts import (
    timeline,
    timeline_figure,
)
from openness.core.wording import points
from openness.facts.package import Package
from openness.findings.timeline import COHORTS, FEW
from openness.query.grammar import Query
from openness.scoring.answer import Answer, answer


@pytest.mark.parametrize("measure", list(timeline_figure.MEASURES))
@pytest.mark.parametrize("cohort", list(COHORTS))
def test_every_release_of_the_cohort_is_a_dot_and_a_row(everything: Answer, measure: str, cohort: str) -> None:
    chart = timeline.chart(everything, "light", measure=measure, cohort=cohort)
    dots = [release for trace in chart.figure.data for release in (trace.customdata or ())]

    assert len(dots) == len(set(dots)) == len(chart.table)
    number = re.search(r"n = ([\d,]+) release", chart.subtitle)
    assert number is not None
    assert int(number[1].replace(",", "")) == len(dots)
    assert timeline_figure.MEASURES[measure] in chart.table


def test_dots_stand_where_the_scores_are(everything: Answer) -> None:
    chart = timeline.chart(everything, "light", measure="gap")
    place = {release: row for row, release in enumerate(everything.selected)}

    for trace in chart.figure.data:
        for release, value in zip(trace.customdata or (), trace.y, strict=False):
            assert value == pytest.approx(everything.scores.gap[place[release]])


def test_a_few_families_are_joined_in_the_order_of_their_dates(package: Package) -> None:
    shown = answer(package, Query(vendor=("meta",)))
    chart = timeline.chart(shown)
    lines = next(trace for trace in chart.figure.data if trace.name == "Releases of a family")
    runs: list[list[str]] = [[]]
    for x in lines.x:
        if x is None:
            runs.append([])
        else:
            runs[-1].append(x)

    assert all(run == sorted(run) for run in runs)
    families = package.releases.iloc[shown.rows]
    families = families[families["released"] != ""]["family"].value_counts()
    assert len([run for run in runs if run]) == int(((families > 1) & (families.index != "")).sum())
    assert "Thin lines join the releases of a family." in chart.note


def test_many_families_are_not_joined_and_the_note_says_when_they_are(everything: Answer) -> None:
    chart = timeline.chart(everything)

    assert "Releases of a family" not in {trace.name for trace in chart.figure.data}
    assert f"Where a filter leaves {timeline_figure.ALL_JOINED} families or fewer, thin lines join" in chart.note


def test_every_median_of_a_year_is_written_at_its_line(everything: Answer) -> None:
    chart = timeline.chart(everything)
    spoken = re.findall(r"(?:Medians by year: |; )(\d{4}) (\S+) \(", chart.alt)
    written = [(note.x[:4], re.sub("<.*?>", "", note.text)) for note in chart.figure.layout.annotations]
    written = [pair for pair in written if pair[1].isdigit()]  # names stand there too

    assert spoken
    assert written == spoken


@pytest.mark.parametrize("measure", ["training", "weights", "score"])
def test_dots_at_an_edge_are_piled_beyond_it_and_all_others_stay(everything: Answer, measure: str) -> None:
    chart = timeline.chart(everything, measure=measure)
    scores = everything.scores
    numbers = {"training": scores.training_low, "weights": scores.weights_low, "score": scores.low}[measure]
    values = dict(zip(everything.selected, numbers.tolist(), strict=True))
    dots = [
        (values[release], drawn)
        for trace in chart.figure.data
        for release, drawn in zip(trace.customdata or (), trace.y, strict=False)
    ]

    assert all(drawn <= 0 for value, drawn in dots if value <= 0.05)
    assert all(drawn >= 99.95 for value, drawn in dots if value >= 99.95)
    assert all(drawn == value for value, drawn in dots if 0.05 < value < 99.95)
    assert ("Dots below 0 are at 0." in chart.note) == any(drawn < 0 for _, drawn in dots)
    assert ("Dots above 100 are at 100." in chart.note) == any(drawn > 100 for _, drawn in dots)
    low, high = chart.figure.layout.yaxis.range
    assert all(low < drawn < high for _, drawn in dots)


def test_a_pile_hides_no_dot_and_has_the_best_verdict_next_to_the_scale() -> None:
    days, values = ["2024-01-01", "2024-01-01", "2024-01-02", "2026-01-01"], [0.0, 0.0, 100.0, 0.0]

    drawn = timeline_figure.piled(days, values, [3, 1, 2, 4])

    assert drawn == [-timeline_figure.ROW, 0, 100, 0]
    assert timeline_figure.piled([], [], []) == []
    assert min(timeline_figure.piled(["2024-01-01"] * 500, [0.0] * 500, [0] * 500)) >= -timeline_figure.TALLEST


def test_withdrawn_weights_are_crossed_out_from_that_day(package: Package, everything: Answer) -> None:
    now = timeline.chart(everything).table.set_index("Release")
    before = timeline.chart(answer(package, Query(as_of="2025-06-30"))).table.set_index("Release")

    assert now.loc["MPT-7B", ["Withdrawn", "Withdrawn since"]].tolist() == ["Weights withdrawn", "2025-12-22"]
    assert before.loc["MPT-7B", ["Withdrawn", "Withdrawn since"]].tolist() == ["", ""]


@pytest.mark.parametrize("measure", timeline_figure.MEASURES)
def test_every_median_in_the_title_of_the_timeline_has_its_range_and_its_own_n(
    measure: str, everything: Answer
) -> None:
    chart = timeline.chart(everything, measure=measure)
    table = chart.table[chart.table["In the median"].astype(bool)]
    name = timeline_figure.MEASURES[measure]
    years = table.groupby(table["Released"].str[:4])[[name, f"{name}_low", f"{name}_high"]]
    firm = [(year, found.median(), len(found)) for year, found in years if len(found) >= FEW]

    assert len(firm) > 2
    for year, found, number in (firm[0], firm[-1]):
        middle, low, high = (points(value) for value in found)
        between = "" if low == high == middle else f"{low if low == high else f'{low} to {high}'}, "
        assert f"{middle} ({between}n = {number}) in {year}" in chart.title
