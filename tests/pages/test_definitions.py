"""The Definitions page as a reader gets it: parts, picks, tables and what a bad address gets."""

from __future__ import annotations

import pytest

from dashboard.frame import loaders
from dashboard.frame.plain import plain
from openness.charts import CHARTS, PAGES, PARTS
from openness.findings.claims import claims
from openness.query.grammar import Query
from tests.pages.test_app import open_page, texts

SECTIONS = ("all", "way", "two", "eu", "published", "claims")


@pytest.mark.parametrize("part", SECTIONS)
def test_each_part_renders_and_says_that_it_is_no_legal_advice(part: str) -> None:
    app = open_page("definitions", part=part)
    assert not app.exception
    assert not app.warning
    assert "legal advice or a certification" in texts(app) + "".join(str(box.value) for box in app.info)
    drawn = [*app.get("plotly_chart"), *app.get("arrow_data_frame")]
    assert drawn
    assert all(element.proto.alt for element in drawn)
    # The address of a chart leads to the part it stands on.
    here = [
        slug for slug, page in PAGES.items() if page == "definitions" and dict(PARTS[slug]).get("part", "all") == part
    ]
    assert here
    assert {element.proto.alt for element in drawn} >= {CHARTS[slug](loaders.answer(Query())).alt for slug in here}


def test_the_matrix_holds_every_release_under_every_definition_in_words() -> None:
    app = open_page("definitions")
    table = app.dataframe[0].value
    shown = loaders.answer(Query())
    assert len(table) == len(shown.selected)
    assert set(loaders.definitions().values()) <= set(table.columns)
    assert table[shown.rubric.title].str.contains("facts are missing").any()


def test_two_definitions_from_the_address_and_who_changes() -> None:
    app = open_page("definitions", part="two", rubric="g7-2026", against="mof-1.0")
    titles = loaders.definitions()
    columns = list(app.dataframe[0].value.columns)
    assert columns[1:3] == [titles["g7-2026"], titles["mof-1.0"]]
    assert "Because" in columns
    assert f"lower under {titles['mof-1.0']}" not in texts(app)  # "lower" follows the count, the name comes first
    assert f"higher under {titles['mof-1.0']}" in texts(app)


@pytest.mark.parametrize(
    ("parameters", "word"),
    [
        ({"part": "two", "against": "no-such"}, "no-such"),
        ({"rubric": "no-such"}, "no-such"),
        ({"part": "nowhere"}, "nowhere"),
        ({"part": "published", "published": "nobody"}, "nobody"),
    ],
)
def test_a_pick_that_does_not_exist_is_named_and_left_out(parameters: dict[str, str], word: str) -> None:
    app = open_page("definitions", **parameters)
    assert not app.exception
    assert word in "".join(str(notice.value) for notice in app.warning).replace("\\", "")
    assert app.get("plotly_chart")


def test_filters_that_leave_nothing_are_answered_with_a_way_back() -> None:
    vendors = loaders.package().vendors
    other = next(kind for kind in vendors["kind"] if kind != vendors["kind"].iloc[0])
    app = open_page("definitions", vendor=str(vendors["vendor"].iloc[0]), kind=str(other))
    assert not app.exception
    assert "No release matches these filters" in texts(app)
    assert app.button(key="reset_empty")


@pytest.mark.parametrize("part", ["two", "published", "claims"])
def test_one_release_is_enough_for_a_part(part: str) -> None:
    release = loaders.answer(Query()).selected[0]
    app = open_page("definitions", part=part, release=release)
    assert not app.exception
    assert app.title


def test_osi_s_words_stand_beside_ours_with_the_reason_for_the_one_that_differs() -> None:
    said = texts(open_page("definitions", part="published"))
    assert "Of 12 published verdicts, 10 agree, 1 disagrees and 1 is not settled" in said
    assert "Falcon 40B" in said
    assert "Code and settings of the training" in said


def test_a_claim_stands_with_its_address_and_what_is_missing() -> None:
    table = open_page("definitions", part="claims").dataframe[0].value
    assert table["Where"].notna().all()
    assert (table["Where"] == "").any()
    refused = table[table["Outcome"] == "not supported"]
    assert len(refused)
    assert refused["Where"].str.startswith("http").all()
    assert (refused["What is missing"] != "").all()


def test_a_release_s_own_page_says_what_its_vendor_s_word_needs() -> None:
    found = claims(loaders.answer(Query()))
    row = found[found["support"] == "not-supported"].iloc[0]
    said = texts(open_page("releases", release=str(row["release"])))
    assert f"where that word needs “{row['needs']}”, it is not." in said
    assert plain(str(row["missing"]).split(";")[0]) in said
