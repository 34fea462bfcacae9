"""The chart `verdicts_by_year`."""

from __future__ import annotations

import pytest

from openness.charts import verdicts_by_year
from openness.scoring.answer import Answer
from openness.scoring.scores import REACHED, counts


@pytest.fixture(scope="module")
def years(everything: Answer) -> verdicts_by_year.Chart:
    return verdicts_by_year.chart(everything, "light")


def test_bars_of_all_years_count_every_release_once(years: verdicts_by_year.Chart, everything: Answer) -> None:
    assert sum(int(number) for trace in years.figure.data for number in trace.y) == len(everything.selected)


def test_bars_equal_the_counts_of_the_library(years: verdicts_by_year.Chart, everything: Answer) -> None:
    found = counts(everything.scores, everything.scores.verdict_ids[0])
    bars = {trace.name.split(" (")[0]: int(sum(trace.y)) for trace in years.figure.data}
    assert bars == {
        "Proven": found.proven,
        "Cannot be told yet": found.undetermined,
        "Too few facts": found.not_enough_recorded,
        "Ruled out": found.ruled_out,
    }


def test_table_of_years_is_the_figure(years: verdicts_by_year.Chart) -> None:
    for trace in years.figure.data:
        assert years.table[trace.name.split(" (")[0]].tolist() == list(trace.y)
    assert years.table["Releases"].sum() == sum(sum(trace.y) for trace in years.figure.data)


def test_n_stands_above_every_year(years: verdicts_by_year.Chart) -> None:
    written = [annotation.text for annotation in years.figure.layout.annotations]
    assert written == [f"<b>{number}</b>" for number in years.table["Releases"]]


def test_what_is_not_settled_is_hatched_and_what_is_settled_is_not(years: verdicts_by_year.Chart) -> None:
    shapes = [trace.marker.pattern.shape for trace in years.figure.data]
    assert shapes[0] is None
    assert shapes[3] is None
    assert shapes[1]
    assert shapes[2]
    assert shapes[1] != shapes[2]


def test_title_counts_the_proven(years: verdicts_by_year.Chart, everything: Answer) -> None:
    found = counts(everything.scores, everything.scores.verdict_ids[0])
    assert years.title.startswith(f"{found.proven} of {found.total} releases are proven to ")


def test_four_answers_have_words() -> None:
    assert tuple(verdicts_by_year.WORDS) == REACHED
