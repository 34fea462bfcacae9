"""A new release, asked for in the terminal: answers are checked as they are given, and written after a yes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from openness.cli.options import DATA
from openness.cli.prompts import ask, with_words
from openness.cli.writing import called

if TYPE_CHECKING:
    from openness.facts.package import Package
    from openness.facts.spellings import Reader

Row = dict[str, str]

_RELEASE = {
    "released": "When was it announced? 2026-05-01, or 2026-05 where the day is not known",
    "modality": "What does it mainly make, or work on?",
    "parameters_b": "How many parameters has its largest variant, in billions?",
    "family": "Which line of releases does it belong to?",
    "base": "Which release of the data does it derive from?",
    "claim": "What does its vendor call it?",
    "claim_url": "Which page of the vendor's says so?",
    "url": "Which page is its own, or announces it?",
}
_VENDOR = {"country": "Its country?", "kind": "What kind of body is it?", "url": "Its own page?"}
_FACT = {
    "availability": "How far is it public?",
    "licence": "Under which licence? (none: published without one)",
    "since": "Since when, if not since the release?",
    "url": "Which page states it?",
    "confidence": "How sure are you?",
    "note": "What should a reader know?",
}


@click.command(
    "add-release",
    short_help="Add a release that is not in the data yet, by answering questions.",
    epilog="""\b
Examples:
  python -m openness add-release
  python -m openness add-release --data my-package

\b
An answer may be left empty where it is not known; one that cannot be right is asked for again. A repository at
Hugging Face or GitHub is looked up where requirements-collect.txt is installed and there is a network. Ctrl-C at
any point leaves the files as they were.""",
)
@DATA
def add_release(data: Path) -> None:
    """Ask for a new release, check what is answered, show the rows, and write them after a yes."""
    from openness.contributing.reading import FACTS, RELEASES, VENDORS
    from openness.facts.package import load_package
    from openness.facts.writing import add_rows

    package = load_package(data)
    click.echo("Enter leaves an answer empty; Ctrl-C leaves the data as they are.")
    release, vendors = _about(package)
    rows: dict[str, list[Row]] = {VENDORS.file: vendors, RELEASES.file: [release]}
    seen = _look_up(package, release)
    for row in seen:
        rows.setdefault(f"evidence/{row['source']}.csv", []).append(row)
    by_hand = _facts(package, release["release"], [row["component"] for row in seen])
    rows = {file: listed for file, listed in {**rows, FACTS.file: by_hand}.items() if listed}
    _show(rows)
    if not click.confirm("Write these rows?"):
        click.echo("Nothing is written.")
        return
    happened = [row.get(name, "") for listed in rows.values() for row in listed for name in ("released", "since")]
    add_rows(data, rows, until=max(happened))
    click.echo(f"Written to {', '.join(rows)}. `{called()} explain {release['release']}` shows what follows.")


def _about(package: Package) -> tuple[Row, list[Row]]:
    """The release, and its vendor where that is new."""
    from openness.contributing.reading import RELEASES, cell_readers
    from openness.facts.spellings import id_of

    readers = cell_readers(package, RELEASES)
    name = ask("What is it called?", _not_there(package, str), required=True)
    made = id_of(name)
    row = {"name": name, "release": ask("Its id here", _not_there(package, readers["release"]), default=made)}
    row["vendor"], vendors = _vendor(package)
    for column, question in _RELEASE.items():
        if column == "claim_url" and row["claim"] in ("", "none-found"):
            continue
        row[column] = ask(with_words(question, RELEASES, column), readers[column])
    return row, vendors


def _not_there(package: Package, read: Reader) -> Reader:
    """A name or an id that no release of the data has."""
    from openness.facts.sheet_text import same
    from openness.facts.spellings import NotRead

    known = {same(text): one for one, name in package.names["releases"].items() for text in (one, name)}

    def reader(text: str) -> str:
        there = known.get(same(text))
        if there:
            raise NotRead("is in the data already", f"correct it with: openness template --releases {there}")
        return read(text)

    return reader


def _vendor(package: Package) -> tuple[str, list[Row]]:
    """The vendor's id, and its row where it is new."""
    from openness.contributing.reading import VENDORS, cell_readers, read_known_vendor
    from openness.facts.spellings import NotRead, id_of

    read = read_known_vendor(package, "say whether to add it")
    while True:
        name = ask("Who published it?", str, required=True)
        try:
            return read(name), []
        except NotRead as wrong:
            click.echo(f"'{name}' {wrong.what}; {wrong.hint}")
        if click.confirm(f"Add {name} as a new vendor?"):
            break
    readers = cell_readers(package, VENDORS)
    row = {"name": name, "vendor": ask("The vendor's id here", readers["vendor"], default=id_of(name))}
    for column, question in _VENDOR.items():
        row[column] = ask(with_words(question, VENDORS, column), readers[column])
    return row["vendor"], [row]


def _look_up(package: Package, release: Row) -> list[Row]:
    """What a machine sees at the release's repository; nothing, with a line that says why, where it sees nothing."""
    from openness.collect.compare import facts_of
    from openness.collect.look_up import look_up
    from openness.collect.reading import READ
    from openness.collect.repos import repo_of
    from openness.core.errors import OpennessError
    from openness.facts.spellings import read_address

    own = release["url"] if repo_of(release["url"]) else ""
    address = ask("Which repository at Hugging Face or GitHub is its own, to be looked up?", read_address, default=own)
    if not address:
        return []
    try:
        reading = look_up(address)
    except OpennessError as error:
        click.echo(f"Not looked up: {error}.")
        return []
    if reading.outcome != READ:
        click.echo(f"Not looked up: {reading.why or reading.outcome}.")
        return []
    rows = facts_of(reading, package, release["release"])
    if not rows:
        click.echo("Looked up; it settles no fact.")
    for row in rows:
        licence = f", {row['licence']}" if row["licence"] else ""
        click.echo(f"Seen there: {package.names['components'][row['component']]}: {row['availability']}{licence}")
    return rows


def _facts(package: Package, release: str, known: Sequence[str]) -> list[Row]:
    """Facts that somebody has read."""
    from openness.contributing.reading import FACTS, cell_readers
    from openness.facts.readings import FIRST_PARTY

    readers = cell_readers(package, FACTS)
    names = package.names["components"]
    rows: list[Row] = []
    while True:
        listed = [*known, *(row["component"] for row in rows)]
        if not rows:
            click.echo(f"Now what you have read yourself. Components: {', '.join(names)}.")
        component = ask("Which component? (Enter: no more)", readers["component"])
        if not component:
            return rows
        if component in listed and not click.confirm(f"{names[component]} is there already. Add a fact by hand?"):
            continue
        row = {"source": FIRST_PARTY, "release": release, "component": component, "recorded": date.today().isoformat()}
        for column, question in _FACT.items():
            needed = column == "availability" or (column == "url" and row["availability"] != "unknown")
            row[column] = ask(with_words(question, FACTS, column), readers[column], required=needed)
        rows = [one for one in rows if (one["component"], one["since"]) != (component, row["since"])] + [row]


def _show(rows: Mapping[str, Sequence[Row]]) -> None:
    for file, listed in rows.items():
        click.echo(f"\n{file}")
        for row in listed:
            click.echo(f"  + {', '.join(f'{name} {cell}' for name, cell in row.items() if cell)}")
    click.echo()
