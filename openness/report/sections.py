"""The sections that a report can have, each made of the same numbers, sentences and charts as the pages."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from openness.charts import CHARTS
from openness.charts.claims import claim_words
from openness.charts.compare import cell_words, facts_of
from openness.charts.kit.base import Chart, readable
from openness.core.wording import count, day, does_not, listed, lower_first, percent, points, share
from openness.facts.fact_index import AVAILABILITIES
from openness.facts.licences import terms_words
from openness.facts.own_evidence import own_facts
from openness.facts.package import Package
from openness.facts.readings import how_read
from openness.findings.compare import LEAST, MOST, Cell, compare
from openness.findings.headline import CALLED_OPEN_WORDS, headline_of
from openness.publish.page_names import page_name
from openness.query.vocabulary import YOURS
from openness.questions.answers import answered
from openness.questions.load import questions
from openness.report.document import (
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
from openness.scoring.answer import Answer
from openness.scoring.explain import explain
from openness.scoring.explanation import Explanation
from openness.scoring.scores import Counts

SHEETS = 12
"""So many releases get a sheet of their own; a report about more of them is a table."""

FACTS = 1_500
"""So many facts stand in the appendix; all of them are a file of their own."""

HERE = 20
"""A chart's table of so many rows stands below the chart, a longer one at the end."""


@dataclass
class Making:
    """What the sections of one report share while it is made.

    Attributes:
        answer: What is reported.
        chart: Draws a chart of the answer by its name.
        figure: Makes a figure of a chart, picture included.
        later: Long tables, which stand at the end.
    """

    answer: Answer
    chart: Callable[[str], Chart]
    figure: Callable[[Chart], Figure]
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
    """Charts with their words, and the table of each: below it, or at the end where it is long."""
    blocks: list[Block] = []
    for slug in slugs:
        if slug not in CHARTS:
            continue
        chart = making.chart(slug)
        if not chart.figure.data:  # nothing is drawn: its finding says why
            blocks.append(Paragraph(rich(f"{chart.title}.")))
            continue
        table = table_of(readable(chart), chart.title, key=f"table-{slug}")
        blocks += [Heading(chart.title, 2, slug), making.figure(chart)]
        blocks += [Paragraph(rich(text), small=True) for text in (chart.note, chart.source) if text]
        if len(table.rows) > HERE or table.wide:
            making.later.append(table)
            blocks.append(Paragraph(rich("The numbers are in ", Ref(table.key), " at the end."), small=True))
        elif table.rows:
            blocks.append(table)
    return blocks


def _of_charts(*slugs: str) -> Callable[[Making], list[Block]]:
    return lambda making: _charts(making, slugs)


def _sheets(making: Making) -> list[Block]:
    answer = making.answer
    chosen = _sheet_releases(answer)
    blocks: list[Block] = []
    if len(chosen) < len(answer.selected):
        blocks.append(
            Paragraph(
                rich(
                    f"The {len(chosen)} newest of {count(len(answer.selected), 'release')}; name up to {SHEETS} "
                    "releases to choose others."
                )
            )
        )
    for release in chosen:
        blocks += _sheet(answer, release)
    return blocks


def _sheet_releases(answer: Answer) -> list[str]:
    """The releases that get a sheet: all where they are few, else the newest."""
    if len(answer.selected) <= SHEETS:
        return list(answer.selected)
    table = answer.table
    newest = table.sort_values(["released", "name"], ascending=[False, True], kind="stable")
    return [str(release) for release in newest["release"].head(SHEETS)]


def _sheet(answer: Answer, release: str) -> list[Block]:
    told = explain(answer.scores, answer.evidence, release)
    row = answer.table[answer.table["release"] == release].iloc[0]
    said = told.words[:1].upper() + told.words[1:]
    silent = " Not enough is recorded to rank it." if told.status == "not-enough-recorded" else ""
    released = f"released {day(told.released)}" if told.released else "release date not recorded"
    about: list[str | Link] = [f"{row['vendor_name']}, {released}. Its vendor calls it: {claim_words(row['claim'])}"]
    if web_address(str(row["claim_url"])):
        about += [" (", Link("where", str(row["claim_url"])), ")"]
    blocks: list[Block] = [
        Heading(told.name or release, 2, f"release-{release}"),
        Paragraph((*about, ".")),
        Paragraph(rich(Strong(f"Verdict: {said}."), silent)),
        Table(
            f"{told.name}: score and sides under {told.rubric_title}, in points of 100",
            ("", "Proven", "If all unknowns were open", "Share of facts known"),
            _numbers(told),
            key=f"scores-{release}",
        ),
        *_reasons(told, answer.reach),
    ]
    rows = _facts(answer, [release])
    if rows:
        blocks.append(
            Table(
                f"{told.name}: what is recorded, and where it is stated",
                FACT_COLUMNS[1:],
                tuple(cell[1:] for cell in rows),
                key=f"facts-{release}",
            )
        )
    else:
        blocks.append(Paragraph(rich("Nothing is recorded about its components.")))
    return blocks


def _numbers(told: Explanation) -> tuple[tuple[Rich, ...], ...]:
    """Score, both sides and gap of a release; what the definition gives no number for is left out."""
    ranges = (
        ("Score", told.low, told.high, told.coverage),
        ("Weights openness", told.weights_low, told.weights_high, told.weights_coverage),
        ("Training openness", told.training_low, told.training_high, told.training_coverage),
    )
    rows = [
        cells((name, points(low), points(high), percent(coverage)))
        for name, low, high, coverage in ranges
        if name == "Score" or not math.isnan(low)
    ]
    if not math.isnan(told.gap):
        low, high = points(told.gap_low), points(told.gap_high)
        rows.append(cells(("Gap", points(told.gap), low if low == high else f"{low} to {high}", "")))
    return tuple(rows)


