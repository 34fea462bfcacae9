"""What an audience gets: many visitors at once, many who only look, and servers that die under them.

Visitors speak Streamlit's own messages over its own socket (`benchmarks._visitors`); they share the machine with the
servers, which therefore get less of it than in earnest. The floor is a Streamlit app of the same page on the settings
that Streamlit comes with, and, for memory, the same with ours.

    python benchmarks/audience.py                        all parts, with the numbers of issue 16
    python benchmarks/audience.py crowd --sessions 200   one part (crowd, idle, active, soak, killed), smaller

Prints each number beside its limit; the exit code is 1 beyond one.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import pickle
import random
import resource
import signal
import statistics
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks._servers import ROOT, Server, many, ours, plain
from benchmarks._visitors import PATIENCE, VisitError, Visitor

WITH_SERVE, WITH_ONE, TIMES_DEFAULT = 10.0, 15.0, 10.0
SLOWER_WHEN_BUSY, LARGER_SESSION, GROWS, BACK_WITHIN = 2.0, 1.5, 0.05, 10.0
DEFINITION, EDITED = "Definition of openness", "Training data"
EDIT, FILTER = "weight.data:2", "country=FR"

# The Overview as anybody would write it: the same figures and words, read once.
PAGE = """
import pickle
import streamlit as st

@st.cache_resource
def made():
    with open({path!r}, "rb") as file:
        return pickle.load(file)

titles, said, charts = made()
st.set_page_config(layout="wide")
st.title("Overview")
st.selectbox("Definition of openness", titles)
for text in said:
    st.markdown(text)
for number, (title, subtitle, figure, note) in enumerate(charts):
    st.header(title)
    st.caption(subtitle)
    st.plotly_chart(figure, theme=None, key=str(number))
    st.caption(note)
    with st.expander("Table and download"):
        pass
"""


def write_page(folder: Path) -> Path:
    """The floor's script, with what it shows."""
    from openness.charts import CHARTS
    from openness.findings.effects import selected_changes
    from openness.findings.headline import headline_of
    from openness.publish.live import Live

    live = Live(ROOT)
    shown = live.answer()
    head = headline_of(shown)
    changes = "\n".join(
        f"- {row['date']} {row['release']} {row['url']}" for row in selected_changes(shown).head(8).to_dict("records")
    )
    said = [head.sentence, head.gap_sentence, *(part.words for part in head.parts), changes, shown.rubric.about]
    charts = [CHARTS[slug](shown, "light") for slug in ("gap", "verdicts-by-year", "claims")]
    stored, script = folder / "page.pickle", folder / "page.py"
    drawn = [(chart.title, chart.subtitle, chart.figure, f"{chart.note}\n\n{chart.source}") for chart in charts]
    stored.write_bytes(pickle.dumps((list(live.titles().values()), said, drawn)))
    script.write_text(PAGE.format(path=str(stored)), "utf-8")
    return script


@dataclass
class Report:
    """What was measured; prints each line as it comes.

    Attributes:
        holds: Whether every limit has held so far.
    """

    holds: bool = True

    def limit(self, said: str, held: bool) -> None:
        """A number beside its limit."""
        self.holds &= held
        print(f"{said}{'' if held else '   <- beyond the limit'}", flush=True)


async def _each(visits: Sequence[Awaitable[float]]) -> tuple[list[float], list[BaseException]]:
    """How long each took that succeeded, in order; and what became of the others."""
    ended = await asyncio.gather(*visits, return_exceptions=True)
    failed = [one for one in ended if isinstance(one, BaseException)]
    return sorted(one for one in ended if not isinstance(one, BaseException)), failed


async def _warm(server: Server) -> None:
    """A few visits, so that every process has made what all share."""
    for _ in range(6):
        visitor = Visitor(server.base)
        await visitor.open()
        await visitor.leave()


async def _leave(visitors: Sequence[Visitor]) -> None:
    for visitor in visitors:
        await visitor.leave()


async def crowd(server: Server, sessions: int) -> tuple[float, float, int, int]:
    """Everybody at once: seconds until the last is served, median, how many failed, how many saw a line."""
    await _warm(server)
    visitors = [Visitor(server.base) for _ in range(sessions)]
    begun = time.perf_counter()
    took, failed = await _each([visitor.open() for visitor in visitors])
    last = time.perf_counter() - begun
    for error in failed[:3]:
        print(f"    {type(error).__name__}: {error}", flush=True)
    await _leave(visitors)
    waited = sum(bool(visitor.waits) for visitor in visitors)
    return last, statistics.median(took) if took else PATIENCE, len(failed), waited


