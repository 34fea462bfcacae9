"""A score taken apart: every criterion down to its facts, every condition in a sentence, and what is not recorded.

The result is plain data: pages, reports and the command line print it and compute nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from openness.core.wording import listed, points, stated
from openness.facts.audits import check_words, checks
from openness.facts.evidence import Evidence
from openness.facts.fact_index import AVAILABILITIES, CLOSED, NOT_APPLICABLE, PARTIAL, UNKNOWN
from openness.facts.licences import FAILS, TERMS, TERMS_UNKNOWN, UNDETERMINED, LicenceTerms, terms_words
from openness.facts.readings import how_read
from openness.rubric.model import Condition as CriterionCondition
from openness.rubric.model import Criterion, FieldCondition, ScoreCondition
from openness.scoring import scores as scoring
from openness.scoring.compile import VerdictCondition
from openness.scoring.fields import bounds_words
from openness.scoring.scores import Scores

State = Literal["fails", "undetermined", "holds"]
STATES: tuple[State, ...] = ("fails", "undetermined", "holds")

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
class Fact:
    """A row of the evidence, as the data have it.

    `read` says how it was read (`openness.facts.readings.how_read`), `checked` who checked it since and what came out
    of it; empty for what nobody has checked.
    """

    row: int
    source: str
    availability: str
    licence: str
    since: str
    recorded: str
    url: str
    confidence: str
    dimension: str
    note: str
    read: str
    checked: str


@dataclass(frozen=True)
class Member:
    """One component behind a criterion.

    Attributes:
        component: Its id.
        title: Its title.
        availability: Availability in force, in the words of the data; what is unsettled is `unknown`, with a fact.
        terms: What its licence allows; `unknown` where no licence is named or nobody read it.
        licence: The licence expression, empty when none is named.
        says: What it allows, in words.
        fact: The fact the availability comes from, None when there is none.
        licence_fact: The fact the licence comes from; it may be of another source.
        missing: What is not recorded: `availability`, `terms`.
    """

    component: str
    title: str
    availability: str
    terms: str
    licence: str
    says: str
    fact: Fact | None
    licence_fact: Fact | None
    missing: tuple[str, ...]


@dataclass(frozen=True)
class CriterionResult:
    """One criterion of one release.

    Attributes:
        id: Criterion id.
        title: Its title.
        dimension: Id of its dimension.
        dimension_title: Title of its dimension.
        side: `weights`, `training` or `none`.
        reference: The clause it comes from, empty when the rubric names none.
        combine: `any` when the best component counts, `all` when the worst does; `one` with a single component.
        members: The components it looks at.
        applicable: Whether it applies at all; if not, it counts nowhere.
        settled: Whether the availability behind it is settled.
        credit_low: Credit from 0 to 1, unknown counted as closed.
        credit_high: Credit from 0 to 1, unknown counted as open.
        weight: Its share of the score, 0 to 1.
        points_low: Points of 100 that it adds to `low`.
        points_high: Points of 100 that it adds to `high`.
        missing: What is not recorded and could change its credit, in words ("availability of Training code").
    """

    id: str
    title: str
    dimension: str
    dimension_title: str
    side: str
    reference: str
    combine: Literal["one", "any", "all"]
    members: tuple[Member, ...]
    applicable: bool
    settled: bool
    credit_low: float
    credit_high: float
    weight: float
    points_low: float
    points_high: float
    missing: tuple[str, ...]


@dataclass(frozen=True)
class ConditionResult:
    """One condition of a verdict for one release.

    Attributes:
        label: How lists name it (`VerdictCondition.label`).
        state: `fails`, `undetermined` or `holds`.
        sentence: What is asked, what is recorded and what follows.
        missing: The facts that could settle an undetermined condition.
    """

    label: str
    state: State
    sentence: str
    missing: tuple[str, ...]


@dataclass(frozen=True)
class VerdictResult:
    """One verdict of the rubric for one release.

    Attributes:
        id: Verdict id.
        title: Its title.
        about: What it means, empty when the rubric does not say.
        state: `holds` when proven, `undetermined`, or `fails` when ruled out.
        conditions: All its conditions, in the order of the rubric.
        assumed: Conditions that are taken to hold, because no facts are held about them.
    """

    id: str
    title: str
    about: str
    state: State
    conditions: tuple[ConditionResult, ...]
    assumed: tuple[str, ...] = ()

    @property
    def met(self) -> str:
        """That all its conditions hold, and on what that rests, as sentences."""
        if not self.assumed:
            return f"Every condition of “{self.title}” is met by a recorded fact."
        taken = "; ".join(f"“{text.rstrip('.')}”" for text in self.assumed)
        return (
            f"Every condition of “{self.title}” about which facts are held is met by a recorded fact. Taken to hold, "
            f"because no facts are held about {'it' if len(self.assumed) == 1 else 'them'}: {taken}."
        )

    def having(self, state: State) -> tuple[ConditionResult, ...]:
        """The conditions in one state."""
        return tuple(condition for condition in self.conditions if condition.state == state)


@dataclass(frozen=True)
class Explanation:
    """Everything about the score of one release; numbers as in `scores.Scores`, nan where nothing applies."""

    release: str
    name: str
    vendor: str
    released: str
    rubric: str
    rubric_title: str
    as_of: str
    sources: tuple[str, ...]
    low: float
    high: float
    coverage: float
    ranked: bool
    weights_low: float
    weights_high: float
    weights_coverage: float
    training_low: float
    training_high: float
    training_coverage: float
    gap: float
    gap_low: float
    gap_high: float
    verdict: str
    verdict_high: str
    words: str
    status: str
    criteria: tuple[CriterionResult, ...]
    verdicts: tuple[VerdictResult, ...]
    goal: int

    @property
    def held_to(self) -> VerdictResult:
        """The verdict that releases are held to: the best one that can be proven at all."""
        return self.verdicts[self.goal]

    @property
    def assumed(self) -> tuple[str, ...]:
        """What the verdict proven rests on without facts."""
        return next((verdict.assumed for verdict in self.verdicts if verdict.id == self.verdict), ())

    @property
    def missing(self) -> tuple[str, ...]:
        """Everything not recorded that could change the score, each once."""
        return tuple(dict.fromkeys(words for criterion in self.criteria for words in criterion.missing))


def explain(scores: Scores, evidence: Evidence, release: str) -> Explanation:
    """Take the score of one release apart.

    Args:
        scores: Scores that include the release.
        evidence: The evidence they were made from.
        release: Its id.

    Raises:
        KeyError: When the release was not scored.
    """
    at = scores.index(release)
    scored = scores.subset([at])
    about = _row(evidence, release)
    pair = int(scored.verdict[0]), int(scored.verdict_high[0])
    numbers = (
        *("low", "high", "coverage", "weights_low", "weights_high", "weights_coverage"),
        *("training_low", "training_high", "training_coverage", "gap", "gap_low", "gap_high"),
    )
    ground = _Ground(
        scores=scored,
        members=_members(scored, evidence),
        fields=about,
        licences={licence.expression: licence for licence in evidence.licences},
    )
    criteria = tuple(_criterion(ground, number) for number in range(len(scored.criteria)))
    return Explanation(
        release=release,
        name=about.get("name", ""),
        vendor=about.get("vendor", ""),
        released=about.get("released", ""),
        rubric=scored.rubric.id,
        rubric_title=scored.rubric.title,
        as_of=evidence.as_of,
        sources=evidence.sources,
        ranked=bool(scored.ranked[0]),
        verdict=scored.verdict_ids[pair[0]],
        verdict_high=scored.verdict_ids[pair[1]],
        words=scoring.verdict_words(scored.rubric, *pair),
        status=str(scoring.status(scored)[0]),
        criteria=criteria,
        verdicts=_verdicts(ground, criteria),
        goal=scored.rubric.goal,
        **{name: float(getattr(scored, name)[0]) for name in numbers},
    )


@dataclass(frozen=True)
class _Ground:
    """What every explanation of one release draws on: its scores (one row), components, fields and the licences."""

    scores: Scores
    members: Mapping[str, Member]
    fields: Mapping[str, str]
    licences: Mapping[str, LicenceTerms]


def _row(evidence: Evidence, release: str) -> Mapping[str, str]:
    table = evidence.package.releases
    rows = table[table["release"] == release].to_dict("records")
    return {str(key): str(value) for key, value in rows[0].items()} if rows else {}


def _members(scores: Scores, evidence: Evidence) -> dict[str, Member]:
    """Every component that the rubric looks at, with the facts behind it, for the one release in `scores`."""
    row = int(scores.rows[0])
    names = dict.fromkeys(name for criterion in scores.rubric.criteria.values() for name in criterion.members)
    columns = {name: evidence.components.index(name) for name in names}
    titles = dict(evidence.package.components[["component", "title"]].to_numpy().tolist())
    facts = _facts(
        evidence, [int(rows[row, c]) for rows in (evidence.fact, evidence.licence_fact) for c in columns.values()]
    )
    members = {}
    for name, column in columns.items():
        availability, terms = int(evidence.availability[row, column]), int(evidence.terms[row, column])
        licence = int(evidence.licence[row, column])
        missing: list[str] = []
        if availability == UNKNOWN:
            missing.append("availability")
        if terms >= TERMS_UNKNOWN and availability not in (CLOSED, NOT_APPLICABLE):
            missing.append("terms")
        members[name] = Member(
            component=name,
            title=titles.get(name, name),
            availability=AVAILABILITIES[availability],
            terms=TERMS[terms],
            licence=evidence.licences[licence].expression if licence >= 0 else "",
            says=terms_words(terms, evidence.licences[licence] if licence >= 0 else None),
            fact=facts.get(int(evidence.fact[row, column])),
            licence_fact=facts.get(int(evidence.licence_fact[row, column])),
            missing=tuple(missing),
        )
    return members


def _facts(evidence: Evidence, rows: Sequence[int]) -> dict[int, Fact]:
    wanted = sorted({row for row in rows if row >= 0})
    columns = ["source", "availability", "licence", "since", "recorded", "url", "confidence", "dimension", "note"]
    of = evidence.facts.iloc[wanted]
    checked = checks(evidence.package)
    found = {}
    for row, record in zip(wanted, of.to_dict("records"), strict=True):
        check = checked.get((record["source"], record["release"], record["component"]))
        found[row] = Fact(
            row=row,
            read=how_read(evidence.package, record["source"], record["dimension"]),
            checked=check_words(check, record["availability"]) if check else "",
            **{column: record[column] for column in columns},
        )
    return found


def _criterion(ground: _Ground, number: int) -> CriterionResult:
    scores = ground.scores
    name = scores.criteria[number]
    criterion = scores.rubric.criteria[name]
    dimension = scores.rubric.dimension_of[name]
    low, high = float(scores.credit_low[0, number]), float(scores.credit_high[0, number])
    weight = float(scores.effective_weights[0, number])
    mine = tuple(ground.members[component] for component in criterion.members)
    counted = (
        ("availability",) if criterion.terms == "ignore" or scores.rubric.terms is None else ("availability", "terms")
    )
    missing = [
        f"{what} of {member.title}" for member in mine for what in member.missing if what in counted and low < high
    ]
    return CriterionResult(
        id=name,
        title=criterion.title,
        dimension=dimension,
        dimension_title=scores.rubric.dimensions[dimension].title,
        side=criterion.side,
        reference=criterion.reference or "",
        combine=_combine(criterion),
        members=mine,
        applicable=bool(scores.applicable[0, number]),
        settled=bool(scores.settled[0, number]),
        credit_low=low,
        credit_high=high,
        weight=weight,
        points_low=weight * low * 100,
        points_high=weight * high * 100,
        missing=tuple(missing),
    )


def _combine(criterion: Criterion) -> Literal["one", "any", "all"]:
    return "one" if len(criterion.members) == 1 else criterion.combine


def _verdicts(ground: _Ground, criteria: Sequence[CriterionResult]) -> tuple[VerdictResult, ...]:
    scores = ground.scores
    return tuple(
        VerdictResult(
            id=verdict.id,
            title=verdict.title,
            about=verdict.about or "",
            state=STATES[scores.reachable[0, number]],
            conditions=tuple(
                _condition(ground, criteria, condition, STATES[scores.states[0, column]])
                for column, condition in enumerate(scores.conditions)
                if condition.verdict == number
            ),
            assumed=verdict.assumed,
        )
        for number, verdict in enumerate(scores.rubric.verdicts)
    )


def _condition(
    ground: _Ground, criteria: Sequence[CriterionResult], condition: VerdictCondition, state: State
) -> ConditionResult:
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
