"""Three made-up editions of one small data package, each made from the one before by a few strokes of chance."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from itertools import product
from pathlib import Path

from openness.facts.package import Package
from tests.factories import LICENCES, fact, package_of, write_package

RUBRIC = """\
id: small
title: Small definition
publisher: Nobody
url: https://example.org/
version: "1"
about: Three questions.
credit: {open: 1, gated: 0.75, partial: 0.5, closed: 0}
terms: {open: 1, restricted: 0.5, none: 0.5}
ranked_from: 0.6
dimensions:
  code:
    title: Code
    weight: 1
    criteria:
      training-code: {title: Training code, evidence: training_code, weight: 1, side: training}
      data: {title: Data, evidence: {all: [pretraining_data, posttraining_data]}, weight: 2, side: training}
  parameters:
    title: Parameters
    weight: 2
    criteria:
      weights: {title: Weights, evidence: {any: [base_weights, enduser_weights]}, weight: 1, side: weights}
verdicts:
  - id: meets
    title: Meets it
    requires:
      training-code: {availability: open}
      weights: {availability: open, terms: open}
  - id: small-ones
    title: Open weights of a small model
    requires:
      weights: {availability: gated, licence: {user_threshold: false}}
      release: {training_flop: {below: 1.0e+25}}
otherwise: {id: closed, title: Not open}
"""
COMPONENTS = ("training_code", "pretraining_data", "posttraining_data", "base_weights", "enduser_weights")
STATES = ("open", "open", "gated", "partial", "closed", "unknown", "not-applicable")
NAMED = ("Apache-2.0", "MIT", "CC-BY-NC-4.0", "Llama-3-Community", "Unread-1.0", "none", "")
FLOPS = ("", "3e24", "<1e25", "2e25")
TURNED = "turned"
"""A release that everybody reads otherwise each time, so that its rank moves."""
DAYS = ("2025-01-31", "2025-06-30", "2026-01-31")


@dataclass
class MadeUp:
    """The rows of one edition, in plain Python: what its numbers can be worked out from by hand."""

    date: str
    releases: dict[str, dict[str, str]]
    facts: dict[tuple[str, str, str], tuple[str, str, str]]  # source, release, component -> state, licence, since
    licences: dict[str, dict[str, str]] = field(default_factory=lambda: {row["licence"]: dict(row) for row in LICENCES})

    def tables(self) -> dict[str, object]:
        rows = [
            fact(
                release,
                component,
                state,
                licence,
                source=source,
                since=since,
                recorded=self.date,
                url=url(source, release),
            )
            for (source, release, component), (state, licence, since) in self.facts.items()
        ]
        return {
            "releases": list(self.releases.values()),
            "facts": rows,
            "licences": list(self.licences.values()),
            "components": COMPONENTS,
            "editions": [],
            "date": self.date,
        }

    def package(self) -> Package:
        return package_of(**self.tables())  # type: ignore[arg-type]

    def write(self, folder: Path, rubric: str = RUBRIC) -> Path:
        """Write it as a repository, whose list of editions stays as it is."""
        listed = folder / "data" / "editions.csv"
        kept = listed.read_bytes() if listed.exists() else b"edition,date,digest\n"
        write_package(folder / "data", **self.tables())  # type: ignore[arg-type]
        listed.write_bytes(kept)
        (folder / "rubric.yaml").write_text(rubric)
        (folder / "pyproject.toml").write_text('[project]\nversion = "1.2.3"\n')
        return folder


def url(source: str, release: str) -> str:
    return f"https://example.org/{source}/{release}"


def _fact(chance: random.Random, since: str = "") -> tuple[str, str, str]:
    state = chance.choice(STATES)
    licence = chance.choice(NAMED) if state in ("open", "gated", "partial") else ""
    return state, licence, since


def _release(number: int, chance: random.Random) -> dict[str, str]:
    return {"release": f"r{number:02}", "released": "2024-03-01", "training_flop": chance.choice(FLOPS)}


def made_up(seed: int = 15, number: int = 24) -> tuple[MadeUp, MadeUp, MadeUp]:
    """Three editions: in each later one releases come and go, facts and licences are read again, one fact is dated."""
    chance = random.Random(seed)  # noqa: S311 (made-up data, the same each time)
    releases = {row["release"]: row for row in (_release(at, chance) for at in range(number))}
    releases[TURNED] = {"release": TURNED, "released": "2024-03-01", "training_flop": "3e24"}
    cells = [
        (source, release, part) for release in releases for part in COMPONENTS for source in ("first-party", "mot")
    ]
    first = MadeUp(DAYS[0], releases, {cell: _fact(chance) for cell in cells if chance.random() < 0.7})
    _turn(first.facts, "open")
    second = _later(first, 1, chance)
    return first, second, _later(second, 2, chance)


def _turn(facts: dict[tuple[str, str, str], tuple[str, str, str]], state: str) -> None:
    for source, part in product(("first-party", "mot"), COMPONENTS):
        facts[source, TURNED, part] = (state, "MIT" if state == "open" else "", "")


def _later(before: MadeUp, edition: int, chance: random.Random) -> MadeUp:
    gone = chance.sample(sorted(set(before.releases) - {TURNED}), 2)
    new = [_release(100 * edition + at, chance) for at in range(3)]
    kept = {name: dict(row) for name, row in before.releases.items() if name not in gone}
    for name in chance.sample(sorted(kept), 3):
        kept[name]["training_flop"] = chance.choice(FLOPS)
    releases = kept | {row["release"]: row for row in new}
    facts = {cell: found for cell, found in before.facts.items() if cell[1] in kept and chance.random() < 0.97}
    for cell in chance.sample(sorted(facts), len(facts) // 4):
        facts[cell] = _fact(chance)
    facts |= {("first-party", row["release"], part): _fact(chance) for row in new for part in COMPONENTS}
    # a change in the world since the last edition: nobody else speaks of that component
    dated = sorted(kept)[edition]
    facts = {cell: found for cell, found in facts.items() if cell[1:] != (dated, "training_code")}
    facts["first-party", dated, "training_code"] = (
        "open",
        "MIT",
        f"{before.date[:4]}-12-01" if edition == 2 else "2025-05-01",
    )
    _turn(facts, "closed" if edition == 1 else "open")
    licences = {name: dict(row) for name, row in before.licences.items()}
    if edition == 1:
        licences["Llama-3-Community"]["user_threshold"] = "false"
    else:
        licences["Unread-1.0"] |= {"terms": "open", "user_threshold": "false", "osi_approved": "true"}
    return MadeUp(DAYS[edition], releases, facts, licences)
