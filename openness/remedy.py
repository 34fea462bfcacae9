"""What it takes: the smallest sets of actions after which a better verdict is proven. Exact, never a guess.

An *action* is one thing done about one component: its vendor opens it, its vendor puts it under another licence, or
somebody establishes what is not recorded of it (its availability, its licence, or both: one look at one page). What
is closed is published under the terms asked for at once. An unknown field of the release can be established too.
What is on record as failing can be put right by the vendor alone, and what is not on record is established, never
assumed to be closed: so each action says whose it is.

A set *reaches* a verdict when all conditions of that verdict hold after it. The search is exact because conditions are
monotone: components that share no criterion do not influence each other, so they form blocks that are searched one by
one. Without a condition on the score the smallest sets are the products of the blocks' smallest sets; with one, a
dynamic programme over the blocks finds the fewest actions that reach both the points and every condition.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from openness import engine, scoring
from openness.evidence import AVAILABILITIES, CLOSED, NOT_APPLICABLE, OPEN, PARTIAL, UNKNOWN, Evidence
from openness.fields import field_state
from openness.licences import FAILS, HOLDS, TERMS, TERMS_OPEN, TERMS_RESTRICTED, TERMS_UNKNOWN, UNDETERMINED
from openness.remedy_search import Block, Option, smallest
from openness.remedy_words import action_words, field_words
from openness.rubric import Condition as CriterionCondition
from openness.rubric import FieldCondition, ScoreCondition
from openness.scoring import Condition, Scores
from openness.what_if import Cell, Change, cell_of, changed, established, relicensed

Kind = Literal["open", "relicense", "establish"]
KINDS: tuple[Kind, ...] = ("open", "relicense", "establish")
State = Literal["proven", "reachable", "open-question", "impossible"]

MOST = 20
"""Sets listed for each verdict; all are counted."""


@dataclass(frozen=True)
class Action:
    """One thing to do about one component, or to find out about a field of the release.

    Attributes:
        kind: `open` (publish it, or more of it), `relicense` (put it under another licence): acts of the vendor.
            `establish`: a fact that nobody has recorded, and no reproach to anybody.
        component: The component; empty for a field of the release.
        field: The field of the release; empty for a component.
        title: Its title.
        availability: The least availability that has to be reached or established; empty where it is not the point.
        terms: The least terms that have to be reached or established; empty where they are not the point.
        flags: What the licence has to say.
        value: What the field would have to be, as a bound (`<1e25`).
        words: The action in words, as the end of "would have to ..." or "would need to establish ...".
    """

    kind: Kind
    component: str
    field: str
    title: str
    availability: str
    terms: str
    flags: tuple[tuple[str, bool], ...]
    value: str
    words: str

    @property
    def subject(self) -> str:
        """The component or the field."""
        return self.component or self.field

    @property
    def change(self) -> Change:
        """The action as a change that `openness.what_if.what_if` can make."""
        if self.field:
            return Change(field=self.field, value=self.value)
        return Change(self.component, self.availability, self.terms, self.flags, at_least=True)


@dataclass(frozen=True)
class Remedy:
    """One smallest set of actions, and what would be said of the release after it.

    Attributes:
        actions: In the order of the rubric's criteria; acts of the vendor and facts to establish together.
        low, high: The score after it, in points of 100; nan where nothing applies.
        verdict: The best verdict proven after it (an id).
        verdict_high: The best verdict not ruled out after it.
        words: The two in words.
    """

    actions: tuple[Action, ...]
    low: float
    high: float
    verdict: str
    verdict_high: str
    words: str

    @property
    def changes(self) -> tuple[Change, ...]:
        """All actions as changes, for `openness.what_if.what_if`."""
        return tuple(action.change for action in self.actions)


@dataclass(frozen=True)
class Goal:
    """One verdict and what it takes to reach it.

    Attributes:
        verdict: Its id.
        title: Its title.
        state: `proven` (nothing is needed), `reachable`, `open-question` (the sets bring everything that can be
            recorded, and `beyond` says what stays open) or `impossible` (`why` says it).
        size: Actions in each smallest set.
        count: How many smallest sets there are.
        always: The subjects and kinds that all of them share.
        options: Every action that stands in some smallest set, also in one not listed, each subject and kind once. Of
            an action that has to go further in one set than in another it is the first one listed.
        remedies: The smallest sets, at most as many as were asked for.
        beyond: Conditions of the definition about which this project holds no facts.
        why: What no action can change, a sentence each.
    """

    verdict: str
    title: str
    state: State
    size: int
    count: int
    always: tuple[tuple[str, Kind], ...]
    remedies: tuple[Remedy, ...]
    options: tuple[Action, ...] = ()
    beyond: tuple[str, ...] = ()
    why: tuple[str, ...] = ()

    @property
    def shared(self) -> tuple[Action, ...]:
        """The actions that every smallest set has, also those not listed."""
        if not self.remedies:
            return ()
        first, *others = self.remedies
        return tuple(
            action
            for action in first.actions
            if (action.subject, action.kind) in self.always and all(action in other.actions for other in others)
        )

    @property
    def alternatives(self) -> tuple[tuple[Remedy, tuple[Action, ...]], ...]:
        """The sets listed, each with the actions that not all sets share."""
        shared = set(self.shared)
        return tuple(
            (remedy, tuple(action for action in remedy.actions if action not in shared)) for remedy in self.remedies
        )


@dataclass(frozen=True)
class Remedies:
    """What it takes for one release under one definition.

    Attributes:
        release: Its id.
        name: Its name.
        rubric: Id of the definition.
        rubric_title: Its title.
        as_of: The day whose facts count.
        verdict: The best verdict proven (an id).
        words: The verdict in words.
        low, high: The score, in points of 100; nan where nothing applies.
        goals: Every verdict better than the one proven, best first, and last the one proven.
    """

    release: str
    name: str
    rubric: str
    rubric_title: str
    as_of: str
    verdict: str
    words: str
    low: float
    high: float
    goals: tuple[Goal, ...]


def remedy(scores: Scores, evidence: Evidence, release: str, *, most: int = MOST) -> Remedies:
    """What it takes for one release to reach each better verdict.

    Args:
        scores: Scores that include the release.
        evidence: The evidence they were made from.
        release: Its id.
        most: How many sets to list for each verdict; all are counted.

    Raises:
        KeyError: The release was not scored.
        OpennessError: The rubric ties so many components together that they cannot be searched exactly.
    """
    return remedies(scores.subset([scores.index(release)]), evidence, most=most)[0]


def remedies(
    scores: Scores, evidence: Evidence, *, most: int = MOST, verdict: str | None = None
) -> tuple[Remedies, ...]:
    """What it takes for each of the releases scored, in their order: `remedy` for many, scored in one go.

    Args:
        scores: Scores of the releases.
        evidence: The evidence they were made from.
        most: How many sets to list for each verdict; all are counted.
        verdict: The one verdict that is asked about; all better ones when left out. One that is worse than what is
            proven has no goal.

    Raises:
        OpennessError: The rubric ties so many components together that they cannot be searched exactly.
    """
    rules = _rules(scores, evidence)
    asked = range(len(rules.targets)) if verdict is None else [scores.verdict_ids.index(verdict)]
    wanted = [(at, number) for at in range(len(scores.releases)) for number in rules.goals(at) if number in asked]
    drafts = [_draft(rules, at, number, most) for at, number in wanted]
    trials = [(draft.at, actions) for draft in drafts for actions in draft.sets]
    outcomes = iter(_outcomes(rules, trials))
    by_release: dict[int, list[Goal]] = {at: [] for at in range(len(scores.releases))}
    for draft in drafts:
        found = tuple(replace(next(outcomes), actions=actions) for actions in draft.sets)
        by_release[draft.at].append(replace(draft.goal, remedies=found))
    names = evidence.package.releases["name"].to_numpy()[scores.rows]
    ids = scores.verdict_ids
    return tuple(
        Remedies(
            release=release,
            name=str(names[at]) or release,
            rubric=scores.rubric.id,
            rubric_title=scores.rubric.title,
            as_of=evidence.as_of,
            verdict=ids[scores.verdict[at]],
            words=scoring.verdict_words(scores.rubric, int(scores.verdict[at]), int(scores.verdict_high[at])),
            low=float(scores.low[at]),
            high=float(scores.high[at]),
            goals=tuple(by_release[at]),
        )
        for at, release in enumerate(scores.releases)
    )


# ------------------------------------------------------------------------------------------------ what is asked of whom


@dataclass(frozen=True)
class _Asks:
    """What one verdict asks of the licence of a component, and of its availability, over all its conditions.

    Attributes:
        availability: The highest availability that a condition asks for.
        terms: The highest terms that a condition, or the score, asks for; None when none does.
        flags: All flags asked for.
        each: The licence part of every condition: terms and flags that one licence has to meet together.
    """

    availability: int
    terms: int | None
    flags: dict[str, bool]
    each: tuple[tuple[int | None, dict[str, bool]], ...]


@dataclass(frozen=True)
class _Part:
    """The condition of a verdict on some components: `best` when one of them is enough, else each has to meet it."""

    members: tuple[int, ...]
    best: bool
    table: engine.Codes
    requirement: dict[str, str | bool]  # what the licence has to meet beyond the table, empty without flags


@dataclass(frozen=True)
class _Target:
    """One verdict, read once for all releases."""

    parts: tuple[_Part, ...]
    asks: Mapping[int, _Asks]
    fields: tuple[tuple[int, Condition], ...]
    sentences: tuple[str, ...]
    least: float | None


@dataclass(frozen=True)
class _Rules:
    """A rubric with its targets, and the evidence it is applied to."""

    scores: Scores
    evidence: Evidence
    targets: tuple[_Target, ...]
    titles: Mapping[str, str]
    things: frozenset[str]  # components that can be published, which a service or a judgement of licences cannot
    weights: scoring.Floats  # points of 100 that each criterion is worth, releases x criteria
    applies: scoring.Flags

    def goals(self, at: int) -> range:
        """The verdicts better than the one proven, and the one proven unless it is `otherwise`."""
        return range(min(int(self.scores.verdict[at]) + 1, len(self.targets)))


def _rules(scores: Scores, evidence: Evidence) -> _Rules:
    targets = []
    for number in range(len(scores.rubric.verdicts)):
        parts: list[_Part] = []
        fields: list[tuple[int, Condition]] = []
        sentences: list[str] = []
        least = None
        for column, condition in enumerate(scores.conditions):
            if condition.verdict != number:
                continue
            compiled = scores.plan.conditions[column]
            if isinstance(condition.asks, FieldCondition):
                fields.append((column, condition))
            elif isinstance(condition.asks, ScoreCondition):
                least = condition.asks.at_least
            elif isinstance(condition.asks, str):
                sentences.append(condition.asks)
            elif compiled is not None:
                parts.append(_part(scores.plan.criteria[compiled.criterion], compiled, condition.asks))
        asks = _asks(scores, number, parts, scored=least is not None)
        targets.append(_Target(tuple(parts), asks, tuple(fields), tuple(sentences), least))
    components = evidence.package.components
    titles = dict(components[["component", "title"]].to_numpy().tolist())
    things = frozenset(components.loc[components["group"] != "access", "component"])
    weights = scores.effective_weights * 100
    applies = np.logical_or.reduce(scores.applicable, axis=1)
    return _Rules(scores, evidence, tuple(targets), titles, things, weights, np.asarray(applies))


def _part(criterion: engine.Criterion, compiled: engine.Condition, asks: CriterionCondition) -> _Part:
    requirement: dict[str, str | bool] = dict(asks.licence or {})
    if requirement and asks.terms is not None:
        requirement["terms"] = asks.terms
    return _Part(criterion.members, criterion.best, compiled.table, requirement)


def _asks(scores: Scores, number: int, parts: Sequence[_Part], *, scored: bool) -> dict[int, _Asks]:
    """What the verdict asks of each component; a score asks for all there is to gain."""
    found: dict[int, list[tuple[int, int | None, dict[str, bool]]]] = {}
    conditions = [c for c in scores.conditions if c.verdict == number and isinstance(c.asks, CriterionCondition)]
    for part, condition in zip(parts, conditions, strict=True):
        asks = condition.asks
        if not isinstance(asks, CriterionCondition):
            continue
        terms = None if asks.terms is None else TERMS.index(asks.terms)
        flags = dict(asks.licence or {})
        # what has a licence is at least partly there
        least = PARTIAL if terms is not None or flags else CLOSED
        availability = least if asks.availability is None else AVAILABILITIES.index(asks.availability)
        for member in part.members:
            found.setdefault(member, []).append((availability, terms, flags))
    if scored:
        for criterion, rule in zip(scores.plan.criteria, scores.rubric.criteria.values(), strict=True):
            counted = scores.rubric.terms is not None and rule.terms != "ignore"
            for member in criterion.members:
                found.setdefault(member, []).append((OPEN, TERMS_OPEN if counted else None, {}))
    return {
        member: _Asks(
            availability=max(availability for availability, _, _ in asked),
            terms=max((terms for _, terms, _ in asked if terms is not None), default=None),
            flags={name: wanted for _, _, flags in asked for name, wanted in flags.items()},
            each=tuple((terms, flags) for _, terms, flags in asked if terms is not None or flags),
        )
        for member, asked in found.items()
    }


def _licence_state(cell: Cell, terms: int | None, flags: Mapping[str, bool]) -> int:
    """State of the licence of a component against terms and flags asked for together, as the engine sees it."""
    state = HOLDS
    if terms is not None:
        if cell.terms != TERMS_UNKNOWN:
            state = HOLDS if cell.terms >= terms else FAILS
        elif cell.licence is not None:
            # the code is unknown as a whole; the expression may still hold a part that decides
            state = min(UNDETERMINED, cell.licence.meets({"terms": TERMS[terms]}))
        else:
            state = UNDETERMINED
    if flags:
        if cell.licence is None:
            return min(state, UNDETERMINED)
        wanted: dict[str, str | bool] = {**flags} if terms is None else {"terms": TERMS[terms], **flags}
        state = min(state, cell.licence.meets(wanted))
    return state


def _kinds(cell: Cell, asks: _Asks) -> tuple[Kind, ...]:
    """The actions there are for a component, given what a verdict asks of it."""
    if cell.availability == NOT_APPLICABLE:
        return ()
    kinds: list[Kind] = []
    if cell.availability < asks.availability:
        kinds.append("open")
    states = [] if cell.availability == CLOSED else [_licence_state(cell, terms, flags) for terms, flags in asks.each]
    if FAILS in states:
        kinds.append("relicense")
    if (cell.availability == UNKNOWN and asks.availability > CLOSED) or UNDETERMINED in states:
        kinds.append("establish")
    return tuple(kinds)


def _after(cell: Cell, asks: _Asks, kinds: Iterable[Kind]) -> Cell:
    """The component after these actions, each taken as far as the verdict asks."""
    done = set(kinds)
    flags = asks.flags
    if cell.availability == CLOSED:
        if "open" not in done:
            return cell
        # published now, under the licence asked for at once
        opened = Cell(asks.availability, TERMS_UNKNOWN, None)
        return relicensed(opened, asks.terms, flags) if asks.terms is not None or flags else opened
    reach = "establish" if cell.availability == UNKNOWN else "open"
    now = replace(cell, availability=asks.availability) if reach in done else cell
    if "relicense" in done:
        return relicensed(now, asks.terms, flags)
    if "establish" in done and (asks.terms is not None or flags):
        return established(now, asks.terms, flags)
    return now


# --------------------------------------------------------------------------------------------------------- one verdict


@dataclass(frozen=True)
class _Draft:
    """A goal whose sets have not been scored yet."""

    at: int
    goal: Goal
    sets: tuple[tuple[Action, ...], ...] = ()


def _draft(rules: _Rules, at: int, number: int, most: int) -> _Draft:
    scores, target = rules.scores, rules.targets[number]
    verdict = scores.rubric.verdicts[number]
    goal = Goal(verdict.id, verdict.title, "proven", 0, 0, (), ())
    if number == scores.verdict[at]:
        return _Draft(at, goal)
    why = _unchangeable(rules, at, target)
    goal = replace(goal, state="impossible", beyond=target.sentences, why=tuple(why))
    if why:
        return _Draft(at, goal)
    cells = {member: cell_of(rules.evidence, int(scores.rows[at]), member) for member in target.asks}
    found = smallest(_blocks(rules, at, target, cells), target.least, most)
    fields = _field_actions(rules, at, target)
    if found is None:
        reason = "With every component open the conditions would still not hold."
        if target.least is not None:
            reason = f"With every component open the score would still be below {target.least:g}."
        return _Draft(at, replace(goal, why=(reason,)))
    order = {member: place for place, member in enumerate(target.asks)}
    sets = []
    for chosen in found.sets:
        kinds = {member: _kinds_of(names) for member, names in chosen if names}
        targets = _least(target, cells, kinds)
        actions = [
            action
            for member in sorted(kinds, key=order.__getitem__)
            for action in _actions(rules, cells[member], member, kinds[member], targets[member])
        ]
        sets.append((*actions, *fields))
    listed = [action for actions in sets for action in actions]
    others = [
        action
        for member, names in found.ever
        for action in _actions(rules, cells[member], member, _kinds_of(names), target.asks[member])
    ]
    options = {(action.subject, action.kind): action for action in reversed([*listed, *others])}
    always = tuple(
        (rules.evidence.components[member], kind) for member, names in found.always for kind in _kinds_of(names)
    )
    return _Draft(
        at,
        replace(
            goal,
            state="open-question" if target.sentences else "reachable",
            size=found.size + len(fields),
            count=found.count,
            always=(*always, *((action.field, action.kind) for action in fields)),
            options=tuple(sorted(options.values(), key=lambda one: _place(one, rules, order))),
            why=(),
        ),
        tuple(sets),
    )


def _place(action: Action, rules: _Rules, order: Mapping[int, int]) -> tuple[int, int]:
    """Where an action stands among others: components in the order of the verdict's conditions, then fields."""
    if action.field:
        return len(order), 0
    return order[rules.evidence.components.index(action.component)], KINDS.index(action.kind)


