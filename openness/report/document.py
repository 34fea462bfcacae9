"""What a report is made of, before it becomes HTML or a Word file: plain data that both are drawn from.

Text is text here: whoever draws it escapes it. Links lead to http(s) addresses or are no links.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

import pandas as pd

from openness.charts.kit.base import Chart
from openness.core.wording import cell

# Not allowed in XML, and of no use in HTML.
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff\ud800-\udfff]")


def clean(text: str) -> str:
    r"""The text on one line, without characters that no file may hold.

    >>> clean("a\x00b \n c")
    'a�b c'
    """
    return " ".join(_CONTROL.sub("\N{REPLACEMENT CHARACTER}", str(text)).split())


def web_address(url: str) -> str:
    """The address if it is an http(s) one, else nothing.

    >>> web_address("https://example.org/a b"), web_address("javascript:alert(1)"), web_address("http://[")
    ('https://example.org/a%20b', '', '')
    """
    text = _CONTROL.sub("", str(url)).strip()
    try:
        parts = urlsplit(text)
    except ValueError:
        return ""
    if parts.scheme not in ("http", "https") or not parts.netloc:
        return ""
    return re.sub(r"[\s\"'<>`\\]", lambda found: f"%{ord(found[0]):02X}", text)


@dataclass(frozen=True)
class Link:
    """Words that lead to an address."""

    text: str
    url: str


@dataclass(frozen=True)
class Strong:
    """Words that carry weight."""

    text: str


@dataclass(frozen=True)
class Ref:
    """The number of a figure or a table elsewhere in the report: `Figure 2`."""

    key: str


Part = str | Link | Strong | Ref
Rich = tuple[Part, ...]


def rich(*parts: Part) -> Rich:
    """Text of several parts."""
    return parts


@dataclass(frozen=True)
class Heading:
    """A heading.

    Attributes:
        text: What it says.
        level: 1 for a section, 2 and 3 below it.
        anchor: Its name in the file; empty for none.
    """

    text: str
    level: int = 1
    anchor: str = ""


@dataclass(frozen=True)
class Paragraph:
    """A paragraph; a small one is a note to what stands before it."""

    parts: Rich
    small: bool = False


@dataclass(frozen=True)
class Bullets:
    """A list of points."""

    items: tuple[Rich, ...]


@dataclass(frozen=True)
class Table:
    """A table with a line of headings.

    Attributes:
        caption: What it shows.
        columns: The headings.
        rows: The cells, row by row.
        key: What a `Ref` calls it.
        head: Whether the first cell of each row names the row.
    """

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Rich, ...], ...]
    key: str = ""
    head: bool = True

    @property
    def wide(self) -> bool:
        """Whether it needs a page that lies on its side."""
        return len(self.columns) > WIDE


@dataclass(frozen=True)
class Figure:
    """A chart: its picture, or the sentence that says why there is none.

    Attributes:
        chart: The chart.
        picture: SVG or PNG; empty where none could be drawn.
        width: Width of the picture in pixels of the page.
        height: Its height.
        missing: Why there is no picture.
        key: What a `Ref` calls it.
    """

    chart: Chart
    picture: bytes = b""
    width: int = 900
    height: int = 500
    missing: str = ""
    key: str = ""


Block = Heading | Paragraph | Bullets | Table | Figure

BRIEF = "brief"
"""The anchor of the section that has the first page to itself."""

WIDE = 8
"""A table of more columns lies on its side."""


@dataclass(frozen=True)
class Document:
    """A whole report.

    Attributes:
        title: Its title.
        about: Lines below the title.
        description: What it is, for those who only see its address.
        basis: The day of its data and its fingerprint, in a sentence.
        keywords: What it is about.
        date: The day of the data, ISO.
        fingerprint: Names data and definition.
        blocks: Its content, in order.
    """

    title: str
    about: tuple[Rich, ...]
    description: str
    basis: str
    keywords: tuple[str, ...]
    date: str
    fingerprint: str
    blocks: tuple[Block, ...]

    @property
    def numbers(self) -> dict[str, str]:
        """What each figure and table is called: `Figure 1`, `Table 1`, counted in the order in which they stand."""
        found: dict[str, str] = {}
        tally = {"Figure": 0, "Table": 0}
        for block in self.blocks:
            if isinstance(block, (Figure, Table)):
                kind = type(block).__name__
                tally[kind] += 1
                found[block.key] = f"{kind} {tally[kind]}"
        return found


def table_of(frame: pd.DataFrame, caption: str, key: str = "") -> Table:
    """A table of words, as the twin of a chart has them."""
    rows = zip(*(frame[column].tolist() for column in frame.columns), strict=True)
    return Table(caption, tuple(str(column) for column in frame.columns), tuple(cells(row) for row in rows), key=key)


def cells(values: Iterable[object]) -> tuple[Rich, ...]:
    """The cells of a row; a number without decimals where it has none, an en dash where there is nothing."""
    return tuple((cell(value),) for value in values)


def plain_text(parts: Sequence[Part]) -> str:
    """The words of a text without what links and weight add."""
    return "".join(
        part if isinstance(part, str) else part.key if isinstance(part, Ref) else part.text for part in parts
    )
