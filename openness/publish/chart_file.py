"""A chart in each of its forms, for a server, an archive and the command line; a server makes its pages itself."""

from __future__ import annotations

from collections.abc import Mapping

from openness.charts.kit.base import Chart
from openness.core.tables import to_csv
from openness.publish.embed import chart_page
from openness.publish.files import chart_document, figure_script, to_json
from openness.publish.picture_layout import Look
from openness.publish.pictures import FORMATS, Painter, draw
from openness.scoring.answer import Answer


def chart_file(
    answer: Answer,
    chart: Chart,
    options: Mapping[str, str],
    form: str,
    look: Look | None = None,
    *,
    painter: Painter | None = None,
) -> bytes:
    """A chart as a file.

    Args:
        answer: what it shows.
        chart: the chart, drawn for the theme of the look.
        options: the chart's own options.
        form: one of `openness.publish.addresses.CHART_FORMATS`, or `js` for the figure alone.
        look: how a picture or a page is to look.
        painter: draws pictures; Chrome when left out.

    Raises:
        NoChromeError: a picture, and there is no Chrome on this machine.
        DrawError: Chrome failed.
        ValueError: there is no such form.
    """
    look = look or Look()
    if form in FORMATS:
        return draw(chart, form, look, painter)
    if form == "html":
        text = chart_page(answer, chart, options, theme=look.theme, kind="alone")
    elif form == "json":
        text = to_json(chart_document(answer, chart, options))
    elif form == "csv":
        text = to_csv(chart.table)
    elif form == "js":
        text = figure_script(chart)
    else:
        raise ValueError(f"a chart has no form {form!r}")
    return text.encode("utf-8")
