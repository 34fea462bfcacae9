"""Pictures over HTTP: a short line, each drawn once, and an honest answer where nothing can draw."""

from __future__ import annotations

import asyncio
import resource
import threading
import time
from pathlib import Path
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from openness.publish.chrome import NoChromeError
from openness.publish.pictures import Pictures
from openness.web import Files
from openness.web.site import Site
from tests.pictures import FakePainter
from tests.shared import LIVE


def test_thousands_of_pictures_at_once_are_refused_honestly_and_data_stay_quick(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    painter = FakePainter(padding=200_000)
    painter.go_on.clear()
    pictures = Pictures(painter, most_bytes=1_000_000, most_files=20)
    site = Site(LIVE, pictures, tmp_path)
    app = Files(Starlette(), site)

    async def get(path: str, query: str = "") -> tuple[int, dict[bytes, bytes], float]:
        begun = time.perf_counter()
        sent: list[dict[str, Any]] = []

        async def send(message: Any) -> None:
            sent.append(message)

        async def receive() -> Any:
            return {"type": "http.request"}

        scope = {
            **{"type": "http", "method": "GET", "path": path, "raw_path": path.encode(), "root_path": ""},
            **{"query_string": query.encode(), "headers": [], "scheme": "http", "http_version": "1.1"},
        }
        await app(scope, receive, send)
        return sent[0]["status"], dict(sent[0]["headers"]), time.perf_counter() - begun

    async def storm() -> None:
        assert (await get("/data/scores.csv"))[0] == 200
        asked = [
            asyncio.create_task(
                get("/chart/gap.svg", f"width={300 + n % 2_000}&vendor=meta&weight.data={1 + n // 2_000}")
            )
            for n in range(10_000)
        ]
        waits: list[float] = []
        finished: list[int] = []
        for task in asked:
            task.add_done_callback(lambda _: finished.append(1))
        while len(finished) < 9_990:
            status, _, took = await get("/data/scores.csv")
            assert status == 200
            waits.append(took)
            await asyncio.sleep(0.001)
        threading.Timer(0.1, painter.go_on.set).start()
        answers = await asyncio.gather(*asked)
        statuses = [status for status, _, _ in answers]
        assert statuses.count(200) == 10, "two drawn at once and eight waiting"
        assert statuses.count(503) == 9_990
        refused = next(headers for status, headers, _ in answers if status == 503)
        assert int(refused[b"retry-after"]) > 0
        assert painter.most <= 2
        assert max(waits) < 1.0
        assert (await get("/chart/gap.svg", "width=2399"))[0] == 200, "it recovers"

    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    asyncio.run(storm())

    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 300_000, "kilobytes"
    assert pictures.kept <= 20
    assert sum(path.stat().st_size for path in pictures.folder.iterdir()) <= 1_000_000
    assert pictures.taken == 0


def test_same_picture_asked_for_by_many_is_drawn_once(tmp_path: Path) -> None:
    painter = FakePainter()
    site = Site(LIVE, Pictures(painter), tmp_path)
    with TestClient(Files(Starlette(), site)) as client:
        painter.go_on.clear()
        found: list[int] = []
        threads = [
            threading.Thread(target=lambda: found.append(client.get("/chart/claims.svg").status_code))
            for _ in range(20)
        ]
        for thread in threads:
            thread.start()
        time.sleep(0.3)
        painter.go_on.set()
        for thread in threads:
            thread.join()

    assert found == [200] * 20
    assert len(painter.figures) == 1


def test_without_chrome_pictures_are_501_and_the_rest_is_as_ever(tmp_path: Path) -> None:
    class Nothing:
        def draw(self, *_: object) -> bytes:
            raise NoChromeError("this server has no Chrome")

    site = Site(LIVE, Pictures(Nothing()), tmp_path)
    with TestClient(Files(Starlette(), site)) as client:
        answer = client.get("/chart/gap.png")
        assert answer.status_code == 501
        assert "no Chrome" in answer.json()["error"]
        assert client.get("/chart/gap.html").status_code == 200
