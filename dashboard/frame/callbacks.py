"""Callbacks whose effect cannot be lost.

While a callback runs, each access to `st.session_state` is a point at which Streamlit may end it, because the browser
has sent the next request; its widget then counts as answered, and is set back. What such a callback was to do is noted
before anything else, and whoever comes next (the callback of that request, or the run of the script) goes on with it.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import partial, wraps
from typing import ParamSpec

from streamlit.runtime.scriptrunner import get_script_run_ctx

_SESSIONS = 1_000

P = ParamSpec("P")

# By session. Emptied ones are forgotten from time to time; one that waits never is, however many sessions there are.
_WAITING: dict[str, list[Callable[[], None]]] = {}
_LOCK = threading.Lock()
_HERE = threading.local()


def lasting(callback: Callable[P, None]) -> Callable[P, None]:
    """Let a callback be done even where it is cut short. It may be begun twice, so it has to set, not to add.

    Args:
        callback: What a widget calls.
    """

    @wraps(callback)
    def called(*args: P.args, **kwargs: P.kwargs) -> None:
        if getattr(_HERE, "busy", False):  # part of another callback
            callback(*args, **kwargs)
            return
        act = partial(callback, *args, **kwargs)
        with _LOCK:
            _waiting().append(act)
        settle(act)

    return called


def settle(now: Callable[[], None] | None = None) -> None:
    """Do what was cut short before, in its order. Also called at the beginning of each run.

    Args:
        now: The callback that is due now, the last to be done.
    """
    with _LOCK:
        waiting = _waiting()
    while waiting:
        act = waiting[0]
        _HERE.busy = True
        try:
            act()
        except Exception as error:
            _done(waiting, act)
            if act is now or not isinstance(error, KeyError):  # else its widget has gone with its page
                raise
        finally:  # what Streamlit ends a callback with is no `Exception`, and leaves it waiting
            _HERE.busy = False
        _done(waiting, act)


def _done(waiting: list[Callable[[], None]], act: Callable[[], None]) -> None:
    if waiting and waiting[0] is act:  # the run that cut another one short may have done it meanwhile
        waiting.pop(0)


def _waiting() -> list[Callable[[], None]]:
    """What waits in this session. Not in `st.session_state`, where asking for it could already end the callback."""
    context = get_script_run_ctx(suppress_warning=True)
    if len(_WAITING) > _SESSIONS:
        for session in [session for session, acts in _WAITING.items() if not acts]:
            del _WAITING[session]
    return _WAITING.setdefault(context.session_id if context else "", [])
