"""What the data say to each question: the answer, how sure it is, what would change it, and the releases it counts.

A finding takes an answer to a query, so it speaks of the selection, the day and the definition in force.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from openness.core.arrays import Flags
from openness.core.wording import count, listed, points, share, span, they, they_do_not
from openness.findings.definitions import definitions
from openness.findings.headline import called_open, headline_of
from openness.findings.timeline import FEW, gap_by_period, released
from openness.findings.vendors import by_group, keys_of, namer
from openness.scoring.answer import Answer
from openness.scoring.gap import period_of
from openness.scoring.scores import counts, reached, unchecked_words, unprovable_words

HIGH = 80
"""Points of 100 from which a side counts as published."""

SOLID = 20
"""Releases of a year from which two years are compared, where there are two such years; else as few as `FEW`."""


@dataclass(frozen=True)
class Group:
    """Releases that an answer counts.

    Attributes:
        words: What they have in common, as it follows their number.
        releases: Their ids.
    """

    words: str
    releases: tuple[str, ...]


@dataclass(frozen=True)
class Finding:
    """An answer.

    Attributes:
        answer: One or two sentences.
        sure: How sure it is.
        change: What would change it.
        groups: The releases it counts.
    """

    answer: str
    sure: str
    change: str
    groups: tuple[Group, ...] = ()


def group(answer: Answer, words: str, mask: Flags) -> Group:
    """The selected releases of a mask."""
    return Group(words, tuple(answer.selected[at] for at in np.flatnonzero(mask)))


def weights_and_training(answer: Answer) -> Finding:
    """Whether releases that publish the finished weights publish how they were made."""
    found, scores = headline_of(answer), answer.scores
    if not found.both_sides:
        return Finding(found.gap_sentence, "", "Choose a definition that asks about weights and about training.")
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
        else _few(found.gap.left_out),
        _scarcest(answer, "training"),
        (
            group(answer, f"with {HIGH} points or more on both sides", both),
            group(answer, f"with {HIGH} points or more for the finished model only", wide & ~both),
        ),
    )


def claims_and_definitions(answer: Answer) -> Finding:
    """How many releases that their vendors call open meet the definition in force, and the others."""
    found, mask = headline_of(answer), called_open(answer)
    tallies = []
    for other in definitions(answer).answers:
        if not unprovable_words(other.rubric, other.reach):
            level = other.scores.verdict_ids[other.rubric.goal]
            tallies.append((counts(other.scores, level, rows=mask).proven, other.rubric.short or other.rubric.title))
    said = found.sentence
    if found.called_open.total > 1 and len(tallies) > 1:
        low, high = min(tallies), max(tallies)
        said += (
            f" By the {len(tallies)} definitions here that can be checked, between {low[0]} ({low[1]}) and "
            f"{high[0]} ({high[1]}) reach what each holds releases to."
            if low[0] != high[0]
            else f" Each of the {len(tallies)} definitions here that can be checked gives the same number."
        )
    tally, verdict = found.called_open, reached(answer.scores, answer.scores.verdict_ids[answer.rubric.goal])
    open_ended = tally.undetermined + tally.not_enough_recorded
    return Finding(
        said,
        f"Of {count(tally.total, 'release')} called open, {share(open_ended, tally.total)} cannot be told: facts are "
        f"missing. {found.unchecked}".strip()
        if tally.total
        else "",
        "Another definition (the filters choose one), a vendor that opens what is missing, or facts that nobody has "
        "recorded.",
        (
            group(answer, f"called open that {they(found.best)}", mask & (verdict == "proven")),
            group(answer, f"called open that {they_do_not(found.best)}", mask & (verdict == "ruled-out")),
        ),
    )


def direction(answer: Answer) -> Finding:
    """Whether the gap of newer releases is narrower than that of older ones."""
    found = headline_of(answer)
    if not found.both_sides:
        return Finding(found.gap_sentence, "", "Choose a definition that asks about weights and about training.")
    years = gap_by_period(answer, "all", "year")
    years = years[years["n"] >= (SOLID if (years["n"] >= SOLID).sum() >= 2 else FEW)]
    if len(years) < 2:
        return Finding(
            f"It cannot be told: fewer than two years have {FEW} releases with enough recorded on both sides.",
            _few(found.gap.left_out),
            "A wider selection, or facts that nobody has recorded.",
        )
    first, last = years.iloc[0], years.iloc[-1]
    change = last["median"] - first["median"]
    apart = last["low"] > first["high"] or last["high"] < first["low"]
    word = "Not clearly either way" if not apart else "Worse" if change > 0 else "Better"
    of = [period_of(day, "year") for day in released(answer)]
    shares = []
    for row in (first, last):
        mine = np.array([year == row["period"] for year in of], dtype=bool)
        tally = counts(answer.scores, answer.scores.verdict_ids[answer.rubric.goal], rows=mine)
        shares.append(f"{tally.proven} of {tally.total:,} in {row['period']}")
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
        tuple(
            group(answer, f"announced in {row['period']}", np.array([year == row["period"] for year in of], dtype=bool))
            for row in (first, last)
        ),
    )


def who(answer: Answer) -> Finding:
    """Which kinds of vendor and which countries publish most about training."""
    found = headline_of(answer)
    if not found.both_sides:
        return Finding(found.gap_sentence, "", "Choose a definition that asks about weights and about training.")
    said = []
    for by, words in (("kind", "kind of vendor"), ("country", "country")):
        table = by_group(answer.scores, keys_of(answer, by))
        table = table[(table["n"] >= FEW) & (table["group"] != "")]
        name = namer(answer, by)
        high, low = (_tied(table, name, value) for value in (table["training"].max(), table["training"].min()))
        if len(table) >= 2 and high != low:
            said.append(f"By {words}, training openness is highest for {high} and lowest for {low}.")
    verdict = reached(answer.scores, answer.scores.verdict_ids[answer.rubric.goal])
    proven = verdict == "proven"
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


def exemption(answer: Answer) -> Finding:
    """What the exemption of the EU AI Act for open models would cover."""
    every = definitions(answer)
    if EU not in every.ids:
        return Finding("The definition of the EU exemption is not among those loaded.", "", "Add it to rubrics/.")
    found = every.of(EU)
    best = found.scores.verdict_ids[found.rubric.goal]
    tally, verdict = counts(found.scores, best), reached(found.scores, best)
    proven, failed = verdict == "proven", verdict == "ruled-out"
    unprovable = unprovable_words(found.rubric, found.reach)
    return Finding(
        f"{unprovable}."
        if unprovable
        else f"Of {count(tally.total, 'release')}, {tally.proven} {they(found.reach, tally.proven)}, "
        f"{tally.ruled_out} {'does' if tally.ruled_out == 1 else 'do'} not, and "
        f"{tally.undetermined + tally.not_enough_recorded} cannot be told.",
        f"{unchecked_words(found.rubric)} This is not legal advice.".strip(),
        "A licence that restricts neither use nor who may use the model, published weights and architecture, or facts "
        "about monetisation and training compute, which are rarely published.",
        (
            group(answer, f"that {they(found.reach)}", proven),
            group(answer, f"that {they_do_not(found.reach)}", failed),
        ),
    )


EU = "eu-ai-act-53-2"
"""The definition that reads the exemption of Article 53(2) of the EU AI Act."""

FINDINGS: dict[str, Callable[[Answer], Finding]] = {
    "weights-and-training": weights_and_training,
    "claims-and-definitions": claims_and_definitions,
    "direction": direction,
    "who": who,
    "exemption": exemption,
}
"""What a question can ask for, by the name that its file gives."""


def answered(answer: Answer, finding: str) -> Finding:
    """A finding, made once for an answer and then kept.

    Args:
        answer: The selection, the day and the definition.
        finding: One of `FINDINGS`.
    """
    key = ("finding", finding, answer.fingerprint, answer.query)
    found: Finding = answer.kept.get(key, lambda: FINDINGS[finding](answer))
    return found


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
    return f"Most of all “{title}”, which {number} of {of:,} releases publish in full."


def _year(row: object) -> str:
    median, low, high, n, period = (row[name] for name in ("median", "low", "high", "n", "period"))  # type: ignore[index]
    return f"{points(median)} points for {period} ({span(low, high)}, n = {n:,.0f})"


def _few(left_out: int) -> str:
    return f"{count(left_out, 'release')} {'has' if left_out == 1 else 'have'} too little recorded on one side."


def _tied(table: pd.DataFrame, name: Callable[[str], str], value: float) -> str:
    """The groups with that median, by name where they are few, and the median."""
    mine = table[table["training"] == value]
    if len(mine) == 1:
        return f"{name(mine['group'].iloc[0])} (median {points(value)} points of 100, n = {mine['n'].iloc[0]:,.0f})"
    called = listed(map(name, mine["group"])) if len(mine) <= 3 else f"{len(mine)} of {len(table)}"
    return f"{called} (median {points(value)})"
