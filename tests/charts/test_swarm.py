"""What charts share: `swarm`."""

from __future__ import annotations

import numpy as np
import pytest

from openness.charts.kit.swarm import COUNTED_FROM, WIDTH, spread
from openness.charts.kit.view import View


def test_ties_inside_the_scale_stay_near_their_place(view: View) -> None:
    across, up = view.frame["weights_low"].to_numpy(dtype=float), view.frame["training_low"].to_numpy(dtype=float)
    swarm = spread(across, up)
    inside = (across > 0) & (across < 100)
    assert np.abs(swarm.x - across)[inside].max() <= 8
    assert np.abs(swarm.y - up)[(up > 0) & (up < 100)].max() <= 8


def test_swarm_is_deterministic_and_keeps_single_dots_in_place() -> None:
    x, y = np.array([10.0, 50, 100, 100, 0]), np.array([20.0, 50, 70, 70, 0])
    first, second = spread(x, y), spread(x, y)
    assert first.x.tolist() == second.x.tolist()
    assert first.y.tolist() == second.y.tolist()
    assert (first.x[0], first.y[0]) == (10, 20)
    assert first.x[2:4].tolist() == [100, 100 + WIDTH]


def test_ties_on_an_edge_move_past_it_and_are_counted() -> None:
    number = 40
    swarm = spread(np.full(number, 100.0), np.zeros(number))
    assert swarm.x.min() >= 100
    assert swarm.y.max() <= 0
    assert len({*zip(swarm.x.tolist(), swarm.y.tolist(), strict=True)}) == number
    assert [count for *_, count in swarm.counts] == [number]


@pytest.mark.parametrize(("number", "counted"), [(COUNTED_FROM - 1, 0), (COUNTED_FROM, 1)])
def test_count_is_written_beside_large_swarms_only(number: int, counted: int) -> None:
    assert len(spread(np.full(number, 60.0), np.full(number, 30.0)).counts) == counted


def test_swarm_of_a_thousand_ties_still_has_a_place_for_each() -> None:
    swarm = spread(np.full(1000, 100.0), np.full(1000, 40.0))
    assert len(swarm.x) == 1000
    assert [count for *_, count in swarm.counts] == [1000]
    assert np.abs(swarm.y - 40).max() < 15


def test_swarm_refuses_what_it_cannot_place() -> None:
    with pytest.raises(ValueError, match="without NaN"):
        spread(np.array([np.nan]), np.array([1.0]))