def _kinds_of(names: Sequence[str]) -> tuple[Kind, ...]:
    return tuple(kind for kind in KINDS if kind in names)


def _unchangeable(rules: _Rules, at: int, target: _Target) -> list[str]:
    """What no action can bring about, a sentence each."""
    scores = rules.scores
    if not rules.applies[at]:
        return ["None of what the definition asks about can exist for this release."]
    why = []
    if target.least is not None and np.isnan(scores.low[at]):
        why.append("There is no score, because nothing that has a weight applies.")
    for column, condition in target.fields:
        if scores.states[at, column] == FAILS and isinstance(condition.asks, FieldCondition):
            value = str(rules.evidence.package.releases[condition.field].iloc[int(scores.rows[at])])
            why.append(f"{field_words(condition.field, condition.asks)}, and it is {value}: that cannot be changed.")
    return why


def _field_actions(rules: _Rules, at: int, target: _Target) -> tuple[Action, ...]:
    """Facts about the release itself that would have to be established."""
    actions = []
    for column, condition in target.fields:
        asks = condition.asks
        if rules.scores.states[at, column] != UNDETERMINED or not isinstance(asks, FieldCondition):
            continue
        words = field_words(condition.field, asks)
        title, _, _ = words.partition(" must ")
        wanted = f"that {words[:1].lower()}{words[1:]}".replace(" must be ", " is ", 1)
        actions.append(Action("establish", "", condition.field, title, "", "", (), _settling(asks), wanted))
    return tuple(actions)


