"""What it takes: the smallest sets are held against trying out every set there is."""

from __future__ import annotations

import itertools
import math
import tracemalloc
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openness.core.errors import OpennessError
from openness.facts.evidence import Evidence, resolve
from openness.facts.fact_index import AVAILABILITIES
from openness.facts.licences import HOLDS, TERMS
from openness.remedy.find import remedies, remedy
from openness.remedy.goal_words import headline, others
from openness.remedy.result import Action, Goal, Remedies
from openness.remedy.search import Block, Budget, Option, smallest
from openness.remedy.steps import blocks_of, targets_of
from openness.rubric.model import FieldCondition, Rubric
from openness.scoring.fields import field_state
from openness.scoring.scores import Scores, score
from openness.scoring.what_if import cell_of, what_if
from tests.factories import fact, package_of
from tests.scoring_cases import COMPONENTS, EXPRESSIONS, FLOPS, PARSED, cell, criterion, evidence, rubric, trees

EVERY = 10**9
FREE = EXPRESSIONS.index("MIT")
LADDER = AVAILABILITIES[:4]
# What "Unread-1.0" turns out to be at best.
READ = {name: name.replace("Unread-1.0", "MIT") for name in EXPRESSIONS}
READ |= {"MIT AND Unread-1.0": "MIT", "Llama-3 AND Unread-1.0": "MIT AND Llama-3"}


def facts() -> st.SearchStrategy[str]:
    """A cell that a real fact could state: what is closed has no licence, and terms follow from the licence."""
    licences = st.sampled_from(["", *EXPRESSIONS])
    return st.one_of(
        st.tuples(st.sampled_from(["partial", "gated", "open", "unknown"]), licences).map(
            lambda pair: f"{pair[0]}:{pair[1]}" if pair[1] else pair[0]
        ),
        st.sampled_from(["closed", "closed", "not-applicable"]),
    )


def releases() -> st.SearchStrategy[dict[str, str]]:
    return st.fixed_dictionaries({component: facts() for component in COMPONENTS})


# -------------------------------------------------------------------------------- the same, by trying everything out

Try = tuple[str, str]  # (component or field, kind)


def demands(rules: Rubric, verdict: int) -> dict[str, list[dict[str, Any]]]:
    """What a verdict asks of the licence of each component, one dict a condition."""
    wanted: dict[str, list[dict[str, Any]]] = {component: [] for component in COMPONENTS}
    requires = rules.verdicts[verdict].requires
    for name, asks in requires.criteria.items():
        asked: dict[str, Any] = {**(asks.licence or {})} | ({"terms": asks.terms} if asks.terms else {})
        for member in rules.criteria[name].members:
            if asked:
                wanted[member].append(asked)
    if requires.score is not None and rules.terms is not None:
        for one in rules.criteria.values():
            for member in one.members:
                if one.terms != "ignore":
                    wanted[member].append({"terms": "open"})
    return wanted


def allows(licence: str, asked: dict[str, Any]) -> bool:
    """Whether a named licence is known to give all that is asked; its terms as a whole have to be known."""
    terms = PARSED[licence].terms
    least = TERMS.index(asked.get("terms", "none"))
    flags = {name: value for name, value in asked.items() if name != "terms"}
    if "terms" in asked and (TERMS[terms] in ("unknown", "not-open") or terms < least):
        return False
    return not flags or PARSED[licence].meets(asked) == 2


def candidates(rules: Rubric, verdict: int, release: dict[str, str], flops: str) -> list[Try]:
    found: list[Try] = []
    for component, wanted in demands(rules, verdict).items():
        have, _, licence = cell(release[component])
        if have in ("closed", "partial", "gated"):
            found.append((component, "open"))
        hopeless = [asked for asked in wanted if licence and not allows(READ[licence], asked)]
        silent = [asked for asked in wanted if asked not in hopeless and not (licence and allows(licence, asked))]
        if have not in ("closed", "not-applicable") and hopeless:
            found.append((component, "relicense"))
        if have == "unknown" or (have not in ("closed", "not-applicable") and silent):
            found.append((component, "establish"))
    field = rules.verdicts[verdict].requires.release
    if field and (not flops or flops[0] in "<>"):
        found.append(("training_flop", "establish"))
    return found


