"""A data package from an upstream folder, one command a source."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from openness.cli.options import FILE, FOLDER, OUT_FOLDER

if TYPE_CHECKING:
    from openness.importers.writer import Report


@click.group("import")
def import_() -> None:
    """Make a data package from an upstream folder.

    Ids are the upstream's own. What is not understood is listed with its file and line, the rest is imported, and
    the exit code is then 1.
    """


@import_.command(
    "osai-index",
    epilog="""\b
Examples:
  python -m openness import osai-index main-database --out osai
  python -m openness score --data osai --rubric osai-index-2026
  python -m openness import osai-index main-database --history history.csv --out osai
  python -m openness import osai-index main-database --history history.csv \\
      --recorded-by 2026-03-12 --out edition""",
)
@click.argument("folder", metavar="DIR", type=FOLDER)
@click.option("--history", metavar="FILE", type=FILE, help="Earlier versions of the files, as one table.")
@click.option("--recorded-by", metavar="DATE", help="Rebuild the index as it stood on that day (needs --history).")
@OUT_FOLDER
def osai_index(folder: Path, history: Path | None, recorded_by: str | None, out: Path) -> None:
    """The European Open Source AI Index: a folder of one YAML file a system."""
    from openness.importers.osai_index import import_osai_index

    if recorded_by and not history:
        raise click.UsageError("--recorded-by needs --history: only the earlier versions say what was there before.")
    _report(import_osai_index(folder, out, history=history, recorded_by=recorded_by))


@import_.command(
    "mot",
    epilog="""\b
Examples:
  python -m openness import mot model_openness_tool/models --out mot
  python -m openness score --data mot --rubric mof-1.0""",
)
@click.argument("folder", metavar="DIR", type=FOLDER)
@OUT_FOLDER
def mot(folder: Path, out: Path) -> None:
    """The Model Openness Tool: a folder of one YAML file a model."""
    from openness.importers.mot import import_mot

    _report(import_mot(folder, out))


@import_.command(
    "fmti",
    epilog="""\b
Examples:
  python -m openness import fmti fmti --out transparency
  python -m openness import fmti fmti --out transparency && cat transparency/transparency.csv""",
)
@click.argument("folder", metavar="DIR", type=FOLDER)
@OUT_FOLDER
def fmti(folder: Path, out: Path) -> None:
    """The Foundation Model Transparency Index: a folder of its scores, one CSV file a round."""
    from openness.importers.fmti import import_fmti

    _report(import_fmti(folder, out))


def _report(report: Report) -> None:
    for line in report.lines():
        click.echo(line)
    if report.exit_code:
        sys.exit(report.exit_code)
