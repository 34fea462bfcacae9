"""What others have published about the same releases, against what follows from the recorded facts.

Two comparisons. Where a source speaks in the verdicts of a definition that is also ours (OSI, the Model Openness Tool),
its word and ours are the same or not, and a condition says why. Where it gives numbers or other steps, only the order
can be compared: rank correlation, and the releases that stand farthest apart.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from openness.facts.evidence import facts_in_force
from openness.facts.licences import FAILS, UNDETERMINED
from openness.facts.package import Package
from openness.findings.agreement import spearman
from openness.findings.conditions import short_conditions
from openness.rubric.model import Rubric
from openness.scoring.answer import Answer
from openness.scoring.scores import verdict_words

#: Fewer releases than this make no rank correlation worth stating.
LEAST = 8
#: How many releases that the source rates alike a release is set against.
PEERS = 5
#: Definitions whose publisher gives a share of 1; a reader sees it in points of 100, as every score here.
SHARES = ("osai-index-2025", "osai-index-2026")
AGREES, DISAGREES, UNSETTLED = "agrees", "disagrees", "not settled"
_OPEN = (FAILS, UNDETERMINED)


def in_words(verdict: str, rubric: str = "") -> str:
    """A verdict as its publisher writes it, from the id that `verdicts.csv` holds; a share of 1 in points of 100.

    >>> in_words("class-iii"), in_words("would-comply-with-changes"), in_words("0.375", "osai-index-2026")
    ('class III', 'would comply with changes', '38 of 100')
    """
    if rubric in SHARES:
        return f"{round(100 * float(verdict))} of 100"
    return re.sub(r"(?<=\bclass )i{1,3}$", lambda numeral: numeral[0].upper(), verdict.replace("-", " "))


def number(word: str, rubric: Rubric | None) -> float:
    """A published verdict as a number that has an order; nan for none.

    It is the number itself (points of 100 where its publisher gives a share), or the step among the publisher's words.

    Words are those the rubric says its publisher uses (`said`, best first) and the ids of its verdicts.

    >>> number("0.375", None), number("C / C", None)
    (0.375, nan)
    """
    try:
        value = float(word) * (100 if rubric and rubric.id in SHARES else 1)
        return value if math.isfinite(value) else float("nan")
    except ValueError:
        pass
    words = list(rubric.said or rubric.verdict_ids) if rubric else []
    return float(len(words) - 1 - words.index(word)) if word in words else float("nan")


def sources(package: Package, rubrics: Mapping[str, Rubric]) -> dict[str, str]:
    """Sources that publish something with an order for at least `LEAST` releases, by id, with their titles."""
    titles = package.names["sources"]
    table = package.verdicts
    values = [number(word, rubrics.get(rubric)) for word, rubric in zip(table["verdict"], table["rubric"], strict=True)]
    counts = table[~np.isnan(values)]["source"].value_counts() if len(table) else pd.Series(dtype=int)
    return {str(source): titles.get(str(source), str(source)) for source, n in counts.items() if n >= LEAST}


@dataclass(frozen=True, eq=False)
class Comparison:
    """A source's published results against our score under the chosen definition.

    Attributes:
        answer: Our side.
        source: Id of the source.
        frame: One row a release that both have: release, name, word (`in_words`), value, url, note, low, high,
            rank (ours, 1 the most open, ties at their mean), rank_there and apart (rank_there - rank: positive where
            we place it more open than they do), farthest apart first.
        left_out: Releases they rate of which too little is recorded here to be ranked.
    """

    answer: Answer
    source: str
    frame: pd.DataFrame
    left_out: int

    @property
    def n(self) -> int:
        """Releases compared."""
        return len(self.frame)

    @cached_property
    def said(self) -> pd.DataFrame:
        """What each source says of each component (`openness.facts.evidence.facts_in_force`)."""
        evidence = self.answer.evidence
        return facts_in_force(evidence.package, evidence.as_of, evidence.sources)

    @cached_property
    def correlation(self) -> float:
        """Spearman's rank correlation of their value and our score (`low`); nan for fewer than `LEAST` releases."""
        if self.n < LEAST:
            return float("nan")
        return spearman(self.frame["value"].tolist(), self.frame["low"].tolist())


def compare(answer: Answer, source: str, rubrics: Mapping[str, Rubric]) -> Comparison:
    """Set what a source published beside our score, over the releases that both rank."""
    table = answer.package.verdicts
    mine = table[table["source"] == source]
    values = [number(word, rubrics.get(rubric)) for word, rubric in zip(mine["verdict"], mine["rubric"], strict=True)]
    mine = mine.assign(value=values).dropna(subset="value")
    # One word a release: where a source judged it by several definitions, the first one counts.
    mine = mine.drop_duplicates("release").set_index("release")
    scores = answer.scores
    place = {release: at for at, release in enumerate(scores.releases)}
    known = [release for release in mine.index if release in place]
    at = np.array([place[release] for release in known], dtype=np.intp)
    keep = scores.ranked[at] & ~np.isnan(scores.low[at])
    mine, at = mine.loc[known][keep], at[keep]
    names = answer.table["name"].to_numpy()[at]
    frame = pd.DataFrame(
        {
            "release": list(mine.index),
            "name": names,
            "word": [in_words(word, rubric) for word, rubric in zip(mine["verdict"], mine["rubric"], strict=True)],
            "value": mine["value"].to_numpy(dtype=float),
            "url": mine["url"].to_numpy(),
            "note": mine["note"].to_numpy(),
            "low": scores.low[at],
            "high": scores.high[at],
        }
    )
    # Scores that print alike are alike: ranks must not hang on the last digit of a sum.
    frame["rank"] = frame["low"].round(6).rank(ascending=False)
    frame["rank_there"] = frame["value"].rank(ascending=False)
    frame["apart"] = frame["rank_there"] - frame["rank"]
    order = frame["apart"].abs().sort_values(ascending=False, kind="stable").index
    return Comparison(answer, source, frame.loc[order].reset_index(drop=True), int((~keep).sum()))


