"""The same releases under every definition: one verdict each, side by side, on one measure of disagreement.

Verdicts of different definitions have no unit in common. They share one thing: each definition puts its own in order.
So a verdict is **placed** between 0 (the definition's last) and 100 (its best) in equal steps, and the disagreement
about a release is the mean distance between its placings, over all pairs of definitions. A verdict that is not stated
covers a range, and so does the disagreement: what is proven, and what the missing facts leave possible.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations

import numpy as np
import numpy.typing as npt
import pandas as pd

from openness.core.arrays import Floats
from openness.core.wording import listed, lower_first
from openness.rubric.load import list_rubrics
from openness.rubric.model import Rubric
from openness.scoring.answer import Answer, answer
from openness.scoring.scores import unchecked_words

EU = "eu-ai-act-53-2"
"""The definition that reads the exemption of Article 53(2) of the EU AI Act."""


def placing(verdict: npt.NDArray[np.int8], rubric: Rubric) -> Floats:
    """Place of verdicts between 0 (`otherwise`) and 100 (the best), in equal steps.

    Formula: 100 x (number of verdicts better than `otherwise` - index of the verdict) / that number.
    """
    steps = len(rubric.verdicts)
    places: Floats = 100.0 * (steps - verdict.astype(np.float64)) / steps
    return places


@dataclass(frozen=True, eq=False)
class Definitions:
    """The selected releases under every definition.

    Attributes:
        chosen: The answer under the definition that the reader chose, edits included.
        answers: One a definition, in the order in which they are offered; the chosen one stands in its place.
    """

    chosen: Answer
    answers: tuple[Answer, ...]

    @property
    def ids(self) -> tuple[str, ...]:
        """Ids of the definitions as their files have them, in their order."""
        return tuple(found.base_rubric.id for found in self.answers)

    @property
    def titles(self) -> tuple[str, ...]:
        """Titles of the definitions, in their order; with the id where two are called the same."""
        return self._apart([found.rubric.title for found in self.answers])

    @property
    def shorts(self) -> tuple[str, ...]:
        """What the definitions are called in narrow places, in their order; with the id as in `titles`."""
        return self._apart([_short(found) for found in self.answers])

    def _apart(self, names: list[str]) -> tuple[str, ...]:
        return tuple(
            name if names.count(name) == 1 else f"{name}, {rubric}"
            for name, rubric in zip(names, self.ids, strict=True)
        )

    @property
    def releases(self) -> tuple[str, ...]:
        """Ids of the releases, in the order of every array."""
        return self.chosen.selected

    def of(self, rubric: str) -> Answer:
        """The answer under one definition.

        Raises:
            KeyError: There is no such definition.
        """
        return dict(zip(self.ids, self.answers, strict=True))[rubric]

    @cached_property
    def low(self) -> Floats:
        """Placing of the best verdict proven, releases x definitions."""
        return np.column_stack([placing(found.scores.verdict, found.rubric) for found in self.answers])

    @cached_property
    def high(self) -> Floats:
        """Placing of the best verdict not ruled out, releases x definitions."""
        return np.column_stack([placing(found.scores.verdict_high, found.rubric) for found in self.answers])

    @cached_property
    def disagreement_low(self) -> Floats:
        """Disagreement that is proven: mean over all pairs of definitions of the smallest distance that is possible."""
        return self._distances[0]

    @cached_property
    def disagreement_high(self) -> Floats:
        """Disagreement that the missing facts leave possible: the mean of the largest distances that are possible."""
        return self._distances[1]

    @cached_property
    def _distances(self) -> tuple[Floats, Floats]:
        pairs = list(combinations(range(len(self.answers)), 2))
        least, most = np.zeros(len(self.releases)), np.zeros(len(self.releases))
        for one, other in pairs:
            up, down = self.low[:, one] - self.high[:, other], self.low[:, other] - self.high[:, one]
            least += np.maximum(np.maximum(up, down), 0.0)
            most += np.maximum(-up, -down)
        return least / max(len(pairs), 1), most / max(len(pairs), 1)

    @cached_property
    def table(self) -> pd.DataFrame:
        """One row a release: release, name, vendor, released, both disagreements, then the verdict in words by id.

        Most disagreement first: by what is proven, then by what is possible, then by name.
        """
        about = self.chosen.table
        words = {found.base_rubric.id: found.verdict_words for found in self.answers}
        table = pd.DataFrame(
            {
                "release": list(self.releases),
                "name": about["name"].to_numpy(),
                "vendor": about["vendor_name"].to_numpy(),
                "released": about["released"].to_numpy(),
                "disagreement": self.disagreement_low,
                "disagreement_high": self.disagreement_high,
                **words,
            }
        )
        order = ["disagreement", "disagreement_high", "name"]
        return table.sort_values(order, ascending=[False, False, True], kind="stable")


def _short(found: Answer) -> str:
    """Its short title, else its title; a published short title never stands for a title of the reader's own."""
    rubric, base = found.rubric, found.base_rubric
    left = rubric.short == base.short and rubric.title != base.title
    return rubric.title if left else rubric.short or rubric.title


def definitions(chosen: Answer) -> Definitions:
    """The same question under every definition. Made once for an answer, then kept.

    Raises:
        ProblemsError: A rubric file is broken.
    """
    files = tuple((str(path), path.stat().st_mtime_ns) for path in list_rubrics(chosen.root).values())
    # by identity: what is kept holds on to its answer, so no other one can take its place
    found: Definitions = chosen.cache.get(("definitions", id(chosen), files), lambda: _definitions(chosen))
    return found


def _definitions(chosen: Answer) -> Definitions:
    ids = list(list_rubrics(chosen.root))
    mine = chosen.base_rubric.id
    answers = [
        chosen
        if name == mine
        else answer(chosen.package, chosen.under(name if name != ids[0] else ""), chosen.root, cache=chosen.cache)
        for name in ids
    ]
    return Definitions(chosen, tuple(answers) if mine in ids else (chosen, *answers))


def unchecked_of(answers: Sequence[Answer]) -> str:
    """What is not checked of the verdicts that these definitions hold releases to, by definition; else empty.

    Of more than two definitions only how many conditions each of them leaves unchecked.
    """
    said = [(found.rubric, unchecked_words(found.rubric)) for found in answers]
    said = [(rubric, words) for rubric, words in said if words]
    if len(answers) <= 2:
        return " ".join(f"{rubric.title}: {lower_first(words)}" for rubric, words in said)
    numbers = [f"{rubric.short or rubric.title} ({len(rubric.unchecked(rubric.goal))})" for rubric, _ in said]
    if not numbers:
        return ""
    return f"Some conditions are not checked, because no facts are held about them; how many: {listed(numbers)}."
