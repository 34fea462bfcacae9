"""A line before the pages: a few scripts run at a time, the rest wait their turn and see how long the line is.

Five hundred threads that take turns at one interpreter lock finish later than the same work done a few at a time, and
everybody waits for the last: in a line, most are served in half the time. A page that computes something long gives its
place up after a while, so that the short ones behind it do not wait for it.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager

PLACES = 2
LONG = 2.0
TOLD = 2.0


class Line:
    """The line; one for a process.

    Args:
        places: How many run at a time.
        long: Seconds after which a run no longer counts as one of them.
        told: Seconds until those who wait look at the line first, and are told of it. The next looks are twice and four
            times as far apart: where hundreds wait, looking costs all of them time.
    """

    def __init__(self, places: int = PLACES, long: float = LONG, told: float = TOLD) -> None:
        self._places, self._long, self._told = places, long, told
        self._lock = threading.Lock()
        self._running: dict[int, float] = {}
        self._waiting: deque[threading.Event] = deque()

    def __len__(self) -> int:
        """How many run or wait."""
        return len(self._running) + len(self._waiting)

    @contextmanager
    def turn(self, tell: Callable[[int], None]) -> Iterator[None]:
        """Wait for a place, and hold it.

        Args:
            tell: Told now and then how many are before this one. It may end the wait by raising.
        """
        mine = threading.Event()
        with self._lock:
            self._waiting.append(mine)
            self._admit()
        pause = self._told
        try:
            while not mine.wait(pause):
                pause = min(2 * pause, 4 * self._told)
                with self._lock:
                    self._admit()
                    before = self._waiting.index(mine) + len(self._running) if mine in self._waiting else 0
                if before:
                    tell(before)
            yield
        finally:
            with self._lock:
                self._running.pop(id(mine), None)
                if mine in self._waiting:
                    self._waiting.remove(mine)
                self._admit()

    def _admit(self) -> None:
        """Let in whoever comes next, while there are places; long runs hold none."""
        short = time.monotonic() - self._long
        free = self._places - sum(begun > short for begun in self._running.values())
        while free > 0 and self._waiting:
            first = self._waiting.popleft()
            self._running[id(first)] = time.monotonic()
            first.set()
            free -= 1
