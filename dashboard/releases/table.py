"""The table of releases: search it, narrow it down, open one."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import Any

import pandas as pd
import streamlit as st

from dashboard.frame import opening, page_choices
from dashboard.frame.plain import label, plain
from dashboard.shared.dates import RELEASED, released
from openness.charts.claims import CLAIM_WORDS, claim_words
from openness.charts.verdicts_by_year import WORDS
from openness.core.wording import count
from openness.findings.effects import withdrawn
from openness.findings.headline import standing
from openness.query import name_search
from openness.query.name_search import Names
from openness.scoring.answer import Answer

RECORDED = {"both-sides": "enough on both sides", "one-side": "too little on one side"}
_LINKS = 5


def draw(shown: Answer) -> None:
    """Search, choices and table; a click on a name opens a release."""
    table = releases(shown)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        words = page_choices.text("Search", "q", placeholder="Release or vendor", width=240)
        chosen = _choices(shown, table)
    names = name_search.names_of(shown.package)
    hits = name_search.search(words, names)
    found = matching(table, hits if words else None, *chosen.values())
    if words and not hits:
        _not_covered(words, names)
    elif words:
        with st.container(
            horizontal=True, vertical_alignment="center"
        ):  # a keyboard reaches these, no name in the table
            st.markdown("Open:", width="content")
            for row in found.head(_LINKS).to_dict("records"):
                opening.link(row["name"], row["release"])
    st.caption(
        f"{len(found):,} of {count(len(table), 'release')}. Numbers are points of 100: what is proven, and the range "
        "that the missing facts leave. Click a name to see every fact about the release."
    )
    if found.empty:
        st.write("No release is left. Remove a word, a choice, or one of the filters above.")
        return
    st.dataframe(
        printed(found, withdrawn(shown)),
        hide_index=True,
        height=min(620, 38 + 35 * len(found)),
        column_config=_columns(found),
        alt=f"{count(len(found), 'release')} with vendor, date, claim, verdict, score, both sides and gap",
    )


def _choices(shown: Answer, table: pd.DataFrame) -> dict[str, list[str]]:
    """What the table is narrowed down to, behind one button: a telephone shows the table on its first screen."""
    best = shown.rubric.verdict_titles[shown.rubric.goal]
    offered: list[tuple[str, str, list[str], Callable[[str], str]]] = [
        ("Vendor's own word", "claim", _claims(table), claim_words),
        (f"{best}?", "standing", list(WORDS), WORDS.__getitem__),
        ("Facts known", "recorded", list(RECORDED), RECORDED.__getitem__),
    ]
    panel = st.popover("Narrow down", key="narrow", on_change="rerun")
    if panel.open:
        with panel:
            for title, name, options, called in offered:
                page_choices.several(label(title), name, options, called, width=280)
    chosen = {name: page_choices.given(name, options) for _, name, options, _ in offered}
    said = [
        f"{plain(title)} {plain(' or '.join(called(value) for value in chosen[name]))}"
        for title, name, _, called in offered
        if chosen[name]
    ]
    if said:
        st.caption("Narrowed down: " + " · ".join(said))
    for _, name, options, _ in offered:
        for text in page_choices.left_out(name, options):
            st.text(text)
    return chosen


def _not_covered(words: str, names: Names) -> None:
    """That nothing is called like this, and what was perhaps meant."""
    close = name_search.nearest(words, names)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f"“{plain(words)}” is not covered{'; nearest:' if close else '.'}", width="content")
        for release in close:
            opening.link(names.called[release], release)


def releases(shown: Answer) -> pd.DataFrame:
    """The selected releases, newest first, each with its standing."""
    return shown.table.assign(standing=standing(shown)).sort_values(["released", "name"], ascending=[False, True])


def matching(
    table: pd.DataFrame,
    found: Sequence[str] | None = None,
    claims: list[str] | None = None,
    stands: list[str] | None = None,
    recorded: list[str] | None = None,
) -> pd.DataFrame:
    """The rows that were found, in that order, with one of the values of each choice that is made.

    Args:
        table: The releases.
        found: Ids that a search has found, the best first; all where it is None.
        claims: What vendors call them.
        stands: Where they stand with the best verdict.
        recorded: How much is recorded.
    """
    keep = pd.Series(True, index=table.index)
    if claims:
        keep &= table["claim"].isin(claims)
    if stands:
        keep &= table["standing"].isin(stands)
    if recorded:
        covered = table["sides_covered"].astype(bool)
        keep &= covered.map({True: "both-sides", False: "one-side"}).isin(recorded)
    kept = table[keep]
    if found is None:
        return kept
    place = {release: at for at, release in enumerate(found)}
    return kept[kept["release"].isin(place)].sort_values("release", key=lambda ids: ids.map(place))


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
            "Vendor's own word": [claim_words(claim) for claim in table["claim"]],
            "Verdict": [
                _verdict(words, status) for words, status in zip(table["verdict_words"], table["status"], strict=True)
            ],
            "Score": table["low"].round(),
            "If all unknowns were open": table["high"].round(),
            "Weights": table["weights_openness"].round(),
            "Training": table["training_openness"].round(),
            "Gap": table["gap"].round(),
            "Gap, lowest": table["gap_low"].round(),
            "Gap, highest": table["gap_high"].round(),
            "Share of facts known": table["coverage"] * 100,
        }
    )


def _verdict(words: str, status: str) -> str:
    return f"Not enough recorded: {words}" if status == "not-enough-recorded" else words[:1].upper() + words[1:]


def _claims(table: pd.DataFrame) -> list[str]:
    present = set(table["claim"]) - {""}
    return [claim for claim in CLAIM_WORDS if claim in present] + sorted(present - CLAIM_WORDS.keys())


def _columns(found: pd.DataFrame) -> dict[str, Any]:
    number = st.column_config.NumberColumn
    return {
        "Release": opening.names(found["release"].tolist(), "releases", width=250),
        "Released": RELEASED,
        "Verdict": st.column_config.TextColumn(width=340),
        "Score": number(format="%d", help="What is proven: everything unknown counts as closed"),
        "If all unknowns were open": number(format="%d", help="The score if everything unknown were open"),
        "Weights": number(format="%d", help="Openness of what you download, proven"),
        "Training": number(format="%d", help="Openness of how it was made, proven"),
        "Gap": number(format="%d", help="Weights minus training"),
        "Gap, lowest": number(format="%d", help="The smallest gap that the missing facts leave possible"),
        "Gap, highest": number(format="%d", help="The largest gap that the missing facts leave possible"),
        "Share of facts known": number(format="%d%%", help="How much of what the definition asks is settled by facts"),
    }
