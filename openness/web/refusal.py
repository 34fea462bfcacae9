"""What is said when there is no answer: JSON to programs, a small page to somebody who opened the address to read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from starlette.types import Scope

from openness.core.html import templates
from openness.core.wording import upper_first
from openness.publish.embed import asset_name
from openness.web.http import NEVER, Ready, prefers_page, problem, ready

_TEMPLATES = templates(__file__)
PAGE_POLICY = "default-src 'none'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; frame-ancestors *"
_LISTED = 40
_HEADINGS = {
    400: "This address is not understood",
    404: "There is nothing at this address",
    405: "These addresses can only be read",
    409: "Parts of this address contradict each other",
    414: "This address is too long",
    429: "That was a lot at once",
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
    text = _page(status, error, more, str(scope.get("root_path", "")))
    # what was asked for may hold half of a surrogate pair, which UTF-8 does not know
    return ready(text.encode("utf-8", "replace"), "html", cache=NEVER, status=status, headers=headers)


def _page(status: int, error: str, more: Mapping[str, Any], root: str) -> str:
    said = error if "=" in error.partition(" ")[0] else upper_first(error)  # from= stays from=
    texts = [said, *map(str, more.get("also", ()))]
    if "hint" in more:
        texts.append(str(more["hint"]))
    if "retry_after" in more:
        texts.append(f"In about {more['retry_after']} seconds it may work.")
    return _TEMPLATES.get_template("refusal.html").render(
        heading=_HEADINGS.get(status, "Something went wrong here"),
        texts=texts,
        root=root,
        stylesheet=f"{root}/asset/{asset_name('embed.css')}",
        valid=list(more.get("valid", ())),
        most=_LISTED,
    )
