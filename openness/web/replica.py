"""Where several processes serve the pages, a visitor stays with one: it names itself in a cookie.

What a session holds (its script, uploads, downloads) lives in one process. The proxy before them sends a visitor to
the one that the cookie names; once that is gone, to another, whose name then takes its place.
"""

from __future__ import annotations

from http.cookies import CookieError, SimpleCookie

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from openness.core.served import COOKIE, STATIC, is_file


class Replica:
    """The middleware.

    Args:
        app: What comes after it.
        name: What this process is called; empty where there is no other.
    """

    def __init__(self, app: ASGIApp, name: str) -> None:
        self._app, self._name = app, name
        # Of use to nobody else, and gone with the browser's window.
        self._header = (b"set-cookie", f"{COOKIE}={name}; Path=/; HttpOnly; SameSite=Lax".encode())

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer; with the cookie where the visitor has that of another process, or none."""

        async def named(message: Message) -> None:
            if message["type"] in ("http.response.start", "websocket.accept"):
                message = {**message, "headers": [*message.get("headers", ()), self._header]}
            await send(message)

        told = not self._name or not _counts(scope) or _cookie(scope) == self._name
        await self._app(scope, receive, send if told else named)


def _counts(scope: Scope) -> bool:
    """Whether it matters which process answers. Files are the same from all, and kept by proxies without a cookie."""
    if scope["type"] not in ("http", "websocket"):
        return False
    return not is_file(scope["path"]) and not scope["path"].startswith(f"{STATIC}/")


def _cookie(scope: Scope) -> str:
    """The process that a visitor has been with."""
    for name, value in scope["headers"]:
        if name == b"cookie":
            try:
                cookies = SimpleCookie(value.decode("latin-1"))
            except CookieError:
                continue
            if COOKIE in cookies:
                return cookies[COOKIE].value
    return ""
