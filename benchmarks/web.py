"""Files over HTTP against their floor, and a chart as an embed and as a picture against its Streamlit page.

First the requests per second of cached answers, beside a bare Starlette route that returns the same bytes: two servers
with the same settings, asked in turn by the same client (wrk where it is installed, else one of our own), so that a
busy machine slows both alike. Then, in one Chromium, the time until a chart can be used.

    python benchmarks/web.py [ROUNDS]

Prints medians, 99th percentiles and ratios; the exit code is 1 beyond a limit.
"""

from __future__ import annotations

import asyncio
import re
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks._browser import COMPLETE, chrome, usable
from tests.browser.server import ROOT, serve

ROUNDS = 5
SECONDS = 3
CONNECTIONS = 16
LEAST = 0.70
EMBED, PICTURE = 0.70, 0.10
CACHED = ("/data/scores.csv", "/chart/gap.svg")

# The least that can return these bytes: one route, one response, nothing else.
BARE = """
import sys
from pathlib import Path
import uvicorn
from starlette.applications import Starlette
from starlette.responses import Response
from starlette.routing import Route

folder = Path(sys.argv[1])

def route(path, file, media):
    body = file.read_bytes()
    async def answer(request):
        return Response(body, media_type=media)
    return Route(path, answer)

app = Starlette(routes=[
    route("/data/scores.csv", folder / "scores.csv", "text/csv"),
    route("/chart/gap.svg", folder / "gap.svg", "image/svg+xml"),
])
uvicorn.run(app, host="127.0.0.1", port=int(sys.argv[2]), log_level="error", access_log=False)
"""

# A page with this one chart, by the card that every chart stands in.
PAGE = """
import sys
sys.path.insert(0, {root!r})
import streamlit as st
from dashboard.frame import loaders
from dashboard.shared.chart_card import chart_card
from openness.query.grammar import Query

st.set_page_config(layout="wide")
chart_card(loaders.chart("gap", loaders.answer(Query())))
"""


@contextmanager
def bare_server(folder: Path) -> Iterator[str]:
    """The floor, until the block ends."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    script = folder / "bare.py"
    script.write_text(BARE, "utf-8")
    process = subprocess.Popen([sys.executable, str(script), str(folder), str(port)])
    try:
        for _ in range(200):
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
                break
            except OSError:
                time.sleep(0.05)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(10)


def load(address: str) -> tuple[float, float]:
    """Requests per second, and the 99th percentile of the waiting time in milliseconds."""
    if shutil.which("wrk"):
        command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{SECONDS}s", "--latency", address]
        told = subprocess.run(command, capture_output=True, text=True, check=True).stdout
        rate = re.search(r"Requests/sec:\s+([\d.]+)", told)
        slowest = re.search(r"99%\s+([\d.]+)(us|ms|s)", told)
        if not rate or not slowest or "Non-2xx" in told:
            raise RuntimeError(told)
        return float(rate[1]), float(slowest[1]) * {"us": 0.001, "ms": 1, "s": 1000}[slowest[2]]
    return asyncio.run(_load(address))


async def _load(address: str) -> tuple[float, float]:
    """The same with a client of our own, which keeps its connections open too."""
    host, _, path = address.removeprefix("http://").partition("/")
    name, _, port = host.partition(":")
    request = f"GET /{path} HTTP/1.1\r\nHost: {host}\r\n\r\n".encode()
    took: list[float] = []
    end = time.perf_counter() + SECONDS

    async def ask() -> None:
        reader, writer = await asyncio.open_connection(name, int(port), limit=2**20)
        while time.perf_counter() < end:
            begun = time.perf_counter()
            writer.write(request)
            head = await reader.readuntil(b"\r\n\r\n")
            length = re.search(rb"content-length: (\d+)", head)
            if not length or b" 200 " not in head:
                raise RuntimeError(head.decode())
            await reader.readexactly(int(length[1]))
            took.append(time.perf_counter() - begun)
        writer.close()

    await asyncio.gather(*(ask() for _ in range(CONNECTIONS)))
    return len(took) / SECONDS, 1000 * statistics.quantiles(took, n=100)[98]


def throughput(ours: str, bare: str, rounds: int) -> bool:
    """Measure both servers in turn, print, and say whether the limit holds."""
    holds = True
    for path in CACHED:
        rates: dict[str, list[float]] = {ours: [], bare: []}
        slowest: dict[str, list[float]] = {ours: [], bare: []}
        for turn in range(rounds):
            for base in (ours, bare) if turn % 2 else (bare, ours):
                rate, wait = load(base + path)
                rates[base].append(rate)
                slowest[base].append(wait)
        mine, floor = (statistics.median(rates[base]) for base in (ours, bare))
        waits = [statistics.median(slowest[base]) for base in (ours, bare)]
        print(
            f"{path}: {mine:,.0f} requests/s, bare route {floor:,.0f}: {mine / floor:.2f} (at least {LEAST}); "
            f"99th percentile {waits[0]:.1f} ms, bare {waits[1]:.1f} ms"
        )
        holds &= mine / floor >= LEAST
    return holds


_EMBED = "_ => document.documentElement.dataset.drawn === 'true' ? performance.now() : 0"
_PICTURE = "_ => document.readyState === 'complete' && document.querySelector('svg, img') ? performance.now() : 0"


def in_browser(ours: str, page: str, rounds: int) -> bool:
    """Visit page, embed and picture in turn, print, and say whether the limits hold."""
    kinds = {
        "page": (f"{page}/", COMPLETE),
        "embed": (f"{ours}/chart/gap.html", _EMBED),
        "picture": (f"{ours}/chart/gap.svg", _PICTURE),
    }
    took: dict[str, list[float]] = {kind: [] for kind in kinds}
    with chrome() as browser:
        for turn in range(rounds + 1):
            for kind, (address, ready) in kinds.items():
                milliseconds = usable(browser, address, ready=ready)
                if turn:  # the first visit of each warms the server
                    took[kind].append(milliseconds)
    page_time, embed, picture = (statistics.median(took[kind]) for kind in kinds)
    print(
        f"gap chart usable: Streamlit page {page_time:.0f} ms, embed {embed:.0f} ms: {embed / page_time:.2f} (at most "
        f"{EMBED}), picture {picture:.0f} ms: {picture / page_time:.2f} (under {PICTURE}); median of {rounds}"
    )
    return embed / page_time <= EMBED and picture / page_time < PICTURE


def main(rounds: int = ROUNDS) -> int:
    """Measure, print, and return the exit code."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        script = folder / "page.py"
        script.write_text(PAGE.format(root=str(ROOT)), "utf-8")
        with serve(ROOT / "app.py") as ours, serve(script) as page:
            ours = ours.replace("localhost", "127.0.0.1")
            for path in CACHED:
                with urllib.request.urlopen(ours + path) as answer:  # noqa: S310 (our own server)
                    (folder / path.rpartition("/")[2]).write_bytes(answer.read())
            with bare_server(folder) as bare:
                quick = throughput(ours, bare, rounds)
            light = in_browser(ours, page, rounds)
    return int(not (quick and light))


if __name__ == "__main__":
    sys.exit(main(*(int(text) for text in sys.argv[1:2])))
