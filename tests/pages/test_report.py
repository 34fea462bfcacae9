"""The Report page and the Share box as a reader meets them."""

from __future__ import annotations

import threading

import pytest

from dashboard.frame import cite, loaders
from dashboard.frame.services import services
from dashboard.report import maker
from openness.core.cache import Cache
from openness.publish.pictures import Pictures
from openness.query.grammar import Query
from openness.report.sections import DEFAULT, SECTIONS
from tests.pages.test_app import open_page
from tests.report.test_documents import Painter


@pytest.fixture
def painter(monkeypatch: pytest.MonkeyPatch) -> Painter:
    """Pictures without a browser, and no report left over from another test."""
    painter = Painter()
    monkeypatch.setattr(services(), "pictures", Pictures(painter))
    monkeypatch.setattr(services(), "reports", Cache(8))
    return painter


def release() -> str:
    table = loaders.answer(Query()).table
    return str(table[table["coverage"] > 0.5]["release"].iloc[0])


def test_page_offers_every_section_and_has_chosen_the_usual_ones(painter: Painter) -> None:
    app = open_page("report")

    assert not app.exception
    chosen = app.get_by_key("_page_report_sections")
    assert list(chosen.value) == list(DEFAULT)
    assert len(chosen.options) == len(SECTIONS)
    assert painter.drawn == 0


def test_permalink_chooses_sections_and_a_report_of_them_is_made(painter: Painter) -> None:
    app = open_page("report", section=["gap", "method"], release=release())
    assert list(app.get_by_key("_page_report_sections").value) == ["gap", "method"]
    assert not app.get("download_button")

    app.button(key="make_report").click().run()

    assert not app.exception
    assert painter.drawn == 1
    assert len(app.get("download_button")) == 1
    frame = app.get("iframe")[0].proto
    shown = loaders.answer(Query(release=(release(),)))
    assert f"How open is {shown.table['name'].iloc[0]}?" in frame.srcdoc
    assert SECTIONS["method"].title in frame.srcdoc
    assert SECTIONS["vendors"].title not in frame.srcdoc


def test_report_asked_for_twice_is_drawn_once(painter: Painter) -> None:
    for _ in range(2):
        app = open_page("report", section="gap", release=release())
        app.button(key="make_report").click().run()
        assert app.get("download_button")

    assert painter.drawn == 1


def test_whoever_comes_when_the_line_is_full_is_told_and_may_try_again(
    painter: Painter, monkeypatch: pytest.MonkeyPatch
) -> None:
    line = threading.BoundedSemaphore(1)
    monkeypatch.setattr(maker, "_LINE", line)
    app = open_page("report", section="gap", release=release())
    with line:
        app.button(key="make_report").click().run()
        assert [warning.value for warning in app.warning] == [
            "Several reports are being made already. Please try again in a minute."
        ]
        assert not app.get("download_button")
        assert painter.drawn == 0

    app.button(key="make_report").click().run()
    assert not app.warning
    assert app.get("download_button")
    assert line.acquire(blocking=False)  # whoever is done leaves the line


def test_long_tables_are_a_switch_that_stands_in_the_address_and_in_the_citation(
    painter: Painter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cite, "address", lambda: "https://example.org/report")
    app = open_page("report", section="gap")
    assert app.toggle[0].label == "Long tables"
    assert not app.toggle[0].value
    app.button(key="make_report").click().run()
    assert "is left out; a report with long tables has it" in app.get("iframe")[0].proto.srcdoc

    app = open_page("report", section="gap", tables="yes")
    assert app.toggle[0].value
    app.button(key="make_report").click().run()
    made = app.get("iframe")[0].proto.srcdoc
    assert "is left out" not in made
    assert 'id="table-gap"' in made
    assert "https://example.org/report?section=gap&amp;tables=yes" in made

    app.toggle[0].set_value(False).run()
    assert "tables" not in app.query_params
    assert not app.get("download_button")


def test_report_of_questions_can_be_chosen_and_begins_with_the_page_for_those_in_a_hurry(painter: Painter) -> None:
    app = open_page("report", section=["brief", "questions"], release=release())
    app.button(key="make_report").click().run()

    assert not app.exception
    made = app.get("iframe")[0].proto.srcdoc
    assert made.index(SECTIONS["brief"].title) < made.index(SECTIONS["questions"].title)
    assert painter.drawn == 0


def test_unknown_section_is_named_and_left_out(painter: Painter) -> None:
    app = open_page("report", section=["gap", "[x](javascript:alert(1))"])

    assert list(app.get_by_key("_page_report_sections").value) == ["gap"]
    assert any("there is no such choice" in text.value for text in app.text)


def test_choosing_another_section_takes_the_old_report_away(painter: Painter) -> None:
    app = open_page("report", section="method", release=release())
    app.button(key="make_report").click().run()
    assert app.get("download_button")

    app.get_by_key("_page_report_sections").set_value(["method", "gap"]).run()

    assert not app.get("download_button")


def test_nothing_selected_is_said_before_a_report_is_made(painter: Painter) -> None:
    releases = loaders.package().releases
    first = releases.loc[releases["released"] != ""].groupby("vendor")["released"].min().sort_values()
    app = open_page("report", vendor=str(first.index[-1]), to=str(first.iloc[0]))

    assert not app.exception
    assert "no release, because none passes the filters" in "\n".join(text.value for text in app.markdown)


@pytest.mark.parametrize(
    ("url", "page", "base"),
    [
        ("https://example.org/vendors?country=FR", "vendors", "https://example.org"),
        ("https://example.org/", "", "https://example.org"),
        ("https://example.org/gap/vendors", "vendors", "https://example.org/gap"),
        ("https://example.org/gap", "", "https://example.org/gap"),
        ("https://example.org/not-vendors", "vendors", "https://example.org/not-vendors"),
        ("javascript:alert(1)", "", ""),
        ("", "", ""),
    ],
)
def test_addresses_begin_where_the_pages_lie(monkeypatch: pytest.MonkeyPatch, url: str, page: str, base: str) -> None:
    monkeypatch.setattr(cite.st, "context", type("Context", (), {"url": url}))
    monkeypatch.setattr(cite.state, "page", lambda: page)

    assert cite.base() == base


def test_share_box_is_made_only_when_it_is_opened() -> None:
    app = open_page()

    assert not app.exception
    assert not app.code
    assert "Share, embed and cite" in [box.label for box in app.expander]
