"""What others publish about a release, beside what follows from the recorded facts, and why the two may differ."""

from __future__ import annotations

from typing import Any

import streamlit as st

from dashboard.frame import loaders
from dashboard.frame.plain import link, plain, sentence
from dashboard.releases import index_judgements
from openness.core.wording import points, span
from openness.findings.published import AGREES, DISAGREES, SHARES, UNSETTLED, held_against, in_words
from openness.scoring.answer import Answer
from openness.scoring.explain import explain
from openness.scoring.explanation import Explanation

# Reasons listed under one verdict; the page of that definition has them all.
MOST = 5
AGREEMENT = {
    AGREES: " The two agree.",
    UNSETTLED: " The facts leave room for what they say, and do not prove it.",
    DISAGREES: " **The two differ.**",
}


def draw(shown: Answer, release: str, told: Explanation) -> None:
    """One entry for each published verdict, then what indices judge otherwise; nothing when there is neither."""
    verdicts = shown.package.verdicts
    mine = verdicts[verdicts["release"] == release].to_dict("records")
    judged = index_judgements.of_release(shown, release)
    if not mine and not len(judged):
        return
    st.subheader("What others say", anchor="others")
    for row in sorted(mine, key=lambda row: row["rubric"] != shown.base_rubric.id):
        who = link(shown.package.names["sources"].get(row["source"], row["source"]), row["url"])
        said = f"**{who}** says: {plain(_words(str(row['verdict']), str(row['rubric'])))}"
        note = f" {sentence(str(row['note']))}" if row["note"] else ""
        st.markdown(f"{said}.{note}{_ours(shown, release, row, told)}")
    index_judgements.draw(shown, judged)


def _ours(shown: Answer, release: str, row: dict[Any, Any], told: Explanation) -> str:
    """What the same definition gives on our facts, and the facts that decide it."""
    rubric = str(row["rubric"])
    titles = loaders.definitions()
    if rubric not in titles:
        return ""
    title, other = titles[rubric], shown
    if rubric != told.rubric or shown.is_custom:
        other = loaders.answer(shown.under("" if rubric == next(iter(titles)) else rubric))
        told = explain(other.scores, other.evidence, release)
    if rubric in SHARES:
        low, high = points(told.low), points(told.high)
        range_ = "" if low == high else f" (range {span(told.low, told.high)})"
        return f" By the facts here, {plain(title)} gives {low} of 100{range_}."
    best = told.held_to
    held = held_against(other, str(row["source"]))
    judged = next((AGREEMENT[one.agreement] for one in held if one.release == release), "")
    head = f"\n\nBy the facts here, {plain(title)} gives: {plain(told.words)}.{judged}"
    if best.state == "holds":
        return f"{head} {plain(best.met)}"
    because = [plain(condition.sentence) for condition in best.having("fails") or best.having("undetermined")]
    if len(because) > MOST + 1:
        because = [*because[:MOST], f"and {len(because) - MOST} more conditions"]
    why = "ruled out" if best.state == "fails" else "not proven"
    return f"{head} “{plain(best.title)}” is {why} because:\n\n" + "\n".join(f"- {reason}" for reason in because)


def _words(verdict: str, rubric: str) -> str:
    """A verdict as its publisher puts it; a bare number says that it is not on our scale."""
    words = in_words(verdict, rubric)
    return f"{words} on its own scale" if words.replace(".", "").isdigit() else words
