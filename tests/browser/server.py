"""Start a Streamlit server on a free port and end it again, for the browser tests and the benchmark."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent.parent
_PATIENCE = 180.0


@contextmanager
def serve(script: Path, *, folder: Path = ROOT, options: tuple[str, ...] = ()) -> Iterator[str]:
    """Serve a script as `streamlit run` does, until the block ends.

    Args:
        script: what to run; `app.py`, or any Streamlit script.
        folder: where to run it, which decides whose `.streamlit/config.toml` counts.
        options: further options of `streamlit run`.

    Yields:
        The address without a slash at its end.

    Raises:
        RuntimeError: the server ended, or did not answer in time; with what it printed.
    """
    port = free_port()
    command = [sys.executable, "-m", "streamlit", "run", str(script), "--server.port", str(port)]
    fixed = ["--server.headless", "true", "--browser.gatherUsageStats", "false", "--browser.serverAddress", "localhost"]
    process = subprocess.Popen(
        [*command, *fixed, *options], cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    base = f"http://localhost:{port}"
    try:
        wait_for(process, f"{base}/_stcore/health")
        yield base
    finally:
        process.terminate()
        try:
            process.communicate(timeout=10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()


def free_port() -> int:
    """A port that nobody listens at now."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def wait_for(process: subprocess.Popen[Any], address: str, printed: Path | None = None) -> None:
    """Wait until a server answers.

    Args:
        process: The server.
        address: What it has to answer.
        printed: The file that it prints to, where it does not print to us.

    Raises:
        RuntimeError: It ended, or did not answer in time; with what it printed.
    """
    end = time.monotonic() + _PATIENCE
    while time.monotonic() < end:
        if process.poll() is not None:
            said = printed.read_text() if printed else process.communicate()[0]
            raise RuntimeError(f"the server ended with {process.returncode}:\n{said}")
        try:
            with urllib.request.urlopen(address, timeout=5) as answer:  # noqa: S310 (our own server)
                if answer.status == 200:
                    return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    raise RuntimeError(f"no answer from {address} within {_PATIENCE:.0f} seconds")
