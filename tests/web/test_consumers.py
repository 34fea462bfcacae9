"""Our addresses in other programs' hands: each does here what its documentation says it does, step by step."""

from __future__ import annotations

import asyncio
import csv
import html
import io
import json
import re
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit
from xml.etree import ElementTree

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import HTMLResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from app import pages
from openness.charts import CHARTS, NAMES, PAGES
from openness.core.served import PROXIES
from openness.publish.addresses import DATA_FILES
from openness.publish.archive import Archive
from openness.publish.badge import badge
from openness.publish.embed import page_height
from openness.publish.live import Live
from openness.publish.picture_layout import Look, compose
from openness.publish.pictures import Pictures
from openness.query.tracking import cleaned, is_added
from openness.web import Files
from openness.web.host import base_of
from openness.web.metadata import Metadata
from openness.web.site import Site
from tests.pictures import FakePainter
from tests.shared import LIVE

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8"
# One of each kind that is met: Facebook, Google Ads, Analytics, Mailchimp, Instagram, Bing, Matomo, HubSpot, WordPress.
ADDED = (
    "fbclid=IwAR0x&gclid=Cj0K&utm_source=newsletter&utm_medium=email&mc_cid=1a&mc_eid=2b&ref=twitter&igshid=x"
    "&msclkid=y&_ga=1.2&mtm_campaign=z&_hsenc=p2&dnt=1&UTM_Content=A"
)


@pytest.fixture(scope="module")
def site() -> Site:
    return Site(LIVE, Pictures(FakePainter()))


def client_of(site: Site, **settings: Any) -> TestClient:
    """The files and the heads of the pages, as one server has them."""

    async def page(_request: Any) -> HTMLResponse:
        return HTMLResponse("<!doctype html><html lang='x'><head><title>Streamlit</title></head><body></body></html>")

    routes = [Route(f"/{one.path}", page) for one in pages()]
    middleware = [Middleware(Files, site=site), Middleware(Metadata, pages=pages(), icon=b"<svg/>", live=LIVE)]
    return TestClient(Starlette(routes=routes, middleware=middleware), follow_redirects=False, **settings)


@pytest.fixture(scope="module")
def client(site: Site) -> Iterator[TestClient]:
    with client_of(site) as client:
        yield client


# ------------------------------------------------------------------------------------------ what is added on the way

EVERY_KIND = (
    *("/chart/gap.html", "/chart/gap.svg", "/chart/gap.png", "/chart/gap.json", "/chart/gap.csv", "/chart/gap.js"),
    *("/data/scores.csv", "/data/evidence.json", "/badge/olmo-2.svg", "/rubric.yaml"),
)


@pytest.mark.parametrize("path", EVERY_KIND)
def test_parameters_of_others_are_passed_over_everywhere(path: str, client: TestClient, live: Live) -> None:
    plain = client.get(f"{path}?rubric=g7-2026&from=2020")
    assert plain.status_code == 200

    for query in (f"rubric=g7-2026&from=2020&{ADDED}", f"{ADDED}&rubric=g7-2026&from=2020"):
        assert client.get(f"{path}?{query}").content == plain.content
    # a CMS that escapes once too often, or twice
    for ampersand in ("&amp;", "&amp;amp;"):
        assert client.get(f"{path}?rubric=g7-2026{ampersand}from=2020").content == plain.content
    if not path.startswith("/badge"):
        frozen = f"/v/{next(key for key, rubric in live.fingerprints().items() if rubric == 'g7-2026')}{path}"
        assert (
            client.get(f"{frozen}?rubric=g7-2026&amp;from=2020&{ADDED}").content
            == client.get(f"{frozen}?rubric=g7-2026&from=2020").content
        )
    assert client.get(f"{path}?rubric=g7-2026&utmsource=x").status_code == 400, "a mistake stays one"


def test_page_reads_an_address_as_it_was_before_others_had_it(client: TestClient) -> None:
    asked = "rubric=g7-2026&country=FR"
    plain = client.get(f"/?{asked}").text

    assert client.get(f"/?{asked}&{ADDED}").text == plain
    assert client.get("/?rubric=g7-2026&amp;country=FR").text == plain
    assert "country=FR" in plain