@dataclass(frozen=True)
class Cause:
    """Why one release stands elsewhere here than in a source.

    Attributes:
        release: Its id.
        criteria: The criteria that move it most against the releases that the source rates most alike, each with the
            points of 100 that it gains (positive) or loses there.
        facts: Components of which the source itself has another view on record: title, its word, ours.
    """

    release: str
    criteria: tuple[tuple[str, float], ...]
    facts: tuple[tuple[str, str, str], ...]


def cause(found: Comparison, release: str, most: int = 3) -> Cause:
    """The criteria and the facts that set a release apart.

    Formula: points of a criterion = effective weight x credit x 100; from those of the release the mean of its peers is
    taken off. Peers are the `PEERS` releases of the comparison with the nearest published value (all that tie).

    Raises:
        KeyError: The release is not in the comparison.
    """
    frame, scores = found.frame, found.answer.scores
    if release not in set(frame["release"]):
        raise KeyError(release)
    row = frame.set_index("release").loc[release]
    others = frame[frame["release"] != release]
    distance = (others["value"] - row["value"]).abs()
    near = distance <= (distance.nsmallest(PEERS).max() if len(distance) else 0)
    points = scores.effective_weights * scores.credit_low * 100
    mine = points[scores.index(release)]
    peers = points[[scores.index(other) for other in others[near]["release"]]]
    difference = mine - peers.mean(axis=0) if len(peers) else np.zeros_like(mine)
    sign = 1.0 if row["apart"] >= 0 else -1.0
    order = np.argsort(-sign * difference, kind="stable")[:most]
    criteria = scores.rubric.criteria
    named = tuple(
        (criteria[scores.criteria[column]].title, float(difference[column]))
        for column in order
        if sign * difference[column] >= 0.5
    )
    return Cause(release, named, _other_views(found, release))


def _other_views(found: Comparison, release: str) -> tuple[tuple[str, str, str], ...]:
    """What the source says of components that the definition asks about, where another word counts here."""
    evidence = found.answer.evidence
    asked = {member for criterion in found.answer.rubric.criteria.values() for member in criterion.members}
    said = found.said[(found.said["release"] == release) & found.said["component"].isin(asked)]
    titles = evidence.package.names["components"]
    ours = said[said["leads"]].set_index("component")["availability"].to_dict()
    theirs = said[(said["source"] == found.source) & ~said["agrees"]]
    return tuple(
        (str(titles[row["component"]]), str(row["availability"]), str(ours[row["component"]]))
        for row in theirs.to_dict("records")
    )


@dataclass(frozen=True)
class Held:
    """One published verdict against ours under the same definition.

    Attributes:
        release: Its id.
        name: Its name.
        word: What they say.
        url: Where.
        note: What to know about it.
        ours: Our verdict in words.
        agreement: `agrees`, `disagrees` or `not settled` (the missing facts leave both possible).
        because: The conditions that make the difference, in short; empty where the two agree.
    """

    release: str
    name: str
    word: str
    url: str
    note: str
    ours: str
    agreement: str
    because: tuple[str, ...]


def held_against(answer: Answer, source: str) -> tuple[Held, ...]:
    """Each verdict that a source published under the definition of the answer, against ours; disagreements first.

    Their word reads as the verdicts that the rubric's `said` gives for it, or as the verdict of that id. We agree where
    all that our range leaves possible is among these, disagree where none of it is.
    """
    rubric, scores = answer.rubric, answer.scores
    table = answer.package.verdicts
    mine = table[(table["source"] == source) & (table["rubric"] == answer.base_rubric.id)]
    names = dict(zip(answer.table["release"], answer.table["name"], strict=True))
    found = []
    for row in mine.to_dict("records"):
        release, word = str(row["release"]), str(row["verdict"])
        read = rubric.said.get(word, (word,))
        theirs = {rubric.verdict_ids.index(verdict) for verdict in read if verdict in rubric.verdict_ids}
        if release not in names or not theirs:
            continue
        at = scores.index(release)
        low, high = int(scores.verdict[at]), int(scores.verdict_high[at])
        ours = set(range(high, low + 1))
        outcome = AGREES if ours <= theirs else DISAGREES if not ours & theirs else UNSETTLED
        because: tuple[str, ...] = ()
        if outcome == DISAGREES and low < min(theirs):
            because = (f"Every condition of “{rubric.verdict_titles[low]}” is met by a recorded fact",)
        elif outcome != AGREES:
            # What keeps the release from their verdict or, where it has that for certain, from the better one possible.
            wanted = max(theirs) if low > max(theirs) else high
            conditions = (short_conditions(scores, answer.evidence, release, wanted, state) for state in _OPEN)
            because = next((told for told in conditions if told), ())
        words = verdict_words(rubric, low, high)
        found.append(Held(release, names[release], word, str(row["url"]), str(row["note"]), words, outcome, because))
    order = (DISAGREES, UNSETTLED, AGREES)
    return tuple(sorted(found, key=lambda held: (order.index(held.agreement), held.name.casefold())))
