"""Pictures of charts: kept on disk within a bound, with a short line before the browser that draws them."""

from __future__ import annotations

import atexit
import hashlib
import json
import logging
import shutil
import tempfile
import threading
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from openness.charts.kit.base import Chart
from openness.core.cache import Cache
from openness.core.errors import OpennessError
from openness.publish.chrome import AT_ONCE, Painter
from openness.publish.picture_layout import Look, compose, figure_spec, plan, wrapped

FORMATS = ("svg", "png")
WAITING = 8
MOST_BYTES = 200_000_000
MOST_FILES = 2_000

_LOG = logging.getLogger(__name__)


class BusyError(OpennessError):
    """More pictures are waiting than will be drawn soon."""

    retry_after = 5


def draw(chart: Chart, form: str, look: Look, painter: Painter) -> bytes:
    """A chart as a picture, with its words and its source, drawn now and not kept.

    Raises:
        NoChromeError: there is no Chrome on this machine.
        DrawError: it failed.
    """
    laid = plan(chart, look)
    svg = compose(chart, look, painter.draw(figure_spec(chart, laid.figure[0]), "svg", *laid.figure, 1).decode("utf-8"))
    if form == "svg":
        return svg.encode("utf-8")
    return painter.draw(wrapped(svg, laid), "png", laid.width, laid.height, laid.scale)


@dataclass(frozen=True)
class _File:
    """A picture on the disk, and its bytes."""

    path: Path
    size: int

    def read(self) -> bytes | None:
        """What it holds; None where someone has cleaned up, or the disk was full."""
        try:
            return self.path.read_bytes()
        except OSError:
            return None

    def remove(self) -> None:
        self.path.unlink(missing_ok=True)


class Pictures:
    """Pictures kept on disk by their address, with a bound on what is kept, drawn and waited for.

    Args:
        painter: what draws.
        most_bytes: most that all files may weigh.
        most_files: most files.
        at_once: how many are drawn at once.
        waiting: how many may wait beyond those.
    """

    def __init__(
        self,
        painter: Painter,
        *,
        most_bytes: int = MOST_BYTES,
        most_files: int = MOST_FILES,
        at_once: int = AT_ONCE,
        waiting: int = WAITING,
    ) -> None:
        self._painter = painter
        self._room = at_once + waiting
        self._lock = threading.Lock()
        self._drawing = threading.BoundedSemaphore(at_once)
        # a small file counts as much as an average one may weigh, so one bound holds bytes and number
        least = most_bytes // most_files
        self._files: Cache[_File] = Cache(most_bytes, lambda file: max(file.size, least), _File.remove)
        self._taken = 0

    @property
    def taken(self) -> int:
        """How many pictures are being drawn or waited for."""
        return self._taken

    @property
    def kept(self) -> int:
        """How many files are kept."""
        return len(self._files)

    @cached_property
    def folder(self) -> Path:
        """Where the files lie: a folder of this process alone, so nobody else can put a file into it."""
        folder = Path(tempfile.mkdtemp(prefix="openness-gap-pictures-"))
        atexit.register(shutil.rmtree, folder, ignore_errors=True)
        return folder

    def close(self) -> None:
        """Remove the files."""
        if "folder" in self.__dict__:
            shutil.rmtree(self.folder, ignore_errors=True)

    def has(self, key: str) -> bool:
        """Whether the picture is kept."""
        return self._files.find(_name(key)) is not None

    def find(self, key: str) -> bytes | None:
        """The picture, if it is kept."""
        name = _name(key)
        file = self._files.find(name)
        if file is None:
            return None
        found = file.read()
        if found is None:  # it is drawn again
            self._files.forget(name)
        return found

    def enter(self) -> None:
        """Take a place in the queue; `leave` gives it back.

        Raises:
            BusyError: there is none.
        """
        with self._lock:
            if self._taken >= self._room:
                raise BusyError(f"{self._taken} pictures are waiting to be drawn already; ask again in a few seconds.")
            self._taken += 1

    def leave(self) -> None:
        """Give a place in the queue back."""
        with self._lock:
            self._taken -= 1

    def draw(self, key: str, make: Callable[[], Chart], form: str, look: Look) -> bytes:
        """The picture, kept or drawn; call it with a place in the queue.

        Raises:
            NoChromeError: there is no Chrome on this machine.
            DrawError: it failed.
        """
        return self._kept(key, lambda: draw(make(), form, look, self._painter))

    def bare(self, figure: dict[str, Any], form: str, width: int, height: int, scale: float, *, keep: bool) -> bytes:
        """A figure without words around it, for a report: in turn with all others, whoever waits for them.

        Args:
            figure: The figure, which is also what it is found by.
            form: `svg` or `png`.
            width: Pixels.
            height: Pixels.
            scale: Pixels of a PNG for each of these.
            keep: Whether it may lie on the disk; what is a reader's own may not.

        Raises:
            NoChromeError: there is no Chrome on this machine.
            DrawError: it failed.
        """
        if not keep:
            with self._drawing:
                return self._painter.draw(figure, form, width, height, scale)
        key = json.dumps([figure, form, width, height, scale], sort_keys=True)
        return self._kept(key, lambda: self._painter.draw(figure, form, width, height, scale))

    def _kept(self, key: str, make: Callable[[], bytes]) -> bytes:
        found = self.find(key)
        if found is not None:
            return found
        drawn = b""

        def made() -> _File:
            nonlocal drawn
            with self._drawing:
                drawn = make()
            file = _File(self.folder / _name(key), len(drawn))
            try:
                file.path.write_bytes(drawn)
            except OSError as error:  # a full disk is no reason not to answer
                _LOG.warning("a picture cannot be kept: %s", error)
            return file

        file = self._files.get(_name(key), made)
        # empty where somebody else has drawn it meanwhile
        return drawn or file.read() or self._kept(key, make)


@dataclass(frozen=True)
class InTurn:
    """A painter that draws in turn with everything else that is drawn here (see `Pictures.bare`).

    Attributes:
        pictures: Where it draws.
        keep: Whether its pictures may be kept.
    """

    pictures: Pictures
    keep: bool = True

    def draw(self, figure: dict[str, Any], form: str, width: int, height: int, scale: float) -> bytes:
        """The figure as a picture (see `Painter`)."""
        return self.pictures.bare(figure, form, width, height, scale, keep=self.keep)


def _name(key: str) -> str:
    return hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()
