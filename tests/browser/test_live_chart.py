"""The ranking beside the editor: it moves with the slider, and the page's answer is the one that holds."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import Locator, Page

from tests.browser.conftest import Visit, Visitor

pytestmark = pytest.mark.browser

# Every figure that is drawn from now on, as text, and every number of the first slider.
WATCH = """() => {
    window.figures = [];
    const react = window.Plotly.react;
    window.Plotly.react = (box, data, layout, config) => {
        window.figures.push(JSON.stringify(data));
        return react(box, data, layout, config);
    };
    window.values = [];
    const slider = document.querySelector(".st-key-_rubric_weight-data input[type=range]");
    if (slider) new MutationObserver(() => window.values.push(Number(slider.value)))
        .observe(slider, { attributeFilter: ["value"] });
}"""
THUMB = """input => {
    const thumb = input.closest("[data-rac]").getBoundingClientRect();
    return [thumb.x + thumb.width / 2, thumb.y + thumb.height / 2];
}"""


def editor(visitor: Visitor, site: str) -> Visit:
    """The editor, with the chart drawn: its script comes later than the page."""
    visit = visitor(site).go("/rubric")
    visit.page.wait_for_selector(".live-chart .main-svg")
    return visit


def first_slider(page: Page) -> Locator:
    return page.locator(".st-key-_rubric_weight-data").get_by_role("slider")


def file_of(visit: Visit, query: str) -> object:
    """The traces of the chart's own file for a query."""
    text = visit.page.request.get(f"{visit.base}/chart/ranking-moves.js{query}").text()
    return json.loads(text[text.index("{") : text.rindex("}") + 1])["data"]


def held(visitor: Visitor, site: str, *steps: int) -> Visit:
    """The editor with its first slider drawn to the right, step by step, and not let go."""
    visit = editor(visitor, site)
    visit.page.evaluate(WATCH)
    x, y = first_slider(visit.page).evaluate(THUMB)
    visit.page.mouse.move(x, y)
    visit.page.mouse.down()
    for step in steps:
        visit.page.mouse.move(x + step, y)
    return visit


def test_the_ranking_follows_a_slider_before_it_is_let_go(site: str, visitor: Visitor) -> None:
    visit = held(visitor, site, 60, 120)
    page = visit.page
    number = f"{float(first_slider(page).input_value()):g}"
    expected = file_of(visit, f"?edit=weight.data:{number}")
    page.wait_for_function(
        "expected => window.figures.length && window.figures.at(-1) === JSON.stringify(expected)", arg=expected
    )

    card = page.locator(".st-key-card-ranking-moves")
    assert visit.address == "/rubric"  # the page knows nothing of it yet, and its words say so
    assert card.get_attribute("data-ahead") is not None
    place = first_slider(page).evaluate(THUMB)
    page.mouse.up()
    page.wait_for_url(f"**/rubric?edit=weight.data%3A{number}")
    visit.settle()
    assert card.get_attribute("data-ahead") is None
    assert json.loads(page.evaluate("window.figures.at(-1)")) == expected
    assert first_slider(page).evaluate(THUMB) == place, "the page moved away under the pointer"


def test_a_held_key_never_shows_an_earlier_number_again(site: str, visitor: Visitor) -> None:
    visit = editor(visitor, site)
    page = visit.page
    page.evaluate(WATCH)
    first_slider(page).focus()

    for _ in range(4):
        page.keyboard.press("ArrowRight")
        page.wait_for_timeout(90)  # answers of the page to earlier presses come in between
    visit.settle()
    page.wait_for_timeout(700)
    number = f"{float(first_slider(page).input_value()):g}"  # a busy browser takes two presses for one
    page.wait_for_url(f"**/rubric?edit=weight.data%3A{number}")

    values, figures = page.evaluate("[window.values, window.figures]")
    assert values == sorted(values), "the page set the slider back"
    assert len(figures) == len(set(figures)) >= 2
    assert json.loads(figures[-1]) == file_of(visit, f"?edit=weight.data:{number}")


