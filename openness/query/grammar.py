"""The one grammar of addresses: what a page, a picture, a table, a report and the command line all understand.

    rubric= edit= vendor= country= kind= modality= from= to= as_of= sources= release=

A `Query` is what such an address asks for. It holds only what differs from the default, always in one order, so that
one question has one address, one cache entry and one fingerprint. Pages read an address with `parse`, which sets aside
what it cannot use and says so; HTTP addresses and the command line read it with `parse_strict`, which refuses.

Nothing here computes: `openness.scoring.answer` does.
"""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, quote

from openness.core.dates import first_day, is_date
from openness.core.errors import nearest, shorten
from openness.query.edits import QueryError, check_edits, pack_edits, unpack_edits
from openness.query.name_search import fold
from openness.query.tracking import cleaned

if TYPE_CHECKING:
    from openness.facts.package import Package


PARAMETERS = ("rubric", "edit", "vendor", "country", "kind", "modality", "from", "to", "as_of", "sources", "release")
"""Every parameter of the grammar, in the order in which an address writes them."""

LISTS = ("vendor", "country", "kind", "modality", "sources", "release")
"""The parameters that may be repeated (or given once, with commas)."""

SHORTHAND = ("weight", "credit", "terms")
"""`weight.<id>=`, `credit.<level>=` and `terms.<level>=` stand for the same path inside `edit=`."""

MAX_QUERY = 32_000
"""Longest query string that is read, in characters. Browsers and proxies give up long before."""

YOURS = "yours"
"""What the address calls a definition that only the reader's own session has."""

_HINTS_AT_MOST = 20
# What an address may show as it stands: all of it is legal in a query and none of it has a meaning to our grammar.
_SAFE = ":,/@.-_~"
_CALLED = {"rubric": "definition", "sources": "source", "kind": "kind of vendor"}


# ------------------------------------------------------------------------------------------------------------ query


