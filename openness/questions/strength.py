"""Questions about what openness goes with: capability, compute, and time."""

from __future__ import annotations

import math

from openness.core.wording import count, decimal, listed, percent, points, stated
from openness.findings.agreement import Correlation
from openness.findings.capability import MEASURES, OPEN, Measured, capability
from openness.findings.compute import Trained, compute
from openness.findings.survival import EVENTS, survival
from openness.questions.finding import NO_TRAINING, Finding, Group, asks_training, group_of
from openness.scoring.answer import Answer

YEARS = (1, 3)
"""After so many years it is said what share has stayed open."""


def cost_of_openness(answer: Answer) -> Finding:
    """How far behind the most capable release the most capable one with open training is."""
    if not asks_training(answer):
        return NO_TRAINING
    found = capability(answer)
    if not found.rows:
        return Finding(
            "It cannot be told: no release in this selection has a measured capability here.",
            "",
            "A wider selection, or another definition.",
        )
    board, names = MEASURES.get(found.measure, found.measure), answer.package.names["releases"]
    step = found.at_least(OPEN)
    top = found.top
    if step is None:
        said = (
            f"None of {count(len(found.rows), 'release')} measured by {board} has {OPEN} of 100 points for training; "
            f"the most open of them has {points(max(one.openness for one in found.rows))}."
        )
    elif step.best.release == top.release:
        said = f"No: by {board} the most capable release measured, {names[top.release]}, has open training itself."
    else:
        name = names[step.best.release]
        said = (
            f"By {board}, open training is behind: {name}, the most capable with at least {OPEN} of 100 points for "
            f"training, reaches {decimal(step.best.value, 0)}, and the most capable of all, {names[top.release]}, "
            f"{decimal(top.value, 0)}."
        )
        if step.first and not math.isnan(step.months) and round(step.months) > 0:
            said += (
                f" The first release as capable as {name} came {count(round(step.months), 'month')} before it: "
                f"{names[step.first.release]}."
            )
    return Finding(
        f"{said} {_together(found.together, 'capability')}",
        f"{count(len(found.rows), 'release')} of {len(answer.selected):,} {'is' if len(found.rows) == 1 else 'are'} "
        "measured by this board, mostly well-known ones; other boards ask other questions. It shows what goes "
        "together, not what causes what.",
        "A more capable release with open training, or measurements of releases that nobody has measured.",
        (_group(answer, found.rows, OPEN),),
    )


def matter_of_compute(answer: Answer) -> Finding:
    """Whether releases trained with more compute have less open training."""
    if not asks_training(answer):
        return NO_TRAINING
    found = compute(answer)
    known = [one for one in found.rows if not one.bound]
    if not known:
        return Finding(
            "It cannot be told: the training compute of no release in this selection is recorded.",
            f"{count(found.without, 'release')} without it.",
            "A wider selection, or vendors that state their compute.",
        )
    names, most = answer.package.names["releases"], found.at_least(OPEN)
    said = _together(found.together, "compute")
    said += (
        f" The largest training with at least {OPEN} of 100 points is that of {names[most[0].release]} "
        f"({stated(most[0].flop)} FLOP)."
        if most
        else f" None of {count(len(known), 'release')} with known compute has {OPEN} of 100 points for training."
    )
    return Finding(
        said,
        f"The compute of {count(len(known), 'release')} is known, often as an estimate; of {found.without:,} nothing "
        "is recorded. It shows what goes together, not what causes what.",
        "A large training opened, or vendors that state their compute.",
        (_group(answer, tuple(known), OPEN),),
    )


def do_they_stay_open(answer: Answer) -> Finding:
    """What share of releases keeps its weights open, ungated and under the first licence."""
    found = survival(answer)
    if not found.rows:
        return Finding(
            "It cannot be told: no release in this selection had open weights whose date is known.",
            "",
            "A wider selection.",
        )
    said = [
        f"{percent(step.share)} after {count(years, 'year')}"
        for years in YEARS
        if (step := found.at(12 * years)).at_risk
    ]
    kinds = [
        f"{words.lower()} ({number})"
        for event, words in EVENTS.items()
        if event != "any" and (number := sum(one.event == event for one in found.rows))
    ]
    changed = [one.release for one in found.rows if one.event]
    of = count(len(found.rows), "release")
    return Finding(
        (
            f"Of {of} with open weights, the estimated share that keeps them open, without a gate and under the first "
            f"licence is {listed(said)}. "
            if said
            else f"It cannot be told yet: none of {of} with open weights has been followed for "
            f"{count(YEARS[0], 'year')}. "
        )
        + (f"Recorded since: {listed(kinds)}." if kinds else "No change is recorded."),
        "What nobody has read again counts as unchanged, so the share is what the record shows and may be too high. "
        + (f"{count(found.undated, 'release')} left out because the date is not known." if found.undated else ""),
        "A withdrawal, a gate or a new licence that nobody has recorded yet.",
        (group_of(answer, "whose weights were withdrawn, gated or put under another licence", changed),),
    )


def _together(found: Correlation, what: str) -> str:
    """Whether openness and something else go together, by their rank correlation."""
    rank, low, high, number = found
    if math.isnan(low):
        return f"Too few releases have enough recorded to say whether open training and {what} go together."
    between = (
        f"rank correlation {decimal(rank, 2)}, 95% interval {decimal(low, 2)} to {decimal(high, 2)}, n = {number:,}"
    )
    if low <= 0 <= high:
        return f"Open training and {what} do not clearly go together ({between})."
    return f"More {what} goes with {'less' if rank < 0 else 'more'} open training ({between})."


def _group(answer: Answer, rows: tuple[Measured | Trained, ...], level: float) -> Group:
    wanted = (one.release for one in rows if one.openness >= level)
    return group_of(answer, f"of these with at least {level} points for training", wanted)
