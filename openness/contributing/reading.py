"""A file that somebody has filled in, read in our words: facts, releases and vendors, each row with its place."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import pandas as pd
import pycountry

from openness.core.dates import today
from openness.core.errors import Problem
from openness.core.tables import neutral
from openness.facts.cells import CELL_RULES, date_rule
from openness.facts.countries import country_name
from openness.facts.package import Package
from openness.facts.readings import FIRST_PARTY
from openness.facts.schema import DERIVED, columns_of, fields_of
from openness.facts.sheet_text import one_line
from openness.facts.sheets import Sheet, is_workbook, read_sheet, read_tabs
from openness.facts.spellings import (
    NotRead,
    Reader,
    Words,
    id_of,
    read_address,
    read_cell,
    read_component,
    read_day,
    read_licence,
    read_state,
    read_word,
    reader_of,
)
from openness.facts.workbooks import WORDS

GIVEN = "given"
"""The column with the code of a row as the template gave it: it tells which rows somebody has changed."""


@dataclass(frozen=True)
class Table:
    """One sheet of a workbook to fill in.

    Attributes:
        title: What the sheet is called.
        resource: The table of the data that it is about.
        file: The file that its rows go to.
        picked: The columns of that table that it has; all of them where none is named.
        required: Those without which it cannot be read.
        key: Those that say which row of the data is meant.
    """

    title: str
    resource: str
    file: str
    picked: tuple[str, ...]
    required: tuple[str, ...]
    key: tuple[str, ...]

    @property
    def columns(self) -> tuple[str, ...]:
        """Its columns, without the code of the row."""
        return self.picked or columns_of(self.resource)


FACTS = Table(
    "Facts",
    "evidence",
    "evidence/curated.csv",
    ("release", "component", "availability", "licence", "since", "recorded", "url", "confidence", "note", "source"),
    ("release", "component", "availability"),
    ("source", "release", "component", "since"),
)
RELEASES = Table("Releases", "releases", "releases.csv", (), ("name", "vendor"), ("release",))
VENDORS = Table("Vendors", "vendors", "vendors.csv", (), ("name",), ("vendor",))
TABLES = (FACTS, RELEASES, VENDORS)

READ_ME, OTHERS = "Read me first", "What others say"
BESIDE = (READ_ME, OTHERS, WORDS)
"""The other sheets of a workbook to fill in: nothing in them is taken."""


@dataclass(frozen=True, eq=False)
class Entry:
    """One row that somebody has filled in.

    Attributes:
        table: The sheet it stands on.
        sheet: Where it was read.
        line: Its line there.
        cells: What it says, in our words, for each column of the sheet.
        said: The columns that its file has: of the others it says nothing.
        given: The code that the template gave it; empty where it is new.
        untouched: Whether it says what the template said.
        sound: Whether all of it could be read.
    """

    table: Table
    sheet: Sheet
    line: int
    cells: Mapping[str, str]
    said: frozenset[str]
    given: str
    untouched: bool
    sound: bool

    @property
    def key(self) -> tuple[str, ...]:
        """What says which row of the data is meant."""
        return tuple(self.cells[name] for name in self.table.key)

    @property
    def place(self) -> str:
        """Where it stands, for somebody who reads of another row."""
        return f"{self.sheet.file}, row {self.line}"

    def problem(self, column: str, what: str, got: str = "", hint: str = "") -> Problem:
        """A problem of one of its cells."""
        return self.sheet.problem(self.line, column, what, got, hint)


@dataclass
class Filled:
    """What was read of all files.

    Attributes:
        package: The data, with the releases and vendors of the files among them.
        entries: The rows, without blank ones.
        problems: What is wrong.
    """

    package: Package
    entries: list[Entry] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def code_of(cells: Mapping[str, str], table: Table) -> str:
    """The code of what a row says."""
    said = "\x1f".join(one_line(cells.get(name, "")) for name in table.columns)
    return hashlib.sha256(said.encode()).hexdigest()[:8]


def read_filled(package: Package, files: Mapping[str, bytes]) -> Filled:
    """Read files that people have filled in.

    Args:
        package: The data.
        files: Their contents by what they are called: workbooks with the sheets of `TABLES`, or facts as CSV.
    """
    filled = Filled(package)
    sheets: dict[str, list[Sheet]] = {table.title: [] for table in TABLES}
    for file, content in files.items():
        if is_workbook(content):
            wanted = {table.title: ((*table.columns, GIVEN), table.required) for table in TABLES}
            for title, sheet in read_tabs(content, file, wanted, filled.problems, BESIDE).items():
                sheets[title].append(sheet)
        else:
            one = read_sheet(content, file, (*FACTS.columns, GIVEN), FACTS.required, filled.problems)
            sheets[FACTS.title] += [one] if one else []
    for table in reversed(TABLES):  # a fact may be about a release that the same file adds, by a vendor that it adds
        readers = cell_readers(filled.package, table)
        if table is RELEASES:  # one may derive from another of the same files
            drafts = [entry for sheet in sheets[table.title] for entry in _entries(table, sheet, readers, [])]
            readers = cell_readers(_with(filled.package, table, drafts), table)
        entries = [entry for sheet in sheets[table.title] for entry in _entries(table, sheet, readers, filled.problems)]
        filled.entries += entries
        if table is not FACTS:
            filled.package = _with(filled.package, table, entries)
    return filled


def _with(package: Package, table: Table, entries: Iterable[Entry]) -> Package:
    frame: pd.DataFrame = getattr(package, table.resource)
    known = set(frame[table.key[0]])
    new = [dict(entry.cells) for entry in entries if entry.key[0] and entry.key[0] not in known]
    more = pd.DataFrame(new, columns=list(frame.columns), dtype=str)
    if not new:
        return package
    both = pd.concat([frame, more], ignore_index=True)
    return replace(package, vendors=both) if table is VENDORS else replace(package, releases=both)


def _entries(table: Table, sheet: Sheet, readers: Mapping[str, Reader], problems: list[Problem]) -> Iterable[Entry]:
    """The rows of a sheet that hold something."""
    said = frozenset(name for line in sheet.lines for name in line.cells) | set(table.key)
    beside = ("release", "component", "source") if table is FACTS else ()
    for line in sheet.lines:
        raw = {name: raw_cell(line.cells.get(name, "")) for name in (*table.columns, GIVEN)}
        if not any(text for name, text in raw.items() if name not in beside):
            continue
        untouched = bool(raw[GIVEN]) and code_of(raw, table) == raw[GIVEN]
        cells, before = {}, len(problems)
        for name in table.columns:
            try:
                cells[name] = read_cell(raw[name], readers[name]) if raw[name] else ""
            except NotRead as wrong:
                cells[name] = ""
                problem = sheet.problem(line.number, name, wrong.what, raw[name], wrong.hint)
                if problem.cell not in sheet.told:
                    problems.append(problem)
        _complete(table, cells, raw)
        untouched = untouched or (bool(raw[GIVEN]) and code_of(cells, table) == raw[GIVEN])
        if not untouched:
            problems += _left_empty(table, sheet, line.number, cells, raw)
        yield Entry(table, sheet, line.number, cells, said, raw[GIVEN], untouched, len(problems) == before)


def raw_cell(cell: str) -> str:
    """What was written, without the apostrophe that keeps a spreadsheet from running it."""
    text = one_line(cell)
    return text[1:] if text[:1] == "'" and neutral(text[1:]) == text else text


def _complete(table: Table, cells: dict[str, str], raw: Mapping[str, str]) -> None:
    """What follows from the rest of a row where its cell is empty."""
    if table is FACTS and not raw["source"]:
        cells["source"] = FIRST_PARTY
    if table is not FACTS and not raw[table.key[0]]:
        cells[table.key[0]] = id_of(cells["name"])


def _left_empty(
    table: Table, sheet: Sheet, line: int, cells: Mapping[str, str], raw: Mapping[str, str]
) -> Iterable[Problem]:
    """The cells of a row that must be filled in and are not."""
    required = [
        name
        for name, field in fields_of(table.resource).items()
        if field.get("constraints", {}).get("required") and name in table.columns
    ]
    for name in required:
        if raw[name] or cells[name]:
            continue
        hint = ""
        if name == "availability":
            hint = "write 'unknown' where nothing is known; to leave the fact as it is, delete the row"
        yield sheet.problem(line, name, "is empty", "", hint)
    if table is FACTS and not raw["url"] and cells["availability"] not in ("", "unknown"):
        what, hint = "is empty", "every fact that is not unknown has the address of the page that states it"
        yield sheet.problem(line, "url", what, cells["availability"], hint)


# ------------------------------------------------------------------------------------------------------------ cells


def cell_readers(package: Package, table: Table) -> dict[str, Reader]:
    """How the cells of each column of a table are read, by the schema."""
    fields = fields_of(table.resource)
    special: dict[str, Callable[[Package], Reader]] = {
        "component": read_component,
        "licence": read_licence,
        "family": lambda _: _read_id,
        "base": _read_known_release,
        "source": _read_source,
    }
    special |= {"release": _read_known_release} if table is FACTS else {"release": _read_new("releases", "release")}
    special |= {"vendor": _read_new("vendors", "vendor")} if table is VENDORS else {"vendor": read_known_vendor}
    return {name: special[name](package) if name in special else _by_field(fields[name]) for name in table.columns}


def _by_field(column: Mapping[str, object]) -> Reader:
    limits = column.get("constraints", {})
    enum = limits.get("enum") if isinstance(limits, dict) else None
    if enum:
        return read_state(enum) if column["name"] == "availability" else read_word(enum)
    rule = column.get("rule", "")
    if rule == "past":
        return read_day(date_rule(today(), "nobody has read anything in the future"))
    if rule == "world":
        return read_day(date_rule(today(), "that has not happened yet"))
    if rule == "country":
        return _read_country()
    if rule in CELL_RULES:
        return _checked(str(rule))
    return read_address if column.get("format") == "uri" else str


def _checked(rule: str) -> Reader:
    def read(cell: str) -> str:
        wrong = CELL_RULES[rule](cell)
        if wrong:
            raise NotRead(*wrong)
        return cell

    return read


def _read_country() -> Reader:
    codes = [country.alpha_2 for country in pycountry.countries]
    words = Words(((code, code) for code in codes), ((country_name(code), code) for code in codes))
    return reader_of(words, "is not a country", ["two capital letters of ISO 3166-1 (GB, not UK), or its English name"])


def _read_source(package: Package) -> Reader:
    listed = [(row["source"], row["title"]) for row in package.sources.to_dict("records") if row["source"] != DERIVED]
    words = Words(((one, one) for one, _ in listed), ((title, one) for one, title in listed))
    return reader_of(words, "is not one of our sources", [one for one, _ in listed])


def _known(pairs: Sequence[tuple[str, str]], what: str, otherwise: str) -> Reader:
    """Reads an id or a name of a table; of any other says what to do."""
    ids = dict.fromkeys(one for _, one in pairs)
    words = Words(((one, one) for one in ids), pairs)
    read = reader_of(words, what, cutoff=0.6)

    def with_hint(cell: str) -> str:
        if cell in ids:
            return cell
        try:
            return read(cell)
        except NotRead as wrong:
            hint = f"{wrong.hint} Or {otherwise}" if wrong.hint else otherwise
            raise NotRead(wrong.what, hint) from None

    return with_hint


def _read_known_release(package: Package) -> Reader:
    """Reads a release of the data."""
    pairs = [(name, one) for one, name in package.names["releases"].items()]
    return _known(pairs, "is not one of the releases", "add it as a release of its own")


def read_known_vendor(package: Package, otherwise: str = f"add it on the sheet {VENDORS.title}") -> Reader:
    """Reads a vendor of the data; of any other says what to do."""
    pairs = [(name, one) for one, name in package.names["vendors"].items()]
    for row in package.vendors.to_dict("records"):
        pairs += [(name, row["vendor"]) for name in row["also_known_as"].split("|") if name]
    return _known(pairs, "is not one of the vendors", otherwise)


def _read_new(table: str, column: str) -> Callable[[Package], Reader]:
    """Reads an id that is in the data, or that may come into it."""

    def reader(package: Package) -> Reader:
        known = set(getattr(package, table)[column])

        def read(cell: str) -> str:
            return cell if cell in known else _read_id(cell)

        return read

    return reader


def _read_id(cell: str) -> str:
    if _ID.fullmatch(cell):
        return cell
    made = id_of(cell)
    hint = "an id has letters a to z, digits, points and hyphens only"
    raise NotRead("is not an id", f"{hint}; write {made}" if made else hint)


_ID = re.compile(r"[a-z0-9]+([._-]+[a-z0-9]+)*", re.ASCII)
