"""What a reader writes, read as what we call it: states, components, licences, releases and days in any usual spelling.

Every reading is a lookup, never a guess: a spelling that means two things is refused, and both are named.
"""

from __future__ import annotations

import difflib
import hashlib
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from datetime import date

from openness.facts.cells import CELL_RULES, licence_rule
from openness.facts.package import Package
from openness.facts.sheet_text import one_line, same

Reader = Callable[[str], str]
"""Reads a cell as what we call it; raises `NotRead`."""


MOST_CHARACTERS = 2_000
"""Characters of a cell."""


class NotRead(ValueError):
    """A cell that cannot be read: what is wrong with it, and what to write."""

    def __init__(self, what: str, hint: str) -> None:
        super().__init__(what, hint)
        self.what, self.hint = what, hint


AVAILABILITY_TITLES = {
    "unknown": ("not recorded",),
    "unsettled": ("looked for, not settled",),
    "not-applicable": ("does not apply", "n/a"),
}
"""What pages call the states that they do not call by their own word."""

_MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
_ISO = re.compile(r"(\d{4})([-/.年])(\d{1,2})(?:(?:\2|月)(\d{1,2})日?|月)?(?:[T ]00:00(?::00(?:\.0+)?)?Z?)?", re.ASCII)
_DAY_FIRST = re.compile(r"(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})", re.ASCII)
_SLASHED = re.compile(r"(\d{1,2})([/-])(\d{1,2})\2(\d{4})", re.ASCII)
_DAY_MONTH = re.compile(r"(?:(\d{1,2})(?:st|[nr]d|th)?\.? )?([a-z]{3,9})\.?,? (\d{4})", re.ASCII)
_MONTH_DAY = re.compile(r"([a-z]{3,9})\.? (\d{1,2})(?:st|[nr]d|th)?,? (\d{4})", re.ASCII)
_COUNTED = re.compile(r"[2-5]\d{4}(?:\.\d+)?", re.ASCII)  # from 1954 to 2064
_ISO_HINT = "write it as 2026-05-01, or 2026-05 where the day is not known"

_BETWEEN = re.compile(r"(\bAND\b|\bOR\b|[()])", re.IGNORECASE)
_HINTS_AT_MOST = 20
_IDLE_WORDS = frozenset({"the", "license", "licence", "agreement", "version"})
_LICENCE_HINT = "write an id or a name from the list beside the template, joined by AND or OR where there are several"


class Words:
    """Spellings and what each stands for.

    Of two spellings of the same letters the earlier group counts; within a group a spelling for two things is unclear.

    Args:
        groups: Pairs of spelling and meaning, the most certain group first.
        reduce: What two spellings have in common.
    """

    def __init__(self, *groups: Iterable[tuple[str, str]], reduce: Callable[[str], str] = same) -> None:
        self._reduce = reduce
        self._hints = 0
        self._meant: dict[str, tuple[str, ...]] = {}
        self._spelt: dict[str, str] = {}
        for group in groups:
            here: dict[str, dict[str, None]] = {}
            for spelling, meaning in group:
                here.setdefault(reduce(spelling), {})[meaning] = None
                self._spelt.setdefault(same(spelling), meaning)
            for key, meanings in here.items():
                if key:
                    self._meant.setdefault(key, tuple(meanings))

    def meanings(self, text: str) -> tuple[str, ...]:
        """What a spelling can stand for: one thing where it is clear, none where it is not known."""
        return self._meant.get(self._reduce(text), ())

    def close(self, text: str, cutoff: float = 0.6) -> str:
        """A hint towards what was probably meant; empty where nothing is close, and once enough were given."""
        self._hints += 1
        if self._hints > _HINTS_AT_MOST:  # a file about something else altogether would cost seconds of guessing
            return ""
        key = same(text)[:100]
        longer = {meaning for spelling, meaning in self._spelt.items() if len(key) > 2 and spelling.startswith(key)}
        if longer:
            listed = " or ".join(f"'{meaning}'" for meaning in sorted(longer))
            return f"did you mean {listed}?" if len(longer) < 9 else ""
        found = difflib.get_close_matches(key, self._spelt, n=1, cutoff=cutoff)
        return f"did you mean '{self._spelt[found[0]]}'?" if found else ""


def reader_of(words: Words, what: str, valid: Iterable[str] = (), cutoff: float = 0.75) -> Reader:
    """A reader of one of some words.

    Args:
        words: Their spellings.
        what: What is wrong with any other.
        valid: The words to name where none is close.
        cutoff: How close that is, between 0 and 1.
    """
    listed = tuple(valid)

    def read(cell: str) -> str:
        meant = words.meanings(cell)
        if len(meant) == 1:
            return meant[0]
        if meant:
            raise NotRead("can mean more than one thing", f"write one of: {', '.join(meant)}")
        raise NotRead(what, words.close(cell, cutoff) or (f"one of: {', '.join(listed)}" if listed else ""))

    return read


