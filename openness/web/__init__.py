"""HTTP addresses beside the pages: every chart, number and definition as a file.

Under `st.App` a path without a route answers 200 with the page of Streamlit, so everything below our own prefixes is
caught here, and answers in JSON where there is nothing.
"""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from openness.web.site import Site

PREFIXES = ("/chart", "/data", "/badge", "/v", "/asset")
"""First parts of the addresses that are files, never pages."""

FILES = ("/rubric.yaml", "/oembed", "/openapi.json", "/api")
"""The other addresses that are files."""


async def healthz(_request: Request) -> JSONResponse:
    """Whether the server answers; for load balancers and tests."""
    return JSONResponse({"status": "ok"}, headers={"Cache-Control": "no-store"})


def routes_of(site: Site) -> list[Route]:
    """The routes of a site; `include_in_schema` and methods are the site's own business."""
    return [
        *(Route(prefix + "/{path:path}", site) for prefix in PREFIXES),
        *(Route(path, site) for path in (*PREFIXES, *FILES)),
        Route("/healthz", healthz),
    ]


routes: list[Route] = routes_of(Site())
