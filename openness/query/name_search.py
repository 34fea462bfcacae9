"""Finding releases by what people type: spaces, hyphens, case and accents do not count, and the best match is first.

A release goes by its name, its id, its family, what sources call it (`aliases.csv`) and who made it, with the vendor's
other names (`also_known_as`).
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from dataclasses import dataclass
from functools import cached_property

from openness.core.dates import is_month_or_day
from openness.core.wording import day
from openness.facts.package import Package

_SHORT = 3  # letters below which a word must begin where another one begins: the 2 of OLMo 2 is not that of 32B
_APART = re.compile(r"[\W_]+")
_NEAREST = 3
_ALSO = 3
_CLOSE = 0.7
_APART_FROM = 20  # words that are found, but not next to each other
_VENDOR = 8  # from this rank on only the vendor fits


def fold(text: str) -> str:
    """What spellings of a name have in common.

    >>> fold("Llama-4"), fold("Tülu 3"), fold("llama 4")
    ('llama4', 'tulu3', 'llama4')
    """
    apart = unicodedata.normalize("NFKD", text.casefold())
    return _APART.sub("", "".join(letter for letter in apart if not unicodedata.combining(letter)))


@dataclass(frozen=True)
class _Spelling:
    """A name without what does not count, and where its words begin."""

    text: str
    starts: frozenset[int]

    def holds(self, word: str) -> int | None:
        """How well it holds a word: 0 it is the word, 1 it begins with it, 2 a word of it does, 3 it stands within."""
        if self.text == word:
            return 0
        at = self.text.find(word)
        while at >= 0:
            if at in self.starts:
                return 1 if at == 0 else 2
            at = self.text.find(word, at + 1)
        return 3 if len(word) >= _SHORT and word in self.text else None


def _spelling(name: str) -> _Spelling:
    starts, length = [], 0
    for word in re.findall(r"[^\W\d_]+|\d+", name):
        starts.append(length)
        length += len(fold(word))
    return _Spelling(fold(name), frozenset(starts))


@dataclass(frozen=True)
class _Entry:
    release: str
    name: str
    released: str
    own: tuple[_Spelling, ...]  # name and id
    family: str
    aliases: tuple[_Spelling, ...]
    vendor: tuple[_Spelling, ...]

    def rank(self, word: str) -> int | None:
        """How far a word is from this release; 0 is its very name, `None` that it does not fit."""
        own, alias, vendor = (_best(group, word) for group in (self.own, self.aliases, self.vendor))
        ranks = [None if own is None else (0, 2, 4, 6)[own], None if alias is None else (3, 5, 5, 7)[alias]]
        ranks.append(None if vendor is None else _VENDOR + vendor)
        if self.family and word.startswith(self.family) and self.own[0].holds(word) in (1, 2):
            ranks.append(1)  # the family that is asked for comes before what is merely built on it
        return min((rank for rank in ranks if rank is not None), default=None)


def _best(spellings: tuple[_Spelling, ...], word: str) -> int | None:
    return min((found for one in spellings if (found := one.holds(word)) is not None), default=None)


@dataclass(frozen=True)
class Names:
    """What the releases of a package go by; make it with `names_of`."""

    entries: tuple[_Entry, ...]

    @cached_property
    def called(self) -> dict[str, str]:
        """The name of each release, by its id."""
        return {entry.release: entry.name for entry in self.entries}

    @cached_property
    def spelt(self) -> dict[str, str]:
        """Every spelling of a release, and the release; of two with one spelling the newer."""
        ordered = sorted(self.entries, key=lambda entry: entry.released)
        return {one.text: entry.release for entry in ordered for one in (*entry.aliases, *entry.own)}


def names_of(package: Package) -> Names:
    """What each release goes by; kept with the package.

    Args:
        package: The data.
    """
    found: Names = package.cache.get("names", lambda: _names(package))
    return found


def _names(package: Package) -> Names:
    aliases: dict[str, set[str]] = {}
    for row in package.aliases.to_dict("records"):
        aliases.setdefault(str(row["release"]), set()).update({str(row["name"]), str(row["version"])} - {""})
    vendors = {
        str(row["vendor"]): {str(row[name]) for name in ("vendor", "name")} | _also(str(row["also_known_as"]))
        for row in package.vendors.to_dict("records")
    }
    return Names(
        tuple(
            _Entry(
                release=str(row["release"]),
                name=str(row["name"]),
                released=str(row["released"]),
                own=tuple(_spelling(str(row[name])) for name in ("name", "release")),
                family=fold(str(row["family"])),
                aliases=tuple(_spelling(name) for name in sorted(aliases.get(str(row["release"]), ()))),
                vendor=tuple(_spelling(name) for name in sorted(vendors.get(str(row["vendor"]), ()))),
            )
            for row in package.releases.to_dict("records")
        )
    )


def _also(names: str) -> set[str]:
    return {name.strip() for name in names.split("|")} - {""}


def labels_of(package: Package) -> dict[str, str]:
    """What a list to search in calls each release, by id: its name, its vendor, and what else people call it."""
    found: dict[str, str] = package.cache.get("labels", lambda: _labels(package))
    return found


def _labels(package: Package) -> dict[str, str]:
    others: dict[str, dict[str, None]] = {}
    for row in package.aliases.to_dict("records"):
        # Bard was PaLM 2, and then Gemini: a name that went from one release to the next says when
        when = f" ({day(row['version'])})" if is_month_or_day(str(row["version"])) else ""
        others.setdefault(str(row["release"]), {}).setdefault(f"{row['name']}{when}")
    found = {}
    for row in package.releases.sort_values("name", key=lambda names: names.str.casefold()).to_dict("records"):
        release, name = str(row["release"]), str(row["name"])
        known = fold(name)
        more = [other for other in others.get(release, ()) if other[:1].isalpha() and fold(other) not in known]
        found[release] = " · ".join((name, package.names["vendors"].get(row["vendor"], row["vendor"]), *more[:_ALSO]))
    return found


def search(words: str, names: Names) -> tuple[str, ...]:
    """The releases that fit every word that was typed, the best match first, then the newest.

    Args:
        words: What was typed: a name, a part of one, a vendor, or several of them.
        names: What the releases go by.

    Returns:
        Their ids; all of them where nothing was typed.
    """
    whole, parts = fold(words), [fold(word) for word in _APART.split(words) if fold(word)]
    if not words.strip():
        return tuple(entry.release for entry in names.entries)
    if not whole:
        return ()
    ranked = []
    for entry in names.entries:
        rank, each = entry.rank(whole), [entry.rank(word) for word in parts]
        found = [one for one in each if one is not None]
        if rank is None and len(found) < len(parts):
            continue
        # a release that has one of the words in its name comes before all others of a vendor that has all of them
        by_name = any(one < _VENDOR for one in found)
        ranked.append(((not by_name, _APART_FROM + sum(found) if rank is None else rank), entry))
    ranked.sort(key=lambda one: one[1].name.casefold())
    ranked.sort(key=lambda one: one[1].released, reverse=True)
    ranked.sort(key=lambda one: one[0])
    return tuple(entry.release for _, entry in ranked)


def nearest(words: str, names: Names) -> tuple[str, ...]:
    """The releases that were perhaps meant where `search` finds none; at most three.

    Args:
        words: What was typed.
        names: What the releases go by.
    """
    close = difflib.get_close_matches(fold(words)[:100], names.spelt, n=3 * _NEAREST, cutoff=_CLOSE)
    return tuple(dict.fromkeys(names.spelt[spelling] for spelling in close))[:_NEAREST]


def family_name(family: str, package: Package) -> str:
    """What a line of releases is called: its id, spelled as the names of its releases are.

    Args:
        family: The id.
        package: The data.
    """
    releases = package.releases
    of_it = releases[releases["family"] == family].sort_values("released", ascending=False)
    for name in of_it["name"]:  # as its newest release spells it
        for end in range(1, len(name) + 1):
            if fold(name[:end]) == fold(family):
                return str(name[:end])
    return family
