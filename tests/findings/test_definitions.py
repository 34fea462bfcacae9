"""The same releases under every definition: placings, disagreement, who changes and because of which condition."""

from __future__ import annotations

import math
from itertools import combinations

import numpy as np
import pytest

from openness.facts.package import Package
from openness.findings.agreement import agreement, share_in_order, spearman
from openness.findings.beside import MOVES, beside, changes, opposites, reason
from openness.findings.conditions import short_conditions
from openness.findings.definitions import Definitions, definitions, placing
from openness.query.grammar import Query
from openness.scoring.answer import Answer, answer, rubric_titles
from openness.scoring.scores import status
from tests.factories import fact, package_of


@pytest.fixture(scope="module")
def found(everything: Answer) -> Definitions:
    return definitions(everything)


def test_where_no_release_reaches_the_verdict_asked_for_the_other_definitions_hold_none_either() -> None:
    nobody = answer(package_of(releases=("alpha", "beta")), Query(verdict="meets"))

    assert nobody.selected == ()
    assert {one.selected for one in definitions(nobody).answers} == {()}
    assert beside(*definitions(nobody).answers[:2]).moves.size == 0


class TestMatrix:
    def test_every_definition_scores_every_selected_release(self, found: Definitions, package: Package) -> None:
        assert found.ids == tuple(rubric_titles(package))
        assert found.low.shape == (len(found.releases), len(found.ids))
        assert (found.low <= found.high).all()
        assert set(found.table["release"]) == set(found.releases)

    def test_the_best_verdict_is_placed_at_100_and_otherwise_at_0(self, found: Definitions) -> None:
        for one in found.answers:
            places = placing(np.arange(len(one.rubric.verdict_ids), dtype=np.int8), one.rubric)
            assert (places[0], places[-1]) == (100, 0)
            assert np.allclose(np.diff(places), -100 / (len(places) - 1))

    def test_disagreement_is_the_mean_distance_over_all_pairs(self, found: Definitions) -> None:
        # Recomputed one release at a time: the closest and the farthest that two ranges can be.
        for at in range(0, len(found.releases), 17):
            near, far = [], []
            for one, other in combinations(range(len(found.ids)), 2):
                a, b, c, d = found.low[at, one], found.high[at, one], found.low[at, other], found.high[at, other]
                near.append(max(a - d, c - b, 0.0))
                far.append(max(b - c, d - a))
            assert found.disagreement_low[at] == pytest.approx(np.mean(near))
            assert found.disagreement_high[at] == pytest.approx(np.mean(far))

    def test_most_disagreement_stands_first_and_what_is_proven_never_exceeds_what_is_possible(
        self, found: Definitions
    ) -> None:
        table = found.table
        assert table["disagreement"].is_monotonic_decreasing
        assert (table["disagreement"] <= table["disagreement_high"] + 1e-9).all()

    def test_an_undetermined_verdict_is_never_shown_as_stated(self, found: Definitions) -> None:
        for one in found.answers:
            words = found.table.set_index("release").loc[list(found.releases), one.rubric.id]
            stated = status(one.scores) == "stated"
            assert all(
                ("facts are missing" in text) != is_stated for text, is_stated in zip(words, stated, strict=True)
            )

    def test_edits_hold_for_the_chosen_definition_alone(self, package: Package) -> None:
        query = Query(rubric="g7-2026", edit=(("weight.parameters", "5"),))
        edited = definitions(answer(package, query))
        assert edited.of("g7-2026") is edited.chosen
        assert not any(one.query.edit for one in edited.answers if one is not edited.chosen)

    def test_filters_hold_for_every_definition(self, package: Package) -> None:
        vendor = str(package.releases["vendor"].value_counts().index[0])
        some = definitions(answer(package, Query(vendor=(vendor,), as_of="2025-01-01")))
        assert all(one.selected == some.releases and one.as_of == "2025-01-01" for one in some.answers)

    def test_nothing_selected_is_an_empty_matrix(self, package: Package) -> None:
        none = definitions(answer(package, Query(to="1999")))
        assert none.table.empty
        assert agreement(none)["n"].sum() == 0

    def test_it_is_made_once_for_an_answer(self, everything: Answer, found: Definitions) -> None:
        assert definitions(everything) is found


