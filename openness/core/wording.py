"""How numbers, dates and names are written for readers: titles, sentences, tables on pages, hovers.

The only place that rounds for reading. Files for machines are written by `openness.core.tables`, in full and in ASCII.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
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


_EXACT = 9
"""Decimals to which scores are compared with a bar; the engine rounds its sums there."""


@lru_cache(maxsize=4096)
def day(iso: str) -> str:
    """``2025-03-03`` as ``3 March 2025``, ``2025-03`` as ``March 2025``; anything else as it stands."""
    parts = iso.split("-")
    try:
        then = date(int(parts[0]), int(parts[1]), int(parts[2]) if len(parts) == 3 else 1)
        return f"{then.day if len(parts) == 3 else ''} {_MONTHS[then.month - 1]} {then.year}".strip()
    except (ValueError, IndexError):
        return iso


def moment(seconds: float) -> str:
    """A moment of the clock, in seconds since 1970, for readers anywhere.

    >>> moment(1_764_000_300)
    '16:05 UTC on 24 November 2025'
    """
    then = datetime.fromtimestamp(seconds, UTC)
    return f"{then:%H:%M} UTC on {day(then.date().isoformat())}"


def points(value: float, bar: float | None = None) -> str:
    """Points of 100 without decimals and with a true minus sign; an en dash where there is no score.

    Args:
        value: The points.
        bar: What they have to reach, where the sentence says so too: then there are as many decimals as it takes for
            the number to stand on the same side of the bar as before it was rounded.

    >>> points(59.8), points(59.8, 60), points(60.2, 60), points(-0.3)
    ('60', '59.8', '60', '0')
    """
    if math.isnan(value):
        return "–"
    digits = 0
    if bar is not None:
        reached = round(value, _EXACT) >= bar
        while digits < _EXACT and (round(value, digits) >= bar) != reached:
            digits += 1
    return decimal(value, digits)


def span(low: float, high: float, bar: float | None = None) -> str:
    """A range of points: ``40`` where both ends round to the same number, else ``40 to 65``; `bar` as in `points`."""
    first, last = points(low, bar), points(high, bar)
    return first if first == last else f"{first} to {last}"


def median_words(value: float, low: float, high: float, number: int) -> str:
    """A median as a title states it, with the range that missing facts allow and how many releases it counts.

    >>> median_words(0, 0, 28.2, 22), median_words(40, 40, 40.2, 1)
    ('0 (0 to 28, n = 22)', '40 (n = 1)')
    """
    between = span(low, high)
    return f"{points(value)} ({'' if between == points(value) else f'{between}, '}n = {number:,})"


def decimal(value: float, digits: int) -> str:
    """A number with so many decimals, a true minus sign and commas; an en dash for none.

    >>> decimal(-0.123, 2), decimal(1234.5, 0), decimal(-0.001, 1)
    ('\N{MINUS SIGN}0.12', '1,234', '0.0')
    """
    if math.isnan(value):
        return "–"
    return _minus(f"{round(value, digits) + 0.0:,.{digits}f}")  # adding zero turns -0.0 into 0.0


def gain(value: float) -> str:
    """Points more or fewer, with the sign before them either way.

    >>> gain(3.2), gain(-12), gain(0.2)
    ('+3', '\N{MINUS SIGN}12', '0')
    """
    text = points(value)
    return f"+{text}" if round(value) > 0 else text


def stated(value: object) -> str:
    """A number as somebody stated it, unrounded: ``60``, ``0.25``, ``1e25`` rather than ``1e+25``; else as it stands.

    >>> stated(60.0), stated(1e25), stated("2025-08-02")
    ('60', '1e25', '2025-08-02')
    """
    return _minus(f"{value:.12g}".replace("e+", "e")) if isinstance(value, float) else str(value)


def cell(value: object) -> str:
    """What stands in a cell of a table, written out: an en dash where there is nothing.

    >>> cell(-12), cell(None), cell(True), cell("MIT")
    ('\N{MINUS SIGN}12', '–', 'yes', 'MIT')
    """
    if value is None or value != value or value == "":
        return "–"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return _minus(f"{value:,}") if isinstance(value, int) else stated(value)


def power_of_ten(power: int) -> str:
    """A power of ten: ``10²⁵``.

    >>> power_of_ten(25), power_of_ten(-3)
    ('10²⁵', '10⁻³')
    """
    return "10" + str(power).translate(_RAISED)


_RAISED = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")


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


def does_not(reach: str) -> str:
    """That a verdict is not reached, from the verb that reaches it.

    >>> does_not("meet the definition"), does_not("be open")
    ('does not meet the definition', 'is not open')
    """
    verb, _, rest = reach.partition(" ")
    return f"is not {rest}" if verb == "be" else f"does not {reach}"


def they(reach: str, number: int = 2) -> str:
    """That so many releases reach a verdict, from the verb that reaches it.

    >>> they("meet the definition"), they("be open"), they("be open", 1), they("meet the definition", 1)
    ('meet the definition', 'are open', 'is open', 'meets the definition')
    """
    verb, _, rest = reach.partition(" ")
    if verb == "be":
        return f"{'is' if number == 1 else 'are'} {rest}"
    return reach if number != 1 else f"{verb}{'es' if verb.endswith(('ch', 'sh', 's', 'x')) else 's'} {rest}"


def they_do_not(reach: str) -> str:
    """That releases do not reach a verdict.

    >>> they_do_not("meet the definition"), they_do_not("be open")
    ('do not meet the definition', 'are not open')
    """
    return f"{they(reach).replace('are ', 'are not ', 1)}" if reach.startswith("be ") else f"do not {reach}"


def large(billions: str) -> str:
    """A number of parameters given in billions, with the unit that keeps it short; a bound keeps its sign.

    >>> large("7"), large("1600"), large("<0.5"), large("1000")
    ('7 billion', '1.6 trillion', '<500 million', '1 trillion')
    """
    digits = billions.lstrip("<>")
    try:
        value = float(digits)
    except ValueError:
        return f"{billions} billion"
    scale, unit = (1e-3, "trillion") if value >= 1000 else (1, "billion") if value >= 1 else (1e3, "million")
    return f"{billions[: len(billions) - len(digits)]}{value * scale:.4g} {unit}"


def more_than(number: int) -> str:
    """A count of which only a part is known, with two digits: what there are at least, said so that it is true.

    >>> more_than(123_456), more_than(100), more_than(7)
    ('more than 120,000', 'more than 99', 'more than 6')
    """
    below = str(number - 1)
    return f"more than {int(below[:2].ljust(len(below), '0')):,}"


def percent(share: float, bar: float | None = None) -> str:
    """A share of the whole in whole per cent; ``under 1%`` and ``over 99%`` where rounding would claim none or all.

    Args:
        share: From 0 to 1.
        bar: The share that has to be reached, as in `points`.

    >>> percent(0.37), percent(0.004), percent(0.6475, 0.65)
    ('37%', 'under 1%', '64.8%')
    """
    value = round(100 * share, _EXACT)
    if 0 < value < 1:
        return "under 1%"
    if 99 < value < 100:
        return "over 99%"
    text = points(value, None if bar is None else round(100 * bar, _EXACT))
    return text if math.isnan(share) else f"{text}%"


def share(part: int, whole: int) -> str:
    """`percent` of a part of a whole; an en dash where there is no whole."""
    return percent(part / whole if whole else math.nan)


def relative(change: float) -> str:
    """A relative change: two digits, so that a small one does not read as none.

    >>> relative(0.37), relative(-0.0042), relative(12)
    ('37%', '\N{MINUS SIGN}0.42%', '1,200%')
    """
    size = 100 * abs(change)
    digits = f"{size:,.0f}" if size >= 9.95 else f"{size:.2g}"
    return _minus(f"{'-' if change < 0 else ''}{digits}%")


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


def upper_first(text: str) -> str:
    """The text to begin a sentence, a heading or an entry; all behind its first letter stays."""
    return text[:1].upper() + text[1:]


def _minus(text: str) -> str:
    return text.replace("-", "\N{MINUS SIGN}")
