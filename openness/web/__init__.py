"""HTTP addresses beside the pages: every chart, number and definition as a file.

Under `st.App` a path without a route answers 200 with the page of Streamlit, so everything below our own prefixes is
caught here, and answers in JSON where there is nothing.
"""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from openness.core.served import is_file
from openness.core.wording import moment
from openness.web.allowance import AllowanceError
from openness.web.http import problem
from openness.web.modules import Modules
from openness.web.site import Site

UPLOADS = "/_stcore/upload_file/"
"""Where Streamlit takes files from its pages: each costs its share too."""


class Files:
    """Middleware that answers for the files before anything made for pages (sessions, compression) has to look.

    It is what `st.App` has for addresses of its own, and quicker than its routes: there a cached answer costs the
    server a fifth to a third more (measured in time of the processor).

    Args:
        app: what answers for everything else.
        site: what answers for the files.
        modules: what answers for what pages are made of; `app` does when left out.
    """

    def __init__(self, app: ASGIApp, site: Site, modules: Modules | None = None) -> None:
        self._app, self._site, self._modules = app, site, modules
        self._health = Route("/healthz", self._well)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or pass on."""
        if scope["type"] == "http":
            if is_file(scope["path"]):
                await self._site(scope, receive, send)
                return
            if self._modules and scope["method"] in ("GET", "HEAD"):
                part = await self._modules.find(scope["path"])
                if part:
                    await part(scope, receive, send)
                    return
            if scope["path"] == self._health.path:
                await self._health(scope, receive, send)
                return
            if scope["method"] == "PUT" and UPLOADS in scope["path"]:
                try:
                    self._site.allowance.take(scope, 10)
                except AllowanceError as error:
                    await problem(429, str(error), retry_after=error.retry_after)(scope, receive, send)
                    return
        await self._app(scope, receive, send)

    async def _well(self, _request: Request) -> JSONResponse:
        """Whether the server answers, for load balancers; and since when it does not show what the files hold."""
        broken = self._site.live.broken
        told = {"data": f"files broken since {moment(broken.since)}, the version before is shown"} if broken else {}
        return JSONResponse({"status": "ok", **told}, headers={"Cache-Control": "no-store"})
