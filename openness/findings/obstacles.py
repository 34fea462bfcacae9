"""What stands in the way: how many releases fail each condition of a verdict, and how many fail that one alone.

Read off the states of all conditions at once (`openness.scoring.scores.Scores.states`), never release by release.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from openness.core.arrays import Flags
from openness.core.wording import stated
from openness.facts.licences import FAILS, HOLDS, UNDETERMINED
from openness.findings.vendors import keys_of
from openness.rubric.model import FieldCondition, Rubric, ScoreCondition
from openness.scoring.answer import Answer
from openness.scoring.compile import VerdictCondition
from openness.scoring.condition_words import FIELD_WORDS
from openness.scoring.fields import bounds_words
from openness.scoring.gap import period_of

GROUPINGS = {"claim": "Claim", "kind": "Kind of vendor", "country": "Country", "year": "Year"}
"""What the releases can be split by, and what it is called."""


@dataclass(frozen=True)
class Obstacle:
    """One condition of a verdict and how some releases stand to it; the three counts and `holds` add up to all.

    Attributes:
        condition: Its label (`openness.scoring.compile.VerdictCondition.label`).
        title: What it is about.
        fails: How many fail it.
        only: Of these, how many fail no other condition of the verdict. Others may be undetermined.
        sole: Of these, how many meet every other condition, so that this one alone decides.
        undetermined: How many cannot be told, because facts are missing.
        holds: How many meet it.
    """

    condition: str
    title: str
    fails: int
    only: int
    sole: int
    undetermined: int
    holds: int

    @property
    def total(self) -> int:
        """The releases counted."""
        return self.fails + self.undetermined + self.holds


@dataclass(frozen=True)
class Group:
    """The obstacles of the releases of one group.

    Attributes:
        key: The group as the data have it; empty where it is not recorded.
        n: Its releases.
        obstacles: In the order of the whole selection.
    """

    key: str
    n: int
    obstacles: tuple[Obstacle, ...]


def obstacles(answer: Answer) -> tuple[Obstacle, ...]:
    """How the selected releases stand to each condition of the verdict they are held to: the one most fail first."""
    found = _of(answer, np.ones(len(answer.selected), dtype=bool))
    return tuple(sorted(found, key=lambda one: (-one.fails, -one.undetermined)))  # equal ones in the rubric's order


def obstacles_by(answer: Answer, by: str) -> tuple[Group, ...]:
    """The same for each group of releases, largest group first; years oldest first; those without a key last.

    Args:
        answer: The selection.
        by: One of `GROUPINGS`.

    Raises:
        ValueError: There is no such grouping.
    """
    keys = np.array(group_keys(answer, by), dtype=object)
    order = [one.condition for one in obstacles(answer)]
    groups = []
    for key in dict.fromkeys(keys.tolist()):
        mine = _of(answer, keys == key)
        sort = sorted(mine, key=lambda one: order.index(one.condition))
        groups.append(Group(str(key), int((keys == key).sum()), tuple(sort)))
    return tuple(sorted(groups, key=lambda one: (one.key == "", "" if by != "year" else one.key, -one.n, one.key)))


def group_keys(answer: Answer, by: str) -> list[str]:
    """The group of each selected release, in their order; empty where it is not recorded.

    Raises:
        ValueError: There is no such grouping.
    """
    if by not in GROUPINGS:
        raise ValueError(f"no grouping '{by}'; one of: {', '.join(GROUPINGS)}")
    if by == "claim":
        return [str(claim) for claim in answer.of_releases("claim")]
    if by == "year":
        return [period_of(str(day), "year") for day in answer.of_releases("released")]
    return keys_of(answer, by)


def condition_title(rubric: Rubric, condition: VerdictCondition) -> str:
    """What a condition is about, in a few words: the title of its criterion, a field with its bounds, the score."""
    asks = condition.asks
    if isinstance(asks, str):
        return asks.rstrip(".")
    if isinstance(asks, ScoreCondition):
        return f"Score of at least {stated(asks.at_least)}"
    if isinstance(asks, FieldCondition):
        return f"{FIELD_WORDS.get(condition.field, condition.field)} {bounds_words(asks)}"
    return rubric.criteria[condition.subject].title


def _of(answer: Answer, rows: Flags) -> list[Obstacle]:
    scores = answer.scores
    columns = [at for at, condition in enumerate(scores.conditions) if condition.verdict == answer.rubric.goal]
    states = scores.states[rows][:, columns]
    failed = (states == FAILS).sum(axis=1)
    held = (states == HOLDS).sum(axis=1)
    found = []
    for place, column in enumerate(columns):
        state, condition = states[:, place], scores.conditions[column]
        fails = state == FAILS
        found.append(
            Obstacle(
                condition=condition.label,
                title=condition_title(answer.rubric, condition),
                fails=int(fails.sum()),
                only=int((fails & (failed == 1)).sum()),
                sole=int((fails & (held == len(columns) - 1)).sum()),
                undetermined=int((state == UNDETERMINED).sum()),
                holds=int((state == HOLDS).sum()),
            )
        )
    return found


def failing_none(answer: Answer) -> tuple[int, int]:
    """How many selected releases meet every condition of the verdict they are held to, and how many more fail none."""
    state: Sequence[int] = answer.scores.reachable[:, answer.rubric.goal].tolist()
    return state.count(HOLDS), state.count(UNDETERMINED)
