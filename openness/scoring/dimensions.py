"""The score of each dimension by itself."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from openness.core.arrays import Floats
from openness.scoring.scores import Scores


@dataclass(frozen=True, eq=False)
class DimensionScores:
    """Scores of each dimension, releases x dimensions, in points of 100; nan where no criterion of it applies.

    Attributes:
        low: What is proven.
        high: What the evidence still allows.
        coverage: Share of the dimension's applicable weight whose availability is settled.
    """

    low: Floats
    high: Floats
    coverage: Floats


def dimension_scores(scores: Scores) -> DimensionScores:
    """Score each dimension of the rubric for each release.

    Formula: weighted mean of the credits of the dimension's applicable criteria x 100, as in the score itself.
    """
    names = list(scores.rubric.dimensions)
    weights = np.zeros((len(scores.criteria), len(names)))
    for row, criterion in enumerate(scores.criteria):
        weights[row, names.index(scores.rubric.dimension_of[criterion])] = scores.rubric.criteria[criterion].weight
    applicable = scores.applicable.astype(float)
    total = applicable @ weights

    def mean(values: npt.NDArray[np.generic]) -> Floats:
        parts: Floats = (applicable * values) @ weights
        found: Floats = np.divide(parts, total, out=np.full_like(total, np.nan), where=total > 0)
        return found

    return DimensionScores(100 * mean(scores.credit_low), 100 * mean(scores.credit_high), mean(scores.settled))
