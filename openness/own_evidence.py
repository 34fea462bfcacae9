"""A reader's own facts beside the package's: a CSV becomes a package in memory, and nothing is written anywhere.

The file holds one fact a row. A release that the package does not have is made from the row's own columns, and its name
says on every page that it is the reader's; a fact about a release that it has counts before all other sources.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

import pandas as pd

from openness.cells import (
    CELL_RULES,
    Rule,
    Table,
    check_cells,
    check_key,
    check_reference,
    date_rule,
    licence_rule,
    read_csv_text,
    today,
)
from openness.errors import Problem, ProblemsError, nearest
from openness.package import Package
from openness.schema import columns_of, resources

SOURCE = "yours"
"""The id of the source that own facts stand under."""

MARK = " (yours)"
"""What stands behind the name of every release that is not in the data."""

FILE = "evidence/yours.csv"
MAX_BYTES = 1_000_000
MAX_ROWS = 5_000
MAX_COLUMNS = 50

REQUIRED = ("release", "component", "availability")
FACT_COLUMNS = (*REQUIRED, "licence", "since", "url", "note")
RELEASE_COLUMNS = ("name", "vendor", "released", "modality", "claim")
COLUMNS = (*FACT_COLUMNS, *RELEASE_COLUMNS)
"""All columns of the file; only the first three must be there, in any order."""

_ID = re.compile(r"[a-z0-9][a-z0-9._-]*", re.ASCII)
_ID_HINT = "small letters, digits, hyphens and points"
_NO_FORMULA = re.compile(r"[=+\-@\t\r\uFF1D\uFF0B\uFF0D\uFF20]")
_NUMBER = re.compile(r"[+-]?[\d.]+")


@dataclass(frozen=True)
class Brought:
    """What a file of own facts adds.

    Attributes:
        package: The package with the own facts in it.
        facts: How many facts.
        new: Ids of the releases that only the file has.
        touched: Ids of the releases of the package that the file says something about.
    """

    package: Package
    facts: int
    new: tuple[str, ...]
    touched: tuple[str, ...]


def add(package: Package, content: bytes, *, file: str = "yours.csv") -> Package:
    """Return a package with the facts of a CSV file among its own.

    Args:
        package: The package; it is not changed.
        content: The file as it was uploaded: UTF-8, commas, a line of column names (`COLUMNS`).
        file: What the file is called in problems.

    Raises:
        ProblemsError: With every problem, each naming its line.
    """
    return bring(package, content, file=file).package


def bring(package: Package, content: bytes, *, file: str = "yours.csv") -> Brought:
    """The same as `add`, with what was added.

    Raises:
        ProblemsError: With every problem, each naming its line.
    """
    problems: list[Problem] = []
    table = _read(content, file, problems)
    if table is None or not table.complete:
        raise ProblemsError(problems)
    labels = dict.fromkeys(table.files, file)
    problems += _check(package, table, labels)
    new = _new_releases(package, table, file, problems)
    if problems:
        raise ProblemsError(problems)
    return _together(package, table, new)


def own_facts(package: Package) -> int:
    """How many facts of the reader's own are among those of a package."""
    return int((package.facts["source"] == SOURCE).sum())


def template() -> str:
    """A file to start from: the header, a release of one's own, and how a row reads."""
    page = "https://example.org"
    blank = dict.fromkeys(COLUMNS, "") | {"release": "my-model"}
    about = {"name": "My model", "released": "2026-05-01", "modality": "text", "claim": "open-source"}
    facts = (
        {"component": "base_weights", "availability": "open", "licence": "Apache-2.0", "url": f"{page}/weights"}
        | about,
        {"component": "training_code", "availability": "partial", "licence": "MIT", "url": f"{page}/code"}
        | {"note": "without the settings"},
        {"component": "pretraining_data", "availability": "closed", "url": f"{page}/report"},
    )
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows((blank | fact).values() for fact in facts)
    return out.getvalue()


# ---------------------------------------------------------------------------------------------------------- reading


