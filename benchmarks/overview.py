"""How long the Overview takes to be complete in a browser, against a bare Streamlit page with the same figures.

Both are served at once by servers with the same settings and visited in turn, each time by a browser that has never
been there, so that a busy machine slows both alike. Complete means: the script has ended and every chart is drawn.

    python benchmarks/overview.py [ROUNDS]

Prints both medians and their ratio; the exit code is 1 above the limit.
"""

from __future__ import annotations

import pickle
import statistics
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks._browser import chrome, usable
from openness.charts import CHARTS
from openness.facts.package import load_package
from openness.scoring.answer import answer
from tests.browser.server import ROOT, serve

LIMIT = 1.3
DRAWN = ("gap", "verdicts-by-year", "claims")
ROUNDS = 11

# The least that a Streamlit page with these figures can be.
BARE = """
import pickle
import streamlit as st

@st.cache_resource
def figures():
    with open({path!r}, "rb") as file:
        return pickle.load(file)

for number, figure in enumerate(figures()):
    st.plotly_chart(figure, theme=None, key=str(number))
"""


def main(rounds: int = ROUNDS) -> int:
    """Measure, print, and return the exit code."""
    figures = [CHARTS[slug](answer(load_package(ROOT / "data")), "light").figure for slug in DRAWN]
    with tempfile.TemporaryDirectory() as folder:
        stored = Path(folder, "figures.pickle")
        stored.write_bytes(pickle.dumps(figures))
        script = Path(folder, "bare.py")
        script.write_text(BARE.format(path=str(stored)), "utf-8")
        with serve(ROOT / "app.py") as ours, serve(script) as bare, chrome() as browser:
            times: dict[str, list[float]] = {ours: [], bare: []}
            for turn in range(rounds + 1):
                for address, taken in times.items():
                    milliseconds = usable(browser, f"{address}/", len(figures))
                    if turn:  # the first visit of each warms the server
                        taken.append(milliseconds)
    overview, floor = (statistics.median(times[address]) for address in (ours, bare))
    ratio = overview / floor
    print(f"Overview {overview:.0f} ms, bare page {floor:.0f} ms, median of {rounds}: {ratio:.2f} (at most {LIMIT})")
    return int(ratio > LIMIT)


if __name__ == "__main__":
    sys.exit(main(*(int(text) for text in sys.argv[1:2])))
