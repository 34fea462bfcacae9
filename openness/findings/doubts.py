"""What to check next: facts that contradict a rule or one another, then those whose settling would move most.

Contradictions are found by the rules of `RULES`. Some are certain: no page could make both sides true, and `validate`
refuses them. The others are suspicions for a reader to settle.

What nobody knows, what somebody could not settle, and what rests on weak ground is ranked by what settling it would do
under the definition in force: each such fact is set to closed and to open, and the release is scored both ways.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import numpy.typing as npt
import pandas as pd

from openness.facts.audits import checks, odds
from openness.facts.contradictions import RULES, broken
from openness.facts.evidence import Evidence
from openness.facts.fact_index import CLOSED, GATED, NOT_APPLICABLE, OPEN, PARTIAL, UNKNOWN
from openness.facts.licences import (
    HOLDS,
    LIMITING_FLAGS,
    PERMISSIVE_FLAGS,
    TERMS_NONE,
    TERMS_OPEN,
    TERMS_UNKNOWN,
    LicenceTerms,
    some_licence,
)
from openness.facts.package import Package
from openness.facts.readings import FIRST_PARTY, kind_of
from openness.facts.schema import columns_of
from openness.rubric.model import FieldCondition
from openness.scoring import engine
from openness.scoring.answer import Answer
from openness.scoring.compile import compile_rubric
from openness.scoring.fields import field_states

COLUMNS = (
    *("kind", "certain", "release", "name", "component", "component_title", "source", "availability", "licence"),
    *("url", "why", "verdicts", "points", "reach", "value", "line"),
)
"""The columns of `doubts`."""

UNSETTLED_KINDS = {
    "unknown": "Nobody has recorded it",
    "unsettled": "Looked for, not settled",
    "licence": "Available, but the licence is not recorded",
    "weak": "Recorded on weak ground",
}
"""What is no contradiction, and what it is called."""


OLD_AFTER_YEARS = 2
LEAST_POINTS = 0.05  # less than this is nothing that a reader could see
_QUOTED = re.compile(r"[\",\r\n]")


def doubts(answer: Answer) -> pd.DataFrame:
    """Everything that deserves a check, of the selected releases: contradictions first, then what would move most.

    Formula of the second part: value = (verdicts + points / 100) × reach × odds. *verdicts* is how many verdicts of the
    definition could get another answer (proven, undetermined, ruled out), *points* by how much the low end of the score
    differs between the outcomes, which for an unknown is the range that vanishes, *reach* the band of the
    release in adoption.csv (1 where none is recorded), *odds* 1 for what is not known and, for a weak fact, the share
    of its kind that audits found wrong.

    Returns:
        The columns of `COLUMNS`. `kind` is a rule's id or one of `UNSETTLED_KINDS`; `line` is a line for
        evidence/curated.csv, to be edited.
    """
    package, selected = answer.package, set(answer.selected)
    reach = _reach(package)
    first = broken(package, answer.as_of)
    first = first[first["release"].isin(selected)].assign(verdicts=0, points=0.0, value=0.0)
    rows = [*_contradictions(first), *_movers(answer, reach)]
    for row in rows:
        row["name"] = package.names["releases"][str(row["release"])]
        row["component_title"] = package.names["components"][str(row["component"])]
        row["reach"] = reach.get(str(row["release"]), 1)
        row["line"] = line_to_edit(package, row)
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _contradictions(found: pd.DataFrame) -> list[dict[str, object]]:
    taken = ("certain", "release", "component", "source", "availability", "licence", "url", "why")
    return [
        {"kind": row["rule"], **{name: row[name] for name in (*taken, "verdicts", "points", "value")}}
        for row in found.to_dict("records")
    ]


def line_to_edit(package: Package, row: Mapping[str, object]) -> str:
    """A line for evidence/curated.csv with what is recorded now, for somebody to correct and append."""
    given = {
        "source": FIRST_PARTY,
        **{name: str(row[name]) for name in ("release", "component", "availability", "licence", "url")},
        "recorded": package.date,
        "confidence": "high",
    }
    cells = [given.get(name, "") for name in columns_of("evidence")]
    line = ",".join(cells)
    if line.count(",") == len(cells) - 1 and not _QUOTED.search(line.replace(",", "")):
        return line
    return ",".join('"' + cell.replace('"', '""') + '"' if _QUOTED.search(cell) else cell for cell in cells)


def _reach(package: Package) -> dict[str, int]:
    """The widest band of reach that is recorded of each release, 1 the smallest."""
    found: dict[str, int] = {}
    for release, level in zip(package.adoption["release"], package.adoption["level"], strict=True):
        found[release] = max(found.get(release, 1), int(level))
    return found


def _movers(answer: Answer, reach: Mapping[str, int]) -> list[dict[str, object]]:
    """The cells of the definition that are not known or weak, with what settling each would do; the most first."""
    cells = _cells(answer)
    if not cells.size:
        return []
    verdicts, points = _effects(answer, cells)
    factor = np.array([reach.get(answer.evidence.releases[row], 1) for row in cells.row], dtype=float)
    value = (verdicts + points / 100) * factor * cells.odds
    keep = np.flatnonzero((verdicts > 0) | (points >= LEAST_POINTS))
    ids, components = answer.evidence.releases, answer.evidence.components
    order = sorted(keep.tolist(), key=lambda at: (-value[at], ids[cells.row[at]], components[cells.column[at]]))
    facts, home = answer.evidence.facts, dict(answer.package.releases[["release", "url"]].to_numpy().tolist())
    taken = facts[["source", "licence", "url", "availability"]].to_numpy(dtype=object)
    rows: list[dict[str, object]] = []
    for at in order:
        row, column, fact = int(cells.row[at]), int(cells.column[at]), int(cells.fact[at])
        source, licence, url, availability = taken[fact] if fact >= 0 else ("", "", home[ids[row]], "unknown")
        rows.append(
            {
                "kind": cells.kind[at],
                "certain": False,
                "release": ids[row],
                "component": components[column],
                "source": source,
                "availability": availability,
                "licence": licence,
                "url": url or home[ids[row]],
                "why": cells.why[at],
                "verdicts": int(verdicts[at]),
                "points": float(points[at]),
                "value": float(value[at]),
            }
        )
    return rows


@dataclass(frozen=True, eq=False)
class _Cells:
    """Cells of the evidence that could be settled: where, what kind of doubt, why, how likely it is wrong."""

    row: npt.NDArray[np.intp]
    column: npt.NDArray[np.intp]
    fact: npt.NDArray[np.intp]
    kind: list[str]
    why: list[str]
    odds: npt.NDArray[np.float64]

    @property
    def size(self) -> int:
        """How many."""
        return len(self.row)


def _cells(answer: Answer) -> _Cells:
    """The doubtful cells that the definition looks at, of the selected releases."""
    evidence, package = answer.evidence, answer.package
    asked = np.array(
        sorted({evidence.components.index(name) for c in answer.rubric.criteria.values() for name in c.members}),
        dtype=np.intp,
    )
    state = evidence.availability[np.ix_(answer.rows, asked)]
    terms = evidence.terms[np.ix_(answer.rows, asked)]
    fact = evidence.fact[np.ix_(answer.rows, asked)]
    nothing = state == UNKNOWN
    available = np.isin(state, (PARTIAL, GATED, OPEN))
    facts = evidence.facts
    reasons, chance = _weakness(facts, package, answer.as_of), odds(package)
    kinds = [kind_of(*pair) for pair in zip(facts["source"], facts["dimension"], strict=True)]
    found: list[tuple[int, int, int, str, str, float]] = []
    for at, place in np.argwhere(nothing):
        row, column, number = int(answer.rows[at]), int(asked[place]), int(fact[at, place])
        kind = evidence.word(row, column)
        note = str(facts["note"].iloc[number]) if kind == "unsettled" else ""
        found.append((row, column, number, kind, note or UNSETTLED_KINDS[kind].lower(), 1.0))
    for at, place in np.argwhere(~nothing & (state != NOT_APPLICABLE) & (fact >= 0)):
        row, column, number = int(answer.rows[at]), int(asked[place]), int(fact[at, place])
        if number in reasons:
            found.append((row, column, number, "weak", reasons[number], chance[kinds[number]]))
    for at, place in np.argwhere(available & (terms == TERMS_UNKNOWN)):
        row, column, number = int(answer.rows[at]), int(asked[place]), int(fact[at, place])
        licence = int(evidence.licence[row, column])
        expression = evidence.licences[licence].expression if licence >= 0 else "unknown"
        named = "no licence is named" if expression == "unknown" else f"nobody has read {expression}"
        found.append((row, column, number, "licence", named, 1.0))
    return _Cells(
        np.array([cell[0] for cell in found], dtype=np.intp),
        np.array([cell[1] for cell in found], dtype=np.intp),
        np.array([cell[2] for cell in found], dtype=np.intp),
        [cell[3] for cell in found],
        [cell[4] for cell in found],
        np.array([cell[5] for cell in found], dtype=np.float64),
    )


def _weakness(facts: pd.DataFrame, package: Package, as_of: str) -> dict[int, str]:
    """The facts that rest on weak ground, with the reasons: an index alone, low confidence, an old reading."""
    checked = {key for key, check in checks(package).items() if check["verdict"] == "right"}
    day = date.fromisoformat(as_of)
    old = day.replace(year=day.year - OLD_AFTER_YEARS, day=min(day.day, 28)).isoformat()
    reasons: dict[int, str] = {}
    columns = ("source", "release", "component", "dimension", "confidence", "recorded")
    for number, cells in enumerate(zip(*(facts[name].tolist() for name in columns), strict=True)):
        source, release, component, dimension, confidence, recorded = cells
        if (source, release, component) in checked:
            continue
        kind = kind_of(source, dimension)
        said = [
            "an index alone says so" if kind == "index" else "",
            "confidence is low" if confidence == "low" else "",
            f"read {recorded}" if recorded and recorded < old else "",
        ]
        if any(said):
            reasons[number] = "; ".join(filter(None, said))
    return reasons


def _effects(answer: Answer, cells: _Cells) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.float64]]:
    """Verdicts that could get another answer, and points between the outcomes, cell by cell.

    All cells are scored in one run of the engine, once as they stand, once at their worst and once at their best.
    """
    evidence = answer.evidence
    worst = some_licence(TERMS_NONE, dict.fromkeys(PERMISSIVE_FLAGS, False) | dict.fromkeys(LIMITING_FLAGS, True))
    best = some_licence(TERMS_OPEN, dict.fromkeys(PERMISSIVE_FLAGS, True) | dict.fromkeys(LIMITING_FLAGS, False))
    wider = _with_licences(evidence, (worst, best))
    number = len(evidence.licences)
    plan, conditions = compile_rubric(answer.rubric, wider)
    lows, answers = [], []
    every = np.arange(cells.size)
    only_licence = np.array([kind == "licence" for kind in cells.kind])
    for outcome in ("now", "worst", "best"):
        availability, terms = evidence.availability[cells.row], evidence.terms[cells.row]
        licence = evidence.licence[cells.row]
        if outcome != "now":
            good = outcome == "best"
            settle = every[~only_licence]
            at = cells.column[settle]
            availability[settle, at] = OPEN if good else CLOSED
            if not good:
                terms[settle, at], licence[settle, at] = TERMS_UNKNOWN, -1
            named = licence[every, cells.column] >= 0
            change = every[only_licence | (good & ~named)]
            terms[change, cells.column[change]] = TERMS_OPEN if good else TERMS_NONE
            licence[change, cells.column[change]] = number + good
        outside = {
            column: field_states(condition.asks, evidence.package.releases[condition.field])[cells.row]
            for column, condition in enumerate(conditions)
            if isinstance(condition.asks, FieldCondition)
        }
        result = engine.run(plan, availability, terms, licence, outside)
        lows.append(np.nan_to_num(result.totals[0, engine.LOW]))
        answers.append(
            np.stack([result.states[:, verdict.conditions].min(axis=1, initial=HOLDS) for verdict in plan.verdicts])
        )
    changed = (answers[1] != answers[0]) | (answers[2] != answers[0])
    return changed.sum(axis=0), lows[2] - lows[1]


def _with_licences(evidence: Evidence, more: tuple[LicenceTerms, ...]) -> Evidence:
    return replace(evidence, licences=(*evidence.licences, *more))


def summary(found: pd.DataFrame) -> dict[str, int]:
    """How many there are of each rule and of each other kind, in that order."""
    counts = found["kind"].value_counts()
    return {name: int(counts.get(name, 0)) for name in (*(rule.id for rule in RULES), *UNSETTLED_KINDS)}


def titles() -> dict[str, str]:
    """What each kind of doubt is called."""
    return {rule.id: rule.title for rule in RULES} | UNSETTLED_KINDS
