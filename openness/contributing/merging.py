"""What somebody has filled in, put together with the data: what is new, what changes, and what contradicts.

A row that nobody has touched since the template was made says nothing, whatever the data hold by now. A row that
differs from the data changes them where it is the later reading; otherwise it is reported. Nothing is merged in part.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from openness.contributing.reading import FACTS, RELEASES, TABLES, Entry, Filled, Table, code_of, read_filled
from openness.core.errors import Problem, ProblemsError
from openness.core.paths import from_root
from openness.core.wording import count, day
from openness.facts.cells import read_table
from openness.facts.package import Package
from openness.facts.schema import columns_of
from openness.facts.sheet_text import one_line
from openness.facts.writing import Planned, check_planned, plan_rows

Row = dict[str, str]


@dataclass(frozen=True)
class Stored:
    """A row of the data.

    Attributes:
        line: The line of its file on which it starts.
        cells: What it says.
    """

    line: int
    cells: Row


@dataclass(frozen=True)
class Change:
    """What one row does to the data.

    Attributes:
        entry: The row.
        row: The row of the data that it becomes.
        was: The row whose place it takes; None where it is new.
    """

    entry: Entry
    row: Row
    was: Stored | None


@dataclass
class Merged:
    """What files change in the data.

    Attributes:
        package: The data, with the releases and vendors of the files among them.
        changes: What each row does, in the order of the files.
        same: How many rows say what the data say already, or what the template gave.
        planned: What the files of the data would hold; None where nothing changes.
    """

    package: Package
    changes: list[Change] = field(default_factory=list)
    same: int = 0
    planned: Planned | None = None


def merge(package: Package, files: Mapping[str, bytes]) -> Merged:
    """Put what people have filled in together with the data. Nothing is written.

    Args:
        package: The data.
        files: The contents of the files by what they are called.

    Raises:
        ProblemsError: Anything is wrong with any row, two rows touch one fact, or a row contradicts a fact that was
            read later; each with sheet and cell.
    """
    filled = read_filled(package, files)
    merged = Merged(filled.package)
    for table in TABLES:
        mine = [entry for entry in filled.entries if entry.table is table]
        _merge_table(_Data(package, table), _once(mine, filled, merged), filled, merged)
    if filled.problems:
        raise ProblemsError(filled.problems)
    if merged.changes:
        merged.planned = _plan(package, merged.changes)
    return merged


def _once(entries: Iterable[Entry], filled: Filled, merged: Merged) -> list[Entry]:
    """The rows that somebody has touched, each once; two that say different things of one fact are reported."""
    first: dict[tuple[str, ...], Entry] = {}
    for entry in entries:
        if entry.untouched:
            merged.same += 1
            continue
        if not entry.sound:
            continue
        earlier = first.setdefault(entry.key, entry)
        if earlier is entry:
            continue
        differs = [name for name in entry.table.columns if entry.cells[name] != earlier.cells[name]]
        if not differs:
            merged.same += 1
            continue
        what = f"says something else of the same {_thing(entry.table)} than {earlier.place}"
        hint = f"there it is '{earlier.cells[differs[0]]}'; keep one of the two"
        hint += ", or give each its day in 'since'" if entry.table is FACTS else ""
        filled.problems.append(entry.problem(differs[0], what, entry.cells[differs[0]], hint))
    return list(first.values())


def _thing(table: Table) -> str:
    return "fact" if table is FACTS else "release" if table is RELEASES else "vendor"


class _Data:
    """The rows of the data that a sheet is about, by what says which is meant and by the template's codes."""

    def __init__(self, package: Package, table: Table) -> None:
        self.by_key: dict[tuple[str, ...], Stored] = {}
        self.by_code: dict[str, Stored] = {}
        for row in stored(package, table):
            key = tuple(row.cells[name] for name in table.key)
            earlier = self.by_key.get(key)
            if earlier is None or earlier.cells.get("recorded", "") <= row.cells.get("recorded", ""):
                self.by_key[key] = row
            self.by_code[code_of(row.cells, table)] = row


def stored(package: Package, table: Table) -> list[Stored]:
    """The rows of the file of the data that a sheet is about; of facts those that are kept by hand."""
    columns = columns_of(table.resource)
    place = package.path / table.file
    read = read_table(table.resource, columns, [(place, table.file, from_root(place))], [])
    return [
        Stored(line, dict(zip(columns, cells, strict=True))) for line, cells in zip(read.lines, read.rows, strict=True)
    ]


