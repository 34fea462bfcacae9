"""How a fact came to be known: read first-hand, by machine, looked up in a library, derived from a base, an index's."""

from __future__ import annotations

from openness.facts.package import Package
from openness.facts.schema import DERIVED

FIRST_PARTY = "first-party"
MACHINES = ("huggingface-hub", "github")
"""The sources whose facts `openness collect` proposes."""
OURS = (FIRST_PARTY, *MACHINES)
"""The sources that are this project's own readings."""
COMPILED = (*OURS, DERIVED)
"""The sources that nobody else publishes: our readings, and what follows from facts. The others are indices."""
LIBRARY = "library"
"""The `dimension` of a fact of ours that was looked up in the code of a public library."""

KINDS = {
    "first-hand": "Read first-hand",
    "library": "Looked up in a library",
    "machine": "Read by machine",
    "derived": "From the release it builds on",
    "index": "An index alone",
}
"""How a fact came to us, and what that is called."""

READ = ("first-hand", "library", "machine")
"""The kinds that this project read at the vendor's or in public code, by hand or by machine."""


def kind_of(source: str, dimension: str) -> str:
    """How a fact came to us: one of `KINDS`.

    Args:
        source: Who says so.
        dimension: The source's own word for what it judged.
    """
    if source == FIRST_PARTY:
        return "library" if dimension == LIBRARY else "first-hand"
    if source in MACHINES:
        return "machine"
    return "derived" if source == DERIVED else "index"


def how_read(package: Package, source: str, dimension: str) -> str:
    """Return how a fact was read, as the end of a sentence.

    Args:
        package: The package, for names of sources and releases.
        source: Who says so.
        dimension: The source's own word for what it judged; of a derived fact, the release it is about.
    """
    if source == DERIVED:
        names = package.names["releases"]
        return f"as for {names.get(dimension, dimension)}, on which it builds"
    if source == FIRST_PARTY:
        return "looked up in the library's code" if dimension == LIBRARY else "read first-hand"
    titles = package.names["sources"]
    return f"according to {titles.get(source, source)}"
