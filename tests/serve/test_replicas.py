"""Processes that are kept alive, told apart, and ended together, whatever becomes of the one that started them."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from click.testing import CliRunner

from openness.cli.main import main
from openness.serve import proxy, replicas

PATIENCE = 20.0


def keep(script: str, until: int, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What is said while a shell script is kept alive, until so many lines have come."""
    monkeypatch.setattr(replicas, "_FIRST_PAUSE", 0.01)
    monkeypatch.setattr(replicas, "GRACE", 0.2)
    said: list[str] = []

    async def run() -> None:
        stop = asyncio.Event()

        def say(line: str) -> None:
            said.append(line)
            if len(said) == until:
                stop.set()

        await asyncio.wait_for(replicas._keep("it", ["sh", "-c", script], {"NAME": "1"}, stop, say), PATIENCE)

    asyncio.run(run())
    return said


def test_what_dies_is_started_again_each_time_after_a_longer_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    assert keep("echo here $NAME; exit 3", 5, monkeypatch) == [
        "it | here 1",
        "it ended with 3; it is started again in 0.01 seconds",
        "it | here 1",
        "it ended with 3; it is started again in 0.02 seconds",
        "it | here 1",
    ]


def test_what_does_not_end_when_asked_is_ended_with_all_that_it_started(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    child = tmp_path / "child"
    said = keep(
        f"trap '' TERM; sleep 100 & echo $! > {child}; echo ready; while true; do sleep 0.05; done", 1, monkeypatch
    )
    assert said == ["it | ready"]
    assert gone(int(child.read_text()))


def gone(process: int) -> bool:
    """Whether a process has ended, or does soon."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        try:
            if Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] == "Z":
                return True
        except OSError:
            return True
        time.sleep(0.01)
    return False


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a process that its parent is gone")
def test_nothing_outlives_the_one_that_started_it(tmp_path: Path) -> None:
    child = tmp_path / "child"
    started = subprocess.Popen(
        [
            sys.executable,
            "-c",
            "import asyncio; from openness.serve import replicas\n"
            "async def run():\n"
            f"    script = ['sh', '-c', 'echo $$ > {child}; exec sleep 100']\n"
            "    await replicas._keep('it', script, {}, asyncio.Event(), print)\n"
            "asyncio.run(run())",
        ]
    )
    while not (child.exists() and child.read_text().strip()):
        assert started.poll() is None
        time.sleep(0.01)
    os.kill(started.pid, signal.SIGKILL)
    started.wait()
    assert gone(int(child.read_text()))


def test_what_to_install_is_said_in_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(proxy, "program", lambda: None)
    told = CliRunner().invoke(main, ["serve", "--processes", "2"])
    assert told.exit_code == 1
    assert told.output.count("\n") == 1
    assert "apt install nginx" in told.output
    assert "--processes 1" in told.output


def test_port_that_is_taken_is_said_so(monkeypatch: pytest.MonkeyPatch) -> None:
    with replicas.socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        told = CliRunner().invoke(main, ["serve", "--processes", "1", "--port", str(port)])
    assert told.exit_code == 1
    assert told.output.startswith(f"Error: port {port}: Address already in use")
