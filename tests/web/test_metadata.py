"""What the web sees of a page: its own title, words and picture, whatever the request holds; the rest untouched."""

from __future__ import annotations

import gzip
import json
import re
from pathlib import Path
from xml.etree import ElementTree

import lxml.html
import pytest
import streamlit
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, StreamingResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from app import pages
from dashboard.frame.menu import MENU
from openness.charts import CHARTS
from openness.core.paths import ROOT
from openness.publish.embed import assets
from openness.web.metadata import Metadata, PageWords
from tests.shared import LIVE

INDEX = Path(streamlit.__file__).parent / "static" / "index.html"
ICON = b'<svg xmlns="http://www.w3.org/2000/svg"/>'


async def index(_request: Request) -> FileResponse:
    return FileResponse(INDEX, headers={"Cache-Control": "no-cache"})


async def stream(_request: Request) -> StreamingResponse:
    return StreamingResponse(iter([b"a", b"b"]), media_type="text/plain")


async def broken(_request: Request) -> PlainTextResponse:
    return PlainTextResponse("down", status_code=503)


def client_of(folder: str = "", first: object = index) -> TestClient:
    middleware = [Middleware(Metadata, pages=pages(), icon=ICON, live=LIVE, folder=folder)]
    routes = [Route("/stream", stream), Route(f"/{folder}", first), Route("/{path:path}", index)]  # type: ignore[arg-type]
    return TestClient(Starlette(routes=routes, middleware=middleware), follow_redirects=False)


@pytest.fixture(scope="module")
def client() -> TestClient:
    return client_of()


def head(client: TestClient, path: str, **headers: str) -> dict[str, str]:
    """Title, links and metas of a page by their names."""
    answer = client.get(path, headers=headers)
    assert answer.status_code == 200
    tree = lxml.html.document_fromstring(answer.text)
    found = {meta.get("name") or meta.get("property"): meta.get("content") for meta in tree.iter("meta")}
    found |= {link.get("rel"): link.get("href") for link in tree.iter("link")}
    titles = [title.text for title in tree.iter("title")]
    assert len(titles) == 1
    return {str(name): str(said) for name, said in found.items()} | {
        "title": str(titles[0]),
        "lang": str(tree.get("lang")),
        "scripts": str(len(list(tree.iter("script")))),
    }


@pytest.mark.parametrize("page", pages(), ids=lambda page: page.path or "first")
def test_every_page_has_a_title_words_a_picture_and_one_address(client: TestClient, page: PageWords) -> None:
    found = head(client, f"/{page.path}")

    entry = next(entry for entry in MENU if entry.heading == page.heading)
    assert found["title"] == found["og:title"] == f"{entry.heading} · Openness Gap"
    assert found["description"] == found["og:description"] == entry.help
    assert found["canonical"] == f"http://testserver/{page.path}"
    assert found["og:image"] == f"http://testserver/chart/{page.chart}.png?shape=social"
    assert page.chart in CHARTS
    assert found["lang"] == "en"
    assert found["twitter:card"] == "summary_large_image"


def test_titles_of_pages_differ() -> None:
    assert len({page.heading for page in pages()}) == len(pages())


def test_picture_shows_what_the_address_asks_for_and_leaves_the_rest_out(client: TestClient) -> None:
    found = head(client, "/?rubric=g7-2026&country=FR&weight.data=2&utm_source=x&fbclid=y")

    assert found["og:image"] == ("http://testserver/chart/gap.png?rubric=g7-2026&country=FR&weight.data=2&shape=social")
    assert "utm" not in found["og:url"]


def test_page_of_one_release_names_it_and_its_verdict(client: TestClient) -> None:

    shown = LIVE.answer()
    row = shown.table.iloc[0]
    found = head(client, f"/releases?release={row['release']}")

    assert found["title"] == f"{row['name']} · Openness Gap"
    assert str(row["verdict_words"]) in found["description"]
    assert found["canonical"] == f"http://testserver/releases?release={row['release']}"


