"""Work that must not hold up the event loop: a few threads, and a short line before them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, TypeVar

from openness.publish.pictures import BusyError

T = TypeVar("T")


class Lane:
    """Threads for one kind of work; what is asked for twice at once is done once, for all who wait.

    Args:
        name: begins the names of its threads.
        threads: how many.
        most: how many different pieces of work may be under way or waiting.
    """

    def __init__(self, name: str, threads: int, most: int) -> None:
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix=name)
        self._most = most
        self._flights: dict[str, Future[Any]] = {}

    def has(self, key: str) -> bool:
        """Whether this piece of work is under way."""
        return key in self._flights

    async def do(self, key: str, work: Callable[[], T]) -> T:
        """What a thread finds out.

        Raises:
            BusyError: the line is too long.
        """
        flight: Future[T] | None = self._flights.get(key)
        if flight is None:
            if len(self._flights) >= self._most:
                raise BusyError("Too many different files are asked for at this moment.")
            flight = self._pool.submit(work)
            self._flights[key] = flight
            flight.add_done_callback(lambda _: self._flights.pop(key, None))
        # one of those who wait may go away; the others still want it
        return await asyncio.shield(asyncio.wrap_future(flight))