def _settling(asks: FieldCondition) -> str:
    """A value that proves the condition, and no more than that: a bound for numbers."""
    if asks.below is not None:
        return f"<{asks.below:g}" if isinstance(asks.below, float) else "0001-01-01"
    return f">={asks.at_least:g}" if isinstance(asks.at_least, float) else str(asks.at_least)


def _blocks(rules: _Rules, at: int, target: _Target, cells: Mapping[int, Cell]) -> list[Block]:
    """The components with what can be done about each, in groups that do not influence one another."""
    parts = [part for whole in target.parts for part in _split(whole, cells)]
    sums: list[_Sum] = []
    if target.least is not None:
        weights = rules.weights[at]
        sums = [
            _Sum(criterion, points, tuple(m for m in criterion.members if cells[m].availability != NOT_APPLICABLE))
            for criterion, points in zip(rules.scores.plan.criteria, weights.tolist(), strict=True)
            if points > 0
        ]
    tied = _tied([part.members for part in parts] + [one.members for one in sums], list(target.asks))
    return [
        _block(
            members,
            [part for part in parts if part.members[0] in members],
            [one for one in sums if one.members[0] in members],
            cells,
            target.asks,
        )
        for members in tied
    ]


@dataclass(frozen=True)
class _Sum:
    """A criterion that adds points, with those of its components that can exist."""

    criterion: engine.Criterion
    points: float
    members: tuple[int, ...]


