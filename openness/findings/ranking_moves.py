"""The published ranking and the reader's own, side by side: who moves, whose verdict turns, and by which condition."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from openness.core.arrays import Floats
from openness.facts.own_evidence import own_facts
from openness.findings.conditions import short_conditions
from openness.findings.headline import Headline, headline_of
from openness.rubric.model import canonical
from openness.scoring.answer import Answer
from openness.scoring.scores import Scores, verdict_words

Direction = Literal["up", "down", "changed"]

DECIMALS = 9
"""Scores that agree to so many decimals stand level: they differ by rounding in the last place only."""


@dataclass(frozen=True)
class Flip:
    """A release whose verdict is another one under the reader's rubric.

    Attributes:
        release: Its id.
        name: Its name.
        before: The verdict in words, by the rubric as published.
        after: The same by the reader's rubric.
        direction: Whether it now stands higher or lower; `changed` where the two rubrics do not name the same levels.
    """

    release: str
    name: str
    before: str
    after: str
    direction: Direction


@dataclass(frozen=True, eq=False)
class Moves:
    """The selected releases under two rubrics.

    Attributes:
        default: The answer by the rubric as published.
        own: The answer by the reader's rubric.
    """

    default: Answer
    own: Answer

    @property
    def published(self) -> str:
        """What the first of the two is: nothing is as published while facts of the reader's own count in both."""
        return "by the published definition" if own_facts(self.own.package) else "as published"

    @cached_property
    def rank_before(self) -> Floats:
        """Rank under the rubric as published (`ranks`)."""
        return ranks(self.default.scores)

    @cached_property
    def rank_after(self) -> Floats:
        """Rank under the reader's rubric."""
        return ranks(self.own.scores)

    @cached_property
    def move(self) -> Floats:
        """Places gained; negative where places are lost, nan where there is no rank before or after."""
        return self.rank_before - self.rank_after

    @property
    def moved(self) -> int:
        """How many of the releases that are ranked both times stand in another place."""
        return int((np.nan_to_num(self.move) != 0).sum())

    @property
    def both(self) -> int:
        """How many releases are ranked both times."""
        return int(np.isfinite(self.move).sum())

    @property
    def entered(self) -> int:
        """How many releases are ranked now and were not before: enough is recorded of what counts now."""
        return int((np.isnan(self.rank_before) & np.isfinite(self.rank_after)).sum())

    @property
    def left(self) -> int:
        """How many releases were ranked before and are not now."""
        return int((np.isfinite(self.rank_before) & np.isnan(self.rank_after)).sum())

    @cached_property
    def headlines(self) -> tuple[Headline, Headline]:
        """The headline as published, and the reader's."""
        return headline_of(self.default), headline_of(self.own)

    @cached_property
    def flips(self) -> tuple[Flip, ...]:
        """Releases whose verdict turns: first those that rise, then those that fall, each by the new ranking."""
        return tuple(sorted(self._flips(), key=lambda flip: ("up", "down", "changed").index(flip.direction)))

    def _flips(self) -> Iterator[Flip]:
        before, after = self.default.scores, self.own.scores
        ids_before, ids_after = before.verdict_ids, after.verdict_ids
        names = self.own.of_releases("name").tolist()
        places = np.where(np.isnan(self.rank_after), np.inf, self.rank_after)
        for row in np.argsort(places, kind="stable").tolist():
            old = int(before.verdict[row]), int(before.verdict_high[row])
            new = int(after.verdict[row]), int(after.verdict_high[row])
            if [ids_before[at] for at in old] == [ids_after[at] for at in new]:
                continue
            direction: Direction = "changed"
            if ids_before == ids_after and new[0] <= old[0] and new[1] <= old[1]:
                direction = "up"
            elif ids_before == ids_after and new[0] >= old[0] and new[1] >= old[1]:
                direction = "down"
            yield Flip(
                before.releases[row],
                str(names[row]),
                verdict_words(before.rubric, *old),
                verdict_words(after.rubric, *new),
                direction,
            )

    def why(self, release: str) -> str:
        """The conditions that turn a verdict, in a few words: those that no longer stand in the way, or now do."""
        before, after = self.default, self.own
        row = before.scores.index(release)
        said: list[str] = []
        for kind in ("verdict", "verdict_high"):
            old = before.scores.verdict_ids[int(getattr(before.scores, kind)[row])]
            new = after.scores.verdict_ids[int(getattr(after.scores, kind)[row])]
            if old == new:
                continue
            said += _between(before, after, release, old, new, kind)
        return "; ".join(dict.fromkeys(said)) or "the levels of the definition are others"

    @cached_property
    def columns(self) -> dict[str, npt.NDArray[Any]]:
        """One place a release, in the order of the new ranking; those without a rank last.

        By name: release, name, vendor, verdict_before and verdict_after as text; rank_before, rank_after, move (nan
        where there is none), score_before, score_after, high_before and high_after as numbers.
        """
        before, after = self.default.scores, self.own.scores
        names = self.own.of_releases("name")
        numbers = {
            "rank_before": self.rank_before,
            "rank_after": self.rank_after,
            "move": self.move,
            "score_before": before.low,
            "score_after": after.low,
            "high_before": before.high,
            "high_after": after.high,
        }
        texts = {
            "release": after.releases,
            "name": names,
            "vendor": self.own.of_vendors("name"),
            "verdict_before": self.default.verdict_words,
            "verdict_after": self.own.verdict_words,
        }
        order = np.lexsort((names.astype(str), self.rank_before, self.rank_after))  # nan comes last
        found: dict[str, npt.NDArray[Any]] = {name: np.array(text, dtype=object)[order] for name, text in texts.items()}
        return found | {name: values[order] for name, values in numbers.items()}


