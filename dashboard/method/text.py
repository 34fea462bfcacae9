"""The method as it is read: the text of `openness.report.method`, and every criterion with its levels."""

from __future__ import annotations

import streamlit as st

from dashboard.frame.plain import link, plain
from openness.core.wording import count
from openness.facts.guide import LEVELS, levels
from openness.report import method
from openness.report.method import Part
from openness.scoring.answer import Answer

_SIDES = {"weights": "weights side", "training": "training side", "none": "neither side"}
_LEVELS = {"open": "Open", "gated": "Gated", "partial": "Partial", "closed": "Closed"}


def first(shown: Answer) -> None:
    """In short, the ten steps, how each state counts."""
    for name in ("short", "steps", "unknown"):
        _part(_parts(shown)[name])


def middle(shown: Answer) -> None:
    """What is not measured, and whether the criteria measure one thing."""
    for name in ("not-measured", "coherence"):
        _part(_parts(shown)[name])


def last(shown: Answer) -> None:
    """Limits, who measures something near, glossary."""
    for name in ("limits", "neighbours", "glossary"):
        _part(_parts(shown)[name])


def criteria(shown: Answer) -> None:
    """Every criterion, dimension by dimension, with its levels in words."""
    table = method.criteria(shown)
    st.header("Every criterion, and what each level means", anchor="criteria")
    st.caption(
        plain(
            f"{count(len(table), 'criterion', 'criteria')} of {shown.definition}. The share is what a criterion weighs "
            "in the score of a release to which all of them apply. Levels that a criterion does not describe follow "
            "the coding guide, data/GUIDE.md."
        )
    )
    for dimension, rows in table.groupby("dimension", sort=False):
        with st.expander(f"{plain(str(dimension))} ({count(len(rows), 'criterion', 'criteria')})"):
            for row in rows.to_dict("records"):
                told = [row["question"], f"Looks at {row['looks_at']}.", f"{100 * row['weight']:.1f}% of the score,"]
                st.markdown(
                    f"**{plain(row['criterion'])}**  \n"
                    + plain(f"{' '.join(filter(None, told))} {_SIDES[row['side']]}.")
                    + (f"  \n{plain(row['reference'])}" if row["reference"] else "")
                )
                levels = [(level, row[level]) for level in LEVELS if row[level]]
                if levels:
                    st.markdown("\n".join(f"- {_LEVELS[level]}: {plain(text)}" for level, text in levels))


def guide(shown: Answer) -> None:
    """What each level means for each component, in the words of the coding guide."""
    told = levels()
    components = shown.package.components.to_dict("records")
    rows = [(row["title"], told[row["component"]]) for row in components if row["component"] in told]
    if not rows:
        return
    with st.expander(f"The coding guide: what each level means for each of {len(rows)} components"):
        for title, said in rows:
            lines = (f"- {_LEVELS[level]}: {plain(said[level])}" for level in LEVELS if level in said)
            st.markdown("\n".join((f"**{plain(title)}**", "", *lines)))


def _part(part: Part) -> None:
    st.header(plain(part.title), anchor=part.id)
    for text in part.text:
        st.markdown(plain(text))
    if part.points:
        st.markdown("\n".join(f"- **{plain(term)}.** {plain(text)}" for term, text in part.points))
    if part.links:
        st.caption("; ".join(link(*one) for one in part.links))


def _parts(shown: Answer) -> dict[str, Part]:
    key = ("method", shown.fingerprint, shown.query)
    found: dict[str, Part] = shown.cache.get(key, lambda: {part.id: part for part in method.parts(shown)})
    return found
