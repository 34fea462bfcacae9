"""What it takes, as lines for a terminal and as a table."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import pandas as pd

from openness.cli.text import wrap
from openness.core.wording import day, span
from openness.remedy.goal_words import choice, combined, headline, needs, others, outcome, titles, together
from openness.remedy.result import Action, Goal, Remedies, Remedy
from openness.scoring.answer import Answer

COLUMNS = (
    *("release", "name", "rubric", "verdict", "state", "sets", "all_counted", "set", "size", "action", "subject"),
    *("availability", "terms", "licence", "words", "low", "high", "verdict_after", "verdict_high_after"),
)
"""The columns of the table: one row an action; a verdict without a set has one row that says why."""


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
    for heading, sentences in (
        ("Taken to hold, because no facts are held about it:", goal.assumed),
        ("What no fact here can settle, so the verdict stays open:", goal.beyond),
    ):
        if sentences and goal.remedies:
            yield from wrap(heading, width, "  ")
            for sentence in sentences:
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
