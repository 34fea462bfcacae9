"""The same releases under every definition: one verdict each, side by side, on one measure of disagreement.

Verdicts of different definitions have no unit in common. They share one thing: each definition puts its own in order.
So a verdict is **placed** between 0 (the definition's last) and 100 (its best) in equal steps, and the disagreement
about a release is the mean distance between its placings, over all pairs of definitions. A verdict that is not stated
covers a range, and so does the disagreement: what is proven, and what the missing facts leave possible.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import combinations
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

from openness.core.arrays import Floats
from openness.core.paths import ROOT
from openness.core.wording import listed, lower_first, span, stated
from openness.facts.evidence import Evidence
from openness.facts.fact_index import AVAILABILITIES, CLOSED, NOT_APPLICABLE, UNKNOWN
from openness.facts.licences import FAILS, TERMS_OPEN, LicenceTerms, terms_words
from openness.rubric.load import list_rubrics
from openness.rubric.model import Condition, FieldCondition, Rubric, ScoreCondition
from openness.scoring.answer import Answer, answer
from openness.scoring.explain import FIELD_WORDS, FLAG_TOPICS
from openness.scoring.scores import Scores, status, unchecked_words, verdict_words

#: What can be said of a release under two definitions, in the order in which it is told.
MOVES = ("higher", "lower", "same", "may-change", "not-enough-recorded")


def placing(verdict: npt.NDArray[np.int8], rubric: Rubric) -> Floats:
    """Place of verdicts between 0 (`otherwise`) and 100 (the best), in equal steps.

    Formula: 100 x (number of verdicts better than `otherwise` - index of the verdict) / that number.
    """
    steps = len(rubric.verdicts)
    places: Floats = 100.0 * (steps - verdict.astype(np.float64)) / steps
    return places


@dataclass(frozen=True, eq=False)
class Definitions:
    """The selected releases under every definition.

    Attributes:
        chosen: The answer under the definition that the reader chose, edits included.
        answers: One a definition, in the order in which they are offered; the chosen one stands in its place.
    """

    chosen: Answer
    answers: tuple[Answer, ...]

    @property
    def ids(self) -> tuple[str, ...]:
        """Ids of the definitions as their files have them, in their order."""
        return tuple(found.base_rubric.id for found in self.answers)

    @property
    def titles(self) -> tuple[str, ...]:
        """Titles of the definitions, in their order; with the id where two are called the same."""
        return self._apart([found.rubric.title for found in self.answers])

    @property
    def shorts(self) -> tuple[str, ...]:
        """What the definitions are called in narrow places, in their order; with the id as in `titles`."""
        return self._apart([_short(found) for found in self.answers])

    def _apart(self, names: list[str]) -> tuple[str, ...]:
        return tuple(
            name if names.count(name) == 1 else f"{name}, {rubric}"
            for name, rubric in zip(names, self.ids, strict=True)
        )

    @property
    def releases(self) -> tuple[str, ...]:
        """Ids of the releases, in the order of every array."""
        return self.chosen.selected

    def of(self, rubric: str) -> Answer:
        """The answer under one definition.

        Raises:
            KeyError: There is no such definition.
        """
        return dict(zip(self.ids, self.answers, strict=True))[rubric]

    @cached_property
    def low(self) -> Floats:
        """Placing of the best verdict proven, releases x definitions."""
        return np.column_stack([placing(found.scores.verdict, found.rubric) for found in self.answers])

    @cached_property
    def high(self) -> Floats:
        """Placing of the best verdict not ruled out, releases x definitions."""
        return np.column_stack([placing(found.scores.verdict_high, found.rubric) for found in self.answers])

    @cached_property
    def disagreement_low(self) -> Floats:
        """Disagreement that is proven: mean over all pairs of definitions of the smallest distance that is possible."""
        return self._distances[0]

    @cached_property
    def disagreement_high(self) -> Floats:
        """Disagreement that the missing facts leave possible: the mean of the largest distances that are possible."""
        return self._distances[1]

    @cached_property
    def _distances(self) -> tuple[Floats, Floats]:
        pairs = list(combinations(range(len(self.answers)), 2))
        least, most = np.zeros(len(self.releases)), np.zeros(len(self.releases))
        for one, other in pairs:
            up, down = self.low[:, one] - self.high[:, other], self.low[:, other] - self.high[:, one]
            least += np.maximum(np.maximum(up, down), 0.0)
            most += np.maximum(-up, -down)
        return least / max(len(pairs), 1), most / max(len(pairs), 1)

    @cached_property
    def table(self) -> pd.DataFrame:
        """One row a release: release, name, vendor, released, both disagreements, then the verdict in words by id.

        Most disagreement first: by what is proven, then by what is possible, then by name.
        """
        about = self.chosen.table
        words = {
            found.base_rubric.id: [
                verdict_words(found.rubric, int(low), int(high))
                for low, high in zip(found.scores.verdict, found.scores.verdict_high, strict=True)
            ]
            for found in self.answers
        }
        table = pd.DataFrame(
            {
                "release": list(self.releases),
                "name": about["name"].to_numpy(),
                "vendor": about["vendor_name"].to_numpy(),
                "released": about["released"].to_numpy(),
                "disagreement": self.disagreement_low,
                "disagreement_high": self.disagreement_high,
                **words,
            }
        )
        order = ["disagreement", "disagreement_high", "name"]
        return table.sort_values(order, ascending=[False, False, True], kind="stable")


def _short(found: Answer) -> str:
    """Its short title, else its title; a published short title never stands for a title of the reader's own."""
    rubric, base = found.rubric, found.base_rubric
    left = rubric.short == base.short and rubric.title != base.title
    return rubric.title if left else rubric.short or rubric.title


