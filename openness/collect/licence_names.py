"""A licence as a repository declares it, read as one of ours: by the tables of the data, never by guessing."""

from __future__ import annotations

from collections.abc import Callable

from openness.facts.package import Package
from openness.facts.spellings import NotRead, read_licence

_NOTHING = frozenset(("other", "unknown", "noassertion"))
"""What the hosts write for a licence that they do not know."""


def licence_reader(package: Package) -> Callable[[str], str]:
    """A function from what is declared to an expression over our licences; empty where it is none that we know."""
    read = read_licence(package)

    def known(declared: str) -> str:
        if not declared or declared.casefold() in _NOTHING:
            return ""
        try:
            return read(declared)
        except NotRead:
            return ""

    return known
