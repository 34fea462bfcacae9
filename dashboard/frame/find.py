"""Find a release by what people call it, from every page: its name, its vendor, another name of either."""

from __future__ import annotations

import streamlit as st

from dashboard.frame import loaders, opening
from dashboard.frame.callbacks import lasting
from dashboard.frame.held import held
from openness.facts.package import Package
from openness.query.name_search import labels_of


def draw(package: Package) -> None:
    """The box; what is chosen in it opens."""
    labels = labels_of(package)
    common = package is loaders.shared_package()  # a tuple is kept for all visitors (`settled`), own releases are not
    key = held("_find", None)
    st.selectbox(
        "Find a release",
        tuple(labels) if common else list(labels),
        index=None,
        key=key,
        format_func=labels.__getitem__,
        placeholder="Find a model: Llama, Bard …",
        label_visibility="collapsed",
        on_change=_open,
        args=(key,),
        width=290,
    )


@lasting
def _open(key: str) -> None:
    release = st.session_state[key]
    if release:
        opening.ask(release)
