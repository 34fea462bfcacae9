"""Charts of the Definitions page: cells, bars and marks that are the library's numbers."""

from __future__ import annotations

import itertools
import re
from typing import Any

import numpy as np
import pytest

from openness.charts import (
    CHARTS,
    OPTIONS,
    agreement,
    beside,
    best_verdicts,
    claims_over_time,
    definitions,
    exemption,
    published,
)
from openness.charts.kit import grid, labels, palette
from openness.facts.package import Package
from openness.findings.beside import beside as set_beside
from openness.findings.claims import SUPPORT, claims
from openness.findings.definitions import definitions as under_every
from openness.findings.published import compare
from openness.query.grammar import Query
from openness.scoring.answer import Answer, answer
from openness.scoring.scores import counts


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


def test_titles_of_siblings_stay_apart_when_they_are_cut(everything: Answer) -> None:
    labels = [grid.label(name) for name in under_every(everything).shorts]
    assert len(set(labels)) == len(labels)
    assert all(len(line) <= 17 for label in labels for line in label.split("<br>"))
    assert not any("…" in label for label in labels)  # the definitions that we ship are never cut
    assert len(grid.label("x" * 2_000)) <= 17


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


def test_best_verdicts_are_the_counts_of_the_library(everything: Answer) -> None:
    chart = best_verdicts.chart(everything)
    for row, one in zip(chart.table.to_dict("records"), under_every(everything).answers, strict=True):
        found = counts(one.scores, one.scores.verdict_ids[0])
        assert (row["Proven"], row["Cannot be told yet"]) == (found.proven, found.undetermined)
        assert (row["Too few facts"], row["Ruled out"]) == (found.not_enough_recorded, found.ruled_out)


class TestBeside:
    @pytest.mark.parametrize("against", beside.OPTIONS[0].values)
    def test_crossed_counts_are_every_release_once(self, everything: Answer, against: str) -> None:
        chart = beside.chart(everything, against=against)
        numbers = chart.table.select_dtypes("number").to_numpy()
        assert numbers.sum() == len(everything.selected)
        drawn = [int(text) for text, _, _ in cells(chart).values() if text]
        assert sum(drawn) == len(everything.selected)

    def test_a_definition_is_never_set_beside_itself(self, everything: Answer) -> None:
        assert beside.other_than(everything, "osaid-1.0") == beside.FIRST
        chosen = answer(everything.package, Query(rubric=beside.FIRST))
        assert beside.other_than(chosen, beside.FIRST) != beside.FIRST
        assert beside.other_than(everything, "no-such") == beside.FIRST

    def test_title_counts_what_is_proven_and_what_is_not_settled(self, everything: Answer) -> None:
        moves = set_beside(everything, under_every(everything).of("mof-1.0")).counts
        title = beside.chart(everything, against="mof-1.0").title
        assert f"{moves['lower']} lower" in title
        assert f"{moves['may-change'] + moves['not-enough-recorded']} are not settled" in title


def test_exemption_sets_the_default_definition_beside_itself_when_it_is_chosen(everything: Answer) -> None:
    chosen = answer(everything.package, Query(rubric=exemption.EU))
    assert exemption.exemption_pair(chosen).one.rubric.id == "osaid-1.0"
    assert exemption.chart(chosen).title == exemption.chart(everything).title
    assert "not legal advice" in exemption.chart(everything).note


def test_agreement_shows_no_correlation_over_a_handful(everything: Answer) -> None:
    few = answer(everything.package, Query(release=everything.selected[:5]))
    assert agreement.chart(few).table["Rank correlation"].isna().all()
    table = agreement.chart(everything).table
    assert table["Rank correlation"].dropna().between(-1, 1).all()
    assert (table["Both state a verdict"] >= 0).all()


class TestPublished:
    @pytest.mark.parametrize("source", published.OPTIONS[0].values)
    def test_every_release_compared_is_one_mark(self, everything: Answer, source: str) -> None:
        chart = published.chart(everything, published=source)
        found = compare(everything, source, published.rubrics(everything.package))
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
        few = tuple(compare(everything, "osai-index", published.rubrics(everything.package)).frame["release"][:4])
        chart = published.chart(answer(everything.package, Query(release=few)))
        assert len(chart.figure.layout.annotations) == len(chart.table) == 4

    def test_a_selection_nobody_rated_says_so(self, everything: Answer) -> None:
        rated = set(everything.package.verdicts["release"])
        others = tuple(release for release in everything.selected if release not in rated)[:3]
        chart = published.chart(answer(everything.package, Query(release=others)))
        assert "too few" in chart.title
        assert not chart.figure.data


class TestClaims:
    @pytest.mark.parametrize("by", claims_over_time.OPTIONS[0].values)
    def test_bars_count_every_claim_once(self, everything: Answer, by: str) -> None:
        chart, found = claims_over_time.chart(everything, by=by), claims(everything)
        words = [claims_over_time.WORDS[name] for name in SUPPORT]
        columns = [word[:1].upper() + word[1:] for word in words]
        assert chart.table[columns].to_numpy().sum() == found["support"].isin(SUPPORT).sum()

    def test_the_rule_is_stated(self, everything: Answer) -> None:
        assert "“open source” need all that “Meets the definition” asks for" in claims_over_time.chart(everything).note

    def test_a_definition_without_a_rule_says_so(self, everything: Answer) -> None:
        chart = claims_over_time.chart(answer(everything.package, Query(rubric="osai-index-2026")))
        assert chart.title.endswith("does not say what a release may be called")
        assert not chart.figure.data


@pytest.mark.parametrize("slug", ["definitions", "beside", "published", "claims-over-time"])
def test_options_of_the_page_are_those_of_the_chart(slug: str, everything: Answer) -> None:
    for option in OPTIONS[slug]:
        for value in option.values:
            assert CHARTS[slug](everything, "dark", **{option.name: value}).title
