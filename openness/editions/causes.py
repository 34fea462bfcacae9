"""Which of the changes between two states of the data made a verdict another one.

The old state of a release is put together again with some of its changes and none of the others, many such mixtures at
once, and scored. The reason of a flip is the smallest set of changes that gives the new verdict.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from math import comb

import numpy as np
import numpy.typing as npt
import pandas as pd

from openness.core.arrays import Flags
from openness.facts.evidence import Evidence
from openness.facts.fact_index import AVAILABILITIES, UNKNOWN
from openness.facts.licences import FLAGS, TERMS_UNKNOWN, LicenceTerms, licence_terms
from openness.facts.package import Package
from openness.findings.effects import state_words
from openness.rubric.model import Rubric
from openness.scoring.answer import Answer
from openness.scoring.scores import score

MOST_TOGETHER = 3
"""So many changes together are looked for; beyond that, a set from which none can be left out is given."""
MOST_MIXTURES = 40_000
"""So many mixtures are scored for one release at most."""


@dataclass(frozen=True, order=True)
class Change:
    """One thing that changed.

    Attributes:
        what: `fact`, `licence` (what is recorded of a licence, wherever it is named) or `release` (a field of it).
        name: The component, the licence expression or the field.
        before: What it was, in words.
        after: What it is.
    """

    what: str
    name: str
    before: str
    after: str


@dataclass(frozen=True)
class Cause:
    """Why a verdict is another one: these changes, and whether fewer would not do."""

    changes: tuple[Change, ...]
    fewest: bool


def changed_cells(old: Evidence, new: Evidence, releases: Iterable[str]) -> list[tuple[str, str]]:
    """The releases and components whose availability or licence in force differs; both must have the releases."""
    found = []
    before, after = _Cells(old, new.components), _Cells(new, new.components)
    for release in releases:
        i, j = old.releases.index(release), new.releases.index(release)
        differs = before.differs(i, after, j)
        found += [(release, new.components[column]) for column in np.flatnonzero(differs)]
    return found


def changed_licences(old: Package, new: Package) -> list[str]:
    """Licences in both of which something else is recorded now that a definition may ask about."""
    before, after = old.licence_table, new.licence_table
    return [name for name in after if name in before and before[name] != after[name]]


class _Cells:
    """What counts of every release, with the components of the newer package: one it did not have is unknown."""

    def __init__(self, evidence: Evidence, components: Sequence[str]) -> None:
        places = [evidence.components.index(name) if name in evidence.components else -1 for name in components]
        there, column = np.array([place >= 0 for place in places], dtype=bool), np.array(places, dtype=np.intp)
        expressions = np.array([*(one.expression for one in evidence.licences), ""], dtype=object)
        words = np.array(AVAILABILITIES, dtype=object)
        self.availability = np.where(there, evidence.availability[:, column], np.int8(UNKNOWN))
        self.licence = np.where(there, expressions[evidence.licence[:, column]], "")
        settled = np.where(there, evidence.fact[:, column], -1) < 0
        self.word = words[self.availability]
        self.word[(self.availability == UNKNOWN) & ~settled] = "unsettled"

    def differs(self, row: int, other: _Cells, there: int) -> Flags:
        mask: Flags = (self.word[row] != other.word[there]) | (self.licence[row] != other.licence[there])
        return mask

    def text(self, row: int, column: int) -> str:
        return state_words(self.word[row, column], self.licence[row, column])


def causes(old: Answer, new: Answer, verdicts: Mapping[str, tuple[int, int]]) -> dict[str, Cause]:
    """Why each of these releases has another verdict.

    Args:
        old: The earlier state.
        new: The later state, under the same definition.
        verdicts: The releases with another verdict, with what it is now: best proven, best not ruled out.

    Returns:
        Of each release a `Cause`. It has no change where none of those looked at makes the difference.
    """
    mixer = _Mixer(old, new)
    return {release: _cause(mixer, release, after) for release, after in verdicts.items()}


def _cause(mixer: _Mixer, release: str, after: tuple[int, int]) -> Cause:
    changes = mixer.changes(release)
    number = len(changes)
    for size in range(1, MOST_TOGETHER + 1):
        if comb(number, size) > MOST_MIXTURES:
            break
        sets = np.zeros((comb(number, size), number), dtype=bool)
        for row, members in enumerate(combinations(range(number), size)):
            sets[row, list(members)] = True
        hits = np.flatnonzero(mixer.gives(release, changes, sets, after))
        if len(hits):
            return Cause(tuple(changes[at] for at in np.flatnonzero(sets[hits[0]])), True)
    kept = np.ones((1, number), dtype=bool)
    if not mixer.gives(release, changes, kept, after)[0]:
        return Cause((), False)
    for at in range(number):  # what can be left out is left out, one after the other
        fewer = kept.copy()
        fewer[0, at] = False
        if mixer.gives(release, changes, fewer, after)[0]:
            kept = fewer
    return Cause(tuple(changes[at] for at in np.flatnonzero(kept[0])), False)


class _Mixer:
    """Scores releases in mixtures of their old and their new state."""

    def __init__(self, old: Answer, new: Answer) -> None:
        self.old, self.new = old, new
        self.rubric: Rubric = new.rubric
        self.components = new.evidence.components
        self.before, self.after = _Cells(old.evidence, self.components), _Cells(new.evidence, self.components)
        asked = {member for criterion in self.rubric.criteria.values() for member in criterion.members}
        self.asked = np.array([component in asked for component in self.components], dtype=bool)
        self.fields = sorted({field for one in self.rubric.verdicts for field in one.requires.release or {}})
        before, after = old.package.licence_table, new.package.licence_table
        names = sorted({one.expression for answer in (old, new) for one in answer.evidence.licences})
        # each expression as it was read, then each as it is read; one that only one of the two has is read alike
        self.places = {name: place for place, name in enumerate(names)} | {"": -1}
        self.licences: tuple[LicenceTerms, ...] = tuple(
            licence_terms(name, table) for table in (after | before, before | after) for name in names
        )
        self.reread = {
            name for name, place in self.places.items() if name and self._read(place) != self._read(place + len(names))
        }

    def _read(self, place: int) -> tuple[object, ...]:
        return tuple(sorted((one.id, one.terms, *sorted(one.flags.items())) for one in self.licences[place].parts))

    def rows(self, release: str) -> tuple[int, int]:
        """Where a release is in the old and in the new evidence."""
        return self.old.evidence.releases.index(release), self.new.evidence.releases.index(release)

    def changes(self, release: str) -> list[Change]:
        """What changed of a release that the definition asks about."""
        i, j = self.rows(release)
        columns = np.flatnonzero(self.before.differs(i, self.after, j) & self.asked).tolist()
        facts = [Change("fact", self.components[at], self.before.text(i, at), self.after.text(j, at)) for at in columns]
        named = {*self.before.licence[i, self.asked], *self.after.licence[j, self.asked]} & self.reread
        licences = [Change("licence", name, *self._readings(name)) for name in sorted(named)]
        tables = self.old.package.releases, self.new.package.releases
        values = [
            (field, *(table[field].iloc[at] for table, at in zip(tables, (i, j), strict=True))) for field in self.fields
        ]
        fields = [Change("release", field, was, now) for field, was, now in values if was != now]
        return [*facts, *licences, *fields]

    def _readings(self, name: str) -> tuple[str, str]:
        """What of a licence is read otherwise, before and after."""
        half = len(self.licences) // 2
        place = self.places[name]
        before, after = self.licences[place].parts, self.licences[place + half].parts
        said: tuple[list[str], list[str]] = ([], [])
        for was, now in zip(before, after, strict=True):
            for flag in FLAGS:
                values = was.flags.get(flag, "unknown"), now.flags.get(flag, "unknown")
                if values[0] != values[1]:
                    for side, value in zip(said, values, strict=True):
                        side.append(f"{flag} {value}")
        return ", ".join(said[0]), ", ".join(said[1])

    def gives(self, release: str, changes: Sequence[Change], sets: Flags, verdict: tuple[int, int]) -> Flags:
        """Whether the old state with each of these sets of changes has that verdict.

        Args:
            release: The release.
            changes: What changed of it (`changes`).
            sets: Mixtures × changes.
            verdict: Best proven, best not ruled out.
        """
        i, j = self.rows(release)
        shape = len(sets), len(self.components)
        half = len(self.licences) // 2
        availability = np.broadcast_to(self.before.availability[i], shape).copy()
        licence = np.broadcast_to([self.places[name] for name in self.before.licence[i]], shape).copy()
        reread = np.zeros((len(sets), half + 1), dtype=bool)
        table = pd.concat([self.old.package.releases.iloc[[i]]] * len(sets), ignore_index=True)
        for at, change in enumerate(changes):
            mask = sets[:, at]
            if change.what == "fact":
                column = self.components.index(change.name)
                availability[mask, column] = self.after.availability[j, column]
                licence[mask, column] = self.places[self.after.licence[j, column]]
            elif change.what == "licence":
                reread[mask, self.places[change.name]] = True
            else:
                table.loc[mask, change.name] = change.after
        licence = np.where(licence >= 0, licence + half * np.take_along_axis(reread, licence, axis=1), -1)
        scores = score(self.rubric, self._evidence(availability, licence, table))
        found: Flags = (scores.verdict == verdict[0]) & (scores.verdict_high == verdict[1])
        return found

    def _evidence(
        self, availability: npt.NDArray[np.int8], licence: npt.NDArray[np.intp], releases: pd.DataFrame
    ) -> Evidence:
        terms = np.array([*(one.terms for one in self.licences), TERMS_UNKNOWN], dtype=np.int8)[licence]
        nowhere = np.full(availability.shape, -1, dtype=np.int32)
        return replace(
            self.new.evidence,
            package=replace(self.new.package, releases=releases),
            releases=tuple(releases["release"]),
            announced=np.ones(len(releases), dtype=bool),
            availability=availability,
            terms=terms,
            licence=licence.astype(np.int32),
            licences=self.licences,
            fact=nowhere,
            licence_fact=nowhere,
        )
