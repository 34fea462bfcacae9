"""What is wrong with one field is said in words, at its line."""

from __future__ import annotations

import pytest

from tests.rubric.cases import VALID, assert_said, line_of, problems

# Each case changes one piece of the valid file and names the line, the words and the hint to be reported.
BROKEN: dict[str, tuple[str, str, str, str]] = {
    # what YAML would silently read as something else
    "NO for a title": ("title: A test", "title: NO", "title reads as true or false; got 'NO'", "quote it"),
    "an unquoted version": ('version: "1.10"', "version: 1.10", "version reads as a number; got '1.10'", "quote it"),
    "a bare date": ('version: "1.10"', "version: 2026-05-29", "version reads as a date; got '2026-05-29'", "quote it"),
    "base 60": ('version: "1.10"', "version: 1:30", "version reads as a number in base 60; got '1:30'", "quote it"),
    "an octal weight": (
        "weight: 3",
        "weight: 010",
        "criteria.information.weight reads as a number in another base",
        "",
    ),
    "yes for a flag": ("user_threshold: false", "user_threshold: no", "user_threshold reads as true or false", ""),
    "quoted flag": ("user_threshold: false", 'user_threshold: "no"', "user_threshold must be true or false", ""),
    "a key that is a number": ("  data:", "  1:", "has a key that reads as a number; got '1'", "quote it"),
    "a key that is no": ("  data:", "  no:", "has a key that reads as true or false; got 'no'", "quote it"),
    "nothing": ("about: For tests.", "about:", "about is empty", ""),
    "a list for a text": ("about: For tests.", "about: [a]", "about must be text; got 'a list'", ""),
    "empty text": ("about: For tests.", "about: '  '", "about is empty", ""),
    "endless text": ("about: For tests.", f"about: {'x' * 6_000}", "about is too long", "at most 5000 characters"),
    "a short title that is long": (
        "about: For tests.",
        f"about: A.\nshort: {'x' * 31}",
        "short is too long",
        "at most 30",
    ),
    "an empty short title": ("about: For tests.", "about: For tests.\nshort: ''", "short is empty", ""),
    # structure
    "a duplicate key": ("ranked_from: 0.65", "ranked_from: 0.65\nid: again", "repeats a key; got 'id'", "on line 1"),
    "an alias": (
        "about: For tests.",
        "about: &a For tests.\nnotes: [*a]",
        "uses an alias; got '*a'",
        "write the value",
    ),
    "an anchor": ("about: For tests.", "about: &a For tests.", "sets an anchor; got '&a'", "aliases are not read"),
    "a tag": ("about: For tests.", "about: !!python/name:os.system x", "uses a tag", "remove it"),
    "a merge": ("ranked_from: 0.65", "ranked_from: 0.65\n<<: {a: 1}", "merges mappings", "write the values out"),
    "a second document": ("otherwise:", "---\notherwise:", "holds a second document", "one rubric a file"),
    "a tab": ("    title: Data", "\ttitle: Data", "is indented with a tab", "use spaces"),
    "a control character": ("about: For tests.", "about: a\x07b", "a character that no text has; got 'U+0007'", ""),
    "the same, escaped": ("about: For tests.", 'about: "a\\x07b"', "about holds a character that no text has", ""),
    "an open bracket": ("about: For tests.", "about: [", "is not YAML", ""),
    "an unknown key": ("ranked_from: 0.65", "rankd_from: 0.65", "rankd_from is an unknown key", "mean 'ranked_from'?"),
    "an unknown field": ("        side: weights", "        sid: weights", "sid is an unknown key", "mean 'side'?"),
    "a missing field": ("otherwise: {id: not-open, title: Not open}", "", "otherwise is missing", "{id: closed"),
    "a missing side": ("        side: weights\n", "", "parameters.side is missing", "weights, training or none"),
    "no evidence": ("        evidence: training_code\n", "", "code.evidence is missing", "name the component"),
    "a mapping for a dimension": ("  data:\n", "  extra: 3\n  data:\n", "extra must be a group of keys", "title"),
    "verdicts that are none": ("verdicts:", "verdicts: 3\nother:", "verdicts must be a list; got '3'", ""),
    # the name that pydantic gives to what is wrong with a key, as a key
    "an unknown key called [key]": (
        "ranked_from: 0.65",
        "ranked_from: 0.65\n'[key]': 1",
        "[key] is an unknown key",
        "",
    ),
    "a criterion called [key]": ("      code:", "      '[key]':", "criteria.[key] is not an id; got '[key]'", "small"),
    # numbers
    "a negative weight": ("weight: 3", "weight: -1", "criteria.information.weight must not be negative; got '-1'", ""),
    "an infinite weight": ("weight: 3", "weight: .inf", "information.weight must be a finite number; got '.inf'", ""),
    "a weight that is not a number": ("weight: 3", "weight: .nan", "information.weight must be a finite number", ""),
    "a huge exponent": ("weight: 3", "weight: 1e999", "information.weight must be a finite number", ""),
    "a huge weight": ("weight: 3", "weight: 1e9", "information.weight must be at most 1e+06", ""),
    "a vanishing weight": ("weight: 3", "weight: 1e-300", "information.weight is too small to count", "relative"),
    "a weight in words": ("weight: 3", "weight: three", "information.weight must be a number; got 'three'", ""),
    "a dimension of zeros": (
        "weight: 3",
        "weight: 0",
        "dimensions.data has a weight, but none of its criteria has",
        "",
    ),
    "credit above 1": ("open: 1, gated", "open: 1.5, gated", "credit.open must be at most 1; got '1.5'", ""),
    "credit below 0": ("closed: 0}", "closed: -0.5}", "credit.closed must not be negative; got '-0.5'", ""),
    "credit that rises": ("gated: 0.75", "gated: 0.25", "credit.partial is worth more than credit.gated", "0.25"),
    "terms that rise": ("restricted: 0.5, none: 0.5", "restricted: 0.5, none: 1", "terms.none is worth more", "0.5"),
    "a missing credit": (", gated: 0.75", "", "credit.gated is missing", ""),
    "coverage above 1": ("ranked_from: 0.65", "ranked_from: 65", "ranked_from must be at most 1; got '65'", ""),
}


@pytest.mark.parametrize("case", BROKEN, ids=list(BROKEN))
def test_what_is_wrong_is_said_with_its_line(case: str) -> None:
    assert_said(case, *BROKEN[case])


def test_a_problem_stands_at_the_exact_line() -> None:
    text = VALID.replace("weight: 3", "weight: -3").replace("side: weights", "side: both")
    by_line = {p.line: p.what for p in problems(text)}
    assert by_line[line_of(text, "weight: -3")] == "dimensions.data.criteria.information.weight must not be negative"
    assert by_line[line_of(text, "side: both")] == "dimensions.model.criteria.parameters.side has an unknown value"


def test_a_missing_key_is_reported_where_its_group_begins() -> None:
    text = VALID.replace("        title: Code\n", "")
    (problem,) = problems(text)
    assert problem.line == line_of(text, "      code:")
    assert problem.what == "dimensions.model.criteria.code.title is missing"
