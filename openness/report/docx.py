"""A report as a Word file: real headings, captions that count, pictures with words, tables whose headings repeat.

Tables are written as XML at once: python-docx takes a millisecond for each cell, and an appendix has ten thousand.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable
from datetime import datetime
from typing import Any
from xml.sax.saxutils import escape, quoteattr

import docx
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Emu, Mm, Pt, RGBColor

from openness.core.dates import first_day
from openness.report.document import (
    BRIEF,
    Bullets,
    Document,
    Figure,
    Heading,
    Paragraph,
    Part,
    Ref,
    Rich,
    Strong,
    Table,
    clean,
    plain_text,
    web_address,
)

FONT = "Arial"
_MARGIN = Mm(20)
_INK = RGBColor(0x14, 0x19, 0x1E)
_BLUE = "2453B3"
_TALLEST = Mm(200)  # a picture and its caption fit one page
_CELLS = {False: ("Table Text", 8.5), True: ("Wide Table Text", 7.0)}  # by whether the table is wide
_BRIEF, _BRIEF_LIST = "Brief", "Brief List"  # the page for those who read no other has to hold all of it
_STRONG = "<w:b/>"


def to_docx(document: Document) -> bytes:
    """The report as a Word file; the same bytes for the same report."""
    return _Writer(document).write()


class _Writer:
    def __init__(self, document: Document) -> None:
        self._document = document
        self._numbers = document.numbers
        self._file: Any = docx.Document()
        self._links: dict[str, str] = {}
        self._marks = 0
        self._pictures = 0
        self._lying = False

    def write(self) -> bytes:
        """The whole file."""
        self._styles()
        self._page(lying=False)
        self._about()
        title = self._file.add_paragraph(style="Title")
        title.add_run(clean(self._document.title))
        for parts in self._document.about:
            self._text(self._file.add_paragraph(), parts)
        blocks, section = self._document.blocks, ""
        for block, following in zip(blocks, (*blocks[1:], None), strict=True):
            # a heading goes with what it stands above
            self._turn(following if isinstance(block, Heading) and isinstance(following, Table) else block)
            if isinstance(block, Heading):
                paragraph = self._file.add_heading(clean(block.text), level=min(block.level, 4))
                if block.level == 1:
                    paragraph.paragraph_format.page_break_before = True if section == BRIEF else None
                    section = block.anchor
                if section == BRIEF:
                    paragraph.paragraph_format.space_before = Pt(6)
                if block.anchor:
                    self._mark(paragraph, block.anchor)
            elif isinstance(block, Paragraph):
                style = "Note" if block.small else _BRIEF if section == BRIEF else None
                self._text(self._file.add_paragraph(style=style), block.parts)
            elif isinstance(block, Bullets):
                for item in block.items:
                    style = _BRIEF_LIST if section == BRIEF else "List Bullet"
                    self._text(self._file.add_paragraph(style=style), item)
            elif isinstance(block, Table):
                self._table(block)
            else:
                self._figure(block)
        out = io.BytesIO()
        self._file.save(out)
        return _steady(out.getvalue(), self._document.date)

    def _styles(self) -> None:
        styles = self._file.styles
        for style in styles:
            fonts = style.element.find(qn("w:rPr"))
            if fonts is not None and fonts.find(qn("w:rFonts")) is not None:
                _font(style.element)
        for name, size in (("Normal", 10.5), ("Title", 24), ("Heading 1", 16), ("Heading 2", 12.5), ("Heading 3", 11)):
            style = styles[name]
            style.font.name, style.font.size, style.font.color.rgb = FONT, Pt(size), _INK
            _font(style.element)
            if name.startswith("Heading"):
                style.paragraph_format.keep_with_next = True
        caption = styles["Caption"]
        caption.font.name, caption.font.size, caption.font.color.rgb = FONT, Pt(9), _INK
        _font(caption.element)
        note = styles.add_style("Note", 1)
        note.base_style = styles["Normal"]
        note.font.size, note.font.color.rgb = Pt(8.5), RGBColor(0x59, 0x63, 0x6B)
        close = [(name, "Normal", size, 1.5) for name, size in _CELLS.values()]
        close += [(_BRIEF, "Normal", 9, 2), (_BRIEF_LIST, "List Bullet", 9, 1)]
        for name, base, size, space in close:
            style = styles.add_style(name, 1)
            style.base_style, style.font.size = styles[base], Pt(size)
            about = style.paragraph_format
            about.space_before = about.space_after = Pt(space)
            about.line_spacing = 1.0
        # One language for the spelling check, and none of the template's American English.
        for language in styles.element.iter(qn("w:lang")):
            language.set(qn("w:val"), "en-GB")

    def _about(self) -> None:
        """Title, author, date and licence, where Word keeps them."""
        core, document = self._file.core_properties, self._document
        moment = datetime.fromisoformat(first_day(document.date))
        core.title, core.subject = clean(document.title)[:255], clean(document.description)[:255]
        core.author = core.last_modified_by = "Openness Gap contributors"
        core.keywords = clean(", ".join(document.keywords))[:255]
        core.comments = f"{document.basis} CC BY 4.0."
        core.language, core.revision, core.identifier = "en-GB", 1, document.fingerprint
        core.created = core.modified = moment
        core.last_printed = moment
        foot = self._file.sections[0].footer.paragraphs[0]
        foot.style = self._file.styles["Note"]
        foot.alignment = WD_ALIGN_PARAGRAPH.LEFT
        foot.add_run(f"Openness Gap. {core.comments} Page ")
        _field(foot, "PAGE", "1")

    def _page(self, *, lying: bool) -> None:
        section = self._file.sections[-1]
        long, short = Mm(297), Mm(210)
        section.orientation = WD_ORIENT.LANDSCAPE if lying else WD_ORIENT.PORTRAIT
        section.page_width, section.page_height = (long, short) if lying else (short, long)
        section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = _MARGIN
        section.footer_distance = _MARGIN // 2

    def _turn(self, block: object) -> None:
        """A wide table gets a page that lies on its side; what follows stands again."""
        lying = isinstance(block, Table) and block.wide
        if lying != self._lying:
            self._file.add_section()
            self._lying = lying
            self._page(lying=lying)

    @property
    def _room(self) -> Emu:
        section = self._file.sections[-1]
        return Emu(section.page_width - section.left_margin - section.right_margin)

    def _text(self, paragraph: Any, parts: Rich) -> None:
        for part in parts:
            if isinstance(part, str):
                paragraph.add_run(_spaced(part))
            elif isinstance(part, Strong):
                paragraph.add_run(_spaced(part.text)).bold = True
            else:
                for element in parse_xml(f"<w:p {nsdecls('w', 'r')}>{self._run(part)}</w:p>"):
                    paragraph._p.append(element)

    def _run(self, part: Part, look: str = "") -> str:
        """A part of a text as XML."""
        if isinstance(part, Ref):
            return _r(self._numbers.get(part.key, part.key), look)
        if isinstance(part, Strong):
            return _r(part.text, _STRONG)
        if isinstance(part, str):
            return _r(part, look)
        url = web_address(part.url)
        if not url:
            return _r(part.text, look)
        if url not in self._links:
            # get_or_add would look through all that are there, for each of thousands
            self._links[url] = f"rIdLink{len(self._links) + 1}"
            self._file.part.rels.add_relationship(RELATIONSHIP_TYPE.HYPERLINK, url, self._links[url], is_external=True)
        look += f'<w:color w:val="{_BLUE}"/><w:u w:val="single"/>'
        return f'<w:hyperlink r:id="{self._links[url]}" w:history="1">{_r(part.text, look)}</w:hyperlink>'

    def _mark(self, paragraph: Any, name: str) -> None:
        """A bookmark, so that other places can lead here."""
        self._marks += 1
        start, end = OxmlElement("w:bookmarkStart"), OxmlElement("w:bookmarkEnd")
        for element in (start, end):
            element.set(qn("w:id"), str(self._marks))
        start.set(qn("w:name"), "_" + "".join(letter if letter.isalnum() else "_" for letter in name)[:38])
        paragraph._p.insert(1 if paragraph._p.pPr is not None else 0, start)
        paragraph._p.append(end)

    def _caption(self, key: str, text: str, kind: str, *, above: bool) -> None:
        """A caption whose number Word counts itself."""
        paragraph = self._file.add_paragraph(style="Caption")
        paragraph.paragraph_format.keep_with_next = above
        number = self._numbers.get(key, f"{kind} 1").rpartition(" ")[2]
        paragraph.add_run(f"{kind} ")
        _field(paragraph, f"SEQ {kind} \\* ARABIC", number)
        paragraph.add_run(f". {clean(text)}")

    def _figure(self, figure: Figure) -> None:
        chart = figure.chart
        if not figure.picture:
            self._file.add_paragraph(clean(f"{figure.missing} {chart.alt}"))
            self._caption(figure.key, chart.subtitle, "Figure", above=False)
            return
        paragraph = self._file.add_paragraph()
        paragraph.paragraph_format.keep_with_next = True
        width, height = int(self._room), round(int(self._room) * figure.height / figure.width)
        if height > _TALLEST:
            width, height = round(width * int(_TALLEST) / height), int(_TALLEST)
        shape = paragraph.add_run().add_picture(io.BytesIO(figure.picture), width=Emu(width), height=Emu(height))
        self._pictures += 1
        about = shape._inline.docPr
        about.set("id", str(self._pictures))
        about.set("name", f"Figure {self._pictures}")
        about.set("descr", clean(chart.alt))
        about.set("title", clean(chart.title))
        self._caption(figure.key, chart.subtitle, "Figure", above=False)

    def _table(self, table: Table) -> None:
        self._caption(table.key, table.caption, "Table", above=True)
        style = self._file.styles[_CELLS[table.wide][0]].style_id
        widths = _widths(table, int(self._room))
        grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
        head = "".join(
            _tc(_r(name, _STRONG), style, width, "000000") for name, width in zip(table.columns, widths, strict=True)
        )
        rows = "".join(
            "<w:tr><w:trPr><w:cantSplit/></w:trPr>"
            + "".join(
                _tc("".join(self._run(part, _STRONG * (table.head and at == 0)) for part in cell), style, widths[at])
                for at, cell in enumerate(row)
            )
            + "</w:tr>"
            for row in table.rows
        )
        said = quoteattr(clean(table.caption))
        element = parse_xml(
            f'<w:tbl {nsdecls("w", "r")}><w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/>'
            '<w:tblLayout w:type="fixed"/><w:tblCellMar><w:left w:w="0" w:type="dxa"/>'
            '<w:right w:w="80" w:type="dxa"/></w:tblCellMar>'
            f'<w:tblLook w:firstRow="1" w:firstColumn="{int(table.head)}" w:noHBand="1" w:noVBand="1"/>'
            f"<w:tblCaption w:val={said}/></w:tblPr><w:tblGrid>{grid}</w:tblGrid>"
            f"<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>{head}</w:tr>{rows}</w:tbl>"
        )
        body = self._file.element.body
        body.insert(len(body) - 1, element)  # the last element holds the page
        self._file.add_paragraph(style="Note")


def _r(text: str, look: str = "") -> str:
    """A run of text as XML; `look` in the order in which the schema wants it."""
    about = f"<w:rPr>{look}</w:rPr>" if look else ""
    return f'<w:r>{about}<w:t xml:space="preserve">{escape(_spaced(text))}</w:t></w:r>'


def _tc(runs: str, style: str, width: int, line: str = "D5DADE") -> str:
    """A cell with a line beneath it, its text in a style of the file."""
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/><w:tcBorders><w:bottom w:val="single" w:sz="4" w:space="0" '
        f'w:color="{line}"/></w:tcBorders></w:tcPr>'
        f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>{runs}</w:p></w:tc>'
    )


def _widths(table: Table, room: int) -> list[int]:
    """Widths of the columns in twentieths of a point: first the longest word of each, then by how much it says."""
    letter = 88 if table.wide else 106
    least, more = [], []
    for at, name in enumerate(table.columns):
        texts = [clean(plain_text(row[at])) for row in table.rows[:200]]
        words = [word for text in (name, *texts) for word in text.split()]
        longest = min(max((len(word) for word in words), default=1), 16) + 1
        least.append(longest * letter)
        more.append(max(min(sum(map(len, texts)) / max(len(texts), 1), 60) - longest, 1))
    total = room // 635
    spare = total - sum(least)
    if spare < 0:
        return [max(part * total // sum(least), 200) for part in least]
    return [part + round(spare * share / sum(more)) for part, share in zip(least, more, strict=True)]


def _spaced(text: str) -> str:
    """As `clean`, but spaces at the ends stay: the text goes on beside it."""
    said = clean(text)
    return f"{' ' if text[:1].isspace() else ''}{said}{' ' if text[-1:].isspace() and said else ''}"


def _font(element: Any) -> None:
    """Our font for all scripts; the template's theme would otherwise win."""
    about = element.get_or_add_rPr()
    fonts = about.find(qn("w:rFonts"))
    if fonts is None:
        fonts = OxmlElement("w:rFonts")
        about.insert(0, fonts)
    for name in list(fonts.attrib):
        del fonts.attrib[name]
    for name in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
        fonts.set(qn(name), FONT)


