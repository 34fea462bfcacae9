"""Share: a chart as it stands on the screen, as a link, an embed, a picture, numbers and a citation."""

from __future__ import annotations

import streamlit as st

from dashboard.frame import brought, loaders, state
from dashboard.frame.cite import base
from dashboard.frame.plain import link, plain
from openness.charts.kit.base import Chart
from openness.publish.citation import cite
from openness.publish.embed import chart_page
from openness.publish.share import Share, share
from openness.scoring.answer import Answer

_HINTS = {
    "Excel": "Data → Get Data → From Other Sources → Blank Query → Advanced Editor; then paste.",
    "Google Sheets": "Paste into a cell.",
}


def draw(chart: Chart) -> None:
    """Everything to copy, in four tabs; only the one that is looked at is made."""
    shown = loaders.answer(state.query())
    if brought.concerns(shown.query):
        _only_here(chart, shown)
        return
    ways = share(base(), shown, chart)
    parts = {"Link and embed": _links, "Picture": _picture, "Numbers": _numbers, "Cite": _cite}
    tabs = st.tabs(list(parts), key=f"ways-{chart.slug}", on_change="rerun")
    for tab, make in zip(tabs, parts.values(), strict=True):
        if tab.open:
            with tab:
                make(ways, chart)


def _only_here(chart: Chart, shown: Answer) -> None:
    """What to do instead where no address can show the chart, because only this session knows what it shows."""
    facts, rubric = brought.facts() is not None, brought.base_of(shown.query) is not None
    what = "facts and a definition" if facts and rubric else "facts" if facts else "a definition"
    st.markdown(
        f"**No link, embed or address of a file can show this chart**: it rests on {what} of your own, which only this "
        "session knows. Take it along as a file instead:"
    )
    st.download_button(
        "Download as a web page",
        data=lambda: chart_page(shown, chart, dict(chart.options), kind="alone").encode("utf-8"),
        file_name=f"openness-gap-{chart.slug}.html",
        mime="text/html",
        key=f"alone-{chart.slug}",
        on_click="ignore",
        help="One file with the chart, its words and its numbers; it opens in every browser and asks nobody",
    )
    ways = [
        "“Table and download” above gives the numbers as CSV; the Report page puts the main charts into a web page "
        "or a Word file."
    ]
    if rubric:
        ways.append(
            "The definition can be downloaded as YAML under “Your definition”; whoever uploads it there sees the same. "
            "Changes to a published definition are part of the address, and so in every link and embed."
        )
    if facts and not rubric:
        ways.append("Without your facts, definition and filters are in the address again, to be linked and embedded.")
    st.markdown("\n".join(f"- {way}" for way in ways))
    _copy("Cite it", cite(chart.title, shown, key=chart.slug).plain)


def _links(ways: Share, _chart: Chart) -> None:
    _copy("Link to this view", ways.permalink)
    _copy("Embed, live: shows the newest data", ways.live)
    _copy("Embed, frozen: always exactly this data and definition", ways.frozen)
    st.caption(
        "The script fits the height to the chart; without it the frame keeps its height. For a dark page add "
        "theme=dark to the address in the code, or theme=auto to follow each reader’s own setting. In WordPress, paste "
        "the link to this view, or the address of the embed, on a line of its own."
    )


def _picture(ways: Share, chart: Chart) -> None:
    with st.container(horizontal=True):
        st.link_button("PNG for a document or a slide, 16:9", ways.document)
        st.link_button("PNG, whole, 2,700 pixels wide", ways.png)
        st.link_button("SVG, to enlarge and edit", ways.svg)
    st.caption(
        "With title, source line, date and version code drawn in. The first fills a slide, or the width of a page, and "
        "stays readable there. Give it this alternative text in your document:"
    )
    st.code(chart.alt, language=None, wrap_lines=True)
    _copy("HTML", ways.image)
    _copy("Markdown", ways.markdown)


def _numbers(ways: Share, chart: Chart) -> None:
    with st.container(horizontal=True):
        st.link_button("CSV", ways.csv)
        st.link_button("JSON, with definition, citation and sources", ways.json)
    chosen = str(st.radio("Load them in", list(ways.code), key=f"code-{chart.slug}", horizontal=True))
    if chosen in _HINTS:
        st.caption(_HINTS[chosen])
    st.code(ways.code[chosen], language=None, wrap_lines=True)


def _cite(ways: Share, _chart: Chart) -> None:
    citation = ways.citation
    if citation.sources:
        st.markdown("**The sources of these facts**")
        st.markdown("\n".join(f"- {link(source.reference, source.url)}" for source in citation.sources))
    _copy("In a sentence", citation.short)
    _copy("APA", citation.apa)
    _copy("BibTeX", citation.bibtex)
    st.caption(plain(ways.licence))


def _copy(label: str, text: str) -> None:
    """A text with a button that copies it; in one colour, because those of the highlighter are too pale to read."""
    st.markdown(f"**{plain(label)}**")
    st.code(text, language=None, wrap_lines=True)
