"""What a vendor calls its release, and whether the definition supports the word.

The rule is the rubric's own (`claims` in its file): for each word the verdict whose conditions it needs, all of them.
A better verdict that asks for less of something (as "everything public, licence not open" asks for no open terms) does
not carry it. A word without a rule is left alone, for the definition says nothing about it; a release whose vendor
makes no claim has none to support.
"""

from __future__ import annotations

import pandas as pd

from openness.facts.licences import FAILS, HOLDS, UNDETERMINED
from openness.findings.conditions import short_conditions
from openness.rubric.model import Rubric
from openness.scoring.answer import Answer
from openness.scoring.gap import period_of

#: What can be said of a claim under a definition, in the order in which it is shown.
SUPPORT = ("supported", "undetermined", "not-enough-recorded", "not-supported")
NO_RULE, NO_CLAIM = "no-rule", "no-claim"

#: The columns of `claims`.
COLUMNS = (
    *("release", "name", "vendor", "vendor_name", "released", "year", "claim", "claim_url"),
    *("needs", "support", "verdict", "missing"),
)
_OPEN = (FAILS, UNDETERMINED)
_CLAIMS_NOTHING = ("", "none-found", "proprietary")


def rule(rubric: Rubric) -> dict[str, str]:
    """For each claim that the definition speaks about, the title of the verdict whose conditions it needs."""
    titles = dict(zip(rubric.verdict_ids, rubric.verdict_titles, strict=True))
    return {claim: titles[verdict] for claim, verdict in rubric.claims.items()}


def claims(answer: Answer) -> pd.DataFrame:
    """Every selected release with its vendor's own word, against the definition.

    Returns:
        One row a release (`COLUMNS`), those with a claim first, newest first. `support` is one of `SUPPORT`, `no-rule`
        where the definition says nothing about the word, or `no-claim` where the vendor does not call it open, or
        nobody has recorded what it is called; `needs` is the verdict asked for, `missing` what fails of it or, where
        nothing fails, what is not settled.
    """
    table, needs = answer.table, rule(answer.rubric)
    rows = []
    for row in table.to_dict("records"):
        claim = str(row["claim"])
        support, missing = support_of(answer, str(row["release"]), claim)
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
    found = found.assign(silent=found["support"] == NO_CLAIM)
    order = ["silent", "released", "name"]
    found = found.sort_values(order, ascending=[True, False, True], kind="stable", ignore_index=True)
    return found.drop(columns="silent")


def support_of(answer: Answer, release: str, claim: str) -> tuple[str, tuple[str, ...]]:
    """Whether the definition supports a word for a release, and which conditions fail or are not settled.

    Raises:
        KeyError: The release is not among the selected ones.
    """
    rubric, scores = answer.rubric, answer.scores
    if claim not in rubric.claims:
        return (NO_CLAIM if claim in _CLAIMS_NOTHING else NO_RULE), ()
    at, level = scores.index(release), scores.verdict_ids.index(rubric.claims[claim])
    support = _support(int(scores.reachable[at, level]), bool(scores.ranked[at]))
    if support == "supported":
        return support, ()
    told = (short_conditions(scores, answer.evidence, release, level, state) for state in _OPEN)
    return support, next((conditions for conditions in told if conditions), ())


def counted(found: pd.DataFrame) -> pd.DataFrame:
    """The claims that the definition has a rule for."""
    return found[found["support"].isin(SUPPORT)]


def _support(state: int, ranked: bool) -> str:
    if state == HOLDS:
        return "supported"
    if state == FAILS:
        return "not-supported"
    return "undetermined" if ranked else "not-enough-recorded"


def by(found: pd.DataFrame, key: str) -> pd.DataFrame:
    """Count claims by support, by `year` (oldest first, undated last) or `vendor_name` (most claims first).

    Returns:
        The key, a column for each of `SUPPORT`, and `total`. Words that the definition has no rule for do not count.
    """
    judged = counted(found)
    table = pd.crosstab(judged[key], judged["support"]) if len(judged) else pd.DataFrame()
    table = table.reindex(columns=list(SUPPORT), fill_value=0).rename_axis(index=key, columns=None).reset_index()
    if key not in table:
        table.insert(0, key, pd.Series(dtype=object))
    table["total"] = table[list(SUPPORT)].sum(axis=1).astype("int64")
    if key == "year":
        undated = table[key] == ""
        return pd.concat([table[~undated].sort_values(key), table[undated]], ignore_index=True)
    return table.sort_values(["total", key], ascending=[False, True], kind="stable", ignore_index=True)
