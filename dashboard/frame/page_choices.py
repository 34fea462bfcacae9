"""Choices that belong to one page, kept in the address beside the shared filters: `standing=`, `order=` ...

They follow `dashboard.frame.state`: the address is the state, a control shows it, and a callback writes it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import streamlit as st

from dashboard.frame.callbacks import lasting
from dashboard.frame.held import held
from dashboard.frame.plain import plain
from openness.charts import OPTIONS
from openness.core.errors import nearest, shorten


def given(name: str, valid: Sequence[str] | None = None) -> list[str]:
    """Values of a parameter in the address; those that do not exist are left out."""
    values = [value for value in st.query_params.get_all(name) if value]
    return values if valid is None else [value for value in values if value in valid]


def left_out(name: str, valid: Sequence[str]) -> list[str]:
    """A sentence for each value in the address that does not exist, as plain text: anybody may have written it."""
    return [f"{name}={value[:60]} is left out; there is no such choice." for value in given(name) if value not in valid]


def of_ids(name: str, ids: Sequence[str]) -> str:
    """The id in the address that a page is about; empty for none. One that does not exist is named and set aside."""
    unknown = left_out(name, ids)
    if unknown:
        st.warning(plain(f"{unknown[0]} {nearest(given(name)[0], ids).capitalize()}"))
    return next(iter(given(name, ids)), "")


def several(label: str, name: str, options: Sequence[str], words: Callable[[str], str], *, width: int) -> list[str]:
    """A choice of any number of options; none means all."""
    key = held(_key(name), given(name, options))
    st.multiselect(
        label,
        list(options),
        key=key,
        format_func=words,
        placeholder="All",
        width=width,
        on_change=_write,
        args=(name, key),
    )
    return list(st.session_state[key])


def one(
    label: str,
    name: str,
    options: Sequence[str],
    words: Callable[[str], str],
    *,
    width: int,
    note: str | None = None,
    placeholder: str | None = None,
) -> str:
    """A choice of one option: the first, which is the default and stays out of the address, unless another is asked.

    With a placeholder nothing is chosen at first, and the answer is empty. A value in the address that is no option is
    named to the reader and set aside.
    """
    values = given(name)
    unknown = [value for value in values if value not in options]
    if unknown:
        st.warning(
            plain(f"{name}= cannot be '{shorten(unknown[0])}'; {nearest(unknown[0], options)}. ")
            + ("Nothing is chosen." if placeholder is not None else f"Shown: {plain(words(options[0]))}.")
        )
    asked = [value for value in values if value in options]
    value = asked[0] if asked else None if placeholder is not None else options[0]
    key = held(_key(name), value)
    st.selectbox(
        label,
        list(options),
        index=None if placeholder is not None else 0,
        key=key,
        format_func=words,
        placeholder=placeholder,
        width=width,
        help=note,
        on_change=_write_one,
        args=(name, key, None if placeholder is not None else options[0]),
    )
    return str(st.session_state[key] or "")


def parts(label: str, name: str, options: Mapping[str, str]) -> str:
    """The part of a long page that is shown, as a row of choices; the first stays out of the address.

    Radio buttons, because the chosen segment of a segmented control is too faint in the dark theme.
    """
    unknown = left_out(name, list(options))
    if unknown:
        st.warning("\n\n".join(plain(text) for text in unknown))
    values = given(name, list(options))
    value = values[0] if values else next(iter(options))
    key = held(_key(name), value)
    st.radio(
        label,
        list(options),
        key=key,
        format_func=options.__getitem__,
        horizontal=True,
        label_visibility="collapsed",
        on_change=_write_one,
        args=(name, key, next(iter(options))),
    )
    return str(st.session_state[key] or value)


def options_given(slug: str) -> dict[str, str]:
    """What the address says of a chart's options: what `options_of` returns, before its controls are drawn."""
    return {
        option.name: next(iter(given(option.name, list(option.values))), option.default) for option in OPTIONS[slug]
    }


def options_of(slug: str, without: Sequence[str] = ()) -> dict[str, str]:
    """The controls of a chart's options, side by side, and what is chosen: the keywords of `loaders.chart`."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        return {
            option.name: one(
                option.label, option.name, list(option.values), option.values.__getitem__, width=240, note=option.help
            )
            for option in OPTIONS[slug]
            if option.name not in without
        }


def options_of_page(*slugs: str) -> dict[str, str]:
    """The options of several charts of one page, each asked once and meant for all that have it."""
    options = {option.name: option for slug in slugs for option in OPTIONS[slug]}
    with st.container(horizontal=True, vertical_alignment="bottom"):
        return {
            name: one(
                option.label, name, list(option.values), option.values.__getitem__, width=280, note=option.help or None
            )
            for name, option in options.items()
        }


def switch(label: str, name: str, *, note: str | None = None) -> bool:
    """A switch that is off by default; `name=yes` in the address when it is on."""
    key = held(_key(name), "yes" in given(name))
    st.toggle(label, key=key, help=note, on_change=_write_switch, args=(name, key))
    return bool(st.session_state[key])


def put(name: str, value: str) -> None:
    """Give a parameter of the page a value; an empty one takes it out of the address. For callbacks."""
    if value:
        st.query_params[name] = value
    elif name in st.query_params:
        del st.query_params[name]


@lasting
def _write_one(name: str, key: str, default: str | None) -> None:
    value = st.session_state[key]
    put(name, "" if value is None or value == default else str(value))


@lasting
def _write_switch(name: str, key: str) -> None:
    put(name, "yes" if st.session_state[key] else "")


def _key(name: str) -> str:
    return f"_page_{name}"


@lasting
def _write(name: str, key: str) -> None:
    value = st.session_state[key]
    values = list(value) if isinstance(value, list) else [value.strip()] if value and value.strip() else []
    if values:
        st.query_params[name] = values
    elif name in st.query_params:
        del st.query_params[name]
