"""Embedded charts as they are met: in a sandboxed frame of another site, live, frozen, and from a plain file server."""

from __future__ import annotations

import functools
import http.server
import io
import json
import re
import threading
import urllib.request
from collections.abc import Iterator
from html import escape
from pathlib import Path

import pytest
from PIL import Image, ImageChops
from playwright.sync_api import Frame, expect

from openness.charts.kit import palette
from openness.publish.archive import freeze
from openness.publish.share import Share, share
from tests.browser.conftest import Visit, Visitor
from tests.browser.test_browser import violations
from tests.shared import LIVE

pytestmark = pytest.mark.browser

SANDBOX = "allow-scripts allow-popups allow-popups-to-escape-sandbox"
HEIGHT = 5_00


class Quiet(http.server.SimpleHTTPRequestHandler):
    """A plain static file server, as anybody may have one."""

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def elsewhere(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, str]]:
    """Another site: a folder and its address."""
    folder = tmp_path_factory.mktemp("elsewhere")
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield folder, f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A frozen archive behind a plain file server: the address of its version."""
    folder = tmp_path_factory.mktemp("archive")
    done = freeze(folder, rubrics=["osaid-1.0"], charts=["gap", "claims"])
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/v/{next(iter(done.versions.values()))}"
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module", params=["live", "frozen", "archive"])
def address(request: pytest.FixtureRequest, site: str, archive: str) -> str:
    """Where the gap chart is embedded from."""
    if request.param == "archive":
        return f"{archive}/chart/gap.html"
    with urllib.request.urlopen(f"{site}/data/scores.json") as answer:  # noqa: S310 (our own server)
        fingerprint = json.load(answer)["fingerprint"]
    return f"{site}/chart/gap.html" if request.param == "live" else f"{site}/v/{fingerprint}/chart/gap.html"


def embed(elsewhere: tuple[Path, str], visitor: Visitor, address: str, *, width: int = 800) -> tuple[Visit, Frame]:
    """A page of the other site with the chart in a sandboxed frame, once it is drawn."""
    folder, base = elsewhere
    (folder / "page.html").write_text(
        f"""<!doctype html><html lang="en"><title>Elsewhere</title><link rel="icon" href="data:,">
