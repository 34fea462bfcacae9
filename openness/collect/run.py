"""One run of the collector: what to read, reading it, and what comes of it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from openness.collect.bearing import Bearing, bearings, repositories
from openness.collect.compare import Judgement, Proposal, compare
from openness.collect.gather import gather
from openness.collect.pace import Clock
from openness.collect.reading import NOT_READ, Reading
from openness.collect.session import TIMEOUT, session
from openness.collect.state import State
from openness.core.errors import OpennessError, nearest
from openness.facts.package import Package


@dataclass(frozen=True)
class Unread:
    """What could not be read.

    Attributes:
        address: Of the repository.
        what: Which part of it; empty: nothing of it was read.
        why: Why.
        releases: Whose facts rest on it; none for a data set that a card links.
    """

    address: str
    what: str
    why: str
    releases: tuple[str, ...]


@dataclass(frozen=True)
class Run:
    """What came of a run.

    Attributes:
        proposals: Facts to add.
        judgements: What a person has to decide.
        unread: What could not be read.
        repositories: How many repositories there were to read.
        requests: How many requests that took.
    """

    proposals: tuple[Proposal, ...]
    judgements: tuple[Judgement, ...]
    unread: tuple[Unread, ...]
    repositories: int
    requests: int


def chosen(package: Package, releases: Collection[str], older_than: int | None, day: str) -> list[Bearing]:
    """What to read.

    Args:
        package: The facts.
        releases: Ids; none: all.
        older_than: Only releases of which nothing was read for so many days; None: whenever that was.
        day: Today.

    Raises:
        OpennessError: There is no such release.
    """
    known = package.releases["release"].tolist()
    for release in releases:
        if release not in known:
            raise OpennessError(f"there is no release '{release[:80]}'; {nearest(release, known)}")
    found = bearings(package, set(releases) or None)
    if older_than is None:
        return found
    last = (date.fromisoformat(day) - timedelta(days=older_than)).isoformat()
    return [one for one in found if max((fact.read for fact in one.facts.values()), default="") < last]


def run(
    package: Package,
    found: list[Bearing],
    environment: Mapping[str, str],
    rate: float,
    state: Path | None = None,
    told: Callable[[Reading, int], None] = lambda reading, number: None,
    clock: Clock | None = None,
    timeout: float = TIMEOUT,
) -> Run:
    """Read the repositories that facts rest on, and hold them against the facts.

    Args:
        package: The facts.
        found: Of which releases (`chosen`).
        environment: Endpoints and tokens (`openness.collect.session.session`).
        rate: Requests a second, of each host.
        state: The file of readings.
        told: Called after each reading.
        clock: The time; None: the real one.
        timeout: Seconds to wait for an answer.

    Raises:
        OpennessError: The environment or the state file cannot be what they should be.
    """
    clock = clock or Clock()
    repos = repositories(found)
    with State(state, clock.day()) as kept:
        with session(environment, rate, clock, timeout) as hosts:
            readings = gather(repos, hosts.read, kept, told, hosts.stop)
        compared = compare(package, found, readings, kept.gone_since())
    unread = _unread(found, readings)
    return Run(compared.proposals, compared.judgements, unread, len(readings), hosts.requests)


def _unread(found: list[Bearing], readings: Mapping[str, Reading]) -> tuple[Unread, ...]:
    releases: dict[str, list[str]] = {}
    for bearing in found:
        for repo in bearing.repos:
            releases.setdefault(repo.key, []).append(bearing.release)
    missed = []
    for key in sorted(readings):
        reading, whose = readings[key], tuple(releases.get(key, ()))
        if reading.outcome == NOT_READ:
            missed.append(Unread(reading.repo.address, "", reading.why, whose))
        missed += [Unread(reading.repo.address, what, why, whose) for what, why in sorted(reading.unread.items())]
    return tuple(missed)
