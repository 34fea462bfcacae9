"""The Foundation Model Transparency Index, from a folder of its scores to a data package.

The index gives a developer a point for each of a hundred indicators, most of them about what it tells, and scores one
flagship model for each. So its scores are about vendors (transparency.csv). A few indicators say firmly what a release
shares; they are named in data/crosswalk.csv as `<round> <indicator>`. A missing point says "closed" only where the
indicator asks for so little that nothing is left.

Source: https://crfm.stanford.edu/fmti/, CC-BY-4.0, Bommasani, Klyman and others.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from openness.core.tables import write_whole
from openness.facts.schema import columns_of
from openness.importers.carry import carry_over
from openness.importers.fmti_read import ROUNDS, Round, Scored, read_rounds
from openness.importers.osai_index import Crosswalk
from openness.importers.osai_read import Findings
from openness.importers.vendors import VendorNames
from openness.importers.writer import DATA, TABLES, Report, alias_of, read_table, to_csv, write_index

SOURCE = "fmti"
COMMIT = "f4500c5"
"""The commit of the index's repository that this project reads."""

COMMIT_DAY = "2025-12-09"
REPOSITORY = "https://github.com/stanford-crfm/fmti"

FLAGSHIPS = TABLES / "fmti_flagships.csv"
"""The model that each round scored for each developer: its figures name it, its scores files do not."""


def import_fmti(folder: Path, out: Path, *, data: Path = DATA) -> Report:
    """Write a data package from the index's scores.

    Ids of releases are round and developer (`2024-05 BigCode`): the flagship that was scored. No file states when it
    was released, so it counts from the round on.

    Args:
        folder: The folder that holds the scores files.
        out: The package to write.
        data: The project's own package, for the crosswalk, the components and the vendors.

    Returns:
        What was read and what was not understood. Nothing is written when there is nothing to write.
    """
    found = Findings()
    if not found.folder(folder, "the index's scores files"):
        return found.report(SOURCE)
    if not any((folder / one.file).is_file() for one in ROUNDS):
        files = ", ".join(one.file for one in ROUNDS)
        found.problem(str(folder), 0, "holds no scores of the index", hint=f"one of {files}")
        return found.report(SOURCE)
    scored = read_rounds(folder, found)
    if not scored:
        return found.report(SOURCE)
    return found.written(SOURCE, out, lambda: _write(scored, out, found, data))


def carry_fmti(package: Path, data: Path = DATA) -> int:
    """Write data/evidence/fmti.csv and data/transparency.csv from an imported package.

    Returns:
        The number of facts written.

    Raises:
        ProblemsError: An alias names a record that the package does not hold, or two main records meet.
    """
    number = carry_over(package, data)
    rows = read_table(package / "transparency.csv")
    write_whole(data / "transparency.csv", to_csv(columns_of("transparency"), rows))
    return number


def record_address(one: Round) -> str:
    """The address of a round's scores at the commit."""
    return f"{REPOSITORY}/blob/{COMMIT}/{one.path}"


def _write(scored: Sequence[Scored], out: Path, found: Findings, data: Path) -> dict[str, int]:
    crosswalk = Crosswalk.read(SOURCE, data)
    vendors = VendorNames(data)
    flagships = {(row["round"], row["developer"]): row["flagship"] for row in read_table(FLAGSHIPS)}
    releases, facts, aliases, transparency = [], [], [], []
    for one in scored:
        name = f"{one.round.id} {one.developer}"
        flagship = flagships.get((one.round.id, one.developer), "")
        vendor = vendors.row(one.developer)["vendor"]
        releases.append(
            {
                "release": name,
                "name": f"{flagship or 'Flagship'} ({one.developer}, {one.round.title})",
                "vendor": vendor,
                "url": record_address(one.round),
            }
        )
        facts += _facts(one, name, crosswalk)
        # An earlier round is an earlier state of the index; its end model is the flagship that it scored.
        version = "" if one.round == ROUNDS[-1] else flagship or one.round.id
        aliases.append(alias_of(SOURCE, name, name, version))
        for domain, points in [*one.domains.items(), ("total", one.total)]:
            row = {"round": one.round.id, "vendor": vendor, "domain": domain.lower(), "score": str(points)}
            transparency.append({**row, "url": record_address(one.round)})
    _check_crosswalk(scored, crosswalk, found)
    write_index(
        out,
        SOURCE,
        {
            "releases": releases,
            "evidence": facts,
            "aliases": aliases,
            "transparency": transparency,
            "vendors": vendors.rows(),
            "crosswalk": crosswalk.rows,
        },
        title="Foundation Model Transparency Index",
        created=COMMIT_DAY,
        description="The index's scores by developer, and the few points that say clearly what a flagship shares.",
        data=data,
    )
    rounds = len({one.round.id for one in scored})
    return {"rounds": rounds, "scores of developers": len(scored), "facts": len(facts)}


def _facts(one: Scored, release: str, crosswalk: Crosswalk) -> list[dict[str, str]]:
    return [
        {
            "source": SOURCE,
            "release": release,
            "component": said.component,
            "availability": said.availability,
            "licence": "",
            "since": "",
            "recorded": one.round.id,
            "url": record_address(one.round),
            "confidence": "medium",
            "dimension": f"{one.round.id} {indicator}",
            "counts": said.counts,
            "note": said.reason
            if said.counts == "index"
            else f"{point} of 1 for the flagship of the round of {one.round.title}",
        }
        for indicator, point in one.points.items()
        for said in crosswalk.says.get((f"{one.round.id} {indicator}", point), ())
    ]


def _check_crosswalk(scored: Sequence[Scored], crosswalk: Crosswalk, found: Findings) -> None:
    """A row of the crosswalk whose indicator its round does not have would pass unseen."""
    read = {one.round.id: one for one in scored}
    for dimension in sorted(crosswalk.dimensions):
        one = read.get(dimension.partition(" ")[0])
        if one is not None and dimension.partition(" ")[2] not in one.points:
            what = f"the round {one.round.id} has no such indicator"
            found.problem("crosswalk.csv", 0, what, dimension, "names are those of the round's scores file")