def definitions(chosen: Answer, root: Path = ROOT) -> Definitions:
    """The same question under every definition. Made once for an answer, then kept.

    Raises:
        ProblemsError: A rubric file is broken.
    """
    files = tuple((str(path), path.stat().st_mtime_ns) for path in list_rubrics(root).values())
    # by identity: what is kept holds on to its answer, so no other one can take its place
    found: Definitions = chosen.kept.get(("definitions", id(chosen), files), lambda: _definitions(chosen, root))
    return found


def _definitions(chosen: Answer, root: Path) -> Definitions:
    query = replace(chosen.query, edit=())
    ids = list(list_rubrics(root))
    mine = chosen.base_rubric.id
    answers = [
        chosen
        if name == mine
        else answer(chosen.package, replace(query, rubric=name if name != ids[0] else ""), root, kept=chosen.kept)
        for name in ids
    ]
    return Definitions(chosen, tuple(answers) if mine in ids else (chosen, *answers))


def unchecked_of(answers: Sequence[Answer]) -> str:
    """What is not checked of the verdicts that these definitions hold releases to, by definition; else empty.

    Of more than two definitions only how many conditions each of them leaves unchecked.
    """
    said = [(found.rubric, unchecked_words(found.rubric)) for found in answers]
    said = [(rubric, words) for rubric, words in said if words]
    if len(answers) <= 2:
        return " ".join(f"{rubric.title}: {lower_first(words)}" for rubric, words in said)
    numbers = [f"{rubric.short or rubric.title} ({len(rubric.unchecked(rubric.goal))})" for rubric, _ in said]
    if not numbers:
        return ""
    return f"Some conditions are not checked, because no facts are held about them; how many: {listed(numbers)}."


@dataclass(frozen=True, eq=False)
class Beside:
    """Two definitions over the same releases.

    Attributes:
        one: The answer under the first, which the reader chose.
        other: The answer under the second.
        moves: For each release one of `MOVES`: how it stands under the second, seen from the first. `higher` and
            `lower` are proven; `may-change` is not settled; the last means that in addition too little is recorded.
    """

    one: Answer
    other: Answer
    moves: npt.NDArray[np.str_]

    @cached_property
    def counts(self) -> dict[str, int]:
        """How many releases make each of the `MOVES`."""
        return {move: int((self.moves == move).sum()) for move in MOVES}

    @cached_property
    def places(self) -> tuple[tuple[Floats, Floats], tuple[Floats, Floats]]:
        """Placings under the first and the second definition: the highest possible ones, then those proven."""
        sides = (self.one, self.other)
        high, low = (
            tuple(placing(getattr(found.scores, name), found.rubric) for found in sides)
            for name in ("verdict_high", "verdict")
        )
        return (high[0], high[1]), (low[0], low[1])

    @cached_property
    def both_stated(self) -> npt.NDArray[np.bool_]:
        """Which releases have a stated verdict under both."""
        stated: npt.NDArray[np.bool_] = (status(self.one.scores) == "stated") & (status(self.other.scores) == "stated")
        return stated


def beside(one: Answer, other: Answer) -> Beside:
    """Set two definitions side by side, on the common measure of `placing`.

    A release stands higher under the second definition when its lowest placing there is above its highest placing under
    the first; it stands the same when both verdicts are stated and placed alike; anything else may change.

    Raises:
        ValueError: The two answers are not about the same releases.
    """
    if one.selected != other.selected:
        raise ValueError("only answers about the same releases can be set side by side")
    low, high = placing(one.scores.verdict, one.rubric), placing(one.scores.verdict_high, one.rubric)
    low_there, high_there = (
        placing(other.scores.verdict, other.rubric),
        placing(other.scores.verdict_high, other.rubric),
    )
    both = (status(one.scores) == "stated") & (status(other.scores) == "stated")
    silent = (status(one.scores) == "not-enough-recorded") | (status(other.scores) == "not-enough-recorded")
    moves = np.select(
        [low_there > high + 1e-9, high_there < low - 1e-9, both, silent],
        ["higher", "lower", "same", "not-enough-recorded"],
        "may-change",
    )
    return Beside(one, other, moves)


