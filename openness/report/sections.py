"""The sections that a report can have, each made of the same numbers, sentences and charts as the pages."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from openness.charts import CHARTS
from openness.charts.compare import cell_words, facts_of
from openness.charts.kit.base import Chart, readable
from openness.core.wording import count, listed, lower_first, share
from openness.facts.own_evidence import own_facts
from openness.facts.package import Package
from openness.findings.compare import LEAST, MOST, Cell, compare
from openness.findings.headline import CALLED_OPEN_WORDS, headline_of
from openness.publish.page_names import page_name
from openness.query.vocabulary import YOURS
from openness.questions.answers import answered
from openness.questions.load import questions
from openness.report.brief import brief
from openness.report.document import (
    BRIEF,
    Block,
    Bullets,
    Figure,
    Heading,
    Link,
    Paragraph,
    Ref,
    Rich,
    Strong,
    Table,
    cells,
    rich,
    table_of,
    web_address,
)
from openness.report.method import Part, criteria, parts
from openness.report.sheets import FACTS, SHEETS, evidence, sheets
from openness.scoring.answer import Answer
from openness.scoring.scores import Counts

HERE = 20
"""A chart's table of so many rows stands below the chart, a longer one at the end or not at all."""


@dataclass
class Making:
    """What the sections of one report share while it is made.

    Attributes:
        answer: What is reported.
        chart: Draws a chart of the answer by its name.
        figure: Makes a figure of a chart, picture included.
        tables: Whether long tables of charts are wanted.
        later: Long tables, which stand at the end.
    """

    answer: Answer
    chart: Callable[[str], Chart]
    figure: Callable[[Chart], Figure]
    tables: bool = False
    later: list[Table] = field(default_factory=list)


@dataclass(frozen=True)
class Section:
    """One section.

    Attributes:
        id: How the command line and addresses call it.
        title: Its heading.
        about: What it holds, in half a sentence.
        make: Makes its blocks, below the heading.
        charts: The charts it draws.
        always: Whether it says something where no release is selected.
    """

    id: str
    title: str
    about: str
    make: Callable[[Making], list[Block]]
    charts: tuple[str, ...] = ()
    always: bool = False


def _headline(making: Making) -> list[Block]:
    found = headline_of(making.answer)
    columns = ("", "Yes", "Cannot be told yet", "No", "Too few facts", "In all")

    def row(name: str, tally: Counts) -> tuple[Rich, ...]:
        numbers = (tally.proven, tally.undetermined, tally.ruled_out, tally.not_enough_recorded)
        said = [f"{number:,} ({share(number, tally.total)})" for number in numbers]
        return cells((name, *said, f"{tally.total:,}"))

    return [
        Paragraph(rich(Strong(found.sentence))),
        Paragraph(rich(found.gap_sentence)),
        *([Paragraph(rich(found.unchecked))] if found.unchecked else []),
        Table(
            f"Whether releases are shown to {found.best}, under {found.rubric}",
            columns,
            (row("Called open by their vendors", found.called_open), row("All in this report", found.every)),
            key="headline",
        ),
        Paragraph(
            rich(
                f"Called open: the vendor calls the release {CALLED_OPEN_WORDS}. “Yes” means that every condition is "
                "met by a recorded fact; “No” that at least one fails on a recorded fact. Where less is recorded than "
                "the definition's minimum of known facts, silence is not read as a chance."
            ),
            small=True,
        ),
        *_charts(making, ("claims",)),
    ]


def _questions(making: Making) -> list[Block]:
    blocks: list[Block] = []
    for question in questions():
        found = answered(making.answer, question.finding)
        blocks += [Heading(question.title, 2, question.id), Paragraph(rich(Strong(found.answer)))]
        if found.sure:
            blocks.append(Paragraph(rich(f"How sure: {found.sure}")))
        blocks.append(Paragraph(rich(f"What would change this: {found.change}")))
    return blocks


