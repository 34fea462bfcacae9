"""Two million releases in Parquet files, scored in one process and on two Dask workers of 2 GB each, side by side.

The evidence is that of `data/`, repeated with changes: rows drawn by chance, and a tenth of the cells of each taken
from another row, so that nearly no two releases are alike. Both score all of it under the default definition with the
same function, and write the scores to Parquet. The cluster is there and has imported the library before the clock runs,
as the single process has; what starting it takes is told.

Time is that of the processor, which stays the same on a busy machine: of the cluster that of the busier worker, or half
of all that workers and scheduler took where this is more, which is what two free cores would need. Seconds on the clock
are told beside it.

Held: at most 1.5 times half of the single process's time; no worker above 2 GB (each is ended by Dask when it is); a
sample of 20,000 releases as `openness.scoring.scores.score` has it in memory, to the last bit; both folders alike.

    python benchmarks/scan.py [releases]

Exit code 1 when one of these does not hold.
"""

from __future__ import annotations

import hashlib
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

import dask
import numpy as np
import pandas as pd
import pyarrow as pa
from dask.distributed import Client

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from openness.core.paths import ROOT
from openness.facts.package import Package, load_package
from openness.rubric.model import Rubric
from openness.scan.cluster import local_cluster, on_dask
from openness.scan.form import to_table, write_evidence
from openness.scan.parts import asks_of, find_parts, read_part
from openness.scan.run import here, scan
from openness.scoring.answer import answer
from openness.scoring.scores import score, to_frame

RELEASES = 2_000_000
FILE = 250_000
LIMIT = 1.5
MEMORY = 2_000_000_000
SAMPLE = 20_000


def repeated(table: pa.Table, releases: int, random: np.random.Generator, first: int) -> pa.Table:
    """Rows of a table drawn by chance, with a tenth of the cells about components from other rows, and ids anew."""
    rows = random.integers(0, len(table), releases)
    columns = {}
    for name in table.column_names:
        mine = np.where(random.random(releases) < 0.1, random.integers(0, len(table), releases), rows)
        about = name in ("name", "vendor", "released", "training_flop")
        columns[name] = table[name].combine_chunks().take(pa.array(rows if about else mine))
    columns["release"] = pa.array([f"release-{number}" for number in range(first, first + releases)])
    return pa.table(columns).replace_schema_metadata(table.schema.metadata)


def timed(work: Callable[[], Any]) -> tuple[float, float]:
    """Seconds of this process on the processor, and seconds on the clock."""
    start, clock = spent(), time.perf_counter()
    work()
    return spent() - start, time.perf_counter() - clock


def spent() -> float:
    """Seconds that this process has had of the processor."""
    return time.process_time()


def warmed() -> None:
    """Import what a piece needs."""
    import_module("openness.scan.run")


def peak() -> int:
    """The most memory that this process has ever used, in bytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def contents(folder: Path) -> dict[str, str]:
    """A short hash of each file of a folder."""
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(folder.iterdir())}


def sample_is_equal(evidence: Path, rubric: Rubric, package: Package, out: Path) -> bool:
    """Whether releases scored in memory have the numbers that stand in the files."""
    parts, _ = find_parts(evidence, asks_of(rubric, package))
    number = len(parts) // 2
    facts = next(read_part(parts[number], asks_of(rubric, package)))
    rows = np.random.default_rng(7).permutation(len(facts.releases))[:SAMPLE]
    expected = to_frame(score(rubric, facts, rows=rows), facts)
    found = pd.read_parquet(out / f"part-{number:05}.parquet").iloc[rows].reset_index(drop=True)
    try:
        pd.testing.assert_frame_equal(found, expected, check_dtype=False, check_exact=True)
    except AssertionError as error:
        print(error)
        return False
    return True


def main() -> int:
    """Measure, and say with the exit code whether the limits hold."""
    releases = int(sys.argv[1]) if len(sys.argv) > 1 else RELEASES
    package = load_package(ROOT / "data")
    known = answer(package)
    random = np.random.default_rng(20261130)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        evidence = folder / "evidence"
        evidence.mkdir()
        table = to_table(known.evidence, known.rows)
        for first in range(0, releases, FILE):
            some = repeated(table, min(FILE, releases - first), random, first)
            write_evidence(evidence / f"{first:09}.parquet", some)
        size = sum(path.stat().st_size for path in evidence.iterdir())
        print(f"{releases:,} releases, {size / 1e6:.0f} MB of Parquet, {known.rubric.title}")
        single, clock = timed(lambda: scan(evidence, known.rubric, package, folder / "single", run=here))
        print(
            f"one process: {single:.1f} s ({clock:.0f} on the clock), {1e6 * single / releases:.1f} µs a release, ",
            end="",
        )
        print(f"{peak() / 1e9:.2f} GB at most")
        start = time.perf_counter()
        with (
            local_cluster(2, MEMORY) as cluster,
            Client(cluster) as client,
            dask.config.set({"scheduler-address": cluster.scheduler_address}),
        ):
            client.run(warmed)
            print(f"cluster of two workers: there after {time.perf_counter() - start:.0f} s on the clock")
            before = client.run(spent)
            ours, clock = timed(lambda: scan(evidence, known.rubric, package, folder / "dask", run=on_dask))
            workers = [after - before[worker] for worker, after in client.run(spent).items()]
            most = max(client.run(peak).values())
        both = max(*workers, (sum(workers) + ours) / 2)
        ratio = both / (single / 2)
        told = " and ".join(f"{seconds:.1f}" for seconds in workers)
        print(f"two workers: {told} s, scheduler {ours:.1f} s ({clock:.0f} on the clock), {most / 1e9:.2f} GB at most")
        print(f"{both:.1f} s = {ratio:.2f} times half of one process (limit {LIMIT:g})")
        alike = contents(folder / "single") == contents(folder / "dask")
        equal = sample_is_equal(evidence, known.rubric, package, folder / "dask")
        print(f"same files: {'yes' if alike else 'NO'}; sample as in memory: {'yes' if equal else 'NO'}")
    return 0 if ratio <= LIMIT and most <= MEMORY and alike and equal else 1


if __name__ == "__main__":
    sys.exit(main())
