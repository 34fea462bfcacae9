"""What others published against what follows from the facts: the same definition, and other scales."""

from __future__ import annotations

import streamlit as st

from dashboard.frame import loaders
from dashboard.frame.plain import link, plain, sentence
from dashboard.shared.links import to_release
from openness.charts.published import OPTIONS, rubrics
from openness.core.wording import count, gain, listed, span, upper_first
from openness.findings.published import AGREES, DISAGREES, Comparison, cause, compare, held_against, in_words
from openness.scoring.answer import Answer

EXPLAINED = 5


def osi(shown: Answer) -> None:
    """What OSI said of the systems it looked at, against the default definition on our facts."""
    answer = loaders.answer(shown.under(""))
    _held(answer, "osi", "What OSI said, and what follows from the facts", "osi")


def tool(shown: Answer) -> None:
    """The classes of the Model Openness Tool, against the same framework on all our facts."""
    answer = loaders.answer(shown.under("mof-1.0"))
    _held(answer, "mot", "What the Model Openness Tool says, and what follows from the facts", "mot")


def _held(answer: Answer, source: str, heading: str, anchor: str) -> None:
    found = held_against(answer, source)
    st.header(heading, anchor=anchor)
    if not found:
        st.write("No release in this selection has a published verdict of theirs.")
        return
    agreed = sum(held.agreement == AGREES for held in found)
    differ = [held for held in found if held.agreement == DISAGREES]
    open_ = len(found) - agreed - len(differ)
    st.caption(
        f"Of {count(len(found), 'published verdict')}, {agreed} agree, {len(differ)} "
        f"{'disagrees' if len(differ) == 1 else 'disagree'} and {open_} {'is' if open_ == 1 else 'are'} not settled "
        f"by the recorded facts, under {answer.rubric.title}."
    )
    for held in differ:
        reasons = "\n".join(f"- {plain(text)}" for text in held.because)
        note = f" {sentence(held.note)}" if held.note else ""
        st.markdown(
            f"**{plain(held.name)}**: they say {link(in_words(held.word), held.url)}; the facts here give "
            f"“{plain(held.ours)}”.{note} {to_release('Every fact', held.release)}\n\n{reasons}"
        )
    st.dataframe(
        {
            "Release": [held.name for held in found],
            "They say": [in_words(held.word) for held in found],
            "Where": [held.url for held in found],
            "From the facts here": [upper_first(held.ours) for held in found],
            "Outcome": [held.agreement for held in found],
            "Because": ["; ".join(held.because) for held in found],
            "Note": [held.note for held in found],
        },
        hide_index=True,
        height=min(460, 40 + 35 * len(found)),
        column_config={
            "Release": st.column_config.TextColumn(pinned=True, width=190),
            "Where": st.column_config.LinkColumn(display_text=r"https?://(?:www\.)?([^/]+)"),
            "Because": st.column_config.TextColumn(width=420),
            "Note": st.column_config.TextColumn(width=420),
        },
        alt=f"{count(len(found), 'published verdict')} with the verdict that follows from the recorded facts",
    )


def explained(shown: Answer, source: str) -> None:
    """The releases farthest apart, each with the criteria and the facts that set it apart."""
    found = compare(shown, source, rubrics(shown))
    rows = found.frame[found.frame["apart"].abs() >= 1].head(EXPLAINED).to_dict("records")
    if not rows:
        return
    st.header("The largest disagreements, from the facts", anchor="explained")
    st.caption(
        "Ranks among the releases compared. Points: what a criterion adds here more or less than for the releases that "
        f"{OPTIONS[0].values[source]} rates most alike."
    )
    for row in rows:
        st.markdown(_told(found, str(row["release"]), row))


def _told(found: Comparison, release: str, row: dict[object, object]) -> str:
    why = cause(found, release)
    rank, there, apart = (float(str(row[name])) for name in ("rank", "rank_there", "apart"))
    where = link(str(row["word"]), str(row["url"]))
    low, high = float(str(row["low"])), float(str(row["high"]))
    lines = [
        f"**{plain(str(row['name']))}** stands {abs(apart):.0f} places {'higher' if apart > 0 else 'lower'} here: rank "
        f"{rank:g} of {found.n} with {span(low, high)} of 100, there rank {there:g} with {where}."
    ]
    if why.criteria:
        gains = listed(f"{plain(title)} ({gain(more)})" for title, more in why.criteria)
        lines.append(f"Against releases rated alike, most of it is {gains}.")
    if why.facts:
        views = listed(
            f"{plain(title)} ({plain(theirs)} there, {plain(ours)} here)" for title, theirs, ours in why.facts
        )
        lines.append(f"The two have different facts on {views}.")
    if row["note"]:
        lines.append(sentence(str(row["note"])))
    return f"- {' '.join(lines)} {to_release('Every fact', release)}"
