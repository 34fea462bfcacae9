"""A report as it is read and printed: accessible, and no chart cut."""

from __future__ import annotations

import re
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, expect

from openness.core.paths import ROOT
from openness.facts.package import load_package
from openness.publish.chrome import Chrome
from openness.query.grammar import Query
from openness.report.build import make
from openness.report.sections import SECTIONS
from openness.scoring.answer import answer
from tests.browser.conftest import Visitor
from tests.browser.test_browser import ours
from tests.pictures import FakePainter

pytestmark = pytest.mark.browser

MILLIMETRE = 96 / 25.4


@pytest.fixture(scope="module")
def report() -> str:
    """Every section about few releases, with real pictures."""
    package, chrome = load_package(ROOT / "data"), Chrome()
    shown = answer(package)
    known = shown.table[shown.table["coverage"] > 0.5]
    made = make(answer(package, Query(release=tuple(known["release"].head(4)))), tuple(SECTIONS), painter=chrome)
    chrome.close()
    return made.decode("utf-8")


@pytest.mark.parametrize("width", [1440, 390])
def test_report_breaks_no_rule_of_accessibility_and_fits_its_screen(report: str, chrome: Browser, width: int) -> None:
    page = chrome.new_page(viewport={"width": width, "height": 900})
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    # The checker is a script, which the report itself forbids.
    page.set_content(re.sub(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", report))

    found = Axe().run(page).response["violations"]
    assert {rule["id"]: [node["html"][:200] for node in rule["nodes"]] for rule in found} == {}
    assert page.evaluate("document.scrollingElement.scrollWidth <= innerWidth")
    assert page.evaluate("[...document.images].every(picture => picture.complete && picture.naturalWidth > 0)")
    assert complaints == []
    page.close()


def test_report_runs_nothing_and_asks_nobody(report: str, chrome: Browser) -> None:
    page = chrome.new_page()
    answered: list[str] = []
    refused: dict[str, str | None] = {}
    page.on("requestfinished", lambda request: answered.append(request.url))
    page.on("requestfailed", lambda request: refused.update({request.url: request.failure}))
    page.set_content(
        report.replace("</body>", '<script>window.ran = 1</script><img src="http://127.0.0.1:9/x"></body>')
    )

    assert page.evaluate("window.ran") is None
    assert [address for address in answered if not address.startswith("data:")] == []
    assert refused == {"http://127.0.0.1:9/x": "csp"}
    page.close()


def test_no_chart_is_cut_in_print(report: str, chrome: Browser) -> None:
    room = (210 - 2 * 16) * MILLIMETRE, (297 - 2 * 18) * MILLIMETRE
    page = chrome.new_page(viewport={"width": round(room[0]), "height": round(room[1])})
    page.emulate_media(media="print")
    page.set_content(report)

    boxes = page.evaluate(
        "[...document.querySelectorAll('figure')].map(box => { const r = box.getBoundingClientRect(); "
        "return [r.width, r.height, getComputedStyle(box).breakInside]; })"
    )
    assert len(boxes) == len(page.query_selector_all("img"))
    for width, height, breaks in boxes:
        assert width <= room[0] + 1
        assert height <= room[1]
        assert breaks == "avoid"
    assert page.pdf(prefer_css_page_size=True).startswith(b"%PDF")
    page.close()


def pages_of(pdf: bytes) -> int:
    return len(re.findall(rb"/Type\s*/Page\b", pdf))


@pytest.mark.parametrize(
    "query", [Query(), Query(rubric="g7-2026"), Query(rubric="mof-1.0"), Query(country=("EU",), from_="2023")]
)
def test_the_page_for_those_who_read_no_other_is_one_sheet_of_paper_of_its_own(query: Query, chrome: Browser) -> None:
    shown = answer(load_package(ROOT / "data"), query)
    made = make(shown, ("brief", "questions"), url="https://example.org/report", painter=FakePainter()).decode("utf-8")

    def printed(without: str) -> int:
        page = chrome.new_page()
        page.set_content(made)
        page.evaluate("chosen => document.querySelectorAll(chosen).forEach(part => part.remove())", without or "script")
        found = pages_of(page.pdf(prefer_css_page_size=True))
        page.close()
        return found

    assert printed("main > :not(.brief), footer") == 1
    assert printed("") == 1 + printed("header, .brief") > 2


def test_shared_embed_code_shows_the_same_chart_elsewhere(
    site: str, visitor: Visitor, chrome: Browser, tmp_path: Path
) -> None:
    visit = visitor(site).go("/?country=FR")
    title = visit.page.locator("h2[id=gap]").text_content()
    visit.page.get_by_text("Share, embed and cite").first.click()
    code = visit.page.get_by_text("<iframe").first
    expect(code).to_be_visible()
    text = code.text_content() or ""
    visit.page.close()

    (tmp_path / "index.html").write_text(f"<!DOCTYPE html><html lang=en><body>{text}</body></html>", "utf-8")
    handler = partial(SimpleHTTPRequestHandler, directory=str(tmp_path))
    other = chrome.new_page()
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as elsewhere:
        threading.Thread(target=elsewhere.serve_forever, daemon=True).start()
        other.goto(f"http://127.0.0.1:{elsewhere.server_port}/")
        elsewhere.shutdown()
    frame = other.frame_locator("iframe")
    expect(frame.locator(".main-svg").first).to_be_visible(timeout=30_000)
    assert title
    expect(frame.get_by_text(title).first).to_be_visible()
    other.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_opened_share_box_is_accessible_where_streamlit_is(site: str, visitor: Visitor, scheme: str) -> None:
    visit = visitor(site, scheme=scheme).go("/")
    visit.page.get_by_text("Share, embed and cite").first.click()

    for tab in ("Link and embed", "Picture", "Numbers", "Cite"):
        visit.page.get_by_role("tab", name=tab).first.click()
        visit.settle()
        assert ours(visit) == {}, tab
    assert visit.strangers == set()
    visit.page.close()
