"""What Streamlit 1.67 works out anew for each visitor, though it stays the same for as long as the server runs."""

from __future__ import annotations

import functools

from streamlit import config
from streamlit.runtime.secrets import secrets_singleton


def settle() -> None:
    """Look through Streamlit's settings for the colours once, and for a file of secrets, which we have not, never.

    Each visitor would otherwise cost six ways through some three hundred settings, and two looks for a file.
    """
    config.get_options_for_section = functools.cache(config.get_options_for_section)
    secrets_singleton.merge_programmatic_secrets({})
