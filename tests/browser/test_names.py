"""A release's name opens the release, wherever it stands, in the same tab, and Back leads back."""

from __future__ import annotations

import time

import pytest
from playwright.sync_api import Page, expect
from playwright.sync_api import TimeoutError as TooLate

from tests.browser.conftest import STRAGGLER, Visit, Visitor

pytestmark = pytest.mark.browser

HEADER, ROW = 36, 35
TABLES = {
    "releases": "/releases",
    "matrix": "/definitions",
    "pair": "/definitions?part=two",
    "claims": "/definitions?part=claims",
    "cell": "/vendors?by=kind&cell=nonprofit",
    "changes": "/changes",
}


def click_first_name(page: Page) -> None:
    """The first name of the last table of the page: a table is drawn on a canvas, so by its place."""
    table = page.get_by_test_id("stDataFrame").last
    table.locator("canvas").first.wait_for()
    table.click(position={"x": 30, "y": HEADER + ROW / 2})  # which waits until it no longer moves


def is_open(visit: Visit, back_to: str) -> None:
    page = visit.page
    opened = "() => location.pathname == '/releases' && location.search.includes('release=')"
    page.wait_for_function(opened, timeout=10_000)
    since = time.monotonic()
    expect(page.get_by_role("heading", name="Components")).to_be_visible()
    assert len(page.context.pages) == 1
    page.wait_for_timeout(max(0, 1000 * (since + STRAGGLER - time.monotonic())))
    for _ in range(2):  # Streamlit tells the browser of another page and of its address one after the other
        page.go_back()
        try:
            page.wait_for_function(
                "address => location.pathname + location.search === address", arg=back_to, timeout=1_000
            )
        except TooLate:
            continue
        break
    visit.settle()
    assert visit.address == back_to


@pytest.fixture(scope="module")
def visit(site: str, visitor: Visitor) -> Visit:
    return visitor(site, fresh=True)  # in whose browser no other tab is open


@pytest.mark.parametrize("name", TABLES)
def test_name_in_a_table_opens_the_release(visit: Visit, name: str) -> None:
    visit.go(TABLES[name])
    click_first_name(visit.page)
    is_open(visit, TABLES[name])


@pytest.mark.parametrize(
    ("path", "slug"), [("/", "gap"), ("/timeline", "timeline"), ("/vendors?vendor=meta", "vendor-releases")]
)
def test_dot_of_a_chart_opens_the_release(visit: Visit, path: str, slug: str) -> None:
    visit.go(path)
    dots = visit.page.locator(f".st-key-card-{slug} .scatterlayer .points path")
    dots.first.wait_for()
    dots.first.scroll_into_view_if_needed()
    visit.page.wait_for_timeout(500)
    box = dots.first.bounding_box()
    assert box
    visit.page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    is_open(visit, path)


def test_name_in_a_list_leads_to_the_release(visit: Visit) -> None:
    visit.go("/compare?release=llama-4&release=olmo-2")
    name = visit.page.get_by_role("link", name="OLMo 2", exact=True).first
    assert name.get_attribute("href") == "releases?release=olmo-2"


def test_name_that_was_searched_for_is_reached_by_the_keyboard(visit: Visit) -> None:
    visit.go("/releases?q=llama4")
    visit.page.get_by_role("button", name="Llama 4", exact=True).focus()
    visit.page.keyboard.press("Enter")
    is_open(visit, "/releases?q=llama4")
