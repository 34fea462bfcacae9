"""Numbers, dates and names as readers get them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openness.core import wording


@pytest.mark.parametrize(
    ("iso", "expected"),
    [
        ("2025-03-03", "3 March 2025"),
        ("2025-03", "March 2025"),
        ("2025-12-31", "31 December 2025"),
        ("2025", "2025"),
        ("", ""),
        ("2025-13", "2025-13"),
        ("2025-02-30", "2025-02-30"),
        ("soon", "soon"),
    ],
)
def test_dates_are_read_out(iso: str, expected: str) -> None:
    assert expected == wording.day(iso)


def test_points_have_no_decimals_and_no_number_is_a_dash() -> None:
    assert [wording.points(value) for value in (0.0, 49.4, 99.6, float("nan"))] == ["0", "49", "100", "–"]


def test_range_that_rounds_to_one_number_is_one_number() -> None:
    assert wording.span(39.6, 40.2) == "40"
    assert wording.span(39.6, 65) == "40 to 65"


def test_minus_is_a_minus() -> None:
    assert wording.points(-12.2) == "\N{MINUS SIGN}12"
    assert wording.points(-0.2) == "0"


@pytest.mark.parametrize(
    ("part", "whole", "expected"),
    [(0, 10, "0%"), (1, 1000, "under 1%"), (999, 1000, "over 99%"), (10, 10, "100%"), (1, 3, "33%"), (0, 0, "–")],
)
def test_share_never_claims_none_or_all_by_rounding(part: int, whole: int, expected: str) -> None:
    assert expected == wording.share(part, whole)


def test_lists_and_counts_read_as_sentences() -> None:
    assert wording.listed([]) == ""
    assert wording.listed(["a"]) == "a"
    assert wording.listed(["a", "b", "c"]) == "a, b and c"
    assert wording.count(1, "release") == "1 release"
    assert wording.count(1200, "release") == "1,200 releases"
    assert wording.count(2, "company", "companies") == "2 companies"


def test_long_names_are_cut_at_a_word() -> None:
    assert wording.cut("short", 10) == "short"
    assert wording.cut("a long name that goes on", 16) == "a long name…"
    assert len(wording.cut("x" * 100, 20)) == 20


def test_text_in_a_figure_is_neither_markup_nor_latex() -> None:
    assert wording.figure_text("<b>$x$</b>") == "&lt;b&gt;&#36;x&#36;&lt;/b&gt;"


@pytest.mark.parametrize(
    ("value", "bar", "expected"),
    [
        (59.8, 60, "59.8"),
        (59.8, 70, "60"),
        (60.0, 60, "60"),
        (60.3, 60, "60"),
        (60.3, 60.2, "60.3"),
        (97.96, 98, "97.96"),
        (59.9999999999, 60, "60"),  # the engine's own rounding says that it reaches
        (-12.4, 60, "\N{MINUS SIGN}12"),
        (float("nan"), 60, "–"),
    ],
)
def test_rounding_never_puts_points_on_the_other_side_of_the_bar(value: float, bar: float, expected: str) -> None:
    assert wording.points(value, bar) == expected


@given(st.floats(0, 100), st.floats(0, 100).map(lambda bar: round(bar, 2)))
def test_points_beside_a_bar_read_as_they_compare(value: float, bar: float) -> None:
    assert (float(wording.points(value, bar)) >= bar) == (round(value, 9) >= bar)


def test_range_beside_a_bar_keeps_the_end_that_misses_it() -> None:
    assert wording.span(37.4, 59.8, 60) == "37 to 59.8"
    assert wording.span(59.6, 59.8, 60) == "59.6 to 59.8"


def test_percent_beside_a_bar_and_at_the_ends() -> None:
    assert wording.percent(0.6475, 0.65) == "64.8%"
    assert wording.percent(0.65, 0.65) == "65%"
    assert wording.percent(float("nan")) == "–"
    assert [wording.percent(share) for share in (0, 0.002, 0.998, 1)] == ["0%", "under 1%", "over 99%", "100%"]
