"""One release, explained in a terminal: verdicts first, then every criterion down to the page that states each fact."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Iterable, Iterator

from openness.core.wording import count, day, points, span
from openness.facts.package import Package
from openness.publish.page_names import page_name
from openness.rubric.model import Condition
from openness.scoring.answer import Answer
from openness.scoring.explanation import CriterionResult, Explanation, Fact, Member, VerdictResult

_STATES = {"holds": "reached", "undetermined": "undetermined", "fails": "ruled out"}
_COMBINED = {"any": "the best of these counts", "all": "the least open of these counts"}


def explanation_text(found: Explanation, answer: Answer, width: int = 100) -> str:
    """An explanation as lines of at most `width` characters; addresses are never broken.

    Args:
        found: what `openness.scoring.explain.explain` returned.
        answer: the answer it was made from, for the vendor and the fingerprint.
        width: columns of the terminal.
    """
    return "\n".join(line.rstrip() for line in _lines(found, answer, max(width, 40)))


def _lines(found: Explanation, answer: Answer, width: int) -> Iterator[str]:
    yield from wrap(_heading(found, answer), width)
    yield from wrap(f"{found.rubric_title}{' (custom)' if answer.is_custom else ''}: {found.words}", width)
    if found.status == "not-enough-recorded":
        yield from wrap("Not enough is recorded for this to be read as a chance.", width)
    yield from wrap(_numbers(found), width)
    sources = "" if len(found.sources) == len(answer.package.sources) else f" by {', '.join(found.sources)} alone"
    yield from wrap(f"Facts{sources} as of {day(found.as_of)}; version code {answer.fingerprint}", width)

    yield from ("", "VERDICTS, best first")
    for verdict in found.verdicts:
        yield from _verdict(verdict, width)
        if verdict.state == "holds":
            break  # whatever stands below is less than what is proven

    for reply in found.replies:
        yield from ("", f"WHAT {reply.vendor.upper()} REPLIED ON {day(reply.date).upper()}")
        yield from wrap(reply.text, width, "  ")
        yield f"  {reply.url}"

    told = _asks_for_terms(answer)
    dimension = ""
    for criterion in found.criteria:
        if criterion.dimension != dimension:
            dimension = criterion.dimension
            yield from ("", criterion.dimension_title.upper())
        yield from _criterion(criterion, width, told, answer.package)

    yield ""
    if not found.missing:
        yield "Nothing is missing that could change the score."
        return
    yield f"NOT RECORDED, and able to change the score ({len(found.missing)})"
    for words in found.missing:
        yield from wrap(words, width, "  - ", "    ")


def _heading(found: Explanation, answer: Answer) -> str:
    vendor = answer.package.names["vendors"].get(found.vendor, found.vendor)
    announced = f"announced {day(found.released)}" if found.released else "day of announcement not recorded"
    return f"{found.name or found.release} [{found.release}], {vendor}, {announced}"


def _numbers(found: Explanation) -> str:
    if math.isnan(found.low):
        return "No criterion applies, so there is no score."
    parts = [f"score {found.low:.1f} of 100, at most {found.high:.1f}", f"coverage {found.coverage:.0%}"]
    for side, low, high in (
        ("weights", found.weights_low, found.weights_high),
        ("training", found.training_low, found.training_high),
    ):
        if not math.isnan(low):
            parts.append(f"{side} {span(low, high)}")
    if not math.isnan(found.gap):
        parts.append(f"gap {points(found.gap)} ({points(found.gap_low)} to {points(found.gap_high)})")
    if not found.ranked:
        parts.append("too little recorded to be ranked")
    return " · ".join(parts)


def _verdict(verdict: VerdictResult, width: int) -> Iterator[str]:
    yield from wrap(f"{verdict.title}: {_STATES[verdict.state]}", width, "  ", "    ")
    holding = verdict.having("holds")
    for state, mark in (("fails", "fails"), ("undetermined", "undetermined")):
        for condition in verdict.conditions:
            if condition.state == state:
                yield from wrap(f"{mark}: {condition.sentence}", width, "    - ", "      ")
    for text in verdict.assumed:
        yield from wrap(f"taken to hold, no facts are held about it: {text}", width, "    - ", "      ")
    if holding:
        yield f"    - {count(len(holding), 'condition')} of {len(verdict.conditions)} {_hold(len(holding))}"


def _hold(number: int) -> str:
    return "holds" if number == 1 else "hold"


def _asks_for_terms(answer: Answer) -> bool:
    """Whether the definition looks at licences at all: if not, a missing one is not worth a word."""
    asked = (condition.asks for condition in answer.scores.conditions)
    return answer.rubric.terms is not None or any(
        isinstance(asks, Condition) and (asks.terms is not None or bool(asks.licence)) for asks in asked
    )


def _criterion(criterion: CriterionResult, width: int, told: bool, package: Package) -> Iterator[str]:
    yield from wrap(f"{criterion.title} [{criterion.id}]", width, "  ", "    ")
    if not criterion.applicable:
        yield from wrap("does not apply to this release, so it counts nowhere", width, "    ")
    else:
        credit = _pair(criterion.credit_low, criterion.credit_high, 2)
        points = _pair(criterion.points_low, criterion.points_high, 1)
        side = "" if criterion.side == "none" else f" · {criterion.side} side"
        yield from wrap(f"{credit} of 1 · {points} of {criterion.weight * 100:.1f} points{side}", width, "    ")
    if criterion.combine in _COMBINED:
        yield f"    {_COMBINED[criterion.combine]}:"
    for member in criterion.members:
        yield from _member(member, width, told, package)
    if criterion.missing:
        yield from wrap(f"missing: {'; '.join(criterion.missing)}", width, "    ", "      ")


def _pair(low: float, high: float, decimals: int) -> str:
    first, last = f"{low:.{decimals}f}", f"{high:.{decimals}f}"
    return first if first == last else f"{first} to {last}"


def _member(member: Member, width: int, told: bool, package: Package) -> Iterator[str]:
    words = member.availability.replace("-", " ")
    if member.availability == "unknown":
        words = "looked for, not settled" if member.fact else "not recorded"
    if member.licence:
        words += f", licence {member.licence}" + ("" if member.terms == "none" else f" ({member.says})")
    elif told and "terms" in member.missing and member.availability != "unknown":
        words += ", terms not recorded"
    yield from wrap(f"{member.title}: {words}", width, "    - ", "      ")
    if member.fact:
        yield from _fact(member.fact, "", width, package)
    if member.licence_fact and (member.fact is None or member.licence_fact.row != member.fact.row):
        yield from _fact(member.licence_fact, "licence: ", width, package)


def _fact(fact: Fact, label: str, width: int, package: Package) -> Iterator[str]:
    about = [
        f"{fact.source} ({fact.read})",
        f"since {day(fact.since)}" if fact.since else "",
        f"recorded {day(fact.recorded)}" if fact.recorded else "",
        f"{fact.confidence} confidence" if fact.confidence else "",
        fact.checked,
    ]
    yield from wrap(f"{label}{', '.join(part for part in about if part)}", width, "      ", "        ")
    if fact.note:
        yield from wrap(fact.note, width, "      ", "      ")
    if fact.url:
        yield from wrap(f"{page_name(fact.url, package)}:", width, "      ", "      ")
        yield f"      {fact.url}"


def wrap(text: str, width: int, first: str = "", then: str | None = None) -> Iterable[str]:
    """Lines of at most `width` characters; addresses are never broken. `then` is the indent of all but the first."""
    return textwrap.wrap(
        text,
        width,
        initial_indent=first,
        subsequent_indent=first if then is None else then,
        break_long_words=False,
        break_on_hyphens=False,
    )
