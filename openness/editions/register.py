"""The editions: states of the data that were published, each with its number, its day and an archive in `editions/`.

`data/editions.csv` lists them. It is the one table that the digest of a package leaves out: it holds that digest.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from openness.core.wording import day
from openness.facts.package import Package

SHOWN = 10
"""Digits of a digest that a reader is shown."""


@dataclass(frozen=True)
class Edition:
    """One edition.

    Attributes:
        number: 1 for the first.
        date: The day of its data, ISO.
        digest: SHA-256 of its data (`Package.digest`).
    """

    number: int
    date: str
    digest: str

    @property
    def words(self) -> str:
        """Its number and day: "edition 2 of 30 November 2026"."""
        return f"edition {self.number} of {day(self.date)}"

    @property
    def code(self) -> str:
        """The first digits of its digest: what a reader compares."""
        return self.digest[:SHOWN]


def editions(package: Package) -> tuple[Edition, ...]:
    """The editions that a package lists, the first one first."""
    rows = package.editions[["edition", "date", "digest"]].to_numpy()
    return tuple(
        sorted((Edition(int(number), date, digest) for number, date, digest in rows), key=lambda one: one.number)
    )


def edition_of(package: Package) -> Edition | None:
    """The edition that a package is, to the last byte; None where it is none, or a later state."""
    return next((one for one in editions(package) if one.digest == package.digest), None)


def edition_words(package: Package, *, dated: bool = True) -> str:
    """Which edition a package is: "edition 2 of …", "later than edition 2 of …"; empty where it lists none.

    Args:
        package: The data.
        dated: Whether its day is said as well.
    """
    every, same = editions(package), edition_of(package)
    if not every:
        return ""
    shown = same or every[-1]
    return f"{'' if same else 'later than '}{shown.words if dated else f'edition {shown.number}'}"


def archive_of(number: int, root: Path) -> Path:
    """Where the archive of an edition is, in a repository."""
    return root / "editions" / f"{number}.tar.xz"


def numbers_kept(root: Path) -> list[str]:
    """The numbers of the editions whose archives are in a repository."""
    ending = archive_of(0, root).name.removeprefix("0")
    found = [path.name.removesuffix(ending) for path in (root / "editions").glob(f"*{ending}")]
    return sorted((name for name in found if name.isdecimal()), key=int)
