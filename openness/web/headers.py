"""What every answer tells the browser not to do, and what pages may load: only what comes from here."""

from __future__ import annotations

import base64
import hashlib
import re

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from openness.web.http import COMMON

_INLINE = re.compile(rb"<script(?![^>]*\ssrc=)[^>]*>(.*?)</script>", re.DOTALL | re.IGNORECASE)
# Streamlit's parts of a page style themselves, draw from `blob:` and bring their own script for a part of ours as one.
_PARTS = (
    "default-src 'self'; script-src 'self' blob: {scripts}; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self' {sockets}; worker-src 'self' blob:; "
    "frame-src 'self'; object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors {around}"
)


def page_policy(body: bytes, base: str, *, embedded: bool) -> str:
    """What a page of the dashboard may load, and who may show it in a frame.

    Args:
        body: the page as it is sent; the scripts in it, and no others, may run besides those that have an address.
        base: our own address, where it is known: browsers of some years ago want it spelled out for sockets.
        embedded: whether it was asked for as an embed, which anybody may frame.
    """
    scripts = " ".join(
        f"'sha256-{base64.b64encode(hashlib.sha256(script).digest()).decode()}'" for script in _INLINE.findall(body)
    )
    origin = "/".join(base.split("/")[:3])
    sockets = origin.replace("http", "ws", 1) if origin else ""
    policy = _PARTS.format(scripts=scripts, sockets=sockets, around="*" if embedded else "'self'")
    return re.sub(r" +(?=;| |$)", "", policy)


class Headers:
    """The middleware.

    Args:
        app: what comes after it.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on, and add to the answer what it lacks."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def told(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = list(message.get("headers", []))
                names = {name.lower() for name, _ in headers}
                message = {**message, "headers": [*headers, *(pair for pair in COMMON if pair[0] not in names)]}
            await send(message)

        await self._app(scope, receive, told)
