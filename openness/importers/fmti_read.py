"""Reading the rounds of the Foundation Model Transparency Index: who got which point, and what the points sum to."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from openness.core.errors import nearest
from openness.importers.osai_read import Findings

DOMAINS = ("Upstream", "Model", "Downstream")
INDICATORS = 100
TOTAL = "Total"

FIRST_SCORES = "October2023_scores.csv"
FIRST_INDICATORS = "fmti-indicators.csv"
LATEST_INDICATORS = "Dec2025_indicators.csv"


@dataclass(frozen=True)
class Round:
    """One round as it is published.

    Attributes:
        id: Year and month.
        title: The round in words.
        file: The name of its scores file.
        path: Where that file lies in the index's repository.
    """

    id: str
    title: str
    file: str
    path: str


ROUNDS = (
    Round("2023-10", "October 2023", FIRST_SCORES, "October2023/October2023_scores.csv"),
    Round("2024-05", "May 2024", "May2024_scores.csv", "May2024/May2024_scores.csv"),
    Round("2025-12", "December 2025", "Dec2025_scores.csv", "Dec2025/Dec2025_scores.csv"),
)


@dataclass(frozen=True)
class Scored:
    """One developer in one round: the points by indicator, and how many there are in each domain."""

    round: Round
    developer: str
    points: Mapping[str, str]
    domains: Mapping[str, int]

    @property
    def total(self) -> int:
        """All points, of 100."""
        return sum(self.domains.values())


@dataclass(frozen=True)
class _Table:
    """A CSV file: its header, and each row with the line it ends on."""

    header: Sequence[str]
    rows: Sequence[tuple[int, Sequence[str]]]

    def column(self, name: str) -> list[str]:
        at = self.header.index(name)
        return [row[at] for _, row in self.rows]


def read_rounds(folder: Path, found: Findings) -> list[Scored]:
    """Read all rounds of a folder.

    A point is 0 or 1. The domain of an indicator stands in the scores file in 2023, is taken by position from there in
    2024 (the same hundred indicators, some under other names), and by name from the table of indicators in 2025. A
    round that cannot be read whole is left out, and so is a developer without a plain 0 or 1 for every indicator, or
    whose points do not sum to the total that the file states.

    Args:
        folder: The folder that holds the files.
        found: Where to note what was not understood.
    """
    return [scored for one in ROUNDS for scored in _read_round(folder, one, found)]


def _read_round(folder: Path, one: Round, found: Findings) -> list[Scored]:
    table = _read(folder / one.file, ("Indicator",), found)
    if table is None:
        return []
    stated: dict[str, str] = {}
    names, rows = [], []
    for line, row in table.rows:
        name = row[table.header.index("Indicator")]
        if name == TOTAL:
            stated = dict(zip(table.header, row, strict=True))
        elif name in names:
            found.problem(one.file, line, "an indicator is given twice, so the round was left out", name)
            return []
        else:
            names.append(name)
            rows.append((line, row))
    if len(names) != INDICATORS:
        what = "has another number of indicators, so the round was left out"
        found.problem(one.file, 0, what, str(len(names)), f"a round has {INDICATORS}")
        return []
    domains = _domains(folder, one, table, names, [line for line, _ in rows], found)
    if domains is None:
        return []
    scored = []
    for at, developer in enumerate(table.header):
        if developer in {"Domain", "Subdomain", "Indicator", TOTAL}:
            continue
        points = {name: row[at] for name, (_, row) in zip(names, rows, strict=True)}
        wrong = [(line, row[at]) for line, row in rows if row[at] not in ("0", "1")]
        for line, cell in wrong:
            found.problem(one.file, line, f"no point of {developer}, who was left out", cell or "(empty)", "0 or 1")
        sums = Counter(domain for name, domain in zip(names, domains, strict=True) if points[name] == "1")
        if wrong:
            continue
        if stated.get(developer, "") not in ("", str(sums.total())):
            what = f"the points of {developer}, who was left out, do not sum to the total"
            found.problem(one.file, 0, what, str(sums.total()), f"stated: {stated[developer]}")
            continue
        scored.append(Scored(one, developer, points, {domain: sums[domain] for domain in DOMAINS}))
    return scored


def _domains(
    folder: Path, one: Round, table: _Table, names: Sequence[str], lines: Sequence[int], found: Findings
) -> list[str] | None:
    """The domain of each indicator of a round, or None with a problem."""
    columns = ("Domain", "Indicator")
    if one.id == ROUNDS[-1].id:
        definitions = _read(folder / LATEST_INDICATORS, columns, found)
        if definitions is None:
            return None
        by_name = dict(zip(definitions.column("Indicator"), definitions.column("Domain"), strict=True))
        for name, line in zip(names, lines, strict=True):
            if name not in by_name:
                what = "unknown indicator, so the round was left out"
                found.problem(one.file, line, what, name, nearest(name, by_name))
        domains = [by_name.get(name, "") for name in names]
        return _known(domains, LATEST_INDICATORS, found) if set(names) <= set(by_name) else None
    file = one.file
    source: _Table | None = table
    if "Domain" not in table.header:
        file = FIRST_SCORES if (folder / FIRST_SCORES).is_file() else FIRST_INDICATORS
        source = _read(folder / file, columns, found)
    if source is None:
        return None
    pairs = zip(source.column("Indicator"), source.column("Domain"), strict=True)
    domains = [domain for name, domain in pairs if name != TOTAL]
    if len(domains) != INDICATORS:
        what = f"has another number of indicators, so the round {one.id} was left out"
        found.problem(file, 0, what, str(len(domains)), f"a round has {INDICATORS}")
        return None
    return _known(domains, file, found)


def _known(domains: list[str], file: str, found: Findings) -> list[str] | None:
    strange = sorted(set(domains) - set(DOMAINS))
    for domain in strange:
        found.problem(file, 0, "unknown domain, so the round was left out", domain, nearest(domain, DOMAINS))
    return None if strange else domains


def _read(path: Path, columns: Sequence[str], found: Findings) -> _Table | None:
    """Read a CSV file with blanks trimmed, or None with a problem. Rows without any text are passed over."""
    rows: list[tuple[int, list[str]]] = []
    try:
        with path.open(encoding="utf-8-sig", newline="") as handle:
            reader = csv.reader(handle, strict=True)
            for row in reader:
                cells = [" ".join(cell.split()) for cell in row]
                if any(cells):
                    rows.append((reader.line_num, cells))
    except OSError as error:
        found.problem(path.name, 0, f"cannot be read: {(error.strerror or 'unknown reason').lower()}")
        return None
    except (csv.Error, UnicodeDecodeError) as error:
        found.problem(path.name, rows[-1][0] + 1 if rows else 1, f"is not CSV in UTF-8: {error}")
        return None
    header = rows[0][1] if rows else []
    missing = [column for column in columns if column not in header]
    twice = [column for column, number in Counter(header).items() if number > 1]
    if missing or twice:
        what = f"lacks the column '{missing[0]}'" if missing else f"has the column '{twice[0]}' twice"
        found.problem(path.name, 1, what)
        return None
    ragged = [line for line, row in rows if len(row) != len(header)]
    for line in ragged:
        found.problem(path.name, line, "has another number of cells than the header")
    return None if ragged else _Table(header, rows[1:])
