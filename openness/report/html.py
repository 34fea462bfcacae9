"""A report as one HTML file: no script, nothing from elsewhere, readable on a screen and made to be printed."""

from __future__ import annotations

import base64
from html import escape

from openness.charts.kit import palette
from openness.report.document import (
    Block,
    Bullets,
    Document,
    Figure,
    Heading,
    Link,
    Paragraph,
    Part,
    Rich,
    Strong,
    Table,
    clean,
    plain_text,
    web_address,
)

POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
"""What the file may load: nothing but what it carries."""

_INK, _MUTED, _RULE, _SHADE = (
    colours["light"] for colours in (palette.TEXT, palette.MUTED, palette.GRID, palette.SHADE)
)

# Parts that begin a page of their own in print; long tables lie on their side.
_APART = {"tables": ' class="apart lying"', "evidence": ' class="apart"'}

STYLE = f"""
:root {{ color-scheme: light; }}
* {{ box-sizing: border-box; }}
body {{ margin: 0; background: #fff; color: {_INK}; font: 16px/1.5 Arial, "Liberation Sans", Helvetica, sans-serif; }}
main, header, footer {{ max-width: 60rem; margin: 0 auto; padding: 0 1.25rem; }}
header {{ padding-top: 2rem; border-bottom: 2px solid {_INK}; }}
h1 {{ font-size: 1.9rem; line-height: 1.2; margin: 0 0 .5rem; }}
h2 {{ font-size: 1.4rem; line-height: 1.25; margin: 2.5rem 0 .75rem; }}
h3 {{ font-size: 1.1rem; line-height: 1.3; margin: 1.75rem 0 .4rem; }}
h4 {{ font-size: 1rem; margin: 1.25rem 0 .3rem; }}
p, ul {{ margin: 0 0 .75rem; }}
li {{ margin-bottom: .25rem; }}
a {{ color: #2453b3; overflow-wrap: anywhere; }}
.small, figcaption, caption {{ font-size: .85rem; color: {_MUTED}; }}
nav ul {{ columns: 2 18rem; padding-left: 1.1rem; margin-top: 1rem; }}
figure {{ margin: 0 0 1rem; }}
figure img {{ display: block; width: 100%; height: auto; }}
figcaption, caption {{ text-align: left; padding: .35rem 0; color: {_INK}; }}
.missing {{ border: 1px solid {_MUTED}; padding: .75rem 1rem; }}
.table {{ overflow-x: auto; margin: 0 0 1.25rem; }}
table {{ border-collapse: collapse; width: 100%; font-size: .85rem; line-height: 1.35; }}
th, td {{ text-align: left; vertical-align: top; padding: .3rem .5rem .3rem 0; border-bottom: 1px solid {_RULE}; }}
th {{ font-weight: 600; }}
thead th {{ border-bottom: 1px solid {_INK}; vertical-align: bottom; }}
.wide table {{ font-size: .75rem; }}
footer {{ border-top: 1px solid {_RULE}; margin-top: 2.5rem; padding-top: .75rem; padding-bottom: 2rem; }}
@page {{ size: A4; margin: 18mm 16mm; }}
@page lying {{ size: A4 landscape; margin: 14mm; }}
@media print {{
  body {{ font-size: 10.5pt; }}
  main, header, footer {{ max-width: none; padding-left: 0; padding-right: 0; }}
  header {{ padding-top: 0; }}
  h2, h3, h4, caption, thead {{ break-after: avoid; page-break-after: avoid; }}
  h2, h3, h4 {{ break-inside: avoid; page-break-inside: avoid; }}
  h2 {{ margin-top: 1.5rem; }}
  section.apart {{ break-before: page; page-break-before: always; }}
  figure, tr, .missing {{ break-inside: avoid; page-break-inside: avoid; }}
  figure img {{ max-height: 215mm; width: auto; max-width: 100%; }}
  thead {{ display: table-header-group; }}
  .table {{ overflow: visible; }}
  table {{ font-size: 8.5pt; }}
  .wide, .lying {{ page: lying; }}
  .wide table {{ font-size: 7.5pt; }}
  p, li {{ orphans: 3; widows: 3; }}
  a {{ color: inherit; }}
}}
"""


def to_html(document: Document) -> bytes:
    """The report as one HTML file; the same bytes for the same report."""
    numbers = document.numbers
    about = "\n".join(f"<p>{_rich(parts, numbers)}</p>" for parts in document.about)
    return (
        "<!DOCTYPE html>\n"
        '<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{escape(POLICY)}">\n'
        f"<title>{_text(document.title)}</title>\n"
        f'<meta name="description" content="{_text(document.description)}">\n'
        f'<meta name="keywords" content="{_text(", ".join(document.keywords))}">\n'
        f'<meta name="dcterms.date" content="{_text(document.date)}">\n'
        f"<style>{STYLE}</style>\n</head>\n<body>\n"
        f"<header>\n<h1>{_text(document.title)}</h1>\n{about}\n</header>\n<main>\n"
        f"{_contents(document.blocks)}\n{_sections(document.blocks, numbers)}\n</main>\n"
        f'<footer class="small">Openness Gap. {_text(document.basis)} CC BY 4.0.</footer>\n</body>\n</html>\n'
    ).encode()


