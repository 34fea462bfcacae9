"""What is said when there is no answer: JSON to programs, a small page to somebody who opened the address to read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from html import escape
from typing import Any

from starlette.types import Scope

from openness.publish.embed import asset_name
from openness.web.http import NEVER, Ready, prefers_page, problem, ready

PAGE_POLICY = "default-src 'none'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; frame-ancestors *"
_LISTED = 40
_HEADINGS = {
    400: "This address is not understood",
    404: "There is nothing at this address",
    405: "These addresses can only be read",
    409: "Parts of this address contradict each other",
    414: "This address is too long",
    501: "This cannot be made here",
    503: "Please try again in a moment",
}


def refusal(scope: Scope, status: int, error: str, **more: Any) -> Ready:
    """The answer to a request that is refused.

    Args:
        scope: the request.
        status: the HTTP status.
        error: what is wrong.
        **more: what would have been right (see `problem`).
    """
    accepts = next((value for name, value in scope["headers"] if name == b"accept"), b"")
    if status == 405 or not prefers_page(accepts):
        return problem(status, error, **more)
    headers = {"content-security-policy": PAGE_POLICY, "vary": "Accept"}
    if "retry_after" in more:
        headers["retry-after"] = str(more["retry_after"])
    text = _page(status, error, more, escape(str(scope.get("root_path", ""))))
    # what was asked for may hold half of a surrogate pair, which UTF-8 does not know
    return ready(text.encode("utf-8", "replace"), "html", cache=NEVER, status=status, headers=headers)


def _page(status: int, error: str, more: Mapping[str, Any], root: str) -> str:
    heading = _HEADINGS.get(status, "Something went wrong here")
    said = error if "=" in error.partition(" ")[0] else error[:1].upper() + error[1:]  # from= stays from=
    parts = [f"<p>{escape(said)}</p>", *(f"<p>{escape(str(also))}</p>" for also in more.get("also", ()))]
    if "hint" in more:
        parts.append(f"<p>{escape(str(more['hint']))}</p>")
    if "retry_after" in more:
        parts.append(f"<p>In about {more['retry_after']} seconds it may work.</p>")
    parts.append(
        f'<p><a href="{root}/">The dashboard</a> · <a href="{root}/api">All addresses of charts and data</a></p>'
    )
    if more.get("valid"):
        parts.append(f"<h2>What this address accepts</h2>\n<ul>{_items(more['valid'])}</ul>")
    body = "\n".join(parts)
    return f"""<!doctype html>
<html lang="en" data-theme="auto">
<head>
<meta charset="utf-8">
<title>{heading} – Openness Gap</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<link rel="stylesheet" href="{root}/asset/{asset_name("embed.css")}">
<link rel="icon" href="data:,">
</head>
<body>
<main>
<h1>{heading}</h1>
{body}
</main>
</body>
</html>
"""


def _items(valid: Iterable[Any]) -> str:
    every = [str(value) for value in valid]
    listed = "".join(f"<li><code>{escape(value)}</code></li>" for value in every[:_LISTED])
    left = len(every) - _LISTED
    return listed + (f"<li>and {left} more</li>" if left > 0 else "")
