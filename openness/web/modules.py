"""The scripts and styles that pages are made of, compressed once.

Streamlit 1.67 sends them as they lie, some 3 MB for a page; compressed they are a third. An address holds a hash of
what lies there, so that a copy of it may be kept.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from functools import partial
from pathlib import Path

from openness.core.cache import Cache
from openness.core.served import STATIC
from openness.web.http import FOREVER, LIVE, TEXT, Ready, ready

_MOST_BYTES = 64_000_000


class Modules:
    """What answers for the files below `/static`.

    Args:
        folder: Where they lie.
        instead: Texts that go out in the place of some of them, by path in the folder.
    """

    def __init__(self, folder: Path, instead: Mapping[str, str]) -> None:
        found = {path.relative_to(folder).as_posix(): path for path in sorted(folder.rglob("*"))}
        self._files = {f"{STATIC}/{name}": path for name, path in found.items() if path.suffix[1:] in TEXT}
        self._instead = {f"{STATIC}/{name}": text for name, text in instead.items()}
        self._ready: Cache[Ready] = Cache(_MOST_BYTES, weigh=lambda answer: answer.weight)

    async def find(self, path: str) -> Ready | None:
        """The answer for an address; nothing where it is none of these files."""
        if path not in self._files:
            return None
        return self._ready.find(path) or await asyncio.to_thread(self._ready.get, path, partial(self._made, path))

    def _made(self, path: str) -> Ready:
        file = self._files[path]
        if path in self._instead:  # the hash in its address is not that of what goes out
            return ready(self._instead[path], file.suffix[1:], cache=LIVE)
        return ready(file.read_bytes(), file.suffix[1:], cache=FOREVER)
