"""The chart `frontier`."""

from __future__ import annotations

import re

from openness.charts import (
    frontier,
)
from openness.scoring.answer import answer
from tests.factories import fact, package_of


def test_the_lag_is_the_time_between_the_two_sides() -> None:
    def release(name: str, day: str) -> dict[str, str]:
        return {"release": name, "released": day}

    weights = [
        fact("first", "enduser_weights", "open", "Apache-2.0"),
        fact("first", "base_weights", "open", "Apache-2.0"),
    ]
    rubric_side = [
        fact("second", component, "open", "Apache-2.0")
        for component in (
            "data_information",
            "pretraining_data",
            "posttraining_data",
            "training_code",
            "posttraining_code",
        )
    ]
    small = package_of(
        releases=[release("first", "2022-01-01"), release("second", "2024-01-01")], facts=[*weights, *rubric_side]
    )

    chart = frontier.chart(answer(small))

    assert re.search(r"months? (ago|after weights)", chart.title)
    assert {"Weights: best so far", "Training: best so far"} <= set(chart.table["What"])
