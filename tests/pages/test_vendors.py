"""The pages Vendors and Compare from an address: what is chosen, what is said where there is nothing to choose."""

from __future__ import annotations

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from dashboard.frame import loaders
from dashboard.frame.plain import plain
from dashboard.shared import flags
from dashboard.vendors import cells
from openness.findings.vendors import by_dimension, keys_of
from openness.query.grammar import Query
from tests.pages.test_app import open_page, texts

RELEASES = ["olmo-2", "llama-3.1"]


def charts(app: AppTest) -> list[str]:
    return [element.proto.alt for element in app.get("plotly_chart")]


def test_grouping_and_order_come_from_the_address_and_fold_nothing_but_vendors() -> None:
    app = open_page("vendors", by="country", sort="name")

    assert not app.exception
    assert app.selectbox(key="_page_by").value == "country"
    assert app.selectbox(key="_page_sort").value == "name"
    assert "_page_show" not in [box.key for box in app.selectbox]
    assert "countries" in charts(app)[0]


def test_unknown_order_is_named_and_the_default_shown() -> None:
    app = open_page("vendors", sort="beauty")

    assert any("sort" in warning.value and "beauty" in warning.value for warning in app.warning)
    assert app.selectbox(key="_page_sort").value == "gap"


def test_a_cell_in_the_address_shows_the_releases_behind_it() -> None:
    app = open_page("vendors", by="kind", cell="nonprofit", dimension="data")
    shown = loaders.answer(Query())
    keys = keys_of(shown, "kind")
    cell = pd.DataFrame(by_dimension(shown.scores, keys)).set_index(["group", "dimension"]).loc[("nonprofit", "data")]

    table = app.dataframe[0].value
    assert len(table) == keys.count("nonprofit") == cell["n"] + cell["left_out"]
    assert (table["In the median"] == "yes").sum() == cell["n"]
    assert set(table["Release"]) <= set(shown.table["name"])


def test_releases_behind_a_cell_stand_most_open_first() -> None:
    shown = loaders.answer(Query())
    found = cells.behind(shown, keys_of(shown, "vendor"), "ai2", "data")

    assert found["low"].dropna().is_monotonic_decreasing
    assert set(found["vendor_name"]) == {"Allen Institute for AI (Ai2)"}


def test_one_vendor_has_its_releases_claims_licences_and_changes() -> None:
    app = open_page("vendors", vendor="ai2")

    assert not app.exception
    headings = [part.value for part in [*app.header, *app.subheader]]
    assert "Allen Institute for AI \\(Ai2\\)" in headings
    assert {"What it calls them", "Its licences", "Its changes"} <= set(headings)
    assert any("newest first" in alt for alt in charts(app))
    assert "United States" in texts(app)


def test_a_vendor_without_releases_gets_a_sentence_and_a_way_on() -> None:
    package = loaders.package()
    empty = sorted(set(package.vendors["vendor"]) - set(package.releases["vendor"]))[0]
    name = package.vendors.set_index("vendor")["name"][empty]

    app = open_page("vendors", vendor=empty)
    assert f"No release of {plain(name)} is recorded" in texts(app)

    app.button(key="all_vendors").click().run()
    assert "vendor" not in app.query_params
    assert charts(app)


def test_a_vendor_whose_releases_are_filtered_away_is_told_apart_from_one_without() -> None:
    app = open_page("vendors", vendor="anthropic", modality="audio")

    assert "passes the other filters" in texts(app)
    app.button(key="keep_vendor").click().run()
    assert app.query_params["vendor"] == "anthropic"
    assert "modality" not in app.query_params
    assert charts(app)


def test_picking_a_vendor_writes_it_into_the_address() -> None:
    app = open_page("vendors")

    app.selectbox(key="_page_pick_vendor").set_value("meta").run()

    assert app.query_params["vendor"] == "meta"
    assert "Meta" in [part.value for part in app.header]


def test_filters_that_leave_nothing_offer_a_way_back_on_both_pages() -> None:
    for page in ("vendors", "compare"):
        app = open_page(page, kind="government", modality="audio")
        assert not app.exception
        assert "No release matches these filters" in texts(app) or "Choose two to six" in texts(app)


@pytest.mark.parametrize(
    ("chosen", "said"),
    [
        ([], "Choose two to six releases"),
        (["olmo-2"], "OLMo 2 is chosen. Choose one more"),
        (["olmo-2", "no-such-release"], "no-such-release"),
    ],
)
def test_too_few_to_compare_says_what_to_do(chosen: list[str], said: str) -> None:
    app = open_page("compare", release=chosen)

    assert not app.exception
    assert plain(said).replace("\\-", "-") in texts(app).replace("\\-", "-")
    assert not charts(app)


def test_an_example_fills_an_empty_comparison() -> None:
    app = open_page("compare")

    app.button(key="example").click().run()

    chosen = app.query_params["release"]
    assert 2 <= len(chosen) <= 3
    assert charts(app)


def test_comparison_keeps_its_order_and_starts_with_what_differs() -> None:
    app = open_page("compare", release=RELEASES)

    assert not app.exception
    assert app.multiselect(key="_page_compared_releases").value == RELEASES
    assert next(part.value for part in app.subheader).startswith("What differs")
    heads = [str(column) for column in app.table[0].value.columns]
    assert ["OLMo 2" in heads[1], "Llama 3.1" in heads[2]] == [True, True]
    assert charts(app)[0].startswith("Points with ranges")


def test_of_twenty_six_are_compared_and_the_reader_is_told() -> None:
    twenty = [str(release) for release in loaders.package().releases["release"].iloc[:20]]

    app = open_page("compare", release=twenty)

    assert any("At most 6" in warning.value and "20 were asked for" in warning.value for warning in app.warning)
    assert app.multiselect(key="_page_compared_releases").value == twenty[:6]


def test_vendors_are_compared_too() -> None:
    app = open_page("compare", compare="vendors", vendor=["ai2", "meta"])

    assert not app.exception
    assert len(app.table[0].value.columns) == 3
    assert "recorded" in str(app.table[1].value.iloc[0, 1])


def test_flags_stand_where_they_are_drawn_and_codes_elsewhere() -> None:
    assert flags.with_flag("FR").endswith(" France")
    assert len(flags.with_flag("FR").split()[0]) == 2
    assert flags.with_code("FR") == "France (FR)"
    assert flags.with_code("ZZ") == "ZZ"
