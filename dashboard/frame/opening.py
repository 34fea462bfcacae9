"""A release's name opens its page, wherever it stands: in tables, in lists, as a dot of a chart."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import streamlit as st

from dashboard.frame import loaders, state
from dashboard.frame.plain import label
from openness.charts.kit.base import Chart
from openness.core.paths import ROOT

_PAGE = ROOT / "pages" / "releases.py"
_TO = "_opening"
_TAPPED = "_tapped"


def go() -> None:
    """Go where a click has asked to. At the beginning of each run, also of a fragment, which is run by itself."""
    release = st.session_state.pop(_TO, "")
    if release:
        st.switch_page(_PAGE, query_params=state.parameters(release=(release,)))


def ask(release: str) -> None:
    """Open a release at the beginning of the next run. For callbacks."""
    st.session_state[_TO] = release


def names(releases: Sequence[str], key: str, *, width: int = 190) -> Any:
    """The column of names of a table.

    Args:
        releases: Ids of the releases, row by row.
        key: Names the table, among all of its page.
        width: In pixels.
    """
    return st.column_config.ButtonColumn(
        type="tertiary",
        alignment="left",
        pinned=True,
        width=width,
        help="A click on a name opens the release with every fact about it",
        key=f"open-{key}",
        on_click=_clicked,
        args=(tuple(releases), f"open-{key}"),
    )


def link(name: str, release: str) -> None:
    """A name by itself, for the keyboard too. A link to the page that is shown is no link to Streamlit, so a button."""
    if state.page() == _PAGE.stem:
        st.button(
            label(name), key=f"open-{release}", type="tertiary", on_click=state.change, kwargs={"release": (release,)}
        )
        return
    st.page_link(_PAGE, label=label(name), query_params=state.parameters(release=(release,)), width="content")


def is_of_releases(chart: Chart) -> bool:
    """Whether the marks of a chart are releases: then each carries the id of its own."""
    known = loaders.package().names["releases"]
    return any(mark in known for mark in chart.marks)


def mark(slug: str) -> None:
    """Open the release whose mark was clicked. For `on_select` of a chart.

    On a telephone a finger has to touch a mark to learn its name, so there the name is offered below the chart.
    """
    points = st.session_state[f"chart-{slug}"].selection.points
    release = points[0].get("customdata") if points else None
    if isinstance(release, list):
        release = release[0] if release else None
    if not release:
        return
    if "Mobi" in st.context.headers.get("User-Agent", ""):
        st.session_state[_TAPPED] = (slug, str(release))
    else:
        st.session_state[_TO] = str(release)


def tapped(slug: str) -> None:
    """The release whose mark was touched, as a link below its chart."""
    chart, release = st.session_state.get(_TAPPED, ("", ""))
    if chart == slug:
        called = loaders.package().names["releases"]
        link(f"Open {called.get(release, release)}", release)


def _clicked(releases: tuple[str, ...], key: str) -> None:
    click = st.session_state[key]
    if click and 0 <= click.row < len(releases):
        st.session_state[_TO] = releases[click.row]
