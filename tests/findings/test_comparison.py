"""What others have published, held against our verdicts and ranks, and what makes the difference."""

from __future__ import annotations

import csv
import math
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest

from openness.core.paths import ROOT
from openness.findings.published import (
    AGREES,
    DISAGREES,
    LEAST,
    UNSETTLED,
    cause,
    compare,
    held_against,
    number,
    sources,
)
from openness.query.grammar import Query
from openness.rubric.model import Rubric
from openness.scoring.answer import Answer, answer, load_base, rubric_titles
from tests.factories import fact, package_of
from tests.shared import LIVE

WEIGHTS = ("base_weights", "enduser_weights")


@pytest.fixture(scope="module")
def rubrics(everything: Answer) -> dict[str, Rubric]:
    return {name: load_base(everything.package, name) for name in rubric_titles(everything.package)}


def test_words_have_the_order_their_publisher_gives_them(rubrics: dict[str, Rubric]) -> None:
    osaid, framework = rubrics["osaid-1.0"], rubrics["mof-1.0"]
    said = [number(word, osaid) for word in ("complies", "would-comply-with-changes", "does-not-comply")]
    assert said == [2, 1, 0]
    assert [number(word, framework) for word in framework.verdict_ids] == [3, 2, 1, 0]
    assert math.isnan(number("A / A+", None))
    assert math.isnan(number("nan", None))


def test_grades_without_an_order_of_ours_are_shown_and_not_correlated(
    everything: Answer, rubrics: dict[str, Rubric]
) -> None:
    assert "aial" in set(everything.package.verdicts["source"])
    assert "aial" not in sources(everything.package, rubrics)


@pytest.mark.parametrize("source", ["osai-index", "current-ai", "mot", "osi", "artificial-analysis"])
def test_ranks_and_correlation_recomputed(everything: Answer, rubrics: dict[str, Rubric], source: str) -> None:
    found = compare(everything, source, rubrics)
    assert found.n >= LEAST
    frame = found.frame
    for ours, value in (("rank", "low"), ("rank_there", "value")):
        values = np.round(frame[value].to_numpy(), 6)
        by_hand = [(values > v).sum() + ((values == v).sum() + 1) / 2 for v in values]
        assert frame[ours].tolist() == by_hand
    expected = np.corrcoef(frame["rank"], frame["rank_there"])[0, 1]
    assert found.correlation == pytest.approx(expected, abs=1e-4)
    assert frame["apart"].abs().is_monotonic_decreasing
    assert frame["url"].str.match("https?://").all()


def test_the_index_and_its_own_definition_on_its_own_judgements_are_in_one_order(rubrics: dict[str, Rubric]) -> None:
    package = LIVE.package()
    own = answer(package, Query(rubric="osai-index-2026", sources=("osai-index",)))
    found = compare(own, "osai-index", rubrics)
    assert found.correlation == 1
    assert found.frame["apart"].abs().max() == 0


def test_the_index_s_own_facts_explain_where_it_differs(everything: Answer, rubrics: dict[str, Rubric]) -> None:
    # The index judged Crystal by its first pages; the vendor's later data are on record here.
    found = compare(everything, "osai-index", rubrics)
    assert found.frame["release"].iloc[0] == "crystalcoder"
    why = cause(found, "crystalcoder")
    assert ("Pre-training data", "closed", "open") in why.facts
    assert all(points > 0 for _, points in why.criteria)


def test_criteria_that_set_a_release_apart_are_points_against_its_peers(
    everything: Answer, rubrics: dict[str, Rubric]
) -> None:
    found = compare(everything, "osai-index", rubrics)
    scores = found.answer.scores
    for row in found.frame.head(6).to_dict("records"):
        release = str(row["release"])
        others = found.frame[found.frame["release"] != release]
        distance = (others["value"] - float(str(row["value"]))).abs()
        peers = others[distance <= distance.nsmallest(5).max()]["release"]
        for title, points in cause(found, release).criteria:
            column = next(n for n, c in enumerate(scores.criteria) if scores.rubric.criteria[c].title == title)
            mine, theirs = (
                [
                    100 * scores.effective_weights[scores.index(r), column] * scores.credit_low[scores.index(r), column]
                    for r in group
                ]
                for group in ([release], peers)
            )
            assert points == pytest.approx(mine[0] - np.mean(theirs))


