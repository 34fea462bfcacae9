"""The chart `definitions`."""

from __future__ import annotations

import itertools
import re
from typing import Any

import pytest

from openness.charts import (
    OPTIONS,
    agreement,
    best_verdicts,
    definitions,
)
from openness.charts.kit import grid, palette
from openness.facts.package import Package
from openness.findings.definitions import definitions as under_every
from openness.query.grammar import Query
from openness.scoring.answer import Answer, answer


def cells(chart: definitions.Chart) -> dict[tuple[int, int], tuple[str, str, str]]:
    """Text, colour and hatch of each cell by row and column."""
    starts = itertools.accumulate([len(axis.tickvals) for axis in columns_of(chart)], initial=0)
    return {
        (int(y), start + int(base)): (re.sub(r"</?b>", "", text), colour, shape)
        for bar, start in zip(chart.figure.data, starts, strict=False)
        for y, base, text, colour, shape in zip(
            bar.y, bar.base, bar.text, bar.marker.color, bar.marker.pattern.shape, strict=True
        )
    }


def columns_of(chart: definitions.Chart) -> list[Any]:
    """The axes of the columns: definitions that do not fit beside each other stand below."""
    layout = chart.figure.layout
    return [layout[name] for name in ("xaxis", "xaxis2", "xaxis3") if name in layout]


class TestMatrix:
    def test_a_cell_is_the_verdict_in_a_word_colour_and_hatch(self, everything: Answer) -> None:
        chart, found = definitions.chart(everything), under_every(everything)
        drawn = cells(chart)
        assert len(drawn) == definitions.DRAWN * len(found.ids)
        releases = definitions.ordered(found, "proven")["release"].head(definitions.DRAWN)
        for row, release in enumerate(releases):
            at = found.releases.index(release)
            for column, one in enumerate(found.answers):
                low, high = int(one.scores.verdict[at]), int(one.scores.verdict_high[at])
                text, colour, shape = drawn[row, column]
                last = len(one.rubric.verdicts)
                assert text.removesuffix("?") == ("yes" if high == 0 else "no" if high == last else "part")
                assert text.endswith("?") == (low != high)
                assert colour == palette.verdict_colours(len(one.rubric.verdict_titles))[low]
                assert shape == ("" if low == high else palette.HATCH_UNDETERMINED)

    def test_definitions_stand_below_one_another_where_they_do_not_fit_beside(self, everything: Answer) -> None:
        chart, found = definitions.chart(everything), under_every(everything)
        axes = columns_of(chart)
        assert [text for axis in axes for text in axis.ticktext] == [grid.label(name) for name in found.shorts]
        assert max(len(axis.tickvals) for axis in axes) <= grid.ACROSS
        heights = [chart.figure.layout[f"yaxis{number}"].domain for number in ("", 2)]
        assert heights[0][0] > heights[1][1]

    def test_the_table_holds_every_release_with_its_verdicts_in_words(self, everything: Answer) -> None:
        chart, found = definitions.chart(everything), under_every(everything)
        assert len(chart.table) == len(found.releases)
        for title in found.titles:
            assert (chart.table[title].str.len() > 2).all()

    @pytest.mark.parametrize("sort", OPTIONS["definitions"][0].values)
    def test_every_order_shows_all_releases_once(self, everything: Answer, sort: str) -> None:
        table = definitions.ordered(under_every(everything), sort)
        assert sorted(table["release"]) == sorted(everything.selected)

    def test_what_is_possible_sorts_apart_from_what_is_proven(self, everything: Answer) -> None:
        found = under_every(everything)
        for sort, column in (("proven", "disagreement"), ("possible", "disagreement_high")):
            assert definitions.ordered(found, sort)[column].is_monotonic_decreasing
        at = {release: row for row, release in enumerate(found.releases)}
        for sort, places in (("best-proven", found.low), ("best-possible", found.high)):
            means = [places[at[release]].mean() for release in definitions.ordered(found, sort)["release"]]
            assert means == sorted(means, reverse=True)


@pytest.mark.parametrize("name", ["Ours", ""])
def test_a_column_is_headed_by_the_short_title_of_its_definition_else_by_its_title(package: Package, name: str) -> None:
    query = Query(
        rubric="osai-index-2025", edit=(("short", name), ("title", "A definition whose title is far too long"))
    )
    own = answer(package, query)
    at = under_every(own).ids.index("osai-index-2025")
    label = name or "A definition<br>whose title is…"
    assert [text for axis in columns_of(definitions.chart(own)) for text in axis.ticktext][at] == label
    assert [text for axis in columns_of(agreement.chart(own)) for text in axis.ticktext][at] == label
    assert best_verdicts.chart(own).figure.layout.yaxis.ticktext[at].startswith(label[:12])
