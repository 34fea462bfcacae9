"""The chart `vendor_releases`."""

from __future__ import annotations

from openness.charts import vendor_releases
from openness.facts.package import Package
from openness.query.grammar import Query
from openness.scoring.answer import answer
from tests.charts.test_vendors import rows_of


def test_releases_of_a_vendor_stand_newest_first_under_their_years(package: Package) -> None:
    shown = answer(package, Query(vendor=("meta",)))
    chart = vendor_releases.chart(shown)
    labels = rows_of(chart.figure)
    years = [label[3:-4] for label in labels if label.startswith("<b>")]

    assert years == sorted(years, reverse=True)
    assert len(labels) == len(shown.selected) + len(years)
    assert chart.title.startswith("Meta: ")
