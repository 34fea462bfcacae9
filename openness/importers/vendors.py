"""Organisations as a source names them, under our ids where the spelling is one of ours."""

from __future__ import annotations

from pathlib import Path

from openness.importers.writer import DATA, Row, read_table, slug

NOT_NAMED = "not named"


class VendorNames:
    """The vendors that one import meets, by any spelling that data/vendors.csv knows."""

    def __init__(self, data: Path = DATA) -> None:
        self._known: dict[str, Row] = {}
        for row in read_table(data / "vendors.csv"):
            for spelling in (row["vendor"], row["name"], *row["also_known_as"].split("|")):
                if spelling:
                    self._known.setdefault(spelling.casefold(), row)
        self._rows: dict[str, dict[str, str]] = {}

    def row(self, spelling: str) -> dict[str, str]:
        """Return the vendor's row, made on first sight; an importer may complete it in place."""
        name = " ".join(spelling.split()) or NOT_NAMED
        ours = self._known.get(name.casefold())
        vendor = ours["vendor"] if ours else slug(name) or "vendor"
        return self._rows.setdefault(vendor, dict(ours) if ours else {"vendor": vendor, "name": name})

    def rows(self) -> list[dict[str, str]]:
        """All vendors met."""
        return list(self._rows.values())
