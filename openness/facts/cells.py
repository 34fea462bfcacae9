"""Reading the package's tables as text, cell by cell, so that every problem can be told with its line.

pandas would read faster, but it can name neither the physical line of a row nor more than the first problem, and it
guesses: a row with a cell too many, or the country code NA, would pass unseen.
"""

from __future__ import annotations

import csv
import io
import math
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pycountry

from openness.core.dates import is_month_or_day
from openness.core.errors import OpennessError, Problem, nearest
from openness.facts.licences import licence_ids

_NUMBER = re.compile(r"\d+(\.\d+)?([eE][+-]?\d{1,3})?", re.ASCII)
_EARLIEST = "1950"  # before that there was nothing to release: a slip of the finger
_HINTS_AT_MOST = 20


@dataclass
class Table:
    """One resource as it was read: text, and the place of each row."""

    name: str
    columns: tuple[str, ...]
    rows: list[list[str]] = field(default_factory=list)
    files: list[str] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    ragged: set[int] = field(default_factory=set)  # rows with too few or too many cells: told once, then left alone
    complete: bool = True  # False: some of it could not be read, so nothing can be said about what is missing

    def column(self, name: str) -> list[str]:
        """Return the cells of one column."""
        at = self.columns.index(name)
        return [row[at] for row in self.rows]


def read_text(path: Path, label: str, problems: list[Problem]) -> str | None:
    """Return the text of a UTF-8 file (a byte order mark is dropped), or None after adding what is wrong with it."""
    try:
        raw = path.read_bytes()
    except FileNotFoundError:
        problems.append(Problem(label, 0, "there is no such file"))
        return None
    except OSError as error:
        problems.append(Problem(label, 0, f"cannot be read: {error.strerror or error}"))
        return None
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1  # error.object: without a byte order mark, as the offset
        got = error.object[error.start : error.start + 4].hex(" ")
        problems.append(Problem(label, line, "not UTF-8", got, "save as UTF-8"))
        return None
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        problems.append(Problem(label, line, "the text contains a NUL character", hint="save as plain UTF-8 text"))
        return None
    return text


def read_table(
    name: str, columns: Sequence[str], paths: Iterable[tuple[Path, str, str]], problems: list[Problem]
) -> Table:
    """Read the files of one resource into one table.

    Args:
        name: Name of the resource.
        columns: The columns it has; a file may hold them in another order.
        paths: For each file where it is, its name inside the package, and its name in problems.
        problems: Where problems are added.
    """
    table = Table(name, tuple(columns))
    for path, file, label in paths:
        text = read_text(path, label, problems)
        if text is None:
            table.complete = False
        else:
            read_csv_text(table, text, file, label, problems)
    return table


def read_csv_text(table: Table, text: str, file: str, label: str, problems: list[Problem]) -> None:
    """Read the text of a CSV file into a table, with the line of each row.

    Args:
        table: Where rows are added, in the order of its columns; the file may hold them in another one.
        text: The file's content.
        file: Its name inside the package.
        label: Its name in problems.
        problems: Where problems are added.
    """
    # StringIO splits where an editor does; str.splitlines would also split at form feeds inside a cell.
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    order: list[int] | None = None
    width = line = 0
    try:
        for cells in reader:
            # line_num is where the row ends; a quoted cell may hold line breaks, so the row starts after the last one.
            start, line = line + 1, reader.line_num
            if not cells:
                continue
            if order is None:
                order, width = _header(table, cells, label, start, problems), len(cells)
                if order is None:
                    table.complete = False
                    return
                continue
            if len(cells) != width:
                what = "the row has not as many cells as the header"
                hint = f"{width} cells; a cell with a comma is quoted"
                problems.append(Problem(label, start, what, str(len(cells)), hint))
                table.ragged.add(len(table.rows))
                cells = (cells + [""] * width)[:width]
            table.rows.append([cells[at] for at in order])
            table.files.append(file)
            table.lines.append(start)
    except csv.Error as error:
        problems.append(Problem(label, line + 1, f"not CSV: {error}", hint="look for a quote that is not closed"))
        table.complete = False
    if order is None and table.complete:
        problems.append(Problem(label, 0, "empty: not even a header", hint=",".join(table.columns)))
        table.complete = False


def _header(table: Table, cells: list[str], label: str, line: int, problems: list[Problem]) -> list[int] | None:
    """Return where each column of the table stands in this file, or None where one is missing."""
    for name in sorted(c for c, number in Counter(cells).items() if number > 1):
        problems.append(Problem(label, line, "column given twice", name))
    missing = [c for c in table.columns if c not in cells]
    for name in dict.fromkeys(c for c in cells if c not in table.columns):
        problems.append(Problem(label, line, "unknown column", name, nearest(name, missing or table.columns)))
    for name in missing:
        problems.append(Problem(label, line, f"column '{name}' is missing"))
    return None if missing else [cells.index(c) for c in table.columns]


# Rules of single cells. Each returns None for a good cell, or what is wrong and what to write instead.
Rule = Callable[[str], tuple[str, str] | None]


_IN_NO_ADDRESS = re.compile(r'[\s<>"]')


def _is_address(cell: str) -> tuple[str, str] | None:
    wrong = ("is not a web address", "https://…")
    if _IN_NO_ADDRESS.search(cell) or not cell.isprintable():
        return wrong
    try:
        parts = urlsplit(cell)
        host = parts.hostname or ""
    except ValueError:
        return wrong
    return None if parts.scheme in ("http", "https") and "." in host.strip(".") else wrong


@cache
def _countries() -> frozenset[str]:
    return frozenset(country.alpha_2 for country in pycountry.countries)


def _is_country(cell: str) -> tuple[str, str] | None:
    if cell in _countries():
        return None
    return "is not a country", "two capital letters of ISO 3166-1 (GB, not UK)"


