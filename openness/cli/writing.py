"""How commands give back what they found: to the terminal, or as a file that is written whole or not at all."""

from __future__ import annotations

import errno
import json
import os
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

if TYPE_CHECKING:
    import pandas as pd

    from openness.scoring.answer import Answer

T = TypeVar("T")

INSTALLED, AS_MODULE = "openness", "python -m openness"


def tell(found: Sequence[T], text: Callable[[T, Answer, int], str], form: str, answer: Answer) -> None:
    """What was found of each release, as JSON or as text of the terminal's width."""
    from openness.core.tables import to_plain

    if form == "json":
        document = {"data": answer.package.title, "fingerprint": answer.fingerprint, "releases": to_plain(found)}
        click.echo(json.dumps(document, ensure_ascii=False, indent=1))
        return
    width = min(shutil.get_terminal_size((100, 24)).columns, 120)
    click.echo("\n\n".join(text(one, answer, width) for one in found))


def write_table(out: Path, form: str, name: str, table: pd.DataFrame, answer: Answer) -> None:
    """A table as CSV, or as JSON with what was asked and of which data."""
    from openness.core.tables import SCORE_DECIMALS, to_csv, to_records
    from openness.publish.files import about, to_json

    write(
        out,
        to_csv(table, SCORE_DECIMALS)
        if form == "csv"
        else to_json({**about(answer), name: to_records(table, SCORE_DECIMALS)}),
    )


def write(out: Path, content: str | bytes) -> None:
    """A text or a picture to a file, or to the terminal where the file is `-`."""
    from openness.core.tables import write_whole

    if str(out) == "-":
        click.echo(content, nl=False)
        return
    write_whole(out, content)


def require_folder(out: Path) -> None:
    """Refuse a file that could not be written, before the work that is to go into it.

    Raises:
        OSError: its folder is not there, or may not be written.
    """
    folder = out.parent
    if not folder.is_dir():
        raise FileNotFoundError(errno.ENOENT, "there is no such folder", str(folder))
    if not os.access(folder, os.W_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(folder))


def called() -> str:
    """What the program was called by: `openness` where it is installed, else `python -m openness`."""
    context = click.get_current_context(silent=True)
    name = context.find_root().info_name if context else None
    return INSTALLED if name and Path(name).stem == INSTALLED else AS_MODULE


def count_problems(number: int) -> None:
    """The last line of a list of problems."""
    click.echo(f"{number} problem{'s' if number != 1 else ''}", err=True)
