"""Workbooks to fill in: text in every cell, and lists of words that cells offer."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence

import openpyxl
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from openness.core.tables import neutral
from openness.facts.sheets import MAX_ROWS

Pairs = Sequence[tuple[str, str]]
"""Words that a column allows, each with what it means."""

WORDS = "Words"
_WIDEST = 50


def workbook(
    tabs: Mapping[str, Sequence[Sequence[str]]], words: Mapping[str, Pairs], as_text: Iterable[str] = ()
) -> bytes:
    """A workbook whose cells offer the words that they allow.

    Args:
        tabs: The rows of each sheet; the first names the columns.
        words: For each column that allows some words only, which; they are listed on a sheet of their own.
        as_text: Columns of days: no program turns 2026-05 in them into a day of that month.
    """
    book = openpyxl.Workbook()
    book.remove(book.active)
    sheets = {title: book.create_sheet(title) for title in tabs}
    lists = book.create_sheet(WORDS)
    columns: list[Sequence[str]] = []
    for name, pairs in words.items():
        columns += [[name, *(word for word, _ in pairs)], ["", *(meaning for _, meaning in pairs)]]
    height = max((len(column) for column in columns), default=0)
    _write(lists, [[column[at] if at < len(column) else "" for column in columns] for at in range(height)])
    for title, rows in tabs.items():
        _write(sheets[title], rows)
        for number, (name, pairs) in enumerate(words.items()):
            if name in rows[0]:
                letter = get_column_letter(2 * number + 1)
                _offer(sheets[title], rows[0].index(name) + 1, f"{WORDS}!${letter}$2:${letter}${len(pairs) + 1}")
        for name in as_text:
            if name in rows[0]:
                for cell in sheets[title][get_column_letter(rows[0].index(name) + 1)][1:]:
                    cell.number_format = "@"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _offer(sheet: Worksheet, column: int, words: str) -> None:
    # other spellings are taken too, so the list offers and does not forbid
    offered = DataValidation("list", formula1=words, showErrorMessage=False)
    offered.add(f"{get_column_letter(column)}2:{get_column_letter(column)}{MAX_ROWS + 1}")
    sheet.add_data_validation(offered)


def _write(sheet: Worksheet, rows: Iterable[Sequence[str]]) -> None:
    """Write rows as text: no cell is a formula (`neutral`)."""
    widths: dict[int, int] = {}
    for number, row in enumerate(rows, start=1):
        for at, text in enumerate(row, start=1):
            if text:
                cell = sheet.cell(number, at)
                cell.value = neutral(text)
                widths[at] = max(widths.get(at, 0), len(text))
                if number == 1:
                    cell.font = Font(bold=True)
    for at, width in widths.items():
        sheet.column_dimensions[get_column_letter(at)].width = min(width + 2, _WIDEST)
    sheet.freeze_panes = "A2"
