"""A table that somebody uploads as text: its encoding, the sign that separates its cells, and its rows."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Sequence

from openness.core.errors import Problem

SAVE = "save it as CSV in UTF-8, or as .xlsx"
"""What to do with a file that cannot be read."""

SEARCHED = 20
"""Lines in which the header is looked for: above it may be a title, a remark."""

ENDLESS = 131_072
"""Characters of a cell from which a quotation mark is taken to be left open."""

_UNCLOSED = "look for a quotation mark that is not closed"
_SEPARATORS = (",", ";", "\t", "|")
_JAPANESE_PAIR = re.compile(rb"[\x81-\x9f][\x80-\xfc]")
# Marks of the direction of writing that could make a text read as another one; the harmless ones stay.
_TURNING = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0xFEFF])

Grid = list[tuple[int, list[str]]]
"""Rows with the line on which each starts; blank rows are left out."""


def same(text: str) -> str:
    """What two spellings have in common: letters, digits and plus signs, whatever case, width, spaces and hyphens.

    >>> same("Base\u00a0Weights") == same("base_weights") == same("ＢＡＳＥ－ＷＥＩＧＨＴＳ")
    True
    """
    return "".join(c for c in unicodedata.normalize("NFKC", text).casefold() if c.isalnum() or c == "+")


def one_line(text: str) -> str:
    """A text on one line: breaks, tabs and wide or unbreakable spaces become spaces."""
    return " ".join(text.translate(_TURNING).split())


def decode(content: bytes, file: str, problems: list[Problem]) -> str | None:
    """The text of a file, with line feeds at the ends of its lines; None, with a problem, where it is not a text."""
    text = None
    for encoding in _encodings(content):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        break
    if text is None:
        problems.append(Problem(file, 0, "is in an encoding that cannot be recognised", "", SAVE))
        return None
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        problems.append(Problem(file, line, "holds a NUL character", "", f"is this a text file? {SAVE}"))
        return None
    return text


def _encodings(content: bytes) -> tuple[str, ...]:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return ("utf-16",)
    try:
        content.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    else:
        return ("utf-8-sig",)
    if b"\r" in content and b"\n" not in content:
        return ("mac-roman",)
    # Western letters are single bytes above 0xC0, followed by plain ones; Japanese comes in pairs from 0x81 on.
    pairs, high = len(_JAPANESE_PAIR.findall(content)), sum(byte >= 0x80 for byte in content)
    return ("cp932", "cp1252") if 3 * pairs >= high else ("cp1252", "cp932")


def rows_of_csv(text: str, columns: Sequence[str], file: str, problems: list[Problem]) -> Grid | None:
    """The rows of a CSV file, whatever sign separates its cells; None, with a problem, where it cannot be read."""
    lines = text.split("\n")
    start = next((number for number, line in enumerate(lines) if line.strip()), 0)
    told = re.fullmatch(r'"?sep=(.)"?', lines[start].strip(" "), re.IGNORECASE)  # a line that Excel understands
    if told:
        start += 1
    separator = told[1] if told else _separator(lines[start : start + SEARCHED], columns)
    reader = csv.reader(io.StringIO("\n".join(lines[start:]), newline=""), delimiter=separator, strict=True)
    grid: Grid = []
    end = start
    try:
        for cells in reader:
            # line_num is where the row ends; a quoted cell may hold line breaks, so it starts after the last one
            number, end = end + 1, start + reader.line_num
            if max(map(len, cells), default=0) > ENDLESS:  # the reader's own limit is one for all of the process
                problems.append(_endless(file, number))
                return None
            if any(cell.strip() for cell in cells):
                grid.append((number, cells))
    except csv.Error as error:
        endless = "field larger" in str(error)
        wrong = Problem(file, end + 1, f"cannot be read as CSV: {error}", "", _UNCLOSED)
        problems.append(_endless(file, end + 1) if endless else wrong)
        return None
    return grid


def _endless(file: str, line: int) -> Problem:
    return Problem(file, line, "holds a cell without end", "", f"{_UNCLOSED}; a cell has at most 2,000 characters")


def _separator(lines: Sequence[str], columns: Sequence[str]) -> str:
    """The sign that splits one of the first lines into the most names of columns."""
    names = {same(name) for name in columns}

    def found(sign: str) -> int:
        return max((sum(same(cell) in names for cell in line[:10_000].split(sign)) for line in lines), default=0)

    return max(_SEPARATORS, key=found)
