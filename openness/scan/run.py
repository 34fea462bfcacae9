"""A scan: piece by piece from evidence to a folder of scores, in this process or on a Dask cluster.

Both ways score a piece with the same function, `score_part`, which hands what it read to
`openness.scoring.scores.score` as everything else does; so the scores are the same wherever they were made. No process
ever holds more than `openness.scan.form.ROWS` releases.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Any, Literal

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from openness.core.errors import OpennessError, Problem, ProblemsError
from openness.core.tables import SCORE_DECIMALS, to_csv
from openness.facts.package import Package
from openness.rubric.load import fingerprint, to_yaml
from openness.rubric.model import Rubric
from openness.scan.parts import Asks, Part, asks_of, find_parts, read_part
from openness.scoring.scores import COLUMNS, score, to_frame

Form = Literal["csv", "parquet"]

Progress = Callable[[int, int], None]
"""Told how many releases are done, of how many."""

_ENOUGH = 100  # problems after which a scan stops looking for more


@dataclass(frozen=True)
class Done:
    """A piece that was scored: its rows, or what is wrong with it."""

    rows: int
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True)
class Scan:
    """What came of a scan.

    Attributes:
        releases: How many were scored.
        files: How many files they are in.
        as_of: The day for which the evidence holds; empty where it does not say.
        fingerprint: Names the definition, edits included, and the data package that knows the licences.
    """

    releases: int
    files: int
    as_of: str
    fingerprint: str


Runner = Callable[[Callable[[Any], Any], Sequence[Any]], Generator[Any, None, None]]
"""Does a piece of work for each of many pieces, somewhere, and gives back each result as it is done."""


def here(work: Callable[[Any], Any], pieces: Sequence[Any]) -> Generator[Any, None, None]:
    """One piece after the other, in this process."""
    yield from map(work, pieces)


def scan(
    evidence: Path,
    rubric: Rubric,
    package: Package,
    out: Path,
    *,
    form: Form = "parquet",
    columns: Sequence[str] = COLUMNS,
    run: Runner = here,
    progress: Progress | None = None,
) -> Scan:
    """Score evidence in Parquet files, and write the scores to a folder that must not exist yet, whole or not at all.

    Args:
        evidence: A file, or a folder with files (`openness.scan.form`).
        rubric: The definition, edits included.
        package: What is known of licences.
        out: The folder to make: `part-00000.parquet` and so on, in the order of the evidence, the definition,
            and `about.json`.
        form: `parquet`, with unrounded numbers, or `csv`, as `openness score` prints it.
        columns: Columns of `openness.scoring.scores.COLUMNS` to write, in this order.
        run: Where the pieces are scored: `here`, or `openness.scan.cluster.on_dask`.
        progress: Told after each piece.

    Raises:
        ProblemsError: Something is wrong with the evidence; of many problems the first hundred found.
        OpennessError: The folder exists.
    """
    if out.exists():
        raise OpennessError(f"{out}: exists already; name a folder that does not")
    asks = asks_of(rubric, package)
    parts, as_of = find_parts(evidence, asks)
    total, done = sum(part.rows for part in parts), 0
    beside = out.with_name(f".{out.name}.part").resolve()
    problems: list[Problem] = []
    shutil.rmtree(beside, ignore_errors=True)
    beside.mkdir(parents=True)
    try:
        work = partial(score_part, asks=asks, out=beside, form=form, columns=tuple(columns))
        with closing(run(work, list(enumerate(parts)))) as results:
            for found in results:
                problems += found.problems
                if len(problems) >= _ENOUGH:
                    break
                done += found.rows
                if progress:
                    progress(done, total)
        if problems:
            raise ProblemsError(problems[:_ENOUGH])
        made = Scan(done, len(parts), as_of, fingerprint(rubric, package.digest))
        (beside / "about.json").write_text(json.dumps(_about(made, rubric, package), indent=1) + "\n", "utf-8")
        (beside / "definition.yaml").write_text(to_yaml(rubric), "utf-8")
        beside.rename(out)
    finally:
        shutil.rmtree(beside, ignore_errors=True)
    return made


def _about(made: Scan, rubric: Rubric, package: Package) -> dict[str, Any]:
    """What stands beside the scores, so that nobody has to guess by which definition they were made."""
    return {
        "rubric": {"id": rubric.id, "title": rubric.title, "version": rubric.version},
        "licences": {"data": package.title, "data_date": package.date},
        **asdict(made),
    }


def score_part(numbered: tuple[int, Part], asks: Asks, out: Path, form: Form, columns: tuple[str, ...]) -> Done:
    """Score one piece and write it to a file of its own; what is wrong with it is part of the answer.

    Args:
        numbered: Its place among the pieces, and the piece.
        asks: What the definition asks for.
        out: The folder, which exists.
        form: `parquet` or `csv`.
        columns: Columns to write.
    """
    number, part = numbered
    path = out / f"part-{number:05}.{form}"
    try:
        frames = (to_frame(score(asks.rubric, found), found)[list(columns)] for found in read_part(part, asks))
        (_write_csv if form == "csv" else _write_parquet)(path, frames)
    except ProblemsError as error:
        return Done(0, error.problems)
    return Done(part.rows)


def _write_parquet(path: Path, frames: Iterator[pd.DataFrame]) -> None:
    writer = None
    try:
        for frame in frames:
            table = pa.Table.from_pandas(frame, preserve_index=False, nthreads=1)
            writer = writer or pq.ParquetWriter(path, table.schema, compression="zstd")
            writer.write_table(table)
    finally:
        if writer:
            writer.close()


def _write_csv(path: Path, frames: Iterator[pd.DataFrame]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        for number, frame in enumerate(frames):
            text = to_csv(frame, SCORE_DECIMALS)
            file.write(text if number == 0 else text.partition("\n")[2])
