"""What is refused, in words that say what would be valid, and at once."""

from __future__ import annotations

import time

import pytest
from starlette.testclient import TestClient

from openness.core.served import ALSO_PAGES, PREFIXES
from openness.web.site import Site


@pytest.mark.parametrize(
    ("path", "status", "words"),
    [
        ("/chart/none.svg", 404, "gap"),
        ("/chart/gap.gif", 404, "svg"),
        ("/chart/gap", 404, "gap"),
        ("/chart/gap/x.svg", 404, "gap"),
        ("/chart", 404, "gap"),
        ("/data/none.csv", 404, "scores.csv"),
        ("/data/scores.xml", 404, "scores.csv"),
        ("/data/", 404, "scores.csv"),
        ("/badge/none.svg", 404, "olmo-2"),
        ("/badge/olmo-2.png", 404, "svg"),
        ("/v", 404, "fingerprint"),
        ("/v/0123456789", 404, "/chart/"),
        ("/v/0123456789/chart/gap.html", 404, "running"),
        ("/v/0123456789/data/scores.csv", 404, "running"),
        ("/v/%2e%2e/%2e%2e/etc/passwd", 404, "nothing at"),
        ("/asset/none.js", 404, "resize.js"),
        ("/data/scores.csv?rubric=none", 400, "g7-2026"),
        ("/chart/gap.svg?rubric=yours", 400, "only in the session that brought it"),
        ("/data/scores.csv?vendor=metaa", 400, "did you mean 'meta'?"),
        ("/data/scores.csv?weight.none=1", 409, "weight.none"),
        ("/data/scores.csv?weight.data=heavy", 409, "heavy"),
        ("/data/scores.csv?as_of=yesterday", 400, "2025-03-31"),
        ("/data/scores.csv?from=2026&to=2024", 409, "later than"),
        ("/data/scores.csv?from=2026&to=2024&vendr=meta", 400, "vendor"),
        ("/data/scores.csv?theme=dark", 400, "theme"),
        ("/data/scores.csv?vendr=meta", 400, "vendor"),
        ("/chart/gap.svg?release=none", 400, "release"),
        ("/chart/gap.svg?width=99", 400, "300 to 2400"),
        ("/chart/gap.svg?width=١٠٠٠", 400, "300 to 2400"),
        ("/chart/gap.svg?scale=2", 400, "scale"),
        ("/chart/gap.png?scale=9", 400, "1 to 4"),
        ("/chart/gap.png?shape=huge", 400, "social"),
        ("/chart/gap.png?shape=social&width=400", 409, "one or the other"),
        ("/chart/gap.png?size=huge", 400, "7..80"),
        ("/data/scores.csv?size=document", 400, "7..80"),
        ("/data/scores.csv?size=80..7", 409, "begins above its end"),
        ("/data/scores.csv?verdict=none", 400, "open-weights"),
        ("/data/scores.csv?verdict=class-i", 409, "open-weights"),
        ("/data/scores.csv?component=training_code:none", 400, "training_code:open"),
        ("/data/scores.csv?mark=none", 400, "olmo-2"),
        ("/data/scores.json?fields=release,verdct", 400, "training_openness"),
        ("/data/evidence.csv?fields=release", 400, "fields"),
        ("/data/scores.csv?licence=none-such", 400, "Apache-2.0"),
        ("/chart/gap.png?theme=pink", 400, "light or dark"),
        ("/chart/gap.png?theme=auto", 400, "light or dark"),
        ("/chart/gap.html?theme=pink", 400, "auto"),
        ("/chart/gap.html?width=500", 400, "width"),
        ("/badge/olmo-2.svg?release=olmo-2", 400, "path"),
        ("/oembed", 400, "url="),
        ("/oembed?url=/chart/gap.html" + "&a=1" * 1_001, 400, "more than 1,000 parameters"),
        ("/oembed?url=http://elsewhere.example/chart/gap.html", 404, "not an address of this site"),
        ("/oembed?url=javascript:alert(1)", 404, "not an address of this site"),
        ("/oembed?url=/data/scores.csv", 404, "Only charts"),
        ("/oembed?url=/chart/gap.html&format=xml", 501, "json"),
        ("/oembed?url=/chart/gap.html&maxwidth=wide", 400, "pixels"),
    ],
)
def test_wrong_address_is_an_error_in_json_that_says_what_is_valid(
    path: str, status: int, words: str, client: TestClient
) -> None:
    answer = client.get(path)

    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/json; charset=utf-8"
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["access-control-allow-origin"] == "*"
    assert answer.json()["error"]
    assert words in answer.text
    assert "Traceback" not in answer.text


RESTS = ("", "/", "/x", "/a/b/c/d", "/%2e%2e/%2e%2e/etc/passwd", "/a%00b", "/%ff%fe", "//")


@pytest.mark.parametrize(
    ("prefix", "rest"),
    [(prefix, rest) for prefix in PREFIXES for rest in RESTS if prefix + rest not in ALSO_PAGES],
)
def test_no_wrong_path_answers_200(prefix: str, rest: str, client: TestClient) -> None:
    answer = client.get(prefix + rest)

    assert answer.status_code == 404
    assert answer.json()["error"]


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "TRACE", "NONSENSE"])
def test_other_methods_are_refused(method: str, client: TestClient) -> None:
    for path in ("/data/scores.csv", "/chart/none", "/api"):
        answer = client.request(method, path)
        assert answer.status_code == 405
        assert answer.headers["allow"] == "GET, HEAD, OPTIONS"


def test_megabytes_of_address_are_refused_at_once(client: TestClient) -> None:
    start = time.perf_counter()
    assert client.get("/data/scores.csv?vendor=" + "a" * 60_000).status_code == 414
    assert client.get("/chart/" + "a" * 5_000 + ".svg").status_code == 414
    assert client.get("/data/scores.csv?" + "x=1&" * 5_000).status_code == 400
    assert time.perf_counter() - start < 2


def test_thousands_of_unknown_values_are_refused_soon(client: TestClient) -> None:
    client.get("/data/scores.csv?vendor=nobody")  # what is read once is not what is measured
    start = time.process_time()
    answer = client.get("/data/scores.csv?vendor=" + ",".join(f"nobody{n}" for n in range(2_000)))

    assert answer.status_code == 400
    assert len(answer.content) < 60_000
    assert time.process_time() - start < 1


def test_failure_inside_shows_no_traceback_but_the_id_that_the_log_has(
    site: Site, client: TestClient, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("secret detail")

    monkeypatch.setattr(site, "_make", fail)
    answer = client.get("/data/scores.csv?vendor=ai21")

    assert answer.status_code == 500
    assert "secret" not in answer.text
    told = answer.json()["reference"]
    assert told in answer.json()["error"]
    [record] = [record for record in caplog.records if told in record.getMessage()]
    assert record.exc_info
    assert "secret detail" in str(record.exc_info[1])
    page = client.get("/data/scores.csv?vendor=ai21", headers={"accept": "text/html"})
    assert "log describes it under" in page.text
    assert told not in page.text, "each time another one"


@pytest.mark.parametrize("path", ["/chart", "/chart/none.svg", "/data/none.csv", "/badge/a/b.svg", "/v"])
def test_address_of_no_file_is_not_found_in_json(client: TestClient, path: str) -> None:
    answer = client.get(path)

    assert answer.status_code == 404
    assert path in answer.json()["error"]
