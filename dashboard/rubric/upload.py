"""The controls that take a file."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import streamlit as st

Take = Callable[[bytes, str], None]


def uploader(label: str, kinds: Sequence[str], key: str, take: Take, note: str | None = None) -> None:
    """A control whose file, once there, is given to `take` with its name."""
    st.file_uploader(
        label,
        type=list(kinds),
        key=key,
        on_change=_uploaded,
        args=(key, take),
        max_upload_size=1,  # the least that Streamlit can be told; who reads the file refuses what is longer
        help=note,
    )


def _uploaded(key: str, take: Take) -> None:
    given = st.session_state.get(key)
    if given is not None:
        take(given.getvalue(), given.name)