def test_nothing_of_ours_is_on_the_list_of_what_others_add(live: Live) -> None:
    from openness.charts import OPTIONS
    from openness.query.grammar import PARAMETERS

    ours = {*PARAMETERS, "theme", "width", "scale", "shape", "url", "format", "maxwidth", "maxheight"}
    ours |= {option.name for options in OPTIONS.values() for option in options}
    assert not [name for name in ours if is_added(name)]
    assert cleaned([("weight.data", "2"), ("credit.partial", "0.5")]) == [
        ("weight.data", "2"),
        ("credit.partial", "0.5"),
    ]


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/chart/none.html", 404),
        ("/data/scores.csv?vendor=metaa", 400),
        ("/data/scores.csv?from=2026&to=2024", 409),
        ("/v/0123456789/chart/gap.html", 404),
        ("/oembed?url=/chart/gap.html&format=xml", 501),
        ("/chart/gap.svg?x=" + "a" * 40_000, 414),
    ],
)
def test_who_opens_an_address_to_read_gets_a_page_and_programs_get_json(
    path: str, status: int, client: TestClient
) -> None:
    page = client.get(path, headers={"accept": BROWSER})
    assert page.status_code == status
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert page.headers["cache-control"] == "no-store"
    assert "Accept" in page.headers["vary"]
    assert "script-src" not in page.headers["content-security-policy"]
    assert "default-src 'none'" in page.headers["content-security-policy"]
    assert page.text.startswith("<!doctype html>")
    assert 'href="/api"' in page.text
    sheet = re.findall(r'<link rel="stylesheet" href="([^"]+)"', page.text)
    assert client.get(sheet[0]).status_code == 200
    for accepts in ("*/*", "application/json", "text/csv, */*", "application/json, text/html;q=0.5", ""):
        document = client.get(path, headers={"accept": accepts})
        assert document.status_code == status
        assert html.escape(document.json()["error"]).casefold() in page.text.casefold()


def test_page_of_an_error_shows_what_was_asked_for_as_text(client: TestClient) -> None:
    hostile = '"><script>alert(1)</script>'
    for path in (
        f"/chart/{quote(hostile, safe='')}.html",
        f"/data/scores.csv?vendor={quote(hostile)}",
        f"/badge/{quote(hostile, safe='')}.svg",
    ):
        page = client.get(path, headers={"accept": BROWSER})
        assert page.status_code in (400, 404)
        assert "<script" not in page.text
        assert "&lt;script&gt;" in page.text


# ---------------------------------------------------------------------------------------------------------- WordPress


