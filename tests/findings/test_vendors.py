"""Who opens what: summaries by group against an independent recomputation with pandas."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from openness.facts.countries import country_name, flag
from openness.facts.package import Package
from openness.findings.vendors import (
    GROUPINGS,
    NO_KEY,
    by_dimension,
    by_group,
    keys_of,
    leaning,
    licences_of,
    namer,
)
from openness.query.grammar import Query
from openness.scoring import gap
from openness.scoring.answer import Answer, answer
from openness.scoring.dimensions import dimension_scores
from tests.factories import fact, package_of

ROOT = Path(__file__).resolve().parents[2]


def long_table(shown: Answer) -> pd.DataFrame:
    """The long table as somebody would have it who only knows the published columns."""
    frame = shown.table.copy()
    bar = shown.rubric.ranked_from
    frame["counts"] = (frame["weights_coverage"] >= bar) & (frame["training_coverage"] >= bar)
    frame["weights_high"] = frame["gap_high"] + frame["training_openness"]
    frame["training_high"] = frame["weights_openness"] - frame["gap_low"]
    return frame


@pytest.mark.parametrize("rubric", ["", "g7-2026", "mof-1.0", "osai-index-2026"])
@pytest.mark.parametrize("by", GROUPINGS)
def test_medians_and_quartiles_agree_with_a_group_by_of_pandas(package: Package, by: str, rubric: str) -> None:
    shown = answer(package, Query(rubric=rubric))
    ours = pd.DataFrame(by_group(shown.scores, keys_of(shown, by))).set_index("group")

    frame = long_table(shown)
    groups = frame.groupby(by)
    assert ours["releases"].to_dict() == groups.size().to_dict()
    assert ours["left_out"].to_dict() == groups["counts"].agg(lambda counts: int((~counts).sum())).to_dict()

    counted = frame[frame["counts"]].groupby(by)
    assert ours["n"][ours["n"] > 0].to_dict() == counted.size().to_dict()
    for column, theirs, share in (
        ("median", "gap", 0.5),
        ("q1", "gap", 0.25),
        ("q3", "gap", 0.75),
        ("low", "gap_low", 0.5),
        ("high", "gap_high", 0.5),
        ("weights", "weights_openness", 0.5),
        ("weights_q1", "weights_openness", 0.25),
        ("weights_q3", "weights_openness", 0.75),
        ("weights_high", "weights_high", 0.5),
        ("training", "training_openness", 0.5),
        ("training_q1", "training_openness", 0.25),
        ("training_q3", "training_openness", 0.75),
        ("training_high", "training_high", 0.5),
    ):
        expected = counted[theirs].quantile(share)
        np.testing.assert_allclose(ours.loc[expected.index, column], expected, atol=1e-9, err_msg=column)
    assert ours.loc[ours["n"] == 0, ["median", "weights", "training"]].isna().all(axis=None)


@pytest.mark.parametrize("by", GROUPINGS)
def test_summaries_are_those_of_the_gap_module(everything: Answer, by: str) -> None:
    keys = keys_of(everything, by)
    ours = pd.DataFrame(by_group(everything.scores, keys)).set_index("group")
    of = np.array(keys, dtype=object)
    theirs = pd.DataFrame([asdict(gap.headline(everything.scores, of == group)) for group in ours.index], ours.index)

    pd.testing.assert_frame_equal(ours[list(gap.SUMMARY)], theirs[list(gap.SUMMARY)], check_dtype=False)


@pytest.mark.parametrize("by", GROUPINGS)
def test_every_release_counts_or_is_counted_as_left_out(everything: Answer, by: str) -> None:
    table = pd.DataFrame(by_group(everything.scores, keys_of(everything, by)))

    assert (table["n"] + table["left_out"]).sum() == len(everything.selected)
    assert table["n"].sum() == everything.scores.sides_covered.sum()


def test_dimensions_agree_with_the_explanations_arithmetic(everything: Answer) -> None:
    scores, rubric = everything.scores, everything.rubric
    each = dimension_scores(scores)
    for column, (name, dimension) in enumerate(rubric.dimensions.items()):
        mine = [scores.criteria.index(criterion) for criterion in dimension.criteria]
        weights = np.array([rubric.criteria[scores.criteria[at]].weight for at in mine])
        for row in range(0, len(scores.releases), 7):
            applies = scores.applicable[row, mine]
            if not applies.any():
                assert np.isnan(each.low[row, column])
                continue
            share = weights * applies / (weights * applies).sum()
            assert each.low[row, column] == pytest.approx(100 * (share * scores.credit_low[row, mine]).sum()), name
            assert each.high[row, column] == pytest.approx(100 * (share * scores.credit_high[row, mine]).sum()), name


def test_a_score_is_the_weighted_mean_of_its_dimensions(everything: Answer) -> None:
    each = dimension_scores(everything.scores)
    weights = np.array([dimension.weight for dimension in everything.rubric.dimensions.values()])
    applies = ~np.isnan(each.low)
    mean = np.nansum(each.low * weights, axis=1) / (applies * weights).sum(axis=1)

    np.testing.assert_allclose(mean, everything.scores.low, atol=1e-9)


def test_medians_of_a_dimension_agree_with_a_group_by_of_pandas(everything: Answer) -> None:
    keys = keys_of(everything, "kind")
    ours = pd.DataFrame(by_dimension(everything.scores, keys)).set_index(["group", "dimension"])
    each = dimension_scores(everything.scores)
    bar = everything.rubric.ranked_from
    for column, name in enumerate(everything.rubric.dimensions):
        frame = pd.DataFrame({"group": keys, "low": each.low[:, column], "coverage": each.coverage[:, column]})
        counted = frame[frame["coverage"] >= bar].groupby("group")["low"]
        for group, values in counted:
            row = ours.loc[(group, name)]
            assert row["median"] == pytest.approx(values.median())
            assert row["q1"] == pytest.approx(values.quantile(0.25))
            assert row["n"] == len(values)
    assert ours.groupby("dimension")[["n", "left_out"]].sum().sum(axis=1).eq(len(keys)).all()


def test_a_dimension_that_nobody_recorded_has_no_median_rather_than_zero() -> None:
    shown = answer(package_of(releases=["silent"], facts=[fact("silent", "base_weights", "open", "MIT")]))

    table = pd.DataFrame(by_dimension(shown.scores, keys_of(shown, "vendor"))).set_index("dimension")

    assert table.loc["data", "n"] == 0
    assert table.loc["data", "left_out"] == 1
    assert np.isnan(table.loc["data", "median"])


def test_leaning_names_the_side_that_a_dimension_mostly_asks_about(everything: Answer) -> None:
    sides = leaning(everything.scores)

    assert sides["data"] == "training"
    assert sides["model"] == "weights"
    assert set(sides) == set(everything.rubric.dimensions)


def test_a_group_without_a_key_keeps_its_releases_and_says_so() -> None:
    vendors = [{"vendor": "acme", "country": ""}]
    shown = answer(package_of(releases=["one", "two"], vendors=vendors))

    table = pd.DataFrame(by_group(shown.scores, keys_of(shown, "country")))

    assert table["group"].tolist() == [""]
    assert table["releases"].tolist() == [2]
    assert namer(shown, "country")("") == NO_KEY


def test_unknown_grouping_and_too_few_keys_are_refused(everything: Answer) -> None:
    with pytest.raises(ValueError, match="no grouping 'colour'; one of: vendor"):
        keys_of(everything, "colour")
    with pytest.raises(ValueError, match="1 keys for"):
        by_group(everything.scores, ["one"])


def test_nothing_selected_gives_an_empty_table_of_the_same_columns(package: Package, everything: Answer) -> None:
    nothing = answer(package, Query(to="1999"))
    table = pd.DataFrame(by_group(nothing.scores, keys_of(nothing, "vendor")))

    assert table.empty
    assert list(table.columns) == list(by_group(everything.scores, keys_of(everything, "vendor")))


def test_licences_of_a_vendor_name_its_releases_and_components() -> None:
    facts = [
        fact("one", "base_weights", "open", "MIT"),
        fact("one", "training_code", "closed"),
        fact("two", "base_weights", "open", "MIT"),
        fact("two", "model_card", "open", "CC-BY-4.0"),
    ]
    releases = [{"release": "one", "released": "2024-01"}, {"release": "two", "released": "2025-01"}]
    found = licences_of(answer(package_of(releases=releases, facts=facts)))

    assert found["licence"].tolist() == ["MIT", "CC-BY-4.0"]
    assert found["releases"].tolist() == [["two", "one"], ["two"]]
    assert found["components"].tolist() == [["base_weights"], ["model_card"]]
    assert found["terms"].tolist() == ["open", "open"]


def test_flags_and_names_come_from_the_code_of_the_country(package: Package) -> None:
    for code in set(package.vendors["country"]) - {""}:
        assert country_name(code) != code
        assert [chr(ord(letter) - 0x1F1E6 + ord("A")) for letter in flag(code)] == list(code)
    assert flag("ZZ") == ""
