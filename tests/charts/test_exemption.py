"""The chart `exemption`."""

from __future__ import annotations

from openness.charts import (
    exemption,
)
from openness.query.grammar import Query
from openness.scoring.answer import Answer, answer


def test_exemption_sets_the_default_definition_beside_itself_when_it_is_chosen(everything: Answer) -> None:
    chosen = answer(everything.package, Query(rubric=exemption.EU))
    assert exemption.exemption_pair(chosen).one.rubric.id == "osaid-1.0"
    assert exemption.chart(chosen).title == exemption.chart(everything).title
    assert "not legal advice" in exemption.chart(everything).note
