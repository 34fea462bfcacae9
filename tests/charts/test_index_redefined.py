"""The chart `index_redefined`."""

from __future__ import annotations

from openness.charts import (
    index_redefined,
)
from openness.facts.package import Package
from openness.findings.assessments import redefined
from openness.scoring.answer import Answer, load_base


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
