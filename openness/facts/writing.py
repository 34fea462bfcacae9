"""Rows written into the files of a data package: all of them, or none, and only where the package stays right.

The rows that are there already keep every byte they have, so that a review sees what was added and nothing else.
"""

from __future__ import annotations

import csv
import io
import itertools
import json
import os
import re
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from openness.core.dates import first_day
from openness.core.errors import Problem, ProblemsError, nearest
from openness.core.paths import from_root
from openness.facts.contradictions import certain
from openness.facts.package import load_package
from openness.facts.schema import DESCRIPTOR

Row = Mapping[str, str]

_Record = tuple[list[str], str, Row | None]
"""A row of a file: its cells, its own characters, and the new row that it is, if it is one."""

_CREATED = re.compile(rb'("created"\s*:\s*")(\d{4}-\d{2}-\d{2})')


@dataclass(frozen=True, eq=False)
class Planned:
    """What files of a package would hold.

    Attributes:
        folder: The package.
        before: Their content as it is, in the order in which they are written.
        after: Their content as it would be.
        lines: For each file the new rows, by the line on which each would start.
    """

    folder: Path
    before: Mapping[str, bytes]
    after: Mapping[str, bytes]
    lines: Mapping[str, Mapping[int, Row]]


def add_rows(folder: Path, rows: Mapping[str, Sequence[Row]], until: str = "") -> None:
    """Add rows to files of a data package, each in the order, the columns and the line ends of its file.

    A file whose rows are sorted stays sorted; to others rows are appended. The package that would result is checked in
    a copy, as `load_package` and `validate` check it; only then are the files replaced, all of them or none. Whatever
    interrupts this leaves them as they were.

    Args:
        folder: The package.
        rows: For each file, as the package calls it (``evidence/curated.csv``), the rows to add; a column that a row
            leaves out is empty.
        until: The day up to which the package describes the world from now on (its ``created``); nothing in it may
            have happened later. A day before the one that it names already changes nothing.

    Raises:
        ProblemsError: The package would be wrong, or a row does not fit its file; the files are as they were.
        OSError: A file could not be written; the files are as they were.
    """
    planned = plan_rows(folder, rows, {}, until)
    check_planned(planned)
    write_planned(planned)


def plan_rows(
    folder: Path, rows: Mapping[str, Sequence[Row]], instead: Mapping[str, Mapping[int, Row]], until: str
) -> Planned:
    """The first third of `add_rows`: what the files would hold. Nothing is checked but that each row fits its file.

    Args:
        folder: The package.
        rows: As in `add_rows`.
        instead: For each file rows that take the place of one that is there, by the line on which that one starts.
        until: As in `add_rows`.
    """
    names = _in_order(folder, dict.fromkeys([*rows, *instead]))
    before: dict[str, bytes] = {}
    after: dict[str, bytes] = {}
    lines: dict[str, dict[int, Row]] = {}
    _describe_until(folder, until, before, after)
    for name in names:
        before[name] = _read(folder, name)
        after[name], lines[name] = _merged(folder / name, before[name], rows.get(name, ()), instead.get(name, {}))
    return Planned(folder, before, after, lines)


def check_planned(planned: Planned) -> None:
    """The second third: raise what is wrong with the package that would result, under the names of its own files."""
    with tempfile.TemporaryDirectory() as made:
        copy = Path(made) / "package"
        shutil.copytree(planned.folder, copy)
        for name, content in planned.after.items():
            (copy / name).write_bytes(content)
        try:
            problems = certain(load_package(copy))
        except ProblemsError as error:
            problems = list(error.problems)
        there, here = from_root(copy), from_root(planned.folder)
    if problems:
        raise ProblemsError(
            replace(one, **{name: getattr(one, name).replace(there, here) for name in ("file", "what", "hint")})
            for one in problems
        )


def write_planned(planned: Planned) -> None:
    """The last third: put the new files in place, unless somebody else has changed one in the meantime."""
    for name, content in planned.before.items():
        if _read(planned.folder, name) != content:
            what = "was changed by somebody else in the meantime; nothing was written"
            raise ProblemsError([Problem(from_root(planned.folder / name), 0, what, hint="try again")])
    _replace(planned.folder, planned.before, planned.after)


def _in_order(folder: Path, names: Iterable[str]) -> list[str]:
    """The files in the order of the package's resources: what is pointed to before what points there."""
    label = from_root(folder / DESCRIPTOR)
    try:
        listed = json.loads((folder / DESCRIPTOR).read_text(encoding="utf-8-sig"))["resources"]
        paths = [path for one in listed for path in ([one["path"]] if isinstance(one["path"], str) else one["path"])]
    except FileNotFoundError:
        raise ProblemsError([Problem(label, 0, "there is no such file")]) from None
    except (ValueError, KeyError, TypeError):
        load_package(folder)  # says what is wrong with it
        raise
    place = {}
    for name in names:
        at = next((at for at, path in enumerate(paths) if PurePosixPath(name).match(path)), None)
        if at is None or ".." in PurePosixPath(name).parts:
            raise ProblemsError(
                [Problem(from_root(folder / name), 0, f"is not a file of the package {label} describes")]
            )
        place[name] = at
    return sorted(place, key=place.__getitem__)


