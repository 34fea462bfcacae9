"""What is in the head of each page beside its words: our rules and listeners, and what the browser will soon need.

Streamlit's page asks for the drawing library only once the first chart has arrived, when everything else has been
fetched and run. Named by a script that runs after Streamlit's own, it is fetched while the page connects and its words
are drawn. Named in the head, it would stand in the way of what the page needs first.
"""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path

from dashboard.frame.drawing import FILES, LIBRARY, PART, slim

_IMPORTED = re.compile(r"""(?:from|import) ?["']\./([\w.-]+\.js)["']""")
_THEN = """
for (const name of %s) {
  const link = Object.assign(document.createElement("link"), { rel: "modulepreload", crossOrigin: "" });
  document.head.append(Object.assign(link, { href: `./static/js/${name}` }));
}
"""


def head(*, charts: bool) -> str:
    """The lines for the end of the head of a page.

    Args:
        charts: Whether the page shows charts.
    """
    first = _needed("Selectbox")
    links = [f'<link rel="modulepreload" crossorigin href="./static/js/{name}">' for name in first]
    rules, script = (Path(__file__).with_name(name).read_text("utf-8") for name in ("frame.css", "frame.js"))
    if charts:
        library = [LIBRARY] if slim() else []
        script += _THEN % json.dumps([*library, *(name for name in _needed(PART) if name not in first)])
    return "\n    ".join([*links, f"<style>\n{rules}</style>", f'<script type="module">\n{script}</script>'])


@cache
def _needed(part: str) -> tuple[str, ...]:
    """The modules of a part of Streamlit with all that they import, save what its page names itself."""
    waiting = [path.name for path in FILES.glob(f"js/{part}.*.js")]
    named = (FILES.parent / "index.html").read_text("utf-8")
    found: list[str] = []
    while waiting:
        name = waiting.pop()
        if name not in found and name not in named:
            found.append(name)
            waiting += _IMPORTED.findall((FILES / "js" / name).read_text("utf-8"))
    return tuple(found)
