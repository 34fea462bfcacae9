from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openness.core.errors import OpennessError
from openness.facts.licences import (
    FAILS,
    FLAGS,
    HOLDS,
    TERMS,
    TERMS_NONE,
    TERMS_NOT_OPEN,
    TERMS_OPEN,
    TERMS_RESTRICTED,
    TERMS_UNKNOWN,
    UNDETERMINED,
    Licence,
    licence_ids,
    licence_terms,
    some_licence,
    terms_words,
)

TABLE = {
    licence.id: licence
    for licence in (
        Licence("Open", TERMS_OPEN, {"user_threshold": "false", "non_commercial": "false"}),
        Licence("Threshold", TERMS_RESTRICTED, {"user_threshold": "true", "non_commercial": "false"}),
        Licence("NC", TERMS_RESTRICTED, {"user_threshold": "false", "non_commercial": "true"}),
        Licence("Unread", TERMS_UNKNOWN, {"user_threshold": "unknown"}),
        Licence("OpenThreshold", TERMS_OPEN, {"user_threshold": "true"}),
        Licence("Restricted", TERMS_RESTRICTED, {"user_threshold": "false"}),
        Licence("none", TERMS_NONE),
    )
}


@pytest.mark.parametrize(
    ("expression", "terms"),
    [
        ("Open", "open"),
        ("none", "none"),
        ("Unread", "unknown"),
        ("Open AND NC", "restricted"),  # both bind, so the stricter counts
        ("Open OR NC", "open"),  # the reader chooses
        ("NC AND none", "none"),
        ("(Open OR NC) AND Threshold", "restricted"),
        ("Unread OR Open", "open"),  # whatever the unread text says, the reader can take the open one
        ("Unread AND none", "none"),  # whatever it says, nothing is stricter than none
        ("Unread AND Open", "unknown"),
        ("Unread OR NC", "unknown"),
        ("Unread AND NC", "not-open"),  # one part restricts use: whatever the other says, it is never open
        ("(Unread AND NC) OR Unread", "unknown"),
        ("(Unread AND NC) OR Open", "open"),
        ("Unread AND NC AND none", "none"),
        ("Never-heard-of", "unknown"),
    ],
)
def test_terms_of_an_expression(expression: str, terms: str) -> None:
    assert TERMS[licence_terms(expression, TABLE).terms] == terms


@pytest.mark.parametrize(
    ("expression", "requirement", "answer"),
    [
        ("Open", {"terms": "open", "user_threshold": False}, HOLDS),
        ("Threshold", {"user_threshold": False}, FAILS),
        ("Unread", {"user_threshold": False}, UNDETERMINED),
        ("Unread", {"terms": "open"}, UNDETERMINED),
        ("Unread", {"terms": "none"}, HOLDS),  # every licence is at least none
        ("Open AND Threshold", {"user_threshold": False}, FAILS),  # both bind
        ("Open AND Unread", {"user_threshold": False}, UNDETERMINED),
        ("Threshold AND Unread", {"user_threshold": False}, FAILS),  # decided without the unread one
        ("Threshold OR Open", {"user_threshold": False}, HOLDS),
        ("Threshold OR Unread", {"user_threshold": False}, UNDETERMINED),
        # Neither part gives a reader both freedoms, although each freedom is given by one of them.
        ("Threshold OR NC", {"user_threshold": False, "non_commercial": False}, FAILS),
        ("Unread AND NC", {"terms": "open"}, FAILS),
        ("Unread AND NC", {"terms": "restricted"}, UNDETERMINED),
        # Open terms from one and no threshold from the other: no alternative gives a reader both.
        ("OpenThreshold OR Restricted", {"terms": "open", "user_threshold": False}, FAILS),
        ("OpenThreshold OR Restricted", {"user_threshold": False}, HOLDS),
        ("OpenThreshold OR Restricted", {"terms": "open"}, HOLDS),
        ("Open", {}, HOLDS),
    ],
)
def test_a_requirement_is_asked_of_each_part_as_a_whole(
    expression: str, requirement: dict[str, object], answer: int
) -> None:
    assert licence_terms(expression, TABLE).meets(requirement) == answer


def test_a_flag_that_nobody_recorded_is_undetermined() -> None:
    assert licence_terms("Open", TABLE).meets({"geographic_limit": False}) == UNDETERMINED


@pytest.mark.parametrize(
    ("requirement", "message"),
    [
        ({"user_treshold": False}, "did you mean 'user_threshold'"),
        ({"user_threshold": "no"}, "true or false; got 'no'"),
        ({"terms": "unknown"}, "none, restricted or open; got 'unknown'"),
    ],
)
def test_a_requirement_that_means_nothing_is_refused(requirement: dict[str, object], message: str) -> None:
    with pytest.raises(OpennessError, match=message):
        licence_terms("Open", TABLE).meets(requirement)


