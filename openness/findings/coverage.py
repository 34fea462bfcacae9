"""What the data cover and what they do not: which releases, which components, how each is known, and how old it is."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd

from openness.core.wording import count, listed, lower_first
from openness.facts.countries import country_name
from openness.facts.evidence import facts_in_force
from openness.facts.fact_index import NOT_APPLICABLE, NOT_KNOWN, UNKNOWN
from openness.facts.modalities import modality_name
from openness.facts.readings import KINDS, READ, kind_of
from openness.scoring.answer import Answer

HOW = {**KINDS, "unsettled": "Looked for, not settled", "unknown": "Nobody has recorded it"}
"""How the state of a component is known, and what that is called."""


GROUPS = {"year": "Year", "country": "Country", "modality": "Modality", "kind": "Kind of vendor"}
"""By what releases can be counted, and what that is called."""


def how_known(answer: Answer) -> pd.DataFrame:
    """Every component of every selected release that applies to it, and how it is known.

    Returns:
        Columns release, component, year (of the release, empty where undated) and how (a key of `HOW`).
    """
    evidence = answer.evidence
    facts = evidence.facts
    kinds = np.array(
        [kind_of(*pair) for pair in zip(facts["source"], facts["dimension"], strict=True)] + ["unknown"], dtype=object
    )
    state = evidence.availability[answer.rows]
    how = kinds[evidence.fact[answer.rows]]
    looked = evidence.fact[answer.rows] >= 0
    how[(state == UNKNOWN) & looked] = "unsettled"
    at, column = np.nonzero(state != NOT_APPLICABLE)
    years = np.array([released[:4] for released in answer.of_releases("released")], dtype=object)
    return pd.DataFrame(
        {
            "release": np.array(answer.selected, dtype=object)[at],
            "component": np.array(evidence.components, dtype=object)[column],
            "year": years[at],
            "how": how[at, column],
        }
    )


def known(found: pd.DataFrame) -> pd.Series:
    """Whether each row of `how_known` is known at all."""
    return ~found["how"].isin(NOT_KNOWN)


def by_group(answer: Answer, group: str) -> pd.DataFrame:
    """Releases, vendors and how much is known of them, by year, country, modality or kind of vendor.

    Returns:
        Columns group (in words), releases, vendors, known (share of the definition's weight, median of the releases),
        first_hand (share of the known components that this project read, by hand or by machine), ranked (releases with
        enough recorded to be ranked). Years in order, everything else by the number of releases.
    """
    words: dict[str, Callable[[], list[str]]] = {
        "year": lambda: [released[:4] or "not dated" for released in answer.of_releases("released").tolist()],
        "country": lambda: [country_name(c) if c else "not recorded" for c in answer.of_vendors("country")],
        "modality": lambda: [
            text.replace("-", " ") or "not recorded" for text in answer.of_releases("modality").tolist()
        ],
        "kind": lambda: [text.replace("-", " ") or "not recorded" for text in answer.of_vendors("kind")],
    }
    cells = how_known(answer)
    cells = cells[known(cells)]
    own = cells["how"].isin(READ).groupby(cells["release"])
    frame = pd.DataFrame(
        {
            "group": words[group](),
            "release": list(answer.selected),
            "vendor": answer.of_releases("vendor"),
            "coverage": answer.scores.coverage,
            "ranked": answer.scores.ranked,
        }
    ).set_index("release")
    frame["own"] = own.sum().reindex(frame.index).fillna(0)
    frame["known"] = own.size().reindex(frame.index).fillna(0)
    rows = frame.groupby("group", sort=True)
    table = pd.DataFrame(
        {
            "releases": rows.size(),
            "vendors": rows["vendor"].nunique(),
            "known": rows["coverage"].median(),
            "first_hand": rows["own"].sum() / rows["known"].sum().where(rows["known"].sum() > 0),
            "ranked": rows["ranked"].sum(),
        }
    ).reset_index()
    if group != "year":
        table = table.sort_values(["releases", "group"], ascending=[False, True], kind="stable")
    return table.reset_index(drop=True)


def gaps(answer: Answer) -> list[str]:
    """What is missing, in sentences with their numbers; nothing that is complete."""
    total = len(answer.selected)
    silent = int((answer.evidence.fact[answer.rows] < 0).all(axis=1).sum())
    told = [
        (sum(not text for text in answer.of_releases("released")), "no date of release"),
        (sum(not text for text in answer.of_releases("claim")), "nobody has read what the vendor calls it"),
        (sum(not text for text in answer.of_vendors("country")), "the vendor's country is not recorded"),
        (sum(not text for text in answer.of_releases("parameters_b")), "its size is not recorded"),
        (silent, "not a single fact is recorded"),
        (total - int(answer.scores.ranked.sum()), "too little is recorded to rank it"),
    ]
    return [f"{count(number, 'release')} of {total:,}: {what}." for number, what in told if number]


def sources(answer: Answer) -> pd.DataFrame:
    """Every source whose word counts for the selected releases, with its share, its licence and its age.

    Returns:
        Columns source, kind, title, publisher, licence, url, facts (that count), share (of all facts that count),
        oldest, median and newest day on which they were recorded; most facts first.
    """
    facts = facts_in_force(answer.package, answer.as_of, answer.query.sources or None)
    facts = facts[facts["leads"] & facts["release"].isin(answer.selected)]
    facts = facts[~facts["availability"].isin(NOT_KNOWN)]
    kinds = [kind_of(*pair) for pair in zip(facts["source"], facts["dimension"], strict=True)]
    about = {row["source"]: row for row in answer.package.sources.to_dict("records")}
    rows = []
    for (source, kind), mine in facts.assign(kind=kinds).groupby(["source", "kind"], sort=False):
        days = sorted(day for day in mine["recorded"].tolist() if day)
        rows.append(
            {
                "source": source,
                "kind": kind,
                **{name: about[str(source)][name] for name in ("title", "publisher", "licence", "url")},
                "facts": len(mine),
                "share": len(mine) / len(facts),
                "oldest": days[0] if days else "",
                "median": days[len(days) // 2] if days else "",
                "newest": days[-1] if days else "",
            }
        )
    columns = ["source", "kind", "title", "publisher", "licence", "url", "facts", "share", "oldest", "median", "newest"]
    table = pd.DataFrame(rows, columns=columns)
    return table.sort_values(["facts", "source"], ascending=[False, True], kind="stable").reset_index(drop=True)


def scope(answer: Answer) -> str:
    """What is covered, in a sentence."""
    years = sorted(text[:4] for text in answer.of_releases("released").tolist() if text)
    countries = {text for text in answer.of_vendors("country") if text}
    vendors = set(answer.of_releases("vendor").tolist())
    modalities = pd.Series(answer.of_releases("modality")).replace("", np.nan).dropna().value_counts()
    most = listed(
        f"{number:,} {'is' if number == 1 else 'are'} {lower_first(modality_name(str(name)))}"
        for name, number in modalities.head(3).items()
    )
    span = f" from {' to '.join(dict.fromkeys((years[0], years[-1])))}" if years else ""
    kinds = f"; {most}" if len(answer.selected) > 1 and most else ""
    return (
        f"{count(len(answer.selected), 'release')} of {count(len(vendors), 'vendor')} in "
        f"{count(len(countries), 'country', 'countries')}{span}{kinds}."
    )
