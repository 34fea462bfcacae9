"""How a fact came to be known, in words: read first-hand, looked up in a library, derived from a base, an index's."""

from __future__ import annotations

from openness.facts.package import Package
from openness.facts.schema import DERIVED

FIRST_PARTY = "first-party"
MACHINES = ("huggingface-hub", "github")
"""The sources whose facts `openness collect` proposes."""
LIBRARY = "library"
"""The `dimension` of a fact of ours that was looked up in the code of a public library."""


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
