"""The ASGI entry: `streamlit run app.py` serves the pages and the HTTP addresses alike."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import streamlit as st

from openness import web


@asynccontextmanager
async def lifespan(_app: st.App) -> AsyncIterator[dict[str, Any]]:
    """Read the data before the first visitor comes, so that nobody waits for it."""
    from dashboard import loaders  # its caches may only be touched once st.App runs

    await asyncio.to_thread(loaders.warm)
    yield {}


app = st.App("dashboard/router.py", routes=web.routes, lifespan=lifespan)
