"""What is done to data and definitions themselves."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from openness.cli.asking import rubric_path
from openness.cli.options import DATA
from openness.cli.writing import count_problems
from openness.core.paths import ROOT


@click.command(
    short_help="Check a data package and definitions.",
    epilog="""\b
Examples:
  python -m openness validate                          data/, rubric.yaml and all of rubrics/
  python -m openness validate --rubric my-rubric.yaml  a definition of your own
  python -m openness validate --data my-package        a data package of your own
  python -m openness validate | grep rubrics/          problems go to standard output, one a line

Exit code 0 when there is no problem, 1 when there is one.""",
)
@click.option("--rubric", "rubrics", metavar="ID|FILE", multiple=True, help="Only this definition; may be repeated.")
@DATA
def validate(rubrics: tuple[str, ...], data: Path) -> None:
    """Check a data package and definitions, and list every problem as file:line: what; got; hint."""
    from openness.cli.validation import validate as check

    found = check(data, [rubric_path(name) for name in rubrics] or None, ROOT)
    for problem in found.problems:
        click.echo(str(problem))
    if found.problems:
        count_problems(len(found.problems))
        sys.exit(1)
    click.echo(found.summary)
