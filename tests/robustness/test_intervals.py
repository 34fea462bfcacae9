"""How firm a ranking is: known results, invariances, and the list of what was varied."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path
from typing import Any, Literal

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import rankdata

from openness.core.errors import OpennessError
from openness.query.grammar import Query
from openness.robustness.draws import Assumptions, Model
from openness.robustness.intervals import CLEARLY, Robustness, Stopped, rankable, robustness, robustness_of
from openness.robustness.sensitivity import AS_IT_STANDS, sensitivity, sensitivity_of, without_each
from openness.rubric.model import Rubric
from openness.scoring.answer import Answer, answer
from openness.scoring.scores import Scores, score
from tests import scoring_cases as cases
from tests.scoring_cases import criterion, evidence, rubric

ROOT = Path(__file__).resolve().parents[2]
EXPECTED = ROOT / "tests" / "expected"


@pytest.fixture(scope="module")
def firm(everything: Answer) -> Robustness:
    return robustness(everything.scores, draws=1003)


@cache
def index() -> Scores:
    """The European index of June 2026: 193 systems, 12 judgements of equal weight."""
    words = {"o": "open", "p": "partial", "c": "closed"}
    with (EXPECTED / "osai_index_2026.csv").open(encoding="utf-8", newline="") as file:
        systems = {
            row["file"]: {f"part_{n}": words[letter] for n, letter in enumerate(row["judgements"])}
            for row in csv.DictReader(file)
        }
    rules = rubric(
        {"all": {"criteria": {f"c{n}": criterion(f"part_{n}") for n in range(12)}}},
        credit={"open": 1, "gated": 0.5, "partial": 0.5, "closed": 0},
    )
    return score(rules, evidence(systems))


def test_the_anchor_run_on_the_european_index_is_reproduced() -> None:
    # Run once by hand before this code existed, on the same judgements: weights x U(0.75, 1.25), partial ~ U(0.25,
    # 0.75), 1,000 draws, ties at their mean. 24 distinct scores; width of the 90 % interval: median 19, mean 19,
    # largest 65, 42 % wider than 20.
    found = robustness(index(), Assumptions(unknown=("closed",), without=0), draws=1000)

    assert [(varied.name, varied.drawn) for varied in found.varied] == [
        ("criterion-weights", "each multiplied by 0.75 to 1.25, uniform"),
        ("partial", "0.25 to 0.75, uniform"),
    ]
    assert len(found.releases) == 193
    assert len(np.unique(index().low)) == 24
    assert np.median(found.width) == pytest.approx(19, abs=2)
    assert found.width.mean() == pytest.approx(19, abs=2)
    assert found.width.max() == pytest.approx(65, abs=5)
    assert (found.width > 20).mean() == pytest.approx(0.42, abs=0.05)
    for name, best, worst in (("olmo", 3, 4), ("Apertus", 5, 6), ("Pythia", 8, 21), ("gpt-oss", 90, 109)):
        at = [release.casefold() for release in found.releases].index(name.casefold())
        assert found.best[at] == pytest.approx(best, abs=3)
        assert found.worst[at] == pytest.approx(worst, abs=4)


def test_leaving_out_one_point_of_the_index_moves_systems_by_four_to_eight_places() -> None:
    table = without_each(index())

    assert len(table) == 12
    assert table["mean_shift"].iloc[0] == pytest.approx(8.3, abs=0.1)
    assert table["mean_shift"].iloc[-1] == pytest.approx(3.9, abs=0.1)
    assert table["mean_shift"].is_monotonic_decreasing


def test_the_rank_as_it_stands_is_that_of_the_headline_score(everything: Answer, firm: Robustness) -> None:
    scores = everything.scores
    low = np.array([scores.low[scores.index(release)] for release in firm.releases])

    assert (firm.rank == rankdata(-low)).all()
    assert (np.diff(firm.rank) >= 0).all()


def test_only_releases_that_reach_the_coverage_bar_are_ranked_and_the_others_are_counted(
    everything: Answer, firm: Robustness
) -> None:
    scores = everything.scores

    assert set(firm.releases) == {r for r, ranked in zip(scores.releases, scores.ranked, strict=True) if ranked}
    assert len(firm.releases) + len(firm.left_out) == len(scores.releases)
    assert set(firm.releases).isdisjoint(firm.left_out)


def test_ranks_in_every_draw_are_those_of_scipy(everything: Answer) -> None:
    scores = everything.scores.subset(rankable(everything.scores))
    found = robustness(everything.scores, draws=64)
    model = Model(scores, Assumptions())
    points = np.random.default_rng(found.seed).random((64, model.inputs))
    drawn = np.concatenate([np.round(values, 11) for _, values in model.scores(points)])
    columns = [model.releases.index(release) for release in found.releases]

    assert (rankdata(-drawn, axis=1)[:, columns] == found.doubled.T / 2).all()


def test_percentiles_are_ranks_that_occurred(firm: Robustness) -> None:
    ranks = firm.doubled / 2
    for share, ours in ((5, firm.best), (50, firm.median), (95, firm.worst)):
        assert (ours == np.percentile(ranks, share, axis=1, method="inverted_cdf")).all()
    assert firm.top_ten == pytest.approx((ranks <= 10).mean(axis=1))
    assert (firm.best <= firm.median).all()
    assert (firm.median <= firm.worst).all()


def test_within_a_tier_no_two_releases_can_be_told_apart_and_the_next_begins_with_one_that_can(
    firm: Robustness,
) -> None:
    ranks, tier = firm.doubled.astype(int), firm.tier
    assert (np.diff(tier) >= 0).all()
    assert tier[0] == 1
    for number in range(1, int(tier[-1]) + 1):
        mine = np.flatnonzero(tier == number)
        members = ranks[mine]
        above = (members[:, None] < members[None]).mean(axis=2)
        assert above.max() < CLEARLY
        if mine[-1] + 1 < len(tier):
            after = ranks[mine[-1] + 1]
            assert max((members < after).mean(axis=1).max(), (members > after).mean(axis=1).max()) >= CLEARLY


def test_the_same_seed_gives_the_same_draws_and_another_one_nearly_the_same_ranks(
    everything: Answer, firm: Robustness
) -> None:
    again, other = (robustness(everything.scores, draws=1003, seed=seed) for seed in (firm.seed, 1))

    assert again.frame.equals(firm.frame)
    assert not other.frame.equals(firm.frame)
    assert np.abs(other.median - firm.median).mean() < 3


def test_the_order_in_which_releases_are_given_does_not_matter(everything: Answer) -> None:
    scores = everything.scores
    backwards = scores.subset(np.arange(len(scores.releases))[::-1])

    assert robustness(backwards, draws=200).frame.equals(robustness(scores, draws=200).frame)


def test_nothing_varied_leaves_every_release_where_it_is(everything: Answer) -> None:
    found = robustness(everything.scores, AS_IT_STANDS, draws=3)

    assert found.varied == ()
    for ranks in (found.median, found.best, found.worst):
        assert (ranks == found.rank).all()
    assert found.sentence.startswith("Nothing was varied, so the")


PARTS = ("data", "code", "weights", "card")
RULES = rubric({part: {"criteria": {f"of-{part}": criterion(part)}} for part in PARTS})
cells = st.sampled_from(["open", "gated", "partial", "closed", "unknown"])
releases = st.lists(st.fixed_dictionaries(dict.fromkeys(PARTS, cells)), min_size=2, max_size=12)


@settings(max_examples=40)
@given(releases, st.integers(0, 2**31))
def test_one_that_is_at_least_as_open_throughout_never_stands_below(rows: list[dict[str, str]], seed: int) -> None:
    order = ("closed", "unknown", "partial", "gated", "open")
    known = {
        f"r{n}": {part: word.replace("unknown", "closed") for part, word in row.items()} for n, row in enumerate(rows)
    }
    found = robustness(score(RULES, evidence(known)), draws=50, seed=seed)
    for one, ours in known.items():
        for other, theirs in known.items():
            if all(order.index(ours[part]) >= order.index(theirs[part]) for part in PARTS):
                assert found.order(one, other).below == 0


@settings(max_examples=40)
@given(releases, st.integers(0, 2**31))
def test_shares_add_up_and_ranks_stay_in_range(rows: list[dict[str, str]], seed: int) -> None:
    found = robustness(score(RULES, evidence({f"r{n}": row for n, row in enumerate(rows)})), draws=30, seed=seed)
    total = len(found.releases)
    assert (found.doubled.sum(axis=0) == total * (total + 1)).all()  # ranks of a draw add up, ties or not
    for one in found.releases[:3]:
        for other in found.releases[:3]:
            order = found.order(one, other)
            assert order.above + order.below + order.level == pytest.approx(1)
            assert found.order(other, one).above == order.below


def test_the_sentence_says_how_firm_the_ranking_is(firm: Robustness) -> None:
    share = float(np.median(firm.width)) / (len(firm.releases) - 1)
    assert share > 0.1
    word = "loose" if share > 0.2 else "rough"
    assert firm.sentence == (
        f"The ranking is {word}: in 90% of the settings tested, a typical release moves within "
        f"{round(float(np.median(firm.width)))} of {len(firm.releases)} places, and the list falls into "
        f"{firm.tier[-1]} groups within which no order is clear."
    )


def test_releases_that_cannot_be_told_apart_are_one_tier() -> None:
    found = robustness(score(RULES, evidence({"a": dict.fromkeys(PARTS, "open"), "b": dict.fromkeys(PARTS, "open")})))

    assert found.tier.tolist() == [1, 1]
    assert found.order("a", "b").level == 1
    assert "the order of no two is clear" in found.sentence


@pytest.mark.parametrize(
    ("rows", "words"),
    [({"a": dict.fromkeys(PARTS, "unknown")}, "Nothing is ranked"), ({"a": dict.fromkeys(PARTS, "open")}, "Only one")],
)
def test_too_little_to_rank_is_said(rows: dict[str, dict[str, str]], words: str) -> None:
    scores = score(RULES, evidence(rows))
    found = robustness(scores, draws=10)

    assert found.sentence.startswith(words)
    assert len(found.frame) == len(found.releases)
    assert sensitivity(scores).sentence == "With fewer than two ranked releases no assumption can move a rank."
    assert without_each(scores).empty


def test_progress_is_told_and_can_stop_the_work(everything: Answer) -> None:
    told: list[tuple[int, int]] = []
    robustness(everything.scores, draws=2000, progress=lambda done, of: not told.append((done, of)))
    assert told[-1] == (2000, 2000)
    assert len(told) >= 3
    assert [done for done, _ in told] == sorted(done for done, _ in told)

    with pytest.raises(Stopped, match=r"stopped after .* of 2,000 trials"):
        robustness(everything.scores, draws=2000, progress=lambda done, _: done < 1000)
    with pytest.raises(Stopped, match="of 36,864 rankings"):
        sensitivity(everything.scores, base=4096, progress=lambda *_: False)


@pytest.mark.parametrize(("draws", "seed"), [(0, 1), (100_001, 1), (10, -1)])
def test_numbers_out_of_range_are_refused(draws: int, seed: int) -> None:
    with pytest.raises(OpennessError, match=r"between 1 and 100,000 trials|a seed is 0 or more"):
        robustness(index(), draws=draws, seed=seed)


def test_a_release_that_is_not_ranked_has_no_order(firm: Robustness) -> None:
    with pytest.raises(OpennessError, match="is not ranked here: too little of it is recorded"):
        firm.order(firm.releases[0], firm.left_out[0])
    with pytest.raises(OpennessError, match="'nobody' is not ranked here: it is not selected"):
        firm.order("nobody", firm.releases[0])


def test_what_is_kept_belongs_to_the_query_and_the_assumptions(everything: Answer) -> None:
    other = answer(everything.package, Query(kind=("company",)))
    first = robustness_of(everything, draws=50)

    assert robustness_of(everything, draws=50) is first
    assert robustness_of(everything, AS_IT_STANDS, draws=50) is not first
    assert robustness_of(other, draws=50).releases != first.releases
    assert set(robustness_of(other, draws=50).releases) <= set(first.releases)


def test_with_thousands_of_releases_there_are_fewer_draws_and_it_is_said(
    everything: Answer, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = answer(everything.package, Query(from_="2024"))
    total = len(shown.selected)
    for module in ("intervals", "sensitivity"):
        monkeypatch.setattr(f"openness.robustness.{module}.ENOUGH_RANKS", 500 * total)

    assert robustness_of(shown).draws == 500
    assert sensitivity_of(shown).runs < 1000
    assert robustness_of(everything, draws=700).draws == 700


# --------------------------------------------------------------------------------------------- which assumption matters


def test_shares_of_the_variance_lie_on_what_was_varied(everything: Answer) -> None:
    found = sensitivity_of(everything)
    model = Model(everything.scores.subset(rankable(everything.scores)), Assumptions())

    assert {effect.varied.name for effect in found.effects} == {varied.name for varied in model.varied}
    assert found.runs == 1024 * (len(model.varied) + 2)
    assert found.effects[0].varied.name == "unknown"  # nothing moves the ranking as much as what nobody recorded
    assert found.effects[0].total > 0.8
    assert [effect.total for effect in found.effects] == sorted((e.total for e in found.effects), reverse=True)
    assert sum(effect.first for effect in found.effects) == pytest.approx(1, abs=0.15)
    assert found.sentence.startswith("What matters most: the reading of the unknown, with ")
    assert list(found.frame["name"]) == [effect.varied.name for effect in found.effects]


def test_an_assumption_that_moves_nothing_has_no_share() -> None:
    # all that differs between these is partial: neither gated nor the unknown can matter
    rows = {"a": ("partial", "open"), "b": ("open", "closed"), "c": ("partial", "partial"), "d": ("closed", "open")}
    rules = rubric({"d": {"criteria": {"x": criterion("x"), "y": criterion("y", weight=1.2)}}})
    scores = score(rules, evidence({name: {"x": x, "y": y} for name, (x, y) in rows.items()}))
    found = sensitivity(scores, Assumptions(weights="fixed", without=0))
    shares = {effect.varied.name: effect.total for effect in found.effects}

    assert shares["gated"] == pytest.approx(0, abs=1e-9)
    assert shares["unknown"] == pytest.approx(0, abs=1e-9)
    assert shares["partial"] == pytest.approx(1, abs=0.05)
    only = sensitivity(scores, Assumptions(weights="fixed", gated=0, unknown=("closed",), without=0))
    assert [(effect.varied.name, effect.first, effect.total) for effect in only.effects] == [("partial", 1.0, 1.0)]


def test_the_same_seed_gives_the_same_shares() -> None:
    first, second = (sensitivity(index(), base=64, seed=5) for _ in range(2))

    assert first == second


def test_nothing_varied_has_no_shares() -> None:
    found = sensitivity(index(), AS_IT_STANDS)

    assert found.effects == ()
    assert found.sentence == "None of the assumptions that were varied moves a rank."


def test_two_that_stand_level_move_alike_whatever_is_drawn_and_no_assumption_is_blamed() -> None:
    rules = rubric({"all": {"criteria": {"a": criterion("x"), "b": criterion("y")}}})
    held = evidence({"one": {"x": "open", "y": "closed"}, "two": {"x": "closed", "y": "open"}})
    found = sensitivity(score(rules, held), base=64)

    assert found.mean > 0
    assert found.effects == ()
    assert found.sentence.startswith("The ranks move about as far")


@pytest.mark.parametrize(("base", "seed", "message"), [(1000, 1, "power of two"), (64, 0, "seed of a design")])
def test_a_design_that_cannot_be_made_is_refused(base: int, seed: int, message: str) -> None:
    with pytest.raises(OpennessError, match=message):
        sensitivity(index(), base=base, seed=seed)


@settings(max_examples=40)
@given(
    cases.trees(),
    st.lists(cases.releases(), min_size=1, max_size=5),
    st.sampled_from(["shifted", "anew", "fixed"]),
)
def test_no_definition_and_no_evidence_breaks_it(
    tree: dict[str, Any], rows: list[dict[str, cases.Cell]], weights: Literal["shifted", "anew", "fixed"]
) -> None:
    scores = score(Rubric.model_validate(tree), evidence({f"r{n}": row for n, row in enumerate(rows)}))
    assumptions = Assumptions(weights=weights)
    found = robustness(scores, assumptions, draws=20)
    shares = sensitivity(scores, assumptions, base=4)

    assert len(found.frame) == len(found.releases) == len(scores.releases) - len(found.left_out)
    assert not found.frame.isna().any().any()
    assert all(np.isfinite([effect.first, effect.total]).all() for effect in shares.effects)
    assert found.sentence.endswith(".")
    assert shares.sentence.endswith(".")
    assert len(without_each(scores)) <= len(scores.criteria)
