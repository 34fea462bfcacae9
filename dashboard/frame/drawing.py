"""Streamlit's part that draws charts, with the build of Plotly that our embeds have in the place of its own.

Streamlit 1.67 brings all of Plotly inside the module that draws: 4.7 MB, of which our charts need a quarter, and which
a browser must read before it draws the first one. What goes out under the module's name is the module without them: it
takes Plotly from the file that embeds and the chart of the editor load too, of the version our figures are made for.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import streamlit as st

from openness.publish.embed import PLOTLY, asset_name

FILES = Path(st.__file__).parent / "static" / "static"
"""Where Streamlit has what its pages are made of; the modules are in its folder `js`."""

PART = "PlotlyChart"
LIBRARY = f"../../asset/{asset_name(PLOTLY)}"
"""Where the module finds Plotly, from where it lies itself."""

# Plotly begins as a module in itself, and ends where it has made itself known to the window.
_BEGINS = re.compile(r"var (\w+)=(\w+)\(\(\((\w+),(\w+),(\w+)\)=>\{(?=\(function\(\w+,\w+\)\{typeof \4==`object`)")
_ENDS = re.compile(r"return window\.Plotly=(\w+),\1\}\)\}\)\)(?=,)")


@cache
def slim(files: Path = FILES) -> dict[str, str]:
    """The module's text without Plotly, by its path; nothing where this Streamlit is built in another way.

    Nothing either where the site lies in a folder, where our files have no address. Streamlit's own module goes out as
    it is then: larger, and just as good.

    Args:
        files: Where Streamlit has its files.
    """
    found = list(files.glob(f"js/{PART}.*.js"))
    if len(found) != 1 or st.get_option("server.baseUrlPath"):
        return {}
    text = found[0].read_text("utf-8")
    begins, ends = list(_BEGINS.finditer(text)), list(_ENDS.finditer(text))
    if len(begins) != 1 or len(ends) != 1 or ends[0].start() < begins[0].end():
        return {}
    name, module = begins[0].group(1, 2)
    taken = f"var {name}={module}((exports,module)=>{{module.exports=window.Plotly}})"
    whole = f'import"{LIBRARY}";{text[: begins[0].start()]}{taken}{text[ends[0].end() :]}'
    return {found[0].relative_to(files).as_posix(): whole}
