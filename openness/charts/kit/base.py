"""What every chart is: a figure with the words, the table and the source that it may never be shown without."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any

import orjson
import pandas as pd
import plotly.graph_objects as go
from plotly.basedatatypes import BaseFigure
from plotly.io.json import to_json_plotly

from openness.charts.kit.palette import MUTED, Theme, template
from openness.core.wording import day, lower_first, span

#: Why there is nothing to draw, mostly: in the figure, and as a title.
EMPTY, NO_RELEASE = "Nothing to draw in this selection.", "No release in this selection"


@dataclass(frozen=True)
class Chart:
    """One chart, complete.

    Attributes:
        slug: Its name in addresses.
        title: The finding, a sentence computed from the data.
        subtitle: The measure: what is drawn, over how many releases.
        figure: The Plotly figure, without title (the card, the report and the export each set their own).
        table: The twin: every number of the figure, as files hold it: numbers unrounded, dates as ISO text, what the
            facts still allow of a column beside it as `<column>_low` and `<column>_high`, quartiles as `_q1` and `_q3`.
            `readable` is what a page shows of it.
        alt: One sentence that says what the figure shows, for those who do not see it.
        source: Sources, data date and version code.
        note: How to read the marks, where that needs saying.
        decimals: Decimals of the table's columns for readers, where it is not none.
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
    decimals: Mapping[str, int] = field(default_factory=dict)

    @cached_property
    def marks(self) -> tuple[str, ...]:
        """What the first mark of each line and group stands for, where that is one thing with an id."""
        firsts = (
            trace.customdata[0] for trace in self.figure.data if trace.customdata is not None and len(trace.customdata)
        )
        return tuple(first for first in firsts if isinstance(first, str))

    @cached_property
    def for_page(self) -> Finished:
        """The figure as a page sends it, the same for every visitor."""
        return Finished(self.figure)

    @cached_property
    def for_clicks(self) -> Finished:
        """The same for a page on which a click on a mark does something; Streamlit would set it after the drawing."""
        return Finished(self.figure, clickmode="event+select")


class Finished(BaseFigure):  # type: ignore[misc]
    """A figure that is sent as it is: Plotly would copy it and write it as JSON anew for each visitor."""

    def __init__(self, figure: go.Figure, **layout: Any) -> None:
        """Take a figure that nobody changes any more, and what its layout says besides."""
        self._written = _Written(figure, layout)

    def to_dict(self) -> dict[str, Any]:
        """The figure as Plotly's dictionary; not to be changed."""
        return self._written


class _Written(dict[str, Any]):
    """A figure's dictionary that knows its JSON: Plotly asks for it before it writes (`to_json_plotly`, orjson).

    Streamlit's page copies each new figure once it is drawn and hands Plotly the copy. Plotly takes for new what is not
    the same object (a template, packed arrays, arrays of an unnamed revision), and draws all of it again. Without these
    it compares the parts and finds nothing to do.
    """

    def __init__(self, figure: go.Figure, more: Mapping[str, Any]) -> None:
        layout = figure.layout.to_plotly_json() | more
        worn = layout.pop("template", {}).get("layout", {})
        for name in ("xaxis", "yaxis"):
            axis = {"showline": False, **worn.pop(name, {})}  # else a colour that stands here itself would show it
            worn |= dict.fromkeys({name, *(key for key in layout if key.startswith(name))}, axis)
        super().__init__(
            data=[trace.to_plotly_json() for trace in figure.data],
            layout={**_over(worn, layout), "datarevision": "as sent"},
        )
        self._json = orjson.Fragment(to_json_plotly(dict(self), engine="json").encode())

    def to_plotly_json(self) -> orjson.Fragment:
        return self._json