def test_a_question_has_its_own_head_with_the_answer_and_the_picture_of_its_chart(client: TestClient) -> None:
    from dashboard.frame import loaders
    from openness.query.grammar import Query
    from openness.questions.answers import answered

    question = next(one for one in loaders.questions() if one.options)
    said = answered(loaders.answer(Query(rubric="g7-2026")), question.finding).answer
    found = head(client, f"/questions?question={question.id}&rubric=g7-2026")

    assert found["title"] == f"{question.title} · Openness Gap"
    assert found["description"] == said
    assert found["canonical"] == f"http://testserver/questions?question={question.id}"
    assert f"question={question.id}" in found["og:url"]
    options = "&".join(f"{name}={value}" for name, value in question.options)
    assert found["og:image"] == f"http://testserver/chart/{question.chart}.png?rubric=g7-2026&{options}&shape=social"


def test_a_question_that_does_not_exist_has_the_head_of_the_page(client: TestClient) -> None:
    assert head(client, "/questions?question=why")["title"] == head(client, "/questions")["title"]


@pytest.mark.parametrize(
    "query",
    [
        "release=no-such-release",
        "release=a&release=b",
        "release=%22%3E%3Cscript%3Ealert(1)%3C/script%3E",
        "rubric=%22%3E%3Cscript%3E&edit=%00%ff",
        "country=" + "F" * 5_000,
        "&".join(f"vendor={number}" for number in range(50)),
    ],
)
def test_whatever_an_address_asks_for_the_page_has_its_own_head(client: TestClient, query: str) -> None:
    plain = head(client, "/releases")
    found = head(client, f"/releases?{query}")

    assert found["title"] == plain["title"]
    assert found["scripts"] == plain["scripts"]


def test_words_of_a_page_are_inert_in_its_head() -> None:
    hostile = '"><script>alert(1)</script> \\g<0> &'

    def said(words: str) -> dict[str, str]:
        middleware = [Middleware(Metadata, pages=[PageWords("", words, words)], icon=ICON, live=LIVE)]
        return head(TestClient(Starlette(routes=[Route("/", index)], middleware=middleware)), "/")

    found = said(hostile)

    assert found["title"] == f"{hostile} · Openness Gap"
    assert found["description"] == found["og:description"] == hostile
    assert found["scripts"] == said("harmless")["scripts"]


def test_picture_of_a_very_long_address_is_that_of_the_page(client: TestClient) -> None:
    assert "FFF" not in head(client, "/?country=" + "F" * 5_000)["og:image"]


def test_host_that_is_no_host_gets_no_addresses(client: TestClient) -> None:
    found = head(client, "/", host='evil"><script>')

    assert not {"canonical", "og:image", "og:url"} & found.keys()
    assert found["og:title"]


def test_rest_of_the_page_is_as_streamlit_has_it(client: TestClient) -> None:
    ours, theirs = client.get("/").text.replace(pages()[0].head, ""), INDEX.read_text("utf-8")

    assert ours[ours.index("<script>") :] == theirs[theirs.index("<script>") :]


def test_page_is_compressed_for_those_who_ask_and_unchanged_for_those_who_have_it(client: TestClient) -> None:
    plain = client.get("/", headers={"accept-encoding": "identity"})
    small = client.get("/", headers={"accept-encoding": "gzip"})

    assert small.headers["content-encoding"] == "gzip"
    assert small.text == plain.text
    assert int(small.headers["content-length"]) == len(gzip.compress(plain.content, 6, mtime=0))
    assert "accept-encoding" in small.headers["vary"].lower()
    for answer in (plain, small):
        again = client.get("/", headers={"if-none-match": answer.headers["etag"]})
        assert (again.status_code, again.content) == (304, b"")
    assert client.get("/releases", headers={"if-none-match": plain.headers["etag"]}).status_code == 200


def test_asking_for_the_head_gets_no_body(client: TestClient) -> None:
    answer = client.head("/", headers={"accept-encoding": "identity"})

    assert answer.content == b""
    assert int(answer.headers["content-length"]) == len(client.get("/").content)


def test_part_of_a_page_cannot_be_asked_for(client: TestClient) -> None:
    answer = client.get("/", headers={"range": "bytes=0-10"})

    assert answer.status_code == 200
    assert answer.text.rstrip().endswith("</html>")


def test_other_answers_pass_untouched(client: TestClient) -> None:
    assert client.get("/stream").text == "ab"
    other = client.get("/no-such-page")
    assert other.text == INDEX.read_text("utf-8")
    assert client.post("/").status_code == 405


