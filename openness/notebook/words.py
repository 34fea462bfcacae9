"""A figure that stands by itself in a notebook: its finding, its measure and its source above it."""

from __future__ import annotations

import plotly.graph_objects as go

from openness.charts.kit.base import Chart
from openness.charts.kit.palette import MUTED, Theme
from openness.publish.text_width import wrap

_ROOM = 760  # pixels of a line, so that a narrow notebook shows it whole
_TITLE, _SMALL = 18, 12


def with_words(chart: Chart, theme: Theme) -> go.Figure:
    """The figure of a chart with the words it may not be shown without; the plot keeps its size.

    Args:
        chart: the chart; its own figure stays as it is.
        theme: `light` or `dark`.
    """
    title = wrap(chart.title, _TITLE, _ROOM, bold=True)
    small = [line for text in (chart.subtitle, chart.source) for line in wrap(text, _SMALL, _ROOM)]
    room = round(1.3 * (_TITLE * len(title) + _SMALL * len(small))) + 28
    figure = go.Figure(chart.figure)
    margin = figure.layout.margin.t
    if margin is None:
        margin = figure.layout.template.layout.margin.t or 0
    figure.update_layout(
        title={
            "text": "<br>".join(f"<b>{line}</b>" for line in title),
            "font": {"size": _TITLE},
            "subtitle": {"text": "<br>".join(small), "font": {"size": _SMALL, "color": MUTED[theme]}},
            "x": 0,
            "xanchor": "left",
            "y": 1,
            "yanchor": "top",
            "yref": "container",
            "pad": {"t": 12 + _TITLE * (len(title) - 1), "l": 12},
        },
        height=figure.layout.height + room,
        margin={"t": margin + room},
        meta={"alt": chart.alt, "note": chart.note},
    )
    return figure
