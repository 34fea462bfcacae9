"""State has one home: what a reader took back, in whichever way, does not return. Only a browser shows this."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, TimeoutError, expect

from dashboard.frame import loaders
from openness.charts.claims import claim_words
from openness.core.wording import upper_first
from openness.facts.countries import country_name
from openness.facts.modalities import modality_name
from openness.publish.selection_words import component_words
from openness.query.grammar import PARAMETERS, Query
from tests.browser.conftest import STRAGGLER, Visit, Visitor

pytestmark = pytest.mark.browser


@dataclass(frozen=True)
class Filter:
    """One control, how a reader uses it, and what then stands in the address."""

    name: str
    label: str
    typed: str
    value: str
    use: Callable[[Page, str, str], None]


def choose(page: Page, label: str, typed: str) -> None:
    box = page.get_by_role("combobox", name=label, exact=True)
    box.click(timeout=8_000)
    box.fill(typed)
    page.get_by_role("option", name=typed, exact=True).click(timeout=8_000)


def choose_definition(page: Page, label: str, typed: str) -> None:
    page.get_by_role("combobox", name=label).first.click()
    page.get_by_role("option", name=typed, exact=True).click()


def write(page: Page, label: str, typed: str) -> None:
    box = page.get_by_role("combobox", name=label)
    box.click()
    box.fill(typed)
    page.keyboard.press("Enter")


def write_day(page: Page, label: str, typed: str) -> None:
    year = page.get_by_role("spinbutton", name=f"year, {label}")
    year.click()
    year.press_sequentially(typed)
    for _ in ("month", "day", "calendar"):  # the day counts once its field is left
        page.keyboard.press("Tab")


def write_edit(page: Page, label: str, typed: str) -> None:
    box = page.get_by_role("textbox", name=label)
    if not box.count():
        page.get_by_test_id("stPopoverBody").get_by_text("Your definition").click()
    box.fill(typed)
    box.press("Control+Enter")


def unfold(page: Page, label: str) -> None:
    if not page.get_by_label(label).count():
        page.get_by_test_id("stPopoverBody").get_by_text("More filters").click()
        page.get_by_label(label).first.wait_for()
        page.wait_for_timeout(100)  # what follows it in the panel is still on its way
        page.wait_for_selector("[data-testid=stApp][data-test-script-state=notRunning]")


def choose_more(page: Page, label: str, typed: str) -> None:
    unfold(page, label)
    choose(page, label, typed)


def write_more(page: Page, label: str, typed: str) -> None:
    unfold(page, label)
    write(page, label, typed)


def search_more(page: Page, label: str, typed: str) -> None:
    unfold(page, label)
    box = page.get_by_label(label)
    box.fill(typed)
    box.press("Enter")


def switch_more(page: Page, label: str, _: str) -> None:
    unfold(page, label)
    page.get_by_test_id("stPopoverBody").get_by_text(label).click()


@cache
def filters() -> dict[str, Filter]:
    """Every shared control with a value that leaves some releases."""
    package = loaders.package()
    vendor = str(package.releases["vendor"].value_counts().index[0])
    about = package.vendors.set_index("vendor").loc[vendor]
    source = package.sources.iloc[0]
    modality = str(package.releases["modality"].value_counts().index[0])
    rubric, title = list(loaders.definitions().items())[1]
    dimension = next(iter(loaders.answer(Query()).rubric.dimensions))
    edit = f"weight.{dimension}:2"
    first = loaders.answer(Query()).rubric
    verdict, verdict_title = first.verdict_ids[-2], first.verdict_titles[-2]
    claim = str(package.releases["claim"].replace(["", "none-found"], None).value_counts().index[0])
    licence = package.licences.set_index("licence", drop=False).loc["Apache-2.0"]
    component = "inference_code:partial"
    year = str(int(package.date[:4]) - 1)
    found = [
        Filter("rubric", "Definition of openness", title, rubric, choose_definition),
        Filter("vendor", "Vendor", str(about["name"]), vendor, choose),
        Filter("kind", "Kind of vendor", str(about["kind"]).replace("-", " "), str(about["kind"]), choose),
        Filter("country", "Country", country_name(str(about["country"])), str(about["country"]), choose),
        Filter("modality", "Modality", modality_name(modality), modality, choose),
        Filter("from", "Released from", "2023-02", "2023-02", write),
        Filter("to", "Released until", "2025-11", "2025-11", write),
        Filter("as_of", "Facts as they were on", year, year + package.date[4:], write_day),
        Filter("sources", "Sources", str(source["title"]), str(source["source"]), choose),
        Filter("verdict", "Verdict, at least", verdict_title, verdict, choose_more),
        Filter("claim", "Vendor's own word", claim_words(claim), claim, choose_more),
        Filter("licence", "Licence of the weights", str(licence["name"]), str(licence["licence"]), choose_more),
        Filter("use", "Weights for commercial use without conditions", "", "commercial", switch_more),
        Filter("component", "Components", upper_first(component_words(component, package)), component, choose_more),
        Filter("size", "Size from (billion parameters)", "2", "2..", write_more),
        Filter("q", "Words in name or vendor", str(about["name"]), str(about["name"]), search_more),
        Filter("edit", "Changes to the definition", edit, edit, write_edit),
    ]
    return {one.name: one for one in found}


# a release and a family are opened, not filtered; what charts point out is chosen at the chart
NAMES = [name for name in PARAMETERS if name not in ("release", "family", "mark")]


@pytest.fixture(scope="module")
def visit(site: str, visitor: Visitor) -> Iterator[Visit]:
    """One browser for all filters; every test begins with a new session, by an address."""
    seen = visitor(site)
    yield seen
    seen.page.close()


def shown(visit: Visit) -> dict[str, list[str]]:
    return parse_qs(urlsplit(visit.page.url).query)


def is_shown(visit: Visit, **expected: str) -> float:
    """The address asks for this and nothing else, and so does the page once it stands still; since when."""
    wanted = {name: [value] for name, value in expected.items()}
    visit.page.wait_for_function(
        """wanted => {
            const given = new URLSearchParams(location.search);
            return [...given].length === Object.keys(wanted).length
                && Object.entries(wanted).every(([name, [value]]) => given.get(name) === value);
        }""",
        arg=wanted,
        timeout=5_000,
    )
    since = time.monotonic()
    settle(visit)
    assert shown(visit) == wanted
    active = visit.page.get_by_text("Shown: ")
    if expected.keys() - {"rubric", "edit"}:
        expect(active).to_be_visible()
    else:
        expect(active).to_have_count(0)
    return since


def settle(visit: Visit) -> None:
    visit.page.wait_for_timeout(100)
    visit.page.wait_for_selector("[data-testid=stApp][data-test-script-state=notRunning]")


def use(visit: Visit, which: Filter) -> None:
    """As a reader would: open the panel where the control stands, use it, close the panel."""
    page = visit.page
    if which.name == "rubric":
        which.use(page, which.label, which.typed)
        page.wait_for_url(f"**{which.name}=*")
        return
    page.get_by_role("button", name="Filters").click()
    page.get_by_test_id("stPopoverBody").get_by_text("Your definition").first.wait_for()  # the last of the panel
    settle(visit)
    for attempt in range(
        3
    ):  # a control that is drawn again under the pointer takes no click, and a reader clicks again
        try:
            which.use(page, which.label, which.typed)
            page.wait_for_url(f"**{which.name}=*", timeout=8_000)
            break
        except TimeoutError:
            if attempt == 2:
                raise
            page.keyboard.press("Escape")
            if not page.get_by_test_id("stPopoverBody").count():
                page.get_by_role("button", name="Filters").click()
            settle(visit)
    for _ in range(4):  # the first Escape may only close a list of options
        if page.get_by_test_id("stPopoverBody").count():
            page.keyboard.press("Escape")
            page.wait_for_timeout(300)
    if page.get_by_test_id("stPopoverBody").count():
        page.mouse.click(1400, 20)
    expect(page.get_by_test_id("stPopoverBody")).to_have_count(0)


def back(visit: Visit, since: float) -> None:
    """The browser's button, once the address has been there for so long that it can be meant."""
    visit.page.wait_for_timeout(max(0, 1000 * (since + STRAGGLER - time.monotonic())))
    visit.page.go_back()


