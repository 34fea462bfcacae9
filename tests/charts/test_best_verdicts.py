"""The chart `best_verdicts`."""

from __future__ import annotations

from openness.charts import (
    best_verdicts,
)
from openness.findings.definitions import definitions as under_every
from openness.scoring.answer import Answer
from openness.scoring.scores import counts


def test_best_verdicts_are_the_counts_of_the_library(everything: Answer) -> None:
    chart = best_verdicts.chart(everything)
    for row, one in zip(chart.table.to_dict("records"), under_every(everything).answers, strict=True):
        found = counts(one.scores, one.scores.verdict_ids[0])
        assert (row["Proven"], row["Cannot be told yet"]) == (found.proven, found.undetermined)
        assert (row["Too few facts"], row["Ruled out"]) == (found.not_enough_recorded, found.ruled_out)
