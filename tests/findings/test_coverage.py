"""What the data cover: cells counted once, groups that add up, and what is missing said in numbers."""

from __future__ import annotations

import pytest

from openness.facts.fact_index import NOT_APPLICABLE, UNKNOWN
from openness.findings.coverage import GROUPS, HOW, by_group, gaps, how_known, known, scope, sources
from openness.scoring.answer import Answer, answer
from tests.factories import MACHINE_SOURCES, SOURCES, fact, package_of

ALL_SOURCES = [*SOURCES, *MACHINE_SOURCES]
RELEASES = [
    {"release": "a", "released": "2024-05-01", "claim": "open", "parameters_b": "7"},
    {"release": "b", "released": "", "vendor": "other", "modality": "biology"},
]
FACTS = [
    fact("a", "training_code", "open", "MIT"),
    fact("a", "package", "open", "MIT", dimension="library"),
    fact("a", "pretraining_data", "closed", source="osai-index", recorded="2025-01-01"),
    fact("a", "posttraining_code", "not-applicable"),
    fact("a", "architecture", "open", "MIT", source="huggingface-hub"),
]


def test_cells_are_known_as_their_fact_is() -> None:
    found = how_known(answer(package_of(releases=RELEASES, facts=FACTS, sources=ALL_SOURCES, components=[
        *("training_code", "package", "pretraining_data", "posttraining_code", "inference_code", "base_weights",
          "architecture", "enduser_weights", "data_information", "posttraining_data", "data_processing_code",
          "hyperparameters", "evaluation_code", "evaluation_data", "evaluation_results", "model_card", "data_card",
          "technical_report", "research_paper", "model_metadata", "sample_outputs", "intermediate_checkpoints",
          "supporting_tools"),
    ])))  # fmt: skip
    mine = found[found["release"] == "a"].set_index("component")["how"]

    assert mine[["training_code", "package", "pretraining_data", "inference_code", "architecture"]].tolist() == [
        *("first-hand", "library", "index", "unknown", "machine"),
    ]
    assert "posttraining_code" not in mine
    assert set(found["how"]) <= set(HOW)
    assert known(found).sum() == 4


def test_cells_of_the_package_are_those_that_apply(everything: Answer) -> None:
    found = how_known(everything)
    state = everything.evidence.availability[everything.rows]

    assert len(found) == (state != NOT_APPLICABLE).sum()
    looked = everything.evidence.fact[everything.rows] >= 0
    assert (found["how"] == "unknown").sum() == ((state == UNKNOWN) & ~looked).sum()
    assert (found["how"] == "unsettled").sum() == ((state == UNKNOWN) & looked).sum() > 0


@pytest.mark.parametrize("group", GROUPS)
def test_groups_add_up_to_the_selection(group: str, everything: Answer) -> None:
    table = by_group(everything, group)

    assert table["releases"].sum() == len(everything.selected)
    assert table["ranked"].sum() == everything.scores.ranked.sum()
    assert table["first_hand"].dropna().between(0, 1).all()


def test_what_is_missing_is_said_and_what_is_complete_is_not() -> None:
    shown = answer(package_of(releases=RELEASES, facts=FACTS, sources=ALL_SOURCES))

    said = gaps(shown)
    assert "1 release of 2: no date of release." in said
    assert "1 release of 2: not a single fact is recorded." in said
    assert not [text for text in said if "country" in text]


def test_what_a_machine_read_counts_as_read_by_this_project() -> None:
    shown = answer(package_of(releases=RELEASES, facts=FACTS, sources=ALL_SOURCES))

    assert by_group(shown, "year").set_index("group")["first_hand"]["2024"] == 3 / 4
    assert (
        dict(zip(*(sources(shown)[name] for name in ("source", "kind")), strict=True))["huggingface-hub"] == "machine"
    )


def test_sources_have_their_share_and_their_age(everything: Answer) -> None:
    table = sources(everything)

    assert table["share"].sum() == pytest.approx(1)
    assert table["facts"].is_monotonic_decreasing
    assert (table["oldest"] <= table["median"]).all()
    assert (table["median"] <= table["newest"]).all()
    assert scope(everything).startswith(f"{len(everything.selected)} releases of ")


def test_nothing_selected_is_nothing_covered() -> None:
    shown = answer(package_of(releases=[]))

    assert sources(shown).empty
    assert gaps(shown) == []
    assert scope(shown).startswith("0 releases")
