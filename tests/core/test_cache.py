"""What is kept: made once, for as long as it is among the last few, whoever asks and however many at once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest

from openness.core.cache import Cache


def test_what_two_ask_for_at_once_is_made_once() -> None:
    kept: Cache[int] = Cache(4)
    begun, go_on, made = Event(), Event(), []

    def slowly() -> int:
        begun.set()
        assert go_on.wait(10)
        made.append(1)
        return 7

    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(kept.get, "key", slowly)
        assert begun.wait(10)
        second = pool.submit(kept.get, "key", slowly)
        assert kept.get("another key", lambda: 1) == 1  # nobody waits for what they did not ask for
        go_on.set()
        assert (first.result(10), second.result(10)) == (7, 7)
    assert made == [1]


def test_a_failure_is_its_own_and_the_next_one_tries_again() -> None:
    kept: Cache[int] = Cache(4)
    begun, go_on = Event(), Event()

    def fails() -> int:
        begun.set()
        assert go_on.wait(10)
        raise ValueError("not mine")

    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(kept.get, "key", fails)
        assert begun.wait(10)
        second = pool.submit(kept.get, "key", lambda: 7)
        go_on.set()
        with pytest.raises(ValueError, match="not mine"):
            first.result(10)
        assert second.result(10) == 7


def test_only_the_last_few_are_kept() -> None:
    kept: Cache[int] = Cache(2)
    for number in (1, 2, 1, 3):
        kept.get(number, lambda: number)  # noqa: B023 (called at once)

    assert kept.get(1, lambda: -1) == 1
    assert kept.get(3, lambda: -1) == 3
    assert kept.get(2, lambda: -1) == -1


def test_it_never_weighs_more_than_it_may_and_says_what_it_drops() -> None:
    dropped: list[str] = []
    cache: Cache[str] = Cache(50, weigh=len, drop=dropped.append)
    for number in range(10, 100):
        cache.get(number, lambda number=number: f"{number}" * 5)
        assert cache.weight <= 50
    assert cache.find(99) == "99" * 5
    assert cache.find(10) is None
    assert (len(cache), dropped[:2], len(dropped)) == (5, ["10" * 5, "11" * 5], 85)

    assert cache.get("large", lambda: "x" * 51) == "x" * 51
    assert cache.find("large") is None, "it would push out all others"
    assert (len(cache), dropped[-1]) == (5, "x" * 51)
    cache.forget(99)
    cache.forget("never there")
    assert (cache.find(99), len(cache), cache.weight, dropped[-1]) == (None, 4, 40, "99" * 5)


def test_what_weighs_more_pushes_out_more() -> None:
    kept: Cache[tuple[int, ...]] = Cache(10, weigh=len)
    for number in range(8):
        kept.get(number, lambda number=number: (number,) * 4)

    assert sum(kept.get(number, lambda: ()) != () for number in range(8)) == 2
