"""What the data cover: releases by year, country, modality and kind of vendor, and what is missing."""

from __future__ import annotations

import streamlit as st

from dashboard.frame import page_choices
from dashboard.frame.plain import plain
from openness.core.wording import count
from openness.findings.coverage import GROUPS, by_group, gaps, scope
from openness.scoring.answer import Answer


def draw(shown: Answer) -> None:
    """In a sentence, as a table, and what is not there."""
    st.header(plain(scope(shown)), anchor="covered")
    if not shown.selected:
        return
    group = page_choices.one("Count by", "group", list(GROUPS), GROUPS.__getitem__, width=240)
    table = by_group(shown, group)
    st.dataframe(
        {
            GROUPS[group]: table["group"].tolist(),
            "Releases": table["releases"].tolist(),
            "Vendors": table["vendors"].tolist(),
            "Known, %": (100 * table["known"]).round().tolist(),
            "Read first-hand, %": (100 * table["first_hand"]).round().tolist(),
            "Enough to rank": table["ranked"].tolist(),
        },
        hide_index=True,
        height=min(430, 38 + 35 * len(table)),
        column_config={
            GROUPS[group]: st.column_config.TextColumn(width=210, pinned=True),
            "Known, %": st.column_config.NumberColumn(
                format="%d", help="Share of the definition's weight that facts settle; the median of the releases"
            ),
            "Read first-hand, %": st.column_config.NumberColumn(
                format="%d",
                help="Of the known components, those that we read at the vendor's, by hand or by machine, or looked "
                "up in a library",
            ),
        },
        alt=f"{count(len(table), 'row')}: releases, vendors and how much is known, by {GROUPS[group].lower()}",
    )
    missing = gaps(shown)
    if missing:
        st.subheader("What is missing", anchor="missing")
        st.markdown("\n".join(f"- {plain(text)}" for text in missing))
