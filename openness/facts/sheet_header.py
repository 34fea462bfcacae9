"""The row of an uploaded table that names its columns: where it stands, and which column is which."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

from openness.core.errors import Problem, nearest
from openness.facts.schema import columns_of, resources
from openness.facts.sheet_text import SEARCHED, Grid, one_line, same

MAX_COLUMNS = 50
_NO_TABLE = "corrections"  # it is YAML


def header_at(grid: Grid, required: Collection[str]) -> int:
    """Which row names the columns: the one of the first few with the most required names, else the first."""
    names = {same(name) for name in required}
    first = range(min(len(grid), SEARCHED))
    return max(first, key=lambda at: len(names & {same(cell) for cell in grid[at][1]}), default=0)


def places_of(
    header: tuple[int, list[str]],
    rows: Grid,
    file: str,
    columns: Sequence[str],
    required: Collection[str],
    problems: list[Problem],
    letter: Callable[[int], str],
) -> dict[str, int] | None:
    """Where each column stands, or None where that cannot be told."""
    line, cells = header
    used = len(cells) - next((at for at, cell in enumerate(reversed(cells)) if cell.strip()), len(cells))
    if used > MAX_COLUMNS:
        hint = f"at most {MAX_COLUMNS}; the first row names them"
        problems.append(Problem(file, line, "has too many columns", f"{used:,}", hint))
        return None
    known = {same(name): name for name in columns} | {"license": "licence"}
    other = _other_table({same(cell) for cell in cells} - {""}, known, {same(name) for name in required})
    if other:
        given = ", ".join(one_line(cell) for cell in cells if cell.strip())
        hint = f"start from the template for facts, whose rows name {', '.join(required)}; a sheet of the workbook for "
        hint += "new releases is taken in that workbook (.xlsx), not by itself"
        problems.append(Problem(file, line, f"looks like the table “{other}”, not like a table of facts", given, hint))
        return None
    places: dict[str, int] = {}
    failed = False
    for at, cell in enumerate(cells):
        place = f"{letter(at + 1)}{line}" if letter(at + 1) else ""
        text = one_line(cell)
        name = known.get(same(text), "")
        if name and name in places:
            problems.append(Problem(file, line, "column given twice", text, "keep one of them", place))
            failed = True
        elif name:
            places[name] = at
        elif text:
            hint = nearest(text, [known[same(name)] for name in columns])
            problems.append(Problem(file, line, "column with a name that is not known", text, hint, place))
            failed = True
        else:
            below = next(((n, row[at]) for n, row in rows if at < len(row) and row[at].strip()), None)
            if below:
                got, hint = one_line(below[1]), "name the column, or empty it"
                where = f"{letter(at + 1)}{below[0]}" if letter(at + 1) else ""
                problems.append(Problem(file, below[0], "is under a column without a name", got, hint, where))
                failed = True
    for name in columns:
        if name in required and name not in places:
            given = ", ".join(one_line(cell) for cell in cells[:MAX_COLUMNS] if cell.strip())
            hint = f"the first row names the columns; these must be there: {', '.join(required)}"
            problems.append(Problem(file, line, f"column '{name}' is missing", given, hint))
            failed = True
    return None if failed else places


def _other_table(given: Collection[str], known: Collection[str], required: Collection[str]) -> str:
    """The title of the table of the data that a header fits better than the one asked for; empty where none does."""
    names = set(given)
    if names >= set(required):
        return ""
    fits = {
        name: len(names & {same(column) for column in columns_of(name)}) for name in resources() if name != _NO_TABLE
    }
    best = max(fits, key=lambda name: fits[name])
    if fits[best] <= max(2, len(names & set(known)), len(names) / 2):
        return ""
    return str(resources()[best]["title"])
