"""Questions about the two sides of a release: its finished weights and how they were made."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd

from openness.core.wording import count, listed, points, span
from openness.findings.headline import headline_of, standing
from openness.findings.timeline import FEW, gap_by_period, released
from openness.findings.vendors import by_group, keys_of, namer
from openness.questions.finding import Finding, few, goal_of, group, one_sided
from openness.scoring.answer import Answer
from openness.scoring.gap import period_of
from openness.scoring.scores import counts, unprovable_words

HIGH = 80
"""Points of 100 from which a side counts as published."""

SOLID = 20
"""Releases of a year from which two years are compared, where there are two such years; else as few as `FEW`."""


def weights_and_training(answer: Answer) -> Finding:
    """Whether releases that publish the finished weights publish how they were made."""
    found, scores = headline_of(answer), answer.scores
    if not found.both_sides:
        return one_sided(found)
    wide = scores.weights_low >= HIGH
    both = wide & (scores.training_low >= HIGH)
    may = wide & ~both & (scores.training_high >= HIGH)
    number, made = int(wide.sum()), int(both.sum())
    if number:
        word = "Hardly ever" if made / number < 0.1 else "Rarely" if made / number < 0.33 else "Sometimes"
        word = "Never here" if not made else "Mostly" if made / number >= 0.67 else word
        said = (
            f"{word}: of {count(number, 'release')} with at least {HIGH} of 100 points for the finished model, "
            f"{made or 'none'} {'has' if made == 1 else 'have'} as many for how it was made."
        )
    else:
        said = f"No release in this selection has {HIGH} of 100 points for the finished model."
    return Finding(
        f"{said} {found.gap_sentence}",
        f"{made + int(may.sum())} of {number:,} could have {HIGH} points on both sides if everything unknown were open."
        if number
        else few(found.gap.left_out),
        _scarcest(answer, "training"),
        (
            group(answer, f"with {HIGH} points or more on both sides", both),
            group(answer, f"with {HIGH} points or more for the finished model only", wide & ~both),
        ),
    )


def direction(answer: Answer) -> Finding:
    """Whether the gap of newer releases is narrower than that of older ones."""
    found = headline_of(answer)
    if not found.both_sides:
        return one_sided(found)
    years = gap_by_period(answer, "all", "year")
    years = years[years["n"] >= (SOLID if (years["n"] >= SOLID).sum() >= 2 else FEW)]
    if len(years) < 2:
        return Finding(
            f"It cannot be told: fewer than two years have {FEW} releases with enough recorded on both sides.",
            few(found.gap.left_out),
            "A wider selection, or facts that nobody has recorded.",
        )
    first, last = years.iloc[0], years.iloc[-1]
    change = last["median"] - first["median"]
    apart = last["low"] > first["high"] or last["high"] < first["low"]
    word = "Not clearly either way" if not apart else "Worse" if change > 0 else "Better"
    of = [period_of(day, "year") for day in released(answer)]
    announced = {row["period"]: np.array([year == row["period"] for year in of], dtype=bool) for row in (first, last)}
    tallies = {year: counts(answer.scores, goal_of(answer), rows=mine) for year, mine in announced.items()}
    shares = [f"{tally.proven} of {tally.total:,} in {year}" for year, tally in tallies.items()]
    unprovable = unprovable_words(answer.rubric, answer.reach)
    reach = f" Shown to {answer.reach}: {listed(shares)}." if not unprovable else f" {unprovable}."
    return Finding(
        f"{word}: the median gap between the finished model and how it was made is {_year(last)}, and was "
        f"{_year(first)}.{reach}",
        (
            "The ranges that missing facts allow do not overlap."
            if apart
            else "The ranges that missing facts allow overlap, so the facts recorded do not decide it."
        )
        + " A year's releases are those announced in it, as they stand on the day shown.",
        "Training data, code or recipes published for the releases of recent years, or facts recorded for older ones.",
        tuple(group(answer, f"announced in {year}", mine) for year, mine in announced.items()),
    )


def who(answer: Answer) -> Finding:
    """Which kinds of vendor and which countries publish most about training."""
    found = headline_of(answer)
    if not found.both_sides:
        return one_sided(found)
    said = []
    for by, words, many in (("kind", "kind of vendor", "kinds"), ("country", "country", "countries")):
        table = pd.DataFrame(by_group(answer.scores, keys_of(answer, by)))
        table = table[(table["n"] >= FEW) & (table["group"] != "")]
        name = namer(answer, by)
        ends = (table["training"].max(), table["training"].min())
        high, low = (_tied(table, name, value, many) for value in ends)
        if len(table) >= 2 and high != low:
            said.append(f"By {words}, training openness is highest for {high} and lowest for {low}.")
    proven = standing(answer) == "proven"
    vendors = {vendor for vendor, yes in zip(keys_of(answer, "vendor"), proven, strict=True) if yes}
    lands = {land for land, yes in zip(keys_of(answer, "country"), proven, strict=True) if yes and land}
    if proven.any():
        said.append(
            f"The {count(int(proven.sum()), 'release')} shown to {answer.reach} "
            f"{'comes' if proven.sum() == 1 else 'come'} from {count(len(vendors), 'vendor')} in "
            f"{count(len(lands), 'country', 'countries')}."
        )
    if not said:
        said = [f"It cannot be told: no two groups have {FEW} releases with enough recorded on both sides."]
    return Finding(
        " ".join(said),
        f"Medians over groups of at least {FEW} releases with enough recorded on both sides; "
        f"{count(found.gap.left_out, 'release')} {'is' if found.gap.left_out == 1 else 'are'} left out.",
        "Facts about the releases left out, or a vendor that opens its training.",
        (group(answer, f"shown to {answer.reach}", proven),),
    )


def _scarcest(answer: Answer, side: str) -> str:
    """What of a side is least often published in full, as what would change an answer."""
    scores, rubric = answer.scores, answer.rubric
    rows = []
    for at, name in enumerate(scores.criteria):
        if rubric.criteria[name].side == side and scores.applicable[:, at].any():
            applies = scores.applicable[:, at]
            full = applies & (scores.credit_low[:, at] >= 1)
            rows.append((int(full.sum()), int(applies.sum()), rubric.criteria[name].title))
    if not rows:
        return "Facts that nobody has recorded."
    number, of, title = min(rows, key=lambda row: (row[0] / row[1], row[2]))
    return f"Most of all “{title}”, published in full by {number} of {count(of, 'release')}."


def _year(row: object) -> str:
    median, low, high, n, period = (row[name] for name in ("median", "low", "high", "n", "period"))  # type: ignore[index]
    return f"{points(median)} points for {period} ({span(low, high)}, n = {n:,.0f})"


def _tied(table: pd.DataFrame, name: Callable[[str], str], value: float, many: str) -> str:
    """The groups with that median, by name where they are few, and the median."""
    mine = table[table["training"] == value]
    if len(mine) == 1:
        return f"{name(mine['group'].iloc[0])} (median {points(value)} points of 100, n = {mine['n'].iloc[0]:,.0f})"
    called = listed(map(name, mine["group"])) if len(mine) <= 3 else f"{len(mine)} of {len(table)} {many}"
    return f"{called} (median {points(value)})"
