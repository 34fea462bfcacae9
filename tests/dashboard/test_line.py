"""The line before the pages: bounded, in order, left by those who go, and not held up by what takes long."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest

from dashboard.frame.line import Line

PATIENCE = 20


def nobody(_before: int) -> None:
    pass


def come(line: Line, work: Callable[[], None]) -> threading.Thread:
    """A session that has taken its place in the line when this returns."""

    def run() -> None:
        with line.turn(nobody):
            work()

    before = len(line)
    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    while thread.is_alive() and len(line) == before:
        pass
    return thread


@pytest.mark.parametrize("places", [1, 2])
def test_so_many_run_at_once_and_the_rest_follow_in_the_order_in_which_they_came(places: int) -> None:
    line, door = Line(places, long=PATIENCE, told=0.01), threading.Event()
    running, most, order = [0], [0], []

    def work(number: int) -> None:
        order.append(number)
        running[0] += 1
        most[0] = max(most[0], running[0])
        door.wait(PATIENCE)
        running[0] -= 1

    threads = [come(line, lambda number=number: work(number)) for number in range(7)]
    assert len(line) == 7
    door.set()
    for thread in threads:
        thread.join(PATIENCE)
    assert (most[0], len(line)) == (places, 0)
    # two that are let in at once may overtake each other
    assert order == list(range(7)) if places == 1 else sorted(order) == list(range(7))


def test_who_waits_is_told_how_many_are_before_and_may_go() -> None:
    line, door, told = Line(places=1, long=PATIENCE, told=0.001), threading.Event(), []
    first = come(line, lambda: door.wait(PATIENCE) and None)
    second = come(line, lambda: None)

    def tell(before: int) -> None:
        told.append(before)
        raise InterruptedError

    with pytest.raises(InterruptedError), line.turn(tell):
        raise AssertionError("it was not its turn")
    assert (told, len(line)) == ([2], 2)
    door.set()
    first.join(PATIENCE)
    second.join(PATIENCE)
    with line.turn(nobody):
        assert len(line) == 1


def test_what_takes_long_does_not_hold_up_the_others() -> None:
    line, door = Line(places=1, long=0.01, told=0.001), threading.Event()
    long = come(line, lambda: door.wait(PATIENCE) and None)
    with line.turn(nobody):
        assert long.is_alive()
    door.set()
    long.join(PATIENCE)
    assert len(line) == 0


def test_turn_begins_once_the_words_of_the_wait_have_ended() -> None:
    line, door, speaking, end = (Line(1, PATIENCE, 0.001), *(threading.Event() for _ in range(3)))
    first = come(line, lambda: door.wait(PATIENCE) and None)
    order: list[str] = []

    def tell(_before: int) -> None:
        if not order:
            order.append("told")
            speaking.set()
            end.wait(PATIENCE)
            order.append("silent")

    def wait() -> None:
        with line.turn(tell):
            order.append("turn")

    second = threading.Thread(target=wait, daemon=True)
    second.start()
    assert speaking.wait(PATIENCE)
    door.set()
    first.join(PATIENCE)
    assert order == ["told"]
    end.set()
    second.join(PATIENCE)
    assert order == ["told", "silent", "turn"]


def test_one_thread_looks_after_all_who_wait_and_ends_with_the_line() -> None:
    line, door = Line(places=1, long=PATIENCE, told=0.001), threading.Event()
    waiting = [come(line, lambda: door.wait(PATIENCE) and None) for _ in range(5)]
    assert [thread.name for thread in threading.enumerate()].count("line") == 1
    door.set()
    for thread in waiting:
        thread.join(PATIENCE)
    for thread in [thread for thread in threading.enumerate() if thread.name == "line"]:
        thread.join(PATIENCE)
    with line.turn(nobody):
        assert "line" not in [thread.name for thread in threading.enumerate()]
