"""The chart `index_history`."""

from __future__ import annotations

from openness.charts import (
    index_history,
)
from openness.scoring.answer import answer
from tests.factories import fact, package_of


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
