"""How long the charts over time take to be drawn, and a change of cohort or day to be answered, against bare Streamlit.

Two comparisons, each side by side in the same browser, turn by turn, so that a busy machine slows both alike:

* a chart computed from a cold cache, against the same figure made from a finished dictionary: from a click that asks
  for it until it is drawn. Beside it stands the part that is Python: building the figure, without page or browser.
* on the page Timeline, choosing another cohort or another day, against a bare page with the same four figures ready and
  the same widget. Every day is new to the server, so that nothing comes from a cache.

    python benchmarks/timeline.py [ROUNDS]

Prints lower quartiles and their ratios; the exit code is 1 where one is above its limit.
"""

from __future__ import annotations

import json
import pickle
import re
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import plotly.graph_objects as go
from playwright.sync_api import Browser, Page, sync_playwright

from openness.answer import answer
from openness.charts import CHARTS
from openness.evidence import Package, load_package
from openness.query import Query
from tests.browser import chromium
from tests.browser.server import ROOT, serve

DRAWN_LIMIT = 1.5
ANSWERED_LIMIT = 1.3
ROUNDS = 7
SLUGS = ("timeline", "gap-over-time", "frontier", "verdict-share", "index-history", "index-redefined", "fmti-rounds")
PAGE = SLUGS[:4]
COHORTS = ("Newest of each family at each date", "Called open by their vendors", "All releases")
FIRST_DAY = date(2025, 1, 6)

# Each press of the button draws the next chart: computed anew, or made from its dictionary.
ONE = """
import json, sys
sys.path.insert(0, {root!r})
import plotly.graph_objects as go
import streamlit as st
from openness.answer import answer
from openness.charts import CHARTS
from openness.evidence import load_package

@st.cache_resource
def package():
    return load_package({data!r})

@st.cache_resource
def finished():
    with open({stored!r}) as file:
        return json.load(file)

package()
slugs = list(finished())
turn = st.session_state.setdefault("turn", -1)

def again():
    st.session_state["turn"] += 1

st.button("Next", on_click=again)
turn = st.session_state["turn"]
slug = slugs[turn % len(slugs)]
if st.query_params["how"] == "cold":
    figure = CHARTS[slug](answer(package()), "light").figure
else:
    figure = go.Figure(finished()[slug])
st.plotly_chart(figure, theme=None, key=slug)
st.header(f"Turn {{turn}}")
"""

# The least that answers the same choice with the same figures.
BARE = """
import pickle
from datetime import date
import streamlit as st

@st.cache_resource
def ready():
    with open({stored!r}, "rb") as file:
        return pickle.load(file)

with st.popover("Filters"):
    st.date_input("Facts as they were on", value=date(2026, 11, 22), format="YYYY-MM-DD", key="day")
cohort = st.selectbox("Releases", {cohorts!r}, index=2, key="cohort")
by_cohort, by_day = ready()
day = st.session_state["day"].isoformat()
for number, (title, figure) in enumerate(by_day.get(day) or by_cohort[cohort]):
    st.header(title)
    st.plotly_chart(figure, theme=None, key=str(number))
"""

COMPLETE = """count => {
    const app = document.querySelector("[data-testid=stApp]");
    if (!app || app.dataset.testScriptState !== "notRunning") return false;
    const plots = [...document.querySelectorAll(".js-plotly-plot")];
    return plots.filter(plot => plot.querySelector(".main-svg path")).length >= count;
}"""

ANSWERED = """headings => {
    const app = document.querySelector("[data-testid=stApp]");
    if (!app || app.dataset.testScriptState !== "notRunning") return false;
    const shown = [...document.querySelectorAll("[data-testid=stMain] h2")].map(one => one.innerText.trim());
    return headings.every(heading => shown.includes(heading));
}"""


def typical(milliseconds: list[float]) -> float:
    """The lower quartile: what something takes when nothing else is in the way, not the luck of one turn."""
    return statistics.quantiles(milliseconds, n=4, method="inclusive")[0]


def python_part(package: Package, rounds: int) -> dict[str, tuple[float, float]]:
    """Milliseconds to make each figure from the data, and from its dictionary."""
    found = {}
    for slug in SLUGS:
        stored = CHARTS[slug](answer(package), "light").figure.to_dict()
        cold, floor = [], []
        for _ in range(rounds * 3):
            shown = answer(package)
            start = time.perf_counter()
            CHARTS[slug](shown, "light")
            middle = time.perf_counter()
            go.Figure(stored)
            cold.append(middle - start)
            floor.append(time.perf_counter() - middle)
        found[slug] = (1000 * typical(cold), 1000 * typical(floor))
    return found


def opened(browser: Browser, address: str, charts: int) -> Page:
    """A page of its own, complete."""
    page = browser.new_context(viewport={"width": 1440, "height": 900}, color_scheme="light").new_page()
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


