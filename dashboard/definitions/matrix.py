"""Every release under every definition as a table: words and colour, sorted as the chart above it."""

from __future__ import annotations

import pandas as pd
import streamlit as st
from pandas.io.formats.style import Styler

from dashboard.frame import loaders, opening
from dashboard.shared.dates import RELEASED, released
from openness.charts.definitions import ordered, printed
from openness.charts.kit import palette
from openness.core.wording import count
from openness.findings.definitions import Definitions, definitions
from openness.scoring.answer import Answer


def draw(shown: Answer, sort: str) -> None:
    """All releases; a click on a heading sorts by it."""
    found = definitions(shown)
    table = ordered(found, sort)
    st.subheader("Every release, every definition", anchor="matrix")
    st.caption(
        f"{count(len(table), 'release')}. A filled cell is a stated verdict, the darker the better; a pale one is "
        "undetermined between the two that it names. Disagreement is what is proven, “at most” what the missing "
        "facts leave possible. Click a heading to sort."
    )
    words = printed(found, table)
    words["Released"] = released(words["Released"])
    st.dataframe(
        _coloured(words, found, table, loaders.theme()),
        hide_index=True,
        height=min(560, 38 + 35 * len(table)),
        column_config={
            "Release": opening.names(table["release"].tolist(), "matrix"),
            "Released": RELEASED,
            "Disagreement": st.column_config.NumberColumn(format="%d", help="Mean distance between two definitions"),
            "Disagreement_high": st.column_config.NumberColumn(
                "Disagreement, at most", format="%d", help="The most that the missing facts leave possible"
            ),
            **{
                title: st.column_config.TextColumn(short, help=title, width=210)
                for title, short in zip(found.titles, found.shorts, strict=True)
            },
        },
        alt=f"{count(len(table), 'release')} with the verdict under each of {len(found.answers)} definitions",
    )


def _coloured(words: pd.DataFrame, found: Definitions, table: pd.DataFrame, theme: palette.Theme) -> Styler:
    """The words on the colour of their verdict: full where it is stated, a tint of it where it is not."""
    place = {release: at for at, release in enumerate(found.releases)}
    rows = [place[str(release)] for release in table["release"]]
    styles = pd.DataFrame("", index=words.index, columns=words.columns)
    for title, answer in zip(found.titles, found.answers, strict=True):
        colours = palette.verdict_colours(len(answer.rubric.verdict_titles), theme)
        low, high = answer.scores.verdict[rows], answer.scores.verdict_high[rows]
        styles[title] = [
            _style(colours[int(proven)], proven == possible, theme) for proven, possible in zip(low, high, strict=True)
        ]
    return words.style.apply(lambda _: styles, axis=None)


def _style(colour: str, stated: bool, theme: palette.Theme) -> str:
    if stated:
        return f"background-color: {colour}; color: {palette.contrast_text(colour)}"
    tint = palette.between((palette.BACKGROUND[theme], colour), 0.22)
    return f"background-color: {tint}; color: {palette.TEXT[theme]}"
