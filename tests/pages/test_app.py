"""The dashboard from its entry, run without a browser: what renders, and what an address does."""

from __future__ import annotations

import shutil
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from streamlit.components.v2 import manifest_scanner
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Block

from dashboard.frame import loaders
from dashboard.frame.menu import MENU
from dashboard.frame.plain import plain
from dashboard.frame.services import services
from openness.core.wording import moment
from openness.facts.countries import country_name
from openness.publish.live import Live
from openness.query.grammar import Query

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted(path.stem for path in (ROOT / "pages").glob("*.py"))
# Which installed packages bring components, a server finds out once; AppTest reads all of them anew for each reader,
# which was half of the time of these tests.
manifest_scanner.scan_component_manifests = cache(manifest_scanner.scan_component_manifests)

FRAME = str(ROOT / "dashboard" / "frame" / "router.py")


def open_page(name: str = MENU[0].name, *, embedded: bool = False, **parameters: str | list[str]) -> AppTest:
    """A page as a first visitor gets it who arrives by this address."""
    app = arriving(name)
    if embedded:
        app.context = {"is_embedded": True}
    for key, value in parameters.items():
        app.query_params[key] = value
    return app.run()


def arriving(name: str = MENU[0].name) -> AppTest:
    """A visitor of that page before the first run: no other page is drawn on the way, as none is for a link."""
    app = AppTest.from_file(FRAME, default_timeout=60)
    return app if name == MENU[0].name else app.switch_page(str(ROOT / "pages" / f"{name}.py"))


def open_filters(app: AppTest) -> AppTest:
    """The page with its panel of filters unfolded: until then none of them is drawn."""
    app.session_state["filters"] = app.session_state["filters_edit"] = True
    return app.run()


def now(app: AppTest, key: str) -> Any:
    """The control that holds a value now: one whose value was changed from elsewhere is a new one."""
    found = [one for one in app if (getattr(one, "key", None) or "").partition("~")[0] == key]
    assert len(found) == 1
    return found[0]


def texts(app: AppTest) -> str:
    """Everything a reader can read, captions and notices included."""
    parts = [*app.title, *app.header, *app.subheader, *app.markdown, *app.caption, *app.warning, *app.code, *app.text]
    return "\n".join(str(part.value) for part in parts)


def test_second_visitor_of_the_first_page_is_sent_what_was_made_for_the_first(monkeypatch: pytest.MonkeyPatch) -> None:
    first = open_page()

    def again(*_args: object, **_more: object) -> None:
        raise AssertionError("made anew for one visitor")

    for name in (
        "plotly.basedatatypes.BaseFigure.to_dict",
        "openness.publish.live.answer",
        "openness.publish.live.drawn",
        "dashboard.frame.loaders.headline_of",
        "dashboard.shared.changes_list.selected_changes",
    ):
        monkeypatch.setattr(name, again)
    second = open_page()
    assert not second.exception
    assert texts(second) == texts(first)


def vendor_of_many() -> str:
    """A vendor with at least two releases: the tests hold for whatever the data says."""
    return str(loaders.package().releases["vendor"].value_counts().index[0])


def test_every_file_in_pages_is_in_the_menu_and_nothing_else() -> None:
    assert sorted(entry.name for entry in MENU) == PAGES


@pytest.fixture(scope="module", params=PAGES)
def opened(request: pytest.FixtureRequest) -> tuple[str, AppTest]:
    """Each page once, looked at by several tests."""
    return request.param, open_page(request.param)


def test_page_renders_with_its_heading_and_its_provenance(opened: tuple[str, AppTest]) -> None:
    name, app = opened

    assert not app.exception
    heading = next(entry.heading for entry in MENU if entry.name == name)
    assert [title.value for title in app.title] == [heading]
    footer = texts(app)
    assert loaders.answer(Query()).fingerprint in footer
    assert "CC BY 4.0" in footer
    assert "not legal advice" in footer
    assert ("[Accessibility statement](accessibility)" in footer) == (name != "accessibility")
    assert not app.warning


@pytest.mark.parametrize("name", PAGES)
def test_page_from_a_permalink_shows_its_filter_in_words(name: str) -> None:
    vendor = vendor_of_many()
    names = loaders.package().vendors.set_index("vendor")["name"]

    app = open_page(name, vendor=vendor)

    assert not app.exception
    assert plain(f"vendor {names[vendor]}") in texts(app)
    assert app.query_params["vendor"] == vendor
    assert open_filters(app).multiselect(key="_vendor").value == [vendor]