def _read(content: bytes, file: str, problems: list[Problem]) -> Table | None:
    """The file as a table of text with every column of `COLUMNS`, or None when it is no such file."""
    text = _decode(content, file, problems)
    if text is None:
        return None
    rows = text.count("\n") + text.count("\r") - text.count("\r\n")
    if rows > MAX_ROWS:
        problems.append(Problem(file, 0, "has too many rows", f"{rows:,}", f"at most {MAX_ROWS:,} facts"))
        return None
    first = text.split("\n", 1)[0].rstrip("\r")
    for sign, name in ((";", "semicolons"), ("\t", "tabs"), ("|", "bars")):
        if first.count(sign) >= 2 and "," not in first:
            problems.append(Problem(file, 1, f"is separated by {name}", first, "save it with commas"))
            return None
    if first.count(",") > MAX_COLUMNS:
        got, hint = f"{first.count(',') + 1:,}", f"at most {MAX_COLUMNS}; the first row names them"
        problems.append(Problem(file, 1, "has too many columns", got, hint))
        return None
    header = next(csv.reader(io.StringIO(first)), []) if first else []
    present = [name for name in COLUMNS if name in REQUIRED or name in header]
    table = Table("yours", tuple(present))
    read_csv_text(table, text, FILE, file, problems)
    if not table.complete:
        return table
    if not table.rows:
        problems.append(Problem(file, 0, "holds no fact", "", "a row a fact, below the header"))
        table.complete = False
    for number, cells in enumerate(table.rows):
        given = dict(zip(present, (cell.strip() for cell in cells), strict=True))
        table.rows[number] = [given.get(name, "") for name in COLUMNS]
    table.columns = COLUMNS
    return table


def _decode(content: bytes, file: str, problems: list[Problem]) -> str | None:
    if len(content) > MAX_BYTES:
        got, hint = f"{len(content):,} bytes", f"at most {MAX_BYTES:,}"
        problems.append(Problem(file, 0, "is too large", got, hint))
        return None
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        problems.append(Problem(file, 1, "is not UTF-8 but UTF-16", "", "save it as CSV in UTF-8"))
        return None
    if content.startswith(b"PK\x03\x04"):
        problems.append(Problem(file, 0, "is a spreadsheet, not CSV", "", "save it as CSV in UTF-8"))
        return None
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        got = content[error.start : error.start + 4].hex(" ")
        problems.append(Problem(file, line, "is not UTF-8", got, "save it as CSV in UTF-8"))
        return None
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        problems.append(Problem(file, line, "holds a NUL character", "", "is this a text file?"))
        return None
    return text


# --------------------------------------------------------------------------------------------------------- checking


def _check(package: Package, table: Table, labels: Mapping[str, str]) -> Iterator[Problem]:
    now = today()
    rules: dict[str, Rule] = {
        **CELL_RULES,
        "past": date_rule(now, "what nobody has read yet is no fact"),
        "world": date_rule(package.date, "that is the day of the data; nothing after it is shown"),
        "licence": licence_rule(package.licences["licence"]),
    }
    fields = {
        **{field["name"]: field for field in resources()["releases"]["schema"]["fields"]},
        **{field["name"]: field for field in resources()["evidence"]["schema"]["fields"]},
    }
    optional = [
        fields[name] if name in REQUIRED else {**fields[name], "constraints": _optional(fields[name])}
        for name in COLUMNS
    ]
    yield from check_cells(table, optional, rules, labels)
    yield from check_key(table, ("release", "component", "since"), labels)
    yield from check_reference(table, "component", package.components["component"], "components.csv", labels)
    yield from check_reference(table, "vendor", package.vendors["vendor"], "vendors.csv (empty is yours)", labels)
    yield from _cells(table, labels)


def _optional(field: Mapping[str, object]) -> dict[str, object]:
    limits = field.get("constraints")
    return {k: v for k, v in limits.items() if k not in ("required", "unique")} if isinstance(limits, dict) else {}


def _cells(table: Table, labels: Mapping[str, str]) -> Iterator[Problem]:
    """Ids that stand in addresses, and texts that a spreadsheet would run."""
    known_wrong: set[str] = set()
    for number, cells in enumerate(table.rows):
        if number in table.ragged:
            continue
        where, line = labels[table.files[number]], table.lines[number]
        for name, cell in zip(table.columns, cells, strict=True):
            if _NO_FORMULA.match(cell) and not _NUMBER.fullmatch(cell):
                yield Problem(where, line, f"column '{name}' begins like a formula", cell, "write it as text")
            elif any(not c.isprintable() for c in cell):
                yield Problem(where, line, f"column '{name}' holds a character that no text has", cell, "remove it")
            elif len(cell) > 2_000:
                yield Problem(where, line, f"column '{name}' is too long", cell, "at most 2,000 characters")
            elif name == "release" and cell not in known_wrong and len(cell) > 80:
                known_wrong.add(cell)
                yield Problem(where, line, "column 'release' is too long for an id", cell, "at most 80 characters")