def _contents(blocks: tuple[Block, ...]) -> str:
    found = [block for block in blocks if isinstance(block, Heading) and block.level == 1 and block.anchor]
    if len(found) < 2:
        return ""
    lines = "\n".join(f'<li><a href="#{_anchor(block)}">{_text(block.text)}</a></li>' for block in found)
    return f'<nav aria-label="Contents">\n<ul>\n{lines}\n</ul>\n</nav>'


def _sections(blocks: tuple[Block, ...], numbers: dict[str, str]) -> str:
    """Each first-level heading opens a section; those that begin a part of their own begin a page in print."""
    parts: list[str] = []
    opened = False
    for block in blocks:
        if isinstance(block, Heading) and block.level == 1:
            apart = _APART.get(block.anchor, "")
            closed = "</section>" if opened else ""
            parts.append(f'{closed}\n<section{apart} aria-labelledby="{_anchor(block)}">')
            opened = True
        parts.append(_block(block, numbers))
    return "\n".join(parts) + ("\n</section>" if opened else "")


def _block(block: Block, numbers: dict[str, str]) -> str:
    if isinstance(block, Heading):
        level = block.level + 1
        anchor = f' id="{_anchor(block)}"' if block.anchor else ""
        return f"<h{level}{anchor}>{_text(block.text)}</h{level}>"
    if isinstance(block, Paragraph):
        small = ' class="small"' if block.small else ""
        return f"<p{small}>{_rich(block.parts, numbers)}</p>"
    if isinstance(block, Bullets):
        return "<ul>\n" + "\n".join(f"<li>{_rich(item, numbers)}</li>" for item in block.items) + "\n</ul>"
    if isinstance(block, Table):
        return _table(block, numbers)
    return _figure(block, numbers)


def _table(table: Table, numbers: dict[str, str]) -> str:
    head = "".join(f'<th scope="col">{_text(name)}</th>' if name else "<td></td>" for name in table.columns)
    rows = []
    for row in table.rows:
        made = [f"<td>{_rich(cell, numbers)}</td>" for cell in row]
        if table.head and made:
            made[0] = f'<th scope="row">{_rich(row[0], numbers)}</th>'
        rows.append(f"<tr>{''.join(made)}</tr>")
    number = numbers.get(table.key, "Table")
    label, kind = f"{number}. {table.caption}", "table wide" if table.wide else "table"
    return (
        # A region that scrolls must be reachable by the keyboard.
        f'<div class="{kind}" role="region" tabindex="0" aria-label="{_text(label)}">\n'
        f'<table id="{_id(table.key)}">\n<caption><b>{_text(number)}.</b> '
        f"{_text(table.caption)}</caption>\n"
        f"<thead><tr>{head}</tr></thead>\n<tbody>\n{chr(10).join(rows)}\n</tbody>\n</table>\n</div>"
    )


def _figure(figure: Figure, numbers: dict[str, str]) -> str:
    label = f"<b>{_text(numbers.get(figure.key, 'Figure'))}.</b> {_text(figure.chart.subtitle)}"
    if not figure.picture:
        return (
            f'<figure id="{_id(figure.key)}"><p class="missing">{_text(figure.missing)} {_text(figure.chart.alt)}</p>'
            f"<figcaption>{label}</figcaption></figure>"
        )
    kind = "png" if figure.picture.startswith(b"\x89PNG") else "svg+xml"
    data = base64.b64encode(figure.picture).decode("ascii")
    return (
        f'<figure id="{_id(figure.key)}"><img src="data:image/{kind};base64,{data}" width="{figure.width}" '
        f'height="{figure.height}" alt="{_text(figure.chart.alt)}">\n<figcaption>{label}</figcaption></figure>'
    )


def _rich(parts: Rich, numbers: dict[str, str]) -> str:
    return "".join(_part(part, numbers) for part in parts)


def _part(part: Part, numbers: dict[str, str]) -> str:
    if isinstance(part, str):
        return _inline(part)
    if isinstance(part, Strong):
        return f"<strong>{_inline(part.text)}</strong>"
    if isinstance(part, Link):
        url = web_address(part.url)
        return f'<a href="{escape(url)}">{_inline(part.text)}</a>' if url else _inline(part.text)
    return f'<a href="#{_id(part.key)}">{_text(plain_text((part,), numbers))}</a>'


def _text(text: str) -> str:
    return escape(clean(text))


def _inline(text: str) -> str:
    """As `_text`, but spaces at the ends stay: the text goes on beside it."""
    return " " * text[:1].isspace() + _text(text) + " " * (text[-1:].isspace() and bool(text.strip()))


def _anchor(block: Heading) -> str:
    return _id(block.anchor)


def _id(key: str) -> str:
    """A name for a part of the file, of letters that need no thought in an address."""
    return "".join(letter if letter.isascii() and (letter.isalnum() or letter in "-._") else "-" for letter in key)
