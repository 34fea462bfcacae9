"""Choices that belong to one page, kept in the address beside the shared filters: `q=`, `claim=`, `standing=` ...

They follow `dashboard.state`: the address is the state, a widget shows it, and a callback writes it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import streamlit as st


def given(name: str, valid: Sequence[str] | None = None) -> list[str]:
    """Values of a parameter in the address; those that do not exist are left out."""
    values = [value for value in st.query_params.get_all(name) if value]
    return values if valid is None else [value for value in values if value in valid]


def text(label: str, name: str, *, placeholder: str, width: int) -> str:
    """A search box."""
    values = given(name)
    _show(name, values[0] if values else "")
    st.text_input(
        label,
        key=_key(name),
        placeholder=placeholder,
        max_chars=80,
        width=width,
        on_change=_write,
        args=(name,),
        type="search",
    )
    return str(st.session_state[_key(name)] or "").strip()


def several(label: str, name: str, options: Sequence[str], words: Callable[[str], str], *, width: int) -> list[str]:
    """A choice of any number of options; none means all."""
    _show(name, given(name, options))
    st.multiselect(
        label,
        list(options),
        key=_key(name),
        format_func=words,
        placeholder="All",
        width=width,
        on_change=_write,
        args=(name,),
    )
    return list(st.session_state[_key(name)])


def _key(name: str) -> str:
    return f"_page_{name}"


def _show(name: str, value: str | list[str]) -> None:
    if st.session_state.get(_key(name)) != value:
        st.session_state[_key(name)] = value


def _write(name: str) -> None:
    value = st.session_state[_key(name)]
    values = list(value) if isinstance(value, list) else [value.strip()] if value and value.strip() else []
    if values:
        st.query_params[name] = values
    elif name in st.query_params:
        del st.query_params[name]
