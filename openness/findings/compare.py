"""Releases or vendors side by side: what differs first, then what is alike, each cell with the addresses behind it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from openness.core.tables import rows_of
from openness.facts.fact_index import AVAILABILITIES, CLOSED, NOT_APPLICABLE, UNKNOWN, UNSETTLED
from openness.facts.licences import TERMS, TERMS_NOT_OPEN, TERMS_OPEN, TERMS_UNKNOWN, terms_words
from openness.findings.vendors import by_group, namer
from openness.scoring.answer import Answer
from openness.scoring.scores import status, verdict_words

MOST = 6
"""So many fit side by side."""

LEAST = 2
"""So many make a comparison."""

ADDRESSES = 3
"""Of so many facts behind a vendor's cell the addresses are named; the releases have all of them."""

SILENT = "not enough recorded"
"""How a verdict reads that is undetermined below the coverage bar: silence is not a chance."""

State = Literal["differs", "alike", "unsettled", "silent"]
What = Literal["releases", "vendors"]


@dataclass(frozen=True)
class Cell:
    """One component of one release, or of the releases of one vendor.

    Attributes:
        availability: In the words of the data; of a vendor the most frequent one recorded, the less open of two.
        terms: What the licence allows; of a vendor the most frequent one among those releases.
        licence: The licence expression; empty where none is named, and for a vendor.
        says: What the licence allows, in words.
        urls: Where it is stated.
        count: Of a vendor, how many of its releases are like this; 1 for a release, 0 where nothing is recorded.
        recorded: Of a vendor, for how many releases anything is recorded.
    """

    availability: str
    terms: str
    licence: str
    says: str
    urls: tuple[str, ...]
    count: int
    recorded: int


@dataclass(frozen=True)
class Line:
    """One component across all columns.

    Attributes:
        component: Its id.
        title: Its title.
        group: The group it belongs to.
        state: `differs` where two recorded cells are unlike, `alike` where all are recorded and the same, `unsettled`
            where the recorded ones are the same and others are missing, `silent` where nothing is recorded.
        cells: One a column.
    """

    component: str
    title: str
    group: str
    state: State
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Column:
    """One release or vendor.

    Numbers are points of 100; those of a vendor are medians over its releases with enough recorded on both sides.

    Attributes:
        id: Of the release or the vendor.
        name: Its name; with the id where two have the same.
        verdict: In words; of a vendor, how many releases have which, and for how many too little is recorded.
        claim: What its vendor calls a release; empty for a vendor.
        released: Date of a release; empty for a vendor.
        low, high: The score with its range; nan for a vendor.
        weights, weights_high, training, training_high: Both sides.
        gap, gap_low, gap_high: The gap.
        coverage: Share of the weight that is settled; nan for a vendor.
        n: Releases that count; 1 or 0 for a release, by the coverage bar.
        releases: All releases; 1 for a release.
    """

    id: str
    name: str
    verdict: str
    claim: str
    released: str
    low: float
    high: float
    weights: float
    weights_high: float
    training: float
    training_high: float
    gap: float
    gap_low: float
    gap_high: float
    coverage: float
    n: int
    releases: int


@dataclass(frozen=True)
class Comparison:
    """What stands side by side.

    Attributes:
        what: `releases` or `vendors`.
        columns: In the order chosen.
        lines: Those that differ first, then alike, then unsettled, then silent; within each in the order of the data.
        asked: How many were chosen; those beyond `MOST` are not shown.
        outside: Names of those chosen that the filters leave out, or that have no release.
    """

    what: What
    columns: tuple[Column, ...]
    lines: tuple[Line, ...]
    asked: int
    outside: tuple[str, ...] = ()

    def having(self, state: State) -> tuple[Line, ...]:
        """The lines in one state."""
        return tuple(line for line in self.lines if line.state == state)