def _charts(making: Making, slugs: Iterable[str]) -> list[Block]:
    """Charts with their words, and the table of each: below it; at the end, if wanted at all, where it is long.

    A chart without a picture has its table always: nothing else would show its numbers.
    """
    blocks: list[Block] = []
    for slug in slugs:
        if slug not in CHARTS:
            continue
        chart = making.chart(slug)
        if not chart.figure.data:  # nothing is drawn: its finding says why
            blocks.append(Paragraph(rich(f"{chart.title}.")))
            continue
        table = table_of(readable(chart), chart.title, key=f"table-{slug}")
        figure = making.figure(chart)
        blocks += [Heading(chart.title, 2, slug), figure]
        blocks += [Paragraph(rich(text), small=True) for text in (chart.note, chart.source) if text]
        long = len(table.rows) > HERE or table.wide
        if long and figure.picture and not making.tables:
            left = f"Its table of {count(len(table.rows), 'row')} is left out; a report with long tables has it."
            blocks.append(Paragraph(rich(left), small=True))
        elif long:
            making.later.append(table)
            blocks.append(Paragraph(rich("The numbers are in ", Ref(table.key), " at the end."), small=True))
        elif table.rows:
            blocks.append(table)
    return blocks


def _of_charts(key: str, title: str, about: str, *slugs: str) -> Section:
    """A section of charts and nothing else."""
    return Section(key, title, about, lambda making: _charts(making, slugs), charts=slugs)


def _comparison(making: Making) -> list[Block]:
    answer = making.answer
    what = "vendors" if len(answer.query.vendor) >= LEAST and not answer.query.release else "releases"
    found = compare(answer, what)
    if len(found.columns) < LEAST:
        return [
            Paragraph(
                rich(
                    f"{LEAST} to {MOST} releases or vendors can be compared side by side. This report is about "
                    f"{count(len(answer.selected), 'release')} and names none of them; choose some by name to compare "
                    "them."
                )
            )
        ]
    chart = CHARTS["compare"](answer, "light", compare=what)
    heads = [facts_of(column, what) for column in found.columns]
    rows = [cells((name, *(head[name] for head in heads))) for name in heads[0]]
    for line in found.lines:
        said = [_cell(cell, what, answer.package) for cell in line.cells]
        if line.state != "silent":
            rows.append(((line.title,), *said))
    silent = listed(lower_first(line.title) for line in found.having("silent"))
    return [
        Heading(chart.title, 2, "compare"),
        making.figure(chart),
        *(Paragraph(rich(text), small=True) for text in (chart.note, chart.source) if text),
        Table(
            f"{listed(column.name for column in found.columns)} side by side: components that differ come first",
            ("", *(column.name for column in found.columns)),
            tuple(rows),
            key="table-compare",
        ),
        *([Paragraph(rich(f"Recorded for none: {silent}."), small=True)] if silent else []),
    ]


def _cell(cell: Cell, what: str, package: Package) -> Rich:
    """A component of one release or vendor, with the pages that state it."""
    parts: list[str | Link] = [cell_words(cell, what)]
    pages: list[str] = []
    for url in filter(None, map(web_address, cell.urls)):
        page = page_name(url, package)
        pages.append(page)
        again = f" ({pages.count(page)})" if pages.count(page) > 1 else ""
        parts += [", ", Link(f"{page}{again}", url)]
    return tuple(parts)


def _method(making: Making) -> list[Block]:
    answer, rubric = making.answer, making.answer.rubric
    edited = " The reader's own version of it: these changes were made." if answer.is_custom else ""
    abouts = [*(verdict.about or "" for verdict in rubric.verdicts), rubric.otherwise.about or ""]
    blocks: list[Block] = [
        Paragraph(
            rich(
                Link(rubric.title, rubric.url),
                f", {rubric.publisher}, version {rubric.version}. {rubric.about}{edited}",
            )
        )
    ]
    if answer.is_custom:
        blocks.append(Bullets(tuple(rich(f"{path}: {value}") for path, value in answer.query.edit)))
    blocks += [Paragraph(rich(text)) for text in _of_the_reader(answer)]
    short, *others = parts(answer)
    blocks += [
        Bullets(tuple(rich(text) for text in short.text)),
        Table(
            f"What {rubric.title} asks, and what each answer weighs",
            ("Dimension", "Criterion", "Looks at", "Side", "Share of the score"),
            _criteria(answer),
            key="criteria",
            head=False,
        ),
        Table(
            f"The verdicts of {rubric.title}, best first",
            ("Verdict", "What it means"),
            tuple(cells(pair) for pair in zip(rubric.verdict_titles, abouts, strict=True)),
            key="verdicts",
        ),
    ]
    if rubric.notes:
        blocks.append(Heading("Where the text leaves room, and how it is read here", 2))
        blocks.append(Bullets(tuple(rich(note) for note in rubric.notes)))
    for part in others:
        blocks += _part(part)
    return blocks


