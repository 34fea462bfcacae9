"""A callback that Streamlit cuts short is done by whoever comes next; one that fails is not."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from dashboard.frame import callbacks
from dashboard.frame.callbacks import lasting, settle


class CutShort(BaseException):
    """What Streamlit ends a callback with is no `Exception` either."""


@pytest.fixture(autouse=True)
def nothing_waits() -> None:
    callbacks._waiting().clear()


def test_what_was_cut_short_is_done_first_by_the_next_callback() -> None:
    done: list[str] = []
    cuts = [CutShort(), CutShort()]

    @lasting
    def change(value: str) -> None:
        if cuts:
            raise cuts.pop()
        done.append(value)

    for value in ("data", "code"):
        with pytest.raises(CutShort):
            change(value)
    assert done == []
    change("model")
    assert done == ["data", "code", "model"]
    settle()
    assert done == ["data", "code", "model"]


def test_what_was_cut_short_is_done_at_the_beginning_of_the_next_run() -> None:
    done: list[str] = []
    cuts = [CutShort()]

    @lasting
    def change() -> None:
        if cuts:
            raise cuts.pop()
        done.append("done")

    with pytest.raises(CutShort):
        change()
    settle()
    assert done == ["done"]


def test_what_waits_is_kept_however_many_sessions_there_are(monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[str] = []
    cuts = [CutShort()]

    @lasting
    def change() -> None:
        if cuts:
            raise cuts.pop()
        done.append("done")

    with pytest.raises(CutShort):
        change()
    for number in range(3 * callbacks._SESSIONS):
        session = SimpleNamespace(session_id=f"session-{number}")
        monkeypatch.setattr(callbacks, "get_script_run_ctx", lambda session=session, **_: session)
        settle()
    assert len(callbacks._WAITING) <= callbacks._SESSIONS + 2

    monkeypatch.setattr(callbacks, "get_script_run_ctx", lambda **_: None)
    settle()
    assert done == ["done"]


def test_a_failure_is_not_tried_again() -> None:
    @lasting
    def fails() -> None:
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        fails()
    settle()


def test_one_callback_may_be_part_of_another() -> None:
    done: list[str] = []

    @lasting
    def inner() -> None:
        done.append("inner")

    @lasting
    def outer() -> None:
        inner()
        done.append("outer")

    outer()
    assert done == ["inner", "outer"]


def test_a_value_that_went_with_its_page_is_let_go() -> None:
    held = {"weight": 3.0}
    done: list[float] = []
    cuts = [CutShort()]

    @lasting
    def change(key: str) -> None:
        if cuts:
            raise cuts.pop()
        done.append(held[key])

    with pytest.raises(CutShort):
        change("weight")
    held.clear()
    settle()
    assert done == []
    with pytest.raises(KeyError):  # but a mistake is a mistake
        change("weight")
