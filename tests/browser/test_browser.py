"""The dashboard as it is met: in a browser, wide and narrow, light and dark, by menu and by deep link."""

from __future__ import annotations

import re
from functools import cache
from typing import Any, Literal
from urllib.parse import parse_qs, urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect
from plotly.offline import get_plotlyjs_version

from dashboard.frame import loaders
from dashboard.frame.menu import MENU
from openness.charts.kit import palette
from tests.browser.conftest import Visit, Visitor
from tests.browser.server import ROOT, serve

pytestmark = pytest.mark.browser

PATHS = {entry.name: "/" if number == 0 else f"/{entry.name}" for number, entry in enumerate(MENU)}
# Pages that look otherwise for what their address asks: tabs, sheets, chosen rows.
PARTS = (
    "/questions?question=cost-of-openness",
    "/releases?release=llama-4",
    "/releases?family=llama",
    "/vendors?vendor=meta",
    "/vendors?by=kind&cell=nonprofit",
    "/compare?release=olmo-2&release=llama-3.1",
    *(f"/definitions?part={part}" for part in ("way", "two", "eu", "published", "claims")),
    *(f"/data?part={part}" for part in ("sources", "doubts", "files")),
)
# Each width in one scheme at least, and each scheme on a wide page and on a telephone; 320 pixels are also what is left
# of 1280 for those who enlarge the page four times.
PAGE_LOOKS = ((1440, "light"), (320, "light"), (390, "dark"), (1440, "dark"))
PART_LOOKS = ((1440, "light"), (320, "dark"))

# What axe finds on a page of Streamlit with nothing of ours. The statement in docs/ACCESSIBILITY.md names them.
STREAMLITS = {
    "list": "the menu of a telephone is a list that holds headings and links beside its items",
    "listitem": "and its items lie in boxes that are no lists",
    "presentation-role-conflict": "the box for a file is declared to be without meaning, and has a name",
}

# Streamlit looks for its own base address below a deep link first, and the browser logs that there is none.
EXPECTED = re.compile(r"404 \(Not Found\) \(\S+/_stcore/(health|host-config)\)")


@cache
def vendor_of_many() -> tuple[str, str]:
    """A vendor with many releases, and its name."""
    package = loaders.package()
    vendor = str(package.releases["vendor"].value_counts().index[0])
    return vendor, str(package.vendors.set_index("vendor")["name"][vendor])


def violations(visit: Visit) -> dict[str, list[str]]:
    """What axe finds, by rule: the elements concerned."""
    # what is in order is not described node by node, which takes most of the time
    options = {"resultTypes": ["violations"]}
    found: list[dict[str, Any]] = Axe().run(visit.page, options=options).response["violations"]
    return {rule["id"]: [node["html"][:200] for node in rule["nodes"]] for rule in found}


@pytest.fixture(scope="module")
def bare(bare_site: str, visitor: Visitor) -> set[str]:
    """The rules that a page of Streamlit breaks by itself."""
    visit = visitor(bare_site).go("/")
    wide = set(violations(visit))
    visit.page.set_viewport_size({"width": 390, "height": 900})
    return wide | set(violations(visit.settle()))


def test_what_streamlit_breaks_by_itself_is_what_the_list_says(bare: set[str]) -> None:
    assert bare == set(STREAMLITS)


def look(visit: Visit, width: int, scheme: Literal["light", "dark"]) -> None:
    """Turn to a width and a scheme, and wait until the charts are drawn in it."""
    visit.page.set_viewport_size({"width": width, "height": 900})
    before = visit.page.evaluate("() => matchMedia('(prefers-color-scheme: dark)').matches")
    visit.page.emulate_media(color_scheme=scheme)
    if before != (scheme == "dark") and visit.page.locator(".js-plotly-plot").count():
        visit.page.reload()  # charts keep the colours in which their page was opened until the next click
        visit.settle()
    visit.page.wait_for_function(
        "wanted => [...document.querySelectorAll('.js-plotly-plot')]"
        ".every(plot => plot._fullLayout?.paper_bgcolor === wanted)",
        arg=palette.BACKGROUND[scheme],
    )
    visit.settle()