@dataclass(frozen=True)
class Query:
    """What an address asks for. Empty always means the default, and is never written.

    Attributes:
        rubric: id of the rubric; empty is the default definition in `rubric.yaml`.
        edit: changes to it as pairs of path and value, sorted by path.
        vendor: vendor ids. This and the following lists are sorted; an empty list selects everything.
        country: ISO 3166-1 codes of the vendors' countries.
        kind: kinds of vendor.
        modality: modalities of the release.
        from_: first release date (year, month or day).
        to: last release date, inclusive: `2025` means until its end.
        as_of: the day whose facts count, in full; empty is the date of the data.
        sources: the only sources whose facts count; empty is all of them.
        release: release ids, in the order given (a comparison keeps its columns).
    """

    rubric: str = ""
    edit: tuple[tuple[str, str], ...] = ()
    vendor: tuple[str, ...] = ()
    country: tuple[str, ...] = ()
    kind: tuple[str, ...] = ()
    modality: tuple[str, ...] = ()
    from_: str = ""
    to: str = ""
    as_of: str = ""
    sources: tuple[str, ...] = ()
    release: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Bring every list into its one order, so that equal questions are equal queries."""
        edits = dict(self.edit)
        check_edits(edits)
        object.__setattr__(self, "edit", tuple(sorted(edits.items())))
        object.__setattr__(self, "as_of", first_day(self.as_of))
        for name in LISTS:
            values = dict.fromkeys(getattr(self, name))
            object.__setattr__(self, name, tuple(values) if name == "release" else tuple(sorted(values)))

    @property
    def edits(self) -> dict[str, str]:
        """The changes to the rubric, as `openness.rubric.load.apply_edits` takes them."""
        return dict(self.edit)

    @property
    def is_default(self) -> bool:
        """Whether nothing is asked for beyond what the bare address shows."""
        return self == Query()

    def with_(self, **changes: Any) -> Query:
        """This query with some fields changed; links on a page are made with it."""
        return replace(self, **changes)

    def to_pairs(self) -> list[tuple[str, str]]:
        """The parameters that differ from their default, in the order of the grammar; lists repeat their name."""
        pairs: list[tuple[str, str]] = []
        for name in PARAMETERS:
            value = getattr(self, "from_" if name == "from" else name)
            if name == "edit":
                value = pack_edits(dict(value))
            if isinstance(value, tuple):
                pairs += [(name, item) for item in value]
            elif value:
                pairs.append((name, value))
        return pairs

    def to_string(self) -> str:
        """The query string, without a question mark; empty for the default."""
        return to_string(self.to_pairs())


def to_string(pairs: Iterable[tuple[str, str]]) -> str:
    """Pairs as a query string, kept readable: colons, commas and slashes need no encoding there."""
    return "&".join(f"{quote(name, safe=_SAFE)}={quote(value, safe=_SAFE)}" for name, value in pairs)


# ----------------------------------------------------------------------------------------------------------- reading


@dataclass(frozen=True)
class Vocabulary:
    """The values that an address may name, for one data package and one set of rubrics.

    Attributes:
        values: parameter to its valid values, each in the order in which a page lists them.
        default_rubric: the id that may as well be left out.
        date: the date of the data; the latest as-of.
        first: the first day on which a release was announced; empty when no release has a date.
        spellings: other ways to write a value, by parameter: a vendor's name, what sources call it, a release's name.
    """

    values: Mapping[str, tuple[str, ...]]
    default_rubric: str
    date: str
    first: str
    spellings: Mapping[str, tuple[tuple[str, str], ...]] = field(default_factory=dict)
    _sets: dict[str, frozenset[str]] = field(default_factory=dict, compare=False, repr=False)

    @cached_property
    def folded(self) -> dict[str, dict[str, str]]:
        """Per parameter, each value by its folded spellings. Ids outrank names; what two share names neither."""
        return {
            name: _unshared(self.spellings.get(name, ())) | _unshared((value, value) for value in values)
            for name, values in self.values.items()
        }

    def has(self, parameter: str, value: str) -> bool:
        """Whether the value is valid exactly as written."""
        if parameter not in self._sets:
            self._sets[parameter] = frozenset(self.values[parameter])
        return value in self._sets[parameter]


def vocabulary(package: Package, rubrics: Iterable[str]) -> Vocabulary:
    """The values that an address may name.

    Args:
        package: the data.
        rubrics: ids of the rubrics, the default one first (`openness.rubric.load.list_rubrics`).
    """

    def distinct(column: Any) -> tuple[str, ...]:
        return tuple(sorted({str(value) for value in column} - {""}))

    ids = tuple(rubrics)
    vendors, releases = package.vendors, package.releases
    dates = distinct(releases["released"])
    return Vocabulary(
        values={
            "rubric": ids,
            "vendor": distinct(vendors["vendor"]),
            "country": distinct(vendors["country"]),
            "kind": distinct(vendors["kind"]),
            "modality": distinct(releases["modality"]),
            "sources": distinct(package.sources["source"]),
            "release": tuple(str(release) for release in releases["release"]),
        },
        default_rubric=ids[0] if ids else "",
        date=package.date,
        first=first_day(dates[0]) if dates else "",
        spellings={
            "vendor": tuple(
                (spelling, vendor)
                for vendor, name, others in zip(
                    vendors["vendor"], vendors["name"], vendors["also_known_as"], strict=True
                )
                for spelling in (name, *others.split("|"))
            ),
            "release": tuple(zip(releases["name"], releases["release"], strict=True)),
        },
    )


def _unshared(spellings: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Folded spellings to what they name; one that two share names neither."""
    found: dict[str, str] = {}
    shared: set[str] = set()
    for spelling, value in spellings:
        if found.setdefault(fold(spelling), value) != value:
            shared.add(fold(spelling))
    return {spelling: value for spelling, value in found.items() if spelling and spelling not in shared}


def _vocabulary(package: Package, rubrics: Iterable[str]) -> Vocabulary:
    """`vocabulary`, kept with the package for the few sets of rubrics that it meets."""
    ids = tuple(rubrics)
    found: Vocabulary = package.kept.get(("vocabulary", ids), lambda: vocabulary(package, ids))
    return found


def is_ours(name: str) -> bool:
    """Whether a parameter belongs to the grammar: one of ours, or shorthand for a change to the definition."""
    family, dot, _ = name.partition(".")
    return name in PARAMETERS or (bool(dot) and family in SHORTHAND)


