"""A Chromium and one server for all browser tests; pages that remember what they asked for and complained about."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

import openness.web
from dashboard.frame.menu import MENU
from openness.charts.kit.names import CSS
from tests.browser import chromium
from tests.browser.server import ROOT, serve

LIBRARY = Path(openness.web.__file__).parent / "asset" / "plotly-basic.min.js"
# An address that returns within half a second is taken for one that was still on its way.
STRAGGLER = 0.6
# All tabs of a site are one process, which reads the megabytes of Streamlit's scripts once.
ONE_PROCESS = "--process-per-site"
SETTLED = "[data-testid=stApp][data-test-script-state=notRunning]"


@dataclass
class Visit:
    """A page in a browser of its own, with what happened while it loaded.

    Attributes:
        page: Playwright's page.
        base: the address of the server.
        requests: every address that was asked for.
        complaints: what the browser wrote to its console as an error or a warning, and uncaught exceptions.
    """

    page: Page
    base: str
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def go(self, path: str) -> Visit:
        """Open an address and wait until the page stands still."""
        self.page.goto(self.base + path)
        return self.settle()

    def settle(self) -> Visit:
        """Wait until the script has run and the charts are drawn."""
        self.page.wait_for_selector(SETTLED)
        self.page.wait_for_selector("h1")
        # Parts whose script is still on its way have a grey box in their place.
        self.page.wait_for_selector("[data-testid=stSkeleton]", state="detached")
        self.page.wait_for_function(
            "() => [...document.querySelectorAll('[data-testid=stPlotlyChart], .live-chart')]"
            ".every(chart => chart.querySelector('.main-svg'))"
        )
        # What arrives last (fonts, the frames of a chart that resizes) arrives within moments.
        self.page.wait_for_timeout(300)
        return self

    def menu(self, title: str) -> None:
        """Choose a page in the menu of a wide window, below its word where it has one."""
        section = next(entry.section for entry in MENU if entry.title == title)
        if section:
            self.page.get_by_test_id("stTopNavSection").filter(has_text=section).click()
            self.page.get_by_role("menuitem", name=title, exact=True).click()
        else:
            self.page.get_by_test_id("stTopNav").get_by_role("link", name=title, exact=True).click()

    def names_with_backslashes(self) -> list[str]:
        """What a screen reader would read with the strokes that keep text from being taken for Markdown."""
        found: list[str] = self.page.locator("[aria-label], [alt], [title], [placeholder]").evaluate_all(
            "all => all.flatMap(one => ['aria-label', 'alt', 'title', 'placeholder']"
            ".map(name => one.getAttribute(name)))"
            ".filter(text => text && text.includes('\\\\'))"
        )
        return found

    @property
    def address(self) -> str:
        """The address that the browser shows, without the server."""
        return self.page.url.removeprefix(self.base)

    @property
    def strangers(self) -> set[str]:
        """Addresses asked for that are not our own."""
        own = (f"{self.base}/", self.base.replace("http", "ws", 1), "data:", "blob:")
        return {address for address in self.requests if not address.startswith(own)}


@pytest.fixture(scope="session")
def chrome() -> Iterator[Browser]:
    path = chromium.find()
    assert path, "no Chromium found; `make test` installs one, or set CHROMIUM to its path"
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=[*chromium.FLAGS, ONE_PROCESS])
        yield started
        started.close()


@pytest.fixture(scope="session")
def site() -> Iterator[str]:
    """The dashboard, served as `make run` serves it."""
    with serve(ROOT / "app.py") as base:
        yield base


@pytest.fixture(scope="module")
def sheet(chrome: Browser) -> Iterator[Page]:
    """An empty page with Plotly and our styles, to draw figures on."""
    page = chrome.new_page(viewport={"width": 1440, "height": 900})
    page.set_content("<!doctype html><body style='margin: 0'>")
    page.add_script_tag(path=LIBRARY)
    page.add_style_tag(content=CSS)
    yield page
    page.close()


@pytest.fixture(scope="session")
def bare_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Streamlit with nothing of ours: what it complains about there is not ours to mend."""
    folder = tmp_path_factory.mktemp("bare")
    script = folder / "bare.py"
    script.write_text(BARE, "utf-8")
    with serve(script, folder=folder) as base:
        yield base


# The kinds of widgets that our pages have.
BARE = """
import plotly.graph_objects as go
import streamlit as st

first = st.Page(lambda: None, title="First", url_path="first")
second = st.Page(lambda: None, title="Second", url_path="second")
st.navigation({"": [first], "Section": [second]}, position="top").run()
st.title("Bare")
st.header("A chart")
st.plotly_chart(go.Figure(go.Scatter(x=[1, 2], y=[1, 2])), alt="Two points")
st.dataframe({"a": [1, 2]}, alt="Two rows")
st.selectbox("One of", ["a", "b"])
st.multiselect("Some of", ["a", "b"])
st.date_input("A day")
st.slider("A number", 0, 10)
st.text_area("A text")
st.radio("Either", ["a", "b"])
st.file_uploader("A file")
st.tabs(["First", "Second"])
st.code("To copy", language=None, wrap_lines=True)
st.table({"a": ["1"]}, border="horizontal", alt="One row")
with st.expander("Folded", expanded=True):
    st.toggle("On")
st.popover("A panel")
st.page_link(second, label="Elsewhere")
"""


Visitor = Callable[..., Visit]


@pytest.fixture(scope="session")
def visitor(chrome: Browser) -> Iterator[Visitor]:
    """Open a tab of its own, which is a session of its own; what Streamlit consists of is fetched once for all of them.

    A `fresh` one is that of somebody who has never been here, cookies and stores of the browser included. A `still` one
    asks for less motion, for what is only looked at: the grey boxes in the place of what is on its way are painted anew
    sixty times a second.
    """
    shared = chrome.new_context()
    kept = shared.new_page()  # its process is that of all tabs, and knows the scripts that they have in common
    kept.route("http://localhost/", lambda route: route.fulfill(body="<!doctype html>", content_type="text/html"))
    kept.goto("http://localhost/")

    def visit(
        base: str, *, width: int = 1440, scheme: str = "light", fresh: bool = False, still: bool = False
    ) -> Visit:
        page = (chrome.new_context() if fresh else shared).new_page()
        page.set_viewport_size({"width": width, "height": 900})
        motion = "reduce" if still else "no-preference"
        page.emulate_media(color_scheme=scheme, reduced_motion=motion)  # type: ignore[arg-type]
        seen = Visit(page, base)
        page.on("request", lambda request: seen.requests.append(request.url))
        page.on("websocket", lambda socket: seen.requests.append(socket.url))
        page.on(
            "console",
            lambda message: (
                seen.complaints.append(f"{message.text} ({message.location.get('url', '')})")
                if message.type in ("error", "warning")
                else None
            ),
        )
        page.on("pageerror", lambda error: seen.complaints.append(str(error)))
        return seen

    yield visit
    for context in chrome.contexts:
        context.close()


@pytest.fixture(autouse=True)
def closed(chrome: Browser) -> Iterator[None]:
    """Tabs that a test has opened are closed with it: each is a session that the server would go on holding."""
    before = {page for context in chrome.contexts for page in context.pages}
    yield
    for page in {page for context in chrome.contexts for page in context.pages} - before:
        page.close()