def fits(visit: Visit) -> bool:
    """Whether nothing has to be scrolled sideways, save within its own box."""
    return bool(
        visit.page.evaluate(
            "() => { const main = document.querySelector('[data-testid=stMain]');"
            "const page = document.scrollingElement;"
            "return page.scrollWidth <= window.innerWidth && main.scrollWidth <= main.clientWidth }"
        )
    )


def ours(visit: Visit) -> dict[str, list[str]]:
    """What axe finds that Streamlit does not bring along."""
    return {rule: nodes for rule, nodes in violations(visit).items() if rule not in STREAMLITS}


@pytest.mark.parametrize("name", PATHS)
def test_page_in_every_look(name: str, site: str, visitor: Visitor) -> None:
    visit = visitor(site, still=True).go(PATHS[name])
    heading = next(entry.heading for entry in MENU if entry.name == name)

    for width, scheme in PAGE_LOOKS:
        look(visit, width, scheme)
        assert fits(visit), (width, scheme)
        assert width == 320 or ours(visit) == {}, (width, scheme)
        ground = palette.BACKGROUND[scheme]
        rgb = ", ".join(str(int(ground[at : at + 2], 16)) for at in (1, 3, 5))
        expect(visit.page.locator("[data-testid=stApp]")).to_have_css("background-color", f"rgb({rgb})")
    expect(visit.page.locator("h1")).to_have_text([heading])
    assert visit.names_with_backslashes() == []
    assert visit.strangers == set()
    assert [text for text in visit.complaints if not EXPECTED.search(text)] == []


@pytest.mark.parametrize("path", PARTS)
def test_part_of_a_page_is_accessible_and_fits(path: str, site: str, visitor: Visitor) -> None:
    visit = visitor(site, still=True).go(path)
    expect(visit.page.get_by_text("is left out; there is no such")).to_have_count(0)  # the address is one of the page's

    for width, scheme in PART_LOOKS:
        look(visit, width, scheme)
        assert fits(visit), (width, scheme)
        assert ours(visit) == {}, (width, scheme)
    assert [text for text in visit.complaints if not EXPECTED.search(text)] == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_opened_filters_and_tables_are_accessible_too(site: str, visitor: Visitor, scheme: str) -> None:
    visit = visitor(site, scheme=scheme).go(PATHS["overview"])

    visit.page.get_by_text("Table and download").first.click()
    expect(visit.page.get_by_role("button", name="Download as CSV", exact=True)).to_be_visible()
    visit.page.get_by_role("button", name="Filters").click()
    expect(visit.page.get_by_text("Kind of vendor", exact=True)).to_be_visible()
    visit.settle()

    assert ours(visit) == {}
    assert visit.strangers == set()


def test_first_visitor_of_a_cold_server_by_deep_link_gets_the_whole_frame(visitor: Visitor) -> None:
    vendor, vendor_name = vendor_of_many()
    with serve(ROOT / "app.py") as base:
        visit = visitor(base).go(f"/releases?vendor={vendor}")

        expect(visit.page.locator("h1")).to_have_text("Releases")
        expect(visit.page.get_by_role("link", name="Overview")).to_be_visible()
        expect(visit.page.get_by_text(f"Shown: vendor {vendor_name}")).to_be_visible()
        assert visit.address == f"/releases?vendor={vendor}"
        visit.page.close()


def test_unknown_value_in_an_address_is_named_and_dropped(site: str, visitor: Visitor) -> None:
    vendor, _ = vendor_of_many()
    visit = visitor(site).go(f"/releases?vendor=no-such-vendor&vendor={vendor}&as_of=yesterday")

    expect(visit.page.get_by_role("alert").filter(has_text="no-such-vendor")).to_be_visible()
    expect(visit.page.get_by_text("yesterday")).to_be_visible()
    assert visit.address == f"/releases?vendor={vendor}"


