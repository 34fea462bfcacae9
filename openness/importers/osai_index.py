"""The European Open Source AI Index, from a folder of its YAML files to a data package.

The index judges a system in twelve dimensions (fourteen until March 2026), each open, partial or closed. What that
says of our components stands in data/crosswalk.csv: no row, no fact. A file is overwritten by the newest version of
its family, so its history tells which earlier release a judgement was about.

Source: https://osai-index.eu, CC-BY-4.0, Liesenfeld and Dingemanse 2024 (doi 10.1145/3630106.3659005).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import quote

import pycountry

from openness.core.dates import is_day
from openness.importers.corrections import Corrections
from openness.importers.licence_names import LicenceNames
from openness.importers.osai_read import (
    UNNAMED,
    Findings,
    Judgement,
    Record,
    read_history,
    read_systems,
)
from openness.importers.overtaken import homes, without_overtaken
from openness.importers.vendors import VendorNames
from openness.importers.writer import DATA, Report, Row, alias_of, read_table, write_index

SOURCE = "osai-index"
COMMIT = "5a388e8"
"""The commit of the index that this project reads; the address of a judgement without a link is its file there."""

COMMIT_DAY = "2026-06-12"
REPOSITORY = "https://github.com/Language-Technology-Assessment/main-database"

SOURCE_ROW = {
    "source": SOURCE,
    "title": "European Open Source AI Index",
    "publisher": "Radboud University, Liesenfeld and Dingemanse",
    "licence": "CC-BY-4.0",
    "citation": "Liesenfeld, A. and Dingemanse, M., 2024. Rethinking open source generative AI: open-washing and the "
    "EU AI Act. FAccT '24. https://doi.org/10.1145/3630106.3659005. Data: https://osai-index.eu/",
    "url": "https://osai-index.eu/",
    "version": COMMIT,
    "retrieved": COMMIT_DAY,
    "precedence": "10",
}

_MODALITY = {"text": "text", "code": "code", "image": "image", "video": "video", "audio": "audio"}
_KIND = (
    ("Individual", "individual"),
    ("Research community", "community"),
    ("University", "university"),
    ("Research institution", "nonprofit"),
    ("Research lab", "nonprofit"),
    ("Company", "company"),
    ("Big Tech", "company"),
    ("AI Tiger", "company"),
)
_FLOP = re.compile(r"(?P<bound>>=\s*)?~?\s*(?P<number>\d+(?:\.\d+)?e\+?\d+)")
_SPREAD = re.compile(r"\+-\s*(?P<spread>\d+(?:\.\d+)?)\s*OoM")
_OWN_RECORD = "No link given: the address is the index's own record."
_BLANK_FORM = "The index entered this record as a blank form, all closed, and wrote nothing about this later."


@dataclass(frozen=True)
class Said:
    """What a level of a dimension says of a component, and whether that answers our question (`counts`)."""

    component: str
    availability: str
    counts: str
    reason: str


@dataclass(frozen=True)
class Crosswalk:
    """What each level of each dimension says of which component, in the order of the file."""

    says: Mapping[tuple[str, str], Sequence[Said]]
    rank: Mapping[str, int]
    home: Mapping[str, str]
    rows: tuple[Row, ...]

    @property
    def dimensions(self) -> frozenset[str]:
        """All dimensions that have a row."""
        return frozenset(self.rank)

    @classmethod
    def read(cls, source: str, data: Path = DATA) -> Crosswalk:
        """Read data/crosswalk.csv for one source."""
        rows = tuple(row for row in read_table(data / "crosswalk.csv") if row["source"] == source)
        says: dict[tuple[str, str], list[Said]] = {}
        rank: dict[str, int] = {}
        for row in rows:
            said = Said(row["component"], row["availability"], row["counts"], row["reason"])
            says.setdefault((row["dimension"], row["class"]), []).append(said)
            rank.setdefault(row["dimension"], len(rank))
        return cls(says, rank, homes(rows), rows)

    def of(self, judgement: Judgement) -> Sequence[Said]:
        """What a judgement says, where a level may mean something else with a link than without."""
        linked = f"{judgement.level} {'with' if judgement.link else 'without'} link"
        levels = (judgement.level, linked)
        return [said for level in levels for said in self.says.get((judgement.dimension, level), ())]


def import_osai_index(
    folder: Path,
    out: Path,
    history: Path | None = None,
    recorded_by: str | None = None,
    *,
    data: Path = DATA,
) -> Report:
    """Write a data package from the index's YAML files.

    Ids of releases are the file names without ending, as they stand. With ``history``, earlier states of a file are
    releases too, as ``<file>@<end model>``, and each judgement bears the day the index recorded it. With
    ``recorded_by``, the package is the index as it stood that day: the last state each file of the folder had by
    then (files that the folder no longer has stay earlier states: the history does not say when a file went).

    Args:
        folder: The folder that holds the YAML files.
        out: The package to write.
        history: The index's history.csv; versions.csv is read from beside it.
        recorded_by: ISO day of the edition to rebuild; needs ``history``.
        data: The project's own package, for the crosswalk, the components, the licences and the corrections.

    Returns:
        What was read and what was not understood. Nothing is written when there is nothing to write.
    """
    found = Findings()
    day = _edition_day(history, recorded_by, found)
    found.folder(folder, "the index's YAML files")
    if found.problems:
        return found.report(SOURCE)
    crosswalk = Crosswalk.read(SOURCE, data)
    current = read_systems(folder, crosswalk.dimensions, COMMIT_DAY, found)
    if not current:
        found.problem(str(folder), 0, "holds no record of the index", hint="YAML files with system and org")
        return found.report(SOURCE)
    past: dict[tuple[str, str], Record] = {}
    if history is not None:
        past = read_history(history, crosswalk.dimensions, day, found)
    records = _edition(current, past) if recorded_by else _newest(current, past)
    if history is not None and not any(record.current for record in records):
        found.problem(history.name, 0, f"no file of the folder was recorded by {recorded_by}")
        return found.report(SOURCE)
    created = recorded_by or _created(records)
    complete = history is not None and not recorded_by
    return found.written(SOURCE, out, lambda: _write(records, out, created, crosswalk, found, data, complete))


def _edition_day(history: Path | None, recorded_by: str | None, found: Findings) -> str:
    if recorded_by is None:
        return ""
    if not is_day(recorded_by):
        found.problem("--recorded-by", 0, "is not a day", recorded_by, "write it as 2026-03-12")
    if history is None:
        found.problem("--recorded-by", 0, "needs the history of the judgements", hint="add --history history.csv")
    return recorded_by


def _newest(current: Sequence[Record], past: dict[tuple[str, str], Record]) -> list[Record]:
    """The records of the folder, each with the earlier judgements of the same end model, and the earlier states."""
    records = []
    for record in current:
        before = past.pop((record.name, record.version or UNNAMED), None)
        if before is not None:
            record.judgements = _dated(record.judgements, before.judgements)
            record.blank = before.blank
            record.licences = [*before.licences, *record.licences]
        records.append(record)
    return [*records, *past.values()]


def _dated(now: Sequence[Judgement], before: Sequence[Judgement]) -> list[Judgement]:
    """Earlier judgements, then those of the folder; one that only repeats the last keeps its day and takes the link."""
    last: dict[str, Judgement] = {j.dimension: j for j in before}
    dated = list(before)
    for judgement in now:
        earlier = last.get(judgement.dimension)
        if earlier is None or earlier.level != judgement.level:
            dated.append(judgement)
        else:
            place = max(i for i, j in enumerate(dated) if j is earlier)
            link = judgement.link or earlier.link
            dated[place] = replace(earlier, link=link, noted=judgement.noted)
    return dated


def _edition(current: Sequence[Record], past: Mapping[tuple[str, str], Record]) -> list[Record]:
    """The last state that each file of the folder had in the history, as its current one."""
    of_today = {record.name: record for record in current}
    latest: dict[str, Record] = {}
    for record in past.values():
        if record.name in of_today and record.judgements:
            held = latest.get(record.name)
            if held is None or record.judgements[-1].recorded >= held.judgements[-1].recorded:
                latest[record.name] = record
    for name, record in latest.items():
        record.current = True
        record.tags = of_today[name].tags
        record.link = of_today[name].link if record.version == of_today[name].version else ""
    return list(past.values())


def _created(records: Iterable[Record]) -> str:
    """The day of the package: the day of the commit, or of the last thing in the folder when that is later."""
    days = [COMMIT_DAY]
    for record in records:
        days += [j.recorded for j in record.judgements]
        if record.current and record.released:
            days.append(record.released if len(record.released) == len("2026-01-01") else f"{record.released}-01")
    return max(days)


def _write(
    records: Sequence[Record],
    out: Path,
    created: str,
    crosswalk: Crosswalk,
    found: Findings,
    data: Path,
    complete: bool,
) -> dict[str, int]:
    licences = LicenceNames(SOURCE, data)
    corrections = Corrections.read(SOURCE, data)
    vendors = _Vendors(data)
    releases, facts, aliases = [], [], []
    for record in sorted(records, key=lambda r: r.id):
        vendor = vendors.id_of(record)
        release, version = _release(record, vendor), "" if record.current else record.version
        corrections.correct_release(release, name=record.name, version=version)
        releases.append(release)
        made = list(_facts(record, crosswalk, licences, corrections))
        facts += without_overtaken(made, crosswalk.rows)
        aliases.append(alias_of(SOURCE, record.name, record.id, version))
    if complete:  # without its history a record lacks the versions that a correction may be about
        found.problems.extend(corrections.unmatched({(r.name, "" if r.current else r.version) for r in records}))
    _note_licences(records, licences, found)
    write_index(
        out,
        SOURCE,
        {
            "releases": releases,
            "evidence": facts,
            "aliases": aliases,
            **licences.tables(),
            "vendors": vendors.rows(),
            "crosswalk": crosswalk.rows,
        },
        title=SOURCE_ROW["title"],
        created=created,
        description="The index's judgements as facts about components, carried over by the crosswalk.",
        record=SOURCE_ROW,
        data=data,
    )
    current = sum(record.current for record in records)
    return {"systems": current, "earlier versions": len(records) - current, "facts": len(facts)}


def _note_licences(records: Sequence[Record], licences: LicenceNames, found: Findings) -> None:
    """Note each spelling once for each way it was read, where it stands first."""
    told: set[tuple[str, str]] = set()
    for record in records:
        for named in record.licences:
            text = " ".join(named.text.split())
            expression = licences.normalise(text, record.name, record.version, named.day)
            if expression == text or (text, expression) in told:
                continue
            told.add((text, expression))
            if text in licences.strange:
                found.note(*named.place, "licence that no table knows: kept, nothing assumed", text, f"id {expression}")
            else:
                found.note(*named.place, "licence spelling", text, f"read as {expression or 'no licence'}")


def _release(record: Record, vendor: str) -> dict[str, str]:
    kind = record.kind.replace(" ", "").split(",")[0]
    number, note = _compute(record.tags)
    row = {
        "release": record.id,
        "name": record.system or record.name,
        "vendor": vendor,
        "family": record.name if not record.current else "",
        "released": record.released,
        "modality": _MODALITY.get(kind, ""),
        "url": record.link,
    }
    if number:
        row |= {"training_flop": number, "training_flop_note": note, "training_flop_url": record_address(record)}
    return row


def _compute(tags: Mapping[str, str]) -> tuple[str, str]:
    """Training compute out of a file's comments: the base model's, or the end model's where that is the base."""
    base = tags.get("Base model training compute", "")
    text = base if base != "-" else tags.get("End model training compute", "")
    number = _FLOP.match(text)
    if not number:
        return "", ""
    note = "Lower bound estimated by the European index" if number["bound"] else "Estimate named by the European index"
    spread = _SPREAD.search(text)
    if spread:
        note += f", within {float(spread['spread']):g} orders of magnitude either way"
    return (">" if number["bound"] else "") + number["number"].replace("e+", "e"), note