def _split(part: _Part, cells: Mapping[int, Cell]) -> Iterator[_Part]:
    """A condition on components that can exist; one that asks for all of them becomes one for each."""
    members = tuple(member for member in part.members if cells[member].availability != NOT_APPLICABLE)
    if not part.best:
        yield from (replace(part, members=(member,)) for member in members)
    elif members:
        yield replace(part, members=members)


def _tied(groups: Sequence[tuple[int, ...]], order: Sequence[int]) -> list[tuple[int, ...]]:
    """The components of the groups, those together that some group ties together, everything in this order."""
    sets: list[set[int]] = []
    for group in groups:
        mine = set(group)
        mine.update(*(other for other in sets if other & mine))
        sets = [*(other for other in sets if not other & mine), mine]
    lists = [tuple(member for member in order if member in one) for one in sets]
    return sorted(lists, key=lambda members: order.index(members[0]))


def _block(
    members: tuple[int, ...],
    parts: Sequence[_Part],
    sums: Sequence[_Sum],
    cells: Mapping[int, Cell],
    asks: Mapping[int, _Asks],
) -> Block:
    """What can be done about each component of a block, and what each of it achieves."""
    options = []
    for member in members:
        found: list[Option] = []
        for kinds in _subsets(_kinds(cells[member], asks[member])):
            cell = _after(cells[member], asks[member], kinds)
            code = cell.availability * 4 + cell.terms
            holds = tuple(member in part.members and _holds(part, cell) for part in parts)
            credit = tuple(float(one.criterion.table[code, engine.LOW]) for one in sums)
            # subsets come smallest first: a larger one of the same effect is in no smallest set
            if not any(o.holds == holds and o.credit == credit and len(o.kinds) < len(kinds) for o in found):
                found.append(Option(kinds, holds, credit))
        options.append(tuple(found))
    places = {member: place for place, member in enumerate(members)}
    return Block(
        members=members,
        options=tuple(options),
        conditions=tuple(tuple(places[member] for member in part.members) for part in parts),
        sums=tuple((one.points, one.criterion.best, tuple(places[member] for member in one.members)) for one in sums),
    )


