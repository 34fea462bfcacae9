"""What a text may look like, as a pattern of JSON Schema: found out by asking the grammar, not written down again."""

from __future__ import annotations

import calendar
from collections.abc import Callable, Iterable

_REST = r"(\.?[a-z0-9_-])*"
_VALUE = r":[A-Za-z0-9._-]+"
# What begins with z. is packed, and read as such.
EDIT = rf"^([a-y]{_REST}|z([a-z0-9_-]{_REST})?){_VALUE}(,[a-z]{_REST}{_VALUE})*$"
"""Changes to a definition as pairs of path and value. Which of them a definition takes is the definition's business."""

_NUMBER = r"[0-9]{1,9}(\.[0-9]{1,6})?"
SPAN = rf"^({_NUMBER}(\.\.({_NUMBER})?)?|\.\.{_NUMBER})$"
"""A range of numbers, open at one end at most."""


def dates(takes: Callable[[str], bool], years: Iterable[int]) -> str:
    """The pattern of all years, months and days that are taken: those, and no others.

    Args:
        takes: whether a date is taken.
        years: the years to ask about.

    >>> import re
    >>> pattern = dates(lambda text: "2023-11-15" <= text <= "2025-02-01", range(2020, 2030))
    >>> [bool(re.search(pattern, text)) for text in ("2024-02-29", "2023-12", "2025-02-01", "2023-11", "2025-02-29")]
    [True, True, True, False, False]
    """
    by_shape: dict[str, list[str]] = {}
    for year in years:
        months = {f"{month:02}": _days(takes, year, month) for month in range(1, 13)}
        shape = _either(_turned(months), takes(f"{year:04}"))
        if shape is not None:
            by_shape.setdefault(shape, []).append(f"{year:04}")
    whole = "|".join(f"({'|'.join(named)}){shape}" for shape, named in by_shape.items())
    return f"^({whole})$" if whole else "^$"


def _days(takes: Callable[[str], bool], year: int, month: int) -> str | None:
    """What may follow the month: the days that are taken, or nothing where the month is taken by itself."""
    days = [f"{day:02}" for day in range(1, calendar.monthrange(year, month)[1] + 1)]
    taken = [day for day in days if takes(f"{year:04}-{month:02}-{day}")]
    return _either({"": taken} if taken else {}, takes(f"{year:04}-{month:02}"))


def _turned(shapes: dict[str, str | None]) -> dict[str, list[str]]:
    """The months by what may follow them."""
    found: dict[str, list[str]] = {}
    for name, shape in shapes.items():
        if shape is not None:
            found.setdefault(shape, []).append(name)
    return found


def _either(following: dict[str, list[str]], alone: bool) -> str | None:
    """A dash and one of these, each with what may follow it; None where there is none, and it is not taken alone."""
    listed = "|".join(f"({'|'.join(named)}){shape}" for shape, named in following.items())
    if not listed:
        return "" if alone else None
    return f"(-({listed}))?" if alone else f"(-({listed}))"
