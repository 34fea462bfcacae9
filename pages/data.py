from __future__ import annotations

from dashboard.data import covered, doubts, editions, files, sources
from dashboard.frame import loaders, page_choices, state
from dashboard.shared.chart_card import card_with_options, chart_card

PARTS = {
    "covered": "What is covered",
    "sources": "Sources and errors",
    "doubts": "Doubts",
    "editions": "Editions",
    "files": "Tables and downloads",
}

shown = loaders.answer(state.query())
part = page_choices.parts("Part of the page", "part", PARTS)

if part == "covered":
    # Releases by year, country, modality and kind of vendor, and what is missing
    covered.draw(shown)

    # Every component: how much is known of it, and how
    card_with_options("known", shown)

if part == "sources":
    # Each source with its share, its licence, its age and how often it was found wrong
    sources.draw(shown)
    chart_card(loaders.chart("error-rates", shown))

    # Pairs of sources: how often they agree, and on what they do not
    sources.disagreements(shown)

if part == "doubts":
    # Contradictions, then what settling would move most
    doubts.draw(shown)

if part == "editions":
    # How the headline moved from edition to edition, and by what
    card_with_options("editions", shown)

    # Which edition this is, and what differs between two
    editions.draw(shown)

if part == "files":
    # Each table with its columns, and every file to take along
    files.draw(shown)
