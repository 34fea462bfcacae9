"""Audits: facts drawn by chance, checked by somebody who did not collect them, and what that says of all the others.

`draw` makes the sheet, a reader fills it, `rate` turns it into error rates. What was checked lies in ``data/audits/``
and follows its fact onto every page. A fact is *wrong* where it is untrue (`wrong-by-evidence`) or true but on another
level under the coding guide (`wrong-by-guide`); what could not be checked counts neither way.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import isnan, sqrt

import numpy as np
import pandas as pd

from openness.core.wording import day, lower_first
from openness.facts.evidence import facts_in_force
from openness.facts.fact_index import NOT_KNOWN
from openness.facts.package import Package
from openness.facts.readings import KINDS, LIBRARY, kind_of

VERDICTS = {
    "right": "right",
    "arguable": "arguable",
    "wrong-by-evidence": "untrue",
    "wrong-by-guide": "wrong under the guide",
    "not-checkable": "could not be checked",
}
"""What a check can find, and what that is called."""

RANDOM = "random"
"""What is said of a fact that was drawn by chance: only these say something of the facts that nobody checked."""

WRONG = ("wrong-by-evidence", "wrong-by-guide")
Z = 1.959963984540054
KEY = ("source", "release", "component")


@dataclass(frozen=True)
class Rate:
    """A share of checked facts that were found wrong, with its 95 % Wilson interval.

    Attributes:
        checked: Facts that somebody looked at.
        checkable: Those of them that could be checked; the rate is of these.
        wrong: Found wrong.
        untrue: Found wrong by evidence, and not only under the guide.
        share: wrong / checkable; nan where nothing could be checked.
        low: Lower end of the interval.
        high: Upper end of the interval.
    """

    checked: int
    checkable: int
    wrong: int
    untrue: int
    share: float
    low: float
    high: float


def wilson(wrong: float, of: float) -> tuple[float, float]:
    """The 95 % Wilson score interval of a share; nan where there is nothing to divide by.

    Formula: (p + z²/2n ± z √(p(1−p)/n + z²/4n²)) / (1 + z²/n).

    >>> [round(100 * end, 1) for end in wilson(3, 60)]
    [1.7, 13.7]
    """
    if of <= 0:
        return float("nan"), float("nan")
    share, square = wrong / of, Z * Z / of
    middle, reach = share + square / 2, Z * sqrt(share * (1 - share) / of + square / (4 * of))
    return max((middle - reach) / (1 + square), 0.0), min((middle + reach) / (1 + square), 1.0)


def counting(package: Package) -> pd.DataFrame:
    """The facts that count today, with `kind` and the `group` of their component: what an audit draws from."""
    facts = facts_in_force(package)
    facts = facts[facts["leads"] & ~facts["availability"].isin(NOT_KNOWN)].reset_index(drop=True)
    return _with_strata(package, facts)


def _with_strata(package: Package, facts: pd.DataFrame) -> pd.DataFrame:
    groups = dict(zip(package.components["component"], package.components["group"], strict=True))
    kinds = [kind_of(*pair) for pair in zip(facts["source"], facts["dimension"], strict=True)]
    return facts.assign(kind=kinds, group=[groups[component] for component in facts["component"]])


# ----------------------------------------------------------------------------------------------------------- rating


def rate_of(verdicts: Sequence[str]) -> Rate:
    """How many of some checked facts were wrong."""
    checkable = sum(verdict != "not-checkable" for verdict in verdicts)
    wrong = sum(verdict in WRONG for verdict in verdicts)
    low, high = wilson(wrong, checkable)
    return Rate(
        checked=len(verdicts),
        checkable=checkable,
        wrong=wrong,
        untrue=sum(verdict == "wrong-by-evidence" for verdict in verdicts),
        share=wrong / checkable if checkable else float("nan"),
        low=low,
        high=high,
    )


def weighted(package: Package, sheet: pd.DataFrame) -> Rate:
    """The error rate of all facts that count, from a sheet: each stratum with the share that it has of them.

    Formula: p = Σ W p_h over the strata h that were checked, W their shares among the facts that count; the interval
    is Wilson's with the effective size n = (Σw)² / Σw², w the weight of a checked fact (Kish).
    """
    checked = _with_strata(package, _dimensions(package, sheet))
    size = counting(package).groupby(["kind", "group"]).size().to_dict()
    checkable = checked[checked["verdict"] != "not-checkable"]
    per = checkable.groupby(["kind", "group"]).size().to_dict()
    strata = list(zip(checkable["kind"], checkable["group"], strict=True))
    weights = np.array([size.get(stratum, 0) / per[stratum] for stratum in strata], dtype=float)
    wrong = checkable["verdict"].isin(WRONG).to_numpy()
    plain = rate_of(checked["verdict"].tolist())
    if not weights.sum():
        return Rate(plain.checked, plain.checkable, plain.wrong, plain.untrue, *(float("nan"),) * 3)
    share = float(weights @ wrong / weights.sum())
    effective = float(weights.sum() ** 2 / (weights @ weights))
    low, high = wilson(share * effective, effective)
    return Rate(plain.checked, plain.checkable, plain.wrong, plain.untrue, share, low, high)


def rates(package: Package, sheet: pd.DataFrame) -> pd.DataFrame:
    """The error rate of a sheet by source, and of all facts that count, weighted.

    Returns:
        Columns source, kind, counting (facts of that kind and source that count today), checked, checkable, wrong,
        untrue, rate, low, high; the last row has the source `all` and counts the strata that were checked.
    """
    facts = counting(package)
    now = facts.groupby(["source", "kind"]).size().to_dict()
    checked = _with_strata(package, _dimensions(package, sheet))
    rows = [
        _row(str(source), str(kind), now.get((source, kind), 0), rate_of(mine["verdict"].tolist()))
        for (source, kind), mine in checked.groupby(["source", "kind"], sort=True)
    ]
    strata = set(zip(checked["kind"], checked["group"], strict=True))
    covered = sum(stratum in strata for stratum in zip(facts["kind"], facts["group"], strict=True))
    rows.append(_row("all", "weighted", covered, weighted(package, sheet)))
    return pd.DataFrame(rows)


def _row(source: str, kind: str, facts: int, found: Rate) -> dict[str, object]:
    return {
        "source": source,
        "kind": kind,
        "counting": facts,
        "checked": found.checked,
        "checkable": found.checkable,
        "wrong": found.wrong,
        "untrue": found.untrue,
        "rate": found.share,
        "low": found.low,
        "high": found.high,
    }


def _dimensions(package: Package, sheet: pd.DataFrame) -> pd.DataFrame:
    """A sheet with the dimension of each fact, which tells a look-up in a library from a page that was read."""
    facts = package.facts[package.facts["dimension"] == LIBRARY]
    looked_up = set(zip(*(facts[column] for column in KEY), strict=True))
    keys = zip(*(sheet[column] for column in KEY), strict=True)
    return sheet.assign(dimension=[LIBRARY if key in looked_up else "" for key in keys])


# ------------------------------------------------------------------------------------------------- what was checked


def measured(package: Package) -> pd.DataFrame:
    """Every audit by chance of the package, by how its facts came to us: what it found, what of that still stands.

    Returns:
        One row an audit and kind, by kind and day: audit, kind, checked_on, by, releases, the columns of `Rate` as
        found, and `still`: how many of its checkable facts still count with the value that was checked, `still_wrong`
        how many of those were found wrong. Facts that were corrected or set aside since are not among them.
    """
    sheet = _drawn(package)
    columns = ["audit", "kind", "checked_on", "by", "releases", *Rate.__dataclass_fields__, "still", "still_wrong"]
    if sheet.empty:
        return pd.DataFrame(columns=columns)
    stands = _standing(package)
    checked = _with_strata(package, _dimensions(package, sheet))
    rows = []
    for (audit, kind), mine in checked.groupby(["audit", "kind"], sort=True):
        found = rate_of(mine["verdict"].tolist())
        keys = zip(*(mine[column] for column in (*KEY, "ours")), strict=True)
        still = mine[[key in stands for key in keys] & (mine["verdict"] != "not-checkable").to_numpy()]
        rows.append(
            {
                "audit": audit,
                "kind": kind,
                "checked_on": mine["checked"].max(),
                "by": mine["by"].iloc[0],
                "releases": mine["release"].nunique(),
                **vars(found),
                "still": len(still),
                "still_wrong": int(still["verdict"].isin(WRONG).sum()),
            }
        )
    order = list(KINDS)
    table = pd.DataFrame(rows, columns=columns)
    table["place"] = table["kind"].map(order.index)
    return table.sort_values(["place", "checked_on", "audit"]).drop(columns="place").reset_index(drop=True)


def error_rates(package: Package) -> dict[tuple[str, str], tuple[Rate, Rate]]:
    """For each source and kind that was checked: the error rate as found, and of what still stands (`measured`)."""
    stands = _standing(package)
    checked = _with_strata(package, _dimensions(package, _drawn(package)))
    found = {}
    for (source, kind), mine in checked.groupby(["source", "kind"]):
        keys = zip(*(mine[column] for column in (*KEY, "ours")), strict=True)
        verdicts = mine["verdict"].tolist()
        still = [verdict for verdict, key in zip(verdicts, keys, strict=True) if key in stands]
        found[str(source), str(kind)] = (rate_of(verdicts), rate_of(still))
    return found


def _drawn(package: Package) -> pd.DataFrame:
    return package.audits[package.audits["sample"] == RANDOM]


def _standing(package: Package) -> set[tuple[str, ...]]:
    facts = counting(package)
    return set(zip(*(facts[column] for column in (*KEY, "availability")), strict=True))


def odds(package: Package) -> dict[str, float]:
    """For each kind of fact the share of it that audits found wrong; what no audit has measured has that of all."""
    sheet = _drawn(package)
    checked = _with_strata(package, _dimensions(package, sheet[sheet["verdict"] != "not-checkable"]))
    wrong = checked["verdict"].isin(WRONG)
    overall = float(wrong.mean()) if len(wrong) else 1.0
    return dict.fromkeys(KINDS, overall) | {
        str(kind): float(rate) for kind, rate in wrong.groupby(checked["kind"]).mean().items()
    }


def checks(package: Package) -> dict[tuple[str, str, str], Mapping[str, str]]:
    """The latest check of each fact that was checked, by its source, release and component."""
    found: dict[tuple[str, str, str], Mapping[str, str]] = {}
    for row in package.audits.sort_values(["checked", "audit"], kind="stable").to_dict("records"):
        check = {str(name): str(value) for name, value in row.items()}
        found[check["source"], check["release"], check["component"]] = check
    return found


def check_words(check: Mapping[str, str], availability: str) -> str:
    """What a check says of a fact as it stands now, in words; empty where it was about another value.

    Args:
        check: A row of ``data/audits/``.
        availability: What the fact says today.
    """
    when = f"on {day(check['checked'])} by {lower_first(check['by'])}"
    if check["verdict"] in WRONG and availability in check["right_value"].split("|"):
        return f"corrected after a check {when}"
    return f"checked {when}: {VERDICTS[check['verdict']]}" if availability == check["ours"] else ""


def audit_title(audit: str) -> str:
    """What an audit is called: its month or day in words, and what follows it in its id.

    >>> audit_title("2026-11-index"), audit_title("2026-11-30-seed-7"), audit_title("first")
    ('November 2026, index', '30 November 2026, seed 7', 'first')
    """
    when, rest = re.fullmatch(r"(\d{4}-\d{2}(?:-\d{2})?)?-?(.*)", audit, re.DOTALL).groups()  # type: ignore[union-attr]
    return ", ".join(filter(None, [day(when or ""), rest.replace("seed-", "seed ")]))


def percent(found: Rate) -> str:
    """A rate for reading: `5% (2 to 14%)`.

    >>> percent(rate_of(["right"] * 57 + ["wrong-by-guide"] * 3))
    '5% (2 to 14%)'
    """
    if isnan(found.share):
        return "not measured"
    return f"{100 * found.share:.0f}% ({100 * found.low:.0f} to {100 * found.high:.0f}%)"
