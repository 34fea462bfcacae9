"""A report as one HTML file: no script, nothing from elsewhere, readable on a screen and made to be printed."""

from __future__ import annotations

import base64

from openness.charts.kit import palette
from openness.core.html import templates
from openness.report.document import (
    BRIEF,
    Block,
    Bullets,
    Document,
    Heading,
    Paragraph,
    Ref,
    Strong,
    Table,
    clean,
    web_address,
)

POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
"""What the file may load: nothing but what it carries."""

# Parts that begin a page of their own in print, or are one; long tables lie on their side.
_APART = {BRIEF: "brief", "tables": "apart lying", "evidence": "apart"}

Sections = list[tuple[Heading, list[Block]]]


def to_html(document: Document) -> bytes:
    """The report as one HTML file; the same bytes for the same report."""
    before, every = _sections(document.blocks)
    first, sections = ([one for one in every if (one[0].anchor == BRIEF) == here] for here in (True, False))
    page = _TEMPLATES.get_template("report.html").render(
        document=document,
        numbers=document.numbers,
        policy=POLICY,
        ink=palette.TEXT["light"],
        muted=palette.MUTED["light"],
        rule=palette.GRID["light"],
        contents=[head for head, _ in sections if head.anchor],
        before=before,
        first=first,
        sections=sections,
        apart=_APART,
    )
    return page.encode()


def _sections(blocks: tuple[Block, ...]) -> tuple[list[Block], Sections]:
    """What stands before the first heading of the first level, and each such heading with what stands below it."""
    before: list[Block] = []
    sections: Sections = []
    for block in blocks:
        if isinstance(block, Heading) and block.level == 1:
            sections.append((block, []))
        else:
            (sections[-1][1] if sections else before).append(block)
    return before, sections


def _inline(text: str) -> str:
    """As `clean`, but spaces at the ends stay: the text goes on beside it."""
    return " " * text[:1].isspace() + clean(text) + " " * (text[-1:].isspace() and bool(text.strip()))


def _name(key: str) -> str:
    """A name for a part of the file, of letters that need no thought in an address."""
    return "".join(letter if letter.isascii() and (letter.isalnum() or letter in "-._") else "-" for letter in key)


def _data_address(picture: bytes) -> str:
    kind = "png" if picture.startswith(b"\x89PNG") else "svg+xml"
    return f"data:image/{kind};base64,{base64.b64encode(picture).decode('ascii')}"


_TEMPLATES = templates(__file__)
_TEMPLATES.filters |= {
    "clean": clean,
    "inline": _inline,
    "name": _name,
    "data_address": _data_address,
    "web_address": web_address,
}
_TEMPLATES.tests |= {
    kind.__name__: lambda thing, kind=kind: isinstance(thing, kind)
    for kind in (Bullets, Heading, Paragraph, Ref, Strong, Table)
}
