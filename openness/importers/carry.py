"""Carrying an imported package over to our own releases, through aliases.csv."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from openness.core.errors import Problem, ProblemsError, nearest
from openness.core.tables import write_whole
from openness.facts.schema import columns_of
from openness.importers.corrections import Corrections
from openness.importers.overtaken import without_overtaken
from openness.importers.writer import DATA, Row, read_table, to_csv

BASE_ONLY = frozenset({"pretraining_data", "data_information", "base_weights"})
"""What a record says about its base model; all that a `base-only` match carries over."""


def carry_over(
    package: Path,
    data: Path = DATA,
    *,
    licences: Mapping[str, str] | None = None,
    corrections: Corrections | None = None,
) -> int:
    """Write data/evidence/<source>.csv: the facts of an imported package, under the ids of our own releases.

    Each alias of the package's source whose record is `main` gives its facts to the release it names; a `base-only`
    one gives those about the base model alone. Where two records give the same release a fact of the same day, the
    package is at fault: one record is main per release, source and day. Conclusions that a later record of the
    release no longer carries are left out. The same input writes the same bytes.

    Args:
        package: A package that an importer wrote (with its history, for the earlier versions).
        data: The project's own package.
        licences: What a licence of the package is called among ours, where the two differ.
        corrections: What to correct in a record, where the package holds the source's own words uncorrected.

    Returns:
        The number of facts written.

    Raises:
        ProblemsError: An alias names a record that the package does not hold, or two main records meet on a day.
    """
    of_package = read_table(package / "aliases.csv")
    source = _source(of_package)
    record_of = {(row["name"], row["version"]): row["release"] for row in of_package}
    by_record: dict[str, list[Row]] = {}
    for fact in read_table(package / "evidence" / f"{source}.csv"):
        by_record.setdefault(fact["release"], []).append(fact)
    problems: list[Problem] = []
    carried: dict[tuple[str, str, str, str], dict[str, str]] = {}
    for alias in (row for row in read_table(data / "aliases.csv") if row["source"] == source):
        record = record_of.get((alias["name"], alias["version"]))
        if record is None:
            what = "the imported package holds no such record"
            got = f"{alias['name']}@{alias['version']}" if alias["version"] else alias["name"]
            hint = nearest(alias["name"], sorted({name for name, _ in record_of}))
            problems.append(Problem("aliases.csv", 0, what, got, hint))
            continue
        if alias["main"] != "true":
            continue
        for fact in _under_alias(by_record.get(record, ()), alias, licences or {}, corrections):
            key = (fact["release"], fact["component"], fact["since"], fact["recorded"])
            if key in carried:
                what = "two main records speak of one release on one day"
                problems.append(Problem("aliases.csv", 0, what, f"{alias['name']}, {' '.join(key)}"))
            else:
                carried[key] = fact
    if corrections is not None:
        problems += corrections.unmatched(set(record_of))
    if problems:
        raise ProblemsError(problems)
    crosswalk = [row for row in read_table(package / "crosswalk.csv") if row["source"] == source]
    rows = without_overtaken([carried[key] for key in sorted(carried)], crosswalk)
    write_whole(data / "evidence" / f"{source}.csv", to_csv(columns_of("evidence"), rows))
    return len(rows)


def _under_alias(
    facts: Sequence[Row], alias: Row, licences: Mapping[str, str], corrections: Corrections | None
) -> Iterator[dict[str, str]]:
    """What a record says, as said of the release that its alias names."""
    for said in facts:
        if alias["match"] == "base-only" and said["component"] not in BASE_ONLY:
            continue
        licence = licences.get(said["licence"], said["licence"])
        fact = {**said, "release": alias["release"], "licence": licence}
        if corrections is not None:
            corrections.correct_fact(fact, name=alias["name"], version=alias["version"])
        yield fact


def _source(aliases: list[dict[str, str]]) -> str:
    sources = sorted({row["source"] for row in aliases})
    if len(sources) != 1:
        what = "an imported package has one source"
        raise ProblemsError([Problem("aliases.csv", 0, what, ", ".join(sources))])
    return sources[0]
