"""Answers over HTTP: prebuilt, compressed once, named by an ETag, readable from any site, and errors as JSON."""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from starlette.types import Receive, Scope, Send

Headers = list[tuple[bytes, bytes]]

LIVE = "public, max-age=300"
"""How long a copy of an address that follows the data may be shown without asking again."""

FOREVER = "public, max-age=31536000, immutable"
"""For an address that names its content: a fingerprint, or a hash."""

NEVER = "no-store"

TEXT = {
    "csv": "text/csv; charset=utf-8",
    "html": "text/html; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "css": "text/css; charset=utf-8",
    "json": "application/json; charset=utf-8",
    "svg": "image/svg+xml; charset=utf-8",
    "yaml": "application/yaml; charset=utf-8",
    "atom": "application/atom+xml; charset=utf-8",
    "xml": "application/xml; charset=utf-8",
    "txt": "text/plain; charset=utf-8",
}
MEDIA = {**TEXT, "png": "image/png", "zip": "application/zip"}
"""Media types by ending; those of `TEXT` are worth compressing."""

COMMON: Headers = [
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"strict-origin-when-cross-origin"),
    (b"permissions-policy", b"camera=(), microphone=(), geolocation=(), payment=(), usb=()"),
]
"""What every answer tells a browser to leave alone."""

# Anybody may read; nobody may send anything, and no cookie takes part.
_OPEN: Headers = [
    (b"access-control-allow-origin", b"*"),
    (b"cross-origin-resource-policy", b"cross-origin"),
    *COMMON,
]
METHODS = b"GET, HEAD, OPTIONS"
# Opened by itself, an SVG is a document: it may style itself and hold pictures, and do nothing else.
_SVG_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"


@dataclass(frozen=True)
class Ready:
    """A finished answer, in the two codings that browsers ask for.

    Attributes:
        status: the HTTP status.
        headers: as they are sent, for the plain body.
        body: the plain body.
        zipped_headers: as they are sent with the compressed body; empty where it is not worth it.
        zipped: the compressed body.
        etags: names of the plain and the compressed body, as `If-None-Match` may give them.
        unchanged: headers of a 304, without the name of the copy that the asker has.
    """

    status: int
    headers: Headers
    body: bytes
    zipped_headers: Headers = field(default_factory=list)
    zipped: bytes = b""
    etags: tuple[bytes, ...] = ()
    unchanged: Headers = field(default_factory=list)

    @property
    def weight(self) -> int:
        """Bytes that keeping it costs."""
        return len(self.body) + len(self.zipped) + 2_000

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send it: whole, its headers only, or 304 where the asker has it already."""
        headers, body = self.headers, self.body
        known = b""
        for name, value in scope["headers"]:
            if name == b"if-none-match":
                known = value
            elif name == b"accept-encoding" and self.zipped and takes_gzip(value):
                headers, body = self.zipped_headers, self.zipped
        status = self.status
        if known and self.etags:
            # the copy that would be sent is looked for first: whoever has both hears of that one
            mine = self.etags if body is self.body else self.etags[::-1]
            tag = _matching(known, mine)
            if tag:
                status, headers, body = 304, [(b"etag", tag), *self.unchanged], b""
        # a copy: middleware around us writes into the list it is given, and ours is for everybody
        await send({"type": "http.response.start", "status": status, "headers": headers.copy()})
        await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else body})


def takes_gzip(accepts: bytes) -> bool:
    """Whether `Accept-Encoding` allows gzip; what is said of gzip itself outweighs what is said of `*`."""
    weights = _weights(accepts)
    return weights.get("gzip", weights.get("*", 0.0)) > 0


def prefers_page(accepts: bytes) -> bool:
    """Whether `Accept` asks for a page to read rather than for data: a browser does, programs do not name HTML first.

    >>> prefers_page(b"text/html,application/xhtml+xml,*/*;q=0.8"), prefers_page(b"*/*")
    (True, False)
    """
    weights = _weights(accepts)
    return weights.get("text/html", 0.0) > weights.get("application/json", 0.0)


def _weights(accepts: bytes) -> dict[str, float]:
    """What a header accepts, each with its weight from 0 to 1."""
    found = {}
    for part in accepts.decode("latin-1").lower().split(","):
        name, *parameters = (piece.strip() for piece in part.split(";"))
        weight = next((text for key, _, text in (one.partition("=") for one in parameters) if key.strip() == "q"), "1")
        try:
            found[name] = float(weight)
        except ValueError:  # a weight nobody can read says nothing against it
            found[name] = 1.0
    return found


def _matching(known: bytes, etags: Sequence[bytes]) -> bytes:
    """The first of our names that the asker has; empty where it has none."""
    given = {tag.strip().removeprefix(b"W/") for tag in known.split(b",")}
    return next((tag for tag in etags if tag in given or b"*" in given), b"")


def ready(
    body: bytes | str,
    ending: str,
    *,
    cache: str = LIVE,
    prefix: str = "",
    status: int = 200,
    headers: Mapping[str, str] | None = None,
) -> Ready:
    """Make an answer ready to be sent.

    Args:
        body: what is sent.
        ending: which of `MEDIA` it is.
        cache: how long copies may be kept.
        prefix: begins its ETag; the fingerprint.
        status: the HTTP status.
        headers: further headers.
    """
    body = body.encode("utf-8") if isinstance(body, str) else body
    tag = f"{prefix}-" if prefix else ""
    tag += hashlib.sha256(body).hexdigest()[:20]
    more = {"content-security-policy": _SVG_POLICY} if ending == "svg" else {}
    fixed: Headers = [
        (b"cache-control", cache.encode()),
        *_OPEN,
        *((name.encode(), value.encode("latin-1")) for name, value in {**more, **(headers or {})}.items()),
    ]
    compressible = ending in TEXT and len(body) > 600
    vary: Headers = [(b"vary", b"Accept-Encoding")] if compressible else []
    named = status == 200 and cache != NEVER
    zipped = gzip.compress(body, 6, mtime=0) if compressible else b""

    def complete(content: bytes, etag: bytes) -> Headers:
        return [
            (b"content-type", MEDIA[ending].encode()),
            (b"content-length", str(len(content)).encode()),
            *([(b"etag", etag)] if named else []),
            *fixed,
            *vary,
        ]

    plain_tag, zipped_tag = f'"{tag}"'.encode(), f'"{tag}-gz"'.encode()
    return Ready(
        status=status,
        headers=complete(body, plain_tag),
        body=body,
        zipped_headers=[*complete(zipped, zipped_tag), (b"content-encoding", b"gzip")] if zipped else [],
        zipped=zipped,
        etags=(plain_tag, *([zipped_tag] if zipped else [])) if named else (),
        unchanged=[*fixed, *vary],
    )


def problem(status: int, error: str, **more: Any) -> Ready:
    """An error in JSON: what is wrong, and what would have been right."""
    headers = {"retry-after": str(more.pop("retry_after"))} if "retry_after" in more else {}
    text = json.dumps({"error": error, **more}, ensure_ascii=False, indent=1) + "\n"
    if status == 405:
        headers["allow"] = METHODS.decode()
    # what was asked for may hold half of a surrogate pair, which UTF-8 does not know
    return ready(text.encode("utf-8", "replace"), "json", cache=NEVER, status=status, headers=headers)


PREFLIGHT = Ready(
    204,
    [
        *_OPEN,
        (b"access-control-allow-methods", METHODS),
        (b"access-control-allow-headers", b"*"),
        (b"access-control-max-age", b"86400"),
        (b"allow", METHODS),
        (b"cache-control", b"public, max-age=86400"),
    ],
    b"",
)
