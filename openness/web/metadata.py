"""What the web sees of a page before it is drawn: title, description, picture for link previews, robots and sitemap.

Streamlit serves one and the same page of HTML for every address, titled "Streamlit" and without a description; search
engines and messengers read nothing else. This middleware asks it for that page, writes the head anew and sends it on;
every other answer passes through untouched, streams and sockets included.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from urllib.parse import parse_qsl

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from openness.charts import OPTIONS, PAGES
from openness.core.cache import Cache
from openness.core.errors import OpennessError
from openness.core.html import templates
from openness.core.served import FEED
from openness.core.wording import day
from openness.publish.addresses import with_pairs
from openness.publish.embed import oembed_address
from openness.publish.live import Live
from openness.publish.picture_layout import SOCIAL
from openness.query.edits import QueryError
from openness.query.grammar import Query, is_ours, parse_strict
from openness.query.tracking import cleaned
from openness.questions.answers import answered
from openness.web.headers import page_policy
from openness.web.host import VARY, base_of
from openness.web.http import LIVE, Ready, ready

_TEMPLATES = templates(__file__)
SITE = "Openness Gap"
LANGUAGE = "en"
LONGEST = 1_000
"""A query string of more characters is left out of the head: no messenger would take it."""

_RELEASES = "releases"
_QUESTIONS = "questions"
_HEAD = re.compile(rb"<title>[^<]*</title>", re.IGNORECASE)
_ICON = re.compile(rb"""<link rel="(?:shortcut )?icon"[^>]*>""", re.IGNORECASE)
_END = re.compile(rb"</head>", re.IGNORECASE)
_LANG = re.compile(rb'<html lang="[^"]*"', re.IGNORECASE)
# What would make Streamlit answer with less than the whole page as it stands.
_DROPPED = (b"accept-encoding", b"if-none-match", b"if-modified-since", b"if-range", b"range")
_KEPT = 256

Pairs = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class PageWords:
    """What is said of a page.

    Attributes:
        path: Its path in addresses, without slashes; empty for the first page.
        heading: Its heading.
        about: What it is for, in a sentence or two.
        chart: The chart that stands for it in link previews.
        options: What is chosen about that chart.
        asks: What its address must ask for to be this page and no other.
        head: HTML at the end of its head, behind what the page itself needs.
    """

    path: str
    heading: str
    about: str
    chart: str = "gap"
    options: Pairs = ()
    asks: Pairs = ()
    head: str = ""


def window_title(heading: str) -> str:
    """The title of a page in a browser's tab, in a search engine and in a link preview."""
    return f"{heading} · {SITE}"


