"""The addresses beside the pages: what they answer, what they refuse, and that they agree with each other."""

from __future__ import annotations

import asyncio
import csv
import gzip
import io
import json
import random
import re
import resource
import threading
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from openness.charts import CHARTS, OPTIONS, PAGES
from openness.charts.kit.options import choices
from openness.core.paths import ROOT
from openness.core.tables import to_csv, to_records
from openness.publish.addresses import CHART_FORMATS, DATA_FILES, chart_path, pairs_of
from openness.publish.live import Live
from openness.publish.picture_layout import figure_spec
from openness.publish.pictures import NoChromeError, Pictures
from openness.query.grammar import Query, to_string
from openness.rubric.load import load_rubric
from openness.web import ALSO_PAGES, PREFIXES, Beside, routes_of
from openness.web.http import Shelf, ready, takes_gzip
from openness.web.requests import read
from openness.web.site import Site
from tests.pictures import FakePainter

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def painter() -> FakePainter:
    return FakePainter()


@pytest.fixture(scope="module")
def site(painter: FakePainter, tmp_path_factory: pytest.TempPathFactory) -> Site:
    return Site(ROOT, pictures=Pictures(painter), archive_folder=tmp_path_factory.mktemp("archive"))


@pytest.fixture(scope="module")
def client(site: Site) -> Iterator[TestClient]:
    with TestClient(Starlette(routes=routes_of(site)), follow_redirects=False) as client:
        yield client


@pytest.fixture(scope="module")
def live() -> Live:
    return Live(ROOT)


def weighed(live: Live, rubric: str) -> str:
    """An edit that the definition understands."""
    return f"weight.{next(iter(live.answer(Query(rubric=rubric)).rubric.dimensions))}"


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def random_query(live: Live, seed: int) -> Query:
    """A query of the grammar, drawn from the values that the data have."""
    pick = random.Random(seed)  # noqa: S311 (no secret)
    package = live.package()
    vendors, releases = package.vendors, package.releases
    query = Query(rubric=pick.choice(["", *list(live.rubrics())[1:]]))
    for change in pick.sample(
        [
            {"country": tuple(pick.sample(sorted(set(vendors["country"]) - {""}), 4))},
            {"vendor": tuple(pick.sample(sorted(set(releases["vendor"])), 12))},
            {"kind": (pick.choice(sorted(set(vendors["kind"]) - {""})),)},
            {"from_": pick.choice(["2022", "2023-06", "2024-01-15"])},
            {"to": pick.choice(["2025", "2025-06"])},
            {"as_of": pick.choice(["2024-06-30", "2025-01-01"])},
            {"sources": ("osai-index", "first-party")},
            {"edit": (("credit.partial", "0.25"),)},
            {"release": tuple(pick.sample(releases["release"].tolist(), 5))},
            {"claim": ("open-source",), "use": "commercial"},
            {"component": ("training_code:partial",), "country": ("EU", "US")},
            {"size": "7..80", "q": "llama"},
        ],
        pick.randint(0, 2),
    ):
        query = query.with_(**change)
    return query


# ------------------------------------------------------------------------------------------------------- one truth


@pytest.mark.parametrize("slug", CHARTS)
def test_page_json_csv_and_picture_agree_on_the_numbers(
    slug: str, client: TestClient, live: Live, painter: FakePainter
) -> None:
    for seed in range(-1, 20):
        query = random_query(live, seed) if seed >= 0 else Query()  # first as a visitor first sees it
        pick = random.Random(seed)  # noqa: S311 (no secret)
        asked = {option.name: pick.choice(list(option.values)) for option in OPTIONS[slug]} if seed >= 0 else {}
        options = choices(OPTIONS[slug], asked)
        shown = CHARTS[slug](live.answer(query), "light", **options)  # what the page draws

        def address(form: str, query: Query = query, options: dict[str, str] = options) -> str:
            return "/" + chart_path(slug, form, query, options)

        document = client.get(address("json")).json()
        assert document["table"] == to_records(shown.table)
        assert document["figure"] == json.loads(shown.figure.to_json())
        assert document["fingerprint"] == live.answer(query).fingerprint
        assert client.get(address("csv")).text == to_csv(shown.table)
        script = client.get(address("js")).text
        assert json.loads(script.removeprefix("window.opennessFigure = ").rstrip(";\n")) == document["figure"]
        page = client.get(address("html")).text
        assert page.count("<tr>") == len(shown.table) + 1
        painter.figures.clear()
        # a width of its own, for the same picture is not drawn twice
        picture = client.get(address("svg") + ("&" if "?" in address("svg") else "?") + f"width={920 + seed}")
        assert picture.status_code == 200
        assert painter.figures == [figure_spec(shown)], "drawn from the figure of the page, and from nothing else"
        words = " ".join(node.text or "" for node in ElementTree.fromstring(picture.text).iter(f"{SVG}text"))  # noqa: S314
        for text in (shown.title, document["fingerprint"]):
            assert text.split()[0] in words
        assert document["fingerprint"] in words


