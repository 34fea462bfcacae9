"""The table of releases: search it, narrow it down, open one."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import Any

import pandas as pd
import streamlit as st

from dashboard.frame import controls, nothing, opening, page_choices
from dashboard.frame.plain import label, plain
from dashboard.shared.dates import RELEASED, released
from openness.charts.claims import CLAIM_WORDS, claim_words
from openness.charts.verdicts_by_year import WORDS
from openness.core.wording import count, upper_first
from openness.findings.effects import withdrawn
from openness.findings.headline import standing
from openness.findings.weights import COMMERCIAL_USE, commercial_use, licences_of_weights
from openness.query import name_search
from openness.scoring.answer import Answer

RECORDED = {"both-sides": "enough on both sides", "one-side": "too little on one side"}
ORDER, NEWEST = "order", "newest"
ORDERS = {
    NEWEST: "Newest first",
    "verdict": "Best verdict first",
    "score": "Highest score first",
    "training_openness": "Most open training first",
    "parameters_b": "Largest first",
    "claim": "Vendor's own word",
    "licence": "Licence of the weights",
    "commercial": "Commercial use",
}
"""The orders of the table, with what they are called. A search without another order gives the best match first."""

_PLACES = {"claim": tuple(claim for claim in CLAIM_WORDS if claim), "commercial": tuple(COMMERCIAL_USE)}
_LINKS = 5


def draw(shown: Answer) -> None:
    """Search, choices and table; a click on a name opens a release."""
    table, words = releases(shown), shown.query.q
    with st.container(horizontal=True, vertical_alignment="bottom"):
        controls.search("Search", words, key="_page_q", placeholder="Release or vendor", width=240)
        order = page_choices.one("Sort by", ORDER, list(ORDERS), ORDERS.__getitem__, width=240)
        chosen = _choices(shown)
    if not shown.selected:
        nothing.left(shown)
        return
    hits = name_search.search(words, name_search.names_of(shown.package)) if words and order == NEWEST else None
    found = matching(ordered(table, order, shown.rubric.verdict_ids), hits, *chosen.values())
    if words:
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
        st.write("No release is left. Remove one of the choices under “Narrow down”.")
        return
    st.dataframe(
        printed(found, withdrawn(shown)),
        hide_index=True,
        height=min(620, 38 + 35 * len(found)),
        column_config=columns(found, "releases"),
        alt=f"{count(len(found), 'release')} with vendor, date, claim, verdict, licence, size, score, sides and gap",
    )


def _choices(shown: Answer) -> dict[str, list[str]]:
    """What the table is narrowed down to, behind one button: a telephone shows the table on its first screen."""
    best = shown.rubric.verdict_titles[shown.rubric.goal]
    offered: list[tuple[str, str, list[str], Callable[[str], str]]] = [
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


def releases(shown: Answer) -> pd.DataFrame:
    """The selected releases, newest first, each with its standing and what the licence of its weights says."""
    table = shown.table.assign(
        standing=standing(shown), licence=licences_of_weights(shown), commercial=commercial_use(shown)
    )
    return table.sort_values(["released", "name"], ascending=[False, True])


def ordered(table: pd.DataFrame, order: str, verdicts: Sequence[str]) -> pd.DataFrame:
    """The rows in another order; of two that are alike in it the newer one first.

    Args:
        table: The releases, newest first.
        order: One of `ORDERS`.
        verdicts: The verdicts, best first.
    """
    if order == NEWEST:
        return table
    if order == "verdict":
        place = {verdict: at for at, verdict in enumerate(verdicts)}
        key = table["verdict"].map(place) * len(place) + table["verdict_high"].map(place)
    elif order in _PLACES:
        key = table[order].map({name: at for at, name in enumerate(_PLACES[order])})
    elif order == "licence":
        key = table["licence"].str.casefold().where(table["licence"] != "")
    else:
        key = -pd.to_numeric(table[order], errors="coerce")
    return table.loc[key.sort_values(kind="stable", na_position="last").index]


def matching(
    table: pd.DataFrame,
    found: Sequence[str] | None = None,
    stands: list[str] | None = None,
    recorded: list[str] | None = None,
) -> pd.DataFrame:
    """The rows that were found, in that order, with one of the values of each choice that is made.

    Args:
        table: The releases.
        found: Ids that a search has found, the best first; all where it is None.
        stands: Where they stand with the best verdict.
        recorded: How much is recorded.
    """
    keep = pd.Series(True, index=table.index)
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
            "Licence of the weights": [
                {"none": "published without a licence"}.get(one, one) for one in table["licence"]
            ],
            "Commercial use": table["commercial"].map(COMMERCIAL_USE),
            "Size": pd.to_numeric(table["parameters_b"], errors="coerce"),
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
    return f"Not enough recorded: {words}" if status == "not-enough-recorded" else upper_first(words)


def columns(found: pd.DataFrame, key: str) -> dict[str, Any]:
    """How the columns are shown, the names as buttons; the key names the table among all of its page."""
    number = st.column_config.NumberColumn
    return {
        "Release": opening.names(found["release"].tolist(), key, width=250),
        "Released": RELEASED,
        "Verdict": st.column_config.TextColumn(width=340),
        "Commercial use": st.column_config.TextColumn(
            help="Whether the licence of the weights forbids commercial use or limits it by field, number of users, a "
            "permit or a second licence"
        ),
        "Size": number(format="%g", help="Billions of parameters of the largest variant"),
        "Score": number(format="%d", help="What is proven: everything unknown counts as closed"),
        "If all unknowns were open": number(format="%d", help="The score if everything unknown were open"),
        "Weights": number(format="%d", help="Openness of what you download, proven"),
        "Training": number(format="%d", help="Openness of how it was made, proven"),
        "Gap": number(format="%d", help="Weights minus training"),
        "Gap, lowest": number(format="%d", help="The smallest gap that the missing facts leave possible"),
        "Gap, highest": number(format="%d", help="The largest gap that the missing facts leave possible"),
        "Share of facts known": number(format="%d%%", help="How much of what the definition asks is settled by facts"),
    }
