"""The chart `published`."""

from __future__ import annotations

import numpy as np
import pytest

from openness.charts import (
    published,
)
from openness.charts.kit import labels
from openness.findings.published import compare
from openness.query.grammar import Query
from openness.scoring.answer import Answer, answer


class TestPublished:
    @pytest.mark.parametrize("source", published.OPTIONS[0].values)
    def test_every_release_compared_is_one_mark(self, everything: Answer, source: str) -> None:
        chart = published.chart(everything, published=source)
        found = compare(everything, source, published.rubrics(everything))
        assert sum(len(trace.x) for trace in chart.figure.data) == len(chart.table) == found.n
        assert f"{found.n} of them compared" in chart.subtitle
        assert f"{found.correlation:.2f}" in chart.title

    @pytest.mark.parametrize("source", published.OPTIONS[0].values)
    def test_names_are_those_of_the_farthest_apart_and_cover_no_mark_on_any_page(
        self, everything: Answer, source: str
    ) -> None:
        chart = published.chart(everything, published=source)
        layout, marks = chart.figure.layout, chart.figure.data
        assert chart.table["Ranks apart"].abs().is_monotonic_decreasing
        assert 1 < len(layout.annotations) <= published.NAMED
        for note in layout.annotations:
            assert any(name.startswith(note.text.rstrip("…")) for name in chart.table["Release"][: published.NAMED])
            assert len(note.text) <= 24
        (left, right), (bottom, top) = layout.xaxis.range, layout.yaxis.range
        x, y = (np.concatenate([trace[name] for trace in marks]) for name in ("x", "y"))
        for width, height, _ in labels.PLOTS:
            for note in layout.annotations:
                long = len(note.text) * labels.LETTER
                start = (note.x - left) / (right - left) * width + (note.ax if note.ax > 0 else note.ax - long)
                middle = (top - note.y) / (top - bottom) * height + note.ay
                assert 0 <= start <= start + long <= width
                across, down = (x - left) / (right - left) * width, (top - y) / (top - bottom) * height
                assert not ((start < across) & (across < start + long) & (np.abs(down - middle) < 10)).any()

    def test_only_what_is_named_has_a_line(self, everything: Answer) -> None:
        layout = published.chart(everything).figure.layout
        assert [(line.x0, line.y0) for line in layout.shapes] == [(note.x, note.y) for note in layout.annotations]

    def test_the_few_of_a_small_selection_are_all_named(self, everything: Answer) -> None:
        few = tuple(compare(everything, "osai-index", published.rubrics(everything)).frame["release"][:4])
        chart = published.chart(answer(everything.package, Query(release=few)))
        assert len(chart.figure.layout.annotations) == len(chart.table) == 4

    def test_a_selection_nobody_rated_says_so(self, everything: Answer) -> None:
        rated = set(everything.package.verdicts["release"])
        others = tuple(release for release in everything.selected if release not in rated)[:3]
        chart = published.chart(answer(everything.package, Query(release=others)))
        assert "too few" in chart.title
        assert not chart.figure.data
