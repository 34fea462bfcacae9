"""Charts of the Definitions page: cells, bars and marks that are the library's numbers."""

from __future__ import annotations

import pytest

from openness.charts import (
    CHARTS,
    OPTIONS,
)
from openness.scoring.answer import Answer


@pytest.mark.parametrize("slug", ["definitions", "beside", "published", "claims-over-time"])
def test_options_of_the_page_are_those_of_the_chart(slug: str, everything: Answer) -> None:
    for option in OPTIONS[slug]:
        for value in option.values:
            assert CHARTS[slug](everything, "dark", **{option.name: value}).title
