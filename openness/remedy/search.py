"""The search behind `openness.remedy.find`: fewest actions that make every condition hold, and the score reach a bar.

It knows nothing of rubrics and releases, only of *members* (components) with *options* (sets of actions, each with what
it achieves), in *blocks* that do not influence one another except through the sum of their points.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from openness.core.arrays import Floats
from openness.core.cache import Cache
from openness.core.errors import OpennessError

SEARCH, COUNT = 60_000, 200_000
"""Steps after which components are too many to be searched through, and ways too many to be counted: half a second."""

KEPT = 50_000
"""Ways to deal with blocks that are kept during one search, of all blocks together: some 30 MB."""

# The engine rounds sums at nine decimals before it compares; less than half of the last one is no difference.
TOLERANCE = 5e-10


@dataclass(frozen=True)
class Option:
    """One set of actions on one member.

    Attributes:
        kinds: The actions; none for leaving the member as it is.
        holds: For each condition of the block whether the member then meets it.
        credit: For each sum of the block its credit then; no matter where it is no member of it.
    """

    kinds: tuple[str, ...]
    holds: tuple[bool, ...]
    credit: tuple[float, ...]


@dataclass(frozen=True)
class Block:
    """Members tied together by conditions or sums.

    Attributes:
        members: What the result names them by.
        options: For each member, those that are worth considering; no two of one member have the same actions.
        conditions: For each condition the places of its members, one of which has to meet it.
        sums: Points that the block adds to the score: weight, whether the best member counts (else the worst), and
            the places of the members that apply.
    """

    members: tuple[int, ...]
    options: tuple[tuple[Option, ...], ...]
    conditions: tuple[tuple[int, ...], ...]
    sums: tuple[tuple[float, bool, tuple[int, ...]], ...]


Choice = tuple[tuple[int, tuple[str, ...]], ...]


@dataclass(frozen=True)
class Found:
    """The smallest sets.

    Attributes:
        size: Actions in each.
        count: How many there are; where they are too many to be counted, a number that there are at least.
        counted: Whether `count` is all of them.
        sets: The first of them, as members with their actions; a member left alone has none.
        always: Members with the actions that every one of the sets has, also those not listed.
        ever: Members with the actions that some set has, also one not listed; a member stands there once for each
            combination of actions it can have.
    """

    size: int
    count: int
    counted: bool
    sets: tuple[Choice, ...]
    always: Choice
    ever: Choice


@dataclass
class Budget:
    """Steps that are left, for everything that one reader asks at once.

    Attributes:
        search: For searching through the blocks; when they are used up the sets are not known.
        count: For counting the sets; when they are used up the count is not complete.
    """

    search: int = SEARCH
    count: int = COUNT


@dataclass(frozen=True, slots=True)
class _Entry:
    """One way to deal with a block: all conditions hold, at this cost and with these points."""

    size: int
    points: float
    choice: Choice


Ways = Cache[tuple[_Entry, ...]]


def no_ways() -> Ways:
    """An empty cache for the ways to deal with blocks: many releases stand at the same point in one or another."""
    return Cache(KEPT, weigh=lambda entries: 1 + len(entries))


def smallest(
    blocks: Sequence[Block], least: float | None, most: int, budget: Budget | None = None, ways: Ways | None = None
) -> Found | None:
    """The smallest sets of actions, exactly.

    Args:
        blocks: Members that are tied together; blocks share no member.
        least: Points that the sums of all blocks have to reach; None when there is no score to reach.
        most: How many sets to list; all are counted.
        budget: The steps it may take; what is used is taken off.
        ways: What was found out about the same blocks, for searches that follow one another.

    Returns:
        None when no set is enough.

    Raises:
        OpennessError: A block ties so many members together that they cannot be searched through.
    """
    budget, ways = budget or Budget(), no_ways() if ways is None else ways
    if least is None:
        cheapest = [_cheapest(block, budget, ways) for block in blocks]
        if not all(cheapest):
            return None
        listed = [_joined(entries) for entries in itertools.islice(itertools.product(*cheapest), most)]
        return Found(
            size=sum(entries[0].size for entries in cheapest),
            count=math.prod(len(entries) for entries in cheapest),
            counted=True,
            sets=tuple(listed),
            always=tuple(part for entries in cheapest for part in _common(entries)),
            ever=tuple(part for entries in cheapest for part in _any(entries)),
        )
    return _for_points([_entries(block, budget, ways) for block in blocks], least, most, budget)


def _joined(entries: Sequence[_Entry]) -> Choice:
    return tuple(part for entry in entries for part in entry.choice)


def _common(entries: Sequence[_Entry]) -> Choice:
    """The actions that all entries share."""
    shared = []
    for place, (member, kinds) in enumerate(entries[0].choice):
        every = tuple(kind for kind in kinds if all(kind in entry.choice[place][1] for entry in entries))
        if every:
            shared.append((member, every))
    return tuple(shared)


def _any(entries: Sequence[_Entry]) -> Choice:
    """What some entry does about each member, each thing once."""
    return tuple(dict.fromkeys(part for entry in entries for part in entry.choice if part[1]))


# -------------------------------------------------------------------------------------------------------- in one block


def _cheapest(block: Block, budget: Budget, ways: Ways) -> tuple[_Entry, ...]:
    """All entries of the smallest size at which the conditions hold; empty when they never do."""

    def make() -> tuple[_Entry, ...]:
        sizes = (tuple(_of_size(block, size, budget)) for size in range(_largest(block) + 1))
        return next((found for found in sizes if found), ())

    return ways.get(("cheapest", block), make)


def _entries(block: Block, budget: Budget, ways: Ways) -> tuple[_Entry, ...]:
    """All entries, of every size."""
    _spend(budget, math.prod(len(options) for options in block.options), block)
    return ways.get(("every", block), lambda: _every(block))


def _every(block: Block) -> tuple[_Entry, ...]:
    """All choices of one option a member for which every condition holds, smallest first."""
    options = [some[::-1] for some in block.options]  # sets that begin with the first members come first
    total = after = math.prod(len(some) for some in options)
    which = []  # for each member the place of its option in every choice
    for some in options:
        after //= len(some)
        which.append(np.arange(total) // after % len(some))

    def of(place: int, values: Sequence[float]) -> Floats:
        found: Floats = np.array(values, dtype=np.float64)[which[place]]
        return found

    points, meets = np.zeros(total), np.ones(total, dtype=bool)
    for number, members in enumerate(block.conditions):
        meets &= np.logical_or.reduce([of(m, [option.holds[number] for option in options[m]]) > 0 for m in members])
    for number, (weight, best, members) in enumerate(block.sums):
        credits = [of(m, [option.credit[number] for option in options[m]]) for m in members]
        points += weight * (np.maximum if best else np.minimum).reduce(credits)
    size = sum((of(m, [len(option.kinds) for option in some]) for m, some in enumerate(options)), np.zeros(total))
    order = np.flatnonzero(meets)[np.argsort(size[meets], kind="stable")].tolist()
    taken = [[(member, option.kinds) for option in some] for member, some in zip(block.members, options, strict=True)]
    chosen = zip(*(places[order].tolist() for places in which), strict=True)
    return tuple(
        _Entry(int(size[at]), float(points[at]), tuple(map(list.__getitem__, taken, places)))
        for at, places in zip(order, chosen, strict=True)
    )


def _largest(block: Block) -> int:
    return sum(max(len(option.kinds) for option in options) for options in block.options)


def _of_size(block: Block, size: int, budget: Budget) -> Iterator[_Entry]:
    """The entries with exactly this many actions for which every condition holds."""
    room = [0] * (len(block.members) + 1)  # actions that the members from here on can still take
    for place in reversed(range(len(block.members))):
        room[place] = room[place + 1] + max(len(option.kinds) for option in block.options[place])

    def walk(place: int, left: int, chosen: tuple[Option, ...]) -> Iterator[_Entry]:
        _spend(budget, 1, block)
        if left > room[place]:
            return
        if place == len(block.members):
            if all(any(chosen[m].holds[n] for m in members) for n, members in enumerate(block.conditions)):
                kinds = tuple((member, option.kinds) for member, option in zip(block.members, chosen, strict=True))
                yield _Entry(size, 0.0, kinds)  # no score is asked for, so no points are needed
            return
        for option in reversed(block.options[place]):  # sets that begin with the first members come first
            if len(option.kinds) <= left:
                yield from walk(place + 1, left - len(option.kinds), (*chosen, option))

    yield from walk(0, size, ())


def _spend(budget: Budget, steps: int, block: Block) -> None:
    budget.search -= steps
    if budget.search < 0:
        raise OpennessError(
            f"the definition ties {len(block.members)} components together in more ways than can be searched "
            "through, so the smallest sets are not known"
        )


# ------------------------------------------------------------------------------------------------------ over all blocks


def _for_points(blocks: Sequence[Sequence[_Entry]], least: float, most: int, budget: Budget) -> Found | None:
    """The smallest combinations of one entry a block whose points reach the bar."""
    need = least - TOLERANCE
    after = _suffixes(blocks)
    size = next((k for k, points in enumerate(after[0]) if points >= need), None)
    if size is None:
        return None

    def walk(place: int, left: int, points: float, chosen: tuple[_Entry, ...]) -> Iterator[Choice]:
        if place == len(blocks):
            yield _joined(chosen)
            return
        for entry in reversed(blocks[place]):  # as above
            then, sum_then = left - entry.size, points + entry.points
            if _within(after[place + 1], then, sum_then, need):
                yield from walk(place + 1, then, sum_then, (*chosen, entry))

    before = _suffixes(blocks[::-1])[::-1]  # before[place]: the best that the blocks ahead of it can do
    always: list[tuple[int, tuple[str, ...]]] = []
    ever: list[tuple[int, tuple[str, ...]]] = []
    for place, entries in enumerate(blocks):
        others = _both(before[place], after[place + 1], size)
        used = [entry for entry in entries if _within(others, size - entry.size, entry.points, need)]
        always += _common(used)
        ever += _any(used)
    count, counted = _ways(blocks, after, size, need, budget)
    sets = tuple(itertools.islice(walk(0, size, 0.0, ()), most))
    return Found(
        size=size,
        count=max(count, len(sets)),
        counted=counted,
        sets=sets,
        always=tuple(always),
        ever=tuple(ever),
    )


def _ways(
    blocks: Sequence[Sequence[_Entry]], after: Sequence[Sequence[float]], size: int, need: float, budget: Budget
) -> tuple[int, bool]:
    """How many combinations use up the actions and reach the bar, and whether that is all of them.

    Block by block, it holds in how many ways one comes to so many actions left and so many points. Only what the later
    blocks can still complete goes on, so when the steps are used up the ways so far are ways that there are at least.
    """
    ways: dict[tuple[int, float], int] = {(size, 0.0): 1}
    for place, entries in enumerate(blocks):
        budget.count -= len(ways) * len(entries)
        if budget.count < 0:
            return sum(ways.values()), False
        longer: dict[tuple[int, float], int] = {}
        for (left, points), number in ways.items():
            for entry in entries:
                then = left - entry.size, round(points + entry.points, 10)
                if _within(after[place + 1], *then, need):
                    longer[then] = longer.get(then, 0) + number
        ways = longer
    return sum(ways.values()), True


def _within(best: Sequence[float], actions: int, points: float, need: float) -> bool:
    """Whether the other blocks can bring the rest with exactly these many actions."""
    return 0 <= actions < len(best) and points + best[actions] >= need


def _suffixes(blocks: Sequence[Sequence[_Entry]]) -> list[list[float]]:
    """For each block, the most points that it and all later ones can have together, by their number of actions."""
    best: list[list[float]] = [[0.0]]
    for entries in reversed(blocks):
        mine = [-math.inf] * (1 + max((entry.size for entry in entries), default=0))
        for entry in entries:
            mine[entry.size] = max(mine[entry.size], entry.points)
        best.append(_both(mine, best[-1], len(mine) + len(best[-1])))
    return best[::-1]


def _both(one: Sequence[float], other: Sequence[float], most: int) -> list[float]:
    """The most points of two groups of blocks together, by their number of actions."""
    total = [-math.inf] * min(most + 1, len(one) + len(other) - 1)
    for i, first in enumerate(one):
        for j, second in enumerate(other):
            if i + j < len(total):
                total[i + j] = max(total[i + j], first + second)
    return total
