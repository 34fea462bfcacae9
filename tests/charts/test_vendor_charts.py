"""The charts of vendors, of comparison and of adoption: every release drawn or counted, small numbers marked."""

from __future__ import annotations

import numpy as np

from openness.charts import CHARTS, vendor_dimensions
from openness.facts.package import Package
from openness.query.grammar import Query
from openness.scoring.answer import Answer, answer


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
