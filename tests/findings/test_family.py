"""A line of releases: what differs from one to the next, and what leaves nothing."""

from __future__ import annotations

from openness.findings.family import Difference, finding, steps
from openness.findings.loosen import loosen
from openness.query.grammar import Query
from openness.scoring.answer import answer
from tests.factories import fact, package_of
from tests.shared import LIVE


def test_each_release_is_set_beside_the_one_before_it_and_unknown_differs_from_nothing() -> None:
    package = package_of(
        releases=[
            {"release": "three", "released": "2025-01", "family": "line"},
            {"release": "one", "released": "2023-01-05", "claim": "open-source", "family": "line"},
            {"release": "two", "released": "2024-01-05", "claim": "open", "family": "line"},
        ],
        facts=[
            fact("one", "enduser_weights", "open", "Apache-2.0"),
            fact("one", "training_code", "open", "MIT"),
            fact("two", "enduser_weights", "gated", "Llama-3-Community"),
            fact("two", "training_code", "closed"),
            fact("three", "enduser_weights", "gated", "Llama-3-Community"),
        ],
    )
    shown = answer(package, Query(family=("line",)))

    found = steps(shown)

    assert [(step.release, step.before) for step in found] == [("three", "two"), ("two", "one"), ("one", "")]
    assert found[0].differences == ()
    named = {difference.what: (difference.before, difference.after) for difference in found[1].differences}
    assert named["claim"] == ("open-source", "open")
    assert named["licence"] == ("Apache-2.0", "Llama-3-Community")
    assert Difference("training_code", "open", "closed") in found[1].differences
    assert Difference("enduser_weights", "open", "gated") in found[1].differences
    assert "5 January 2023 to January 2025" in finding(shown)


def test_finding_counts_as_the_scores_do() -> None:
    shown = LIVE.answer(Query(family=("olmo",)))
    proven = sum(verdict <= shown.rubric.goal for verdict in shown.scores.verdict.tolist())
    assert finding(shown).startswith(f"{len(shown.selected)} releases, ")
    assert f": {proven} of {len(shown.selected)} shown to reach" in finding(shown)


def test_filter_to_loosen_is_the_one_without_which_most_is_left() -> None:
    left = {"vendor": 3, "claim": 7, "size": 7, "as_of": 1}

    def count(query: Query) -> int:
        asked = Query(vendor=("a",), claim=("open",), size="7..", as_of="2024")
        [gone] = [name for name in left if getattr(query, name) != getattr(asked, name)]
        return left[gone]

    assert loosen(Query(vendor=("a",), claim=("open",), size="7..", as_of="2024"), count) == ("claim", 7)
    assert loosen(Query(vendor=("a",)), lambda _: 0) == ("", 0)
    assert loosen(Query(), lambda _: 5) == ("", 0)