def _subsets(kinds: tuple[Kind, ...]) -> Iterator[tuple[Kind, ...]]:
    for size in range(len(kinds) + 1):
        yield from itertools.combinations(kinds, size)


def _holds(part: _Part, cell: Cell) -> bool:
    """Whether a component meets a condition, as `openness.engine.condition_states` has it."""
    state = int(part.table[cell.availability * 4 + cell.terms])
    if part.requirement:
        state = min(state, UNDETERMINED if cell.licence is None else cell.licence.meets(part.requirement))
    return state == HOLDS


def _least(target: _Target, cells: Mapping[int, Cell], kinds: Mapping[int, tuple[Kind, ...]]) -> dict[int, _Asks]:
    """How far each action has to go: no further than the conditions ask, where they ask for different things.

    Of two components that could each go a step less far, the earlier one does: the number of actions is what counts.
    A score asks for all there is to gain, so nothing is taken back there.
    """
    asks = {member: target.asks[member] for member in kinds}
    if target.least is not None:
        return asks

    def enough(trial: Mapping[int, _Asks]) -> bool:
        after = {m: _after(cell, trial[m], kinds[m]) if m in trial else cell for m, cell in cells.items()}
        return all(
            any(_holds(one, after[member]) for member in one.members)
            for part in target.parts
            for one in _split(part, cells)
        )

    for member, asked in asks.items():
        if sum(member in part.members for part in target.parts) < 2:
            continue
        less = [replace(asked, availability=level) for level in range(PARTIAL, asked.availability)]
        asked = next((one for one in less if enough({**asks, member: one})), asked)
        asks[member] = asked
        fewer = [replace(asked, terms=terms) for terms in (None, *range(TERMS_RESTRICTED, asked.terms or 0))]
        asked = next((one for one in fewer if enough({**asks, member: one})), asked)
        asks[member] = asked
        for name in asked.flags:
            without = replace(asks[member], flags={k: v for k, v in asks[member].flags.items() if k != name})
            if enough({**asks, member: without}):
                asks[member] = without
    return asks


