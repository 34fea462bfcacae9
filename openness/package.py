"""The data package: what is known, as text, with the file and line of every fact.

`load_package` reads a folder that holds a ``datapackage.json`` and checks everything in it against the one schema, the
project's own ``data/datapackage.json``. It returns a whole package or raises one error that lists all that is wrong.
"""

from __future__ import annotations

import copy
import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path, PurePosixPath
from typing import Any

import pandas as pd
import yaml

from openness.cells import (
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
    today,
)
from openness.errors import Problem, ProblemsError, nearest
from openness.licences import FLAGS, TERMS, Licence

ROOT = Path(__file__).resolve().parent.parent
"""The repository: rubrics, data and pages lie under it."""

SCHEMA_FILE = ROOT / "data" / "datapackage.json"
"""The one schema: the columns of every package, ours or imported, are checked against it."""

DESCRIPTOR = "datapackage.json"
REQUIRED = ("releases", "components", "licences", "sources", "evidence")
"""Resources without which nothing can be resolved; the others may be left out of an imported package."""

_CORRECTION = ("where", "what", "reason", "url", "date")


@dataclass(frozen=True, eq=False)
class Package:
    """A data package that passed every check. All columns are text, an empty string means not stated.

    Attributes:
        path: Its folder.
        title: Its title.
        date: The day up to which it describes the world (``created``): the default as-of.
        facts: All files of ``evidence/`` one after the other, with the columns ``file`` (inside the package) and
            ``line`` (where the row starts) added. Facts elsewhere are row numbers of this table.
        corrections: The entries of ``corrections.yml``; the importers have applied them.
        schema: Its ``datapackage.json``.
        digest: SHA-256 over the names and bytes of its files: two packages with one digest say the same.
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
    verdicts: pd.DataFrame
    transparency: pd.DataFrame
    adoption: pd.DataFrame
    licence_spellings: pd.DataFrame
    corrections: tuple[Mapping[str, Any], ...]
    schema: Mapping[str, Any]
    digest: str

    @cached_property
    def licence_table(self) -> dict[str, Licence]:
        """The licences by id, as `openness.licences` reads them."""
        return {
            row["licence"]: Licence(row["licence"], TERMS.index(row["terms"]), {flag: row[flag] for flag in FLAGS})
            for row in self.licences.to_dict("records")
        }


@cache
def _schema_text() -> str:
    return SCHEMA_FILE.read_text(encoding="utf-8-sig")


@cache
def _resources() -> dict[str, dict[str, Any]]:
    """Return the resources of the one schema by name."""
    return {resource["name"]: resource for resource in json.loads(_schema_text())["resources"]}


def schema_for(names: Iterable[str] | None = None) -> dict[str, Any]:
    """Return a copy of the one schema with just the resources called ``names`` (None: all), in its own order.

    An importer sets title, created, licenses and sources of its own and writes it as its ``datapackage.json``.

    Raises:
        KeyError: A name is no resource of the schema.
    """
    schema: dict[str, Any] = json.loads(_schema_text())
    if names is not None:
        wanted = set(names)
        unknown = wanted - _resources().keys()
        if unknown:
            raise KeyError(f"no such resource: {', '.join(sorted(unknown))}; {nearest(min(unknown), _resources())}")
        schema["resources"] = [r for r in schema["resources"] if r["name"] in wanted]
    return schema


def columns_of(resource: str) -> tuple[str, ...]:
    """Return the columns of a resource, in the order in which they are written."""
    return tuple(field["name"] for field in _resources()[resource]["schema"]["fields"])


def load_package(path: str | Path) -> Package:
    """Read and check a data package.

    Checked are: files and encoding, columns, cells (required, words, patterns, dates of the calendar that are not in
    the future, countries, numbers, addresses, licence expressions), keys, references between tables, an address for
    every fact that is not unknown, importers' files that hold only their own source, one main record of a source for
    a release, chains of derived releases, and the form of the corrections.

    Args:
        path: The folder.

    Raises:
        ProblemsError: Something is wrong; it holds every problem, each with its file and line.
    """
    folder = Path(path)
    loader = _Loader(folder)
    try:
        loader.load()
    except RecursionError:  # only a file nested thousands deep gets here
        loader.problems.append(Problem(_label(folder, DESCRIPTOR), 0, "nested too deeply to be read"))
    if loader.problems:
        raise ProblemsError(loader.problems)
    return loader.package()


def _label(folder: Path, name: str) -> str:
    """Return how a file is called in a problem: from the repository's root where it lies inside it, else as given."""
    try:
        return (folder / name).relative_to(ROOT).as_posix()
    except ValueError:
        return (folder / name).as_posix()