@pytest.mark.parametrize("seed", range(20))
def test_scores_are_the_same_as_csv_json_and_in_the_library(seed: int, client: TestClient, live: Live) -> None:
    query = random_query(live, seed)
    answer = live.answer(query)
    asked = f"?{query.to_string()}" if query.to_string() else ""

    text = client.get(f"/data/scores.csv{asked}").text
    document = client.get(f"/data/scores.json{asked}").json()

    listed = rows(text)
    assert [row["release"] for row in listed] == list(answer.selected)
    for row, record, low, high in zip(listed, document["scores"], answer.scores.low, answer.scores.high, strict=True):
        assert {name: "" if value is None else value for name, value in record.items()}.keys() == row.keys()
        assert row["low"] == ("" if record["low"] is None else f"{record['low']:.4f}")
        if record["low"] is not None:
            assert record["low"] == pytest.approx(low, abs=5e-5)
            assert record["high"] == pytest.approx(high, abs=5e-5)
    assert document["fingerprint"] == answer.fingerprint
    assert document["query"] == query.to_string()


def test_edits_options_and_shorthand_mean_what_they_mean_on_a_page(client: TestClient, live: Live) -> None:
    assert (
        client.get("/data/scores.csv?weight.data=2").content
        == client.get("/data/scores.csv?edit=weight.data:2").content
    )
    slug = next(slug for slug, options in OPTIONS.items() if options)
    option = OPTIONS[slug][0]
    other = list(option.values)[-1]

    document = client.get(f"/chart/{slug}.json?{option.name}={other}").json()

    expected = CHARTS[slug](live.answer(), "light", **{**choices(OPTIONS[slug], {}), option.name: other})
    assert document["table"] == to_records(expected.table)
    assert document["options"][option.name] == other
    wrong = client.get(f"/chart/{slug}.json?{option.name}=no-such")
    assert wrong.status_code == 400
    assert wrong.json()["valid"] == list(option.values)


# ------------------------------------------------------------------------------------------------------------ files


@pytest.mark.parametrize("name", DATA_FILES)
def test_table_has_its_type_and_reads_back(name: str, client: TestClient) -> None:
    answer = client.get(f"/data/{name}?vendor=meta")

    assert answer.status_code == 200
    kind = {"csv": "text/csv; charset=utf-8", "json": "application/json; charset=utf-8", "zip": "application/zip"}
    assert answer.headers["content-type"] == kind[name.rpartition(".")[2]]
    if name.endswith(".csv"):
        assert rows(answer.text)
    elif name.endswith(".json"):
        assert {"citation", "licence", "fingerprint", "sources"} <= answer.json().keys()


def test_evidence_says_which_facts_count(client: TestClient, live: Live) -> None:
    answer = live.answer(Query(vendor=("meta",)))
    listed = rows(client.get("/data/evidence.csv?vendor=meta").text)

    assert {row["release"] for row in listed} == set(answer.selected)
    counted = {(row["release"], row["component"]) for row in listed if row["counts_for"] in ("availability", "both")}
    shown = {
        (release, component)
        for release, row in zip(answer.selected, answer.evidence.fact[answer.rows], strict=True)
        for component, fact in zip(answer.evidence.components, row, strict=True)
        if fact >= 0
    }
    assert counted == shown
    assert all(row["in_force"] == "true" for row in listed if row["counts_for"])
    assert all(row["url"].startswith("http") for row in listed if row["availability"] != "unknown")


