"""Every dated change as a table: what opened, what closed, what got another licence, and what it did to the verdict."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pandas as pd
import streamlit as st

from dashboard.frame import brought, controls, loaders, opening, page_choices
from dashboard.frame.cite import base
from dashboard.frame.plain import link, plain
from dashboard.shared.downloads import csv_button
from openness.core.served import FEED
from openness.core.wording import count, day, upper_first
from openness.findings.effects import EFFECTS, KINDS, effect_words, state_words
from openness.publish.addresses import with_pairs
from openness.scoring.answer import Answer

CHANGED = "changed"
"""What the address calls the components whose changes are shown."""


def draw(shown: Answer) -> None:
    """The finding, the choices, the table and the file."""
    every = loaders.changes(shown)
    st.header(plain(finding(every)), anchor=False)
    st.caption(
        f"Changes after the day of release, newest first, up to {day(shown.as_of)}. The effect is the verdict under "
        f"{plain(shown.rubric.title)} the day before and the day of the change; where several components of a release "
        "changed on one day, it is that of all of them together."
    )
    if every.empty:
        st.write(
            "No dated change is recorded for these releases up to this day. Take away a filter, or choose a later day "
            "under “Facts as they were on”."
        )
        return
    titles = dict(zip(every["component"].tolist(), every["component_title"].tolist(), strict=True))
    with st.container(horizontal=True, vertical_alignment="bottom"):
        controls.search("Search", shown.query.q, key="_page_q", placeholder="Release or vendor", width=240)
        chosen = {
            "component": _several("Component", CHANGED, titles),
            "kind": _several("What happened", "change", {name: KINDS[name] for name in KINDS}),
            "effect": _several("Effect on the verdict", "effect", EFFECTS),
        }
    found = matching(every, chosen)
    st.caption(f"{len(found):,} of {count(len(every), 'change')}, of {count(found['release'].nunique(), 'release')}.")
    if found.empty:
        st.write("No change matches. Remove a choice.")
        return
    st.dataframe(
        printed(found, shown),
        hide_index=True,
        height=min(640, 38 + 35 * len(found)),
        key="changes_table",
        column_config=_columns(found),
        alt=f"{count(len(found), 'dated change')}, newest first: release, component, before and after, effect, address",
    )
    csv_button("Download these changes as CSV", found, "changes", "changes_csv")
    if not brought.concerns(shown.query):
        address = f"{base()}/{with_pairs(FEED, shown.query.to_pairs())}"
        st.markdown(f"{link('Follow the changes of this selection', address)} in a reader of feeds (Atom).")


def finding(every: pd.DataFrame) -> str:
    """How many changes there are and what they did, in one sentence."""
    if every.empty:
        return "No dated change in this selection"
    effects = every.drop_duplicates(["release", "date"])["effect"].value_counts().to_dict()
    better, worse = (int(effects.get(name, 0)) for name in ("better", "worse"))
    return (
        f"{count(len(every), 'dated change')} of {count(every['release'].nunique(), 'release')}: "
        f"{count(better, 'time')} a verdict got better, {count(worse, 'time')} worse"
    )


def matching(every: pd.DataFrame, chosen: Mapping[str, list[str]]) -> pd.DataFrame:
    """The rows with one of the values of each choice that is made."""
    keep = pd.Series(True, index=every.index)
    for column, values in chosen.items():
        if values:
            keep &= every[column].isin(values)
    return every[keep]


def printed(found: pd.DataFrame, shown: Answer) -> pd.DataFrame:
    """The table as it is read."""
    records = found.to_dict("records")
    return pd.DataFrame(
        {
            "Date": found["date"],
            "Release": found["name"],
            "Vendor": found["vendor_name"],
            "Component": found["component_title"],
            "What happened": [KINDS[kind] for kind in found["kind"]],
            "Before": [state_words(row["before"], row["licence_before"]) for row in records],
            "After": [state_words(row["after"], row["licence_after"]) for row in records],
            "Where it is stated": found["url"],
            "Effect": [EFFECTS[effect] for effect in found["effect"]],
            "Verdict": [_verdict(row, shown) for row in records],
        }
    )


def _verdict(row: Mapping[Any, Any], shown: Answer) -> str:
    return upper_first(effect_words(shown, row))


def _several(label: str, name: str, options: Mapping[str, str]) -> list[str]:
    called: Callable[[str], str] = options.__getitem__
    return page_choices.several(label, name, sorted(options, key=called), called, width=240)


def _columns(found: pd.DataFrame) -> dict[str, Any]:
    return {
        "Date": st.column_config.TextColumn(width=95, help="Year, month and day as far as they are known"),
        "Release": opening.names(found["release"].tolist(), "changes"),
        "Component": st.column_config.TextColumn(width=150),
        "Before": st.column_config.TextColumn(width=110),
        "After": st.column_config.TextColumn(width=150),
        "Where it is stated": st.column_config.LinkColumn(width=130, display_text=r"https?://(?:www\.)?([^/]+)"),
        "Verdict": st.column_config.TextColumn(width=420),
    }
