"""The conditions of verdicts in words: what is asked, what is recorded, what follows, and what is missing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from openness.core.wording import listed, points, stated
from openness.facts.fact_index import AVAILABILITIES, CLOSED, PARTIAL
from openness.facts.licences import FAILS, TERMS, TERMS_UNKNOWN, UNDETERMINED, LicenceTerms
from openness.rubric.model import Condition as CriterionCondition
from openness.rubric.model import Criterion, FieldCondition, ScoreCondition
from openness.scoring.compile import VerdictCondition
from openness.scoring.explanation import STATES, ConditionResult, CriterionResult, Member, State
from openness.scoring.fields import bounds_words
from openness.scoring.scores import Scores

#: What a condition on a flag of a licence asks for, as the end of "its licence must ...", and what the flag is about.
FLAG_WORDS = {
    ("osi_approved", True): "be approved by OSI",
    ("fsf_libre", True): "be listed as free by FSF",
    ("open_data", True): "be an open data licence",
    ("non_commercial", False): "allow commercial use",
    ("no_derivatives", False): "allow derivatives",
    ("field_of_use", False): "allow every field of use",
    ("user_threshold", False): "not depend on the number of users",
    ("acceptable_use", False): "come without an acceptable-use policy",
    ("attribution_beyond_notice", False): "ask for no attribution beyond a notice",
    ("competitor_training_ban", False): "allow training other models",
    ("geographic_limit", False): "hold everywhere in the world",
    ("permit", False): "not ask for registration, written permission or a second licence",
}
FLAG_TOPICS = {
    "osi_approved": "approval by OSI",
    "fsf_libre": "listing by FSF",
    "open_data": "data",
    "non_commercial": "commercial use",
    "no_derivatives": "derivatives",
    "field_of_use": "fields of use",
    "user_threshold": "the number of users",
    "acceptable_use": "acceptable use",
    "attribution_beyond_notice": "attribution",
    "competitor_training_ban": "training other models",
    "geographic_limit": "where it holds",
    "permit": "permission",
}
FOLLOWS = {"fails": "which fails", "undetermined": "which leaves it undetermined", "holds": "which holds"}
FIELD_WORDS = {
    "training_flop": "Training compute (FLOP)",
    "parameters_b": "Size (billion parameters)",
    "released": "Release date",
}


@dataclass(frozen=True)
class Ground:
    """What every explanation of one release draws on: its scores (one row), components, fields and the licences."""

    scores: Scores
    members: Mapping[str, Member]
    fields: Mapping[str, str]
    licences: Mapping[str, LicenceTerms]


def explain_condition(
    ground: Ground, criteria: Sequence[CriterionResult], condition: VerdictCondition, state: State
) -> ConditionResult:
    """One condition of a verdict in a sentence: what is asked, what is recorded and what follows.

    Args:
        ground: What is known of the release.
        criteria: Its criteria, explained.
        condition: The condition.
        state: Its state.
    """
    asks, open_question = condition.asks, state == "undetermined"
    missing: tuple[str, ...] = ()
    if isinstance(asks, str):
        text = f"{asks.rstrip('.')}: no facts are held about it, so it stays undetermined."
        return ConditionResult(condition.label, state, text, ())
    if isinstance(asks, ScoreCondition):
        low, high = float(ground.scores.low[0]), float(ground.scores.high[0])
        text = f"The score must reach {stated(asks.at_least)}: {_range(low, high, asks.at_least)}"
        if open_question:
            missing = tuple(dict.fromkeys(words for criterion in criteria for words in criterion.missing))
        return ConditionResult(condition.label, state, f"{text}, {FOLLOWS[state]}.", missing)
    if isinstance(asks, FieldCondition):
        title = FIELD_WORDS.get(condition.field, condition.field)
        text = f"{title} must be {bounds_words(asks)}: "
        text += ground.fields.get(condition.field, "") or "not recorded"
        missing = (title,) if open_question else ()
    else:
        criterion = ground.scores.rubric.criteria[condition.subject]
        members = [ground.members[component] for component in criterion.members]
        text = f"{criterion.title} {_asked(asks, _told(asks, members, state, ground.licences))}: "
        text += _found(members, asks, criterion)
        if all(member.availability == "not-applicable" for member in members):
            ending = "and neither does the rest of this definition" if open_question else "so it asks for nothing"
            return ConditionResult(condition.label, state, f"{text}, {ending}.", ())
        if open_question:
            lacking = (words for member in members for words in _lacking(member, asks, ground.licences))
            missing = tuple(dict.fromkeys(lacking))
    return ConditionResult(condition.label, state, f"{text}, {FOLLOWS[state]}{_wanted(missing)}.", missing)


def _wanted(missing: Sequence[str]) -> str:
    if not missing:
        return ""
    return (
        f"; to be recorded: {missing[0]}"
        if len(missing) == 1
        else f"; one or more of these decide: {', '.join(missing)}"
    )


def _told(
    asks: CriterionCondition, members: Sequence[Member], state: State, licences: Mapping[str, LicenceTerms]
) -> Mapping[str, bool]:
    """The demands on the licence that are worth naming: where the condition is not met, those that are not.

    All are named where no single one decides, and none where the licence is not what decides.
    """
    asked = asks.licence or {}
    if state == "holds":
        return asked
    there = [member for member in members if member.availability not in ("closed", "not-applicable")]
    named = [licences[member.licence] for member in there if member.licence]
    decisive = {
        name: wanted
        for name, wanted in asked.items()
        if any(licence.meets({name: wanted}) == STATES.index(state) for licence in named)
    }
    if decisive:
        return decisive
    return {} if state == "fails" and all(_falls_short(member, asks) for member in there) else asked


def _falls_short(member: Member, asks: CriterionCondition) -> bool:
    """Whether a component fails by what there is of it or by its terms as a whole, whatever else its licence says."""
    least = AVAILABILITIES.index(asks.availability) if asks.availability else CLOSED
    if member.availability != "unknown" and AVAILABILITIES.index(member.availability) < least:
        return True
    return asks.terms is not None and member.terms != "unknown" and TERMS.index(member.terms) < TERMS.index(asks.terms)


def _asked(asks: CriterionCondition, told: Mapping[str, bool]) -> str:
    """What a condition asks for, as the end of a sentence: "must be open under open terms"."""
    availability = {"open": "open", "gated": "open or gated", "partial": "at least partly available", None: ""}
    terms = {"open": "under open terms", "restricted": "under a licence", None: ""}
    main = " ".join(part for part in (availability[asks.availability], terms[asks.terms]) if part)
    flags = [_flag(name, wanted) for name, wanted in told.items()]
    licence = f"its licence must {' and '.join(flags)}" if flags else ""
    if not main:
        return f"must be available, and {licence}" if licence else "must be available"
    return f"must be {main}" + (f", and {licence}" if licence else "")


def _flag(name: str, wanted: bool) -> str:
    return FLAG_WORDS.get((name, wanted), f"{'' if wanted else 'not '}be marked “{name.replace('_', ' ')}”")


def _found(members: Sequence[Member], asks: CriterionCondition, criterion: Criterion) -> str:
    parts = [_recorded(member, asks) for member in members]
    if len(members) == 1:
        return parts[0]
    titles: dict[str, list[str]] = {}
    for member, part in zip(members, parts, strict=True):
        titles.setdefault(part, []).append(member.title)
    kind = "" if len(titles) == 1 else " (one is enough)" if criterion.combine == "any" else " (all count)"
    return "; ".join(f"{listed(names)} {part}" for part, names in titles.items()) + kind


def _recorded(member: Member, asks: CriterionCondition) -> str:
    """What is recorded of a component, as far as the condition asks: "open under restricted terms (Llama-3.1)"."""
    if member.availability == "not-applicable":
        return "does not apply"
    words = {"unknown": "looked for and not settled" if member.fact else "not recorded"}.get(
        member.availability, member.availability
    )
    if member.availability == "closed" or (asks.terms is None and not asks.licence):
        return words
    if member.terms == "unknown":
        if member.availability == "unknown" and not member.licence:
            return words  # "not recorded" says it of the terms as well
        return f"{words}, terms not recorded" + (f" ({member.licence})" if member.licence else "")
    if member.terms == "none":
        return f"{words}, without a licence"
    return f"{words} under {member.says} ({member.licence})" if member.licence else f"{words}, {member.says}"


def _lacking(member: Member, asks: CriterionCondition, licences: Mapping[str, LicenceTerms]) -> list[str]:
    """The facts about one component that could still make it meet the condition; none when it has failed already."""
    if member.availability == "not-applicable":
        return []
    known = member.availability != "unknown"
    least = AVAILABILITIES.index(asks.availability) if asks.availability else PARTIAL
    if known and AVAILABILITIES.index(member.availability) < least:
        return []
    lacking = [] if known else [f"availability of {member.title}"]
    if asks.terms is not None:
        if TERMS.index(member.terms) < TERMS.index(asks.terms) or (member.terms, asks.terms) == ("not-open", "open"):
            return []
        if TERMS.index(member.terms) >= TERMS_UNKNOWN:
            lacking = [f"{'terms' if known else 'availability and terms'} of {member.title}"]
    if asks.licence and not member.licence:
        lacking.append(f"licence of {member.title}")
    for name, wanted in (asks.licence or {}).items() if member.licence else ():
        state = licences[member.licence].meets({name: wanted})
        if state == FAILS:
            return []
        if state == UNDETERMINED:
            about = FLAG_TOPICS.get(name, name.replace("_", " "))
            lacking.append(f"what {member.licence} says about {about}")
    return lacking


def _range(low: float, high: float, bar: float) -> str:
    if low != low:
        return "there is none, because nothing applies"
    first, last = points(low, bar), points(high, bar)
    return f"it is {first}" if first == last else f"it lies between {first} and {last}"
