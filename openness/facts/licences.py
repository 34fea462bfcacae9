"""What a licence expression allows: one tree, read once, asked many times.

An expression is SPDX's: ``Apache-2.0``, ``MIT AND CC-BY-4.0``, ``Apache-2.0 OR Llama-3-Community``. Under AND every
part binds, so the stricter one counts; under OR the reader chooses, so the better one counts. What nobody has read is
unknown and stays unknown, unless the other parts decide without it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from license_expression import ExpressionError, Licensing

from openness.core.errors import OpennessError, nearest

TERMS = ("none", "restricted", "open", "unknown", "not-open")
"""What a licence allows, by code. The first three are ordered; of the others nobody knows which of them it is.

`not-open` is `restricted` or `none`: what one part of an expression forbids, no other part allows, whoever reads it.
"""

TERMS_NONE, TERMS_RESTRICTED, TERMS_OPEN, TERMS_UNKNOWN, TERMS_NOT_OPEN = range(5)

PERMISSIVE_FLAGS = ("osi_approved", "fsf_libre", "open_data")
LIMITING_FLAGS = (
    "non_commercial",
    "no_derivatives",
    "field_of_use",
    "user_threshold",
    "acceptable_use",
    "attribution_beyond_notice",
    "competitor_training_ban",
    "geographic_limit",
    "permit",
)
"""Flags of a licence that a verdict may ask to be true, and those it may ask to be false. The split keeps verdicts
monotone: a better licence can never cost a release its verdict."""

FLAGS = PERMISSIVE_FLAGS + LIMITING_FLAGS
"""What is recorded of a licence beside its terms: true, false or unknown each."""

FAILS, UNDETERMINED, HOLDS = range(3)
"""The answers of `LicenceTerms.meets`: three truth values, in an order that makes AND a minimum and OR a maximum."""

_LONGEST = 2_000  # characters; the parser is recursive, and no licence is named in more


@dataclass(frozen=True)
class Licence:
    """One licence by its id: its terms and its flags, as far as they were read."""

    id: str
    terms: int = TERMS_UNKNOWN
    flags: Mapping[str, str] = field(default_factory=dict, hash=False)

    def meets(self, requirement: Mapping[str, object]) -> int:
        """Return whether this one licence fulfils all of ``requirement`` together."""
        return min((self._meets(name, wanted) for name, wanted in requirement.items()), default=HOLDS)

    def _meets(self, name: str, wanted: object) -> int:
        if name == "terms":
            least = TERMS.index(wanted) if isinstance(wanted, str) and wanted in TERMS[:3] else None
            if least is None:
                raise OpennessError(f"terms can be required as none, restricted or open; got '{wanted}'")
            if self.terms == TERMS_UNKNOWN and least > TERMS_NONE:
                return UNDETERMINED
            return HOLDS if self.terms >= least else FAILS
        if name not in FLAGS:
            raise OpennessError(f"nothing called '{name}' is recorded of a licence; {nearest(name, FLAGS)}")
        if not isinstance(wanted, bool):
            raise OpennessError(f"{name} can be required as true or false; got '{wanted}'")
        stated = self.flags.get(name, "unknown")
        if stated == "unknown":
            return UNDETERMINED
        return HOLDS if (stated == "true") == wanted else FAILS


@dataclass(frozen=True)
class _Node:
    """AND or OR over its parts."""

    every: bool  # True: AND
    parts: tuple[_Node | Licence, ...]


@dataclass(frozen=True)
class LicenceTerms:
    """An expression with the terms of its licences.

    Attributes:
        expression: As it stands in the data.
        terms: Code into `TERMS`: under AND the strictest part, under OR the reader's choice. Unknown where an unread
            part could still change it (``unknown OR open`` is open, ``unknown AND none`` is none), and not open where
            it could not make it open (``unknown AND restricted``).
    """

    expression: str
    terms: int
    _tree: _Node | Licence = field(repr=False)

    def meets(self, requirement: Mapping[str, object]) -> int:
        """Return whether the expression fulfils ``requirement``: 0 fails, 1 undetermined, 2 holds.

        Kleene's three-valued logic on the parsed expression: AND asks it of every part, OR of some part. A part has to
        fulfil the whole requirement by itself: of ``A OR B`` where A has open terms and B no user threshold, neither
        gives a reader both.

        Args:
            requirement: ``terms`` (at least ``none``, ``restricted`` or ``open``) and flags
                (``user_threshold: False``).

        Raises:
            OpennessError: The requirement names something that is not recorded of a licence.
        """
        return _meets(self._tree, requirement)

    @property
    def licences(self) -> tuple[str, ...]:
        """The ids that the expression names, each once, in its order."""
        return tuple(dict.fromkeys(licence.id for licence in _leaves(self._tree)))

    @property
    def parts(self) -> tuple[Licence, ...]:
        """The licences that the expression names, with what is recorded of them."""
        return tuple({licence.id: licence for licence in _leaves(self._tree)}.values())

    @property
    def restricts(self) -> bool:
        """Whether it is recorded to limit a reader, or nobody has read all of what might.

        A licence that nobody approved may limit nothing: its terms count as restricted, and words must not say so.
        """
        return any(
            licence.flags.get(flag, "unknown") != "false"
            for licence in _leaves(self._tree)
            if licence.terms != TERMS_OPEN
            for flag in LIMITING_FLAGS
        )

    def settled(self, terms: int | None, flags: Mapping[str, bool]) -> LicenceTerms:
        """The same expression after somebody has read it, and found this where nothing was recorded.

        What is recorded stays as it is, so a licence known to restrict use stays restricted.

        Args:
            terms: What each licence of unknown terms turns out to have; None leaves them unknown.
            flags: What each unknown flag named here turns out to be.
        """
        tree = _settled(self._tree, terms, flags)
        return LicenceTerms(self.expression, _code(tree), tree)

    def or_else(self, other: LicenceTerms) -> LicenceTerms:
        """The reader's choice of this expression and another one, as when a vendor adds a second licence."""
        tree = _Node(False, (self._tree, other._tree))
        return LicenceTerms(f"({self.expression}) OR ({other.expression})", _code(tree), tree)


