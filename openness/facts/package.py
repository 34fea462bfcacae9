"""The data package: what is known, as text, with the file and line of every fact.

`load_package` reads a folder that holds a ``datapackage.json`` and checks everything in it against the one schema, the
project's own ``data/datapackage.json``. It returns a whole package or raises one error that lists all that is wrong.
"""

from __future__ import annotations

import copy
import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import Any

import pandas as pd

from openness.core.cache import Cache
from openness.core.dates import today
from openness.core.errors import Problem, ProblemsError, nearest
from openness.core.paths import from_root
from openness.facts.cells import (
    CELL_RULES,
    Rule,
    Table,
    check_cells,
    check_key,
    check_reference,
    date_rule,
    licence_rule,
    read_table,
    read_text,
)
from openness.facts.corrections import read_corrections
from openness.facts.licences import FLAGS, TERMS, Licence
from openness.facts.schema import DERIVED, DESCRIPTOR, EDITIONS, REQUIRED, columns_of, resources

_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2}))?", re.ASCII)


@dataclass(frozen=True, eq=False)
class Package:
    """A data package that passed every check. All columns are text, an empty string means not stated.

    Attributes:
        path: Its folder.
        title: Its title.
        date: The day up to which it describes the world (that of ``created``): the default as-of.
        facts: All files of ``evidence/`` one after the other, with the columns ``file`` (inside the package) and
            ``line`` (where the row starts) added. Facts elsewhere are row numbers of this table.
        corrections: The entries of ``corrections.yml``; the importers have applied them.
        schema: Its ``datapackage.json``.
        digest: SHA-256 over the names and bytes of its files (`digest_of`): two packages with one digest say the same.
    """

    path: Path
    title: str
    date: str
    vendors: pd.DataFrame
    releases: pd.DataFrame
    components: pd.DataFrame
    licences: pd.DataFrame
    sources: pd.DataFrame
    facts: pd.DataFrame
    aliases: pd.DataFrame
    crosswalk: pd.DataFrame
    collect: pd.DataFrame
    verdicts: pd.DataFrame
    replies: pd.DataFrame
    transparency: pd.DataFrame
    adoption: pd.DataFrame
    capability: pd.DataFrame
    audits: pd.DataFrame
    licence_spellings: pd.DataFrame
    editions: pd.DataFrame
    corrections: tuple[Mapping[str, Any], ...]
    schema: Mapping[str, Any]
    digest: str

    @cached_property
    def cache(self) -> Cache[Any]:
        """What was made of these facts and may be asked for again. It lives as long as they do, and nowhere else.

        Keys begin with the name of what was made. So nothing of a reader's own facts outlasts their session.
        """
        return Cache(192)

    @cached_property
    def names(self) -> dict[str, dict[str, str]]:
        """What a reader calls the rows of a table, its name or title, by table and id, in the order of the file."""
        columns = {
            "vendors": ("vendor", "name"),
            "releases": ("release", "name"),
            "components": ("component", "title"),
            "licences": ("licence", "name"),
            "sources": ("source", "title"),
        }
        tables = ((table, getattr(self, table)[list(pair)].to_numpy()) for table, pair in columns.items())
        return {table: {str(row): str(name) for row, name in rows} for table, rows in tables}

    @cached_property
    def licence_table(self) -> dict[str, Licence]:
        """The licences by id, as `openness.facts.licences` reads them."""
        return {
            row["licence"]: Licence(row["licence"], TERMS.index(row["terms"]), {flag: row[flag] for flag in FLAGS})
            for row in self.licences.to_dict("records")
        }


