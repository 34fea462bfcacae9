"""How firm the ranking is, in words and tables beside the charts."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
import streamlit as st

from dashboard.plain import plain
from openness import sensitivity
from openness.answer import Answer
from openness.charts.assumed import assumptions
from openness.charts.words import count
from openness.robustness import Robustness, robustness_of


def of(shown: Answer, chosen: Mapping[str, str]) -> Robustness:
    """The ranks under what the reader chose to vary."""
    return robustness_of(shown, assumptions(chosen["vary"], chosen["draw"]))


def sentence(shown: Answer, chosen: Mapping[str, str]) -> None:
    """One sentence on top, and what it means."""
    firm = of(shown, chosen)
    st.markdown(f"**{plain(firm.sentence)}**")
    st.caption(
        "A ranking rests on choices that could have been made otherwise. Here they are drawn anew thousands of times, "
        "and the releases are ranked each time. Read the result as a property of a claim such as “A is more open than "
        "B”, not of the releases."
    )


def varied(shown: Answer, chosen: Mapping[str, str]) -> None:
    """Every assumption that was really drawn, with its range."""
    firm = of(shown, chosen)
    if not firm.varied or len(firm.releases) < 2:
        return
    st.subheader("What was varied", anchor="varied")
    st.table(
        {
            "Assumption": [plain(one.title) for one in firm.varied],
            "As published": [plain(one.published) for one in firm.varied],
            "Drawn": [plain(one.drawn) for one in firm.varied],
        },
        border="horizontal",
        alt=f"{count(len(firm.varied), 'assumption')} with the published value and the range that was drawn",
    )
    st.caption(
        f"{firm.draws:,} draws, all assumptions at once and independently, seed {firm.seed}. Not varied: the facts, "
        "the date, which releases are ranked, and that a score is a weighted mean."
    )


def without_each(shown: Answer) -> None:
    """What happens when a single criterion is left out, everything else as published."""
    table = _without(shown.fingerprint, shown.query.to_string(), shown)
    if table.empty:
        return
    names = dict(zip(shown.table["release"], shown.table["name"], strict=True))
    st.subheader("Leaving out one criterion", anchor="criteria")
    st.caption("Everything else stays as published. Places that a release moves, on average and at most.")
    st.dataframe(
        {
            "Criterion left out": table["title"].tolist(),
            "Places on average": table["mean_shift"].round(1).tolist(),
            "At most": table["largest_shift"].tolist(),
            "That is": [names.get(release, "") for release in table["release"]],
        },
        hide_index=True,
        height=min(440, 40 + 35 * len(table)),
        column_config={
            "Criterion left out": st.column_config.TextColumn(width=420),
            "Places on average": st.column_config.NumberColumn(format="%.1f"),
            "At most": st.column_config.NumberColumn(format="%.1f"),
        },
        alt=f"{count(len(table), 'criterion', 'criteria')} and by how many places leaving it out moves the releases",
    )


@st.cache_resource(max_entries=32, show_spinner=False)
def _without(fingerprint: str, text: str, _shown: Answer) -> pd.DataFrame:
    return sensitivity.without_each(_shown.scores)
