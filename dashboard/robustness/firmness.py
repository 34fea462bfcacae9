"""How firm the ranking is, in words and tables beside the charts."""

from __future__ import annotations

import time
from collections.abc import Mapping

import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard.frame.plain import plain
from openness.charts.assumed import assumptions
from openness.core.wording import count
from openness.robustness import sensitivity
from openness.robustness.intervals import Progress, Robustness, robustness_of
from openness.robustness.sensitivity import sensitivity_of
from openness.scoring.answer import Answer

MOMENT = 0.5
"""Seconds after which the reader is told how far the work is."""

_STOPPED = "_robustness_stopped"


def work_out(shown: Answer, chosen: Mapping[str, str]) -> bool:
    """Make what the page shows. What takes longer than a moment says how far it is, and can be stopped.

    Returns:
        Whether it is made; else the reader has stopped it, and was told so.
    """
    key = (shown.fingerprint, shown.query.to_string(), chosen["vary"], chosen["draw"])
    if st.session_state.get(_STOPPED) == key:
        st.info("Stopped before it was worked out. Fewer releases or one kind of assumption take less time.")
        st.button("Work it out after all", key="robustness-go", on_click=_stop, args=(None,))
        return False
    st.session_state.pop(_STOPPED, None)
    place = st.empty()
    tell = _progress(place, key)
    robustness_of(shown, assumptions(chosen["vary"], chosen["draw"]), progress=tell)
    sensitivity_of(shown, assumptions("all", chosen["draw"]), progress=tell)
    place.empty()
    return True


def _progress(place: DeltaGenerator, key: tuple[str, ...]) -> Progress:
    """Shows a bar and a button to stop, once a moment has passed. A click on it ends the run at the next step."""
    start = time.monotonic()
    bars: list[DeltaGenerator] = []

    def tell(done: int, of: int) -> bool:
        if time.monotonic() - start > MOMENT:
            if not bars:
                with place.container(horizontal=True, vertical_alignment="center"):
                    bars.append(st.progress(0.0))
                    st.button("Stop", key="robustness-stop", on_click=_stop, args=(key,))
            bars[0].progress(done / of, f"Ranking the releases again: {done:,} of {of:,} times")
        return True

    return tell


def _stop(key: tuple[str, ...] | None) -> None:
    st.session_state[_STOPPED] = key


def of(shown: Answer, chosen: Mapping[str, str]) -> Robustness:
    """The ranks under what the reader chose to vary."""
    return robustness_of(shown, assumptions(chosen["vary"], chosen["draw"]))


def sentence(shown: Answer, chosen: Mapping[str, str]) -> None:
    """One sentence on top, and what it means."""
    firm = of(shown, chosen)
    st.markdown(f"**{plain(firm.sentence)}**")
    st.caption(
        "A ranking rests on choices that could have been made otherwise. Here they are changed at random in thousands "
        "of trials, and the releases are ranked each time. Read the result as a property of a claim such as “A is "
        "more open than B”, not of the releases."
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
            "In force": [plain(one.in_force) for one in firm.varied],
            "In the trials": [plain(one.drawn) for one in firm.varied],
        },
        border="horizontal",
        alt=f"{count(len(firm.varied), 'assumption')} with its value in force and its range in the trials",
    )
    st.caption(
        f"{firm.draws:,} trials, all assumptions at once and independently, seed {firm.seed}. Not varied: the facts, "
        "the date, which releases are ranked, and that a score is a weighted mean."
    )


def without_each(shown: Answer) -> None:
    """What happens when a single criterion is left out, everything else as it is."""
    key = ("without each", shown.fingerprint, shown.query)
    table: pd.DataFrame = shown.cache.get(key, lambda: sensitivity.without_each(shown.scores))
    if table.empty:
        return
    names = shown.package.names["releases"]
    st.subheader("Leaving out one criterion", anchor="criteria")
    st.caption("Everything else stays as it is. Places that a release moves, on average and at most.")
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
