"""The definitions that ship with the project: each file is valid, named in plain words, and says what it should."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path
from typing import Any

import pytest

from openness.rubric.edits import apply_edits
from openness.rubric.load import json_schema, list_rubrics, load_rubric, to_yaml
from openness.rubric.model import MAX_SHORT, Rubric
from openness.scoring.answer import Answer
from openness.scoring.scores import score

ROOT = Path(__file__).resolve().parents[2]
FILES = list_rubrics(ROOT)
VERDICTS = {
    "osaid-1.0": ("meets", "open-terms-needed", "open-weights", "restricted-weights", "closed"),
    "g7-2026": ("open-source-ai-open-data", "open-source-ai", "open-weights", "weights-available", "closed"),
    "eu-ai-act-53-2": ("meets-checkable", "too-small", "systemic-risk", "not-exempt"),
    "mof-1.0": ("class-i", "class-ii", "class-iii", "unclassified"),
    "open-training": ("open-throughout", "mostly-open", "partly-open", "mostly-closed"),
    "osai-index-2025": ("open-in-most", "open-in-many", "open-in-some", "open-in-few"),
    "osai-index-2026": ("open-in-most", "open-in-many", "open-in-some", "open-in-few"),
    "dpg-ai-1.1.7": ("open-enough", "data-missing", "not-open-enough"),
    "open-weight-definition-0.1": ("open-weight", "restricted", "closed"),
    "fsf-free-ml-2024": ("free", "free-software-only", "nonfree"),
    "ntia-2024": ("widely-available-large", "widely-available", "not-widely-available"),
    "debian-2025-proposal": ("main", "not-main", "non-free"),
}


def components() -> list[str]:
    with (ROOT / "data" / "components.csv").open(newline="", encoding="utf-8") as handle:
        return [row["component"] for row in csv.DictReader(handle)]


def rubric(name: str) -> Rubric:
    return load_rubric(list_rubrics(ROOT)[name], components=components())


def test_every_definition_of_the_design_is_there_and_the_default_comes_first() -> None:
    assert set(FILES) == set(VERDICTS)
    assert next(iter(FILES)) == "osaid-1.0"
    assert FILES["osaid-1.0"] == ROOT / "rubric.yaml"


@pytest.mark.parametrize("name", FILES)
def test_every_file_is_valid_and_is_named_after_its_id(name: str) -> None:
    loaded = rubric(name)
    assert loaded.id == name
    assert FILES[name].stem in (name, "rubric")
    assert loaded.verdict_ids == VERDICTS[name]
    assert load_rubric(to_yaml(loaded), components=components()) == loaded


def test_every_definition_has_a_name_of_its_own_that_fits_narrow_places() -> None:
    names = [loaded.short or loaded.title for loaded in map(rubric, FILES)]
    assert max(map(len, names)) <= MAX_SHORT
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("name", FILES)
def test_every_file_names_the_schema_in_its_first_line(name: str) -> None:
    first = FILES[name].read_text("utf-8").split("\n")[0]
    match = re.fullmatch(r"# yaml-language-server: \$schema=(\S+)", first)
    assert match
    assert (FILES[name].parent / match[1]).resolve() == ROOT / "rubrics" / "schema.json"


@pytest.mark.parametrize("name", FILES)
def test_every_criterion_is_a_question_with_a_reference_in_words_without_codes(name: str) -> None:
    loaded = rubric(name)
    assert loaded.notes
    assert len(loaded.about) > 150
    for criterion in loaded.criteria.values():
        assert criterion.question
        assert criterion.question.rstrip(")").rstrip(".").rstrip("?") != criterion.question.rstrip(")")
        assert criterion.reference
        assert "_" not in criterion.title + criterion.question
    for verdict in loaded.verdicts:
        assert verdict.about


def test_the_published_schema_is_current() -> None:
    published = json.loads((ROOT / "rubrics" / "schema.json").read_text("utf-8"))
    assert published == json_schema(), "write it anew: python -m openness.rubric.load > rubrics/schema.json"


def test_the_schema_describes_what_editors_should_offer() -> None:
    schema = json_schema()
    assert schema["additionalProperties"] is False
    assert set(schema["required"]) >= {"id", "title", "credit", "dimensions", "verdicts", "otherwise", "ranked_from"}
    criterion = schema["$defs"]["Criterion"]["properties"]
    assert criterion["side"]["enum"] == ["weights", "training", "none"]
    assert criterion["terms"]["const"] == "ignore"
    assert schema["$defs"]["Requires"]["additionalProperties"] == {"$ref": "#/$defs/Condition"}
    for name, definition in {**schema["$defs"], "Rubric": schema}.items():
        assert definition["description"], name
    assert "null" not in json.dumps(schema)


# --- OSAID: the reading of the definition that decides the headline -------------------------------------------------


def conditions(loaded: Rubric, verdict: str) -> dict[str, dict[str, Any]]:
    (found,) = [v for v in loaded.verdicts if v.id == verdict]
    return {key: c.model_dump(exclude_none=True) for key, c in found.requires.criteria.items()}


def test_osaid_asks_for_all_code_and_the_weights_open_under_open_terms() -> None:
    meets = conditions(rubric("osaid-1.0"), "meets")
    strict = {"availability": "open", "terms": "open"}
    code = ("data-processing-code", "training-code", "posttraining-code", "inference-code", "architecture")
    for criterion in (*code, "supporting-tools", "parameters", "tuned-weights"):
        assert meets.pop(criterion) == strict
    # Terms of the data information are rarely stated: shown, not required.
    assert meets == {"data-information": {"availability": "open"}}


def test_would_meet_it_under_open_terms_asks_for_the_same_things_behind_a_gate_and_under_any_terms() -> None:
    loaded = rubric("osaid-1.0")
    nearly = conditions(loaded, "open-terms-needed")
    assert nearly.keys() == conditions(loaded, "meets").keys()
    assert all(condition == {"availability": "gated"} for condition in nearly.values())


def test_documents_checkpoints_and_tests_never_decide_and_weigh_less_than_what_is_required() -> None:
    loaded = rubric("osaid-1.0")
    # The definition asks for a description of the data; its checklist lists the data sets among what is required.
    required = {*conditions(loaded, "meets"), "training-data", "posttraining-data", "base-weights"}
    shares = 0.0
    for name, dimension in loaded.dimensions.items():
        optional = [c.weight for key, c in dimension.criteria.items() if key not in required]
        asked = [c.weight for key, c in dimension.criteria.items() if key in required]
        if name == "extras":
            assert not asked
            assert dimension.weight < min(d.weight for n, d in loaded.dimensions.items() if n != "extras")
        else:
            assert max(optional, default=0.0) < min(asked)
            shares += dimension.weight * sum(asked) / (sum(asked) + sum(optional))
    assert shares / sum(d.weight for d in loaded.dimensions.values()) > 0.55


def test_the_sides_are_what_one_downloads_and_how_it_was_made() -> None:
    sides = {key: criterion.side for key, criterion in rubric("osaid-1.0").criteria.items()}
    assert {k for k, s in sides.items() if s == "weights"} == {
        "parameters", "tuned-weights", "base-weights", "inference-code", "architecture",
    }  # fmt: skip
    assert {k for k, s in sides.items() if s == "training"} == {
        "data-information", "training-data", "posttraining-data", "data-processing-code", "training-code",
        "posttraining-code", "hyperparameters", "intermediate-checkpoints",
    }  # fmt: skip


def test_the_readings_that_decide_are_told() -> None:
    notes = " ".join(rubric("osaid-1.0").notes)
    for words in ("complete source code", "full description", "Base model", "gate", "starting weights", "withdrawn"):
        assert words in notes


def test_a_criterion_goes_together_with_every_condition_on_it() -> None:
    # The condition's removal is read after the criterion is gone: it must still find its place.
    base = rubric("osaid-1.0")
    gone = "data-processing-code"
    edits: dict[str, Any] = {f"dimension.code.criteria.{gone}": None}
    edits |= {f"verdict.{v.id}.{gone}": None for v in base.verdicts if gone in v.requires.criteria}
    edited = apply_edits(base, edits)
    assert len(edits) > 1
    assert gone not in edited.criteria
    assert all(gone not in verdict.requires.criteria for verdict in edited.verdicts)


# --- the European index ---------------------------------------------------------------------------------------------

INDEX = {
    "pretraining_data", "posttraining_data", "base_weights", "enduser_weights", "training_code", "code_documentation",
    "architecture_documentation", "technical_report", "research_paper", "model_card", "data_card", "licence_terms",
}  # fmt: skip


@pytest.mark.parametrize(
    ("name", "more", "n"), [("osai-index-2026", set(), 12), ("osai-index-2025", {"package", "api"}, 14)]
)
def test_the_index_is_a_plain_mean_of_its_points(name: str, more: set[str], n: int) -> None:
    loaded = rubric(name)
    assert {c for criterion in loaded.criteria.values() for c in criterion.members} == INDEX | more
    assert len(loaded.criteria) == n
    total = sum(d.weight for d in loaded.dimensions.values())
    for dimension in loaded.dimensions.values():
        inside = sum(c.weight for c in dimension.criteria.values())
        for criterion in dimension.criteria.values():
            assert dimension.weight / total * criterion.weight / inside == pytest.approx(1 / n)
    assert loaded.terms is None
    assert loaded.credit.model_dump() == {"open": 1, "gated": 0.5, "partial": 0.5, "closed": 0}


# --- MOF ------------------------------------------------------------------------------------------------------------


def test_each_class_of_mof_asks_for_the_one_before_and_more() -> None:
    loaded = rubric("mof-1.0")
    three, two, one = (conditions(loaded, f"class-{k}") for k in ("iii", "ii", "i"))
    assert (len(three), len(two), len(one)) == (6, 10, 14)
    assert three.keys() < two.keys() < one.keys()
    assert all(c == {"availability": "open", "terms": "open"} for c in one.values())


def test_a_paper_replaces_the_report_but_class_i_wants_the_paper_itself() -> None:
    loaded = rubric("mof-1.0")
    assert loaded.criteria["report"].members == ("technical_report", "research_paper")
    assert loaded.criteria["report"].combine == "any"
    assert loaded.criteria["parameters"].members == ("base_weights", "enduser_weights")
    assert loaded.criteria["research-paper"].members == ("research_paper",)
    assert "research-paper" in conditions(loaded, "class-i")
    assert "research-paper" not in conditions(loaded, "class-ii")


# --- G7 and the AI Act ----------------------------------------------------------------------------------------------


def test_each_label_of_the_g7_asks_for_the_one_below_and_more() -> None:
    loaded = rubric("g7-2026")
    data, source, weights, available = (conditions(loaded, v) for v in VERDICTS["g7-2026"][:4])
    assert available == {"parameters": {"availability": "gated"}, "run-code": {"availability": "open"}}
    assert weights.keys() == available.keys() | {"tuned-weights"}
    assert all(c["terms"] == "open" for c in weights.values())
    assert source.keys() - weights.keys() == {"training-code", "data-or-information"}
    assert data["all-data"] == {"availability": "gated", "terms": "open"}


def test_what_no_facts_are_held_about_is_assumed_and_the_title_of_the_exemption_says_so() -> None:
    loaded = rubric("eu-ai-act-53-2")
    assert "exempt" not in loaded.verdicts[0].title.lower()
    assert "can be checked" in loaded.verdicts[0].title
    assert loaded.verdicts[0].phrase
    assert "can be checked" in loaded.verdicts[0].phrase
    for verdict in loaded.verdicts:
        assert not verdict.undetermined
        assert any("made to pay" in text for text in verdict.assumed)
        flags = verdict.requires.criteria["parameters"].licence
        assert flags
        assert verdict.requires.criteria["tuned-weights"].licence == flags
        assert {"non_commercial", "user_threshold", "no_derivatives"} <= flags.keys()
        assert not any(flags.values())


def test_the_steps_of_the_exemption_differ_by_the_computing_alone() -> None:
    meets, small, risk = rubric("eu-ai-act-53-2").verdicts
    assert meets.requires.criteria == small.requires.criteria == risk.requires.criteria
    assert meets.assumed == small.assumed == risk.assumed
    bounds = [(verdict.requires.release or {}).get("training_flop") for verdict in (meets, small, risk)]
    assert [(b.at_least, b.below) if b else None for b in bounds] == [(1e23, 1e25), (None, 1e23), None]


def test_the_dates_of_transition_stand_in_the_rubric() -> None:
    notes = " ".join(rubric("eu-ai-act-53-2").notes)
    for words in ("2 August 2025", "2 August 2026", "2 August 2027", "10^25"):
        assert words in notes


def test_open_training_asks_for_every_part_that_the_word_means() -> None:
    asked = {c for criterion in rubric("open-training").criteria.values() for c in criterion.members}
    assert asked >= {
        "pretraining_data", "posttraining_data", "data_information", "data_processing_code", "hyperparameters",
        "architecture", "training_code", "posttraining_code", "safety_tooling", "evaluation_code", "compute_disclosure",
    }  # fmt: skip


# --- what is assumed, and the definitions that ask for the data or for little ---------------------------------------


@pytest.mark.parametrize("name", FILES)
def test_a_verdict_that_rests_on_an_assumption_says_so_in_its_title_and_in_sentences(name: str) -> None:
    loaded = rubric(name)
    assert loaded.provable
    for verdict in loaded.verdicts:
        if verdict.assumed and verdict is loaded.verdicts[loaded.goal]:
            assert re.search("checked|open enough", verdict.title, re.IGNORECASE), verdict.title
            assert re.search("checked|open enough", verdict.reach) or name == "ntia-2024"


def test_the_withdrawn_proposal_is_labelled_as_one_wherever_it_is_named() -> None:
    loaded = rubric("debian-2025-proposal")
    assert "withdrawn" in loaded.title
    assert "withdrawn" in (loaded.short or "")
    assert "withdrawn" in loaded.verdicts[0].reach


#: Whoever reaches the first verdict proves the second: (definition, verdict), (definition, verdict).
IMPLIED = [
    (("fsf-free-ml-2024", "free"), ("debian-2025-proposal", "main")),
    (("dpg-ai-1.1.7", "open-enough"), ("debian-2025-proposal", "main")),
    (("debian-2025-proposal", "not-main"), ("open-weight-definition-0.1", "restricted")),
    (("g7-2026", "open-weights"), ("open-weight-definition-0.1", "open-weight")),
    (("open-weight-definition-0.1", "restricted"), ("ntia-2024", "widely-available")),
    (("eu-ai-act-53-2", "systemic-risk"), ("ntia-2024", "widely-available")),
]


@pytest.mark.parametrize(("one", "other"), IMPLIED)
def test_definitions_that_ask_for_more_never_let_in_what_others_keep_out(
    one: tuple[str, str], other: tuple[str, str], everything: Answer
) -> None:
    pairs = []
    for name, verdict in (one, other):
        scores = score(rubric(name), everything.evidence)
        level = scores.verdict_ids.index(verdict)
        pairs.append((scores.verdict <= level, scores.verdict_high <= level))
    for strict, mild in zip(*pairs, strict=True):
        assert not (strict & ~mild).any()
    assert pairs[0][1].any()
    assert not pairs[1][1].all()
