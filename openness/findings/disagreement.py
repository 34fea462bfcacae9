"""Where sources disagree: of one component of one release, two sources say different things."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import pandas as pd

from openness.facts.evidence import facts_in_force
from openness.scoring.answer import Answer

LEAST = 8
"""Fewer components than this, judged by both sources, make no kappa worth stating."""

_LEVELS = ("closed", "partial", "gated", "open")


def kappa(one: Sequence[str], other: Sequence[str]) -> float:
    """Cohen's kappa: agreement beyond what chance would give; nan where chance alone would make them agree.

    Formula: (p_o − p_e) / (1 − p_e), with p_o the share on which both say the same and p_e = Σ p_k q_k the share on
    which two readers with the same habits would by chance.

    >>> round(kappa(["open", "open", "closed", "closed"], ["open", "closed", "closed", "closed"]), 2)
    0.5
    """
    n = len(one)
    if not n:
        return float("nan")
    agreed = sum(a == b for a, b in zip(one, other, strict=True)) / n
    mine, theirs = Counter(one), Counter(other)
    chance = sum(mine[word] * theirs[word] for word in mine) / n**2
    return (agreed - chance) / (1 - chance) if chance < 1 else float("nan")


def disagreement(answer: Answer) -> pd.DataFrame:
    """Every pair of sources that judged the same components, component by component and over all of them.

    Returns:
        Columns component (`all` for all of them together), one, other (ids, better precedence first), n, agree (share),
        kappa (nan below `LEAST`), more_open (how often `one` is more open than `other`) and less_open. Pairs with most
        in common first, within a pair all components together, then the one with least agreement.
    """
    columns = ["component", "one", "other", "n", "agree", "kappa", "more_open", "less_open"]
    facts = facts_in_force(answer.package, answer.as_of, answer.query.sources or None)
    facts = facts[facts["release"].isin(answer.selected) & facts["availability"].isin(_LEVELS)]
    order = {source: at for at, source in enumerate(answer.evidence.sources)}
    cells: dict[tuple[str, str], dict[str, str]] = {}
    taken = ("release", "component", "source", "availability")
    for release, component, source, state in zip(*(facts[name].tolist() for name in taken), strict=True):
        cells.setdefault((release, component), {})[source] = state
    pairs: dict[tuple[str, str, str], list[tuple[str, str]]] = {}
    for (_, component), said in cells.items():
        names = sorted(said, key=order.__getitem__)
        for at, one in enumerate(names):
            for other in names[at + 1 :]:
                for key in ("all", component):
                    pairs.setdefault((one, other, key), []).append((said[one], said[other]))
    rows = []
    for (one, other, component), states in pairs.items():
        mine, theirs = [a for a, _ in states], [b for _, b in states]
        steps = [_LEVELS.index(a) - _LEVELS.index(b) for a, b in states]
        rows.append(
            {
                "component": component,
                "one": one,
                "other": other,
                "n": len(states),
                "agree": sum(step == 0 for step in steps) / len(states),
                "kappa": kappa(mine, theirs) if len(states) >= LEAST else float("nan"),
                "more_open": sum(step > 0 for step in steps),
                "less_open": sum(step < 0 for step in steps),
            }
        )
    table = pd.DataFrame(rows, columns=columns)
    if table.empty:
        return table
    common = {
        (str(row["one"]), str(row["other"])): len(pairs[str(row["one"]), str(row["other"]), "all"])
        for row in rows
        if row["component"] == "all"
    }
    table = table.assign(
        common=[common[str(row["one"]), str(row["other"])] for row in rows], apart=table["component"] != "all"
    )
    order_of = {"common": False, "one": True, "other": True, "apart": True, "agree": True, "n": False}
    table = table.sort_values(list(order_of), ascending=list(order_of.values()), kind="stable")
    return table.drop(columns=["common", "apart"]).reset_index(drop=True)


def kappa_words(value: float) -> str:
    """What a kappa means, in the usual words (Landis and Koch 1977)."""
    for bar, word in ((0.8, "almost perfect"), (0.6, "substantial"), (0.4, "moderate"), (0.2, "fair"), (0.0, "slight")):
        if value > bar:
            return word
    return "none" if value == value else "–"
