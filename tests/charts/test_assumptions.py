"""The chart `assumptions`."""

from __future__ import annotations

import pytest

from openness.charts import CHARTS
from openness.facts.package import Package
from openness.query.grammar import Query
from openness.robustness.sensitivity import sensitivity_of
from openness.scoring.answer import Answer, answer


def test_bars_of_the_assumptions_are_the_shares_strongest_first(everything: Answer) -> None:
    found = sensitivity_of(everything)
    chart = CHARTS["assumptions"](everything)
    alone, whole = chart.figure.data

    assert (alone.name, whole.name) == ("By itself", "In all")
    assert list(whole.x) == pytest.approx([100 * effect.total for effect in found.effects])
    assert list(alone.x) == pytest.approx([100 * effect.first for effect in found.effects])
    assert chart.title.startswith("What moves the ranking most: the reading of the unknown")
    assert list(chart.table["Assumption"]) == [effect.varied.title for effect in found.effects]


def test_the_value_beside_a_range_is_the_one_that_was_drawn_around(package: Package) -> None:
    own = answer(package, Query(edit=(("credit.partial", "0.25"),)))
    table = CHARTS["assumptions"](own).table.set_index("Assumption")

    assert table.loc["Points for “partial”", ["As it stands", "Drawn"]].tolist() == ["0.25", "0 to 0.5, uniform"]