def _field(paragraph: Any, code: str, shown: str) -> None:
    """A field that Word fills in, with what it shows until then."""
    for kind in ("begin", "separate", "end"):
        run = paragraph.add_run()
        mark = OxmlElement("w:fldChar")
        mark.set(qn("w:fldCharType"), kind)
        run._r.append(mark)
        if kind == "begin":
            inside = paragraph.add_run()
            text = OxmlElement("w:instrText")
            text.set(qn("xml:space"), "preserve")
            text.text = f" {code} "
            inside._r.append(text)
        elif kind == "separate":
            paragraph.add_run(shown)


def _steady(made: bytes, date: str) -> bytes:
    """The same archive with the day of the data in place of the hour at which it was packed."""
    moment = datetime.fromisoformat(first_day(date))
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(made)) as packed, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as again:
        for name in _in_order(packed.namelist()):
            about = zipfile.ZipInfo(name, (max(moment.year, 1980), moment.month, moment.day, 0, 0, 0))
            about.compress_type, about.external_attr = zipfile.ZIP_DEFLATED, 0o600 << 16
            again.writestr(about, packed.read(name))
    return out.getvalue()


def _in_order(names: Iterable[str]) -> list[str]:
    """The table of contents first, as every reader of such files expects, the rest by name."""
    return sorted(names, key=lambda name: (name != "[Content_Types].xml", name))
