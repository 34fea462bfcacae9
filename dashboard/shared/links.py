"""Links that several pages have: to a page that states something, to one release, and back to all of them."""

from __future__ import annotations

import streamlit as st

from dashboard.frame import state
from dashboard.frame.plain import link, plain
from openness.facts.package import Package
from openness.publish.page_names import page_name


def stated_at(url: str, package: Package) -> str:
    """A link to the page that states something, by its name."""
    return link(page_name(url, package), url)


def to_release(text: str, release: str) -> str:
    """A link to all that is recorded about a release."""
    return f"[{plain(text)}]({state.address('releases', release=(release,))})"


def back(label: str, field: str) -> None:
    """A button from one vendor, family or release to all of them: that field of the query becomes empty."""
    key = label.lower().replace(" ", "_")
    st.button(label, key=key, icon=":material/arrow_back:", on_click=state.change, kwargs={field: ()})
