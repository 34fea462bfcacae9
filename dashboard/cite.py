"""How to cite what is on the screen: always with the date of the data and the fingerprint that makes it findable."""

from __future__ import annotations

import streamlit as st

from dashboard import state
from openness.answer import Answer
from openness.charts.base import Chart
from openness.charts.words import day
from openness.query import to_string

PUBLISHER = "Openness Gap"


def chart(shown: Chart) -> str:
    """The citation of one chart."""
    return f"{PUBLISHER}, “{shown.title}”. {shown.source}{_where()}"


def page(title: str, shown: Answer) -> str:
    """The citation of a page."""
    return (
        f"{PUBLISHER}, “{title}”, under {shown.rubric.title}. Data of {day(shown.package.date)}, "
        f"fingerprint {shown.fingerprint}. CC BY 4.0.{_where()}"
    )


def _where() -> str:
    """The address of this very view, where the browser has told us."""
    url = st.context.url
    if not url:
        return ""
    pairs = state.query().to_pairs()
    return f" {url.partition('?')[0]}{'?' + to_string(pairs) if pairs else ''}"
