"""What to check next: facts that contradict a rule or one another, then those whose settling would move most."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from dashboard.frame import opening, page_choices
from dashboard.frame.plain import plain
from dashboard.shared.downloads import csv_button
from openness.core.wording import count, lower_first
from openness.facts.contradictions import RULES
from openness.findings.doubts import UNSETTLED_KINDS, doubts, summary, titles
from openness.scoring.answer import Answer

_SHOWN = 200


def draw(shown: Answer) -> None:
    """The finding, the rules with their counts, the list and the file."""
    found: pd.DataFrame = shown.cache.get(("doubts", shown.fingerprint, shown.query), lambda: doubts(shown))
    st.header(plain(finding(found)), anchor="doubts")
    if found.empty:
        return
    st.caption(
        "A contradiction breaks a rule of the coding guide, or another fact. The rest is ranked by what settling it "
        f"would do under {plain(shown.definition)}: the verdicts that could get another answer and the points between "
        "closed and open, times how widely the release is used, times how often such facts were found wrong."
    )
    counts, names = summary(found), titles()
    sure = {rule.id for rule in RULES if rule.certain}
    st.table(
        {
            "What": [plain(names[kind]) for kind in counts],
            "Facts": [f"{number:,}" for number in counts.values()],
            "Which is": [_how(kind, sure) for kind in counts],
        },
        border="horizontal",
        alt=f"{count(len(counts), 'kind')} of doubt with the number of facts",
    )
    chosen = page_choices.several(
        "Kind of doubt", "doubt", [kind for kind, number in counts.items() if number], names.__getitem__, width=420
    )
    mine = found[found["kind"].isin(chosen)] if chosen else _what_moves_first(found)
    st.caption(f"{len(mine):,} of {count(len(found), 'doubt')}; the first {min(_SHOWN, len(mine)):,} are listed.")
    rows = mine.head(_SHOWN)
    st.dataframe(
        {
            "Release": rows["name"].tolist(),
            "Component": rows["component_title"].tolist(),
            "Doubt": [names[kind] for kind in rows["kind"]],
            "Why": rows["why"].tolist(),
            "What is recorded": [
                f"{row['availability']}{', ' + row['licence'] if row['licence'] else ''}"
                for row in rows.to_dict("records")
            ],
            "Verdicts": rows["verdicts"].tolist(),
            "Points": rows["points"].round(1).tolist(),
            "Reach": rows["reach"].tolist(),
            "Where to look": rows["url"].tolist(),
            "Line to edit": rows["line"].tolist(),
        },
        hide_index=True,
        height=min(640, 38 + 35 * len(rows)),
        column_config={
            "Release": opening.names(rows["release"].tolist(), "doubts"),
            "Why": st.column_config.TextColumn(width=300),
            "Verdicts": st.column_config.NumberColumn(help="Verdicts of the definition that could get another answer"),
            "Points": st.column_config.NumberColumn(format="%.1f", help="Points of 100 between closed and open"),
            "Reach": st.column_config.NumberColumn(help="Band of use, 1 the smallest, also where none is recorded"),
            "Where to look": st.column_config.LinkColumn(display_text=r"https?://(?:www\.)?([^/]+)", width=140),
            "Line to edit": st.column_config.TextColumn(width=420, help="For evidence/curated.csv: correct and append"),
        },
        alt=f"{count(len(rows), 'doubt')}: release, component, reason, what settling it would move, address",
    )
    csv_button("Download all of these as CSV", mine, "doubts", "doubts_csv")


def _what_moves_first(found: pd.DataFrame) -> pd.DataFrame:
    """What is certain, then what would move most, then what only looks like a contradiction."""
    rule = ~found["kind"].isin(UNSETTLED_KINDS)
    sure = found["certain"].astype(bool)
    return pd.concat([found[sure], found[~rule], found[rule & ~sure]])


def finding(found: pd.DataFrame) -> str:
    """How many contradictions are certain, how many facts look like one, and the one fact to settle first."""
    if found.empty:
        return "Nothing to check in this selection"
    rules = ~found["kind"].isin(UNSETTLED_KINDS)
    sure, like = int(found["certain"].sum()), int((rules & ~found["certain"].astype(bool)).sum())
    first = count(sure, "certain contradiction") if sure else "No certain contradiction"
    looked = f", {count(like, 'fact')} to look at again" if like else ""
    movers = found[~rules]
    if movers.empty:
        return f"{first}{looked}"
    top = movers.to_dict("records")[0]
    return f"{first}{looked}; to settle first: {lower_first(top['component_title'])} of {top['name']}"


def _how(kind: str, sure: set[str]) -> str:
    if kind in UNSETTLED_KINDS:
        return "to be settled"
    return "certain" if kind in sure else "to be looked at"
