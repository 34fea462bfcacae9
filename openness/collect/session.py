"""Both hosts, as the environment says where they are and with which tokens."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import urlsplit

from openness.collect import github, hugging_face
from openness.collect.pace import TRIES, Clock, Pace
from openness.collect.reading import Reading
from openness.collect.repos import GITHUB, Repo
from openness.core.errors import OpennessError

TIMEOUT = 20.0
"""Seconds to wait for an answer."""


@dataclass(frozen=True)
class Session:
    """Both hosts while they are being asked."""

    hub: hugging_face.Hub
    host: github.GitHub

    def read(self, repo: Repo) -> Reading:
        """Read one repository."""
        return github.read(repo, self.host) if repo.kind == GITHUB else hugging_face.read(repo, self.hub)

    def stop(self) -> None:
        """Send nothing any more: what is under way ends at once."""
        for pace in (self.hub.pace, self.host.pace):
            pace.stop("stopped")

    @property
    def requests(self) -> int:
        """How many requests were sent so far."""
        return self.hub.pace.requests + self.host.pace.requests


@contextmanager
def session(
    environment: Mapping[str, str],
    rate: float,
    clock: Clock | None = None,
    timeout: float = TIMEOUT,
    tries: int = TRIES,
) -> Iterator[Session]:
    """Both hosts for as long as the block lasts.

    Args:
        environment: ``HF_ENDPOINT``, ``HF_TOKEN``, ``GITHUB_API_URL`` and ``GITHUB_TOKEN`` count; each may be missing.
        rate: Requests a second, of each of the two.
        clock: The time; None: the real one.
        timeout: Seconds to wait for an answer.
        tries: How often something is asked for where a host is busy.

    Raises:
        OpennessError: One of the four cannot be what it should be.
    """
    clock = clock or Clock()
    hub_at, host_at = (_endpoint(environment, name) for name in ("HF_ENDPOINT", "GITHUB_API_URL"))
    hub_token, host_token = (_token(environment, name) for name in ("HF_TOKEN", "GITHUB_TOKEN"))
    with (
        hugging_face.hub(hub_at, hub_token, Pace(rate, clock, tries), clock, timeout) as hub,
        github.github(host_at, host_token, Pace(rate, clock, tries), clock, timeout) as host,
    ):
        yield Session(hub, host)


def _endpoint(environment: Mapping[str, str], name: str) -> str:
    address = environment.get(name, "").strip().rstrip("/")
    try:
        good = not address or (urlsplit(address).scheme in ("http", "https") and bool(urlsplit(address).hostname))
    except ValueError:
        good = False
    if not good:
        raise OpennessError(f"{name} in the environment is not a web address; leave it out for the real one")
    return address


def _token(environment: Mapping[str, str], name: str) -> str:
    token = environment.get(name, "").strip()
    if not all("!" <= character <= "~" for character in token):
        # what was found is not quoted: it may be the token with something stuck to it
        raise OpennessError(f"{name} in the environment holds what no token has, such as a space or a line break")
    return token
