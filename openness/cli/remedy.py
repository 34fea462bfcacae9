"""What it takes, as lines for a terminal and as a table."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import pandas as pd

from openness.cli.text import wrap
from openness.core.wording import count, day, more_than, span
from openness.remedy.find import Action, Goal, Remedies, Remedy
from openness.scoring.answer import Answer

COLUMNS = (
    *("release", "name", "rubric", "verdict", "state", "sets", "all_counted", "set", "size", "action", "subject"),
    *("availability", "terms", "licence", "words", "low", "high", "verdict_after", "verdict_high_after"),
)
"""The columns of the table: one row an action; a verdict without a set has one row that says why."""


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


def remedies_text(found: Remedies, answer: Answer, width: int = 100) -> str:
    """What it takes for one release as lines of at most `width` characters.

    Args:
        found: what `openness.remedy.find.remedy` returned.
        answer: the answer it was made from, for the fingerprint.
        width: columns of the terminal.
    """
    return "\n".join(line.rstrip() for line in _lines(found, answer, max(width, 40)))


def _lines(found: Remedies, answer: Answer, width: int) -> Iterator[str]:
    custom = " (custom)" if answer.is_custom else ""
    yield from wrap(f"{found.name} [{found.release}]", width)
    yield from wrap(f"{found.rubric_title}{custom}: {found.words}", width)
    if found.low == found.low:
        yield f"score {span(found.low, found.high)} of 100"
    yield from wrap(f"Facts as of {day(found.as_of)}; version code {answer.fingerprint}", width)
    if not found.goals:
        yield from ("", "There is no verdict to reach here.")
    for goal in found.goals:
        yield from ("", *wrap(f"{goal.title.upper()}: {headline(goal)}", width))
        yield from _goal(goal, found.name, width)


def _goal(goal: Goal, name: str, width: int) -> Iterator[str]:
    for why in goal.why:
        yield from wrap(why, width, "  ")
    yield from _listed(goal.shared, name, width, "  ")
    alternatives = goal.alternatives
    if combined(goal):
        steps = choice(goal)
        yield f"  {'and ' if goal.shared else ''}{goal.size - len(goal.shared)} of these {len(steps)} steps:"
        for action in steps:
            yield from wrap(together([action]), width, "    - ", "      ")
        yield "  in one of these ways:"
        for number, (remedy, rest) in enumerate(alternatives, start=1):
            yield from wrap(f"{number}. {titles(rest)} → {outcome(remedy)}", width, "    ", "       ")
    elif goal.count > 1:
        yield f"  {'and ' if goal.shared else ''}one of these:"
        for number, (remedy, rest) in enumerate(alternatives, start=1):
            yield from wrap(f"{number}. {together(rest)} → {outcome(remedy)}", width, "    ", "       ")
    if goal.count > 1:
        if others(goal):
            yield f"    … and {others(goal)}"
    elif goal.size:
        yield from wrap(f"→ {outcome(alternatives[0][0])}", width, "  ", "    ")
    if goal.assumed and goal.remedies:
        yield from wrap("Taken to hold, because no facts are held about it:", width, "  ")
        for sentence in goal.assumed:
            yield from wrap(sentence, width, "    - ", "      ")
    if goal.beyond and goal.remedies:
        yield from wrap("What no fact here can settle, so the verdict stays open:", width, "  ")
        for sentence in goal.beyond:
            yield from wrap(sentence, width, "    - ", "      ")


def _listed(actions: Sequence[Action], name: str, width: int, indent: str) -> Iterator[str]:
    for lead, some in needs(actions, name):
        yield from wrap(f"{lead}:", width, indent)
        for action in some:
            yield from wrap(action.words, width, f"{indent}  - ", f"{indent}    ")


def to_frame(found: Iterable[Remedies]) -> pd.DataFrame:
    """One row an action of a set (`COLUMNS`).

    `set` counts from 1; `sets` is how many smallest sets there are, or at least where `all_counted` is false.
    """
    rows: list[dict[str, Any]] = []
    for one in found:
        for goal in one.goals:
            about: dict[str, Any] = dict.fromkeys(COLUMNS, "") | {
                "release": one.release,
                "name": one.name,
                "rubric": one.rubric,
                "verdict": goal.verdict,
                "state": goal.state,
                "sets": goal.count,
                "all_counted": goal.counted,
                "size": goal.size,
                "set": None,
                "low": None,
                "high": None,
            }
            if not goal.size:
                rows.append(about | {"words": " ".join([*goal.why, *goal.beyond])})
            for number, remedy in enumerate(goal.remedies, start=1):
                rows += [about | _row(number, remedy, action) for action in remedy.actions]
    return pd.DataFrame(rows, columns=list(COLUMNS), dtype=object)


def _row(number: int, remedy: Remedy, action: Action) -> dict[str, Any]:
    return {
        "set": number,
        "action": action.kind,
        "subject": action.subject,
        "availability": action.availability,
        "terms": action.terms,
        "licence": "|".join(f"{name}={str(wanted).lower()}" for name, wanted in action.flags),
        "words": action.words,
        "low": remedy.low,
        "high": remedy.high,
        "verdict_after": remedy.verdict,
        "verdict_high_after": remedy.verdict_high,
    }
