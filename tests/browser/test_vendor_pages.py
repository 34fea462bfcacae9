"""Vendors and Compare by hand: a click on a cell, another order, a comparison that outlives a reload."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from openness.charts.vendors import SORT
from tests.browser.conftest import Visitor

pytestmark = pytest.mark.browser


def test_click_on_a_cell_shows_the_releases_behind_it_and_stands_in_the_address(site: str, visitor: Visitor) -> None:
    visit = visitor(site).go("/vendors?by=kind")
    table = visit.page.locator(".js-plotly-plot").nth(1)
    table.scroll_into_view_if_needed()
    cell = table.locator(".barlayer path").first.bounding_box()
    assert cell

    visit.page.mouse.click(cell["x"] + cell["width"] / 2, cell["y"] + cell["height"] / 2)

    visit.page.wait_for_url("**cell=*")
    expect(visit.page.get_by_text("enter the median").first).to_be_visible()


def test_another_order_stands_in_the_address_and_both_charts_follow(site: str, visitor: Visitor) -> None:
    visit = visitor(site).go("/vendors?by=kind")

    visit.page.get_by_role("combobox", name="Order").click()
    visit.page.get_by_role("option", name=SORT.values["name"], exact=True).click()

    visit.page.wait_for_url("**sort=name*")
    visit.settle()
    rows = [
        plot.evaluate("plot => plot._fullLayout.yaxis.ticktext.map(text => text.split(' (')[0])")
        for plot in visit.page.locator(".js-plotly-plot").all()[:2]
    ]
    assert rows[0] == rows[1] == sorted(rows[0], key=str.casefold)


def test_comparison_outlives_a_reload_in_its_order(site: str, visitor: Visitor) -> None:
    visit = visitor(site).go("/compare?release=olmo-2&release=llama-3.1")
    heading = visit.page.get_by_role("heading", name="differ in")
    expect(heading).to_contain_text("OLMo 2 and Llama 3.1")

    visit.page.reload()
    visit.settle()

    expect(heading).to_contain_text("OLMo 2 and Llama 3.1")
    assert visit.address == "/compare?release=olmo-2&release=llama-3.1"
