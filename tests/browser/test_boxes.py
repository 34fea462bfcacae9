"""No letter of a chart is cut off or covers another, on a telephone, a tablet and a wide page."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from playwright.sync_api import Page

from openness.charts import CHARTS
from openness.charts.kit.base import Chart
from openness.facts.package import Package
from openness.publish.picture_layout import figure_json
from openness.query.grammar import Query
from openness.scoring.answer import Answer, answer

pytestmark = pytest.mark.browser

SCRIPT = Path(__file__).with_name("boxes.js").read_text("utf-8")
POINTING = Path(__file__).with_name("hovers.js").read_text("utf-8")
# Windows of 320, 390, 768 and 1440 pixels without the margins of the page.
WIDTHS = (288, 358, 736, 1368)
FEW = Query(release=("olmo-2", "llama-4", "deepseek-v3"))


@pytest.fixture(scope="module")
def few(package: Package) -> Answer:
    return answer(package, FEW)


def faults(sheet: Page, chart: Chart, widths: tuple[int, ...] = WIDTHS) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for width in widths:
        sheet.set_viewport_size({"width": width + 72, "height": 900})  # what is for wide windows is hidden in others
        found |= sheet.evaluate(SCRIPT, [json.loads(figure_json(chart)), [width]])
    return {width: what for width, what in found.items() if what}


@pytest.mark.parametrize("slug", CHARTS)
def test_no_letter_is_cut_or_covers_another(sheet: Page, everything: Answer, few: Answer, slug: str) -> None:
    assert faults(sheet, CHARTS[slug](everything)) == {}
    assert faults(sheet, CHARTS[slug](few)) == {}


@pytest.mark.parametrize("slug", ["gap", "vendors", "definitions", "timeline", "vendor-dimensions"])
def test_what_a_tapped_mark_says_is_not_cut_on_a_telephone(sheet: Page, everything: Answer, slug: str) -> None:
    said = sheet.evaluate(POINTING, [json.loads(figure_json(CHARTS[slug](everything))), WIDTHS[0]])
    assert said["shown"] > 0
    assert said["found"] == []


@pytest.mark.parametrize("family", ["llama", "gpt"])
def test_names_of_a_family_cover_one_another_on_no_window(sheet: Page, package: Package, family: str) -> None:
    shown = answer(package, Query(family=(family,)))
    assert len(shown.selected) > 4

    assert faults(sheet, CHARTS["timeline"](shown)) == {}


@pytest.mark.parametrize("by", ["vendor", "country", "kind", "modality"])
def test_heads_of_columns_are_whole_where_the_rows_are_few_and_short(sheet: Page, few: Answer, by: str) -> None:
    assert faults(sheet, CHARTS["vendors"](few, by=by)) == {}


@pytest.mark.parametrize("slug", ["gap", "known", "coherence", "assumptions"])
def test_what_an_empty_chart_says_is_not_cut(sheet: Page, package: Package, slug: str) -> None:
    for query in (Query(vendor=("meta",), country=("FR",)), Query(release=("olmo-2",)), FEW):
        assert faults(sheet, CHARTS[slug](answer(package, query))) == {}
