"""What charts share: `grid`."""

from __future__ import annotations

from openness.charts.kit import grid
from openness.findings.definitions import definitions as under_every
from openness.scoring.answer import Answer


def test_titles_of_siblings_stay_apart_when_they_are_cut(everything: Answer) -> None:
    labels = [grid.label(name) for name in under_every(everything).shorts]
    assert len(set(labels)) == len(labels)
    assert all(len(line) <= 17 for label in labels for line in label.split("<br>"))
    assert not any("…" in label for label in labels)  # the definitions that we ship are never cut
    assert len(grid.label("x" * 2_000)) <= 17
