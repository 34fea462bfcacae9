"""The table of releases: search it, narrow it down, open one."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import pandas as pd
import streamlit as st

from dashboard import page_choices, state
from dashboard.callbacks import lasting
from dashboard.dates import RELEASED, released
from dashboard.plain import label
from openness.answer import Answer
from openness.charts.claims import CLAIM_WORDS, claim_words
from openness.charts.verdicts_by_year import WORDS
from openness.effects import withdrawn
from openness.headline import standing
from openness.wording import count

RECORDED = {"both-sides": "enough on both sides", "one-side": "too little on one side"}
_TABLE = "_page_table"
_OPEN = "_page_open"


def draw(shown: Answer) -> None:
    """Search, choices and table; a click on a row, or the list above it, opens a release."""
    table = searchable(shown)
    best = shown.rubric.verdict_titles[shown.rubric.goal]
    with st.container(horizontal=True, vertical_alignment="bottom"):
        words = page_choices.text("Search", "q", placeholder="Release or vendor", width=240)
        claims = page_choices.several("Called", "claim", _claims(table), claim_words, width=280)
        stands = page_choices.several(label(f"“{best}” is"), "standing", list(WORDS), WORDS.__getitem__, width=280)
        recorded = page_choices.several("Recorded", "recorded", list(RECORDED), RECORDED.__getitem__, width=240)
    for name, options in (("claim", _claims(table)), ("standing", list(WORDS)), ("recorded", list(RECORDED))):
        for said in page_choices.left_out(name, options):
            st.text(said)
    found = matching(table, words, claims, stands, recorded)
    names = dict(zip(table["release"], table["name"], strict=True))
    st.selectbox(
        "Open a release",
        sorted(found["release"], key=lambda item: names[item].casefold()),
        index=None,
        key=_OPEN,
        format_func=lambda item: names[item],
        placeholder="Choose a release to see every fact about it",
        on_change=_open_chosen,
    )
    st.caption(
        f"{len(found):,} of {count(len(table), 'release')}. Numbers are points of 100: what is proven, and the range "
        "that the missing facts leave. Click in the first column of a row to open the release."
    )
    if found.empty:
        st.write("No release matches this search. Remove a word or a choice.")
        return
    st.dataframe(
        printed(found, withdrawn(shown)),
        hide_index=True,
        height=620,
        key=_TABLE,
        on_select=lambda: _open_clicked(tuple(found["release"])),
        selection_mode="single-row",
        column_config=_columns(),
        alt=f"{count(len(found), 'release')} with vendor, date, claim, verdict, score, both sides and gap",
    )


def searchable(shown: Answer) -> pd.DataFrame:
    """The releases, newest first, each with its standing and the names that others use for it (``names``)."""
    elsewhere = shown.package.aliases.groupby("release")["name"].agg(" ".join)
    table = shown.table.assign(standing=standing(shown), names=shown.table["release"].map(elsewhere).fillna(""))
    return table.sort_values(["released", "name"], ascending=[False, True])


def matching(
    table: pd.DataFrame,
    words: str = "",
    claims: list[str] | None = None,
    stands: list[str] | None = None,
    recorded: list[str] | None = None,
) -> pd.DataFrame:
    """The rows that hold every word of a search, and one of the values of each choice that is made.

    Words are looked for in name, vendor and id, and in the names used elsewhere where the table has them (``names``).
    """
    keep = pd.Series(True, index=table.index)
    text = (
        table["name"] + " " + table["vendor_name"] + " " + table["release"] + " " + table.get("names", "")
    ).str.casefold()
    for word in words.casefold().split():
        keep &= text.str.contains(word, regex=False)
    if claims:
        keep &= table["claim"].isin(claims)
    if stands:
        keep &= table["standing"].isin(stands)
    if recorded:
        covered = table["sides_covered"].astype(bool)
        keep &= covered.map({True: "both-sides", False: "one-side"}).isin(recorded)
    return table[keep]


def printed(table: pd.DataFrame, gone: Collection[str] = ()) -> pd.DataFrame:
    """The table as it is read: names and words, whole points, ranges beside them; what was withdrawn says so."""
    return pd.DataFrame(
        {
            "Release": [
                f"{name} (withdrawn)" if release in gone else name
                for release, name in zip(table["release"], table["name"], strict=True)
            ],
            "Vendor": table["vendor_name"],
            "Released": released(table["released"]),
            "Called": [claim_words(claim) for claim in table["claim"]],
            "Verdict": [
                _verdict(words, status) for words, status in zip(table["verdict_words"], table["status"], strict=True)
            ],
            "Score": table["low"].round(),
            "up to": table["high"].round(),
            "Weights": table["weights_openness"].round(),
            "Training": table["training_openness"].round(),
            "Gap": table["gap"].round(),
            "from": table["gap_low"].round(),
            "to": table["gap_high"].round(),
            "Recorded": table["coverage"] * 100,
        }
    )


def _verdict(words: str, status: str) -> str:
    return f"Not enough recorded: {words}" if status == "not-enough-recorded" else words[:1].upper() + words[1:]


def _claims(table: pd.DataFrame) -> list[str]:
    present = set(table["claim"]) - {""}
    return [claim for claim in CLAIM_WORDS if claim in present] + sorted(present - CLAIM_WORDS.keys())


def _columns() -> dict[str, Any]:
    number = st.column_config.NumberColumn
    return {
        "Release": st.column_config.TextColumn(pinned=True, width=250),
        "Released": RELEASED,
        "Verdict": st.column_config.TextColumn(width=340),
        "Score": number(format="%d", help="What is proven: everything unknown counts as closed"),
        "up to": number(format="%d", help="The score if everything unknown were open"),
        "Weights": number(format="%d", help="Openness of what you download, proven"),
        "Training": number(format="%d", help="Openness of how it was made, proven"),
        "Gap": number(format="%d", help="Weights minus training"),
        "from": number(format="%d", help="The smallest gap that the missing facts leave possible"),
        "to": number(format="%d", help="The largest gap that the missing facts leave possible"),
        "Recorded": number(format="%d%%", help="Share of the definition's weight that is settled by recorded facts"),
    }


@lasting
def _open_chosen() -> None:
    chosen = st.session_state[_OPEN]
    if chosen:
        state.change(release=(str(chosen),))


def _open_clicked(releases: tuple[str, ...]) -> None:
    rows = st.session_state[_TABLE].selection.rows
    if rows and rows[0] < len(releases):
        state.change(release=(releases[rows[0]],))
