"""How numbers, dates and names are written in titles, tables and hovers. Rounding happens here, and only here."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from datetime import date
from functools import lru_cache
from html import escape

_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


@lru_cache(maxsize=4096)
def day(iso: str) -> str:
    """``2025-03-03`` as ``3 March 2025``, ``2025-03`` as ``March 2025``; anything else as it stands."""
    parts = iso.split("-")
    try:
        moment = date(int(parts[0]), int(parts[1]), int(parts[2]) if len(parts) == 3 else 1)
        return f"{moment.day if len(parts) == 3 else ''} {_MONTHS[moment.month - 1]} {moment.year}".strip()
    except (ValueError, IndexError):
        return iso


def points(value: float) -> str:
    """Points of 100 without decimals; an en dash where there is no score."""
    return "–" if math.isnan(value) else f"{round(value):d}"


def span(low: float, high: float) -> str:
    """A range of points: ``40`` where both ends round to the same number, else ``40 to 65``."""
    first, last = points(low), points(high)
    return first if first == last else f"{first} to {last}"


def signed(value: float) -> str:
    """Points of a gap, with a true minus sign."""
    return points(value).replace("-", "\N{MINUS SIGN}")


def places(value: float) -> str:
    """A rank, or a number of ranks, as a whole number: ties share the mean of theirs, which is ``about 48``.

    >>> places(12.0), places(48.5), places(0.3)
    ('12', 'about 48', 'less than 1')
    """
    if value == round(value):
        return f"{value:.0f}"
    return f"about {value:.0f}" if value >= 1 else "less than 1"


def count(number: int, one: str, many: str | None = None) -> str:
    """``1 release``, ``12 releases``, ``1,200 releases``."""
    return f"{number:,} {one if number == 1 else (many or one + 's')}"


def share(part: int, whole: int) -> str:
    """Whole per cent; ``under 1%`` and ``over 99%`` where rounding would claim none or all."""
    if whole == 0:
        return "–"
    value = 100 * part / whole
    if 0 < value < 1:
        return "under 1%"
    if 99 < value < 100:
        return "over 99%"
    return f"{round(value)}%"


def listed(items: Iterable[str], last: str = "and") -> str:
    """``a``, ``a and b``, ``a, b and c``."""
    words: Sequence[str] = list(items)
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} {last} {words[-1]}" if words else ""


def cut(text: str, length: int) -> str:
    """At most ``length`` characters, cut at a word where possible."""
    if len(text) <= length:
        return text
    head = text[: length - 1]
    space = head.rfind(" ")
    return (head[:space] if space > length * 0.6 else head).rstrip(" ,(") + "…"


def figure_text(text: str) -> str:
    """Text for inside a figure.

    Plotly reads a little HTML (tags, links) and ``$…$`` as LaTeX in every label, so names from the data are made inert.
    """
    return escape(text, quote=False).replace("$", "&#36;")


def lower_first(text: str) -> str:
    """The text to stand inside a sentence; words that begin with two capitals (``EU``, ``OSI``) stay."""
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]
