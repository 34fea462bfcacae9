"""The charts over time: titles that follow from the numbers, every number in the table, and nothing hidden."""

from __future__ import annotations

import re
from itertools import pairwise

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
    timeline_figure,
    verdict_share,
)
from openness.charts.kit.base import readable
from openness.charts.kit.years import year_axis
from openness.core.wording import points
from openness.facts.package import Package
from openness.findings.assessments import redefined
from openness.findings.timeline import COHORTS, FEW, gap_by_period, verdicts_by_year
from openness.query.grammar import Query
from openness.scoring.answer import Answer, answer, load_base
from tests.factories import fact, package_of

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


def test_years_with_few_releases_are_shaded_and_none_is_left_out() -> None:
    axis, shapes, few = year_axis(["2020-01-01", *["2022-05-01"] * FEW], "light", "2023-03-01")

    assert axis["ticktext"] == ["2020<br>1", "2021<br>0", f"2022<br>{FEW}", "2023<br>0"]
    assert few == ["2020", "2021", "2023"]
    assert [shape["x0"][:4] for shape in shapes if shape["type"] == "rect"] == few


def test_the_gap_chart_tells_n_and_what_it_leaves_out(everything: Answer) -> None:
    chart = gap_over_time.chart(everything)
    periods = gap_by_period(everything)

    assert chart.table["Releases counted"].tolist() == periods["n"].tolist()
    assert f"{periods['left_out'].sum()} left out" in chart.subtitle
    assert chart.table["Few"].tolist() == (periods["n"] < FEW).tolist()
    band, quartiles, median, *_ = chart.figure.data
    counted = periods[periods["n"] > 0]
    assert list(band.base) == pytest.approx(counted["low"].tolist())
    assert [base + y for base, y in zip(band.base, band.y, strict=True)] == pytest.approx(counted["high"].tolist())
    assert list(quartiles.base) == pytest.approx(counted["q1"].tolist())
    assert [y for y in median.y if y is not None] == pytest.approx(counted["median"].tolist())