def record_address(record: Record) -> str:
    """The address of the index's own record: the file at the commit, or its history where the state is overwritten."""
    view = "blob" if record.current else "commits"
    return f"{REPOSITORY}/{view}/{COMMIT}/{quote(record.name)}.yaml"


def _facts(
    record: Record, crosswalk: Crosswalk, licences: LicenceNames, corrections: Corrections
) -> list[dict[str, str]]:
    """The facts of one record: for a component and day, the judgement that stands first in the crosswalk.

    Of a blank form only that is left about which nothing was judged later: dated by the last state of the record where
    the index has written about it since, else a judgement and no fact.
    """
    chosen: dict[tuple[str, str], tuple[int, Judgement, Said]] = {}
    for judgement in record.judgements:
        for said in crosswalk.of(judgement):
            key, rank = (said.component, judgement.recorded), crosswalk.rank[judgement.dimension]
            if key not in chosen or rank <= chosen[key][0]:  # the same day twice: the later row holds
                chosen[key] = (rank, judgement, said)
    last_day = max((day for component, day in chosen if component == "enduser_weights"), default="")
    last_state = max((judgement.recorded for judgement in record.judgements), default="")
    later = {component for component, day in chosen if day > record.blank}
    facts = []
    for (component, day), (_, judgement, said) in chosen.items():
        is_blank = bool(record.blank) and day == record.blank
        if is_blank and component in later:
            continue
        written = bool(judgement.link) or judgement.noted
        home = crosswalk.home[judgement.dimension] == component
        fact = {
            "source": SOURCE,
            "release": record.id,
            "component": component,
            "availability": said.availability,
            "since": "",
            "recorded": last_state if is_blank and written else day,
            "url": judgement.link or record_address(record),
            "confidence": "medium" if home else "low",
            "dimension": judgement.dimension,
            "counts": said.counts,
            "note": "" if judgement.link else _OWN_RECORD,
        }
        if is_blank and not written:
            fact |= {"counts": "index", "note": _BLANK_FORM}
        if said.counts == "index":
            fact["note"] = said.reason
        if component == "enduser_weights":
            # The licence may have been changed without a new judgement: the last one counts for the last fact.
            named = record.licence_on("9999" if day == last_day else day)
            fact["licence"] = licences.normalise(named, record.name, record.version, day)
        corrections.correct_fact(fact, name=record.name, version="" if record.current else record.version)
        facts.append(fact)
    return facts


class _Vendors(VendorNames):
    """Organisations as the files name them, completed by what the files' comments say of them."""

    def id_of(self, record: Record) -> str:
        """Return the vendor's id, and make or complete its row."""
        row = self.row(record.org)
        if not row.get("country"):
            row["country"] = _country(record.tags.get("National origin", ""))
        if not row.get("kind"):
            row["kind"] = _kind(record.tags.get("Contributor type", ""))
        if not row.get("url"):
            row["url"] = record.org_link
        return row["vendor"]


def _country(origin: str) -> str:
    """ISO code of a country as the index writes it; empty for `International` and `Undisclosed`."""
    try:
        found = pycountry.countries.lookup(origin) if origin else None
    except LookupError:
        return ""
    return str(found.alpha_2) if found is not None else ""


def _kind(contributor: str) -> str:
    return next((kind for word, kind in _KIND if word in contributor), "")
