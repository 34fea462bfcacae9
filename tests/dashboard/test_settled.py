from __future__ import annotations

from typing import Any

import pytest
from streamlit import config
from streamlit.elements.widgets import selectbox
from streamlit.proto.NewSession_pb2 import CustomThemeConfig
from streamlit.runtime import app_session, secrets

from dashboard.frame import settled


def test_visitors_are_told_the_same_and_settings_are_looked_through_once(monkeypatch: pytest.MonkeyPatch) -> None:
    ask = config.get_options_for_section
    monkeypatch.setattr(config, "get_options_for_section", ask)  # put back at the end
    monkeypatch.setattr(settled, "secrets_singleton", secrets.Secrets())
    before, after = CustomThemeConfig(), CustomThemeConfig()
    app_session._populate_theme_msg(before, "theme.light")

    settled.settle()
    app_session._populate_theme_msg(after, "theme.light")

    assert before.primary_color
    assert after == before
    asked = config.get_options_for_section
    assert asked("theme.light") is asked("theme.light") == ask("theme.light")


def test_no_visitor_waits_for_a_file_of_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    ours = secrets.Secrets()
    monkeypatch.setattr(settled, "secrets_singleton", ours)
    monkeypatch.setattr(config, "get_options_for_section", config.get_options_for_section)

    settled.settle()

    monkeypatch.setattr(secrets.Secrets, "_parse_file_path", lambda _, path: pytest.fail(f"looked for {path}"))
    assert ours.load_if_toml_exists()
    assert ours.to_dict() == {}


@pytest.mark.parametrize("options", [("a", "b", "a"), ["a", "b", "a"], (), {"a": 1}])
def test_what_a_box_offers_to_everybody_is_kept_once_and_what_one_session_offers_is_not_kept(
    options: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    made, mapped = selectbox.convert_anything_to_list, selectbox.create_mappings
    for name in ("convert_anything_to_list", "create_mappings"):
        monkeypatch.setattr(selectbox, name, getattr(selectbox, name))  # put back at the end
    monkeypatch.setattr(settled, "secrets_singleton", secrets.Secrets())
    monkeypatch.setattr(config, "get_options_for_section", config.get_options_for_section)

    settled.settle()

    offered = selectbox.convert_anything_to_list(options)
    assert offered == made(options)
    assert selectbox.create_mappings(offered, str.upper) == mapped(offered, str.upper)
    again = selectbox.convert_anything_to_list(options)
    is_common = isinstance(options, tuple)
    assert (again is offered) == is_common
    assert (selectbox.create_mappings(offered, str) is selectbox.create_mappings(again, str)) == is_common
