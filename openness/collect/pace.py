"""How often a host is asked, and what is done when it does not answer: waiting, asking again, giving up."""

from __future__ import annotations

import ssl
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import cache
from typing import Any, TypeVar

import httpx2
from huggingface_hub.errors import HFValidationError
from huggingface_hub.utils import parse_ratelimit_headers

from openness.collect.repos import called

T = TypeVar("T")

ANSWER_AT_MOST = 20_000_000
"""Bytes of an answer: the longest list of files there is has a tenth of that."""

TRIES = 4
"""How often something is asked for, where nobody waits for it."""

_WAIT_AT_MOST = 600.0  # seconds; who asks for more is left alone until the next run
_STEP = 1.0
_BUSY = frozenset((408, 429, 500, 502, 503, 504))
_REFUSED = {
    401: "refused (401): it needs a token, the token is not valid, or it is not there",
    403: "refused (403): the token has no access",
    451: "withheld for legal reasons (451)",
}


class NotRead(Exception):
    """Something could not be read; the text says why, and never holds what came from outside."""


class Gone(Exception):
    """The answer was 404 or 410."""


@dataclass(frozen=True)
class Clock:
    """The time, and waiting: a test brings its own."""

    monotonic: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    now: Callable[[], datetime] = lambda: datetime.now(UTC)

    def day(self) -> str:
        """Today, ISO text."""
        return self.now().date().isoformat()


class Pace:
    """At most so many requests a second of one host, whoever asks; and none at all once the host has asked for quiet.

    Args:
        rate: Requests a second.
        clock: The time.
        tries: How often something is asked for where the host is busy or the line breaks.
    """

    def __init__(self, rate: float, clock: Clock, tries: int = TRIES) -> None:
        self._step, self._clock = 1 / rate, clock
        self._lock, self._next = threading.Lock(), clock.monotonic()
        self._stopped = ""
        self.tries = tries
        self.requests = 0

    def wait(self) -> None:
        """Return when the next request may be sent.

        Raises:
            NotRead: None may be sent any more.
        """
        with self._lock:
            if self._stopped:
                raise NotRead(self._stopped)
            at = max(self._next, self._clock.monotonic())
            self._next = at + self._step
            self.requests += 1
        self.sleep(at - self._clock.monotonic())

    def sleep(self, seconds: float) -> None:
        """Wait so long.

        Raises:
            NotRead: Nothing may be sent any more.
        """
        while True:
            if self._stopped:
                raise NotRead(self._stopped)
            if seconds <= 0:
                return
            # in short steps, so that whoever wants to stop need not wait for a host
            self._clock.sleep(min(seconds, _STEP))
            seconds -= _STEP

    def pause(self, seconds: float) -> None:
        """Nobody sends anything for so long."""
        with self._lock:
            self._next = max(self._next, self._clock.monotonic() + seconds)

    def stop(self, why: str) -> None:
        """Nobody sends anything any more."""
        with self._lock:
            self._stopped = why


class _Short(httpx2.SyncByteStream):
    """The body of an answer, which ends in `NotRead` where it grows too long."""

    def __init__(self, stream: httpx2.SyncByteStream) -> None:
        self._stream = stream

    def __iter__(self) -> Iterator[bytes]:
        length = 0
        for part in self._stream:
            length += len(part)
            if length > ANSWER_AT_MOST:
                raise NotRead(f"the answer is longer than {ANSWER_AT_MOST // 1_000_000} MB")
            yield part

    def close(self) -> None:
        self._stream.close()


def _shorten(response: httpx2.Response) -> None:
    if isinstance(response.stream, httpx2.SyncByteStream):
        response.stream = _Short(response.stream)


@cache
def _certificates() -> ssl.SSLContext:
    """Whom to trust: read once, as reading them takes longer than many a request."""
    return httpx2.create_ssl_context()


