"""A rubric travels in an address as what differs from a known one, and arrives as what it was."""

from __future__ import annotations

import hashlib
from functools import cache

from hypothesis import given, settings
from hypothesis import strategies as st

from openness.query.edits import pack_edits
from openness.query.grammar import Query, parse_strict
from openness.rubric.carry import MAX_ADDRESS, as_edits
from openness.rubric.edits import apply_edits
from openness.rubric.load import fingerprint, list_rubrics, to_yaml
from openness.rubric.model import Rubric, canonical
from openness.scoring.answer import load_base
from tests.conftest import ROOT
from tests.factories import package_of
from tests.rubric.cases import VALID, load, rubrics
from tests.shared import LIVE

PACKAGE = package_of()
BASE = load(VALID)


@cache
def known() -> dict[str, Rubric]:
    package = LIVE.package()
    return {name: load_base(package, name) for name in list_rubrics(ROOT)}


def test_its_own_id_says_what_a_rubric_was_made_from() -> None:
    base = known()["g7-2026"]
    edits = {f"weight.{next(iter(base.dimensions))}": "7"}
    carried = as_edits(apply_edits(base, edits), known())
    assert carried is not None
    assert (carried.base, carried.edits) == ("g7-2026", edits)


def test_the_preferred_base_is_kept_though_another_would_be_shorter() -> None:
    names = list(known())
    carried = as_edits(known()[names[1]], known(), prefer=names[0])
    assert carried is not None
    assert carried.base == names[0]
    assert carried.edits


def test_a_rubric_under_a_new_id_goes_by_the_shortest_way() -> None:
    base = known()["open-training"]
    carried = as_edits(apply_edits(base, {"id": "mine"}), known())
    assert carried is not None
    assert (carried.base, carried.edits) == ("open-training", {"id": "mine"})


def test_every_published_definition_fits_into_an_address_as_changes_of_any_other() -> None:
    for name, rubric in known().items():
        for other in known():
            carried = as_edits(rubric, {other: known()[other]}, prefer=other)
            assert carried is not None, (name, other)


def test_a_rubric_that_does_not_fit_is_not_carried() -> None:
    noise = [hashlib.sha256(bytes([number])).hexdigest() for number in range(150)]
    long = apply_edits(load(VALID), {"about": " ".join(noise[:70]), "criterion.code.question": " ".join(noise[70:140])})
    assert as_edits(long, {"test-1.0": load(VALID)}) is None


@settings(max_examples=200)
@given(rubrics(), st.booleans())
def test_edit_to_address_to_rubric_and_rubric_to_yaml_to_rubric_give_the_same_fingerprint(
    edited: Rubric, through_yaml: bool
) -> None:
    wanted = fingerprint(edited, "digest")
    if through_yaml:
        assert fingerprint(load(to_yaml(edited)), "digest") == wanted
    carried = as_edits(edited, {"test-1.0": BASE})
    if carried is None:
        return
    assert len(pack_edits(carried.edits)) <= MAX_ADDRESS
    address = Query(edit=tuple(carried.edits.items())).to_string()
    query = parse_strict(address, PACKAGE, ["test-1.0"])
    again = apply_edits(BASE, query.edits)
    assert canonical(again) == canonical(edited)
    assert fingerprint(again, "digest") == wanted
