"""Corrections to a source: what its records say wrongly, or too coarsely for us, each with its reason and address."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

from openness.core.errors import Problem
from openness.core.strict_yaml import parse
from openness.importers.writer import DATA

_FACT_FIELDS = ("component", "availability", "licence", "since", "url", "confidence", "counts")
_RELEASE_FIELDS = ("released", "name", "modality", "training_flop", "training_flop_note", "training_flop_url")


@dataclass
class _Correction:
    line: int
    name: str
    where: Mapping[str, str]
    what: Mapping[str, str]
    reason: str
    used: bool = False


class Corrections:
    """The entries of corrections.yml that concern one source's records.

    Such an entry's ``where`` names `source`, `name` (the record) and any of `version`, `dimension`, `component` and
    `availability` (before the correction), or any field of the release; `version` left out means every version,
    empty the current state. Its ``what`` names fields of the fact, or of the release (`released`, `name`, `modality`,
    its training compute), with their right values.
    Entries of another form belong to other readers.
    """

    def __init__(self, entries: list[_Correction], file: str) -> None:
        self._entries = entries
        self._file = file

    @classmethod
    def read(cls, source: str, data: Path = DATA) -> Corrections:
        """Read data/corrections.yml for one source; a missing file holds no correction."""
        path = data / "corrections.yml"
        if not path.is_file():
            return cls([], path.name)
        document = parse(path.read_bytes(), path.name)
        entries = []
        for number, entry in enumerate(document.tree or []):
            where = entry.get("where") if isinstance(entry, dict) else None
            what = entry.get("what") if isinstance(entry, dict) else None
            if not isinstance(where, dict) or where.get("source") != source or not isinstance(what, dict):
                continue
            if "name" in where:
                texts = {str(k): str(v if v is not None else "") for k, v in where.items()}
                values = {str(k): str(v if v is not None else "") for k, v in what.items()}
                name = texts.pop("name")
                texts.pop("source")
                line = document.line((number,))
                entries.append(_Correction(line, name, texts, values, str(entry.get("reason", ""))))
        return cls(entries, path.name)

    def correct_fact(self, fact: dict[str, str], *, name: str, version: str) -> None:
        """Correct one fact in place where an entry matches it; its reason becomes the fact's note."""
        for entry in self._matching(name, {**fact, "version": version}, _FACT_FIELDS):
            fact.update(entry.what)
            fact["note"] = entry.reason

    def correct_release(self, release: dict[str, str], *, name: str, version: str) -> None:
        """Correct one release in place where an entry matches it."""
        for entry in self._matching(name, {**release, "version": version}, _RELEASE_FIELDS):
            release.update(entry.what)

    def _matching(self, name: str, said: Mapping[str, str], fields: Collection[str]) -> list[_Correction]:
        found = []
        for entry in self._entries:
            fits = entry.name == name and set(entry.what) <= set(fields)
            if fits and all(said.get(key, "") == value for key, value in entry.where.items()):
                entry.used = True
                found.append(entry)
        return found

    def unmatched(self, records: Collection[tuple[str, str]]) -> list[Problem]:
        """Return the corrections that matched nothing, so that none outlives the record it was made for.

        Args:
            records: Name and version of each record read; a correction of another record is passed over.
        """
        names = {name for name, _ in records}
        problems = []
        for entry in self._entries:
            version = entry.where.get("version")
            read = entry.name in names if version is None else (entry.name, version) in records
            if read and not entry.used:
                hint = "remove it, or correct its place"
                problems.append(Problem(self._file, entry.line, "a correction matches nothing", entry.name, hint))
        return problems
