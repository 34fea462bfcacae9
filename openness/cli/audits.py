"""Facts drawn by chance for somebody else to check, and what the checks say."""

from __future__ import annotations

from pathlib import Path

import click

from openness.cli.options import DATA, FILE, OUT_FILE
from openness.cli.writing import write


@click.group()
def audit() -> None:
    """Draw facts by chance for somebody else to check, and rate what was checked."""


@audit.command(
    "draw",
    epilog="""\b
Examples:
  python -m openness audit draw --n 60 --seed 2027 --out sheet.csv

\b
The sample is stratified: how a fact came to us (read first-hand or by machine, looked up in a library,
taken from the base, an index alone) by group of component, in proportion, and at least one of each. Fill in verdict
(right, arguable, wrong-by-evidence, wrong-by-guide, not-checkable), right_value and why where it is not
right, url (the page that decides), checked (the day) and by (who, and what that reader has to do with the
facts). The levels are those of data/GUIDE.md.""",
)
@DATA
@click.option("--n", "number", metavar="N", type=click.IntRange(1), default=60, show_default=True, help="Facts.")
@click.option("--seed", metavar="S", type=click.IntRange(0), required=True, help="The same seed draws the same facts.")
@OUT_FILE
def audit_draw(data: Path, number: int, seed: int, out: Path) -> None:
    """Draw a stratified sample of the facts that count, as a sheet to fill in."""
    from openness.core.tables import to_csv
    from openness.facts.audit_sheets import draw
    from openness.facts.package import load_package

    sheet = draw(load_package(data), number, seed)
    write(out, to_csv(sheet))
    click.echo(f"{len(sheet)} facts drawn", err=True)


@audit.command(
    "rate",
    epilog="""\b
Examples:
  python -m openness audit rate sheet.csv
  python -m openness audit rate data/audits/2026-11-index.csv

\b
Columns: counting is how many facts of that source and kind count today; of those checked, checkable
leaves out what could not be checked; wrong is found untrue or on another level under the guide, untrue
only the former; rate is wrong / checkable, low and high its 95 % Wilson interval. The last row weighs
each stratum by its share of the facts that count. Nothing is rated while a cell of the sheet is wrong.""",
)
@click.argument("sheet", metavar="FILE.csv", type=FILE)
@DATA
def audit_rate(sheet: Path, data: Path) -> None:
    """Rate a sheet that somebody has filled in: error rates by source, and of all facts, weighted."""
    from openness.core.tables import to_csv
    from openness.facts.audit_sheets import read_sheet
    from openness.facts.audits import rates
    from openness.facts.package import load_package

    package = load_package(data)
    click.echo(to_csv(rates(package, read_sheet(sheet, package))), nl=False)