def _new_releases(
    package: Package, table: Table, file: str, problems: list[Problem]
) -> dict[str, dict[str, tuple[str, int]]]:
    """The releases that only the file has: their columns, each from the row that fills it, with its line."""
    known = dict(zip(package.releases["release"], package.releases["name"], strict=True))
    new: dict[str, dict[str, tuple[str, int]]] = {}
    refused: set[str] = set()
    for number, cells in enumerate(table.rows):
        if number in table.ragged:
            continue
        row, line = dict(zip(table.columns, cells, strict=True)), table.lines[number]
        release = row["release"]
        if not release or release in refused:
            continue
        if release not in known and not _ID.fullmatch(release):
            refused.add(release)
            hint = nearest(release, known) if any(c.isalnum() for c in release) else ""
            hint = hint if hint.startswith("did you mean") else _ID_HINT
            problems.append(Problem(file, line, "column 'release' is no id", release, hint))
            continue
        for name in RELEASE_COLUMNS:
            if not row[name]:
                continue
            if release in known:
                what = f"column '{name}' is about a release that the data has already"
                problems.append(Problem(file, line, what, row[name], "leave it empty there"))
                continue
            earlier = new.setdefault(release, {}).setdefault(name, (row[name], line))
            if earlier[0] != row[name]:
                what = f"column '{name}' says something else than before of the same release"
                problems.append(Problem(file, line, what, row[name], f"line {earlier[1]} says '{earlier[0]}'"))
        if release not in known:
            new.setdefault(release, {})
    return new


# --------------------------------------------------------------------------------------------------------- together


def _together(package: Package, table: Table, new: Mapping[str, Mapping[str, tuple[str, int]]]) -> Brought:
    rows = [dict(zip(table.columns, cells, strict=True)) for cells in table.rows]
    facts = [
        {name: row.get(name, "") for name in columns_of("evidence")} | {"source": SOURCE, "file": FILE, "line": line}
        for row, line in zip(rows, table.lines, strict=True)
    ]
    releases = []
    for release, given in new.items():
        about = {name: value for name, (value, _) in given.items()}
        name = about.pop("name", release.replace("-", " ").replace("_", " ").title())
        blank = dict.fromkeys(columns_of("releases"), "")
        releases.append(blank | {"vendor": SOURCE} | about | {"release": release, "name": name + MARK})
    vendors = []
    if any(row["vendor"] == SOURCE for row in releases):
        blank = dict.fromkeys(columns_of("vendors"), "")
        vendors.append(blank | {"vendor": SOURCE, "name": "Yours"})
    source = dict.fromkeys(columns_of("sources"), "") | {
        "source": SOURCE,
        "title": "Yours (not part of the data)",
        "publisher": "You",
        "citation": "Facts of the reader's own, not part of the data",
        "precedence": "0",
    }
    # Of the facts as they were read: how the file marks its encoding, ends its lines or orders its columns is no fact.
    read = json.dumps([table.rows, table.lines])
    digest = hashlib.sha256(f"{package.digest}\n{SOURCE}\n{read}".encode()).hexdigest()
    mine = replace(
        package,
        title=f"{package.title}, with facts of the reader",
        facts=_below(package.facts, facts),
        releases=_below(package.releases, releases),
        vendors=_below(package.vendors, vendors),
        sources=_below(package.sources, [source]),
        digest=digest,
    )
    named = dict.fromkeys(row["release"] for row in rows)
    return Brought(mine, len(facts), tuple(new), tuple(release for release in named if release not in new))


def _below(frame: pd.DataFrame, rows: Iterable[Mapping[str, object]]) -> pd.DataFrame:
    """The table with more rows below its own, of the same types."""
    more = pd.DataFrame(list(rows), columns=list(frame.columns))
    return pd.concat([frame, more.astype(frame.dtypes.to_dict())], ignore_index=True) if len(more) else frame
