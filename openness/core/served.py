"""What a server of the dashboard and a proxy before it have to agree on: which addresses are files, and names."""

from __future__ import annotations

PREFIXES = ("/chart", "/data", "/badge", "/v", "/asset")
"""First parts of the addresses that are files, never pages."""

ALSO_PAGES = ("/data",)
"""Those of them that by themselves, without anything below, are the address of a page."""

FEED = "changes.atom"
"""What the feed of dated changes is called."""

FILES = (f"/{FEED}", "/rubric.yaml", "/oembed", "/openapi.json", "/api")
"""The other addresses that are files."""

STATIC = "/static"
"""What Streamlit's own files lie below: the same bytes in every process."""

PROXIES = "FORWARDED_ALLOW_IPS"
"""Names the proxies whose word counts: addresses and networks with commas, or `*`. The server under us (uvicorn) reads
the same variable. Unset, whoever asks from this machine or from a private network may be a proxy of ours."""

REPLICA = "OPENNESS_REPLICA"
"""What this process is called among others behind one port; unset, it is the only one."""

COOKIE = "openness_replica"
"""The cookie in which a visitor's browser remembers the process that it is with."""

_FIRSTS = frozenset(path.removeprefix("/") for path in (*PREFIXES, *FILES))


def is_file(path: str) -> bool:
    """Whether a path is the address of a file, or of none of ours, and never of a page.

    >>> is_file("/data/scores.csv"), is_file("/chart/nothing"), is_file("/data"), is_file("/rubric.yaml")
    (True, True, False, True)
    """
    first, _, rest = path[1:].partition("/")
    return first in _FIRSTS and path not in ALSO_PAGES and not (rest and f"/{first}" in FILES)
