"""What is said when an input is wrong: all problems at once, each with its place and a way out."""

from __future__ import annotations

import difflib
import logging
import secrets
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

_LISTED_AT_MOST = 12  # a hint that names every one of 160 releases helps nobody
_ALIKE_AT_MOST = 10  # a thousand rows with one mistake are one mistake
_QUOTED_AT_MOST = 80  # what was found is shown, not reproduced: it may be a megabyte
_LOG = logging.getLogger(__name__)


def shorten(value: object, limit: int = _QUOTED_AT_MOST) -> str:
    """Return ``value`` on one line, cut to ``limit`` characters, with control characters made visible."""
    text = "".join(
        c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in str(value)[: 2 * limit]
    )
    return text if len(text) <= limit else text[: limit - 1] + "…"


@dataclass(frozen=True, order=True)
class Problem:
    """One thing wrong with one input.

    Attributes:
        file: The file as the reader knows it, or ``edit`` for a change that stands in an address.
        line: Line, counted from 1; 0 means the whole file.
        what: What is wrong, in words that name the place inside the file.
        got: What was found there; empty when that adds nothing.
        hint: What to write instead; empty when ``what`` says it already.
        cell: The cell of a workbook, such as ``B7``; empty elsewhere.
    """

    file: str
    line: int
    what: str
    got: str = ""
    hint: str = ""
    cell: str = ""

    def __str__(self) -> str:
        place = f"{self.file}, {self.cell}" if self.cell else f"{self.file}:{self.line}" if self.line else self.file
        parts = [self.what]
        if self.got:
            parts.append(f"got '{shorten(self.got)}'")
        if self.hint:
            parts.append(self.hint)
        return f"{place}: " + "; ".join(parts)


class OpennessError(ValueError):
    """The base of every error this package raises on purpose."""


class ProblemsError(OpennessError):
    """An input has one or more problems; ``problems`` holds all of them, by file and line.

    Its text says them all, except that of one mistake made over and over in a file the first ten stand for the rest:
    a column that was renamed must not bury what else is wrong.
    """

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems: tuple[Problem, ...] = tuple(sorted(set(problems)))
        super().__init__("\n".join(_listed(self.problems)))

    def __reduce__(self) -> tuple[type[ProblemsError], tuple[tuple[Problem, ...]]]:
        # The default would rebuild the error from its text; caches and worker processes pickle errors.
        return (type(self), (self.problems,))


def reported(error: BaseException, where: str) -> str:
    """Write an unexpected error to the log, under an id that can be given to whoever met it.

    Args:
        error: What happened.
        where: What was being done, on one line.

    Returns:
        The id: ten letters and digits, another one each time.
    """
    told = secrets.token_hex(5)
    _LOG.error("%s: %s", told, where, exc_info=error)
    return told


def _listed(problems: Sequence[Problem]) -> list[str]:
    """Return the lines of an error's text, in the order of ``problems``."""
    alike = Counter((problem.file, problem.what) for problem in problems)
    told: Counter[tuple[str, str]] = Counter()
    lines = []
    for problem in problems:
        kind = (problem.file, problem.what)
        told[kind] += 1
        if told[kind] <= _ALIKE_AT_MOST:
            lines.append(str(problem))
        if told[kind] == _ALIKE_AT_MOST < alike[kind]:
            lines.append(f"{problem.file}: {problem.what}; and {alike[kind] - _ALIKE_AT_MOST} more")
    return lines


def nearest(word: object, valid: Iterable[str]) -> str:
    """Return a hint towards the valid words: the one that was probably meant, or all of them.

    Args:
        word: What was written.
        valid: What could have been written, in the order to show.

    Returns:
        ``did you mean 'x'?``, ``one of: a, b, c`` or, where nothing is valid, an empty string.
    """
    words = list(dict.fromkeys(valid))
    close = difflib.get_close_matches(str(word)[:100].lower(), [w.lower() for w in words], n=1, cutoff=0.6)
    if close:
        meant = next(w for w in words if w.lower() == close[0])
        return f"did you mean '{meant}'?"
    if not words:
        return ""
    shown = ", ".join(words[:_LISTED_AT_MOST])
    more = len(words) - _LISTED_AT_MOST
    return f"one of: {shown}" + (f" and {more} more" if more > 0 else "")
