"""The command line run in this process, and what it printed."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from click.testing import CliRunner, Result

from openness.cli.main import main


def run(*arguments: object) -> Result:
    result = CliRunner().invoke(main, [str(argument) for argument in arguments], prog_name="python -m openness")
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def score(files: Path, *arguments: object) -> Result:
    return run("score", "--data", files / "data", "--rubric", files / "small.yaml", *arguments)


def explain(files: Path, *arguments: object) -> Result:
    return run("explain", "--data", files / "data", "--rubric", files / "small.yaml", *arguments)


def rows(result: Result) -> list[dict[str, str]]:
    assert result.exit_code == 0, result.output
    return list(csv.DictReader(io.StringIO(result.stdout)))
