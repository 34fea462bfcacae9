"""The two figures that come first: how many releases called open keep the word, and how wide the gap is."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from openness.core.wording import count, does_not, listed, points, they
from openness.scoring.answer import Answer
from openness.scoring.gap import Summary
from openness.scoring.gap import headline as summarise
from openness.scoring.scores import Counts, counts, reached, unchecked_words, unprovable_words

CALLED_OPEN = ("fully-open", "open-source", "open")
"""Claims that speak of the release as a whole. `open-weights` claims no more than the weights and is not counted."""

CALLED_OPEN_WORDS = "open source, fully open or open"


FAR = 15
"""Points from which a gap is a wide one."""


@dataclass(frozen=True)
class Part:
    """One of the four counts.

    Attributes:
        standing: Which one: one of `openness.scoring.scores.REACHED`.
        number: How many releases.
        words: What is said of them, after the number.
    """

    standing: str
    number: int
    words: str

    @property
    def number_words(self) -> str:
        """The number as it stands in a sentence."""
        return f"{self.number:,}" if self.number else "none"


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
        unread: Of how many selected releases nobody has read what their vendor calls them.
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
    unread: int = 0
    both_sides: bool = True
    unchecked: str = ""
    unprovable: str = ""

    @property
    def sentence(self) -> str:
        """The finding about releases called open, and of how many nobody has read what they are called."""
        total = self.called_open.total
        if total and self.unprovable:
            return f"{self.unprovable}."
        unread = (
            " We have not read what the "
            f"{'vendor of 1 other calls' if self.unread == 1 else f'vendors of {self.unread:,} others call'} theirs."
            if self.unread
            else ""
        )
        if total == 0:
            return f"No release in this selection is called {CALLED_OPEN_WORDS} by its vendor.{unread}"
        if total == 1:
            said = {
                "proven": f"is shown to {self.best}",
                "undetermined": f"may {self.best}: facts are missing",
                "ruled-out": does_not(self.best),
                "not-enough-recorded": "has too few facts to tell",
            }[next(part.standing for part in self.parts if part.number)]
            return f"The one release here that its vendor calls {CALLED_OPEN_WORDS} {said}.{unread}"
        said = listed(f"{part.number_words} {part.words}" for part in self.parts)
        return f"Of {total:,} AI releases that their vendors call {CALLED_OPEN_WORDS}, {said}.{unread}"

    @property
    def lead(self) -> str:
        """The one count of releases called open that every page gives: "7 of 97 meet the definition"."""
        return met_words(self.called_open, self.best)

    @property
    def parts(self) -> tuple[Part, ...]:
        """The four counts of releases called open, each with the words that make a sentence of it."""
        found = self.called_open
        do, have = "does" if found.ruled_out == 1 else "do", "has" if found.not_enough_recorded == 1 else "have"
        return (
            Part("proven", found.proven, f"{they(self.best) if found.proven > 1 else f'is shown to {self.best}'}"),
            Part("undetermined", found.undetermined, "cannot be told yet"),
            Part("ruled-out", found.ruled_out, f"{do} not"),
            Part("not-enough-recorded", found.not_enough_recorded, f"{have} too few facts"),
        )

    @property
    def gap_sentence(self) -> str:
        """The finding about the gap, with its range and what it leaves out, in one sentence."""
        gap = self.gap
        if not self.both_sides:
            return "This definition does not ask about both weights and training, so it gives no gap between them."
        if gap.n == 0:
            return "Too little is recorded about training to say how far open weights run ahead of open training."
        low, high = points(gap.low), points(gap.high)
        between = "no fact is missing" if low == high else f"between {low} and {high}, because facts are missing"
        middle = round(gap.median)
        more = "far more often" if abs(middle) >= FAR else "more often"
        if middle > 0:
            said = f"The finished model is published {more} than how it was made: {count(middle, 'point')} of 100"
        elif middle < 0:
            said = f"How models were made is published {more} than the finished model: {count(-middle, 'point')} of 100"
        else:
            said = "The finished model and how it was made are published to the same degree: 0 points of 100 apart"
        among = "the one release" if gap.n == 1 else f"the median of {gap.n:,} releases"
        return f"{said} ({between}), {among} with enough recorded on both sides; {gap.left_out:,} are left out."


def met_words(found: Counts, best: str) -> str:
    """How many of some releases are shown to reach a verdict: "7 of 97 meet the definition"."""
    number = f"{found.proven:,}" if found.proven else "none"
    return f"{number} of {found.total:,} {they(best) if found.proven > 1 else f'is shown to {best}'}"


def called_open(answer: Answer) -> npt.NDArray[np.bool_]:
    """Which of the selected releases their vendor calls open, as a whole."""
    mask: npt.NDArray[np.bool_] = np.isin(answer.of_releases("claim").astype(str), CALLED_OPEN)
    return mask


def standing(answer: Answer) -> npt.NDArray[np.str_]:
    """How each selected release stands to the verdict that all are held to: one of `scores.REACHED`."""
    return reached(answer.scores, answer.scores.verdict_ids[answer.rubric.goal])


def headline_of(answer: Answer) -> Headline:
    """The headline of an answer: the four counts of the best verdict, and the median gap with its range.

    Formula: `scores.counts` over the releases called open, `gap.headline` over all selected ones.
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
        unread=int((answer.of_releases("claim").astype(str) == "").sum()),
        both_sides={"weights", "training"} <= {criterion.side for criterion in rubric.criteria.values()},
        unchecked=unchecked_words(rubric),
        unprovable=unprovable_words(rubric, answer.reach),
    )
