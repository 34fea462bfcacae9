"""`openness serve` as visitors meet it: two processes behind nginx, and one of them killed while they are with it."""

from __future__ import annotations

import asyncio
import os
import signal

import pytest

from benchmarks._servers import Server, running
from benchmarks._visitors import Visitor, fetch
from benchmarks.audience import killed
from openness.serve import proxy

pytestmark = pytest.mark.skipif(proxy.program() is None, reason="nginx is not installed here: apt install nginx")


async def files_are_kept(server: Server) -> None:
    told = [await fetch(server.base, "/chart/gap.csv") for _ in range(2)]
    assert [headers["x-cache"] for _, headers, _ in told] == ["MISS", "HIT"]
    assert told[0][2] == told[1][2]
    assert told[0][1]["etag"] == told[1][1]["etag"]
    assert not any("set-cookie" in headers for _, headers, _ in told)


async def session_and_its_files_are_with_one_process(server: Server) -> None:
    visitors = [Visitor(server.base) for _ in range(4)]
    for visitor in visitors:
        await visitor.open()
    names = [visitor.cookies["openness_replica"] for visitor in visitors]
    assert set(names) == {"1", "2"}, "each in turn"
    for visitor, name in zip(visitors, names, strict=True):
        for path in ("/", "/_stcore/health", "/media/none.csv"):
            _, headers, _ = await fetch(server.base, path, visitor.cookies)
            assert "openness_replica" not in headers.get("set-cookie", "")
        assert visitor.cookies["openness_replica"] == name
        await visitor.leave()


def test_visitors_of_a_process_that_is_killed_go_on_with_another_and_lose_nothing() -> None:
    with running(["openness", "serve", "--processes", "2"], "--port", says="serving at") as server:
        asyncio.run(files_are_kept(server))
        asyncio.run(session_and_its_files_are_with_one_process(server))
        found = asyncio.run(killed(server, 12))
        assert (found.of, found.failed, found.lost, found.told) == (6, 0, 0, 6)
        family = server.family()
        os.kill(server.process.pid, signal.SIGTERM)
        assert server.process.wait(20) == 0
        left = [process for process in family if os.path.exists(f"/proc/{process}")]
        assert left == []
