"""Ranks agree with scipy's, row by row."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from scipy.stats import rankdata

from openness.robustness.ranks import doubled_ranks, mean_ranks, rank_type


@given(
    arrays.arrays(
        np.float64,
        arrays.array_shapes(min_dims=2, max_dims=2, max_side=40),
        elements=st.sampled_from([0.0, 0.1, 1 / 3, 0.5, 2 / 3, 1.0]),
    )
)
def test_ties_stand_at_their_mean_rank_as_in_scipy(scores: np.ndarray) -> None:
    assert (doubled_ranks(scores) / 2 == rankdata(-scores, axis=1)).all()


@pytest.mark.parametrize("releases", [1, 2, 3, 302, 1024, 1025])
def test_scores_without_ties_rank_as_in_scipy(releases: int) -> None:
    scores = np.random.default_rng(releases).random((20, releases))

    assert (doubled_ranks(scores) / 2 == rankdata(-scores, axis=1)).all()


def test_scores_that_differ_in_the_ninth_decimal_of_a_point_do_not_tie_and_smaller_noise_does() -> None:
    assert mean_ranks(np.array([50.0, 50.000000001])).tolist() == [2.0, 1.0]
    assert mean_ranks(np.array([50.0, 50.0000000001])).tolist() == [1.5, 1.5]


def test_ranks_of_nothing_are_nothing() -> None:
    assert doubled_ranks(np.empty((3, 0))).shape == (3, 0)
    assert doubled_ranks(np.empty((0, 3))).shape == (0, 3)


def test_more_releases_than_sixteen_bits_can_hold_still_rank() -> None:
    releases = 40_000
    scores = np.linspace(1.0, 0.0, releases)[None, :]

    assert rank_type(releases) is np.uint32
    assert (doubled_ranks(scores)[0] == np.arange(2, 2 * releases + 1, 2)).all()
