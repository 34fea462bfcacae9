"""Two definitions: who stands higher or lower, and the condition that makes the difference; the EU beside OSI."""

from __future__ import annotations

import streamlit as st

from dashboard.frame import loaders, opening
from dashboard.frame.plain import plain
from dashboard.shared.chart_card import chart_card
from openness.charts.beside import other_than
from openness.charts.exemption import exemption_pair
from openness.core.wording import count, upper_first
from openness.findings.beside import Beside, beside, changes, opposites
from openness.findings.definitions import definitions
from openness.scoring.answer import Answer

MOVE_WORDS = {
    "higher": "higher",
    "lower": "lower",
    "same": "the same",
    "may-change": "may still change",
    "not-enough-recorded": "not enough recorded",
}
NOT_LEGAL_ADVICE = (
    "None of this is legal advice or a certification. It describes published facts against published texts, as we read "
    "them; whether a provider is exempt is for the provider, the authorities and in the end the courts to say."
)


def who_changes(shown: Answer, against: str) -> None:
    """The releases that stand elsewhere under the second definition, with the condition of the stricter one."""
    pair = beside(shown, definitions(shown).of(other_than(shown, against)))
    st.subheader("Who changes, and because of what", anchor="changes")
    moves = pair.counts
    st.caption(
        f"{count(len(pair.moves), 'release')}: {moves['higher']} proven to be higher under "
        f"{pair.other.rubric.title}, {moves['lower']} lower; {moves['may-change']} may still change and of "
        f"{moves['not-enough-recorded']} not enough is recorded. Because: what fails of the verdict that the stricter "
        "definition would have to give, or what is not settled where nothing fails."
    )
    _table(pair)


def eu_beside_osi(shown: Answer) -> None:
    """The exemption of the EU AI Act beside the default definition, and why the two can be opposites."""
    pair = exemption_pair(shown)
    definition, exemption = pair.one, pair.other
    st.markdown(
        f"**{plain(definition.rubric.title)}** asks how a model was made: its training data described, its code "
        f"public. **{plain(exemption.rubric.title)}** asks what one may do with it: weights public, free to use, "
        "change and pass on, nobody made to pay. So the two can be opposites. A model with secret training data under "
        "a free licence may be exempt and is not open source AI; one whose data and code are all public can lose the "
        "exemption over one clause of its licence, such as a bar on commercial use or on large companies."
    )
    st.info(NOT_LEGAL_ADVICE)
    chart_card(loaders.chart("exemption", shown))
    lost, kept = opposites(pair)
    st.subheader("Where the two part", anchor="opposites")
    st.caption(
        f"{count(int(lost.sum()), 'release')} with one of the best verdicts of {definition.rubric.title} that "
        f"{'is' if lost.sum() == 1 else 'are'} proven not exempt, and {int(kept.sum())} proven to be below those "
        "verdicts whose exemption nothing recorded rules out."
    )
    _table(pair, tuple(release for release, part in zip(definition.selected, lost | kept, strict=True) if part))


def _table(pair: Beside, only: tuple[str, ...] | None = None) -> None:
    rows = changes(pair)
    rows = rows[rows["move"] != "same"] if only is None else rows[rows["release"].isin(only)]
    if rows.empty:
        st.write("No release in this selection.")
        return
    first, second = pair.one.rubric.title, pair.other.rubric.title
    if first == second:  # an edit may call a definition as another is called
        second = f"{second}, {pair.other.base_rubric.id}"
    needed = [
        f"{wanted} ({stricter})" if wanted else ""
        for wanted, stricter in zip(rows["wanted"], rows["stricter"], strict=True)
    ]
    st.dataframe(
        {
            "Release": rows["name"].tolist(),
            first: [upper_first(words) for words in rows["one"]],
            second: [upper_first(words) for words in rows["other"]],
            "Under the second": [MOVE_WORDS[move] for move in rows["move"]],
            "Because": rows["because"].tolist(),
            "To be no lower it would need": needed,
        },
        hide_index=True,
        height=min(480, 60 + 35 * len(rows)),
        column_config={
            "Release": opening.names(rows["release"].tolist(), "pair"),
            first: st.column_config.TextColumn(width=210),
            second: st.column_config.TextColumn(width=210),
            "Because": st.column_config.TextColumn(width=460),
        },
        alt=f"{count(len(rows), 'release')} under {first} and {second}, with the condition that makes the difference",
    )
