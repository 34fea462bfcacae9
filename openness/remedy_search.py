"""The search behind `openness.remedy`: fewest actions that make every condition hold, and the score reach a bar.

It knows nothing of rubrics and releases, only of *members* (components) with *options* (sets of actions, each with what
it achieves), in *blocks* that do not influence one another except through the sum of their points.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from openness.errors import OpennessError

NODES = 200_000
"""Steps after which a block of tied components is too large to be searched through."""

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
        count: How many there are.
        sets: The first of them, as members with their actions; a member left alone has none.
        always: Members with the actions that every one of the sets has, also those not listed.
        ever: Members with the actions that some set has, also one not listed; a member stands there once for each
            combination of actions it can have.
    """

    size: int
    count: int
    sets: tuple[Choice, ...]
    always: Choice
    ever: Choice


@dataclass(frozen=True)
class _Entry:
    """One way to deal with a block: all conditions hold, at this cost and with these points."""

    size: int
    points: float
    choice: Choice


def smallest(blocks: Sequence[Block], least: float | None, most: int) -> Found | None:
    """The smallest sets of actions, exactly.

    Args:
        blocks: Members that are tied together; blocks share no member.
        least: Points that the sums of all blocks have to reach; None when there is no score to reach.
        most: How many sets to list; all are counted.

    Returns:
        None when no set is enough.

    Raises:
        OpennessError: A block ties so many members together that they cannot be searched through.
    """
    if least is None:
        cheapest = [_cheapest(block) for block in blocks]
        if not all(cheapest):
            return None
        listed = [_joined(entries) for entries in itertools.islice(itertools.product(*cheapest), most)]
        return Found(
            size=sum(entries[0].size for entries in cheapest),
            count=math.prod(len(entries) for entries in cheapest),
            sets=tuple(listed),
            always=tuple(part for entries in cheapest for part in _common(entries)),
            ever=tuple(part for entries in cheapest for part in _any(entries)),
        )
    return _for_points([_entries(block) for block in blocks], least, most)


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


@lru_cache(maxsize=4096)  # many releases stand at the same point in one block or another
def _cheapest(block: Block) -> tuple[_Entry, ...]:
    """All entries of the smallest size at which the conditions hold; empty when they never do."""
    budget = [NODES]
    for size in range(_largest(block) + 1):
        found = tuple(_of_size(block, size, budget))
        if found:
            return found
    return ()


@lru_cache(maxsize=4096)
def _entries(block: Block) -> tuple[_Entry, ...]:
    """All entries, of every size."""
    budget = [NODES]
    return tuple(entry for size in range(_largest(block) + 1) for entry in _of_size(block, size, budget))


def _largest(block: Block) -> int:
    return sum(max(len(option.kinds) for option in options) for options in block.options)


def _of_size(block: Block, size: int, budget: list[int]) -> Iterator[_Entry]:
    """The entries with exactly this many actions for which every condition holds."""
    room = [0] * (len(block.members) + 1)  # actions that the members from here on can still take
    for place in reversed(range(len(block.members))):
        room[place] = room[place + 1] + max(len(option.kinds) for option in block.options[place])

    def walk(place: int, left: int, chosen: tuple[Option, ...]) -> Iterator[_Entry]:
        budget[0] -= 1
        if budget[0] < 0:
            raise OpennessError(
                f"the definition ties {len(block.members)} components together in more ways than can be searched "
                "through, so the smallest sets are not known"
            )
        if left > room[place]:
            return
        if place == len(block.members):
            if all(any(chosen[m].holds[n] for m in members) for n, members in enumerate(block.conditions)):
                kinds = tuple((member, option.kinds) for member, option in zip(block.members, chosen, strict=True))
                yield _Entry(size, _points(block, chosen), kinds)
            return
        for option in reversed(block.options[place]):  # sets that begin with the first members come first
            if len(option.kinds) <= left:
                yield from walk(place + 1, left - len(option.kinds), (*chosen, option))

    yield from walk(0, size, ())


def _points(block: Block, chosen: Sequence[Option]) -> float:
    points = 0.0
    for number, (weight, best, places) in enumerate(block.sums):
        credits = [chosen[place].credit[number] for place in places]
        points += weight * (max(credits) if best else min(credits))
    return points


# ------------------------------------------------------------------------------------------------------ over all blocks


def _for_points(blocks: Sequence[Sequence[_Entry]], least: float, most: int) -> Found | None:
    """The smallest combinations of one entry a block whose points reach the bar."""
    need = least - TOLERANCE
    after = _suffixes(blocks)
    size = next((k for k, points in enumerate(after[0]) if points >= need), None)
    if size is None:
        return None

    @cache
    def ways(place: int, left: int, points: float) -> int:
        """In how many ways the blocks from here on can use up the actions left and reach the bar."""
        if place == len(blocks):
            return int(left == 0 and points >= need)
        total = 0
        for entry in blocks[place]:
            then, sum_then = left - entry.size, round(points + entry.points, 10)
            if _within(after[place + 1], then, sum_then, need):
                total += ways(place + 1, then, sum_then)
        return total

    def walk(place: int, left: int, points: float, chosen: tuple[_Entry, ...]) -> Iterator[Choice]:
        if place == len(blocks):
            if left == 0:
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
    return Found(
        size=size,
        count=ways(0, size, 0.0),
        sets=tuple(itertools.islice(walk(0, size, 0.0, ()), most)),
        always=tuple(always),
        ever=tuple(ever),
    )


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
