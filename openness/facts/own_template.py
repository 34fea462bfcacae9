"""What a file of own facts is made from: the words that it may hold, and a file to start from, as CSV or workbook."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

import openpyxl
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from openness.core.tables import neutral
from openness.facts.own_evidence import COLUMNS
from openness.facts.package import Package
from openness.facts.schema import resources
from openness.facts.sheets import MAX_ROWS
from openness.facts.spellings import AVAILABILITY_TITLES

ROWS = (
    {
        **{"release": "my-model", "component": "base_weights", "availability": "open", "licence": "Apache-2.0"},
        **{"url": "https://example.org/weights", "name": "My model", "released": "2026-05-01", "modality": "text"},
        "claim": "open-source",
    },
    {
        **{"release": "my-model", "component": "training_code", "availability": "partial", "licence": "MIT"},
        **{"url": "https://example.org/code", "note": "without the settings"},
    },
    {
        **{"release": "my-model", "component": "pretraining_data", "availability": "closed"},
        "url": "https://example.org/report",
    },
)
"""How rows read: a release of one's own."""


def template() -> str:
    """A CSV file to start from: the header, and a release of one's own."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows([row.get(name, "") for name in COLUMNS] for row in ROWS)
    return out.getvalue()


def words(package: Package) -> dict[str, list[tuple[str, str]]]:
    """The words that columns allow: for each column pairs of what to write and what it means."""
    enums = {
        field["name"]: field["constraints"]["enum"]
        for resource in ("evidence", "releases")
        for field in resources()[resource]["schema"]["fields"]
        if "enum" in field.get("constraints", {})
    }
    components, licences = package.components, package.licences
    return {
        "component": _pairs(components["component"], components["title"]),
        "availability": [(word, ", ".join(AVAILABILITY_TITLES.get(word, ())[:1])) for word in enums["availability"]],
        "licence": _pairs(licences["licence"], licences["name"]),
        "modality": [(word, "") for word in enums["modality"]],
        "claim": [(word, "") for word in enums["claim"]],
    }


def template_workbook(package: Package) -> bytes:
    """The same file as a workbook, in which cells offer the words that they allow."""
    book = openpyxl.Workbook()
    facts, lists = book.active, book.create_sheet("Words")
    facts.title = "Facts"
    _write(facts, [COLUMNS, *([row.get(name, "") for name in COLUMNS] for row in ROWS)])
    allowed = words(package)
    columns: list[Sequence[str]] = []
    for name, pairs in allowed.items():
        columns += [[name, *(word for word, _ in pairs)], ["", *(meaning for _, meaning in pairs)]]
    height = max(len(column) for column in columns)
    _write(lists, [[column[at] if at < len(column) else "" for column in columns] for at in range(height)])
    for number, (name, pairs) in enumerate(allowed.items()):
        letter, place = get_column_letter(2 * number + 1), get_column_letter(COLUMNS.index(name) + 1)
        # other spellings are taken too, so the list offers and does not forbid
        offered = DataValidation(
            "list", formula1=f"Words!${letter}$2:${letter}${len(pairs) + 1}", showErrorMessage=False
        )
        offered.add(f"{place}2:{place}{MAX_ROWS + 1}")
        facts.add_data_validation(offered)
    for name in ("since", "released"):  # as text, so that no program turns 2026-05 into a day
        for cell in facts[get_column_letter(COLUMNS.index(name) + 1)][1:]:
            cell.number_format = "@"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


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
        sheet.column_dimensions[get_column_letter(at)].width = min(width + 2, 50)
    sheet.freeze_panes = "A2"


def _pairs(words: Iterable[str], meanings: Iterable[str]) -> list[tuple[str, str]]:
    return list(zip(words, meanings, strict=True))
