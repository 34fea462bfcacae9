"""The controls of the editor: each shows what is in force or the draft that waits, and writes its change of one path.

A control that shows something other than the published definition has a button beside it that puts it back.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Literal

import streamlit as st

from dashboard.frame.plain import label as as_label
from dashboard.frame.plain import plain
from dashboard.rubric import changes as rubric_changes
from dashboard.rubric.changes import hold, number

_BACK = 124


@contextmanager
def row(path: str | Sequence[str], edits: dict[str, str]) -> Iterator[None]:
    """A control and, where it differs from the published definition, the button that puts it back."""
    paths = [path] if isinstance(path, str) else list(path)
    changed = [at for at in edits if at in paths or any(at.startswith(f"{p}.") and p not in ("terms",) for p in paths)]
    waiting = [at for at in paths if at in rubric_changes.drafts()]
    with st.container(horizontal=True, vertical_alignment="bottom"):
        yield
        if changed or waiting:
            back(paths[0] if paths else changed[0], [*changed, *waiting], "row")


def back(
    path: str, paths: list[str], where: str, published: str = "", width: int | Literal["content"] = "content"
) -> None:
    """A button that puts some paths back to what is published."""
    st.button(
        "Put back" + (f" to {published}" if published else ""),
        key=f"rubric_back_{where}_{path}",
        on_click=rubric_changes.put_back,
        args=(paths,),
        icon=":material/undo:",
        type="tertiary",
        help=f"{plain(path)} as published",
        width=width,
    )


def slider(
    label: str, path: str, value: float, published: float | None, edits: dict[str, str], *, most: float, step: float
) -> None:
    """A slider for the number of one path, with the way back beside it."""
    key = f"_rubric_{path}"
    hold(key, path, float(value), to_float)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.slider(
            as_label(label),
            0.0,
            max(most, float(value), float(st.session_state[key])),
            key=key,
            step=step,
            on_change=rubric_changes.changed,
            args=(key, path, number),
        )
        if path in edits or path in rubric_changes.drafts():
            back(path, [path], "row", "" if published is None else number(published), width=_BACK)
        else:
            st.space(_BACK)  # or the button's coming would draw the thumb away from the pointer


def to_float(text: str) -> float:
    """A number out of a draft; 0 where it is none."""
    try:
        return float(text)
    except ValueError:
        return 0.0


def select(label: str, path: str, value: str, options: dict[str, str]) -> None:
    """A choice for the value of one path; an empty choice takes it away."""
    key = f"_rubric_{path}"
    hold(key, path, value)
    st.selectbox(
        label, list(options), key=key, format_func=options.__getitem__, on_change=rubric_changes.changed,
        args=(key, path, _or_null),
    )  # fmt: skip


def _or_null(value: str) -> str:
    return value or "null"


def text_box(label: str, path: str, value: str, *, long: bool = False, placeholder: str | None = None) -> None:
    """A box for the text of one path."""
    key = f"_rubric_{path}"
    hold(key, path, value)
    given: dict[str, Any] = {"on_change": rubric_changes.changed, "args": (key, path, str), "placeholder": placeholder}
    if long:
        st.text_area(label, key=key, max_chars=5_000, height=90, **given)
    else:
        st.text_input(label, key=key, max_chars=2_000, **given)


def number_box(label: str, path: str, value: float, write: Callable[[Any], str], read: Callable[[str], float]) -> None:
    """A box for points of 100."""
    key = f"_rubric_{path}"
    hold(key, path, float(value), read)
    st.number_input(label, 0.0, 100.0, key=key, step=5.0, on_change=rubric_changes.changed, args=(key, path, write))


def pick(label: str, key: str, options: dict[str, str]) -> str:
    """A choice of what to look at: no change of the definition."""
    if st.session_state.get(key) not in options:
        st.session_state[key] = next(iter(options))
    return str(st.selectbox(label, list(options), key=key, format_func=lambda name: options.get(name, name)))