def test_error_of_the_page_stays_an_error() -> None:
    answer = client_of(first=broken).get("/")

    assert (answer.status_code, answer.text) == (503, "down")


def test_robots_may_read_and_find_the_sitemap(client: TestClient) -> None:
    text = client.get("/robots.txt").text

    assert text.startswith("User-agent: *\n")
    assert "Sitemap: http://testserver/sitemap.xml" in text
    assert "Disallow: /\n" not in text


def test_sitemap_has_every_page_and_every_release(client: TestClient) -> None:
    from dashboard.frame import loaders

    answer = client.get("/sitemap.xml")

    assert answer.headers["content-type"].startswith("application/xml")
    places = [element.text for element in ElementTree.fromstring(answer.text).iter() if element.tag.endswith("loc")]  # noqa: S314
    releases = loaders.package().releases["release"]
    assert len(places) == len(set(places)) == len(MENU) + len(releases) + len(loaders.questions()) + 1
    assert f"http://testserver/{MENU[-1].name}" in places
    assert "http://testserver/changes.atom" in places
    assert f"http://testserver/releases?release={releases.iloc[0]}" in places


@pytest.mark.parametrize(
    ("path", "feed"),
    [
        ("/", "/changes.atom"),
        ("/changes?country=FR&kind=company&utm_source=x", "/changes.atom?country=FR&kind=company"),
        ("/releases?country=atlantis", "/changes.atom"),
    ],
)
def test_a_page_names_the_feed_of_its_changes_with_its_filters(client: TestClient, path: str, feed: str) -> None:
    tree = lxml.html.document_fromstring(client.get(path).text)
    found = [link for link in tree.iter("link") if link.get("type") == "application/atom+xml"]

    assert [(link.get("rel"), link.get("href")) for link in found] == [("alternate", f"http://testserver{feed}")]


@pytest.mark.parametrize("path", ["/favicon.svg", "/favicon.ico"])
def test_sign_of_the_site_is_served(client: TestClient, path: str) -> None:
    answer = client.get(path)

    assert answer.headers["content-type"].startswith("image/svg+xml")
    assert answer.content == ICON
    assert head(client, "/releases")["icon"] == "/favicon.svg"


def test_site_in_a_folder_has_its_addresses_there() -> None:
    client = client_of("gap")
    found = head(client, "/gap/releases")

    assert found["canonical"] == "http://testserver/gap/releases"
    assert found["og:image"].startswith("http://testserver/gap/chart/")
    assert head(client, "/gap")["title"] == head(client, "/gap/")["title"]
    assert "http://testserver/gap/sitemap.xml" in client.get("/gap/robots.txt").text


# ------------------------------------------------------------------------------------------------ what is fetched early


def test_pages_with_charts_fetch_the_drawing_library_while_they_connect(client: TestClient) -> None:
    for path, drawn in (("/", True), ("/timeline", True), ("/report", False)):
        tree = lxml.html.document_fromstring(client.get(path).text)
        named = [link.get("href") for link in tree.iter("link") if link.get("rel") == "modulepreload"]

        listed = re.findall(r"for \(const name of (\[.*\])\)", client.get(path).text)
        then = [f"./static/js/{name}" for name in (json.loads(listed[0]) if listed else [])]

        assert len([*named, *then]) == len({*named, *then})
        library = [href for href in then if "/asset/" in href]
        files = [str(href) for href in (*named, *then) if href not in library]
        assert all((INDEX.parent / href).is_file() for href in files)
        assert [Path(href).name in assets() for href in library] == [True] * drawn
        assert any("/Selectbox." in str(href) for href in named)
        assert not any("/PlotlyChart." in str(href) for href in named)
        assert any("/PlotlyChart." in href for href in then) == drawn


def test_what_we_add_to_the_head_stands_behind_what_streamlit_needs_first(client: TestClient) -> None:
    page = client.get("/").text
    assert page.index("<style>") > page.index('src="./static/js/index.')


def test_what_listens_around_every_page_stands_in_its_head(client: TestClient) -> None:
    script = (ROOT / "dashboard" / "frame" / "frame.js").read_text("utf-8")

    for page in pages():
        assert script in client.get(f"/{page.path}").text
