"""What was seen against what is in force: facts to propose, and what a person has to judge.

A proposal needs a row of `data/collect.csv` whose state in force is the present one. Whatever else differs is listed,
and so is what no table can settle: a licence that we do not know, a name that has moved, data sets that a card links.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from openness.collect import weights
from openness.collect.bearing import WEIGHTS, Bearing, Fact
from openness.collect.licence_names import licence_reader
from openness.collect.reading import GONE, NOT_READ, READ, Reading
from openness.collect.repos import MODEL, Repo, data_set
from openness.collect.rules import GONE as GONE_SEEN
from openness.collect.rules import LICENCE, Rule, observations, rules_of
from openness.core.tables import rows_of
from openness.facts.licences import licence_ids
from openness.facts.package import Package
from openness.facts.readings import MACHINES
from openness.facts.schema import columns_of

_NOBODY = "unknown"
_LACKS = {
    weights.NONE: "no weights in any form known here",
    weights.ADAPTER: "only the difference to another model",
}


@dataclass(frozen=True)
class Proposal:
    """A fact to add.

    Attributes:
        row: The row of evidence, by column.
        was: The fact in force now.
        behind: The source whose word goes before this one whatever its date; empty where the row would count.
    """

    row: Mapping[str, str]
    was: Fact
    behind: str = ""


@dataclass(frozen=True)
class Judgement:
    """Something that no rule settles.

    Attributes:
        release: Which release it is about.
        component: Which component; empty where it is about the release.
        what: What was seen, and what there is to decide.
        url: Where.
    """

    release: str
    component: str
    what: str
    url: str


@dataclass(frozen=True)
class Compared:
    """All that came of a reading."""

    proposals: tuple[Proposal, ...]
    judgements: tuple[Judgement, ...]


@dataclass(frozen=True)
class _Ground:
    """What every comparison needs: the tables, what was read, and since when something is gone."""

    package: Package
    rules: Mapping[tuple[str, str], Sequence[Rule]]
    licence: Callable[[str], str]
    readings: Mapping[str, Reading]
    gone_since: Mapping[str, str]
    at: Mapping[str, set[str]]  # the releases of a model repository
    rank: Mapping[str, int]
    last: Mapping[tuple[str, str, str], Mapping[str, str]]  # what a source of ours has said before


def compare(
    package: Package, found: Sequence[Bearing], readings: Mapping[str, Reading], gone_since: Mapping[str, str]
) -> Compared:
    """Hold what was read against what is in force.

    Args:
        package: The facts.
        found: What to compare (`openness.collect.bearing.bearings`), which names the repositories.
        readings: By key of the repository; those that are missing or were not read say nothing.
        gone_since: Since when a repository was found gone at every reading, for those found gone on two days.
    """
    ground = _Ground(
        package,
        rules_of(package),
        licence_reader(package),
        readings,
        gone_since,
        _releases_at(found),
        {source: int(rank) for source, rank in package.sources[["source", "precedence"]].to_numpy()},
        _said(package),
    )
    proposals: dict[tuple[str, str], Proposal] = {}
    judgements: list[Judgement] = []
    for bearing in found:
        for repo in bearing.repos:
            reading = readings.get(repo.key)
            if reading is None or reading.outcome == NOT_READ:
                continue
            for one in _of(ground, bearing, repo, reading):
                if isinstance(one, Judgement):
                    judgements.append(one)
                else:
                    proposals.setdefault((one.row["release"], one.row["component"]), one)
    kept = [one for one in proposals.values() if not _said_before(ground, one)]
    return Compared(tuple(kept), tuple(dict.fromkeys(judgements)))


def facts_of(reading: Reading, package: Package, release: str) -> list[dict[str, str]]:
    """Rows of evidence that a reading of a release's own repository yields where nothing else is known of the release.

    Args:
        reading: What `openness.collect.look_up.look_up` gave.
        package: The licences, sources and rules.
        release: The id under which the rows are to stand.
    """
    bearing = Bearing(release, {}, {}, reading.repo)
    proposals = compare(package, [bearing], {reading.repo.key: reading}, {}).proposals
    return [dict(one.row) for one in proposals]


def _said(package: Package) -> dict[tuple[str, str, str], Mapping[str, str]]:
    table = package.facts[package.facts["source"].isin(MACHINES)].sort_values(["since", "recorded"])
    rows = rows_of({name: table[name].tolist() for name in columns_of("evidence")})
    return {(row["source"], row["release"], row["component"]): row for row in rows}


def _said_before(ground: _Ground, one: Proposal) -> bool:
    """Whether the latest fact of the same source says the same: then it stands in the data already."""
    row = one.row
    last = ground.last.get((row["source"], row["release"], row["component"]))
    return last is not None and all(last[name] == row[name] for name in ("availability", "licence"))


def _of(ground: _Ground, bearing: Bearing, repo: Repo, reading: Reading) -> Iterator[Proposal | Judgement]:
    """All that one repository says about one release."""
    mine = [component for component, other in bearing.rests.items() if other.key == repo.key]
    if reading.outcome == GONE:
        yield from _withdrawn(ground, bearing, mine, repo, reading)
        return
    settled: dict[str, Proposal] = {}
    undecided: dict[str, Judgement] = {}
    for observation in observations(repo.kind, reading.seen):
        for rule in ground.rules.get((repo.source, observation), ()):
            fact = bearing.facts.get(rule.component, Fact(rule.component, _NOBODY))
            is_mine = rule.component in mine
            if not is_mine and not (fact.source == "" and repo == bearing.own):
                continue
            if not is_mine and rule.component in WEIGHTS and not set(WEIGHTS).isdisjoint(mine):
                continue  # somebody has read which weights these are
            if fact.availability in rule.replaces:
                settled[rule.component] = _proposal(ground, bearing, fact, reading, observation, rule)
            elif is_mine and _differs(bearing, fact, rule):
                what = f"{observation}: that is {rule.availability}, but the fact in force says {fact.availability}"
                undecided.setdefault(rule.component, Judgement(bearing.release, rule.component, what, repo.address))
    yield from (one for component, one in undecided.items() if component not in settled)
    for component in [*mine, *(name for name in settled if name not in mine)]:
        one = _licensed(ground, bearing, component, reading, settled.pop(component, None))
        if one:
            yield one
    yield from _about(ground, bearing, mine, reading)


def _differs(bearing: Bearing, fact: Fact, rule: Rule) -> bool:
    """Whether a state that no rule may replace is at odds with what was seen.

    One repository cannot be at odds with `partial`, which is about several; and a page of tuned weights may well be
    what shows that there are no others.
    """
    if fact.availability in ("partial", "not-applicable", rule.availability) or not rule.availability:
        return False
    other = [name for name in WEIGHTS if name != fact.component]
    shared = [name for name in other if fact.component in WEIGHTS and bearing.rests.get(name)]
    return not (
        fact.availability == "closed" and any(bearing.rests[n] == bearing.rests[fact.component] for n in shared)
    )


def _proposal(
    ground: _Ground, bearing: Bearing, fact: Fact, reading: Reading, observation: str, rule: Rule, since: str = ""
) -> Proposal:
    known = bool(fact.source)
    was = f"was {fact.availability} ({fact.source}, {fact.read})" if known else "nothing was recorded"
    dated = "" if not known else since or reading.day
    how = "" if since or not known else ", seen on this day: it may have come earlier"
    source = reading.repo.source
    row = {
        "source": source,
        "release": bearing.release,
        "component": rule.component,
        "availability": rule.availability or fact.availability,
        "licence": "" if rule.availability == "closed" else fact.licence,
        "since": dated,
        "recorded": reading.day,
        "url": reading.now.address,
        "confidence": "high",
        "dimension": observation,
        "counts": "",
        "note": f"{rule.why}; {was}{how}",
    }
    behind = fact.source if known and ground.rank[fact.source] < ground.rank[source] else ""
    return Proposal(row, fact, behind)


def _withdrawn(
    ground: _Ground, bearing: Bearing, mine: Sequence[str], repo: Repo, reading: Reading
) -> Iterator[Proposal | Judgement]:
    since = ground.gone_since.get(repo.key)
    if since is None:
        what = "it is gone, and its owner is not: a second look on another day decides"
        yield Judgement(bearing.release, "", what, repo.address)
        return
    rules = {rule.component: rule for rule in ground.rules.get((repo.source, GONE_SEEN[repo.kind]), ())}
    for component in mine:
        fact, rule = bearing.facts[component], rules.get(component)
        if rule and fact.availability in rule.replaces:
            yield _proposal(ground, bearing, fact, reading, GONE_SEEN[repo.kind], rule, since)
        elif fact.availability != "closed":
            what = f"the address of this fact is gone since {since}: it needs another one, or it has changed"
            yield Judgement(bearing.release, component, what, repo.address)


def _licensed(
    ground: _Ground, bearing: Bearing, component: str, reading: Reading, settled: Proposal | None
) -> Proposal | Judgement | None:
    """What the licence that is declared adds to a component, or to what is proposed of it already."""
    rules = ground.rules.get((reading.repo.source, LICENCE[reading.repo.kind]), ())
    rule = next((rule for rule in rules if rule.component == component), None)
    declared = str(reading.seen.get("licence", ""))
    state = settled.row["availability"] if settled else bearing.facts[component].availability
    if rule is None or state not in rule.replaces or "licence" in reading.unread:
        return settled
    licence = ground.licence(declared)
    fact = settled.was if settled else bearing.facts[component]
    if settled and licence and not fact.licence:
        return replace(settled, row={**settled.row, "licence": licence})
    if settled:
        return settled
    return _licence_alone(ground, bearing, fact, reading, rule, licence)


def _licence_alone(
    ground: _Ground, bearing: Bearing, fact: Fact, reading: Reading, rule: Rule, licence: str
) -> Proposal | Judgement | None:
    """A licence that differs, or a licence file that changed, where the state stays."""
    declared, changed = str(reading.seen.get("licence", "")), str(reading.seen.get("licence_changed", ""))
    where = reading.now.address
    later = changed > fact.read
    held = licence_ids(fact.licence) if fact.licence else ()
    if not licence:
        if (declared and (later or not fact.licence)) or later:
            called = (
                f"the licence is declared as '{declared}', which we do not know" if declared else "none is declared"
            )
            what = f"{called}; the file changed on {changed}" if later else called
            return Judgement(bearing.release, fact.component, what, where)
        return None
    if not fact.licence:
        proposal = _proposal(ground, bearing, fact, reading, LICENCE[reading.repo.kind], rule, fact.since)
        note = f"{rule.why}; no licence was recorded"
        row = {**proposal.row, "licence": licence, "since": fact.since, "note": note}
        # beside a word that goes before it, a licence still counts where that word names none
        return replace(proposal, row=row, behind="")
    if set(licence_ids(licence)) <= set(held):
        if later:
            what = f"the licence file changed on {changed}, and {licence} is declared as before: it has to be read"
            return Judgement(bearing.release, fact.component, what, where)
        return None
    if len(held) > 1 or not (later or (not changed and str(reading.seen.get("changed", "")) > fact.read)):
        what = f"{licence} is declared, but the fact in force says {fact.licence}" + (
            "" if len(held) > 1 else f", and nothing has changed since it was read on {fact.read}"
        )
        return Judgement(bearing.release, fact.component, what, where)
    proposal = _proposal(ground, bearing, fact, reading, LICENCE[reading.repo.kind], rule, changed if later else "")
    note = f"{proposal.row['note']}; the licence was {fact.licence}"
    return replace(proposal, row={**proposal.row, "licence": licence, "note": note})


def _releases_at(found: Sequence[Bearing]) -> dict[str, set[str]]:
    at: dict[str, set[str]] = {}
    for bearing in found:
        repos = [bearing.own, *(bearing.rests.get(component) for component in WEIGHTS)]
        for repo in repos:
            if repo and repo.kind == MODEL:
                at.setdefault(repo.key, set()).add(bearing.release)
    return at


def _about(ground: _Ground, bearing: Bearing, mine: Sequence[str], reading: Reading) -> Iterator[Judgement]:
    """What was seen and has no place in a table of rules."""
    seen, repo, release = reading.seen, reading.repo, bearing.release
    if reading.now.key != repo.key:
        yield Judgement(release, "", f"it has moved to {reading.now.address}: addresses should name that", repo.address)
    if seen.get("archived"):
        yield Judgement(release, "", "archived by its owner: it is still there, but no longer kept up", repo.address)
    facts = [bearing.facts[component] for component in mine]
    for fact in facts:
        lacks = _LACKS.get(str(seen.get("weights")))
        if lacks and fact.component in WEIGHTS and fact.availability in ("open", "gated"):
            what = f"it holds {lacks}, but the fact in force says {fact.availability}"
            yield Judgement(release, fact.component, what, repo.address)
    if repo.kind == MODEL and bearing.own == repo:
        yield from _links(ground, bearing, reading)


def _links(ground: _Ground, bearing: Bearing, reading: Reading) -> Iterator[Judgement]:
    """The data sets and the base model that a release's own card names."""
    data = [bearing.facts.get(component) for component in ("pretraining_data", "posttraining_data")]
    shut = all(fact is None or fact.availability == "closed" for fact in data)
    for linked in filter(None, map(data_set, reading.seen.get("datasets", ()))):
        other = ground.readings.get(linked.key)
        if other is not None and other.outcome == GONE:
            what = f"the card links a data set that is gone: {linked.address}"
            yield Judgement(bearing.release, "", what, reading.repo.address)
        elif other is not None and other.outcome == READ and shut:
            what = f"the card links a data set, but no fact in force knows of any: {linked.address}"
            yield Judgement(bearing.release, "", what, reading.repo.address)
    bases = dict(zip(ground.package.releases["release"], ground.package.releases["base"], strict=True))
    for name in reading.seen.get("base_models", ()):
        named = ground.at.get(Repo(MODEL, name).key, set()) - {bearing.release}
        base = bases.get(bearing.release, "")
        if named and base not in named:
            what = f"the card names {' or '.join(sorted(named))} as its base; releases.csv names {base or 'none'}"
            yield Judgement(bearing.release, "", what, reading.repo.address)
