"""A table that somebody uploads, as spreadsheet programs write it: CSV in any of their dialects, or a workbook.

Only text comes out, each cell with its place. Nothing is run: of a formula the workbook's own last result is read.
"""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

import openpyxl
from openpyxl.cell.read_only import ReadOnlyCell
from openpyxl.utils import get_column_letter, range_boundaries
from openpyxl.worksheet._reader import FORMULA_TAG, WorkSheetParser

from openness.core.errors import Problem
from openness.facts.sheet_header import MAX_COLUMNS, header_at, places_of
from openness.facts.sheet_text import SAVE, SEARCHED, Grid, decode, one_line, rows_of_csv, same

MAX_BYTES = 1_000_000
MAX_ROWS = 5_000

_LAST_ROW = 1_048_576
_MAX_UNPACKED = 15_000_000
_MAX_PARTS = 1_000
_MAX_LINES = 200_000  # of a text, with blank ones
_NO_VALUE = {"e": "holds an error of the spreadsheet", "f": "holds a formula without its result"}


@dataclass(frozen=True)
class Line:
    """A row of the file.

    Attributes:
        number: Where it starts, counted from 1.
        cells: Its text by column; a column that the file does not have is left out.
    """

    number: int
    cells: dict[str, str]


@dataclass
class Sheet:
    """What was read.

    Attributes:
        file: What the file is called in problems, with the sheet of a workbook.
        lines: The rows below the header that hold anything.
        letters: The letter of each column in a workbook; empty for CSV.
        told: The cells of a workbook about which a problem is told already.
    """

    file: str
    lines: list[Line] = field(default_factory=list)
    letters: dict[str, str] = field(default_factory=dict)
    told: frozenset[str] = frozenset()

    def problem(self, line: int, column: str, what: str, got: str = "", hint: str = "") -> Problem:
        """A problem of one cell, at its place: `B7` in a workbook, line and column elsewhere."""
        cell = f"{self.letters[column]}{line}" if column in self.letters else ""
        return Problem(self.file, line, f"column '{column}' {what}", got, hint, cell)


def read_sheet(
    content: bytes, file: str, columns: Sequence[str], required: Collection[str], problems: list[Problem]
) -> Sheet | None:
    """Read an uploaded table.

    Args:
        content: The file: CSV (separated by commas, semicolons, tabs or bars; UTF-8, UTF-16, Windows-1252, Shift-JIS,
            Mac Roman) or a workbook (.xlsx).
        file: What it is called.
        columns: The columns that it may have, in any order and in any spelling.
        required: Those that it must have.
        problems: Where problems are added.

    Returns:
        The table, or None when it could not be read.
    """
    if _too_large(content, file, problems):
        return None
    if is_workbook(content):
        tabs = _tabs(content, file, problems)
        if tabs is None:
            return None
        if not tabs:
            problems.append(Problem(file, 0, "is empty: not even a header", "", ",".join(columns)))
            return None
        return _read_tab(_best(tabs, required), file, columns, required, problems)
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        what = "is a workbook of the old kind (.xls), or one with a password"
        problems.append(Problem(file, 0, what, "", SAVE))
        return None
    text = decode(content, file, problems)
    if text is None:
        return None
    if text.count("\n") > _MAX_LINES:
        got = f"{text.count(chr(10)):,}"
        problems.append(Problem(file, 0, "has too many rows", got, f"at most {MAX_ROWS:,} facts"))
        return None
    grid = rows_of_csv(text, columns, file, problems)
    return None if grid is None else _sheet(grid, file, columns, required, problems, letters=False)


def is_workbook(content: bytes) -> bool:
    """Whether a file is an archive, as workbooks (.xlsx) are."""
    return content.startswith(b"PK\x03\x04")


def read_tabs(
    content: bytes,
    file: str,
    tables: Mapping[str, tuple[Sequence[str], Collection[str]]],
    problems: list[Problem],
    beside: Collection[str] = (),
) -> dict[str, Sheet]:
    """Read several sheets of one workbook.

    Args:
        content: The workbook.
        file: What it is called.
        tables: What each sheet is called, with the columns that it may have and those that it must have. The first
            is found under any name; the others may be missing, and any of them may hold no row.
        problems: Where problems are added.
        beside: What sheets are called that are none of these.
    """
    if _too_large(content, file, problems):
        return {}
    tabs = _tabs(content, file, problems)
    if tabs is None:
        return {}
    named = {same(tab.title): tab for tab in tabs}
    found = {title: named[same(title)] for title in tables if same(title) in named}
    first = next(iter(tables))
    others = [tab for tab in tabs if tab not in found.values() and same(tab.title) not in set(map(same, beside))]
    if first not in found and others:
        found[first] = _best(others, tables[first][1])
    elif not found:
        problems.append(Problem(file, 0, "is empty: not even a header", "", ",".join(tables[first][0])))
    read = {title: _read_tab(found[title], file, *tables[title], problems, empty=True) for title in found}
    return {title: sheet for title, sheet in read.items() if sheet is not None}