def _part(part: Part) -> list[Block]:
    """A part of the method, as the Method page has it."""
    return [
        Heading(part.title, 2),
        *(Paragraph(rich(text)) for text in part.text),
        *([Bullets(tuple(rich(Strong(f"{term}."), f" {text}") for term, text in part.points))] if part.points else []),
        *([Paragraph(rich(*_between([Link(*link) for link in part.links])), small=True)] if part.links else []),
    ]


def _between(links: list[Link]) -> list[str | Link]:
    """Links with a semicolon between them."""
    found: list[str | Link] = []
    for link in links:
        found += ["; ", link] if found else [link]
    return found


def _of_the_reader(answer: Answer) -> tuple[str, ...]:
    """What of an answer is the reader's own and nowhere published, a sentence or two each."""
    facts = own_facts(answer.package)
    said = []
    if answer.query.rubric == YOURS:
        said.append("The definition is the reader's own, from a file: “(yours)” follows its title.")
    if facts:
        said.append(
            f"It counts {count(facts, 'fact')} of the reader's own, from a file, before those of all other sources. "
            "Their source is given as “Yours”, and “(yours)” follows the name of a release that only they describe."
        )
    return tuple(said)


def _criteria(answer: Answer) -> tuple[tuple[Rich, ...], ...]:
    return tuple(
        cells(
            (
                row["dimension"],
                row["criterion"],
                row["looks_at"],
                "–" if row["side"] == "none" else row["side"],
                f"{100 * row['weight']:.1f}%",
            )
        )
        for row in criteria(answer).to_dict("records")
    )


SECTIONS: dict[str, Section] = {
    section.id: section
    for section in (
        Section(
            BRIEF,
            "On one page",
            "five findings, the names, Europe, the EU exemption and how sure all this is, on one page",
            lambda making: brief(making.answer),
        ),
        Section(
            "headline",
            "What is called open",
            "how many releases called open keep the word, and how wide the gap is",
            _headline,
            charts=("claims",),
        ),
        Section(
            "questions",
            "Questions",
            "what the data say to the questions people argue about, and how sure that is",
            _questions,
        ),
        _of_charts(
            "gap",
            "Open weights and open training",
            "the gap chart, one dot a release",
            "gap",
        ),
        _of_charts(
            "vendors",
            "Who opens what",
            "both sides by vendor, and each dimension",
            "vendors",
            "vendor-dimensions",
        ),
        _of_charts(
            "time",
            "Over time",
            "verdicts by year, the gap by half-year, the most open so far",
            "verdicts-by-year",
            "gap-over-time",
            "frontier",
        ),
        _of_charts(
            "definitions",
            "Under other definitions",
            "what the other definitions say about the same releases",
            "best-verdicts",
            "definitions",
        ),
        Section(
            "comparison",
            "Side by side",
            f"{LEAST} to {MOST} releases or vendors named in the selection",
            _comparison,
            charts=("compare",),
        ),
        Section(
            "releases",
            "Release sheets",
            f"verdict, reasons and facts of up to {SHEETS} releases",
            lambda making: sheets(making.answer),
        ),
        Section(
            "method", "Method", "the definition, its weights and verdicts, and how to read them", _method, always=True
        ),
        Section(
            "evidence",
            "Appendix: evidence",
            f"up to {FACTS:,} facts with their addresses",
            lambda making: evidence(making.answer),
        ),
    )
}

DEFAULT = (BRIEF, "headline", "gap", "vendors", "time", "method")
"""What a report holds unless somebody chooses."""
