"""What every answer to a question is made of."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from openness.core.arrays import Flags
from openness.core.wording import count
from openness.findings.headline import Headline
from openness.scoring.answer import Answer


@dataclass(frozen=True)
class Group:
    """Releases that an answer counts.

    Attributes:
        words: What they have in common, as it follows their number.
        releases: Their ids.
    """

    words: str
    releases: tuple[str, ...]


@dataclass(frozen=True)
class Finding:
    """An answer.

    Attributes:
        answer: One or two sentences.
        sure: How sure it is.
        change: What would change it.
        groups: The releases it counts.
    """

    answer: str
    sure: str
    change: str
    groups: tuple[Group, ...] = ()


def group(answer: Answer, words: str, rows: Flags | Sequence[int]) -> Group:
    """Some of the selected releases, by position or as one boolean a release."""
    chosen = np.asarray(rows)
    places = np.flatnonzero(chosen) if chosen.dtype == bool else chosen.astype(np.intp)
    return Group(words, tuple(answer.selected[at] for at in places))


def group_of(answer: Answer, words: str, releases: Iterable[str]) -> Group:
    """Some of the selected releases, by their ids; in the order of the selection."""
    mine = set(releases)
    return Group(words, tuple(release for release in answer.selected if release in mine))


def goal_of(answer: Answer) -> str:
    """Id of the verdict that releases are held to."""
    return answer.scores.verdict_ids[answer.rubric.goal]


def few(left_out: int) -> str:
    """That some releases are left out of what counts both sides."""
    return f"{count(left_out, 'release')} {'has' if left_out == 1 else 'have'} too little recorded on one side."


def asks_training(answer: Answer) -> bool:
    """Whether the definition in force asks about training at all."""
    return any(criterion.side == "training" for criterion in answer.rubric.criteria.values())


def one_sided(found: Headline) -> Finding:
    """What is said where a definition does not ask about both sides, so that there is no gap."""
    return Finding(found.gap_sentence, "", "Choose a definition that asks about weights and about training.")


NO_TRAINING = Finding(
    "This definition does not ask how a model was made, so it cannot tell.",
    "",
    "Choose a definition that asks about training.",
)
