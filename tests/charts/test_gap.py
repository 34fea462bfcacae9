"""The gap chart shows every release, hides none, and says only what its table says."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest

from openness.charts import gap
from openness.charts.gap_figure import ALL_NAMED, DOT, PLOTS
from openness.charts.kit import palette
from openness.charts.kit.marks import BACK
from openness.charts.kit.names import CSS, WIDE, WIDE_FROM
from openness.charts.kit.swarm import HEIGHT, WIDTH
from openness.charts.kit.view import View
from openness.core.wording import points
from openness.facts.package import Package
from openness.findings.adoption import leading
from openness.query.grammar import Query
from openness.scoring.answer import Answer, answer
from openness.scoring.gap import headline
from tests.factories import package_of


@pytest.fixture(scope="module")
def chart(everything: Answer) -> gap.Chart:
    return gap.chart(everything, "light")


def dots(chart: gap.Chart) -> list[str]:
    return [release for trace in chart.figure.data if trace.customdata is not None for release in trace.customdata]


def test_every_release_is_one_dot(chart: gap.Chart, everything: Answer) -> None:
    assert sorted(dots(chart)) == sorted(everything.selected)


def test_table_has_every_release_and_its_numbers(chart: gap.Chart, everything: Answer) -> None:
    table = everything.table.sort_values("name")
    twin = chart.table.sort_values("Release")
    assert twin["Release"].tolist() == table["name"].tolist()
    for column, known in (("Gap", "gap"), ("Gap_low", "gap_low"), ("Weights openness", "weights_openness")):
        assert twin[column].tolist() == pytest.approx(table[known].tolist(), nan_ok=True)


def test_title_states_the_median_with_its_range(chart: gap.Chart, everything: Answer) -> None:
    summary = headline(everything.scores)
    assert f"{points(abs(summary.median))} points" in chart.title
    assert f"range {points(summary.low)} to {points(summary.high)}, n = {summary.n})" in chart.title
    assert f"counts {summary.n}, {summary.left_out} are left out" in chart.subtitle


def test_legend_counts_add_up(chart: gap.Chart, everything: Answer) -> None:
    names = [trace.name for trace in chart.figure.data if trace.showlegend is None and trace.mode == "markers"]
    counts = [int(re.search(r"\(([\d,]+)(, of which [\d,]+ for certain)?\)$", name)[1]) for name in names]  # type: ignore[index]
    verdicts = len(everything.rubric.verdict_titles)
    assert sum(counts[:verdicts]) == len(everything.selected)
    assert counts[verdicts] == int((~everything.scores.sides_covered).sum())
    assert counts[verdicts + 1] == int((everything.scores.verdict != everything.scores.verdict_high).sum())


def test_hollow_and_dotted_mean_what_the_legend_says(chart: gap.Chart, view: View) -> None:
    frame = view.frame.set_index("release")
    for trace in chart.figure.data:
        if trace.customdata is None:
            continue
        for release, symbol in zip(trace.customdata, trace.marker.symbol, strict=True):
            row = frame.loc[release]
            assert ("-open" in symbol) == (not row["covered"])
            assert symbol.endswith("-dot") == (row["verdict"] != row["verdict_high"])


def test_colour_and_shape_are_those_of_the_lower_verdict(chart: gap.Chart, view: View) -> None:
    colours, symbols = palette.verdict_colours(len(view.titles)), palette.verdict_symbols(len(view.titles))
    frame = view.frame.set_index("release")
    for trace in chart.figure.data:
        if trace.customdata is not None:
            levels = set(frame.loc[list(trace.customdata), "verdict"])
            assert {colours.index(trace.marker.color)} == levels
            assert {symbol.split("-open")[0].split("-dot")[0] for symbol in trace.marker.symbol} == {
                symbols[level] for level in levels
            }


def test_hover_shows_the_range(chart: gap.Chart) -> None:
    texts = [text for trace in chart.figure.data if trace.hovertext is not None for text in trace.hovertext]
    assert len(texts) == len(dots(chart))
    assert all(re.search(r"Gap \S+ \(range \S+ to \S+\)", text) for text in texts)


def test_no_dot_hides_another(chart: gap.Chart) -> None:
    places = [
        (x, y)
        for trace in chart.figure.data
        if trace.customdata is not None
        for x, y in zip(trace.x, trace.y, strict=True)
    ]
    spots = np.array(places)
    for spot in spots:
        apart = np.hypot((spots[:, 0] - spot[0]) / WIDTH, (spots[:, 1] - spot[1]) / HEIGHT)
        assert np.sort(apart)[1] > 0.5


@pytest.mark.parametrize(("width", "height", "least"), [(1307, 594, 1.0), (297, 464, 0.7)])
def test_dots_are_apart_on_a_wide_page_and_nearly_so_on_a_telephone(
    chart: gap.Chart, width: int, height: int, least: float
) -> None:
    drawn = [trace for trace in chart.figure.data if trace.customdata is not None]
    left, right = chart.figure.layout.xaxis.range
    bottom, top = chart.figure.layout.yaxis.range
    x = np.concatenate([trace.x for trace in drawn]) * width / (right - left)
    y = np.concatenate([trace.y for trace in drawn]) * height / (top - bottom)
    apart = np.hypot(x[:, None] - x, y[:, None] - y) + np.diag(np.full(len(x), np.inf))
    assert apart.min() >= least * DOT


def test_definition_with_many_ties_has_a_place_for_each(package: Package) -> None:
    drawn = gap.chart(answer(package, Query(rubric="mof-1.0"))).figure.data
    places = [place for trace in drawn if trace.customdata is not None for place in zip(trace.x, trace.y, strict=True)]
    assert len({(round(x, 3), round(y, 3)) for x, y in places}) == len(places)


def named(chart: gap.Chart, *, wide: bool = True) -> list[str]:
    """Names beside dots, on a wide page or on a narrow one."""
    return [note.text for note in chart.figure.layout.annotations if note.showarrow and (wide or note.opacity != WIDE)]


@pytest.mark.parametrize("rubric", ["", "g7-2026", "mof-1.0"])
def test_fifteen_names_stand_on_a_wide_page_and_six_on_a_telephone(rubric: str, package: Package) -> None:
    chart = gap.chart(answer(package, Query(rubric=rubric)))
    assert len(named(chart)) >= 15
    assert len(named(chart, wide=False)) >= 6


def test_named_are_the_best_known_of_each_vendor(everything: Answer, chart: gap.Chart) -> None:
    vendors = dict(zip(everything.selected, everything.table["vendor"], strict=True))
    ordered = leading(everything)
    known = everything.package.adoption["release"].tolist()

    assert len({vendors[release] for release in ordered}) == len(ordered) == len(set(vendors.values()))
    first = ordered[: len({vendors[release] for release in known})]
    assert set(first) <= set(known)
    names = dict(zip(everything.selected, everything.table["name"], strict=True))
    assert len({names[release].split(" (")[0] for release in first} & set(named(chart))) >= 12


def test_small_selection_names_all(view: View, package: Package) -> None:
    few = gap.chart(answer(package, Query(release=tuple(view.frame["release"].iloc[:ALL_NAMED]))))
    assert len(named(few)) == ALL_NAMED
    assert len(named(few, wide=False)) >= 4  # as many as do not cover one another


def test_highlighted_releases_are_named_with_their_range_and_the_rest_steps_back(package: Package) -> None:
    mark = ("olmo-2", "llama-4")
    chart = gap.chart(answer(package, Query(mark=mark)))

    assert sorted(named(chart, wide=False)) == ["Llama 4", "OLMo 2"]
    strengths = {
        release: opacity
        for trace in chart.figure.data
        if trace.customdata is not None
        for release, opacity in zip(trace.customdata, trace.marker.opacity, strict=True)
    }
    assert {release for release, opacity in strengths.items() if opacity == 1} == set(mark)
    assert {opacity for release, opacity in strengths.items() if release not in mark} == {BACK}
    assert any(trace.mode == "lines" and trace.line.color == palette.TRAINING["light"] for trace in chart.figure.data)


def test_highlighting_changes_no_number(package: Package, chart: gap.Chart) -> None:
    marked = gap.chart(answer(package, Query(mark=("olmo-2",))))
    assert marked.title == chart.title
    assert marked.table.equals(chart.table)


def test_embeds_have_the_rule_that_hides_names_for_wide_windows(root: Path) -> None:
    assert CSS in (root / "openness" / "web" / "asset" / "embed.css").read_text("utf-8")


def test_named_release_has_its_range_drawn(package: Package, everything: Answer) -> None:
    scores = everything.scores
    wide = int(np.nanargmax(scores.training_high - scores.training_low))
    chart = gap.chart(answer(package, Query(release=(scores.releases[wide],))), "light")
    line = next(
        trace for trace in chart.figure.data if trace.mode == "lines" and trace.line.color == palette.TRAINING["light"]
    )
    reach = float(scores.training_high[wide] - scores.training_low[wide])
    assert line.y[1] - line.y[0] == pytest.approx(reach)


@pytest.mark.parametrize(("width", "height"), [plot[:2] for plot in PLOTS])
def test_no_text_stands_on_a_dot(chart: gap.Chart, width: float, height: float) -> None:
    left, right = chart.figure.layout.xaxis.range
    bottom, top = chart.figure.layout.yaxis.range
    across, up = width / (right - left), height / (top - bottom)
    drawn = [trace for trace in chart.figure.data if trace.customdata is not None]
    x = (np.concatenate([trace.x for trace in drawn]) - left) * across
    y = (top - np.concatenate([trace.y for trace in drawn])) * up
    texts = [note for note in chart.figure.layout.annotations if note.xref != "paper"]
    if width < WIDE_FROM - 72:
        texts = [note for note in texts if note.opacity != WIDE]
    assert any(note.showarrow for note in texts)
    assert any(not note.showarrow for note in texts)
    for note in texts:
        length = 6 * len(re.sub("<.*?>", "", note.text))
        shift = (note.ax, note.ay) if note.showarrow else (note.xshift, -note.yshift)
        near, middle = (note.x - left) * across + shift[0], (top - note.y) * up + shift[1]
        start = near - length if note.xanchor == "right" else near
        inside = (x > start) & (x < start + length) & (np.abs(y - middle) < 8)
        assert not inside.any(), note.text


def test_too_little_recorded_is_said_instead_of_a_median() -> None:
    releases = ["first", "second"]
    facts = [{"release": name, "component": "base_weights", "licence": "MIT"} for name in releases]
    chart = gap.chart(answer(package_of(releases=releases, facts=facts)), "light")
    assert chart.title == "Too little is recorded about training to state a gap between open weights and open training"
    assert "the median gap counts 0, 2 are left out" in chart.subtitle
