"""The ASGI entry: `streamlit run app.py` serves the pages and the HTTP addresses alike."""

from __future__ import annotations

import asyncio
import gc
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import streamlit as st
from starlette.middleware import Middleware

from dashboard.frame import drawing, failure
from dashboard.frame.head import head
from dashboard.frame.menu import MENU
from dashboard.frame.services import services
from dashboard.frame.settled import settle
from openness.charts import PAGES
from openness.core.paths import ROOT
from openness.core.served import REPLICA
from openness.web import Files
from openness.web.allowance import usual
from openness.web.headers import Headers
from openness.web.metadata import Metadata, PageWords
from openness.web.modules import Modules
from openness.web.replica import Replica
from openness.web.site import Site
from openness.web.sockets import be_quiet, hold_many, send_at_once


@asynccontextmanager
async def lifespan(_app: st.App) -> AsyncIterator[dict[str, Any]]:
    """Read the data before the first visitor comes, so that nobody waits for it; then look after the files."""
    from dashboard.frame import loaders

    send_at_once()
    hold_many()
    be_quiet()
    settle()
    await asyncio.to_thread(loaders.warm)
    gc.collect()
    gc.freeze()  # what is read stays, and need not be looked through again with every few hundred visitors
    live.watch()
    yield {}
    await asyncio.to_thread(services().close)


def pages() -> list[PageWords]:
    """What is said of each page to those who only read its head; the first chart of a page stands for it.

    The comparison has no chart until somebody chooses what to compare, so the gap stands for it.
    """
    first = {page: slug for slug, page in reversed(PAGES.items()) if slug != "compare"}
    paths = [("" if number == 0 else entry.name, entry) for number, entry in enumerate(MENU)]
    drawing = set(PAGES.values())
    return [
        PageWords(path, entry.heading, entry.help, first.get(path, "gap"), head=head(charts=path in drawing))
        for path, entry in paths
    ]


live = services().live
site = Site(live, services().pictures, allowance=usual())
app = st.App(
    "dashboard/frame/router.py",
    lifespan=lifespan,
    on_script_error=failure.tell,
    middleware=[
        Middleware(Replica, name=os.environ.get(REPLICA, "")),
        Middleware(Files, site=site, modules=Modules(drawing.FILES, drawing.slim())),
        Middleware(Headers),
        Middleware(
            Metadata,
            pages=pages(),
            live=live,
            icon=(ROOT / "dashboard" / "frame" / "icon.svg").read_bytes(),
            folder=str(st.get_option("server.baseUrlPath") or ""),
        ),
    ],
)
