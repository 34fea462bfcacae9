"""A chart as a picture that stands by itself: finding, measure, figure, how to read it, source, date and version code.

Chrome draws the figure; this adds the words around it as SVG text, so that an SVG and a PNG have the same layout and
the words of an SVG stay words.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from dataclasses import dataclass
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from openness.charts.kit import palette
from openness.charts.kit.base import Chart
from openness.charts.kit.names import WIDE, WIDE_FROM
from openness.charts.kit.palette import Theme
from openness.publish.text_width import width as text_width
from openness.publish.text_width import wrap

FONTS = "Arial, 'Liberation Sans', Helvetica, 'DejaVu Sans', sans-serif"
"""Fonts that exist where pictures are drawn and where they are read; the first three have the same measures."""

SOCIAL = (1200, 628)
"""Size of a picture for link previews, in pixels."""

WIDTHS = (300, 2400)
SCALES = (1, 2, 3, 4)
SHAPES = ("social", "document")
DEFAULT_WIDTH = 900
DEFAULT_SCALE = 2
MOST_PIXELS = 40_000_000
"""A PNG of more pixels than this is refused: a browser needs four bytes for each."""

DOCUMENT = (960, 540)
"""Size of a picture for a text or a slide, before its scale: 16:9, and taller where rows would not fit."""
_LEGIBLE = 0.6  # a figure for documents is shrunk to this at most, so that its letters can be read in print

_SOCIAL_WIDTH = 900  # laid out in 900 pixels and drawn a third larger: a preview is seen small
_PAD = 20
_CREDIT = "Openness Gap, data CC BY 4.0"


@dataclass(frozen=True)
class Look:
    """How a picture is to look.

    Attributes:
        theme: `light` or `dark`.
        width: width in pixels; letters keep their size.
        scale: pixels of a PNG for each of these.
        shape: `social` for a card of 1200 × 628 pixels, `document` for 16:9 with a note of one line, else empty.
    """

    theme: Theme = "light"
    width: int = DEFAULT_WIDTH
    scale: int = DEFAULT_SCALE
    shape: str = ""


@dataclass(frozen=True)
class Plan:
    """Where everything stands, in pixels.

    Attributes:
        width: of the whole.
        height: of the whole.
        scale: of a PNG.
        texts: lines of text: x, baseline, font size, whether bold, colour, text.
        top: where the figure begins.
        left: where the figure begins.
        shrink: how much the figure is made smaller.
        figure: width and height in which the figure is drawn.
    """

    width: int
    height: int
    scale: float
    texts: tuple[tuple[int, float, int, bool, str, str], ...]
    top: float
    left: float
    shrink: float
    figure: tuple[int, int]

    @property
    def pixels(self) -> int:
        """How many pixels a PNG would have."""
        return round(self.width * self.scale * self.height * self.scale)


def plan(chart: Chart, look: Look) -> Plan:
    """Lay a picture out: wrap the words, and give the figure the height it was made for."""
    social, document = look.shape == "social", look.shape == "document"
    width = _SOCIAL_WIDTH if social else DOCUMENT[0] if document else look.width
    room = width - 2 * _PAD
    ink, muted = palette.TEXT[look.theme], palette.MUTED[look.theme]
    head, y = _block(chart.title, 24, ink, room, _PAD, bold=True, most=2 if look.shape else 40)
    if not social:
        subtitle, y = _block(chart.subtitle, 13, muted, room, y + 6, most=1 if document else 60)
        head += subtitle
    top = y + 8
    note = _sentences(chart.note, 11, room) if document else chart.note
    below = [] if social else [(note, 11)]
    below.append((f"{chart.source} {_CREDIT}.", 11))
    natural = _natural(chart)
    if social:
        height = round(_SOCIAL_WIDTH * SOCIAL[1] / SOCIAL[0])
        foot_height = 15 * len(wrap(below[0][0], 11, room, most=2)) + 14
        free = height - top - foot_height
        # a figure made for more height is drawn larger and shrunk, so that nothing in it overlaps
        shrink = min(1.0, max(free / natural, 0.35))
        figure = round((width - 2 * 8) / shrink), round(free / shrink)
        left, bottom = 8.0, top + free
    elif document:
        foot_height = sum(15 * len(wrap(text, size, room, most=2)) + 8 for text, size in below) + _PAD
        shrink, figure = document_figure(chart, width - 16, DOCUMENT[1] - top - foot_height)
        left, bottom, height = 8.0, top + figure[1] * shrink, 0
    else:
        shrink, left, figure, bottom, height = 1.0, 8.0, (width - 16, natural), top + natural, 0
    foot: list[tuple[int, float, int, bool, str, str]] = []
    y = bottom + 4
    for text, size in below:
        lines, y = _block(text, size, muted, room, y, most=2 if look.shape else 60)
        foot += lines
        y += 6
    whole = height or round(y + _PAD - 6)
    if document:
        whole = max(whole, DOCUMENT[1])
    scale = SOCIAL[0] / _SOCIAL_WIDTH if social else float(look.scale)
    return Plan(width, whole, scale, (*head, *foot), top, left, shrink, figure)


def document_figure(chart: Chart, width: float, free: float) -> tuple[float, tuple[int, int]]:
    """How a figure fits a shape that is wide and low: how much it is shrunk, and the size in which it is drawn.

    What stands on a scale may be drawn flatter than on the page; rows with names keep their height, and the picture is
    the taller for it.

    Args:
        chart: the chart.
        width: pixels.
        free: pixels from top to bottom.
    """
    natural = _natural(chart)
    shrink = min(1.0, max(free / natural, _LEGIBLE))
    height = max(free / shrink, natural if chart.figure.layout.yaxis.ticktext else 0)
    return shrink, (round(width / shrink), round(height))


def _natural(chart: Chart) -> int:
    """The height for which a figure was made."""
    return int(chart.figure.layout.height or 500)


def _sentences(text: str, size: int, room: float) -> str:
    """As many first sentences as fit one line."""
    sentences = text.split(". ")
    for number in range(len(sentences) - 1, 0, -1):
        line = ". ".join(sentences[:number]) + "."
        if len(wrap(line, size, room)) == 1:
            return line
    return wrap(text, size, room, most=1)[0] if text else ""


def _block(
    text: str, size: int, colour: str, room: float, y: float, *, bold: bool = False, most: int = 60
) -> tuple[list[tuple[int, float, int, bool, str, str]], float]:
    lines = wrap(text, size, room, bold=bold, most=most)
    step = round(size * 1.32)
    return [(_PAD, y + size + step * at, size, bold, colour, line) for at, line in enumerate(lines)], y + step * len(
        lines
    ) + 2


def figure_spec(chart: Chart, width: float) -> dict[str, Any]:
    """The figure as Chrome draws it: the page's figure, in fonts for print, with names of parts that do not vary.

    Args:
        chart: the chart.
        width: pixels in which it is drawn; names for wide windows are left out of a narrow picture.
    """
    text = figure_json(chart).replace(json.dumps(palette.FONT_STACK)[1:-1], FONTS)
    spec: dict[str, Any] = json.loads(text)
    for number, trace in enumerate(spec["data"]):
        trace["uid"] = f"t{number}"
    notes = spec["layout"].get("annotations")
    if notes and width < WIDE_FROM:
        spec["layout"]["annotations"] = [note for note in notes if note.get("opacity") != WIDE]
    return spec


def figure_json(chart: Chart) -> str:
    """The figure as Plotly reads it: what a page, an embed and a picture are all drawn from."""
    return str(chart.figure.to_json(engine="json"))


def compose(chart: Chart, look: Look, drawn: str) -> str:
    """The picture as SVG.

    Args:
        chart: the chart, for its words.
        look: how it is to look.
        drawn: the figure as Plotly drew it.
    """
    laid = plan(chart, look)
    width, height = SOCIAL if look.shape == "social" else (laid.width, laid.height)
    lines = "\n".join(
        # Told how long to be, a line fits in any font: without it a wider one than Arial is cut at the edge.
        f'<text x="{x}" y="{y:g}" font-size="{size}" font-weight="{"bold" if bold else "normal"}" fill="{colour}" '
        f'textLength="{text_width(text, size, bold=bold):g}" lengthAdjust="spacingAndGlyphs">{_xml(text)}</text>'
        for x, y, size, bold, colour, text in laid.texts
    )
    return own_names(
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
        f'viewBox="0 0 {laid.width} {laid.height}" role="img" aria-labelledby="title desc" '
        f"font-family={quoteattr(FONTS)}>\n"
        f'<title id="title">{_xml(chart.title)}</title>\n<desc id="desc">{_xml(chart.alt)}</desc>\n'
        f'<rect width="100%" height="100%" fill="{palette.BACKGROUND[look.theme]}"/>\n{lines}\n'
        f'<g transform="translate({laid.left:g},{laid.top:g}) scale({laid.shrink:.6g})">{steady(drawn)}</g>\n</svg>\n'
    )


# Not allowed in XML at all, however it is written.
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


def readable(text: str) -> str:
    """The text without the characters that XML does not allow at all."""
    return _CONTROL.sub("\N{REPLACEMENT CHARACTER}", text)


def _xml(text: str) -> str:
    return escape(readable(text))


def own_names(svg: str) -> str:
    """A picture whose parts have names that no other picture has, made of what it shows.

    Set inline, several pictures share the names of one page: without this, the second would be cut, filled and read
    out as the first one says.

    >>> own_names('<svg aria-labelledby="t"><title id="t">A</title></svg>')
    '<svg aria-labelledby="t-c7b6ffd5"><title id="t-c7b6ffd5">A</title></svg>'
    """
    mark = hashlib.sha256(svg.encode("utf-8", "replace")).hexdigest()[:8]

    def named(tag: re.Match[str]) -> str:
        text = re.sub(r'(\sid="[^"]+)', rf"\1-{mark}", tag[0])
        text = re.sub(r"""(url\((?:'|"|&quot;|&apos;|&\#39;)?\#[^'"&)]+|href="\#[^"]+)""", rf"\1-{mark}", text)
        return re.sub(
            r'\saria-labelledby="([^"]+)"',
            lambda found: f' aria-labelledby="{" ".join(f"{name}-{mark}" for name in found[1].split())}"',
            text,
        )

    return re.sub(r"<[^<>]+>", named, svg)


def steady(drawn: str) -> str:
    """Plotly's SVG with the random part of its ids replaced, so that the same figure is the same bytes."""
    found = re.search(r'id="defs-([0-9a-f]{6})"', drawn)
    return re.sub(rf"(?<=[a-z-]){found[1]}", "0", drawn) if found else drawn


def wrapped(svg: str, laid: Plan) -> dict[str, Any]:
    """A figure that holds nothing but the finished picture: this is how a PNG is made of it."""
    return {
        "data": [],
        "layout": {
            "margin": {"l": 0, "r": 0, "t": 0, "b": 0, "pad": 0},
            "xaxis": {"visible": False},
            "yaxis": {"visible": False},
            "images": [
                {
                    "source": "data:image/svg+xml;base64," + base64.b64encode(svg.encode("utf-8")).decode("ascii"),
                    **{"xref": "paper", "yref": "paper", "x": 0, "y": 1, "sizex": 1, "sizey": 1},
                    **{"sizing": "stretch", "layer": "above"},
                }
            ],
        },
    }