Source = str | Mapping[str, str | Sequence[str]] | Iterable[tuple[str, str]]


def parse(
    source: Source, package: Package, rubrics: Iterable[str], *, also: Collection[str] = ()
) -> tuple[Query, list[str]]:
    """Read an address for a page: what cannot be used is set aside, and a sentence for the reader says so.

    Args:
        source: a query string (with or without `?`), pairs, or a mapping of name to value or values.
        package: the data, for the valid values.
        rubrics: ids of the rubrics, the default one first.
        also: names of parameters that belong to the caller (a page's own sort or tab).

    Returns:
        The query, and the notices. Names that are not ours are left to the page they belong to, unless they look
        like a misspelling of one of ours.
    """
    query, problems = _read(source, _vocabulary(package, rubrics), also, strict=False)
    return query, [_sentence(problem) for problem in problems]


def parse_strict(source: Source, package: Package, rubrics: Iterable[str], *, also: Collection[str] = ()) -> Query:
    """Read an address for a file or a command: nothing is overlooked.

    Raises:
        QueryError: for the first thing that is not understood, with `others` for the rest.
    """
    query, problems = _read(source, _vocabulary(package, rubrics), also, strict=True)
    if problems:
        first, *others = problems
        raise QueryError(
            first.message,
            parameter=first.parameter,
            got=first.got,
            valid=first.valid,
            others=others,
            conflict=all(problem.conflict for problem in problems),
        )
    return query


def _pairs(source: Source) -> list[tuple[str, str]]:
    """The source as pairs, without what others added; a query that is too long is refused before it is taken apart."""
    if isinstance(source, str):
        if len(source) > MAX_QUERY:
            raise _too_long(len(source))
        # unreadable bytes become a replacement character, which then matches nothing
        return cleaned(parse_qsl(source.removeprefix("?"), keep_blank_values=True, errors="replace"))
    if isinstance(source, Mapping):
        source = [
            (name, value)
            for name, values in source.items()
            for value in ([values] if isinstance(values, str) else values)
        ]
    pairs = [(str(name), str(value)) for name, value in source]
    length = sum(len(name) + len(value) + 2 for name, value in pairs)
    if length > MAX_QUERY:
        raise _too_long(length)
    return cleaned(pairs)


def _too_long(length: int) -> QueryError:
    return QueryError(
        f"the address is too long to be read ({length:,} characters, at most {MAX_QUERY:,}); "
        "a rubric this different is better kept as a YAML file",
        valid=(f"at most {MAX_QUERY:,} characters",),
    )


def _read(source: Source, words: Vocabulary, also: Collection[str], *, strict: bool) -> tuple[Query, list[QueryError]]:
    try:
        pairs = _pairs(source)
    except QueryError as error:
        return Query(), [error]
    problems: list[QueryError] = []
    given: dict[str, list[str]] = {}
    shorthand: dict[str, str] = {}
    for name, value in pairs:
        family, dot, rest = name.partition(".")
        if name in PARAMETERS:
            given.setdefault(name, []).append(value)
        elif dot and rest and family in SHORTHAND:
            if value.strip():  # as everywhere, an empty value asks for nothing
                if shorthand.get(name, value) != value:
                    problems.append(QueryError(f"{_short(name)} is given twice; the last one counts", parameter=name))
                shorthand[name] = value.strip()
        elif name not in also and (strict or difflib.get_close_matches(name, PARAMETERS, 1, 0.8)):
            problems.append(
                QueryError(
                    f"there is no parameter {_short(name)}; {nearest(name, PARAMETERS)}",
                    parameter=name,
                    got=value,
                    valid=(*PARAMETERS, *(f"{family}.<id>" for family in SHORTHAND)),
                )
            )
    read: dict[str, Any] = {}
    for name in LISTS:
        read[name] = _list(name, given.get(name, []), words, problems)
    rubric = _one("rubric", given.get("rubric", []), problems)
    rubric = _known("rubric", rubric, words, problems) if rubric else ""
    read["rubric"] = "" if rubric == words.default_rubric else rubric
    read["edit"] = _edits(given.get("edit", []), shorthand, problems)
    read.update(_dates(given, words, problems))
    return Query(**read), problems