def part_crowd(report: Report, asked: argparse.Namespace, script: Path) -> None:
    """Everybody opens the Overview at the same moment."""
    rates = {}
    for name, start, most in (
        ("serve", many, WITH_SERVE),
        ("one process", ours, WITH_ONE),
        ("default app", lambda: plain(script, tuned=False), None),
    ):
        with start() as server:
            last, median, failed, waited = asyncio.run(crowd(server, asked.sessions))
        rates[name] = (asked.sessions - failed) / last
        said = (
            f"crowd of {asked.sessions}, {name}: last served after {last:.1f} s, median {median:.1f} s, "
            f"{failed} failed, {waited} saw the line, {rates[name]:.1f} a second"
        )
        if most is None:
            print(said, flush=True)
        else:
            report.limit(f"{said} (all within {most:g} s)", failed == 0 and last <= most)
    ratio = rates["serve"] / max(rates["default app"], 0.01)
    report.limit(
        f"serve against the default app: {ratio:.1f} times (at least {TIMES_DEFAULT:g})", ratio >= TIMES_DEFAULT
    )


async def _hold(server: Server, sessions: int, at_once: int = 50) -> list[Visitor]:
    """So many open tabs."""
    visitors = [Visitor(server.base) for _ in range(sessions)]
    for start in range(0, sessions, at_once):
        await asyncio.gather(*(visitor.open() for visitor in visitors[start : start + at_once]))
    return visitors


async def idle(server: Server, sessions: int, rest: float) -> tuple[float, int]:
    """Megabytes that each further session costs, and how many are still there after a rest."""
    first = await _hold(server, 50)
    await asyncio.sleep(1)
    before = server.memory()
    more = await _hold(server, sessions - 50)
    await asyncio.sleep(1)
    each = (server.memory() - before) / len(more)
    await asyncio.sleep(rest)
    _, failed = await _each([visitor.run() for visitor in random.sample([*first, *more], min(100, sessions))])
    held = sum(visitor.is_open for visitor in [*first, *more]) - len(failed)
    await _leave([*first, *more])
    return each, held


def part_idle(report: Report, asked: argparse.Namespace, script: Path) -> None:
    """Many who have the page open and do nothing, and what each of them costs."""
    with many() as server:
        each, held = asyncio.run(idle(server, asked.idle, 40))
    report.limit(
        f"idle with serve: {held:,} of {asked.idle:,} sessions held, {1024 * each:.0f} KB each", held == asked.idle
    )
    with ours() as server:
        mine, _ = asyncio.run(idle(server, asked.idle, 0))
    with plain(script, tuned=True) as server:
        bare, _ = asyncio.run(idle(server, asked.idle, 0))
    mine, bare = max(mine, 0.001), max(bare, 0.001)  # a few sessions may fit into what is free already
    report.limit(
        f"a further session: {1024 * mine:.0f} KB, of a bare Streamlit page {1024 * bare:.0f} KB: {mine / bare:.2f} "
        f"(at most {LARGER_SESSION})",
        mine / bare <= LARGER_SESSION,
    )


async def active(server: Server, sessions: int, seconds: float) -> tuple[float, float]:
    """The 95th percentile of an answer to a choice, alone and among many who choose something every ten seconds."""
    await _warm(server)
    visitors = await _hold(server, sessions)
    titles = visitors[0].options[DEFINITION]
    for visitor in visitors[:6]:  # whichever process they are with, it has the answers by then
        for title in titles[:3]:
            await visitor.choose(DEFINITION, title)

    async def clicks(visitor: Visitor, pause: float, until: float) -> list[float]:
        took = []
        await asyncio.sleep(random.uniform(0, pause))  # noqa: S311 (no secret)
        while time.perf_counter() < until:
            took.append(await visitor.choose(DEFINITION, titles[len(took) % 3]))
            await asyncio.sleep(random.uniform(0.5, 1.5) * pause)  # noqa: S311
        return took

    alone = await clicks(visitors[0], 0.2, time.perf_counter() + seconds)
    until = time.perf_counter() + seconds
    among = await asyncio.gather(*(clicks(visitor, 10.0, until) for visitor in visitors))
    await _leave(visitors)
    return _percentile(alone), _percentile([one for took in among for one in took])


def _percentile(took: Sequence[float]) -> float:
    return statistics.quantiles(took, n=20)[18]


def part_active(report: Report, asked: argparse.Namespace, _script: Path) -> None:
    """How long a click takes while others click."""
    with many() as server:
        alone, among = asyncio.run(active(server, asked.active, asked.seconds))
    report.limit(
        f"95 of 100 clicks within {1000 * alone:.0f} ms alone, {1000 * among:.0f} ms among {asked.active} who click "
        f"every 10 s: {among / alone:.2f} (under {SLOWER_WHEN_BUSY:g})",
        among / alone < SLOWER_WHEN_BUSY,
    )


