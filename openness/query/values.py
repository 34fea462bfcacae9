"""Reading the values of one parameter of an address: what cannot be used is a problem, and never more than that."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal

from openness.core.dates import first_day, is_date
from openness.core.errors import nearest, shorten
from openness.query.edits import QueryError, check_edits, unpack_edits
from openness.query.name_search import fold
from openness.query.vocabulary import YOURS, Vocabulary

MAX_WORDS = 200
"""Longest text of words to search for, in characters."""

_HINTS_AT_MOST = 20
_CALLED = {
    "rubric": "definition",
    "sources": "source",
    "kind": "kind of vendor",
    "claim": "vendor's own word",
    "component": "component and state",
    "mark": "release",
}
_SPAN_HINT = "write 7..80, 7.. or ..80, in billions of parameters"
_SPAN = re.compile(r"(\d{1,9}(?:\.\d{1,6})?)?(\.\.)?(\d{1,9}(?:\.\d{1,6})?)?", re.ASCII)


def _tell(
    problems: list[QueryError], name: str, what: str, got: str, valid: Sequence[str] = (), *, conflict: bool = False
) -> None:
    """Add to the problems of an address what is wrong with the value of a parameter."""
    problems.append(QueryError(what, parameter=name, got=got, valid=valid, conflict=conflict))


def one(name: str, values: Sequence[str], problems: list[QueryError]) -> str:
    """The one value of a parameter that takes one; empty values count as not given."""
    distinct = list(dict.fromkeys(value.strip() for value in values if value.strip()))
    if len(distinct) > 1:
        _tell(problems, name, f"{name}= is given {len(distinct)} times; only the first counts", distinct[1])
    return distinct[0] if distinct else ""


def _known(name: str, value: str, words: Vocabulary, problems: list[QueryError]) -> str:
    """The value as the data spells it, or empty (and a problem) when there is none."""
    if words.has(name, value):
        return value
    found = words.folded[name].get(fold(value))
    if found is None:
        own = ": what a reader brought is only in the session that brought it" if value == YOURS else ""
        # thousands of unknown values would cost seconds of guessing
        hint = f"; {nearest(value, words.values[name])}" if len(problems) < _HINTS_AT_MOST else ""
        what = f"there is no {_CALLED.get(name, name)} {quoted(value)} here{own}{hint}"
        _tell(problems, name, what, value, words.values[name])
    return found or ""


def choice(name: str, values: Sequence[str], words: Vocabulary, problems: list[QueryError]) -> str:
    """The one value of a parameter that takes one of those that there are."""
    value = one(name, values, problems)
    return _known(name, value, words, problems) if value else ""


def several(name: str, values: Sequence[str], words: Vocabulary, problems: list[QueryError]) -> tuple[str, ...]:
    """The values of a parameter that may be repeated, or given once with commas."""
    found: list[str] = []
    for value in values:
        # an id may hold a comma of its own (an imported package keeps its upstream's file names)
        items = [value] if words.has(name, value) else value.split(",")
        found += [_known(name, item, words, problems) for item in items if item.strip()]
    return tuple(item for item in found if item)


def edits(
    values: Sequence[str], shorthand: Mapping[str, str], problems: list[QueryError]
) -> tuple[tuple[str, str], ...]:
    """The changes to the definition, shorthand among them."""
    found: dict[str, str] = {}
    for value in values:
        try:
            found |= unpack_edits(value)
        except QueryError as error:
            problems.append(error)
    found |= shorthand
    try:
        check_edits(found)
    except QueryError as error:
        problems.append(error)
        return ()
    return tuple(found.items())


def dates(given: Mapping[str, Sequence[str]], words: Vocabulary, problems: list[QueryError]) -> dict[str, str]:
    """The period and the day whose facts count, by field of the query."""
    read = {name: _date(name, given.get(name, []), words, problems) for name in ("from", "to", "as_of")}
    start, end, as_of = read["from"], read["to"], first_day(read["as_of"])
    if start and end and first_day(start) > end and not first_day(start).startswith(end):
        what = f"from={start} is later than to={end}, so no release can lie between; the period is left out"
        _tell(problems, "from", what, start, (f"a date no later than {end}",), conflict=True)
        start = end = ""
    return {"from_": start, "to": end, "as_of": "" if as_of == words.date else as_of}


def _date(name: str, values: Sequence[str], words: Vocabulary, problems: list[QueryError]) -> str:
    """A date that the data can speak to, or empty and a problem that says what to do."""
    text = one(name, values, problems)
    span = f"between {words.first} and {words.date}" if words.first else f"no later than {words.date}"
    if not text:
        return ""
    if not is_date(text):
        what = f"{name}= cannot read {quoted(text)} as a date; write 2025, 2025-03 or 2025-03-31"
    elif first_day(text) > words.date:
        # the data cannot say what will be; nor does the clock decide, so that an address means the same tomorrow
        what = f"{name}={text} is later than the data, which ends on {words.date}; choose a date {span}"
    elif words.first and (
        first_day(text) < words.first if name == "as_of" else name == "to" and text < words.first[: len(text)]
    ):
        what = f"{name}={text} is before the first release, announced on {words.first}; choose a date {span}"
    else:
        return text
    _tell(problems, name, what, text, (f"a date {span}: YYYY, YYYY-MM or YYYY-MM-DD",))
    return ""


def takes_date(parameter: str, text: str, words: Vocabulary) -> bool:
    """Whether `from=`, `to=` or `as_of=` can be this year, month or day."""
    return _date(parameter, [text], words, []) != ""


def words_of(name: str, values: Sequence[str], problems: list[QueryError]) -> str:
    """Words to search for, with one space between them."""
    given = one(name, values, problems)
    text = " ".join("".join(letter if letter.isprintable() else " " for letter in given).split())
    if all(len(value) <= MAX_WORDS for value in values):  # as sent: that is what /openapi.json speaks of
        return text
    most = f"at most {MAX_WORDS} characters"
    _tell(problems, name, f"{name}= takes {most}", text, (most,))
    return ""


def span(name: str, values: Sequence[str], problems: list[QueryError]) -> str:
    """A range of numbers in its one spelling, as in `7..80`, `7..` and `..80`; one number by itself is a range too."""
    text = one(name, values, problems)
    if not text:
        return ""
    match = _SPAN.fullmatch(text.replace(" ", ""))
    low, dots, high = match.groups() if match else (None, None, None)
    if (low is None and high is None) or (dots is None and high is not None):
        _tell(problems, name, f"{name}= cannot read {quoted(text)} as a range; {_SPAN_HINT}", text, (_SPAN_HINT,))
        return ""
    if dots is None:
        high = low
    if low is not None and high is not None and float(low) > float(high):
        what = f"{name}={low}..{high} begins above its end, so no release can lie between; the range is left out"
        _tell(problems, name, what, text, (f"{high}..{low}",), conflict=True)
        return ""
    return f"{_number(low)}..{_number(high)}"


def _number(text: str | None) -> str:
    """A number as it is written shortest."""
    return "" if text is None else f"{Decimal(text).normalize():f}"


def quoted(text: str) -> str:
    """What a reader gave, quoted, never longer than a line."""
    return f"'{shorten(text)}'"
