"""What differs between two states of the data, and a state published as an edition."""

from __future__ import annotations

from pathlib import Path

import click

from openness.cli.asking import rubric_path
from openness.cli.options import FILE, format_option
from openness.cli.writing import write
from openness.core.paths import ROOT


@click.command(
    short_help="Show what differs between two states of the data.",
    epilog="""\b
Examples:
  python -m openness diff 1 data                       since the first edition
  python -m openness diff HEAD~1 data                  since a commit of this repository
  python -m openness diff old.zip new.tar.gz --rubric g7-2026
  python -m openness diff main data --format markdown  for a comment: the first entries of each list
  python -m openness diff 1 2 --format json --out diff.json

\b
OLD and NEW are each a folder (a data package, a repository or what `freeze` wrote), an archive of one
(.zip, .tar.gz, .tar.xz), the number of an edition, or a commit. Both are judged by one definition, so
whatever differs was made by what is recorded. A verdict comes with the fewest changes that made it;
a rank has moved where its intervals in nine of ten trials do not meet. Earlier data that lack a
column or a table of today are read as far as they go, with a note.""",
)
@click.argument("old", metavar="OLD")
@click.argument("new", metavar="NEW")
@click.option("--rubric", metavar="ID|FILE", default="", help="Definition: id or YAML file.")
@format_option("text", "json", "markdown")
@click.option("--out", metavar="FILE", type=FILE, default=Path("-"), help="Write to a file, whole or not at all.")
def diff(old: str, new: str, rubric: str, form: str, out: Path) -> None:
    """Show what differs: releases, facts with their addresses, verdicts with the facts that did it, ranks."""
    from openness.editions.opened import open_state
    from openness.editions.records import between, document
    from openness.editions.words import markdown, text
    from openness.publish.files import to_json
    from openness.rubric.load import list_rubrics, load_rubric

    path = rubric_path(rubric) if rubric else next(iter(list_rubrics(ROOT).values()))
    states = open_state(old), open_state(new)
    found = between(*states, load_rubric(path, components=states[1].package.components["component"].tolist()))
    notes = [f"{state.name}: {note}" for state in states for note in state.notes]
    if form == "json":
        write(out, to_json(document(found, *states)))
    else:
        write(out, (text if form == "text" else markdown)(found, states[1].package, notes))


@click.command(
    short_help="Publish the data as an edition.",
    epilog="""\b
Examples:
  python -m openness edition                    then commit, and `freeze` for the archive of charts

\b
Writes a line of data/editions.csv, the data and definitions as editions/NUMBER.tar.xz, what is new in
data/CHANGELOG.md, and CITATION.cff, CITATION.bib and .zenodo.json. A second edition of one day takes
the place of the first; where no data have changed, only what is said of them is written again.""",
)
def edition() -> None:
    """Publish the data as they are as the next edition."""
    from openness.publish.editions import publish_edition

    done = publish_edition()
    click.echo(f"{done.words}, checksum {done.code}")
