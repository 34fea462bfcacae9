"""The one frame in which every chart stands: finding, measure, figure, source, table, ways to share it.

Plotly draws here because one figure object serves the page, the exported picture, the report and the tests.
"""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from dashboard.frame import loaders, opening, page_choices
from dashboard.frame.plain import plain
from dashboard.shared import share
from dashboard.shared.downloads import csv_button
from openness.charts.kit.base import Chart, readable
from openness.scoring.answer import Answer


def chart_card(
    chart: Chart, on_select: Callable[[], None] | None = None, draw: Callable[[Chart], None] | None = None
) -> None:
    """Show a chart with everything it may not be shown without.

    The table is built when it is opened, not before: a page with five charts would otherwise carry five grids that
    hardly anybody looks at.

    Args:
        chart: The chart.
        on_select: What a click on a mark does; where it is a release, that is to open it. The marks are
            in `st.session_state["chart-<slug>"]`.
        draw: Draws the figure, where that is not left to Streamlit.
    """
    with st.container(key=f"card-{chart.slug}"):
        st.header(plain(chart.title), anchor=chart.slug)
        st.caption(plain(chart.subtitle))
        if draw:
            draw(chart)
        elif not chart.figure.data:
            pass  # an empty figure would say once more what the finding says
        elif on_select or not opening.is_of_releases(chart):
            _plot(chart, on_select)
        else:
            _plot(chart, lambda: opening.mark(chart.slug))
            opening.tapped(chart.slug)
        st.caption("\n\n".join(plain(text) for text in (chart.note, chart.source) if text))
        _below(chart)


def card_with_options(slug: str, shown: Answer) -> dict[str, str]:
    """Show a chart below the controls of its options, and say what is chosen."""
    options = page_choices.options_of(slug)
    chart_card(loaders.chart(slug, shown, **options))
    return options


def _plot(chart: Chart, on_select: Callable[[], None] | None) -> None:
    st.plotly_chart(
        chart.for_clicks if on_select else chart.for_page,
        theme=None,
        key=f"chart-{chart.slug}",
        alt=chart.alt,
        on_select=on_select or "ignore",
        selection_mode="points",
        config={"displaylogo": False, "displayModeBar": False, "scrollZoom": False},
    )


def _below(chart: Chart) -> None:
    """Table, and ways to take the chart elsewhere.

    No fragment: it would open them a tenth of a second sooner, for the few who do, and cost the server 6 KB for every
    visitor and chart.
    """
    table = st.expander("Table and download", key=f"table-{chart.slug}", on_change="rerun")
    if table.open:
        with table:
            st.dataframe(readable(chart), hide_index=True, alt=f"The numbers behind: {chart.title}")
            csv_button("Download as CSV", chart.table, chart.slug, f"csv-{chart.slug}")
    taken = st.expander("Share, embed and cite", key=f"share-{chart.slug}", on_change="rerun")
    if taken.open:
        with taken:
            share.draw(chart)