def test_filter_chosen_by_hand_lives_in_the_address_through_menu_reload_and_back(site: str, visitor: Visitor) -> None:
    vendor, vendor_name = vendor_of_many()
    visit = visitor(site).go("/")
    page = visit.page

    page.get_by_role("button", name="Filters").click()
    page.get_by_role("combobox", name="Vendor", exact=False).first.fill(vendor_name)
    page.get_by_role("option", name=vendor_name, exact=True).click()
    page.wait_for_url(f"**/?vendor={vendor}")
    page.keyboard.press("Escape")
    expect(page.get_by_text(f"Shown: vendor {vendor_name}")).to_be_visible()
    visit.settle()

    visit.menu("Releases")
    page.wait_for_url(f"**/releases?vendor={vendor}")
    expect(page.get_by_text(f"Shown: vendor {vendor_name}")).to_be_visible()

    page.reload()
    visit.settle()
    expect(page.get_by_text(f"Shown: vendor {vendor_name}")).to_be_visible()
    assert visit.address == f"/releases?vendor={vendor}"

    page.get_by_role("button", name="Reset", exact=True).click()
    expect(page.get_by_text(f"Shown: vendor {vendor_name}")).to_have_count(0)
    page.wait_for_url("**/releases")

    page.wait_for_timeout(1000)  # an address that returns at once is taken for one that was still on its way
    page.go_back()
    page.wait_for_url(f"**/releases?vendor={vendor}")
    expect(page.get_by_text(f"Shown: vendor {vendor_name}")).to_be_visible()


def test_typed_month_and_definition_stand_in_the_address_by_their_ids(site: str, visitor: Visitor) -> None:
    visit = visitor(site).go("/releases")
    page = visit.page
    other, title = list(loaders.definitions().items())[-1]

    page.get_by_role("button", name="Filters").click()
    month = page.get_by_role("combobox", name="Released from", exact=False)
    month.click()
    month.fill("2024-03")
    page.keyboard.press("Enter")
    page.wait_for_url("**from=2024-03*")
    page.keyboard.press("Escape")
    page.get_by_role("combobox", name="Definition of openness", exact=False).click()
    page.get_by_role("option", name=title, exact=True).click()
    page.wait_for_url(f"**rubric={other}*")

    assert parse_qs(urlsplit(page.url).query) == {"rubric": [other], "from": ["2024-03"]}


def test_embedded_page_shows_neither_menu_nor_controls(site: str, visitor: Visitor) -> None:
    visit = visitor(site, width=800).go("/releases?embed=true")

    expect(visit.page.locator("h1")).to_have_text("Releases")
    expect(visit.page.get_by_role("link", name="Overview")).to_have_count(0)
    expect(visit.page.get_by_role("button", name="Filters")).to_have_count(0)
    expect(visit.page.get_by_text("version code").first).to_be_visible()


def test_theme_asked_for_in_an_address_wins_over_the_system(site: str, visitor: Visitor) -> None:
    visit = visitor(site, scheme="light").go("/?embed_options=dark_theme")

    expect(visit.page.locator("[data-testid=stApp]")).to_have_css("background-color", "rgb(16, 21, 26)")
    drawn = visit.page.locator(".js-plotly-plot").first.evaluate("plot => plot._fullLayout.paper_bgcolor")
    assert drawn == palette.BACKGROUND["dark"]


def test_table_twin_downloads_as_csv_with_a_line_a_row(site: str, visitor: Visitor) -> None:
    visit = visitor(site).go("/")

    visit.page.get_by_text("Table and download").first.click()
    with visit.page.expect_download() as waiting:
        visit.page.get_by_role("button", name="Download as CSV", exact=True).click()

    download = waiting.value
    assert re.fullmatch(r"openness-gap-[a-z-]+\.csv", download.suggested_filename)
    lines = download.path().read_text("utf-8").splitlines()
    assert len(lines) > 2
    assert "," in lines[0]


def test_path_of_no_page_leads_to_the_first_one(site: str, visitor: Visitor) -> None:
    visit = visitor(site).go("/no-such-page")

    expect(visit.page.get_by_role("dialog")).to_contain_text("Page not found")
    expect(visit.page.locator("h1")).to_have_text(MENU[0].heading)


def test_first_visit_fetches_little_and_draws_with_the_plotly_of_the_embeds(site: str, visitor: Visitor) -> None:
    visit = visitor(site, fresh=True)
    connection, sizes = visit.page.context.new_cdp_session(visit.page), list[int]()
    connection.send("Network.enable")
    connection.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    visit.go("/")
    assert visit.page.evaluate("window.Plotly.version") == get_plotlyjs_version()
    assert sum(sizes) < 2_000_000, "bytes as they travel, fonts included; a bare page of Streamlit fetches 7,400,000"
    assert not visit.complaints
