"""The chart `beside`."""

from __future__ import annotations

import pytest

from openness.charts import beside
from openness.findings.beside import beside as set_beside
from openness.findings.definitions import definitions as under_every
from openness.query.grammar import Query
from openness.scoring.answer import Answer, answer
from tests.charts.test_definitions import cells


class TestBeside:
    @pytest.mark.parametrize("against", beside.OPTIONS[0].values)
    def test_crossed_counts_are_every_release_once(self, everything: Answer, against: str) -> None:
        chart = beside.chart(everything, against=against)
        numbers = chart.table.select_dtypes("number").to_numpy()
        assert numbers.sum() == len(everything.selected)
        drawn = [int(text) for text, _, _ in cells(chart).values() if text]
        assert sum(drawn) == len(everything.selected)

    def test_a_definition_is_never_set_beside_itself(self, everything: Answer) -> None:
        assert beside.other_than(everything, "osaid-1.0") == beside.FIRST
        chosen = answer(everything.package, Query(rubric=beside.FIRST))
        assert beside.other_than(chosen, beside.FIRST) != beside.FIRST
        assert beside.other_than(everything, "no-such") == beside.FIRST

    def test_title_counts_what_is_proven_and_what_is_not_settled(self, everything: Answer) -> None:
        moves = set_beside(everything, under_every(everything).of("mof-1.0")).counts
        title = beside.chart(everything, against="mof-1.0").title
        assert f"{moves['lower']} lower" in title
        assert f"{moves['may-change'] + moves['not-enough-recorded']} are not settled" in title