def another_page(visit: Visit) -> None:
    visit.page.get_by_role("link", name="Report", exact=True).first.click()
    visit.page.wait_for_url("**/report*")


def reset(visit: Visit, which: Filter) -> None:
    if which.name == "edit":  # which Reset keeps: a definition is taken back where it was made
        visit.page.get_by_role("button", name="Filters").click()
        write_edit(visit.page, which.label, "")
        visit.page.keyboard.press("Escape")
        visit.page.mouse.click(700, 880)
    else:
        visit.page.get_by_role("button", name="Reset", exact=True).click()


def test_every_parameter_has_its_control() -> None:
    assert sorted(filters()) == sorted(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_a_choice_taken_back_does_not_return(visit: Visit, name: str) -> None:
    which = filters()[name]
    then = filters()["modality" if name != "modality" else "country"]
    visit.go("/compare")  # the lightest page; the frame is that of all

    # set, Reset, another page
    use(visit, which)
    is_shown(visit, **{name: which.value})
    reset(visit, which)
    is_shown(visit)
    another_page(visit)
    is_shown(visit)

    # set, another one set, Back, Back, another page
    use(visit, which)
    is_shown(visit, **{name: which.value})
    use(visit, then)
    back(visit, is_shown(visit, **{name: which.value, then.name: then.value}))
    back(visit, is_shown(visit, **{name: which.value}))
    is_shown(visit)
    visit.menu("Compare")
    visit.page.wait_for_url("**/compare*")
    is_shown(visit)

    # set, deep link, another page
    use(visit, which)
    is_shown(visit, **{name: which.value})
    visit.go(f"/compare?{then.name}={then.value}")
    is_shown(visit, **{then.name: then.value})
    another_page(visit)
    is_shown(visit, **{then.name: then.value})


def test_escape_closes_the_panel_wherever_the_focus_is(visit: Visit) -> None:
    visit.go("/compare")
    panel = visit.page.get_by_test_id("stPopoverBody")

    visit.page.get_by_role("button", name="Filters").click()
    expect(panel.get_by_text("Kind of vendor", exact=True)).to_be_visible()
    visit.page.evaluate("document.activeElement.blur()")
    visit.page.keyboard.press("Escape")

    expect(panel).to_have_count(0)


def test_menu_of_a_telephone_closes_once_a_page_was_chosen(site: str, visitor: Visitor) -> None:
    phone = visitor(site, width=390).go("/compare")

    phone.page.get_by_test_id("stExpandSidebarButton").click()
    phone.page.get_by_test_id("stSidebar").get_by_role("link", name="Data", exact=True).click()
    phone.page.wait_for_url("**/data*")

    expect(phone.page.get_by_role("heading", name="What is known, and how well")).to_be_in_viewport()
    expect(phone.page.get_by_test_id("stExpandSidebarButton")).to_be_visible()
    phone.page.close()
