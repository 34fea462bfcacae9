"""A repository at GitHub, read through its REST API."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeVar

import httpx2

from openness.collect.pace import Clock, Gone, NotRead, Pace, ask, client, name_of, note
from openness.collect.reading import GONE, NOT_READ, Reading
from openness.collect.repos import Repo
from openness.core.dates import is_day

T = TypeVar("T")

_API = "https://api.github.com"
_HEADERS = {"Accept": "application/vnd.github+json", "X-GitHub-Api-Version": "2022-11-28"}


@dataclass(frozen=True)
class GitHub:
    """GitHub, or a server that takes its place in tests."""

    client: httpx2.Client
    pace: Pace
    clock: Clock

    def get(self, at: str, **parameters: str) -> Any:
        """The JSON at a path of the API.

        Raises:
            NotRead: It could not be had.
            Gone: There is nothing.
        """

        def call() -> Any:
            response = self.client.get(at, params=parameters)
            response.raise_for_status()
            return response.json()

        return ask(call, self.pace, self.clock)


@contextmanager
def github(endpoint: str, token: str, pace: Pace, clock: Clock, timeout: float) -> Iterator[GitHub]:
    """GitHub for as long as the block lasts; arguments as for `openness.collect.hugging_face.hub`."""
    with client(pace, timeout, base=endpoint or _API) as asked:
        asked.headers.update(_HEADERS)
        if token:
            asked.headers["Authorization"] = f"Bearer {token}"
        yield GitHub(asked, pace, clock)


def read(repo: Repo, host: GitHub) -> Reading:
    """Read a repository."""
    day = host.clock.day()
    try:
        found = host.get(f"/repos/{repo.name}")
    except NotRead as error:
        return Reading(repo, day, NOT_READ, str(error))
    except Gone:
        return _gone(repo, day, host)
    if not isinstance(found, Mapping):
        return Reading(repo, day, NOT_READ, "the answer is not what the documentation says")
    seen: dict[str, Any] = {}
    unread: dict[str, str] = {}

    see = partial(note, seen, unread)
    see("name", lambda: name_of(repo.kind, found.get("full_name")))
    see("archived", lambda: _field(found, "archived", bool))
    see("created", lambda: _day(_field(found, "created_at", str)))
    see("changed", lambda: _day(_field(found, "pushed_at", str)))
    see("licence", lambda: _licence(found))
    if "licence" in seen:
        name = seen.get("name", repo.name)
        see("licence_file", lambda: _field(host.get(f"/repos/{name}/license"), "path", str))
        if "licence_file" in seen:
            see("licence_changed", lambda: _last_change(name, seen["licence_file"], host))
    return Reading(repo, day, seen=seen, unread=unread)


def _gone(repo: Repo, day: str, host: GitHub) -> Reading:
    try:
        host.get(f"/users/{repo.owner}")
    except Gone:
        return Reading(repo, day, NOT_READ, "not found, and neither is its owner: it may have moved")
    except NotRead as error:
        return Reading(repo, day, NOT_READ, f"not found, and whether its owner is there could not be read: {error}")
    return Reading(repo, day, GONE)


def _field(found: object, name: str, kind: type[T]) -> T:
    value = found.get(name) if isinstance(found, Mapping) else None
    if not isinstance(value, kind):
        raise NotRead(f"the answer has no '{name}', or in a form that is not documented")
    return value


def _day(moment: str) -> str:
    if not is_day(moment[:10]):
        raise NotRead("the answer has a date that is not one")
    return moment[:10]


def _licence(found: Mapping[str, Any]) -> str | None:
    """The licence that GitHub found; `NOASSERTION` is a file that it does not know."""
    if "license" not in found:
        raise NotRead("the answer has no 'license'")
    return None if found["license"] is None else _field(found["license"], "spdx_id", str)[:100]


def _last_change(name: str, file: str, host: GitHub) -> str | None:
    found = host.get(f"/repos/{name}/commits", path=file, per_page="1")
    if not isinstance(found, list):
        raise NotRead("the answer is not what the documentation says")
    return _day(_field(_field(_field(found[0], "commit", dict), "committer", dict), "date", str)) if found else None
