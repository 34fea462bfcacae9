"""Reading the European Open Source AI Index: its YAML files and the history of its judgements, as records."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from openness.core.dates import is_month_or_day
from openness.core.errors import Problem, ProblemsError, nearest
from openness.core.strict_yaml import Document, parse
from openness.importers.writer import Report, first_address

CLASSES = ("open", "partial", "closed")
CLASS_SPELLINGS = {"opem": "open", "close": "closed"}
"""Slips of the pen in the index's own history; each leaves a note."""

TEMPLATES = frozenset({"A_sample", "a_submission_template"})
"""Forms to fill in, not systems."""

WITHOUT_HOME = frozenset({"watermarking", "prompt_moderation"})
"""Dimensions of early 2025 that bear on no component of ours: known, and left out."""

UNNAMED = "(none)"
"""Stands for the version of an earlier state that names no end model (the field came in October 2024)."""

_HISTORY = ("file", "system", "base_model", "end_model", "release_date", "dimension", "class", "link", "recorded")
_VERSIONS = ("file", "recorded", "system", "org", "type", "base_model", "end_model", "licence", "release_date")
_TAG = re.compile(r"^#\s*-\s*(?P<key>[^:]+):\s*(?P<value>.+?)\s*$", re.MULTILINE)


@dataclass(frozen=True)
class Judgement:
    """One dimension of one record as the index judged it on a day.

    `noted` is whether a note stands beside it; of earlier states the history keeps no notes.
    """

    dimension: str
    level: str
    link: str
    recorded: str
    noted: bool = False


@dataclass(frozen=True)
class Named:
    """A licence as a record names it, from a day on."""

    day: str
    text: str
    place: tuple[str, int]


@dataclass
class Record:
    """One state of one file: the file's name, its end model, what is said about it and how it is judged.

    `blank` is the day on which it was entered as a blank form, all closed and without a link; empty where it was not.
    """

    name: str
    version: str
    current: bool
    system: str = ""
    link: str = ""
    org: str = ""
    org_link: str = ""
    kind: str = ""
    base: str = ""
    released: str = ""
    tags: Mapping[str, str] = field(default_factory=dict)
    licences: list[Named] = field(default_factory=list)
    judgements: list[Judgement] = field(default_factory=list)
    place: tuple[str, int] = ("", 0)
    blank: str = ""

    @property
    def id(self) -> str:
        """The release id in the imported package: the file's name, with its end model for an earlier state."""
        return self.name if self.current else f"{self.name}@{'' if self.version == UNNAMED else self.version}"

    def licence_on(self, day: str) -> str:
        """Return the licence named on a day, or the first one named after it."""
        until = [named.text for named in self.licences if named.day <= day]
        return until[-1] if until else (self.licences[0].text if self.licences else "")


@dataclass
class Findings:
    """What was not understood (problems) and what was, but is worth a look (notes)."""

    problems: list[Problem] = field(default_factory=list)
    notes: list[Problem] = field(default_factory=list)

    def problem(self, file: str, line: int, what: str, got: str = "", hint: str = "") -> None:
        """Note something that is left out."""
        self.problems.append(Problem(file, line, what, got, hint))

    def note(self, file: str, line: int, what: str, got: str = "", hint: str = "") -> None:
        """Note something that is kept."""
        self.notes.append(Problem(file, line, what, got, hint))

    def folder(self, folder: Path, holding: str) -> bool:
        """Whether there is a folder of that name, with a problem where there is none."""
        if not folder.is_dir():
            self.problem(str(folder), 0, "no such folder", hint=f"name the folder that holds {holding}")
        return folder.is_dir()

    def report(self, source: str, out: Path | None = None, counts: Mapping[str, int] | None = None) -> Report:
        """All of it, each once and in order, with the package that was written, if one was."""
        return Report(source, out, counts or {}, tuple(sorted(set(self.problems))), tuple(sorted(set(self.notes))))

    def written(self, source: str, out: Path, write: Callable[[], Mapping[str, int]]) -> Report:
        """The same once `write` has written a package and counted what is in it, or has told why it cannot."""
        try:
            counts = write()
        except ProblemsError as error:
            self.problems.extend(error.problems)
            return self.report(source)
        return self.report(source, out, counts)


