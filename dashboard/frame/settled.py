"""What Streamlit 1.67 works out or keeps anew for each visitor, though it stays the same as long as the server runs."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from typing import Any

from streamlit import config, dataframe_util
from streamlit.elements.lib import options_selector_utils
from streamlit.elements.widgets import selectbox
from streamlit.runtime.secrets import secrets_singleton

_BOXES = 16


def settle() -> None:
    """Let all visitors share what is the same for each.

    Each would otherwise cost six ways through some three hundred settings for the colours, two looks for a file of
    secrets, which we have not, and the lists behind the box that finds a release: as much memory as a third of a bare
    session.
    """
    config.get_options_for_section = functools.cache(config.get_options_for_section)
    secrets_singleton.merge_programmatic_secrets({})
    selectbox.convert_anything_to_list = _listed  # type: ignore[attr-defined, assignment]
    selectbox.create_mappings = _mapped  # type: ignore[attr-defined, assignment]


class _Common(list[Any]):
    """What a box offers to everybody. Streamlit only reads it."""


def _listed(options: Any) -> list[Any]:
    """What a box offers, as a list: one and the same for all who offer it as a tuple."""
    return _common(options) if isinstance(options, tuple) else dataframe_util.convert_anything_to_list(options)


@functools.lru_cache(_BOXES)
def _common(options: tuple[Any, ...]) -> _Common:
    return _Common(options)


def _mapped(options: Sequence[Any], format_func: Callable[[Any], str]) -> tuple[list[str], dict[str, int]]:
    """What a box shows, and where each of it stands; what only one session offers is gone with it."""
    if isinstance(options, _Common):
        return _common_mapped(tuple(map(format_func, options)))
    return options_selector_utils.create_mappings(options, format_func)


@functools.lru_cache(_BOXES)
def _common_mapped(shown: tuple[str, ...]) -> tuple[list[str], dict[str, int]]:
    return options_selector_utils.create_mappings(shown)