def compare(answer: Answer, what: str = "releases") -> Comparison:
    """Set releases or vendors side by side.

    Those named in the query are compared, in its order; where none is named, all that are selected, if they are few
    enough to fit.

    Args:
        answer: What is selected, and how it scores.
        what: `releases` or `vendors`.

    Raises:
        ValueError: `what` is neither.
    """
    if what == "vendors":
        return _vendors(answer)
    if what != "releases":
        raise ValueError(f"nothing to compare called '{what}'; one of: releases, vendors")
    asked = list(answer.query.release)
    chosen = [release for release in asked if release in set(answer.selected)]
    if not asked and len(answer.selected) <= MOST:
        asked = chosen = list(answer.selected)
    there = set(chosen)
    outside = tuple(answer.package.names["releases"][release] for release in asked if release not in there)
    chosen = chosen[:MOST]
    place = {release: number for number, release in enumerate(answer.selected)}
    rows = [answer.rows[[place[release]]] for release in chosen]
    columns = [_release(answer, place[release]) for release in chosen]
    return Comparison("releases", _apart(columns), _lines(answer, rows, single=True), len(asked), outside)


def _vendors(answer: Answer) -> Comparison:
    mine = answer.of_releases("vendor")
    there = set(mine.tolist())
    asked = list(answer.query.vendor)
    if not asked and len(there) <= MOST:
        asked = sorted(there)
    name = namer(answer, "vendor")
    outside = tuple(name(vendor) for vendor in asked if vendor not in there)
    chosen = [vendor for vendor in asked if vendor in there][:MOST]
    rows = [answer.rows[mine == vendor] for vendor in chosen]
    table = {row["group"]: row for row in rows_of(by_group(answer.scores, mine.tolist()))}
    columns = []
    nan = float("nan")
    silent = status(answer.scores) == "not-enough-recorded"
    for vendor in chosen:
        found = table[vendor]
        tally = Counter(SILENT if silent[at] else _words(answer, at) for at in np.flatnonzero(mine == vendor).tolist())
        columns.append(
            Column(
                id=vendor,
                name=name(vendor),
                verdict="; ".join(f"{text} ({number})" for text, number in tally.most_common()),
                claim="",
                released="",
                low=nan,
                high=nan,
                weights=found["weights"],
                weights_high=found["weights_high"],
                training=found["training"],
                training_high=found["training_high"],
                gap=found["median"],
                gap_low=found["low"],
                gap_high=found["high"],
                coverage=nan,
                n=found["n"],
                releases=found["releases"],
            )
        )
    return Comparison("vendors", _apart(columns), _lines(answer, rows, single=False), len(asked), outside)


def _release(answer: Answer, at: int) -> Column:
    row, scores = int(answer.rows[at]), answer.scores
    about = {name: str(answer.package.releases[name].array[row]) for name in ("release", "name", "claim", "released")}
    return Column(
        id=about["release"],
        name=about["name"],
        verdict=(f"{SILENT}: " if status(scores)[at] == "not-enough-recorded" else "") + _words(answer, at),
        claim=about["claim"],
        released=about["released"],
        low=float(scores.low[at]),
        high=float(scores.high[at]),
        weights=float(scores.weights_low[at]),
        weights_high=float(scores.weights_high[at]),
        training=float(scores.training_low[at]),
        training_high=float(scores.training_high[at]),
        gap=float(scores.gap[at]),
        gap_low=float(scores.gap_low[at]),
        gap_high=float(scores.gap_high[at]),
        coverage=float(scores.coverage[at]),
        n=int(scores.sides_covered[at]),
        releases=1,
    )


def _words(answer: Answer, at: int) -> str:
    return verdict_words(answer.rubric, int(answer.scores.verdict[at]), int(answer.scores.verdict_high[at]))


def _apart(columns: list[Column]) -> tuple[Column, ...]:
    """The columns with names that no two share."""
    tally = Counter(column.name for column in columns)
    return tuple(
        Column(**{**vars(column), "name": f"{column.name} ({column.id})"}) if tally[column.name] > 1 else column
        for column in columns
    )


