"""What this session brought along: facts and a definition of the reader's own. Nobody else ever sees them.

They live in the session and end with it. What pages make of them is remembered here too, in a small memory of the
session, and never in the caches that all readers share; what the library keeps of a package it keeps in that package.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar, cast

import streamlit as st

from openness.core.cache import Cache
from openness.facts.own_evidence import MARK, Brought, bring
from openness.facts.package import Package
from openness.query.grammar import Query
from openness.query.vocabulary import YOURS
from openness.rubric.model import Rubric

_FACTS = "_own_facts"
_RUBRIC = "_own_rubric"
_MEMORY = "_own_memory"
_REMEMBERED = 48

T = TypeVar("T")


@dataclass(frozen=True)
class OwnFacts:
    """The reader's facts.

    Attributes:
        file: What their file was called.
        content: Its bytes.
        of: Digest of the package they were added to.
        brought: What came of it.
    """

    file: str
    content: bytes
    of: str
    brought: Brought


@dataclass(frozen=True)
class OwnRubric:
    """A definition that is too different from all known ones to be carried by an address.

    Attributes:
        file: What its file was called.
        rubric: The definition, marked as the reader's where it bore the name of a published one.
    """

    file: str
    rubric: Rubric


def facts() -> OwnFacts | None:
    """The reader's own facts, if any."""
    return cast("OwnFacts | None", st.session_state.get(_FACTS))


def take_facts(shared: Package, content: bytes, file: str) -> None:
    """Put facts beside those of the data, for this session.

    Raises:
        ProblemsError: The file is wrong; what was brought before stays.
    """
    st.session_state[_FACTS] = OwnFacts(file, content, shared.digest, bring(shared, content, file=file))
    st.session_state.pop(_MEMORY, None)


def drop_facts() -> None:
    """Forget the reader's own facts."""
    st.session_state.pop(_FACTS, None)
    st.session_state.pop(_MEMORY, None)


def rubric() -> OwnRubric | None:
    """The definition that only this session has, if any."""
    return cast("OwnRubric | None", st.session_state.get(_RUBRIC))


def take_rubric(found: Rubric, file: str, published: Mapping[str, str]) -> None:
    """Keep a definition for this session, renamed where it would pass for a published one.

    One with a name of its own is kept as it is, so that page and command line give it the same fingerprint.

    Args:
        found: The definition.
        file: What its file was called.
        published: Ids and titles of the published definitions.
    """
    title = f"{found.title}{MARK}" if found.title in published.values() else found.title
    name = f"{found.id}-{YOURS}" if found.id in published else found.id
    st.session_state[_RUBRIC] = OwnRubric(file, found.model_copy(update={"title": title, "id": name}))
    st.session_state.pop(_MEMORY, None)


def package(shared: Package) -> Package:
    """The data, with the reader's own facts among it."""
    own = facts()
    if own is None:
        return shared
    if own.of != shared.digest:  # the data was edited meanwhile
        take_facts(shared, own.content, own.file)
        return package(shared)
    return own.brought.package


def titles() -> dict[str, str]:
    """Ids and titles of the definitions that only this session has."""
    own = rubric()
    return {} if own is None else {YOURS: f"{own.rubric.title.removesuffix(MARK)}{MARK}"}


def base_of(query: Query) -> Rubric | None:
    """The session's definition, where a query asks for it."""
    own = rubric()
    return own.rubric if own is not None and query.rubric == YOURS else None


def concerns(query: Query) -> bool:
    """Whether an answer to this query draws on anything of the reader's own."""
    return facts() is not None or base_of(query) is not None


def remembered(key: Hashable, make: Callable[[], T]) -> T:
    """What `make` gives, remembered in this session only."""
    return cast(T, memory().get(key, make))


def memory() -> Cache[Any]:
    """The memory of this session: it ends with it, and with what the reader brought."""
    found: Cache[Any] = st.session_state.setdefault(_MEMORY, Cache(_REMEMBERED))
    return found
