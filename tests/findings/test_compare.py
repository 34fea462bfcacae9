"""Side by side: what differs comes first, nothing unknown counts as different, and every cell has its address."""

from __future__ import annotations

from pathlib import Path

import pytest

from openness.charts.compare import cell_words
from openness.facts.licences import terms_words
from openness.facts.package import Package
from openness.findings.compare import MOST, Comparison, compare
from openness.query.grammar import Query
from openness.scoring.answer import Answer, answer
from tests.factories import fact, package_of

ROOT = Path(__file__).resolve().parents[2]


def small(*facts: dict[str, str], releases: tuple[str, ...] = ("one", "two")) -> Comparison:
    shown = answer(package_of(releases=releases, facts=list(facts)), Query(release=releases))
    return compare(shown)


def state_of(found: Comparison, component: str) -> str:
    return next(line.state for line in found.lines if line.component == component)


def test_unlike_availability_differs_and_stands_first() -> None:
    found = small(
        fact("one", "model_card", "open", "MIT"),
        fact("two", "model_card", "open", "MIT"),
        fact("one", "training_code", "open", "MIT"),
        fact("two", "training_code", "closed"),
    )

    assert next(line.component for line in found.lines) == "training_code"
    assert state_of(found, "training_code") == "differs"
    assert state_of(found, "model_card") == "alike"


def test_unlike_terms_differ_although_both_are_open() -> None:
    found = small(
        fact("one", "base_weights", "open", "Apache-2.0"), fact("two", "base_weights", "open", "CC-BY-NC-4.0")
    )

    assert state_of(found, "base_weights") == "differs"


def test_unknown_is_neither_a_difference_nor_a_likeness() -> None:
    found = small(
        fact("one", "training_code", "open", "MIT"),
        fact("one", "base_weights", "open", "MIT"),
        fact("two", "base_weights", "open"),
    )

    assert state_of(found, "training_code") == "unsettled"
    assert state_of(found, "base_weights") == "unsettled"  # the licence of one is not recorded
    assert state_of(found, "model_card") == "silent"


def test_two_closed_components_are_alike_whatever_their_terms() -> None:
    found = small(fact("one", "training_code", "closed"), fact("two", "training_code", "closed"))

    assert state_of(found, "training_code") == "alike"


@pytest.mark.parametrize("releases", [("llama-3.1", "olmo-2"), ("gpt-4o", "pythia", "bloom", "qwen-3", "phi-4")])
def test_every_recorded_cell_has_an_address_and_every_component_a_line(
    package: Package, releases: tuple[str, ...]
) -> None:
    found = compare(answer(package, Query(release=releases)))

    assert [column.id for column in found.columns] == list(releases)
    assert sorted(line.component for line in found.lines) == sorted(package.components["component"])
    for line in found.lines:
        assert len(line.cells) == len(releases)
        for cell in line.cells:
            assert bool(cell.urls) == bool(cell.recorded or cell.availability == "unsettled"), line.component
            assert all(url.startswith("http") for url in cell.urls)


def test_numbers_of_a_column_are_those_of_the_scores(package: Package) -> None:
    shown = answer(package, Query(release=("olmo-2", "llama-3.1")))
    found = compare(shown)

    for number, column in enumerate(found.columns):
        assert column.low == shown.scores.low[number]
        assert (column.weights, column.weights_high) == (
            shown.scores.weights_low[number],
            shown.scores.weights_high[number],
        )
        assert column.gap_low == shown.scores.gap_low[number]
        assert column.verdict == shown.table["verdict_words"].iloc[number]


def test_of_twenty_the_first_six_are_shown_and_all_are_counted(package: Package) -> None:
    twenty = tuple(package.releases["release"].iloc[:20])
    found = compare(answer(package, Query(release=twenty)))

    assert [column.id for column in found.columns] == list(twenty[:MOST])
    assert found.asked == 20


def test_releases_that_the_filters_leave_out_are_named(package: Package) -> None:
    found = compare(answer(package, Query(release=("olmo-2", "llama-3.1"), vendor=("meta",))))

    assert [column.id for column in found.columns] == ["llama-3.1"]
    assert found.outside == ("OLMo 2",)