def _describe_until(folder: Path, until: str, before: dict[str, bytes], after: dict[str, bytes]) -> None:
    """Give the package a later day, unless it names as late a one."""
    content = _read(folder, DESCRIPTOR)
    found, day = _CREATED.search(content), first_day(until)
    if found and found[2].decode() < day:
        before[DESCRIPTOR] = content
        after[DESCRIPTOR] = content[: found.start(2)] + day.encode() + content[found.end(2) :]


def _read(folder: Path, name: str) -> bytes:
    try:
        return (folder / name).read_bytes()
    except FileNotFoundError:
        raise ProblemsError([Problem(from_root(folder / name), 0, "there is no such file")]) from None


def _merged(
    path: Path, content: bytes, rows: Sequence[Row], instead: Mapping[int, Row]
) -> tuple[bytes, dict[int, Row]]:
    """The file with the rows in it, and on which lines they start."""
    label = from_root(path)
    try:
        records = list(_records(content.decode("utf-8")))
    except (UnicodeDecodeError, csv.Error):
        raise ProblemsError([Problem(label, 0, "cannot be read as CSV in UTF-8", hint="see `validate`")]) from None
    if not records:
        raise ProblemsError([Problem(label, 0, "empty: not even a header")])
    columns = [cell.removeprefix("\ufeff") for cell in records[0][1]]
    end = "\r\n" if records[0][2].endswith("\r\n") else "\n"
    wrong = [
        Problem(label, 0, "a row to add has a column that the file does not have", name, nearest(name, columns))
        for name in dict.fromkeys(name for row in [*rows, *instead.values()] for name in row)
        if name not in columns
    ]
    body: list[_Record] = [(cells, text, None) for _, cells, text in records[1:]]
    at_line = {line: at for at, (line, _, _) in enumerate(records[1:])}
    wrong += [Problem(label, line, "no row starts on this line") for line in instead if line not in at_line]
    if wrong:
        raise ProblemsError(wrong)
    ordered = all(one[0] <= following[0] for one, following in itertools.pairwise(body))
    for line, row in instead.items():
        body[at_line[line]] = _record(row, columns, end)
    body += [_record(row, columns, end) for row in rows]
    if ordered:
        body.sort(key=lambda record: record[0])
    return _together(records[0][2], body, end)


def _together(header: str, body: Sequence[_Record], end: str) -> tuple[bytes, dict[int, Row]]:
    """The text of the rows, each with its line end, and where the new ones start."""
    parts: list[str] = []
    lines: dict[int, Row] = {}
    at = 1
    for text, row in [(header, None), *((text, row) for _, text, row in body)]:
        whole = text if text.endswith("\n") else text + end
        if row is not None:
            lines[at] = row
        parts.append(whole)
        at += whole.count("\n")
    return "".join(parts).encode("utf-8"), lines


def _records(text: str) -> Iterator[tuple[int, list[str], str]]:
    """The rows of a CSV text: the line on which each starts, its cells, and its own characters."""
    lines = list(io.StringIO(text, newline=""))
    reader = csv.reader(lines, strict=True)
    start = 0
    for cells in reader:
        if cells:
            yield start + 1, cells, "".join(lines[start : reader.line_num])
        start = reader.line_num


def _record(row: Row, columns: Sequence[str], end: str) -> _Record:
    cells = [row.get(name, "") for name in columns]
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator=end).writerow(cells)
    return cells, out.getvalue(), row


def _replace(folder: Path, before: Mapping[str, bytes], after: Mapping[str, bytes]) -> None:
    """Put the new files in place of the old ones; whatever happens before the last, put the old ones back."""
    paths = {name: (folder / name).resolve() for name in after}
    beside = {name: path.with_name(f".{path.name}.{os.getpid()}.part") for name, path in paths.items()}
    begun: list[str] = []
    try:
        for name, part in beside.items():
            part.write_bytes(after[name])
            shutil.copymode(paths[name], part)
        for name, part in beside.items():
            begun.append(name)
            os.replace(part, paths[name])
    except BaseException as error:  # Ctrl-C among them
        for name in begun:
            beside[name].write_bytes(before[name])
            shutil.copymode(paths[name], beside[name])
            os.replace(beside[name], paths[name])
        if isinstance(error, OSError):  # name the folder that was asked for, not a file nobody has heard of
            raise type(error)(error.errno, error.strerror, str(folder)) from error
        raise
    finally:
        for part in beside.values():
            part.unlink(missing_ok=True)