async def soak(server: Server, sessions: int, at_once: int = 20) -> tuple[float, float]:
    """Megabytes after a tenth of the visitors have come and gone, and after all."""
    early = 0.0
    for done in range(0, sessions, at_once):
        visitors = [Visitor(server.base) for _ in range(at_once)]
        await asyncio.gather(*(visitor.open() for visitor in visitors))
        await asyncio.gather(*(visitor.leave() for visitor in visitors))
        if not early and done >= sessions / 10:
            early = server.memory()
    return early, server.memory()


def part_soak(report: Report, asked: argparse.Namespace, _script: Path) -> None:
    """Many who come and go, one after another."""
    with ours() as server:
        early, late = asyncio.run(soak(server, asked.soak))
    report.limit(
        f"soak: {early:.0f} MB after {asked.soak // 10:,} sessions, {late:.0f} MB after {asked.soak:,}: "
        f"{late / early - 1:+.1%} (under {GROWS:.0%})",
        late / early - 1 < GROWS,
    )


@dataclass
class Killed:
    """What became of the visitors of a replica that was killed.

    Attributes:
        of: How many were with it.
        last: Seconds until the last goes on.
        failed: How many do not.
        lost: How many lost a filter or an edit.
        told: How many were told what is lost.
    """

    of: int
    last: float
    failed: int
    lost: int
    told: int


async def killed(server: Server, sessions: int) -> Killed:
    """Kill one replica while visitors with a filter and an edited definition are with it."""
    visitors = [Visitor(server.base, "rubric", FILTER) for _ in range(sessions)]
    for start in range(0, sessions, 20):
        await asyncio.gather(*(visitor.open() for visitor in visitors[start : start + 20]))
        await asyncio.gather(*(visitor.choose(EDITED, 2.0) for visitor in visitors[start : start + 20]))
    name = visitors[0].cookies["openness_replica"]
    with_it = [visitor for visitor in visitors if visitor.cookies["openness_replica"] == name]
    said = [(visitor.query, sorted(visitor.shown)) for visitor in with_it]
    if any("edit=" not in query or FILTER not in query for query, _ in said):
        raise VisitError(f"the edit is not in the address: {said[0][0]}")
    begun = time.perf_counter()
    os.kill(server.replica(name), signal.SIGKILL)

    async def back(visitor: Visitor) -> float:
        await visitor.until_lost()
        await visitor.again()
        return time.perf_counter() - begun

    took, failed = await _each([back(visitor) for visitor in with_it])
    for error in failed[:3]:
        print(f"    {type(error).__name__}: {error}", flush=True)
    now = [(visitor.query, sorted(visitor.shown)) for visitor in with_it]
    lost = sum(was != then for was, then in zip(said, now, strict=True))
    told = sum(any("connection was lost" in text for text in visitor.waits) for visitor in with_it)
    await _leave(visitors)
    return Killed(len(with_it), max(took, default=PATIENCE), len(failed), lost, told)


def part_killed(report: Report, asked: argparse.Namespace, _script: Path) -> None:
    """A replica is killed while visitors with a filter and an edited definition are with it."""
    with many() as server:
        found = asyncio.run(killed(server, asked.killed))
    report.limit(
        f"replica killed under {asked.killed} sessions: of {found.of} that were with it the last goes on after "
        f"{found.last:.1f} s (within {BACK_WITHIN:g} s), {found.failed} failed, {found.lost} lost a filter or an edit, "
        f"{found.told} were told what is lost",
        found.of > 0 and found.failed == found.lost == 0 and found.told == found.of and found.last <= BACK_WITHIN,
    )


PARTS: dict[str, Callable[[Report, argparse.Namespace, Path], None]] = {
    "crowd": part_crowd,
    "idle": part_idle,
    "active": part_active,
    "soak": part_soak,
    "killed": part_killed,
}


def main(arguments: Sequence[str]) -> int:
    """Measure, print, and return the exit code."""
    parser = argparse.ArgumentParser(description="What an audience gets.")
    parser.add_argument("parts", nargs="*", help=f"of {', '.join(PARTS)}; all when left out")
    for name, value, about in (
        ("sessions", 500, "visitors who come at once"),
        ("idle", 1000, "tabs that are open"),
        ("active", 100, "visitors who click"),
        ("seconds", 60, "how long they click"),
        ("soak", 20_000, "visitors who come and go"),
        ("killed", 200, "visitors while a replica is killed"),
    ):
        parser.add_argument(f"--{name}", type=int, default=value, metavar="N", help=f"{about} ({value:,})")
    asked = parser.parse_args(arguments)
    if unknown := [part for part in asked.parts if part not in PARTS]:
        parser.error(f"there is no part {', '.join(unknown)}; there are {', '.join(PARTS)}")
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    report = Report()
    with tempfile.TemporaryDirectory() as folder:
        script = write_page(Path(folder))
        for name in asked.parts or PARTS:
            PARTS[name](report, asked, script)
    return int(not report.holds)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
