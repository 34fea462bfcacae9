"""Which filter to take away where all of them together leave nothing."""

from __future__ import annotations

from collections.abc import Callable

from openness.query.grammar import Query


def loosen(query: Query, count: Callable[[Query], int]) -> tuple[str, int]:
    """The one filter without which most releases are left.

    Args:
        query: What leaves nothing.
        count: How many releases a query selects.

    Returns:
        The parameter and the number of releases without it; an empty name where no single one is to blame. Of two that
        leave as many, the first in the order of the grammar's filters.
    """
    asked = [*query.filters, *(name for name in ("as_of", "sources") if getattr(query, name))]
    left = {name: count(query.without(name)) for name in asked}
    best = max(left, key=left.__getitem__, default="")
    return (best, left[best]) if best and left[best] else ("", 0)
