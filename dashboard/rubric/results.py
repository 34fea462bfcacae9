"""What the changes do, always beside the definition as published, so that nobody takes one for the other."""

from __future__ import annotations

import streamlit as st

from dashboard.frame import loaders, page_choices
from dashboard.frame.plain import plain
from dashboard.rubric.live_chart import live_chart
from dashboard.shared.chart_card import chart_card
from dashboard.shared.links import to_release
from openness.core.wording import count, points, upper_first
from openness.facts.own_evidence import own_facts
from openness.findings.headline import Headline, headline_of
from openness.findings.ranking_moves import Moves, moves
from openness.scoring.answer import Answer

_FLIPS = 12


def draw(shown: Answer) -> None:
    """The headline both ways, and the ranking with its moves."""
    found = moves(shown)
    # Worked out before anything is drawn, and drawn before everything else: it is what the reader waits for, and a
    # browser that already draws other parts of the page would make it wait longer.
    ranking = loaders.chart("ranking-moves", shown, **page_choices.options_given("ranking-moves"))
    headlines = st.container()
    chart_card(ranking, draw=lambda chart: live_chart(chart, shown))
    page_choices.options_of("ranking-moves")
    with headlines:
        _headlines(found)


def flips(shown: Answer) -> None:
    """The verdicts that turn, and by which condition."""
    if not shown.is_custom:
        return
    found = moves(shown)
    st.header(_flips_title(found), anchor="verdicts")
    every = page_choices.switch("Show all of them", "all-flips") if len(found.flips) > _FLIPS else False
    rows = found.flips if every else found.flips[:_FLIPS]
    if rows:
        st.markdown(
            "\n".join(
                f"- {to_release(flip.name, flip.release)}: "
                f"{plain(flip.before)} → **{plain(flip.after)}**. {plain(upper_first(found.why(flip.release)))}."
                for flip in rows
            )
        )


def _flips_title(found: Moves) -> str:
    if not found.flips:
        return "No verdict changes"
    up, down = (sum(flip.direction == way for flip in found.flips) for way in ("up", "down"))
    other = len(found.flips) - up - down
    parts = [f"{number:,} {words}" for number, words in ((up, "up"), (down, "down"), (other, "otherwise")) if number]
    return f"{count(len(found.flips), 'verdict changes', 'verdicts change')}: {', '.join(parts)}"


def _headlines(found: Moves) -> None:
    published, own = found.headlines
    columns = {"As published": published}
    if own_facts(found.own.package):
        without = loaders.without_own_facts(found.own.under(found.own.query.rubric))
        columns = {"As published": headline_of(without), "With your facts": published}
    if found.own.is_custom:
        columns["With your changes"] = own
    rows: dict[str, list[str]] = {"Releases": _labels(own)}
    for title, headline in columns.items():
        rows[title] = _values(headline)
    st.table(rows, border="horizontal", hide_index=True, alt="The headline as published and with your changes")


def _labels(headline: Headline) -> list[str]:
    return [
        f"Called open and shown to {plain(headline.best)}",
        "Cannot be told yet",
        "Do not",
        "Too few facts",
        "Median gap, in points of 100 (range)",
    ]


def _values(headline: Headline) -> list[str]:
    answer = headline.called_open
    numbers = [answer.proven, answer.undetermined, answer.ruled_out, answer.not_enough_recorded]
    gap = headline.gap
    if not headline.both_sides or not gap.n:
        middle = "none"
    else:
        middle = f"{points(gap.median)} ({points(gap.low)} to {points(gap.high)}), n = {gap.n:,}"
    return [f"{number:,} of {answer.total:,}" for number in numbers] + [middle]
