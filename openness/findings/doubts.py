"""What to check next: facts that contradict a rule or one another, then those whose settling would move most.

Contradictions are found by the rules of `RULES`. Some are certain: no page could make both sides true, and `validate`
refuses them. The others are suspicions for a reader to settle.

What nobody knows, what somebody could not settle, and what rests on weak ground is ranked by what settling it would do
under the definition in force: each such fact is set to closed and to open, and the release is scored both ways.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

from openness.core.errors import Problem
from openness.core.paths import ROOT
from openness.core.wording import count
from openness.facts.audits import checks, kind_of, odds
from openness.facts.evidence import Evidence, facts_in_force
from openness.facts.fact_index import CLOSED, GATED, NOT_APPLICABLE, OPEN, PARTIAL, UNKNOWN
from openness.facts.guide import quote
from openness.facts.licences import (
    FLAGS,
    HOLDS,
    LIMITING_FLAGS,
    PERMISSIVE_FLAGS,
    TERMS_NONE,
    TERMS_OPEN,
    TERMS_UNKNOWN,
    LicenceTerms,
    licence_ids,
    some_licence,
)
from openness.facts.package import Package
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

WEIGHTS = ("base_weights", "enduser_weights", "intermediate_checkpoints")
DATA = ("pretraining_data", "posttraining_data", "evaluation_data")
INHERITED = (
    *("pretraining_data", "data_information", "data_processing_code", "training_code", "architecture", "base_weights"),
)
"""What a release takes over from the one it builds on."""

OLD_AFTER_YEARS = 2
LEAST_POINTS = 0.05  # less than this is nothing that a reader could see
_QUOTED = re.compile(r"[\",\r\n]")
_FILES = re.compile(r"\.(?:safetensors|gguf|onnx|ckpt|pth?|nemo|tar\.gz|tgz|zip)$|/releases/download/", re.IGNORECASE)
_NOT_THE_DATA = re.compile(
    r"\bnot (?:been )?(?:published|released|public|available|offered)\b|\b(?:only|merely|just) "
    r"(?:described|mentioned|listed|named|sampled)\b|\b(?:described|mentioned|listed|named) only\b|"
    r"\ba (?:small )?(?:sample|subset)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Rule:
    """A contradiction that facts can be in.

    Attributes:
        id: Its name, on the command line and in files.
        title: In plain words.
        certain: Whether no page could make both sides true.
        find: Positions in the facts in force that break it, each with the reason.
    """

    id: str
    title: str
    certain: bool
    find: Callable[[Facts], Iterable[tuple[int, str]]]


@dataclass(frozen=True, eq=False)
class Facts:
    """The facts in force that the rules look at.

    Attributes:
        package: Where they stand.
        columns: `facts_in_force`, column by column.
        leads: Whether a fact is the one that counts.
    """

    package: Package
    columns: Mapping[str, npt.NDArray[np.object_]]
    leads: npt.NDArray[np.bool_]

    def rows(self, *names: str) -> Iterator[tuple[str, ...]]:
        """Some columns, fact by fact."""
        return zip(*(self.columns[name].tolist() for name in names), strict=True)

    def are(self, name: str, words: Sequence[str]) -> npt.NDArray[np.bool_]:
        """Whether a column has one of some words, fact by fact."""
        return np.isin(self.columns[name], words)

    def match(self, among: npt.NDArray[np.bool_], name: str, pattern: re.Pattern[str]) -> list[int]:
        """Those of some facts in whose column a pattern is found."""
        texts = self.columns[name]
        return [int(at) for at in np.flatnonzero(among) if pattern.search(texts[at])]


# ------------------------------------------------------------------------------------------------------------- rules


def _closed_with_licence(facts: Facts) -> Iterable[tuple[int, str]]:
    proprietary = _granting_nothing(facts.package)
    licences = facts.columns["licence"]
    closed = facts.are("availability", ("closed",)) & facts.leads & (licences != "")
    given = facts.package.facts
    mine = given[given["release"].isin(set(facts.columns["release"][closed]))]
    mine = mine[mine["availability"].isin(["open", "gated", "partial"])]
    # What was offered under a licence once and is withdrawn keeps its name.
    once = set(zip(*(mine[name].tolist() for name in ("source", "release", "component")), strict=True))
    for at in np.flatnonzero(closed):
        key = tuple(facts.columns[name][at] for name in ("source", "release", "component"))
        if key not in once and not set(licence_ids(licences[at])) <= proprietary:
            yield int(at), f"nothing is released, and yet it comes under {licences[at]}"


def _granting_nothing(package: Package) -> set[str]:
    """Licences that only say that nothing is granted: no contradiction to something closed."""
    return {name for name in package.licences["licence"] if name.casefold().startswith("proprietary")} | {"none"}


def _closed_at_a_file(facts: Facts) -> Iterable[tuple[int, str]]:
    closed = facts.are("availability", ("closed",)) & facts.are("component", WEIGHTS)
    for at in facts.match(closed & facts.leads, "url", _FILES):
        yield at, "the address is that of a file to download"


def _closed_where_open(facts: Facts) -> Iterable[tuple[int, str]]:
    opened: dict[tuple[str, str], str] = {}
    rows = list(facts.rows("availability", "component", "url", "release"))
    for state, component, url, release in rows:
        if state == "open" and url:
            opened.setdefault((component, url), release)
    for at in np.flatnonzero(facts.are("availability", ("closed",)) & facts.leads):
        _, component, url, release = rows[at]
        other = opened.get((component, url), release)
        if other != release:
            yield int(at), f"the same address is open for {other}"


def _more_open_than_base(wanted: tuple[str, ...]) -> Callable[[Facts], Iterable[tuple[int, str]]]:
    def find(facts: Facts) -> Iterable[tuple[int, str]]:
        base = dict(zip(facts.package.releases["release"], facts.package.releases["base"], strict=True))
        rows = list(facts.rows("release", "component", "availability"))
        state = {(rows[at][0], rows[at][1]): rows[at][2] for at in np.flatnonzero(facts.leads)}
        for at in np.flatnonzero(facts.leads & facts.are("component", wanted)):
            release, component, mine = rows[at]
            theirs = state.get((base[release], component))
            # A part of its own beside what the base keeps closed is `partial`, and no contradiction.
            if mine in ("open", "gated") and theirs in ("closed", "partial"):
                yield int(at), f"{base[release]}, on which it builds, is {theirs} here"

    return find


def _two_availabilities(facts: Facts) -> Iterable[tuple[int, str]]:
    said: dict[tuple[str, ...], list[tuple[int, str, str]]] = {}
    for at, (*key, source, state) in enumerate(facts.rows("release", "component", "url", "source", "availability")):
        if key[-1]:
            said.setdefault(tuple(key), []).append((at, source, state))
    for words in said.values():
        if len({state for _, _, state in words}) > 1:
            yield words[0][0], "; ".join(f"{source} says {state}" for _, source, state in words)


def _open_data_without_licence(facts: Facts) -> Iterable[tuple[int, str]]:
    offered = facts.are("availability", ("open", "gated")) & facts.are("component", DATA)
    for at in np.flatnonzero(offered & facts.leads & (facts.columns["licence"] == "")):
        yield int(at), "most sets name one on their card"


def _open_by_description(facts: Facts) -> Iterable[tuple[int, str]]:
    opened = facts.are("availability", ("open",)) & facts.are("component", DATA)
    for at in facts.match(opened & facts.leads, "note", _NOT_THE_DATA):
        yield at, f"its note says: {facts.columns['note'][at]}"


def _licence_not_read(facts: Facts) -> Iterable[tuple[int, str]]:
    unread = {
        row["licence"]
        for row in facts.package.licences.to_dict("records")
        if not row["read_at"] and any(row[flag] == "unknown" for flag in FLAGS)
    } - {"none", "unknown"}
    found: dict[str, list[int]] = {}
    licences = facts.columns["licence"]
    for at in np.flatnonzero(facts.leads & (licences != "")):
        for licence in unread.intersection(licence_ids(licences[at])):
            found.setdefault(licence, []).append(int(at))
    for licence, places in sorted(found.items(), key=lambda item: (-len(item[1]), item[0])):
        yield places[0], f"{licence}: its text was not read as a whole; it decides {count(len(places), 'fact')}"


RULES = (
    Rule("closed-with-licence", "Closed, and yet under a licence", True, _closed_with_licence),
    Rule(
        "data-more-open-than-base",
        "The whole training data open, where the release it builds on keeps them closed or in part",
        True,
        _more_open_than_base(("pretraining_data",)),
    ),
    Rule("closed-at-a-file", "Closed, at the address of a file to download", False, _closed_at_a_file),
    Rule("closed-where-open", "Closed, at an address that is open for another release", False, _closed_where_open),
    Rule(
        "more-open-than-base",
        "More open than the release it builds on",
        False,
        _more_open_than_base(tuple(name for name in INHERITED if name != "pretraining_data")),
    ),
    Rule("two-availabilities", "One address, read in two ways", False, _two_availabilities),
    Rule("open-by-description", "Data called open, and the note says otherwise", False, _open_by_description),
    Rule("open-data-without-licence", "Open data without a licence", False, _open_data_without_licence),
    Rule("licence-not-read", "A licence whose text nobody has read as a whole", False, _licence_not_read),
)
"""The rules, those that are certain first."""


def broken(package: Package, as_of: str | None = None, rules: Iterable[Rule] = RULES) -> pd.DataFrame:
    """The facts that break a rule.

    Returns:
        The columns of `facts_in_force` with `rule`, `rule_title`, `certain` and `why`, in the order of the rules.
    """
    frame = facts_in_force(package, as_of)
    columns = {str(name): frame[name].to_numpy(dtype=object) for name in frame}
    facts = Facts(package, columns, frame["leads"].to_numpy(dtype=bool))
    found = [(rule, at, why) for rule in rules for at, why in rule.find(facts)]
    rows = frame.iloc[[at for _, at, _ in found]].reset_index(drop=True)
    return rows.assign(
        rule=[rule.id for rule, _, _ in found],
        rule_title=[rule.title for rule, _, _ in found],
        certain=[rule.certain for rule, _, _ in found],
        why=[why for _, _, why in found],
    )


def certain(package: Package) -> list[Problem]:
    """The contradictions that no page could make true, as `validate` lists them."""
    found = broken(package, rules=[rule for rule in RULES if rule.certain])
    return [
        Problem(
            _label(package.path / row["file"]),
            int(row["line"]),
            f"{row['rule_title'][:1].lower()}{row['rule_title'][1:]}: {row['release']}, {row['component']}",
            f"{row['availability']}{', ' + row['licence'] if row['licence'] else ''}",
            f"{row['why']}. {quote(row['component'], row['availability'])}".strip(". "),
        )
        for row in found.to_dict("records")
    ]


def _label(path: Path) -> str:
    return (path.relative_to(ROOT) if path.is_relative_to(ROOT) else path).as_posix()


# ------------------------------------------------------------------------------------------------- what to settle


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
    names = dict(zip(package.releases["release"], package.releases["name"], strict=True))
    titles = dict(zip(package.components["component"], package.components["title"], strict=True))
    reach = _reach(package)
    first = broken(package, answer.as_of)
    first = first[first["release"].isin(selected)].assign(verdicts=0, points=0.0, value=0.0)
    rows = [*_contradictions(first), *_movers(answer, reach)]
    for row in rows:
        row["name"] = names[str(row["release"])]
        row["component_title"] = titles[str(row["component"])]
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
        "source": "first-party",
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
