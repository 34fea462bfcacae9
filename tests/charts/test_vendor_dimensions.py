"""The chart `vendor_dimensions`."""

from __future__ import annotations

from openness.charts import CHARTS, vendor_dimensions
from openness.charts.kit import palette
from openness.facts.package import Package
from openness.findings.vendors import keys_of
from openness.query.grammar import Query
from openness.scoring.answer import Answer, answer


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


def test_every_dimension_keeps_its_name_on_a_telephone(package: Package) -> None:
    axis = CHARTS["vendor-dimensions"](answer(package, Query()), "light").figure.layout.xaxis
    assert axis.ticklabeloverflow == "allow", "Plotly drops a label that reaches beyond the picture otherwise"
    assert tuple(axis.autotickangles) == (0, 90)
