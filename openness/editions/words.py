"""A difference in words: a sentence, and lists of what changed, for a terminal, a comment and the changelog."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from openness.core.wording import count, day, listed, places
from openness.editions.causes import Change
from openness.editions.compare import KINDS, Diff, Fact, Field, Flip, Move, Release
from openness.facts.package import Package
from openness.findings.effects import state_words

MOST = 30
"""Entries of each list in Markdown: a comment is read, not searched."""

_FIELDS = {
    "name": "name",
    "vendor": "vendor",
    "released": "day of release",
    "claim": "vendor’s own word",
    "training_flop": "training compute",
    "base": "release it builds on",
    "modality": "modality",
    "parameters_b": "billions of parameters",
}


@dataclass(frozen=True)
class Part:
    """A list under a heading, which says how many entries there are; `detail` is what a changelog leaves out."""

    heading: str
    lines: tuple[str, ...]
    detail: bool


def lead(diff: Diff) -> str:
    """The difference in one sentence."""
    old, new = map(day, diff.days)
    both = f"the data of {old} and of {new}" if old != new else f"two states of the data of {old}"
    if diff.empty:
        return f"Nothing differs between {both}."
    better = sum(flip.effect == "better" for flip in diff.flips)
    touched = len({fact.release for fact in diff.facts})
    verdicts = f"{count(len(diff.flips), 'verdict')} {'is' if len(diff.flips) == 1 else 'are'} different"
    said = [
        f"{count(len(diff.added), 'release')} added and {len(diff.gone)} gone",
        f"{count(len(diff.facts), 'fact')} of {count(touched, 'release')} changed{_kinds(diff)}",
        f"{verdicts} under {diff.definition} ({better} better, {len(diff.flips) - better} worse)",
        f"{len(diff.moves)} of {count(diff.ranked, 'release')} ranked in both moved beyond their interval",
    ]
    changed = f"From the data of {old} to those of {new}" if old != new else f"Between {both}"
    return f"{changed}: {'; '.join(said)}."


def _kinds(diff: Diff) -> str:
    """What happened to the facts, in brackets, the most frequent first."""
    kinds = Counter(fact.kind for fact in diff.facts).most_common()
    return f" ({', '.join(f'{number:,} {KINDS[kind]}' for kind, number in kinds)})" if kinds else ""


def parts(diff: Diff, package: Package) -> tuple[Part, ...]:
    """What differs as lists, each under a heading with their number; lists without an entry are left out.

    Args:
        diff: What differs.
        package: The newer data, for what components are called.
    """
    titles = package.names["components"]
    told = (
        ("Verdicts", [flip_words(one, titles) for one in diff.flips]),
        ("Ranks beyond their interval", [_move(one) for one in diff.moves]),
        ("Releases added", [_release(one) for one in diff.added]),
        ("Releases gone", [_release(one) for one in diff.gone]),
    )
    details = (
        ("Facts", [_fact(one) for one in diff.facts]),
        ("Also recorded of releases", [_field(one) for one in diff.fields if one.table == "releases"]),
        ("Licences read again", [_field(one) for one in diff.fields if one.table == "licences"]),
    )
    return tuple(
        Part(f"{heading} ({len(lines):,})", tuple(lines), detail)
        for detail, found in ((False, told), (True, details))
        for heading, lines in found
        if lines
    )


def text(diff: Diff, package: Package, notes: Sequence[str]) -> str:
    """The whole difference for a terminal."""
    lines = [lead(diff), *(f"Note: {note}." for note in notes)]
    for part in parts(diff, package):
        lines += ["", part.heading.upper(), *(f"  {line}" for line in part.lines)]
    return "\n".join(lines) + "\n"


def markdown(diff: Diff, package: Package, notes: Sequence[str], most: int = MOST, *, details: bool = True) -> str:
    """The difference for a comment or a changelog: the first entries of each list, and how many more there are.

    Args:
        diff: What differs.
        package: The newer data.
        notes: What the states lack.
        most: Entries of each list.
        details: Whether facts, fields and licences are listed as well.
    """
    lines = [lead(diff), *(f"\nNote: {_plain(note)}." for note in notes)]
    for part in parts(diff, package):
        if part.detail and not details:
            continue
        lines += ["", f"### {part.heading}", "", *(f"- {_plain(line)}" for line in part.lines[:most])]
        if len(part.lines) > most:
            lines.append(f"- and {len(part.lines) - most:,} more")
    return "\n".join(lines) + "\n"


def flip_words(flip: Flip, titles: dict[str, str]) -> str:
    """One verdict that is different, with the facts that made it so."""
    words = f"{flip.name}: {flip.words_before} → {flip.words_after} ({flip.effect})"
    return f"{words}, because {because(flip, titles)}"


def because(flip: Flip, titles: dict[str, str]) -> str:
    """Why a verdict is different: the changes that suffice."""
    if not flip.because:
        return "of all that changed together"
    return listed(change_words(change, titles) for change in flip.because)


def change_words(change: Change, titles: dict[str, str]) -> str:
    """One change: "Training code: closed → open, MIT"."""
    name = {"fact": titles.get(change.name, change.name), "release": _FIELDS.get(change.name, change.name)}
    return f"{name.get(change.what, f'licence {change.name}')}: {_or(change.before)} → {_or(change.after)}"


def _release(one: Release) -> str:
    return f"{one.name} ({one.vendor}, {day(one.released) or 'undated'}): {one.verdict}"


def _fact(one: Fact) -> str:
    before, after = state_words(one.before, one.licence_before), state_words(one.after, one.licence_after)
    said = [
        f"{one.source_after} {one.url_after}".strip(),
        f"before: {one.source_before} {one.url_before}".strip() if one.source_before else "",
    ]
    where = "; ".join(part for part in said if part)
    return f"{one.name}, {one.title}: {before} → {after} ({KINDS[one.kind]}){f'; {where}' if where else ''}"


def _field(one: Field) -> str:
    return f"{one.name}, {_FIELDS.get(one.field, one.field)}: {_or(one.before)} → {_or(one.after)}"


def _move(one: Move) -> str:
    before = f"{places(one.rank_before)} ({_span(one.best_before, one.worst_before)})"
    after = f"{places(one.rank_after)} ({_span(one.best_after, one.worst_after)})"
    return f"{one.name}: rank {before} → {after}"


def _span(low: float, high: float) -> str:
    return f"{places(low)} to {places(high)}"


def _or(value: str) -> str:
    return value or "not recorded"


_MARKS = str.maketrans({mark: f"\\{mark}" for mark in "\\`*_[]<>|#@"})


def _plain(line: str) -> str:
    """The text as it is, whatever marks of Markdown are in it; addresses stay as they are and become links."""
    return " ".join(
        word if word.startswith(("http://", "https://")) else word.translate(_MARKS) for word in line.split(" ")
    )
