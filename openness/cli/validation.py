"""Check data and definitions at once: what `validate` prints."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from openness.core.errors import Problem, ProblemsError
from openness.core.paths import from_root
from openness.core.wording import count
from openness.facts.contradictions import certain
from openness.facts.package import Package, load_package
from openness.questions.load import Question, questions
from openness.rubric.load import load_rubric
from openness.rubric.model import Rubric


@dataclass(frozen=True)
class Checked:
    """What a check found.

    Attributes:
        problems: everything that is wrong, by file and line.
        package: the data, if it can be used.
        rubrics: the definitions that can be used, by id.
        questions: how many questions there are, where they were looked at.
    """

    problems: tuple[Problem, ...]
    package: Package | None
    rubrics: dict[str, Rubric]
    questions: int = 0

    @property
    def summary(self) -> str:
        """One line that counts what was checked."""
        parts = []
        if self.package:
            facts = self.package.facts
            known = int((facts["availability"] != "unknown").sum())
            vendors = self.package.releases["vendor"].nunique()
            parts.append(
                f"{len(self.package.releases):,} releases of {vendors:,} vendors, "
                f"{len(facts):,} facts ({known:,} not unknown)"
            )
        parts += [
            f"{rubric.id} ({len(rubric.criteria)} criteria, {len(rubric.verdicts)} verdicts)"
            for rubric in self.rubrics.values()
        ]
        parts += [count(self.questions, "question")] if self.questions else []
        return f"no problem in {'; '.join(parts)}"


def validate(data: Path, rubrics: Iterable[Path] | None, root: Path) -> Checked:
    """Check a data package and definitions.

    Args:
        data: folder of the package.
        rubrics: the files to check; `rubric.yaml` and all of `rubrics/` when None.
        root: where these lie.
    """
    problems: list[Problem] = []
    package: Package | None = None
    try:
        package = load_package(data)
        components = list(package.components["component"])
        problems += certain(package)
    except ProblemsError as error:
        problems += error.problems
        components = _components(data) or _components(root / "data")
    good: dict[str, Rubric] = {}
    origin: dict[str, str] = {}
    for path in _files(root) if rubrics is None else rubrics:
        name = from_root(path, root)
        try:
            rubric = load_rubric(path, components=components, file=name)
        except ProblemsError as error:
            problems += error.problems
            continue
        if rubric.id in good:
            problems.append(
                Problem(name, 0, "the id of another definition", got=rubric.id, hint=f"{origin[rubric.id]} has it")
            )
            continue
        good[rubric.id], origin[rubric.id] = rubric, name
    asked: tuple[Question, ...] = ()
    if rubrics is None:
        try:
            asked = questions(root)
        except ProblemsError as error:
            problems += error.problems
    return Checked(tuple(sorted(set(problems))), package, good, len(asked))


def _files(root: Path) -> list[Path]:
    """All rubric files, also those whose id another one has taken."""
    return [root / "rubric.yaml", *sorted((root / "rubrics").glob("*.yaml"))]


def _components(data: Path) -> list[str]:
    """Ids of the components, from a package that may be broken elsewhere."""
    try:
        with (data / "components.csv").open(encoding="utf-8-sig", newline="") as lines:
            return [row["component"] for row in csv.DictReader(lines) if row.get("component")]
    except (OSError, UnicodeDecodeError, csv.Error):
        return []
