"""The chart `verdict_share`."""

from __future__ import annotations

import pytest

from openness.charts import (
    verdict_share,
)
from openness.findings.timeline import FEW, verdicts_by_year
from openness.scoring.answer import Answer


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
