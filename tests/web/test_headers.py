"""What pages may load, and what every answer tells the browser to leave alone."""

from __future__ import annotations

import base64
import hashlib

from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from openness.web.headers import Headers, page_policy
from openness.web.http import COMMON

PAGE = b"<html><head><script>one()</script><script type=module>two()</script><script src=x></script></head></html>"


def test_a_page_runs_its_own_scripts_and_nobody_elses() -> None:
    policy = dict(part.split(" ", 1) for part in page_policy(PAGE, "", embedded=False).split("; "))
    hashes = [base64.b64encode(hashlib.sha256(text).digest()).decode() for text in (b"one()", b"two()")]
    assert policy["script-src"].split() == ["'self'", "blob:", *(f"'sha256-{found}'" for found in hashes)]
    assert policy["default-src"] == "'self'"
    assert policy["object-src"] == "'none'"
    assert policy["connect-src"] == "'self'"
    assert not [part for part in policy.values() if "http" in part or "unsafe-eval" in part]


def test_only_an_embed_may_be_framed_by_others_and_sockets_are_ours() -> None:
    here = "https://site.example/folder"
    assert "frame-ancestors 'self'" in page_policy(PAGE, here, embedded=False)
    embed = page_policy(PAGE, here, embedded=True)
    assert "frame-ancestors *" in embed
    assert "connect-src 'self' wss://site.example;" in embed


def test_every_answer_has_the_common_headers_once_and_its_own_come_first() -> None:
    async def plain(_: object) -> PlainTextResponse:
        return PlainTextResponse("text", headers={"Referrer-Policy": "no-referrer"})

    with TestClient(Headers(Starlette(routes=[Route("/", plain)]))) as client:
        answer = client.get("/")
        missing = client.get("/none")
    assert answer.headers.get_list("referrer-policy") == ["no-referrer"]
    for name, value in COMMON:
        assert missing.headers.get_list(name.decode()) == [value.decode()]
    assert answer.headers["x-content-type-options"] == "nosniff"