def _lines(answer: Answer, rows: Sequence[npt.NDArray[np.intp]], *, single: bool) -> tuple[Line, ...]:
    if not rows:
        return ()
    lines = []
    urls = _urls(answer, np.concatenate(rows))
    for component in answer.package.components.to_dict("records"):
        column = answer.evidence.components.index(component["component"])
        cells = tuple(_cell(answer, mine, column, urls, single=single) for mine in rows)
        lines.append(Line(component["component"], component["title"], component["group"], _state(cells), cells))
    order: tuple[State, ...] = ("differs", "alike", "unsettled", "silent")
    return tuple(sorted(lines, key=lambda line: order.index(line.state)))


def _urls(answer: Answer, rows: npt.NDArray[np.intp]) -> dict[int, str]:
    """The addresses of the facts behind some releases."""
    evidence = answer.evidence
    facts = np.unique([evidence.fact[rows], evidence.licence_fact[rows]])
    facts = facts[facts >= 0]
    return dict(zip(facts.tolist(), evidence.facts["url"].iloc[facts].tolist(), strict=True))


def _cell(answer: Answer, rows: npt.NDArray[np.intp], column: int, urls: Mapping[int, str], *, single: bool) -> Cell:
    """What is recorded of a component; of several releases, what is most frequent among those that are recorded."""
    evidence = answer.evidence
    recorded = [(row, int(evidence.availability[row, column])) for row in rows.tolist()]
    recorded = [(row, code) for row, code in recorded if code != UNKNOWN]
    if not recorded:
        looked = [urls[fact] for fact in evidence.fact[rows, column].tolist() if fact >= 0]
        word = AVAILABILITIES[UNSETTLED if single and looked else UNKNOWN]
        return Cell(word, TERMS[TERMS_UNKNOWN], "", "", tuple(looked)[:ADDRESSES], 0, 0)
    # codes rise with openness, so of two that are as frequent the less open one wins
    code = _most_frequent([code for _, code in recorded])
    like = [row for row, other in recorded if other == code]
    facts = [int(evidence.fact[row, column]) for row in like]
    if code not in (CLOSED, NOT_APPLICABLE):
        facts += [int(evidence.licence_fact[row, column]) for row in like]
    found = dict.fromkeys(urls[fact] for fact in facts if fact >= 0)
    found.pop("", None)
    terms = _most_frequent([int(evidence.terms[row, column]) for row in like])
    number = int(evidence.licence[like[0], column]) if single else -1
    licence = evidence.licences[number] if number >= 0 else None
    return Cell(
        availability=AVAILABILITIES[code],
        terms=TERMS[TERMS_UNKNOWN] if code in (CLOSED, NOT_APPLICABLE) else TERMS[terms],
        licence=licence.expression if licence else "",
        says=terms_words(terms, licence),
        urls=tuple(found)[:ADDRESSES],
        count=len(like),
        recorded=len(recorded),
    )


def _most_frequent(codes: Sequence[int]) -> int:
    """The most frequent code, the smallest of several."""
    if len(codes) == 1:
        return codes[0]
    tally = Counter(codes)
    return min(tally, key=lambda code: (-tally[code], code))


def _state(cells: Sequence[Cell]) -> State:
    known = [cell for cell in cells if cell.recorded]
    if not known:
        return "silent"
    if len({cell.availability for cell in known}) > 1:
        return "differs"
    stated = {TERMS.index(cell.terms) for cell in known}
    terms = {code for code in stated if code < TERMS_UNKNOWN}
    if len(terms) > 1 or {TERMS_OPEN, TERMS_NOT_OPEN} <= stated:
        return "differs"
    closed = known[0].availability in (AVAILABILITIES[CLOSED], AVAILABILITIES[NOT_APPLICABLE])
    settled = closed or stated == terms or stated == {TERMS_UNKNOWN}
    return "alike" if len(known) == len(cells) and settled else "unsettled"