def ranks(scores: Scores) -> Floats:
    """Place of each release by its headline score, 1 the best; releases that stand level share the better place.

    Only releases with enough recorded have a rank (`Scores.ranked`); nan for the others.
    """
    found = np.full(len(scores.releases), np.nan)
    ranked = np.flatnonzero(scores.ranked & np.isfinite(scores.low))
    values = -np.round(scores.low[ranked], DECIMALS)
    found[ranked] = np.searchsorted(np.sort(values), values, side="left") + 1.0
    return found


def moves(own: Answer) -> Moves:
    """Set the reader's rubric beside the one it was made from. Made once for an answer, then kept."""
    # by identity: what is kept holds on to its answer, so no other one can take its place
    found: Moves = own.cache.get(("moves", id(own)), lambda: _moves(own))
    return found


def _moves(own: Answer) -> Moves:
    if not own.is_custom:
        return Moves(own, own)
    query = own.query.with_(edit=())
    # the evidence by identity: what is kept holds on to it, so no other one can take its place
    default = own.cache.get(
        ("published", id(own.evidence), canonical(own.base_rubric), query.to_string(), own.selected),
        lambda: replace(own, rubric=own.base_rubric, query=query, notices=()),
    )
    return Moves(default, own)


def _between(before: Answer, after: Answer, release: str, old: str, new: str, kind: str) -> Iterator[str]:
    """What takes a release from one verdict to the other."""
    ids_before, ids_after = list(before.scores.verdict_ids), list(after.scores.verdict_ids)
    titles = dict(zip(ids_before, before.rubric.verdict_titles, strict=True)) | dict(
        zip(ids_after, after.rubric.verdict_titles, strict=True)
    )
    if new not in ids_before:
        yield f"“{titles[new]}” is a new level"
        return
    if old not in ids_after:
        yield f"“{titles[old]}” is no longer a level"
        return
    rises = ids_before.index(new) < ids_before.index(old)
    # what is proven asks for every condition to hold; what is still possible asks for none to fail
    states = (0, 1) if kind == "verdict" else (0,)
    if rises:
        blocked, target, words = before, ids_before.index(new), "no longer in the way"
    else:
        blocked, target, words = after, ids_after.index(old), "now in the way"
    if target >= len(blocked.rubric.verdicts):  # `otherwise` asks for nothing
        yield "the levels above it are others"
        return
    found = [
        text for state in states for text in short_conditions(blocked.scores, blocked.evidence, release, target, state)
    ]
    if found:
        shown = found[:3]
        more = f" and {len(found) - len(shown)} more" if len(found) > len(shown) else ""
        yield f"{words}: {', '.join(shown)}{more}"
    else:
        yield "the levels of the definition are in another order"
