"""How far open weights run ahead of open training: medians with their range, over time and by group.

A gap enters a summary only where both sides of the release reach the rubric's coverage bar; every summary says how many
it left out. The band of a median is the median of the smallest and the median of the largest gap that the evidence
allows (`gap_low`, `gap_high`), so it shows what is unknown, not how the releases differ: the quartiles show that.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from openness.core.arrays import Flags
from openness.scoring.scores import REACHED, Scores, reached, status

Period = Literal["half-year", "year"]

#: The columns of `by_period`, after its first one.
SUMMARY = ("median", "low", "high", "q1", "q3", "spread", "weights", "training", "n", "left_out")


@dataclass(frozen=True)
class Summary:
    """The gap of some releases, in points of 100; nan where no release counts.

    Attributes:
        median: Median of the headline gap (weights low minus training low).
        low: Median of the smallest gap the evidence allows.
        high: Median of the largest gap the evidence allows.
        q1: Lower quartile of the headline gap.
        q3: Upper quartile of the headline gap.
        spread: Upper minus lower quartile.
        weights: Median of weights openness, of the same releases.
        training: Median of training openness, of the same releases.
        n: Releases that count: both sides reach the coverage bar.
        left_out: Releases that do not.
    """

    median: float
    low: float
    high: float
    q1: float
    q3: float
    spread: float
    weights: float
    training: float
    n: int
    left_out: int


def headline(scores: Scores, rows: npt.NDArray[Any] | None = None) -> Summary:
    """Summarise the gap of the releases whose both sides reach the coverage bar.

    Formula: median, and quartiles by linear interpolation, of weights low minus training low; the band is the median of
    weights low minus training high, and that of weights high minus training low.

    Args:
        scores: Scores.
        rows: Positions or booleans to look at only some of the releases.
    """
    among = _chosen(scores, rows)
    counting = among & scores.sides_covered
    n = int(counting.sum())
    left_out = int(among.sum()) - n
    if not n:
        nan = float("nan")
        return Summary(nan, nan, nan, nan, nan, nan, nan, nan, 0, left_out)
    q1, median, q3 = (float(value) for value in np.percentile(scores.gap[counting], [25, 50, 75]))
    low, high, weights, training = (
        float(np.median(values[counting]))
        for values in (scores.gap_low, scores.gap_high, scores.weights_low, scores.training_low)
    )
    return Summary(median, low, high, q1, q3, q3 - q1, weights, training, n, left_out)


def period_of(date: str, period: Period) -> str:
    """The period a date falls in: `2025`, `2025 H1`; empty where the date does not say (half-years need a month).

    >>> period_of("2025-07-02", "half-year"), period_of("2025-06", "half-year"), period_of("2025", "year")
    ('2025 H2', '2025 H1', '2025')
    """
    match = re.match(r"(\d{4})(?:-(\d\d))?", date)
    if match is None or (period == "half-year" and not match[2]):
        return ""
    return match[1] if period == "year" else f"{match[1]} H{1 if int(match[2]) <= 6 else 2}"


def by_period(scores: Scores, dates: Sequence[str], period: Period = "half-year") -> pd.DataFrame:
    """Summarise the gap by the period in which releases were announced, oldest first.

    Args:
        scores: Scores.
        dates: Date of each release, ISO text.
        period: `half-year` or `year`.

    Returns:
        Columns `period` and `SUMMARY`. Periods in between in which nothing was released have a row with n = 0, so that
        a line drawn through them breaks; releases without a usable date come last, under an empty period.

    Raises:
        ValueError: When there is not one date a release.
    """
    labels = _labels(scores, [period_of(date, period) for date in dates])
    found = sorted(set(labels) - {""})
    if found:
        years = range(int(found[0][:4]), int(found[-1][:4]) + 1)
        every = [str(y) for y in years] if period == "year" else [f"{y} H{h}" for y in years for h in (1, 2)]
        found = [label for label in every if found[0] <= label <= found[-1]]
    order = [*found, *([""] if "" in labels else [])]
    array = np.array(labels, dtype=object)
    rows = [{"period": label, **asdict(headline(scores, array == label))} for label in order]
    return pd.DataFrame(rows, columns=["period", *SUMMARY])


def reached_by_year(scores: Scores, dates: Sequence[str], verdict_id: str) -> pd.DataFrame:
    """How many releases of each year reach at least a verdict: proven, undetermined, not enough recorded, ruled out.

    Args:
        scores: Scores.
        dates: Date of each release, ISO text.
        verdict_id: The verdict asked about.

    Returns:
        Columns year, `REACHED`, total; every year from the first to the last, then an empty one for undated releases.

    Raises:
        ValueError: When the rubric has no such verdict, or there is not one date a release.
    """
    labels = _labels(scores, [period_of(date, "year") for date in dates])
    found = sorted(set(labels) - {""})
    years = [str(year) for year in range(int(found[0]), int(found[-1]) + 1)] if found else []
    return _cross("year", [*years, *([""] if "" in labels else [])], labels, reached(scores, verdict_id))


def reached_by_claim(scores: Scores, claims: Sequence[str], verdict_id: str) -> pd.DataFrame:
    """What vendors call their releases against whether those reach at least a verdict.

    Args:
        scores: Scores.
        claims: What each release is called.
        verdict_id: The verdict asked about.

    Returns:
        Columns claim, `REACHED`, total; most frequent claim first.

    Raises:
        ValueError: When the rubric has no such verdict, or there is not one claim a release.
    """
    labels = _labels(scores, claims)
    table = _cross("claim", sorted(set(labels)), labels, reached(scores, verdict_id))
    return table.sort_values("total", ascending=False, kind="stable", ignore_index=True)


def claims_by_verdict(scores: Scores, claims: Sequence[str]) -> pd.DataFrame:
    """Count releases by claim and verdict, with undetermined verdicts kept as the pair they are.

    Args:
        scores: Scores.
        claims: What each release is called.

    Returns:
        One row a combination that occurs: claim, verdict, verdict_high, status, n; best verdicts first within a claim.

    Raises:
        ValueError: When there is not one claim a release.
    """
    ids = scores.verdict_ids
    keys = zip(
        _labels(scores, claims),
        scores.verdict.tolist(),
        scores.verdict_high.tolist(),
        status(scores).tolist(),
        strict=True,
    )
    tally: dict[tuple[str, int, int, str], int] = {}
    for key in keys:
        tally[key] = tally.get(key, 0) + 1
    rows = [(claim, ids[low], ids[high], words, n) for (claim, low, high, words), n in sorted(tally.items())]
    return pd.DataFrame(rows, columns=["claim", "verdict", "verdict_high", "status", "n"])


def _chosen(scores: Scores, rows: npt.NDArray[Any] | None) -> Flags:
    among: Flags = np.full(len(scores.releases), rows is None)
    if rows is not None:
        among[rows] = True
    return among


def _labels(scores: Scores, labels: Sequence[str]) -> list[str]:
    texts = [str(label) for label in labels]
    if len(texts) != len(scores.releases):
        raise ValueError(f"{len(texts)} labels for {len(scores.releases)} releases")
    return texts


def _cross(first: str, order: Sequence[str], labels: Sequence[str], answers: npt.NDArray[np.str_]) -> pd.DataFrame:
    pairs = list(zip(labels, answers.tolist(), strict=True))
    rows = [[label, *(pairs.count((label, answer)) for answer in REACHED), labels.count(label)] for label in order]
    return pd.DataFrame(rows, columns=[first, *REACHED, "total"])
