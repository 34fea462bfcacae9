"""What the method says of others who measure something near the gap."""

from __future__ import annotations

from openness.charts import CHARTS
from openness.core.paths import ROOT
from openness.report.method import NAMESAKE, NEIGHBOUR, parts
from openness.scoring.answer import Answer


def test_neighbours_are_named_wherever_the_gap_is_explained(everything: Answer) -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    part = next(part for part in parts(everything) if part.id == "neighbours")
    note = CHARTS["gap"](everything, "light").note

    assert part.links == (NEIGHBOUR, NAMESAKE)
    assert "weights openness minus training openness of the same release, in points of 100" in note
    for title, url in part.links:
        name = title.partition(" (")[0]
        assert f"[{name}]({url})" in readme
        assert name in " ".join(part.text)
        assert f"“{name}”" in note
