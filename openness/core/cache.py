"""A small memory for results that are costly to make and asked for again."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Event, Lock
from typing import Generic, TypeVar

T = TypeVar("T")


class Kept(Generic[T]):
    """The last few results, by key: bounded, and safe between the threads of many sessions.

    What is asked for twice at once is made once: whoever comes second waits. A page and the file that a reader fetches
    for it would otherwise each do the work, and each take twice as long.

    >>> squares: Kept[int] = Kept(most=2)
    >>> squares.get(3, lambda: 9), squares.get(3, lambda: 0)
    (9, 9)
    """

    def __init__(self, most: int, weigh: Callable[[T], int] = lambda _: 1) -> None:
        """`most` results are kept, or as many as weigh so much together."""
        self._most = most
        self._weigh = weigh
        self._weight = 0
        self._items: OrderedDict[Hashable, T] = OrderedDict()
        self._making: dict[Hashable, Event] = {}
        self._lock = Lock()

    def get(self, key: Hashable, make: Callable[[], T]) -> T:
        """The result for this key; `make` is called when it is not kept, and may not ask for the same key.

        What it raises is neither kept nor shared: whoever waited makes it anew.
        """
        while True:
            with self._lock:
                if key in self._items:
                    self._items.move_to_end(key)
                    return self._items[key]
                others = self._making.get(key)
                if others is None:
                    mine = self._making[key] = Event()
                    break
            others.wait()
        try:
            made = make()
            with self._lock:
                self._items[key] = made
                self._weight += self._weigh(made)
                while self._weight > self._most:
                    self._weight -= self._weigh(self._items.popitem(last=False)[1])
            return made
        finally:
            with self._lock:
                del self._making[key]
            mine.set()
