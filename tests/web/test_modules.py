"""What pages are made of: compressed, and some of it in the place of what Streamlit has."""

from __future__ import annotations

from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from openness.web import Files
from openness.web.modules import Modules
from openness.web.site import Site

SCRIPT = "export const one = 1;\n" * 100


@pytest.fixture
def visitor(tmp_path: Path, site: Site) -> TestClient:
    (tmp_path / "js").mkdir()
    for name in ("js/one.js", "js/two.js", "font.woff2"):
        (tmp_path / name).write_text(SCRIPT, "utf-8")
    (tmp_path.parent / "secret.js").write_text("secret", "utf-8")
    behind = Starlette(routes=[Route("/{path:path}", lambda _: PlainTextResponse("behind"), methods=["GET", "POST"])])
    return TestClient(Files(behind, site, Modules(tmp_path, {"js/two.js": "ours"})))


def test_scripts_go_out_compressed_and_may_be_kept(visitor: TestClient) -> None:
    answer = visitor.get("/static/js/one.js")
    assert (answer.text, answer.headers["content-encoding"]) == (SCRIPT, "gzip")
    assert int(answer.headers["content-length"]) < len(SCRIPT) / 10
    assert answer.headers["content-type"].startswith("text/javascript")
    assert "immutable" in answer.headers["cache-control"]
    assert visitor.get("/static/js/one.js", headers={"accept-encoding": "identity"}).text == SCRIPT
    assert visitor.head("/static/js/one.js").headers["content-length"] == answer.headers["content-length"]


def test_what_goes_out_in_the_place_of_a_file_may_not_be_kept_as_long(visitor: TestClient) -> None:
    answer = visitor.get("/static/js/two.js")
    assert answer.text == "ours"
    assert "immutable" not in answer.headers["cache-control"], "its address has the hash of another text"


@pytest.mark.parametrize("path", ["js/none.js", "font.woff2", "../secret.js", "js/../../secret.js", "%2e%2e/secret.js"])
def test_nothing_else_is_answered(path: str, visitor: TestClient) -> None:
    assert visitor.get(f"/static/{path}").text == "behind"


def test_nothing_is_taken(visitor: TestClient) -> None:
    assert visitor.post("/static/js/one.js").text == "behind"
