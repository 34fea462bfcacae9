"""What a source has taken back: conclusions from a judgement that it has revised since."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import TypeVar

from openness.importers.writer import Row

_R = TypeVar("_R", bound=Row)


def homes(crosswalk: Iterable[Row]) -> dict[str, str]:
    """Return the home component of each dimension: the one with a row for the most of its classes."""
    classes: dict[str, Counter[str]] = {}
    for row in crosswalk:
        classes.setdefault(row["dimension"], Counter())[row["component"]] += 1
    return {dimension: count.most_common(1)[0][0] for dimension, count in classes.items()}


def without_overtaken(facts: Iterable[_R], crosswalk: Iterable[Row]) -> list[_R]:
    """Leave out conclusions that the source's latest judgement no longer carries.

    A judgement has a home component and may settle further ones: closed training code says that no code for tuning
    was found either. When the source later judges the training code partial, nothing follows for tuning any more.
    That is no change in the world, and `unknown` never competes, so the earlier conclusion has to go, or it would
    stand for ever.

    Args:
        facts: Facts of one source, of any number of releases.
        crosswalk: The source's rows.

    Returns:
        The facts that stand, in their order.
    """
    home = homes(crosswalk)
    kept = list(facts)
    latest: dict[tuple[str, str], str] = {}  # release, home component -> day of the last judgement
    concluded: dict[tuple[str, str], str] = {}  # release, further component -> day of the last conclusion
    for fact in kept:
        key = (fact["release"], fact["component"])
        table = latest if home.get(fact["dimension"]) == fact["component"] else concluded
        table[key] = max(table.get(key, ""), fact["recorded"])

    def stands(fact: Row) -> bool:
        main = home.get(fact["dimension"], fact["component"])
        if main == fact["component"]:
            return True
        last = concluded[fact["release"], fact["component"]]
        return last >= latest.get((fact["release"], main), "")

    return [fact for fact in kept if stands(fact)]
