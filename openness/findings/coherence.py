"""Whether the criteria of a definition measure one thing: correlations, Cronbach's alpha and principal components.

Step 4 of the JRC/OECD handbook. A criterion's value is its credit with unknown counted as closed, from 0 to 1, of the
releases that have enough recorded to be ranked and to which the criterion applies.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from openness.core.arrays import Floats
from openness.core.wording import count, decimal
from openness.scoring.answer import Answer

LEAST = 10
"""Fewer releases than this make no correlation worth stating."""


@dataclass(frozen=True, eq=False)
class Coherence:
    """How the criteria of a definition go together.

    Attributes:
        criteria: Ids of the criteria whose values differ between releases.
        titles: Their titles.
        constant: Titles of those whose value is the same everywhere: they tell no releases apart.
        sides: `weights`, `training` or `none`, of each criterion.
        values: Credit, releases x criteria, nan where a criterion does not apply.
        correlations: Pearson's, over the releases to which both criteria apply; nan where these are too few.
    """

    criteria: tuple[str, ...]
    titles: tuple[str, ...]
    constant: tuple[str, ...]
    sides: tuple[str, ...]
    values: Floats
    correlations: Floats

    @property
    def releases(self) -> int:
        """How many releases were looked at."""
        return len(self.values)

    @property
    def complete(self) -> Floats:
        """The releases to which every criterion applies."""
        rows: Floats = self.values[~np.isnan(self.values).any(axis=1)]
        return rows

    @cached_property
    def alpha(self) -> float:
        """Cronbach's alpha of all criteria (`cronbach`)."""
        return cronbach(self.complete)

    def alpha_of(self, side: str) -> float:
        """Cronbach's alpha of the criteria of one side."""
        return cronbach(self.complete[:, [one == side for one in self.sides]])

    @cached_property
    def components(self) -> tuple[Floats, Floats]:
        """The principal components (`principal`)."""
        return principal(self.complete)

    def with_rest(self) -> list[tuple[str, str, float, float]]:
        """Each criterion with its side, its correlation with the sum of the others, and alpha without it.

        Over the releases to which all criteria apply; highest correlation first. Empty where these are too few.
        """
        values = self.complete
        if len(values) < LEAST or values.shape[1] < 3:
            return []
        found = []
        for at, (title, side) in enumerate(zip(self.titles, self.sides, strict=True)):
            others = np.delete(values, at, axis=1)
            both = correlations(np.column_stack([values[:, at], others.sum(axis=1)]))
            if not np.isnan(both[0, 1]):
                found.append((title, side, float(both[0, 1]), cronbach(others)))
        return sorted(found, key=lambda one: (-one[2], one[0]))

    def pairs(self) -> list[tuple[float, str, str]]:
        """Every pair of criteria with its correlation, the strongest first."""
        found = [
            (float(self.correlations[i, j]), self.titles[i], self.titles[j])
            for i in range(len(self.criteria))
            for j in range(i + 1, len(self.criteria))
            if not np.isnan(self.correlations[i, j])
        ]
        return sorted(found, key=lambda pair: (-pair[0], pair[1], pair[2]))

    def sentences(self) -> list[str]:
        """What the numbers say, in plain words; empty where there are too few releases."""
        pairs = self.pairs()
        if len(self.complete) < LEAST or not pairs:
            return []
        top, low = pairs[0], pairs[-1]
        shares, loadings = self.components
        half = int(np.searchsorted(np.cumsum(shares), 0.7)) + 1
        weights, training = ([one == side for one in self.sides] for side in ("weights", "training"))
        second = loadings[:, 1] if loadings.shape[1] > 1 else np.zeros(len(self.criteria))
        apart = bool(any(weights) and any(training)) and np.sign(second[weights].mean()) != np.sign(
            second[training].mean()
        )
        told = [
            f"Which criteria go together: “{top[1]}” and “{top[2]}” most (correlation {decimal(top[0], 2)}), "
            f"“{low[1]}” and “{low[2]}” least ({decimal(low[0], 2)}). 1 would mean that one of them tells everything "
            "about the other, 0 that it tells nothing.",
            f"Cronbach's alpha is {self.alpha:.2f} over {count(len(self.criteria), 'criterion', 'criteria')} and "
            f"{count(len(self.complete), 'release')} to which all of them apply: {alpha_words(self.alpha)}",
            f"Principal components: one common scale accounts for {100 * shares[0]:.0f}% of the differences between "
            f"releases, and it takes {half} scales to account for 70%."
            + (
                " The second scale sets the weights side against the training side, which is why both are shown "
                "separately and their gap is a result of its own."
                if apart
                else ""
            ),
        ]
        sides = [(side, self.alpha_of(side)) for side in ("weights", "training")]
        stated = [f"{value:.2f} for the criteria of the {side} side" for side, value in sides if not np.isnan(value)]
        if stated:
            told.insert(2, f"Within the sides alpha is {' and '.join(stated)}.")
        if self.constant:
            told.append(f"The same for all of these releases, so they distinguish none: {', '.join(self.constant)}.")
        return told


