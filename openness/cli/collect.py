"""What has changed at the addresses that facts rest on."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Set
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from openness.cli.options import DATA, FILE
from openness.cli.writing import require_folder, write

if TYPE_CHECKING:
    from openness.collect.reading import Reading
    from openness.collect.run import Run

STATE = click.Path(dir_okay=False, path_type=Path)
RATES = (0.01, 1000.0)


@click.command(
    short_help="Read again what facts rest on at Hugging Face and GitHub.",
    epilog="""\b
Examples:
  python -m openness collect olmo-2 llama-4
  python -m openness collect --older-than 90 --state readings.jsonl
  python -m openness collect --state readings.jsonl --out proposed.csv
  python -m openness collect --state readings.jsonl --out evidence.parquet
  python -m openness collect --state readings.jsonl --apply

From the environment, each may be missing: HF_TOKEN, GITHUB_TOKEN, HF_ENDPOINT, GITHUB_API_URL. It needs
`python -m pip install -r requirements-collect.txt`. docs/COLLECT.md says what a run costs.""",
)
@click.argument("releases", metavar="[RELEASE]...", nargs=-1)
@click.option(
    "--out",
    metavar="FILE",
    type=FILE,
    help="Write the proposed facts as CSV; as .parquet, what would count with them, for score --evidence.",
)
@click.option("--apply", "applied", is_flag=True, help="Add the proposed facts to the data, all of them or none.")
@click.option("--state", metavar="FILE", type=STATE, help="Keep readings there; a stopped run goes on from it.")
@click.option("--older-than", metavar="DAYS", type=click.IntRange(0, 36500), help="Only releases not read for so long.")
@click.option("--rate", metavar="N", type=float, default=1.0, show_default=True, help="Requests a second, each host.")
@DATA
def collect(
    releases: tuple[str, ...],
    out: Path | None,
    applied: bool,
    state: Path | None,
    older_than: int | None,
    rate: float,
    data: Path,
) -> None:
    """Read again what facts rest on at Hugging Face and GitHub, and propose what has changed.

    Nothing is written but the files that you name and, with --apply, the proposed facts. What could not be read says
    nothing about what is there; what no rule of data/collect.csv settles is listed for you to judge.
    """
    from openness.collect.look_up import require

    require()
    if not RATES[0] <= rate <= RATES[1]:
        raise click.BadParameter(f"between {RATES[0]} and {RATES[1]:.0f} requests a second", param_hint="--rate")
    from openness.collect.pace import Clock
    from openness.collect.run import chosen, run
    from openness.collect.words import in_words
    from openness.facts.package import load_package

    if out is not None:
        require_folder(out)  # before half an hour of reading
    package = load_package(data)
    found = chosen(package, releases, older_than, Clock().day())
    with click.progressbar(length=1, label="Reading", file=sys.stderr) as bar:

        def told(reading: Reading, number: int) -> None:
            bar.length = number
            bar.update(1)

        try:
            came = run(package, found, os.environ, rate, state, told)
        except KeyboardInterrupt:
            kept = f"the same command goes on from {state}" if state else "with --state it could go on from here"
            raise click.ClickException(f"stopped; {kept}") from None
    if out is None or str(out) != "-":
        click.echo(in_words(came, package.names["components"]))
    if out is not None and out.suffix == ".parquet":
        _write_evidence(out, data, came, {one.release for one in found})
    elif out is not None:
        write(out, _rows(came))
    if applied:
        _apply(data, came)


def _rows(came: Run) -> str:
    import pandas as pd

    from openness.core.tables import to_csv
    from openness.facts.schema import columns_of

    return to_csv(pd.DataFrame([dict(one.row) for one in came.proposals], columns=list(columns_of("evidence"))))


def _write_evidence(out: Path, data: Path, came: Run, releases: Set[str]) -> None:
    """What would count of the releases that were read if the proposals were added, which a copy of the data tells."""
    import numpy as np

    from openness.facts.evidence import resolve
    from openness.facts.package import load_package
    from openness.scan.form import to_table, write_evidence

    with tempfile.TemporaryDirectory() as made:
        copy = Path(made) / "data"
        shutil.copytree(data, copy)
        _add(copy, came)
        evidence = resolve(load_package(copy))
    rows = np.flatnonzero(evidence.announced & np.isin(evidence.releases, sorted(releases)))
    write_evidence(out, to_table(evidence, rows))


def _apply(data: Path, came: Run) -> None:
    files = _add(data, came)
    click.echo(f"{len(came.proposals)} added to {', '.join(files) or 'no file'}", err=True)


def _add(data: Path, came: Run) -> list[str]:
    """Add the proposals to the files of a package, and say which."""
    from openness.facts.writing import add_rows

    files: dict[str, list[dict[str, Any]]] = {}
    for one in came.proposals:
        files.setdefault(f"evidence/{one.row['source']}.csv", []).append(dict(one.row))
    if files:
        add_rows(data, files, until=max(one.row["recorded"] for one in came.proposals))
    return list(files)
