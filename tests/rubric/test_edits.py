"""Changes by path: what they change, what they say where they cannot, and the way from any rubric to any other."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openness.core.errors import ProblemsError
from openness.rubric.edits import apply_edits, edits_between
from openness.rubric.load import to_yaml
from openness.rubric.model import Rubric, to_tree
from tests.rubric.cases import ALL_PLACES, VALID, json_values, load, rubrics, with_verdicts


@pytest.mark.parametrize(
    ("edits", "lookup", "value"),
    [
        ({"weight.data": "2"}, "dimensions.data.weight", 2),
        ({"weight.code": 0.25}, "dimensions.model.criteria.code.weight", 0.25),
        ({"weight.code": "0"}, "dimensions.model.criteria.code.weight", 0),
        ({"credit.partial": "0.25"}, "credit.partial", 0.25),
        ({"terms.none": "0"}, "terms.none", 0),
        ({"terms": "null"}, "terms", None),
        ({"ranked_from": "0.5"}, "ranked_from", 0.5),
        ({"title": "null"}, "title", "null"),
        ({"short": "Test"}, "short", "Test"),
        ({"short": ""}, "short", None),
        ({"version": "1.10"}, "version", "1.10"),
        ({"notes": '["One.", "Two."]'}, "notes", ["One.", "Two."]),
        ({"dimension.data.title": "NO"}, "dimensions.data.title", "NO"),
        ({"criterion.code.side": "none"}, "dimensions.model.criteria.code.side", "none"),
        ({"criterion.code.question": "Why?"}, "dimensions.model.criteria.code.question", "Why?"),
        ({"criterion.code.evidence": "base_weights"}, "dimensions.model.criteria.code.evidence", "base_weights"),
        ({"criterion.code.evidence": "{any: [base_weights]}"},
         "dimensions.model.criteria.code.evidence.any.0", "base_weights"),
        ({"criterion.information.terms": ""}, "dimensions.data.criteria.information.terms", None),
        ({"criterion.code.levels.open": "All"}, "dimensions.model.criteria.code.levels.open", "All"),
        ({"criterion.parameters.levels.open": ""}, "dimensions.model.criteria.parameters.levels", None),
        ({"criterion.code": None}, "dimensions.model.criteria.code", None),
        ({"dimension.data.criteria.more": '{title: M, evidence: training_code, side: none}'},
         "dimensions.data.criteria.more.title", "M"),
        ({"verdict.meets.title": "Yes"}, "verdicts.0.title", "Yes"),
        ({"verdict.meets.parameters.availability": "gated"}, "verdicts.0.requires.parameters.availability", "gated"),
        ({"verdict.meets.requires.parameters.terms": "null"}, "verdicts.0.requires.parameters.terms", None),
        ({"verdict.meets.parameters.licence.user_threshold": "null"}, "verdicts.0.requires.parameters.licence", None),
        ({"verdict.meets.information.availability": "null"}, "verdicts.0.requires.information", None),
        ({"verdict.meets.code.terms": "open"}, "verdicts.0.requires.code.terms", "open"),
        ({"verdict.meets.release.training_flop.below": "1e26"},
         "verdicts.0.requires.release.training_flop.below", 1e26),
        ({"verdict.meets.release.released.at_least": "2024-05"},
         "verdicts.0.requires.release.released.at_least", "2024-05"),
        ({"verdict.meets.release": "null"}, "verdicts.0.requires.release", None),
        ({"verdict.nearly.parameters.terms": "null"}, "verdicts.1.requires.parameters.terms", None),
        ({"verdict.meets.score": "null"}, "verdicts.0.requires.score", None),
        ({"verdict.nearly.score.at_least": "60"}, "verdicts.1.requires.score.at_least", 60),
        ({"verdict.meets.release.training_flop.at_least": "1e23"},
         "verdicts.0.requires.release.training_flop.at_least", 1e23),
        ({"verdict.meets.undetermined": '["Nobody pays."]'}, "verdicts.0.undetermined.0", "Nobody pays."),
        ({"verdict.meets.assumed": '["Nobody pays."]'}, "verdicts.0.assumed.0", "Nobody pays."),
        ({"verdict.nearly": None}, "verdicts.1", None),
        ({"verdict.last": "{id: last, title: L, requires: {code: {availability: open}}}"}, "verdicts.2.id", "last"),
        ({"otherwise.title": "None"}, "otherwise.title", "None"),
    ],
)  # fmt: skip
def test_an_edit_changes_what_its_path_names_and_nothing_else(edits: dict[str, Any], lookup: str, value: Any) -> None:
    base = load(VALID)
    edited = apply_edits(base, edits)
    assert find(to_tree(edited), lookup) == value
    assert base == load(VALID)
    assert edited.components == base.components
    # The way back is as short as the way there.
    assert apply_edits(base, edits_between(base, edited)) == edited
    assert apply_edits(edited, edits_between(edited, base)) == base
    assert len(edits_between(base, edited)) <= 1


def find(tree: Any, lookup: str) -> Any:
    for step in lookup.split("."):
        if isinstance(tree, list):
            tree = tree[int(step)] if int(step) < len(tree) else None
        else:
            tree = None if tree is None else tree.get(step)
    return tree


@pytest.mark.parametrize(
    ("edits", "words"),
    [
        ({"weight.dta": "2"}, "edit: weight.dta names no dimension or criterion; got 'dta'; did you mean 'data'?"),
        ({"weigth.data": "2"}, "edit: weigth.data leads nowhere; did you mean 'weight'?"),
        ({"weight": "2"}, "edit: weight is not a complete path"),
        ({"": "2"}, "leads nowhere"),
        ({"credit.opn": "2"}, "edit: credit.opn names no level of credit; got 'opn'; did you mean 'open'?"),
        ({"credit.open": "2"}, "edit: credit.open must be at most 1; got '2'"),
        ({"weight.data": "much"}, "edit: weight.data must be a number; got 'much'"),
        ({"weight.data": "010"}, "edit: weight.data reads as a number in another base; got '010'"),
        ({"weight.data": "-1"}, "edit: weight.data must not be negative; got '-1'"),
        ({"weight.data": float("inf")}, "edit: weight.data must be a finite number"),
        ({"weight.data": 10**400}, "edit: weight.data must be"),
        ({"weight.data": True}, "edit: weight.data must be a number; got 'True'"),
        ({"weight.data": [1]}, "edit: weight.data must be a number; got 'a list'"),
        ({"weight.data": object()}, "edit: weight.data is not part of a rubric; got 'object'"),
        ({"weight.data": "0", "weight.model": "0"}, "dimensions have no weight at all"),
        ({"weight.data": "1", "dimension.data.weight": "2"}, "changes what weight.data changes"),
        ({"title": ""}, "edit: title is empty"),
        ({"title": 5}, "edit: title reads as a number; got '5'; quote it"),
        ({"title": None}, "edit: title is missing"),
        ({"short": "x" * 31}, "edit: short is too long"),
        ({"criterion.code.side": "left"}, "edit: criterion.code.side has an unknown value; got 'left'; one of"),
        ({"criterion.code.evidence": "cod"}, "edit: criterion.code.evidence is not a component; got 'cod'"),
        ({"criterion.code.evidence": "{any: [x]}"}, "edit: criterion.code.evidence.any.0 is not a component; got 'x'"),
        ({"criterion.code.evidence": "{any: ["}, "edit: criterion.code.evidence is not YAML"),
        ({"criterion.code.evidence.any": "x"}, "goes too deep"),
        ({"criterion.cod.side": "none"}, "names no criterion; got 'cod'; did you mean 'code'?"),
        ({"criterion.code.sid": "none"}, "names no field of a criterion; got 'sid'; did you mean 'side'?"),
        ({"criterion.parameters": None}, "requires.parameters is not a criterion of this rubric"),
        ({"verdict.meet.title": "x"}, "names no verdict; got 'meet'; did you mean 'meets'?"),
        ({"verdict.meets.params.terms": "open"}, "no criterion or field; got 'params'; did you mean 'parameters'?"),
        ({"verdict.meets.parameters.availability": "opn"}, "parameters.availability has an unknown value; got 'opn'"),
        ({"verdict.meets.parameters.licence.user_threshold": "true"}, "user_threshold must be false; got 'true'"),
        ({"verdict.meets.parameters.a.b.c.d": "true"}, "goes too deep"),
        ({"verdict.meets.score.at_least": "500"}, "edit: verdict.meets.score.at_least must be at most 100"),
        ({"verdict.nearly.parameters": "{availability: open, terms: open, licence: {user_threshold: false}}",
          "verdict.meets.release": "null", "verdict.meets.information": "null"}, "can never be reached"),
        ({"dimension.model": None}, "requires.parameters is not a criterion"),
        ({"verdicts": "[]"}, "edit: verdicts is empty"),
        ({"verdicts": "5"}, "edit: verdicts must be a list"),
        ({"dimension.x": "5"}, "edit: dimension.x must be a group of keys"),
        ({"about": "a\x07"}, "edit: about holds a character that no text has"),
        ({"notes": "&a [*a]"}, "edit: notes uses an alias"),
        ({f"weight.w{n}": "1" for n in range(2_000)}, "edit: has too many changes; got '2000'"),
        ({"x" * 100_000: "1"}, "leads nowhere"),
    ],
)  # fmt: skip
def test_an_edit_that_cannot_be_made_is_named_by_its_path(edits: dict[str, Any], words: str) -> None:
    with pytest.raises(ProblemsError) as caught:
        apply_edits(load(VALID), edits)
    assert any(words in str(p) for p in caught.value.problems), str(caught.value)
    assert all(len(str(p)) < 500 for p in caught.value.problems)


def test_all_problems_of_edits_are_reported_at_once() -> None:
    with pytest.raises(ProblemsError) as caught:
        apply_edits(load(VALID), {"weight.dta": "1", "credit.open": "7", "nothing": "1", "title": ""})
    assert len(caught.value.problems) >= 4


def test_whole_parts_are_put_in_before_they_are_changed_inside() -> None:
    edited = apply_edits(
        load(VALID),
        {
            "criterion.more.weight": "5",
            "dimension.extra.criteria.more": "{title: More, evidence: training_code, side: none}",
            "dimension.extra": "{title: Extra, criteria: {first: {title: F, evidence: training_code, side: none}}}",
            "weight.extra": "3",
        },
    )
    assert edited.dimensions["extra"].weight == 3
    assert edited.criteria["more"].weight == 5


def test_no_edits_give_the_same_rubric_and_no_difference_gives_no_edits() -> None:
    rubric = load(VALID)
    assert apply_edits(rubric, {}) is rubric
    assert edits_between(rubric, load(VALID)) == {}


def test_verdicts_in_another_order_come_back_as_one_edit() -> None:
    base = load(with_verdicts("{code: {availability: open}}", "{information: {availability: open}}"))
    tree = to_tree(base)
    tree["verdicts"].reverse()
    edited = load(json.dumps(tree))
    edits = edits_between(base, edited)
    assert list(edits) == ["verdicts"]
    assert apply_edits(base, edits) == edited


@settings(max_examples=100)
@given(rubrics(), rubrics())
def test_edits_lead_from_any_rubric_to_any_other(base: Rubric, edited: Rubric) -> None:
    edits = edits_between(base, edited)
    assert apply_edits(base, edits) == edited
    assert apply_edits(base, dict(reversed(edits.items()))) == edited
    assert all(isinstance(value, str) for value in edits.values())
    assert edits_between(edited, edited) == {}


EDIT_PATHS = [".".join(map(str, p)) for p in ALL_PLACES] + [
    "weight.data", "weight.code", "credit.open", "terms", "criterion.code", "criterion.code.evidence", "verdicts",
    "verdict.meets", "verdict.meets.parameters", "verdict.meets.score", "verdict.meets.release", "dimension.data",
    "dimension.data.criteria", "dimension.data.criteria.x", "verdict.new", "criterion.code.levels.open", "notes",
    "verdict.meets.release.released.below", "verdict.meets.id", "otherwise", "credit", "id",
]  # fmt: skip


@settings(max_examples=100)
@given(st.dictionaries(st.sampled_from(EDIT_PATHS) | st.text(max_size=12), json_values, min_size=1, max_size=4))
def test_any_edit_gives_a_rubric_or_problems_and_nothing_else(edits: dict[str, Any]) -> None:
    base = load(VALID)
    try:
        edited = apply_edits(base, edits)
    except ProblemsError:
        pass
    else:
        assert load(to_yaml(edited)) == edited
        assert apply_edits(base, edits_between(base, edited)) == edited
