"""Do releases stay open: what share still has its weights open, ungated and under its first licence after n months.

A release is followed from the day on which its weights were first there for all without a gate, which may be later than
its announcement, until something of that ends or until the as-of day. What nobody has recorded did not happen here: a
release whose page nobody has read again counts as unchanged, so the share is what the record shows and no more.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from openness.core.dates import months_between
from openness.facts.fact_index import AVAILABILITIES
from openness.facts.schema import DERIVED
from openness.findings.effects import selected_changes
from openness.scoring.answer import Answer

EVENTS = {
    "any": "Any of these",
    "withdrawn": "Withdrawn",
    "gated": "Gated, or only in part",
    "relicensed": "Another licence",
}
"""What can end, and what it is called."""

WEIGHTS = ("enduser_weights", "base_weights")
"""The weights that are followed: the final ones where they were ever open, else those of the base model."""

_Z = 1.959963984540054


class Followed(NamedTuple):
    """One release whose weights were open and ungated at some time.

    Attributes:
        release: Its id.
        component: The weights that are followed.
        start: From when they were, ISO text.
        end: When it ended, or the as-of day.
        months: From the one to the other.
        event: What ended it, one of `EVENTS` without `any`; empty where nothing did.
        before, after: The licence before and after, where it is another one.
        url: Where the change is stated; empty where there is none.
    """

    release: str
    component: str
    start: str
    end: str
    months: float
    event: str
    before: str = ""
    after: str = ""
    url: str = ""


class Step(NamedTuple):
    """The estimate from an event on: share, its 95 % band, and how many were followed so long and changed then."""

    months: float
    share: float
    low: float
    high: float
    at_risk: int
    events: int


@dataclass(frozen=True)
class Survival:
    """Kaplan-Meier estimate of what stays.

    Attributes:
        event: One of `EVENTS`.
        rows: Every release that is followed, those with an event first, earliest first.
        steps: The estimate, one step a moment with an event; before the first the share is 1.
        undated: Releases with open weights that are left out, because nobody knows since when.
    """

    event: str
    rows: tuple[Followed, ...]
    steps: tuple[Step, ...]
    undated: int

    @property
    def events(self) -> int:
        """How many releases had the event."""
        return sum(bool(one.event) for one in self.rows)

    def at(self, months: float) -> Step:
        """The estimate after so many months."""
        last = Step(0.0, 1.0, 1.0, 1.0, len(self.rows), 0)
        for step in self.steps:
            if step.months <= months:
                last = step
        followed = sum(one.months >= months for one in self.rows)
        return last._replace(months=months, at_risk=followed, events=0)


def kaplan_meier(months: Sequence[float], events: Sequence[bool]) -> tuple[Step, ...]:
    """The Kaplan-Meier estimate with a 95 % band on the scale of log(−log).

    Formula: S(t) is the product over the moments of events up to t of 1 − d/n, with d events among n still followed;
    Greenwood's sum V = Σ d / (n (n − d)) gives the band S^exp(±1.96 √V / ln S). Whoever is last seen at a moment of an
    event counts as followed then. Where S is 0 there is no band.

    >>> [round(step.share, 3) for step in kaplan_meier([1, 2, 2, 3], [True, True, False, False])]
    [0.75, 0.5]
    """
    time, happened = np.asarray(months, dtype=float), np.asarray(events, dtype=bool)
    share, greenwood, found = 1.0, 0.0, []
    for moment in np.unique(time[happened]).tolist():
        at_risk = int((time >= moment).sum())
        deaths = int((happened & (time == moment)).sum())
        share *= 1 - deaths / at_risk
        if deaths == at_risk:
            found.append(Step(moment, 0.0, math.nan, math.nan, at_risk, deaths))
            break
        greenwood += deaths / (at_risk * (at_risk - deaths))
        within = _Z * math.sqrt(greenwood) / math.log(share)
        found.append(Step(moment, share, share ** math.exp(-within), share ** math.exp(within), at_risk, deaths))
    return tuple(found)


def survival(answer: Answer, event: str = "any") -> Survival:
    """How long the weights of the selected releases stayed open, ungated and under their first licence.

    For one kind of event the others do not end the following: a release that got another licence is still looked at for
    whether it was withdrawn. A licence named for the first time is no change of licence.

    Args:
        answer: The selection. Its as-of day ends the following.
        event: One of `EVENTS`.

    Raises:
        ValueError: There is no such event.
    """
    if event not in EVENTS:
        raise ValueError(f"no event '{event}'; one of: {', '.join(EVENTS)}")
    found, undated = _followed(answer, event)
    rows = sorted(found, key=lambda one: (not one.event, one.months, one.release))
    steps = kaplan_meier([one.months for one in rows], [bool(one.event) for one in rows])
    return Survival(event, tuple(rows), steps, undated)


class _Change(NamedTuple):
    day: str
    before: str
    after: str
    licence_before: str
    licence_after: str
    url: str


def _followed(answer: Answer, event: str) -> tuple[list[Followed], int]:
    evidence, released = answer.evidence, answer.of_releases("released").tolist()
    changes: dict[tuple[str, str], list[_Change]] = {}
    table = selected_changes(answer)
    columns = ("date", "before", "after", "licence_before", "licence_after", "url")
    # what is derived from a base is the base's change, which is counted with the base
    own = table[table["source"] != DERIVED].iloc[::-1]  # oldest first
    for release, component, *change in zip(
        *(own[name].tolist() for name in ("release", "component", *columns)), strict=True
    ):
        changes.setdefault((release, component), []).append(_Change(*change))
    places = [(name, evidence.components.index(name)) for name in WEIGHTS if name in evidence.components]
    sources = evidence.facts["source"].to_numpy(dtype=object)
    found, undated = [], 0
    for at, release in enumerate(answer.selected):
        row = int(answer.rows[at])
        for component, column in places:
            fact = int(evidence.fact[row, column])
            mine = changes.get((release, component), [])
            if not mine and (fact < 0 or sources[fact] == DERIVED):
                continue
            now = AVAILABILITIES[evidence.availability[row, column]]
            start, later = _opened(mine, now, str(released[at]))
            if start is None:
                continue
            if not start:
                undated += 1
            else:
                found.append(_until(release, component, start, later, answer.as_of, event))
            break
    return found, undated


def _opened(changes: Sequence[_Change], now: str, released: str) -> tuple[str | None, Sequence[_Change]]:
    """From when the weights were open (None: never; empty: nobody knows), and what changed after that."""
    if (changes[0].before if changes else now) == "open":
        return released, changes
    for place, change in enumerate(changes):
        if change.after == "open":
            return change.day, changes[place + 1 :]
    return None, ()


def _until(release: str, component: str, start: str, later: Sequence[_Change], as_of: str, event: str) -> Followed:
    for change in later:
        kind = _kind(change)
        if kind and event in ("any", kind):
            months = months_between(start, change.day)
            licences = (change.licence_before, change.licence_after) if kind == "relicensed" else ("", "")
            return Followed(release, component, start, change.day, months, kind, *licences, change.url)
    return Followed(release, component, start, as_of, months_between(start, as_of), "")


def _kind(change: _Change) -> str:
    """What of being open, ungated and under the same licence a change ends; empty where it ends nothing."""
    if change.before == "open" and change.after in ("gated", "partial"):
        return "gated"
    if change.after == "closed":
        return "withdrawn"
    named = change.licence_before and change.licence_after
    return "relicensed" if named and change.licence_before != change.licence_after else ""