<script>window.said = []; addEventListener("message", (event) => said.push(event.data));</script>
<iframe src="{escape(address)}" sandbox="{SANDBOX}" title="A chart" width="100%" height="{HEIGHT}"></iframe></html>""",
        "utf-8",
    )
    visit = visitor(base, width=width, fresh=True)
    visit.page.goto(f"{base}/page.html")
    expect(visit.page.frame_locator("iframe").locator("html[data-drawn=true]")).to_have_count(1)
    frame = visit.page.frames[1]
    return visit, frame


def test_chart_is_drawn_in_a_sandboxed_frame_of_another_site(
    elsewhere: tuple[Path, str], visitor: Visitor, address: str
) -> None:
    visit, frame = embed(elsewhere, visitor, address)
    own = re.match(r"https?://[^/]+", address)
    assert own

    assert visit.complaints == [], "nothing is blocked by the policy, nothing fails"
    assert all(asked.startswith((own[0], visit.base, "data:", "blob:")) for asked in visit.requests)
    assert not any(asked.startswith("ws") or "_stcore" in asked for asked in visit.requests)
    assert visit.page.context.cookies() == []
    assert frame.locator(".main-svg").count() >= 1
    assert frame.locator("path.point").count() > 100
    frame_height = frame.evaluate("document.body.getBoundingClientRect().height")
    visit.page.wait_for_function("window.said.length > 0")
    said = visit.page.evaluate("window.said")[-1]
    assert said["type"] == "openness-gap:height"
    assert said["chart"] == "gap"
    assert abs(said["height"] - frame_height) <= 1
    back = frame.get_by_role("link", name="Explore the data")
    expect(back).to_have_attribute("target", "_blank")
    expect(back).to_have_attribute("rel", "noopener")
    visit.page.close()


@pytest.mark.parametrize("width", [1200, 390])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_page_is_accessible_fits_and_has_its_colours(site: str, visitor: Visitor, width: int, theme: str) -> None:
    visit = visitor(site, width=width)
    visit.page.goto(f"{site}/chart/gap.html?theme={theme}")
    visit.page.wait_for_selector("html[data-drawn=true]")
    visit.page.get_by_text("Table: the numbers").click()

    assert violations(visit) == {}
    assert visit.page.evaluate("document.scrollingElement.scrollWidth") <= width
    ground = visit.page.evaluate("document.getElementById('chart')._fullLayout.paper_bgcolor")
    assert ground == palette.BACKGROUND["dark" if theme == "dark" else "light"]
    assert visit.page.locator("html").get_attribute("lang") == "en"
    assert visit.page.title() == f"{visit.page.locator('h1').inner_text()} – Openness Gap"
    drawn = visit.page.evaluate("document.querySelector('#chart .main-svg').getBoundingClientRect().width")
    assert width - 60 <= drawn <= width
    visit.page.close()


def test_table_is_reached_and_read_by_keyboard(site: str, visitor: Visitor) -> None:
    visit = visitor(site)
    page = visit.page
    page.goto(f"{site}/chart/claims.html")
    page.wait_for_selector("html[data-drawn=true]")

    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.tagName") == "SUMMARY"
    page.keyboard.press("Enter")
    expect(page.get_by_role("table")).to_be_visible()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "rows"
    assert page.get_by_role("figure").count() + page.get_by_role("img").count() >= 1
    assert page.locator("figure").get_attribute("aria-label")
    with page.context.expect_page() as opened:
        page.get_by_role("link", name="Explore the data").click()
    expect(opened.value.locator("h1")).to_have_text("How open is “open” AI?")
    page.close()


def test_frame_grows_with_its_content(elsewhere: tuple[Path, str], site: str, visitor: Visitor) -> None:
    folder, base = elsewhere
    (folder / "grows.html").write_text(
        f"""<!doctype html><html lang="en"><title>Elsewhere</title><link rel="icon" href="data:,">
