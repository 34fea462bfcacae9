"""What is kept: made once, for as long as it is among the last few, whoever asks and however many at once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest

from openness.core.cache import Kept


def test_what_two_ask_for_at_once_is_made_once() -> None:
    kept: Kept[int] = Kept(4)
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
    kept: Kept[int] = Kept(4)
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
    kept: Kept[int] = Kept(2)
    for number in (1, 2, 1, 3):
        kept.get(number, lambda: number)  # noqa: B023 (called at once)

    assert kept.get(1, lambda: -1) == 1
    assert kept.get(3, lambda: -1) == 3
    assert kept.get(2, lambda: -1) == -1


def test_what_weighs_more_pushes_out_more() -> None:
    kept: Kept[tuple[int, ...]] = Kept(10, weigh=len)
    for number in range(8):
        kept.get(number, lambda number=number: (number,) * 4)

    assert sum(kept.get(number, lambda: ()) != () for number in range(8)) == 2
