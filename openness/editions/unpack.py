"""The data and the definitions out of an archive: `.zip` or `.tar`, bounded, and never outside of the folder given.

What is wanted is a data package (`data/`, or a folder with its `datapackage.json`) and, beside it, `rubric.yaml` and
`rubrics/`. An archive of a frozen copy holds them in its own `data/all.zip`.
"""

from __future__ import annotations

import io
import json
import tarfile
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO

from openness.core.errors import OpennessError, shorten
from openness.core.wording import listed
from openness.facts.schema import DESCRIPTOR

MOST_BYTES = 200_000_000
"""What is unpacked in all, at most; a whole package has 4 MB."""
MOST_FILES = 20_000

ALL = "data/all.zip"
"""Where a frozen copy keeps the whole package."""

ENDINGS = (".zip", ".tar", ".tar.gz", ".tgz", ".tar.xz")


@dataclass(frozen=True)
class _Reader:
    """An open archive.

    Attributes:
        names: Its files, none of which leads outside, and how long each says it is.
        open: Opens one of them.
    """

    names: dict[str, int]
    open: Callable[[str], IO[bytes]]


def unpack(archive: Path | bytes, into: Path, name: str) -> Path:
    """Unpack what scoring needs of an archive.

    Args:
        archive: The file, or its content.
        into: An empty folder.
        name: What it is called in an error.

    Returns:
        The folder of the data package. The definitions, where there are any, are beside it.

    Raises:
        OpennessError: It is no such archive, is too large, or holds no data package or several.
    """
    try:
        with _reading(archive, name) as reader:
            return _unpack(reader, into, name)
    except (
        zipfile.BadZipFile,
        tarfile.TarError,
        EOFError,
        OSError,
        KeyError,
        ValueError,
        NotImplementedError,
    ) as error:
        if isinstance(error, OpennessError):
            raise
        raise OpennessError(f"{name} cannot be read as an archive: {shorten(error)}") from error


@contextmanager
def _reading(archive: Path | bytes, name: str) -> Iterator[_Reader]:
    stream = io.BytesIO(archive) if isinstance(archive, bytes) else archive.open("rb")
    with stream:
        if zipfile.is_zipfile(stream):
            with zipfile.ZipFile(stream) as zipped:
                files = [one for one in zipped.infolist() if not one.is_dir()]
                yield _Reader(_bounded(((one.filename, one.file_size) for one in files), name), zipped.open)
            return
        stream.seek(0)
        with tarfile.open(fileobj=stream, mode="r:*") as tar:
            # links and devices are passed over: what is wanted are files
            names = _bounded(((one.name, one.size) for one in tar if one.isfile()), name)
            yield _Reader(names, lambda file: _opened(tar, file))


def _opened(tar: tarfile.TarFile, file: str) -> IO[bytes]:
    found = tar.extractfile(file)
    if found is None:
        raise KeyError(file)
    return found


def _bounded(members: Iterator[tuple[str, int]], name: str) -> dict[str, int]:
    """The files by name. It stops at the first one too many, before it is unpacked to get to the next."""
    found: dict[str, int] = {}
    total = 0
    for number, (member, size) in enumerate(members):
        total += size
        if number >= MOST_FILES or total > MOST_BYTES:
            raise _too_large(name)
        if (
            "\\" in member
            or ":" in member
            or PurePosixPath(member).is_absolute()
            or ".." in PurePosixPath(member).parts
        ):
            raise OpennessError(f"{name} holds a file that leads outside of it: '{shorten(member)}'")
        found[PurePosixPath(member).as_posix()] = size
    return found


def _unpack(reader: _Reader, into: Path, name: str) -> Path:
    packages = sorted((file for file in reader.names if PurePosixPath(file).name == DESCRIPTOR), key=_depth)
    if not packages:
        return _unpack_frozen(reader, into, name)
    inside = PurePosixPath(packages[0]).parent
    beside = inside.parent
    for file in reader.names:
        path = PurePosixPath(file)
        if path.is_relative_to(inside):
            _write(reader, file, into / "data" / path.relative_to(inside), name)
        elif inside.name and (path == beside / "rubric.yaml" or path.parent == beside / "rubrics"):
            _write(reader, file, into / path.relative_to(beside), name)
    return into / "data"


def _depth(file: str) -> tuple[int, str]:
    return len(PurePosixPath(file).parts), file


def _unpack_frozen(reader: _Reader, into: Path, name: str) -> Path:
    """The package of a frozen copy. Its definitions share one package, so any of its versions will do."""
    kept = sorted(file for file in reader.names if file == ALL or file.endswith(f"/{ALL}"))
    if not kept:
        raise OpennessError(
            f"{name} holds no data package: there is no {DESCRIPTOR} in it, nor the {ALL} of a frozen copy"
        )
    days = {file: json.loads(_read(reader, _manifest(file), name))["data_date"] for file in kept}
    _refuse_several(days, name)
    return unpack(_read(reader, kept[0], name), into, f"{kept[0]} in {name}")


def _manifest(file: str) -> str:
    return f"{file.removesuffix(ALL)}manifest.json"


def _refuse_several(days: dict[str, str], name: str) -> None:
    if len(set(days.values())) > 1:
        folders = listed((file.removesuffix(f"/{ALL}") for file in days), "or")
        raise OpennessError(f"{name} holds versions of several days; unpack it and name one of them: {folders}")


def frozen_package(folder: Path) -> Path | None:
    """The `data/all.zip` of a folder that `openness freeze` wrote, or of one version in it; None for another folder.

    Raises:
        OpennessError: The folder holds versions of several days.
    """
    if (folder / ALL).is_file():
        return folder / ALL
    kept = sorted(folder.glob(f"v/*/{ALL}"))
    try:
        days = {
            path.relative_to(folder).as_posix(): json.loads((path.parents[1] / "manifest.json").read_text("utf-8"))[
                "data_date"
            ]
            for path in kept
        }
    except (OSError, ValueError, KeyError, TypeError):
        return None
    _refuse_several(days, str(folder))
    return kept[0] if kept else None


def _write(reader: _Reader, file: str, target: Path, name: str) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(_read(reader, file, name))


def _read(reader: _Reader, file: str, name: str) -> bytes:
    # what an archive says of a file's length need not be true
    with reader.open(file) as stream:
        content = stream.read(reader.names[file] + 1)
    if len(content) > reader.names[file]:
        raise _too_large(name)
    return content


def _too_large(name: str) -> OpennessError:
    return OpennessError(f"{name} is too large: at most {MOST_FILES:,} files with {MOST_BYTES // 1_000_000} MB in all")
