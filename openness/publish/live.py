"""The data and the definitions as their files have them now, for what runs long and is asked often.

A file that is edited shows within a second. Looking costs a few dozen `stat` calls, so it is done once a second.
"""

from __future__ import annotations

import hashlib
import stat
import time
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from openness.charts import CHARTS, OPTIONS
from openness.charts.kit.base import Chart
from openness.core.cache import Cache
from openness.core.paths import ROOT
from openness.facts.package import Package, load_package
from openness.query.grammar import Query
from openness.questions.load import Question, questions
from openness.rubric.load import fingerprint, list_rubrics
from openness.rubric.presets import Preset, load_presets
from openness.scoring.answer import Answer, answer, load_base, rubric_titles

_PATIENCE = 1.0


def _stamp(paths: Iterable[Path]) -> str:
    """What tells that a file has changed: a short hash of the names, times and sizes of all."""
    lines = []
    for path in paths:
        try:
            found = path.stat()
        except OSError:  # a file that is being replaced may be gone for a moment
            continue
        if stat.S_ISREG(found.st_mode):
            lines.append(f"{path} {found.st_mtime_ns} {found.st_size}")
    return hashlib.sha256("\n".join(lines).encode("utf-8", "surrogateescape")).hexdigest()[:12]


class Live:
    """What pages and files answer from: the newest data, definitions, answers and charts, each made once for all.

    Keys are made of what a thing is made of (the files' times, the fingerprint, the query), so an edited file shows
    within a second and nothing ever has to be cleared.

    Attributes:
        root: the folder with `data/`, `rubric.yaml` and `rubrics/`.
        cache: what is made of the answers, for all readers (`Answer.cache`).
    """

    def __init__(self, root: Path = ROOT, patience: float = _PATIENCE) -> None:
        self.root = root
        self._patience = patience
        self._looked = float("-inf")
        self._version = ""
        self.cache: Cache[Any] = Cache(128)
        self._packages: Cache[Package] = Cache(2)
        self._files: Cache[Any] = Cache(10)
        self._answers: Cache[Answer] = Cache(64)
        self._charts: Cache[Chart] = Cache(192)

    @property
    def version(self) -> str:
        """A short text that changes whenever a file of the data or a definition does."""
        now = time.monotonic()
        if now - self._looked >= self._patience:
            files, rubrics = (self.root / "data").rglob("*"), (self.root / "rubrics").rglob("*.yaml")
            asked = self.root.glob("questions/*.yaml")
            self._version = _stamp([*sorted(files), self.root / "rubric.yaml", *sorted(rubrics), *sorted(asked)])
            self._looked = now
        return self._version

    def package(self) -> Package:
        """The data.

        Raises:
            ProblemsError: something in `data/` is wrong.
        """
        return self._packages.get(self.version, lambda: load_package(self.root / "data"))

    def rubrics(self) -> dict[str, Path]:
        """The definitions by id, the default one first.

        Raises:
            ProblemsError: a definition is broken.
        """
        found: dict[str, Path] = self._files.get(("rubrics", self.version), lambda: list_rubrics(self.root))
        return found

    def questions(self) -> tuple[Question, ...]:
        """The questions, in order.

        Raises:
            ProblemsError: a file of `questions/` is broken.
        """
        found: tuple[Question, ...] = self._files.get(("questions", self.version), lambda: questions(self.root))
        return found

    def question(self, name: str) -> Question | None:
        """The question of that id, where there is one.

        Raises:
            ProblemsError: a file of `questions/` is broken.
        """
        return next((question for question in self.questions() if question.id == name), None)

    def titles(self) -> dict[str, str]:
        """Ids and titles of the definitions, the default one first.

        Raises:
            ProblemsError: something in `data/` or in a definition is wrong.
        """
        found: dict[str, str] = self._files.get(
            ("titles", self.version), lambda: rubric_titles(self.package(), self.root)
        )
        return found

    def presets(self) -> tuple[Preset, ...]:
        """The definitions that a reader may start from.

        Raises:
            ProblemsError: their file is broken.
        """
        found: tuple[Preset, ...] = self._files.get(("presets", self.version), lambda: load_presets(self.root))
        return found

    def answer(self, query: Query | None = None, *, strict: bool = True) -> Answer:
        """The answer to a query.

        Args:
            query: what to show; everything, by the default rubric, when left out.
            strict: whether an edit that cannot be applied is an error; else it is set aside, with a notice.

        Raises:
            QueryError: the query cannot be answered.
            ProblemsError: data or definition are broken.
        """
        query = query or Query()
        found = self._answers.get(
            (self.version, query), lambda: answer(self.package(), query, self.root, cache=self.cache)
        )
        if strict and found.notices:
            return answer(self.package(), query, self.root, strict=True)  # raises what the notices say
        return found

    def chart(self, slug: str, shown: Answer, theme: str = "light", options: Mapping[str, str] | None = None) -> Chart:
        """A chart of one of these answers.

        Args:
            slug: its name.
            shown: what it draws, from `answer`.
            theme: `light` or `dark`.
            options: as in `drawn`.
        """
        key = (slug, shown.fingerprint, shown.query, theme, _chosen(slug, options or {}))
        return self._charts.get(key, lambda: drawn(slug, shown, theme, options or {}))

    def fingerprints(self) -> dict[str, str]:
        """The fingerprint of each definition as published, with this data: fingerprint to rubric id."""
        package = self.package()

        def made() -> dict[str, str]:
            return {
                fingerprint(load_base(package, rubric, self.root), package.digest): rubric for rubric in self.rubrics()
            }

        found: dict[str, str] = self._files.get(("fingerprints", self.version), made)
        return found


def drawn(slug: str, shown: Answer, theme: str, options: Mapping[str, str]) -> Chart:
    """A chart that knows what was chosen about it.

    Args:
        slug: its name.
        shown: what it draws.
        theme: `light` or `dark`.
        options: its options (`openness.charts.OPTIONS`); those of other charts of the same page are left to them.
    """
    chosen = _chosen(slug, options)
    return replace(CHARTS[slug](shown, theme, **dict(chosen)), options=chosen)


def _chosen(slug: str, options: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """The options of a chart that are not as they would be anyway."""
    return tuple(
        (option.name, options[option.name])
        for option in OPTIONS[slug]
        if options.get(option.name, option.default) != option.default
    )
