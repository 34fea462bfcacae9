"""What the definition asks for, and how we read it where its text leaves room."""

from __future__ import annotations

import streamlit as st

from dashboard.frame.plain import link, plain
from openness.rubric.model import Rubric
from openness.scoring.scores import unchecked_words


def draw(rubric: Rubric, *, custom: bool) -> None:
    """About the definition, its verdicts, our reading of it, and what none of this is."""
    edited = " This is your own version of it: the changes are in the address." if custom else ""
    said = [
        "## How to read this",
        f"{link(rubric.title, rubric.url)}, {plain(rubric.publisher)}, version {plain(rubric.version)}.{edited} "
        f"{plain(rubric.about)}",
        "A verdict is **proven** only by recorded facts, and **ruled out** only by one that contradicts it. Unknown is "
        "never counted as closed without saying so: where facts are missing, a score is a range and a verdict reads "
        "“between … and …: facts are missing”. These are descriptions of published facts, not legal advice.",
    ]
    if unchecked := unchecked_words(rubric):
        said.append(plain(unchecked))
    st.markdown("\n\n".join(said))
    folded = st.expander("The verdicts, and where the text leaves room", key="notes_how_read", on_change="rerun")
    if folded.open:
        with folded:
            st.markdown(_verdicts_and_notes(rubric))


def _verdicts_and_notes(rubric: Rubric) -> str:
    abouts = [*(verdict.about for verdict in rubric.verdicts), rubric.otherwise.about]
    titled = zip(rubric.verdict_titles, abouts, strict=True)
    lines = ["The verdicts, best first:\n", *(f"- **{plain(title)}.** {plain(about or '')}" for title, about in titled)]
    if rubric.notes:
        lines += ["\nWhere the text leaves room, and how we read it:\n", *(f"- {plain(note)}" for note in rubric.notes)]
    return "\n".join(lines)
