"""What it takes, in a few words: what the page of a release and the command line say alike."""

from __future__ import annotations

from collections.abc import Sequence

from openness.core.wording import count, more_than, span
from openness.remedy.result import Action, Goal, Remedy


def needs(actions: Sequence[Action], name: str) -> list[tuple[str, tuple[Action, ...]]]:
    """Actions under the words that lead to them: acts of the vendor first, then facts that nobody has recorded."""
    acts = tuple(action for action in actions if action.kind != "establish")
    facts = tuple(action for action in actions if action.kind == "establish")
    named = [(f"{name} would have to", acts), ("we would need to establish", facts)]
    return [(lead, some) for lead, some in named if some]


def together(actions: Sequence[Action]) -> str:
    """Actions in one line: "publish ...; establish that ..."."""
    return "; ".join(f"establish {one.words}" if one.kind == "establish" else one.words for one in actions)


def titles(actions: Sequence[Action]) -> str:
    """The parts that actions are about, in one line, each once."""
    return ", ".join(dict.fromkeys(one.title for one in actions))


def combined(goal: Goal) -> bool:
    """Whether the ways combine several steps each: then the steps are told once, and the ways by their parts."""
    return goal.count > 1 and goal.size - len(goal.shared) > 1


def choice(goal: Goal) -> tuple[Action, ...]:
    """The steps of which not every way has all."""
    shared = {(action.subject, action.kind) for action in goal.shared}
    return tuple(action for action in goal.options if (action.subject, action.kind) not in shared)


def outcome(remedy: Remedy) -> str:
    """The verdict and the score after a set."""
    if remedy.low != remedy.low:
        return remedy.words
    return f"{remedy.words}, score {span(remedy.low, remedy.high)}"


def headline(goal: Goal) -> str:
    """How much it takes, in a few words."""
    if goal.state == "proven":
        return "proven, nothing is needed"
    if goal.state == "impossible":
        return "out of reach"
    if goal.size == 0:
        return "everything that can be recorded holds"
    in_ways = "" if goal.count == 1 else f", in {ways(goal)}"
    return f"{count(goal.size, 'step')}{in_ways}"


def ways(goal: Goal, noun: str = "way") -> str:
    """How many smallest sets there are: "3 ways", "more than 120,000 ways"."""
    return count(goal.count, noun) if goal.counted else f"{more_than(goal.count)} {noun}s"


def others(goal: Goal) -> str:
    """How many smallest sets are not listed: "3 more", "more than 120,000 more"; empty where all are."""
    left = goal.count - len(goal.remedies)
    if goal.counted:
        return f"{left:,} more" if left else ""
    return f"{more_than(left)} more" if left > 1 else "more"