def test_every_chart_and_table_says_in_words_what_it_shows(opened: tuple[str, AppTest]) -> None:
    _, app = opened

    drawn = [*app.get("plotly_chart"), *app.get("arrow_data_frame")]
    assert all(element.proto.alt for element in drawn)


def test_shorthand_in_an_address_becomes_the_one_edit() -> None:
    rubric = loaders.answer(Query()).rubric
    dimension = next(iter(rubric.dimensions))

    app = open_page(**{f"weight.{dimension}": "2"})

    assert app.query_params["edit"] == f"weight.{dimension}:2"
    assert f"weight.{dimension}" not in app.query_params
    assert "Your definition" in texts(app)
    assert open_filters(app).text_area(key="_edit").value == f"weight.{dimension}:2"


def test_page_reads_an_address_that_others_have_changed_and_puts_it_right() -> None:
    vendor = vendor_of_many()
    app = open_page(**{"rubric": "g7-2026", "amp;vendor": vendor, "fbclid": "x", "utm_source": "letter"})

    assert app.query_params == {"rubric": "g7-2026", "vendor": vendor}
    assert app.warning.len == 0


def test_unknown_value_is_left_out_and_the_reader_is_told() -> None:
    app = open_page(vendor=["no-such-vendor", vendor_of_many()], as_of="2999-01-01")

    assert app.query_params["vendor"] == vendor_of_many()
    assert "as_of" not in app.query_params
    notice = app.warning[0].value
    assert plain("no-such-vendor") in notice
    assert plain("2999-01-01") in notice


def test_an_edit_that_cannot_be_made_is_left_out_and_the_reader_is_told() -> None:
    app = open_page(edit="weight.no-such-dimension:2")

    assert not app.exception
    assert "edit" not in app.query_params
    assert plain("no-such-dimension") in app.warning[0].value


def test_notice_shows_markup_of_an_address_as_text() -> None:
    app = open_page(vendor="[click](https://example.com)")

    assert "\\[click\\]\\(https\\://example.com\\)" in app.warning[0].value


def test_choosing_a_filter_writes_the_address_and_reset_empties_it() -> None:
    vendor = vendor_of_many()
    app = open_filters(open_page())

    app.multiselect(key="_vendor").set_value([vendor]).run()
    assert app.query_params["vendor"] == vendor

    app.button(key="reset").click().run()
    assert "vendor" not in app.query_params
    assert now(app, "_vendor").value == []


def test_the_overview_draws_three_in_ten_less_than_it_did_at_first() -> None:
    """It drew 83 elements and containers when closed panels were drawn too (190ce06); the browser builds them all."""

    def drawn(block: Block) -> int:
        return sum(1 + (drawn(child) if isinstance(child, Block) else 0) for child in block.children.values())

    app = open_page()

    assert not [box for box in app.expander if box.children]
    assert drawn(app.main) <= 0.7 * 83


def test_a_closed_panel_holds_no_control_that_could_speak() -> None:
    app = open_page()

    assert [one.key for one in [*app.multiselect, *app.text_area, *app.date_input]] == []


def test_a_control_whose_value_was_changed_from_elsewhere_is_a_new_one() -> None:
    vendor = vendor_of_many()
    app = open_filters(open_page())
    app.multiselect(key="_vendor").set_value([vendor]).run()
    mine = now(app, "_vendor").key

    assert now(app, "_vendor").key == mine  # its own change leaves it where it is
    app.query_params.clear()  # as Back, or a link
    app.query_params["modality"] = "text"
    app.run()

    assert now(app, "_vendor").key != mine
    assert now(app, "_vendor").value == []


def test_filters_hold_when_the_reader_goes_to_another_page() -> None:
    vendor = vendor_of_many()
    app = open_page(vendor=vendor)

    app.query_params.clear()  # as the browser does on a click in the menu
    app.switch_page(str(MENU[-1].path)).run()

    assert app.query_params["vendor"] == vendor
    assert open_filters(app).multiselect(key="_vendor").value == [vendor]


