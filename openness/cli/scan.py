"""Evidence in Parquet files: written from a data package, and scored by the million."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import click

from openness.cli.asking import ask
from openness.cli.options import OUT_FILE, query_options
from openness.core.wording import count


@click.command(
    short_help="Write what counts for each release, as Parquet.",
    epilog="""\b
Examples:
  python -m openness evidence --out evidence.parquet
  python -m openness evidence --as-of 2024-12-31 --query "country=FR" --out then.parquet
  python -m openness score --evidence evidence.parquet --format parquet --out scores/

\b
One row a release: what is known of it, and for each component its availability and its licence on
that day. docs/SCAN.md has the columns, for those who write such files themselves.""",
)
@query_options
@OUT_FILE
def evidence(out: Path, **query: Any) -> None:
    """Write the evidence in force, one row a release, as the Parquet file that `score --evidence` reads."""
    from openness.scan.form import to_table, write_evidence

    answer = ask(**query)
    write_evidence(out, to_table(answer.evidence, answer.rows))
    click.echo(f"{count(len(answer.rows), 'release')}, as of {answer.as_of}", err=True)


def score_evidence(
    path: Path, engine: str, form: str, columns: Sequence[str], out: Path, query: Mapping[str, Any]
) -> None:
    """Score evidence in Parquet files, and write the scores to a folder.

    Args:
        path: the file, or a folder of files.
        engine: `memory` or `dask`.
        form: `csv` or `parquet`.
        columns: columns of the scores; all where there are none.
        out: the folder.
        query: the options of the command, of which only those about the definition mean something here.
    """
    from openness.query.grammar import Query
    from openness.scan.cluster import on_dask
    from openness.scan.run import here, scan
    from openness.scoring.scores import COLUMNS

    if form == "json":
        raise click.UsageError("with --evidence, --format is csv or parquet.")
    if str(out) == "-":
        raise click.UsageError("with --evidence, --out names the folder to write.")
    answer = ask(**query)
    rest = answer.query.with_(rubric="", edit=())
    if rest != Query():
        raise click.UsageError(
            f"with --evidence only the definition can be chosen; '{rest.to_string()}' is decided when the evidence is "
            "written (the command evidence takes it)."
        )
    watched = sys.stderr.isatty()

    def tell(done: int, total: int) -> None:
        if watched:
            click.echo(f"\r{done:,} of {total:,} releases", err=True, nl=done == total)

    made = scan(
        path,
        answer.rubric,
        answer.package,
        out,
        form="csv" if form == "csv" else "parquet",
        columns=columns or COLUMNS,
        run=on_dask if engine == "dask" else here,
        progress=tell,
    )
    what, where = count(made.releases, "release"), count(made.files, "file")
    click.echo(f"{what} in {where}, under {answer.definition}", err=True)
