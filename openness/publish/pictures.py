"""Pictures of charts: drawn by one Chrome that stays open, kept on disk within a bound, never more than two at once.

Kaleido's own synchronous server hands answers to the wrong thread when two ask at once, so its browser is run here in
an event loop of its own, with two tabs.
"""

from __future__ import annotations

import asyncio
import atexit
import hashlib
import json
import logging
import shutil
import tempfile
import threading
from collections import OrderedDict
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol, TypeVar

from openness.charts.kit.base import Chart
from openness.core.errors import OpennessError
from openness.publish.picture_layout import Look, compose, figure_spec, plan, wrapped

FORMATS = ("svg", "png")
AT_ONCE = 2
WAITING = 8
MOST_BYTES = 200_000_000
MOST_FILES = 2_000
PATIENCE = 30.0
"""Seconds that one picture may take."""

_START = 60.0
_IDLE = 300.0
T = TypeVar("T")
_LOG = logging.getLogger(__name__)


class NoChromeError(OpennessError):
    """There is no Chrome on this machine, so there are no pictures."""


class DrawError(OpennessError):
    """Chrome did not draw the picture in time, or not at all."""


class BusyError(OpennessError):
    """More pictures are waiting than will be drawn soon."""

    retry_after = 5


class Painter(Protocol):
    """Whatever draws a figure."""

    def draw(self, figure: dict[str, Any], form: str, width: int, height: int, scale: float) -> bytes:
        """The figure as a picture.

        Raises:
            NoChromeError: there is nothing to draw with.
            DrawError: it failed.
        """


class Chrome:
    """One Chrome with two tabs: started by the first picture, ended after five idle minutes or by `close`.

    Safe between threads. A Chrome that fails is ended, and the next picture starts another.
    """

    def __init__(self, idle: float = _IDLE) -> None:
        self._idle = idle
        self._lock = threading.Lock()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._opening: asyncio.Lock | None = None
        self._kaleido: Any = None
        self._users = 0
        self._ending: asyncio.TimerHandle | None = None

    def draw(self, figure: dict[str, Any], form: str, width: int, height: int, scale: float) -> bytes:
        """The figure as Chrome draws it (see `Painter`)."""
        options = {"format": form, "width": width, "height": height, "scale": scale}
        return self._run(self._draw(figure, options), _START + PATIENCE)

    @property
    def runs(self) -> bool:
        """Whether a Chrome runs now."""
        return self._kaleido is not None

    def close(self) -> None:
        """End Chrome, if it runs."""
        with self._lock:
            running = self._loop is not None
        if running:
            try:
                self._run(self._end(), 10.0)
            except DrawError as error:
                _LOG.warning("%s", error)

    def _run(self, work: Coroutine[Any, Any, T], patience: float) -> T:
        with self._lock:
            if self._loop is None:
                self._loop = asyncio.new_event_loop()
                self._opening = asyncio.Lock()
                threading.Thread(target=self._loop.run_forever, name="pictures", daemon=True).start()
                atexit.register(self.close)
        future = asyncio.run_coroutine_threadsafe(work, self._loop)
        try:
            return future.result(patience)
        except TimeoutError as error:
            future.cancel()
            raise DrawError("Chrome took too long") from error

    async def _draw(self, figure: dict[str, Any], options: dict[str, Any]) -> bytes:
        self._users += 1
        if self._ending:
            self._ending.cancel()
            self._ending = None
        try:
            browser = await self._open()
            return bytes(await asyncio.wait_for(browser.calc_fig(figure, opts=options), PATIENCE))
        except NoChromeError:
            raise
        except Exception as error:  # whatever a browser can do wrong
            _LOG.warning("a picture failed: %r", error)
            await self._end()
            raise DrawError("Chrome could not draw this") from error
        finally:
            self._users -= 1
            if not self._users:
                loop = asyncio.get_running_loop()
                self._ending = loop.call_later(self._idle, lambda: loop.create_task(self._end()))

    async def _open(self) -> Any:
        import kaleido
        from choreographer.errors import ChromeNotFoundError

        assert self._opening is not None  # noqa: S101 (made with the loop)
        async with self._opening:
            if self._kaleido is None:
                try:
                    # without mathjax=False its page would ask a server elsewhere for it
                    browser = kaleido.Kaleido(n=AT_ONCE, mathjax=False, timeout=PATIENCE)
                except ChromeNotFoundError as error:
                    raise NoChromeError(
                        "Pictures are drawn by Chrome or Chromium, and this server has none (BROWSER_PATH names one)."
                    ) from error
                await asyncio.wait_for(browser.open(), _START)
                self._kaleido = browser
            return self._kaleido

    async def _end(self) -> None:
        browser, self._kaleido = self._kaleido, None
        if browser is not None:
            try:
                await asyncio.wait_for(browser.close(), 8.0)
            except Exception as error:  # it may be gone already
                _LOG.warning("Chrome did not end well: %r", error)