def after(release: dict[str, str], done: frozenset[Try]) -> dict[str, str]:
    """The release after some actions, each taken as far as it goes."""
    then = {}
    for component, text in release.items():
        have, _, licence = cell(text)
        if (component, "open") in done:
            have, licence = "open", "MIT" if have == "closed" else licence
        if (component, "establish") in done:
            have, licence = "open" if have == "unknown" else have, READ[licence] if licence else "MIT"
        if (component, "relicense") in done:
            licence = "MIT"
        then[component] = f"{have}:{licence}" if licence else have
    return then


def reached(rules: Rubric, verdict: int, facts_now: Evidence) -> np.ndarray[Any, Any]:
    """For each release whether everything that can be recorded of a verdict holds."""
    scores = score(rules, facts_now)
    columns = [
        number
        for number, condition in enumerate(scores.conditions)
        if condition.verdict == verdict and condition.subject != "undetermined"
    ]
    alive = scores.applicable.any(axis=1)
    return alive & (scores.states[:, columns] == 2).all(axis=1)


def brute_force(rules: Rubric, verdict: int, release: dict[str, str], flops: str) -> set[frozenset[Try]]:
    """The smallest of all sets of actions that reach the verdict."""
    tries = candidates(rules, verdict, release, flops)
    bounds = rules.verdicts[verdict].requires.release or {}
    for size in range(len(tries) + 1):
        sets = [frozenset(chosen) for chosen in itertools.combinations(tries, size)]
        told = {}
        for number, chosen in enumerate(sets):
            value = flops
            if ("training_flop", "establish") in chosen:
                value = next((one for one in VALUES if fits(one, bounds["training_flop"], flops)), flops)
            told[f"r{number}"] = {"training_flop": value}
        then = evidence({f"r{number}": after(release, chosen) for number, chosen in enumerate(sets)}, told)
        good = {chosen for chosen, works in zip(sets, reached(rules, verdict, then), strict=True) if works}
        if good:
            return good
    return set()


#: Numbers on both sides of every bound that the rubrics ask for.
VALUES = ("1", "9.9e22", "1e23", "2e24", "9.9e24", "1e25", "2e25", "9e99")


def fits(value: str, asks: FieldCondition, flops: str) -> bool:
    """Whether a number is what the condition asks for, and what the stated bound leaves possible."""
    number, stated = float(value), float(flops.strip("<>=") or "nan")
    sign = flops.rstrip("0123456789.e+")
    known = {"<": number < stated, "<=": number <= stated, ">": number > stated, ">=": number >= stated}
    return field_state(asks, value) == HOLDS and (known[sign] if sign else flops in ("", value))


def tried(actions: tuple[Action, ...]) -> frozenset[Try]:
    return frozenset((action.subject, action.kind) for action in actions)


@settings(max_examples=75, deadline=None)
@given(trees(), releases(), st.sampled_from(["", *FLOPS]))
def test_the_sets_are_all_the_smallest_ones_there_are(
    tree: dict[str, Any], release: dict[str, str], flops: str
) -> None:
    rules = Rubric.model_validate(tree)
    now = evidence({"one": release, "ideal": {COMPONENTS[0]: "open:MIT"}}, {"one": {"training_flop": flops}})
    scores = score(rules, now)

    found = remedy(scores, now, "one", most=EVERY)

    assert len(found.goals) == min(int(scores.verdict[0]) + 1, len(rules.verdicts))
    for number, goal in enumerate(found.goals):
        if goal.state == "proven":
            assert number == scores.verdict[0]
            assert not goal.remedies
            continue
        expected = brute_force(rules, number, release, flops)
        assert {tried(one.actions) for one in goal.remedies} == expected, goal
        assert len(goal.remedies) == goal.count == len(expected), "each is there once, and all are counted"
        assert (goal.state == "impossible") == (not expected)
        assert bool(goal.why) == (not expected)
        assert set(goal.always) == (frozenset.intersection(*expected) if expected else set())
        assert {(action.subject, action.kind) for action in goal.options} == set().union(*expected)
        assert {len(one.actions) for one in goal.remedies} <= {goal.size}


