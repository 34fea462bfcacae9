"""A visitor's browser remembers the process that it is with; files are the same from all, and carry no cookie."""

from __future__ import annotations

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.testclient import TestClient
from starlette.websockets import WebSocket

from openness.core.served import COOKIE
from openness.web.replica import Replica


async def answer(_request: Request) -> Response:
    return PlainTextResponse("here", headers={"Set-Cookie": "other=kept"})


async def stream(socket: WebSocket) -> None:
    await socket.accept()
    await socket.close()


def client(name: str, cookie: str = "") -> TestClient:
    app = Starlette(routes=[WebSocketRoute("/_stcore/stream", stream), Route("/{path:path}", answer)])
    return TestClient(Replica(app, name), headers={"cookie": cookie} if cookie else {})


@pytest.mark.parametrize("path", ["/", "/releases", "/_stcore/health", "/media/some.csv", "/data"])
@pytest.mark.parametrize("cookie", ["", f"{COOKIE}=1", f"a=b; {COOKIE}=1", "not a cookie;;=", f"{COOKIE}="])
def test_visitor_of_another_process_or_of_none_is_told_the_name(path: str, cookie: str) -> None:
    set_here = client("2", cookie).get(path).headers.get_list("set-cookie")
    assert set_here == ["other=kept", f"{COOKIE}=2; Path=/; HttpOnly; SameSite=Lax"]


@pytest.mark.parametrize("path", ["/chart/gap.svg", "/data/scores.csv", "/rubric.yaml", "/static/js/index.js"])
def test_file_carries_no_cookie_of_ours(path: str) -> None:
    assert client("2").get(path).headers.get_list("set-cookie") == ["other=kept"]


def test_nothing_is_set_where_it_is_known_or_where_there_is_one_process_only() -> None:
    assert client("2", f"a=b; {COOKIE}=2").get("/").headers.get_list("set-cookie") == ["other=kept"]
    assert client("").get("/").headers.get_list("set-cookie") == ["other=kept"]


def test_lost_connection_that_is_taken_up_elsewhere_moves_the_visitor_there() -> None:
    with client("2", f"{COOKIE}=1").websocket_connect("/_stcore/stream") as socket:
        assert (b"set-cookie", f"{COOKIE}=2; Path=/; HttpOnly; SameSite=Lax".encode()) in socket.extra_headers
