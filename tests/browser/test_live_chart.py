"""The ranking beside the editor: it moves with the slider, and the page's answer is the one that holds."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import Locator, Page

from tests.browser.conftest import Visit, Visitor

pytestmark = pytest.mark.browser

# Every figure that is drawn from now on, as text.
WATCH = """() => {
    window.figures = [];
    const react = window.Plotly.react;
    window.Plotly.react = (box, data, layout, config) => {
        window.figures.push(JSON.stringify(data));
        return react(box, data, layout, config);
    };
}"""
THUMB = """input => {
    const thumb = input.closest("[data-rac]").getBoundingClientRect();
    return [thumb.x + thumb.width / 2, thumb.y + thumb.height / 2];
}"""


def first_slider(page: Page) -> Locator:
    return page.locator(".st-key-_rubric_weight-data").get_by_role("slider")


def file_of(visit: Visit, number: str) -> object:
    """The traces of the chart's own file for a weight."""
    answer = visit.page.request.get(f"{visit.base}/chart/ranking-moves.js?edit=weight.data:{number}")
    text = answer.text()
    return json.loads(text[text.index("{") : text.rindex("}") + 1])["data"]


def test_the_ranking_follows_a_slider_before_it_is_let_go(site: str, visitor: Visitor) -> None:
    visit = visitor(site).go("/rubric")
    page = visit.page
    page.evaluate(WATCH)
    x, y = first_slider(page).evaluate(THUMB)

    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 60, y)
    page.mouse.move(x + 120, y)
    number = f"{float(first_slider(page).input_value()):g}"
    expected = file_of(visit, number)
    page.wait_for_function(
        "expected => window.figures.length && window.figures.at(-1) === JSON.stringify(expected)", arg=expected
    )

    card = page.locator(".st-key-card-ranking-moves")
    assert visit.address == "/rubric"  # the page knows nothing of it yet, and its words say so
    assert card.get_attribute("data-ahead") is not None
    held = first_slider(page).evaluate(THUMB)
    page.mouse.up()
    page.wait_for_url(f"**/rubric?edit=weight.data%3A{number}")
    visit.settle()
    assert card.get_attribute("data-ahead") is None
    assert json.loads(page.evaluate("window.figures.at(-1)")) == expected
    assert first_slider(page).evaluate(THUMB) == held, "the page moved away under the pointer"


def test_a_held_key_never_shows_an_earlier_number_again(site: str, visitor: Visitor) -> None:
    visit = visitor(site).go("/rubric")
    page = visit.page
    page.evaluate(WATCH)
    first_slider(page).focus()

    for _ in range(6):
        page.keyboard.press("ArrowRight")
        page.wait_for_timeout(90)  # answers of the page to earlier presses come in between
    page.wait_for_url("**/rubric?edit=weight.data%3A4.5")
    visit.settle()
    page.wait_for_timeout(700)

    figures = page.evaluate("window.figures")
    assert len(figures) == len(set(figures)) >= 2
    assert json.loads(figures[-1]) == file_of(visit, "4.5")


def test_a_number_that_cannot_be_used_leaves_the_ranking_as_it_is(site: str, visitor: Visitor) -> None:
    visit = visitor(site).go("/rubric")
    page = visit.page
    page.get_by_role("tab", name="Credit").click()
    visit.settle()
    page.evaluate(WATCH)

    page.locator(".st-key-_rubric_credit-open").get_by_role("slider").focus()
    page.keyboard.press("Home")
    page.get_by_text("Not applied yet").wait_for()
    visit.settle()

    assert page.evaluate("window.figures") == []
    assert page.locator(".st-key-card-ranking-moves").get_attribute("data-ahead") is None