def _actions(rules: _Rules, cell: Cell, member: int, kinds: Sequence[Kind], asks: _Asks) -> Iterator[Action]:
    """The actions on one component, each with no more than it is about."""
    component = rules.evidence.components[member]
    title = rules.titles.get(component, component)
    terms = "" if asks.terms is None else TERMS[asks.terms]
    reach = AVAILABILITIES[asks.availability]
    for kind in kinds:
        availability, its_terms, flags = "", "", dict[str, bool]()
        if kind == "open":
            availability = reach
            if cell.availability == CLOSED:
                its_terms, flags = terms, asks.flags
        elif kind == "relicense":
            its_terms, flags = terms, asks.flags
        else:
            availability = reach if cell.availability == UNKNOWN and asks.availability > CLOSED else ""
            if "relicense" not in kinds:
                its_terms = terms if cell.terms == TERMS_UNKNOWN else ""
                flags = {name: wanted for name, wanted in asks.flags.items() if _open_flag(cell, name, wanted)}
        given = tuple(flags.items())
        words = action_words(kind, title, cell, availability, its_terms, given, thing=component in rules.things)
        yield Action(kind, component, "", title, availability, its_terms, given, "", words)


def _open_flag(cell: Cell, name: str, wanted: bool) -> bool:
    """Whether nobody has recorded what the licence says about this."""
    return cell.licence is None or cell.licence.meets({name: wanted}) == UNDETERMINED


