"""The chart `claims`."""

from __future__ import annotations

import pytest

from openness.charts import claims
from openness.scoring.answer import Answer
from openness.scoring.gap import reached_by_claim


@pytest.fixture(scope="module")
def called(everything: Answer) -> claims.Chart:
    return claims.chart(everything, "light")


def test_every_bar_of_a_claim_is_whole(called: claims.Chart) -> None:
    for position in range(len(called.table)):
        assert sum(trace.x[position] for trace in called.figure.data) == pytest.approx(100)


def test_segments_count_every_release_once(called: claims.Chart, everything: Answer) -> None:
    assert sum(sum(trace.customdata) for trace in called.figure.data) == len(everything.selected)
    assert called.table["Releases"].sum() == len(everything.selected)


def test_table_of_claims_is_the_figure(called: claims.Chart) -> None:
    for trace, column in zip(called.figure.data, called.table.columns[2:], strict=True):
        assert called.table[column].tolist() == list(trace.customdata)


def test_alt_text_names_the_counts_of_each_claim(called: claims.Chart, everything: Answer) -> None:
    table = reached_by_claim(everything.scores, everything.table["claim"].tolist(), everything.scores.verdict_ids[0])
    for row in table.to_dict("records"):
        assert f"{claims.claim_words(row['claim'])}: {row['proven']} of {row['total']} proven" in called.alt