def test_everything_in_one_archive_with_readme_citation_and_caveats(client: TestClient, live: Live) -> None:
    weight = weighed(live, "g7-2026")
    address = f"/data/all.zip?rubric=g7-2026&{weight}=2"
    first, second = (client.get(address) for _ in range(2))
    fresh = Site(ROOT, pictures=Pictures(FakePainter()))

    assert first.content == second.content
    with TestClient(Starlette(routes=routes_of(fresh))) as other:
        assert other.get(address).content == first.content
    with zipfile.ZipFile(io.BytesIO(first.content)) as archive:
        assert archive.testzip() is None
        names = set(archive.namelist())
        readme = archive.read("openness-gap/README.md").decode()
        package = {f"openness-gap/data/{path.relative_to(ROOT / 'data').as_posix()}" for path in files(ROOT / "data")}
        assert package | {"openness-gap/scores.csv", "openness-gap/rubric.yaml"} <= names
        for path in files(ROOT / "data"):
            assert archive.read(f"openness-gap/data/{path.relative_to(ROOT / 'data').as_posix()}") == path.read_bytes()
        edited = load_rubric(
            archive.read("openness-gap/definition.yaml").decode(), components=live.package().components["component"]
        )
    answer = live.answer(Query(rubric="g7-2026", edit=((weight, "2"),)))
    assert edited == answer.rubric
    for words in ("How to cite", answer.fingerprint, "unknown, never closed", "not legal advice", "CC-BY-4.0"):
        assert words in readme


def files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def test_definition_reads_back_with_its_edits(client: TestClient, live: Live) -> None:
    weight = weighed(live, "mof-1.0")
    text = client.get(f"/rubric.yaml?rubric=mof-1.0&{weight}=3").text

    read = load_rubric(text, components=live.package().components["component"])
    assert read == live.answer(Query(rubric="mof-1.0", edit=((weight, "3"),))).rubric


def test_badge_says_the_verdict_in_the_words_of_the_page(client: TestClient, live: Live) -> None:
    answer = live.answer()
    table = answer.table
    states = {status: position for position, status in reversed(list(enumerate(table["status"])))}
    assert {"stated", "undetermined"} <= states.keys()
    for status, position in states.items():
        text = client.get(f"/badge/{answer.selected[position]}.svg").text
        image = ElementTree.fromstring(text)  # noqa: S314 (our own)
        words = table["verdict_words"].iloc[position]
        drawn = [node.text or "" for node in image.iter(f"{SVG}text")]
        assert drawn[0] == answer.rubric.title
        assert drawn[1].casefold().startswith(words.casefold())
        assert ("facts are missing" in drawn[1]) == (status != "stated")
        assert ("too little recorded" in drawn[1]) == (status == "not-enough-recorded")
        assert answer.fingerprint in str(image.findtext(f"{SVG}title"))
    edited = client.get(f"/badge/{answer.selected[0]}.svg?weight.data=2").text
    assert f"{answer.rubric.title}, edited" in edited


# --------------------------------------------------------------------------------------------------------- refusals


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
        ("/data/scores.csv?licence=none-such", 400, "Apache-2.0"),
        ("/chart/gap.png?theme=pink", 400, "light or dark"),
        ("/chart/gap.png?theme=auto", 400, "light or dark"),
        ("/chart/gap.html?theme=pink", 400, "auto"),
        ("/chart/gap.html?width=500", 400, "width"),
        ("/badge/olmo-2.svg?release=olmo-2", 400, "path"),
        ("/oembed", 400, "url="),
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


def test_in_front_of_the_pages_only_files_are_answered(site: Site) -> None:
    async def page(_scope: Any, _receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 299, "headers": []})
        await send({"type": "http.response.body", "body": b"page"})

    client = TestClient(Beside(page, site))
    for path in ("/", "/vendors", "/charts", "/api/x", "/_stcore/health", "/data.csv"):
        assert client.get(path).status_code == 299, path
    for path in ("/api", "/rubric.yaml", "/data/scores.csv", "/openapi.json"):
        assert client.get(path).status_code == 200, path
    for path in ("/chart", "/chart/", "/chart/none.svg", "/v/x"):
        assert client.get(path).status_code == 404, path