def client(pace: Pace, timeout: float, base: str = "") -> httpx2.Client:
    """A client whose every request, each hop of a redirect among them, keeps to the pace."""
    return httpx2.Client(
        base_url=base,
        event_hooks={"request": [lambda _: pace.wait()], "response": [_shorten]},
        # what is not compressed cannot grow in memory beyond what was sent
        headers={"Accept-Encoding": "identity", "User-Agent": "openness-gap"},
        follow_redirects=True,
        max_redirects=5,
        timeout=timeout,
        verify=_certificates(),
    )


def ask(call: Callable[[], T], pace: Pace, clock: Clock) -> T:
    """What a call answers; it is made again after a wait where the host is busy or the line breaks.

    Raises:
        NotRead: It could not be had.
        Gone: There is nothing at that address.
    """
    why = ""
    for attempt in range(pace.tries):
        delay = float(2**attempt)
        try:
            return call()
        except httpx2.TimeoutException:
            why = "no answer in time"
        except httpx2.TooManyRedirects:
            raise NotRead("redirected in a circle") from None
        except httpx2.HTTPError as error:
            response = getattr(error, "response", None)
            if response is None:
                why = "the connection broke, or the answer was cut off"
            else:
                why, asked = _refusal(response, clock)
                delay = delay if asked is None else asked
        except HFValidationError:
            raise NotRead("no repository can have that name") from None
        except (ValueError, KeyError, TypeError, AttributeError, httpx2.InvalidURL):
            raise NotRead("the answer is not what the documentation says: another page, or another form") from None
        if delay > _WAIT_AT_MOST:
            pace.stop(why := f"{why}: the host asks to wait {delay / 60:.0f} minutes")
            break
        if attempt < pace.tries - 1:
            pace.pause(delay) if why.startswith("rate limited") else pace.sleep(delay)
    raise NotRead(why)


def name_of(kind: str, value: object) -> str:
    """The name under which a host knows a repository.

    Raises:
        NotRead: It is not what a repository can be called.
    """
    if not isinstance(value, str) or called(kind, value) is None:
        raise NotRead("the answer does not say what it is called")
    return value


def note(seen: dict[str, Any], unread: dict[str, str], what: str, look: Callable[[], Any]) -> None:
    """Look at one thing, and put it among what was seen; among what could not be read where it could not."""
    try:
        found = look()
    except NotRead as error:
        unread[what] = str(error)
    except Gone:
        unread[what] = "not found, though the repository is there"
    else:
        if found is not None:
            seen[what] = found


def _refusal(response: httpx2.Response, clock: Clock) -> tuple[str, float | None]:
    """Why an answer is none, where asking again may help, and how long to wait where the host says so."""
    status = response.status_code
    if status in (404, 410):
        raise Gone from None
    limited = status == 429 or (status == 403 and _is_rate_limit(response.headers))
    if not limited and status not in _BUSY:
        raise NotRead(_REFUSED.get(status, f"refused ({status})")) from None
    return (f"rate limited ({status})" if limited else f"the host is busy ({status})"), _asked_wait(response, clock)


def _is_rate_limit(headers: Mapping[str, str]) -> bool:
    return "retry-after" in headers or headers.get("x-ratelimit-remaining") == "0"


def _asked_wait(response: httpx2.Response, clock: Clock) -> float | None:
    """How many seconds the host asks to wait: `Retry-After`, or the end of the window of its limit."""
    headers, now = response.headers, clock.now()
    asked = headers.get("retry-after", "").strip()
    if asked.isdigit():
        return float(asked)
    try:
        if asked:
            return max(0.0, (parsedate_to_datetime(asked) - now).total_seconds())
        limit = parse_ratelimit_headers(headers)
        if limit is not None and limit.remaining == 0:
            return float(limit.reset_in_seconds)
        if headers.get("x-ratelimit-remaining") == "0":
            return max(0.0, float(headers["x-ratelimit-reset"]) - now.timestamp())
    except (ValueError, TypeError, KeyError):
        return None
    return None
