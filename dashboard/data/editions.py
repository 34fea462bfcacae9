"""The editions of the data: which one is shown, what differs between two, and each to take along."""

from __future__ import annotations

import streamlit as st

from dashboard.frame import loaders, opening, page_choices
from dashboard.frame.plain import plain
from openness.core.wording import count, day, places, upper_first
from openness.editions.compare import KINDS, Diff
from openness.editions.register import SHOWN, archive_of, edition_words, editions
from openness.editions.then import difference, names
from openness.editions.words import because, lead
from openness.findings.effects import state_words
from openness.scoring.answer import Answer

_FACTS = 500


def draw(shown: Answer) -> None:
    """Which edition this is, then what differs between the two that are chosen."""
    words = edition_words(shown.package)
    st.header(plain(f"These data: {words or 'no edition is listed'}"), anchor="editions")
    st.caption(
        f"Data of {day(shown.package.date)}, checksum {shown.package.digest[:SHOWN]}. The checksum names the data "
        f"alone; the version code {shown.fingerprint} names data and definition together."
    )
    _archives(shown)
    listed = names(shown)
    if len(listed) < 2:
        st.write("No earlier edition is kept here to compare with.")
        return
    called = {name: f"{name}, {day(date)}" for name, date in listed.items()}
    *_, last, newest = listed
    with st.container(horizontal=True):
        old = page_choices.one("What was", "before", [last, *_without(listed, last)], called.__getitem__, width=260)
        new = page_choices.one("What is", "after", [newest, *_without(listed, newest)], called.__getitem__, width=260)
    found = difference(shown, old, new)
    st.subheader(plain(lead(found)), anchor=False)
    _verdicts(found, shown)
    _ranks(found)
    _releases(found)
    _facts(found)


def _without(listed: dict[str, str], name: str) -> list[str]:
    return [other for other in listed if other != name]


def _archives(shown: Answer) -> None:
    """A button for each edition that is kept."""
    kept = [(one, archive_of(one.number, loaders.root())) for one in editions(shown.package)]
    with st.container(horizontal=True):
        for edition, path in kept:
            if path.is_file():
                st.download_button(
                    f"Edition {edition.number} (.tar.xz)",
                    data=path.read_bytes,
                    file_name=f"openness-gap-edition-{edition.number}.tar.xz",
                    key=f"edition_{edition.number}",
                    on_click="ignore",
                )


def _verdicts(found: Diff, shown: Answer) -> None:
    if not found.flips:
        return
    titles = shown.package.names["components"]
    st.markdown("**Verdicts that are different**")
    st.dataframe(
        {
            "Release": [flip.name for flip in found.flips],
            "Was": [upper_first(flip.words_before) for flip in found.flips],
            "Is": [upper_first(flip.words_after) for flip in found.flips],
            "Which is": [flip.effect for flip in found.flips],
            "Because": [because(flip, titles) for flip in found.flips],
        },
        hide_index=True,
        height=min(420, 38 + 35 * len(found.flips)),
        column_config={
            "Release": opening.names([flip.release for flip in found.flips], "editions"),
            "Because": st.column_config.TextColumn(width=420, help="The fewest changes that make the difference"),
        },
        alt=f"{count(len(found.flips), 'release')} with another verdict, and the facts that made it so",
    )


def _ranks(found: Diff) -> None:
    if not found.moves:
        return
    st.markdown("**Ranks that moved beyond their interval**")
    st.caption(
        f"Among the {count(found.ranked, 'release')} ranked in both: the ranks in nine of ten trials of the "
        "assumptions have none in common."
    )
    st.dataframe(
        {
            "Release": [move.name for move in found.moves],
            "Rank was": [move.rank_before for move in found.moves],
            "Between": [f"{places(move.best_before)} and {places(move.worst_before)}" for move in found.moves],
            "Rank is": [move.rank_after for move in found.moves],
            "Now between": [f"{places(move.best_after)} and {places(move.worst_after)}" for move in found.moves],
        },
        hide_index=True,
        height=min(320, 38 + 35 * len(found.moves)),
        alt=f"{count(len(found.moves), 'release')} whose rank moved beyond its interval",
    )


def _releases(found: Diff) -> None:
    rows = [("added", one) for one in found.added] + [("gone", one) for one in found.gone]
    if not rows:
        return
    st.markdown("**Releases added and gone**")
    st.dataframe(
        {
            "Release": [one.name for _, one in rows],
            "Vendor": [one.vendor for _, one in rows],
            "Released": [one.released for _, one in rows],
            "What happened": [what for what, _ in rows],
            "Verdict": [upper_first(one.verdict) for _, one in rows],
        },
        hide_index=True,
        height=min(320, 38 + 35 * len(rows)),
        alt=f"{count(len(rows), 'release')} that only one of the two has",
    )


def _facts(found: Diff) -> None:
    if not found.facts:
        return
    st.markdown("**Facts that are different**")
    rows = found.facts[:_FACTS]
    st.caption(
        f"The first {len(rows):,} of {count(len(found.facts), 'fact')}; `openness diff` lists all of them."
        if len(rows) < len(found.facts)
        else "Each with the page that states it now, and the one that stated it before."
    )
    st.dataframe(
        {
            "Release": [fact.name for fact in rows],
            "Component": [fact.title for fact in rows],
            "Was": [state_words(fact.before, fact.licence_before) for fact in rows],
            "Is": [state_words(fact.after, fact.licence_after) for fact in rows],
            "What happened": [KINDS[fact.kind] for fact in rows],
            "Stated at": [fact.url_after for fact in rows],
            "Before at": [fact.url_before for fact in rows],
        },
        hide_index=True,
        height=min(480, 38 + 35 * len(rows)),
        column_config={
            "Stated at": st.column_config.LinkColumn(width=130, display_text=r"https?://(?:www\.)?([^/]+)"),
            "Before at": st.column_config.LinkColumn(width=130, display_text=r"https?://(?:www\.)?([^/]+)"),
        },
        alt=f"{count(len(rows), 'fact')} before and after, with addresses",
    )
