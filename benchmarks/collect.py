"""A pass of the collector over made-up releases, against what its limit of requests alone takes.

    python benchmarks/collect.py [RELEASES [RATE]]

The hub of the tests answers in a process of its own, 20 ms after each request; one card in twenty has 5 MB. Prints both
times, their ratio and how much memory the pass took; the exit code is 1 beyond a limit.
"""

from __future__ import annotations

import logging
import multiprocessing
import resource
import sys
import tempfile
import time
from multiprocessing.connection import Connection
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from openness.collect.bearing import bearings
from openness.collect.run import run
from openness.facts.package import Package
from tests.collect.planted import MACHINES, RULES
from tests.factories import fact, package_of
from tests.hub.app import CARD, Code, Held, World
from tests.hub.serve import served

RELEASES, RATE = 600, 30.0
LATENCY = 0.02
LIMIT = 1.3
MEMORY = 150  # MB that a pass may add


def world(number: int) -> World:
    """As many models and repositories of code; every tenth has a gate, every twentieth a card of 5 MB."""
    made = World(owners={"acme"}, latency=LATENCY)
    for at in range(number):
        card: int | str = 5_000_000 if at % 20 == 0 else CARD
        files: dict[str, int | str] = {"model.safetensors": 9, "LICENSE": 9, "README.md": card}
        made.models[f"acme/m{at}"] = Held(files, gated="auto" if at % 10 == 0 else False)
        made.code[f"acme/m{at}"] = Code()
    return made


def facts(number: int) -> Package:
    """The same releases as they were before the gates."""
    rows = []
    for at in range(number):
        page = f"https://huggingface.co/acme/m{at}"
        rows += [
            fact(f"m{at}", "base_weights", "open", "Apache-2.0", url=page),
            fact(f"m{at}", "model_card", "open", url=page),
            fact(f"m{at}", "training_code", "open", "Apache-2.0", url=f"https://github.com/acme/m{at}"),
        ]
    return package_of(releases=[f"m{at}" for at in range(number)], facts=rows, sources=MACHINES, collect=RULES)


def serve(number: int, told: Connection) -> None:
    """The hub, until whoever asked for it says a word."""
    logging.getLogger("asyncio").setLevel(logging.CRITICAL)  # a long card is not read to its end, on purpose
    with served(world(number)) as environment:
        told.send(environment)
        told.recv()


def peak() -> float:
    """The most memory that this process has had, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main(number: int = RELEASES, rate: float = RATE) -> int:
    """Measure, print, and return the exit code."""
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe()
    hub = context.Process(target=serve, args=(number, there), daemon=True)
    hub.start()
    environment = here.recv()
    package = facts(number)
    found = bearings(package)
    # one first, so that modules and certificates are there
    run(package, found[:1], environment, 1000)
    before, start = peak(), time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        came = run(package, found, environment, rate, Path(folder) / "state.jsonl")
    took, grew = time.perf_counter() - start, peak() - before
    here.send("thanks")
    hub.join(5)

    gated = -(-number // 10)
    if len(came.proposals) != gated or came.unread:
        print(f"{len(came.proposals)} proposals where {gated} gates are, {len(came.unread)} not read")
        return 1
    alone = came.requests / 2 / rate  # both hosts at once, half of the requests each
    print(f"{number} releases, {came.requests} requests, {rate:g} a second and host, {LATENCY * 1000:.0f} ms each")
    print(f"the limit alone {alone:.1f} s, the pass {took:.1f} s: {took / alone:.2f} times (limit {LIMIT})")
    print(f"memory {before:.0f} MB before, {grew:.0f} MB more at its peak (limit {MEMORY})")
    return int(took / alone > LIMIT or grew > MEMORY)


if __name__ == "__main__":
    sys.exit(main(*(kind(word) for kind, word in zip((int, float), sys.argv[1:], strict=False))))