def test_a_small_selection_is_compared_without_being_named_and_a_large_one_is_not(package: Package) -> None:
    few = answer(package, Query(vendor=("eleutherai",)))
    assert 2 <= len(few.selected) <= MOST
    assert [column.id for column in compare(few).columns] == list(few.selected)
    assert compare(answer(package)).columns == ()


def test_vendors_are_medians_of_their_releases(package: Package) -> None:
    shown = answer(package, Query(vendor=("ai2", "meta")))
    found = compare(shown, "vendors")

    table = shown.table[shown.table["sides_covered"].astype(bool)].groupby("vendor")
    for column in found.columns:
        assert column.weights == pytest.approx(table["weights_openness"].median()[column.id])
        assert column.gap == pytest.approx(table["gap"].median()[column.id])
        assert column.n == table.size()[column.id]
        assert column.releases == int((shown.table["vendor"] == column.id).sum())


def test_a_verdict_without_enough_recorded_says_so_and_is_counted_apart() -> None:
    releases = [{"release": "a", "vendor": "x"}, {"release": "b", "vendor": "y"}]
    package = package_of(releases=releases, facts=[fact("a", "base_weights", "open", "MIT")])

    first, second = compare(answer(package, Query(release=("a", "b")))).columns
    assert first.verdict.startswith("not enough recorded: ")
    assert second.verdict.startswith("not enough recorded: ")
    vendors = compare(answer(package, Query(vendor=("x", "y"))), "vendors").columns
    assert [column.verdict for column in vendors] == ["not enough recorded (1)"] * 2


def test_a_vendors_cell_is_its_most_frequent_availability_and_of_two_the_less_open() -> None:
    releases = [
        {"release": name, "vendor": vendor} for name, vendor in (("a", "x"), ("b", "x"), ("c", "x"), ("d", "y"))
    ]
    facts = [
        fact("a", "training_code", "open", "MIT"),
        fact("b", "training_code", "closed"),
        fact("d", "training_code", "open", "MIT"),
    ]
    found = compare(answer(package_of(releases=releases, facts=facts), Query(vendor=("x", "y"))), "vendors")
    cells = next(line.cells for line in found.lines if line.component == "training_code")

    assert [cell.availability for cell in cells] == ["closed", "open"]
    assert (cells[0].count, cells[0].recorded) == (1, 2)


def test_two_releases_of_one_name_stay_two_columns() -> None:
    releases = [{"release": "a", "name": "Same"}, {"release": "b", "name": "Same"}]
    found = compare(answer(package_of(releases=releases), Query(release=("a", "b"))))

    assert [column.name for column in found.columns] == ["Same (a)", "Same (b)"]


def test_a_vendor_without_releases_is_named_as_left_out(package: Package) -> None:
    empty = sorted(set(package.vendors["vendor"]) - set(package.releases["vendor"]))[0]
    name = package.vendors.set_index("vendor")["name"][empty]

    found = compare(answer(package, Query(vendor=(empty, "meta"))), "vendors")

    assert found.outside == (name,)
    assert [column.id for column in found.columns] == ["meta"]


def test_anything_else_to_compare_is_refused(package: Package) -> None:
    shown: Answer = answer(package)
    with pytest.raises(ValueError, match="one of: releases, vendors"):
        compare(shown, "licences")


def test_a_cell_says_what_its_licence_allows_as_the_release_does(package: Package) -> None:
    shown = answer(package, Query(release=("llama-4", "olmo-2", "grok-1", "deepseek-v3")))
    found = compare(shown)
    evidence = shown.evidence
    said = set()
    for line in found.lines:
        at = evidence.components.index(line.component)
        for row, cell in zip(shown.rows.tolist(), line.cells, strict=True):
            number = int(evidence.licence[row, at])
            if cell.licence not in ("", "none"):
                assert cell.says == terms_words(int(evidence.terms[row, at]), evidence.licences[number])
                assert f", {cell.says} ({cell.licence})" in cell_words(cell, "releases")
                said.add(cell.says)
    assert {"open terms", "restricted terms"} <= said
