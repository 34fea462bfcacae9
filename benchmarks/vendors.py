"""What the charts of vendors, comparison and adoption cost, and how fast the page of vendors answers a click.

Two comparisons, in a browser, turn by turn, so that a busy machine slows both sides alike (`benchmarks/timeline.py`
does the same for the charts over time):

* a chart computed from a cold cache, scoring included, against the same figure made from a finished dictionary: from a
  click that asks for it until it is drawn. Beside it stands the part that is Python: answer, chart and figure, and the
  figure from its dictionary.
* another order on the page Vendors, against a bare page that switches the same figures from memory.

    python benchmarks/vendors.py [ROUNDS]

Prints lower quartiles of the first, medians of the second, and ratios; the exit code is 1 where one is above its limit.
"""

from __future__ import annotations

import pickle
import statistics
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from playwright.sync_api import Browser, Page

from benchmarks._browser import ANSWERED_LIMIT, DRAWN_LIMIT, chrome, drawn, opened
from openness.charts import CHARTS
from openness.charts.vendors import SORT
from openness.facts.package import Package, load_package
from openness.query.grammar import Query
from openness.scoring.answer import answer
from tests.browser.server import ROOT, serve

ROUNDS = 7
DRAWN = ("vendors", "vendor-dimensions", "adoption")

BARE = """
import pickle
import streamlit as st

@st.cache_resource
def figures():
    with open({stored!r}, "rb") as file:
        return pickle.load(file)

stored = figures()
order = st.selectbox("Order", list(stored))
for number, figure in enumerate(stored[order]):
    st.plotly_chart(figure, theme=None, key=str(number))
"""

# The rows of both charts that the order is about: the answer is there when both show it, whichever is drawn first.
ROWS = """() => [...document.querySelectorAll(".js-plotly-plot")].slice(0, 2).map(
    plot => [...plot.querySelectorAll(".yaxislayer-above .ytick text, .yaxislayer-below .ytick text")]
        .map(text => text.textContent).join("|")
)"""
REORDERED = f"""before => {{
    const app = document.querySelector("[data-testid=stApp]");
    const now = ({ROWS})();
    return app.dataset.testScriptState === "notRunning" && before.every((rows, plot) => rows !== now[plot]);
}}"""


def queries(package: Package) -> dict[str, Query]:
    """What each chart is drawn for: everything, but one vendor or six releases where that is what it is for."""
    largest = str(package.releases["vendor"].value_counts().index[0])
    six = tuple(package.adoption["release"].iloc[:6])
    return {
        "vendors": Query(),
        "vendor-dimensions": Query(),
        "vendor-releases": Query(vendor=(largest,)),
        "adoption": Query(),
        "compare": Query(release=six),
    }


def reorder(page: Page, order: str) -> float:
    """Milliseconds from the choice of an order until both charts show it."""
    before = page.evaluate(ROWS)
    page.get_by_role("combobox", name="Order").click()
    option = page.get_by_role("option", name=order, exact=True)
    option.wait_for()
    start = time.perf_counter()
    option.click()
    page.wait_for_function(REORDERED, arg=before, timeout=60_000)
    return 1000 * (time.perf_counter() - start)


def answered(browser: Browser, package: Package, folder: Path, rounds: int) -> float:
    """Compare a change of order on our page with a bare page; returns the ratio.

    The first round, in which our charts are in no cache yet, is printed apart: it has few clicks.
    """
    shown = answer(package)
    sorts = {slug: {"sort": ""} if slug != "adoption" else {} for slug in DRAWN}
    figures = {
        words: [CHARTS[slug](shown, "light", **dict.fromkeys(sorts[slug], sort)).figure for slug in DRAWN]
        for sort, words in SORT.values.items()
    }
    stored, script = folder / "orders.pickle", folder / "bare.py"
    stored.write_bytes(pickle.dumps(figures))
    script.write_text(BARE.format(stored=str(stored)), "utf-8")
    orders = list(SORT.values.values())
    times: dict[str, list[float]] = {"ours": [], "bare": []}
    with serve(ROOT / "app.py") as ours, serve(script) as bare:
        pages = {
            "ours": opened(browser, f"{ours}/vendors", len(DRAWN)),
            "bare": opened(browser, bare, len(DRAWN)),
        }
        for turn in range((rounds + 1) * len(orders)):
            for name, page in pages.items():
                times[name].append(reorder(page, orders[(turn + 1) % len(orders)]))
    ratio = 0.0
    for when, turns in (("first time", slice(len(orders) - 1)), ("all", slice(None))):
        mine, floor = (statistics.median(times[name][turns]) for name in ("ours", "bare"))
        ratio = mine / floor
        count = len(times["ours"][turns])
        print(
            f"order, {when:10} answered in {mine:4.0f} ms, bare in {floor:4.0f} ms, median of {count}: {ratio:.2f} "
            f"(at most {ANSWERED_LIMIT})",
            flush=True,
        )
    return ratio


def main(rounds: int = ROUNDS) -> int:
    """Measure, print, and return the exit code."""
    package = load_package(ROOT / "data")
    with tempfile.TemporaryDirectory() as folder, chrome() as browser:
        slowest = drawn(browser, package, queries(package), Path(folder), rounds)
        longest = answered(browser, package, Path(folder), rounds)
    return int(slowest > DRAWN_LIMIT or longest > ANSWERED_LIMIT)


if __name__ == "__main__":
    sys.exit(main(*(int(text) for text in sys.argv[1:2])))