def _one(name: str, values: Sequence[str], problems: list[QueryError]) -> str:
    """The one value of a parameter that takes one; empty values count as not given."""
    distinct = list(dict.fromkeys(value.strip() for value in values if value.strip()))
    if len(distinct) > 1:
        problems.append(
            QueryError(
                f"{name}= is given {len(distinct)} times; only the first counts", parameter=name, got=distinct[1]
            )
        )
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
        problems.append(
            QueryError(
                f"there is no {_CALLED.get(name, name)} {_short(value)} here{own}{hint}",
                parameter=name,
                got=value,
                valid=words.values[name],
            )
        )
    return found or ""


def _list(name: str, values: Sequence[str], words: Vocabulary, problems: list[QueryError]) -> tuple[str, ...]:
    found: list[str] = []
    for value in values:
        # an id may hold a comma of its own (an imported package keeps its upstream's file names)
        items = [value] if words.has(name, value) else value.split(",")
        found += [_known(name, item, words, problems) for item in items if item.strip()]
    return tuple(item for item in found if item)


def _edits(
    values: Sequence[str], shorthand: Mapping[str, str], problems: list[QueryError]
) -> tuple[tuple[str, str], ...]:
    edits: dict[str, str] = {}
    for value in values:
        try:
            edits |= unpack_edits(value)
        except QueryError as error:
            problems.append(error)
    edits |= shorthand
    try:
        check_edits(edits)
    except QueryError as error:
        problems.append(error)
        return ()
    return tuple(edits.items())


def _dates(given: Mapping[str, Sequence[str]], words: Vocabulary, problems: list[QueryError]) -> dict[str, str]:
    dates = {name: _date(name, given.get(name, []), words, problems) for name in ("from", "to", "as_of")}
    start, end, as_of = dates["from"], dates["to"], first_day(dates["as_of"])
    if start and end and first_day(start) > end and not first_day(start).startswith(end):
        problems.append(
            QueryError(
                f"from={start} is later than to={end}, so no release can lie between; the period is left out",
                parameter="from",
                got=start,
                valid=(f"a date no later than {end}",),
                conflict=True,
            )
        )
        start = end = ""
    return {"from_": start, "to": end, "as_of": "" if as_of == words.date else as_of}


def _date(name: str, values: Sequence[str], words: Vocabulary, problems: list[QueryError]) -> str:
    """A date that the data can speak to, or empty and a problem that says what to do."""
    text = _one(name, values, problems)
    span = f"between {words.first} and {words.date}" if words.first else f"no later than {words.date}"
    if not text:
        return ""
    if not is_date(text):
        what = f"{name}= cannot read {_short(text)} as a date; write 2025, 2025-03 or 2025-03-31"
    elif first_day(text) > words.date:
        # the data cannot say what will be; nor does the clock decide, so that an address means the same tomorrow
        what = f"{name}={text} is later than the data, which ends on {words.date}; choose a date {span}"
    elif words.first and (
        first_day(text) < words.first if name == "as_of" else name == "to" and text < words.first[: len(text)]
    ):
        what = f"{name}={text} is before the first release, announced on {words.first}; choose a date {span}"
    else:
        return text
    problems.append(QueryError(what, parameter=name, got=text, valid=(f"a date {span}: YYYY, YYYY-MM or YYYY-MM-DD",)))
    return ""


def takes_date(parameter: str, text: str, words: Vocabulary) -> bool:
    """Whether `from=`, `to=` or `as_of=` can be this year, month or day."""
    return _date(parameter, [text], words, []) != ""


def _sentence(problem: QueryError) -> str:
    message = problem.message
    # A parameter is spelled as the address spells it: "from=", never "From=".
    named = bool(problem.parameter) and message.startswith(f"{problem.parameter}=")
    text = f"In the address, {message}" if named else message[:1].upper() + message[1:]
    return text if text.endswith((".", "?")) else f"{text}."


def _short(text: str) -> str:
    """What a reader gave, quoted, never longer than a line."""
    return f"'{shorten(text)}'"
