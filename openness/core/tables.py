"""Tables as files: CSV and JSON that mean the same wherever they come from, and that no spreadsheet will execute."""

from __future__ import annotations

import csv
import dataclasses
import io
import math
import os
import re
import stat
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pandas as pd

DECIMALS = 9
"""Decimals of a number in a file: as many as the engine's sums have, so that 0.1 + 0.2 is 0.3."""

SCORE_DECIMALS = 4
"""Decimals of the scores, as the command line has always written them: all four, also where they are 0."""

# A cell that begins like this is run as a formula when the file is opened in a spreadsheet (the wide forms too, in
# East Asian settings). A number may begin with a sign; it is no formula.
_FORMULA = re.compile(r"[=+\-@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20]")
_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?([eE][+-]?\d+)?", re.ASCII)


def neutral(text: str) -> str:
    """The text with an apostrophe before it where a spreadsheet would run it as a formula.

    >>> neutral("=1+1"), neutral("-12.5"), neutral("GPT-4")
    ("'=1+1", '-12.5', 'GPT-4')
    """
    return f"'{text}" if _FORMULA.match(text) and not _NUMBER.fullmatch(text) else text


def to_csv(frame: pd.DataFrame, decimals: int | None = None) -> str:
    """A table as CSV: a line of column names, unrounded numbers, `true` and `false`, an empty cell for none.

    The text is UTF-8 without a byte-order mark, lines end in a line feed, and no cell is a formula (`neutral`).

    Args:
        frame: Numbers as numbers, dates as ISO text.
        decimals: So many for every number with a fraction, where that is agreed upon (`SCORE_DECIMALS`).
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(neutral(str(column)) for column in frame.columns)
    writer.writerows(zip(*(_cells(frame[column].tolist(), decimals) for column in frame.columns), strict=True))
    return out.getvalue()


def to_records(frame: pd.DataFrame, decimals: int = DECIMALS) -> list[dict[str, Any]]:
    """A table as records for JSON: the same numbers as in the CSV, null where there is none."""
    columns = [str(column) for column in frame.columns]
    values = zip(
        *(
            [value if isinstance(value, str) else _value(value, decimals) for value in frame[column].tolist()]
            for column in frame.columns
        ),
        strict=True,
    )
    return [dict(zip(columns, row, strict=True)) for row in values]


def to_plain(value: Any) -> Any:
    """A dataclass, or anything nested, as JSON holds it: numbers as in the tables, and null for no number."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: to_plain(getattr(value, field.name)) for field in dataclasses.fields(value)}
    if isinstance(value, Mapping):
        return {str(key): to_plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [to_plain(item) for item in value]
    return _value(value)


def _value(value: Any, decimals: int = DECIMALS) -> Any:
    if value is None or value is pd.NA or value is pd.NaT:
        return None
    if isinstance(value, float):
        # adding zero turns the -0.0 that rounding leaves behind into 0.0
        return round(value, decimals) + 0.0 if math.isfinite(value) else None
    return value


def _cells(values: list[Any], decimals: int | None) -> list[str]:
    texts = {value: _text(value) for value in {value for value in values if isinstance(value, str)}}
    return [texts[value] if isinstance(value, str) else _cell(value, decimals) for value in values]


def _text(value: str) -> str:
    # a lone carriage return is not quoted by every writer, and ends the row for some readers
    return neutral(value.replace("\r\n", "\n").replace("\r", "\n"))


def _cell(value: Any, decimals: int | None) -> str:
    value = _value(value, DECIMALS if decimals is None else decimals)
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return _plain(value) if decimals is None else f"{value:.{decimals}f}"
    return str(value)


def _plain(value: float) -> str:
    """The shortest text that is this number, without an exponent: not every program reads one."""
    text = f"{value:.{DECIMALS}f}".rstrip("0").rstrip(".")
    return text or "0"


def write_whole(path: Path, content: str | bytes) -> None:
    """Write a file so that a reader sees the old one or the new one, never half of either.

    Raises:
        OSError: the folder does not exist or may not be written.
    """
    data = content.encode("utf-8") if isinstance(content, str) else content
    if path.exists() and not stat.S_ISREG(path.stat().st_mode):
        path.write_bytes(data)  # a pipe or a device cannot be replaced
        return
    path = path.resolve()  # a link keeps pointing where it points
    beside = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        beside.write_bytes(data)
        os.replace(beside, path)
    except OSError as error:  # name the file that was asked for, not the one beside it
        raise type(error)(error.errno, error.strerror, str(path)) from error
    finally:
        beside.unlink(missing_ok=True)


def rows_of(columns: Mapping[str, Iterable[Any]]) -> list[dict[str, Any]]:
    """The rows of some columns, each a dictionary."""
    return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]
