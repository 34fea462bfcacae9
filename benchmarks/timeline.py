"""How long the charts over time take to be drawn, and a change of cohort or day to be answered, against bare Streamlit.

Two comparisons, each side by side in the same browser, turn by turn, so that a busy machine slows both alike:

* a chart computed from a cold cache, against the same figure made from a finished dictionary: from a click that asks
  for it until it is drawn. Beside it stands the part that is Python: answer, chart and figure, without page or browser.
* on the page Timeline, choosing another cohort or another day, against a bare page with the same four figures ready and
  the same widget. Every day is new to the server, so that nothing comes from a cache.

    python benchmarks/timeline.py [ROUNDS]

Prints lower quartiles and their ratios; the exit code is 1 where one is above its limit.
"""

from __future__ import annotations

import pickle
import re
import sys
import tempfile
from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import plotly.graph_objects as go
from playwright.sync_api import Browser, Page

from benchmarks._browser import ANSWERED_LIMIT, DRAWN_LIMIT, chrome, drawn, opened, timed, typical
from openness.charts import CHARTS
from openness.facts.package import Package, load_package
from openness.query.grammar import Query
from openness.scoring.answer import answer
from tests.browser.server import ROOT, serve

ROUNDS = 7
SLUGS = ("timeline", "gap-over-time", "frontier", "verdict-share", "index-history", "index-redefined", "fmti-rounds")
PAGE = SLUGS[:4]
COHORTS = ("Newest of each family at each date", "Called open by their vendors", "All releases")
FIRST_DAY = date(2025, 1, 6)

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
    package = load_package(ROOT / "data")
    with tempfile.TemporaryDirectory() as folder, chrome() as browser:
        slowest = drawn(browser, package, dict.fromkeys(SLUGS, Query()), Path(folder), rounds)
        longest = answered(browser, package, Path(folder), rounds)
    return int(slowest > DRAWN_LIMIT or longest > ANSWERED_LIMIT)


if __name__ == "__main__":
    sys.exit(main(*(int(text) for text in sys.argv[1:2])))
