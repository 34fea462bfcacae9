"""The charts behind the questions: what they draw is what the findings count, and their sentences say no more."""

from __future__ import annotations

import re
from collections.abc import Callable
from types import ModuleType

import pandas as pd
import pytest

from openness.charts import capability, compute, obstacles, one_step, survival, timeline
from openness.charts.kit.base import Chart, readable
from openness.facts.package import Package
from openness.findings import capability as capabilities
from openness.findings import compute as computes
from openness.findings import obstacles as found_obstacles
from openness.findings import survival as survivals
from openness.query.grammar import Query
from openness.remedy.one_step import steps_of
from openness.scoring.answer import Answer, answer
from tests.factories import fact, package_of

DEFINITIONS = ("", "g7-2026", "mof-1.0")


def drawn(chart: Chart) -> list[str]:
    return [release for trace in chart.figure.data if trace.customdata is not None for release in trace.customdata]


@pytest.mark.parametrize("rubric", DEFINITIONS)
def test_bars_of_obstacles_add_up_and_the_table_says_the_same(rubric: str, package: Package) -> None:
    shown = answer(package, Query(rubric=rubric))
    chart, found = obstacles.chart(shown), found_obstacles.obstacles(shown)
    only, others, unsettled = (list(trace.x) for trace in chart.figure.data)

    assert chart.table["Fails"].tolist() == [a + b for a, b in zip(only, others, strict=True)]
    assert chart.table["Fails only this"].tolist() == only
    assert chart.table["Cannot be told yet"].tolist() == unsettled
    assert (chart.table[["Fails", "Cannot be told yet", "Meets it"]].sum(axis=1) == len(shown.selected)).all()
    assert chart.title.startswith(f"{found[0].fails} of {len(shown.selected)} releases fail on ")


@pytest.mark.parametrize("split", list(found_obstacles.GROUPINGS))
def test_cells_of_a_split_are_counted_as_the_table_counts_them(split: str, everything: Answer) -> None:
    chart = obstacles.chart(everything, split=split)
    cells = [text for trace in chart.figure.data for text in trace.text]
    written = {re.sub(r"<.*?>", " ", cell).strip() for cell in cells}
    counts = {f"{row['Fails']} of {row['Releases']}" for row in chart.table.to_dict("records") if row["Releases"] >= 5}
    assert {" ".join(cell.split()[1:]).removeprefix("1% ") for cell in written} >= {
        count for count in counts if any(cell.endswith(count) for cell in written)
    }
    assert all(any(cell.endswith(count) for cell in written) for count in counts)


def test_one_step_draws_the_most_frequent_steps_and_lists_every_release(everything: Answer) -> None:
    chart, found = one_step.chart(everything), steps_of(everything)
    bars = sorted((number for trace in chart.figure.data for number in trace.x), reverse=True)

    assert bars == [len(step.releases) for step in found.steps[: one_step.MOST]]
    assert len(chart.table) == sum(len(step.releases) for step in found.steps)
    assert (
        f"{len(found.releases)} of {len(everything.selected)} releases are one step from a better verdict"
        in chart.title
    )
    assert f"{len(found.by_vendor)} by an act of the vendor" in chart.title
    assert set(chart.table["Release"]) == {everything.table["name"].iloc[at] for at in found.releases}


def test_what_nobody_recorded_is_never_called_a_step_of_the_vendor(everything: Answer) -> None:
    table = one_step.chart(everything).table
    unknown = table["Step"].str.startswith(one_step.KINDS["establish"])
    assert unknown.any()
    assert (table["Whose"][unknown] == "Somebody finds out what is not recorded").all()
    assert table["Whose"][~unknown].str.startswith("The vendor").all()


@pytest.mark.parametrize("openness", list(capabilities.AXES))
def test_capability_draws_every_measured_release_and_its_interval(openness: str, everything: Answer) -> None:
    chart, found = capability.chart(everything, openness=openness), capabilities.capability(everything, "", openness)

    assert sorted(drawn(chart)) == sorted(one.release for one in found.rows)
    assert f"{len(found.rows)} of them have been measured" in chart.subtitle
    intervals = next(trace for trace in chart.figure.data if trace.name and trace.name.startswith("95%"))
    assert [(low, high) for low, high in zip(intervals.y[::3], intervals.y[1::3], strict=True)] == [
        (one.low, one.high) for one in found.rows
    ]
    line = next(trace for trace in chart.figure.data if trace.name == "Most capable at least so open")
    assert list(line.y)[1:] == [step.best.value for step in found.steps[::-1]]
    steps = chart.table[chart.table["Most capable at least so open"]]
    assert sorted(steps["Below the most capable of all"]) == pytest.approx(sorted(step.behind for step in found.steps))


