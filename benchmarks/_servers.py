"""Servers for a benchmark: the dashboard in one process and in several, and any other Streamlit script."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

ROOT = Path(__file__).resolve().parent.parent
_STARTS_WITHIN = 240.0


@dataclass
class Server:
    """A server that runs.

    Attributes:
        base: Its address.
        process: Its process; others may be below it.
    """

    base: str
    process: subprocess.Popen[bytes]

    def family(self) -> list[int]:
        """Its process and all below it."""
        parents: dict[int, int] = {}
        for entry in Path("/proc").iterdir():
            if entry.name.isdigit():
                try:
                    parents[int(entry.name)] = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
                except OSError:
                    continue
        found = [self.process.pid]
        for one in found:
            found += [child for child, parent in parents.items() if parent == one]
        return found

    def memory(self) -> float:
        """Megabytes that all of it holds in memory."""
        held = 0
        for process in self.family():
            lines = Path(f"/proc/{process}/status").read_text().splitlines()
            held += sum(int(line.split()[1]) for line in lines if line.startswith("VmRSS"))
        return held / 1024

    def replica(self, name: str) -> int:
        """The process that calls itself so."""
        for process in self.family():
            environment = Path(f"/proc/{process}/environ").read_bytes().split(b"\0")
            if f"OPENNESS_REPLICA={name}".encode() in environment:
                return process
        raise RuntimeError(f"there is no replica {name}")


@contextmanager
def running(arguments: Sequence[str], port_option: str, folder: Path = ROOT, says: str = "") -> Iterator[Server]:
    """A server on a free port, until the block ends.

    Args:
        arguments: The module that is run, and what it is told.
        port_option: The option for the port.
        folder: Where it runs.
        says: What it prints once all of it is there; without, it is ready when it answers.
    """
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with tempfile.TemporaryFile() as log:
        process = subprocess.Popen(
            [sys.executable, "-m", *arguments, port_option, str(port)],
            cwd=folder,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stdout=log,
            stderr=log,
        )
        server = Server(f"http://localhost:{port}", process)
        try:
            _wait(server, log, says)
            yield server
        finally:
            process.terminate()
            try:
                process.wait(30)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _wait(server: Server, log: IO[bytes], says: str) -> None:
    end = time.monotonic() + _STARTS_WITHIN
    while time.monotonic() < end and server.process.poll() is None:
        try:
            with urllib.request.urlopen(f"{server.base}/_stcore/health", timeout=20) as answer:  # noqa: S310 (ours)
                if answer.status == 200 and says.encode() in _printed(log):
                    return
        except OSError:
            pass
        time.sleep(0.1)
    raise RuntimeError(f"the server does not start:\n{_printed(log).decode('utf-8', 'replace')}")


def _printed(log: IO[bytes]) -> bytes:
    return os.pread(log.fileno(), 1_000_000, 0)


def ours() -> AbstractContextManager[Server]:
    """One process, as `make run` starts it."""
    return running(["streamlit", "run", "app.py"], "--server.port")


def many() -> AbstractContextManager[Server]:
    """All cores, as `openness serve` starts them."""
    return running(["openness", "serve"], "--port", says="serving at")


def plain(script: Path, *, tuned: bool) -> AbstractContextManager[Server]:
    """A Streamlit app of the same page, on the settings it comes with, or on ours."""
    options = {"server.headless": "true", "browser.gatherUsageStats": "false", "browser.serverAddress": "localhost"}
    if tuned:
        options |= {"server.fileWatcherType": "none", "runner.postScriptGC": "false"}
    flags = [text for name, value in options.items() for text in (f"--{name}", value)]
    return running(["streamlit", "run", str(script), *flags], "--server.port", script.parent)
