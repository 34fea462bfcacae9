"""The two figures that come first: how many releases called open keep the word, and how wide the gap is."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from openness.answer import Answer
from openness.gap import Summary
from openness.gap import headline as summarise
from openness.scoring import Counts, counts, reached, unchecked_words, unprovable_words

CALLED_OPEN = ("fully-open", "open-source", "open")
"""Claims that speak of the release as a whole. `open-weights` claims no more than the weights and is not counted."""

CALLED_OPEN_WORDS = "open source, fully open or open"


@dataclass(frozen=True)
class Headline:
    """What the first page says in one breath.

    Attributes:
        best: What the verdict that releases are held to asks of a release, as a verb ("meet the definition").
        title: Title of that verdict.
        rubric: Title of the definition.
        called_open: The four counts for that verdict, of releases whose vendor calls them open.
        every: The same of all selected releases.
        gap: The gap over all selected releases.
        both_sides: Whether the definition asks about both sides, so that there is a gap at all.
        unchecked: What is not checked of the verdict, as a sentence; empty where facts are held about all of it.
        unprovable: Why no release can be shown to reach it; empty where one can.
    """

    best: str
    title: str
    rubric: str
    called_open: Counts
    every: Counts
    gap: Summary
    both_sides: bool = True
    unchecked: str = ""
    unprovable: str = ""

    @property
    def sentence(self) -> str:
        """The finding about releases called open, in one sentence."""
        found, total = self.called_open, self.called_open.total
        if total == 0:
            return f"No release in this selection is called {CALLED_OPEN_WORDS} by its vendor."
        if self.unprovable:
            return f"{self.unprovable}."
        if total == 1:
            answer = {
                (1, 0, 0, 0): "is shown to",
                (0, 1, 0, 0): "could still",
                (0, 0, 1, 0): "has too little recorded to be shown to",
            }.get((found.proven, found.undetermined, found.not_enough_recorded, found.ruled_out), "does not")
            return f"The one release here that its vendor calls {CALLED_OPEN_WORDS} {answer} {self.best}."
        parts = [
            f"{_number(found.proven)} {'is' if found.proven == 1 else 'are'} shown to {self.best}",
            f"{_number(found.undetermined)} still could",
            f"{_number(found.ruled_out)} {'does' if found.ruled_out == 1 else 'do'} not",
        ]
        return (
            f"Of {total:,} AI releases that their vendors call {CALLED_OPEN_WORDS}, {', '.join(parts)}; "
            f"for {_number(found.not_enough_recorded)} too little is recorded."
        )

    @property
    def gap_sentence(self) -> str:
        """The finding about the gap, with its range and what it leaves out, in one sentence."""
        gap = self.gap
        if not self.both_sides:
            return "This definition does not ask about both weights and training, so it gives no gap between them."
        if gap.n == 0:
            return "Too little is recorded about training to say how far open weights run ahead of open training."
        low, high = _signed(gap.low), _signed(gap.high)
        between = f"range {low}" if low == high else f"range {low} to {high}"
        middle = round(gap.median)
        if middle > 0:
            said = f"Open weights run {_points(middle)} of 100 ahead of open training"
        elif middle < 0:
            said = f"Open training runs {_points(-middle)} of 100 ahead of open weights"
        else:
            said = "Open weights and open training are level"
        among = "the one release" if gap.n == 1 else f"the median of {gap.n:,} releases"
        return f"{said} ({between}), {among} with enough recorded on both sides; {gap.left_out:,} are left out."


def _points(number: int) -> str:
    return f"{number} point{'' if number == 1 else 's'}"


def _signed(value: float) -> str:
    return f"{round(value)}".replace("-", "\N{MINUS SIGN}")


def _number(number: int) -> str:
    return f"{number:,}" if number else "none"


def called_open(answer: Answer) -> npt.NDArray[np.bool_]:
    """Which of the selected releases their vendor calls open, as a whole."""
    mask: npt.NDArray[np.bool_] = np.isin(answer.of_releases("claim").astype(str), CALLED_OPEN)
    return mask


def standing(answer: Answer) -> npt.NDArray[np.str_]:
    """How each selected release stands to the verdict that all are held to: one of `openness.scoring.REACHED`."""
    return reached(answer.scores, answer.scores.verdict_ids[answer.rubric.goal])


def headline_of(answer: Answer) -> Headline:
    """The headline of an answer: the four counts of the best verdict, and the median gap with its range.

    Formula: `openness.scoring.counts` over the releases called open, `openness.gap.headline` over all selected ones.
    """
    rubric = answer.rubric
    best = answer.scores.verdict_ids[rubric.goal]
    return Headline(
        best=answer.reach,
        title=rubric.verdict_titles[rubric.goal],
        rubric=rubric.title,
        called_open=counts(answer.scores, best, rows=called_open(answer)),
        every=counts(answer.scores, best),
        gap=summarise(answer.scores),
        both_sides={"weights", "training"} <= {criterion.side for criterion in rubric.criteria.values()},
        unchecked=unchecked_words(rubric),
        unprovable=unprovable_words(rubric, answer.reach),
    )
