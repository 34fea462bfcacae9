"""oEmbed (https://oembed.com): the pasted address of a chart becomes the chart, in WordPress and wherever else."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, urlsplit

from starlette.types import Scope

from openness.addresses import chart_path, iframe
from openness.charts import CHARTS, OPTIONS, PAGES, PARTS
from openness.charts.options import chosen
from openness.errors import shorten
from openness.files import to_json
from openness.live import Live
from openness.picture_layout import WIDTHS, Look, plan
from openness.query import QueryError, parse_strict
from openness.web.http import LIVE, Ready, problem, ready
from openness.web.requests import NotFoundError, Wanted, read

_HOST = re.compile(r"[A-Za-z0-9.\-]{1,253}(:\d{1,5})?|\[[0-9A-Fa-f:.]{2,45}\](:\d{1,5})?", re.ASCII)
_WIDTH = 800
_WORDS = 300
"""Pixels for title, measure, source and links around a figure."""

_NAMES = ("url", "format", "maxwidth", "maxheight")


def answer(scope: Scope, live: Live) -> Ready:
    """The answer to `/oembed?url=…`.

    Raises:
        QueryError: a parameter is not understood.
        NotFoundError: the address is none of a chart here.
    """
    text = scope["query_string"].decode("utf-8", "replace")
    given = dict(parse_qsl(text, keep_blank_values=True, errors="replace", max_num_fields=100))
    unknown = [name for name in given if name not in _NAMES]
    if unknown:
        raise QueryError(f"there is no parameter '{shorten(unknown[0])}'", parameter=unknown[0], valid=_NAMES)
    if given.get("format", "json") != "json":
        return problem(501, "Only the format json is spoken here.", valid=["json"])
    if not given.get("url"):
        raise QueryError("url= is missing: the address of a chart", parameter="url", valid=(_example(live),))
    base = base_of(scope)
    wanted = _wanted(given["url"], base, live)
    chart = live.chart(wanted.name, live.answer(wanted.query), options=wanted.options)
    width = min(_WIDTH, _most("maxwidth", given))
    height = min(int(chart.figure.layout.height or 500) + _WORDS, _most("maxheight", given))
    theme = {"theme": "dark"} if wanted.look.theme == "dark" else {}

    def address(form: str, **look: str) -> str:
        path = chart_path(wanted.name, form, wanted.query, wanted.options, fingerprint=wanted.fingerprint, **look)
        return f"{base}/{path}"

    document = {
        "version": "1.0",
        "type": "rich",
        "title": chart.title,
        "provider_name": "Openness Gap",
        "provider_url": f"{base}/",
        "cache_age": 300,
        "width": width,
        "height": height,
        "html": iframe(address("html", **theme), chart.title, height).replace('width="100%"', f'width="{width}"'),
    }
    if width >= WIDTHS[0]:
        document |= {
            "thumbnail_url": address("png", width=str(width), scale="1", **theme),
            "thumbnail_width": width,
            "thumbnail_height": plan(chart, Look(width=width, scale=1)).height,
        }
    return ready(to_json(document), "json", cache=LIVE, headers={"vary": "host"})


def base_of(scope: Scope) -> str:
    """The address of this server, as the asker knows it, without a slash at its end.

    Raises:
        QueryError: its name is no name of a host.
    """
    host = next((value.decode("latin-1") for name, value in scope["headers"] if name == b"host"), "")
    if not _HOST.fullmatch(host):
        raise QueryError("the request names no host", parameter="host")
    return f"{scope.get('scheme', 'http')}://{host}{scope.get('root_path', '')}"


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
        raise NotFoundError("This is no address of this site.", valid=[_example(live)])
    path = parts.path.removeprefix(urlsplit(base).path)
    query = parts.query.encode("utf-8", "replace")
    if path.strip("/") in PAGES.values():
        slug = parts.fragment or next(slug for slug, page in PAGES.items() if page == path.strip("/"))
        if slug in CHARTS:
            pairs = parse_qsl(parts.query, keep_blank_values=True, errors="replace")
            names = [*(option.name for option in OPTIONS[slug]), *(name for name, _ in PARTS[slug])]
            return Wanted(
                "chart",
                slug,
                "html",
                parse_strict(pairs, live.package(), live.rubrics(), also=names),
                chosen(OPTIONS[slug], pairs),
            )
    wanted = read(path, query, live)
    if wanted.kind != "chart":
        raise NotFoundError("Only charts can be embedded.", valid=[f"/chart/{slug}.html" for slug in CHARTS])
    return wanted


def _most(name: str, given: dict[str, str]) -> int:
    text = given.get(name, "")
    if not text:
        return 100_000
    if not re.fullmatch(r"[1-9]\d{0,4}", text, re.ASCII):
        raise QueryError(f"{name}= is a number of pixels", parameter=name, got=text, valid=("1 to 99999",))
    return int(text)
