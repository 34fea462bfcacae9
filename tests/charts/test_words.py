"""Numbers, dates and names as readers get them."""

from __future__ import annotations

import pytest

from openness.charts import words


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
    assert expected == words.day(iso)


def test_points_have_no_decimals_and_no_number_is_a_dash() -> None:
    assert [words.points(value) for value in (0.0, 49.4, 99.6, float("nan"))] == ["0", "49", "100", "–"]


def test_range_that_rounds_to_one_number_is_one_number() -> None:
    assert words.span(39.6, 40.2) == "40"
    assert words.span(39.6, 65) == "40 to 65"


def test_minus_is_a_minus() -> None:
    assert words.signed(-12.2) == "\N{MINUS SIGN}12"
    assert words.signed(-0.2) == "0"


@pytest.mark.parametrize(
    ("part", "whole", "expected"),
    [(0, 10, "0%"), (1, 1000, "under 1%"), (999, 1000, "over 99%"), (10, 10, "100%"), (1, 3, "33%"), (0, 0, "–")],
)
def test_share_never_claims_none_or_all_by_rounding(part: int, whole: int, expected: str) -> None:
    assert expected == words.share(part, whole)


def test_lists_and_counts_read_as_sentences() -> None:
    assert words.listed([]) == ""
    assert words.listed(["a"]) == "a"
    assert words.listed(["a", "b", "c"]) == "a, b and c"
    assert words.count(1, "release") == "1 release"
    assert words.count(1200, "release") == "1,200 releases"
    assert words.count(2, "company", "companies") == "2 companies"


def test_long_names_are_cut_at_a_word() -> None:
    assert words.cut("short", 10) == "short"
    assert words.cut("a long name that goes on", 16) == "a long name…"
    assert len(words.cut("x" * 100, 20)) == 20


def test_text_in_a_figure_is_neither_markup_nor_latex() -> None:
    assert words.figure_text("<b>$x$</b>") == "&lt;b&gt;&#36;x&#36;&lt;/b&gt;"
