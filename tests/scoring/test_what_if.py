"""Evidence as it would be: only what is asked for moves, and the real evidence stays what it is."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from openness.core.errors import OpennessError
from openness.core.paths import ROOT
from openness.facts.evidence import Evidence, resolve
from openness.facts.fact_index import AVAILABILITIES
from openness.facts.licences import TERMS
from openness.facts.package import load_package
from openness.query.grammar import Query
from openness.remedy.find import remedies
from openness.rubric.model import Rubric
from openness.scoring.answer import answer, rubric_titles
from openness.scoring.scores import score
from openness.scoring.what_if import Change, Move, compare, switches, what_if
from tests.factories import fact, package_of
from tests.scoring_cases import criterion, rubric

ASKS = {"availability": "open", "terms": "open", "licence": {"user_threshold": False, "osi_approved": True}}


def small() -> Evidence:
    return resolve(
        package_of(
            releases=["one", "two"],
            facts=[
                fact("one", "training_code", "closed"),
                fact("one", "base_weights", "gated", "Llama-3-Community"),
                fact("one", "architecture", "open", "Apache-2.0"),
                fact("one", "api", "not-applicable"),
                fact("two", "training_code", "partial", "MIT"),
            ],
        )
    )


def rules(component: str = "base_weights", **asks: object) -> Rubric:
    verdict = {"id": "top", "title": "Top", "requires": {"it": asks or ASKS}}
    factors = {"open": 1, "restricted": 0.5, "none": 0.5}
    return rubric({"d": {"criteria": {"it": criterion(component)}}}, [verdict], terms=factors)


def words(now: Evidence, component: str, release: str = "one") -> tuple[str, str, str]:
    at = now.releases.index(release), now.components.index(component)
    licence = int(now.licence[at])
    expression = now.licences[licence].expression if licence >= 0 else ""
    return AVAILABILITIES[now.availability[at]], TERMS[now.terms[at]], expression


def test_only_the_release_that_is_meant_changes_and_the_evidence_itself_stays() -> None:
    now = small()
    before = now.availability.copy()

    then = what_if(now, "one", [Change("training_code", "open", "open")])

    assert words(then, "training_code")[:2] == ("open", "open")
    assert words(then, "training_code", "two") == ("partial", "open", "MIT")
    assert np.array_equal(now.availability, before)
    assert (then.availability != now.availability).sum() == 1
    assert then.fact[0, then.components.index("training_code")] == -1, "no fact says so"
    assert not then.availability.flags.writeable


def test_what_is_closed_has_no_licence_and_what_is_opened_has_none_until_one_is_chosen() -> None:
    now = small()

    assert words(what_if(now, "one", [Change("base_weights", "closed")]), "base_weights") == ("closed", "unknown", "")
    assert words(what_if(now, "one", [Change("training_code", "open")]), "training_code") == ("open", "unknown", "")


def test_open_terms_say_all_that_an_open_licence_says_and_restricted_ones_say_nothing_more() -> None:
    now = small()

    def state(*changes: Change) -> int:
        return int(score(rules(), what_if(now, "one", changes)).states[0, 0])

    assert state() == 0
    assert state(Change("base_weights", "open", "open")) == 2
    assert state(Change("base_weights", "open", "restricted")) == 0
    asks = {"availability": "gated", "licence": {"user_threshold": False}}
    then = what_if(now, "one", [Change("base_weights", "", "restricted")])
    assert score(rules(**asks), then).states[0, 0] == 1, "nobody said what the licence holds"


def test_at_least_never_takes_anything_away() -> None:
    now = small()
    changes = [
        Change("architecture", "partial", "restricted", at_least=True),
        Change("api", "open", "open", at_least=True),
    ]

    then = what_if(now, "one", changes)

    assert words(then, "architecture") == ("open", "open", "Apache-2.0")
    assert words(then, "api")[0] == "not-applicable"
    assert np.array_equal(then.licence, now.licence)


def test_a_better_licence_is_offered_beside_the_old_one() -> None:
    flags = (("user_threshold", False),)

    then = what_if(small(), "one", [Change("base_weights", "", "restricted", flags, at_least=True)])

    availability, terms, expression = words(then, "base_weights")
    assert (availability, terms) == ("gated", "restricted")
    assert expression == "(Llama-3-Community) OR (some-licence)"
    assert score(rules(availability="gated", licence={"user_threshold": False}), then).states[0, 0] == 2


def test_a_field_of_the_release_can_be_otherwise() -> None:
    now = small()
    asks = {"id": "top", "title": "Top", "requires": {"release": {"training_flop": {"below": 1e25}}}}
    bound = rubric({"d": {"criteria": {"it": criterion("architecture")}}}, [asks])

    then = what_if(now, "one", [Change(field="training_flop", value="<1e25")])

    assert score(bound, now).states[:, 0].tolist() == [1, 1]
    assert score(bound, then).states[:, 0].tolist() == [2, 1]


@pytest.mark.parametrize(
    ("release", "change", "message"),
    [
        ("on", Change("training_code", "open"), "there is no release 'on'; did you mean 'one'?"),
        ("one", Change("training_cod", "open"), "no component 'training_cod'; did you mean 'training_code'?"),
        ("one", Change("training_code", "opened"), "no availability 'opened'; did you mean 'open'?"),
        ("one", Change("training_code", "open", "free"), "no terms 'free'; one of: none, restricted, open"),
        ("one", Change(field="training_flops"), "no field 'training_flops'; did you mean 'training_flop'?"),
    ],
)
def test_what_does_not_exist_is_named_with_what_was_meant(release: str, change: Change, message: str) -> None:
    with pytest.raises(OpennessError) as error:
        what_if(small(), release, [change])
    assert message in str(error.value)


def test_every_definition_is_set_beside_what_it_says_now() -> None:
    lenient, strict = rules(availability="gated"), rules()

    better = compare([lenient, strict], small(), "one", [Change("base_weights", "open", "open")])
    worse = compare([lenient], small(), "one", [Change("base_weights", "closed")])

    assert [(move.before, move.after, move.direction) for move in better] == [
        ("Top", "Top", "same"),
        ("Not open", "Top", "better"),
    ]
    assert (better[1].low_before, better[1].low_after) == (37.5, 100)
    assert [(move.after, move.direction) for move in worse] == [("Not open", "worse")]
    assert isinstance(worse[0], Move)


@pytest.fixture(scope="module")
def data() -> Path:
    return ROOT / "data"


def test_on_the_real_data_every_set_reaches_its_verdict_and_so_do_the_switches_it_stands_for(data: Path) -> None:
    package = load_package(data)
    tried = 0
    for name in rubric_titles(package):
        shown = answer(package, Query(rubric=name))
        scores = shown.scores.subset(range(0, len(shown.selected), 12))
        for one in remedies(scores, shown.evidence, most=2):
            for goal in one.goals:
                if goal.state != "reachable":
                    assert goal.remedies or goal.why or goal.state == "proven"
                    continue
                aim = scores.verdict_ids.index(goal.verdict)
                for remedy in goal.remedies:
                    assert scores.verdict_ids.index(remedy.verdict) <= aim, (one.release, goal.verdict)
                    assert len(remedy.actions) == goal.size
                    tried += 1
                first = goal.remedies[0]
                if any(action.field for action in first.actions):
                    continue
                set_by_hand = [Change(component, *given) for component, given in switches(first.changes).items()]
                then = what_if(shown.evidence, one.release, set_by_hand)
                [verdict] = score(shown.rubric, then, rows=[then.releases.index(one.release)]).verdict
                assert verdict <= aim, (one.release, goal.verdict, set_by_hand)
    assert tried > 200
