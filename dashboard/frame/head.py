"""What is in the head of each page beside its words: our rules and listeners, and what the browser will soon need.

Streamlit's page asks for the drawing library (5 MB) only once the first chart has arrived, when everything else has
been fetched and run. Named in the head, it is fetched meanwhile.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import streamlit as st

MODULES = Path(st.__file__).parent / "static" / "static" / "js"
_IMPORTED = re.compile(r"""(?:from|import) ?["']\./([\w.-]+\.js)["']""")


def head(*, charts: bool) -> str:
    """The lines for the head of a page.

    Args:
        charts: Whether the page shows charts.
    """
    parts = ("Selectbox", "PlotlyChart") if charts else ("Selectbox",)
    links = [f'<link rel="modulepreload" crossorigin href="./static/js/{name}">' for name in _needed(parts)]
    rules, script = (Path(__file__).with_name(name).read_text("utf-8") for name in ("frame.css", "frame.js"))
    return "\n    ".join([*links, f"<style>\n{rules}</style>", f'<script type="module">\n{script}</script>'])


@cache
def _needed(parts: tuple[str, ...]) -> tuple[str, ...]:
    """The modules of these parts of Streamlit with all that they import, save what its page names itself."""
    waiting = [path.name for part in parts for path in MODULES.glob(f"{part}.*.js")]
    named = (MODULES.parents[1] / "index.html").read_text("utf-8")
    found: list[str] = []
    while waiting:
        name = waiting.pop()
        if name not in found and name not in named:
            found.append(name)
            waiting += _IMPORTED.findall((MODULES / name).read_text("utf-8"))
    return tuple(found)