class _Loader:
    """One reading of one folder; collects problems until the end."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
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
                    self._read_corrections(where, label)
            else:
                self.tables[name] = read_table(name, columns_of(name), found, self.problems)
        for name, table in self.tables.items():
            self._check(name, table)
        self._check_facts()
        self._check_main_records()
        self._check_bases()

    # --- reading

    def _read_descriptor(self) -> bool:
        label = _label(self.folder, DESCRIPTOR)
        if not self.folder.is_dir():
            what = "is no folder" if self.folder.exists() else "there is no such folder"
            hint = f"a data package is a folder with a {DESCRIPTOR}"
            self.problems.append(Problem(_label(self.folder, ""), 0, what, hint=hint))
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
            self.problems.append(Problem(label, 0, "no data package: it lists no resources"))
            return False
        self.descriptor = descriptor
        if not isinstance(descriptor.get("title"), str) or not descriptor["title"].strip():
            self.problems.append(Problem(label, 0, "title is missing"))
        created = descriptor.get("created")
        rule = date_rule(today(), "a package describes the world as it is")
        wrong = rule(created if isinstance(created, str) else "")
        if wrong or len(str(created)) != 10:
            what, hint = wrong or ("is no day", "YYYY-MM-DD")
            self.problems.append(Problem(label, 0, f"created {what}", "" if created is None else str(created), hint))
        else:
            self.created = str(created)
        return True

    def _find_files(self) -> dict[str, list[tuple[Path, str, str]]]:
        """Return the files of each resource that the package lists: where, inside the package, in problems."""
        label = self.labels[DESCRIPTOR]
        files: dict[str, list[tuple[Path, str, str]]] = {}
        for resource in self.descriptor["resources"]:
            name = resource.get("name") if isinstance(resource, dict) else None
            if not isinstance(name, str) or name not in _resources():
                hint = nearest(name, _resources())
                self.problems.append(Problem(label, 0, "unknown resource", "" if name is None else str(name), hint))
                continue
            if name in files:
                self.problems.append(Problem(label, 0, "a resource stands twice", name))
                continue
            files[name] = []
            paths = resource.get("path", _resources()[name]["path"])
            for pattern in paths if isinstance(paths, list) else [paths]:
                files[name] += self._expand(name, pattern)
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
        return [(self.folder / file, file, _label(self.folder, file)) for file in found]

    def _read_corrections(self, path: Path, label: str) -> None:
        text = read_text(path, label, self.problems)
        if text is None:
            return
        try:
            node = yaml.compose(text, Loader=yaml.SafeLoader)
        except yaml.YAMLError as error:
            mark = getattr(error, "problem_mark", None)
            what = f"not YAML: {getattr(error, 'problem', None) or error}"
            self.problems.append(Problem(label, mark.line + 1 if mark else 0, what))
            return
        if node is None:
            return
        if not isinstance(node, yaml.SequenceNode):
            self.problems.append(Problem(label, node.start_mark.line + 1, "corrections are a list"))
            return
        for item in node.value:
            self._read_correction(item, label)

    def _read_correction(self, item: yaml.Node, label: str) -> None:
        line = item.start_mark.line + 1
        if not isinstance(item, yaml.MappingNode):
            self.problems.append(Problem(label, line, "a correction has fields", hint=", ".join(_CORRECTION)))
            return
        keys = [key.value for key, _ in item.value]
        for key, _ in item.value:
            if not isinstance(key.value, str) or key.value not in _CORRECTION or keys.count(key.value) > 1:
                what = "a field stands twice" if keys.count(key.value) > 1 else "unknown field of a correction"
                hint = nearest(key.value, _CORRECTION)
                self.problems.append(Problem(label, key.start_mark.line + 1, what, str(key.value), hint))
        entry: dict[str, Any] = {"line": line}
        for name in _CORRECTION:
            value = next((value for key, value in item.value if key.value == name), None)
            if value is None or value.value in ("", [], "null", "~"):
                self.problems.append(Problem(label, line, f"a correction without '{name}'"))
                continue
            at = value.start_mark.line + 1
            try:
                entry[name] = _plain(value)
            except ValueError as error:
                self.problems.append(Problem(label, at, f"field '{name}' of a correction {error}"))
                continue
            rules = {"url": CELL_RULES["address"], "date": date_rule(today(), "a correction has been made already")}
            wrong = rules[name](str(entry[name])) if name in rules else None
            if wrong:
                self.problems.append(Problem(label, at, f"field '{name}' {wrong[0]}", str(entry[name]), wrong[1]))
        self.corrections.append(entry)

    # --- checking

    def _rules(self) -> dict[str, Rule]:
        now = today()
        licences = self.tables.get("licences")
        known = licences.column("licence") if licences and licences.complete else None
        bump = f"if it is right, raise 'created' in {DESCRIPTOR}"
        return {
            **CELL_RULES,
            "past": date_rule(now, "what nobody has read yet is no fact"),
            "world": date_rule(min(now, self.created or now), bump if self.created < now else "wait until it happens"),
            "licence": licence_rule(known),
        }

    def _check(self, name: str, table: Table) -> None:
        schema = _resources()[name]["schema"]
        self.problems += check_cells(table, schema["fields"], self._rules(), self.labels)
        if name == "evidence":
            # A hand-carried fact that gives way to its source's importer may carry the same key as the importer's.
            for own in (True, False):
                rows = [row for row in range(len(table.rows)) if _own_file(table, row) == own]
                self.problems += check_key(table, schema["primaryKey"], rows, self.labels)
        else:
            self.problems += check_key(table, schema["primaryKey"], range(len(table.rows)), self.labels)
        for key in schema.get("foreignKeys", ()):
            target = key["reference"]["resource"] or name
            there = self.tables.get(target)
            if there is None or not there.complete:  # left out of this package, or told already
                continue
            known = there.column(key["reference"]["fields"][0])
            where = _resources()[target]["path"]
            self.problems += check_reference(table, key["fields"][0], known, where, self.labels)

    def _check_facts(self) -> None:
        facts = self.tables.get("evidence")
        sources = self.tables.get("sources")
        if facts is None:
            return
        owners = set(sources.column("source")) if sources else set()
        at = {name: facts.columns.index(name) for name in ("source", "availability", "url")}
        for row, cells in enumerate(facts.rows):
            if row in facts.ragged:
                continue
            label, line = self.labels[facts.files[row]], facts.lines[row]
            availability = cells[at["availability"]]
            if not cells[at["url"]] and availability not in ("unknown", ""):
                what = "a fact that is not unknown has no address"
                self.problems.append(Problem(label, line, what, availability, "give the page that states it"))
            owner = PurePosixPath(facts.files[row]).stem
            if owner in owners and cells[at["source"]] != owner:
                what = f"this file belongs to the importer of '{owner}'"
                hint = "facts carried by hand stand in evidence/curated.csv"
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

    # --- result

    def package(self) -> Package:
        frames = {name: _frame(self.tables.get(name), name) for name in _resources() if name != "corrections"}
        facts = frames.pop("evidence")
        return Package(
            path=self.folder,
            title=self.descriptor["title"],
            date=self.created,
            facts=facts,
            corrections=tuple(self.corrections),
            schema=copy.deepcopy(self.descriptor),
            digest=_digest(self.folder, self.labels),
            **frames,
        )


def _plain(node: yaml.Node, depth: int = 0) -> Any:
    """Return the text, list or mapping that a YAML node stands for; every scalar stays text."""
    if depth > 5:
        raise ValueError("is nested too deeply")
    if isinstance(node, yaml.SequenceNode):
        return [_plain(item, depth + 1) for item in node.value]
    if isinstance(node, yaml.MappingNode):
        return {str(key.value): _plain(value, depth + 1) for key, value in node.value}
    return node.value


def _own_file(table: Table, row: int) -> bool:
    """Return whether a fact stands in the file of its own source's importer."""
    return table.rows[row][table.columns.index("source")] == PurePosixPath(table.files[row]).stem


def _frame(table: Table | None, name: str) -> pd.DataFrame:
    columns = list(columns_of(name))
    frame = pd.DataFrame(table.rows if table else [], columns=columns, dtype=str)
    if name == "evidence":
        frame["file"] = pd.Series(table.files if table else [], dtype=str)
        frame["line"] = pd.Series(table.lines if table else [], dtype="int64")
    return frame


def _digest(folder: Path, names: Iterable[str]) -> str:
    digest = hashlib.sha256()
    for name in sorted(names):
        content = (folder / name).read_bytes()
        digest.update(f"{len(name.encode())} {len(content)} {name}\n".encode() + content)
    return digest.hexdigest()