@settings(max_examples=50, deadline=None)
@given(trees(), releases())
def test_acting_on_a_set_gives_what_was_promised(tree: dict[str, Any], release: dict[str, str]) -> None:
    rules = Rubric.model_validate(tree)
    now = evidence({"one": release, "other": {COMPONENTS[0]: "open:MIT"}}, {"one": {"training_flop": "1e24"}})
    found = remedy(score(rules, now), now, "one", most=3)

    for number, goal in enumerate(found.goals):
        for one in goal.remedies:
            then = what_if(now, "one", one.changes)
            scores = score(rules, then)
            assert reached(rules, number, then)[0]
            assert (scores.low[0], scores.high[0]) == pytest.approx((one.low, one.high), nan_ok=True)
            ids = scores.verdict_ids
            assert (ids[scores.verdict[0]], ids[scores.verdict_high[0]]) == (one.verdict, one.verdict_high)
            if goal.state == "reachable":
                assert scores.verdict[0] <= number


@settings(max_examples=50, deadline=None)
@given(trees(), releases())
def test_no_action_asks_for_more_than_the_conditions_do(tree: dict[str, Any], release: dict[str, str]) -> None:
    rules = Rubric.model_validate(tree)
    now = evidence({"one": release, "other": {COMPONENTS[0]: "open:MIT"}}, {"one": {"training_flop": "1e24"}})
    found = remedy(score(rules, now), now, "one", most=3)

    for number, goal in enumerate(found.goals):
        if rules.verdicts[number].requires.score is not None:
            continue  # of a score it is the number of actions that is least
        for one in goal.remedies:
            for place, action in enumerate(one.actions):
                for less in weaker(action):
                    changes = [*one.changes[:place], less.change, *one.changes[place + 1 :]]
                    assert not reached(rules, number, what_if(now, "one", changes))[0], (action, less)


def weaker(action: Action) -> list[Action]:
    """The action one step less far in one respect."""
    found = []
    if action.availability:
        below = LADDER[: LADDER.index(action.availability)][1:]
        found += [replace(action, availability=level) for level in below[-1:]]
    if action.terms == "open":
        found.append(replace(action, terms="restricted"))
    if action.flags:
        found.append(replace(action, flags=()))
    return found


# ------------------------------------------------------------------------------------------------------- single rules


def goals(rules: Rubric, fields: dict[str, str] | None = None, **release: str) -> dict[str, Goal]:
    now = evidence({"one": release}, {"one": fields or {}})
    return {goal.verdict: goal for goal in remedy(score(rules, now), now, "one").goals}


def words(goal: Goal) -> list[list[str]]:
    return [[f"{action.kind}: {action.words}" for action in one.actions] for one in goal.remedies]


WEIGHTS_AND_CODE = {
    "d": {"criteria": {"weights": criterion({"any": ["base", "tuned"]}), "code": criterion("training_code")}}
}


def asking(**requires: Any) -> Rubric:
    return rubric(WEIGHTS_AND_CODE, [{"id": "top", "title": "Top", "requires": requires}], terms=FACTORS)


FACTORS = {"open": 1, "restricted": 0.5, "none": 0.5}
OPEN = {"availability": "open", "terms": "open"}


def test_the_three_kinds_are_told_apart() -> None:
    rules = asking(weights=OPEN, code=OPEN)

    goal = goals(rules, base="gated:Llama-3", tuned="closed", training_code="unknown")["top"]

    assert goal.size == 2
    assert words(goal) == [
        [
            "open: publish all of “Tuned” under open terms (now closed)",
            "establish: that all of “Training code” is public under open terms",
        ]
    ]


def test_what_is_gated_and_restricted_takes_two_acts() -> None:
    goal = goals(asking(weights=OPEN), base="gated:Llama-3", tuned="not-applicable", training_code="closed")["top"]

    assert words(goal) == [
        [
            "open: take away the sign-up before “Base” (now behind a sign-up)",
            "relicense: put “Base” under open terms (now Llama-3, restricted terms)",
        ]
    ]


def test_terms_that_nobody_read_are_established_and_not_changed() -> None:
    goal = goals(asking(code=OPEN), base="closed", tuned="closed", training_code="open:Unread-1.0")["top"]

    assert words(goal) == [
        ["establish: that “Training code”, which is open, is under open terms (Unread-1.0)"],
    ]


def test_a_flag_of_the_licence_is_named() -> None:
    rules = asking(weights={"availability": "gated", "licence": {"user_threshold": False, "non_commercial": False}})

    goal = goals(rules, base="gated:Llama-3", tuned="closed", training_code="closed")["top"]

    # Llama-3 is not recorded to bar commerce, so only the threshold is in the way; opening the other one works too
    assert words(goal) == [
        [
            "relicense: put “Base” under a licence that must not depend on the number of users "
            "(now Llama-3, restricted terms)"
        ],
        [
            "open: publish all of “Tuned” under a licence that must not depend on the number of users and must allow "
            "commercial use, at most behind a sign-up that anyone is granted (now closed)"
        ],
    ]


