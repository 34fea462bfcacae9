"""oEmbed (https://oembed.com): the pasted address of a chart becomes the chart, in WordPress and wherever else."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from urllib.parse import urlsplit

from openness.charts import CHARTS, NAMES, OPTIONS, PAGES
from openness.charts.kit.options import chosen
from openness.core.errors import OpennessError, shorten
from openness.publish.addresses import chart_path, embed_code
from openness.publish.embed import page_height
from openness.publish.files import to_json
from openness.publish.live import Live
from openness.publish.picture_layout import WIDTHS, Look, plan
from openness.query.edits import QueryError
from openness.query.grammar import is_ours, parse_strict
from openness.query.tracking import unescaped
from openness.web.host import VARY
from openness.web.http import LIVE, Ready, ready
from openness.web.requests import NotFoundError, Wanted, pairs_asked, read, whole

MOST_WIDE = 99_999
"""Largest `maxwidth=` and `maxheight=`, in pixels."""

_WIDTH = 800
_NAMES = ("url", "format", "maxwidth", "maxheight")


class FormatError(OpennessError):
    """XML is asked for: oEmbed wants 501 then, and who asked tries JSON."""


def answer(query_string: str, base: str, live: Live) -> Ready:
    """The answer to `/oembed?url=…`.

    Args:
        query_string: what stands after the question mark.
        base: our own address, as the asker knows it.
        live: what charts are made from.

    Raises:
        QueryError: a parameter is not understood.
        NotFoundError: there is no chart of ours at the address.
        FormatError: the answer is not to be JSON.
    """
    given = dict(pairs_asked(query_string))
    unknown = [name for name in given if name not in _NAMES]
    if unknown:
        raise QueryError(f"there is no parameter '{shorten(unknown[0])}'", parameter=unknown[0], valid=_NAMES)
    if given.get("format") == "xml":
        raise FormatError("Only format=json is supported.")
    if given.get("format", "json") != "json":
        raise QueryError("format= is json", parameter="format", got=given["format"], valid=("json",))
    if not given.get("url"):
        raise QueryError("url= is missing: the address of a chart", parameter="url", valid=(_example(live),))
    wanted = _wanted(unescaped(given["url"]), base, live)
    chart = live.chart(wanted.name, live.answer(wanted.query), options=wanted.options)
    # A live chart is called by its name: what it finds today may be wrong tomorrow, and the code stays where it is.
    title = chart.title if wanted.fingerprint else NAMES[wanted.name]
    width = min(_WIDTH, _most("maxwidth", given))
    height = min(page_height(chart, width), _most("maxheight", given))
    look = wanted.look.theme
    theme = {"theme": "auto"} if wanted.auto else {"theme": look} if look == "dark" else {}

    def address(form: str, **look: str) -> str:
        path = chart_path(wanted.name, form, wanted.query, wanted.options, fingerprint=wanted.fingerprint, **look)
        return f"{base}/{path}"

    document = {
        "version": "1.0",
        "type": "rich",
        "title": title,
        "provider_name": "Openness Gap",
        "provider_url": f"{base}/",
        "cache_age": 300,
        "width": width,
        "height": height,
        "html": embed_code(base, address("html", **theme), title, height, width=str(width)),
    }
    if width >= WIDTHS[0]:
        document |= {
            "thumbnail_url": address(
                "png", width=str(width), scale="1", **({"theme": "dark"} if look == "dark" else {})
            ),
            "thumbnail_width": width,
            "thumbnail_height": plan(chart, Look(width=width, scale=1)).height,
        }
    return ready(to_json(document), "json", cache=LIVE, headers={"vary": VARY})


def _example(live: Live) -> str:
    return f"/chart/{next(iter(CHARTS))}.html"


def _wanted(url: str, base: str, live: Live) -> Wanted:
    """The chart that an address shows: a chart's own, or a page's with the chart after the hash."""
    try:
        parts = urlsplit(url)
        foreign = bool(parts.netloc) and parts.netloc.casefold() != urlsplit(base).netloc.casefold()
    except ValueError:
        foreign, parts = True, urlsplit("")
    if foreign or parts.scheme not in ("", "http", "https"):
        raise NotFoundError("This is not an address of this site.", valid=[_example(live)])
    path = parts.path.removeprefix(urlsplit(base).path)
    query = parts.query.encode("utf-8", "replace")
    if path.strip("/") == "questions":
        asked = dict(pairs_asked(parts.query)).get("question", "")
        question = live.question(asked)
        if question is not None:
            return _on_page(question.chart, parts.query, live, dict(question.options))
    if path.strip("/") in PAGES.values():
        slug = parts.fragment or next(slug for slug, page in PAGES.items() if page == path.strip("/"))
        if slug in CHARTS:
            return _on_page(slug, parts.query, live)
    wanted = read(path, query, live)
    if wanted.kind != "chart":
        raise NotFoundError("Only charts can be embedded.", valid=[f"/chart/{slug}.html" for slug in CHARTS])
    return wanted


def _on_page(slug: str, query: str, live: Live, options: Mapping[str, str] = MappingProxyType({})) -> Wanted:
    """The chart of a page's address, whose other parameters (a sort, a tab) are the page's own.

    `options` are what the page chooses about the chart where the address does not.
    """
    pairs = pairs_asked(query)
    mine = [pair for pair in pairs if is_ours(pair[0])]
    asked = parse_strict(mine, live.package(), live.rubrics())
    return Wanted("chart", slug, "html", asked, chosen(OPTIONS[slug], [*options.items(), *pairs]))


def _most(name: str, given: dict[str, str]) -> int:
    text = given.get(name, "")
    if not text:
        return 100_000
    number = whole(text)
    if not number:
        raise QueryError(f"{name}= is a number of pixels", parameter=name, got=text, valid=("1 to 99999",))
    return number
