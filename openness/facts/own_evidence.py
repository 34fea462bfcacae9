"""A reader's own facts beside the package's: a table becomes a package in memory, and nothing is written anywhere.

The file holds one fact a row. A release that the package does not have is made from the row's own columns, and its name
says on every page that it is the reader's; a fact about a release that it has counts before all other sources.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import pandas as pd

from openness.core.errors import Problem, ProblemsError
from openness.facts.cells import date_rule
from openness.facts.package import Package
from openness.facts.schema import columns_of, enum_of
from openness.facts.sheet_text import one_line, same
from openness.facts.sheets import Sheet, read_sheet
from openness.facts.spellings import (
    MOST_CHARACTERS,
    NotRead,
    Reader,
    read_address,
    read_cell,
    read_component,
    read_day,
    read_licence,
    read_release,
    read_state,
    read_vendor,
    read_word,
)

SOURCE = "yours"
"""The id of the source that own facts stand under."""

MARK = " (yours)"
"""What stands behind the name of every release that is not in the data."""

TOUCHED = " (your facts)"
"""What stands behind the name of every release of the data of which the reader's own facts count."""

FILE = "evidence/yours.csv"

REQUIRED = ("release", "component", "availability")
FACT_COLUMNS = (*REQUIRED, "licence", "since", "url", "note")
RELEASE_COLUMNS = ("name", "vendor", "released", "modality", "claim")
COLUMNS = (*FACT_COLUMNS, *RELEASE_COLUMNS)
"""All columns of the file; only the first three must be there, in any order."""

LONGEST = {"release": 80, "name": 120}
"""Characters of a cell, where they are fewer than elsewhere."""


@dataclass(frozen=True)
class Row:
    """One row of the file in our words.

    Attributes:
        line: Its line.
        cells: What it says, for each of `COLUMNS`.
        written: How its release is written there.
    """

    line: int
    cells: Mapping[str, str]
    written: str


@dataclass(frozen=True)
class Brought:
    """What a file of own facts adds.

    Attributes:
        package: The package with the own facts in it.
        facts: How many facts.
        new: Ids of the releases that only the file has.
        touched: Ids of the releases of the package that the file says something about.
    """

    package: Package
    facts: int
    new: tuple[str, ...]
    touched: tuple[str, ...]


def bring(package: Package, content: bytes, *, file: str = "yours.csv") -> Brought:
    """A package with the facts of a reader's file among its own, and what was added.

    Args:
        package: The package; it is not changed.
        content: The file as it was uploaded: CSV or a workbook (`facts.sheets`), with a row that names `COLUMNS`.
        file: What the file is called in problems.

    Raises:
        ProblemsError: With every problem, each naming its line.
    """
    problems: list[Problem] = []
    sheet = read_sheet(content, file, COLUMNS, REQUIRED, problems)
    if sheet is None:
        raise ProblemsError(problems)
    rows = _read(package, sheet, problems)
    new = _new_releases(package, sheet, rows, problems)
    if problems:
        raise ProblemsError(problems)
    return _together(package, rows, new)


def own_facts(package: Package) -> int:
    """How many facts of the reader's own are among those of a package."""
    return int((package.facts["source"] == SOURCE).sum())


# --------------------------------------------------------------------------------------------------------- reading


def _readers(package: Package) -> dict[str, Reader]:
    """How the cells of each column are read."""
    day = read_day(date_rule(package.date, "that is the day of the data; nothing after it is shown"))
    return {
        "release": read_release(package.names["releases"]),
        "component": read_component(package),
        "availability": read_state(enum_of("evidence", "availability")),
        "licence": read_licence(package),
        "since": day,
        "url": read_address,
        "vendor": read_vendor(package),
        "released": day,
        "modality": read_word(enum_of("releases", "modality")),
        "claim": read_word(enum_of("releases", "claim")),
    }


def _read(package: Package, sheet: Sheet, problems: list[Problem]) -> list[Row]:
    """The facts, in our words; of rows that say the very same, one."""
    readers = _readers(package)
    known: dict[tuple[str, str], str | NotRead] = {}
    rows: list[Row] = []
    first: dict[tuple[str, ...], Row] = {}
    for line in sheet.lines:
        cells, written = {}, {}
        for name in COLUMNS:
            text = one_line(line.cells.get(name, ""))
            if (name, text) not in known:
                known[name, text] = _cell(name, text, readers.get(name, str))
            value = known[name, text]
            if isinstance(value, NotRead):
                problem = sheet.problem(line.number, name, value.what, text, value.hint)
                if problem.cell not in sheet.told:
                    problems.append(problem)
                value = ""
            cells[name], written[name] = value, text
        row = Row(line.number, cells, written["release"])
        key = tuple(cells[name] for name in ("release", "component", "since"))
        earlier = first.setdefault(key, row)
        if earlier is row or not all(key[:2]):
            rows.append(row)
        elif earlier.cells != cells:
            what = f"says something else of the same component than line {earlier.line}"
            got = next(cells[name] for name in COLUMNS if cells[name] != earlier.cells[name])
            column = next(name for name in COLUMNS if cells[name] != earlier.cells[name])
            hint = "keep one of the two, or give each its day in 'since'"
            problems.append(sheet.problem(line.number, column, what, got, hint))
    return rows


