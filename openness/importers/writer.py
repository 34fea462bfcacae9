"""What every importer shares: reading the project's tables, writing a whole package, and the report."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from openness.core.errors import OpennessError, Problem, ProblemsError
from openness.core.paths import ROOT

DATA = ROOT / "data"
TABLES = Path(__file__).resolve().parent / "tables"
"""What a publisher's own code or figures say, and its data files do not: small tables beside the importers."""

Row = Mapping[str, str]

_HTTP = re.compile(r"https?://[^\s<>\"|]+")


@dataclass(frozen=True)
class Report:
    """What an import did.

    Attributes:
        source: Id of the source.
        out: The package that was written; None when nothing was.
        counts: Numbers worth telling, by name (releases, facts, ...).
        problems: What was not understood and left out; the command exits with 1 when there is any.
        notes: What was understood, but is worth a look: spellings that were normalised, templates that were skipped.
    """

    source: str
    out: Path | None
    counts: Mapping[str, int] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    notes: tuple[Problem, ...] = ()

    @property
    def exit_code(self) -> int:
        """0 when everything was understood and written, else 1."""
        return 1 if self.problems or self.out is None else 0

    def lines(self) -> list[str]:
        """The report as lines to print: problems first, then notes, then one line of counts."""
        counted = ", ".join(f"{number} {name}" for name, number in self.counts.items())
        where = f" in {self.out}" if self.out is not None else "; nothing written"
        found = f"{len(self.problems)} problems, {len(self.notes)} notes"
        return [
            *(str(p) for p in self.problems),
            *(f"note: {n}" for n in self.notes),
            f"{self.source}: {counted or 'nothing read'}{where}; {found}",
        ]


def read_table(path: Path) -> list[dict[str, str]]:
    """Read one of the project's CSV tables as text.

    Args:
        path: The table. A missing one reads as empty, so that an importer can work beside a package still being made.

    Returns:
        One dict a row, every value a string.
    """
    if not path.is_file():
        return []
    with path.open(encoding="utf-8", newline="") as handle:
        return [{k: v or "" for k, v in row.items() if k is not None} for row in csv.DictReader(handle)]


def slug(text: str) -> str:
    """Return ``text`` as an id: lower case, words joined by hyphens."""
    return re.sub(r"[^a-z0-9.]+", "-", text.lower()).strip("-.")


def first_address(link: object) -> str:
    """Return the first http(s) address in a link field that may be a text, a list or nothing."""
    for part in link if isinstance(link, list) else [link]:
        found = _HTTP.match(str(part or "").strip())
        if found:
            return found.group().rstrip(",;")
    return ""


def to_csv(columns: Sequence[str], rows: Iterable[Row]) -> str:
    """Return a table as CSV text with unix line ends; a value that a row does not have is empty."""
    handle = io.StringIO()
    writer = csv.DictWriter(handle, fieldnames=list(columns), lineterminator="\n", restval="", extrasaction="raise")
    writer.writeheader()
    writer.writerows(rows)
    return handle.getvalue()


def schema_columns(schema: Mapping[str, Any], resource: str) -> list[str]:
    """Return the columns of one table of a data package, in order.

    Raises:
        OpennessError: The schema describes no such table.
    """
    for entry in schema["resources"]:
        if entry["name"] == resource and "schema" in entry:
            return [f["name"] for f in entry["schema"]["fields"]]
    raise OpennessError(f"datapackage.json describes no table '{resource}'")


def load_schema(data: Path = DATA) -> dict[str, Any]:
    """Return the project's datapackage.json, the one schema of every package."""
    schema: dict[str, Any] = json.loads((data / "datapackage.json").read_text(encoding="utf-8"))
    return schema


