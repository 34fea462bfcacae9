"""Where a state of the data can come from, and what is said of one that cannot be read."""

from __future__ import annotations

import io
import json
import subprocess
import tarfile
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest

from openness.core.errors import OpennessError, ProblemsError
from openness.editions import unpack
from openness.editions.opened import open_state
from openness.facts.package import load_package
from tests.editions.made_up import made_up
from tests.factories import write_package

FIRST = made_up()[0]


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return FIRST.write(tmp_path_factory.mktemp("repository"))


def contents(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def zipped(files: Mapping[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


def tarred(files: Mapping[str, bytes], mode: str = "w:gz") -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode=mode) as archive:  # type: ignore[call-overload]
        for name, content in files.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))
    return out.getvalue()


@pytest.mark.parametrize("form", ["repository", "package", "zip", "tar.gz", "tar.xz", "inside", "frozen", "frozen.zip"])
def test_the_same_data_come_out_of_folders_and_archives(repository: Path, tmp_path: Path, form: str) -> None:
    files = contents(repository)
    frozen = {
        "manifest.json": json.dumps({"data_date": FIRST.date}).encode(),
        "data/all.zip": zipped({f"openness-gap/{name}": content for name, content in files.items()}),
        "chart/gap.svg": b"<svg/>",
    }
    where = tmp_path / f"state.{form}"
    if form == "repository":
        where = repository
    elif form == "package":
        where = repository / "data"
    elif form == "zip":
        where.write_bytes(zipped(files))
    elif form == "inside":
        where = where.with_suffix(".zip")
        where.write_bytes(zipped({f"openness-gap/{name}": content for name, content in files.items()}))
    elif form == "frozen.zip":
        where.write_bytes(zipped({f"v/0123456789/{name}": content for name, content in frozen.items()}))
    elif form == "frozen":
        for name, content in frozen.items():
            (where / "v" / "0123456789" / name).parent.mkdir(parents=True, exist_ok=True)
            (where / "v" / "0123456789" / name).write_bytes(content)
    else:
        where.write_bytes(tarred(files, f"w:{form.removeprefix('tar.')}"))

    found = open_state(str(where))

    assert found.package.digest == load_package(repository / "data").digest
    assert found.package.facts.equals(load_package(repository / "data").facts)
    assert list(found.rubrics) == ["small"]
    assert found.notes == ()


def test_a_frozen_copy_of_several_days_has_to_be_named(repository: Path, tmp_path: Path) -> None:
    everything = zipped({f"openness-gap/{name}": content for name, content in contents(repository).items()})
    files = {}
    for version, date in (("0123456789", "2025-01-31"), ("abcdef0123", "2025-06-30")):
        files[f"v/{version}/manifest.json"] = json.dumps({"data_date": date}).encode()
        files[f"v/{version}/data/all.zip"] = everything
    archive = tmp_path / "archive.zip"
    archive.write_bytes(zipped(files))
    folder = tmp_path / "archive"
    zipfile.ZipFile(archive).extractall(folder)  # noqa: S202 (made above)

    for where in (archive, folder):
        with pytest.raises(OpennessError, match=r"versions of several days.*v/0123456789 or v/abcdef0123"):
            open_state(str(where))
    assert open_state(str(folder / "v" / "0123456789")).package.date == FIRST.date


@pytest.mark.parametrize(
    "name", ["../outside.csv", "/etc/outside.csv", "data/../../outside.csv", "data\\..\\x", "C:/x"]
)
@pytest.mark.parametrize("form", ["zip", "tar.gz"])
def test_a_file_that_leads_outside_is_refused(repository: Path, tmp_path: Path, name: str, form: str) -> None:
    files = {**contents(repository), name: b"x"}
    where = tmp_path / "in" / f"state.{form}"
    where.parent.mkdir()
    where.write_bytes(zipped(files) if form == "zip" else tarred(files))

    with pytest.raises(OpennessError, match="holds a file that leads outside of it"):
        open_state(str(where))
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["in", where.name]


def test_links_in_an_archive_are_passed_over(repository: Path, tmp_path: Path) -> None:
    where = tmp_path / "state.tar"
    with tarfile.open(where, "w") as archive:
        for name, content in contents(repository).items():
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))
        link = tarfile.TarInfo("data/evidence/secret.csv")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        archive.addfile(link)

    assert len(open_state(str(where)).package.facts) == len(FIRST.facts)


@pytest.mark.parametrize("form", ["zip", "tar.gz"])
def test_an_archive_that_is_too_large_is_refused(
    repository: Path, tmp_path: Path, form: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(unpack, "MOST_BYTES", 100_000)
    files = {**contents(repository), "data/evidence/mot.csv": b"0" * 200_000}
    where = tmp_path / f"state.{form}"
    where.write_bytes(zipped(files) if form == "zip" else tarred(files))

    with pytest.raises(OpennessError, match="is too large"):
        open_state(str(where))


def test_an_archive_of_too_many_files_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unpack, "MOST_FILES", 10)
    where = tmp_path / "state.zip"
    where.write_bytes(zipped({f"{number}.csv": b"" for number in range(11)}))

    with pytest.raises(OpennessError, match="is too large: at most 10 files"):
        open_state(str(where))


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("not.zip", b"PK\x03\x04 broken", "cannot be read as an archive"),
        ("not.tar.gz", b"\x1f\x8b broken", "cannot be read as an archive"),
        ("cut.zip", zipped({"data/datapackage.json": bytes(range(256))})[:200], "cannot be read as an archive"),
        ("nothing.zip", zipped({"readme.txt": b"hello"}), "holds no data package"),
        ("empty.tar.gz", tarred({}), "holds no data package"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",  # the bytes of an archive hold the second it was made
)
def test_what_is_no_archive_of_data_is_said(tmp_path: Path, name: str, content: bytes, said: str) -> None:
    (tmp_path / name).write_bytes(content)

    with pytest.raises(OpennessError, match=said):
        open_state(str(tmp_path / name))


