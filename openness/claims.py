"""What a vendor calls its release, and whether the definition supports the word.

The rule is the rubric's own (`claims` in its file): for each word the lowest verdict that carries it. A word without a
rule is left alone, for the definition says nothing about it; a release whose vendor makes no claim has none to support.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from openness.answer import Answer
from openness.definitions import short_conditions
from openness.gap import period_of
from openness.licences import FAILS, UNDETERMINED
from openness.rubric import Rubric
from openness.scoring import reached

#: What can be said of a claim under a definition, in the order in which it is shown.
SUPPORT = ("supported", "undetermined", "not-enough-recorded", "not-supported")
NO_RULE = "no-rule"

#: The columns of `claims`.
COLUMNS = (
    *("release", "name", "vendor", "vendor_name", "released", "year", "claim", "claim_url"),
    *("needs", "support", "verdict", "missing"),
)
_OF_REACHED = dict(zip(("proven", "undetermined", "not-enough-recorded", "ruled-out"), SUPPORT, strict=True))
_NO_CLAIM = ("", "none-found", "proprietary")


def rule(rubric: Rubric) -> dict[str, str]:
    """For each claim that the definition speaks about, the title of the lowest verdict that supports it."""
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
    standing: dict[str, Any] = {
        claim: reached(scores, verdict) for claim, verdict in rubric.claims.items() if verdict in rubric.verdict_ids
    }
    rows = []
    for at in np.flatnonzero(~table["claim"].isin(_NO_CLAIM).to_numpy()):
        row = table.iloc[int(at)]
        claim, release = str(row["claim"]), str(row["release"])
        support = _OF_REACHED[str(standing[claim][at])] if claim in standing else NO_RULE
        missing: tuple[str, ...] = ()
        if support not in ("supported", NO_RULE):
            level = scores.verdict_ids.index(rubric.claims[claim])
            missing = short_conditions(scores, answer.evidence, release, level, FAILS) or short_conditions(
                scores, answer.evidence, release, level, UNDETERMINED
            )
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
