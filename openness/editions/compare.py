"""What differs between two answers to one query: releases, facts, what else is recorded, verdicts and ranks.

Both are answered under the same definition, so whatever differs was made by what is recorded. Numbers are those of
`openness.scoring` and `openness.robustness`; here they are only put side by side.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from openness.core.dates import first_day
from openness.editions.causes import Cause, Change, causes, changed_cells, changed_licences
from openness.facts.evidence import Evidence
from openness.facts.fact_index import NOT_KNOWN
from openness.robustness.intervals import DRAWS, SEED, Robustness, robustness
from openness.scoring.answer import Answer

FIELDS = ("name", "vendor", "released", "claim", "training_flop", "base", "modality", "parameters_b")
"""What is compared of the rows of `releases.csv`."""

KINDS = {
    "changed": "changed in the world",
    "found": "found out",
    "corrected": "corrected",
    "lost": "no longer known",
}
"""What can have happened to a fact: a dated change, something that was not known before, another reading of the same
time, or a fact that nothing supports any more."""


@dataclass(frozen=True)
class Release:
    """A release that only one of the two has, with its verdict there in words."""

    release: str
    name: str
    vendor: str
    released: str
    verdict: str


@dataclass(frozen=True)
class Fact:
    """A fact that counts and is another one now.

    Attributes:
        kind: One of `KINDS`.
        before, after: Availabilities.
        licence_before, licence_after: Licence expressions; empty where none is named.
        source_before, source_after: Who says so; empty where nobody does.
        url_before, url_after: Where it is stated.
    """

    release: str
    name: str
    component: str
    title: str
    kind: str
    before: str
    after: str
    licence_before: str
    licence_after: str
    source_before: str
    source_after: str
    url_before: str
    url_after: str


@dataclass(frozen=True)
class Field:
    """Something else recorded of a release or a licence (`table`) that is different now; `of` is its id."""

    table: str
    of: str
    name: str
    field: str
    before: str
    after: str


@dataclass(frozen=True)
class Flip:
    """A release with another verdict.

    Attributes:
        verdict_before, verdict_high_before: Ids of the best verdict proven and of the best not ruled out.
        verdict_after, verdict_high_after: The same now.
        effect: `better` where either of the two is, `worse` where either falls and neither rises.
        because: The fewest changes that make the one verdict of the other, none of which can be left out.
        fewest: Whether no smaller set of changes would do; else none was looked for beyond three.
    """

    release: str
    name: str
    verdict_before: str
    verdict_high_before: str
    verdict_after: str
    verdict_high_after: str
    words_before: str
    words_after: str
    effect: str
    because: tuple[Change, ...]
    fewest: bool


@dataclass(frozen=True)
class Move:
    """A release whose ranks in nine of ten trials have none in common with those it had."""

    release: str
    name: str
    rank_before: float
    best_before: float
    worst_before: float
    rank_after: float
    best_after: float
    worst_after: float


@dataclass(frozen=True, eq=False)
class Diff:
    """All that differs between two states of the data, old and new.

    Attributes:
        definition: Title of the definition that both are judged by.
        days: The day of each.
        counts: How many releases are selected in each.
        added, gone: Releases that only the new one, or only the old one selects.
        facts: Facts of the releases in both that count and differ.
        fields: What else differs of these releases, and of the licences named in both.
        flips: Releases in both with another verdict, those first of which most is proven or lost.
        ranked: How many releases are ranked in both, among which ranks are compared.
        moves: Those of them that moved beyond their interval.
    """

    definition: str
    days: tuple[str, str]
    counts: tuple[int, int]
    added: tuple[Release, ...]
    gone: tuple[Release, ...]
    facts: tuple[Fact, ...]
    fields: tuple[Field, ...]
    flips: tuple[Flip, ...]
    ranked: int
    moves: tuple[Move, ...]

    @property
    def empty(self) -> bool:
        """Whether nothing differs."""
        return not (self.added or self.gone or self.facts or self.fields or self.flips or self.moves)


def compare(old: Answer, new: Answer, *, draws: int = DRAWS, seed: int = SEED) -> Diff:
    """Say what differs between two answers.

    Formulas: a fact differs where the availability or the licence in force of a component does, each state at its own
    day. A verdict flips where the best one proven or the best one not ruled out does; the reason is the smallest set
    of changed facts that, put into the old state alone, gives the new verdict (`openness.editions.causes`). Ranks are
    compared among the releases that are ranked in both: the intervals from the 5th to the 95th percentile
    (`openness.robustness`) have no rank in common.

    Args:
        old: The earlier state.
        new: The later state, answered under the same definition.
        draws: Trials of the ranking.
        seed: Where they start.
    """
    was, now = set(old.selected), set(new.selected)
    both = [release for release in new.selected if release in was]
    cells = changed_cells(old.evidence, new.evidence, both)
    licences = changed_licences(old.package, new.package)
    ranked, moves = _moves(old, new, both, draws, seed)
    return Diff(
        definition=new.definition,
        days=(old.as_of, new.as_of),
        counts=(len(was), len(now)),
        added=tuple(_alone(new, was)),
        gone=tuple(_alone(old, now)),
        facts=tuple(_facts(old.evidence, new.evidence, cells)),
        fields=(*_fields(old, new, both), *_licences(old, new, licences)),
        flips=tuple(_flips(old, new, both)),
        ranked=ranked,
        moves=moves,
    )


def _alone(answer: Answer, other: set[str]) -> Iterator[Release]:
    table, vendors = answer.package.releases, answer.package.names["vendors"]
    for at, release in enumerate(answer.selected):
        if release not in other:
            name, vendor, released = table.iloc[answer.rows[at]][["name", "vendor", "released"]]
            yield Release(release, name, vendors.get(vendor, vendor), released, answer.verdict_words[at])


def _facts(old: Evidence, new: Evidence, cells: Sequence[tuple[str, str]]) -> Iterator[Fact]:
    names, tellers = new.package.names, (_teller(old), _teller(new))
    for release, component in cells:
        (
            (before, licence_before, source_before, url_before, _),
            (after, licence_after, source_after, url_after, since),
        ) = (tell(release, component) for tell in tellers)
        yield Fact(
            release=release,
            name=names["releases"][release],
            component=component,
            title=names["components"].get(component, component),
            kind=_kind(before, after, since, old.as_of),
            before=before,
            after=after,
            licence_before=licence_before,
            licence_after=licence_after,
            source_before=source_before,
            source_after=source_after,
            url_before=url_before,
            url_after=url_after,
        )


_Word = tuple[str, str, str, str, str]


def _teller(evidence: Evidence) -> Callable[[str, str], _Word]:
    """What tells of a component its availability, licence, source, address and day.

    Source, address and day are those of the licence where only that is known.
    """
    told = evidence.facts[["source", "url", "since"]].to_numpy()
    rows = {release: row for row, release in enumerate(evidence.releases)}
    columns = {component: column for column, component in enumerate(evidence.components)}

    def tell(release: str, component: str) -> _Word:
        if component not in columns:
            return "unknown", "", "", "", ""
        cell = rows[release], columns[component]
        number = evidence.licence[cell]
        licence = evidence.licences[number].expression if number >= 0 else ""
        row = next((at for at in (evidence.fact[cell], evidence.licence_fact[cell]) if at >= 0), -1)
        source, url, since = (str(text) for text in told[row]) if row >= 0 else ("", "", "")
        return evidence.word(*cell), licence, source, url, since

    return tell


def _kind(before: str, after: str, since: str, day: str) -> str:
    if before in NOT_KNOWN and after not in NOT_KNOWN:
        return "found"
    if after in NOT_KNOWN and before not in NOT_KNOWN:
        return "lost"
    return "changed" if since and first_day(since) > day else "corrected"


def _fields(old: Answer, new: Answer, both: Sequence[str]) -> Iterator[Field]:
    tables = [answer.package.releases.set_index("release").loc[list(both), list(FIELDS)] for answer in (old, new)]
    before, after = (table.to_numpy(dtype=str) for table in tables)
    names = new.package.names["releases"]
    for row, column in np.argwhere(before != after).tolist():
        was, now = str(before[row, column]), str(after[row, column])
        yield Field("releases", both[row], names[both[row]], FIELDS[column], was, now)


def _licences(old: Answer, new: Answer, licences: Sequence[str]) -> Iterator[Field]:
    columns = [column for column in new.package.licences.columns if column not in ("licence", "url", "read_at", "note")]
    before, after = (answer.package.licences.set_index("licence") for answer in (old, new))
    for licence in licences:
        for column in columns:
            was, now = str(before.at[licence, column]), str(after.at[licence, column])
            if was != now:
                yield Field("licences", licence, str(after.at[licence, "name"]), column, was, now)


def _flips(old: Answer, new: Answer, both: Sequence[str]) -> Iterator[Flip]:
    ids, names = new.scores.verdict_ids, new.package.names["releases"]
    places = [{release: at for at, release in enumerate(answer.selected)} for answer in (old, new)]
    pairs = {}
    for release in both:
        verdicts = [
            (int(answer.scores.verdict[place[release]]), int(answer.scores.verdict_high[place[release]]))
            for answer, place in zip((old, new), places, strict=True)
        ]
        if verdicts[0] != verdicts[1]:
            pairs[release] = verdicts
    found = causes(old, new, {release: after for release, (_, after) in pairs.items()})
    furthest = sorted(
        pairs, key=lambda release: tuple(-abs(now - was) for was, now in zip(*pairs[release], strict=True))
    )
    for release in furthest:
        before, after = pairs[release]
        cause: Cause = found[release]
        better = after[0] < before[0] or after[1] < before[1]
        yield Flip(
            release=release,
            name=names[release],
            verdict_before=ids[before[0]],
            verdict_high_before=ids[before[1]],
            verdict_after=ids[after[0]],
            verdict_high_after=ids[after[1]],
            words_before=old.verdict_words[places[0][release]],
            words_after=new.verdict_words[places[1][release]],
            effect="better" if better else "worse",
            because=cause.changes,
            fewest=cause.fewest,
        )


def _moves(old: Answer, new: Answer, both: Sequence[str], draws: int, seed: int) -> tuple[int, tuple[Move, ...]]:
    """How many releases are ranked in both, and those whose intervals of ranks do not meet, the widest move first."""
    ranked = [_ranked(answer) for answer in (old, new)]
    common = [release for release in both if release in ranked[0] and release in ranked[1]]
    before, after = (_among(answer, common, draws, seed) for answer in (old, new))
    names = new.package.names["releases"]
    found = []
    for release in common:
        i, j = before.index(release), after.index(release)
        was, now = (before.best[i], before.worst[i]), (after.best[j], after.worst[j])
        if now[0] > was[1] or now[1] < was[0]:
            ranks = (float(before.rank[i]), *map(float, was), float(after.rank[j]), *map(float, now))
            found.append(Move(release, names[release], *ranks))
    found.sort(key=lambda move: (-abs(move.rank_after - move.rank_before), move.release))
    return len(common), tuple(found)


def _ranked(answer: Answer) -> set[str]:
    ranked = answer.scores.ranked & ~np.isnan(answer.scores.low)
    return {release for release, good in zip(answer.selected, ranked, strict=True) if good}


def _among(answer: Answer, releases: Sequence[str], draws: int, seed: int) -> Robustness:
    chosen = [answer.scores.index(release) for release in releases]
    return robustness(answer.scores.subset(np.array(chosen, dtype=np.intp)), draws=draws, seed=seed)
