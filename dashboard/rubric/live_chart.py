"""A chart that follows the sliders of the editor while they are being moved.

Streamlit tells a page of a slider when it is let go, and each answer goes over the whole page. This chart asks for the
figure of the number under the thumb at the address that every chart has (`/chart/<slug>.js`), so that it moves with the
thumb; the answer of the page follows and holds. Where no address can show the chart, because it rests on what only this
session knows, it waits for the page like any other.
"""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from dashboard.frame import brought, cite, loaders
from dashboard.rubric import changes
from openness.charts.kit.base import Chart
from openness.publish.addresses import chart_path
from openness.publish.embed import PLOTLY, asset_name
from openness.publish.files import figure_script
from openness.query.edits import pack_edits
from openness.rubric.model import Rubric
from openness.scoring.answer import Answer

_CSS = """
.live-chart {width: 100%}
[data-ahead] :is(h2, p) {opacity: 0.4; transition: opacity 0.2s 0.3s}
"""

_mount = st.components.v2.component(
    "live_chart",
    html='<div class="live-chart" role="img"></div>',
    css=_CSS,
    js=Path(__file__).with_suffix(".js").read_text("utf-8"),
    isolate_styles=False,
)


def live_chart(chart: Chart, shown: Answer) -> None:
    """Draw a chart that follows the sliders.

    Args:
        chart: The chart.
        shown: What it shows.
    """
    own = brought.concerns(shown.query)
    address = chart_path(chart.slug, "js", shown.query, dict(chart.options), theme=loaders.theme())
    _mount(
        key=f"chart-{chart.slug}",
        data={
            "figure": figure_script(chart),
            "alt": chart.alt,
            "height": chart.figure.layout.height,
            "library": f"{cite.base()}/asset/{asset_name(PLOTLY)}",
            "address": "" if own else f"{cite.base()}/{address}",
            "numbers": _numbers(shown.rubric),
            "waiting": pack_edits(changes.drafts()),
        },
    )


def _numbers(rubric: Rubric) -> dict[str, float]:
    """The numbers that sliders show, by the path of the edit that changes them."""
    numbers = {f"weight.{name}": dimension.weight for name, dimension in rubric.dimensions.items()}
    numbers |= {f"weight.{name}": criterion.weight for name, criterion in rubric.criteria.items()}
    numbers |= {f"credit.{level}": worth for level, worth in rubric.credit.model_dump().items()}
    if rubric.terms:
        numbers |= {f"terms.{level}": factor for level, factor in rubric.terms.model_dump().items()}
    return numbers | {"ranked_from": rubric.ranked_from}
