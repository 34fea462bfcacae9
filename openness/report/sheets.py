"""What a report says of each release: a sheet of its own, and its facts in the appendix."""

from __future__ import annotations

import math
from collections.abc import Iterable

from openness.charts.claims import claim_words
from openness.core.wording import count, day, does_not, percent, points, upper_first
from openness.facts.fact_index import AVAILABILITIES
from openness.facts.licences import terms_words
from openness.facts.readings import how_read
from openness.report.document import (
    Block,
    Bullets,
    Heading,
    Link,
    Paragraph,
    Rich,
    Strong,
    Table,
    cells,
    rich,
    web_address,
)
from openness.scoring.answer import Answer
from openness.scoring.explain import explain
from openness.scoring.explanation import Explanation

SHEETS = 12
"""So many releases get a sheet of their own; a report about more of them is a table."""

FACTS = 1_500
"""So many facts stand in the appendix; all of them are a file of their own."""

FACT_COLUMNS = ("Release", "Component", "Available", "Licence", "Said by", "Where it is stated", "Date")


def sheets(answer: Answer) -> list[Block]:
    """A sheet for each release, or for the newest where they are many."""
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
    said = upper_first(told.words)
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
        *_replies(told),
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


def _replies(told: Explanation) -> list[Block]:
    blocks: list[Block] = []
    for reply in told.replies:
        blocks.append(Heading(f"What {reply.vendor} replied on {day(reply.date)}", 3))
        where: list[str | Link] = [" (", Link("where", reply.url), ")"] if web_address(reply.url) else []
        blocks.append(Paragraph((reply.text, *where)))
    return blocks


def evidence(answer: Answer) -> list[Block]:
    """Every fact that counts, as far as one file can hold them."""
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


def _facts(answer: Answer, releases: Iterable[str]) -> list[tuple[Rich, ...]]:
    """The facts that count for some releases: the columns of `FACT_COLUMNS`."""
    package, evidence = answer.package, answer.evidence
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
                    (str(package.names["releases"][release]),),
                    (str(package.names["components"].get(component, component)),),
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
