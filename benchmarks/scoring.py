"""5,000 and 100,000 releases x 30 criteria through `score`, against what NumPy alone takes for low and high.

The floor is `lookup[codes] @ weights`, once for low and once for high, on float32 arrays of the same size, with codes
that are already folded: no sides, no coverage, no components that do not apply, no verdicts. Everything else that
scoring does must fit into the multiple of it in `LIMITS`: for 5,000 releases most of the time goes into what does not
depend on their number (tables, fields as text). Both run in this process, in turns, and the best of each counts.

    python benchmarks/scoring.py

Exit code 1 when scoring takes longer.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import pandas as pd
from threadpoolctl import threadpool_limits

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from openness.facts.evidence import Evidence
from openness.facts.licences import TERMS, Licence, licence_terms
from openness.facts.package import Package
from openness.rubric.model import Rubric
from openness.scoring.engine import CODES, fold
from openness.scoring.scores import Scores, score

LIMITS = {5_000: 30.0, 100_000: 15.0}  # releases: how many times as long as the floor
ROUNDS = 25
DIMENSIONS = {"data": 6, "code": 6, "model": 5, "documentation": 6, "access": 3, "disclosure": 4}
COMPONENTS = 35  # as many as the data package has: five are asked for by no criterion
# Availability as in the real evidence: closed, partial, gated, open, unknown, not-applicable.
AVAILABILITY = (0.26, 0.12, 0.04, 0.36, 0.20, 0.02)
LICENCES = {
    "MIT": Licence("MIT", TERMS.index("open"), {"user_threshold": "false"}),
    "Llama-3": Licence("Llama-3", TERMS.index("restricted"), {"user_threshold": "true"}),
    "none": Licence("none", TERMS.index("none"), {"user_threshold": "false"}),
}


def rubric() -> Rubric:
    """Thirty criteria in six dimensions on both sides, and four verdicts with 25 conditions, shaped like OSAID 1.0."""
    names = [f"{dimension}-{number}" for dimension, size in DIMENSIONS.items() for number in range(size)]
    side = {"data": "training", "code": "training", "model": "weights", "access": "weights"}
    dimensions = {
        dimension: {
            "title": dimension,
            "weight": 1 + len(dimension) % 3,
            "criteria": {
                f"{dimension}-{number}": {
                    "title": f"{dimension} {number}",
                    "evidence": f"component-{names.index(f'{dimension}-{number}')}",
                    "weight": 1 + number % 3,
                    "side": side.get(dimension, "none"),
                }
                for number in range(size)
            },
        }
        for dimension, size in DIMENSIONS.items()
    }
    required = [name for name in names if name[-1] in "01"][:8]
    best: dict[str, Any] = {name: {"availability": "open", "terms": "open"} for name in required}
    best["model-0"] = {"availability": "open", "terms": "open", "licence": {"user_threshold": False}}
    verdicts: list[dict[str, Any]] = [
        {"id": "meets", "title": "Meets", "requires": best | {"release": {"training_flop": {"below": 1e25}}}},
        {"id": "terms", "title": "Terms needed", "requires": {name: {"availability": "partial"} for name in required}},
        {"id": "some", "title": "Some", "requires": {n: {"availability": "gated"} for n in required[2:]}},
        {"id": "half", "title": "Half", "requires": {"score": {"at_least": 50}, "model-1": {"availability": "gated"}}},
    ]
    return Rubric.model_validate(
        {
            "id": "benchmark",
            "title": "Benchmark",
            "publisher": "Nobody",
            "url": "https://example.org",
            "version": "1",
            "about": "For the benchmark.",
            "credit": {"open": 1, "gated": 0.75, "partial": 0.5, "closed": 0},
            "terms": {"open": 1, "restricted": 0.5, "none": 0.5},
            "ranked_from": 0.65,
            "dimensions": dimensions,
            "verdicts": verdicts,
            "otherwise": {"id": "closed", "title": "Closed"},
        }
    )


def evidence(releases: int) -> Evidence:
    """Random evidence with terms, licences, unknown cells and cells that do not apply."""
    random = np.random.default_rng(20261122)
    shape = (releases, COMPONENTS)
    licences = tuple(licence_terms(text, LICENCES) for text in ("MIT", "Llama-3", "none", "Unread-1.0"))
    licence = random.integers(-1, len(licences), shape, dtype=np.int32)
    terms = np.array([*(one.terms for one in licences), TERMS.index("unknown")], dtype=np.int8)[licence]
    ids = tuple(f"release-{number}" for number in range(releases))
    flop = np.array(["", "1e24", "<1e25", ">1e25", "3e25"], dtype=object)[random.integers(0, 5, releases)]
    return Evidence(
        package=cast(Package, SimpleNamespace(releases=pd.DataFrame({"release": ids, "training_flop": flop}))),
        as_of="2026-11-22",
        sources=("first-party",),
        releases=ids,
        components=tuple(f"component-{number}" for number in range(COMPONENTS)),
        announced=np.ones(releases, dtype=bool),
        availability=random.choice(len(AVAILABILITY), shape, p=AVAILABILITY).astype(np.int8),
        terms=terms,
        licence=licence,
        licences=licences,
        facts=pd.DataFrame(),
        fact=np.full(shape, -1, dtype=np.int32),
        licence_fact=np.full(shape, -1, dtype=np.int32),
    )


def everything(rules: Rubric, facts: Evidence) -> Scores:
    """Low, high, coverage, both sides, the gap with its range, ranked, and the verdicts with all conditions."""
    scores = score(rules, facts)
    _ = scores.ranked, scores.gap, scores.gap_low, scores.gap_high, scores.sides_covered
    return scores


def low_and_high(codes: Any, low: Any, high: Any, weights: Any) -> tuple[Any, Any]:
    """The floor: low and high, and nothing else."""
    return low[codes] @ weights, high[codes] @ weights


def timed(work: Callable[[], object]) -> float:
    """Seconds of the processor that one call takes: on a busy machine the ratio stays the same."""
    start = time.process_time()
    work()
    return time.process_time() - start


def measured(releases: int) -> float:
    """Measure and print; how many times as long as the floor scoring takes."""
    rules, facts = rubric(), evidence(releases)
    criteria = sum(DIMENSIONS.values())
    weights = np.full(criteria, 1 / criteria, dtype=np.float32)
    low = np.linspace(0, 1, CODES, dtype=np.float32)
    high = low[::-1].copy()
    bytes_ = np.ascontiguousarray(fold(facts.availability, facts.terms)[:, :criteria])
    # NumPy is quicker with codes as wide as its own indices. The quicker of the two is the floor.
    codes = {"int8": bytes_, "int64": bytes_.astype(np.intp)}
    floors = dict.fromkeys(codes, np.inf)
    ours = np.inf
    for _ in range(ROUNDS):
        for name, array in codes.items():
            floors[name] = min(floors[name], timed(partial(low_and_high, array, low, high, weights)))
        ours = min(ours, timed(lambda: everything(rules, facts)))
    ratio = ours / min(floors.values())
    print(f"{releases:,} releases x {criteria} criteria, best of {ROUNDS}")
    print("floor: " + ", ".join(f"{1000 * seconds:.2f} ms with {name} codes" for name, seconds in floors.items()))
    print(f"score: {1000 * ours:.1f} ms = {ratio:.1f} times the quicker floor (limit {LIMITS[releases]:g})")
    return ratio


def main() -> int:
    """Measure both sizes, and say with the exit code whether the limits hold."""
    with threadpool_limits(limits=1):
        ratios = {releases: measured(releases) for releases in LIMITS}
    return 0 if all(ratio <= LIMITS[releases] for releases, ratio in ratios.items()) else 1


if __name__ == "__main__":
    sys.exit(main())
