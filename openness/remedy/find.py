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

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from openness.core.arrays import Flags, Floats
from openness.core.wording import stated
from openness.facts.evidence import Evidence
from openness.facts.fact_index import AVAILABILITIES, CLOSED, UNKNOWN
from openness.facts.licences import FAILS, HOLDS, TERMS, TERMS_UNKNOWN, UNDETERMINED
from openness.remedy.result import Action, Goal, Remedies, Remedy
from openness.remedy.search import Budget, Found, Ways, no_ways, smallest
from openness.remedy.steps import KINDS, Asks, Kind, Target, blocks_of, least_asks, targets_of
from openness.remedy.words import action_words, field_words
from openness.rubric.model import FieldCondition
from openness.scoring import engine
from openness.scoring import scores as scoring
from openness.scoring.compile import compile_rubric
from openness.scoring.fields import field_state
from openness.scoring.scores import Scores
from openness.scoring.what_if import Cell, cell_of, changed

MOST = 20
"""Sets listed for each verdict; all are counted."""


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
    budgets = [Budget() for _ in scores.releases]
    drafts = [_draft(rules, at, number, most, budgets[at]) for at, number in wanted]
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


@dataclass(frozen=True)
class _Rules:
    """A rubric with its targets, and the evidence it is applied to."""

    scores: Scores
    evidence: Evidence
    targets: tuple[Target, ...]
    titles: Mapping[str, str]
    things: frozenset[str]  # components that can be published, which a service or a judgement of licences cannot
    weights: Floats  # points of 100 that each criterion is worth, releases x criteria
    applies: Flags
    ways: Ways = field(default_factory=no_ways)  # kept for all releases that are asked about at once

    def goals(self, at: int) -> range:
        """The verdicts better than the one proven, and the one proven unless it is `otherwise`."""
        return range(min(int(self.scores.verdict[at]) + 1, len(self.targets)))


def _rules(scores: Scores, evidence: Evidence) -> _Rules:
    components = evidence.package.components
    titles = dict(components[["component", "title"]].to_numpy().tolist())
    things = frozenset(components.loc[components["group"] != "access", "component"])
    weights = scores.effective_weights * 100
    applies = np.logical_or.reduce(scores.applicable, axis=1)
    return _Rules(scores, evidence, targets_of(scores), titles, things, weights, np.asarray(applies))


@dataclass(frozen=True)
class _Draft:
    """A goal whose sets have not been scored yet."""

    at: int
    goal: Goal
    sets: tuple[tuple[Action, ...], ...] = ()


def _draft(rules: _Rules, at: int, number: int, most: int, budget: Budget) -> _Draft:
    scores, target = rules.scores, rules.targets[number]
    verdict = scores.rubric.verdicts[number]
    goal = Goal(verdict.id, verdict.title, "proven", 0, 0, (), ())
    if number == scores.verdict[at]:
        return _Draft(at, goal)
    why = _unchangeable(rules, at, target)
    goal = replace(goal, state="impossible", beyond=target.sentences, assumed=verdict.assumed, why=tuple(why))
    if why:
        return _Draft(at, goal)
    cells = {member: cell_of(rules.evidence, int(scores.rows[at]), member) for member in target.asks}
    blocks = blocks_of(scores.plan.criteria, rules.weights[at].tolist(), target, cells)
    found = smallest(blocks, target.least, most, budget, rules.ways)
    if found is None:
        reason = "With every component open the conditions would still not hold."
        if target.least is not None:
            reason = f"With every component open the score would still be below {stated(target.least)}."
        return _Draft(at, replace(goal, why=(reason,)))
    fields = _field_actions(rules, at, target)
    sets, options = _sets(rules, target, cells, found)
    always = [(rules.evidence.components[member], kind) for member, names in found.always for kind in _kinds_of(names)]
    goal = replace(
        goal,
        state="open-question" if target.sentences else "reachable",
        size=found.size + len(fields),
        count=found.count,
        counted=found.counted,
        always=(*always, *((action.field, action.kind) for action in fields)),
        options=(*options, *fields),
    )
    return _Draft(at, goal, tuple((*actions, *fields) for actions in sets))