def read_cell(text: str, read: Reader, longest: int = MOST_CHARACTERS) -> str:
    """A cell that is not empty, in our words.

    Raises:
        NotRead: It cannot be read, or nobody could have meant to write it.
    """
    if any(unicodedata.category(c) in ("Cc", "Cs") for c in text):
        raise NotRead("holds a control character, which no text has", "type it again")
    if len(text) > longest:
        raise NotRead("is too long", f"at most {longest:,} characters")
    return read(text)


def read_address(cell: str) -> str:
    """Reads a web address as it is."""
    wrong = CELL_RULES["address"](cell)
    if wrong:
        whole = f"https://{cell}"
        raise NotRead(wrong[0], wrong[1] if CELL_RULES["address"](whole) else f"write {whole}")
    return cell


def read_state(allowed: Iterable[str]) -> Reader:
    """Reads an availability: its word, or what pages call it."""
    states = tuple(allowed)
    titles = ((title, state) for state in states for title in AVAILABILITY_TITLES.get(state, ()))
    return reader_of(Words(((state, state) for state in states), titles), "is not one of the states", states)


def read_component(package: Package) -> Reader:
    """Reads a component: its id or its title."""
    ids, titles = (package.components[name].tolist() for name in ("component", "title"))
    words = Words(zip(ids, ids, strict=True), zip(titles, ids, strict=True))
    read = reader_of(words, "is not one of the components", cutoff=0.6)

    def with_hint(cell: str) -> str:
        try:
            return read(cell)
        except NotRead as wrong:
            hint = wrong.hint or "write an id or a title from the list beside the template"
            raise NotRead(wrong.what, hint) from None

    return with_hint


def licence_key(text: str) -> str:
    """What two spellings of a licence have in common: its words without those that every licence has.

    >>> licence_key("Apache License, Version 2.0") == licence_key("apache-2.0")
    True
    """
    words = re.findall(r"\d+(?:\.\d+)*|[^\W\d_]+|\++", unicodedata.normalize("NFKC", text).casefold())
    kept = [word for at, word in enumerate(words) if word not in _IDLE_WORDS and not _is_v(words, at)]
    return " ".join(re.sub(r"(\.0)+$", "", word) if word[0].isdigit() else word for word in kept)


def _is_v(words: list[str], at: int) -> bool:
    return words[at] == "v" and at + 1 < len(words) and words[at + 1][0].isdigit()


def read_licence(package: Package) -> Reader:
    """Reads a licence: its id, its name, a spelling of `licence_spellings.csv`, or several joined by AND and OR."""
    ids, names = (package.licences[name].tolist() for name in ("licence", "name"))
    spelt = [
        (row["spelling"], row["licence"])
        for row in package.licence_spellings.to_dict("records")
        if row["licence"] and not row["context"]  # not one that means this only in a file of its source
    ]
    own = (list(zip(ids, ids, strict=True)), list(zip(names, ids, strict=True)))
    # without their idle words only our own: "Llama License" in an index is one of many to anybody else
    exact, loose = Words(*own, spelt), Words(*own, reduce=licence_key)
    valid = licence_rule(ids)

    def one(text: str) -> str:
        if text in known:
            return text
        if same(text) in ("", "na"):
            hint = "leave it empty where nothing is known of it; write 'none' where it is published without a licence"
            raise NotRead("does not name a licence", hint)
        meant = exact.meanings(text) or loose.meanings(text)
        if len(meant) == 1:
            return meant[0]
        if meant:
            raise NotRead("can mean more than one licence", f"write one of: {', '.join(meant)}")
        raise NotRead("names a licence that we do not know", exact.close(text, 0.75) or _LICENCE_HINT)

    known = frozenset(ids)

    def read(cell: str) -> str:
        text = one_line(unicodedata.normalize("NFKC", cell))
        try:
            return one(text)
        except NotRead:
            parts = [part.strip() for part in _BETWEEN.split(text) if part.strip()]
            if len(parts) == 1:
                both = _several(text, one)
                if both:
                    hint = f"write '{' AND '.join(both)}' where all hold, '{' OR '.join(both)}' where the user chooses"
                    raise NotRead("names several licences without saying how they go together", hint) from None
                raise
        joined = " ".join(part.upper() if _BETWEEN.fullmatch(part) else one(part) for part in parts)
        joined = joined.replace("( ", "(").replace(" )", ")")
        if valid(joined):
            raise NotRead("is not a licence, nor several joined by AND and OR", _LICENCE_HINT)
        return joined

    return read


