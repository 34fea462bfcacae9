"""Many repositories read side by side, each once, and each written down as soon as it is read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait

from openness.collect.reading import NOT_READ, Reading
from openness.collect.repos import Repo, data_set
from openness.collect.state import State

WORKERS = 8
"""How many are read side by side: what an answer takes on its way must not add to the pace."""


def gather(
    repos: Sequence[Repo], read: Callable[[Repo], Reading], state: State, told: Callable[[Reading, int], None]
) -> dict[str, Reading]:
    """Read repositories, and the data sets that their cards link.

    Args:
        repos: What to read.
        read: Reads one; it is called from several threads.
        state: What was read before, and where each reading is kept.
        told: Called after each reading with it and how many there are to read by now.

    Returns:
        All readings by key of the repository, also those that were not read.
    """
    found: dict[str, Reading] = {}
    todo = {repo.key: repo for repo in repos}
    for wave in range(2):
        waiting = [repo for key, repo in todo.items() if key not in found]
        for reading in _read_all(waiting, read, state):
            found[reading.repo.key] = reading
            if reading.outcome != NOT_READ and reading.repo.key not in state.fresh():
                state.keep(reading)
            told(reading, len(todo))
        if wave == 0:
            linked = (name for reading in found.values() for name in reading.seen.get("datasets", ()))
            todo |= {repo.key: repo for repo in map(data_set, linked) if repo and repo.key not in todo}
    return found


def _read_all(repos: Iterable[Repo], read: Callable[[Repo], Reading], state: State) -> Iterator[Reading]:
    """Each reading as it comes; those that are still good come from the state."""
    fresh = state.fresh()
    asked = []
    for repo in repos:
        if repo.key in fresh:
            yield fresh[repo.key]
        else:
            asked.append(repo)
    asked.reverse()
    running: set[Future[Reading]] = set()
    pool = ThreadPoolExecutor(WORKERS, thread_name_prefix="collect")
    try:
        while asked or running:
            # no more than are read or about to be: what is not begun takes no memory, and is not waited for at a stop
            while asked and len(running) < 2 * WORKERS:
                running.add(pool.submit(read, asked.pop()))
            done, running = wait(running, return_when=FIRST_COMPLETED)
            for one in done:
                yield one.result()
    finally:
        pool.shutdown(wait=True, cancel_futures=True)