def test_ids_keep_their_case_and_a_licence_with_its_exception_is_one() -> None:
    # license-expression would know these by another case or not at all.
    assert licence_ids("(Llama-3-Community OR MIT) AND CreativeML-OpenRAIL++-M AND MIT") == (
        "Llama-3-Community",
        "MIT",
        "CreativeML-OpenRAIL++-M",
    )
    assert licence_ids("GPL-2.0-only WITH Classpath-exception-2.0") == ("GPL-2.0-only WITH Classpath-exception-2.0",)
    either = licence_terms("Open OR (NC AND Open)", TABLE)
    assert either.licences == ("Open", "NC")
    assert either.parts == (TABLE["Open"], TABLE["NC"])


@pytest.mark.parametrize("text", ["", " ", "(MIT", "MIT AND", "AND", "MIT, Apache-2.0", "MIT OR OR MIT", "A " * 2000])
def test_what_is_no_expression_is_refused(text: str) -> None:
    with pytest.raises(OpennessError, match="licence expression"):
        licence_ids(text)


def test_an_expression_may_be_two_thousand_characters_long() -> None:
    assert licence_ids("x" * 2000) == ("x" * 2000,)
    with pytest.raises(OpennessError, match="at most 2000 characters"):
        licence_ids("x" * 2001)


expressions = st.recursive(
    st.sampled_from(list(TABLE)),
    lambda part: st.tuples(part, st.sampled_from(["AND", "OR"]), part).map(lambda t: f"({t[0]} {t[1]} {t[2]})"),
    max_leaves=6,
)


@given(expression=expressions, read_as=st.sampled_from([TERMS_NONE, TERMS_RESTRICTED, TERMS_OPEN]))
def test_reading_an_unread_licence_never_overturns_what_was_decided(expression: str, read_as: int) -> None:
    before = licence_terms(expression, TABLE)
    read = TABLE | {"Unread": Licence("Unread", read_as, {"user_threshold": "true"})}
    after = licence_terms(expression, read)
    may_be = {TERMS_UNKNOWN: set(range(len(TERMS))), TERMS_NOT_OPEN: {TERMS_NONE, TERMS_RESTRICTED}}
    assert after.terms in may_be.get(before.terms, {before.terms})
    for requirement in ({"terms": "open"}, {"user_threshold": False}):
        if before.meets(requirement) != UNDETERMINED:
            assert after.meets(requirement) == before.meets(requirement)


def test_a_licence_that_nobody_approved_and_that_limits_nothing_is_not_said_to_restrict() -> None:
    harmless = Licence("Own-1.0", TERMS.index("restricted"), dict.fromkeys(FLAGS, "false"))
    limiting = Licence("Own-2.0", TERMS.index("restricted"), {**harmless.flags, "user_threshold": "true"})
    unread = Licence("Own-3.0", TERMS.index("restricted"), {**harmless.flags, "permit": "unknown"})
    table = {licence.id: licence for licence in (harmless, limiting, unread)}
    words = {name: terms_words(found.terms, found) for name in table for found in [licence_terms(name, table)]}
    assert words == {
        "Own-1.0": "terms not approved as open, no restriction found",
        "Own-2.0": "restricted terms",
        "Own-3.0": "restricted terms",
    }
    assert terms_words(TERMS.index("restricted"), None) == "restricted terms"
    assert [terms_words(TERMS.index(name), None) for name in ("none", "open", "unknown")] == [
        "no licence",
        "open terms",
        "terms not recorded",
    ]


def test_what_is_read_or_added_has_the_terms_it_was_given() -> None:
    unread = licence_terms("Unread", TABLE)
    for terms in (TERMS_NONE, TERMS_RESTRICTED, TERMS_OPEN):
        assert unread.settled(terms, {}).terms == terms
        assert licence_terms("NC AND Unread", TABLE).settled(terms, {}).terms == min(terms, TERMS_RESTRICTED)
        assert unread.or_else(some_licence(terms, {})).terms == (terms if terms == TERMS_OPEN else TERMS_UNKNOWN)
        assert licence_terms("none", TABLE).or_else(some_licence(terms, {})).terms == terms
    assert unread.settled(None, {"user_threshold": False}).terms == TERMS_UNKNOWN
    assert licence_terms("NC", TABLE).settled(TERMS_OPEN, {}).terms == TERMS_RESTRICTED
