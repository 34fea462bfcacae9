"""A report from an answer: sections become a document, plain data, and the document becomes HTML or a Word file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from openness.charts import CHARTS
from openness.charts.kit.base import Chart
from openness.core.errors import OpennessError, nearest
from openness.core.wording import count, day, listed
from openness.facts.own_evidence import own_facts
from openness.publish.chrome import DrawError, NoChromeError, Painter
from openness.publish.citation import LICENCE_SENTENCE, LICENCE_URL, PUBLISHER, cite
from openness.publish.picture_layout import DOCUMENT, document_figure, figure_spec, steady
from openness.publish.selection_words import active_filters
from openness.report.document import Block, Bullets, Document, Figure, Heading, Link, Paragraph, Rich, rich
from openness.report.docx import to_docx
from openness.report.html import to_html
from openness.report.sections import DEFAULT, SECTIONS, Making, Section
from openness.scoring.answer import Answer

FORMATS: dict[str, str] = {
    "html": "text/html",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
"""The formats of a report and their media types."""

FORMAT_WORDS = {"html": "Web page (HTML), to read and print", "docx": "Word file (DOCX), to edit"}

PICTURE_WIDTH = 900
NAMED = 3
"""So many releases that are asked for by name stand in the title."""

_SAME = "The table has the same numbers."
_SHARPNESS = {"html": ("svg", 1.0), "docx": ("png", 2.0)}

Progress = Callable[[float, str], None]
"""Told how much is done, from 0 to 1, and what comes next."""


class ReportError(OpennessError):
    """A report was asked for that does not exist: an unknown section or format."""


@dataclass(frozen=True)
class Wanted:
    """What a report is to hold.

    Attributes:
        sections: Ids of `SECTIONS`, in the order of the report.
        form: `html` or `docx`.
        tables: Whether it has the long tables of its charts too.
    """

    sections: tuple[str, ...] = DEFAULT
    form: str = "html"
    tables: bool = False


def wanted(sections: Sequence[str] = (), form: str = "html", *, tables: bool = False) -> Wanted:
    """What is asked for, checked; sections come in their own order, each once.

    Raises:
        ReportError: There is no such section or format; the error names the valid ones.
    """
    for section in sections:
        if section not in SECTIONS:
            raise ReportError(f"there is no section '{section[:60]}'; {nearest(section, SECTIONS)}")
    if form not in FORMATS:
        raise ReportError(f"there is no format '{form[:60]}'; {nearest(form, FORMATS)}")
    chosen = tuple(section for section in SECTIONS if section in sections) if sections else DEFAULT
    return Wanted(chosen, form, tables)


def make(
    answer: Answer,
    sections: Sequence[str] = (),
    form: str = "html",
    *,
    painter: Painter,
    tables: bool = False,
    url: str = "",
    progress: Progress | None = None,
) -> bytes:
    """A report as a file.

    Args:
        answer: What is reported.
        sections: Ids of `SECTIONS`; the usual ones where none is named.
        form: `html` or `docx`.
        painter: What draws the charts.
        tables: Whether it has the long tables of its charts too.
        url: Where the same thing stands as a page; it goes into the citation.
        progress: Told how far it is.

    Raises:
        ReportError: There is no such section or format.
    """
    ask = wanted(sections, form, tables=tables)
    tell = progress or _silent
    made = compose(answer, ask, url=url, painter=painter, progress=tell)
    tell(0.95, "Writing the file")
    data = render(made, ask.form)
    tell(1.0, "Done")
    return data


def render(document: Document, form: str) -> bytes:
    """A document as a file of one of `FORMATS`."""
    return to_html(document) if form == "html" else to_docx(document)


def missing(document: Document) -> tuple[str, ...]:
    """Why some charts have no picture, each reason once; nothing when all have one."""
    reasons = (block.missing for block in document.blocks if isinstance(block, Figure) and not block.picture)
    return tuple(dict.fromkeys(reasons))


def compose(
    answer: Answer,
    ask: Wanted,
    *,
    painter: Painter,
    url: str = "",
    progress: Progress | None = None,
) -> Document:
    """A report before it becomes a file."""
    sections = [SECTIONS[name] for name in ask.sections]
    if not answer.selected:
        sections = [section for section in sections if section.always]
    studio = _Studio(ask.form, painter, progress or _silent, _charts(sections))
    making = Making(answer, lambda slug: CHARTS[slug](answer, "light"), studio.figure, ask.tables)
    blocks: list[Block] = []
    if not answer.selected:
        blocks.append(
            Paragraph(rich("No release passes the filters of this report, so there is nothing to count, draw or list."))
        )
    for section in sections:
        blocks.append(Heading(section.title, 1, section.id))
        blocks += section.make(making)
    if making.later:
        place = next((at for at, block in enumerate(blocks) if _is(block, "evidence")), len(blocks))
        blocks[place:place] = [Heading("Tables", 1, "tables"), *making.later]
    title = title_of(answer)
    blocks += _references(answer, title, url)
    basis = _basis(answer)
    return Document(
        title=title,
        about=_about(answer, basis, url),
        description=f"{title} {count(len(answer.selected), 'release')} under {answer.rubric.title}. {basis}",
        basis=basis,
        keywords=("open source AI", "openness", "open weights", "training data", answer.rubric.title),
        date=answer.as_of,
        fingerprint=answer.fingerprint,
        blocks=tuple(blocks),
    )


def title_of(answer: Answer) -> str:
    """The title: a question about the few releases or the vendor that are asked for by name, else about all."""
    package, asked = answer.package, answer.query
    named = answer.table["name"].tolist() if asked.release else []
    if 1 <= len(named) <= NAMED:
        return f"How open {'is' if len(named) == 1 else 'are'} {listed(named)}?"
    if len(asked.vendor) == 1 and not asked.release:
        names = package.names["vendors"]
        return f"How open are the AI models of {names.get(asked.vendor[0], asked.vendor[0])}?"
    return "How open is “open” AI?"


def _basis(answer: Answer) -> str:
    """The day of the data, the day whose facts count where that is another, and the fingerprint."""
    date, as_of = answer.package.date, answer.as_of
    then = f", facts as they were on {day(as_of)}" if as_of != date else ""
    return f"Data of {day(date)}{then}, version code {answer.fingerprint}."


def _about(answer: Answer, basis: str, url: str) -> tuple[Rich, ...]:
    edited = ", edited by the reader" if answer.is_custom else ""
    lines: list[Rich] = [
        rich(f"{PUBLISHER}. {count(len(answer.selected), 'release')} under {answer.rubric.title}{edited}. {basis}")
    ]
    if own_facts(answer.package):
        lines.append(rich("It counts facts of the reader's own, which are not part of the data."))
    active = active_filters(answer.query, answer.package, answer.rubric)
    if active:
        lines.append(rich(f"Shown: {' · '.join(active)}."))
    if url:
        lines.append(rich("The same as a page: ", Link(url, url)))
    return tuple(lines)


def _references(answer: Answer, title: str, url: str) -> list[Block]:
    found = cite(title, answer, kind="report", key="report", url=url)
    references = tuple(
        rich(source.reference, *((" ", Link(source.url, source.url)) if source.url else ())) for source in found.sources
    )
    blocks: list[Block] = [Heading("References", 1, "references")]
    if references:
        blocks.append(Bullets(references))
    return [
        *blocks,
        Paragraph(rich("How to cite this report: ", found.plain)),
        Paragraph(rich(LICENCE_SENTENCE, " ", Link(LICENCE_URL, LICENCE_URL))),
    ]


def _charts(sections: Sequence[Section]) -> int:
    return sum(slug in CHARTS for section in sections for slug in section.charts)


def _is(block: Block, anchor: str) -> bool:
    return isinstance(block, Heading) and block.level == 1 and block.anchor == anchor


def _silent(_done: float, _what: str) -> None:
    """For those who do not ask how far it is."""


class _Studio:
    """Draws the pictures of one report, and says once why there are none."""

    def __init__(self, form: str, painter: Painter, progress: Progress, pictures: int) -> None:
        self._form, self._scale = _SHARPNESS[form]
        self._painter = painter
        self._progress = progress
        self._pictures, self._drawn = max(pictures, 1), 0
        self._missing = ""

    def figure(self, chart: Chart) -> Figure:
        """A chart with its picture, or with the sentence that says why it has none."""
        self._progress(0.9 * min(self._drawn / self._pictures, 1.0), f"Drawing: {chart.title}")
        self._drawn += 1
        height, shrink = int(chart.figure.layout.height or 500), 1.0
        width = PICTURE_WIDTH
        if self._form == "png":  # a page of Word is not scrolled
            shrink, (width, height) = document_figure(chart, PICTURE_WIDTH, PICTURE_WIDTH * DOCUMENT[1] / DOCUMENT[0])
        blank = Figure(chart, width=width, height=height, key=f"fig-{chart.slug}")
        if self._missing:
            return replace(blank, missing=self._missing)
        try:
            picture = self._painter.draw(
                figure_spec(chart, blank.width), self._form, blank.width, blank.height, self._scale * shrink
            )
        except NoChromeError:
            self._missing = f"The picture is left out: no Chrome was found where this report was made. {_SAME}"
            return replace(blank, missing=self._missing)
        except DrawError:
            return replace(blank, missing=f"The picture could not be drawn. {_SAME}")
        if self._form == "svg":
            picture = steady(picture.decode("utf-8")).encode("utf-8")
        return replace(blank, picture=picture)
