"""What dated changes did, by hand on small packages and over the whole of the data."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from openness.core.dates import first_day
from openness.facts.package import Package
from openness.findings.effects import (
    EFFECT_COLUMNS,
    EFFECTS,
    KINDS,
    change_kind,
    changes_table,
    effect_words,
    selected_changes,
    withdrawn,
)
from openness.query.grammar import Query
from openness.scoring.answer import Answer, answer
from tests.factories import fact, package_of


def small() -> Package:
    return package_of(
        releases=[
            {"release": "late", "released": "2024-01-01"},
            {"release": "gone", "released": "2023-01-01"},
            {"release": "served", "released": "2023-06-01"},
            {"release": "back", "released": "2023-06-01"},
        ],
        facts=[
            fact("late", "enduser_weights", "closed", since="2024-01-01"),
            fact("late", "enduser_weights", "open", "Apache-2.0", since="2024-06-01"),
            fact("gone", "enduser_weights", "open", "Llama-3-Community", since="2023-01-01"),
            fact("gone", "enduser_weights", "open", "Apache-2.0", since="2023-07-01"),
            fact("gone", "enduser_weights", "closed", since="2025-02"),
            fact("served", "enduser_weights", "closed"),
            fact("served", "api", "open", since="2023-06-01"),
            fact("served", "api", "closed", since="2025-01-01", url="https://example.org/end"),
            fact("back", "enduser_weights", "open", since="2023-06-01"),
            fact("back", "enduser_weights", "closed", since="2024-01-01"),
            fact("back", "enduser_weights", "gated", since="2024-02-01"),
        ],
    )


def test_the_table_has_its_columns_newest_first() -> None:
    table = changes_table(answer(small()))

    assert tuple(table.columns) == EFFECT_COLUMNS
    assert table["date"].tolist() == sorted(table["date"], reverse=True)
    assert set(table["kind"]) <= set(KINDS)
    assert set(table["effect"]) <= set(EFFECTS)


def test_an_opening_a_new_licence_and_a_withdrawal_are_told_apart() -> None:
    table = changes_table(answer(small())).set_index(["release", "date"])

    assert table.loc[("late", "2024-06-01"), "kind"] == "opened"
    assert table.loc[("gone", "2023-07-01"), "kind"] == "relicensed"
    assert table.loc[("gone", "2025-02"), "kind"] == "withdrawn"
    assert table.loc[("late", "2024-06-01"), "effect"] == "better"
    assert table.loc[("gone", "2025-02"), "effect"] == "worse"
    assert table.loc[("served", "2025-01-01"), "effect"] == "none"


@pytest.mark.parametrize(
    ("before", "after", "kind"),
    [
        ("closed", "partial", "opened"),
        ("partial", "open", "widened"),
        ("open", "gated", "narrowed"),
        ("gated", "closed", "withdrawn"),
        ("open", "open", "relicensed"),
        ("unknown", "closed", "first-known"),
        ("open", "not-applicable", "first-known"),
    ],
)
def test_kinds_of_change(before: str, after: str, kind: str) -> None:
    assert change_kind(before, after) == kind


def test_each_effect_is_the_verdict_of_the_two_days(package: Package, everything: Answer) -> None:
    table = changes_table(everything)
    assert len(table) == len(selected_changes(everything)) > 50
    for row in table.iloc[::7].to_dict("records"):
        when = first_day(row["date"])
        eve = (date.fromisoformat(when) - timedelta(days=1)).isoformat()
        for moment, side in ((eve, "before"), (when, "after")):
            then = answer(package, Query(as_of=moment))
            at = then.scores.index(row["release"])
            ids = then.scores.verdict_ids
            assert row[f"verdict_{side}"] == ids[then.scores.verdict[at]], (row["release"], moment)
            assert row[f"verdict_high_{side}"] == ids[then.scores.verdict_high[at]]
            assert row[f"score_{side}"] == pytest.approx(then.scores.low[at], nan_ok=True)


def test_a_change_counts_from_its_day_and_only_for_what_is_selected(package: Package, everything: Answer) -> None:
    every = changes_table(everything)
    day = sorted(every["date"])[len(every) // 2]

    until = changes_table(answer(package, Query(as_of=first_day(day))))
    vendor = every["vendor"].mode()[0]
    theirs = changes_table(answer(package, Query(vendor=(vendor,))))

    assert set(until["date"]) == {date for date in every["date"] if first_day(date) <= first_day(day)}
    assert set(theirs["vendor"]) == {vendor}
    assert len(theirs) == (every["vendor"] == vendor).sum()


def test_another_definition_tells_another_effect(package: Package, everything: Answer) -> None:
    base = changes_table(everything)["effect"]
    other = changes_table(answer(package, Query(rubric="osai-index-2026")))["effect"]

    assert (base != other).any()


def test_effect_in_words() -> None:
    shown = answer(small())
    ids = shown.rubric.verdict_ids

    before = {"verdict_before": ids[-1], "verdict_high_before": ids[-1]}

    stays = effect_words(shown, before | {"verdict_after": ids[-1], "verdict_high_after": ids[-1]})
    rises = effect_words(shown, before | {"verdict_after": ids[0], "verdict_high_after": ids[0]})

    assert stays.startswith("stays: ")
    assert rises == " → ".join((shown.rubric.verdict_titles[-1], shown.rubric.verdict_titles[0]))


def test_what_was_withdrawn_shows_as_withdrawn_from_that_day_on() -> None:
    today = withdrawn(answer(small()))
    before = withdrawn(answer(small(), Query(as_of="2025-01-31")))

    assert {name: (one.what, one.date) for name, one in today.items()} == {
        "gone": ("weights", "2025-02"),
        "served": ("access", "2025-01-01"),
    }
    assert set(before) == {"served"}
    assert before["served"].url == "https://example.org/end"


def test_weights_that_came_back_are_not_withdrawn() -> None:
    assert "back" in withdrawn(answer(small(), Query(as_of="2024-01-15")))
    assert "back" not in withdrawn(answer(small(), Query(as_of="2024-02-01")))


def test_mpt_7b_and_dbrx_show_as_withdrawn(package: Package, everything: Answer) -> None:
    gone = withdrawn(everything)

    assert {name for name, one in gone.items() if one.what == "weights"} >= {"mpt-7b", "dbrx"}
    assert "mpt-7b" not in withdrawn(answer(package, Query(as_of="2025-06-30")))


def test_a_selection_without_changes_has_an_empty_file() -> None:
    table = changes_table(answer(package_of(releases=["alpha"])))

    assert table.empty
    assert tuple(table.columns) == EFFECT_COLUMNS
