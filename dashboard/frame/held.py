"""A control whose value was changed from elsewhere is a new control.

The browser keeps what every control holds and sends all of it with each request. A control that it does not show just
then (in a closed panel, on a page that is left) does not hear that the address says something else by now; it would
send what it held with the next click, and what the reader had taken back would return. So a control is told its value
only when it is made: where the address differs from what it holds, or where it was away, another one takes its place,
and whatever still arrives for the old one is for nobody.
"""

from __future__ import annotations

from collections import Counter

import streamlit as st

_MADE = "_made"


def held(key: str, value: object) -> str:
    """The key under which a control shows a value; to be called right before it is drawn.

    Args:
        key: Name of the control, and the key of the first one.
        value: What it has to show.
    """
    made: Counter[str] = st.session_state.setdefault(_MADE, Counter())
    now = _numbered(key, made[key])
    if now in st.session_state and _same(st.session_state[now], value):
        return now
    made[key] += 1
    now = _numbered(key, made[key])
    st.session_state[now] = value
    return now


def _numbered(key: str, number: int) -> str:
    return key if number <= 1 else f"{key}~{number}"


def _same(one: object, other: object) -> bool:
    """Whether two values ask for the same: the order of choices and blanks around words are the reader's."""
    if isinstance(one, list) and isinstance(other, list):
        return sorted(one) == sorted(other)
    if isinstance(one, str) and isinstance(other, str):
        return one.strip() == other.strip()
    return one == other
