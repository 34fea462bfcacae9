"""The charts of vendors, of comparison and of adoption: every release drawn or counted, small numbers marked."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from openness.charts import CHARTS, vendor_dimensions, vendor_releases, vendors
from openness.charts import adoption as adoption_chart
from openness.charts import compare as compare_chart
from openness.charts.kit import palette
from openness.charts.vendors import groups_of, unfolded
from openness.facts.package import Package
from openness.findings.adoption import adoption
from openness.findings.vendors import FEW, GROUPINGS, keys_of
from openness.query.grammar import Query
from openness.scoring.answer import Answer, answer
from tests.factories import package_of


@pytest.mark.parametrize("by", GROUPINGS)
def test_every_release_is_in_a_row_or_counted_as_left_out(everything: Answer, by: str) -> None:
    table = vendors.chart(everything, by=by, show="all").table

    assert table["Releases"].sum() == len(everything.selected)
    assert (table["In the medians"] + table["Left out"]).sum() == len(everything.selected)


@pytest.mark.parametrize("sort", vendors.SORT.values)
def test_order_is_the_one_asked_for_and_rows_without_a_median_never_lead(everything: Answer, sort: str) -> None:
    groups = pd.DataFrame(groups_of(everything, "vendor", "name", keys_of(everything, "vendor")))
    found = pd.DataFrame(groups_of(everything, "vendor", sort, keys_of(everything, "vendor")))

    column = {"gap": "median", "weights": "weights", "training": "training", "releases": "releases"}.get(sort)
    if column is None:
        assert [name.casefold() for name in found["name"]] == sorted(name.casefold() for name in groups["name"])
    else:
        values = found[column].dropna()
        assert values.is_monotonic_decreasing
        assert column == "releases" or found[column].isna().to_numpy()[-1] == bool((groups["n"] == 0).any())
    assert sorted(found["group"]) == sorted(groups["group"])


def test_vendors_with_few_releases_are_folded_away_counted_and_kept_in_the_table(everything: Answer) -> None:
    chart, full = (vendors.chart(everything, show=show) for show in ("main", "all"))
    table = chart.table
    folded = int((~table["In the chart"].astype(bool)).sum())

    assert folded
    assert f"{folded} with fewer are in the table" in chart.subtitle
    assert (table.loc[~table["In the chart"].astype(bool), "Releases"] < vendors.MAIN).all()
    assert len(rows_of(full.figure)) == len(table)
    assert len(rows_of(chart.figure)) == len(table) - folded


def rows_of(figure: object) -> list[str]:
    return list(figure.layout.yaxis.ticktext)  # type: ignore[attr-defined]


def test_few_groups_are_never_folded(everything: Answer) -> None:
    groups = groups_of(everything, "kind", "gap", keys_of(everything, "kind"))

    assert unfolded(groups, "kind", "main") == groups


def test_medians_of_few_releases_are_hollow(everything: Answer) -> None:
    chart = vendors.chart(everything, show="all")
    few = (chart.table["In the medians"] > 0) & (chart.table["In the medians"] < FEW)
    points = next(trace for trace in chart.figure.data if trace.name == "Weights openness" and trace.x[0] is not None)

    assert list(points.marker.color).count(palette.BACKGROUND["light"]) == few.sum() > 0
    assert chart.table["Few"].sum() == few.sum()
    assert any(trace.name == f"Fewer than {FEW} releases" for trace in chart.figure.data)


def test_points_stand_at_the_medians_of_the_table(everything: Answer) -> None:
    chart = vendors.chart(everything, by="country")
    for side, column in (("Weights openness", "Weights openness"), ("Training openness", "Training openness")):
        drawn = next(trace for trace in chart.figure.data if trace.name == side and trace.x[0] is not None)
        assert list(drawn.x) == pytest.approx([value for value in chart.table[column] if value == value])


def test_a_group_without_a_counted_release_has_words_instead_of_points(everything: Answer) -> None:
    chart = vendors.chart(everything, show="all")
    silent = chart.table[chart.table["In the medians"] == 0]
    words = next(trace for trace in chart.figure.data if any("too little recorded" in str(t) for t in trace.text or ()))

    assert len(words.text) == len(silent) > 0


def test_unknown_options_fall_back_to_the_default(everything: Answer) -> None:
    assert vendors.chart(everything, by="colour").title == vendors.chart(everything).title


def test_cells_know_their_group_and_dimension(everything: Answer) -> None:
    figure = vendor_dimensions.chart(everything, by="kind").figure
    cells = [tuple(cell) for trace in figure.data for cell in trace.customdata]

    assert sorted(cells) == sorted(
        (kind, dimension) for kind in set(keys_of(everything, "kind")) for dimension in everything.rubric.dimensions
    )


def test_cells_without_a_counted_release_are_hatched_and_have_no_number(everything: Answer) -> None:
    chart = vendor_dimensions.chart(everything, show="all")
    hatched = [trace for trace in chart.figure.data if trace.marker.pattern.shape]
    silent = sum((chart.table[name] == 0).sum() for name in chart.table if str(name).endswith(": n"))

    assert sum(len(trace.y) for trace in hatched) == silent > 0
    assert all(trace.marker.pattern.shape == palette.HATCH_NOT_RECORDED for trace in hatched)
    assert all(text == "" for trace in hatched for text in trace.text)


def test_rows_of_both_vendor_charts_are_the_same_in_the_same_order(everything: Answer) -> None:
    for sort in vendors.SORT.values:
        first = vendors.chart(everything, by="country", sort=sort).table["Country"].tolist()
        second = vendor_dimensions.chart(everything, by="country", sort=sort).table["Country"].tolist()
        assert first == second


def test_releases_of_a_vendor_stand_newest_first_under_their_years(package: Package) -> None:
    shown = answer(package, Query(vendor=("meta",)))
    chart = vendor_releases.chart(shown)
    labels = rows_of(chart.figure)
    years = [label[3:-4] for label in labels if label.startswith("<b>")]

    assert years == sorted(years, reverse=True)
    assert len(labels) == len(shown.selected) + len(years)
    assert chart.title.startswith("Meta: ")


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


def test_compared_cells_say_the_same_in_chart_and_table(package: Package) -> None:
    chart = compare_chart.chart(answer(package, Query(release=("llama-3.1", "olmo-2"))))
    shapes = next(trace for trace in chart.figure.data if trace.mode == "text")
    words = chart.table[chart.table["State"].isin(compare_chart.HEADINGS.values())]

    assert len(shapes.x) == 2 * len(words)
    said = {hover.split(": ", 1)[1].replace("<br>", " ") for hover in shapes.hovertext}
    assert {word for name in ("Llama 3.1", "OLMo 2") for word in words[name]} == said
    assert words["Llama 3.1: addresses"].str.startswith("http").sum() == (words["Llama 3.1"] != "not recorded").sum()


def test_comparison_of_one_and_of_twenty_says_what_to_do(package: Package) -> None:
    one = compare_chart.chart(answer(package, Query(release=("olmo-2",))))
    assert one.title == "OLMo 2: choose one more to compare it with"
    assert one.figure.layout.annotations[0].text == "Choose one more to compare."

    twenty = compare_chart.chart(answer(package, Query(release=tuple(package.releases["release"].iloc[:20]))))
    assert "At most 6 fit side by side: the first 6 of 20 are shown." in twenty.subtitle
    assert len(twenty.figure.layout.xaxis.ticktext) == 6


def test_definitions_without_two_sides_say_so(package: Package) -> None:
    shown = answer(package, Query(rubric="open-training"))
    for slug in ("vendors", "vendor-releases", "adoption"):
        chart = CHARTS[slug](shown, "light")
        assert not chart.figure.data
        assert "does not ask about both sides" in chart.figure.layout.annotations[0].text.replace("<br>", " ")
    assert vendor_dimensions.chart(shown).figure.data


def test_numbers_drawn_are_finite(everything: Answer) -> None:
    for slug in ("vendors", "vendor-releases", "adoption"):
        for trace in CHARTS[slug](everything, "light").figure.data:
            drawn = [value for value in trace.x if value is not None]
            assert np.isfinite(drawn).all()


def test_every_dimension_keeps_its_name_on_a_telephone(package: Package) -> None:
    axis = CHARTS["vendor-dimensions"](answer(package, Query()), "light").figure.layout.xaxis
    assert axis.ticklabeloverflow == "allow", "Plotly drops a label that reaches beyond the picture otherwise"
    assert tuple(axis.autotickangles) == (0, 90)
