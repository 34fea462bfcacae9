"""The files behind the addresses: found or made once, kept ready, sent without waiting for anybody's picture.

What is ready is sent from the event loop. Addresses are read by two threads, what has to be computed goes to two
others and what has to be drawn to two more, behind short queues; whatever does not fit is told when to come back.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from starlette.types import Receive, Scope, Send

from openness.charts.kit.base import Chart
from openness.core.cache import Cache
from openness.core.errors import ProblemsError, reported, shorten
from openness.publish import archive
from openness.publish.badge import badge
from openness.publish.chart_file import chart_file
from openness.publish.chrome import AT_ONCE, DrawError, NoChromeError
from openness.publish.embed import POLICY, Kind, assets, chart_page
from openness.publish.feed import feed
from openness.publish.files import data_file, shortened_file, to_json
from openness.publish.live import Live
from openness.publish.picture_layout import MOST_PIXELS, plan
from openness.publish.pictures import BusyError, Pictures
from openness.query.edits import QueryError
from openness.query.grammar import Query
from openness.rubric.load import to_yaml
from openness.scoring.answer import Answer
from openness.web import oembed
from openness.web.allowance import Allowance, AllowanceError
from openness.web.host import VARY, base_of
from openness.web.http import FOREVER, LIVE, MEDIA, PREFLIGHT, Ready, problem, ready
from openness.web.lanes import Lane
from openness.web.openapi import description, description_page
from openness.web.refusal import PAGE_POLICY, refusal
from openness.web.requests import NotFoundError, Wanted, read, too_long

_LOG = logging.getLogger(__name__)
_MOST_BYTES = 64_000_000
_SPELLINGS = 4_096
_LONG = 2_000
_COSTLY = ("all.zip", "evidence.json", "rank-intervals", "assumptions")
Written = tuple[str, bytes, str]
"""How an address was written: path, query, and our own address where the answer holds it."""


class Site:
    """Everything that is served beside the pages.

    Args:
        live: the data and the definitions.
        pictures: where pictures come from.
        archive_folder: a folder made by `openness freeze`, for fingerprints that are not the running one.
        allowance: how much one client may have made; without limit when left out.
    """

    def __init__(
        self, live: Live, pictures: Pictures, archive_folder: Path | None = None, allowance: Allowance | None = None
    ) -> None:
        self.live, self.pictures = live, pictures
        self.allowance = Allowance(0) if allowance is None else allowance
        self.archive = archive.Archive(archive_folder or archive.default_folder(live.source))
        self._answers: Cache[Ready] = Cache(_MOST_BYTES, weigh=lambda answer: answer.weight)
        # how an address was written, and when -> its one spelling; a visitor's address is read once
        self._spellings: Cache[str] = Cache(_SPELLINGS)
        self._reading = Lane("reading", 2, 1_000)
        self._computing = Lane("files", 2, 64)
        self._drawing = Lane("drawing", AT_ONCE, 1_000)  # the pictures have a shorter line of their own

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request; an ASGI application."""
        await (await self._answer(scope))(scope, receive, send)

    async def _answer(self, scope: Scope) -> Ready:
        method = scope["method"]
        if method not in ("GET", "HEAD"):
            if method == "OPTIONS":
                return PREFLIGHT
            return problem(405, "These addresses can only be read.", valid=["GET", "HEAD", "OPTIONS"])
        try:
            version = self.live.version
            written = (scope["path"], scope["query_string"], _own_address(scope))
            known = self._spellings.find((version, written))
            found = self._answers.find(known) if known else None
            return found or await self._find(scope, version, written)
        except NotFoundError as error:
            where = f"There is nothing at {shorten(scope['path'])}. {error}"
            return refusal(scope, 404, where, **error.more)
        except QueryError as error:
            return refusal(scope, 409 if error.conflict else 400, error.message, **_details(error))
        except (AllowanceError, BusyError) as error:
            status = 429 if isinstance(error, AllowanceError) else 503
            return refusal(scope, status, str(error), retry_after=error.retry_after)
        except (NoChromeError, oembed.FormatError) as error:
            return refusal(scope, 501, str(error))
        except DrawError:
            return refusal(scope, 503, "The picture could not be drawn in time.", retry_after=30)
        except ProblemsError:
            _LOG.exception("data or a definition are broken")
            return refusal(scope, 503, "The data or a definition cannot be read at the moment.", retry_after=60)
        except Exception as error:  # a visitor gets no traceback; the log does
            told = reported(error, f"no answer to {shorten(scope['path'])}")
            why = f"Something went wrong here. The server's log describes it under {told}."
            return refusal(scope, 500, why, reference=told)

    async def _find(self, scope: Scope, version: str, written: Written) -> Ready:
        path, query_string, base = written
        why = too_long(path, query_string)
        if why:
            return refusal(scope, 414, why)
        own = self._own(path)
        if own:
            return await self._kept(f"{version}{path}", own)
        if path == "/oembed":
            asked = query_string.decode("utf-8", "replace")
            base = base or base_of(scope)
            key = f"{version}{base}/oembed?{asked}"
            self._charge(scope, key, 1)
            return await self._kept(key, lambda: oembed.answer(asked, base, self.live))
        # reading may take a moment, and what it reads from may have to be loaded first: others should not wait
        wanted = await self._reading.do(
            f"{version}{path}?{query_string!r}", lambda: read(path, query_string, self.live)
        )
        if wanted.fingerprint:
            frozen = wanted
            self.allowance.take(scope, 1)
            wanted, filed = await self._computing.do(f"thaw {version}{frozen.key}", lambda: self._unfreeze(frozen))
            if filed:
                return await self._kept(f"archive {path}", filed)
        key = f"{version}{base}{wanted.key}"
        self._charge(scope, key, _points(wanted))
        found = await (
            self._picture(version, wanted, key)
            if wanted.is_picture
            else self._kept(key, lambda: self._make(wanted, base))
        )
        if len(path) + len(query_string) < _LONG:
            self._spellings.get((version, written), lambda: key)
        return found

    def _charge(self, scope: Scope, key: str, points: int) -> None:
        """Spend the points of the one who asks, unless the answer is ready or on its way.

        Raises:
            AllowanceError: there are too few.
        """
        if self._answers.find(key) is None and not self._computing.has(key) and not self._drawing.has(key):
            self.allowance.take(scope, points)

    # ------------------------------------------------------------------------------------------------- what is fixed

    def _own(self, path: str) -> Callable[[], Ready] | None:
        """What is the same for everybody."""
        if path.startswith("/asset/"):
            file = assets().get(path.removeprefix("/asset/"))
            if file is None:
                raise NotFoundError("Assets have these names.", valid=sorted(assets()))
            cache = LIVE if file.name == path.removeprefix("/asset/") else FOREVER
            return lambda: ready(file.read_bytes(), file.suffix[1:], cache=cache)
        if path == "/openapi.json":
            return lambda: ready(to_json(description(self.live)), "json")
        if path == "/api":
            return lambda: ready(description_page(self.live), "html", headers={"content-security-policy": PAGE_POLICY})
        return None

    def _unfreeze(self, wanted: Wanted) -> tuple[Wanted, Callable[[], Ready] | None]:
        """A frozen address as one of the running version, or the file of the archive that it names.

        Raises:
            NotFoundError: neither has this fingerprint.
        """
        running = self.live.fingerprints()
        query, asked = wanted.query, wanted.fingerprint
        if not query.rubric and not query.edit and asked in running:
            default = next(iter(running.values()))
            rubric = running[asked]
            wanted = replace(wanted, query=query.with_(rubric="" if rubric == default else rubric))
        if self.live.answer(Query(rubric=wanted.query.rubric, edit=wanted.query.edit)).fingerprint == asked:
            return wanted, None
        folder = {"rubric": ""}.get(wanted.kind, f"{wanted.kind}/")
        name = f"{folder}{wanted.name}.{wanted.form}" if wanted.kind != "data" else f"data/{wanted.name}"
        # a page of the archive is light; in a dark place that is better than none, and it says what it does not follow
        looks = wanted.form == "html" or wanted.look == type(wanted.look)()
        plain = query.with_(rubric="").is_default and not wanted.options and looks
        file = self.archive.find(asked, name) if plain or self._is_whole(wanted) else None
        if file is None:
            raise NotFoundError(
                f"Nothing is kept under the version code {asked} at this address.",
                running=[{"fingerprint": key, "rubric": rubric} for key, rubric in running.items()],
                archived=self.archive.versions(),
                hint="Only whole charts and tables are archived: without filters, options and sizes."
                if self.archive.has(asked)
                else "An archive folder made by `openness freeze` keeps earlier versions (OPENNESS_ARCHIVE names it).",
            )
        return wanted, lambda: _archived(file, wanted)

    def _is_whole(self, wanted: Wanted) -> bool:
        """Whether everything an address asks for is the default, whose options are written out or not."""
        default = replace(wanted, query=Query(), options={}, look=type(wanted.look)())
        return replace(wanted, query=wanted.query.with_(rubric="")).key == default.key

    # ------------------------------------------------------------------------------------------------- what is made

    async def _kept(self, key: str, make: Callable[[], Ready]) -> Ready:
        """An answer that is kept, or made by a thread and kept."""
        found = self._answers.find(key)
        if found is None:
            found = await self._computing.do(key, lambda: self._answers.get(key, make))
        return found

    async def _picture(self, version: str, wanted: Wanted, key: str) -> Ready:
        """A picture: kept as an answer, on the disk, or drawn when there is a place in the queue."""
        found = self._answers.find(key)
        if found is not None:
            return found
        address = f"{version}{replace(wanted, fingerprint='').key}"  # live and frozen are one picture
        if self.pictures.has(address):
            return await self._kept(key, lambda: self._framed(wanted, address))
        if not self._drawing.has(key):
            self.pictures.enter()

        def made() -> Ready:
            try:
                return self._answers.get(key, lambda: self._framed(wanted, address))
            finally:
                self.pictures.leave()

        return await self._drawing.do(key, made)

    def _framed(self, wanted: Wanted, address: str) -> Ready:
        answer = self.live.answer(wanted.query)
        picture = self.pictures.find(address)
        if picture is None:
            chart = self._chart(wanted, answer)
            pixels = plan(chart, wanted.look).pixels if wanted.form == "png" else 0
            if pixels > MOST_PIXELS:
                raise QueryError(
                    f"this picture would have {pixels:,} pixels, more than {MOST_PIXELS:,}; ask for a smaller scale",
                    parameter="scale",
                    got=str(wanted.look.scale),
                )
            picture = self.pictures.draw(address, lambda: chart, wanted.form, wanted.look)
        return ready(picture, wanted.form, cache=_cache(wanted), prefix=answer.fingerprint)

    def _chart(self, wanted: Wanted, answer: Answer) -> Chart:
        return self.live.chart(wanted.name, answer, wanted.look.theme, wanted.options)

    def _make(self, wanted: Wanted, base: str) -> Ready:
        answer = self.live.answer(wanted.query)
        if wanted.kind == "data":
            body: str | bytes = data_file(wanted.name, answer, wanted.fields)
        elif wanted.kind == "rubric":
            body = to_yaml(answer.rubric)
        elif wanted.kind == "badge":
            if wanted.name not in answer.selected:
                raise NotFoundError(
                    f"'{wanted.name}' is not among the {len(answer.selected)} releases that this query selects."
                )
            body = badge(answer, wanted.name)
        elif wanted.kind == "feed":
            return ready(feed(answer, base), "atom", cache=LIVE, prefix=answer.fingerprint, headers={"vary": VARY})
        else:
            chart = self._chart(wanted, answer)
            if wanted.form == "html":
                return self._page(wanted, answer, chart, base)
            body = chart_file(answer, chart, wanted.options, wanted.form)
        return ready(body, wanted.form, cache=_cache(wanted), prefix=answer.fingerprint)

    def _page(self, wanted: Wanted, answer: Answer, chart: Chart, base: str) -> Ready:
        kind: Kind = "frozen" if wanted.fingerprint else "live"
        theme = "auto" if wanted.auto else wanted.look.theme
        body = chart_page(answer, chart, wanted.options, theme=theme, kind=kind, base=base)
        headers = {"content-security-policy": POLICY, "vary": VARY}
        return ready(body, "html", cache=LIVE, prefix=answer.fingerprint, headers=headers)


