"""One line of releases on one page: over time, what its vendor calls them, their licences, what changed."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from dashboard.frame import loaders, state
from dashboard.frame.plain import plain
from dashboard.releases import table
from dashboard.shared import changes_list
from dashboard.shared.chart_card import chart_card
from dashboard.shared.links import back, to_release
from openness.charts.claims import claim_words
from openness.core.wording import count, day
from openness.findings.effects import withdrawn
from openness.findings.family import Difference, finding, steps
from openness.query.name_search import family_name
from openness.scoring.answer import Answer

_CALLED = {
    "claim": "vendor's own word",
    "licence": "licence of the weights",
    "commercial": "commercial use",
    "verdict": "verdict",
}
_COLUMNS = ("Release", "Released", "Vendor's own word", "Verdict", "Licence of the weights", "Commercial use")


def draw(shown: Answer, family: str) -> None:
    """Everything recorded about the releases of a family."""
    back("All releases", "family")
    st.header(plain(f"{family_name(family, shown.package)}: all its releases"), anchor=False)
    st.markdown(plain(finding(shown)))
    found = table.releases(shown)
    st.dataframe(
        _printed(found, shown),
        hide_index=True,
        height=min(620, 38 + 35 * len(found)),
        column_config=table.columns(found, "family"),
        alt=f"{count(len(found), 'release')}, newest first, with date, claim, verdict, licence, size and both sides",
    )
    chart_card(loaders.chart("timeline", shown))
    st.subheader("From one release to the next", anchor="steps")
    _steps(shown)
    st.subheader("Changes after release", anchor="changes")
    changes_list.latest(shown)


def link(family: str, shown: Answer) -> None:
    """From a release to its family, where it has others."""
    releases = shown.package.releases
    number = int((releases["family"] == family).sum()) if family else 0
    if number > 1:
        st.button(
            f"{family_name(family, shown.package)}: all {number} releases",
            key="family",
            type="tertiary",
            icon=":material/account_tree:",
            on_click=state.change,
            kwargs={"release": (), "family": (family,)},
        )


def _printed(found: pd.DataFrame, shown: Answer) -> pd.DataFrame:
    whole = table.printed(found, withdrawn(shown))
    return whole[[*_COLUMNS, *(column for column in whole if column in ("Size", "Weights", "Training"))]]


def _steps(shown: Answer) -> None:
    """What differs between each release and the one before it."""
    names = shown.package.names["releases"]
    dates = dict(zip(shown.selected, shown.of_releases("released").tolist(), strict=True))
    titles = shown.package.names["components"]
    st.caption(
        "Each release beside the one before it, newest first, by the facts in force. What is not known of one of the "
        "two is left out."
    )
    lines = []
    for step in steps(shown):
        when = f" ({day(dates[step.release])})" if dates[step.release] else ""
        head = f"- **{to_release(names[step.release], step.release)}**{when}"
        if not step.before:
            lines.append(f"{head}: the first that is recorded")
            continue
        said = [_said(difference, titles) for difference in step.differences]
        beside = f", beside {plain(names[step.before])}"
        lines.append(f"{head}{beside}: {'; '.join(said) if said else 'nothing that is recorded differs'}")
    st.markdown("\n".join(lines))


def _said(difference: Difference, titles: dict[str, str]) -> str:
    called = _CALLED.get(difference.what) or titles.get(difference.what, difference.what)
    values = (difference.before, difference.after)
    before, after = (claim_words(value) if difference.what == "claim" else value for value in values)
    return f"{plain(called)} {plain(before)} → {plain(after)}"
