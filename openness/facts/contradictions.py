"""Facts that contradict a rule or one another.

Some contradictions are certain: no page could make both sides true, and `validate` refuses them. The others are
suspicions for a reader to settle (`openness.findings.doubts`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from openness.core.arrays import Flags
from openness.core.errors import Problem
from openness.core.paths import from_root
from openness.core.wording import count, lower_first
from openness.facts.cells import read_table
from openness.facts.evidence import facts_in_force
from openness.facts.guide import quote
from openness.facts.licences import FLAGS, licence_ids
from openness.facts.package import Package
from openness.facts.schema import columns_of

WEIGHTS = ("base_weights", "enduser_weights", "intermediate_checkpoints")
DATA = ("pretraining_data", "posttraining_data", "evaluation_data")
INHERITED = (
    *("pretraining_data", "data_information", "data_processing_code", "training_code", "architecture", "base_weights"),
)
"""What a release takes over from the one it builds on."""

LEAST_FLOP = 1e15
"""A second of one processor made for training: a number below was written in another unit, or wrongly."""

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
    leads: Flags

    def rows(self, *names: str) -> Iterator[tuple[str, ...]]:
        """Some columns, fact by fact."""
        return zip(*(self.columns[name].tolist() for name in names), strict=True)

    def are(self, name: str, words: Sequence[str]) -> Flags:
        """Whether a column has one of some words, fact by fact."""
        return np.isin(self.columns[name], words)

    def match(self, among: Flags, name: str, pattern: re.Pattern[str]) -> list[int]:
        """Those of some facts in whose column a pattern is found."""
        texts = self.columns[name]
        return [int(at) for at in np.flatnonzero(among) if pattern.search(texts[at])]


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


def _weights_nowhere(facts: Facts) -> Iterable[tuple[int, str]]:
    rows = list(facts.rows("release", "component", "availability", "source"))
    none = facts.leads & facts.are("component", ("enduser_weights",)) & facts.are("availability", ("not-applicable",))
    untuned = set(facts.columns["release"][none])
    there = {
        release: source
        for release, component, state, source in rows
        if component == "enduser_weights" and state in ("open", "gated", "partial")
    }
    for at in np.flatnonzero(facts.leads & facts.are("availability", ("closed",))):
        release, component, *_ = rows[at]
        if component == "base_weights" and release in untuned and release in there:
            yield int(at), f"nothing was tuned, so that the tuned weights {there[release]} names can only be these"


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
    Rule("weights-nowhere", "Base weights closed, no tuned ones, and yet weights are offered", True, _weights_nowhere),
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
    """What no page could make true, as `validate` lists it: contradictions, and compute that cannot be."""
    return [*_contradictions(package), *_too_little_compute(package)]


def _too_little_compute(package: Package) -> Iterable[Problem]:
    cells = zip(package.releases["release"], package.releases["training_flop"], strict=True)
    found = {release: cell for release, cell in cells if cell and float(cell.lstrip("<>")) < LEAST_FLOP}
    if not found:
        return
    file = package.path / "releases.csv"
    table = read_table("releases", columns_of("releases"), [(file, file.name, file.name)], [])
    lines = dict(zip(table.column("release"), table.lines, strict=True))
    hint = "count single operations (FLOP): a petaFLOP is 1e15, a petaFLOP-day 8.64e19"
    for release, cell in found.items():
        what = f"column 'training_flop' of {release} is too little for any training"
        yield Problem(from_root(file), lines.get(release, 0), what, cell, hint)


def _contradictions(package: Package) -> list[Problem]:
    found = broken(package, rules=[rule for rule in RULES if rule.certain])
    return [
        Problem(
            from_root(package.path / row["file"]),
            int(row["line"]),
            f"{lower_first(row['rule_title'])}: {row['release']}, {row['component']}",
            f"{row['availability']}{', ' + row['licence'] if row['licence'] else ''}",
            f"{row['why']}. {quote(row['component'], row['availability'])}".strip(". "),
        )
        for row in found.to_dict("records")
    ]
