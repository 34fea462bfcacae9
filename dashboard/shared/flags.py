"""Flags beside the names of countries, where the reader's machine can draw them."""

from __future__ import annotations

import re

import streamlit as st

from openness.facts.countries import country_name, flag

# Systems that come with a font of flags. Elsewhere two boxes would appear, so the code stands there instead.
_DRAWS_FLAGS = re.compile(r"Macintosh|iPhone|iPad|Android|Firefox/")


def country(code: str) -> str:
    """A country with its flag, or with its code in brackets where flags are not drawn."""
    agent = st.context.headers.get("User-Agent", "")
    return with_flag(code) if flag(code) and _DRAWS_FLAGS.search(agent) else with_code(code)


def with_flag(code: str) -> str:
    """The flag, then the name."""
    return f"{flag(code)} {country_name(code)}"


def with_code(code: str) -> str:
    """The name, then the code.

    >>> with_code("FR"), with_code("XX")
    ('France (FR)', 'XX')
    """
    name = country_name(code)
    return name if name == code else f"{name} ({code})"
