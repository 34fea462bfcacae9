"""The data published as an edition: its line, its archive, what the changelog says of it, and how to cite it."""

from __future__ import annotations

import io
import tarfile
from collections.abc import Iterable
from pathlib import Path

import pandas as pd

from openness.core.errors import OpennessError
from openness.core.paths import ROOT
from openness.core.tables import to_csv, write_whole
from openness.core.wording import count, day, upper_first
from openness.editions.opened import open_state, read_state
from openness.editions.records import between
from openness.editions.register import Edition, archive_of, editions
from openness.editions.words import markdown
from openness.facts.package import Package, load_package
from openness.facts.schema import EDITIONS
from openness.publish.cite_files import citation_files

CHANGELOG = "CHANGELOG.md"
MOST = 12
"""Entries of each list in the changelog."""

_HEAD = """# What is new in the data

The editions of the data, newest first, each compared with the one before under the default definition. `openness diff`
shows all of it: `python -m openness diff 1 2`. Verdicts come with the fewest facts that made them another one.
"""


def publish_edition(root: Path = ROOT, data: Path | None = None) -> Edition:
    """Publish data as the next edition; a second one of the same day takes the place of the first.

    Where the data are those of the last edition, only what is said of them is written again.

    Written are `data/editions.csv`, `editions/<number>.tar.xz`, `data/CHANGELOG.md` and the files of
    `openness.publish.cite_files`. The same data give the same bytes.

    Args:
        root: The repository.
        data: The data package, with its definitions beside it; `root/data` when left out.

    Raises:
        OpennessError: The data are older than the last edition.
        ProblemsError: They are broken.
    """
    data = data or root / "data"
    state = read_state(data, "the data")
    listed = editions(load_package(root / "data"))
    edition = _next(state.package, listed)
    kept = [one for one in listed if one.number < edition.number]
    rows = [(one.number, one.date, one.digest) for one in (*kept, edition)]
    if edition not in listed:
        archive_of(edition.number, root).parent.mkdir(exist_ok=True)
        write_whole(archive_of(edition.number, root), archived(data, edition.date))
        write_whole(root / "data" / EDITIONS, to_csv(pd.DataFrame(rows, columns=["edition", "date", "digest"])))
    write_whole(root / "data" / CHANGELOG, changelog((*kept, edition), root))
    for name, text in citation_files(edition, root).items():
        write_whole(root / name, text)
    return edition


def _next(package: Package, listed: Iterable[Edition]) -> Edition:
    every = list(listed)
    last = every[-1] if every else Edition(0, "", "")
    if package.digest == last.digest:
        return last
    if package.date < last.date:
        raise OpennessError(f"the data are of {day(package.date)}, older than {last.words}; raise `created`")
    return Edition(last.number if package.date == last.date else last.number + 1, package.date, package.digest)


def archived(data: Path, date: str) -> bytes:
    """A data package and the definitions beside it as `.tar.xz`: the same files are the same bytes."""
    root = data.parent
    paths = [path for path in (root / "rubric.yaml", *root.glob("rubrics/*.yaml")) if path.is_file()]
    # the list of editions and what was new in each are no part of one
    inside = [path for path in data.rglob("*") if path.is_file() and path.name not in (CHANGELOG, EDITIONS)]
    files = {path.relative_to(root).as_posix(): path for path in paths}
    files |= {f"data/{path.relative_to(data).as_posix()}": path for path in inside}
    content = {name: path.read_bytes() for name, path in files.items()}
    content[f"data/{EDITIONS}"] = b"edition,date,digest\n"
    out = io.BytesIO()
    moment = pd.Timestamp(date, tz="UTC").timestamp()
    with tarfile.open(fileobj=out, mode="w:xz", format=tarfile.PAX_FORMAT, preset=9) as archive:
        for name in sorted(content):
            entry = tarfile.TarInfo(name)
            entry.size, entry.mtime, entry.mode = len(content[name]), int(moment), 0o644
            archive.addfile(entry, io.BytesIO(content[name]))
    return out.getvalue()


def changelog(listed: Iterable[Edition], root: Path = ROOT) -> str:
    """What is new in each edition, newest first, from what differs between their archives."""
    parts = [_HEAD]
    before = None
    for edition in listed:
        state = open_state(str(edition.number), root)
        package = state.package
        said = (
            f"The first edition: {count(len(package.releases), 'release')} of {count(len(package.vendors), 'vendor')}, "
            f"{count(len(package.facts), 'fact')}.\n"
            if before is None
            else markdown(
                between(before, state, next(iter(state.rubrics.values()))), package, before.notes, MOST, details=False
            )
        )
        parts.insert(1, f"\n## {upper_first(edition.words)}\n\n{said}")
        before = state
    return "".join(parts)