def yaml_files(folder: Path) -> list[Path]:
    """The YAML files of a folder, by name."""
    return sorted(path for path in folder.iterdir() if path.suffix in {".yaml", ".yml"} and path.is_file())


def read_document(path: Path, found: Findings) -> tuple[bytes, Document] | None:
    """A YAML file as written and as it reads, or None where it cannot be read."""
    try:
        raw = path.read_bytes()
        document = parse(raw, path.name)
    except ProblemsError as error:
        found.problems.extend(error.problems)
        return None
    except OSError as error:
        found.problem(path.name, 0, f"cannot be read: {(error.strerror or 'unknown reason').lower()}")
        return None
    found.problems.extend(document.problems)
    return raw, document


def read_level(text: str, place: tuple[str, int], dimension: str, found: Findings) -> str:
    """Return the class a judgement has, or an empty string where it has none that the index knows."""
    if text in CLASS_SPELLINGS:
        found.note(*place, f"class of {dimension} is misspelt", text, f"read as {CLASS_SPELLINGS[text]}")
        return CLASS_SPELLINGS[text]
    if text and text not in CLASSES:
        found.problem(*place, f"unknown class of {dimension}", text, nearest(text, CLASSES))
        return ""
    return text


def read_month(text: str, place: tuple[str, int], found: Findings) -> str:
    """Return a release date as YYYY-MM or YYYY-MM-DD; empty, with a note, where it is neither."""
    if not text or is_month_or_day(text):
        return text
    found.note(*place, "release date is not YYYY-MM and was left out", text)
    return ""


def read_systems(folder: Path, dimensions: frozenset[str], day: str, found: Findings) -> list[Record]:
    """Read the YAML files of a folder, one current record a file.

    Args:
        folder: The folder that holds the files.
        dimensions: The index's dimensions that the crosswalk knows.
        day: The day on which the files were read off.
        found: Where to note what was not understood.
    """
    records = []
    for path in yaml_files(folder):
        if path.stem in TEMPLATES:
            found.note(path.name, 0, "is a form to fill in and was skipped")
            continue
        read = read_document(path, found)
        record = _system(path, read[1], dimensions, day, found) if read else None
        if read and record is not None:
            record.tags = _tags(read[0].decode("utf-8-sig"))
            records.append(record)
    return records


def _system(path: Path, document: Document, dimensions: frozenset[str], day: str, found: Findings) -> Record | None:
    tree = document.tree
    if not isinstance(tree, dict) or not isinstance(tree.get("system"), dict) or "org" not in tree:
        found.problem(path.name, 0, "is not a record of the index", "", "a mapping with 'system', 'org' and dimensions")
        return None
    system: dict[str, Any] = tree["system"]
    org: dict[str, Any] = tree["org"] if isinstance(tree["org"], dict) else {}

    def text(key: str) -> str:
        written = document.texts.get(("system", key))
        return " ".join(str(written if written is not None else system.get(key) or "").split())

    record = Record(path.stem, text("endmodelname"), True, place=(path.name, 0))
    record.system, record.base, record.kind = text("name"), text("basemodelname"), text("type")
    record.link = first_address(system.get("link"))
    record.org, record.org_link = " ".join(str(org.get("name") or "").split()), first_address(org.get("link"))
    record.released = read_month(text("releasedate"), (path.name, document.line(("system", "releasedate"))), found)
    for key in ("endmodellicense", "endmodel license"):
        place = (path.name, document.line(("system", key)))
        if text(key) and not record.licences:
            record.licences.append(Named(day, text(key), place))
            if key != "endmodellicense":
                found.note(*place, "'endmodellicense' is misspelt", key)
    for dimension, entry in tree.items():
        if dimension in {"system", "org"}:
            continue
        place = (path.name, document.line((dimension,)))
        if dimension not in dimensions:
            if dimension not in WITHOUT_HOME:
                found.problem(*place, "unknown dimension", str(dimension), nearest(dimension, sorted(dimensions)))
            continue
        if not isinstance(entry, dict):
            found.problem(*place, f"{dimension} is not a judgement", str(entry), "a mapping with 'class'")
            continue
        level = str(entry.get("class") or "").strip()
        where = (path.name, document.line((dimension, "class")))
        if not level:
            found.note(*where, f"{dimension} has no class: no fact")
            continue
        level = read_level(level, where, dimension, found)
        if level:
            noted = bool(str(entry.get("notes") or "").strip())
            record.judgements.append(Judgement(dimension, level, first_address(entry.get("link")), day, noted))
    return record