class TestWhoChanges:
    def test_each_release_makes_one_move(self, found: Definitions) -> None:
        pair = beside(found.chosen, found.of("g7-2026"))
        assert sum(pair.counts.values()) == len(found.releases)
        assert set(pair.counts) == set(MOVES)

    def test_higher_and_lower_are_proven_and_swap_with_the_definitions(self, found: Definitions) -> None:
        one, other = found.of("osaid-1.0"), found.of("osai-index-2026")
        there, back = beside(one, other), beside(other, one)
        assert ((there.moves == "higher") == (back.moves == "lower")).all()
        higher = there.moves == "higher"
        low, high = placing(other.scores.verdict, other.rubric), placing(one.scores.verdict_high, one.rubric)
        assert (low[higher] > high[higher]).all()

    def test_answers_about_other_releases_cannot_be_set_side_by_side(
        self, package: Package, found: Definitions
    ) -> None:
        with pytest.raises(ValueError, match="about the same releases"):
            beside(found.chosen, answer(package, Query(modality=("text",))))

    def test_the_condition_is_the_one_of_the_stricter_definition_that_fails(self) -> None:
        # All is under open terms but the training code: OSI's definition has a step for that, the G7 have none.
        components = ("data_information", "data_processing_code", "posttraining_code", "inference_code")
        more = ("architecture", "supporting_tools", "base_weights", "enduser_weights")
        facts = [fact("one", name, "open", "Apache-2.0") for name in (*components, *more)]
        facts.append(fact("one", "training_code", "open", "CC-BY-NC-4.0"))
        both = definitions(answer(package_of(releases=["one"], facts=facts)))
        pair = beside(both.of("g7-2026"), both.of("osaid-1.0"))
        assert pair.counts["higher"] == 1
        why = reason(pair, "one")
        assert why is not None
        assert (why.definition, why.verdict) == (both.of("g7-2026").rubric.title, "Open source AI")
        assert why.failed == ("Code of the training: Training code open (restricted terms), Posttraining code open",)
        assert changes(pair)["because"].tolist() == list(why.failed)

    def test_every_proven_change_has_a_condition(self, found: Definitions) -> None:
        for other in ("g7-2026", "mof-1.0", "eu-ai-act-53-2"):
            rows = changes(beside(found.chosen, found.of(other)))
            moved = rows[rows["move"].isin(["higher", "lower"])]
            assert len(moved)
            assert (moved["because"] != "").all()
            assert (rows.loc[rows["move"] == "same", "because"] == "").all()

    def test_short_conditions_are_those_of_the_states(self, found: Definitions) -> None:
        scores = found.chosen.scores
        for at in range(0, len(found.releases), 29):
            for state in (0, 1, 2):
                told = short_conditions(scores, found.chosen.evidence, found.releases[at], 0, state)
                wanted = [number for number, c in enumerate(scores.conditions) if c.verdict == 0]
                assert len(told) == int((scores.states[at, wanted] == state).sum())


class TestExemption:
    def test_open_source_and_exempt_can_be_opposites(self, found: Definitions) -> None:
        lost, kept = opposites(beside(found.of("osaid-1.0"), found.of("eu-ai-act-53-2")))
        table = found.chosen.table
        assert lost.any()
        assert kept.any()
        assert not (lost & kept).any()
        assert set(table.loc[lost, "verdict"]) <= {"meets", "open-terms-needed"}
        assert not {"meets", "open-terms-needed"} & set(table.loc[kept, "verdict_high"])

    def test_no_count_is_0_by_construction(self, found: Definitions) -> None:
        assert (found.of("eu-ai-act-53-2").scores.verdict == 0).any()
        for one in found.answers:
            assert one.rubric.provable


class TestAgreement:
    def test_spearman_is_pearson_of_mean_ranks(self) -> None:
        # Worked by hand: ranks 1, 2.5, 2.5, 4 and 1, 2, 3.5, 3.5.
        a, b = np.array([1, 2.5, 2.5, 4]), np.array([1, 2, 3.5, 3.5])
        assert spearman([1, 5, 5, 9], [0, 1, 2, 2]) == pytest.approx(float(np.corrcoef(a, b)[0, 1]))
        assert spearman([1, 2, 3], [3, 2, 1]) == -1
        assert math.isnan(spearman([1, 1], [1, 2]))
        assert math.isnan(spearman([], []))

    def test_pairs_in_the_same_order_leave_ties_out(self) -> None:
        assert share_in_order([1, 1, 2, 3], [5, 6, 7, 4]) == pytest.approx(2 / 5)
        assert math.isnan(share_in_order([1, 1], [1, 2]))

    def test_agreement_counts_only_verdicts_that_both_state(self, found: Definitions) -> None:
        table = agreement(found)
        assert len(table) == math.comb(len(found.ids), 2)
        for row in table.to_dict("records"):
            one, other = found.of(str(row["one"])), found.of(str(row["other"]))
            both = (status(one.scores) == "stated") & (status(other.scores) == "stated")
            assert row["n"] == int(both.sum())
            moves = [row[name.replace("-", "_")] for name in MOVES]
            assert sum(moves) == len(found.releases)

    def test_the_two_editions_of_the_european_index_agree_more_than_any_other_pair_of_scales(
        self, found: Definitions
    ) -> None:
        table = agreement(found).set_index(["one", "other"])
        assert table.loc[("osai-index-2025", "osai-index-2026"), "correlation"] > 0.8


class TestLabelsOfTheG7:
    """What FIELD D.6 reports as one public guide's own judgement follows from the recorded facts."""

    @pytest.mark.parametrize(
        ("release", "label"),
        [
            ("qwen-3", "open-weights"),
            ("gpt-oss", "open-weights"),
            ("llama-4", "weights-available"),
            ("gemma-3", "weights-available"),
        ],
    )
    def test_labels_follow_from_the_facts(self, found: Definitions, release: str, label: str) -> None:
        table = found.of("g7-2026").table.set_index("release")
        assert (table.loc[release, "verdict"], table.loc[release, "verdict_high"]) == (label, label)


def test_an_edit_that_renames_a_definition_confuses_no_table(package: Package) -> None:
    other = rubric_titles(package)["mof-1.0"]
    renamed = definitions(answer(package, Query(edit=(("id", "mof-1.0"), ("title", other)))))
    assert renamed.ids == tuple(rubric_titles(package))
    assert len(set(renamed.titles)) == len(renamed.titles)
    assert renamed.of("osaid-1.0") is renamed.chosen
    assert len(agreement(renamed)) == math.comb(len(renamed.ids), 2)
