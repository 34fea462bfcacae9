"""What a reader is told when something unexpected happens to a page: that it is known, and under which id."""

from __future__ import annotations

import streamlit as st

from openness.core.errors import reported


def tell(error: Exception) -> bool:
    """Show that a page has failed; the details are for the log. `st.App` calls it with what no page has caught.

    Args:
        error: What happened.

    Returns:
        True: Streamlit has nothing to add.
    """
    told = reported(error, "a page failed")
    st.error(
        "Something went wrong here, and part of this page is missing. The server's log describes it under "
        f"**{told}**. Loading the page again may help; if it does not, please report that number.",
        icon=":material/error:",
    )
    return True