def test_a_release_outside_the_comparison_has_no_cause(everything: Answer, rubrics: dict[str, Rubric]) -> None:
    with pytest.raises(KeyError, match="nobody"):
        cause(compare(everything, "osi", rubrics), "nobody")


def test_osi_and_we_differ_on_one_system_and_the_facts_say_why(everything: Answer) -> None:
    found = held_against(everything, "osi")
    assert len(found) == 12
    assert [held.release for held in found if held.agreement == DISAGREES] == ["falcon-40b"]
    # Of StarCoder2 it is not settled whether the published trainers and settings are those of its run.
    assert [held.release for held in found if held.agreement == UNSETTLED] == ["starcoder2"]
    assert sum(held.agreement == AGREES for held in found) == 10
    assert any(text.startswith("Code and settings of the training: closed") for text in found[0].because)
    assert all(held.because == () for held in found if held.agreement == AGREES)


def said(word: str, licence: str, availability: str = "open") -> str:
    facts = [fact("one", component, availability, licence) for component in WEIGHTS]
    verdicts = [{"source": "osai-index", "release": "one", "rubric": "osaid-1.0", "verdict": word}]
    (held,) = held_against(answer(package_of(releases=["one"], facts=facts, verdicts=verdicts)), "osai-index")
    return held.agreement


@pytest.mark.parametrize(
    ("word", "licence", "availability", "outcome"),
    [
        ("does-not-comply", "MIT", "closed", AGREES),
        ("complies", "MIT", "closed", DISAGREES),
        ("complies", "MIT", "open", UNSETTLED),
        ("does-not-comply", "MIT", "open", UNSETTLED),
        ("open-weights", "MIT", "open", UNSETTLED),
    ],
)
def test_an_undetermined_verdict_agrees_only_when_all_it_leaves_possible_does(
    word: str, licence: str, availability: str, outcome: str
) -> None:
    assert said(word, licence, availability) == outcome


def test_a_word_nobody_can_read_is_left_out() -> None:
    verdicts = [{"source": "osai-index", "release": "one", "rubric": "osaid-1.0", "verdict": "splendid"}]
    assert held_against(answer(package_of(releases=["one"], verdicts=verdicts)), "osai-index") == ()


def test_published_results_are_unique_and_for_releases_we_cover(everything: Answer) -> None:
    table = everything.package.verdicts
    assert not table.duplicated(["source", "release", "rubric"]).any()
    assert set(table["release"]) <= set(everything.package.releases["release"])
    assert set(table["source"]) >= {"osi", "mot", "osai-index", "artificial-analysis", "current-ai", "aial"}
    steps = pd.to_numeric(table.loc[table["source"] == "current-ai", "verdict"])
    assert steps.between(0, 5).all()


def test_what_the_new_definition_of_the_european_index_did_to_ranks_from_its_letters_alone() -> None:
    """Recomputed without the engine: judgements are letters, in the index's order, and a score is their mean.

    The edition of 12 March 2026 has 14 judgements (the twelfth and thirteenth, package and interface, were dropped the
    day after) of 189 systems; none is blank. Scores tie often, so a rank is the mean over its ties. On the same
    judgements the new definition moves a system by 11 places on average; with what was judged anew since, by 13.
    """
    letters = {}
    for edition in ("2025", "2026"):
        with (ROOT / "tests" / "expected" / f"osai_index_{edition}.csv").open(encoding="utf-8", newline="") as file:
            letters[edition] = {row["file"]: row["judgements"] for row in csv.DictReader(file)}
    before, today = letters["2025"], letters["2026"]
    assert (len(before), len(today), len(before.keys() - today.keys())) == (189, 193, 0)
    assert set("".join(before.values())) == {"o", "p", "c"}  # no blank

    def ranks(judged: dict[str, str]) -> dict[str, float]:
        halves = {name: Fraction(2 * text.count("o") + text.count("p"), len(text)) for name, text in judged.items()}
        ordered = sorted(halves.values(), reverse=True)
        return {name: ordered.index(half) + (ordered.count(half) + 1) / 2 for name, half in halves.items()}

    old = ranks(before)
    same = ranks({name: text[:11] + text[13:] for name, text in before.items()})
    new = ranks({name: today[name] for name in before})
    assert len(set(old.values())) == 23  # ties: 189 systems share 23 places
    assert sum(abs(old[name] - same[name]) for name in old) / 189 == pytest.approx(11.3, abs=0.05)
    assert sum(abs(old[name] - new[name]) for name in old) / 189 == pytest.approx(13.5, abs=0.05)
