"""Which repositories the facts in force rest on, and what each of them bears on."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

from openness.collect.repos import GITHUB, MODEL, Repo, repo_of
from openness.core.dates import first_day
from openness.facts.evidence import Evidence, resolve
from openness.facts.package import Package
from openness.facts.readings import OURS
from openness.facts.schema import DERIVED

WEIGHTS = ("base_weights", "enduser_weights")

# What follows the name of a repository where an address is of a single file.
_FILE_AT = ("blob", "blame", "raw", "commits", "commit")


class Fact(NamedTuple):
    """What is in force of a component, as far as it matters here.

    Attributes:
        component: The component.
        availability: Its state; `unknown` where nobody has recorded one.
        licence: The licence in force; empty where none is named.
        source: Who says so; empty where nobody does.
        url: Where; empty where nobody does.
        since: From when, as written.
        read: The day on which it was read, or recorded by its source.
    """

    component: str
    availability: str
    licence: str = ""
    source: str = ""
    url: str = ""
    since: str = ""
    read: str = ""


class Bearing(NamedTuple):
    """What the repositories at the two hosts bear on, of one release.

    Attributes:
        release: The release.
        facts: Every component that somebody has recorded, and its fact.
        rests: The repository that a fact in force rests on, by component.
        own: The model repository that is the release's own: its page, or the one that a fact on weights rests on.
    """

    release: str
    facts: Mapping[str, Fact]
    rests: Mapping[str, Repo]
    own: Repo | None

    @property
    def repos(self) -> list[Repo]:
        """All of them, each once."""
        found = {repo.key: repo for repo in self.rests.values()}
        if self.own:
            found.setdefault(self.own.key, self.own)
        return list(found.values())


def bearings(package: Package, releases: Collection[str] | None = None) -> list[Bearing]:
    """What is in force of the releases and where it rests, in the order of releases.csv.

    Args:
        package: The facts.
        releases: Ids; None: all of them.
    """
    evidence = resolve(package)
    pages = package.releases["url"].tolist()
    columns = {name: evidence.facts[name].tolist() for name in ("source", "url", "since", "recorded")}
    found = []
    for row, release in enumerate(evidence.releases):
        if releases is not None and release not in releases:
            continue
        facts = _facts(evidence, row, columns)
        rests = {name: repo for name, fact in facts.items() if (repo := _rests_on(fact))}
        own = [repo_of(pages[row]), *(rests.get(component) for component in WEIGHTS)]
        models = [repo for repo in own if repo and repo.kind == MODEL]
        found.append(Bearing(release, facts, rests, models[0] if models else None))
    return found


def _facts(evidence: Evidence, row: int, columns: Mapping[str, list[str]]) -> dict[str, Fact]:
    facts = {}
    for column, component in enumerate(evidence.components):
        at, licence = int(evidence.fact[row, column]), int(evidence.licence[row, column])
        if at >= 0:
            read = columns["recorded"][at] or evidence.package.date
            facts[component] = Fact(
                component,
                evidence.word(row, column),
                evidence.licences[licence].expression if licence >= 0 else "",
                columns["source"][at],
                columns["url"][at],
                columns["since"][at],
                first_day(read),
            )
    return facts


def _rests_on(fact: Fact) -> Repo | None:
    """The repository of a fact; none for what is the base's, and for a file at GitHub that is an index's own record."""
    repo = repo_of(fact.url)
    if repo is None or fact.source == DERIVED:
        return None
    if repo.kind == GITHUB and fact.source not in OURS:
        path = fact.url.partition(f"{repo.name}/")[2]
        if path.startswith(_FILE_AT) or "raw.githubusercontent" in fact.url:
            return None
    return repo


def repositories(found: Sequence[Bearing]) -> list[Repo]:
    """Every repository of the releases, each once, however many rest on it."""
    repos = {repo.key: repo for bearing in found for repo in bearing.repos}
    return [repos[key] for key in sorted(repos)]
