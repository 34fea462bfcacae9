"""What others said, by the day on which they said it: judgements that were revised, and a ruler that was changed.

The European index keeps no history of its own: a judgement is overwritten. Its facts here carry the day on which each
was recorded, so that the index can be looked at as it stood on any day (`openness.facts.snapshots`, the clock
`record`).
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from openness.facts.fact_index import index_of
from openness.facts.snapshots import days_recorded, snapshots
from openness.rubric.model import Rubric
from openness.scoring.answer import Answer
from openness.scoring.scores import score

INDEX = "osai-index"
"""The source whose history of judgements is kept."""


def judgements(answer: Answer, rubric: Rubric, source: str = INDEX) -> pd.DataFrame:
    """How one source judged each selected release, at every day on which it recorded something about it.

    Args:
        answer: The selection; its as-of date is the last day that is looked at.
        rubric: The source's own definition, one for all days: so a step is a judgement that changed.
        source: Id of the source.

    Returns:
        Columns release, recorded, score (`low`, as the index counts it: unknown as closed), step (by how much it
        differs from the day before; nan at the first). One row a release and day, in the order of the two.
    """
    columns = ["release", "recorded", "score", "step"]
    wanted = set(answer.rows.tolist())
    pairs = [(row, day) for row, day in days_recorded(answer.package, source) if row in wanted and day <= answer.as_of]
    if not pairs:
        return pd.DataFrame(columns=columns)
    scores = score(
        rubric,
        snapshots(answer.package, [row for row, _ in pairs], [day for _, day in pairs], [source], clock="record"),
    )
    found = pd.DataFrame(
        {"release": list(scores.releases), "recorded": [day for _, day in pairs], "score": scores.low},
        columns=columns[:-1],
    )
    first = np.r_[True, np.diff([row for row, _ in pairs]) != 0]
    found["step"] = np.where(first, np.nan, np.diff(scores.low, prepend=np.nan))
    return found


def redefined(answer: Answer, old: Rubric, new: Rubric, day: str) -> pd.DataFrame:
    """The same judgements under two definitions: what a change of the ruler alone does to scores and places.

    Args:
        answer: The selection.
        old: The definition before.
        new: The definition after.
        day: What the index had recorded by then is what both are applied to (or by the as-of date, if earlier).

    Returns:
        Columns release, old, new (scores), old_place, new_place (ties share the mean of their places), moved (places
        gained; negative for places lost), most moved first. Only releases that the index had judged by that day.
    """
    columns = ["release", "old", "new", "old_place", "new_place", "moved"]
    package = answer.package
    index = index_of(package)
    if INDEX not in index.sources:
        return pd.DataFrame(columns=columns)
    until = min(day, answer.as_of)
    evidence = snapshots(package, answer.rows, [until] * len(answer.rows), [INDEX], clock="record")
    judged = np.flatnonzero((evidence.fact >= 0).any(axis=1))
    before, after = (score(rubric, evidence, rows=judged).low for rubric in (old, new))
    found = pd.DataFrame({"release": [evidence.releases[row] for row in judged], "old": before})
    found["new"] = after
    for name in ("old", "new"):
        found[f"{name}_place"] = found[name].round(9).rank(ascending=False, method="average")
    found["moved"] = found["old_place"] - found["new_place"]
    order = found["moved"].abs().sort_values(ascending=False, kind="stable").index
    return found.loc[order, columns].reset_index(drop=True)
