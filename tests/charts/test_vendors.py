"""The chart `vendors`."""

from __future__ import annotations

import pandas as pd
import pytest

from openness.charts import vendor_dimensions, vendors
from openness.charts.kit import palette
from openness.charts.vendors import groups_of, unfolded
from openness.findings.timeline import FEW
from openness.findings.vendors import GROUPINGS, keys_of
from openness.scoring.answer import Answer


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


def test_rows_of_both_vendor_charts_are_the_same_in_the_same_order(everything: Answer) -> None:
    for sort in vendors.SORT.values:
        first = vendors.chart(everything, by="country", sort=sort).table["Country"].tolist()
        second = vendor_dimensions.chart(everything, by="country", sort=sort).table["Country"].tolist()
        assert first == second
