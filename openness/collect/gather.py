"""Many repositories read side by side, each once, and each written down as soon as it is read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Generator, Iterable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import closing

from openness.collect.reading import NOT_READ, Reading
from openness.collect.repos import Repo, data_set
from openness.collect.state import State

WORKERS = 8
"""How many are read side by side of each host: what an answer takes on its way must not add to the pace."""


def gather(
    repos: Sequence[Repo],
    read: Callable[[Repo], Reading],
    state: State,
    told: Callable[[Reading, int], None],
    stop: Callable[[], None] = lambda: None,
) -> dict[str, Reading]:
    """Read repositories, and the data sets that their cards link.

    Args:
        repos: What to read.
        read: Reads one; it is called from several threads.
        state: What was read before, and where each reading is kept.
        told: Called after each reading with it and how many there are to read by now.
        stop: Called where something ends the whole of it, before what is under way is waited for.

    Returns:
        All readings by key of the repository, also those that were not read.
    """
    found: dict[str, Reading] = {}
    todo = {repo.key: repo for repo in repos}
    for wave in range(2):
        waiting = [repo for key, repo in todo.items() if key not in found]
        with closing(_read_all(waiting, read, state, stop)) as readings:
            for reading in readings:
                found[reading.repo.key] = reading
                if reading.outcome != NOT_READ and reading.repo.key not in state.fresh():
                    state.keep(reading)
                told(reading, len(todo))
        if wave == 0:
            linked = (name for reading in found.values() for name in reading.seen.get("datasets", ()))
            todo |= {repo.key: repo for repo in map(data_set, linked) if repo and repo.key not in todo}
    return found


def _read_all(
    repos: Iterable[Repo], read: Callable[[Repo], Reading], state: State, stop: Callable[[], None]
) -> Generator[Reading, None, None]:
    """Each reading as it comes; those that are still good come from the state."""
    fresh = state.fresh()
    asked: dict[str, list[Repo]] = {}
    for repo in repos:
        if repo.key in fresh:
            yield fresh[repo.key]
        else:
            asked.setdefault(repo.source, []).append(repo)
    # each host has readers of its own: one that makes them wait must not keep the other waiting
    pools = {host: ThreadPoolExecutor(WORKERS, thread_name_prefix=f"collect-{host}") for host in asked}
    running: dict[Future[Reading], str] = {}
    try:
        while running or any(asked.values()):
            under_way = Counter(running.values())
            for host, left in asked.items():
                # no more than are read or about to be: what is not begun takes no memory, nor time when all is stopped
                while left and under_way[host] < 2 * WORKERS:
                    running[pools[host].submit(read, left.pop())] = host
                    under_way[host] += 1
            done, _ = wait(running, return_when=FIRST_COMPLETED)
            for one in done:
                del running[one]
                yield one.result()
    except BaseException:  # Ctrl-C among them, and whoever does not want the rest
        stop()
        raise
    finally:
        for pool in pools.values():
            pool.shutdown(wait=True, cancel_futures=True)
