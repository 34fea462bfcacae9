"""Changing the definition: every control of the editor comes through here, and nothing typed is ever lost.

A change is applied to the rubric in force and then written as the few differences from the published one, which is what
the address holds. A change that would make the rubric invalid is kept as a draft: its control goes on showing it, the
reader is told what is wrong, the last valid rubric stays in force, and the draft is tried again with the next change.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import streamlit as st

from dashboard.frame import brought, loaders, state
from dashboard.frame.callbacks import lasting, settle
from dashboard.frame.plain import plain
from dashboard.rubric.undo import History
from openness.core.errors import ProblemsError
from openness.query.edits import QueryError
from openness.query.vocabulary import YOURS
from openness.rubric.carry import as_edits
from openness.rubric.edits import apply_edits, edits_between
from openness.rubric.load import list_rubrics
from openness.rubric.model import Rubric
from openness.scoring.answer import Answer, load_base, rubric_titles

_DRAFTS = "_rubric_drafts"
_PROBLEMS = "_rubric_problems"
_SAID = "_rubric_said"
_HISTORY = "_rubric_history"


# ---------------------------------------------------------------------------------------------------------- changing


def put(changes: Mapping[str, str]) -> None:
    """Change the definition in force at some paths. For callbacks."""
    shown = loaders.answer(state.query())
    waiting = drafts()
    wrong: ProblemsError | None = None
    for attempt in ({**waiting, **changes}, dict(changes)):
        try:
            edited = apply_edits(shown.rubric, attempt)
        except ProblemsError as error:
            wrong = wrong or error
            continue
        left = {path: value for path, value in waiting.items() if path not in attempt}
        _hold(left, wrong if left else None)
        adopt(edited, prefer=shown.query.rubric or shown.base_rubric.id)
        return
    _hold({**waiting, **changes}, wrong)


@lasting
def put_back(paths: Iterable[str]) -> None:
    """Let some paths be what they are in the published definition. For callbacks."""
    shown = loaders.answer(state.query())
    gone = set(paths)
    edits = {path: value for path, value in changes_of(shown).items() if path not in gone}
    waiting = {path: value for path, value in drafts().items() if path not in gone}
    try:
        edited = apply_edits(shown.base_rubric, edits)
    except ProblemsError as error:
        _hold(drafts(), error)
        return
    _hold(waiting, None)
    adopt(edited, prefer=shown.query.rubric or shown.base_rubric.id)


@lasting
def start_from(base: str, edits: Mapping[str, str]) -> None:
    """Drop all changes and begin with others, of a definition known by its id. For callbacks."""
    _hold({}, None)
    default = next(iter(loaders.definitions()))
    state.change(rubric="" if base == default else base, edit=tuple(edits.items()))


def adopt(rubric: Rubric, *, prefer: str = "", file: str = "") -> None:
    """Put a definition in force: as changes of a known one in the address, else for this session. For callbacks."""
    package, own, default = loaders.shared_package(), brought.rubric(), next(iter(loaders.definitions()))
    if own is not None and prefer == YOURS:
        known = {YOURS: own.rubric}
    else:
        known = {prefer or default: load_base(package, prefer, loaders.root())}
    carried = as_edits(rubric, known, prefer) if prefer else None
    if carried is None:  # not as changes of the one in force: look at all of them
        known = {name: load_base(package, name, loaders.root()) for name in list_rubrics(loaders.root())}
        carried = as_edits(rubric, known, prefer)
    if carried is None:
        brought.take_rubric(rubric, file, rubric_titles(package, loaders.root()))
        st.session_state[_SAID] = (
            "This definition is too different from all published ones to fit into an address. It is kept for this "
            "session only: download it as a file to keep it or to show it to somebody else."
        )
        state.change(rubric=YOURS, edit=())
        return
    st.session_state.pop(_SAID, None)
    state.change(rubric="" if carried.base == default else carried.base, edit=tuple(carried.edits.items()))


def changes_of(shown: Answer) -> dict[str, str]:
    """What differs from the published definition, in its shortest form."""
    return edits_between(shown.base_rubric, shown.rubric) if shown.query.edit else {}


# ------------------------------------------------------------------------------------------------------------ drafts


def drafts() -> dict[str, str]:
    """What was asked for and could not be done yet, by path."""
    found: dict[str, str] = st.session_state.get(_DRAFTS, {})
    return found


def _hold(waiting: dict[str, str], wrong: ProblemsError | QueryError | None) -> None:
    st.session_state[_DRAFTS] = waiting
    st.session_state[_PROBLEMS] = tuple(str(wrong).splitlines()) if wrong else ()


@lasting
def forget_drafts() -> None:
    """Show again what is in force. For callbacks."""
    _hold({}, None)


def say() -> None:
    """What could not be done, and what holds for this session only."""
    problems: tuple[str, ...] = st.session_state.get(_PROBLEMS, ())
    if problems and drafts():
        with st.container(key="rubric-problems"):
            st.error(
                "\n".join(f"- {plain(text.removeprefix('edit: '))}" for text in problems),
                title="Not applied yet; the last valid definition stays in force",
            )
            st.button("Discard what was not applied", key="rubric_forget", on_click=forget_drafts)
    elif problems:
        st.error("\n".join(f"- {plain(text.removeprefix('edit: '))}" for text in problems), title="Not done")
    if st.session_state.get(_SAID) and state.query().rubric == YOURS:
        st.info(plain(st.session_state[_SAID]))


# ---------------------------------------------------------------------------------------------------------- controls


def hold(key: str, path: str, value: Any, read: Callable[[str], Any] = str) -> None:
    """Make a control show what is in force, or the draft that waits for its path. Before the control is drawn."""
    waiting = drafts()
    if path in waiting:
        value = read(waiting[path])
    if key not in st.session_state or st.session_state[key] != value:
        st.session_state[key] = value


@lasting
def changed(key: str, path: str, write: Callable[[Any], str]) -> None:
    """The callback of a control: its value, written as the change of one path."""
    put({path: write(st.session_state[key])})


def number(value: float) -> str:
    """A number as a change writes it: without noise behind the sixth decimal.

    >>> number(0.35000000000000003), number(2.0), number(1e25)
    ('0.35', '2', '1e+25')
    """
    return repr(value) if abs(value) >= 1e9 else f"{value:.6f}".rstrip("0").rstrip(".")


# -------------------------------------------------------------------------------------------------------------- undo


def history() -> History:
    """Where the definition stands among those it went through in this session."""
    asked = state.query()
    found: History = st.session_state.get(_HISTORY, History())
    found = found.seen((asked.rubric, asked.edit))
    st.session_state[_HISTORY] = found
    return found


def undo() -> None:
    """Back to the state before. For callbacks."""
    settle()  # a change that was cut short comes before
    _go(history().before)


def redo() -> None:
    """Forward again. For callbacks."""
    settle()
    _go(history().after)


def _go(to: tuple[str, tuple[tuple[str, str], ...]] | None) -> None:
    if to is not None:
        _hold({}, None)
        state.change(rubric=to[0], edit=to[1])