def _tags(text: str) -> dict[str, str]:
    return {match["key"].strip(): match["value"] for match in _TAG.finditer(text)}


def read_history(path: Path, dimensions: frozenset[str], until: str, found: Findings) -> dict[tuple[str, str], Record]:
    """Read the history of judgements (and, beside it, versions.csv), as records by file and end model.

    Args:
        path: history.csv.
        dimensions: The index's dimensions that the crosswalk knows.
        until: Rows recorded later are left out; empty for all.
        found: Where to note what was not understood.

    Returns:
        Records in the order in which they were first recorded, none of them current.
    """
    records: dict[tuple[str, str], Record] = {}
    for line, row in _rows(path, _HISTORY, found):
        if row["file"] in TEMPLATES or (until and row["recorded"] > until):
            continue
        place = (path.name, line)
        dimension = row["dimension"]
        if dimension not in dimensions:
            if dimension not in WITHOUT_HOME:
                found.problem(*place, "unknown dimension", dimension, nearest(dimension, sorted(dimensions)))
            continue
        version = row["end_model"] or UNNAMED
        record = records.get((row["file"], version))
        if record is None:
            record = Record(row["file"], version, False, system=row["system"], base=row["base_model"], place=place)
            record.released = _credible(row["release_date"], row["recorded"])
            records[row["file"], version] = record
        level = read_level(row["class"], place, dimension, found)
        if level:
            record.judgements.append(Judgement(dimension, level, first_address(row["link"]), row["recorded"]))
    for record in records.values():
        first = min((judgement.recorded for judgement in record.judgements), default="")
        form = [judgement for judgement in record.judgements if judgement.recorded == first]
        if form and all(judgement.level == "closed" and not judgement.link for judgement in form):
            record.blank = first
    versions = path.with_name("versions.csv")
    if versions.is_file():
        _read_versions(versions, records, until, found)
    return records


def _read_versions(path: Path, records: dict[tuple[str, str], Record], until: str, found: Findings) -> None:
    for line, row in _rows(path, _VERSIONS, found):
        if row["file"] in TEMPLATES or (until and row["recorded"] > until):
            continue
        record = records.get((row["file"], row["end_model"] or UNNAMED))
        if record is None:
            continue  # a state that was never judged
        record.system, record.org = row["system"] or record.system, row["org"] or record.org
        record.base, record.kind = row["base_model"] or record.base, row["type"] or record.kind
        released = _credible(row["release_date"], row["recorded"])
        if row["release_date"] and not released:
            found.note(path.name, line, f"release date of {row['file']} was left out", row["release_date"])
        record.released = released or record.released
        if row["licence"] and (not record.licences or record.licences[-1].text != row["licence"]):
            record.licences.append(Named(row["recorded"], row["licence"], (path.name, line)))


def _credible(released: str, recorded: str) -> str:
    """A release date that can be one: well formed, and not after the day it was written down."""
    return released if is_month_or_day(released) and released[:7] <= recorded[:7] else ""


def _rows(path: Path, columns: tuple[str, ...], found: Findings) -> Iterator[tuple[int, dict[str, str]]]:
    try:
        handle = path.open(encoding="utf-8-sig", newline="")
    except OSError as error:
        found.problem(path.name, 0, f"cannot be read: {(error.strerror or 'unknown reason').lower()}")
        return
    with handle:
        reader = csv.DictReader(handle)
        try:
            missing = [c for c in columns if c not in (reader.fieldnames or ())]
            if missing:
                found.problem(path.name, 1, "lacks columns", ", ".join(missing), f"has to have {', '.join(columns)}")
                return
            for row in reader:
                if None in row or None in row.values():
                    found.problem(path.name, reader.line_num, "has another number of columns than the header")
                    continue
                yield reader.line_num, {k: v.strip() for k, v in row.items()}
        except (csv.Error, UnicodeDecodeError) as error:
            found.problem(path.name, reader.line_num + 1, f"is not CSV in UTF-8: {error}")
