"""What charts share: `labels`."""

from __future__ import annotations

import numpy as np

from openness.charts.kit.labels import CLEAN, Canvas, place


def test_names_do_not_cover_each_other_on_a_wide_page() -> None:
    names = ["One of the releases", "Another one", "A third"]
    anchors = [(50.0, 50.0), (50.5, 50.5), (51.0, 50.0)]

    def canvas() -> Canvas:
        return Canvas((-3, 110, -3, 103), *np.array(anchors).T)

    offsets = place(names, anchors, canvas())
    assert len(set(offsets.values())) == 3
    assert offsets == place(names, anchors, canvas())


def test_name_without_a_clean_place_is_left_out_of_a_crowd() -> None:
    crowd = np.array([(x, y) for x in range(-4, 112, 2) for y in range(-4, 104, 2)], dtype=float).T
    assert place(["A name"], [(50.0, 50.0)], Canvas((-3, 110, -3, 103), *crowd), worst=CLEAN) == {}
    assert set(place(["A name"], [(50.0, 50.0)], Canvas((-3, 110, -3, 103), *crowd))) == {0}
