"""What it takes: for each better verdict the smallest sets of steps, whose they are, and what would come of them."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from dashboard.frame.plain import plain
from dashboard.releases import what_if
from openness.core.errors import OpennessError
from openness.remedy.find import remedy
from openness.remedy.goal_words import choice, combined, headline, needs, others, outcome, titles, together, ways
from openness.remedy.result import Action, Goal, Remedies
from openness.scoring.answer import Answer

LISTED = 6
"""Ways that are told on the page; the command line lists more."""


def draw(shown: Answer, release: str) -> None:
    """One folded list for each verdict better than the one proven, the best one open."""
    st.subheader("What it takes", anchor="what-it-takes")
    try:
        found = remedy(shown.scores, shown.evidence, release, most=LISTED)
    except OpennessError as error:
        st.write(f"{plain(str(error))}.")
        return
    better = [goal for goal in found.goals if goal.state != "proven"]
    if not better:
        best = plain(shown.rubric.verdicts[0].title)
        st.write(f"Nothing: “{best}” is proven, and {plain(shown.rubric.title)} has no better verdict.")
        return
    scored = any(verdict.requires.score for verdict in shown.rubric.verdicts)
    st.caption(
        f"The fewest steps after which each better verdict of {plain(shown.rubric.title)} would be proven; no smaller "
        "set does it. What a vendor would have to do and what nobody has recorded yet are kept apart: a missing fact "
        "is not held against anybody."
        + (" A score is given as if each part were opened all the way." if scored else "")
    )
    for number, goal in enumerate(better):
        with st.expander(f"**{plain(goal.title)}**: {headline(goal)}", expanded=number == 0):
            _goal(goal, found)


def _goal(goal: Goal, found: Remedies) -> None:
    for why in goal.why:
        st.markdown(plain(why))
    text = _steps(goal.shared, goal.title, found.name)
    if goal.count > 1:
        text += f"\n\n{_ways(goal)}"
    elif goal.size:
        text += f"\n\nAfter that: {plain(outcome(goal.remedies[0]))}."
    elif goal.remedies:
        text += "Every condition about which facts can be recorded holds."
    if text:
        st.markdown(text)
    if goal.beyond and goal.remedies:
        st.markdown(
            "What no fact here can settle, so that the verdict stays open:\n\n"
            + "\n".join(f"- {plain(sentence)}" for sentence in goal.beyond)
        )
    if goal.assumed and goal.remedies:
        st.markdown(
            "Taken to hold, because no facts are held about it:\n\n"
            + "\n".join(f"- {plain(sentence)}" for sentence in goal.assumed)
        )
    if goal.size and all(action.component for action in goal.remedies[0].actions):
        st.button(
            "Try the first way below" if goal.count > 1 else "Try it below",
            key=f"_try.{found.release}.{goal.verdict}",
            icon=":material/arrow_downward:",
            help="Sets the switches of “What if” to this, so that every definition's answer can be seen",
            on_click=what_if.preset,
            args=(found.release, goal.remedies[0].changes),
        )


def _ways(goal: Goal) -> str:
    """What the sets do not share: as one choice, or as steps to be combined."""
    start, end = ("and", "") if goal.shared else (_aim(goal.title), " needed")
    if combined(goal):
        steps = choice(goal)
        text = f"{start} {goal.size - len(goal.shared)} of these {len(steps)} steps{end and ' are' + end}:\n\n"
        text += "\n".join(f"- {plain(together([action]))}" for action in steps)
        text += f"\n\n{ways(goal, 'combination')} of them would do"
        text += ", for example:\n\n" if others(goal) else ":\n\n"
        told = [titles(rest) for _, rest in goal.alternatives]
    else:
        text = f"{start} one of these{end and ' is' + end}:\n\n"
        told = [together(rest) for _, rest in goal.alternatives]
    text += "\n".join(
        f"{number}. {plain(way)} → {plain(outcome(remedy))}"
        for number, (way, remedy) in enumerate(zip(told, goal.remedies, strict=True), start=1)
    )
    if others(goal):
        text += f"\n\n… and {others(goal)}; `python -m openness remedy` lists more."
    return text


def _steps(actions: Sequence[Action], title: str, name: str) -> str:
    """The steps as sentences: "To reach X, Llama would have to: ..., and we would need to establish: ..."."""
    parts = []
    for number, (lead, some) in enumerate(needs(actions, name)):
        start = f"{_aim(title)} {plain(lead)}" if number == 0 else f"and {plain(lead)}"
        parts.append(f"{start}:\n\n" + "\n".join(f"- {plain(action.words)}" for action in some))
    return "\n\n".join(parts)


def _aim(title: str) -> str:
    return f"To reach “{plain(title)}”,"
