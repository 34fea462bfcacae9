"""The first page of a report, for those who read no other: findings, names, Europe, the EU, how sure it is."""

from __future__ import annotations

import numpy as np

from openness.core.arrays import Flags
from openness.core.wording import count, percent, points, share, they, upper_first
from openness.facts.countries import country_name, members
from openness.findings.definitions import EU, definitions
from openness.findings.headline import called_open, headline_of, standing
from openness.questions.answers import answered
from openness.questions.finding import goal_of
from openness.questions.load import questions
from openness.report.document import Block, Bullets, Heading, Paragraph, Rich, Strong, rich
from openness.scoring.answer import Answer
from openness.scoring.scores import counts, unprovable_words

FIVE = ("weights-and-training", "claims-and-definitions", "direction", "obstacles", "exemption")
"""The findings of the page, by what the files of `questions/` call them."""

NAMED = 12
"""So many releases are named; of more the newest."""


def brief(answer: Answer) -> list[Block]:
    """The blocks of the page: all of it is computed from the selection, the day and the definition in force."""
    return [
        *_findings(answer),
        Heading("Who gets there", 2),
        Paragraph(rich(_who(answer))),
        Heading("In Europe", 2),
        Paragraph(rich(_europe(answer))),
        Heading("Under the EU AI Act", 2),
        Paragraph(rich(_status(answer))),
        Heading("How sure this is", 2),
        Bullets(tuple(rich(text) for text in _sure(answer))),
    ]


def _findings(answer: Answer) -> list[Block]:
    """The answer to each of the five questions, as far as a file of `questions/` asks it."""
    titles = {question.finding: question.title for question in reversed(questions())}
    items: list[Rich] = [
        rich(Strong(titles[finding]), f" {answered(answer, finding).answer}") for finding in FIVE if finding in titles
    ]
    return [Bullets(tuple(items))] if items else []


def _who(answer: Answer) -> str:
    proven = standing(answer) == "proven"
    if not proven.any():
        unprovable = unprovable_words(answer.rubric, answer.reach)
        if unprovable:
            return f"{unprovable}."
        tally = headline_of(answer).every
        may = f"; {tally.undetermined:,} may: facts are missing" if tally.undetermined else ""
        return f"No release here is shown to {answer.reach}{may}."
    of = count(len(answer.selected), "release")
    number = int(proven.sum())
    return f"Of {of}, {number:,} {they(answer.reach, number)}: {_named(answer, proven)}."


def _europe(answer: Answer) -> str:
    """How many releases are of vendors in the European Economic Area, and which of them reach the verdict."""
    mine, proven = _in(answer, "EEA"), standing(answer) == "proven"
    if not mine.any():
        said = "None of the releases here is of a vendor in the European Economic Area."
    else:
        number, union = int(mine.sum()), int(_in(answer, "EU").sum())
        there = "all of them" if union == number > 1 else f"{union:,} of them"
        which = f", {there} in the European Union" if number > 1 else ""
        said = (
            f"{number:,} of {count(len(answer.selected), 'release')} {'is' if number == 1 else 'are'} of vendors in "
            f"the European Economic Area{which}. "
        )
        shown = int((mine & proven).sum())
        said += (
            f"Of these, {shown:,} {they(answer.reach, shown)}: {_named(answer, mine & proven)}."
            if shown
            else f"None of these is shown to {answer.reach}."
        )
    elsewhere = _in(answer, "Europe") & ~mine & proven
    return f"{said} Elsewhere in Europe: {_named(answer, elsewhere)}." if elsewhere.any() else said


def _status(answer: Answer) -> str:
    """What the exemption of the EU AI Act says of releases called open and of European ones."""
    every = definitions(answer)
    if EU not in every.ids:
        return "The definition of the EU exemption is not among those loaded."
    found = every.of(EU)
    unprovable = unprovable_words(found.rubric, found.reach)
    if unprovable:
        return f"{unprovable}."
    level = goal_of(found)
    groups = {"called open": called_open(answer), "of vendors in the European Economic Area": _in(answer, "EEA")}
    said: list[str] = []
    for words, mask in groups.items():
        tally = counts(found.scores, level, rows=mask)
        if tally.total:
            open_ended = tally.undetermined + tally.not_enough_recorded
            do = "do" if said else they(found.reach, tally.proven)
            said.append(
                f"of {count(tally.total, 'release')} {words}, {tally.proven:,} {do}, {tally.ruled_out:,} "
                f"{'does' if tally.ruled_out == 1 else 'do'} not, and {open_ended:,} cannot be told"
            )
    if not said:
        return "No release here is called open by its vendor or of a vendor in the European Economic Area."
    unchecked = len(found.rubric.unchecked(found.rubric.goal))
    left = f"{count(unchecked, 'of its conditions', 'of its conditions')} cannot be checked here. " if unchecked else ""
    return f"{upper_first('; '.join(said))}. {left}This is not legal advice."


def _sure(answer: Answer) -> list[str]:
    """Range, coverage, what cannot be told, what is not checked."""
    found, scores = headline_of(answer), answer.scores
    gap = found.gap
    said: list[str] = []
    if found.both_sides and gap.n:
        which = f"The {'gap' if gap.n == 1 else 'median gap'} of {points(gap.median)} points"
        low, high = points(gap.low), points(gap.high)
        said.append(
            f"{which} is exact: no fact is missing."
            if low == high
            else f"{which} could lie anywhere from {low} to {high}, depending on facts that are missing."
        )
    coverage = scores.coverage[~np.isnan(scores.coverage)]
    if len(coverage):
        bar, few = answer.rubric.ranked_from, int((~scores.ranked).sum())
        middle, median = percent(float(np.median(coverage))), " (median)" if len(coverage) > 1 else ""
        rest = f"; {few:,} {'has' if few == 1 else 'have'} less than {percent(bar)}, too little to be ranked"
        said.append(f"Of what the definition asks, {middle} is settled by facts{median}{rest if few else ''}.")
    tally = found.every
    open_ended = tally.undetermined + tally.not_enough_recorded
    said.append(
        f"For {open_ended:,} of {count(tally.total, 'release')} ({share(open_ended, tally.total)}) the verdict cannot "
        "be told: what is unknown is never counted as closed."
    )
    return [*said, *([found.unchecked] if found.unchecked else [])]


def _in(answer: Answer, group: str) -> Flags:
    """Which selected releases are of vendors in a group of countries."""
    mask: Flags = np.isin(answer.of_vendors("country"), sorted(members([group])))
    return mask


def _named(answer: Answer, mask: Flags) -> str:
    """Releases with vendor and country: all of a few, the newest of many."""
    table = answer.table[mask].sort_values(["released", "name"], ascending=[False, True], kind="stable")
    rows = zip(*(table[column].head(NAMED).tolist() for column in ("name", "vendor_name", "country")), strict=True)
    names = [f"{name} ({vendor}{f', {country_name(country)}' if country else ''})" for name, vendor, country in rows]
    more = len(table) - len(names)
    return "; ".join([*names, *([f"and {more:,} older"] if more else [])])
