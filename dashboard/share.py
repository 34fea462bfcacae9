"""Share: a chart as it stands on the screen, as a link, an embed, a picture, numbers and a citation."""

from __future__ import annotations

import streamlit as st

from dashboard import cite, loaders, state
from dashboard.plain import link, plain
from openness.charts.base import Chart
from openness.share import Share, share

_HINTS = {
    "Excel": "Data → Get Data → From Other Sources → Blank Query → Advanced Editor; then paste.",
    "Google Sheets": "Paste into a cell.",
}


def draw(chart: Chart) -> None:
    """Everything to copy, in four tabs; only the one that is looked at is made."""
    ways = share(cite.base(), loaders.answer(state.query()), chart)
    parts = {"Link and embed": _links, "Picture": _picture, "Numbers": _numbers, "Cite": _cite}
    tabs = st.tabs(list(parts), key=f"ways-{chart.slug}", on_change="rerun")
    for tab, make in zip(tabs, parts.values(), strict=True):
        if tab.open:
            with tab:
                make(ways, chart)


def _links(ways: Share, _chart: Chart) -> None:
    _copy("Link to this view", ways.permalink)
    _copy("Embed, live: shows the newest data", ways.live)
    _copy("Embed, frozen: always exactly this data and definition", ways.frozen)


def _picture(ways: Share, chart: Chart) -> None:
    with st.container(horizontal=True):
        st.link_button("PNG for Word, 2,700 pixels wide", ways.png)
        st.link_button("SVG, to enlarge and edit", ways.svg)
    st.caption(
        "With title, source line, date and fingerprint drawn in. Give it this alternative text in your document:"
    )
    st.code(chart.alt, language=None, wrap_lines=True)
    _copy("HTML", ways.image)
    _copy("Markdown", ways.markdown)


def _numbers(ways: Share, chart: Chart) -> None:
    with st.container(horizontal=True):
        st.link_button("CSV", ways.csv)
        st.link_button("JSON, with everything said about them", ways.json)
    chosen = str(st.radio("Load them in", list(ways.code), key=f"code-{chart.slug}", horizontal=True))
    if chosen in _HINTS:
        st.caption(_HINTS[chosen])
    st.code(ways.code[chosen], language=None, wrap_lines=True)


def _cite(ways: Share, _chart: Chart) -> None:
    citation = ways.citation
    if citation.sources:
        st.markdown("**The sources of these facts**")
        st.markdown("\n".join(f"- {link(source.reference, source.url)}" for source in citation.sources))
    _copy("In a sentence", citation.plain)
    _copy("APA", citation.apa)
    _copy("BibTeX", citation.bibtex)
    st.caption(plain(ways.licence))


def _copy(label: str, text: str) -> None:
    """A text with a button that copies it; in one colour, because those of the highlighter are too pale to read."""
    st.markdown(f"**{plain(label)}**")
    st.code(text, language=None, wrap_lines=True)
