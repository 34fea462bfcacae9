"""What people who write no code add or put right: a workbook to fill in, and a filled-in one taken."""

from __future__ import annotations

from pathlib import Path

import click

from openness.cli.options import DATA, OUT_FILE
from openness.cli.writing import write


@click.command(
    short_help="Make a workbook to fill in.",
    epilog="""\b
Examples:
  python -m openness template --releases olmo-2 --out olmo.xlsx          the facts as they are, to correct
  python -m openness template --releases olmo-2,apertus --out two.xlsx
  python -m openness template --new --out new.xlsx                       for a release that is not there yet

\b
Cells offer the words that they take; the first sheet says how to fill it in. `take` reads it back.""",
)
@click.option("--releases", metavar="A,B", default="", help="The releases whose facts to fill in beforehand.")
@click.option("--new", is_flag=True, help="Rows for a release that the data do not have yet.")
@DATA
@OUT_FILE
def template(releases: str, new: bool, data: Path, out: Path) -> None:
    """Make a workbook in which facts can be corrected or added without code."""
    from openness.cli.asking import find_among
    from openness.contributing.template import template as make
    from openness.facts.package import load_package

    if out.suffix.lower() not in ("", ".xlsx"):
        raise click.BadParameter(f"it is a workbook: call it {out.with_suffix('.xlsx').name}", param_hint="--out")
    package = load_package(data)
    named = [name.strip() for name in releases.split(",") if name.strip()]
    if not named and not new:
        raise click.UsageError("say which releases (--releases olmo-2), or --new for one that is not there yet.")
    write(out, make(package, list(dict.fromkeys(find_among(name, package) for name in named)), new=new))


@click.command(
    short_help="Take a filled-in workbook into the data.",
    epilog="""\b
Examples:
  python -m openness take olmo.xlsx --check      what it would change
  python -m openness take olmo.xlsx
  python -m openness take one.xlsx facts.csv     several at once: what contradicts is reported

\b
All of it is taken, or nothing: a fault anywhere is told with its sheet and cell, and what to write.
Two rows that say different things of one fact, and one that contradicts a later reading in the data,
are reported. Rows that nobody has changed since the template was made change nothing.""",
)
@click.argument("files", metavar="FILE.xlsx|FILE.csv…", nargs=-1, required=True, type=click.Path(dir_okay=False))
@DATA
@click.option("--check", is_flag=True, help="Say what it would change, and write nothing.")
def take(files: tuple[str, ...], data: Path, check: bool) -> None:
    """Check facts, releases and vendors that somebody has filled in, and merge them into the data."""
    from openness.contributing.merging import change_words, merge, summary
    from openness.facts.package import load_package
    from openness.facts.writing import write_planned

    package = load_package(data)
    merged = merge(package, {file: Path(file).read_bytes() for file in files})
    for change in merged.changes:
        click.echo(change_words(change, merged.package))
    if merged.planned is None:
        click.echo(f"Nothing in it differs from the data: {summary(merged)}.")
        return
    if not check:
        write_planned(merged.planned)
    click.echo(f"{summary(merged)}{'; nothing is written (--check)' if check else ''}.")