def test_a_proven_verdict_takes_nothing() -> None:
    [goal] = goals(asking(code=OPEN), base="closed", tuned="closed", training_code="open:MIT").values()

    assert (goal.state, goal.size, goal.count, goal.remedies) == ("proven", 0, 0, ())


def test_a_field_of_the_release_cannot_be_changed_but_can_be_established() -> None:
    rules = asking(code=OPEN, release={"training_flop": {"below": 1e25}})
    facts_known = {"base": "closed", "tuned": "closed", "training_code": "closed"}

    over = goals(rules, {"training_flop": "3e25"}, **facts_known)["top"]
    unknown = goals(rules, {"training_flop": ""}, **facts_known)["top"]

    assert over.state == "impossible"
    assert over.why == ("Training compute (FLOP) must be below 1e25, and it is 3e25: that cannot be changed.",)
    assert words(unknown)[0][1] == "establish: that training compute (FLOP) is below 1e25"
    assert unknown.remedies[0].verdict == "top"


def test_a_condition_without_facts_stays_an_open_question() -> None:
    tree = {"id": "top", "title": "Top", "requires": {"code": OPEN}, "undetermined": ["Nobody has to pay"]}
    goal = goals(rubric(WEIGHTS_AND_CODE, [tree]), base="closed", tuned="closed", training_code="closed")["top"]

    assert goal.state == "open-question"
    assert goal.beyond == ("Nobody has to pay",)
    assert goal.remedies[0].words == "may reach “Top”: facts are missing"


def test_a_score_is_reached_by_the_fewest_components() -> None:
    parts = [f"part_{letter}" for letter in "abcdefghijklmnopqrst"]
    rules = rubric(
        {"d": {"criteria": {name.replace("_", "-"): criterion(name) for name in parts}}},
        [{"id": "half", "title": "Half", "requires": {"score": {"at_least": 50}}}],
    )

    goal = goals(rules, **dict.fromkeys(parts, "closed"))["half"]

    assert (goal.size, goal.count, len(goal.remedies)) == (10, 184_756, 20), "20 choose 10 are counted, not listed"
    assert goal.always == ()
    assert len(goal.options) == 20, "also those that stand in no set that is listed"
    assert {one.low for one in goal.remedies} == {50.0}


def test_a_score_that_cannot_be_reached_says_so() -> None:
    rules = rubric(
        WEIGHTS_AND_CODE,
        [{"id": "top", "title": "Top", "requires": {"score": {"at_least": 80}}}],
        credit={"open": 0.7, "gated": 0.5, "partial": 0.1, "closed": 0},
    )

    goal = goals(rules, base="closed", tuned="closed", training_code="closed")["top"]

    assert goal.state == "impossible"
    assert goal.why == ("With every component open the score would still be below 80.",)


def test_a_release_for_which_nothing_applies_reaches_nothing() -> None:
    none = dict.fromkeys(("base", "tuned", "training_code"), "not-applicable")

    goal = goals(asking(code=OPEN), **none)["top"]

    assert goal.state == "impossible"
    assert goal.why == ("None of what the definition asks about can exist for this release.",)


def test_many_releases_at_once_are_what_each_is_alone() -> None:
    rules = asking(weights=OPEN, code=OPEN)
    now = evidence(
        {
            "a": {"base": "gated:Llama-3", "tuned": "closed", "training_code": "unknown"},
            "b": {"base": "open:MIT", "tuned": "open", "training_code": "open:MIT"},
            "c": {"base": "partial", "tuned": "partial:none", "training_code": "closed"},
        }
    )
    scores = score(rules, now)

    together = remedies(scores, now)

    assert [one.release for one in together] == ["a", "b", "c"]
    assert list(together) == [remedy(scores, now, name) for name in "abc"]


def test_a_definition_that_ties_too_much_together_is_refused_in_a_sentence() -> None:
    parts = [f"part_{number:02}" for number in range(30)]
    rules = rubric(
        {"d": {"criteria": {"one": criterion({"any": parts}), "all": criterion({"all": parts})}}},
        [{"id": "top", "title": "Top", "requires": {"score": {"at_least": 90}}}],
    )
    now = evidence({"one": dict.fromkeys(parts, "closed")})

    with pytest.raises(OpennessError, match="ties 30 components together in more ways than can be searched"):
        remedy(score(rules, now), now, "one")


