"""Days, months and years, written as ISO 8601 writes them: `2025-03-09`, `2025-03`, `2025`."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta, timezone

from openness.core.errors import OpennessError

_WHEN = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?", re.ASCII)


def first_day(when: str) -> str:
    """Return the first day of a year, a month or a day; empty stays empty.

    >>> first_day("2025"), first_day("2025-03"), first_day("2025-03-09"), first_day("")
    ('2025-01-01', '2025-03-01', '2025-03-09', '')

    Raises:
        OpennessError: It is none of these, or the calendar has no such day.
    """
    if not when:
        return ""
    full = when + "-01-01"[len(when) - 4 :] if _WHEN.fullmatch(when) else ""
    try:
        return date.fromisoformat(full).isoformat()
    except ValueError:
        msg = f"'{when[:40]}' is not a date; write YYYY-MM-DD, YYYY-MM or YYYY"
        raise OpennessError(msg) from None


def is_date(text: str) -> bool:
    """Return whether a text is a day, a month or a year of the calendar."""
    try:
        return first_day(text) != ""
    except OpennessError:
        return False


def is_month_or_day(text: str) -> bool:
    """Return whether a text is a day or a month of the calendar."""
    return len(text) >= len("2025-03") and is_date(text)


def is_day(text: str) -> bool:
    """Return whether a text is a whole day of the calendar."""
    return len(text) == len("2025-03-09") and is_date(text)


def day_before(when: str) -> str:
    """Return the day before a day, or before the first day of a month or a year."""
    return (date.fromisoformat(first_day(when)) - timedelta(days=1)).isoformat()


def months_between(start: str, end: str) -> float:
    """Return how many months, of which twelve are a year, lie between two days; of a month or a year its first day.

    >>> round(months_between("2024-01-15", "2025-01"), 2), months_between("2025", "2025-01-01")
    (11.56, 0.0)
    """
    days = date.fromisoformat(first_day(end)) - date.fromisoformat(first_day(start))
    return days.days / (365.2425 / 12)


def today() -> str:
    """Return the latest day that it is now anywhere on Earth."""
    return datetime.now(timezone(timedelta(hours=14))).date().isoformat()
