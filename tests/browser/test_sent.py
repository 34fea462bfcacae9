"""What a page sends of a chart is drawn like the chart itself, and once."""

from __future__ import annotations

import json
from pathlib import Path

import plotly.io
import pytest
from playwright.sync_api import Page

from openness.charts import CHARTS
from openness.charts.kit.palette import Theme
from openness.scoring.answer import Answer

pytestmark = pytest.mark.browser

SCRIPT = Path(__file__).with_name("sent.js").read_text("utf-8")


@pytest.mark.parametrize("slug", CHARTS)
def test_chart_as_sent_looks_the_same_and_is_not_drawn_again(sheet: Page, everything: Answer, slug: str) -> None:
    themes: tuple[Theme, ...] = ("light", "dark") if slug == "gap" else ("light",)
    for theme in themes:
        chart = CHARTS[slug](everything, theme)
        for sent in (chart.for_page, chart.for_clicks):
            figures = [json.loads(plotly.io.to_json(one, validate=False)) for one in (chart.figure, sent.to_dict())]
            figures[0]["layout"]["clickmode"] = figures[1]["layout"].get("clickmode", "event")
            found = sheet.evaluate(SCRIPT, figures)

            assert found["second"] == found["first"]
            assert found["again"] == 0
