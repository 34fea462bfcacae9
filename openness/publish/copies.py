"""Copies of data, editions and definitions that nobody edits: one is read whole, whatever becomes of the files."""

from __future__ import annotations

import atexit
import hashlib
import shutil
import stat
import tempfile
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path

_FOLDERS = ("data", "editions", "rubrics", "questions")
_FILES = ("rubric.yaml", "CITATION.cff", "LICENSE")
_KEPT = 3  # what was asked of the version before last may still be on its way


def _listed(source: Path) -> Iterator[Path]:
    """What a version consists of, in a fixed order."""
    yield from (source / name for name in _FILES)
    for folder in _FOLDERS:
        yield from sorted((source / folder).rglob("*"))


def stamp_of(source: Path) -> str:
    """What tells that a file has changed: a short hash of the names, times and sizes of all."""
    lines = []
    for path in _listed(source):
        try:
            found = path.stat()
        except OSError:  # a file that is being replaced may be gone for a moment
            continue
        if stat.S_ISREG(found.st_mode):
            lines.append(f"{path} {found.st_mtime_ns} {found.st_size}")
    return hashlib.sha256("\n".join(lines).encode("utf-8", "surrogateescape")).hexdigest()[:12]


def gone(before: Path, now: Path) -> str:
    """What a version has lost as a whole, in words: a folder that is empty was deleted, not edited."""
    lost = [name for name in ("rubric.yaml", *_FOLDERS) if (before / name).exists() and not (now / name).exists()]
    return f"Missing: {', '.join(lost)}." if lost else ""


class Copies:
    """The last few copies, in a folder of this process alone."""

    def __init__(self) -> None:
        self._made: set[Path] = set()
        self._kept: list[Path] = []

    @cached_property
    def folder(self) -> Path:
        """Where they lie until the process ends."""
        folder = Path(tempfile.mkdtemp(prefix="openness-gap-data-"))
        atexit.register(shutil.rmtree, folder, ignore_errors=True)
        return folder

    def make(self, source: Path, name: str) -> Path:
        """Copy a version.

        Args:
            source: The folder that holds it.
            name: What the copy is called; one of that name is made anew.

        Raises:
            OSError: It cannot be copied: the disk is full, say.
        """
        copy = self.folder / name
        shutil.rmtree(copy, ignore_errors=True)
        copy.mkdir()
        self._made.add(copy)
        try:
            for path in _listed(source):
                if path.is_file():
                    there = copy / path.relative_to(source)
                    there.parent.mkdir(parents=True, exist_ok=True)
                    shutil.copy2(path, there)
        except OSError:
            self.drop(copy)
            raise
        return copy

    def keep(self, copy: Path) -> None:
        """Keep a copy that takes over; the oldest one but two goes."""
        self._kept = [*(kept for kept in self._kept if kept != copy), copy]
        while len(self._kept) > _KEPT:
            self.drop(self._kept.pop(0))

    def close(self) -> None:
        """Remove them all."""
        for copy in list(self._made):
            self.drop(copy)
        if "folder" in self.__dict__:
            shutil.rmtree(self.folder, ignore_errors=True)

    def drop(self, copy: Path) -> None:
        """Remove a copy that nothing is read from; what is no copy stays where it is."""
        if copy in self._made:
            self._made.remove(copy)
            shutil.rmtree(copy, ignore_errors=True)
