"""A state of the data to compare, from a folder, an archive, a commit of this repository, or by its number."""

from __future__ import annotations

import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from openness.core.errors import OpennessError, ProblemsError, shorten
from openness.core.paths import ROOT
from openness.editions.earlier import load_earlier, renamed
from openness.editions.register import archive_of, numbers_kept
from openness.editions.unpack import ENDINGS, frozen_package, unpack
from openness.facts.package import Package
from openness.facts.schema import DESCRIPTOR
from openness.rubric.load import list_rubrics, load_rubric
from openness.rubric.model import Rubric

_PATIENCE = 60


@dataclass(frozen=True, eq=False)
class State:
    """The data as they were at one time.

    Attributes:
        name: How it was asked for.
        package: The data.
        rubrics: The definitions beside them that can be read today, by id.
        notes: What it lacks, in sentences.
    """

    name: str
    package: Package
    rubrics: Mapping[str, Rubric]
    notes: tuple[str, ...] = ()


def open_state(where: str, root: Path = ROOT) -> State:
    """Read the data as they were.

    Args:
        where: A folder (a data package, a repository or a frozen copy), an archive of one, the number of an edition,
            or a commit.
        root: The repository whose editions and commits are meant.

    Raises:
        OpennessError: There is nothing of that kind, or it cannot be read.
        ProblemsError: The data in it are broken.
    """
    path = Path(where)
    if where and path.is_dir():
        return _of_folder(path, where)
    if path.is_file():
        return _of_archive(path, where)
    if where.isdecimal() and archive_of(int(where), root).is_file():
        return _of_archive(archive_of(int(where), root), f"edition {where}")
    if where.lower().endswith(ENDINGS):
        raise OpennessError(f"there is no file '{shorten(where)}'")
    return _of_commit(where, root)


def _of_folder(folder: Path, name: str) -> State:
    for place in (folder, folder / "data"):
        if (place / DESCRIPTOR).is_file():
            return read_state(place, name)
    frozen = frozen_package(folder)
    if frozen is None:
        raise OpennessError(
            f"there is no data package in the folder '{shorten(name)}': no {DESCRIPTOR}, no data/{DESCRIPTOR}, and it "
            "is not a frozen copy"
        )
    return _of_archive(frozen, name)


def _of_archive(archive: Path | bytes, name: str) -> State:
    with TemporaryDirectory(prefix="openness-") as place:
        try:
            return read_state(unpack(archive, Path(place), name), name)
        except ProblemsError as error:
            raise renamed(error, Path(place), Path(name)) from None


def read_state(data: Path, name: str) -> State:
    """Read a data package with the definitions that lie beside its folder."""
    package, notes = load_earlier(data)
    components = package.components["component"].tolist()
    rubrics: dict[str, Rubric] = {}
    for rubric, path in list_rubrics(data.parent).items():
        try:
            rubrics[rubric] = load_rubric(path, components=components)
        except ProblemsError:
            notes = (*notes, f"its definition “{rubric}” cannot be read today")
    return State(name, replace(package, path=Path(name)), rubrics, notes)


def _of_commit(where: str, root: Path) -> State:
    commit = _commit(where, root)
    if not commit:
        kept = ", ".join(numbers_kept(root)) or "none is kept here"
        raise OpennessError(
            f"'{shorten(where)}' is not a folder, an archive ({', '.join(ENDINGS)}), the number of an edition ({kept}) "
            "or a commit of this repository"
        )
    listed = _git(["ls-tree", "--name-only", commit], root).stdout.decode("utf-8", "replace").split("\n")
    wanted = [name for name in ("data", "rubric.yaml", "rubrics") if name in listed]
    if "data" not in wanted:
        raise OpennessError(f"the commit '{shorten(where)}' has no folder data/")
    return _of_archive(_git(["archive", "--format=tar", commit, *wanted], root).stdout, where)


def _commit(where: str, root: Path) -> str:
    """The whole id of a commit; empty where the repository has none of that name."""
    if where.startswith("-"):
        return ""
    found = _git(["rev-parse", "--verify", "--quiet", f"{where}^{{commit}}"], root)
    return found.stdout.decode("ascii", "replace").strip() if found.returncode == 0 else ""


def _git(arguments: list[str], root: Path) -> subprocess.CompletedProcess[bytes]:
    asked = "commits can be compared only in a copy of the repository with its history; name a folder or an archive"
    try:
        found = subprocess.run(  # noqa: S603 (a list of our own, and a name that does not begin with a dash)
            ["git", "-C", str(root), *arguments],  # noqa: S607 (the git of the machine)
            capture_output=True,
            timeout=_PATIENCE,
            check=False,
        )
    except FileNotFoundError:
        raise OpennessError(f"git is not installed here, and {asked}") from None
    except subprocess.TimeoutExpired:
        raise OpennessError(f"git gave no answer in {_PATIENCE} seconds") from None
    if b"not a git repository" in found.stderr:
        raise OpennessError(f"there is no git repository here, and {asked}")
    if found.returncode != 0 and found.stderr:
        raise OpennessError(f"git cannot do that: {shorten(found.stderr.decode('utf-8', 'replace').strip())}")
    return found
