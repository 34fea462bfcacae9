from __future__ import annotations

import streamlit as st

from dashboard.definitions import claims, matrix, pair, published
from dashboard.frame import loaders, page_choices, state
from dashboard.shared.chart_card import card_with_options, chart_card

PARTS = {
    "all": "All definitions",
    "way": "What stands in the way",
    "two": "Two side by side",
    "eu": "EU exemption",
    "published": "Published results",
    "claims": "Claims",
}

shown = loaders.answer(state.query())
part = page_choices.parts("Part of the page", "part", PARTS)

if part == "all":
    # The releases that definitions disagree about most, and all of them as a table
    options = card_with_options("definitions", shown)
    matrix.draw(shown, options["sort"])

    # Proven, still possible and ruled out under each
    chart_card(loaders.chart("best-verdicts", shown))

if part == "way":
    # Which conditions releases fail, together and alone
    card_with_options("obstacles", shown)

    # Who is one step away, and which step
    card_with_options("one-step", shown)

if part == "two":
    # Who changes from one definition to another, and because of which condition
    options = card_with_options("beside", shown)
    pair.who_changes(shown, options["against"])

    # Every pair, over the verdicts that both state
    chart_card(loaders.chart("agreement", shown))

if part == "eu":
    # Why a model can be exempt and not open source, or the other way round
    pair.eu_beside_osi(shown)

if part == "published":
    # The same definition in other hands
    published.osi(shown)
    published.tool(shown)

    # Other scales: only the order can be compared
    options = card_with_options("published", shown)
    published.explained(shown, options["published"])

if part == "claims":
    # What vendors say against what the definition asks, by year and by vendor, then each one
    card_with_options("claims-over-time", shown)
    claims.draw(shown)

if part != "eu":
    st.caption(pair.NOT_LEGAL_ADVICE)