def _is_number(cell: str) -> tuple[str, str] | None:
    good = _NUMBER.fullmatch(cell) and math.isfinite(float(cell))
    return None if good else ("is not a number", "digits, with a point for decimals")


def _is_flop(cell: str) -> tuple[str, str] | None:
    number = cell[1:] if cell[:1] in ("<", ">") else cell
    good = _NUMBER.fullmatch(number) and math.isfinite(float(number)) and float(number) > 0
    return None if good else ("is neither a number nor a bound", "like 3.8e25, <1e25 or >1e25")


def date_rule(latest: str, why: str) -> Rule:
    """Return the rule that a cell is a day or a month of the calendar, and not later than ``latest``."""

    def rule(cell: str) -> tuple[str, str] | None:
        if cell < _EARLIEST or not is_month_or_day(cell):
            return "is not a day or a month", "YYYY-MM-DD, or YYYY-MM where the day is not known"
        return None if cell <= latest else (f"lies after {latest}", why)

    return rule


def licence_rule(known: Iterable[str] | None) -> Rule:
    """Return the rule that a cell is a licence expression whose ids are all ``known`` (None: any id will do)."""
    ids = None if known is None else frozenset(known)

    def rule(cell: str) -> tuple[str, str] | None:
        try:
            named = licence_ids(cell)
        except OpennessError:
            return "is not a licence expression", "ids with AND, OR and brackets"
        for licence in named:
            if ids is not None and licence not in ids:
                return "names a licence that has no row in licences.csv", nearest(licence, sorted(ids))
        return None

    return rule


def _pattern_rule(pattern: str) -> Rule:
    compiled = re.compile(pattern, re.ASCII)
    return lambda cell: None if compiled.fullmatch(cell) else ("is not written as it should be", f"pattern {pattern}")


def _enum_rule(words: Sequence[str]) -> Rule:
    allowed = frozenset(words)
    return lambda cell: None if cell in allowed else ("is not one of the allowed words", nearest(cell, words))


CELL_RULES: Mapping[str, Rule] = {
    "address": _is_address,
    "country": _is_country,
    "number": _is_number,
    "flop": _is_flop,
}
"""Rules that a field of the schema can name as its ``rule``, beside those that need the package."""


def _rules_of(column: Mapping[str, Any], rules: Mapping[str, Rule]) -> list[Rule]:
    """Return what the schema demands of the cells of one column, an empty cell apart."""
    limits = column.get("constraints", {})
    found: list[Rule] = []
    if "rule" in column:
        found.append(rules[column["rule"]])
    elif "pattern" in limits:  # a date's rule says the same as its pattern, and more
        found.append(_pattern_rule(limits["pattern"]))
    if "enum" in limits:
        found.append(_enum_rule(limits["enum"]))
    if column.get("format") == "uri":
        found.append(_is_address)
    return found


def check_cells(
    table: Table, fields: Sequence[Mapping[str, Any]], rules: Mapping[str, Rule], labels: Mapping[str, str]
) -> list[Problem]:
    """Return what is wrong with single cells of ``table``, by the schema's fields."""
    problems: list[Problem] = []
    for at, column in enumerate(fields):
        name = column["name"]
        limits = column.get("constraints", {})
        checks = _rules_of(column, rules)
        required = bool(limits.get("required"))
        verdicts: dict[str, tuple[str, str] | None] = {}
        seen: dict[str, int] = {}
        for row, cells in enumerate(table.rows):
            if row in table.ragged:
                continue
            cell = cells[at]
            wrong = ("is empty", "") if required and not cell else None
            if cell:
                if cell not in verdicts:
                    verdicts[cell] = next((w for w in (check(cell) for check in checks) if w), None)
                wrong = verdicts[cell]
                if limits.get("unique") and seen.setdefault(cell, row) != row:
                    wrong = ("is given twice", f"first on line {table.lines[seen[cell]]}")
            if wrong:
                label = labels[table.files[row]]
                problems.append(Problem(label, table.lines[row], f"column '{name}' {wrong[0]}", cell, wrong[1]))
    return problems


def check_key(table: Table, key: Sequence[str], labels: Mapping[str, str]) -> list[Problem]:
    """Return the rows of ``table`` whose key an earlier one carries already."""
    at = [table.columns.index(c) for c in key]
    first: dict[tuple[str, ...], int] = {}
    problems = []
    for row, cells in enumerate(table.rows):
        if row in table.ragged:
            continue
        value = tuple(cells[i] for i in at)
        earlier = first.setdefault(value, row)
        if earlier != row:
            place = f"line {table.lines[earlier]}"
            if table.files[earlier] != table.files[row]:
                place += f" of {labels[table.files[earlier]]}"
            what = f"the same {', '.join(key)} is given twice"
            label, line = labels[table.files[row]], table.lines[row]
            problems.append(Problem(label, line, what, " · ".join(value), f"first on {place}"))
    return problems


def check_reference(
    table: Table, column: str, known: Iterable[str], where: str, labels: Mapping[str, str]
) -> list[Problem]:
    """Return the cells of ``column`` that name no id of the table they point to."""
    ids = dict.fromkeys(known)
    at = table.columns.index(column)
    hints: dict[str, str] = {}
    problems = []
    for row, cells in enumerate(table.rows):
        cell = cells[at]
        if not cell or cell in ids or row in table.ragged:
            continue
        if cell not in hints:  # a file about something else altogether would cost seconds of guessing
            hints[cell] = nearest(cell, ids) if len(hints) < _HINTS_AT_MOST else ""
        what = f"column '{column}' names what has no row in {where}"
        problems.append(Problem(labels[table.files[row]], table.lines[row], what, cell, hints[cell]))
    return problems