def test_a_release_that_was_not_scored_is_an_error() -> None:
    now = evidence({"one": {"base": "closed", "tuned": "closed", "training_code": "closed"}})

    with pytest.raises(KeyError, match="'two' is not among the 1 scored"):
        remedy(score(asking(code=OPEN), now), now, "two")


def test_a_release_of_which_nothing_is_recorded_is_told_what_to_establish() -> None:
    package = package_of(releases=["silent", "other"], facts=[fact("other", "training_code", "open", "MIT")])
    rules = rubric(
        {"d": {"criteria": {"code": criterion("training_code"), "data": criterion("pretraining_data")}}},
        [{"id": "top", "title": "Top", "requires": {"code": OPEN, "data": {"availability": "gated"}}}],
    )
    now = resolve(package)

    found: Remedies = remedy(score(rules, now), now, "silent")

    assert words(found.goals[0]) == [
        [
            "establish: that all of “Training code” is public under open terms",
            "establish: that all of “Pretraining data” can be had, at most after a sign-up",
        ]
    ]


def uneven(number: int, verdicts: int = 1) -> tuple[Scores, Evidence]:
    """A release with nothing open under a definition of so many criteria whose weights have no common measure."""
    parts = [f"part_{number:02}" for number in range(number)]
    rules = rubric(
        {
            "d": {
                "criteria": {
                    name.replace("_", "-"): criterion(name, weight=round(1 + math.sqrt(place + 2) % 1, 6))
                    for place, name in enumerate(parts)
                }
            }
        },
        [
            {"id": f"v{bar}", "title": "V", "requires": {"score": {"at_least": bar}}}
            for bar in range(50, 50 - verdicts, -1)
        ],
    )
    now = evidence({"one": dict.fromkeys(parts, "closed")})
    return score(rules, now), now


def test_ways_without_end_are_counted_until_the_steps_are_used_up() -> None:
    scores, now = uneven(28, verdicts=4)
    tracemalloc.start()
    try:
        found = remedy(scores, now, "one").goals
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()

    assert peak < 200e6
    assert not all(goal.counted for goal in found)
    for goal in found:
        assert goal.count >= len(goal.remedies) > 0
        assert all(one.low >= float(goal.verdict[1:]) for one in goal.remedies)
        if not goal.counted:
            assert "more than " in headline(goal)
            assert others(goal).startswith("more")


def test_a_count_that_was_given_up_is_not_larger_than_the_whole_one() -> None:
    scores, now = uneven(16)
    whole = remedy(scores, now, "one").goals[0]
    assert whole.counted
    blocks = blocks_of(
        scores.plan.criteria,
        (scores.effective_weights[0] * 100).tolist(),
        targets_of(scores)[0],
        {member: cell_of(now, 0, member) for member in targets_of(scores)[0].asks},
    )
    for steps in (0, 10, 100, 1000):
        part = smallest(blocks, 50, 3, Budget(count=steps))
        assert part is not None
        assert not part.counted
        assert part.size == whole.size
        assert len(part.sets) == min(3, whole.count)
        assert part.count <= whole.count


def test_a_block_whose_condition_nothing_meets_has_no_set() -> None:
    never = Block((0,), ((Option((), (False,), ()), Option(("open",), (False,), ())),), ((0,),), ())
    fine = Block((1,), ((Option((), (True,), ()),),), ((0,),), ())

    assert smallest([fine, never], None, 5) is None
    assert smallest([fine], None, 5) is not None


def test_the_last_step_of_a_budget_may_be_taken() -> None:
    shut, opened = Option((), (True,), (0.0,)), Option(("open",), (True,), (1.0,))
    block = Block((0,), ((shut, opened),), ((0,),), ((1.0, True, (0,)),))
    for steps, counted in ((2, True), (1, False)):  # two ways to deal with the one component
        found = smallest([block], 1.0, 5, Budget(search=2, count=steps))
        assert found is not None
        assert (found.size, found.count, found.counted) == (1, 1, counted)
    with pytest.raises(OpennessError, match="more ways than can be searched"):
        smallest([block], 1.0, 5, Budget(search=1))
