"""A data package of an earlier day, read under the schema of today: what it did not have yet is said, not made up."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import Any

from openness.core.errors import Problem, ProblemsError
from openness.core.paths import from_root
from openness.core.wording import count, listed
from openness.facts.package import Package, digest_of, load_package
from openness.facts.schema import DESCRIPTOR, REQUIRED, resources

_NEEDED = (*REQUIRED, "vendors")
"""Tables without which no release can be scored and no selection made; any other may be left out."""


def load_earlier(folder: Path) -> tuple[Package, tuple[str, ...]]:
    """Read a package as `load_package` does, or, where it is of an earlier schema, as far as today's allows.

    A column that did not exist yet is empty, or `unknown` where that is one of its words. A column or table that exists
    no longer is passed over, and so is a table that scoring does not need and that today's checks refuse. Whatever was
    done is said in the notes. Its digest is that of its files as they are.

    Returns:
        The package, and sentences that say what it lacks.

    Raises:
        ProblemsError: It cannot be read even so; every problem, with its file and line.
    """
    try:
        return load_package(folder), ()
    except ProblemsError as error:
        listing = _listing(folder)
        if listing is None:
            raise
        refused = error
    with TemporaryDirectory(prefix="openness-") as place:
        return _refitted(folder, Path(place), *listing, refused)


def _refitted(
    folder: Path, fit: Path, descriptor: dict[str, Any], files: dict[str, list[str]], refused: ProblemsError
) -> tuple[Package, tuple[str, ...]]:
    """The package in a folder of its own with the columns of today; the tables that still do not fit left out."""
    known = {name: found for name, found in files.items() if name in resources()}
    notes = [_gone("tables", set(files) - set(known))] if len(known) < len(files) else []
    for name, found in known.items():
        missing: dict[str, None] = {}
        extra: dict[str, None] = {}
        for file in found:
            if not (folder / file).is_file():
                raise refused
            _copy(folder / file, fit / file, name, missing, extra)
        if missing:
            notes.append(f"{name} did not have {_columns(missing)} yet: nobody had recorded what belongs there")
        if extra:
            notes.append(f"{name} had {_columns(extra)}, which nothing reads today")
    while True:
        _describe(fit, descriptor, known)
        try:
            package = load_package(fit, repeated=True)
        except ProblemsError as error:
            wrong = {
                name: sum(_is_about(problem, found) for problem in error.problems) for name, found in known.items()
            }
            spare = {name: number for name, number in wrong.items() if number and name not in _NEEDED}
            if not spare:
                raise renamed(error, fit, folder) from None
            for name, number in spare.items():
                notes.append(f"{name} is left out: today’s checks find {count(number, 'problem')} in it")
                del known[name]
        else:
            names = [DESCRIPTOR, *(file for found in files.values() for file in found)]
            return replace(package, path=folder, digest=digest_of(folder, names)), tuple(notes)


def _listing(folder: Path) -> tuple[dict[str, Any], dict[str, list[str]]] | None:
    """The descriptor and the files of each of its resources; None where it cannot be read that far."""
    try:
        descriptor = json.loads((folder / DESCRIPTOR).read_text("utf-8-sig"))
        listed_ = [(str(one["name"]), one["path"]) for one in descriptor["resources"] if "path" in one]
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return None
    files: dict[str, list[str]] = {}
    for name, paths in listed_:
        for pattern in paths if isinstance(paths, list) else [paths]:
            if not isinstance(pattern, str) or not pattern or not _is_inside(pattern):
                return None
            found = sorted(path.relative_to(folder).as_posix() for path in folder.glob(pattern))
            files.setdefault(name, []).extend(found if "*" in pattern else [pattern])
    return descriptor, files


def _is_inside(pattern: str) -> bool:
    return not (set(PurePosixPath(pattern).parts) & {"..", "/"} or "\\" in pattern or ":" in pattern)


def _copy(source: Path, target: Path, name: str, missing: dict[str, None], extra: dict[str, None]) -> None:
    """A table with the columns of today, in the order and with the line ends of its rows; anything else as it is."""
    target.parent.mkdir(parents=True, exist_ok=True)
    fields = {field["name"]: field for field in resources()[name].get("schema", {}).get("fields", ())}
    raw = source.read_bytes()
    try:
        rows = list(csv.reader(io.StringIO(raw.decode("utf-8-sig"), newline=""), strict=True))
    except (UnicodeDecodeError, csv.Error):
        rows = []
    if not fields or not rows:
        target.write_bytes(raw)
        return
    head = rows[0]
    new = {column: _unrecorded(field) for column, field in fields.items() if column not in head}
    missing.update(dict.fromkeys(new))
    extra.update(dict.fromkeys(column for column in head if column not in fields))
    kept = [number for number, column in enumerate(head) if column in fields]
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    for number, row in enumerate(rows):
        # a row with a cell too few or too many stays so: it is told, not repaired
        cells = [row[at] for at in kept] if len(row) == len(head) else row
        writer.writerow([*cells, *(new if number == 0 else new.values())] if row else [])
    target.write_text(out.getvalue(), encoding="utf-8")


def _unrecorded(field: Mapping[str, Any]) -> str:
    return "unknown" if "unknown" in field.get("constraints", {}).get("enum", ()) else ""


def _describe(fit: Path, descriptor: Mapping[str, Any], known: Mapping[str, list[str]]) -> None:
    kept = [{"name": name, "path": found} for name, found in known.items()]
    (fit / DESCRIPTOR).write_text(json.dumps({**descriptor, "resources": kept}), encoding="utf-8")
    left = {file for found in known.values() for file in found}
    for path in fit.rglob("*.csv"):
        if path.relative_to(fit).as_posix() not in left:
            path.unlink()


def _is_about(problem: Problem, files: Iterable[str]) -> bool:
    return any(problem.file.endswith(f"/{file}") for file in files)


def renamed(error: ProblemsError, fit: Path, folder: Path) -> ProblemsError:
    """The same problems, by the names of the files that were asked for instead of those of a folder made for it."""
    here, there = from_root(fit), from_root(folder)
    return ProblemsError(
        replace(one, file=one.file.replace(here, there, 1), hint=one.hint.replace(here, there))
        for one in error.problems
    )


def _columns(names: Iterable[str]) -> str:
    quoted = [f"“{name}”" for name in names]
    return f"the column{'' if len(quoted) == 1 else 's'} {listed(quoted)}"


def _gone(what: str, names: Iterable[str]) -> str:
    return f"it had {what} that nothing reads today: {listed(sorted(names))}"
