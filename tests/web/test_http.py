"""How answers are sent: codings, names of copies, conditional requests, and what others may do with them."""

from __future__ import annotations

import gzip
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from openness.publish.live import Live
from openness.web import Files
from openness.web.http import ready, takes_gzip
from openness.web.site import Site


@pytest.mark.parametrize("path", ["/data/scores.csv", "/chart/gap.svg", "/chart/gap.html", "/rubric.yaml", "/api"])
def test_etag_head_and_conditional_requests(path: str, client: TestClient, live: Live) -> None:
    plain = client.get(path, headers={"accept-encoding": "identity"})
    zipped = client.get(path)
    head = client.head(path)
    etag = plain.headers["etag"]

    assert "content-encoding" not in plain.headers
    assert zipped.headers["content-encoding"] == "gzip"
    assert zipped.content == plain.content
    assert "Accept-Encoding" in zipped.headers["vary"]
    assert int(zipped.headers["content-length"]) < int(plain.headers["content-length"]) == len(plain.content)
    assert head.content == b""
    assert head.headers == zipped.headers
    small = zipped.headers["etag"]
    assert small == f'{etag[:-1]}-gz"'
    for coding, tag, named in (
        *(("gzip", etag, etag), ("gzip", f'W/{etag}, "other"', etag), ("gzip", "*", small), ("gzip", small, small)),
        *(("gzip", f"{etag}, {small}", small), ("identity", f"{etag}, {small}", etag), ("identity", "*", etag)),
    ):
        again = client.get(path, headers={"if-none-match": tag, "accept-encoding": coding})
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["etag"] == named, "the name of the copy that the asker has"
        assert again.headers["cache-control"] == plain.headers["cache-control"]
    assert client.get(path, headers={"if-none-match": '"other"'}).status_code == 200
    if path != "/api":
        assert live.answer().fingerprint in etag
    other = client.get(path.replace("?", "") + ("?rubric=g7-2026" if path != "/api" else ""))
    assert path == "/api" or other.headers["etag"] != zipped.headers["etag"]


def test_middleware_around_us_cannot_change_what_others_get(site: Site) -> None:
    class Meddler:
        def __init__(self, app: Any) -> None:
            self.app = app

        async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
            async def meddle(message: Any) -> None:
                message.get("headers", []).append((b"x-more", b"and more"))
                await send(message)

            await self.app(scope, receive, meddle)

    with TestClient(Meddler(Files(Starlette(), site))) as client:
        for path in ("/data/scores.csv", "/chart/none", "/data/scores.csv"):
            assert client.get(path).headers["x-more"] == "and more", "once"
        assert client.options("/data/scores.csv").headers["x-more"] == "and more"
        assert client.options("/data/scores.csv").headers["x-more"] == "and more"


def test_anybody_may_read_and_nothing_is_guessed_or_remembered(client: TestClient) -> None:
    for path in ("/data/scores.csv", "/chart/gap.html", "/chart/none", "/badge/olmo-2.svg"):
        answer = client.get(path, headers={"origin": "https://elsewhere.example"})
        assert answer.headers["access-control-allow-origin"] == "*"
        assert "access-control-allow-credentials" not in answer.headers
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert "set-cookie" not in answer.headers
    asked = client.options("/data/scores.csv", headers={"access-control-request-method": "GET"})
    assert asked.status_code == 204
    assert asked.headers["access-control-allow-methods"] == "GET, HEAD, OPTIONS"


def test_svg_and_embeds_may_do_nothing_but_show(client: TestClient) -> None:
    assert client.get("/chart/gap.svg").headers["content-security-policy"].startswith("default-src 'none'; style-src")
    policy = client.get("/chart/gap.html").headers["content-security-policy"]
    for part in (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "connect-src 'self'",
        "frame-ancestors *",
    ):
        assert part in policy.split("; ")


@pytest.mark.parametrize(
    ("accepts", "takes"),
    [
        (b"gzip", True),
        (b"br, gzip;q=0.5", True),
        (b"gzip;q=0", False),
        (b"*", True),
        (b"*;q=0, gzip", True),
        (b"gzip;q=0, *", False),
        (b"br, *;q=0", False),
        (b"GZIP ; Q=0.001", True),
        (b"gzip;q=nonsense", True),
        (b"identity", False),
        (b"", False),
    ],
)
def test_coding_is_negotiated(accepts: bytes, takes: bool) -> None:
    assert takes_gzip(accepts) is takes


def test_prebuilt_gzip_is_the_same_bytes_each_time() -> None:
    text = "a line of text\n" * 100
    first, second = ready(text, "csv"), ready(text, "csv")

    assert first.zipped == second.zipped
    assert gzip.decompress(first.zipped) == text.encode()