def _cell(name: str, text: str, read: Reader) -> str | NotRead:
    """A cell in our words, or why it cannot be read."""
    if not text:
        return NotRead("is empty", f"every row names {', '.join(REQUIRED)}") if name in REQUIRED else ""
    try:
        return read_cell(text, read, LONGEST.get(name, MOST_CHARACTERS))
    except NotRead as wrong:
        return wrong


def _new_releases(
    package: Package, sheet: Sheet, rows: Iterable[Row], problems: list[Problem]
) -> dict[str, dict[str, str]]:
    """The releases that only the file has: their columns, each from the row that fills it."""
    known = {release["release"]: release for release in package.releases.to_dict("records")}
    new: dict[str, dict[str, str]] = {}
    said: dict[tuple[str, str], int] = {}
    for row in rows:
        release = row.cells["release"]
        if not release:
            continue
        if release not in known:
            if release not in new and row.written != release:
                new[release] = {"name": row.written}
            new.setdefault(release, {})
        for name in RELEASE_COLUMNS:
            value = row.cells[name]
            if not value:
                continue
            if release in known:
                if same(value) != same(known[release][name]):
                    what = "is about a release that the data has already, and says something else"
                    hint = f"leave it empty there; the data has '{known[release][name]}'"
                    problems.append(sheet.problem(row.line, name, what, value, hint))
                continue
            earlier = said.setdefault((release, name), row.line)
            if earlier == row.line:
                new[release][name] = value
            elif new[release][name] != value:
                what, hint = "says something else than before of the same release", f"line {earlier} says"
                problems.append(sheet.problem(row.line, name, what, value, f"{hint} '{new[release][name]}'"))
    return new


# --------------------------------------------------------------------------------------------------------- together


def _together(package: Package, rows: Sequence[Row], new: Mapping[str, Mapping[str, str]]) -> Brought:
    facts = [
        {name: row.cells.get(name, "") for name in columns_of("evidence")}
        | {"source": SOURCE, "file": FILE, "line": row.line}
        for row in rows
    ]
    releases = []
    for release, about in new.items():
        name = about.get("name") or release.replace("-", " ").replace("_", " ").title()
        blank = dict.fromkeys(columns_of("releases"), "")
        releases.append(blank | {"vendor": SOURCE} | dict(about) | {"release": release, "name": name + MARK})
    vendors = []
    if any(row["vendor"] == SOURCE for row in releases):
        blank = dict.fromkeys(columns_of("vendors"), "")
        vendors.append(blank | {"vendor": SOURCE, "name": "Yours"})
    source = dict.fromkeys(columns_of("sources"), "") | {
        "source": SOURCE,
        "title": "Yours (not part of the data)",
        "publisher": "You",
        "citation": "Facts of the reader's own, not part of the data",
        "precedence": "0",
    }
    # Of the facts as they were read: how the file marks its encoding, ends its lines or orders its columns is no fact.
    read = json.dumps([[row.line, *row.cells.values()] for row in rows])
    digest = hashlib.sha256(f"{package.digest}\n{SOURCE}\n{read}".encode()).hexdigest()
    mine = replace(
        package,
        title=f"{package.title}, with facts of the reader",
        facts=_below(package.facts, facts),
        releases=_below(_marked(package.releases, {row.cells["release"] for row in rows}), releases),
        vendors=_below(package.vendors, vendors),
        sources=_below(package.sources, [source]),
        digest=digest,
    )
    named = dict.fromkeys(row.cells["release"] for row in rows)
    return Brought(mine, len(facts), tuple(new), tuple(release for release in named if release not in new))


def _marked(releases: pd.DataFrame, touched: Collection[str]) -> pd.DataFrame:
    """The releases, those that the file speaks of marked in their names."""
    names = releases["name"].where(~releases["release"].isin(touched), releases["name"] + TOUCHED)
    return releases.assign(name=names)


def _below(frame: pd.DataFrame, rows: Iterable[Mapping[str, object]]) -> pd.DataFrame:
    """The table with more rows below its own, of the same types."""
    more = pd.DataFrame(list(rows), columns=list(frame.columns))
    return pd.concat([frame, more.astype(frame.dtypes.to_dict())], ignore_index=True) if len(more) else frame
