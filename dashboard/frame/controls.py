"""Controls that show one parameter of the address and write it: a list of any number, one of several, some words."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal

import streamlit as st

from dashboard.frame import state
from dashboard.frame.callbacks import lasting
from dashboard.frame.held import held

NO_LIMIT = "any"
"""The choice that leaves a parameter out of the address."""


def several(
    label: str,
    name: str,
    value: Sequence[str],
    options: Sequence[str],
    words: Callable[[str], str],
    *,
    note: str | None = None,
    empty: str = "All",
) -> None:
    """Any number of values of a parameter; none means all.

    Args:
        label: What the control is called.
        name: The parameter.
        value: What the address says.
        options: What can be chosen.
        words: What a choice is called.
        note: What stands behind the question mark.
        empty: What it means that nothing is chosen.
    """
    key = held(f"_{name}", list(value))
    st.multiselect(
        label,
        list(dict.fromkeys([*options, *value])),
        key=key,
        format_func=words,
        on_change=from_many,
        args=(name, key),
        placeholder=empty,
        help=note,
    )


def one(
    label: str, name: str, value: str, options: Sequence[str], words: Callable[[str], str], *, note: str | None = None
) -> None:
    """One value of a parameter, or none. The arguments are those of `several`."""
    key = held(f"_{name}", value or NO_LIMIT)
    st.selectbox(
        label,
        list(dict.fromkeys([NO_LIMIT, *options, value or NO_LIMIT])),
        key=key,
        format_func=lambda option: option if option == NO_LIMIT else words(option),
        on_change=from_one,
        args=(name, key),
        help=note,
    )


def search(label: str, value: str, *, key: str, placeholder: str, width: int | Literal["stretch"] = "stretch") -> None:
    """The words to search for, `q=`; several controls may show them, each under a key of its own."""
    key = held(key, value)
    st.text_input(
        label,
        key=key,
        placeholder=placeholder,
        max_chars=80,
        on_change=from_one,
        args=("q", key),
        type="search",
        width=width,
    )


@lasting
def from_one(name: str, key: str) -> None:
    """Write what a control of one value holds."""
    value = str(st.session_state[key] or "").strip()
    state.put(name, [value] if value and value != NO_LIMIT else [])


@lasting
def from_many(name: str, key: str) -> None:
    """Write what a control of several values holds."""
    state.put(name, list(st.session_state[key]))
