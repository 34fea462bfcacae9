"""What the benchmarks in a browser share: a Chromium, when a page is complete, how long a chart takes to be drawn."""

from __future__ import annotations

import pickle
import statistics
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import plotly.graph_objects as go
from playwright.sync_api import Browser, Page, sync_playwright

from openness.charts import CHARTS
from openness.facts.package import Package
from openness.query.grammar import Query
from openness.scoring.answer import answer
from tests.browser import chromium
from tests.browser.server import ROOT, serve

DRAWN_LIMIT = 1.5
ANSWERED_LIMIT = 1.3

# The script has ended and as many charts are drawn; the time since the address was asked for.
COMPLETE = """count => {
    const app = document.querySelector("[data-testid=stApp]");
    if (!app || app.dataset.testScriptState !== "notRunning") return 0;
    const plots = [...document.querySelectorAll(".js-plotly-plot")];
    const drawn = plots.filter(plot => plot.querySelector(".main-svg path"));
    return drawn.length >= count ? performance.now() : 0;
}"""

ANSWERED = """headings => {
    const app = document.querySelector("[data-testid=stApp]");
    if (!app || app.dataset.testScriptState !== "notRunning") return false;
    const shown = [...document.querySelectorAll("[data-testid=stMain] h2")].map(one => one.innerText.trim());
    return headings.every(heading => shown.includes(heading));
}"""

# Each press of the button draws the next chart: computed anew, or made from its dictionary.
ONE = """
import pickle, sys
sys.path.insert(0, {root!r})
import plotly.graph_objects as go
import streamlit as st
from openness.scoring.answer import answer
from openness.charts import CHARTS
from openness.facts.evidence import load_package

@st.cache_resource
def ready():
    with open({stored!r}, "rb") as file:
        return load_package({data!r}), pickle.load(file)

package, stored = ready()

def again():
    st.session_state["turn"] += 1

st.session_state.setdefault("turn", -1)
st.button("Next", on_click=again)
turn = st.session_state["turn"]
slug = list(stored)[turn % len(stored)]
query, finished = stored[slug]
cold = st.query_params["how"] == "cold"
figure = CHARTS[slug](answer(package, query), "light").figure if cold else go.Figure(finished)
st.plotly_chart(figure, theme=None, key=slug)
st.header(f"Turn {{turn}}")
"""


@contextmanager
def chrome() -> Iterator[Browser]:
    """A Chromium, until the block ends; without one the benchmark ends with exit code 2."""
    path = chromium.find()
    if not path:
        print("no Chromium found; set CHROMIUM to its path", file=sys.stderr)
        sys.exit(2)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(chromium.FLAGS))
        yield browser
        browser.close()


def fresh(browser: Browser) -> Page:
    """A page in a context of its own, which has never been anywhere."""
    return browser.new_context(viewport={"width": 1440, "height": 900}, color_scheme="light").new_page()


def usable(browser: Browser, address: str, charts: int = 1, ready: str = COMPLETE) -> float:
    """Milliseconds until a fresh browser can use what stands at an address."""
    page = fresh(browser)
    try:
        page.goto(address, wait_until="commit")
        return float(page.wait_for_function(ready, arg=charts, timeout=60_000).json_value())
    finally:
        page.context.close()


def opened(browser: Browser, address: str, charts: int) -> Page:
    """A page of its own, complete."""
    page = fresh(browser)
    page.goto(address)
    page.wait_for_function(COMPLETE, arg=charts, timeout=60_000)
    return page


def timed(page: Page, act: Callable[[], None], headings: list[str]) -> float:
    """Milliseconds from what a reader does until the page shows these headings, and every chart."""
    start = time.perf_counter()
    act()
    page.wait_for_function(ANSWERED, arg=headings, timeout=60_000)
    page.wait_for_function(COMPLETE, arg=1, timeout=60_000)
    return 1000 * (time.perf_counter() - start)


def typical(milliseconds: list[float]) -> float:
    """The lower quartile: what something takes when nothing else is in the way, not the luck of one turn."""
    return statistics.quantiles(milliseconds, n=4, method="inclusive")[0]


def drawn(browser: Browser, package: Package, asked: Mapping[str, Query], folder: Path, rounds: int) -> float:
    """Compare charts from a cold cache, scoring included, with their finished dictionaries.

    Args:
        browser: Draws them.
        package: The data.
        asked: The charts, each with the query that it is drawn for.
        folder: Where scripts may lie.
        rounds: How often each chart is drawn in either way.

    Returns:
        The highest ratio; all are printed, with the part that is Python.
    """
    slugs = list(asked)
    stored, script = folder / "stored.pickle", folder / "one.py"
    figures = {slug: (query, CHARTS[slug](answer(package, query)).figure.to_dict()) for slug, query in asked.items()}
    stored.write_bytes(pickle.dumps(figures))
    script.write_text(ONE.format(root=str(ROOT), data=str(ROOT / "data"), stored=str(stored)), "utf-8")
    times: dict[str, dict[str, list[float]]] = {how: {slug: [] for slug in slugs} for how in ("cold", "finished")}
    with serve(script) as base:
        pages = {how: opened(browser, f"{base}/?how={how}", 1) for how in times}
        for turn in range((rounds + 1) * len(slugs)):
            for how, page in sorted(pages.items(), reverse=bool(turn % 2)):
                milliseconds = timed(page, page.get_by_role("button", name="Next").click, [f"Turn {turn}"])
                if turn >= len(slugs):  # the first of each warms the server and the browser
                    times[how][slugs[turn % len(slugs)]].append(milliseconds)
        for page in pages.values():
            page.context.close()
    worst = 0.0
    for slug, (query, finished) in figures.items():
        slow, quick = (typical(times[how][slug]) for how in ("cold", "finished"))
        worst = max(worst, slow / quick)
        alone, floor = _python_part(slug, query, package, finished, rounds * 3)
        print(
            f"{slug:18} drawn in {slow:4.0f} ms, from a dictionary in {quick:4.0f} ms: {slow / quick:.2f} "
            f"(at most {DRAWN_LIMIT}); of that Python {alone:4.1f} and {floor:4.1f} ms",
            flush=True,
        )
    return worst


def _python_part(
    slug: str, query: Query, package: Package, finished: dict[str, object], rounds: int
) -> tuple[float, float]:
    """Milliseconds to answer and make a figure from the data, and from its dictionary."""
    cold, floor = [], []
    for _ in range(rounds):
        start = time.perf_counter()
        CHARTS[slug](answer(package, query), "light")
        middle = time.perf_counter()
        go.Figure(finished)
        cold.append(1000 * (middle - start))
        floor.append(1000 * (time.perf_counter() - middle))
    return typical(cold), typical(floor)
