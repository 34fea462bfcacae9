"""Those who read otherwise: by keyboard alone, without motion, in a few colours of their own, on paper."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visitor

pytestmark = pytest.mark.browser

PAPER = 680


def tab_to(page: Page, name: str, *, key: str = "Tab") -> None:
    """Press Tab until the element of this name has the focus, and look whether the focus is seen there."""
    for _ in range(60):
        page.keyboard.press(key)
        called = page.evaluate(
            "() => { const here = document.activeElement;"
            "return here.matches('main, body') ? '' : here.ariaLabel || here.innerText || '' }"
        )
        if name in called:
            focused = page.locator(":focus")  # its outline may be on its way from none: Streamlit moves it there
            expect(focused).to_have_css("outline-style", "solid")
            expect(focused).to_have_css("outline-width", "2px")
            return
    raise AssertionError(f"no way to “{name}” by {key}")


def test_the_keyboard_alone_finds_filters_shares_and_weighs(site: str, visitor: Visitor) -> None:
    visit = visitor(site).go("/?country=FR")
    page = visit.page

    tab_to(page, "Filters")
    page.keyboard.press("Enter")
    expect(page.get_by_role("combobox", name="Vendor", exact=True)).to_be_visible()
    expect(page.get_by_test_id("stPopoverBody").get_by_text("Your definition")).to_be_visible()
    page.keyboard.press("Tab")
    expect(page.get_by_role("combobox", name="Vendor", exact=True)).to_be_focused()
    tab_to(page, "Modality")
    page.keyboard.type("Text")
    page.keyboard.press("Enter")
    page.wait_for_url("**modality=*")
    page.keyboard.press("Escape")  # the list of what can be chosen
    page.keyboard.press("Escape")  # the panel
    expect(page.get_by_test_id("stPopoverBody")).to_have_count(0)
    expect(page.get_by_role("button", name="Filters")).to_be_focused()

    visit.settle()
    tab_to(page, "Share, embed and cite")
    page.keyboard.press("Enter")
    expect(page.get_by_role("tab", name="Link and embed")).to_be_visible()
    visit.settle()
    tab_to(page, "Link and embed")
    page.keyboard.press("Tab")
    tab_to(page, "Copy to clipboard")

    visit.go("/rubric")
    tab_to(page, "Training data")
    page.keyboard.press("ArrowRight")
    page.wait_for_url("**edit=weight.*")

    visit.settle()
    tab_to(page, "Find a release", key="Shift+Tab")
    page.keyboard.type("olmo 2")
    expect(page.get_by_role("option").first).to_contain_text("OLMo 2")
    page.keyboard.press("Enter")
    page.wait_for_url("**release=olmo-2*")


def test_the_way_through_an_open_panel_begins_at_its_button_and_goes_on_behind_it(site: str, visitor: Visitor) -> None:
    visit = visitor(site).go("/changes")
    page = visit.page
    tab_to(page, "Filters")
    page.keyboard.press("Enter")
    body = page.get_by_test_id("stPopoverBody")
    expect(body.get_by_text("Your definition")).to_be_visible()
    visit.settle()  # its parts arrive one by one: before, the way ends at the last that is there

    page.keyboard.press("Tab")
    page.keyboard.press("Shift+Tab")
    expect(page.get_by_role("button", name="Filters")).to_be_focused()
    page.keyboard.press("Tab")
    tab_to(page, "Your definition")
    page.keyboard.press("Tab")

    assert page.evaluate("!document.activeElement.closest('[data-testid=stPopoverBody]')")
    assert page.evaluate(
        "document.querySelector('[data-testid=stPopoverButton]').compareDocumentPosition(document.activeElement)"
        " & Node.DOCUMENT_POSITION_FOLLOWING"
    )


def test_a_link_in_a_text_to_another_page_stays_in_the_session(site: str, visitor: Visitor) -> None:
    visit = visitor(site, fresh=True).go("/")
    name = visit.page.locator("[data-testid=stMarkdownContainer] a[href^='releases?release=']").first
    called = name.inner_text()
    visit.page.evaluate("window.here = 1")

    name.focus()
    visit.page.keyboard.press("Enter")

    expect(visit.page.get_by_role("heading", name=called).first).to_be_visible()
    assert len(visit.page.context.pages) == 1
    assert visit.page.evaluate("window.here") == 1  # nothing was loaded anew
    visit.page.go_back()
    visit.page.wait_for_url(visit.base + "/")


def test_a_page_without_motion_and_in_few_colours(site: str, visitor: Visitor) -> None:
    page = visitor(site).page
    page.emulate_media(reduced_motion="reduce", forced_colors="active")
    page.goto(f"{site}/rubric")
    page.get_by_role("tab", name="Weights").wait_for()

    longest = page.evaluate(
        "Math.max(...[...document.querySelectorAll('*')]"
        ".map(one => parseFloat(getComputedStyle(one).transitionDuration)))"
    )
    assert longest <= 0.001
    tab_to(page, "Filters")
    chosen = page.get_by_role("tab", name="Weights")
    assert "underline" in chosen.evaluate("tab => getComputedStyle(tab).textDecoration")


def test_a_page_on_paper_is_whole_and_says_its_addresses(site: str, visitor: Visitor, tmp_path: Path) -> None:
    visit = visitor(site, scheme="dark").go("/")
    page = visit.page
    page.emulate_media(media="print")
    page.wait_for_timeout(100)

    charts = page.locator(".js-plotly-plot")
    assert charts.count() > 1
    for chart in charts.all():
        assert chart.locator(".main-svg").first.evaluate("drawn => drawn.getBoundingClientRect().width") <= PAPER + 1
    for control in ("Filters", "Definition of openness", "Find a release", "Share, embed and cite"):
        expect(page.get_by_text(control).first).not_to_be_visible()
    expect(page.get_by_text("version code").last).to_be_visible()
    expect(page.locator("h1")).to_have_css("color", "rgb(0, 0, 0)")
    address = page.locator("a[href^=https]").first
    assert address.get_attribute("href") in address.evaluate("link => getComputedStyle(link, '::after').content")

    page.emulate_media(media="screen")
    expect(page.get_by_role("button", name="Filters")).to_be_visible()
    expect(charts.first).to_have_css("zoom", "1")
