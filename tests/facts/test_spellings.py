"""What readers write is read as what we call it, or refused with advice that is right."""

from __future__ import annotations

import pytest

from openness.facts.cells import date_rule
from openness.facts.spellings import (
    NotRead,
    Reader,
    licence_key,
    read_component,
    read_day,
    read_licence,
    read_release,
    read_state,
    read_vendor,
)
from tests.shared import LIVE

PACKAGE = LIVE.package()
LICENCE = read_licence(PACKAGE)
DAY = read_day(date_rule("2026-11-22", "no later"))
STATE = read_state(("closed", "partial", "gated", "open", "unknown", "not-applicable"))


def refused(read: Reader, text: str) -> NotRead:
    with pytest.raises(NotRead) as caught:
        read(text)
    assert caught.value.hint
    return caught.value


@pytest.mark.parametrize(
    ("text", "licence"),
    [
        ("MIT License", "MIT"),
        ("mit", "MIT"),
        ("The MIT License", "MIT"),
        ("Apache 2.0", "Apache-2.0"),
        ("Apache License, Version 2.0", "Apache-2.0"),
        ("apache-2", "Apache-2.0"),
        ("CC BY 4.0", "CC-BY-4.0"),
        ("cc-by-nc-sa 4.0", "CC-BY-NC-SA-4.0"),
        ("BSD 3 clause", "BSD-3-Clause"),
        ("ＭＩＴ", "MIT"),
        ("The Unlicense", "Unlicense"),
        ("CreativeML OpenRAIL M", "CreativeML-OpenRAIL-M"),
        ("CreativeML Open RAIL++-M", "CreativeML-OpenRAIL++-M"),
        ("MIT and apache 2.0", "MIT AND Apache-2.0"),
        ("(mit or Apache License 2.0) AND cc-by-4.0", "(MIT OR Apache-2.0) AND CC-BY-4.0"),
        ("none", "none"),
    ],
)
def test_licences_in_usual_spellings(text: str, licence: str) -> None:
    assert LICENCE(text) == licence


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("Mit licens", "did you mean 'MIT'?"),
        ("GPL-3.0", "did you mean 'GPL-3.0-only'?"),
        ("Llama", "'Llama-3.1-Community'"),
        ("Nonsense-9", "from the list beside the template"),
        ("MIT/Apache 2.0", "write 'MIT AND Apache-2.0' where all hold, 'MIT OR Apache-2.0' where the user chooses"),
        ("N/A", "write 'none' where it is published without a licence"),
        ("MIT AND", "from the list"),
    ],
)
def test_other_licences_are_refused_with_what_to_write(text: str, hint: str) -> None:
    assert hint in refused(LICENCE, text).hint


def test_a_spelling_that_indices_use_for_two_licences_is_not_chosen_for_the_reader() -> None:
    wrong = refused(LICENCE, "Undisclosed")
    assert "more than one" in wrong.what
    assert "Proprietary" in wrong.hint
    assert "unknown" in wrong.hint


def test_every_spelling_of_the_table_is_read_as_the_table_has_it_or_refused_as_unclear() -> None:
    rows = PACKAGE.licence_spellings.to_dict("records")
    rows = [row for row in rows if row["licence"] and not row["context"]]
    read = [(row["licence"], read_or_unclear(row["spelling"])) for row in rows]
    assert all(found in (licence, "") for licence, found in read)
    assert sum(found != "" for _, found in read) > 0.9 * len(rows)


def read_or_unclear(spelling: str) -> str:
    """The licence; nothing where the spelling is refused because it can mean several, or says that there is none."""
    try:
        return LICENCE(spelling)
    except NotRead as wrong:
        if "more than one" in wrong.what or "does not name a licence" in wrong.what:
            return ""
        raise


def test_no_two_licences_share_a_key() -> None:
    ids = PACKAGE.licences["licence"].tolist()
    assert len({licence_key(licence) for licence in ids}) == len(ids)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-05-01", "2026-05-01"),
        ("2026-05", "2026-05"),
        ("2026/5/1", "2026-05-01"),
        ("01.05.2026", "2026-05-01"),
        ("1. 5. 2026", "2026-05-01"),
        ("13/05/2026", "2026-05-13"),
        ("05/13/2026", "2026-05-13"),
        ("05/05/2026", "2026-05-05"),
        ("2026年5月1日", "2026-05-01"),
        ("２０２６－０５－０１", "2026-05-01"),
        ("3 March 2025", "2025-03-03"),
        ("March 3rd, 2025", "2025-03-03"),
        ("Sept 2025", "2025-09"),
        ("2026-05-01 00:00:00", "2026-05-01"),
        ("2026-05-01T00:00:00Z", "2026-05-01"),
    ],
)
def test_days_that_can_mean_only_one(text: str, day: str) -> None:
    assert DAY(text) == day


@pytest.mark.parametrize(
    ("text", "what", "hint"),
    [
        ("01/05/2026", "can be two days", "write 2026-05-01 or 2026-01-05"),
        ("01-05-2026", "can be two days", "write 2026-05-01 or 2026-01-05"),
        ("01/05/26", "is not a date", "2026-05-01"),
        ("46143", "is the number by which spreadsheets count days", "2026-05-01"),
        ("2026.1", "is not a date", "2026-05-01"),
        ("2026", "is not a date", "2026-05"),
        ("31.02.2026", "is not a day of the calendar", "2026-05-01"),
        ("31/31/2026", "is not a day of the calendar", "2026-05-01"),
        ("Ma 2026", "is not a date", "2026-05-01"),
        ("2027-01-01", "lies after 2026-11-22", "no later"),
    ],
)
def test_other_days_are_refused(text: str, what: str, hint: str) -> None:
    wrong = refused(DAY, text)
    assert what in wrong.what
    assert hint in wrong.hint


def test_components_by_id_and_title_states_by_word_and_page() -> None:
    read = read_component(PACKAGE)
    for component, title in zip(PACKAGE.components["component"], PACKAGE.components["title"], strict=True):
        for text in (component, title, title.upper(), component.replace("_", "-")):
            assert read(text) == component
    assert "'training_code'" in refused(read, "train_code").hint
    assert STATE("Not applicable") == STATE("does not apply") == "not-applicable"
    assert STATE("● open") == "open"
    assert refused(STATE, "opn").hint == "did you mean 'open'?"


def test_releases_and_vendors_by_any_of_their_names() -> None:
    names = dict(zip(PACKAGE.releases["release"], PACKAGE.releases["name"], strict=True))
    read = read_release(names)
    for release, name in names.items():
        assert read(release) == release
        if list(names.values()).count(name) == 1:
            assert read(name) in (release, read(read(name)))
    vendors = read_vendor(PACKAGE)
    assert vendors("Meta") == vendors("meta")
    assert "leave it empty" in refused(vendors, "Nobody GmbH of nowhere").hint