def _merge_table(data: _Data, entries: Sequence[Entry], filled: Filled, merged: Merged) -> None:
    claimed = {entry.key for entry in entries}
    for entry in entries:
        there = data.by_key.get(entry.key)
        given = data.by_code.get(entry.given)
        if there is None and given and _key(given, entry.table) not in claimed and _moved(given, entry):
            there = given  # the same fact, with another day
        if there is None:
            merged.changes.append(Change(entry, _row(entry, None), None))
            continue
        differs = [name for name in entry.table.columns if _differs(name, entry, there)]
        read, known = entry.cells.get("recorded", ""), there.cells.get("recorded", "")
        if not differs or (differs == ["recorded"] and read <= known):
            merged.same += 1
            continue
        said = next((name for name in differs if name != "recorded"), "recorded")
        if there is given or (read > known and entry.table is FACTS):
            if read and read < known:
                what, hint = "lies before the reading that it changes", f"that is of {day(known)}; write a later day"
                filled.problems.append(entry.problem("recorded", what, read, hint))
                continue
            merged.changes.append(Change(entry, _row(entry, there), there))
            continue
        filled.problems.append(_contradicts(entry, there, said))


def _differs(name: str, entry: Entry, there: Stored) -> bool:
    return name in entry.said and entry.cells[name] != one_line(there.cells[name])


def _key(row: Stored, table: Table) -> tuple[str, ...]:
    return tuple(row.cells[name] for name in table.key)


def _moved(given: Stored, entry: Entry) -> bool:
    """Whether a row is the one that the template gave, with another day."""
    same = ("source", "release", "component") if entry.table is FACTS else ()
    return bool(same) and all(given.cells[name] == entry.cells[name] for name in same)


def _contradicts(entry: Entry, there: Stored, column: str) -> Problem:
    if entry.table is not FACTS:
        what = f"says something else than the data, which have this {_thing(entry.table)} already"
        hint = f"there it is '{there.cells[column]}'; to change it, start from a template that names it"
        return entry.problem(column, what, entry.cells[column], hint)
    known = there.cells["recorded"]
    read = f", read on {day(known)}" if known else ""
    hint = f"the data say '{there.cells[column]}'{read}; if yours is the later reading, write its day in 'recorded'"
    return entry.problem(column, "contradicts a fact of the data that is no older", entry.cells[column], hint)


def _row(entry: Entry, there: Stored | None) -> Row:
    """The row of the data that a row becomes."""
    said = {name: cell for name, cell in entry.cells.items() if there is None or _differs(name, entry, there)}
    row = dict.fromkeys(columns_of(entry.table.resource), "") | (there.cells if there else {}) | said
    untold = "recorded" in row and (not row["recorded"] or (there and row["recorded"] == there.cells["recorded"]))
    return row | {"recorded": date.today().isoformat()} if untold else row


# ---------------------------------------------------------------------------------------------------------- the files


def _plan(package: Package, changes: Sequence[Change]) -> Planned:
    """What the files would hold, checked; a problem is told at the cell that makes it."""
    rows: dict[str, list[Row]] = {}
    instead: dict[str, dict[int, Row]] = {}
    for change in changes:
        file = change.entry.table.file
        if change.was is None:
            rows.setdefault(file, []).append(change.row)
        else:
            instead.setdefault(file, {})[change.was.line] = change.row
    days = [change.row.get(name, "") for change in changes for name in ("since", "released")]
    planned = plan_rows(package.path, rows, instead, max(days, default=""))
    try:
        check_planned(planned)
    except ProblemsError as error:
        raise ProblemsError(_at_their_cells(error.problems, planned, changes)) from error
    return planned


def _at_their_cells(problems: Iterable[Problem], planned: Planned, changes: Sequence[Change]) -> Iterable[Problem]:
    entry_of = {id(change.row): change.entry for change in changes}
    label = {from_root(planned.folder / name): name for name in planned.lines}
    for problem in problems:
        row = planned.lines.get(label.get(problem.file, ""), {}).get(problem.line)
        entry = entry_of.get(id(row)) if row is not None else None
        if entry is None:
            yield problem
        else:
            cell = entry.sheet.problem(entry.line, entry.table.required[0], "").cell
            yield replace(problem, file=entry.sheet.file, line=entry.line, cell=cell)


# ------------------------------------------------------------------------------------------------------------ in words


def change_words(change: Change, package: Package) -> str:
    """One change on one line, for somebody who is about to accept it."""
    row, was, table = change.row, change.was, change.entry.table
    if table is FACTS:
        names, titles = package.names["releases"], package.names["components"]
        about = f"{names[row['release']]}, {titles[row['component']]}"
    else:
        about = f"{_thing(table)} {row['name']}"
    shown = [name for name in table.columns if name not in ("release", "component")]
    if was is None:
        said = "; ".join(f"{name} {row[name]}" for name in shown if row[name])
        return f"+ {about}: {said}"
    differs = [name for name in table.columns if row[name] != was.cells[name]]
    said = "; ".join(f"{name} {row[name] or '(empty)'}, was {was.cells[name] or '(empty)'}" for name in differs)
    return f"~ {about}: {said}"


def summary(merged: Merged) -> str:
    """How much is added and changed, in one sentence."""
    new = sum(change.was is None for change in merged.changes)
    changed = len(merged.changes) - new
    return f"{count(new, 'row')} added, {changed} changed, {merged.same} as before"