def _meets(node: _Node | Licence, requirement: Mapping[str, object]) -> int:
    if isinstance(node, Licence):
        return node.meets(requirement)
    answers = [_meets(part, requirement) for part in node.parts]
    return min(answers) if node.every else max(answers)


def _settled(node: _Node | Licence, terms: int | None, flags: Mapping[str, bool]) -> _Node | Licence:
    if isinstance(node, _Node):
        return _Node(node.every, tuple(_settled(part, terms, flags) for part in node.parts))
    read = {name: str(wanted).lower() for name, wanted in flags.items() if node.flags.get(name, "unknown") == "unknown"}
    found = terms if terms is not None and node.terms == TERMS_UNKNOWN else node.terms
    return Licence(node.id, found, {**node.flags, **read})


def _leaves(node: _Node | Licence) -> Iterator[Licence]:
    if isinstance(node, Licence):
        yield node
    else:
        for part in node.parts:
            yield from _leaves(part)


def _terms(node: _Node | Licence) -> tuple[int, int]:
    """Return the lowest and the highest terms that ``node`` can turn out to have."""
    if isinstance(node, Licence):
        return (TERMS_NONE, TERMS_OPEN) if node.terms == TERMS_UNKNOWN else (node.terms, node.terms)
    lows, highs = zip(*(_terms(part) for part in node.parts), strict=True)
    pick = min if node.every else max
    return pick(lows), pick(highs)


def terms_words(terms: int, licence: LicenceTerms | None) -> str:
    """What a licence allows, in words: "open terms", "restricted terms", "no licence", "terms not recorded".

    Args:
        terms: Code into `TERMS`.
        licence: The licence, where one is named.
    """
    if terms == TERMS_RESTRICTED:
        unlimited = licence is not None and not licence.restricts
        return "terms not approved as open, no restriction found" if unlimited else "restricted terms"
    words = {TERMS_NONE: "no licence", TERMS_OPEN: "open terms", TERMS_NOT_OPEN: "terms that are not open"}
    return words.get(terms, "terms not recorded")


def _code(tree: _Node | Licence) -> int:
    low, high = _terms(tree)
    if low == high:
        return low
    return TERMS_UNKNOWN if high == TERMS_OPEN else TERMS_NOT_OPEN


@lru_cache(maxsize=4096)
def _parse(expression: str) -> Any:
    """Return the parsed expression: a symbol, or an operator with ``args``. Ids keep their case and need not be SPDX's.

    Raises:
        OpennessError: It is no expression.
    """
    if len(expression) > _LONGEST:
        raise OpennessError(f"a licence expression has at most {_LONGEST} characters")
    try:
        tree = Licensing().parse(expression)
    except (ExpressionError, RecursionError) as error:
        msg = f"not a licence expression: {' '.join(str(error).split())}"
        raise OpennessError(msg) from error
    if tree is None:
        raise OpennessError("not a licence expression: nothing in it")
    return tree


def licence_ids(expression: str) -> tuple[str, ...]:
    """Return the licence ids that ``expression`` names, each once; a licence with an exception is one id.

    Raises:
        OpennessError: ``expression`` is no licence expression.
    """
    found: dict[str, None] = {}
    todo = [_parse(expression)]
    while todo:
        node = todo.pop()
        if getattr(node, "args", ()):
            todo.extend(reversed(node.args))
        else:
            found[str(node)] = None
    return tuple(found)


def licence_terms(expression: str, table: Mapping[str, Licence]) -> LicenceTerms:
    """Return what ``expression`` allows, given the licences of ``table`` by id.

    A licence that the table does not hold is unknown in every respect.

    Raises:
        OpennessError: ``expression`` is no licence expression.
    """

    def build(node: Any) -> _Node | Licence:
        if getattr(node, "args", ()):
            return _Node(type(node).__name__ == "AND", tuple(build(part) for part in node.args))
        return table.get(str(node)) or Licence(str(node))

    tree = build(_parse(expression))
    return LicenceTerms(expression, _code(tree), tree)


def some_licence(terms: int, flags: Mapping[str, bool]) -> LicenceTerms:
    """A licence that nobody has named, of which only this is known: what a vendor might choose.

    Args:
        terms: Code into `TERMS`.
        flags: What it says; every flag that is left out is unknown.
    """
    leaf = Licence("some-licence", terms, {name: str(value).lower() for name, value in flags.items()})
    return LicenceTerms(leaf.id, terms, leaf)
