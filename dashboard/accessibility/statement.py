"""The accessibility statement, from the one file that README links too."""

from __future__ import annotations

import streamlit as st

from openness.core.paths import ROOT


def draw() -> None:
    """The text below its title, which the page has as its heading."""
    _, _, text = (ROOT / "docs" / "ACCESSIBILITY.md").read_text("utf-8").partition("\n")
    st.markdown(text)
