"""The chart `claims_over_time`."""

from __future__ import annotations

import pytest

from openness.charts import (
    claims_over_time,
)
from openness.findings.claims import SUPPORT, claims
from openness.query.grammar import Query
from openness.scoring.answer import Answer, answer


class TestClaims:
    @pytest.mark.parametrize("by", claims_over_time.OPTIONS[0].values)
    def test_bars_count_every_claim_once(self, everything: Answer, by: str) -> None:
        chart, found = claims_over_time.chart(everything, by=by), claims(everything)
        words = [claims_over_time.WORDS[name] for name in SUPPORT]
        columns = [word[:1].upper() + word[1:] for word in words]
        assert chart.table[columns].to_numpy().sum() == found["support"].isin(SUPPORT).sum()

    def test_the_rule_is_stated(self, everything: Answer) -> None:
        assert "“open source” need all that “Meets the definition” asks for" in claims_over_time.chart(everything).note

    def test_a_definition_without_a_rule_says_so(self, everything: Answer) -> None:
        chart = claims_over_time.chart(answer(everything.package, Query(rubric="osai-index-2026")))
        assert chart.title.endswith("does not say what a release may be called")
        assert not chart.figure.data
