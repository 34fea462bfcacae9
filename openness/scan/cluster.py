"""The pieces of a scan on a Dask cluster: one on this machine, or the one that DASK_SCHEDULER_ADDRESS names."""

from __future__ import annotations

import logging
from collections.abc import Callable, Generator, Sequence
from contextlib import ExitStack
from typing import Any

from openness.core.errors import OpennessError

MISSING = "--engine dask needs Dask: python -m pip install -r requirements-dask.txt"

_SETTINGS = {
    # Dask has workers give every freed page back to the system at once. Arrays of some megabytes, made and freed by the
    # hundred, then cost as much in page faults as in arithmetic; so much may stay with a worker.
    "distributed.nanny.pre-spawn-environ.MALLOC_TRIM_THRESHOLD_": str(128 << 20),
    "distributed.nanny.pre-spawn-environ.MALLOC_MMAP_THRESHOLD_": str(32 << 20),
    # A worker short of memory would wait for results of its own to be fetched. There are none: it would wait for ever.
    "distributed.worker.memory.pause": False,
    "distributed.worker.memory.spill": False,
    "distributed.worker.memory.target": False,
}


def local_cluster(workers: int | None = None, memory: str | int = "auto") -> Any:
    """A cluster of processes on this machine, each with one thread.

    Args:
        workers: How many; one a core when left out.
        memory: What each may use, in bytes; its share of the machine when left out.
    """
    import dask
    from dask.distributed import LocalCluster

    with dask.config.set(_SETTINGS):
        return LocalCluster(
            n_workers=workers,
            threads_per_worker=1,
            memory_limit=memory,
            dashboard_address=None,  # a web server that nobody asked for
            silence_logs=logging.CRITICAL,
        )


def on_dask(work: Callable[[Any], Any], pieces: Sequence[Any]) -> Generator[Any, None, None]:
    """Do a piece of work for each of many pieces on a cluster, and give back each result as it is done.

    Without an address there is one worker a core of this machine, each with its share of the memory.

    Args:
        work: What to do; a function that the workers can import as well, or a `partial` of one.
        pieces: What to do it for.

    Raises:
        OpennessError: Dask is not installed, the cluster cannot be reached, or a worker died again and again.
    """
    try:
        import dask
        from dask.distributed import Client, KilledWorker, as_completed
    except ImportError as error:
        raise OpennessError(MISSING) from error
    with ExitStack() as stack:
        address = dask.config.get("scheduler-address", None)
        if not address:
            address = stack.enter_context(local_cluster())
        try:
            client = stack.enter_context(Client(address))
        except (OSError, TimeoutError) as error:
            raise OpennessError(f"no Dask cluster answers at {address}") from error
        # sent once, and as a task: what is scattered would be gone with the last worker that had it
        shared = client.submit(_same, work, pure=False)
        futures = client.map(_do, pieces, work=shared, pure=False)
        try:
            for future in as_completed(futures):
                yield future.result()
        except KilledWorker as error:
            raise OpennessError("a worker was ended three times over one piece; give each more memory") from error


def _same(work: Callable[[Any], Any]) -> Callable[[Any], Any]:
    return work


def _do(piece: Any, work: Callable[[Any], Any]) -> Any:
    return work(piece)
