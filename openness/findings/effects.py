"""What dated changes did: the verdict the day before and the day of each, and what was withdrawn.

A verdict is not stored with a change. It is computed, under the definition in force, from the evidence of the two
days; so a change of a licence shows what it did to one definition and not to another.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from openness.core.dates import day_before, first_day
from openness.core.wording import day
from openness.facts.changes import CHANGE_COLUMNS, changes
from openness.facts.fact_index import AVAILABILITIES, CLOSED
from openness.facts.package import Package
from openness.facts.snapshots import snapshots
from openness.scoring.answer import Answer
from openness.scoring.scores import score, verdict_words

EFFECT_COLUMNS = (
    *("date", "release", "name", "vendor", "vendor_name", "component", "component_title"),
    *("before", "after", "licence_before", "licence_after", "kind"),
    *("verdict_before", "verdict_high_before", "verdict_after", "verdict_high_after", "effect", "together"),
    *("score_before", "score_after", "source", "url", "confidence", "note"),
)
"""The columns of `changes_table`."""

KINDS = {
    "opened": "Opened",
    "widened": "Opened further",
    "narrowed": "Narrowed",
    "withdrawn": "Withdrawn",
    "relicensed": "New licence",
    "first-known": "First known",
}
"""What a change can be, and what it is called."""

EFFECTS = {
    "better": "Better verdict",
    "worse": "Worse verdict",
    "score": "Same verdict, another score",
    "none": "No effect under this definition",
}
"""What a change can do, and what that is called."""

_AVAILABLE = ("open", "gated", "partial")


@dataclass(frozen=True)
class Withdrawal:
    """A release of which something public was taken back, and is closed at the as-of date.

    Attributes:
        release: Its id.
        what: `weights`; or `access` where there never were weights, and the service that was offered has ended.
        date: When, ISO text.
        url: Where that is stated.
    """

    release: str
    what: str
    date: str
    url: str

    @property
    def title(self) -> str:
        """What was withdrawn."""
        return "Weights withdrawn" if self.what == "weights" else "No longer offered"

    @property
    def words(self) -> str:
        """What was withdrawn and when: "Weights withdrawn, 22 December 2025"."""
        return f"{self.title}, {day(self.date)}"


def kept_changes(package: Package, sources: tuple[str, ...] | None = None) -> pd.DataFrame:
    """Every dated change, newest first (`openness.facts.changes`), kept with the package. Copy it to change it."""
    found: pd.DataFrame = package.cache.get(("changes", sources), lambda: changes(package, sources))
    return found


def selected_changes(answer: Answer) -> pd.DataFrame:
    """The changes of the selected releases up to the as-of date, newest first."""
    every = kept_changes(answer.package, answer.query.sources or None)
    found = every["release"].isin(answer.selected).to_numpy() & np.array(
        [first_day(day) <= answer.as_of for day in every["date"].tolist()], dtype=bool
    )
    chosen: pd.DataFrame = every[found].reset_index(drop=True)
    return chosen


def changes_table(answer: Answer) -> pd.DataFrame:
    """Every dated change of the selected releases with its effect on the verdict, newest first.

    Formula: the release is scored under the definition in force on the day before the change and on its day. Where
    several of its components change on one day (`together`), the effect is that of all of them.

    Returns:
        `EFFECT_COLUMNS`. Verdicts are ids, the best proven and the best not ruled out; `effect` is one of `EFFECTS`
        (a verdict is better where either of the two is, and worse where either falls and neither rises); scores are
        `low`, nan where the release had not been announced or nothing applies.
    """
    found = selected_changes(answer)
    package, rubric = answer.package, answer.rubric
    place = dict(zip(package.releases["release"].tolist(), range(len(package.releases)), strict=True))
    rows = [place[release] for release in found["release"].tolist()]
    days = [first_day(day) for day in found["date"].tolist()]
    eve = [day_before(day) for day in days]
    scores = score(rubric, snapshots(package, [*rows, *rows], [*eve, *days], answer.query.sources or None))
    number, ids = len(rows), scores.verdict_ids
    low, high = scores.verdict.tolist(), scores.verdict_high.tolist()
    before, after = scores.low[:number], scores.low[number:]
    names = package.releases["name"].tolist()
    vendor = [package.releases["vendor"].tolist()[row] for row in rows] if number else []
    vendors = package.names["vendors"]
    titles = package.names["components"]
    same_day = found.groupby(["release", "date"])["component"].transform("size")
    columns: dict[str, Any] = {name: found[name].tolist() for name in CHANGE_COLUMNS if name != "fact"}
    columns |= {
        "name": [names[row] for row in rows],
        "vendor": vendor,
        "vendor_name": [vendors.get(one, one) for one in vendor],
        "component_title": [titles.get(component, component) for component in columns["component"]],
        "kind": [change_kind(was, now) for was, now in zip(columns["before"], columns["after"], strict=True)],
        "verdict_before": [ids[level] for level in low[:number]],
        "verdict_high_before": [ids[level] for level in high[:number]],
        "verdict_after": [ids[level] for level in low[number:]],
        "verdict_high_after": [ids[level] for level in high[number:]],
        "effect": [
            _effect(low[at], high[at], low[number + at], high[number + at], before[at], after[at])
            for at in range(number)
        ],
        "together": same_day.tolist(),
        "score_before": before,
        "score_after": after,
    }
    return pd.DataFrame({name: columns[name] for name in EFFECT_COLUMNS})


def effect_words(answer: Answer, row: Mapping[Any, Any]) -> str:
    """The verdicts before and after a change, in words: "Open weights → Meets the definition", or that it stays.

    Args:
        answer: The answer whose definition they are verdicts of.
        row: The change, as in `changes_table`.
    """
    ids = answer.rubric.verdict_ids
    was, now = (
        verdict_words(answer.rubric, *(ids.index(row[f"verdict{end}_{when}"]) for end in ("", "_high")))
        for when in ("before", "after")
    )
    return f"stays: {now}" if was == now else f"{was} → {now}"


def state_words(availability: str, licence: str) -> str:
    """A state of a component with its licence.

    >>> state_words("open", "MIT"), state_words("unknown", ""), state_words("gated", "none")
    ('open, MIT', 'not recorded', 'gated, no licence')
    """
    named = {"": "", "none": ", no licence", "unknown": ", licence not recorded"}.get(licence, f", {licence}")
    return {"unknown": "not recorded"}.get(availability, availability) + named


def change_kind(before: str, after: str) -> str:
    """What a change of availability is: one of `KINDS`."""
    if before == after:
        return "relicensed"
    if before in ("unknown", "not-applicable"):
        return "first-known"
    if after == "closed":
        return "withdrawn"
    if before == "closed":
        return "opened"
    if before in _AVAILABLE and after in _AVAILABLE:
        return "widened" if AVAILABILITIES.index(after) > AVAILABILITIES.index(before) else "narrowed"
    return "first-known"


def withdrawn(answer: Answer) -> dict[str, Withdrawal]:
    """The selected releases that were public and are no longer, at the as-of date.

    Weights count where a dated fact closed the final or the base weights; a release that never had public weights
    counts where its service was closed.
    """
    found = selected_changes(answer)
    evidence = answer.evidence
    columns = {
        name: evidence.components.index(name)
        for name in ("enduser_weights", "base_weights", "api")
        if name in evidence.components
    }
    place = dict(zip(answer.selected, answer.rows.tolist(), strict=True))
    seen: dict[str, Withdrawal] = {}
    for release, component, when, was, now, url in zip(
        *(found[name].tolist() for name in ("release", "component", "date", "before", "after", "url")), strict=True
    ):
        closing = component in columns and now == "closed" and was in _AVAILABLE
        if not closing or evidence.availability[place[release], columns[component]] != CLOSED:
            continue  # closed and opened again
        weights = [evidence.availability[place[release], columns[name]] for name in columns if name != "api"]
        if any(AVAILABILITIES[code] in _AVAILABLE for code in weights):
            continue  # some weights are still there
        what = "access" if component == "api" else "weights"
        if release not in seen or (what == "weights" and seen[release].what == "access"):
            seen[release] = Withdrawal(release, what, when, url)
    return seen


def _effect(low: int, high: int, low_after: int, high_after: int, before: float, after: float) -> str:
    # Verdicts are numbered best first.
    if low_after < low or high_after < high:
        return "better"
    if low_after > low or high_after > high:
        return "worse"
    same = before == after or (before != before and after != after)
    return "none" if same else "score"
