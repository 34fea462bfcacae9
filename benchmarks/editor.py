"""From moving a weight to the redrawn ranking in a browser, against the least that a Streamlit page can take for it.

Both pages are served at once by servers with the same settings. On each a slider is moved by a key, which lets it go
at once, and the time is taken until the marks of the chart stand elsewhere. The bare page has one slider and swaps
ready-made figures of the same chart; ours computes the ranking anew for a weight nobody has asked for before.

Our chart does not wait for the answer of its page (`dashboard/rubric/live_chart.py`). How long that takes, and with it
the words, the table and everything else, is printed beside it: until the fingerprint at the foot of the page is
another.

    python benchmarks/editor.py [ROUNDS]

Prints the medians and their ratio; the exit code is 1 above the limit.
"""

from __future__ import annotations

import pickle
import statistics
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from playwright.sync_api import Page

from benchmarks._browser import chrome, fresh
from openness.charts import CHARTS
from openness.facts.package import load_package
from openness.query.grammar import Query
from openness.scoring.answer import answer
from tests.browser.server import ROOT, serve

LIMIT = 1.3
ROUNDS = 15
ROUNDS_OF_PAGE = 9

# The least that a page with this slider and this figure can be.
BARE = """
import pickle
import streamlit as st

@st.cache_resource
def figures():
    with open({path!r}, "rb") as file:
        return pickle.load(file)

value = st.slider("Training data", 0.0, 10.0, 3.0, step=0.25, key="weight")
found = figures()
st.plotly_chart(found[int(value * 4) % len(found)], theme=None, key="ranking")
"""

# From now until the marks of the chart stand elsewhere, and until the foot of the page says something else.
WATCH = """() => {
    const start = performance.now();
    const wait = (name, seen) => {
        const before = seen();
        window[name] = 0;
        const look = () => {
            const now = seen();
            if (now && now !== before) window[name] = performance.now() - start;
            else requestAnimationFrame(look);
        };
        requestAnimationFrame(look);
    };
    wait("moved", () => [...document.querySelectorAll(".js-plotly-plot .scatterlayer .points path")]
        .map(path => path.getAttribute("transform")).join());
    wait("answered", () => document.querySelector(".st-key-cite")?.innerText);
}"""


def press(page: Page, until: str = "moved") -> float:
    """Milliseconds from a key on the slider to another picture, or to the answer of the page."""
    thumb = page.get_by_role("slider").first
    thumb.focus()
    page.wait_for_timeout(700)  # what the last press set off is over
    page.evaluate(WATCH)
    page.keyboard.press("ArrowRight")
    return float(page.wait_for_function(f"() => window.{until}", timeout=30_000).json_value())


def main(rounds: int = ROUNDS) -> int:
    """Measure, print, and return the exit code."""
    package = load_package(ROOT / "data")
    weights = [str(number / 4) for number in range(41)]
    figures = [
        CHARTS["ranking-moves"](answer(package, Query(edit=(("weight.data", weight),))), "light").figure
        for weight in weights
    ]
    with tempfile.TemporaryDirectory() as folder:
        stored = Path(folder, "figures.pickle")
        stored.write_bytes(pickle.dumps(figures))
        script = Path(folder, "bare.py")
        script.write_text(BARE.format(path=str(stored)), "utf-8")
        with serve(ROOT / "app.py") as ours, serve(script) as bare, chrome() as browser:
            pages = {}
            for name, address in (("ours", f"{ours}/rubric"), ("bare", f"{bare}/")):
                pages[name] = fresh(browser)
                pages[name].goto(address)
                pages[name].wait_for_selector(".js-plotly-plot .scatterlayer .points path", timeout=60_000)
            taken: dict[str, list[float]] = {name: [] for name in pages}
            for turn in range(rounds + 2):
                for name, page in pages.items():
                    milliseconds = press(page)
                    if turn > 1:  # the first presses warm server and browser
                        taken[name].append(milliseconds)
            answered = statistics.median([press(pages["ours"], "answered") for _ in range(ROUNDS_OF_PAGE)])
    editor, floor = (statistics.median(taken[name]) for name in ("ours", "bare"))
    ratio = editor / floor
    print(f"Editor {editor:.0f} ms, bare page {floor:.0f} ms, median of {rounds}: {ratio:.2f} (at most {LIMIT})")
    print(f"The rest of the page has answered after {answered:.0f} ms")
    return int(ratio > LIMIT)


if __name__ == "__main__":
    sys.exit(main(*(int(text) for text in sys.argv[1:2])))