def test_half_years_stand_in_their_year_and_written_medians_do_not_touch(everything: Answer) -> None:
    for cohort in ("all", "newest"):
        figure = gap_over_time.chart(everything, cohort=cohort).figure
        periods = gap_by_period(everything, cohort)["period"].tolist()
        years = list(figure.layout.xaxis.ticktext)
        at = list(figure.data[2].x)
        assert ["H2" if x % 2 else "H1" for x in at] == [name[-2:] for name in periods]
        assert [years[x // 2] for x in at] == [name[:4] for name in periods]
        written = sorted(note.x for note in figure.layout.annotations if note.yref != "paper")
        assert all(after - before > 1 for before, after in pairwise(written))


def test_the_gap_title_compares_the_first_and_last_period_with_enough_releases(everything: Answer) -> None:
    periods = gap_by_period(everything)
    firm = periods[periods["n"] >= FEW]
    title = gap_over_time.chart(everything).title

    verb = "widened" if firm["median"].iloc[-1] > firm["median"].iloc[0] else "narrowed"
    assert verb in title
    assert f"half of {firm['period'].iloc[0][:4]}" in title
    assert f"half of {firm['period'].iloc[-1][:4]}" in title
    for row in (firm.iloc[0], firm.iloc[-1]):
        assert f"{points(row['median'])} ({points(row['low'])} to {points(row['high'])}, n = {row['n']})" in title


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


def test_the_lag_is_the_time_between_the_two_sides() -> None:
    def release(name: str, day: str) -> dict[str, str]:
        return {"release": name, "released": day}

    weights = [
        fact("first", "enduser_weights", "open", "Apache-2.0"),
        fact("first", "base_weights", "open", "Apache-2.0"),
    ]
    rubric_side = [
        fact("second", component, "open", "Apache-2.0")
        for component in (
            "data_information",
            "pretraining_data",
            "posttraining_data",
            "training_code",
            "posttraining_code",
        )
    ]
    small = package_of(
        releases=[release("first", "2022-01-01"), release("second", "2024-01-01")], facts=[*weights, *rubric_side]
    )

    chart = frontier.chart(answer(small))

    assert re.search(r"months? (ago|after weights)", chart.title)
    assert {"Weights: best so far", "Training: best so far"} <= set(chart.table["What"])


def test_shares_of_a_year_add_up_to_all_of_it(everything: Answer) -> None:
    for closed in ("in", "out"):
        chart = verdict_share.chart(everything, "light", closed=closed)
        total = [sum(trace.y[at] for trace in chart.figure.data) for at in range(len(chart.table))]
        assert total == pytest.approx([100.0 if n else 0.0 for n in chart.table["Releases"]])
        counted = verdicts_by_year(everything, "all", closed=closed == "in")
        assert chart.table["Releases"].sum() == counted["n"].sum()
        assert ("left out" in chart.subtitle) == (closed == "out")


def test_a_share_of_few_releases_is_told_as_a_count(everything: Answer) -> None:
    chart = verdict_share.chart(everything)
    first = next(n for n in chart.table["Releases"] if n >= FEW)
    assert f" of {first} releases of " in chart.title
    assert "%" not in chart.title or first >= verdict_share.SHARED_FROM
    written = [note.text for note in chart.figure.layout.annotations]
    assert written == [f"<b>{n}{'*' if n < FEW else ''}</b>" for n in chart.table["Releases"]]


def test_closed_models_left_out_are_those_with_closed_weights(everything: Answer) -> None:
    column = everything.evidence.components.index("enduser_weights")
    closed = int((everything.evidence.availability[everything.rows, column] == 0).sum())
    both = [
        verdict_share.chart(everything, "light", closed=closed_).table["Releases"].sum() for closed_ in ("in", "out")
    ]

    assert both[0] - both[1] == closed > 0


def test_a_record_that_began_empty_is_no_judgement() -> None:
    facts = [
        fact("draft", "training_code", "closed", source="osai-index", recorded="2025-02-25"),
        fact("draft", "training_code", "open", source="osai-index", recorded="2025-03-01"),
        fact("revised", "training_code", "open", source="osai-index", recorded="2025-02-25"),
        fact("revised", "training_code", "partial", source="osai-index", recorded="2025-03-01"),
    ]
    chart = index_history.chart(answer(package_of(releases=["draft", "revised"], facts=facts)))

    assert chart.table["Release"].tolist() == ["Revised"]
    assert "1 of 2 scores" in chart.title
    assert "1 record that began empty" in chart.note


def test_the_example_of_a_new_definition_counts_what_moved(package: Package, everything: Answer) -> None:
    chart = index_redefined.chart(everything)
    old, new = (load_base(package, name) for name in (index_redefined.OLD, index_redefined.NEW))
    table = redefined(everything, old, new, "2026-03-12")

    share = round(100 * (table["moved"].abs() >= index_redefined.PLACES).mean())
    assert f"{share}% of the index’s places move" in chart.title
    assert "13 March 2026" in chart.subtitle
    assert "from 14 dimensions to 12" in chart.subtitle
    assert len(chart.table) == len(table)
    assert len(chart.figure.data[1].x) == 2 * index_redefined.SHOWN


def test_no_line_crosses_the_break_between_rounds(everything: Answer) -> None:
    chart = fmti_rounds.chart(everything)
    lines = chart.figure.data[0]

    for left, right in zip(lines.x, lines.x[1:], strict=False):
        assert None in (left, right) or (left, right) == (0, 1)
    said = " ".join(note.text for note in chart.figure.layout.annotations)
    assert "Break: a new<br>set of 100<br>indicators" in said
    assert len(chart.figure.layout.shapes) == 1
    assert list(chart.table.columns) == ["Vendor", "2023-10", "2024-05", "2025-12"]
    assert list(readable(chart).columns) == ["Vendor", "October 2023", "May 2024", "December 2025"]


def test_names_beside_a_round_keep_a_line_apart(everything: Answer) -> None:
    notes = [note for note in fmti_rounds.chart(everything).figure.layout.annotations if note.xanchor == "left"]
    for number in range(3):
        heights = sorted(note.y for note in notes if note.x == number)
        assert all(after - before >= fmti_rounds.LINE - 0.001 for before, after in pairwise(heights))


def test_rounds_that_were_still_to_come_are_not_drawn(package: Package) -> None:
    chart = fmti_rounds.chart(answer(package, Query(as_of="2024-12-31")))

    assert list(chart.table.columns) == ["Vendor", "2023-10", "2024-05"]


def test_the_mean_of_a_round_is_the_published_one(everything: Answer) -> None:
    # Means as the index publishes them: 37.00, 57.93 and 40.69 over 10, 14 and 13 developers.
    means = fmti_rounds.chart(everything).figure.data[1].y

    assert list(means) == pytest.approx([37.0, 57.93, 40.69], abs=0.005)


def test_options_of_the_timeline_are_in_the_grammar_of_files() -> None:
    assert [option.name for option in OPTIONS["timeline"]] == ["measure", "cohort"]
    assert [option.name for option in OPTIONS["verdict-share"]] == ["cohort", "closed"]
    assert all(option.default in option.values for options in OPTIONS.values() for option in options)
