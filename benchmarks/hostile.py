"""Inputs made to break it: how many addresses, definitions, tables and workbooks are read without a failure.

Whatever somebody sends, the answer is what was asked for or a list of what is wrong with it: never an exception that
nobody expected, never a 500, and never a wait of more than a few seconds.

    python benchmarks/hostile.py [INPUTS] [SEED]

INPUTS are divided between the four kinds; 100,000 take some ten minutes of the processor. Prints each failure with the
input; the exit code is 1 when there is one.
"""

from __future__ import annotations

import logging
import random
import sys
import time
import traceback
from itertools import islice
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from openness.publish.live import Live
from tests.hostile_inputs import kinds

INPUTS, SEED = 4_000, 16
SHARES = {"addresses": 0.4, "YAML": 0.2, "CSV": 0.2, "workbooks": 0.2}
LONGEST = 5.0
"""Seconds of the processor that reading one input may take."""


def main(inputs: int = INPUTS, seed: int = SEED) -> int:
    """Read them all, print, and return the exit code."""
    logging.disable(logging.CRITICAL)
    failures = 0
    for kind, (make, read) in kinds(Live()).items():
        number, slowest, begun = round(inputs * SHARES[kind]), 0.0, time.process_time()
        failed = 0
        for content in islice(make(random.Random(f"{seed} {kind}")), number):  # noqa: S311 (no secret)
            start = time.process_time()
            try:
                read(content)
            except Exception:
                failed += 1
                print(f"{kind}: {content[:2_000]!r}\n{traceback.format_exc()[-2_000:]}")
            took = time.process_time() - start
            if took > LONGEST:
                failed += 1
                print(f"{kind}: {took:.1f} s for {content[:2_000]!r}")
            slowest = max(slowest, took)
        all_of_it = time.process_time() - begun
        print(
            f"{kind}: {number:,} read, {failed} failed; slowest {slowest:.2f} s, all {all_of_it:.0f} s",
            flush=True,
        )
        failures += failed
    print(f"{inputs:,} inputs, {failures} failures")
    return int(failures > 0)


if __name__ == "__main__":
    sys.exit(main(*(int(text) for text in sys.argv[1:3])))
