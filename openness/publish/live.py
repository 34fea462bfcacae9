"""The data and the definitions as their files have them now, for what runs long and is asked often.

A file that is edited shows as soon as it is read, which begins within a second; one that is broken never shows. Looking
costs a few dozen `stat` calls, so it is done once a second.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from openness.charts import CHARTS, OPTIONS
from openness.charts.kit.base import Chart
from openness.core.cache import Cache
from openness.core.paths import ROOT
from openness.facts.package import Package, load_package
from openness.publish.copies import Copies, gone, stamp_of
from openness.query.grammar import Query
from openness.questions.load import Question, questions
from openness.rubric.load import fingerprint, list_rubrics
from openness.rubric.presets import Preset, load_presets
from openness.scoring.answer import Answer, answer, load_base, rubric_titles

_PATIENCE = 1.0
_ANY_DAY = "9999-12-31"
_LOG = logging.getLogger(__name__)


@dataclass(frozen=True)
class Broken:
    """What the files hold now cannot be shown, so that the version before stays in force.

    Attributes:
        since: When that was noticed, as seconds of the clock.
        why: Every problem, a line each.
    """

    since: float
    why: str


class Live:
    """What pages and files answer from: the newest data, definitions, answers and charts, each made once for all.

    Everything is read from a copy of the files that nobody edits. When they change, a new copy is read whole before it
    takes over; where it is broken, or the files are gone, the version before stays in force. Keys are made of what a
    thing is made of (the files' times, the fingerprint, the query), so nothing ever has to be cleared.

    Attributes:
        source: the folder with `data/`, `rubric.yaml`, `rubrics/` and `questions/`, as people edit it.
        broken: why what is there now is not shown; None where it is.
        cache: what is made of the answers, for all readers (`Answer.cache`).
    """

    def __init__(self, source: Path = ROOT, patience: float = _PATIENCE) -> None:
        self.source = source
        self.broken: Broken | None = None
        self._patience = patience
        self._looked = float("-inf")
        self._looking = threading.Lock()
        self._watching = False
        self._seen = ""
        self._in_force: tuple[str, Path] = ("", source)
        self._copies = Copies()
        self.cache: Cache[Any] = Cache(128)
        self._packages: Cache[Package] = Cache(2)
        self._files: Cache[Any] = Cache(10)
        self._answers: Cache[Answer] = Cache(64)
        self._charts: Cache[Chart] = Cache(192)

    @property
    def version(self) -> str:
        """A short text that changes whenever other data or definitions take over."""
        return self._now()[0]

    @property
    def root(self) -> Path:
        """The folder with the version in force."""
        return self._now()[1]

    def watch(self) -> None:
        """Look after the files from a thread of its own from now on, so that no visitor waits for a new version."""

        def look() -> None:
            while self._watching:
                time.sleep(self._patience)
                self._look()

        self._look()
        self._watching = True
        threading.Thread(target=look, name="watching", daemon=True).start()

    def close(self) -> None:
        """Watch no longer, and remove the copies."""
        self._watching = False
        self._copies.close()

    def _now(self) -> tuple[str, Path]:
        """The version in force, and its folder."""
        if not self._watching:
            self._look()
        return self._in_force

    def _look(self) -> None:
        """Let what the files hold now take over, if they have changed and are whole."""
        first = not self._in_force[0]
        if not self._looking.acquire(blocking=first):
            return  # somebody looks already; what is in force stays in force meanwhile
        try:
            if time.monotonic() - self._looked >= self._patience or not self._in_force[0]:
                stamp = stamp_of(self.source)
                if stamp != self._seen:
                    self._take(stamp)
                self._looked = time.monotonic()
        finally:
            self._looking.release()

    def _take(self, stamp: str) -> None:
        now, copy, why = self._in_force, self.source, ""
        try:
            copy = self._copies.make(self.source, stamp)
            if now[0]:
                why = gone(now[1], copy)
                self._read(stamp, copy)
        except OSError as error:
            why = f"The files cannot be copied: {error.strerror or error}."
        except Exception as error:  # whatever somebody's files hold, those in force go on being shown
            why = "\n".join(filter(None, [why, str(error).replace(f"{copy}/", "") or repr(error)]))
        if stamp_of(self.source) != stamp and now[0]:
            return  # they were edited meanwhile; the next look sees them whole
        self._seen = stamp
        if why:
            _LOG.warning("the data or definitions as they are now are not shown:\n%s", why)
        if why and now[0] and self._is_whole(now):
            self.broken = self.broken or Broken(time.time(), why)
            self.broken = replace(self.broken, why=why)
            self._copies.drop(copy)
            return
        self.broken = None
        self._in_force = stamp, copy
        self._copies.keep(copy)

    def _is_whole(self, version: tuple[str, Path]) -> bool:
        """Whether a version can be shown."""
        try:
            self._read(*version)
        except Exception:
            return False
        return True

    def _read(self, stamp: str, root: Path) -> None:
        """Read a version whole, as its first visitor would have to.

        Raises:
            ProblemsError: something in it is wrong.
        """
        package = self._packages.get(stamp, lambda: load_package(root / "data", now=_ANY_DAY))
        for name in list_rubrics(root):
            load_base(package, name, root)
        load_presets(root)
        questions(root)

    def package(self) -> Package:
        """The data.

        Raises:
            ProblemsError: something in `data/` is wrong.
        """
        version, root = self._now()
        # What time it is does not matter: a clock that is wrong would hide all data. `validate` says what lies ahead.
        return self._packages.get(version, lambda: load_package(root / "data", now=_ANY_DAY))

    def rubrics(self) -> dict[str, Path]:
        """The definitions by id, the default one first.

        Raises:
            ProblemsError: a definition is broken.
        """
        version, root = self._now()
        found: dict[str, Path] = self._files.get(("rubrics", version), lambda: list_rubrics(root))
        return found

    def questions(self) -> tuple[Question, ...]:
        """The questions, in order.

        Raises:
            ProblemsError: a file of `questions/` is broken.
        """
        version, root = self._now()
        found: tuple[Question, ...] = self._files.get(("questions", version), lambda: questions(root))
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
        version, root = self._now()
        found: dict[str, str] = self._files.get(("titles", version), lambda: rubric_titles(self.package(), root))
        return found

    def presets(self) -> tuple[Preset, ...]:
        """The definitions that a reader may start from.

        Raises:
            ProblemsError: their file is broken.
        """
        version, root = self._now()
        found: tuple[Preset, ...] = self._files.get(("presets", version), lambda: load_presets(root))
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
        version, root = self._now()
        found = self._answers.get((version, query), lambda: answer(self.package(), query, root, cache=self.cache))
        if strict and found.notices:
            return answer(found.package, query, root, strict=True)  # raises what the notices say
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
        version, root = self._now()

        def made() -> dict[str, str]:
            package = self.package()
            return {fingerprint(load_base(package, name, root), package.digest): name for name in list_rubrics(root)}

        found: dict[str, str] = self._files.get(("fingerprints", version), made)
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
