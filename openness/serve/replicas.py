"""Several processes that serve the same dashboard behind one port: started, kept alive, and ended together."""

from __future__ import annotations

import asyncio
import ctypes
import os
import signal
import socket
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from openness.core.errors import OpennessError
from openness.core.paths import ROOT
from openness.core.served import PROXIES, REPLICA
from openness.serve import proxy
from openness.serve.proxy import Replica

GRACE = 8.0
"""Seconds that a process has to end by itself."""

_FIRST_PAUSE, _LONGEST_PAUSE = 0.5, 30.0
_PROVEN = 60.0
_LISTEN = "127.0.0.1"

Say = Callable[[str], None]


class ServeError(OpennessError):
    """The dashboard cannot be served as asked."""


async def serve(port: int, processes: int, say: Say) -> None:
    """Serve until SIGTERM or SIGINT.

    Args:
        port: Where it is reached.
        processes: How many replicas; one needs no nginx.
        say: Takes each line that is printed.

    Raises:
        ServeError: nginx is missing, or the port is taken.
    """
    nginx = proxy.program() if processes > 1 else None
    if processes > 1 and nginx is None:
        raise ServeError(proxy.MISSING)
    _check_free(port)
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    with tempfile.TemporaryDirectory(prefix="openness-serve-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        folder.chmod(0o755)  # started by root, nginx works as somebody else
        if nginx is None:
            kept = [_replica(Replica(os.environ.get(REPLICA, ""), f"0.0.0.0:{port}"), {}, stop, say)]
            ready = [port]
        else:
            replicas = [Replica(str(number), f"{_LISTEN}:{free}") for number, free in _numbered(processes)]
            ready = [port, *(int(replica.address.rpartition(":")[2]) for replica in replicas)]
            # Only our own nginx is believed what it says of the reader.
            kept = [_replica(replica, {PROXIES: _LISTEN}, stop, say) for replica in replicas]
            written = folder / "nginx.conf"
            written.write_text(
                proxy.configuration(replicas, str(port), folder, files=proxy.open_files()), encoding="utf-8"
            )
            command = [nginx, "-e", "stderr", "-p", name, "-c", str(written)]
            kept.append(_keep("nginx", command, {}, stop, say))
        await asyncio.gather(_greet(port, ready, processes, stop, say), *kept)


def _replica(replica: Replica, environment: Mapping[str, str], stop: asyncio.Event, say: Say) -> Awaitable[None]:
    """One process of the dashboard, kept alive. It listens once it has read the data, and not before."""
    host, _, port = replica.address.rpartition(":")
    options = {
        "host": host,
        "port": port,
        "ws": "websockets-sansio",
        "ws-ping-interval": "30",
        "ws-ping-timeout": "30",
        "ws-per-message-deflate": "false",
        "backlog": "4096",
        "timeout-graceful-shutdown": "3",
    }
    flags = [text for option, value in options.items() for text in (f"--{option}", value)]
    command = [sys.executable, "-m", "uvicorn", "app:app", "--no-access-log", *flags]
    name = f"replica {replica.name}" if replica.name else "server"
    return _keep(name, command, {**environment, REPLICA: replica.name}, stop, say)


async def _keep(
    name: str, command: Sequence[str], environment: Mapping[str, str], stop: asyncio.Event, say: Say
) -> None:
    """Run a program until `stop`; where it ends before, start it again, each time after a longer pause."""
    pause = _FIRST_PAUSE
    while not stop.is_set():
        begun = time.monotonic()
        # A pipe of our own: with asyncio's, a program counts as ended only when all that it started have let go of it.
        reading, writing = os.pipe()
        try:
            process = await asyncio.create_subprocess_exec(
                *command,
                cwd=ROOT,
                env={**os.environ, **environment},
                stdin=asyncio.subprocess.DEVNULL,
                stdout=writing,
                stderr=asyncio.subprocess.STDOUT,
                start_new_session=True,  # Ctrl+C in the terminal is for us, who end all in order
                preexec_fn=_die_with_parent,
            )
        finally:
            os.close(writing)
        told = asyncio.create_task(_tell(name, reading, say))
        ended = asyncio.create_task(process.wait())
        stopped = asyncio.create_task(stop.wait())
        await asyncio.wait({ended, stopped}, return_when=asyncio.FIRST_COMPLETED)
        stopped.cancel()
        if not ended.done():
            await _end(process)
        _sweep(process.pid)
        await told
        if stop.is_set():
            return
        if time.monotonic() - begun > _PROVEN:
            pause = _FIRST_PAUSE
        say(f"{name} ended with {process.returncode}; it is started again in {pause:g} seconds")
        with suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), pause)
        pause = min(2 * pause, _LONGEST_PAUSE)


async def _end(process: asyncio.subprocess.Process) -> None:
    """Ask a program to end; where it does not, end it."""
    with suppress(ProcessLookupError):
        process.terminate()
    try:
        await asyncio.wait_for(process.wait(), GRACE)
    except TimeoutError:
        _sweep(process.pid)
        await process.wait()


def _sweep(group: int) -> None:
    """End a program at once, with what it has started and left behind."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(group, signal.SIGKILL)


async def _tell(name: str, pipe: int, say: Say) -> None:
    """Pass on what a program prints, with its name before each line."""
    reader = asyncio.StreamReader()
    transport, _ = await asyncio.get_running_loop().connect_read_pipe(
        lambda: asyncio.StreamReaderProtocol(reader), os.fdopen(pipe, "rb")
    )
    try:
        while True:
            try:
                line = await reader.readline()
            except ValueError:  # longer than any line should be
                continue
            if not line:
                return
            say(f"{name} | {line.decode('utf-8', 'replace').rstrip()}")
    finally:
        transport.close()


async def _greet(port: int, ports: Sequence[int], processes: int, stop: asyncio.Event, say: Say) -> None:
    """Say where the dashboard is, once all of it answers."""
    for awaited in ports:
        while not stop.is_set():
            try:
                _, writer = await asyncio.open_connection(_LISTEN, awaited)
            except OSError:
                with suppress(TimeoutError):
                    await asyncio.wait_for(stop.wait(), 0.1)
                continue
            writer.close()
            break
    if not stop.is_set():
        many = "1 process" if processes == 1 else f"{processes} processes behind nginx"
        say(f"serving at http://localhost:{port} with {many}; Ctrl+C ends it")


def _die_with_parent() -> None:
    """Ask Linux to end this program when the one that started it is gone, however that happened."""
    if sys.platform == "linux":
        set_death_signal = 1
        ctypes.CDLL(None).prctl(set_death_signal, signal.SIGTERM)


def _check_free(port: int) -> None:
    with socket.socket() as tried:
        tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            tried.bind(("0.0.0.0", port))  # noqa: S104 (it is served to everybody)
        except OSError as error:
            raise ServeError(f"port {port}: {error.strerror}; choose another with --port") from error


def _numbered(many: int) -> list[tuple[int, int]]:
    """Names for replicas, each with a port that nobody uses."""
    with_ports = [socket.socket() for _ in range(many)]
    try:
        for one in with_ports:
            one.bind((_LISTEN, 0))
        return [(number, one.getsockname()[1]) for number, one in enumerate(with_ports, 1)]
    finally:
        for one in with_ports:
            one.close()
