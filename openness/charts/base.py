"""What every chart is: a figure with the words, the table and the source that it may never be shown without."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from openness.charts.palette import MUTED, Theme, template


@dataclass(frozen=True)
class Chart:
    """One chart, complete.

    Attributes:
        slug: Its name in addresses.
        title: The finding, a sentence computed from the data.
        subtitle: The measure: what is drawn, over how many releases.
        figure: The Plotly figure, without title (the card, the report and the export each set their own).
        table: The twin: every number of the figure, as a table with readable headings.
        alt: One sentence that says what the figure shows, for those who do not see it.
        source: Sources, data date and fingerprint.
        note: How to read the marks, where that needs saying.
        options: What was chosen about it, by the names of its `Option`s; defaults are left out.
    """

    slug: str
    title: str
    subtitle: str
    figure: go.Figure
    table: pd.DataFrame
    alt: str
    source: str
    note: str = ""
    options: tuple[tuple[str, str], ...] = ()


def figure_of(theme: Theme, height: int, traces: Sequence[dict[str, Any]], **layout: Any) -> go.Figure:
    """A figure from finished parts, in one go and unchecked: a test checks what our charts give, once and for all.

    Plotly's check of every property would be five sixths of the work. The figure names our own template, never Plotly's
    default (see ``palette.template``).

    Args:
        theme: `light` or `dark`.
        height: Pixels.
        traces: The traces as Plotly's dictionaries.
        **layout: The layout beside template and size; `shapes` and `annotations` as lists, which may be empty.
    """
    given = {name: part for name, part in layout.items() if part != []}  # as Plotly's own check would leave it
    drawn = {"template": template(theme), "height": height, "autosize": True, **given}
    return go.Figure({"data": list(traces), "layout": drawn}, _validate=False)


def empty_figure(theme: Theme, message: str, height: int = 240) -> go.Figure:
    """A figure that says why there is nothing to draw."""
    axis = {"visible": False, "range": [0, 1]}
    font = {"size": 14, "color": MUTED[theme]}
    note = {"x": 0.5, "y": 0.5, "text": message, "showarrow": False, "font": font}
    return figure_of(theme, height, [], xaxis=axis, yaxis=axis, annotations=[note])


def twin(columns: Mapping[str, Sequence[object]]) -> pd.DataFrame:
    """A table as it is read, from its columns.

    Its cells stay what they are (`dtype=object`): finding out that fifteen columns of text are text takes pandas longer
    than drawing the chart.
    """
    return pd.DataFrame(dict(columns), dtype=object)
