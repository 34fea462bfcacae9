"""The one grammar of addresses: what a page, a picture, a table, a report and the command line all understand.

    rubric= edit= vendor= country= kind= modality= family= from= to= as_of= sources= release=
    verdict= claim= licence= use= component= size= q=          what a reader looks for
    mark=                                                      what is highlighted; selects nothing

A `Query` is what such an address asks for. It holds only what differs from the default, always in one order, so that
one question has one address, one cache entry and one fingerprint. Pages read an address with `parse`, which sets aside
what it cannot use and says so; HTTP addresses and the command line read it with `parse_strict`, which refuses.

Nothing here computes: `openness.scoring.answer` does. Which verdicts there are, the definition in force says, so
`verdict=` is checked there too.
"""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, quote

from openness.core.dates import first_day
from openness.core.errors import nearest
from openness.core.wording import upper_first
from openness.query import values
from openness.query.edits import QueryError, check_edits, pack_edits
from openness.query.tracking import cleaned
from openness.query.vocabulary import Vocabulary, vocabulary_of

if TYPE_CHECKING:
    from openness.facts.package import Package


PARAMETERS = (
    *("rubric", "edit", "vendor", "country", "kind", "modality", "family", "from", "to", "as_of", "sources", "release"),
    *("verdict", "claim", "licence", "use", "component", "size", "q", "mark"),
)
"""Every parameter of the grammar, in the order in which an address writes them."""

LISTS = (
    *("vendor", "country", "kind", "modality", "family", "sources", "release"),
    *("claim", "licence", "component", "mark"),
)
"""The parameters that may be repeated (or given once, with commas)."""

FILTERS = (
    *("release", "q", "family", "vendor", "country", "kind", "modality", "from", "to"),
    *("verdict", "claim", "licence", "use", "component", "size"),
)
"""The parameters that decide which releases are selected. All of them hold together."""

SHORTHAND = ("weight", "credit", "terms")
"""`weight.<id>=`, `credit.<level>=` and `terms.<level>=` stand for the same path inside `edit=`."""

MAX_QUERY = 32_000
"""Longest query string that is read, in characters. Browsers and proxies give up long before."""

# What an address may show as it stands: all of it is legal in a query and none of it has a meaning to our grammar.
_SAFE = ":,/@.-_~"


# ------------------------------------------------------------------------------------------------------------ query


@dataclass(frozen=True)
class Query:
    """What an address asks for. Empty always means the default, and is never written.

    Attributes:
        rubric: id of the rubric; empty is the default definition in `rubric.yaml`.
        edit: changes to it as pairs of path and value, sorted by path.
        vendor: vendor ids. This and the following lists are sorted; an empty list selects everything.
        country: ISO 3166-1 codes of the vendors' countries, and groups of countries (`EU`), which stay groups.
        kind: kinds of vendor.
        modality: modalities of the release.
        family: lines of releases.
        from_: first release date (year, month or day).
        to: last release date, inclusive: `2025` means until its end.
        as_of: the day whose facts count, in full; empty is the date of the data.
        sources: the only sources whose facts count; empty is all of them.
        release: release ids, in the order given (a comparison keeps its columns).
        verdict: id of a verdict of the definition in force: releases proven to reach at least that.
        claim: what vendors call their releases.
        licence: licences of the weights; of several one has to be named.
        use: `commercial`: weights whose licence neither forbids nor conditions commercial use.
        component: `training_code:open`: components known to be at least that available; all of them have to be.
        size: `7..80`: billions of parameters, both ends included; either may be missing.
        q: words that name, vendor or another name of a release have to fit (`openness.query.name_search`).
        mark: release ids that pictures and tables point out. It selects nothing.
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
    verdict: str = ""
    claim: tuple[str, ...] = ()
    licence: tuple[str, ...] = ()
    use: str = ""
    component: tuple[str, ...] = ()
    size: str = ""
    q: str = ""
    mark: tuple[str, ...] = ()
    family: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Bring every list into its one order, so that equal questions are equal queries."""
        edits = dict(self.edit)
        check_edits(edits)
        object.__setattr__(self, "edit", tuple(sorted(edits.items())))
        object.__setattr__(self, "as_of", first_day(self.as_of))
        for name in LISTS:
            given = dict.fromkeys(getattr(self, name))
            object.__setattr__(self, name, tuple(given) if name == "release" else tuple(sorted(given)))

    @property
    def edits(self) -> dict[str, str]:
        """The changes to the rubric, as `openness.rubric.load.apply_edits` takes them."""
        return dict(self.edit)

    @property
    def is_default(self) -> bool:
        """Whether nothing is asked for beyond what the bare address shows."""
        return self == Query()

    @property
    def filters(self) -> tuple[str, ...]:
        """The parameters in force that decide which releases are selected."""
        return tuple(name for name in FILTERS if getattr(self, _field(name)))

    def with_(self, **changes: Any) -> Query:
        """This query with some fields changed; links on a page are made with it."""
        return replace(self, **changes)

    def without(self, parameter: str) -> Query:
        """This query without one of its parameters."""
        return replace(self, **{_field(parameter): getattr(Query(), _field(parameter))})

    def to_pairs(self) -> list[tuple[str, str]]:
        """The parameters that differ from their default, in the order of the grammar; lists repeat their name."""
        pairs: list[tuple[str, str]] = []
        for name in PARAMETERS:
            value = getattr(self, _field(name))
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


