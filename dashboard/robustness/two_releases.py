"""Any two releases: how often one stands above the other, and the smallest change of weights that turns their order."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from dashboard.frame import page_choices, state
from dashboard.frame.plain import plain
from dashboard.robustness import firmness
from openness.core.wording import relative, share
from openness.robustness.intervals import CLEARLY, Robustness
from openness.robustness.swap import OneWeight, Swap, in_words, swap
from openness.scoring.answer import Answer

SINGLE = 5


def draw(shown: Answer, chosen: Mapping[str, str]) -> None:
    """Two selectors and what is to be said of the pair."""
    firm = firmness.of(shown, chosen)
    if len(firm.releases) < 2:
        return
    st.subheader("Is one of two releases really more open?", anchor="two")
    first, second = _pair(shown, firm)
    if first == second:
        st.info("Choose two different releases.")
        return
    names = shown.package.names["releases"]
    one, other = plain(names[first]), plain(names[second])
    order = firm.order(first, second)
    above, below, level = (
        share(round(part * firm.draws), firm.draws) for part in (order.above, order.below, order.level)
    )
    apart = max(order.above, order.below) >= CLEARLY
    st.markdown(
        f"**{one}** ranks above **{other}** in {plain(above)} of {firm.draws:,} trials, below it in {plain(below)} and "
        f"equal in {plain(level)}. "
        + ("Their order is clear." if apart else "Their order is not clear: that takes 95% of the trials.")
    )
    found = swap(shown.scores, first, second)
    st.markdown(plain(in_words(found, names[found.ahead], names[found.behind])))
    _weights(shown, found)


def _pair(shown: Answer, firm: Robustness) -> tuple[str, str]:
    """The two that are chosen; at first the best neighbours, one above the other, that cannot be told apart."""
    names = shown.package.names["releases"]
    by_name = sorted(firm.releases, key=lambda release: (names[release].casefold(), release))
    first = next((n for n in range(len(firm.releases) - 1) if _close(firm, n)), 0)
    with st.container(horizontal=True):
        one, other = (
            page_choices.one(
                label,
                name,
                [default, *(release for release in by_name if release != default)],
                names.__getitem__,
                width=320,
            )
            for label, name, default in (
                ("One release", "one", firm.releases[first]),
                ("Another", "other", firm.releases[first + 1]),
            )
        )
    return one, other


def _close(firm: Robustness, number: int) -> bool:
    """Whether the next release stands below this one, and cannot be told apart from it."""
    order = firm.order(firm.releases[number], firm.releases[number + 1])
    return firm.rank[number] < firm.rank[number + 1] and max(order.above, order.below) < CLEARLY


def _weights(shown: Answer, found: Swap) -> None:
    """The weights at which the two are level, together and one by one."""
    if not found.change:
        return
    titles = {name: dimension.title for name, dimension in shown.rubric.dimensions.items()}
    st.table(
        {
            "Dimension": [plain(titles[name]) for name in found.in_force],
            "Weight": [f"{weight:g}" for weight in found.in_force.values()],
            "Equal at": [f"{found.weights[name]:.4g}" for name in found.in_force],
        },
        border="horizontal",
        alt="Weights of the dimensions as they are and where the two releases are equal",
    )
    if found.single:
        st.caption("Or one weight alone: " + "; ".join(_alone(one) for one in found.single[:SINGLE]) + ".")
    st.button(
        "Use these weights",
        key="robustness-swap",
        on_click=state.change,
        kwargs={"edit": tuple((shown.query.edits | found.edits()).items())},
        help="Takes them over into your own definition, a little past the point where the two are equal",
    )


def _alone(one: OneWeight) -> str:
    title = f"the dimension “{one.title}”" if one.kind == "dimension" else f"“{one.title}”"
    sign = "+" if one.change > 0 else ""
    return f"{plain(title)} {one.weight:g} → {one.level:.3g} ({plain(sign + relative(one.change))})"