@dataclass(frozen=True)
class Reason:
    """Why a release does not stand higher under a definition.

    Attributes:
        definition: Title of the definition.
        verdict: Title of the verdict it would have to reach.
        failed: What fails, in short: the title of a criterion and what is recorded.
        undetermined: What is not settled, in short.
    """

    definition: str
    verdict: str
    failed: tuple[str, ...]
    undetermined: tuple[str, ...]

    @property
    def words(self) -> str:
        """What fails or, when nothing does, what is not settled."""
        return "; ".join(self.failed) if self.failed else "; ".join(self.undetermined)


def reason(pair: Beside, release: str) -> Reason | None:
    """The conditions that make the difference: those of the definition under which the release is placed lower.

    Looked at is the lowest verdict of that definition that would place the release no lower than the other definition
    does; named are its conditions that fail and those that are undetermined.

    Returns:
        None where the release is placed alike under both.

    Raises:
        KeyError: The release was not scored.
    """
    row = pair.one.scores.index(release)
    apart = [(float(a[row]), float(b[row])) for a, b in pair.places if a[row] != b[row]]
    if not apart:
        return None
    one, other = apart[0]
    stricter, wanted = (pair.other, one) if other < one else (pair.one, other)
    rubric = stricter.rubric
    steps = len(rubric.verdicts)
    level = min(int(steps * (1 - wanted / 100) + 1e-9), steps - 1)
    failed, undetermined = (
        short_conditions(stricter.scores, stricter.evidence, release, level, state) for state in (0, 1)
    )
    return Reason(rubric.title, rubric.verdict_titles[level], failed, undetermined)


#: From this placing on a release stands in the top quarter of a definition's verdicts.
TOP_QUARTER = 75.0


def opposites(pair: Beside) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.bool_]]:
    """Releases on which two definitions can say the opposite.

    Returns:
        Those proven to stand in the top quarter of the first and to have the last verdict of the second; and those
        proven to stay below that quarter while the best verdict of the second is not ruled out and enough is recorded
        to say so.
    """
    low, high = (
        placing(verdict, pair.one.rubric) for verdict in (pair.one.scores.verdict, pair.one.scores.verdict_high)
    )
    there = placing(pair.other.scores.verdict_high, pair.other.rubric)
    lost = (low >= TOP_QUARTER) & (there == 0)
    kept = (high < TOP_QUARTER) & (there == 100) & pair.other.scores.ranked
    return lost, kept


def changes(pair: Beside) -> pd.DataFrame:
    """Every release under both definitions, and the condition that makes the difference.

    Returns:
        One row a release: release, name, vendor, one and other (verdicts in words), move (one of `MOVES`), stricter
        (title of the definition that places it lower), wanted (the verdict it would need there) and because; in the
        order of `MOVES`, the same at the end, then by name.
    """
    table = pair.one.table
    words = [
        [
            verdict_words(found.rubric, int(low), int(high))
            for low, high in zip(found.scores.verdict, found.scores.verdict_high, strict=True)
        ]
        for found in (pair.one, pair.other)
    ]
    reasons = [reason(pair, release) for release in pair.one.selected]
    rows = pd.DataFrame(
        {
            "release": list(pair.one.selected),
            "name": table["name"].to_numpy(),
            "vendor": table["vendor_name"].to_numpy(),
            "one": words[0],
            "other": words[1],
            "move": pair.moves,
            "stricter": [why.definition if why else "" for why in reasons],
            "wanted": [why.verdict if why else "" for why in reasons],
            "because": [why.words if why else "" for why in reasons],
        }
    )
    order = ("higher", "lower", "may-change", "not-enough-recorded", "same")
    rank = rows["move"].map({move: number for number, move in enumerate(order)})
    return rows.assign(rank=rank).sort_values(["rank", "name"], kind="stable", ignore_index=True).drop(columns="rank")