def load_package(path: str | Path, *, repeated: bool = False, now: str = "") -> Package:
    """Read and check a data package.

    Checked are: files and encoding, columns, cells (required, words, patterns, dates of the calendar that are not in
    the future, countries, numbers, addresses, licence expressions), keys, references between tables, an address for
    every fact that is not unknown, importers' files that hold only their own source, one main record of a source for
    a release, chains of derived releases, and the form of the corrections.

    Args:
        path: The folder.
        repeated: Whether two rows may have one key, as they could in packages of an earlier day.
        now: The day that it is, after which nothing can have been written; this machine's when left out.

    Raises:
        ProblemsError: Something is wrong; it holds every problem, each with its file and line.
    """
    folder = Path(path)
    loader = _Loader(folder, repeated, now or today())
    try:
        loader.load()
    except RecursionError:  # only a file nested thousands deep gets here
        loader.problems.append(Problem(from_root(folder / DESCRIPTOR), 0, "nested too deeply to be read"))
    if loader.problems:
        raise ProblemsError(loader.problems)
    return loader.package()


class _Loader:
    """One reading of one folder; collects problems until the end."""

    def __init__(self, folder: Path, repeated: bool, now: str) -> None:
        self.folder, self.repeated, self.now = folder, repeated, now
        self.problems: list[Problem] = []
        self.descriptor: dict[str, Any] = {}
        self.created = ""
        self.labels: dict[str, str] = {}  # file inside the package -> its name in problems
        self.tables: dict[str, Table] = {}
        self.corrections: list[dict[str, Any]] = []

    def load(self) -> None:
        if not self._read_descriptor():
            return
        files = self._find_files()
        for name, found in files.items():
            self.labels.update({file: label for _, file, label in found})
            if name == "corrections":
                for where, _, label in found:
                    self.corrections += read_corrections(where, label, self.problems, self.now)
            else:
                self.tables[name] = read_table(name, columns_of(name), found, self.problems)
                self.tables[name].complete &= bool(found)
        for name, table in self.tables.items():
            self._check(name, table)
        self._check_facts()
        self._check_main_records()
        self._check_bases()
        self._check_replies()

    # --- reading

    def _read_descriptor(self) -> bool:
        label = from_root(self.folder / DESCRIPTOR)
        if not self.folder.is_dir():
            what = "is not a folder" if self.folder.exists() else "there is no such folder"
            hint = f"a data package is a folder with a {DESCRIPTOR}"
            self.problems.append(Problem(from_root(self.folder), 0, what, hint=hint))
            return False
        self.labels[DESCRIPTOR] = label
        text = read_text(self.folder / DESCRIPTOR, label, self.problems)
        if text is None:
            return False
        try:
            descriptor = json.loads(text)
        except json.JSONDecodeError as error:
            self.problems.append(Problem(label, error.lineno, f"not JSON: {error.msg}"))
            return False
        if not isinstance(descriptor, dict) or not isinstance(descriptor.get("resources"), list):
            self.problems.append(Problem(label, 0, "not a data package: it lists no resources"))
            return False
        self.descriptor = descriptor
        if not isinstance(descriptor.get("title"), str) or not descriptor["title"].strip():
            self.problems.append(Problem(label, 0, "title is missing"))
        self._read_created(descriptor.get("created"), label)
        return True

    def _read_created(self, created: object, label: str) -> None:
        """The format asks for a moment; a day alone, as packages had it before, is understood too."""
        text = created if isinstance(created, str) else "" if created is None else str(created)
        wrong = None if _MOMENT.fullmatch(text) else ("is not a moment", "YYYY-MM-DDT00:00:00Z")
        wrong = wrong or date_rule(self.now, "a package describes the world as it is")(text[:10])
        if wrong:
            self.problems.append(Problem(label, 0, f"created {wrong[0]}", text, wrong[1]))
        else:
            self.created = text[:10]

    def _find_files(self) -> dict[str, list[tuple[Path, str, str]]]:
        """Return the files of each resource that the package lists: where, inside the package, in problems."""
        label = self.labels[DESCRIPTOR]
        files: dict[str, list[tuple[Path, str, str]]] = {}
        for resource in self.descriptor["resources"]:
            name = resource.get("name") if isinstance(resource, dict) else None
            if not isinstance(name, str) or name not in resources():
                hint = nearest(name, resources())
                self.problems.append(Problem(label, 0, "unknown resource", "" if name is None else str(name), hint))
                continue
            if name in files:
                self.problems.append(Problem(label, 0, "resource given twice", name))
                continue
            files[name] = []
            paths = resource.get("path", resources()[name]["path"])
            for pattern in paths if isinstance(paths, list) else [paths]:
                files[name] += self._expand(name, pattern)
        self._refuse_unlisted({file for found in files.values() for _, file, _ in found})
        for name in REQUIRED:
            if name not in files:
                hint = "nothing can be resolved without it"
                self.problems.append(Problem(label, 0, f"resource '{name}' is missing", hint=hint))
        return files

    def _expand(self, name: str, pattern: object) -> list[tuple[Path, str, str]]:
        label = self.labels[DESCRIPTOR]
        parts = PurePosixPath(pattern).parts if isinstance(pattern, str) and pattern else ("..",)
        if ".." in parts or parts[0] == "/" or "\\" in str(pattern) or ":" in str(pattern):
            what = f"resource '{name}' has a path that leaves the package, or none"
            self.problems.append(Problem(label, 0, what, str(pattern), "a path inside the folder"))
            return []
        found = [str(pattern)]
        if "*" in str(pattern):
            found = sorted(p.relative_to(self.folder).as_posix() for p in self.folder.glob(str(pattern)))
            if not found:
                self.problems.append(Problem(label, 0, f"resource '{name}' has no file", str(pattern)))
        return [(self.folder / file, file, from_root(self.folder / file)) for file in dict.fromkeys(found)]

    def _refuse_unlisted(self, listed: set[str]) -> None:
        """A table beside the listed ones of its folder that no resource lists would be passed over in silence."""
        for folder in sorted({PurePosixPath(file).parent.as_posix() for file in listed} - {"."}):
            for path in sorted((self.folder / folder).glob("*.csv")):
                file = path.relative_to(self.folder).as_posix()
                if file not in listed:
                    what, hint = "no resource lists this file", f"add it to the paths of '{folder}' in {DESCRIPTOR}"
                    self.problems.append(Problem(from_root(self.folder / file), 0, what, hint=hint))

    # --- checking

    def _rules(self) -> dict[str, Rule]:
        now = self.now
        licences = self.tables.get("licences")
        known = licences.column("licence") if licences and licences.complete else None
        bump = f"if it is right, raise 'created' in {DESCRIPTOR}"
        return {
            **CELL_RULES,
            "past": date_rule(now, "a fact cannot have been read in the future"),
            "world": date_rule(min(now, self.created or now), bump if self.created < now else "wait until it happens"),
            "licence": licence_rule(known),
        }

    def _check(self, name: str, table: Table) -> None:
        schema = resources()[name]["schema"]
        self.problems += check_cells(table, schema["fields"], self._rules(), self.labels)
        if not self.repeated:
            self.problems += check_key(table, schema["primaryKey"], self.labels)
        for key in schema.get("foreignKeys", ()):
            target = key["reference"]["resource"] or name
            there = self.tables.get(target)
            if there is None or not there.complete:  # left out of this package, or told already
                continue
            known = there.column(key["reference"]["fields"][0])
            where = resources()[target]["path"]
            self.problems += check_reference(table, key["fields"][0], known, where, self.labels)

    def _check_facts(self) -> None:
        facts = self.tables.get("evidence")
        sources = self.tables.get("sources")
        if facts is None:
            return
        owners = set(sources.column("source")) if sources else set()
        owner_of = {file: PurePosixPath(file).stem for file in set(facts.files)}
        at = {name: facts.columns.index(name) for name in ("source", "availability", "url")}
        for row, cells in enumerate(facts.rows):
            if row in facts.ragged:
                continue
            label, line = self.labels[facts.files[row]], facts.lines[row]
            availability = cells[at["availability"]]
            if not cells[at["url"]] and availability not in ("unknown", ""):
                what = "a fact that is not unknown has no address"
                self.problems.append(Problem(label, line, what, availability, "give the page that states it"))
            if cells[at["source"]] == DERIVED:
                what = "a derived fact is worked out from the base, never written by hand"
                hint = "name who says so, or give the release its base in releases.csv"
                self.problems.append(Problem(label, line, what, cells[at["source"]], hint))
            if cells[at["source"]] != owner_of[facts.files[row]] in owners:
                what = f"this file belongs to the importer of '{owner_of[facts.files[row]]}'"
                hint = "facts entered by hand belong in evidence/curated.csv"
                self.problems.append(Problem(label, line, what, cells[at["source"]], hint))

    def _check_main_records(self) -> None:
        """A source speaks once about a release: of its current records, one is the main one."""
        table = self.tables.get("aliases")
        if table is None:
            return
        first: dict[tuple[str, str], int] = {}
        for row, cells in enumerate(table.rows):
            record = dict(zip(table.columns, cells, strict=True))
            if row in table.ragged or record["main"] != "true" or record["version"]:
                continue
            earlier = first.setdefault((record["source"], record["release"]), row)
            if earlier != row:
                what = f"a second main record of {record['source']} for one release"
                hint = f"the first is on line {table.lines[earlier]}"
                label = self.labels[table.files[row]]
                self.problems.append(Problem(label, table.lines[row], what, record["release"], hint))

    def _check_bases(self) -> None:
        """A release does not derive from itself, nor through others."""
        table = self.tables.get("releases")
        if table is None:
            return
        base = dict(zip(table.column("release"), table.column("base"), strict=True))
        for row, release in enumerate(table.column("release")):
            at, steps = base[release], 0
            while at and at != release and steps < len(base):
                at, steps = base.get(at, ""), steps + 1
            if at and at == release:
                what = "column 'base' leads back to the release itself"
                self.problems.append(Problem(self.labels[table.files[row]], table.lines[row], what, release))

    def _check_replies(self) -> None:
        """A reply comes from the vendor of the release."""
        table, releases = self.tables.get("replies"), self.tables.get("releases")
        if table is None or releases is None:
            return
        vendor = dict(zip(releases.column("release"), releases.column("vendor"), strict=True))
        replies = zip(table.column("release"), table.column("vendor"), strict=True)
        for row, (release, who) in enumerate(replies):
            if row not in table.ragged and release in vendor and who != vendor[release]:
                what, hint = "a reply by another vendor than that of the release", f"that is '{vendor[release]}'"
                self.problems.append(Problem(self.labels[table.files[row]], table.lines[row], what, who, hint))

    # --- result

    def package(self) -> Package:
        frames = {name: _frame(self.tables.get(name), name) for name in resources() if name != "corrections"}
        facts = frames.pop("evidence")
        return Package(
            path=self.folder,
            title=self.descriptor["title"],
            date=self.created,
            facts=facts,
            corrections=tuple(self.corrections),
            schema=copy.deepcopy(self.descriptor),
            digest=digest_of(self.folder, self.labels),
            **frames,
        )


def _frame(table: Table | None, name: str) -> pd.DataFrame:
    columns = list(columns_of(name))
    frame = pd.DataFrame(table.rows if table else [], columns=columns, dtype=str)
    if name == "evidence":
        frame["file"] = pd.Series(table.files if table else [], dtype=str)
        frame["line"] = pd.Series(table.lines if table else [], dtype="int64")
    return frame


def digest_of(folder: Path, names: Iterable[str]) -> str:
    """Return the SHA-256 over the names and bytes of these files but the list of editions: what `Package.digest` is."""
    digest = hashlib.sha256()
    for name in sorted(set(names) - {EDITIONS}):
        content = (folder / name).read_bytes()
        digest.update(f"{len(name.encode())} {len(content)} {name}\n".encode() + content)
    return digest.hexdigest()
