"""Two definitions side by side: which releases stand higher under the second, which lower, and what makes it so."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pandas as pd

from openness.core.arrays import Flags, Floats
from openness.findings.conditions import short_conditions
from openness.findings.definitions import placing
from openness.scoring.answer import Answer
from openness.scoring.scores import status

#: What can be said of a release under two definitions, in the order in which it is told.
MOVES = ("higher", "lower", "same", "may-change", "not-enough-recorded")
#: From this placing on a release stands in the top quarter of a definition's verdicts.
TOP_QUARTER = 75.0


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
    def both_stated(self) -> Flags:
        """Which releases have a stated verdict under both."""
        stated: Flags = (status(self.one.scores) == "stated") & (status(self.other.scores) == "stated")
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


def opposites(pair: Beside) -> tuple[Flags, Flags]:
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
    reasons = [reason(pair, release) for release in pair.one.selected]
    rows = pd.DataFrame(
        {
            "release": list(pair.one.selected),
            "name": table["name"].to_numpy(),
            "vendor": table["vendor_name"].to_numpy(),
            "one": pair.one.verdict_words,
            "other": pair.other.verdict_words,
            "move": pair.moves,
            "stricter": [why.definition if why else "" for why in reasons],
            "wanted": [why.verdict if why else "" for why in reasons],
            "because": [why.words if why else "" for why in reasons],
        }
    )
    order = ("higher", "lower", "may-change", "not-enough-recorded", "same")
    rank = rows["move"].map({move: number for number, move in enumerate(order)})
    return rows.assign(rank=rank).sort_values(["rank", "name"], kind="stable", ignore_index=True).drop(columns="rank")
