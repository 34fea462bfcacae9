"""The browser that draws: one Chrome that stays open, with two tabs.

Kaleido's own synchronous server hands answers to the wrong thread when two ask at once, so its browser is run here in
an event loop of its own. Nothing runs until the first picture is drawn.
"""

from __future__ import annotations

import asyncio
import atexit
import logging
import threading
from collections.abc import Coroutine
from typing import Any, Protocol, TypeVar

from openness.core.errors import OpennessError

AT_ONCE = 2
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