def _too_large(content: bytes, file: str, problems: list[Problem]) -> bool:
    if len(content) <= MAX_BYTES:
        return False
    problems.append(Problem(file, 0, "is too large", f"{len(content):,} bytes", f"at most {MAX_BYTES:,}"))
    return True


# ---------------------------------------------------------------------------------------------------------- workbook


def _tabs(content: bytes, file: str, problems: list[Problem]) -> list[_Tab] | None:
    """The visible sheets of a workbook that hold anything; None, with a problem, where it cannot be read."""
    refused = _refused(content)
    if refused:
        problems.append(Problem(file, 0, *refused))
        return None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of what it leaves aside: drop-downs, colours
            book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
            tabs = [_tab(book, sheet) for sheet in book.worksheets if sheet.sheet_state == "visible"]
    except Exception:  # a file made by anybody: whatever is wrong inside, it cannot be read
        problems.append(Problem(file, 0, "cannot be read as a workbook", "", SAVE))
        return None
    return [tab for tab in tabs if tab.grid]


def _best(tabs: Sequence[_Tab], required: Collection[str]) -> _Tab:
    """The sheet with a row that names the most of the required columns."""
    names = {same(name) for name in required}

    def fits(tab: _Tab) -> int:
        return max(len(names & {same(cell) for cell in cells}) for _, cells in tab.grid[:SEARCHED])

    return max(tabs, key=fits)


def _read_tab(
    tab: _Tab,
    file: str,
    columns: Sequence[str],
    required: Collection[str],
    problems: list[Problem],
    *,
    empty: bool = False,
) -> Sheet | None:
    """The rows of one sheet, and what is wrong with its cells."""
    label = f"{file}, sheet {one_line(tab.title)}"
    top = tab.grid[header_at(tab.grid, required)][0]
    told: set[str] = set()
    for cells in tab.merged:
        first, start, last, end = range_boundaries(cells)
        if end >= top:
            corner, hint = f"{get_column_letter(first)}{start}", "unmerge them, and write the value in each row"
            problems.append(Problem(label, start, "cells are merged", cells, hint, corner))
            told.update(_cells_of(first, last, start, min(end, tab.grid[-1][0])))
    for number, column, what, got in tab.wrong:
        cell = f"{get_column_letter(column)}{number}"
        if number >= top and cell not in told:
            problems.append(Problem(label, number, what, got, "write the value itself", cell))
            told.add(cell)
    found = _sheet(tab.grid, label, columns, required, problems, letters=True, empty=empty)
    return None if found is None else replace(found, told=frozenset(told))


def _cells_of(first: int, last: int, top: int, bottom: int) -> Iterator[str]:
    """The names of the cells of a rectangle, as far as rows and columns are read."""
    for at in range(first, min(last, MAX_COLUMNS) + 1):
        for number in range(top, bottom + 1):
            yield f"{get_column_letter(at)}{number}"


