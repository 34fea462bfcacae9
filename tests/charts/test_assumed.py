"""The chart `assumed`."""

from __future__ import annotations

from openness.charts import OPTIONS
from openness.charts.assumed import DRAW, VARY, assumptions
from openness.robustness.draws import Assumptions


def test_each_choice_varies_what_it_says() -> None:
    assert assumptions("all", "shifted") == Assumptions()
    assert assumptions("all", "anew") == Assumptions(weights="anew")
    for vary in VARY.values:
        for draw in DRAW.values:
            chosen = assumptions(vary, draw)
            assert (chosen.weights == draw) == (vary in ("all", "weights"))
            assert (chosen.partial > 0) == (vary in ("all", "worth"))
            assert (len(chosen.unknown) > 1) == (vary in ("all", "unknown"))
            assert (chosen.without > 0) == (vary in ("all", "criterion"))
    assert VARY in OPTIONS["rank-intervals"]
    assert OPTIONS["assumptions"] == (DRAW,)
