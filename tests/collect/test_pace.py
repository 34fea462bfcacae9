"""How often a host is asked, and what is made of a host that does not answer."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator

import httpx2
import pytest

from openness.collect.pace import Clock, Gone, NotRead, Pace, ask
from tests.hub.serve import Time


def answers(*codes: int | Exception, **headers: str) -> Callable[[], str]:
    """A call that ends in one code after the other."""
    left: Iterator[int | Exception] = iter(codes)
    request = httpx2.Request("GET", "https://example.org/?token=secret")

    def call() -> str:
        code = next(left)
        if isinstance(code, Exception):
            raise code
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        httpx2.Response(code, headers=named, request=request).raise_for_status()
        return "answer"

    return call


def tried(call: Callable[[], str]) -> tuple[str, list[float]]:
    """What came of it, and how long was waited, each time."""
    time = Time()
    pace = Pace(1000, time.clock())
    try:
        came = ask(call, pace, time.clock())
        pace.wait()
    except (NotRead, Gone) as error:
        came = f"{type(error).__name__}: {error}"
    return came, time.waits


@pytest.mark.parametrize("code", [429, 500, 502, 503, 504, 408])
def test_a_busy_host_is_asked_again_after_longer_and_longer(code: int) -> None:
    came, waits = tried(answers(code, code, 200))

    assert came == "answer"
    assert sum(waits) >= (2 if code == 429 else 3)


def test_and_given_up_in_the_end() -> None:
    assert tried(answers(503, 503, 503, 503, 200))[0] == "NotRead: the host is busy (503)"
    assert tried(answers(*[httpx2.ReadTimeout("secret")] * 4))[0] == "NotRead: no answer in time"
    assert "secret" not in tried(answers(*[httpx2.ConnectError("secret")] * 4))[0]


@pytest.mark.parametrize(
    ("header", "value", "least"),
    [
        ("retry_after", "7", 7),
        ("retry_after", "Fri, 20 Nov 2026 12:00:09 GMT", 9),
        ("retry_after", "Fri, 20 Nov 2020 12:00:09 GMT", 0),
        ("retry_after", "soon", 1),
        ("ratelimit", '"api";r=0;t=55', 55),
    ],
)
def test_a_host_that_says_how_long_is_left_alone_so_long(header: str, value: str, least: float) -> None:
    came, waits = tried(answers(429, 200, **{header: value}))

    assert came == "answer"
    assert least <= sum(waits) <= least + 0.01


def test_who_asks_for_hours_is_not_asked_again_by_anybody() -> None:
    time = Time()
    pace = Pace(1000, time.clock())
    headers = {"x_ratelimit_remaining": "0", "x_ratelimit_reset": f"{time.start.timestamp() + 3600:.0f}"}

    with pytest.raises(NotRead, match=r"rate limited \(403\): the host asks to wait 60 minutes"):
        ask(answers(403, 200, **headers), pace, time.clock())
    with pytest.raises(NotRead, match="60 minutes"):
        pace.wait()
    assert time.waits == []


@pytest.mark.parametrize(
    ("code", "why"),
    [
        (401, "NotRead: refused (401): it needs a token"),
        (403, "NotRead: refused (403)"),
        (451, "NotRead: withheld for legal reasons"),
        (400, "NotRead: refused (400)"),
        (418, "NotRead: refused (418)"),
        (404, "Gone"),
        (410, "Gone"),
    ],
)
def test_only_404_and_410_say_that_something_is_gone(code: int, why: str) -> None:
    came, waits = tried(answers(code, 200))

    assert came.startswith(why)
    assert waits == []


def test_who_stops_need_not_wait_for_a_host() -> None:
    time = Time()
    pace = Pace(1000, time.clock())
    slept: list[float] = []

    def sleep(seconds: float) -> None:
        slept.append(seconds)
        if len(slept) == 3:
            pace.stop("stopped")

    pace = Pace(1000, Clock(lambda: time.seconds, sleep, time.clock().now))
    with pytest.raises(NotRead, match="stopped"):
        pace.sleep(600)
    assert slept == [1, 1, 1]


def test_the_rate_holds_whoever_asks() -> None:
    time = Time()
    pace = Pace(10, time.clock())
    threads = [threading.Thread(target=lambda: [pace.wait() for _ in range(5)]) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert pace.requests == 20
    # the clock stands still but for waits, so the twentieth is let through at 1.9 s at the earliest
    assert time.seconds >= 1.9 - 1e-9
