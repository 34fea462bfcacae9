"""How openness moves over time: cohorts of releases, and what they add up to by period.

Two kinds of cohort answer two questions. `all` and `called-open` follow releases: a period counts those announced in
it, by the facts of the as-of date. `newest` looks at what stands: at the end of each period it counts the newest
release of each family, by the facts of that day, so that one family's many versions do not outvote another's one.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from openness.core.arrays import Flags
from openness.core.dates import first_day
from openness.facts.evidence import Evidence
from openness.facts.fact_index import CLOSED, asked_sources, heard, index_of
from openness.facts.snapshots import snapshots
from openness.findings.headline import CALLED_OPEN
from openness.scoring.answer import Answer
from openness.scoring.gap import SUMMARY, Period, by_period, headline, period_of
from openness.scoring.scores import Scores, score, status

Days = npt.NDArray[np.datetime64]

COHORTS = {
    "all": "All releases",
    "newest": "Newest of each family at each date",
    "called-open": "Called open by their vendors",
}
"""The cohorts a reader can switch, and what they are called."""

FEW = 5
"""A summary of fewer releases than this is marked: one more release could turn it round."""

SIDES = ("weights", "training")


class Step(NamedTuple):
    """From a date on, the best value of a side and the release that has it (of several, the first by date, then id)."""

    side: str
    date: str
    release: str
    value: float


def cohort_at(
    cohort: str, dates: Sequence[str], families: Sequence[str], claims: Sequence[str], day: str | None = None
) -> Flags:
    """Which releases belong to a cohort at a day.

    Args:
        cohort: One of `COHORTS`.
        dates: When each release was announced, ISO text; a month counts from its first day. A release without a date
            belongs to no cohort but `all` and `called-open` without a day.
        families: The family of each release; one without a family is a family of its own.
        claims: What each vendor calls it.
        day: The day; None: after all of them.

    Raises:
        ValueError: There is no such cohort.
    """
    if cohort not in COHORTS:
        raise ValueError(f"no cohort '{cohort}'; one of: {', '.join(COHORTS)}")
    announced = _days(dates)
    there: Flags = np.ones(len(announced), dtype=bool) if day is None else announced <= np.datetime64(first_day(day))
    if cohort == "called-open":
        return there & np.isin(np.array(claims, dtype=str), CALLED_OPEN)
    return there if cohort == "all" else _newest(there, announced, family_codes(families))


def _newest(there: Flags, announced: Days, families: npt.NDArray[np.int64]) -> Flags:
    """Which of the releases that are there are the newest of their family; two of one day stand together."""
    if not len(announced):
        return there
    there = there & ~np.isnat(announced)
    number = np.where(there, announced.astype(np.int64), np.iinfo(np.int64).min)
    latest = np.full(int(families.max()) + 1, np.iinfo(np.int64).min)
    np.maximum.at(latest, families, number)
    newest: Flags = there & (number == latest[families])
    return newest


def family_codes(families: Sequence[str]) -> npt.NDArray[np.int64]:
    """A number a family; releases without a family get one each."""
    named = [family or f"\0{row}" for row, family in enumerate(families)]
    return np.asarray(pd.factorize(np.array(named, dtype=object))[0], dtype=np.int64)


def members(answer: Answer, cohort: str, day: str | None = None) -> Flags:
    """Which of the selected releases belong to a cohort at a day (None: at the as-of date)."""
    dates, families, claims = (answer.of_releases(name).tolist() for name in ("released", "family", "claim"))
    return cohort_at(cohort, dates, families, claims, day)


def released(answer: Answer) -> list[str]:
    """When each selected release was announced, ISO text; empty where nobody knows."""
    return [str(date) for date in answer.of_releases("released")]


def closed_weights(evidence: Evidence, rows: npt.NDArray[np.intp]) -> Flags:
    """Which releases keep their final weights closed at that date: a fact says so; unknown is not closed."""
    if "enduser_weights" not in evidence.components:
        return np.zeros(len(rows), dtype=bool)
    column = evidence.components.index("enduser_weights")
    closed: Flags = evidence.availability[rows, column] == CLOSED
    return closed


def gap_by_period(answer: Answer, cohort: str = "all", period: Period = "half-year") -> pd.DataFrame:
    """The gap by period, for a cohort.

    Formula: `gap.headline` over the releases announced in the period; for `newest`, over those that are the
    newest of their family on the last day of the period, by the facts of that day.

    Returns:
        Columns `period` and `openness.scoring.gap.SUMMARY`, oldest first, with a row for every period in between.
        Releases without a date are left out.
    """
    dates = released(answer)
    if cohort != "newest":
        keep = np.flatnonzero(members(answer, cohort) & np.array([bool(date) for date in dates], dtype=bool))
        return by_period(answer.scores.subset(keep), [dates[row] for row in keep], period)
    labels, scores, owner = _standing(answer, period)
    rows = [{"period": label, **asdict(headline(scores, owner == at))} for at, label in enumerate(labels)]
    return pd.DataFrame(rows, columns=["period", *SUMMARY])


def verdicts_by_year(answer: Answer, cohort: str = "all", *, closed: bool = True) -> pd.DataFrame:
    """How many releases of each year stand at which verdict.

    Args:
        answer: The selection.
        cohort: One of `COHORTS`; for `newest`, the newest of each family on the last day of the year.
        closed: Whether releases count whose final weights are closed.

    Returns:
        Columns year, level (index of the proven verdict), status (as `openness.scoring.scores.status`), n: one row a
        combination that occurs, oldest year and best verdict first. Releases without a date are left out.
    """
    if cohort == "newest":
        years, scores, owner = _standing(answer, "year")
        keep = np.ones(len(owner), dtype=bool) if closed else ~_closed(scores, answer)
        labels = [years[at] for at in owner]
    else:
        scores = answer.scores
        keep = members(answer, cohort)
        if not closed:
            keep &= ~closed_weights(answer.evidence, answer.rows)
        labels = [period_of(date, "year") for date in released(answer)]
    tally = Counter(
        (year, level, words)
        for year, level, words, kept in zip(
            labels, scores.verdict.tolist(), status(scores).tolist(), keep.tolist(), strict=True
        )
        if kept and year
    )
    return pd.DataFrame([(*key, tally[key]) for key in sorted(tally)], columns=["year", "level", "status", "n"])


def frontier(answer: Answer, cohort: str = "all") -> list[Step]:
    """The best release of each side that stood at each date, by the facts of that date.

    Formula: at each day, the maximum of `weights_low` and of `training_low` over the releases announced by then (for
    `newest`, over the newest of each family). What is unknown counts as closed. A component that was opened later
    counts from that day, one that was withdrawn until that day; so the line can fall.

    Returns:
        One step a side and day on which the value changes, the weights side first, oldest first.
    """
    package, index = answer.package, index_of(answer.package)
    dates = released(answer)
    among = members(answer, cohort if cohort != "newest" else "all")
    keep = [at for at in np.flatnonzero(among).tolist() if dates[at]]
    if not keep:
        return []
    mine = sorted(keep, key=lambda at: (first_day(dates[at]), answer.selected[at]))
    place = {int(answer.rows[at]): number for number, at in enumerate(mine)}
    asked = asked_sources(index, answer.query.sources or None)
    release = index.cell // max(len(index.components), 1)
    # Only few facts begin to speak after the announcement; those that hold from it need no day of their own.
    late = np.flatnonzero(heard(index, asked) & (index.speaks > index.announced[release]))
    later = set(zip(release[late].tolist(), index.speaks[late].tolist(), strict=True))
    events = {(place[row], first_day(day)) for row, day in later if row in place}
    begins = [first_day(dates[at]) for at in mine]
    events = {(at, day) for at, day in events if begins[at] < day <= answer.as_of} | set(enumerate(begins))
    ordered = sorted(events)
    at_release, at_day = np.array([at for at, _ in ordered], dtype=np.intp), [day for _, day in ordered]
    evidence = snapshots(
        package, [int(answer.rows[mine[at]]) for at in at_release], at_day, answer.query.sources or None
    )
    scores = score(answer.rubric, evidence)
    days = sorted({day for _, day in ordered})
    starts = np.searchsorted(days, at_day)
    ends = np.where(np.r_[at_release[1:] != at_release[:-1], True], len(days), np.r_[starts[1:], 0])
    until = _superseded(answer, mine, days) if cohort == "newest" else None
    found: list[Step] = []
    for side, values in (("weights", scores.weights_low), ("training", scores.training_low)):
        grid = np.full((len(days), len(mine)), -1.0)
        for at, start, end, value in zip(at_release, starts, ends, values, strict=True):
            if value == value:
                grid[start : min(end, until[at]) if until is not None else end, at] = value
        found += _steps(side, grid, days, [answer.selected[at] for at in mine])
    return found


def _steps(side: str, grid: npt.NDArray[np.float64], days: list[str], names: list[str]) -> list[Step]:
    best, leader = grid.max(axis=1), grid.argmax(axis=1)
    steps: list[Step] = []
    for row, (value, first) in enumerate(zip(best.tolist(), leader.tolist(), strict=True)):
        if value >= 0 and (not steps or round(value, 9) != round(steps[-1].value, 9)):
            steps.append(Step(side, days[row], names[first], value))
    return steps


def _superseded(answer: Answer, mine: list[int], days: list[str]) -> list[int]:
    """For each release, the place in `days` of the first day on which a newer one of its family stands."""
    about = answer.package.releases
    rows = answer.rows[mine]
    codes = family_codes(about["family"].to_numpy()[rows].tolist())
    begins = [first_day(str(date)) for date in about["released"].to_numpy()[rows]]
    of_family: dict[int, list[str]] = {}
    for code, begin in zip(codes.tolist(), begins, strict=True):
        of_family.setdefault(code, []).append(begin)  # oldest first, as `mine` is
    until = []
    for code, begin in zip(codes.tolist(), begins, strict=True):
        line = of_family[code]
        after = bisect_right(line, begin)
        until.append(bisect_left(days, line[after]) if after < len(line) else len(days))
    return until


def _standing(answer: Answer, period: Period) -> tuple[list[str], Scores, npt.NDArray[np.intp]]:
    """The newest of each family at the end of each period: the periods, scores, and the period of each score."""
    dates = released(answer)
    found = sorted({period_of(date, period) for date in dates} - {""})
    labels: list[str] = []
    if found:
        years = range(int(found[0][:4]), int(answer.as_of[:4]) + 1)
        every = [str(y) for y in years] if period == "year" else [f"{y} H{h}" for y in years for h in (1, 2)]
        labels = [label for label in every if found[0] <= label <= period_of(answer.as_of, period)]
    ends = [min(_last_day(label), answer.as_of) for label in labels]
    announced = _days(dates)
    families = family_codes(answer.of_releases("family").tolist())
    standing = [np.flatnonzero(_newest(announced <= np.datetime64(end), announced, families)) for end in ends]
    owner = np.repeat(np.arange(len(labels)), [len(rows) for rows in standing])
    rows = np.concatenate(standing) if standing else np.zeros(0, dtype=np.intp)
    evidence = snapshots(answer.package, answer.rows[rows], [ends[at] for at in owner], answer.query.sources or None)
    return labels, score(answer.rubric, evidence), owner


def _closed(scores: Scores, answer: Answer) -> Flags:
    """As `closed_weights`, for scores of snapshots."""
    components = answer.evidence.components
    if "enduser_weights" not in components:
        return np.zeros(len(scores.releases), dtype=bool)
    closed: Flags = scores.availability[:, components.index("enduser_weights")] == CLOSED
    return closed


def _last_day(label: str) -> str:
    return f"{label[:4]}-{'06-30' if label.endswith('H1') else '12-31'}"


def _days(dates: Sequence[str]) -> Days:
    return np.array([first_day(date) or "NaT" for date in dates], dtype="datetime64[D]")