CHROME = Chrome()
"""The one Chrome of this process; nothing runs until the first picture."""


def draw(chart: Chart, form: str = "svg", look: Look | None = None, painter: Painter | None = None) -> bytes:
    """A chart as a picture, with its words and its source, drawn now and not kept.

    Raises:
        NoChromeError: there is no Chrome on this machine.
        DrawError: it failed.
    """
    look, painter = look or Look(), painter or CHROME
    laid = plan(chart, look)
    svg = compose(chart, look, painter.draw(figure_spec(chart), "svg", *laid.figure, 1).decode("utf-8"))
    if form == "svg":
        return svg.encode("utf-8")
    return painter.draw(wrapped(svg, laid), "png", laid.width, laid.height, laid.scale)


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
        painter: Painter | None = None,
        *,
        most_bytes: int = MOST_BYTES,
        most_files: int = MOST_FILES,
        at_once: int = AT_ONCE,
        waiting: int = WAITING,
    ) -> None:
        self._painter = painter or CHROME
        self._most_bytes, self._most_files = most_bytes, most_files
        self._room = at_once + waiting
        self._lock = threading.Lock()
        self._drawing = threading.BoundedSemaphore(at_once)
        self._files: OrderedDict[str, int] = OrderedDict()
        self._weight = 0
        self._taken = 0
        self._folder: Path | None = None

    @property
    def taken(self) -> int:
        """How many pictures are being drawn or waited for."""
        return self._taken

    @property
    def kept(self) -> tuple[int, int]:
        """How many files are kept, and their bytes."""
        return len(self._files), self._weight

    @property
    def folder(self) -> Path | None:
        """Where the files lie; none before the first."""
        return self._folder

    def has(self, key: str) -> bool:
        """Whether the picture is kept."""
        return _name(key) in self._files

    def find(self, key: str) -> bytes | None:
        """The picture, if it is kept."""
        name = _name(key)
        with self._lock:
            if name not in self._files or self._folder is None:
                return None
            self._files.move_to_end(name)
            path = self._folder / name
        try:
            return path.read_bytes()
        except OSError:  # someone has cleaned up; it is drawn again
            with self._lock:
                self._weight -= self._files.pop(name, 0)
            return None

    @contextmanager
    def place(self) -> Iterator[None]:
        """A place in the queue.

        Raises:
            BusyError: there is none.
        """
        self.enter()
        try:
            yield
        finally:
            self.leave()

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
        with self._drawing:
            found = self.find(key)
            if found is None:
                found = make()
                self._keep(key, found)
            return found

    def _keep(self, key: str, picture: bytes) -> None:
        name = _name(key)
        with self._lock:
            if self._folder is None:
                # of this process alone: nobody else can put a file into it
                self._folder = Path(tempfile.mkdtemp(prefix="openness-gap-pictures-"))
                atexit.register(shutil.rmtree, self._folder, ignore_errors=True)
            try:
                (self._folder / name).write_bytes(picture)
            except OSError as error:  # a full disk is no reason not to answer
                _LOG.warning("a picture cannot be kept: %s", error)
                return
            self._weight += len(picture) - self._files.pop(name, 0)
            self._files[name] = len(picture)
            while self._files and (self._weight > self._most_bytes or len(self._files) > self._most_files):
                oldest, weight = self._files.popitem(last=False)
                self._weight -= weight
                (self._folder / oldest).unlink(missing_ok=True)


PICTURES = Pictures()
"""The pictures of this process: what is drawn for addresses and for reports shares one bound and one line."""


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
