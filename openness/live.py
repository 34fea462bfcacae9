"""The data and the definitions as their files have them now, for what runs long and is asked often.

A file that is edited shows within a second. Looking costs a few dozen `stat` calls, so it is done once a second.
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from openness.answer import ROOT, Answer, answer, load_base
from openness.evidence import Package, load_package
from openness.kept import Kept
from openness.query import Query
from openness.rubric import fingerprint, list_rubrics

_PATIENCE = 1.0
_PACKAGES: Kept[Package] = Kept(2)


def stamp(paths: Iterable[Path]) -> str:
    """What tells that a file has changed: name, time and size, as one text."""
    stats = ((path, path.stat()) for path in paths if path.is_file())
    return "\n".join(f"{path} {stat.st_mtime_ns} {stat.st_size}" for path, stat in stats)


def package_in(folder: Path) -> Package:
    """The data package of a folder, read again only when one of its files has changed; one for all who ask.

    Raises:
        ProblemsError: something in it is wrong; it names every problem.
    """
    return _PACKAGES.get(stamp(sorted(folder.rglob("*"))), lambda: load_package(folder))


class Live:
    """What a server answers from: the newest data, definitions and answers.

    Attributes:
        root: the folder with `data/`, `rubric.yaml` and `rubrics/`.
    """

    def __init__(self, root: Path = ROOT, patience: float = _PATIENCE) -> None:
        self.root = root
        self._patience = patience
        self._looked = float("-inf")
        self._version = ""
        self._answers: Kept[Answer] = Kept(48)
        self._rubrics: Kept[dict[str, Path]] = Kept(2)
        self._fingerprints: Kept[dict[str, str]] = Kept(2)

    @property
    def version(self) -> str:
        """A text that changes whenever a file of the data or a definition does."""
        now = time.monotonic()
        if now - self._looked >= self._patience:
            files = (self.root / "data").rglob("*")
            self._version = stamp(
                [*sorted(files), self.root / "rubric.yaml", *sorted(self.root.glob("rubrics/*.yaml"))]
            )
            self._looked = now
        return self._version

    def package(self) -> Package:
        """The data.

        Raises:
            ProblemsError: something in `data/` is wrong.
        """
        return _same_version(self.version, self.root)

    def rubrics(self) -> dict[str, Path]:
        """The definitions by id, the default one first.

        Raises:
            ProblemsError: a definition is broken.
        """
        return self._rubrics.get(self.version, lambda: list_rubrics(self.root))

    def answer(self, query: Query | None = None) -> Answer:
        """The answer to a query; an edit that cannot be applied is an error.

        Raises:
            QueryError: the query cannot be answered.
            ProblemsError: data or definition are broken.
        """
        query = query or Query()
        return self._answers.get((self.version, query), lambda: answer(self.package(), query, self.root, strict=True))

    def fingerprints(self) -> dict[str, str]:
        """The fingerprint of each definition as published, with this data: fingerprint to rubric id."""
        package = self.package()

        def made() -> dict[str, str]:
            return {
                fingerprint(load_base(package, rubric, self.root), package.digest): rubric for rubric in self.rubrics()
            }

        return self._fingerprints.get(self.version, made)


@lru_cache(maxsize=2)
def _same_version(version: str, root: Path) -> Package:
    return package_in(root / "data")
