"""What differs between two editions, held against the same worked out again in plain Python."""

from __future__ import annotations

from itertools import combinations, permutations
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml

from openness.editions.causes import Change
from openness.editions.compare import Diff, compare
from openness.facts.licences import TERMS, Licence, licence_terms
from openness.query.grammar import Query
from openness.robustness.intervals import robustness
from openness.rubric.load import load_rubric
from openness.rubric.model import Rubric
from openness.scoring.answer import Answer, answer
from tests.editions.made_up import COMPONENTS, RUBRIC, MadeUp, made_up, url
from tests.factories import fact, package_of
from tests.scoring_reference import totals, verdicts

EDITIONS = made_up()
TREE: dict[str, Any] = yaml.safe_load(RUBRIC)
FLAGS = ("user_threshold", "osi_approved")


@pytest.fixture(scope="module")
def rubric(tmp_path_factory: pytest.TempPathFactory) -> Rubric:
    path = tmp_path_factory.mktemp("rubric") / "small.yaml"
    path.write_text(RUBRIC)
    return load_rubric(path, components=COMPONENTS)


def asked(edition: MadeUp, rubric: Rubric) -> Answer:
    return answer(edition.package(), Query(), base=rubric)


# --------------------------------------------------------------------------------------- worked out once more by hand

Cell = tuple[str, str, str]  # availability, licence, source of the availability
RANKS = {"first-party": 0, "mot": 1}


def cell(edition: MadeUp, release: str, component: str) -> Cell:
    """Who is heard first of those who know; the licence of the first who names one and does not call it closed."""
    words = [
        (source, *edition.facts[source, release, component][:2])
        for source in RANKS
        if (source, release, component) in edition.facts
    ]
    known = [word for word in words if word[1] != "unknown"]
    source, state, _ = known[0] if known else ("", "unknown", "")
    named = [licence for _, said, licence in words if licence and said not in ("closed", "not-applicable")]
    return state, named[0] if named and state not in ("closed", "not-applicable") else "", source


def fact_of(edition: MadeUp, state: str, licence: str) -> tuple[str, str, Any]:
    if not licence:
        return state, "unknown", None
    rows = edition.licences[licence]
    table = {licence: Licence(licence, TERMS.index(rows["terms"]), {flag: rows.get(flag, "false") for flag in FLAGS})}
    found = licence_terms(licence, table)
    return state, TERMS[found.terms], found


Mixture = dict[str, tuple[str, str, Any]]


def state_of(edition: MadeUp, release: str) -> tuple[Mixture, dict[str, str]]:
    cells = {part: fact_of(edition, *cell(edition, release, part)[:2]) for part in COMPONENTS}
    return cells, {"training_flop": edition.releases[release]["training_flop"]}


def pair(edition: MadeUp, release: str) -> tuple[int, int]:
    cells, fields = state_of(edition, release)
    return verdicts(TREE, cells, fields)


def in_both(old: MadeUp, new: MadeUp) -> list[str]:
    return [release for release in new.releases if release in old.releases]


PAIRS = [
    pytest.param(*two, id=f"{one + 1} and {other + 1}")
    for (one, other), two in zip(permutations(range(3), 2), permutations(EDITIONS, 2), strict=True)
]


@pytest.mark.parametrize(("old", "new"), PAIRS)
def test_releases_and_facts_are_those_found_by_hand(old: MadeUp, new: MadeUp, rubric: Rubric) -> None:
    found = compare(asked(old, rubric), asked(new, rubric), draws=50)

    assert [one.release for one in found.added] == [name for name in new.releases if name not in old.releases]
    assert [one.release for one in found.gone] == [name for name in old.releases if name not in new.releases]
    assert found.counts == (len(old.releases), len(new.releases))
    expected = {}
    for release in in_both(old, new):
        for component in COMPONENTS:
            before, after = cell(old, release, component), cell(new, release, component)
            if before[:2] != after[:2]:
                expected[release, component] = before, after
    assert expected
    assert {
        (one.release, one.component): (
            (one.before, one.licence_before, one.source_before),
            (one.after, one.licence_after, one.source_after),
        )
        for one in found.facts
    } == {
        key: tuple(
            (state, licence, source or _licensing(edition, *key))
            for edition, (state, licence, source) in zip((old, new), cells, strict=True)
        )
        for key, cells in expected.items()
    }
    for one in found.facts:
        for source, address in ((one.source_before, one.url_before), (one.source_after, one.url_after)):
            assert address == (url(source, one.release) if source else "")
        since = new.facts.get(("first-party", one.release, one.component), ("", "", ""))[2]
        expected_kind = (
            "found"
            if one.before == "unknown" != one.after
            else "lost"
            if one.after == "unknown" != one.before
            else "changed"
            if since > old.date
            else "corrected"
        )
        assert one.kind == expected_kind
    assert {one.of: (one.before, one.after) for one in found.fields if one.field == "training_flop"} == {
        release: (was, now)
        for release in in_both(old, new)
        if (was := old.releases[release]["training_flop"]) != (now := new.releases[release]["training_flop"])
    }


def _licensing(edition: MadeUp, release: str, component: str) -> str:
    """Who names the licence of a component that nobody says is there."""
    named = [source for source in RANKS if edition.facts.get((source, release, component), ("", "", ""))[1]]
    return named[0] if named else ""


