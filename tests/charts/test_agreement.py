"""The chart `agreement`."""

from __future__ import annotations

from openness.charts import (
    agreement,
)
from openness.query.grammar import Query
from openness.scoring.answer import Answer, answer


def test_agreement_shows_no_correlation_over_a_handful(everything: Answer) -> None:
    few = answer(everything.package, Query(release=everything.selected[:5]))
    assert agreement.chart(few).table["Rank correlation"].isna().all()
    table = agreement.chart(everything).table
    assert table["Rank correlation"].dropna().between(-1, 1).all()
    assert (table["Both state a verdict"] >= 0).all()
