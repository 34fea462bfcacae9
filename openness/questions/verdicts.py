"""Questions about verdicts: who calls it open, what stands in the way, who is one step away, who is exempt."""

from __future__ import annotations

from openness.core.wording import count, lower_first, share, they, they_do_not
from openness.facts.licences import FAILS
from openness.findings.definitions import EU, definitions
from openness.findings.headline import called_open, headline_of, standing
from openness.findings.obstacles import Obstacle, obstacles
from openness.questions.finding import Finding, goal_of, group
from openness.remedy.one_step import steps_of
from openness.scoring.answer import Answer
from openness.scoring.scores import counts, unchecked_words, unprovable_words


def claims_and_definitions(answer: Answer) -> Finding:
    """How many releases that their vendors call open meet the definition in force, and the others."""
    found, mask = headline_of(answer), called_open(answer)
    tallies = []
    for other in definitions(answer).answers:
        if not unprovable_words(other.rubric, other.reach):
            proven = counts(other.scores, goal_of(other), rows=mask).proven
            tallies.append((proven, other.rubric.short or other.rubric.title))
    said = found.sentence
    if found.called_open.total > 1 and len(tallies) > 1:
        low, high = min(tallies), max(tallies)
        said += (
            f" By the {len(tallies)} definitions here that can be checked, between {low[0]} ({low[1]}) and "
            f"{high[0]} ({high[1]}) reach what each holds releases to."
            if low[0] != high[0]
            else f" Each of the {len(tallies)} definitions here that can be checked gives the same number."
        )
    tally, verdict = found.called_open, standing(answer)
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


def exemption(answer: Answer) -> Finding:
    """What the exemption of the EU AI Act for open models would cover."""
    every = definitions(answer)
    if EU not in every.ids:
        return Finding("The definition of the EU exemption is not among those loaded.", "", "Add it to rubrics/.")
    found = every.of(EU)
    tally, verdict = counts(found.scores, goal_of(found)), standing(found)
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
            group(answer, f"that {they(found.reach)}", verdict == "proven"),
            group(answer, f"that {they_do_not(found.reach)}", verdict == "ruled-out"),
        ),
    )


def what_stands_in_the_way(answer: Answer) -> Finding:
    """Which condition most releases fail, and which is the only one that many fail."""
    found = [one for one in obstacles(answer) if one.condition != "no-facts"]
    failed = [one for one in found if one.fails]
    if not failed:
        said = f"No release here is recorded as failing a condition of “{_title(answer)}”."
        return Finding(said, _open_ended(found), "Facts that nobody has recorded.")
    first, alone = failed[0], max(failed, key=lambda one: one.only)
    said = (
        f"Most often “{first.title}”: {first.fails} of {count(first.total, 'release')} "
        f"{'fails' if first.fails == 1 else 'fail'} it."
    )
    if alone.only:
        it = "that condition" if alone is first else f"“{alone.title}”"
        said += (
            f" The only one failed is most often {it}: {alone.only} {'fails' if alone.only == 1 else 'fail'} no other."
        )
    scores, level = answer.scores, answer.rubric.goal
    column = next(
        at
        for at, condition in enumerate(scores.conditions)
        if condition.verdict == level and condition.label == first.condition
    )
    return Finding(
        said,
        f"Counted are the conditions of “{_title(answer)}” under {answer.definition}. {_open_ended(found)}".strip(),
        f"Vendors that publish what “{first.title}” asks for; facts that are missing.",
        (group(answer, f"that fail “{first.title}”", scores.states[:, column] == FAILS),),
    )


def who_is_one_step_away(answer: Answer) -> Finding:
    """How many releases a single step would bring to the verdict that all are held to, and which step it is most."""
    unprovable = unprovable_words(answer.rubric, answer.reach)
    found, every = steps_of(answer, answer.rubric.goal), steps_of(answer)
    any_better = (
        f"{len(every.releases)} of {count(every.better, 'release')} "
        f"{'is' if len(every.releases) == 1 else 'are'} one step from some better verdict."
    )
    change = "A vendor that takes the step, or several steps; each release's page lists the fewest."
    if unprovable or not found.steps:
        said = (
            f"{unprovable}."
            if unprovable
            else f"None of {count(found.better, 'release')} could {answer.reach} with one step."
        )
        return Finding(f"{said} {any_better}", "A step opens or relicenses one component, or settles one fact.", change)
    first, away, alone = found.steps[0], len(found.releases), len(found.by_vendor)
    places = sorted(at for at, _ in first.releases)
    return Finding(
        f"{count(away, 'release')} of {found.better:,} that {'does' if found.better == 1 else 'do'} not yet could "
        f"{answer.reach} with one step, most often to {_ACTS[first.kind]} “{first.title}” ({len(first.releases)}). "
        f"{any_better}",
        f"For {alone} of the {away} an act of the vendor is enough; for the others a missing fact would have to turn "
        "out open.",
        change,
        (
            group(answer, f"that could {answer.reach} with one step", sorted(found.releases)),
            group(answer, f"for which it is to {_ACTS[first.kind]} “{lower_first(first.title)}”", places),
        ),
    )


_ACTS = {"open": "open", "relicense": "change the licence of", "establish": "establish"}
"""What each kind of step does to what it is about."""


def _title(answer: Answer) -> str:
    return answer.rubric.verdict_titles[answer.rubric.goal]


def _open_ended(found: list[Obstacle]) -> str:
    """Which condition most often cannot be told."""
    most = max(found, key=lambda one: one.undetermined, default=None)
    if most is None or not most.undetermined:
        return ""
    return f"Most often not to be told is “{most.title}”: facts are missing for {count(most.undetermined, 'release')}."