def test_capability_states_the_lag_of_the_most_capable_open_one(everything: Answer) -> None:
    chart, step = capability.chart(everything), capabilities.capability(everything).at_least(capabilities.OPEN)
    assert step is not None
    assert f"{round(step.months)} months after the first as capable" in chart.title
    assert f"{step.behind:.0f} below the most capable of all" in chart.title
    assert "no random sample" in chart.note.replace("are no", "no")
    assert "values of two measures cannot be compared" in chart.note
    assert capability.NEIGHBOUR in chart.note


def test_a_measure_that_no_selected_release_has_is_said_not_drawn(package: Package) -> None:
    chart = capability.chart(answer(package, Query(vendor=("suno", "apple"))), capability="arena-text-to-video")
    assert not chart.figure.data
    assert chart.table.empty


def test_compute_draws_every_amount_and_every_bound(everything: Answer) -> None:
    chart, found = compute.chart(everything), computes.compute(everything)
    arrows = next(trace for trace in chart.figure.data if trace.name and trace.name.startswith("Arrow"))

    assert sorted(drawn(chart)) == sorted(one.release for one in found.rows)
    assert len(arrows.x) == 3 * sum(bool(one.bound) for one in found.rows)
    for start, end, symbol, one in zip(
        arrows.x[::3],
        arrows.x[1::3],
        arrows.marker.symbol[1::3],
        [one for one in found.rows if one.bound],
        strict=True,
    ):
        assert (end > start) == (one.bound == ">")
        assert symbol == ("arrow-right" if one.bound == ">" else "arrow-left")
    medians = [trace for trace in chart.figure.data if trace.name and trace.name.startswith("Median")]
    assert {y for trace in medians for y in trace.y if y is not None} == {
        one.median for one in found.decades if one.n and one.power >= compute.EDGE
    }
    lines = [shape.x0 for shape in chart.figure.layout.shapes if shape.yref == "paper"]
    assert lines == pytest.approx([23, 25])


@pytest.mark.parametrize("event", list(survivals.EVENTS))
def test_line_and_dots_of_survival_are_the_estimate(event: str, everything: Answer) -> None:
    chart, found = survival.chart(everything, event=event), survivals.survival(everything, event)
    line = next(trace for trace in chart.figure.data if trace.name and trace.name.startswith("Share"))

    assert min(line.y) == pytest.approx(100 * (found.steps[-1].share if found.steps else 1))
    assert sorted(drawn(chart)) == sorted(one.release for one in found.rows if one.event)
    assert f"{len(found.rows)} had open weights" in chart.subtitle
    assert chart.table["Share"].notna().sum() == found.events
    ticks = [label.split("<br>") for label in chart.figure.layout.xaxis.ticktext]
    for months, number in ticks:
        assert int(number.replace(",", "")) == sum(one.months >= float(months) for one in found.rows)


def test_survival_claims_no_more_than_the_record(everything: Answer) -> None:
    chart = survival.chart(everything)
    assert "Only recorded changes count, so the true share can be lower" in chart.note
    gated = survival.chart(everything, event="gated")
    assert re.fullmatch(r"None of [\d,]+ releases with open weights has a recorded change of this kind", gated.title)


def test_one_release_is_spoken_of_as_one() -> None:
    made = package_of(
        releases=[{"release": "alpha", "training_flop": "1e23"}],
        facts=[fact("alpha", "enduser_weights", "open", "MIT"), fact("alpha", "training_code", "closed")],
    )
    shown = answer(made)
    assert obstacles.chart(shown).title == "Alpha fails 1 of 9 conditions; 6 cannot be told yet"
    assert one_step.chart(shown).title.startswith("Alpha is ")
    assert compute.chart(shown).title.startswith("Alpha: 10²³ FLOP of training compute")
    assert survival.chart(shown).title == "Alpha: weights open since 15 January 2024, no change recorded since"
    assert pd.isna(capability.chart(shown).table.get("Release", pd.Series([None])).iloc[0])


@pytest.mark.parametrize("module", [timeline, capability, compute])
def test_highlighted_releases_are_named_and_the_rest_steps_back(module: ModuleType, package: Package) -> None:
    chart = module.chart(answer(package, Query(mark=("olmo-2", "deepseek-v3"))))
    strengths = {
        release: opacity
        for trace in chart.figure.data
        if trace.customdata is not None
        for release, opacity in zip(trace.customdata, trace.marker.opacity, strict=True)
    }
    named = {note.text for note in chart.figure.layout.annotations if note.showarrow}

    assert {release for release, opacity in strengths.items() if opacity == 1} == {"olmo-2", "deepseek-v3"}
    assert named == {"OLMo 2", "DeepSeek-V3"}


@pytest.mark.parametrize(
    "chart",
    [
        lambda shown: capability.chart(shown, capability="mmlu-5-shot"),  # without intervals
        survival.chart,  # most releases without an event
        compute.chart,
        one_step.chart,
        obstacles.chart,
    ],
)
def test_tables_can_be_read_where_numbers_are_missing(chart: Callable[[Answer], Chart], everything: Answer) -> None:
    found = chart(everything)
    assert len(readable(found)) == len(found.table) > 0