def wordpress(client: TestClient, address: str, width: int = 680) -> str:
    """The HTML that WordPress puts into a post for an address pasted on a line of its own.

    As its `WP_oEmbed` has it (wp-includes/class-wp-oembed.php): `discover` reads the first 150 KB up to `</head>` and
    takes the `href` of the first `<link>` of type `application/json+oembed` as it stands; `fetch` adds maxwidth,
    maxheight (1.5 times the width, at most 1,000), url and dnt=1, and asks for JSON, then after a 501 for XML;
    `data2html` takes `html` of the type `rich`. What comes from a site that is not on its own list keeps only a frame
    and a quotation with these attributes (`wp_filter_oembed_result` in wp-includes/embed.php).
    """
    answer = client.get(address, headers={"accept": "*/*", "user-agent": "WordPress/6.9; https://blog.example"})
    if answer.status_code != 200:
        return ""
    head = answer.text[: 150 * 1024].partition("</head>")[0]
    provider = ""
    for link in re.findall(r"<link([^<>]+?)/?>", head, re.IGNORECASE):
        attributes = dict(re.findall(r'([\w-]+)="([^"]*)"', link))
        if attributes.get("type") == "application/json+oembed" and attributes.get("href"):
            provider = html.unescape(attributes["href"])
            break
    if not provider.startswith(("http://", "https://")):  # wp_safe_remote_get takes nothing else
        return ""
    parts = urlsplit(provider)
    given = dict(parse_qsl(parts.query))
    given |= {"maxwidth": str(width), "maxheight": str(min(-(-width * 3 // 2), 1000)), "url": address, "dnt": "1"}
    for form in ("json", "xml"):
        found = client.get(f"{parts.scheme}://{parts.netloc}{parts.path}?{urlencode({**given, 'format': form})}")
        if found.status_code == 501:
            continue
        document = json.loads(found.text)
        if found.status_code != 200 or document["type"] != "rich" or not isinstance(document["html"], str):
            return ""
        frame = re.search(r"<iframe.*?></iframe>", document["html"], re.DOTALL)
        return frame[0] if frame else ""
    return ""


def attributes(code: str) -> dict[str, str]:
    return {name: html.unescape(value) for name, value in re.findall(r'([\w-]+)="([^"]*)"', code)}


@pytest.mark.parametrize("slug", CHARTS)
def test_wordpress_embeds_what_is_pasted(slug: str, client: TestClient) -> None:
    base = "http://testserver"
    for address in (f"{base}/chart/{slug}.html", f"{base}/{PAGES[slug]}#{slug}"):
        frame = attributes(wordpress(client, address))
        assert frame["src"] == f"{base}/chart/{slug}.html"
        assert frame["title"] == NAMES[slug]
        assert int(frame["width"]) == 680
        assert 200 <= int(frame["height"]) <= 1000


@pytest.mark.parametrize(
    "query",
    [
        "rubric=g7-2026&country=FR",
        f"rubric=g7-2026&country=FR&{ADDED}",
        "rubric=g7-2026&amp;country=FR",
        "rubric=g7-2026&amp;amp;country=FR",
    ],
)
def test_wordpress_embeds_the_view_that_was_copied(query: str, client: TestClient, live: Live) -> None:
    for address in (f"/chart/vendors.html?{query}", f"/vendors?{query}#vendors", f"/vendors?{query}&opened=row"):
        frame = attributes(wordpress(client, f"http://testserver{address}"))
        assert frame["src"] == "http://testserver/chart/vendors.html?rubric=g7-2026&country=FR"


def test_wordpress_embeds_a_frozen_chart_as_frozen_and_a_dark_one_as_dark(client: TestClient, live: Live) -> None:
    fingerprint = next(iter(live.fingerprints()))
    address = f"http://testserver/v/{fingerprint}/chart/gap.html?country=FR"

    frame = attributes(wordpress(client, address))
    assert frame["src"] == address
    assert frame["title"] == client.get(f"/v/{fingerprint}/chart/gap.json?country=FR").json()["title"]
    for theme in ("dark", "auto"):
        frame = attributes(wordpress(client, f"http://testserver/chart/gap.html?theme={theme}"))
        assert frame["src"] == f"http://testserver/chart/gap.html?theme={theme}"


def test_page_without_a_chart_offers_no_embed(client: TestClient) -> None:
    without = [page for page in pages() if page.path not in PAGES.values()]
    assert without
    assert all(wordpress(client, f"http://testserver/{page.path}") == "" for page in without)


def test_oembed_has_what_the_specification_asks_for(client: TestClient) -> None:
    """https://oembed.com, 2.3.4.4 (rich): html, width, height; no more than maxwidth and maxheight; 501 for XML."""
    for width, height in ((320, 400), (680, 3000), (2000, 3000)):
        found = client.get(f"/oembed?url=http://testserver/chart/gap.html&maxwidth={width}&maxheight={height}").json()
        assert {"type", "version", "html", "width", "height"} <= found.keys()
        assert found["width"] <= width
        assert found["height"] <= height
        assert found["title"] == NAMES["gap"]
    assert client.get("/oembed?url=/chart/gap.html&maxwidth=&maxheight=&format=json&dnt=true").status_code == 200
    assert client.get("/oembed?url=/chart/gap.html&format=xml").status_code == 501


# ------------------------------------------------------------------------------------------------- a proxy with TLS


@pytest.mark.parametrize("proxy", ["127.0.0.1", "10.1.2.3", "172.17.0.1", "192.168.0.9", "::1", "fd00::7"])
def test_addresses_behind_a_proxy_are_those_that_its_readers_type(proxy: str, site: Site) -> None:
    """X-Forwarded-Proto and X-Forwarded-Host, as nginx, Apache, Caddy and Traefik are documented to set them."""
    with client_of(site, client=(proxy, 40_000), base_url="http://app:8501") as client:
        told = {"x-forwarded-proto": "https", "x-forwarded-host": "gap.example", "host": "app:8501"}
        light, page = client.get("/chart/gap.html", headers=told), client.get("/", headers=told)
        for text in (light.text, page.text):
            assert 'href="https://gap.example/oembed?url=https://gap.example/' in text
            assert "app:8501" not in text
        assert "X-Forwarded-Proto" in light.headers["vary"]
        document = client.get("/oembed?url=https://gap.example/chart/gap.html", headers=told).json()
        assert attributes(document["html"].partition("</iframe>")[0])["src"] == "https://gap.example/chart/gap.html"
        assert 'src="https://gap.example/asset/resize.js"' in document["html"]
        assert document["thumbnail_url"].startswith("https://gap.example/")
        # the same address asked for without the proxy is not what the proxy's readers see
        assert "gap.example" not in client.get("/chart/gap.html").text


def scope_of(client: tuple[str, int] | None, **headers: str) -> dict[str, Any]:
    listed = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    return {"type": "http", "scheme": "http", "headers": listed, "client": client}


@pytest.mark.parametrize(
    ("client", "proxies", "trusted"),
    [
        (("1.1.1.1", 5), "", False),
        (("8.8.8.8", 5), "", False),
        (("8.8.8.8", 0), "", True),  # the server under us has put the reader in the place of a trusted proxy
        (("8.8.8.8", 5), "8.8.8.0/24", True),
        (("8.8.8.8", 5), "*", True),
        (("10.0.0.1", 5), "8.8.8.8", False),
        (("10.0.0.1", 5), "127.0.0.1, 10.0.0.1", True),
        (("::ffff:10.0.0.1", 5), "", True),
        (None, "", True),
    ],
)
def test_word_of_a_proxy_counts_only_where_it_is_one(
    client: tuple[str, int] | None, proxies: str, trusted: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(PROXIES, proxies)
    scope = scope_of(client, host="own.example", x_forwarded_proto="https, http", x_forwarded_host="gap.example, b")

    assert base_of(scope) == ("https://gap.example" if trusted else "http://own.example")


def test_nonsense_of_a_proxy_goes_into_no_address() -> None:
    from openness.query.edits import QueryError

    for host in ('a"><script>', "a b", "user@host", "a/b"):
        with pytest.raises(QueryError):
            base_of(scope_of(("127.0.0.1", 5), host="own.example", x_forwarded_host=host))
    assert (
        base_of(scope_of(("127.0.0.1", 5), host="own.example", x_forwarded_proto="javascript")) == "http://own.example"
    )


# -------------------------------------------------------------------------------------------------------- spreadsheets

TABLES = [f"/data/{name}" for name in DATA_FILES if name.endswith(".csv")] + [f"/chart/{slug}.csv" for slug in CHARTS]


@pytest.mark.parametrize("path", TABLES)
def test_tables_are_read_by_excel_r_and_stata(path: str, client: TestClient) -> None:
    """What each one's documentation asks of a file behind an address.

    Power Query: `Web.Contents` wants a 200 or a redirect, `Csv.Document` with Encoding 65001 and QuoteStyle.Csv one
    number of columns, `Table.PromoteHeaders` one name a column. R: `read.csv(url, encoding = "UTF-8")` keeps a byte
    order mark in the first name. Stata: `import delimited` reads `varnames(1)`, `encoding("utf-8")`, and makes names of
    at most 32 letters of them, which must differ, else it calls them v1, v2 ...
    """
    answer = client.get(path, headers={"accept": "*/*", "accept-encoding": "gzip, deflate"})
    assert answer.status_code == 200, "no redirect, no error"
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert not answer.content.startswith(b"\xef\xbb\xbf")
    assert b"\x00" not in answer.content
    lines = list(csv.reader(io.StringIO(answer.content.decode("utf-8"), newline=""), strict=True))
    head = lines[0]
    assert all(head), "every column has a name"
    assert len({name.casefold() for name in head}) == len(head), "Table.PromoteHeaders would write Column1, Column2"
    assert {len(line) for line in lines} == {len(head)}
    if path.startswith("/data/"):
        assert all(re.fullmatch(r"[a-z][a-z0-9_]{0,31}", name) for name in head), "names as Stata and R keep them"
    # without gzip too: Stata does not ask for it
    assert client.get(path, headers={"accept-encoding": ""}).content == answer.content


# --------------------------------------------------------------------------------------------- pictures in one page


def test_pictures_inline_in_one_page_share_no_name(live: Live) -> None:
    answer = live.answer()
    drawn = (
        '<svg class="main-svg"><defs id="defs-0"><clipPath id="clip0xyplot"/><pattern id="p0-t0"/></defs>'
        '<g clip-path="url(#clip0xyplot)" style="fill: url(\'#p0-t0\'); mask: url(&quot;#p0-t0&quot;)"/>'
        '<use xlink:href="#defs-0" xmlns:xlink="http://www.w3.org/1999/xlink"/></svg>'
    )
    pictures = [compose(live.chart(slug, answer), Look(), drawn) for slug in ("gap", "claims")]
    pictures.append(compose(live.chart("gap", answer, "dark"), Look("dark"), drawn))
    pictures += [badge(answer, release) for release in answer.selected[:3]]
    pictures.append(badge(live.answer(answer.query.with_(rubric="g7-2026")), answer.selected[0]))

    names: list[str] = []
    for picture in pictures:
        root = ElementTree.fromstring(picture)  # noqa: S314 (our own)
        mine = {element.get("id") for element in root.iter()} - {None}
        pointed = set(re.findall(r"""url\((?:'|&quot;|")?#([^'"&)]+)""", picture)) | set(
            re.findall(r'href="#([^"]+)"', picture)
        )
        pointed |= set(str(root.get("aria-labelledby")).split())
        assert pointed <= mine, "whatever a picture points at is in it"
        names += [str(name) for name in mine]
    assert len(names) == len(set(names))


# --------------------------------------------------------------------------------------------------- the event loop


def test_nothing_slow_runs_on_the_event_loop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    site = Site(LIVE, Pictures(FakePainter()), tmp_path)
    done: list[tuple[str, str]] = []

    def watched(holder: Any, name: str) -> None:
        work = getattr(holder, name)

        def noted(*args: Any, **named: Any) -> Any:
            done.append((name, threading.current_thread().name))
            return work(*args, **named)

        monkeypatch.setattr(holder, name, noted)

    for name in ("answer", "chart", "package", "rubrics", "fingerprints"):
        watched(site.live, name)
    watched(Archive, "find")
    fingerprint = next(iter(LIVE.fingerprints()))

    async def ask(path: str, query: str) -> int:
        sent: list[Any] = []

        async def send(message: Any) -> None:
            sent.append(message)

        scope = {**scope_of(("testclient", 1), host="testserver"), "method": "GET", "path": path}
        await site({**scope, "query_string": query.encode()}, None, send)  # type: ignore[arg-type]
        return int(sent[0]["status"])

    async def all_of_it() -> list[int]:
        threading.current_thread().name = "event loop"
        return [
            await ask("/oembed", "url=/chart/gap.html%3Fedit%3Dweight.data:11&dnt=1"),
            await ask(f"/v/{fingerprint}/chart/gap.html", ""),
            await ask(f"/v/{fingerprint}/data/scores.csv", ""),
            await ask("/v/0123456789/chart/gap.html", ""),
            await ask("/chart/gap.svg", "edit=weight.data:12"),
            await ask("/data/scores.csv", "vendor=meta"),
            await ask("/badge/olmo-2.svg", ""),
            await ask("/openapi.json", ""),
        ]

    before = threading.current_thread().name
    try:
        assert asyncio.run(all_of_it()) == [200, 200, 200, 404, 200, 200, 200, 200]
    finally:
        threading.current_thread().name = before
    assert {"answer", "chart", "package", "rubrics", "fingerprints", "find"} == {name for name, _ in done}
    assert not [name for name, thread in done if thread == "event loop"]


@pytest.mark.parametrize("slug", CHARTS)
def test_height_of_a_page_grows_as_it_narrows(slug: str, live: Live) -> None:
    chart = live.chart(slug, live.answer())

    assert page_height(chart, 1_200) <= page_height(chart, 680) <= page_height(chart, 366)
    assert page_height(chart, 680) > int(chart.figure.layout.height or 500)


def test_unquoted_addresses_are_read_as_quoted_ones(client: TestClient) -> None:
    address = "http://testserver/chart/gap.html?rubric=g7-2026"

    assert client.get(f"/oembed?url={address}").json() == client.get(f"/oembed?url={quote(address, safe='')}").json()
    assert unquote(quote(address, safe="")) == address
