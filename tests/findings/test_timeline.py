"""What moves over time, held against a second reckoning: cohorts by pandas, changes by resolving each day."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest

from openness.core.dates import first_day
from openness.facts.changes import changes
from openness.facts.evidence import Evidence, resolve
from openness.facts.fact_index import OPEN
from openness.facts.package import Package
from openness.facts.snapshots import snapshots
from openness.findings import timeline
from openness.findings.headline import CALLED_OPEN
from openness.query.grammar import Query
from openness.scoring.answer import Answer, answer
from openness.scoring.gap import period_of
from openness.scoring.scores import score, status, to_frame
from tests.factories import fact, package_of

CELLS = ("availability", "terms", "licence", "fact", "licence_fact")


def long_table(shown: Answer) -> pd.DataFrame:
    """One row a selected release, from the tables of the data: nothing of `openness.findings.timeline` in it."""
    releases = shown.package.releases.set_index("release").loc[list(shown.selected)].reset_index()
    scores = shown.scores
    return releases.assign(
        day=[
            pd.Timestamp(text if len(text) == 10 else f"{text}-01") if text else pd.NaT for text in releases["released"]
        ],
        weights=scores.weights_low,
        training=scores.training_low,
        gap=scores.gap,
        low=scores.gap_low,
        high=scores.gap_high,
        covered=scores.sides_covered,
        verdict=scores.verdict.astype(int),
        status=status(scores),
    )


def newest_of_each(table: pd.DataFrame, day: str) -> pd.DataFrame:
    """The newest of each family on a day, by a group-by; families without a name are one release each."""
    there = table[table["day"] <= pd.Timestamp(day)].copy()
    there["line"] = there["family"].where(there["family"] != "", "only " + there["release"])
    return there[there["day"] == there.groupby("line")["day"].transform("max")]


# --------------------------------------------------------------------------------------------------------- as of


def moved_cells(before: Evidence, after: Evidence) -> tuple[set[tuple[str, str]], set[tuple[str, str]]]:
    """What differs between two days, and what of it an undated fact says.

    A source may begin to speak on a day, or the base of a release be announced: that says how things are found, not
    that they moved.
    """
    differs = (before.availability != after.availability) | (before.licence != after.licence)
    differs &= before.announced[:, None] & after.announced[:, None]
    cells = {(after.releases[row], after.components[column]): (row, column) for row, column in np.argwhere(differs)}
    since = after.facts["since"].to_numpy()
    return set(cells), {cell for cell, at in cells.items() if after.fact[at] >= 0 and not since[after.fact[at]]}


def test_a_change_in_the_data_changes_just_the_components_that_changed_that_day(package: Package) -> None:
    every = changes(package)
    assert len(every) > 50
    for when, found in every.groupby(every["date"].map(first_day)):
        eve = (date.fromisoformat(when) - timedelta(days=1)).isoformat()
        moved, undated = moved_cells(resolve(package, eve), resolve(package, when))
        stated = set(zip(found["release"], found["component"], strict=True))
        assert moved - (undated - stated) == stated, when


def test_scoring_the_day_before_and_the_day_of_a_change_differs_in_the_changed_releases_alone(
    package: Package, everything: Answer
) -> None:
    every = changes(package)
    for when, found in every.groupby(every["date"].map(first_day)):
        eve = (date.fromisoformat(when) - timedelta(days=1)).isoformat()
        days = resolve(package, eve), resolve(package, when)
        tables = []
        for evidence in days:
            known = to_frame(score(everything.rubric, evidence), evidence).set_index("release")
            tables.append(known[evidence.announced])
        before, after = tables
        both = before.index.intersection(after.index)
        same = (before.loc[both].fillna(-1) == after.loc[both].fillna(-1)).all(axis=1)
        moved, undated = moved_cells(*days)
        begun = {release for release, _ in undated} - {release for release, _ in moved - undated}
        assert set(both[~same]) <= set(found["release"]) | begun, when


def test_a_snapshot_holds_what_resolving_that_day_gives(package: Package) -> None:
    every = changes(package)
    place = {release: row for row, release in enumerate(package.releases["release"])}
    rows = [place[release] for release in every["release"]]
    days = [first_day(day) for day in every["date"]]

    many = snapshots(package, rows, days)

    for pair, (row, day) in enumerate(zip(rows, days, strict=True)):
        one = resolve(package, day)
        for name in CELLS:
            assert (getattr(many, name)[pair] == getattr(one, name)[row]).all(), (many.releases[pair], day, name)


def test_snapshots_take_a_day_for_each_release(package: Package) -> None:
    with pytest.raises(ValueError, match="1 days for 2 releases"):
        snapshots(package, [0, 1], ["2025-01-01"])


def test_what_a_source_had_recorded_is_not_what_held(package: Package) -> None:
    small = package_of(
        releases=[{"release": "alpha", "released": "2023-01"}],
        facts=[
            fact("alpha", "training_code", "closed", source="osai-index", recorded="2024-09-12"),
            fact("alpha", "training_code", "open", source="osai-index", recorded="2025-03-01"),
        ],
    )
    days = ["2024-09-11", "2024-09-12", "2025-02-28", "2025-03-01"]
    column = small.components["component"].tolist().index("training_code")

    world = snapshots(small, [0] * 4, days).availability[:, column]
    record = snapshots(small, [0] * 4, days, ["osai-index"], clock="record").availability[:, column]

    assert world.tolist() == [OPEN] * 4  # the newest word of a source speaks for the time before it
    assert record.tolist() == [4, 0, 0, OPEN]  # unknown, closed, closed, open


def test_going_back_in_time_leaves_out_what_was_not_announced(package: Package) -> None:
    then = answer(package, Query(as_of="2024-01-01"))
    released = package.releases.set_index("release")["released"]

    assert all(first_day(released[release]) <= "2024-01-01" for release in then.selected if released[release])
    assert 0 < len(then.selected) < len(package.releases)


@pytest.mark.parametrize(
    ("release", "component", "before", "after"),
    [
        ("mpt-7b", "enduser_weights", "2025-12-21", "2025-12-22"),
        ("mpt-7b", "base_weights", "2025-12-21", "2025-12-22"),
    ],
)
def test_withdrawn_weights_are_open_until_the_day_they_went(
    package: Package, release: str, component: str, before: str, after: str
) -> None:
    row = package.releases["release"].tolist().index(release)
    column = package.components["component"].tolist().index(component)

    for day in ("2023-05-05", "2024-09-12", "2025-03-01", before):
        assert resolve(package, day).availability[row, column] == OPEN, day
    assert resolve(package, after).availability[row, column] == 0


def test_no_dated_fact_is_overruled_by_one_that_only_says_when_somebody_looked(package: Package) -> None:
    # A dated opening must not be hidden by an index that looked at something else: as-of would be wrong for months.
    facts = package.facts
    dated = facts[(facts["since"] != "") & (facts["availability"] != "unknown")]
    place = {release: row for row, release in enumerate(package.releases["release"])}
    released = package.releases.set_index("release")["released"]
    days = [
        max(first_day(since), first_day(released[release]))
        for since, release in zip(dated["since"], dated["release"], strict=True)
    ]
    evidence = snapshots(package, [place[release] for release in dated["release"]], days)
    wrong = []
    for pair, (release, component, said) in enumerate(
        zip(dated["release"], dated["component"], dated["availability"], strict=True)
    ):
        row = int(evidence.fact[pair, evidence.components.index(component)])
        counted = facts.iloc[row]
        if counted["availability"] != said and not counted["since"]:
            wrong.append((release, component, days[pair]))
    assert wrong == []


# -------------------------------------------------------------------------------------------------------- cohorts


@pytest.mark.parametrize("day", ["2020-06-30", "2023-06-30", "2024-12-31", "2026-11-22"])
def test_the_newest_of_each_family_agrees_with_a_group_by(everything: Answer, day: str) -> None:
    chosen = timeline.members(everything, "newest", day)

    expected = newest_of_each(long_table(everything), day)["release"]
    assert {release for release, kept in zip(everything.selected, chosen, strict=True) if kept} == set(expected)


def test_called_open_is_what_the_vendors_say(everything: Answer) -> None:
    table = long_table(everything)

    chosen = timeline.members(everything, "called-open")

    assert chosen.tolist() == table["claim"].isin(CALLED_OPEN).tolist()
    assert 10 < chosen.sum() < len(table)


def test_two_releases_of_one_day_stand_together_and_a_release_without_family_alone() -> None:
    dates = ["2024-01-05", "2024-01", "2024-01-01", "2025-01-01", ""]
    families = ["flux", "sd", "sd", "", "sd"]

    assert timeline.cohort_at("newest", dates, families, [""] * 5, "2024-12-31").tolist() == [
        *(True, True, True),
        *(False, False),
    ]
    assert timeline.cohort_at("newest", dates, families, [""] * 5).tolist() == [True, True, True, True, False]


def test_an_unknown_cohort_is_named_with_the_valid_ones() -> None:
    with pytest.raises(ValueError, match="no cohort 'best'; one of: all, newest, called-open"):
        timeline.cohort_at("best", [], [], [])


@pytest.mark.parametrize("cohort", ["all", "called-open"])
def test_the_gap_by_half_year_agrees_with_a_group_by(everything: Answer, cohort: str) -> None:
    table = long_table(everything)
    table = table[table["day"].notna()]
    if cohort == "called-open":
        table = table[table["claim"].isin(CALLED_OPEN)]
    table["period"] = [f"{day.year} H{1 if day.month <= 6 else 2}" for day in table["day"]]
    grouped = table[table["covered"]].groupby("period")

    found = timeline.gap_by_period(everything, cohort).set_index("period")

    assert found["n"][found["n"] > 0].to_dict() == grouped.size().to_dict()
    assert found["left_out"].sum() == (~table["covered"]).sum()
    expected = grouped["gap"].quantile([0.25, 0.5, 0.75]).unstack()
    for column, quantile in (("q1", 0.25), ("median", 0.5), ("q3", 0.75)):
        assert found.loc[expected.index, column].to_numpy() == pytest.approx(expected[quantile].to_numpy())
    for column in ("low", "high"):
        assert found.loc[expected.index, column].to_numpy() == pytest.approx(grouped[column].median().to_numpy())


def test_the_gap_of_the_newest_agrees_with_scoring_the_end_of_each_half_year(
    package: Package, everything: Answer
) -> None:
    found = timeline.gap_by_period(everything, "newest").set_index("period")

    for period, end in (("2023 H1", "2023-06-30"), ("2024 H2", "2024-12-31"), ("2026 H2", "2026-11-22")):
        then = answer(package, Query(as_of=end))
        standing = newest_of_each(long_table(then), end)
        counted = standing[standing["covered"]]
        assert found.loc[period, "n"] == len(counted), period
        assert found.loc[period, "left_out"] == (~standing["covered"]).sum()
        assert found.loc[period, "median"] == pytest.approx(counted["gap"].median())


@pytest.mark.parametrize("closed", [True, False])
@pytest.mark.parametrize("cohort", ["all", "called-open"])
def test_verdicts_by_year_agree_with_a_group_by(everything: Answer, cohort: str, closed: bool) -> None:
    table = long_table(everything)
    table = table[table["day"].notna()]
    if cohort == "called-open":
        table = table[table["claim"].isin(CALLED_OPEN)]
    if not closed:
        column = everything.evidence.components.index("enduser_weights")
        shut = everything.evidence.availability[everything.rows, column] == 0
        table = table[~table["release"].isin(np.array(everything.selected)[shut])]
    expected = table.groupby([table["day"].dt.year.astype(str), "verdict", "status"]).size()

    found = timeline.verdicts_by_year(everything, cohort, closed=closed)

    assert {tuple(row[:3]): row[3] for row in found.to_numpy().tolist()} == expected.to_dict()


def test_verdicts_of_the_newest_agree_with_scoring_the_end_of_the_year(package: Package, everything: Answer) -> None:
    found = timeline.verdicts_by_year(everything, "newest")
    then = answer(package, Query(as_of="2024-12-31"))
    standing = newest_of_each(long_table(then), "2024-12-31")

    year = found[found["year"] == "2024"].groupby(["level", "status"])["n"].sum()
    assert year.to_dict() == standing.groupby(["verdict", "status"]).size().to_dict()


@pytest.mark.parametrize("cohort", list(timeline.COHORTS))
@pytest.mark.parametrize("day", ["2021-06-04", "2024-06-30", "2026-11-22"])
def test_the_frontier_agrees_with_the_best_of_that_day(
    package: Package, everything: Answer, cohort: str, day: str
) -> None:
    then = answer(package, Query(as_of=day))
    table = long_table(then)
    table = table[table["day"].notna()]
    if cohort == "called-open":
        table = table[table["claim"].isin(CALLED_OPEN)]
    if cohort == "newest":
        table = newest_of_each(table, day)

    for side in timeline.SIDES:
        steps = [step for step in timeline.frontier(everything, cohort) if step.side == side and step.date <= day]
        assert (steps[-1].value if steps else None) == (pytest.approx(table[side].max()) if len(table) else None)


def test_the_frontier_falls_when_weights_are_withdrawn() -> None:
    small = package_of(
        releases=[{"release": "alpha", "released": "2023-01"}, {"release": "beta", "released": "2023-02"}],
        facts=[
            fact("alpha", "enduser_weights", "open", "Apache-2.0", since="2023-01"),
            fact("alpha", "enduser_weights", "closed", since="2024-05-01"),
            fact("beta", "enduser_weights", "partial", "Apache-2.0"),
        ],
    )
    steps = [step for step in timeline.frontier(answer(small)) if step.side == "weights"]

    assert [(step.date, step.release) for step in steps] == [("2023-01-01", "alpha"), ("2024-05-01", "beta")]
    assert steps[0].value > steps[1].value > 0


def test_a_package_without_releases_has_no_history() -> None:
    nothing = answer(package_of(releases=[]))

    assert timeline.gap_by_period(nothing).empty
    assert timeline.gap_by_period(nothing, "newest").empty
    assert timeline.frontier(nothing) == []
    assert timeline.verdicts_by_year(nothing, "newest").empty


def test_periods_in_between_are_there_with_nothing_in_them(everything: Answer) -> None:
    found = timeline.gap_by_period(everything)["period"].tolist()

    assert found == sorted(found)
    assert len(found) == 2 * (int(found[-1][:4]) - int(found[0][:4])) + int(found[-1][-1]) - int(found[0][-1]) + 1
    assert period_of(everything.as_of, "half-year") == found[-1]
