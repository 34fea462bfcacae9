"""Where the facts come from: shares, licences, age and measured errors, and where sources disagree."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from dashboard.frame import page_choices
from dashboard.frame.plain import link, plain
from openness.core.wording import count, day, decimal, share
from openness.facts.audits import Rate, error_rates, percent
from openness.facts.readings import KINDS, READ
from openness.findings.coverage import sources
from openness.findings.disagreement import LEAST, disagreement, kappa_words
from openness.scoring.answer import Answer

FEW = 10
"""With fewer checked facts than this their numbers are shown instead of a rate."""


def draw(shown: Answer) -> None:
    """Every source whose word counts, with what was measured of it."""
    table = sources(shown)
    st.header(plain(finding(table)), anchor="sources")
    if table.empty:
        return
    st.caption(
        "Share: of the facts that count for this selection. Found wrong: of the facts that somebody else has checked, "
        "with the 95% interval. Still wrong: of those that count today as they were checked, for what was found wrong "
        "has been corrected or set aside."
    )
    rates = error_rates(shown.package)
    total = int(table["facts"].sum())
    rows = table.to_dict("records")
    found = [rates.get((row["source"], row["kind"])) for row in rows]
    st.table(
        {
            "Source": [link(row["title"], row["url"]) for row in rows],
            "How": [plain(KINDS[row["kind"]]) for row in rows],
            "Share": [f"{share(row['facts'], total)} ({row['facts']:,})" for row in rows],
            "Found wrong": [_wrong(rate[0]) if rate else "not measured" for rate in found],
            "Still wrong": [_wrong(rate[1]) if rate else "not measured" for rate in found],
            "Half recorded by": [plain(day(row["median"]) or "–") for row in rows],
            "Licence": [plain("not stated" if row["licence"] == "unknown" else row["licence"]) for row in rows],
        },
        border="horizontal",
        alt=f"{count(len(rows), 'source')} with share, age, measured error rate and licence",
    )


def finding(table: pd.DataFrame) -> str:
    """How much of what counts was read by us, in one sentence."""
    total = int(table["facts"].sum())
    own = int(table.loc[table["kind"].isin(READ), "facts"].sum())
    alone = int(table.loc[table["kind"] == "index", "facts"].sum())
    if not total:
        return "No fact counts in this selection"
    return (
        f"{share(own, total)} of the {total:,} facts that count were read first-hand, by machine or looked up in a "
        f"library, {share(alone, total)} rest on an index alone"
    )


def _wrong(rate: Rate) -> str:
    """A rate, or the bare numbers where too few were checked for one."""
    if rate.checkable < FEW:
        return plain(f"{rate.wrong} of {rate.checkable}")
    return plain(percent(rate))


def disagreements(shown: Answer) -> None:
    """Pairs of sources that judged the same components."""
    key = ("disagreement", shown.package.digest, shown.as_of, shown.query.sources, shown.selected)
    table: pd.DataFrame = shown.cache.get(key, lambda: disagreement(shown))
    st.header(plain(apart(table, shown)), anchor="disagreement")
    if table.empty:
        return
    st.caption(
        "Cohen's kappa is agreement beyond chance: 1 is complete, 0 what two readers with these habits would reach by "
        f"chance. No kappa is stated below {LEAST} components judged by both. A disagreement does not make "
        "either wrong: sources ask different questions and read on different days."
    )
    titles = shown.package.names["sources"]
    components = shown.package.names["components"]
    together = table[table["component"] == "all"]
    pairs = [f"{row['one']} {row['other']}" for row in together.to_dict("records")]
    words = {
        pair: f"{titles[row['one']]} and {titles[row['other']]}"
        for pair, row in zip(pairs, together.to_dict("records"), strict=True)
    }
    pair = page_choices.one("Two sources", "pair", pairs, words.__getitem__, width=420)
    one, other = pair.split(" ")
    rows = table[(table["one"] == one) & (table["other"] == other)].to_dict("records")
    st.dataframe(
        {
            "Component": [components.get(row["component"], "All together") for row in rows],
            "Judged by both": [row["n"] for row in rows],
            "Agree, %": [round(100 * row["agree"]) for row in rows],
            "Kappa": [decimal(row["kappa"], 2) for row in rows],
            "Agreement is": [kappa_words(row["kappa"]) for row in rows],
            "First is more open": [row["more_open"] for row in rows],
            "Second is more open": [row["less_open"] for row in rows],
        },
        hide_index=True,
        height=min(480, 38 + 35 * len(rows)),
        column_config={"Component": st.column_config.TextColumn(width=220, pinned=True)},
        alt=f"{words[pair]}: agreement and Cohen's kappa, component by component",
    )


def apart(table: pd.DataFrame, shown: Answer) -> str:
    """Where sources disagree most, in one sentence."""
    if table.empty:
        return "No two sources have judged the same component"
    titles = shown.package.names["sources"]
    together = table[(table["component"] == "all") & (table["n"] >= LEAST)]
    if together.empty:
        return "Sources have judged too few of the same components to say how far they agree"
    first = together.to_dict("records")[0]
    agreed = round(first["agree"] * first["n"])
    return (
        f"{titles[first['one']]} and {titles[first['other']]} agree on {share(agreed, first['n'])} of the "
        f"{first['n']:,} components that both have judged"
    )
