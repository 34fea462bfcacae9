"""A line before the pages: a few scripts run at a time, the rest wait their turn and see how long the line is.

Five hundred threads that take turns at one interpreter lock finish later than the same work done a few at a time, and
everybody waits for the last: in a line, most are served in half the time. A page that computes something long gives its
place up after a while, so that the short ones behind it do not wait for it.

Those who wait sleep until it is their turn. One thread looks after all of them: where each wakes up to look for itself,
five hundred take the interpreter's lock from the pages that are being drawn.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

PLACES = 2
LONG = 2.0
TOLD = 2.0


@dataclass(eq=False)
class _Waiting:
    """Somebody in the line.

    Attributes:
        tell: Says how many are before this one.
        due: When it is told next, by the monotonic clock.
        pause: Seconds from then to the time after.
        turn: Set once the wait is over.
        telling: Held while it is told, so that its turn does not begin under these words.
        error: What telling raised, which ends the wait.
    """

    tell: Callable[[int], None]
    due: float
    pause: float
    turn: threading.Event = field(default_factory=threading.Event)
    telling: threading.Lock = field(default_factory=threading.Lock)
    error: BaseException | None = None


class Line:
    """The line; one for a process.

    Args:
        places: How many run at a time.
        long: Seconds after which a run no longer counts as one of them.
        told: Seconds until those who wait are told of the line. The next times are twice and four times as far apart:
            where hundreds wait, words cost all of them time.
    """

    def __init__(self, places: int = PLACES, long: float = LONG, told: float = TOLD) -> None:
        self._places, self._long, self._told = places, long, told
        self._lock = threading.Lock()
        self._running: dict[int, float] = {}
        self._waiting: deque[_Waiting] = deque()
        self._looked_after = False

    def __len__(self) -> int:
        """How many run or wait."""
        return len(self._running) + len(self._waiting)

    @contextmanager
    def turn(self, tell: Callable[[int], None]) -> Iterator[None]:
        """Wait for a place, and hold it.

        Args:
            tell: Told now and then, by another thread, how many are before this one. It may end the wait by raising.
        """
        mine = _Waiting(tell, time.monotonic() + self._told, 2 * self._told)
        with self._lock:
            self._waiting.append(mine)
            self._admit()
            if self._waiting and not self._looked_after:
                self._looked_after = True
                threading.Thread(target=self._look_after, name="line", daemon=True).start()
        try:
            mine.turn.wait()
            with mine.telling:
                if mine.error:
                    raise mine.error
            yield
        finally:
            with self._lock:
                self._running.pop(id(mine), None)
                if mine in self._waiting:
                    self._waiting.remove(mine)
                self._admit()

    def _look_after(self) -> None:
        """Let in whoever may come, and tell those whose time it is, for as long as anybody waits."""
        while True:
            time.sleep(self._told / 4)
            now = time.monotonic()
            with self._lock:
                self._admit()
                if not self._waiting:
                    self._looked_after = False
                    return
                due = [(before, one) for before, one in enumerate(self._waiting, len(self._running)) if one.due <= now]
            for before, one in due:
                one.due, one.pause = now + one.pause, min(2 * one.pause, 4 * self._told)
                with one.telling:
                    if one.turn.is_set():
                        continue
                    try:
                        one.tell(before)
                    except BaseException as error:  # Streamlit ends a script so
                        one.error = error
                        one.turn.set()

    def _admit(self) -> None:
        """Let in whoever comes next, while there are places; long runs hold none."""
        short = time.monotonic() - self._long
        free = self._places - sum(begun > short for begun in self._running.values())
        while free > 0 and self._waiting:
            first = self._waiting.popleft()
            self._running[id(first)] = time.monotonic()
            first.turn.set()
            free -= 1
