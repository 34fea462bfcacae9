"""What a verdict asks of each component, what can be done about it, and what each of it achieves.

This is where a rubric becomes the blocks that `openness.remedy.search` searches.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from openness.core.arrays import Codes
from openness.facts.fact_index import AVAILABILITIES, CLOSED, NOT_APPLICABLE, OPEN, PARTIAL, UNKNOWN
from openness.facts.licences import FAILS, HOLDS, TERMS, TERMS_OPEN, TERMS_RESTRICTED, TERMS_UNKNOWN, UNDETERMINED
from openness.remedy.search import Block, Option
from openness.rubric.model import Condition as CriterionCondition
from openness.rubric.model import FieldCondition, ScoreCondition
from openness.scoring import engine
from openness.scoring.compile import VerdictCondition
from openness.scoring.scores import Scores
from openness.scoring.what_if import Cell, established, relicensed

Kind = Literal["open", "relicense", "establish"]
KINDS: tuple[Kind, ...] = ("open", "relicense", "establish")


@dataclass(frozen=True)
class Asks:
    """What one verdict asks of the licence of a component, and of its availability, over all its conditions.

    Attributes:
        availability: The highest availability that a condition asks for.
        terms: The highest terms that a condition, or the score, asks for; None when none does.
        flags: All flags asked for.
        each: The licence part of every condition: terms and flags that one licence has to meet together.
    """

    availability: int
    terms: int | None
    flags: dict[str, bool]
    each: tuple[tuple[int | None, dict[str, bool]], ...]


@dataclass(frozen=True)
class Part:
    """The condition of a verdict on some components: `best` when one of them is enough, else each has to meet it."""

    members: tuple[int, ...]
    best: bool
    table: Codes
    requirement: dict[str, str | bool]  # what the licence has to meet beyond the table, empty without flags


@dataclass(frozen=True)
class Target:
    """One verdict, read once for all releases."""

    parts: tuple[Part, ...]
    asks: Mapping[int, Asks]
    fields: tuple[tuple[int, VerdictCondition], ...]
    sentences: tuple[str, ...]
    least: float | None


def targets_of(scores: Scores) -> tuple[Target, ...]:
    """The verdicts of a rubric, each as what it asks of components, of fields and of the score."""
    targets = []
    for number in range(len(scores.rubric.verdicts)):
        parts: list[Part] = []
        fields: list[tuple[int, VerdictCondition]] = []
        sentences: list[str] = []
        least = None
        for column, condition in enumerate(scores.conditions):
            if condition.verdict != number:
                continue
            compiled = scores.plan.conditions[column]
            if isinstance(condition.asks, FieldCondition):
                fields.append((column, condition))
            elif isinstance(condition.asks, ScoreCondition):
                least = condition.asks.at_least
            elif isinstance(condition.asks, str):
                sentences.append(condition.asks)
            elif compiled is not None:
                parts.append(_part(scores.plan.criteria[compiled.criterion], compiled, condition.asks))
        asks = _asks(scores, number, parts, scored=least is not None)
        targets.append(Target(tuple(parts), asks, tuple(fields), tuple(sentences), least))
    return tuple(targets)


def _part(criterion: engine.CompiledCriterion, compiled: engine.CompiledCondition, asks: CriterionCondition) -> Part:
    requirement: dict[str, str | bool] = dict(asks.licence or {})
    if requirement and asks.terms is not None:
        requirement["terms"] = asks.terms
    return Part(criterion.members, criterion.best, compiled.table, requirement)


def _asks(scores: Scores, number: int, parts: Sequence[Part], *, scored: bool) -> dict[int, Asks]:
    """What the verdict asks of each component; a score asks for all there is to gain."""
    found: dict[int, list[tuple[int, int | None, dict[str, bool]]]] = {}
    conditions = [c for c in scores.conditions if c.verdict == number and isinstance(c.asks, CriterionCondition)]
    for part, condition in zip(parts, conditions, strict=True):
        asks = condition.asks
        if not isinstance(asks, CriterionCondition):
            continue
        terms = None if asks.terms is None else TERMS.index(asks.terms)
        flags = dict(asks.licence or {})
        # what has a licence is at least partly there
        least = PARTIAL if terms is not None or flags else CLOSED
        availability = least if asks.availability is None else AVAILABILITIES.index(asks.availability)
        for member in part.members:
            found.setdefault(member, []).append((availability, terms, flags))
    if scored:
        for criterion, rule in zip(scores.plan.criteria, scores.rubric.criteria.values(), strict=True):
            counted = scores.rubric.terms is not None and rule.terms != "ignore"
            for member in criterion.members:
                found.setdefault(member, []).append((OPEN, TERMS_OPEN if counted else None, {}))
    return {
        member: Asks(
            availability=max(availability for availability, _, _ in asked),
            terms=max((terms for _, terms, _ in asked if terms is not None), default=None),
            flags={name: wanted for _, _, flags in asked for name, wanted in flags.items()},
            each=tuple((terms, flags) for _, terms, flags in asked if terms is not None or flags),
        )
        for member, asked in found.items()
    }


def _licence_state(cell: Cell, terms: int | None, flags: Mapping[str, bool]) -> int:
    """State of the licence of a component against terms and flags asked for together, as the engine sees it."""
    state = HOLDS
    if terms is not None:
        if cell.terms < TERMS_UNKNOWN:
            state = HOLDS if cell.terms >= terms else FAILS
        elif cell.licence is not None:
            # the code is unknown as a whole; the expression may still hold a part that decides
            state = min(UNDETERMINED, cell.licence.meets({"terms": TERMS[terms]}))
        else:
            state = UNDETERMINED
    if flags:
        if cell.licence is None:
            return min(state, UNDETERMINED)
        wanted: dict[str, str | bool] = {**flags} if terms is None else {"terms": TERMS[terms], **flags}
        state = min(state, cell.licence.meets(wanted))
    return state


def _kinds(cell: Cell, asks: Asks) -> tuple[Kind, ...]:
    """The actions there are for a component, given what a verdict asks of it."""
    if cell.availability == NOT_APPLICABLE:
        return ()
    kinds: list[Kind] = []
    if cell.availability < asks.availability:
        kinds.append("open")
    states = [] if cell.availability == CLOSED else [_licence_state(cell, terms, flags) for terms, flags in asks.each]
    if FAILS in states:
        kinds.append("relicense")
    if (cell.availability == UNKNOWN and asks.availability > CLOSED) or UNDETERMINED in states:
        kinds.append("establish")
    return tuple(kinds)


def _after(cell: Cell, asks: Asks, kinds: Iterable[Kind]) -> Cell:
    """The component after these actions, each taken as far as the verdict asks."""
    done = set(kinds)
    flags = asks.flags
    if cell.availability == CLOSED:
        if "open" not in done:
            return cell
        # published now, under the licence asked for at once
        opened = Cell(asks.availability, TERMS_UNKNOWN, None)
        return relicensed(opened, asks.terms, flags) if asks.terms is not None or flags else opened
    reach = "establish" if cell.availability == UNKNOWN else "open"
    now = replace(cell, availability=asks.availability) if reach in done else cell
    if "relicense" in done:
        return relicensed(now, asks.terms, flags)
    if "establish" in done and (asks.terms is not None or flags):
        return established(now, asks.terms, flags)
    return now


def blocks_of(
    criteria: Sequence[engine.CompiledCriterion], weights: Sequence[float], target: Target, cells: Mapping[int, Cell]
) -> list[Block]:
    """The components with what can be done about each, in groups that do not influence one another."""
    parts = [part for whole in target.parts for part in _split(whole, cells)]
    sums: list[_Sum] = []
    if target.least is not None:
        sums = [
            _Sum(criterion, points, tuple(m for m in criterion.members if cells[m].availability != NOT_APPLICABLE))
            for criterion, points in zip(criteria, weights, strict=True)
            if points > 0
        ]
    tied = _tied([part.members for part in parts] + [one.members for one in sums], list(target.asks))
    return [
        _block(
            members,
            [part for part in parts if part.members[0] in members],
            [one for one in sums if one.members[0] in members],
            cells,
            target.asks,
        )
        for members in tied
    ]


@dataclass(frozen=True)
class _Sum:
    """A criterion that adds points, with those of its components that can exist."""

    criterion: engine.CompiledCriterion
    points: float
    members: tuple[int, ...]


def _split(part: Part, cells: Mapping[int, Cell]) -> Iterator[Part]:
    """A condition on components that can exist; one that asks for all of them becomes one for each."""
    members = tuple(member for member in part.members if cells[member].availability != NOT_APPLICABLE)
    if not part.best:
        yield from (replace(part, members=(member,)) for member in members)
    elif members:
        yield replace(part, members=members)


def _tied(groups: Sequence[tuple[int, ...]], order: Sequence[int]) -> list[tuple[int, ...]]:
    """The components of the groups, those together that some group ties together, everything in this order."""
    sets: list[set[int]] = []
    for group in groups:
        mine = set(group)
        mine.update(*(other for other in sets if other & mine))
        sets = [*(other for other in sets if not other & mine), mine]
    lists = [tuple(member for member in order if member in one) for one in sets]
    return sorted(lists, key=lambda members: order.index(members[0]))


def _block(
    members: tuple[int, ...],
    parts: Sequence[Part],
    sums: Sequence[_Sum],
    cells: Mapping[int, Cell],
    asks: Mapping[int, Asks],
) -> Block:
    """What can be done about each component of a block, and what each of it achieves."""
    options = []
    for member in members:
        found: list[Option] = []
        for kinds in _subsets(_kinds(cells[member], asks[member])):
            cell = _after(cells[member], asks[member], kinds)
            code = engine.code_of(cell.availability, cell.terms)
            holds = tuple(member in part.members and _holds(part, cell) for part in parts)
            credit = tuple(float(one.criterion.table[code, engine.LOW]) for one in sums)
            # subsets come smallest first: a larger one of the same effect is in no smallest set
            if not any(o.holds == holds and o.credit == credit and len(o.kinds) < len(kinds) for o in found):
                found.append(Option(kinds, holds, credit))
        options.append(tuple(found))
    places = {member: place for place, member in enumerate(members)}
    return Block(
        members=members,
        options=tuple(options),
        conditions=tuple(tuple(places[member] for member in part.members) for part in parts),
        sums=tuple((one.points, one.criterion.best, tuple(places[member] for member in one.members)) for one in sums),
    )


def _subsets(kinds: tuple[Kind, ...]) -> Iterator[tuple[Kind, ...]]:
    for size in range(len(kinds) + 1):
        yield from itertools.combinations(kinds, size)


def _holds(part: Part, cell: Cell) -> bool:
    """Whether a component meets a condition, as `openness.scoring.engine.condition_states` has it."""
    state = int(part.table[engine.code_of(cell.availability, cell.terms)])
    if part.requirement:
        state = min(state, UNDETERMINED if cell.licence is None else cell.licence.meets(part.requirement))
    return state == HOLDS


def least_asks(target: Target, cells: Mapping[int, Cell], kinds: Mapping[int, tuple[Kind, ...]]) -> dict[int, Asks]:
    """Which actions can stop short: no further than the conditions ask, where they ask for different things.

    Of two components that could each go a step less far, the earlier one does: the number of actions is what counts.
    A score asks for all there is to gain, so nothing is taken back there.
    """
    asked_twice = [member for member in kinds if sum(member in part.members for part in target.parts) > 1]
    if target.least is not None or not asked_twice:
        return {}
    asks = {member: target.asks[member] for member in kinds}

    def enough(trial: Mapping[int, Asks]) -> bool:
        after = {m: _after(cell, trial[m], kinds[m]) if m in trial else cell for m, cell in cells.items()}
        return all(
            any(_holds(one, after[member]) for member in one.members)
            for part in target.parts
            for one in _split(part, cells)
        )

    for member in asked_twice:
        asked = asks[member]
        less = [replace(asked, availability=level) for level in range(PARTIAL, asked.availability)]
        asked = next((one for one in less if enough({**asks, member: one})), asked)
        asks[member] = asked
        fewer = [replace(asked, terms=terms) for terms in (None, *range(TERMS_RESTRICTED, asked.terms or 0))]
        asked = next((one for one in fewer if enough({**asks, member: one})), asked)
        asks[member] = asked
        for name in asked.flags:
            without = replace(asks[member], flags={k: v for k, v in asks[member].flags.items() if k != name})
            if enough({**asks, member: without}):
                asks[member] = without
    return {member: asks[member] for member in asked_twice}
