"""HTTP addresses beside the pages.

Under `st.App` a path without a route answers 200 with the page of Streamlit, so everything below our own prefixes is
caught here and answers in JSON.
"""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

PREFIXES = ("/chart", "/data", "/badge", "/v")
"""First parts of the addresses that are files, never pages."""


async def healthz(_request: Request) -> JSONResponse:
    """Whether the server answers; for load balancers and tests."""
    return JSONResponse({"status": "ok"})


async def not_found(request: Request) -> JSONResponse:
    """Say in JSON that there is nothing here, and where to look."""
    return JSONResponse(
        {"error": f"There is nothing at {request.url.path}.", "hint": "The pages begin at /."}, status_code=404
    )


routes: list[Route] = [
    Route("/healthz", healthz),
    *(Route(prefix + rest, not_found) for prefix in PREFIXES for rest in ("", "/{path:path}")),
]