def test_one_release_is_not_carried_over_to_another_page() -> None:
    release = str(loaders.package().releases["release"].iloc[0])
    app = open_page(release=release)

    app.query_params.clear()
    app.switch_page(str(MENU[-1].path)).run()

    assert "release" not in app.query_params


def test_definition_is_chosen_by_title_and_stands_in_the_address_by_id() -> None:
    other = list(loaders.definitions())[-1]
    app = open_page()

    app.selectbox(key="_rubric").set_value(other).run()

    assert app.query_params["rubric"] == other
    assert loaders.definitions()[other] in texts(app)


def test_month_is_a_period_like_any_year() -> None:
    app = open_filters(open_page(**{"from": "2024-03"}))

    assert app.selectbox(key="_from").value == "2024-03"
    assert "released from March 2024" in texts(app)


def test_default_definition_and_the_latest_day_stay_out_of_the_address() -> None:
    package = loaders.package()

    app = open_page(rubric=next(iter(loaders.definitions())), as_of=package.date)

    assert not app.query_params


def test_filters_that_leave_nothing_name_themselves_and_offer_a_way_back() -> None:
    releases = loaders.package().releases
    first = releases.loc[releases["released"] != ""].groupby("vendor")["released"].min().sort_values()

    app = open_page(vendor=str(first.index[-1]), to=str(first.iloc[0]))

    assert "No release matches these filters" in texts(app)
    app.button(key="reset_empty").click().run()
    assert "No release matches these filters" not in texts(app)


def test_embedded_page_has_no_controls_but_says_what_is_shown() -> None:
    vendor = vendor_of_many()

    app = open_page(embedded=True, vendor=vendor)

    assert not app.exception
    assert not app.multiselect
    assert "Shown: vendor" in texts(app)


def test_parameters_of_a_page_are_left_alone() -> None:
    app = open_page(vendor="no-such-vendor", mine="kept")

    assert app.query_params["mine"] == "kept"
    assert "vendor" not in app.query_params


@pytest.fixture
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the data and the definitions that a test may break."""
    for name in ("data", "rubrics"):
        shutil.copytree(ROOT / name, tmp_path / name)
    shutil.copy(ROOT / "rubric.yaml", tmp_path)
    monkeypatch.setattr(services(), "live", Live(tmp_path, patience=0))
    return tmp_path


def test_broken_data_shows_every_problem_with_its_line_in_place_of_the_pages(elsewhere: Path) -> None:
    path = elsewhere / "data" / "releases.csv"
    table = pd.read_csv(path, dtype=str, keep_default_na=False)
    table.loc[0, "vendor"] = "no-such-vendor"
    pd.concat([table, table.iloc[[1]]]).to_csv(path, index=False)

    app = open_page()

    assert not app.exception
    assert [title.value for title in app.title] == ["The data or a definition cannot be read"]
    listed = app.code[0].value
    assert "\ndata/releases.csv:2: " in f"\n{listed}"
    assert f"\ndata/releases.csv:{len(table) + 2}: " in f"\n{listed}"
    assert "Traceback" not in listed
    assert not app.get("plotly_chart")


def test_broken_definition_shows_its_problem_and_the_pages_come_back(elsewhere: Path) -> None:
    path = elsewhere / "rubric.yaml"
    good = path.read_text("utf-8")
    path.write_text(good.replace("ranked_from:", "ranked_form:"), "utf-8")

    app = open_page()
    assert "ranked_form" in app.code[0].value
    assert "rubric.yaml:" in app.code[0].value

    path.write_text(good + "\n", "utf-8")
    app.run()
    assert [title.value for title in app.title] == [MENU[0].heading]


def test_data_that_break_while_it_runs_leave_the_page_as_it_was_and_it_says_since_when(elsewhere: Path) -> None:
    app = open_page()
    before = texts(app)
    (elsewhere / "data" / "releases.csv").unlink()

    app.run()

    assert not app.exception
    broken = services().live.broken
    assert broken is not None
    assert [box.value for box in app.warning] == [
        f"The files of the data or of a definition have been broken since {moment(broken.since)}. "
        "What you see is the last version that was whole."
    ]
    assert before in texts(app).replace(app.warning[0].value + "\n", "")


def test_country_names_are_the_everyday_ones() -> None:
    assert [country_name(code) for code in ("TW", "KR", "NA", "RU")] == [
        "Taiwan",
        "South Korea",
        "Namibia",
        "Russian Federation",
    ]
