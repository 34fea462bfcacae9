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

from openness.core.errors import OpennessError, Problem, ProblemsError
from openness.core.paths import ROOT
from openness.facts.schema import DESCRIPTOR, columns_of, descriptor, resources

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


def alias_of(source: str, name: str, release: str, version: str = "") -> Row:
    """The row of aliases.csv by which a record of an index is the release that was made of it."""
    return {"source": source, "name": name, "version": version, "release": release, "match": "exact", "main": "true"}


def write_index(
    out: Path,
    source: str,
    tables: Mapping[str, Sequence[Row]],
    *,
    title: str,
    created: str,
    description: str,
    record: Row | None = None,
    data: Path = DATA,
) -> None:
    """Write the package of an index whole, or nothing: its tables, with our components and the index as their source.

    The files are laid out in a folder beside ``out`` first and then renamed, so that a reader never meets half of
    one. The same arguments write the same bytes: rows are sorted by their primary key, keys of the JSON keep the
    order of the one schema. Tables that are not given are written with their header alone.

    Args:
        out: The folder to make. An earlier package of the same source is replaced, anything else is left alone.
        source: The id of the index; the package and its file in `evidence/` are called so.
        tables: What the index says, by the name of the table: `releases`, `evidence`, `vendors` ...
        title: What the index is called; the day is added.
        created: ISO day; becomes the package's default as-of.
        description: One or two sentences.
        record: Whom to credit, and the index's row where data/sources.csv has none; else that row is credited.
        data: Folder of the project's own package.

    Raises:
        ProblemsError: ``out`` exists and is something else, or its parent folder is missing.
        OpennessError: A table that the schema does not describe.
    """
    listed = [row for row in read_table(data / "sources.csv") if row["source"] == source]
    own = [record] if record else []
    tables = {**tables, "components": read_table(data / "components.csv"), "sources": listed or own}
    for table in sorted(set(tables) - set(resources())):
        raise OpennessError(f"{DESCRIPTOR} describes no table '{table}'")
    _refuse_to_destroy(out, source)
    files: dict[str, str] = {}
    described = []
    for name, entry in resources().items():
        if "schema" not in entry:
            continue  # corrections.yml: an imported package has them applied already
        # A table that the project keeps in several files is one file here.
        path = entry["path"] if isinstance(entry["path"], str) else f"{name}/{source}.csv"
        keys = entry["schema"]["primaryKey"]
        rows = sorted(tables.get(name, ()), key=lambda row, keys=keys: [row.get(key, "") for key in keys])  # type: ignore[misc]
        files[path] = to_csv(columns_of(name), rows)
        described.append({**entry, "path": path})
    package = {
        **descriptor(),
        "name": source,
        "title": f"{title}, {created}",
        "description": description,
        "created": f"{created}T00:00:00Z",
        "sources": [{"title": row["citation"], "path": row["url"]} for row in own or listed],
        "resources": described,
    }
    files[DESCRIPTOR] = json.dumps(package, ensure_ascii=False, indent=2) + "\n"
    replace_folder(out, files)


def _refuse_to_destroy(out: Path, name: str) -> None:
    if not out.parent.is_dir():
        raise ProblemsError([Problem(str(out.parent), 0, "no such folder", hint="make it first")])
    if not out.exists() or (out.is_dir() and not any(out.iterdir())):
        return
    try:
        described = json.loads((out / DESCRIPTOR).read_text(encoding="utf-8"))
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