def test_failure_inside_shows_no_traceback(site: Site, client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("secret detail")

    monkeypatch.setattr(site, "_make", fail)
    answer = client.get("/data/scores.csv?vendor=ai21")

    assert answer.status_code == 500
    assert "secret" not in answer.text
    assert answer.json()["error"]


# ------------------------------------------------------------------------------------------------------------- HTTP


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

    with TestClient(Meddler(Starlette(routes=routes_of(site)))) as client:
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


def test_shelf_never_weighs_more_than_it_may() -> None:
    shelf = Shelf(most_bytes=50_000, largest=20_000)
    for number in range(100):
        shelf.put(str(number), ready("x" * 500, "csv"))
        assert shelf.weight <= 50_000
    shelf.put("large", ready(b"x" * 30_000, "zip"))

    assert shelf.get("99") is not None
    assert shelf.get("0") is None
    assert shelf.get("large") is None


# ------------------------------------------------------------------------------------------------------------ frozen


def test_frozen_address_answers_with_exactly_that_data_and_definition(client: TestClient, live: Live) -> None:
    for fingerprint, rubric in live.fingerprints().items():
        frozen = client.get(f"/v/{fingerprint}/data/scores.csv")
        assert frozen.content == client.get(f"/data/scores.csv?rubric={rubric}").content
        assert frozen.headers["cache-control"].endswith("immutable")
        assert client.get(f"/v/{fingerprint}/data/scores.csv?rubric={rubric}").status_code == 200
    fingerprint = next(iter(live.fingerprints()))
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


# ------------------------------------------------------------------------------------------------------- for others


def test_oembed_gives_the_code_that_embeds_the_chart(client: TestClient) -> None:
    for url in (
        "http://testserver/chart/gap.html?rubric=g7-2026",
        "/chart/gap.svg?rubric=g7-2026",
        "http://testserver/?rubric=g7-2026%23gap",
    ):
        answer = client.get("/oembed", params={"url": url.replace("%23", "#"), "maxwidth": "640", "maxheight": "500"})
        document = answer.json()
        assert answer.status_code == 200
        assert (document["version"], document["type"]) == ("1.0", "rich")
        assert (document["width"], document["height"]) == (640, 500)
        assert 'src="http://testserver/chart/gap.html?rubric=g7-2026"' in document["html"]
        assert 'title="' in document["html"]
        assert client.get(document["thumbnail_url"].removeprefix("http://testserver")).status_code == 200


@pytest.mark.parametrize("host", ['a"><script>', "a b", "", "a/b", "user@host"])
def test_host_that_is_none_goes_into_no_code(host: str, client: TestClient) -> None:
    answer = client.get("/oembed?url=/chart/gap.html", headers={"host": host})

    assert answer.status_code == 400
    assert "<script>" not in answer.text


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


# --------------------------------------------------------------------------------------------------------- under load


def test_thousands_of_pictures_at_once_are_refused_honestly_and_data_stay_quick(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    painter = FakePainter(padding=200_000)
    painter.go_on.clear()
    pictures = Pictures(painter, most_bytes=1_000_000, most_files=20)
    site = Site(ROOT, pictures=pictures, archive_folder=tmp_path)
    app = Starlette(routes=routes_of(site))

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
    kept, weight = pictures.kept
    assert kept <= 20
    assert weight <= 1_000_000
    assert pictures.taken == 0


def test_same_picture_asked_for_by_many_is_drawn_once(tmp_path: Path) -> None:
    painter = FakePainter()
    site = Site(ROOT, pictures=Pictures(painter), archive_folder=tmp_path)
    with TestClient(Starlette(routes=routes_of(site))) as client:
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

    site = Site(ROOT, pictures=Pictures(Nothing()), archive_folder=tmp_path)
    with TestClient(Starlette(routes=routes_of(site))) as client:
        answer = client.get("/chart/gap.png")
        assert answer.status_code == 501
        assert "no Chrome" in answer.json()["error"]
        assert client.get("/chart/gap.html").status_code == 200


def test_addresses_write_only_what_differs() -> None:
    slug = next(slug for slug, options in OPTIONS.items() if options)
    option = OPTIONS[slug][0]

    assert pairs_of(slug, Query(), {option.name: option.default}) == []
    assert to_string(pairs_of(slug, Query(vendor=("meta",)), {option.name: list(option.values)[-1]})) == (
        f"vendor=meta&{option.name}={list(option.values)[-1]}"
    )
