"""What a reader sees of an unexpected failure: an id that the log has, and nothing of what happened."""

from __future__ import annotations

import logging

import pytest
from streamlit.testing.v1 import AppTest


def test_reader_sees_an_id_that_the_log_has_and_nothing_else(caplog: pytest.LogCaptureFixture) -> None:
    def page() -> None:
        from dashboard.frame import failure

        assert failure.tell(ValueError("secret detail"))

    with caplog.at_level(logging.ERROR, logger="openness.core.errors"):
        app = AppTest.from_function(page, default_timeout=30).run()

    [record] = [record for record in caplog.records if "a page failed" in record.getMessage()]
    told = record.getMessage().partition(":")[0]
    assert record.exc_info
    assert f"**{told}**" in app.error[0].value
    assert "secret" not in app.error[0].value