<iframe src="{site}/chart/claims.html" title="A chart" width="100%" height="{HEIGHT}"></iframe>
<script src="{site}/asset/resize.js"></script></html>""",
        "utf-8",
    )
    visit = visitor(base)
    visit.page.goto(f"{base}/grows.html")
    visit.page.wait_for_function(
        "before => document.querySelector('iframe').getBoundingClientRect().height > before + 100", arg=HEIGHT
    )
    before = visit.page.evaluate("document.querySelector('iframe').getBoundingClientRect().height")
    visit.page.frame_locator("iframe").get_by_text("Table: the numbers").click()
    visit.page.wait_for_function(
        "before => document.querySelector('iframe').getBoundingClientRect().height > before + 50", arg=before
    )
    visit.page.close()


def test_archived_copy_says_what_it_cannot_do(archive: str, visitor: Visitor) -> None:
    visit = visitor(archive)
    visit.page.goto(f"{archive}/chart/gap.html?vendor=meta&rubric=osaid-1.0")
    visit.page.wait_for_selector("html[data-drawn=true]")

    expect(visit.page.get_by_role("status")).to_contain_text("archived copy of the whole chart")
    expect(visit.page.get_by_role("status")).to_contain_text("vendor")
    assert "rubric" not in visit.page.get_by_role("status").inner_text()
    visit.page.get_by_role("link", name="definition").click()
    visit.page.goto(f"{archive}/index.html")
    assert violations(visit) == {}
    visit.page.close()


def test_addresses_for_people_are_accessible(site: str, visitor: Visitor) -> None:
    visit = visitor(site)
    visit.page.goto(f"{site}/api")

    assert violations(visit) == {}
    assert visit.complaints == []
    expect(visit.page.locator("h1")).to_have_text("Every chart and number has an address")
    visit.page.close()


def test_wrong_paths_beside_the_pages_never_answer_200(site: str) -> None:
    for path in ("/chart/none.svg", "/data/none", "/badge/none.svg", "/v/0123456789/chart/gap.svg", "/asset/none"):
        with pytest.raises(urllib.error.HTTPError, match="404"):
            urllib.request.urlopen(site + path)  # noqa: S310 (our own server)
    for path in ("/data/scores.csv?vendor=" + "a" * 1_000_000, "/chart/../../etc/passwd", "/data/%00"):
        with pytest.raises((urllib.error.HTTPError, ConnectionError), match=r"4\d\d|reset|closed|Broken"):
            urllib.request.urlopen(site + path)  # noqa: S310 (our own server)


def test_picture_of_the_server_is_a_picture(site: str) -> None:
    with urllib.request.urlopen(f"{site}/chart/claims.png?width=400&scale=1") as answer:  # noqa: S310 (our own server)
        assert answer.headers["content-type"] == "image/png"
        assert answer.read(8) == b"\x89PNG\r\n\x1a\n"


def heights(frame: Frame) -> tuple[int, int]:
    """How high a frame is, and how high what is in it."""
    return (
        int(frame.frame_element().evaluate("frame => frame.getBoundingClientRect().height")),
        int(frame.evaluate("document.scrollingElement.scrollHeight")),
    )


def pasted(elsewhere: tuple[Path, str], visitor: Visitor, body: str, *, width: int, scheme: str = "light") -> Visit:
    """A page of the other site with what was pasted into it, in a column of this width."""
    folder, base = elsewhere
    (folder / "pasted.html").write_text(
        '<!doctype html><html lang="en"><meta charset="utf-8"><title>Elsewhere</title><link rel="icon" href="data:,">'
        '<meta name="color-scheme" content="light dark"><body style="margin:0">'
        f'<div style="width:{width}px">{body}</div></body></html>',
        "utf-8",
    )
    visit = visitor(base, width=max(width, 390), scheme=scheme)
    visit.page.goto(f"{base}/pasted.html")
    return visit


def codes(site: str, slug: str) -> Share:
    shown = LIVE.answer()
    return share(site, shown, LIVE.chart(slug, shown))


@pytest.mark.parametrize("width", [680, 366])
def test_pasted_code_shows_source_and_table_without_scrolling(
    elsewhere: tuple[Path, str], site: str, visitor: Visitor, width: int
) -> None:
    visit = pasted(elsewhere, visitor, "".join(codes(site, slug).live for slug in ("gap", "claims")), width=width)
    for number in (0, 1):
        visit.page.locator("iframe").nth(number).scroll_into_view_if_needed()
        expect(visit.page.frame_locator("iframe").nth(number).locator("html[data-drawn=true]")).to_have_count(1)
    for frame in visit.page.frames[1:]:
        visit.page.wait_for_function("frame => frame.style.height !== ''", arg=frame.frame_element())
        outside, inside = heights(frame)
        assert abs(outside - inside) <= 1
    assert visit.complaints == []
    visit.page.close()


@pytest.mark.parametrize("slug", ["gap", "claims", "vendors", "timeline"])
@pytest.mark.parametrize("width", [680, 366])
def test_height_is_about_right_where_scripts_are_taken_out(
    elsewhere: tuple[Path, str], site: str, visitor: Visitor, slug: str, width: int
) -> None:
    """As WordPress does it: oEmbed at this width, and of the code only the frame, in a sandbox."""
    asked = f"{site}/oembed?url={site}/chart/{slug}.html&maxwidth={width}&dnt=1"
    with urllib.request.urlopen(asked) as answer:  # noqa: S310 (our own server)
        code = json.load(answer)["html"]
    body = code.partition("<script")[0].replace("<iframe", '<iframe sandbox="allow-scripts"')
    visit = pasted(elsewhere, visitor, body, width=width)
    expect(visit.page.frame_locator("iframe").locator("html[data-drawn=true]")).to_have_count(1)
    outside, inside = heights(visit.page.frames[1])

    assert inside == outside, "nothing is hidden in a scroll: what is lower than its frame is as high as it"
    content = visit.page.frames[1].evaluate("document.body.getBoundingClientRect().height")
    assert content <= outside <= content * 1.12 + 40, (content, outside)
    visit.page.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_embed_takes_the_colours_that_its_reader_prefers(
    elsewhere: tuple[Path, str], site: str, visitor: Visitor, scheme: str
) -> None:
    frame = f'<iframe src="{site}/chart/gap.html?theme=auto" width="100%" height="900" title="A chart"></iframe>'
    visit = pasted(elsewhere, visitor, frame, width=800, scheme=scheme)
    expect(visit.page.frame_locator("iframe").locator("html[data-drawn=true]")).to_have_count(1)
    inside = visit.page.frames[1]

    def colours() -> tuple[str, str]:
        ground = inside.evaluate("getComputedStyle(document.body).backgroundColor")
        return ground, inside.evaluate("document.getElementById('chart')._fullLayout.paper_bgcolor")

    other = "light" if scheme == "dark" else "dark"
    for now in (scheme, other):
        red, green, blue = (int(palette.BACKGROUND[now][at : at + 2], 16) for at in (1, 3, 5))  # type: ignore[index]
        visit.page.emulate_media(color_scheme=now)  # type: ignore[arg-type]
        inside.wait_for_function(
            "ground => document.getElementById('chart')._fullLayout.paper_bgcolor === ground",
            arg=palette.BACKGROUND[now],  # type: ignore[index]
        )
        assert colours() == (f"rgb({red}, {green}, {blue})", palette.BACKGROUND[now])  # type: ignore[index]
    assert visit.complaints == []
    visit.page.close()


def test_pictures_and_badges_inline_in_one_page_look_as_they_do_alone(site: str, visitor: Visitor) -> None:
    visit = visitor(site)
    page = visit.page
    addresses = [
        *("/chart/definitions.svg", "/chart/claims.svg", "/chart/claims.svg?rubric=g7-2026"),
        *("/badge/olmo-2.svg", "/badge/llama-4.svg", "/badge/olmo-2.svg?rubric=g7-2026"),
    ]
    pictures = [page.request.get(site + address).text() for address in addresses]

    def drawn(shown: list[str]) -> list[bytes]:
        boxes = "".join(f'<div class="box" style="width:920px">{one}</div>' for one in shown)
        page.set_content(f"<!doctype html><style>svg {{ display: block }}</style><body style='margin:0'>{boxes}</body>")
        return [page.locator(".box").nth(number).screenshot() for number in range(len(shown))]

    together = drawn(pictures)
    ids = page.evaluate("[...document.querySelectorAll('[id]')].map(one => one.id)")
    assert len(ids) == len(set(ids))
    named = page.locator(".box > svg").evaluate_all(
        "all => all.map(one => document.getElementById(one.getAttribute('aria-labelledby').split(' ')[0])"
        ".parentNode === one)"
    )
    assert named == [True] * len(pictures), "a screen reader hears the title of this picture"
    for picture, seen in zip(pictures, together, strict=True):
        assert changed(drawn([picture])[0], seen) < 0.001
    # the measure is fine enough: with the names that they share by nature, they do spoil each other
    shared = drawn([re.sub(r"-[0-9a-f]{8}(?=[\"')& ])", "", picture) for picture in pictures])
    assert max(map(changed, together, shared)) > 0.001
    page.close()


def changed(one: bytes, other: bytes) -> float:
    """The share of pixels that differ by more than the edges of letters do."""
    pictures = [Image.open(io.BytesIO(picture)).convert("L") for picture in (one, other)]
    assert pictures[0].size == pictures[1].size
    histogram = ImageChops.difference(*pictures).histogram()
    return sum(histogram[64:]) / sum(histogram)


def test_address_that_is_wrong_is_a_page_in_a_browser(site: str, visitor: Visitor) -> None:
    visit = visitor(site, width=390)
    visit.page.goto(f"{site}/data/scores.csv?vendor=metaa")

    expect(visit.page.locator("h1")).to_have_text("This address is not understood")
    expect(visit.page.get_by_text("did you mean 'meta'?")).to_be_visible()
    assert violations(visit) == {}
    assert visit.page.evaluate("document.scrollingElement.scrollWidth") <= 390
    visit.page.close()