class Metadata:
    """The middleware.

    Args:
        app: What comes after it.
        pages: The pages, the first one first.
        icon: The site's sign as SVG.
        live: The data, for the names of releases.
        folder: What stands before every path, where the site lies in a folder.
    """

    def __init__(self, app: ASGIApp, *, pages: Sequence[PageWords], icon: bytes, live: Live, folder: str = "") -> None:
        self._app = app
        self._folder = f"/{folder.strip('/')}" if folder.strip("/") else ""
        self._pages = {f"{self._folder}/{page.path}": page for page in pages}
        if self._folder:
            self._pages[self._folder] = pages[0]
        self._icon = icon
        self._live = live
        self._answers: Cache[Ready] = Cache(_KEPT)
        self._bare: bytes = b""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request; an ASGI application."""
        if scope["type"] != "http" or scope["method"] not in ("GET", "HEAD"):
            await self._app(scope, receive, send)
            return
        path = scope["path"]
        if path in self._pages:
            await self._page(self._pages[path], scope, receive, send)
        elif path == f"{self._folder}/robots.txt":
            await ready(self._robots(scope), "txt", cache=LIVE)(scope, receive, send)
        elif path == f"{self._folder}/sitemap.xml":
            text = await asyncio.to_thread(self._sitemap, scope)
            await ready(text, "xml", cache=LIVE)(scope, receive, send)
        elif path in (f"{self._folder}/favicon.svg", f"{self._folder}/favicon.ico"):
            await ready(self._icon, "svg", cache=LIVE)(scope, receive, send)
        else:
            await self._app(scope, receive, send)

    # -------------------------------------------------------------------------------------------------------- pages

    async def _page(self, page: PageWords, scope: Scope, receive: Receive, send: Send) -> None:
        body = self._bare
        if not body:  # one file of Streamlit's, the same for all pages for as long as it runs
            headers = [(name, value) for name, value in scope["headers"] if name not in _DROPPED]
            start, body = await _collect(self._app, {**scope, "method": "GET", "headers": headers}, receive)
            if start["status"] != 200 or not _HEAD.search(body):
                await send(start)
                await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else body})
                return
            self._bare = body
        query: bytes = scope["query_string"]
        pairs = parse_qsl(query.decode("utf-8", "replace"), errors="replace") if len(query) <= LONGEST else ()
        asked = tuple(cleaned(pairs))
        base = _base(scope)
        embedded = b"embed=true" in query.lower()
        key = (page.path, base, asked, embedded, self._live.version)

        def made() -> Ready:
            words = page
            if page.path == _RELEASES and any(name == "release" for name, _ in asked):
                words = self._of_release(page, asked)
            elif page.path == _QUESTIONS and any(name == "question" for name, _ in asked):
                words = self._of_question(page, asked)
            whole = self._rewritten(body, words, base, asked)
            policy = page_policy(whole, base, embedded=embedded)
            headers = {"vary": VARY, "content-security-policy": policy}
            return ready(whole, "html", cache="no-cache", headers=headers)

        answer = self._answers.find(key)
        if answer is None:
            answer = await asyncio.to_thread(self._answers.get, key, made)
        await answer(scope, receive, send)

    def _of_release(self, page: PageWords, asked: Pairs) -> PageWords:
        """The words for one release, where the address names one and it exists: its name and its verdict."""
        try:
            query = self._query(asked)
            if len(query.release) != 1:
                return page
            found = self._live.answer(query)
            if len(found.selected) != 1:
                return page
            row = found.table.iloc[0]
            taken = f" Taken to hold: {row['assumed'].replace('|', '; ').rstrip('.')}." if row["assumed"] else ""
            about = (
                f"{row['name']} by {row['vendor_name']} under {found.rubric.title}: {row['verdict_words']}.{taken} "
                f"Every fact with the page that states it; data of {day(found.as_of)}."
            )
            return replace(page, heading=str(row["name"]), about=about, asks=(("release", query.release[0]),))
        except OpennessError:
            return page

    def _query(self, asked: Pairs) -> Query:
        """What an address asks for, apart from what belongs to its page alone."""
        mine = [pair for pair in asked if is_ours(pair[0])]
        return parse_strict(mine, self._live.package(), self._live.rubrics())

    def _followed(self, asked: Pairs) -> Sequence[tuple[str, str]]:
        """What the feed of a page's changes asks for: what the page does, or nothing where that is not understood."""
        try:
            return self._query(asked).to_pairs()
        except OpennessError:
            return ()

    def _of_question(self, page: PageWords, asked: Pairs) -> PageWords:
        """The words for one question, where the address names one that exists: what is asked, and the answer."""
        try:
            question = self._live.question(dict(asked)["question"])
            if question is None:
                return page
            found = self._live.answer(self._query(asked))
            return replace(
                page,
                heading=question.title,
                about=answered(found, question.finding).answer,
                chart=question.chart,
                options=question.options,
                asks=(("question", question.id),),
            )
        except OpennessError:
            return page

    def _rewritten(self, body: bytes, page: PageWords, base: str, asked: Pairs) -> bytes:
        """Streamlit's page with a head of its own."""
        title = window_title(page.heading)
        here = with_pairs(f"{base}{self._folder}/{page.path}", page.asks)
        mine = [pair for pair in asked if is_ours(pair[0]) or pair[0] in _options(page.chart)]
        drawn = [*mine, *(pair for pair in page.options if pair[0] not in dict(mine)), ("shape", "social")]
        image = with_pairs(f"{base}{self._folder}/chart/{page.chart}.png", drawn)
        mine = [*(pair for pair in page.asks if not is_ours(pair[0])), *mine]
        # a page with a chart is embedded by its address
        embeds = base and (page.path in PAGES.values() or (page.path == _QUESTIONS and page.asks))
        head = _TEMPLATES.get_template("head.html").render(
            title=title,
            about=page.about,
            site=SITE,
            whole=bool(base),
            here=here,
            address=with_pairs(f"{base}{self._folder}/{page.path}", mine),
            image=image,
            width=SOCIAL[0],
            height=SOCIAL[1],
            oembed=oembed_address(f"{base}{self._folder}", with_pairs(page.path, mine)) if embeds else "",
            feed=with_pairs(f"{base}{self._folder}/{FEED}", self._followed(asked)),
        )
        icon = f'<link rel="icon" type="image/svg+xml" href="{self._folder}/favicon.svg">'.encode()
        body = _HEAD.sub(lambda _: head.encode("utf-8", "replace"), body, count=1)
        body = _ICON.sub(lambda _: icon, body, count=1)
        body = _END.sub(lambda end: page.head.encode("utf-8") + end[0], body, count=1)
        return _LANG.sub(f'<html lang="{LANGUAGE}"'.encode(), body, count=1)

    # -------------------------------------------------------------------------------------------- beside the pages

    def _robots(self, scope: Scope) -> bytes:
        base = _base(scope)
        sitemap = f"\nSitemap: {base}{self._folder}/sitemap.xml\n" if base else ""
        return f"User-agent: *\nDisallow: {self._folder}/_stcore/\n{sitemap}".encode()

    def _sitemap(self, scope: Scope) -> bytes:
        """Every page, every release and the feed of changes, with the day of the data."""
        base = _base(scope)
        try:
            package = self._live.package()
            date, releases = package.date, [str(release) for release in package.releases["release"]]
        except OpennessError:
            date, releases = "", []
        paths = [f"{self._folder}/{page.path}" for page in dict.fromkeys(self._pages.values())]
        if any(page.path == _RELEASES for page in self._pages.values()):
            paths += [with_pairs(f"{self._folder}/{_RELEASES}", [("release", release)]) for release in releases]
        if any(page.path == _QUESTIONS for page in self._pages.values()):
            paths += [with_pairs(f"{self._folder}/{_QUESTIONS}", [("question", name)]) for name in self._asked()]
        paths.append(f"{self._folder}/{FEED}")
        return (
            _TEMPLATES.get_template("sitemap.xml")
            .render(addresses=[base + path for path in paths], changed=date if len(date) == 10 else "")
            .encode()
        )

    def _asked(self) -> list[str]:
        """Ids of the questions; none where a file of theirs is broken."""
        try:
            return [question.id for question in self._live.questions()]
        except OpennessError:
            return []


async def _collect(app: ASGIApp, scope: Scope, receive: Receive) -> tuple[Message, bytes]:
    """The whole answer of an application: how it starts, and its body."""
    start: Message = {"type": "http.response.start", "status": 500, "headers": []}
    parts: list[bytes] = []

    async def take(message: Message) -> None:
        nonlocal start
        if message["type"] == "http.response.start":
            start = message
        elif message["type"] == "http.response.body":
            parts.append(message.get("body", b""))

    await app(scope, receive, take)
    return start, b"".join(parts)


def _base(scope: Scope) -> str:
    """The address of this server as the asker knows it; empty where it is not said, or is no name of a host."""
    try:
        return base_of(scope)
    except QueryError:
        return ""


def _options(chart: str) -> set[str]:
    return {option.name for option in OPTIONS.get(chart, ())}