def _sets(
    rules: _Rules, target: Target, cells: Mapping[int, Cell], found: Found
) -> tuple[list[list[Action]], list[Action]]:
    """The sets that were found as actions, and every action that stands in some set, in the order of the verdict."""
    order = {member: place for place, member in enumerate(target.asks)}
    full: dict[tuple[int, tuple[str, ...]], list[Action]] = {}  # actions that go as far as the verdict asks

    def acts(member: int, names: tuple[str, ...]) -> list[Action]:
        if (member, names) not in full:
            asks = target.asks[member]
            full[member, names] = list(_actions(rules, cells[member], member, _kinds_of(names), asks))
        return full[member, names]

    sets = []
    for chosen in found.sets:
        taken = sorted(((member, names) for member, names in chosen if names), key=lambda one: order[one[0]])
        short = least_asks(target, cells, {member: _kinds_of(names) for member, names in taken})
        actions: list[Action] = []
        for member, names in taken:
            if member in short:
                actions += _actions(rules, cells[member], member, _kinds_of(names), short[member])
            else:
                actions += acts(member, names)
        sets.append(actions)
    listed = [action for actions in sets for action in actions]
    others = [action for member, names in found.ever for action in acts(member, names)]
    first = {(action.component, action.kind): action for action in reversed([*listed, *others])}
    return sets, sorted(first.values(), key=lambda one: _place(one, rules, order))


def _place(action: Action, rules: _Rules, order: Mapping[int, int]) -> tuple[int, int]:
    """Where an action stands among others: in the order of the verdict's conditions, then of the kinds."""
    return order[rules.evidence.components.index(action.component)], KINDS.index(action.kind)


def _kinds_of(names: Sequence[str]) -> tuple[Kind, ...]:
    return tuple(kind for kind in KINDS if kind in names)


def _unchangeable(rules: _Rules, at: int, target: Target) -> list[str]:
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


def _field_actions(rules: _Rules, at: int, target: Target) -> tuple[Action, ...]:
    """Facts about the release itself that would have to be established."""
    actions = []
    for column, condition in target.fields:
        asks = condition.asks
        if rules.scores.states[at, column] != UNDETERMINED or not isinstance(asks, FieldCondition):
            continue
        words = field_words(condition.field, asks)
        title, _, _ = words.partition(" must ")
        wanted = f"that {words[:1].lower()}{words[1:]}".replace(" must be ", " is ", 1)
        value = str(rules.evidence.package.releases[condition.field].iloc[int(rules.scores.rows[at])])
        settling = _settling(asks, value)
        actions.append(Action("establish", "", condition.field, title, "", "", (), settling, wanted))
    return tuple(actions)


def _settling(asks: FieldCondition, recorded: str) -> str:
    """A value that proves the condition, and no more than that: a bound for numbers, the least one where two are asked.

    Args:
        asks: The condition, which what is recorded leaves open.
        recorded: The value of the field now.
    """
    if asks.below is not None and asks.at_least is not None:
        least = str(asks.at_least)
        known = recorded.strip().lstrip("<>=").strip()
        return known if recorded.strip().startswith(">") and field_state(asks, known) == HOLDS else least
    if asks.below is not None:
        return f"<{asks.below:g}" if isinstance(asks.below, float) else "0001-01-01"
    return f">={asks.at_least:g}" if isinstance(asks.at_least, float) else str(asks.at_least)


def _actions(rules: _Rules, cell: Cell, member: int, kinds: Sequence[Kind], asks: Asks) -> Iterator[Action]:
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
                its_terms = terms if cell.terms >= TERMS_UNKNOWN else ""
                flags = {name: wanted for name, wanted in asks.flags.items() if _open_flag(cell, name, wanted)}
        given = tuple(flags.items())
        words = action_words(kind, title, cell, availability, its_terms, given, thing=component in rules.things)
        yield Action(kind, component, "", title, availability, its_terms, given, "", words)


def _open_flag(cell: Cell, name: str, wanted: bool) -> bool:
    """Whether nobody has recorded what the licence says about this."""
    return cell.licence is None or cell.licence.meets({name: wanted}) == UNDETERMINED


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
    plan, _ = compile_rubric(scores.rubric, replace(evidence, licences=tuple(licences)))
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