def _own_address(scope: Scope) -> str:
    """Our own address where the answer holds it, else empty."""
    if not scope["path"].endswith((".html", ".atom")):
        return ""
    try:
        return base_of(scope)
    except QueryError:  # the page says less about itself
        return ""


def _points(wanted: Wanted) -> int:
    """What it costs the one who asks to have this made."""
    return 4 if wanted.is_picture or wanted.name in _COSTLY else 1


def _cache(wanted: Wanted) -> str:
    return FOREVER if wanted.fingerprint else LIVE


def _archived(file: archive.Filed, wanted: Wanted) -> Ready:
    body, form = file.read(), wanted.form
    if body is None:
        raise NotFoundError(
            f"The archived file {file.name} is missing or does not match its checksum, so it is not shown."
        )
    if wanted.fields:
        body = shortened_file(body, form, wanted.fields)
    headers = {"content-security-policy": POLICY} if form == "html" else None
    return ready(body, form if form in MEDIA else "json", cache=FOREVER, prefix=wanted.fingerprint, headers=headers)


def _details(error: QueryError) -> dict[str, object]:
    """What a machine may want to know about a parameter that was not understood."""
    found: dict[str, object] = {}
    if error.parameter:
        found["parameter"] = shorten(error.parameter)
    if error.got:
        found["got"] = shorten(error.got)
    if error.valid:
        found["valid"] = list(error.valid)
    if error.others:
        found["also"] = [other.message for other in error.others[:10]]
    return found
