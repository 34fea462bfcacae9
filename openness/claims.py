"""What a vendor calls its release, and whether the definition supports the word.

The rule is the rubric's own (`claims` in its file): for each word the verdict whose conditions it needs, all of them.
A better verdict that asks for less of something (as "would meet it under open terms" asks for no open terms) does not
carry it. A word without a rule is left alone, for the definition says nothing about it; a release whose vendor makes no
claim has none to support.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from openness.answer import Answer
from openness.definitions import short_conditions
from openness.gap import period_of
from openness.licences import FAILS, HOLDS, UNDETERMINED
from openness.rubric import Rubric

#: What can be said of a claim under a definition, in the order in which it is shown.
SUPPORT = ("supported", "undetermined", "not-enough-recorded", "not-supported")
NO_RULE = "no-rule"

#: The columns of `claims`.
COLUMNS = (
    *("release", "name", "vendor", "vendor_name", "released", "year", "claim", "claim_url"),
    *("needs", "support", "verdict", "missing"),
)
_OPEN = (FAILS, UNDETERMINED)
_NO_CLAIM = ("", "none-found", "proprietary")


def rule(rubric: Rubric) -> dict[str, str]:
    """For each claim that the definition speaks about, the title of the verdict whose conditions it needs."""
    titles = dict(zip(rubric.verdict_ids, rubric.verdict_titles, strict=True))
    return {claim: titles[verdict] for claim, verdict in rubric.claims.items()}


def claims(answer: Answer) -> pd.DataFrame:
    """Every selected release whose vendor says how open it is, against the definition.

    Returns:
        One row a release with a claim, newest first (`COLUMNS`). `support` is one of `SUPPORT`, or `no-rule` where the
        definition says nothing about the word; `needs` is the verdict asked for, `missing` what fails of it or, where
        nothing fails, what is not settled.
    """
    table, rubric, scores = answer.table, answer.rubric, answer.scores
    needs = rule(rubric)
    level = {claim: scores.verdict_ids.index(verdict) for claim, verdict in rubric.claims.items()}
    rows = []
    claiming = np.flatnonzero(~table["claim"].isin(_NO_CLAIM).to_numpy())
    for at, row in zip(claiming, table.iloc[claiming].to_dict("records"), strict=True):
        claim, release = str(row["claim"]), str(row["release"])
        support = NO_RULE
        if claim in level:
            support = _support(int(scores.reachable[at, level[claim]]), bool(scores.ranked[at]))
        missing: tuple[str, ...] = ()
        if support not in ("supported", NO_RULE):
            told = (short_conditions(scores, answer.evidence, release, level[claim], state) for state in _OPEN)
            missing = next((conditions for conditions in told if conditions), ())
        rows.append(
            {
                **{name: row[name] for name in ("release", "name", "vendor", "vendor_name", "released")},
                "year": period_of(str(row["released"]), "year"),
                "claim": claim,
                "claim_url": row["claim_url"],
                "needs": needs.get(claim, ""),
                "support": support,
                "verdict": row["verdict_words"],
                "missing": "; ".join(missing),
            }
        )
    found = pd.DataFrame(rows, columns=list(COLUMNS), dtype=object)
    return found.sort_values(["released", "name"], ascending=[False, True], kind="stable", ignore_index=True)


def _support(state: int, ranked: bool) -> str:
    if state == HOLDS:
        return "supported"
    if state == FAILS:
        return "not-supported"
    return "undetermined" if ranked else "not-enough-recorded"


def by(found: pd.DataFrame, key: str) -> pd.DataFrame:
    """Count claims by support, by `year` (oldest first, undated last) or `vendor_name` (most claims first).

    Returns:
        The key, a column for each of `SUPPORT`, and `total`. Claims that the definition has no rule for do not count.
    """
    counted = found[found["support"] != NO_RULE]
    table = pd.crosstab(counted[key], counted["support"]) if len(counted) else pd.DataFrame()
    table = table.reindex(columns=list(SUPPORT), fill_value=0).rename_axis(index=key, columns=None).reset_index()
    if key not in table:
        table.insert(0, key, pd.Series(dtype=object))
    table["total"] = table[list(SUPPORT)].sum(axis=1).astype("int64")
    if key == "year":
        undated = table[key] == ""
        return pd.concat([table[~undated].sort_values(key), table[undated]], ignore_index=True)
    return table.sort_values(["total", key], ascending=[False, True], kind="stable", ignore_index=True)