@pytest.mark.parametrize(("old", "new"), PAIRS)
def test_verdicts_flip_where_the_rules_say_so_and_for_the_fewest_reasons(
    old: MadeUp, new: MadeUp, rubric: Rubric
) -> None:
    found = compare(asked(old, rubric), asked(new, rubric), draws=50)
    ids = [verdict["id"] for verdict in TREE["verdicts"]] + [TREE["otherwise"]["id"]]

    flipped = {
        release: (before, after)
        for release in in_both(old, new)
        if (before := pair(old, release)) != (after := pair(new, release))
    }
    assert flipped
    assert {
        one.release: (
            (ids.index(one.verdict_before), ids.index(one.verdict_high_before)),
            (ids.index(one.verdict_after), ids.index(one.verdict_high_after)),
        )
        for one in found.flips
    } == flipped
    for one in found.flips:
        before, after = flipped[one.release]
        assert one.effect == ("better" if after[0] < before[0] or after[1] < before[1] else "worse")
        changes = differences(old, new, one.release)
        least = next(
            size
            for size in range(1, len(changes) + 1)
            if any(mixed(old, new, one.release, chosen) == after for chosen in combinations(changes, size))
        )
        said = [(change.what, change.name) for change in one.because]
        assert mixed(old, new, one.release, said) == after
        assert one.fewest == (least <= 3)
        assert len(said) == least if one.fewest else len(said) >= least


def differences(old: MadeUp, new: MadeUp, release: str) -> list[tuple[str, str]]:
    parts = [part for part in COMPONENTS if cell(old, release, part)[:2] != cell(new, release, part)[:2]]
    named = {cell(edition, release, part)[1] for edition in (old, new) for part in COMPONENTS} - {""}
    reread = sorted(licence for licence in named if old.licences[licence] != new.licences[licence])
    flop = old.releases[release]["training_flop"] != new.releases[release]["training_flop"]
    return [
        *(("fact", part) for part in parts),
        *(("licence", name) for name in reread),
        *([("release", "training_flop")] if flop else []),
    ]


def mixed(old: MadeUp, new: MadeUp, release: str, chosen: Any) -> tuple[int, int]:
    """The verdict of the old state with some of its differences."""
    cells = {}
    for part in COMPONENTS:
        state, licence, _ = cell(new if ("fact", part) in chosen else old, release, part)
        cells[part] = fact_of(new if ("licence", licence) in chosen else old, state, licence)
    source = new if ("release", "training_flop") in chosen else old
    return verdicts(TREE, cells, {"training_flop": source.releases[release]["training_flop"]})


@pytest.mark.parametrize(("old", "new"), PAIRS)
def test_ranks_move_where_their_intervals_do_not_meet(old: MadeUp, new: MadeUp, rubric: Rubric) -> None:
    found = compare(asked(old, rubric), asked(new, rubric), draws=300, seed=7)

    def ranked(edition: MadeUp, release: str) -> bool:
        total = totals(TREE, state_of(edition, release)[0])
        coverage = total["coverage"]
        return coverage is not None and coverage >= TREE["ranked_from"]

    common = [release for release in in_both(old, new) if ranked(old, release) and ranked(new, release)]
    assert found.ranked == len(common) > 3
    ends = []
    for edition in (old, new):
        scores = asked(edition, rubric).scores
        drawn = robustness(scores.subset([scores.index(release) for release in common]), draws=300, seed=7)
        trials = {release: drawn.doubled[at] / 2 for at, release in enumerate(drawn.releases)}
        ends.append(
            {
                release: tuple(np.percentile(ranks, [5, 95], method="inverted_cdf").tolist())
                for release, ranks in trials.items()
            }
        )
    apart = {
        release: (ends[0][release], ends[1][release])
        for release in common
        if ends[1][release][0] > ends[0][release][1] or ends[1][release][1] < ends[0][release][0]
    }
    assert {
        one.release: ((one.best_before, one.worst_before), (one.best_after, one.worst_after)) for one in found.moves
    } == apart


def test_some_rank_moves_in_the_made_up_editions(rubric: Rubric) -> None:
    assert any(
        compare(asked(old, rubric), asked(new, rubric), draws=100).moves for old, new in permutations(EDITIONS, 2)
    )


def test_nothing_differs_between_an_edition_and_itself(rubric: Rubric) -> None:
    found = compare(asked(EDITIONS[1], rubric), asked(EDITIONS[1], rubric), draws=50)

    assert found.empty
    assert isinstance(found, Diff)


def test_a_reason_of_many_facts_is_one_from_which_none_can_be_left_out(tmp_path: Path) -> None:
    parts = [f"part-{number}" for number in range(5)]
    tree = yaml.safe_load(RUBRIC)
    tree["dimensions"]["code"]["criteria"] = {
        part: {"title": part, "evidence": part.replace("-", "_"), "weight": 1, "side": "training"} for part in parts
    }
    tree["verdicts"] = [{"id": "all", "title": "All", "requires": {part: {"availability": "open"} for part in parts}}]
    path = tmp_path / "many.yaml"
    path.write_text(yaml.safe_dump(tree))
    components = [*(part.replace("-", "_") for part in parts), *COMPONENTS]
    rubric = load_rubric(path, components=components)

    def state(word: str) -> Answer:
        facts = [fact("a", part.replace("-", "_"), word) for part in parts] + [fact("a", "training_code", word)]
        return answer(package_of(releases=["a"], facts=facts, components=components), Query(), base=rubric)

    [flip] = compare(state("closed"), state("open"), draws=20).flips

    assert not flip.fewest
    assert [change.name for change in flip.because] == [part.replace("-", "_") for part in parts]
    assert flip.because[0] == Change("fact", "part_0", "closed", "open")
    [back] = compare(state("open"), state("closed"), draws=20).flips
    assert back.fewest
    assert len(back.because) == 1
