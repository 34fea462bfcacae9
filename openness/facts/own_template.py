"""What a file of own facts is made from: the words that it may hold, and a file to start from, as CSV or workbook."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

from openness.facts.own_evidence import COLUMNS
from openness.facts.package import Package
from openness.facts.schema import enum_of
from openness.facts.spellings import AVAILABILITY_TITLES
from openness.facts.workbooks import workbook

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
    components, licences = package.components, package.licences
    return {
        "component": _pairs(components["component"], components["title"]),
        "availability": [
            (word, ", ".join(AVAILABILITY_TITLES.get(word, ())[:1])) for word in enum_of("evidence", "availability")
        ],
        "licence": _pairs(licences["licence"], licences["name"]),
        "modality": [(word, "") for word in enum_of("releases", "modality")],
        "claim": [(word, "") for word in enum_of("releases", "claim")],
    }


def template_workbook(package: Package) -> bytes:
    """The same file as a workbook, in which cells offer the words that they allow."""
    rows = [COLUMNS, *([row.get(name, "") for name in COLUMNS] for row in ROWS)]
    return workbook({"Facts": rows}, words(package), as_text=("since", "released"))


def _pairs(words: Iterable[str], meanings: Iterable[str]) -> list[tuple[str, str]]:
    return list(zip(words, meanings, strict=True))