def write_package(
    out: Path,
    tables: Mapping[str, Sequence[Row]],
    *,
    title: str,
    created: str,
    name: str,
    description: str = "",
    sources: Sequence[Mapping[str, str]] = (),
    evidence_file: str = "facts",
    data: Path = DATA,
) -> None:
    """Write a whole data package, or nothing.

    The files are laid out in a folder beside ``out`` first and then renamed, so that a reader never meets half of
    one. The same arguments write the same bytes: rows are sorted by their primary key, keys of the JSON keep the
    order of the project's own datapackage.json. Tables that are not given are written with their header alone.

    Args:
        out: The folder to make. An earlier package of the same name is replaced, anything else is left alone.
        tables: Rows by the name of their table (`evidence`, `releases`, ...).
        title: Title of the package.
        created: ISO day; becomes the package's default as-of.
        name: Machine name of the package.
        description: One or two sentences.
        sources: Publishers to credit, as `title` and `path`.
        evidence_file: Name of the file in `evidence/`, without ending.
        data: Folder of the project's own package, for the schema.

    Raises:
        ProblemsError: ``out`` exists and is something else, or its parent folder is missing.
        OpennessError: A table that the schema does not describe.
    """
    schema = load_schema(data)
    known = {entry["name"] for entry in schema["resources"]}
    for table in sorted(set(tables) - known):
        raise OpennessError(f"datapackage.json describes no table '{table}'")
    _refuse_to_destroy(out, name)
    files: dict[str, str] = {}
    resources = []
    for entry in schema["resources"]:
        if "schema" not in entry:
            continue  # corrections.yml: an imported package has them applied already
        # A table that the project keeps in several files is one file here.
        path = entry["path"] if isinstance(entry["path"], str) else f"{entry['name']}/{evidence_file}.csv"
        keys = entry["schema"].get("primaryKey", [])
        rows = sorted(tables.get(entry["name"], ()), key=lambda row, keys=keys: [row.get(k, "") for k in keys])  # type: ignore[misc]
        files[path] = to_csv(schema_columns(schema, entry["name"]), rows)
        resources.append({**entry, "path": path})
    described = {
        **schema,
        "name": name,
        "title": title,
        "description": description or schema.get("description", ""),
        "created": f"{created}T00:00:00Z",
        "sources": list(sources) or schema.get("sources", []),
        "resources": resources,
    }
    files["datapackage.json"] = json.dumps(described, ensure_ascii=False, indent=2) + "\n"
    replace_folder(out, files)


def alias_of(source: str, name: str, release: str, version: str = "") -> Row:
    """The row of aliases.csv by which a record of an index is the release that was made of it."""
    return {"source": source, "name": name, "version": version, "release": release, "match": "exact", "main": "true"}


def write_index(
    out: Path,
    source: str,
    tables: Mapping[str, Sequence[Row]],
    *,
    vendors: Sequence[Row],
    crosswalk: Sequence[Row],
    title: str,
    created: str,
    description: str,
    record: Row | None = None,
    data: Path = DATA,
) -> None:
    """Write the package of an index: its tables, with the project's components and the index as their one source.

    Args:
        out: The folder to make (`write_package`).
        source: The id of the index; the package and its file in `evidence/` are called so.
        tables: What the index says: `releases`, `evidence`, `aliases` and whatever else it has.
        vendors: The vendors of these releases.
        crosswalk: What its words say of which component.
        title: What the index is called; the day is added.
        created: ISO day.
        description: One or two sentences.
        record: Whom to credit, and the index's row where data/sources.csv has none; else that row is credited.
        data: Folder of the project's own package.

    Raises:
        ProblemsError: ``out`` exists and is something else, or its parent folder is missing.
    """
    listed = [row for row in read_table(data / "sources.csv") if row["source"] == source]
    own = [record] if record else []
    write_package(
        out,
        {
            **tables,
            "vendors": vendors,
            "crosswalk": crosswalk,
            "components": read_table(data / "components.csv"),
            "sources": listed or own,
        },
        title=f"{title}, {created}",
        created=created,
        name=source,
        description=description,
        sources=[{"title": row["citation"], "path": row["url"]} for row in own or listed],
        evidence_file=source,
        data=data,
    )


def _refuse_to_destroy(out: Path, name: str) -> None:
    if not out.parent.is_dir():
        raise ProblemsError([Problem(str(out.parent), 0, "no such folder", hint="make it first")])
    if not out.exists() or (out.is_dir() and not any(out.iterdir())):
        return
    try:
        described = json.loads((out / "datapackage.json").read_text(encoding="utf-8"))
        is_ours = isinstance(described, dict) and described.get("name") == name
    except (OSError, ValueError):
        is_ours = False
    if not is_ours:
        what = "exists already and is not an earlier import of this source"
        raise ProblemsError([Problem(str(out), 0, what, hint="name a new folder")])


def replace_folder(out: Path, files: Mapping[str, str]) -> None:
    """Put ``files`` (path to text) into the folder ``out`` in one step, replacing what stood there."""
    staging = Path(tempfile.mkdtemp(prefix=f".{out.name}.", dir=out.parent))
    try:
        fresh = staging / "new"
        for path, text in files.items():
            (fresh / path).parent.mkdir(parents=True, exist_ok=True)
            (fresh / path).write_bytes(text.encode("utf-8"))
        if out.exists():
            out.rename(staging / "old")
        fresh.rename(out)
    finally:
        shutil.rmtree(staging, ignore_errors=True)


def replace_file(path: Path, text: str) -> None:
    """Write one file in one step, so that no reader meets half of it."""
    with tempfile.NamedTemporaryFile("wb", dir=path.parent, prefix=f".{path.name}.", delete=False) as handle:
        handle.write(text.encode("utf-8"))
    Path(handle.name).chmod(0o644)
    Path(handle.name).replace(path)