def _reasons(told: Explanation, reach: str) -> list[Block]:
    best = told.held_to
    if best.state == "holds":
        return [Paragraph(rich(best.met))]
    blocks: list[Block] = []
    for state, heading in (("fails", f"Why it {does_not(reach)}"), ("undetermined", "What is not settled yet")):
        found = [condition for condition in best.conditions if condition.state == state]
        if found:
            blocks.append(Heading(heading, 3))
            blocks.append(Bullets(tuple(rich(condition.sentence) for condition in found)))
    if told.assumed:
        blocks.append(Heading("Taken to hold, because no facts are held about it", 3))
        blocks.append(Bullets(tuple(rich(text) for text in told.assumed)))
    return blocks


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


def _evidence(making: Making) -> list[Block]:
    answer = making.answer
    told: list[str] = []
    rows: list[tuple[Rich, ...]] = []
    for release in answer.selected:
        mine = _facts(answer, [release])
        if rows and len(rows) + len(mine) > FACTS:
            break
        rows += mine
        told.append(release)
    if not rows:
        return [Paragraph(rich("No fact is recorded about these releases."))]
    left = len(answer.selected) - len(told)
    blocks: list[Block] = [
        Paragraph(
            rich(
                "One line a component: what counts here, who says so, the page that states it, and since when it "
                "holds or when it was read. Where several sources speak, the most authoritative counts."
            )
        )
    ]
    if left:
        blocks.append(
            Paragraph(
                rich(
                    f"Shown are the facts of the first {count(len(told), 'release')}. Those of the other {left:,} "
                    "would make this file too long to read; reports about fewer releases have them."
                )
            )
        )
    caption = f"Facts about {count(len(told), 'release')} on {day(answer.as_of)}"
    return [*blocks, Table(caption, FACT_COLUMNS, tuple(rows), key="evidence")]


FACT_COLUMNS = ("Release", "Component", "Available", "Licence", "Said by", "Where it is stated", "Date")


def _facts(answer: Answer, releases: Iterable[str]) -> list[tuple[Rich, ...]]:
    """The facts that count for some releases: the columns of `FACT_COLUMNS`."""
    package, evidence = answer.package, answer.evidence
    names = dict(zip(package.releases["release"], package.releases["name"], strict=True))
    titles = dict(zip(package.components["component"], package.components["title"], strict=True))
    rows: list[tuple[Rich, ...]] = []
    for release in releases:
        at = evidence.releases.index(release)
        for column, component in enumerate(evidence.components):
            fact = int(evidence.fact[at, column])
            if fact < 0:
                continue
            about = evidence.facts.iloc[fact]
            url = web_address(about["url"])
            since = f"since {day(about['since'])}" if about["since"] else f"read {day(about['recorded'])}"
            rows.append(
                (
                    (str(names[release]),),
                    (str(titles.get(component, component)),),
                    (evidence.word(at, column).replace("-", " "),),
                    (_licence(answer, at, column),),
                    (how_read(package, about["source"], about["dimension"]),),
                    (Link(url.partition("://")[2], url) if url else "–",),
                    (since,),
                )
            )
    return rows


def _licence(answer: Answer, at: int, column: int) -> str:
    evidence = answer.evidence
    availability = AVAILABILITIES[evidence.availability[at, column]]
    if availability in ("closed", "not-applicable"):
        return "–"
    index = int(evidence.licence[at, column])
    licence = evidence.licences[index] if index >= 0 else None
    terms = terms_words(int(evidence.terms[at, column]), licence)
    expression = licence.expression if licence else ""
    return terms if expression in ("", "none") else f"{expression}, {terms}"


SECTIONS: dict[str, Section] = {
    section.id: section
    for section in (
        Section(
            "headline",
            "In short",
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
        Section(
            "gap",
            "Open weights and open training",
            "the gap chart, one dot a release",
            _of_charts("gap"),
            charts=("gap",),
        ),
        Section(
            "vendors",
            "Who opens what",
            "both sides by vendor, and each dimension",
            _of_charts("vendors", "vendor-dimensions"),
            charts=("vendors", "vendor-dimensions"),
        ),
        Section(
            "time",
            "Over time",
            "verdicts by year, the gap by half-year, the most open so far",
            _of_charts("verdicts-by-year", "gap-over-time", "frontier"),
            charts=("verdicts-by-year", "gap-over-time", "frontier"),
        ),
        Section(
            "definitions",
            "Under other definitions",
            "what the other definitions say about the same releases",
            _of_charts("best-verdicts", "definitions"),
            charts=("best-verdicts", "definitions"),
        ),
        Section(
            "comparison",
            "Side by side",
            f"{LEAST} to {MOST} releases or vendors named in the selection",
            _comparison,
            charts=("compare",),
        ),
        Section("releases", "Release sheets", f"verdict, reasons and facts of up to {SHEETS} releases", _sheets),
        Section(
            "method", "Method", "the definition, its weights and verdicts, and how to read them", _method, always=True
        ),
        Section("evidence", "Appendix: evidence", f"up to {FACTS:,} facts with their addresses", _evidence),
    )
}

DEFAULT = ("headline", "gap", "vendors", "time", "method")
"""What a report holds unless somebody chooses."""
