"""Which addresses are files, which are frozen, and that what links name is there."""

from __future__ import annotations

import re
from typing import Any

import pytest
from starlette.testclient import TestClient

from openness.charts import CHARTS, OPTIONS, PAGES
from openness.core.paths import ROOT
from openness.publish.addresses import CHART_FORMATS, DATA_FILES, pairs_of
from openness.publish.live import Live
from openness.query.grammar import Query, to_string
from openness.web import Files
from openness.web.requests import read
from openness.web.site import Site
from tests.web.asked import weighed


def test_in_front_of_the_pages_only_files_are_answered(site: Site) -> None:
    async def page(_scope: Any, _receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 299, "headers": []})
        await send({"type": "http.response.body", "body": b"page"})

    client = TestClient(Files(page, site))
    for path in ("/", "/vendors", "/charts", "/api/x", "/_stcore/health", "/data.csv"):
        assert client.get(path).status_code == 299, path
    for path in ("/api", "/rubric.yaml", "/data/scores.csv", "/openapi.json"):
        assert client.get(path).status_code == 200, path
    for path in ("/chart", "/chart/", "/chart/none.svg", "/v/x"):
        assert client.get(path).status_code == 404, path


def test_frozen_address_answers_with_exactly_that_data_and_definition(client: TestClient, live: Live) -> None:
    for fingerprint, rubric in live.fingerprints().items():
        frozen = client.get(f"/v/{fingerprint}/data/scores.csv")
        assert frozen.content == client.get(f"/data/scores.csv?rubric={rubric}").content
        assert frozen.headers["cache-control"].endswith("immutable")
        assert client.get(f"/v/{fingerprint}/data/scores.csv?rubric={rubric}").status_code == 200
    fingerprint = next(iter(live.fingerprints()))
    short = client.get(f"/v/{fingerprint}/data/scores.json?fields=release,verdict")
    assert short.content == client.get("/data/scores.json?fields=release,verdict").content
    other = client.get(f"/v/{fingerprint}/data/scores.csv?rubric=g7-2026")
    assert other.status_code == 404
    assert {"fingerprint": fingerprint, "rubric": next(iter(live.rubrics()))} in other.json()["running"]
    assert client.get(f"/v/{fingerprint}/chart/gap.json?weight.data=2").status_code == 404
    edited = live.answer(Query(edit=(("weight.data", "2"),))).fingerprint
    assert client.get(f"/v/{edited}/chart/gap.json?weight.data=2").json()["fingerprint"] == edited
    page = client.get(f"/v/{fingerprint}/chart/gap.html?vendor=meta").text
    assert 'href="../../../?vendor=meta#gap"' in page


def test_every_link_of_an_embed_leads_somewhere(client: TestClient, live: Live) -> None:
    query = f"rubric=g7-2026&country=FR&{weighed(live, 'g7-2026')}=2"
    page = client.get(f"/chart/gap.html?{query}")
    links = re.findall(r'(?:href|src)="([^"]+)"', page.text)
    assert len(links) > 8
    for link in links:
        if link.startswith("data:"):
            continue
        if link.startswith("http://testserver/oembed?"):  # whole, for those who take it as it stands
            assert client.get(link.removeprefix("http://testserver").replace("&amp;", "&")).status_code == 200
            continue
        path = link.replace("&amp;", "&")
        assert path.startswith("../") or "/" not in path.partition("?")[0], "relative, so that any base path will do"
        target = re.sub(r"^(\.\./)+", "/", path) if path.startswith("../") else f"/chart/{path}"
        if target.startswith("/?"):  # a page of Streamlit
            assert "rubric=g7-2026" in target
            assert target.endswith("#gap")
            continue
        assert client.get(target).status_code == 200, target


def test_pages_of_the_charts_exist() -> None:
    for slug, page in PAGES.items():
        assert (ROOT / "pages" / f"{page or 'overview'}.py").exists(), slug


def test_every_described_address_answers(client: TestClient) -> None:
    described = client.get("/openapi.json").json()

    assert described["openapi"].startswith("3.1")
    paths = described["paths"]
    assert {f"/chart/{slug}.{form}" for slug in CHARTS for form in CHART_FORMATS} <= paths.keys()
    assert {f"/data/{name}" for name in DATA_FILES} <= paths.keys()
    known = described["components"]["parameters"]
    for path, about in paths.items():
        for parameter in about["get"]["parameters"]:
            assert "$ref" not in parameter or parameter["$ref"].rpartition("/")[2] in known
        if "{" not in path and "oembed" not in path and not path.startswith("/chart/"):
            assert client.get(path).status_code == 200, path


def test_page_for_people_links_to_what_exists(client: TestClient) -> None:
    page = client.get("/api").text

    assert '<html lang="en"' in page
    links = set(re.findall(r'href="((?:data/|chart/|rubric|openapi|healthz)[^"]*)"', page))
    assert len(links) >= len(CHARTS) * len(CHART_FORMATS) + len(DATA_FILES)
    for link in sorted(links):
        if not link.startswith("chart/") or link.startswith("chart/gap"):
            assert client.get(f"/{link}").status_code == 200


def test_addresses_write_only_what_differs() -> None:
    slug = next(slug for slug, options in OPTIONS.items() if options)
    option = OPTIONS[slug][0]

    assert pairs_of(slug, Query(), {option.name: option.default}) == []
    assert to_string(pairs_of(slug, Query(vendor=("meta",)), {option.name: list(option.values)[-1]})) == (
        f"vendor=meta&{option.name}={list(option.values)[-1]}"
    )


def test_server_says_that_it_is_well(client: TestClient) -> None:
    answer = client.get("/healthz")

    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})
    assert answer.headers["cache-control"] == "no-store"
    assert client.post("/healthz").status_code == 405


@pytest.mark.parametrize(
    ("path", "query"),
    [
        ("/chart/gap.png", "{}=document"),
        ("/chart/gap.svg", "{}=social&country=EU"),
        ("/chart/gap.png", "{}=social&size=7.."),
    ],
)
def test_pictures_are_asked_for_by_shape_and_old_addresses_say_size(path: str, query: str, live: Live) -> None:
    new, old = (read(path, query.format(name).encode(), live) for name in ("shape", "size"))
    assert new == old
    assert new.look.shape in query
    assert new.query.size in ("", "7..")


def test_a_whole_number_may_be_written_as_programs_do_that_count_in_fractions(client: TestClient) -> None:
    """JSON Schema, in which the description is written, takes 2.0 for an integer."""
    for plain, written in (("gap.svg?width=480", "gap.svg?width=480.0"), ("gap.png?scale=2", "gap.png?scale=2.00")):
        assert client.get(f"/chart/{written}").headers["etag"] == client.get(f"/chart/{plain}").headers["etag"]
    assert client.get("/oembed?url=/chart/gap.svg&maxwidth=640.0").json()["width"] == 640
    for wrong in ("480.5", "0480", "4e2", "-480", "480."):
        assert client.get(f"/chart/gap.svg?width={wrong}").status_code == 400, wrong