def _over(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    """Settings over others, which hold where the former say nothing."""
    both = {name: _over(below[name], above[name]) for name in below if isinstance(above.get(name), dict)}
    return {**below, **above, **both}


def figure_of(theme: Theme, height: int, traces: Sequence[dict[str, Any]], **layout: Any) -> go.Figure:
    """A figure from finished parts, in one go and unchecked: a test checks what our charts give, once and for all.

    Plotly's check of every property would be five sixths of the work. The figure names our own template, never Plotly's
    default (see ``palette.template``). Entries of the legend, titles below the plot and what marks say are broken into
    lines that a telephone shows whole: Plotly breaks none by itself.

    Args:
        theme: `light` or `dark`.
        height: Pixels.
        traces: The traces as Plotly's dictionaries.
        **layout: The layout beside template and size; `shapes` and `annotations` as lists, which may be empty.
    """
    given = {
        name: _titled(part) if name.startswith("xaxis") else part
        for name, part in layout.items()
        if part != []  # as Plotly's own check would leave it
    }
    drawn = {"template": template(theme), "height": height, "autosize": True, **given}
    return go.Figure({"data": [_narrow(trace) for trace in traces], "layout": drawn}, _validate=False)


# Letters of a line of a legend, of what a mark says and of a title below a plot that fit a window of 320 pixels.
_ENTRY, _SAID, _TITLE = 38, 36, 27
_ORPHAN = 8


def _narrow(trace: dict[str, Any]) -> dict[str, Any]:
    """A trace whose name and whose words for each mark are not cut on a telephone."""
    found = dict(trace)
    if found.get("name"):
        found["name"] = in_lines(found["name"], _ENTRY)
    said = found.get("hovertext")
    if isinstance(said, list):
        found["hovertext"] = [
            "<br>".join(part for line in text.split("<br>") for part in _wrap(line, _SAID) or [""]) for text in said
        ]
    return found


def _titled(axis: dict[str, Any]) -> dict[str, Any]:
    title = axis.get("title")
    return {**axis, "title": {**title, "text": in_lines(title["text"], _TITLE)}} if title else axis


def in_lines(text: str, width: int) -> str:
    """A text of a figure on as few lines as that width allows, all about as long; one that has lines keeps them.

    >>> in_lines("Everything public, licence not open (6, of which 5 for certain)", 38)
    'Everything public, licence not open<br>(6, of which 5 for certain)'
    >>> in_lines("Hollow: too little recorded about one side (141)", 38)
    'Hollow: too little recorded<br>about one side (141)'
    """
    if len(text) <= width or "<br>" in text:
        return text
    head, _, tail = text.rpartition(" (")
    if len(head) <= width and _ORPHAN < len(tail) < width:  # what stands in brackets stays together
        return f"{head}<br>({tail}"
    fewest = len(_wrap(text, width))
    as_few = (lines for least in range(1, width + 1) if len(lines := _wrap(text, least)) == fewest)
    return "<br>".join(next(as_few))


@lru_cache(1 << 14)  # both themes say the same, and many marks share their lines
def _wrap(text: str, width: int) -> tuple[str, ...]:
    if 0 < len(text) <= width and text.isprintable() and text.strip() == text:
        return (text,)  # as it would be found below, slowly
    return tuple(textwrap.wrap(text, width, break_long_words=False, break_on_hyphens=False))


def empty_figure(theme: Theme, message: str = EMPTY) -> go.Figure:
    """A figure that says why there is nothing to draw."""
    axis = {"visible": False, "range": [0, 1]}
    font = {"size": 14, "color": MUTED[theme]}
    note = {"x": 0.5, "y": 0.5, "text": in_lines(message, _SAID), "showarrow": False, "font": font}
    return figure_of(theme, 240, [], xaxis=axis, yaxis=axis, annotations=[note])


def nothing(title: str = NO_RELEASE) -> tuple[str, str]:
    """Title and alternative text of a chart that has nothing to draw.

    >>> nothing()
    ('No release in this selection', 'An empty chart: no release in this selection.')
    """
    return title, f"An empty chart: {lower_first(title)}."


def empty_chart(
    slug: str, subtitle: str, theme: Theme, source: str, *, title: str = NO_RELEASE, message: str = EMPTY, alt: str = ""
) -> Chart:
    """A whole chart that has nothing to draw: no table, no note; `alt` is that of `nothing` unless given."""
    figure = empty_figure(theme, message)
    return Chart(slug, title, subtitle, figure, no_table(), alt or nothing(title)[1], source)


_RANGES = {"_low": ("_high", "range"), "_q1": ("_q3", "quartiles")}
_DATE = re.compile(r"\d{4}-\d\d(-\d\d)?")


def ranged(name: str, values: Any, low: Any, high: Any) -> dict[str, Any]:
    """The columns of a number with its range, as the twin holds them."""
    return {name: values, f"{name}_low": low, f"{name}_high": high}


def readable(chart: Chart) -> pd.DataFrame:
    """The twin as a reader gets it: whole points, dates in words, a range in one column, yes and no.

    Numbers stay numbers, so that a page can sort by them; `openness.core.wording.cell` writes them out.
    """
    columns = {str(name): chart.table[name].tolist() for name in chart.table.columns}
    found: dict[str, list[object]] = {}
    for name, values in columns.items():
        base, _, end = name.rpartition("_")
        other, words = _RANGES.get(f"_{end}", ("", ""))
        if f"{base}{other}" in columns and other:
            pairs = zip(values, columns[f"{base}{other}"], strict=True)
            found[f"{base}, {words}"] = [span(low, high) for low, high in pairs]
        elif end == "high" and f"{base}_low" not in columns and base in columns:
            found[f"{base}, at most"] = [_read(value, chart.decimals.get(base, 0)) for value in values]
        elif not (end == "high" and f"{base}_low" in columns) and not (end == "q3" and f"{base}_q1" in columns):
            found[_read(name, 0) or name] = [_read(value, chart.decimals.get(name, 0)) for value in values]
    return pd.DataFrame(found, dtype=object)


def _read(value: Any, decimals: int) -> Any:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return None if value != value else round(value, decimals) if decimals else round(value)
    return day(value) if isinstance(value, str) and _DATE.fullmatch(value) else value


def no_table() -> pd.DataFrame:
    """The twin of a chart that has nothing to draw: a file of it has a line of headings, which every program reads."""
    return pd.DataFrame(columns=["Nothing in this selection"])


def columns(rows: Sequence[Mapping[str, Any]], names: Mapping[str, str]) -> dict[str, list[Any]]:
    """The columns of a twin from rows: of each title the values under its name."""
    return {title: [row[name] for row in rows] for title, name in names.items()}


def twin(columns: Mapping[str, Sequence[object]]) -> pd.DataFrame:
    """The twin of a chart from its columns.

    Its cells stay what they are (`dtype=object`): finding out that fifteen columns of text are text takes pandas longer
    than drawing the chart.
    """
    return pd.DataFrame(dict(columns), dtype=object)
