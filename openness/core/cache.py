"""A bounded cache for results that are costly to make and asked for again."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Event, Lock
from typing import Generic, TypeVar

T = TypeVar("T")


class Cache(Generic[T]):
    """Results by key, the one used longest ago dropped first; safe between the threads of many sessions.

    What is asked for twice at once is made once: whoever comes second waits. A page and the file that a reader fetches
    for it would otherwise each do the work, and each take twice as long.

    >>> squares: Cache[int] = Cache(most=2)
    >>> squares.get(3, lambda: 9), squares.get(3, lambda: 0), squares.find(4)
    (9, 9, None)
    """

    def __init__(
        self, most: int, weigh: Callable[[T], int] = lambda _: 1, drop: Callable[[T], object] = lambda _: None
    ) -> None:
        """An empty cache.

        Args:
            most: How many results it holds, or how much they may weigh together; one that weighs more by itself is
                not kept.
            weigh: What a result weighs.
            drop: Told of each result that is kept no longer.
        """
        self._most, self._weigh, self._drop = most, weigh, drop
        self._weight = 0
        self._items: OrderedDict[Hashable, tuple[T, int]] = OrderedDict()
        self._making: dict[Hashable, Event] = {}
        self._lock = Lock()

    def __len__(self) -> int:
        return len(self._items)

    @property
    def weight(self) -> int:
        """What all results weigh together."""
        return self._weight

    def get(self, key: Hashable, make: Callable[[], T]) -> T:
        """The result for this key; `make` is called when it is not kept, and may not ask for the same key.

        What it raises is neither kept nor shared: whoever waited makes it anew.
        """
        while True:
            with self._lock:
                if key in self._items:
                    self._items.move_to_end(key)
                    return self._items[key][0]
                others = self._making.get(key)
                if others is None:
                    mine = self._making[key] = Event()
                    break
            others.wait()
        try:
            made = make()
            self._keep(key, made)
            return made
        finally:
            with self._lock:
                del self._making[key]
            mine.set()

    def find(self, key: Hashable) -> T | None:
        """The result for this key, if it is kept."""
        with self._lock:
            if key not in self._items:
                return None
            self._items.move_to_end(key)
            return self._items[key][0]

    def forget(self, key: Hashable) -> None:
        """Keep the result for this key no longer."""
        with self._lock:
            made, weight = self._items.pop(key, (None, 0))
            self._weight -= weight
        if made is not None:
            self._drop(made)

    def _keep(self, key: Hashable, made: T) -> None:
        weight = self._weigh(made)
        gone = [made]
        with self._lock:
            if weight <= self._most:
                self._items[key] = made, weight
                self._weight += weight
                gone = []
            while self._weight > self._most:
                oldest, lighter = self._items.popitem(last=False)[1]
                self._weight -= lighter
                gone.append(oldest)
        for one in gone:
            self._drop(one)