def test_a_folder_without_data_is_said(tmp_path: Path) -> None:
    with pytest.raises(OpennessError, match="there is no data package in the folder"):
        open_state(str(tmp_path))


def test_broken_data_in_an_archive_are_told_by_file_and_line(repository: Path, tmp_path: Path) -> None:
    files = contents(repository)
    files["data/releases.csv"] = files["data/releases.csv"].replace(b"2024-03-01", b"2024-13-01", 1)
    where = tmp_path / "state.zip"
    where.write_bytes(zipped(files))

    with pytest.raises(ProblemsError) as caught:
        open_state(str(where))

    assert "data/releases.csv:2: column 'released' is not a day or a month" in str(caught.value)
    assert str(tmp_path) not in str(caught.value).replace(str(where), "")


# ------------------------------------------------------------------------------------------------------------ commits


@pytest.fixture(scope="module")
def history(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository of two commits: the first edition, and the second."""
    folder = tmp_path_factory.mktemp("history")
    for number, edition in enumerate(made_up()[:2]):
        edition.write(folder)
        commands = [["add", "-A"], ["commit", "-q", "-m", f"Edition {number + 1}"]]
        for command in [["init", "-q", "-b", "main"], *commands] if not number else commands:
            who = ["-c", "user.name=Nobody", "-c", "user.email=nobody@example.org", "-c", "commit.gpgsign=false"]
            subprocess.run(["git", "-C", str(folder), *who, *command], check=True)
    return folder


def test_a_commit_of_the_repository_is_read_as_it_was(history: Path) -> None:
    first, second = made_up()[:2]

    assert set(open_state("HEAD~1", history).package.releases["release"]) == set(first.releases)
    found = open_state("main", history)
    assert set(found.package.releases["release"]) == set(second.releases)
    assert found.package.digest == load_package(history / "data").digest
    assert list(found.rubrics) == ["small"]


@pytest.mark.parametrize("name", ["no-such-branch", "HEAD~9", "--output=x", "-h", ""])
def test_a_commit_that_is_not_there_is_said(history: Path, name: str) -> None:
    with pytest.raises(OpennessError, match=r"is not a folder, an archive .* or a commit of this repository"):
        open_state(name, history)
    assert not (history / "x").exists()


def test_where_there_is_no_repository_it_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    with pytest.raises(OpennessError, match="there is no git repository here"):
        open_state("HEAD", tmp_path)


def test_where_there_is_no_git_it_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(OpennessError, match="git is not installed here"):
        open_state("HEAD", tmp_path)


# ---------------------------------------------------------------------------------------------------- earlier schemas


def earlier(folder: Path) -> Path:
    """A package before the column `counts`, before `permit`, with a column and a table that are gone since."""
    write_package(
        folder,
        releases=["a"],
        facts=[{"release": "a", "component": "training_code", "licence": "MIT"}] * 2,
        transparency=[{"round": "last year"}],
    )
    for name, column in (("evidence/curated.csv", "counts"), ("licences.csv", "permit")):
        rows = [line.split(",") for line in (folder / name).read_text().splitlines()]
        at = rows[0].index(column)
        (folder / name).write_text("\n".join(",".join(row[:at] + row[at + 1 :]) for row in rows) + "\n")
    lines = (folder / "vendors.csv").read_text().splitlines()
    (folder / "vendors.csv").write_text("\n".join([f"{lines[0]},mood", *(f"{line},fine" for line in lines[1:])]) + "\n")
    descriptor = json.loads((folder / "datapackage.json").read_text())
    descriptor["resources"].append({"name": "horoscopes", "path": "horoscopes.csv"})
    (folder / "datapackage.json").write_text(json.dumps(descriptor))
    (folder / "horoscopes.csv").write_text("sign\nLeo\n")
    return folder


def test_a_package_of_an_earlier_schema_is_read_as_far_as_it_goes(tmp_path: Path) -> None:
    folder = earlier(tmp_path / "data")
    with pytest.raises(ProblemsError):
        load_package(folder)

    found = open_state(str(folder))

    assert found.package.facts["licence"].tolist() == ["MIT", "MIT"]
    assert set(found.package.facts["counts"]) == {""}
    assert set(found.package.licences["permit"]) == {"unknown"}, "nobody had recorded it: neither yes nor no"
    assert len(found.package.transparency) == 0
    said = " ".join(found.notes)
    for part in ("“counts”", "“permit”", "“mood”", "horoscopes", "transparency is left out"):
        assert part in said
    assert found.package.digest == open_state(str(folder)).package.digest
    (folder / "horoscopes.csv").write_text("sign\nVirgo\n")
    assert found.package.digest != open_state(str(folder)).package.digest, "of its files as they are"


def test_a_package_that_is_broken_in_what_counts_is_not_patched_up(tmp_path: Path) -> None:
    folder = earlier(tmp_path / "data")
    text = (folder / "evidence" / "curated.csv").read_text()
    (folder / "evidence" / "curated.csv").write_text(text.replace("open", "ajar", 1))

    with pytest.raises(ProblemsError) as caught:
        open_state(str(folder))

    assert f"{folder.as_posix()}/evidence/curated.csv:2: column 'availability'" in str(caught.value)
