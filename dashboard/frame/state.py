"""What this reader is looking at: one `Query` per session, and the address in the browser that says the same.

The address is the state; widgets only show it. Streamlit's own binding (`bind="query-params"`) writes the *label* of an
option into the address, and our grammar wants ids that outlive a renamed vendor, so the few lines of synchronising
stand here instead, once for all pages:

* `begin` reads the address at the start of each run: on a first visit, after the browser's back button, after a link.
  A click in the menu empties the address; then the filters in force are written back, so that they hold on every page.
* `put` and `change` are for callbacks: they set the query and write the address.

Everything goes through `openness.query.grammar.parse`, so what a page understands is what a file or a command
understands. Parameters that are not in the grammar belong to the page that uses them and are left alone.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import streamlit as st

from dashboard.frame import loaders
from dashboard.frame.callbacks import lasting
from openness.query import grammar, tracking
from openness.query.grammar import Query

# Keys of shared widgets that are no mere list or choice (`dashboard.frame.controls`).
RUBRIC = "_rubric"
FROM = "_from"
TO = "_to"
AS_OF = "_as_of"
EDIT = "_edit"

_HELD = "_address"
# A second click can be on its way before the browser has shown the address made by the first one. An address that is
# this fresh a predecessor of ours is such a straggler, not the back button.
_STRAGGLER_SECONDS = 0.5

Parameters = dict[str, list[str]]


@dataclass(frozen=True)
class _Held:
    query: Query
    notices: tuple[str, ...]
    page: str
    shown: Parameters  # our part of the address, as last read or written
    before: Parameters  # what it was before we wrote it
    written: float


def query() -> Query:
    """What is asked for on this run; the default before `begin`."""
    held = st.session_state.get(_HELD)
    return held.query if held else Query()


def notices() -> tuple[str, ...]:
    """What the address asked for and we could not give, a sentence each."""
    held = st.session_state.get(_HELD)
    return held.notices if held else ()


def begin(page: str) -> None:
    """Bring the query and the address together; call once per run, before any widget.

    Args:
        page: the path of the page in the address (`releases`; empty for the first page).
    """
    here = _ours(_address())
    held: _Held | None = st.session_state.get(_HELD)
    if held is None:
        _read(page, _address())
    elif here == held.shown:
        if page != held.page:
            st.session_state[_HELD] = replace(held, page=page)
    elif page != held.page and not here:
        # A single release, or a family, is what that page was about; the filters are what the reader is about.
        _write(page, held.query.with_(release=(), family=()))
    elif here == held.before and time.monotonic() - held.written < _STRAGGLER_SECONDS:
        _write(page, held.query, held.notices)
    else:
        _read(page, _address())


def put(name: str, values: Sequence[str]) -> None:
    """Give one parameter of the address new values, as if the reader had typed them there. For callbacks."""
    pairs = [pair for pair in query().to_pairs() if pair[0] != name]
    _read(page(), _gather([*pairs, *((name, value) for value in values)]))


@lasting
def change(**fields: Any) -> None:
    """Change fields of the query to values known to be valid. For callbacks."""
    _write(page(), query().with_(**fields))


def reread() -> None:
    """Read the address again, after what it may name has changed. For callbacks."""
    _read(page(), _gather(query().to_pairs()))


def everything() -> Query:
    """What `reset` leads to."""
    asked = query()
    return Query(rubric=asked.rubric, edit=asked.edit) if asked.edit else Query()


@lasting
def reset() -> None:
    """Back to every release and all facts of today, under the default definition. For callbacks.

    What the reader made of a definition stays: it is taken back in the editor, which asks first.
    """
    _write(page(), everything())


def parameters(**fields: Any) -> Parameters:
    """The query with some fields changed, for `st.page_link(..., query_params=...)`."""
    return _gather(query().with_(**fields).to_pairs())


def address(page: str, **fields: Any) -> str:
    """The query with some fields changed as a relative address, for links in tables and text."""
    pairs = query().with_(**fields).to_pairs()
    return f"{page}?{grammar.to_string(pairs)}" if pairs else page or "."


def page() -> str:
    """The path of the page that is shown, as in addresses; empty for the first one."""
    held = st.session_state.get(_HELD)
    return held.page if held else ""


def _address() -> Parameters:
    return {name: st.query_params.get_all(name) for name in st.query_params}


def _ours(parameters: Parameters) -> Parameters:
    return {name: values for name, values in parameters.items() if grammar.is_ours(name)}


def _gather(pairs: Iterable[tuple[str, str]]) -> Parameters:
    gathered: Parameters = {}
    for name, value in pairs:
        gathered.setdefault(name, []).append(value)
    return gathered


def _read(page: str, given: Parameters) -> None:
    """Take the query from an address, set aside what cannot be used, and write the rest in its one form."""
    given = _renamed(page, given)
    asked, said = grammar.parse(given, loaders.package(), loaders.definitions())
    shown = loaders.answer(asked)  # without changes to the definition that cannot be made
    _write(page, shown.query, (*said, *shown.notices))


def _renamed(page: str, given: Parameters) -> Parameters:
    """The address with `component=` of the page of changes, before that became a filter of releases, as `changed=`."""
    values = given.get("component", [])
    old = [value for value in values if value and ":" not in value]
    if page != "changes" or not old:
        return given
    st.query_params["changed"] = old
    return {**given, "component": [value for value in values if value not in old]}


def _write(page: str, asked: Query, said: Sequence[str] = ()) -> None:
    """Hold the query and make the address say it."""
    wanted = _gather(asked.to_pairs())
    before = _ours(_address())
    st.session_state[_HELD] = _Held(asked, tuple(said), page, wanted, before, time.monotonic())
    if before == wanted:
        return
    others = [name for name in _address() if not grammar.is_ours(name) and not tracking.is_changed(name)]
    if not others:
        st.query_params.from_dict(wanted)  # one step in the browser's history
        return
    # A page may have bound widgets of its own, whose parameters Streamlit lets nobody else write.
    for name in before.keys() - wanted.keys():
        del st.query_params[name]
    for name, values in wanted.items():
        if before.get(name) != values:
            st.query_params[name] = values