def _several(text: str, read: Reader) -> list[str]:
    """The licences of a list with signs between them; empty where it is none."""
    parts = [part.strip() for part in re.split(r"[/,;&|]", text) if part.strip()]
    try:
        return [read(part) for part in parts] if len(parts) > 1 else []
    except NotRead:
        return []


def read_day(check: Callable[[str], tuple[str, str] | None]) -> Reader:
    """Reads a day or a month, in any form that can mean only one.

    Args:
        check: The rule for the day, once it is read.
    """

    def read(cell: str) -> str:
        day = _day(one_line(unicodedata.normalize("NFKC", cell)).lower())
        wrong = check(day)
        if wrong:
            raise NotRead(*wrong)
        return day

    return read


def _day(text: str) -> str:
    if _COUNTED.fullmatch(text):
        raise NotRead("is the number by which spreadsheets count days, not a date", _ISO_HINT)
    if found := _ISO.fullmatch(text.upper()):
        if found[2] == "." and not found[4]:  # as a number, 2026.10 and 2026.1 are the same
            raise NotRead("is not a date that can be read", _ISO_HINT)
        return _iso(found[1], found[3], found[4])
    if found := _DAY_FIRST.fullmatch(text):
        return _iso(found[3], found[2], found[1])
    if found := _SLASHED.fullmatch(text):
        one, other, year = int(found[1]), int(found[3]), found[4]
        if one <= 12 and other <= 12 and one != other:
            both = (_iso(year, month, day) for day, month in ((one, other), (other, one)))
            raise NotRead("can be two days: some write the day first, some the month", f"write {' or '.join(both)}")
        day, month = (one, other) if other <= 12 else (other, one)
        return _iso(year, month, day)
    if found := _DAY_MONTH.fullmatch(text):
        return _iso(found[3], _month(found[2]), found[1])
    if found := _MONTH_DAY.fullmatch(text):
        return _iso(found[3], _month(found[1]), found[2])
    raise NotRead("is not a date that can be read", _ISO_HINT)


def _month(word: str) -> int:
    found = [
        number for number, name in enumerate(_MONTHS, start=1) if name.startswith(word) or word == "sept" == name[:4]
    ]
    if len(found) != 1:
        raise NotRead("is not a date that can be read", _ISO_HINT)
    return found[0]


def _iso(year: str | int, month: str | int, day: str | int | None) -> str:
    try:
        whole = date(int(year), int(month), int(day) if day else 1).isoformat()
    except ValueError:
        raise NotRead("is not a day of the calendar", _ISO_HINT) from None
    return whole if day else whole[:7]


def id_of(name: str) -> str:
    """An id made of a name, for addresses; empty where the name holds neither letter nor digit.

    >>> id_of("Émile 2.5 (7B)")
    'emile-2.5-7b'
    """
    plain = unicodedata.normalize("NFKD", name.casefold())
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    made = re.sub(r"[^a-z0-9._]+", "-", plain).strip("-._")
    if any(c.isalnum() and not c.isascii() for c in plain):  # addresses hold letters from a to z only
        made = f"{made or 'yours'}-{hashlib.sha256(name.encode()).hexdigest()[:8]}"
    return made


def read_release(known: Mapping[str, str]) -> Reader:
    """Reads a release: the id or the name of one that the data has, else an id made of what stands there.

    Args:
        known: Ids and names of the releases of the data.
    """
    words = Words(((release, release) for release in known), ((name, release) for release, name in known.items()))

    def read(cell: str) -> str:
        if cell in known:
            return cell
        meant = words.meanings(cell)
        if len(meant) == 1:
            return meant[0]
        if meant:
            raise NotRead("can mean more than one release", f"write one of: {', '.join(meant)}")
        made = id_of(cell)
        if not made:
            raise NotRead("names no release", "write a name, or an id of letters a to z and digits")
        return made

    return read


def read_word(words: Iterable[str]) -> Reader:
    """Reads one of the words that a column allows."""
    allowed = tuple(words)
    return reader_of(Words((word, word) for word in allowed), "is not one of the allowed words", allowed)


def read_vendor(package: Package) -> Reader:
    """Reads a vendor of the data: its id, its name or another name that it is known by."""
    vendors = package.vendors
    ids = vendors["vendor"].tolist()
    names = zip(vendors["name"].tolist(), ids, strict=True)
    others = [
        (name, vendor)
        for vendor, known in zip(ids, vendors["also_known_as"].tolist(), strict=True)
        for name in known.split("|")
    ]
    words = Words(zip(ids, ids, strict=True), names, others)

    def read(cell: str) -> str:
        meant = words.meanings(cell)
        if len(meant) != 1:
            hint = words.close(cell)
            raise NotRead("is not one of our vendors", f"{hint} Or leave it empty" if hint else "leave it empty")
        return meant[0]

    return read
