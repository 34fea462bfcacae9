"""The options that several commands share: what to score, of which data, in which form, where to."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from openness.core.paths import ROOT

F = TypeVar("F", bound=Callable[..., Any])

FOLDER = click.Path(file_okay=False, path_type=Path)
FILE = click.Path(dir_okay=False, allow_dash=True, path_type=Path)
DATA = click.option("--data", metavar="DIR", type=FOLDER, default=ROOT / "data", help="Data package.  [data/]")
OUT_FILE = click.option(
    "--out", metavar="FILE", type=FILE, required=True, help="Where to write it, whole or not at all."
)
OUT_FOLDER = click.option("--out", metavar="DIR", type=FOLDER, required=True, help="The data package to write.")


def query_options(command: F) -> F:
    """What to score, the same in every command: `openness.cli.asking.ask` takes them all as `**query`."""
    return _all(
        command,
        click.option("--rubric", metavar="ID|FILE", default="", help="Definition: id or YAML file."),
        DATA,
        click.option("--as-of", metavar="DATE", default="", help="As of 2025, 2025-03 or 2025-03-31."),
        click.option("--sources", metavar="A,B", default="", help="Only what these sources say."),
        click.option(
            "--query",
            "text",
            metavar='"…"',
            default="",
            help="The part of a dashboard address after the question mark, or a whole address; options outrank it.",
        ),
    )


def table_options(command: F) -> F:
    """The form of a table, and where it goes: to the terminal, or to a file."""
    return _all(
        command,
        format_option("csv", "json"),
        click.option(
            "--out", metavar="FILE", type=FILE, default=Path("-"), help="Write to a file, whole or not at all."
        ),
    )


def format_option(*forms: str) -> Callable[[F], F]:
    """The form of what is printed; the first is taken where nothing is asked for."""
    return click.option("--format", "form", type=click.Choice(forms), default=forms[0], show_default=True)


def _all(command: F, *options: Callable[[F], F]) -> F:
    # decorators apply from the innermost, and help lists the outermost first
    for option in reversed(options):
        command = option(command)
    return command
