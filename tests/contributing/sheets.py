"""A small package, the workbook to fill in for it, and what somebody has written into that."""

from __future__ import annotations

import io
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl

from openness.contributing.template import template
from openness.facts.package import load_package
from tests.factories import COMPONENTS, fact, write_package

OLD = "2026-11-01"
FACTS = [
    fact("alpha", "base_weights", "open", "MIT", recorded=OLD, note="=not a formula"),
    fact("alpha", "training_code", "closed", recorded=OLD, confidence="medium"),
    fact("alpha", "api", "open", recorded=OLD, since="2024-06", source="mot"),
    fact("beta", "base_weights", "open", "MIT", recorded=OLD),
    fact("alpha", "model_card", "open", source="osai-index", file="osai-index.csv"),
]
Change = Callable[[Any], object]


def data(folder: Path) -> Path:
    """A package with facts kept by hand, and some of an index."""
    releases = [{"release": "alpha", "name": "Alpha"}, {"release": "beta", "name": "Beta"}]
    vendors = [{"vendor": "acme", "name": "Acme", "also_known_as": "ACME Labs"}]
    return write_package(folder, releases=releases, vendors=vendors, facts=FACTS)


def filled(folder: Path, *changes: Change, new: bool = False) -> bytes:
    """The workbook for a release, with changes, as a spreadsheet program saves it."""
    book = openpyxl.load_workbook(io.BytesIO(_template(folder, new)))
    for change in changes:
        change(book)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@cache
def _template(folder: Path, new: bool) -> bytes:
    return template(load_package(folder), () if new else ("alpha",), new=new)


def line_of(component: str) -> int:
    """The line of a component on the sheet of facts: each has one."""
    return list(COMPONENTS).index(component) + 2


def write(component: str, **cells: object) -> Change:
    """Write cells of the row of a component."""

    def change(book: Any) -> None:
        sheet = book["Facts"]
        header = [cell.value for cell in sheet[1]]
        for name, value in cells.items():
            sheet.cell(line_of(component), header.index(name) + 1).value = value

    return change


def add(title: str, **cells: object) -> Change:
    """Add a row below the others of a sheet."""

    def change(book: Any) -> None:
        sheet = book[title]
        header = [cell.value for cell in sheet[1]]
        sheet.append([cells.get(name) for name in header])

    return change