def _field(parameter: str) -> str:
    return "from_" if parameter == "from" else parameter


def to_string(pairs: Iterable[tuple[str, str]]) -> str:
    """Pairs as a query string, kept readable: colons, commas and slashes need no encoding there."""
    return "&".join(f"{quote(name, safe=_SAFE)}={quote(value, safe=_SAFE)}" for name, value in pairs)


# ----------------------------------------------------------------------------------------------------------- reading


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
    query, problems = _read(source, vocabulary_of(package, rubrics), also, strict=False)
    return query, [_sentence(problem) for problem in problems]


def parse_strict(source: Source, package: Package, rubrics: Iterable[str], *, also: Collection[str] = ()) -> Query:
    """Read an address for a file or a command: nothing is overlooked.

    Raises:
        QueryError: for the first thing that is not understood, with `others` for the rest.
    """
    query, problems = _read(source, vocabulary_of(package, rubrics), also, strict=True)
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
                    problems.append(
                        QueryError(f"{values.quoted(name)} is given twice; the last one counts", parameter=name)
                    )
                shorthand[name] = value.strip()
        elif name not in also and (strict or difflib.get_close_matches(name, PARAMETERS, 1, 0.8)):
            problems.append(
                QueryError(
                    f"there is no parameter {values.quoted(name)}; {nearest(name, PARAMETERS)}",
                    parameter=name,
                    got=value,
                    valid=(*PARAMETERS, *(f"{family}.<id>" for family in SHORTHAND)),
                )
            )
    read: dict[str, Any] = {name: values.several(name, given.get(name, []), words, problems) for name in LISTS}
    read["rubric"] = values.choice("rubric", given.get("rubric", []), words, problems)
    read["use"] = values.choice("use", given.get("use", []), words, problems)
    read["verdict"] = values.one("verdict", given.get("verdict", []), problems)
    read["q"] = values.words_of("q", given.get("q", []), problems)
    read["size"] = values.span("size", given.get("size", []), problems)
    read["edit"] = values.edits(given.get("edit", []), shorthand, problems)
    read.update(values.dates(given, words, problems))
    read["rubric"] = "" if read["rubric"] == words.default_rubric else read["rubric"]
    return Query(**read), problems


def _sentence(problem: QueryError) -> str:
    message = problem.message
    # A parameter is spelled as the address spells it: "from=", never "From=".
    named = bool(problem.parameter) and message.startswith(f"{problem.parameter}=")
    text = f"In the address, {message}" if named else upper_first(message)
    return text if text.endswith((".", "?")) else f"{text}."
