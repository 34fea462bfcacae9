"""A chart in each form but pictures, for a server, an archive and the command line; a server makes its pages itself."""

from __future__ import annotations

from collections.abc import Mapping

from openness.charts.kit.base import Chart
from openness.core.tables import to_csv
from openness.publish.embed import chart_page
from openness.publish.files import chart_document, figure_script, to_json
from openness.scoring.answer import Answer


def chart_file(answer: Answer, chart: Chart, options: Mapping[str, str], form: str, theme: str = "light") -> bytes:
    """A chart as a file. What a browser has to draw is drawn by `openness.publish.pictures`.

    Args:
        answer: what it shows.
        chart: the chart, drawn for the theme.
        options: the chart's own options.
        form: `html` with everything inside, `json`, `csv`, or `js` for the figure alone.
        theme: the colours of a page.

    Raises:
        ValueError: there is no such form.
    """
    if form == "html":
        text = chart_page(answer, chart, options, theme=theme, kind="alone")
    elif form == "json":
        text = to_json(chart_document(answer, chart, options))
    elif form == "csv":
        text = to_csv(chart.table)
    elif form == "js":
        text = figure_script(chart)
    else:
        raise ValueError(f"a chart has no form {form!r}")
    return text.encode("utf-8")
