"""A visitor whose server has gone, and who goes on with another: the address says what was looked at, and no more.

The browser asks for the session that it had. Where that is not known, because its process has died or the visitor was
away for long, Streamlit begins a new one without a word.
"""

from __future__ import annotations

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

_KNOWN = "_resumed"


def tell() -> None:
    """Say once, in a session that takes the place of a lost one, what is kept and what is not."""
    if st.session_state.get(_KNOWN):
        return
    st.session_state[_KNOWN] = True
    context = get_script_run_ctx()
    if context and _asked_for() not in ("", context.session_id):
        st.toast(
            "The connection was lost, and you go on where you were: filters and your definition are kept. Files that "
            "you had brought along (facts, a definition), what you had not yet applied, and Undo are gone.",
            icon=":material/sync:",
            duration="infinite",
        )


def _asked_for() -> str:
    """The session that the browser had: the third of the words with which it opens the socket."""
    words = st.context.headers.get("Sec-WebSocket-Protocol", "").split(",")
    return words[2].strip() if len(words) > 2 else ""
