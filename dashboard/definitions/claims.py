"""For every release the vendor's own word, what the definition asks for it, and what is missing."""

from __future__ import annotations

import streamlit as st

from dashboard.frame import opening, page_choices
from dashboard.shared.dates import RELEASED, released
from openness.charts.claims import claim_words
from openness.charts.claims_over_time import WORDS
from openness.core.wording import count, upper_first
from openness.findings.claims import claims
from openness.scoring.answer import Answer


def draw(shown: Answer) -> None:
    """One row a claim, newest first, with its address."""
    found = claims(shown)
    st.subheader("Each claim, and whether the definition supports it", anchor="each-claim")
    outcomes = [name for name in WORDS if name in set(found["support"])]
    wanted = page_choices.several("Outcome", "support", outcomes, WORDS.__getitem__, width=320)
    rows = found[found["support"].isin(wanted)] if wanted else found
    st.caption(
        f"{count(len(rows), 'release')}. The word is the vendor's own; whether it is supported is what "
        f"{shown.rubric.title} makes of the recorded facts. Releases that are not called open, or of which nobody has "
        "recorded what they are called, come last: they have no claim to prove."
    )
    st.dataframe(
        {
            "Release": rows["name"].tolist(),
            "Vendor": rows["vendor_name"].tolist(),
            "Released": released(rows["released"]),
            "Vendor's own word": [claim_words(claim) for claim in rows["claim"]],
            "Where": rows["claim_url"].tolist(),
            "The definition asks for": [needs or "–" for needs in rows["needs"]],
            "Outcome": [WORDS[support] for support in rows["support"]],
            "What is missing": rows["missing"].tolist(),
            "Verdict": [upper_first(words) for words in rows["verdict"]],
        },
        hide_index=True,
        height=min(560, 60 + 35 * len(rows)),
        column_config={
            "Release": opening.names(rows["release"].tolist(), "claims"),
            "Released": RELEASED,
            "Where": st.column_config.LinkColumn(display_text=r"https?://(?:www\.)?([^/]+)"),
            "What is missing": st.column_config.TextColumn(width=420),
        },
        alt=f"{count(len(rows), 'release')} with the vendor's word, what the definition asks and what is missing",
    )
