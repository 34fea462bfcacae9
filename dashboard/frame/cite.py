"""Where this view stands, and how to cite it: the words are those of `openness.publish.citation`."""

from __future__ import annotations

from urllib.parse import urlsplit

import streamlit as st

from dashboard.frame import brought, state
from openness.publish.citation import cite
from openness.query.grammar import to_string
from openness.scoring.answer import Answer


def page(title: str, shown: Answer) -> str:
    """The citation of a page."""
    return cite(title, shown, kind="page", key=state.page() or "overview", url=address()).plain


def address() -> str:
    """The address of this very view; empty where the browser has not told us, or where it would show others less."""
    if brought.concerns(state.query()):
        return ""
    url = (st.context.url or "").partition("?")[0].partition("#")[0]
    pairs = state.query().to_pairs()
    return f"{url}{'?' + to_string(pairs) if pairs and url else ''}"


def base() -> str:
    """The address of the folder in which pages and files lie, without a slash at its end.

    Behind a proxy the pages may lie in a folder: it is what is left of the address without the page's own name.
    """
    parts = urlsplit(st.context.url or "")
    if parts.scheme not in ("http", "https") or not parts.netloc:
        return ""
    folder = parts.path.rstrip("/")
    page_name = state.page()
    if page_name and folder.endswith(f"/{page_name}"):
        folder = folder.removesuffix(f"/{page_name}")
    return f"{parts.scheme}://{parts.netloc}{folder}"
