"""What an index says of a release in answer to a question of its own, and why that is no fact here."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from dashboard.frame.plain import link, plain, sentence
from dashboard.shared.component_tables import AVAILABILITY_WORDS
from openness.core.wording import count
from openness.facts.evidence import judgements
from openness.scoring.answer import Answer


def of_release(shown: Answer, release: str) -> pd.DataFrame:
    """The judgements about one release, at the date that is shown."""
    said = judgements(shown.package, shown.as_of)
    return said[said["release"] == release]


def draw(shown: Answer, said: pd.DataFrame) -> None:
    """One table, with the reason beside each judgement; nothing when there is none."""
    if not len(said):
        return
    titles = shown.package.names["components"]
    sources = shown.package.names["sources"]
    st.markdown(
        f"An index judges {count(len(said), 'component')} of this release by a question of its own. Such a judgement "
        "stays here and counts nowhere, unless that index alone is asked (Filters, Sources)."
    )
    rows = said.to_dict("records")
    st.table(
        {
            "Component": [plain(titles.get(row["component"], row["component"])) for row in rows],
            "What it says": [AVAILABILITY_WORDS[row["availability"]] for row in rows],
            "Who says so": [link(sources.get(row["source"], row["source"]), row["url"]) for row in rows],
            "Why it does not count": [sentence(str(row["note"])) for row in rows],
        },
        border="horizontal",
        alt=f"{count(len(said), 'judgement')} of indices that do not count",
    )
