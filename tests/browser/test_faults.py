"""A server of its own, with the network closed to all but this machine: its Chrome is killed, and then it is ended."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.browser import chromium
from tests.browser.server import ROOT, free_port, wait_for

pytestmark = pytest.mark.browser
PATIENCE = 60.0


def children(process: int) -> dict[int, str]:
    """Every process below one, with its command line."""
    below: dict[int, list[int]] = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            parent = int(folder.joinpath("stat").read_text().rpartition(")")[2].split()[1])
        except (OSError, ValueError):
            continue
        below.setdefault(parent, []).append(int(folder.name))
    found: dict[int, str] = {}
    waiting = [process]
    while waiting:
        for child in below.get(waiting.pop(), []):
            try:
                found[child] = Path(f"/proc/{child}/cmdline").read_bytes().replace(b"\0", b" ").decode()
            except OSError:
                continue
            waiting.append(child)
    return found


def runs(process: int) -> bool:
    """Whether a process runs; one that has ended stays listed until its parent has asked how."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def picture(base: str, address: str) -> bytes:
    """A picture, asked for again when the server says so."""
    end = time.monotonic() + PATIENCE
    while True:
        try:
            with urllib.request.urlopen(f"{base}{address}", timeout=PATIENCE) as answer:  # noqa: S310 (our own server)
                return bytes(answer.read())
        except urllib.error.HTTPError as error:
            if error.code != 503 or not error.headers["retry-after"] or time.monotonic() > end:
                raise
            time.sleep(0.5)


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks at processes as Linux shows them")
def test_killed_chrome_is_replaced_and_an_ending_server_finishes_what_it_is_at(tmp_path: Path) -> None:
    asked, printed = tmp_path / "asked.txt", tmp_path / "printed.txt"
    temporary = Path(tempfile.mkdtemp(prefix="og-"))  # Chrome's socket lies in it, and its path has to be short
    asked.touch()
    closed = os.pathsep.join([str(Path(__file__).with_name("closed")), os.environ.get("PYTHONPATH", "")])
    told = {"ASKED_ELSEWHERE": str(asked), "PYTHONPATH": closed, "TMPDIR": str(temporary)}
    port = free_port()
    base = f"http://localhost:{port}"
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(port)]
    environment = {**os.environ, **told, "BROWSER_PATH": chromium.find() or ""}
    with printed.open("w") as out, ThreadPoolExecutor(1) as pool:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=out, stderr=subprocess.STDOUT)
        try:
            wait_for(process, f"{base}/_stcore/health", printed)
            assert picture(base, "/chart/gap.png").startswith(b"\x89PNG")
            browsers = [number for number, line in children(process.pid).items() if "--type=" not in line]
            for number in browsers:
                os.kill(number, signal.SIGKILL)
            assert picture(base, "/chart/gap.png?theme=dark").startswith(b"\x89PNG"), "another Chrome draws"
            assert list(temporary.glob("openness-gap-*"))

            under_way = pool.submit(picture, base, "/chart/vendors.png?theme=dark&width=1111")
            time.sleep(0.3)
            below = children(process.pid)
            process.terminate()
            assert under_way.result(PATIENCE).startswith(b"\x89PNG"), "what was asked for is answered"
            process.wait(PATIENCE)
        finally:
            process.kill()
            process.wait(PATIENCE)
    assert process.returncode in (0, -signal.SIGTERM), printed.read_text()
    end = time.monotonic() + 20
    while running := [line for number, line in below.items() if runs(number)]:
        assert time.monotonic() < end, f"goes on running: {running}"
        time.sleep(0.2)
    left = list(temporary.glob("openness-gap-*"))
    shutil.rmtree(temporary, ignore_errors=True)
    assert not left, "nothing is left behind"
    assert "Traceback" not in printed.read_text()
    assert asked.read_text() == "", "the server asks nobody else"
