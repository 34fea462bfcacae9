"""How long pages take to be complete in a browser, each against a bare Streamlit page with the same figures.

The Overview, and a question with its answer. Both sides are served at once by servers with the same settings and
visited in turn, each time by a browser that has never been there, so that a busy machine slows both alike. Complete
means: the script has ended and every chart is drawn.

    python benchmarks/overview.py [ROUNDS]

Prints the medians and their ratio; the exit code is 1 above a limit.
"""

from __future__ import annotations

import pickle
import statistics
import sys
import tempfile
from pathlib import Path

import plotly.graph_objects as go

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks._browser import chrome, usable
from openness.publish.live import Live, drawn
from tests.browser.server import ROOT, serve

LIMITS = {"Overview": 1.15, "Question": 1.3}
OVERVIEW = ("gap", "verdicts-by-year", "claims")
QUESTION = "what-stands-in-the-way"
ROUNDS = 11

# The least that a Streamlit page with these figures can be, as wide as ours.
BARE = """
import pickle
import streamlit as st

@st.cache_resource
def figures():
    with open({path!r}, "rb") as file:
        return pickle.load(file)

st.set_page_config(layout="wide")
for number, figure in enumerate(figures()[st.query_params["page"]]):
    st.plotly_chart(figure, theme=None, key=str(number))
"""


def pages() -> dict[str, tuple[str, list[go.Figure]]]:
    """The pages by name: where each stands, and its figures."""
    live = Live(ROOT)
    shown, question = live.answer(), live.question(QUESTION)
    assert question is not None, f"there is no question {QUESTION}"  # noqa: S101 (a mistake of ours)
    charts = [drawn(slug, shown, "light", {}).figure for slug in OVERVIEW]
    answered = drawn(question.chart, shown, "light", dict(question.options)).figure
    return {"Overview": ("/", charts), "Question": (f"/questions?question={QUESTION}", [answered])}


def main(rounds: int = ROUNDS) -> int:
    """Measure, print, and return the exit code."""
    measured = pages()
    holds = True
    with tempfile.TemporaryDirectory() as folder:
        stored = Path(folder, "figures.pickle")
        stored.write_bytes(pickle.dumps({name: figures for name, (_, figures) in measured.items()}))
        script = Path(folder, "bare.py")
        script.write_text(BARE.format(path=str(stored)), "utf-8")
        with serve(ROOT / "app.py") as ours, serve(script) as bare, chrome() as browser:
            for name, (path, figures) in measured.items():
                times: dict[str, list[float]] = {f"{ours}{path}": [], f"{bare}/?page={name}": []}
                for turn in range(rounds + 1):
                    for address, taken in times.items():
                        milliseconds = usable(browser, address, len(figures))
                        if turn:  # the first visit of each warms the server
                            taken.append(milliseconds)
                page, floor = (statistics.median(taken) for taken in times.values())
                holds &= page / floor <= LIMITS[name]
                print(
                    f"{name} {page:.0f} ms, bare page {floor:.0f} ms, median of {rounds}: {page / floor:.2f} "
                    f"(at most {LIMITS[name]})",
                    flush=True,
                )
    return int(not holds)


if __name__ == "__main__":
    sys.exit(main(*(int(text) for text in sys.argv[1:2])))
