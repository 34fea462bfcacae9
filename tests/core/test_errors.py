"""Problems name their place, what is wrong, what was found and what to write instead."""

from __future__ import annotations

import pickle

import pytest

from openness.core.errors import OpennessError, Problem, ProblemsError, nearest, shorten


def test_a_problem_prints_as_place_what_got_hint() -> None:
    problem = Problem("rubric.yaml", 12, "weight must not be negative", "-1", "0 switches it off")
    assert str(problem) == "rubric.yaml:12: weight must not be negative; got '-1'; 0 switches it off"


def test_parts_that_are_empty_are_left_out_and_line_0_is_the_whole_file() -> None:
    assert str(Problem("data/x.csv", 0, "there is no such file")) == "data/x.csv: there is no such file"
    assert str(Problem("x", 3, "is empty", "", "one of: a, b")) == "x:3: is empty; one of: a, b"


def test_problems_are_listed_one_a_line_by_file_and_line_and_never_twice() -> None:
    late, early = Problem("b", 10, "late"), Problem("b", 9, "early")
    error = ProblemsError([late, early, late, Problem("a", 50, "other file")])
    assert error.problems == (Problem("a", 50, "other file"), early, late)
    assert str(error) == "a:50: other file\nb:9: early\nb:10: late"


def test_an_error_is_a_value_error_of_ours_and_survives_pickling() -> None:
    error = ProblemsError([Problem("f", 1, "bad", "x")])
    assert isinstance(error, OpennessError)
    assert isinstance(error, ValueError)
    copy = pickle.loads(pickle.dumps(error))  # noqa: S301 - our own bytes
    assert copy.problems == error.problems
    assert str(copy) == str(error)


def test_what_was_found_is_quoted_on_one_line_and_cut() -> None:
    text = str(Problem("f", 1, "bad", "a\nb" + "x" * 1_000_000))
    assert "\n" not in text
    assert len(text) < 200
    assert shorten("tab\there") == "tab\\there"


@pytest.mark.parametrize(
    ("word", "valid", "hint"),
    [
        ("wieght", ["weight", "side"], "did you mean 'weight'?"),
        ("WEIGHT", ["weight", "side"], "did you mean 'weight'?"),
        ("zzz", ["b", "a"], "one of: b, a"),
        ("zzz", [], ""),
        (None, ["weight"], "one of: weight"),
        ("x", [f"id-{n}" for n in range(20)], "one of: " + ", ".join(f"id-{n}" for n in range(12)) + " and 8 more"),
    ],
)
def test_a_hint_names_the_nearest_word_or_all_of_them(word: object, valid: list[str], hint: str) -> None:
    assert nearest(word, valid) == hint