def short_conditions(scores: Scores, evidence: Evidence, release: str, verdict: int, state: int) -> tuple[str, ...]:
    """The conditions of one verdict in one state, each in a few words: "Code to run the model: closed".

    Args:
        scores: Scores that include the release.
        evidence: The evidence they were made from.
        release: Its id.
        verdict: Index of the verdict.
        state: 0 fails, 1 undetermined, 2 holds.
    """
    row = scores.index(release)
    components = evidence.package.components
    titles = dict(zip(components["component"].tolist(), components["title"].tolist(), strict=True))
    found: list[str] = []
    for column, condition in enumerate(scores.conditions):
        if condition.verdict != verdict or scores.states[row, column] != state:
            continue
        asks = condition.asks
        if isinstance(asks, str):
            found.append(asks.rstrip("."))
        elif isinstance(asks, ScoreCondition):
            score = span(scores.low[row], scores.high[row], asks.at_least)
            found.append(f"Score {score} of the {stated(asks.at_least)} points asked for")
        elif isinstance(asks, FieldCondition):
            recorded = evidence.package.releases[condition.field].iloc[int(scores.rows[row])] or "not recorded"
            found.append(f"{FIELD_WORDS.get(condition.field, condition.field)}: {recorded}")
        else:
            criterion = scores.rubric.criteria[condition.subject]
            said = {}
            for member in dict.fromkeys(criterion.members):
                at = evidence.components.index(member)
                number = int(evidence.licence[int(scores.rows[row]), at])
                licence = evidence.licences[number] if number >= 0 else None
                terms = scores.terms[row, at] if asks.terms or asks.licence else TERMS_OPEN
                limits = _limits(asks, licence) if state == FAILS else ""
                said[titles.get(member, member)] = _recorded(scores.availability[row, at], terms, licence, limits)
            same = next(iter(said.values())) if len(set(said.values())) == 1 else ""
            found.append(f"{criterion.title}: {same or ', '.join(f'{title} {words}' for title, words in said.items())}")
    return tuple(found)


def _limits(asks: Condition, licence: LicenceTerms | None) -> str:
    """What the licence limits that the condition asks it not to."""
    asked = [name for name, wanted in (asks.licence or {}).items() if not wanted]
    topics = [FLAG_TOPICS[name] for name in asked if licence and licence.meets({name: False}) == FAILS]
    return f": limits {listed(topics)}" if topics else ""


def _recorded(availability: int, terms: int, licence: LicenceTerms | None, limits: str) -> str:
    if availability in (UNKNOWN, NOT_APPLICABLE):
        return "not recorded" if availability == UNKNOWN else "does not apply"
    words = AVAILABILITIES[availability]
    if availability == CLOSED or terms == TERMS_OPEN:
        return words
    return f"{words} ({terms_words(terms, licence)}{limits})"


def share_in_order(one: Sequence[float], other: Sequence[float]) -> float:
    """Of all pairs of releases that both lists place apart, the share that stand in the same order; nan without any.

    Formula: concordant pairs / (concordant + discordant pairs), which is (Goodman and Kruskal's gamma + 1) / 2.

    >>> share_in_order([1, 2, 3], [1, 3, 2])
    0.6666666666666666
    """
    a, b = np.asarray(one, dtype=float), np.asarray(other, dtype=float)
    product = np.sign(a[:, None] - a[None, :]) * np.sign(b[:, None] - b[None, :])
    same, opposite = int((product > 0).sum()), int((product < 0).sum())
    return same / (same + opposite) if same + opposite else float("nan")


def spearman(one: Sequence[float], other: Sequence[float]) -> float:
    """Spearman's rank correlation, ties at their mean rank; nan where one list does not tell its releases apart.

    Formula: Pearson's correlation of the ranks. It is 1 for the same order and -1 for the opposite one.

    >>> spearman([1, 2, 3], [10, 20, 15])
    0.5
    """
    ranks = [pd.Series(np.asarray(values, dtype=float)).rank().to_numpy() for values in (one, other)]
    a, b = (values - values.mean() for values in ranks) if len(ranks[0]) else (np.zeros(0), np.zeros(0))
    scale = float(np.sqrt((a @ a) * (b @ b)))
    return round(float(a @ b) / scale, 12) if scale > 0 else float("nan")


def agreement(found: Definitions) -> pd.DataFrame:
    """Every pair of definitions, over the releases whose verdict is stated under both.

    Returns:
        Columns one, other (ids), n, correlation (`spearman` of the placings), same_order (`share_in_order`), and, over
        all releases, higher, lower, same, may_change and not_enough_recorded (`beside`, seen from `one`).
    """
    rows = []
    for first, one in enumerate(found.answers):
        for other in found.answers[first + 1 :]:
            pair = beside(one, other)
            low = placing(one.scores.verdict, one.rubric)[pair.both_stated].tolist()
            there = placing(other.scores.verdict, other.rubric)[pair.both_stated].tolist()
            counts = {move.replace("-", "_"): number for move, number in pair.counts.items()}
            rows.append(
                {
                    "one": one.base_rubric.id,
                    "other": other.base_rubric.id,
                    "n": len(low),
                    "correlation": spearman(low, there),
                    "same_order": share_in_order(low, there),
                    **counts,
                }
            )
    columns = ["one", "other", "n", "correlation", "same_order", *(move.replace("-", "_") for move in MOVES)]
    return pd.DataFrame(rows, columns=columns)