def coherence(answer: Answer) -> Coherence:
    """How the criteria of the definition in force go together, over the selected releases that are ranked."""
    scores, rubric = answer.scores, answer.rubric
    rows = scores.ranked
    values = np.where(scores.applicable, scores.credit_low, np.nan)[rows]
    spread = np.array(
        [np.nanmax(column) > np.nanmin(column) if (~np.isnan(column)).any() else False for column in values.T]
    )
    weighs = np.array(
        [
            c.weight > 0 and rubric.dimensions[rubric.dimension_of[name]].weight > 0
            for name, c in rubric.criteria.items()
        ]
    )
    names = list(rubric.criteria)
    keep = np.flatnonzero(spread & weighs)
    taken = values[:, keep]
    return Coherence(
        criteria=tuple(names[at] for at in keep),
        titles=tuple(rubric.criteria[names[at]].title for at in keep),
        constant=tuple(rubric.criteria[names[at]].title for at in np.flatnonzero(~spread & weighs))
        if len(values)
        else (),
        sides=tuple(rubric.criteria[names[at]].side for at in keep),
        values=taken,
        correlations=correlations(taken),
    )


def correlations(values: Floats) -> Floats:
    """Pearson's correlation of each two columns, over the rows where neither is nan; nan below `LEAST` of them."""
    number = values.shape[1]
    found = np.full((number, number), np.nan)
    for one in range(number):
        for other in range(one, number):
            both = values[~np.isnan(values[:, [one, other]]).any(axis=1)][:, [one, other]]
            if len(both) < LEAST or (both.std(axis=0) == 0).any():
                continue
            apart = both - both.mean(axis=0)
            product = float((apart[:, 0] * apart[:, 1]).mean())
            found[one, other] = found[other, one] = product / float(both[:, 0].std() * both[:, 1].std())
    return found


def cronbach(values: Floats) -> float:
    """Cronbach's alpha: how far several columns measure one thing; nan below two columns or `LEAST` rows.

    Formula: k / (k − 1) × (1 − Σ s²_i / s²_total), with s² the variances of the columns and of their sum.
    """
    rows, number = values.shape
    if rows < LEAST or number < 2:
        return float("nan")
    total = float(values.sum(axis=1).var(ddof=1))
    return number / (number - 1) * (1 - float(values.var(axis=0, ddof=1).sum()) / total) if total > 0 else float("nan")


def principal(values: Floats) -> tuple[Floats, Floats]:
    """Principal components of standardised columns.

    Returns:
        The share of the variance of each component, largest first, and the loadings, columns x components; each
        component is turned so that its largest loading is positive. Empty below two columns or `LEAST` rows.
    """
    kept = values[:, values.std(axis=0) > 0] if len(values) else values
    if len(kept) < LEAST or kept.shape[1] < 2:
        return np.zeros(0), np.zeros((values.shape[1], 0))
    scaled = (kept - kept.mean(axis=0)) / kept.std(axis=0)
    variances, vectors = np.linalg.eigh(scaled.T @ scaled / len(scaled))
    variances, vectors = variances[::-1], vectors[:, ::-1]
    vectors = vectors * np.sign(vectors[np.abs(vectors).argmax(axis=0), np.arange(vectors.shape[1])])
    loadings = np.zeros((values.shape[1], vectors.shape[1]))
    loadings[values.std(axis=0) > 0] = vectors
    return np.maximum(variances, 0) / variances.sum(), loadings


def alpha_words(alpha: float) -> str:
    """What an alpha means, in a sentence."""
    if alpha >= 0.9:
        return "the criteria repeat one another in part; each still decides verdicts of its own."
    if alpha >= 0.7:
        return "the criteria belong together, and none is a mere copy of the others."
    return "the criteria measure several things at once; read the parts rather than the sum."
