"""Dates of release in tables that sort by a click: shown by month, which is as much as is known of most."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import streamlit as st

from openness.core.dates import first_day

RELEASED = st.column_config.DateColumn(
    format="MMMM YYYY", help="Month of the first announcement; where the day is known, the release's own page has it"
)


def released(dates: Iterable[str]) -> list[date | None]:
    """Dates as a `RELEASED` column sorts them: a month counts from its first day; none where there is none.

    >>> released(["2025-03-03", "2025-03", ""])
    [datetime.date(2025, 3, 3), datetime.date(2025, 3, 1), None]
    """
    return [date.fromisoformat(first_day(text)) if text else None for text in dates]