# ------------------------------------------------------------------------------------------------------- what follows


def _outcomes(rules: _Rules, trials: Sequence[tuple[int, tuple[Action, ...]]]) -> Iterator[Remedy]:
    """Score every set at once: one row a set, each the release it is about after the changes."""
    if not trials:
        return
    scores, evidence = rules.scores, rules.evidence
    at = np.array([place for place, _ in trials])
    rows = scores.rows[at]
    availability, terms = evidence.availability[rows], evidence.terms[rows]
    licence = evidence.licence[rows]
    states = scores.states[at].copy()
    licences = list(evidence.licences)
    numbers = {one: number for number, one in enumerate(licences)}
    column_of = {component: number for number, component in enumerate(evidence.components)}
    for trial, (_, actions) in enumerate(trials):
        for action in actions:
            if action.field:
                for column, condition in enumerate(scores.conditions):
                    if condition.field == action.field and isinstance(condition.asks, FieldCondition):
                        states[trial, column] = field_state(condition.asks, action.value)
                continue
            column = column_of[action.component]
            number = int(licence[trial, column])
            known = licences[number] if number >= 0 else None
            cell = changed(Cell(int(availability[trial, column]), int(terms[trial, column]), known), action.change)
            availability[trial, column], terms[trial, column] = cell.availability, cell.terms
            licence[trial, column] = -1
            if cell.licence is not None:
                if cell.licence not in numbers:
                    numbers[cell.licence] = len(licences)
                    licences.append(cell.licence)
                licence[trial, column] = numbers[cell.licence]
    outside = {
        column: states[:, column]
        for column, condition in enumerate(scores.conditions)
        if isinstance(condition.asks, FieldCondition)
    }
    plan, _ = scoring.compile_rubric(scores.rubric, replace(evidence, licences=tuple(licences)))
    result = engine.run(plan, availability, terms, licence, outside)
    ids = scores.verdict_ids
    (low, high, _), *_ = result.totals
    for trial in range(len(trials)):
        pair = int(result.verdict[trial]), int(result.verdict_high[trial])
        yield Remedy(
            actions=(),
            low=float(low[trial]),
            high=float(high[trial]),
            verdict=ids[pair[0]],
            verdict_high=ids[pair[1]],
            words=scoring.verdict_words(scores.rubric, *pair),
        )
