"""Evidence for a scan, read piece by piece and checked: each problem names its file, its column and its row."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from openness.core.arrays import Codes
from openness.core.errors import OpennessError, Problem, ProblemsError, nearest
from openness.core.paths import from_root
from openness.facts.evidence import Evidence
from openness.facts.fact_index import AVAILABILITIES, CLOSED, NOT_APPLICABLE, UNKNOWN, UNSETTLED, Rows
from openness.facts.licences import TERMS_UNKNOWN, LicenceTerms, licence_terms
from openness.facts.package import Package
from openness.rubric.model import Rubric
from openness.scan.form import ABOUT, AS_OF, ROWS, licence_column

PART_ROWS = 2 * ROWS
"""Rows of a piece at least: fewer, and handing it out would take longer than scoring it."""

_WRONG_AT_MOST = 10  # wrong words that are named of a column


@dataclass(frozen=True)
class Asks:
    """What a definition asks of the evidence, and what is known of licences: all that a piece needs to be scored.

    Attributes:
        rubric: The definition, edits included.
        package: The licences of the data package; its other tables are empty.
        components: The components that the definition looks at, in the order of the data.
        fields: The fields of the release that it looks at.
        as_of: The day for which the evidence holds; empty where no file says.
    """

    rubric: Rubric
    package: Package
    components: tuple[str, ...]
    fields: tuple[str, ...]
    as_of: str = ""

    @property
    def texts(self) -> tuple[str, ...]:
        """The columns about the release."""
        return tuple(dict.fromkeys((*ABOUT, *self.fields)))

    @property
    def columns(self) -> tuple[str, ...]:
        """All columns that are read."""
        both = ((component, licence_column(component)) for component in self.components)
        return (*self.texts, *(column for pair in both for column in pair))


@dataclass(frozen=True)
class Part:
    """A piece of the evidence: some row groups of one file.

    Attributes:
        path: The file.
        groups: Its row groups.
        first: The row of the file with which it begins, counted from 0.
        rows: How many there are.
    """

    path: Path
    groups: tuple[int, ...]
    first: int
    rows: int


def asks_of(rubric: Rubric, package: Package) -> Asks:
    """What a definition asks of evidence, with the licences of a data package."""
    asked = {member for criterion in rubric.criteria.values() for member in criterion.members}
    frames = {name: table.iloc[:0] for name, table in vars(package).items() if isinstance(table, pd.DataFrame)}
    light: Any = {**frames, "licences": package.licences, "corrections": (), "schema": {}}
    fields = {field for verdict in rubric.verdicts for field in verdict.requires.release or {}}
    components = tuple(component for component in package.components["component"] if component in asked)
    return Asks(rubric, replace(package, **light), components, tuple(sorted(fields)))


def find_parts(evidence: Path, asks: Asks) -> tuple[tuple[Part, ...], str]:
    """The pieces of a Parquet file, or of all below a folder, and the day for which they hold.

    Only the files' last bytes are read: what they say of their columns.

    Raises:
        ProblemsError: There is none, one cannot be read, columns are missing or are no text, or the days differ.
    """
    paths = [evidence] if evidence.is_file() else sorted(evidence.rglob("*.parquet")) if evidence.is_dir() else []
    if not paths:
        what = "is a folder without a .parquet file" if evidence.is_dir() else "there is no such file or folder"
        raise ProblemsError([Problem(from_root(evidence), 0, what)])
    parts: list[Part] = []
    problems: list[Problem] = []
    days: dict[str, Path] = {}
    for path in paths:
        try:
            with pq.ParquetFile(path) as file:
                schema, meta = file.schema_arrow, file.metadata
        except (pa.ArrowException, OSError) as error:
            problems.append(_unreadable(path, "is not a Parquet file, or is cut off", error))
            continue
        problems += _columns(path, schema, asks)
        days.setdefault((schema.metadata or {}).get(AS_OF, b"").decode("utf-8", "replace"), path)
        parts += _split(path, [meta.row_group(number).num_rows for number in range(meta.num_row_groups)])
    if len(days) > 1:
        (day, first), (other, second), *_ = days.items()
        what = f"holds for another day than {from_root(first)}"
        problems.append(Problem(from_root(second), 0, what, other or "no day", f"{from_root(first)} has '{day}'"))
    if problems:
        raise ProblemsError(problems)
    return tuple(parts), next(iter(days))


def _split(path: Path, sizes: Sequence[int]) -> Iterator[Part]:
    first, groups, rows = 0, [], 0
    for number, size in enumerate(sizes):
        groups.append(number)
        rows += size
        if rows >= PART_ROWS or number == len(sizes) - 1:
            yield Part(path, tuple(groups), first, rows)
            first, groups, rows = first + rows, [], 0


def _columns(path: Path, schema: pa.Schema, asks: Asks) -> Iterator[Problem]:
    for column in asks.columns:
        number = schema.get_all_field_indices(column)
        if len(number) != 1:
            what = f"has no column '{column}'" if not number else f"has {len(number)} columns '{column}'"
            yield Problem(from_root(path), 0, what, "", "docs/SCAN.md says what each is" if not number else "")
        elif not _is_text(schema.field(number[0]).type):
            yield Problem(from_root(path), 0, f"column '{column}' is not text", str(schema.field(number[0]).type))


def _is_text(kind: pa.DataType) -> bool:
    inner = kind.value_type if pa.types.is_dictionary(kind) else kind
    return any(
        test(inner)
        for test in (pa.types.is_string, pa.types.is_large_string, pa.types.is_string_view, pa.types.is_null)
    )


def read_part(part: Part, asks: Asks) -> Iterator[Evidence]:
    """The evidence of a piece, at most `ROWS` releases at a time, with the components that the definition asks for.

    Raises:
        ProblemsError: A part of the file is broken, or a word means nothing.
    """
    coded = [column for column in asks.columns if column not in asks.texts]
    first = part.first
    try:
        with pq.ParquetFile(part.path, read_dictionary=coded) as file:
            batches = file.iter_batches(ROWS, part.groups, list(asks.columns), use_threads=False)
            for batch in batches:
                yield _evidence(batch, asks, part.path, first)
                first += len(batch)
    except (pa.ArrowException, OSError) as error:
        raise ProblemsError([_unreadable(part.path, f"cannot be read from row {first + 1:,} on", error)]) from error


def _unreadable(path: Path, what: str, error: Exception) -> Problem:
    return Problem(from_root(path), 0, what, " ".join(str(error).split()).rstrip("."))


def _evidence(batch: pa.RecordBatch, asks: Asks, path: Path, first: int) -> Evidence:
    problems: list[Problem] = []
    releases = pd.DataFrame({name: _texts(batch.column(name)) for name in asks.texts})
    nameless = np.flatnonzero((releases["release"] == "").to_numpy())
    if len(nameless):
        problems.append(Problem(from_root(path), 0, f"column 'release', row {first + nameless[0] + 1:,} is empty"))
    shape = (len(batch), len(asks.components))
    availability = np.empty(shape, dtype=np.int8)
    licence = np.empty(shape, dtype=np.int32)
    named: dict[str, int] = {}
    licences: list[LicenceTerms] = []

    def code_of(expression: str) -> int:
        if expression not in named:
            licences.append(licence_terms(expression, asks.package.licence_table))
            named[expression] = len(named)
        return named[expression]

    for number, component in enumerate(asks.components):
        other = licence_column(component)
        availability[:, number] = _codes(batch.column(component), _state, UNKNOWN, (path, component, first), problems)
        licence[:, number] = _codes(batch.column(other), code_of, -1, (path, other, first), problems)
    if problems:
        raise ProblemsError(problems)
    licence[(availability == CLOSED) | (availability == NOT_APPLICABLE)] = -1
    # One entry more than there are licences: -1, no licence named, finds it.
    terms: Codes = np.array([*(one.terms for one in licences), TERMS_UNKNOWN], dtype=np.int8)
    no_fact: Rows = np.broadcast_to(np.int32(-1), shape)
    return Evidence(
        package=replace(asks.package, releases=releases),
        as_of=asks.as_of,
        sources=(),
        releases=tuple(releases["release"]),
        components=asks.components,
        announced=np.ones(len(batch), dtype=bool),
        availability=availability,
        terms=terms[licence],
        licence=licence,
        licences=tuple(licences),
        facts=asks.package.facts,
        fact=no_fact,
        licence_fact=no_fact,
    )


def _texts(column: pa.Array) -> pd.Series[str]:
    texts: pd.Series[str] = column.cast(pa.string()).fill_null("").to_pandas()
    return texts


def _state(word: str) -> int:
    if word not in AVAILABILITIES:
        raise OpennessError(f"is not an availability; {nearest(word, AVAILABILITIES)}")
    code = AVAILABILITIES.index(word)
    return UNKNOWN if code == UNSETTLED else code


def _codes(
    column: pa.Array, meaning: Callable[[str], int], none: int, place: tuple[Path, str, int], problems: list[Problem]
) -> Rows:
    """What the words of a column mean, each looked at once; `none` where there is no word."""
    if not pa.types.is_dictionary(column.type):
        column = column.cast(pa.string()).dictionary_encode()
    words = column.dictionary.to_pylist()
    which = column.indices.fill_null(len(words)).to_numpy(zero_copy_only=False)
    codes = np.full(len(words) + 1, none, dtype=np.int32)
    wrong = 0
    for number, word in enumerate(words):
        try:
            codes[number] = meaning(word) if word else none
        except OpennessError as error:
            at = np.flatnonzero(which == number)
            wrong += len(at) > 0
            if len(at) and wrong <= _WRONG_AT_MOST:
                path, name, first = place
                what, _, hint = str(error).partition("; ")
                row = f"column '{name}', row {first + at[0] + 1:,}"
                problems.append(Problem(from_root(path), 0, f"{row}: {what}", word, hint))
    found: Rows = codes[which]
    return found