def drawn(browser: Browser, package: Package, folder: Path, rounds: int) -> float:
    """Compare each chart from a cold cache with its finished dictionary; returns the highest ratio."""
    stored = folder / "figures.json"
    figures = {slug: json.loads(CHARTS[slug](answer(package), "light").figure.to_json()) for slug in SLUGS}
    stored.write_text(json.dumps(figures), "utf-8")
    script = folder / "one.py"
    script.write_text(ONE.format(root=str(ROOT), data=str(ROOT / "data"), stored=str(stored)), "utf-8")
    python = python_part(package, rounds)
    times: dict[str, dict[str, list[float]]] = {how: {slug: [] for slug in SLUGS} for how in ("cold", "finished")}
    with serve(script) as base:
        pages = {how: opened(browser, f"{base}/?how={how}", 1) for how in times}
        for turn in range((rounds + 1) * len(SLUGS)):
            for how, page in sorted(pages.items(), reverse=bool(turn % 2)):
                click = page.get_by_role("button", name="Next").click
                milliseconds = timed(page, click, [f"Turn {turn}"])
                if turn >= len(SLUGS):  # the first of each warms the server and the browser
                    times[how][SLUGS[turn % len(SLUGS)]].append(milliseconds)
        for page in pages.values():
            page.context.close()
    worst = 0.0
    for slug in SLUGS:
        cold, finished = (typical(times[how][slug]) for how in ("cold", "finished"))
        worst = max(worst, cold / finished)
        alone, floor = python[slug]
        print(
            f"{slug:16} drawn in {cold:4.0f} ms, from a dictionary in {finished:4.0f} ms: {cold / finished:.2f} "
            f"(at most {DRAWN_LIMIT}); of that Python {alone:4.1f} and {floor:4.1f} ms",
            flush=True,
        )
    return worst


def choose_cohort(page: Page, cohort: str) -> None:
    """Open the list and choose."""
    page.get_by_role("combobox", name=re.compile("Releases")).click()
    page.get_by_role("option", name=cohort).click()


def choose_day(page: Page, day: str) -> None:
    """Type a day into the open filters, year first."""
    page.get_by_test_id("stDateInput").get_by_role("spinbutton").first.click()
    page.keyboard.type(day.replace("-", ""))
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")  # a day counts when the field is left


def answered(browser: Browser, package: Package, folder: Path, rounds: int) -> float:
    """Compare a change of cohort and of day on our page with a bare page; returns the highest ratio."""
    words = {"newest": COHORTS[0], "called-open": COHORTS[1], "all": COHORTS[2]}
    days = [(FIRST_DAY + timedelta(days=7 * number)).isoformat() for number in range(rounds)]

    def page_of(query: Query, cohort: str) -> list[tuple[str, go.Figure]]:
        charts = [CHARTS[slug](answer(package, query), "light", cohort=cohort) for slug in PAGE]
        return [(chart.title, chart.figure) for chart in charts]

    by_cohort = {words[cohort]: page_of(Query(), cohort) for cohort in words}
    by_day = {day: page_of(Query(as_of=day), "all") for day in days}
    stored = folder / "ready.pickle"
    stored.write_bytes(pickle.dumps((by_cohort, by_day)))
    script = folder / "bare.py"
    script.write_text(BARE.format(stored=str(stored), cohorts=COHORTS), "utf-8")
    wanted: dict[str, list[tuple[str, list[str]]]] = {
        "cohort": [(COHORTS[n % 3], [title for title, _ in by_cohort[COHORTS[n % 3]]]) for n in range(rounds)],
        "day": [(day, [title for title, _ in by_day[day]]) for day in days],
    }
    act: dict[str, Callable[[Page, str], None]] = {"cohort": choose_cohort, "day": choose_day}
    worst = 0.0
    with serve(ROOT / "app.py") as ours, serve(script) as bare:
        for what, choices in wanted.items():
            pages = {"ours": opened(browser, f"{ours}/timeline", len(PAGE)), "bare": opened(browser, bare, len(PAGE))}
            for page in pages.values() if what == "day" else ():
                page.get_by_role("button", name="Filters").click()
            times: dict[str, list[float]] = {"ours": [], "bare": []}
            for value, titles in choices:
                for name, page in pages.items():
                    times[name].append(timed(page, partial(act[what], page, value), titles))
            for page in pages.values():
                page.context.close()
            mine, floor = (typical(times[name]) for name in ("ours", "bare"))
            worst = max(worst, mine / floor)
            ratio = f"{mine / floor:.2f} (at most {ANSWERED_LIMIT})"
            print(f"{what:16} answered in {mine:4.0f} ms, bare in {floor:4.0f} ms: {ratio}")
    return worst


def main(rounds: int = ROUNDS) -> int:
    """Measure, print, and return the exit code."""
    path = chromium.find()
    if not path:
        print("no Chromium found; set CHROMIUM to its path", file=sys.stderr)
        return 2
    package = load_package(ROOT / "data")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(chromium.FLAGS))
        slowest = drawn(browser, package, Path(folder), rounds)
        longest = answered(browser, package, Path(folder), rounds)
        browser.close()
    return int(slowest > DRAWN_LIMIT or longest > ANSWERED_LIMIT)


if __name__ == "__main__":
    sys.exit(main(*(int(text) for text in sys.argv[1:2])))