def test_a_number_that_cannot_be_used_leaves_the_ranking_as_it_is(site: str, visitor: Visitor) -> None:
    visit = editor(visitor, site)
    page = visit.page
    page.get_by_role("tab", name="Points for each degree").click()
    visit.settle()
    page.evaluate(WATCH)

    page.locator(".st-key-_rubric_credit-open").get_by_role("slider").focus()
    page.keyboard.press("Home")
    page.get_by_text("Not applied yet").wait_for()
    visit.settle()

    assert page.evaluate("window.figures") == []
    assert page.locator(".st-key-card-ranking-moves").get_attribute("data-ahead") is None


def test_changes_that_follow_each_other_closely_are_all_kept(site: str, visitor: Visitor) -> None:
    # Streamlit ends the callback of a change when the next one comes in; two of 25 such rounds lost a change.
    for round_ in range(6):
        visit = editor(visitor, site)
        page = visit.page
        for name in ("data", "code", "model", "extras"):
            page.locator(f".st-key-_rubric_weight-{name}").get_by_role("slider").focus()
            page.keyboard.press("ArrowRight")
            page.wait_for_timeout(40 * round_)
        page.wait_for_url(
            "**/rubric?edit=weight.code%3A3.25*weight.data%3A3.25*weight.extras%3A1.25*weight.model%3A3.25"
        )
        visit.settle()
        assert page.locator(".st-key-card-ranking-moves").get_attribute("data-ahead") is None


def test_a_slider_that_is_gone_holds_the_ranking_no_longer(site: str, visitor: Visitor) -> None:
    visit = held(visitor, site, 90)
    page = visit.page
    page.wait_for_function("() => window.figures.length")
    page.get_by_role("tab", name="Points for each degree").dispatch_event(
        "click"
    )  # as by a keyboard, while the thumb is held
    page.mouse.up()
    page.wait_for_function("() => !document.querySelector('[data-ahead]')")
    visit.settle()

    expected = file_of(visit, visit.address.removeprefix("/rubric"))
    assert page.evaluate("JSON.parse(JSON.stringify(document.querySelector('.live-chart').data))") == expected
    assert page.locator(".st-key-card-ranking-moves").get_attribute("data-ahead") is None


def test_a_library_that_could_not_be_loaded_is_asked_for_again(site: str, visitor: Visitor) -> None:
    visit = visitor(site)
    page = visit.page
    page.route("**/asset/plotly*", lambda route: route.abort())
    page.goto(f"{site}/rubric")
    page.get_by_text("The chart could not be loaded").wait_for()

    page.unroute("**/asset/plotly*")
    first_slider(page).focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_selector(".live-chart .points path")
    assert page.get_by_text("The chart could not be loaded").count() == 0


def test_a_page_that_is_left_takes_its_plot_along(site: str, visitor: Visitor) -> None:
    visit = editor(visitor, site)
    page = visit.page
    page.evaluate("() => { window.plot = document.querySelector('.live-chart'); }")
    page.get_by_role("link", name="Report").click()
    page.wait_for_url("**/report")
    page.wait_for_function("() => !window.plot._fullLayout")


def test_what_waits_to_be_applied_is_in_the_ranking_when_it_can_be(site: str, visitor: Visitor) -> None:
    visit = editor(visitor, site)
    page = visit.page
    page.get_by_role("tab", name="Points for each degree").click()
    visit.settle()
    page.locator(".st-key-_rubric_credit-gated").get_by_role("slider").focus()
    page.keyboard.press("Home")
    page.get_by_text("Not applied yet").wait_for()
    visit.settle()
    visit.requests.clear()

    page.locator(".st-key-_rubric_credit-partial").get_by_role("slider").focus()
    page.keyboard.press("Home")
    page.wait_for_url("**/rubric?edit=credit.gated%3A0*credit.partial%3A0")
    asked = [address for address in visit.requests if "/chart/ranking-moves.js" in address]
    assert "credit.gated" in asked[0]
    assert "credit.partial" in asked[0]
