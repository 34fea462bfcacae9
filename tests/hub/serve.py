"""The hub on a port of this machine, for as long as a block lasts."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import uvicorn

from openness.collect.pace import Clock
from tests.hub.app import World, hub


@contextmanager
def served(world: World) -> Iterator[dict[str, str]]:
    """Serve a world, and yield the environment in which the clients find it."""
    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(hub(world), log_level="critical", timeout_graceful_shutdown=1))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    while not server.started and thread.is_alive():
        time.sleep(0.005)
    address = f"http://127.0.0.1:{listening.getsockname()[1]}"
    try:
        yield {"HF_ENDPOINT": address, "GITHUB_API_URL": f"{address}/github"}
    finally:
        server.should_exit = True
        thread.join(5)
        listening.close()


class Time:
    """A clock that goes on only where somebody waits."""

    def __init__(self, day: str = "2026-11-20") -> None:
        self.seconds = 0.0
        self.waits: list[float] = []
        self.start = datetime.fromisoformat(f"{day}T12:00:00").replace(tzinfo=UTC)
        self._lock = threading.Lock()

    def wait(self, seconds: float) -> None:
        with self._lock:
            self.seconds += seconds
            self.waits.append(seconds)

    def clock(self) -> Clock:
        return Clock(lambda: self.seconds, self.wait, lambda: self.start + timedelta(seconds=self.seconds))
