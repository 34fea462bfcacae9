"""What holds for every chart: words that say what is seen, a table that says the same, colours of the one palette."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import pandas as pd
import plotly.graph_objects as go
import plotly.io
import pytest
from _plotly_utils.utils import PlotlyJSONEncoder
from plotly.io import _json
from plotly.tools import return_figure_from_figure_or_data

from openness.charts import CHARTS, OPTIONS
from openness.charts.kit import palette
from openness.core.wording import day
from openness.facts.package import Package
from openness.publish.live import Live
from openness.query.grammar import Query, parse_strict
from openness.scoring.answer import Answer, answer
from tests.factories import package_of

# Charts that say something of every selected release; the others leave out what has no date, or ask something else.
OVER_TIME = ("timeline", "gap-over-time", "frontier", "verdict-share", "editions")
OF_AN_INDEX = (
    "index-history",
    "index-redefined",
    "fmti-rounds",
)  # scored as that index does, whatever the reader chose
OF_AUDITS = ("error-rates",)  # a sample of all facts, whatever definition and releases the reader chose
WHOLE = [slug for slug in CHARTS if slug not in (*OVER_TIME, *OF_AN_INDEX, *OF_AUDITS)]
PARTIAL = (*OVER_TIME, *OF_AN_INDEX)
N = re.compile(r"\bn = \d[\d,]* (release|vendor)s?\b")

HOSTILE = ("<script>alert(1)</script>", "[x](javascript:alert(1))", r"$\LaTeX$ $$x^2$$", "a & b < c", "%{x} {y}")


def colours_of(theme: palette.Theme) -> set[str]:
    verdicts = {colour for count in range(1, 10) for colour in palette.verdict_colours(count, theme)}
    others = (palette.BACKGROUND, palette.TEXT, palette.MUTED, palette.GRID, palette.SHADE)
    sides = (palette.WEIGHTS, palette.TRAINING, palette.UNKNOWN)
    return verdicts | {colour[theme] for colour in (*others, *sides)} | {"#000000", "#ffffff"}


def test_page_sends_a_figure_in_parts_that_a_copy_equals(everything: Answer) -> None:
    chart = CHARTS["gap"](everything, "dark")
    text = plotly.io.to_json(chart.for_clicks.to_dict(), validate=False)
    layout = json.loads(text)["layout"]

    assert "bdata" not in text
    assert "template" not in layout
    assert layout["font"]["color"] == palette.TEXT["dark"]
    title = {"text": "Weights openness →", "standoff": 54, "font": {"color": palette.WEIGHTS["dark"], "size": 13}}
    assert layout["xaxis"]["title"] == title  # the figure's own colour, the template's size
    assert layout["xaxis"]["showline"] is False  # as under a template: a colour alone shows no line
    assert layout["clickmode"] == "event+select"
    assert "clickmode" not in chart.for_page.to_dict()["layout"]


def test_page_writes_a_figure_once_for_all_visitors(everything: Answer, monkeypatch: pytest.MonkeyPatch) -> None:
    ready = CHARTS["gap"](everything, "light").for_page
    monkeypatch.setattr(PlotlyJSONEncoder, "encode", lambda *_: pytest.fail("written anew"))
    monkeypatch.setattr(_json, "clean_to_json_compatible", lambda *_, **__: pytest.fail("looked through anew"))
    first, second = (plotly.io.to_json(return_figure_from_figure_or_data(ready, True), validate=False) for _ in "12")
    assert first == second


@pytest.mark.parametrize("slug", CHARTS)
def test_slug_is_the_one_in_the_address(slug: str, everything: Answer) -> None:
    assert CHARTS[slug](everything, "light").slug == slug


@pytest.mark.parametrize("theme", palette.THEMES)
@pytest.mark.parametrize("slug", CHARTS)
def test_figure_wears_our_template_and_only_colours_of_the_palette(
    slug: str, theme: palette.Theme, everything: Answer
) -> None:
    figure = CHARTS[slug](everything, theme).figure
    text = plotly.io.to_json(figure)
    assert set(re.findall(r"#[0-9a-fA-F]{6}", text)) <= colours_of(theme)
    assert figure.layout.template.layout.font.family == palette.FONT_STACK
    assert "#00000" not in text.replace("#000000", "")


@pytest.mark.parametrize(
    "query",
    [{}, {"edit": "weight.data:9"}, {"release": "olmo-2"}, {"to": "2018-12", "vendor": "meta"}],
    ids=["everything", "edited", "one release", "nothing"],
)
@pytest.mark.parametrize("theme", palette.THEMES)
@pytest.mark.parametrize("slug", CHARTS)
def test_plotly_finds_nothing_wrong_with_a_figure_that_was_made_unchecked(
    slug: str, theme: palette.Theme, query: dict[str, str], live: Live
) -> None:
    shown = live.answer(parse_strict(query, live.package(), live.titles()))
    chosen = [{}, *({option.name: value} for option in OPTIONS[slug] for value in list(option.values)[1:])]
    for options in chosen if theme == "light" else [{}]:
        finished = json.loads(CHARTS[slug](shown, theme, **options).figure.to_json(engine="json"))

        assert json.loads(go.Figure(finished).to_json(engine="json")) == finished


@pytest.mark.parametrize("slug", CHARTS)
def test_an_edited_definition_is_called_so_wherever_its_title_stands_in_the_measure(slug: str, live: Live) -> None:
    shown = live.answer(Query(edit=(("weight.data", "9"),)))
    subtitle = CHARTS[slug](shown, "light").subtitle

    assert shown.rubric.title not in subtitle.replace(shown.definition, "")
    assert shown.definition in CHARTS[slug](shown, "light").source or slug in OF_AN_INDEX


@pytest.mark.parametrize("slug", CHARTS)
def test_chart_carries_finding_measure_source_and_words_for_those_who_do_not_see(slug: str, everything: Answer) -> None:
    chart = CHARTS[slug](everything, "light")
    assert N.search(chart.subtitle)
    if slug in WHOLE:
        assert f"n = {len(everything.selected)}" in chart.subtitle
    if slug not in (*OF_AN_INDEX, *OF_AUDITS):
        assert everything.rubric.title in chart.subtitle
    assert everything.fingerprint in chart.source
    assert f"Data of {day(everything.package.date)}" in chart.source
    assert chart.title in chart.alt
    assert len(chart.alt) > len(chart.title) + 20


@pytest.mark.parametrize("slug", CHARTS)
def test_the_same_answer_makes_the_same_chart(slug: str, everything: Answer) -> None:
    first, second = (CHARTS[slug](everything, "light") for _ in range(2))
    assert plotly.io.to_json(first.figure) == plotly.io.to_json(second.figure)
    pd.testing.assert_frame_equal(first.table, second.table)


@pytest.mark.parametrize("slug", [slug for slug in PARTIAL if slug != "fmti-rounds"])  # which counts vendors
def test_nothing_to_draw_over_time_is_said_too(slug: str, live: Live) -> None:
    chart = CHARTS[slug](live.answer(Query(to="1999")), "light")
    assert not chart.figure.data
    assert chart.figure.layout.annotations[0].text.startswith("Nothing to draw")
    assert chart.title.lower() in chart.alt.lower()


@pytest.mark.parametrize("slug", PARTIAL)
def test_a_single_release_over_time_is_counted_as_one(slug: str, live: Live, everything: Answer) -> None:
    chart = CHARTS[slug](live.answer(Query(release=everything.selected[:1])), "light")
    counted = N.search(chart.subtitle)
    assert chart.title
    assert counted
    assert slug == "fmti-rounds" or counted[0] in ("n = 1 release", "n = 0 releases")


@pytest.mark.parametrize("slug", WHOLE)
def test_nothing_selected_is_said_not_drawn(slug: str, live: Live) -> None:
    chart = CHARTS[slug](live.answer(Query(to="1999")), "light")
    assert chart.title.startswith("No release")
    assert not chart.figure.data
    assert chart.figure.layout.annotations[0].text == "Nothing to draw in this selection."
    assert chart.table.empty


@pytest.mark.parametrize("slug", WHOLE)
def test_title_of_a_single_release_is_about_that_release(slug: str, live: Live, everything: Answer) -> None:
    release = everything.selected[0]
    name = everything.table["name"].iloc[0]
    chart = CHARTS[slug](live.answer(Query(release=(release,))), "light")
    assert chart.title.startswith(name)
    assert "n = 1 release." in chart.subtitle or "n = 1 release;" in chart.subtitle


@pytest.mark.parametrize("slug", [slug for slug in CHARTS if slug not in (*OF_AN_INDEX, *OF_AUDITS)])
def test_every_definition_has_a_chart_that_counts_every_release(slug: str, live: Live) -> None:
    for rubric in live.titles():
        shown = live.answer(Query(rubric=rubric))
        chart = CHARTS[slug](shown, "dark")
        assert shown.rubric.title in chart.subtitle
        assert N.search(chart.subtitle) or "cannot be scored" in chart.subtitle
        if slug in WHOLE and "cannot be scored" not in chart.subtitle:
            assert f"n = {len(shown.selected)}" in chart.subtitle


@pytest.fixture(scope="module")
def hostile() -> Answer:
    """Releases and a vendor whose names are more than names."""
    releases = [{"release": f"r{n}", "name": name, "claim": name} for n, name in enumerate(HOSTILE)]
    facts = [
        {"release": f"r{n}", "component": component, "availability": "open", "licence": "MIT"}
        for n in range(len(HOSTILE))
        for component in ("base_weights", "training_code", "data_information")
    ]
    vendors = [{"vendor": "acme", "name": "<img src=x onerror=alert(1)> $v$"}]
    return answer(package_of(releases=releases, facts=facts, vendors=vendors))


@pytest.mark.parametrize("slug", CHARTS)
def test_names_from_the_data_are_inert_in_a_figure(slug: str, hostile: Answer) -> None:
    figure = CHARTS[slug](hostile, "light").figure.to_plotly_json()
    for text in strings(figure):
        inside = re.sub(r"</?b>|<br>", "", text)
        assert "<" not in inside, text
        assert "$" not in inside, text


def strings(tree: object) -> list[str]:
    """Every string in a figure that is shown to somebody."""
    if isinstance(tree, str):
        return [tree]
    if isinstance(tree, dict):
        return [text for key, value in tree.items() if key not in ("template", "customdata") for text in strings(value)]
    if isinstance(tree, (list, tuple)):
        return [text for value in tree for text in strings(value)]
    return strings(tree.tolist()) if hasattr(tree, "tolist") and getattr(tree, "ndim", 0) else []


def test_edited_definition_says_so_in_every_source_line(live: Live) -> None:
    shown = live.answer(Query(edit=(("ranked_from", "0.1"),)))
    assert shown.is_custom
    for slug, chart in CHARTS.items():
        assert (", edited" in chart(shown, "light").source) == (slug not in OF_AN_INDEX)


def test_source_line_names_the_sources_that_speak(live: Live) -> None:
    only = live.answer(Query(sources=("osai-index",)))
    assert CHARTS["gap"](only, "light").source.startswith("Sources: European Open Source AI Index. ")


def test_view_of_a_changed_package_is_not_the_old_one(package: Package, everything: Answer) -> None:
    renamed = package.releases.assign(name="Somebody")
    other = answer(replace(package, releases=renamed, digest="another"))
    assert set(CHARTS["gap"](other, "light").table["Release"]) == {"Somebody"}
    assert "Somebody" not in set(CHARTS["gap"](everything, "light").table["Release"])


@pytest.mark.parametrize(
    "slug", ["gap", "timeline", "frontier", "vendor-releases", "published", "rank-intervals", "index-redefined"]
)
def test_marks_of_releases_carry_the_id_that_opens_them(slug: str, everything: Answer) -> None:
    figure = CHARTS[slug](everything, "light").figure
    marked = [list(trace.customdata) for trace in figure.data if trace.customdata is not None]

    assert marked
    assert {release for releases in marked for release in releases} <= set(everything.package.releases["release"])
