"""The chart `fmti_rounds`."""

from __future__ import annotations

from itertools import pairwise

import pytest

from openness.charts import (
    fmti_rounds,
)
from openness.charts.kit.base import readable
from openness.facts.package import Package
from openness.query.grammar import Query
from openness.scoring.answer import Answer, answer


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
