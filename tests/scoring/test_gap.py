"""The gap between open weights and open training: medians, bands, groups and time, on numbers one can check by eye."""

from __future__ import annotations

import math

import numpy as np
import pytest

from openness.scoring import gap
from openness.scoring.scores import Scores, score
from tests.scoring_cases import criterion, evidence, rubric

RULES = rubric(
    {
        "model": {"criteria": {"weights": criterion("base_weights", "weights")}},
        "making": {
            "criteria": {
                "data": criterion("pretraining_data", "training"),
                "code": criterion("training_code", "training"),
            }
        },
    },
    [
        {
            "id": "all",
            "title": "All",
            "requires": {"weights": {"availability": "open"}, "data": {"availability": "open"}},
        },
        {"id": "weights-open", "title": "Weights open", "requires": {"weights": {"availability": "open"}}},
    ],
    ranked_from=0.5,
)
# weights, data, code; gap; range
RELEASES = {
    "even": ("open", "open", "open"),  # 0
    "half": ("open", "partial", "partial"),  # 50
    "wide": ("open", "closed", "closed"),  # 100
    "guess": ("open", "closed", "unknown"),  # 100, from 50
    "behind": ("closed", "open", "closed"),  # -50
    "silent": ("open", "unknown", "unknown"),  # the training side is not covered
}
DATES = ["2023-01", "2023-07-15", "2024-12-31", "2024-07-01", "2023-06-30", "2025-01-01"]


@pytest.fixture
def scores() -> Scores:
    names = ("base_weights", "pretraining_data", "training_code")
    return score(
        RULES, evidence({release: dict(zip(names, facts, strict=True)) for release, facts in RELEASES.items()})
    )


def test_the_headline_is_a_median_over_releases_whose_both_sides_are_covered(scores: Scores) -> None:
    summary = gap.headline(scores)
    assert (summary.n, summary.left_out) == (5, 1)
    assert summary.median == 50  # of -50, 0, 50, 100, 100
    assert (summary.q1, summary.q3, summary.spread) == (0, 100, 100)
    assert (summary.low, summary.high) == (50, 50)  # low: -50, 0, 50, 50, 100
    assert (summary.weights, summary.training) == (100, 50)


def test_a_quartile_between_two_releases_is_interpolated(scores: Scores) -> None:
    summary = gap.headline(scores, np.array([0, 1, 2]))  # gaps of 0, 50 and 100
    assert (summary.q1, summary.median, summary.q3, summary.spread) == (25, 50, 75, 50)


def test_the_band_shows_what_is_unknown(scores: Scores) -> None:
    summary = gap.headline(scores, np.array([3]))
    assert (summary.low, summary.median, summary.high) == (50, 100, 100)


def test_some_releases_can_be_chosen_by_position_or_by_truth(scores: Scores) -> None:
    chosen = np.array([True, True, False, False, False, True])
    assert gap.headline(scores, chosen) == gap.headline(scores, np.array([0, 1, 5]))
    assert (gap.headline(scores, chosen).n, gap.headline(scores, chosen).left_out) == (2, 1)


def test_without_a_release_that_counts_there_is_no_median(scores: Scores) -> None:
    summary = gap.headline(scores, np.array([5]))
    assert math.isnan(summary.median)
    assert (summary.n, summary.left_out) == (0, 1)


def test_half_years_run_without_a_hole_and_undated_releases_come_last(scores: Scores) -> None:
    table = gap.by_period(scores, [*DATES[:5], "2025"])
    assert table["period"].tolist() == ["2023 H1", "2023 H2", "2024 H1", "2024 H2", ""]
    assert table["n"].tolist() == [2, 1, 0, 2, 0]
    assert table["left_out"].tolist() == [0, 0, 0, 0, 1]
    assert table["median"].tolist()[:2] == [-25, 50]
    assert math.isnan(table["median"][2])
    assert tuple(table.columns) == ("period", *gap.SUMMARY)


def test_years_need_no_month(scores: Scores) -> None:
    table = gap.by_period(scores, ["2023", "2023-05", "2025-01-01", "2025", "2023", ""], "year")
    assert table["period"].tolist() == ["2023", "2024", "2025", ""]
    assert table["n"].tolist() == [3, 0, 2, 0]


def test_verdicts_by_year_are_proven_possible_unrecorded_or_ruled_out(scores: Scores) -> None:
    table = gap.reached_by_year(scores, ["2021-01", *DATES[1:]], "all")
    assert table.to_numpy().tolist() == [
        ["2021", 1, 0, 0, 0, 1],
        ["2022", 0, 0, 0, 0, 0],
        ["2023", 0, 0, 0, 2, 2],
        ["2024", 0, 0, 0, 2, 2],
        ["2025", 0, 1, 0, 0, 1],
    ]
    assert table.columns.tolist() == ["year", *gap.REACHED, "total"]


def test_releases_without_a_date_are_a_row_of_their_own_at_the_end(scores: Scores) -> None:
    table = gap.reached_by_year(scores, ["", *DATES[1:]], "all")
    every = gap.reached_by_year(scores, ["2021-01", *DATES[1:]], "all")

    assert table["year"].tolist() == [*every["year"].tolist()[-len(table) + 1 :], ""]
    assert table.iloc[-1].tolist() == ["", *every.iloc[0].tolist()[1:]]
    assert table["total"].sum() == every["total"].sum() == len(scores.releases)


def test_claims_against_what_is_reached(scores: Scores) -> None:
    claims = ["open-source", "open-weights", "open-source", "", "open-source", "open-source"]
    table = gap.reached_by_claim(scores, claims, "all")
    assert table["claim"].tolist() == ["open-source", "", "open-weights"]
    assert table.iloc[0].tolist() == ["open-source", 1, 1, 0, 2, 4]
    pairs = gap.claims_by_verdict(scores, claims)
    assert pairs.to_numpy().tolist() == [
        ["", "weights-open", "weights-open", "stated", 1],
        ["open-source", "all", "all", "stated", 1],
        ["open-source", "weights-open", "all", "undetermined", 1],
        ["open-source", "weights-open", "weights-open", "stated", 1],
        ["open-source", "closed", "closed", "stated", 1],
        ["open-weights", "weights-open", "weights-open", "stated", 1],
    ]


def test_every_release_needs_its_label(scores: Scores) -> None:
    with pytest.raises(ValueError, match="2 labels for 6 releases"):
        gap.by_period(scores, ["2024", "2025"])


def test_of_no_releases_at_all_tables_are_empty_and_counts_zero(scores: Scores) -> None:
    nobody = scores.subset([])
    assert gap.headline(nobody).n == 0
    assert gap.by_period(nobody, []).empty
    assert gap.reached_by_year(nobody, [], "all").empty
    assert gap.claims_by_verdict(nobody, []).empty
