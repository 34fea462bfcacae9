"""Evidence as it would be if something were otherwise: a component opened, a licence changed, a fact established.

Nothing here is stored, and nothing here is a fact: the package stays what it is, and the result is evidence in memory
that the same engine scores.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from openness.core.errors import OpennessError, nearest
from openness.facts.evidence import Evidence
from openness.facts.fact_index import AVAILABILITIES, CLOSED, NOT_APPLICABLE, UNKNOWN
from openness.facts.licences import (
    HOLDS,
    LIMITING_FLAGS,
    PERMISSIVE_FLAGS,
    TERMS,
    TERMS_NOT_OPEN,
    TERMS_OPEN,
    TERMS_UNKNOWN,
    LicenceTerms,
    some_licence,
)
from openness.rubric.model import RELEASE_FIELDS, Rubric
from openness.scoring import scores as scoring

OPEN_LICENCE = {**dict.fromkeys(PERMISSIVE_FLAGS, True), **dict.fromkeys(LIMITING_FLAGS, False)}
"""What a licence with open terms says of everything that is recorded of licences: no condition beyond a notice."""


@dataclass(frozen=True)
class Change:
    """One thing that would be otherwise.

    Attributes:
        component: The component it is about; empty where it is about a field of the release.
        availability: What its availability would be; empty leaves it as it is.
        terms: What its terms would be; empty leaves its licence as it is.
        flags: What its licence would say, as far as it matters. With open terms and none given, all that an open
            licence says.
        at_least: Whether what is recorded stays where it is better. False sets exactly what is given.
        field: The field of the release it is about.
        value: What the field would hold.
    """

    component: str = ""
    availability: str = ""
    terms: str = ""
    flags: tuple[tuple[str, bool], ...] = ()
    at_least: bool = False
    field: str = ""
    value: str = ""


def switches(changes: Iterable[Change]) -> dict[str, tuple[str, str]]:
    """Changes as a reader sets them: for each component its availability and terms, empty for "as recorded".

    What a licence must say, flag by flag, is told as open terms, which say all of it. Changes of fields are left out.
    """
    found: dict[str, tuple[str, str]] = {}
    for change in changes:
        if change.component:
            availability, terms = found.get(change.component, ("", ""))
            asked = "open" if change.flags else change.terms
            found[change.component] = (change.availability or availability, asked or terms)
    return found


@dataclass(frozen=True)
class Cell:
    """One component of one release: codes of its availability and terms, and its licence where one is named."""

    availability: int
    terms: int
    licence: LicenceTerms | None


def cell_of(evidence: Evidence, row: int, column: int) -> Cell:
    """What is in force for one component of one release."""
    number = int(evidence.licence[row, column])
    licence = evidence.licences[number] if number >= 0 else None
    return Cell(int(evidence.availability[row, column]), int(evidence.terms[row, column]), licence)


def changed(cell: Cell, change: Change) -> Cell:
    """A component after a change.

    Raises:
        OpennessError: The change names an availability or terms that do not exist.
    """
    given = _code(change.availability, AVAILABILITIES, "availability") if change.availability else cell.availability
    asked = _code(change.terms, TERMS, "terms") if change.terms else None
    if not change.at_least:
        if given in (CLOSED, NOT_APPLICABLE):
            return Cell(given, TERMS_UNKNOWN, None)
        if asked is None and not change.flags:
            return replace(cell, availability=given)
        flags = dict(change.flags) or (OPEN_LICENCE if asked == TERMS_OPEN else {})
        terms = cell.terms if asked is None else asked
        return Cell(given, terms, some_licence(terms, flags))
    # unknown and not-applicable stand outside the order
    keep = cell.availability < UNKNOWN and given < cell.availability
    now = Cell(cell.availability if keep else given, cell.terms, cell.licence)
    if (asked is None and not change.flags) or now.availability in (CLOSED, NOT_APPLICABLE):
        return now
    read = established(now, asked, dict(change.flags))
    return read if _allows(read, asked, change.flags) else relicensed(now, asked, dict(change.flags))


def established(cell: Cell, terms: int | None, flags: dict[str, bool]) -> Cell:
    """A component after somebody has found out what nobody has recorded of its licence, and it is as asked for.

    What is recorded stays: a licence known to restrict use is not made better by reading on.

    Args:
        cell: The component.
        terms: Code of the terms found where they were not known; None leaves them.
        flags: What is found about the licence, where it was not known.
    """
    if cell.licence is None:
        found = terms if terms is not None and cell.terms >= TERMS_UNKNOWN else cell.terms
        return Cell(cell.availability, found, some_licence(found, flags) if flags else None)
    licence = cell.licence.settled(terms, flags)
    found = cell.terms
    if terms is not None and found >= TERMS_UNKNOWN:
        is_enough = licence.meets({"terms": TERMS[terms]}) == HOLDS
        if is_enough or found == TERMS_NOT_OPEN:  # a part that restricts use does not become open by reading on
            found = licence.terms
    return Cell(cell.availability, found, licence)


def relicensed(cell: Cell, terms: int | None, flags: dict[str, bool]) -> Cell:
    """A component after its vendor has put it under a further licence, which meets all that is asked for by itself."""
    known = cell.terms if cell.terms < TERMS_UNKNOWN else None
    best = max((code for code in (terms, known) if code is not None), default=TERMS_UNKNOWN)
    new = some_licence(best, flags)
    return Cell(cell.availability, best, new if cell.licence is None else cell.licence.or_else(new))


def _allows(cell: Cell, terms: int | None, flags: Iterable[tuple[str, bool]]) -> bool:
    asked = dict(flags)
    if terms is not None and (cell.terms >= TERMS_UNKNOWN or cell.terms < terms):
        return False
    if not asked:
        return True
    wanted: dict[str, str | bool] = {**asked} if terms is None else {"terms": TERMS[terms], **asked}
    return cell.licence is not None and cell.licence.meets(wanted) == HOLDS


def _code(word: str, words: Sequence[str], what: str) -> int:
    if word not in words:
        raise OpennessError(f"there is no {what} '{word}'; {nearest(word, words)}")
    return words.index(word)


def what_if(evidence: Evidence, release: str, changes: Iterable[Change]) -> Evidence:
    """The same evidence, with one release otherwise. Changes apply one after the other.

    A component that is not applicable can be set to anything but is never improved (`Change.at_least`): it cannot
    exist. The row of a fact behind a changed cell is -1, because no fact says so.

    Args:
        evidence: The facts in force.
        release: The release that is otherwise.
        changes: What would be otherwise.

    Raises:
        OpennessError: There is no such release, component, field, availability or terms.
    """
    row = _position(release, evidence.releases, "release")
    names = ("availability", "terms", "licence", "fact", "licence_fact")
    arrays = {name: getattr(evidence, name).copy() for name in names}
    licences, package = list(evidence.licences), evidence.package
    cells: dict[int, Cell] = {}
    for change in changes:
        if change.field:
            if change.field not in package.releases:
                raise OpennessError(f"a release has no field '{change.field}'; {nearest(change.field, RELEASE_FIELDS)}")
            table = package.releases.copy()
            table.loc[table["release"] == release, change.field] = change.value
            package = replace(package, releases=table)
            continue
        column = _position(change.component, evidence.components, "component")
        now = cells.get(column) or cell_of(evidence, row, column)
        if change.at_least and now.availability == NOT_APPLICABLE:
            continue
        cells[column] = changed(now, change)
    for column, cell in cells.items():
        before = cell_of(evidence, row, column)
        if cell == before:
            continue
        if cell.availability != before.availability:
            arrays["fact"][row, column] = -1
        number = -1
        if cell.licence is not None:
            if cell.licence not in licences:
                licences.append(cell.licence)
            number = licences.index(cell.licence)
        if number != int(evidence.licence[row, column]):
            arrays["licence_fact"][row, column] = -1
        arrays["availability"][row, column] = cell.availability
        arrays["terms"][row, column] = cell.terms
        arrays["licence"][row, column] = number
    for array in arrays.values():
        array.flags.writeable = False
    return replace(evidence, package=package, licences=tuple(licences), **arrays)


def _position(word: str, words: Sequence[str], what: str) -> int:
    try:
        return words.index(word)
    except ValueError:
        raise OpennessError(f"there is no {what} '{word}'; {nearest(word, words)}") from None


@dataclass(frozen=True)
class Move:
    """What one definition says of a release as recorded, and as it would be.

    Attributes:
        rubric: Id of the definition.
        title: Its title.
        before: Its verdict on what is recorded, in words.
        after: Its verdict if the changes were facts, in words.
        direction: `better`, `worse` or `same`: by the verdict proven, then by the best one not ruled out.
        low_before, high_before, low_after, high_after: The score, in points of 100; nan where nothing applies.
    """

    rubric: str
    title: str
    before: str
    after: str
    direction: Literal["better", "worse", "same"]
    low_before: float
    high_before: float
    low_after: float
    high_after: float


def compare(rubrics: Iterable[Rubric], evidence: Evidence, release: str, changes: Iterable[Change]) -> tuple[Move, ...]:
    """How the verdict of every definition would move.

    Args:
        rubrics: The definitions, in the order of the result.
        evidence: The facts in force.
        release: The release that would be otherwise.
        changes: What would be otherwise.

    Raises:
        OpennessError: There is no such release, component, field, availability or terms.
    """
    row = _position(release, evidence.releases, "release")
    other = what_if(evidence, release, changes)
    moves = []
    for rubric in rubrics:
        now, then = (scoring.score(rubric, one, rows=[row]) for one in (evidence, other))
        pairs = [(int(scores.verdict[0]), int(scores.verdict_high[0])) for scores in (now, then)]
        moves.append(
            Move(
                rubric=rubric.id,
                title=rubric.title,
                before=scoring.verdict_words(rubric, *pairs[0]),
                after=scoring.verdict_words(rubric, *pairs[1]),
                direction=_direction(*pairs),
                low_before=float(now.low[0]),
                high_before=float(now.high[0]),
                low_after=float(then.low[0]),
                high_after=float(then.high[0]),
            )
        )
    return tuple(moves)


def _direction(before: tuple[int, int], after: tuple[int, int]) -> Literal["better", "worse", "same"]:
    if before == after:
        return "same"
    return "better" if after < before else "worse"  # verdicts stand best first