def _refused(content: bytes) -> tuple[str, str, str] | None:
    """What is wrong with an archive before anything in it is read as a workbook."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
            size = sum(part.file_size for part in parts)
            if len(parts) > _MAX_PARTS or size > _MAX_UNPACKED:
                return (
                    "is too large when unpacked",
                    f"{size:,} bytes",
                    f"at most {_MAX_UNPACKED:,}; keep only the facts",
                )
            names = {part.filename for part in parts}
            if "xl/workbook.xml" not in names:
                kind = (
                    "an OpenDocument or Numbers file" if names & {"content.xml", "Index/Document.iwa"} else "an archive"
                )
                return f"is {kind}, not a workbook", "", SAVE
            for part in parts:
                xml = archive.read(part)
                if any("<!DOCTYPE".encode(encoding) in xml for encoding in ("utf-8", "utf-16-le", "utf-16-be")):
                    return "is not a workbook as spreadsheet programs write it", part.filename, SAVE
    except Exception:  # zipfile raises half a dozen kinds for what is damaged
        return "cannot be read as a workbook", "", SAVE
    return None


@dataclass
class _Tab:
    """One sheet of a workbook: its rows, its merged cells, and the cells that hold no value: row, column, why, what."""

    title: str
    grid: Grid
    merged: list[str]
    wrong: list[tuple[int, int, str, str]]


class _Parser(WorkSheetParser):  # type: ignore[misc]  # openpyxl ships no types
    """Reads results, and tells of the formulas that have none."""

    def parse_cell(self, element: Any) -> dict[str, Any]:
        cell: dict[str, Any] = super().parse_cell(element)
        formula = element.find(FORMULA_TAG) if cell["value"] is None else None
        return cell if formula is None else cell | {"value": f"={formula.text or ''}", "data_type": "f"}


def _tab(book: Any, sheet: Any) -> _Tab:
    """A sheet, read cell by cell: openpyxl itself would fill the gaps, be they a million rows wide apart."""
    tab = _Tab(sheet.title, [], [], [])
    with sheet._get_source() as source:
        parser = _Parser(
            source,
            sheet._shared_strings,
            data_only=True,
            epoch=book.epoch,
            date_formats=book._date_formats,
            timedelta_formats=book._timedelta_formats,
        )
        for number, row in parser.parse():
            if number > _LAST_ROW:
                raise ValueError(f"row {number} is none that a spreadsheet program has")
            cells: dict[int, str] = {}
            for cell in row:
                # what lies beyond the last column that is read counts as one column too many
                column = min(cell["column"], MAX_COLUMNS + 1)
                text = _text(cell, sheet)
                if text.strip():
                    cells[column] = text
                if cell["data_type"] in _NO_VALUE:
                    tab.wrong.append((number, column, _NO_VALUE[cell["data_type"]], text))
            if cells:
                tab.grid.append((number, [cells.get(column, "") for column in range(1, max(cells) + 1)]))
            if len(tab.grid) > MAX_ROWS + SEARCHED:
                break
    tab.merged = [merged.ref for merged in parser.merged_cells.mergeCell] if parser.merged_cells else []
    return tab


def _text(cell: Mapping[str, Any], sheet: Any) -> str:
    """What a cell holds, as a reader would write it."""
    value = cell["value"]
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float):
        return f"{value:.15g}"
    if isinstance(value, datetime):
        shown = re.sub(r'"[^"]*"|\[[^\]]*\]|\\.', "", ReadOnlyCell(sheet, **cell).number_format).lower()
        day = value.date().isoformat()
        return day if "d" in shown or "y" not in shown else day[:7]  # typed as 2026-05, made a day by the program
    return str(value)


# ------------------------------------------------------------------------------------------------------------- table


def _sheet(
    grid: Grid,
    file: str,
    columns: Sequence[str],
    required: Collection[str],
    problems: list[Problem],
    *,
    letters: bool,
    empty: bool = False,
) -> Sheet | None:
    """The rows below the header, by column."""
    if not grid:
        problems.append(Problem(file, 0, "is empty: not even a header", "", ",".join(columns)))
        return None
    at = header_at(grid, required)
    header, rows = grid[at], grid[at + 1 :]
    places = places_of(header, rows, file, columns, required, problems, get_column_letter if letters else lambda _: "")
    if places is None:
        return None
    if len(rows) > MAX_ROWS:
        got = f"more than {MAX_ROWS:,}" if letters else f"{len(rows):,}"
        problems.append(Problem(file, 0, "has too many rows", got, f"at most {MAX_ROWS:,} facts"))
        return None
    if not rows and not empty:
        problems.append(Problem(file, 0, "holds no fact", "", "one fact a row, below the header"))
        return None
    width = len(header[1])
    sheet = Sheet(
        file, letters={name: get_column_letter(place + 1) for name, place in places.items()} if letters else {}
    )
    for number, cells in rows:
        beyond = next((at for at in range(width, len(cells)) if cells[at].strip()), None)
        if beyond is not None and letters:
            hint, cell = "empty it, or name its column", f"{get_column_letter(beyond + 1)}{number}"
            what = "holds something beside the columns that are named"
            problems.append(
                Problem(file, number, what, one_line(cells[beyond]), hint, cell if beyond < MAX_COLUMNS else "")
            )
        elif beyond is not None:
            hint = f"{width} cells; put a cell that holds the separator in quotation marks"
            problems.append(Problem(file, number, "has more cells than the header", str(len(cells)), hint))
        else:
            sheet.lines.append(
                Line(number, {name: cells[place] for name, place in places.items() if place < len(cells)})
            )
    return sheet
