"""What the charts draw from: one row a selected release, with everything a mark or a hover needs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from openness.core.tables import rows_of
from openness.core.wording import day, listed, span
from openness.facts.fact_index import index_of
from openness.findings.adoption import leading
from openness.scoring.answer import Answer
from openness.scoring.scores import Scores, status, unprovable_words, verdict_words

NUMBERS = (
    *("low", "high", "coverage", "weights_low", "weights_high", "weights_coverage"),
    *("training_low", "training_high", "training_coverage", "gap", "gap_low", "gap_high"),
)


@dataclass(frozen=True, eq=False)
class View:
    """The selected releases as the charts see them.

    Attributes:
        frame: One row a release: release, name, vendor (its name), released, claim, parameters_b (a number or NaN), the
            numbers of `Scores`, verdict and verdict_high (indices, best 0), status, words (the verdict in words) and
            covered (both sides reach the coverage bar).
        titles: Verdict titles, best first, ``otherwise`` last.
        best: To reach the verdict that releases are held to, as a verb in its base form.
        goal: Index of that verdict.
        unprovable: Why no release can be shown to reach it; empty where one can.
        rubric: Title of the definition in force, with `, edited` where the reader changed it.
        as_of: The data date, ISO.
        source: The source line of every chart.
        scores: The scores behind the frame, in its order: summaries are theirs.
        chosen: Releases that the reader asked for by name.
        mark: Releases that are highlighted.
        leading: The best-known release of each vendor, the best known first (`openness.findings.adoption.leading`).
    """

    frame: pd.DataFrame
    titles: tuple[str, ...]
    best: str
    goal: int
    unprovable: str
    rubric: str
    as_of: str
    source: str
    scores: Scores
    chosen: tuple[str, ...] = ()
    mark: tuple[str, ...] = ()
    leading: tuple[str, ...] = ()


def view_of(answer: Answer) -> View:
    """The view of an answer, made once for all the charts of a page. Copy its frame before changing it."""
    view: View = answer.cache.get(("view", answer.fingerprint, answer.query), lambda: _view(answer))
    return view


def _view(answer: Answer) -> View:
    package, scores = answer.package, answer.scores
    about = package.releases.iloc[answer.rows]
    vendors = package.names["vendors"]
    frame = numbers(scores).assign(
        name=about["name"].to_numpy(),
        vendor=[vendors.get(vendor, vendor) for vendor in about["vendor"]],
        released=about["released"].to_numpy(),
        claim=about["claim"].to_numpy(),
        parameters_b=pd.to_numeric(about["parameters_b"], errors="coerce").to_numpy(),
    )
    return View(
        frame=frame,
        titles=answer.rubric.verdict_titles,
        best=answer.reach,
        goal=answer.rubric.goal,
        unprovable=unprovable_words(answer.rubric, answer.reach),
        rubric=answer.definition,
        as_of=answer.as_of,
        source=source_of(answer),
        scores=scores,
        chosen=answer.query.release,
        mark=answer.query.mark,
        leading=tuple(leading(answer)),
    )


def of_releases(view: View, releases: Sequence[str]) -> pd.DataFrame:
    """The rows of the frame for these releases, in their order."""
    return view.frame.set_index("release", drop=False).loc[list(releases)].reset_index(drop=True)


def source_of(answer: Answer) -> str:
    """The source line of every chart of an answer."""
    return source_line(
        used_sources(answer),
        answer.as_of,
        answer.definition,
        answer.fingerprint,
        date=answer.package.date,
    )


def used_sources(answer: Answer) -> str:
    """The sources whose word counts for the selected releases: the three that state most, and how many others."""
    package, index = answer.package, index_of(answer.package)
    source_of_fact = np.zeros(len(index.facts), dtype=np.int64)
    source_of_fact[index.row] = index.source
    facts = answer.evidence.fact[answer.rows]
    said = np.bincount(source_of_fact[facts[facts >= 0]], minlength=len(index.sources))
    titles = package.names["sources"]
    order = np.argsort(-said, kind="stable")  # equal ones in the order of precedence
    ranked = [titles.get(index.sources[at], index.sources[at]) for at in order if said[at]]
    if len(ranked) > 4:
        ranked = [*ranked[:3], f"{len(ranked) - 3} others"]
    return listed(ranked) or "none"


def numbers(scores: Scores) -> pd.DataFrame:
    """The arrays of some scores as a frame, verdicts in words beside their indices."""
    columns = {name: getattr(scores, name) for name in NUMBERS}
    pairs = zip(scores.verdict.tolist(), scores.verdict_high.tolist(), strict=True)
    return pd.DataFrame(
        {
            "release": list(scores.releases),
            **columns,
            "verdict": scores.verdict.astype(np.int64),
            "verdict_high": scores.verdict_high.astype(np.int64),
            "status": status(scores),
            "words": [verdict_words(scores.rubric, low, high) for low, high in pairs],
            "covered": scores.sides_covered,
        }
    )


def source_line(sources: str, as_of: str, definition: str, fingerprint: str, *, date: str = "") -> str:
    """The source line: sources, definition, the data's own date and, if another, the day it is asked about.

    Args:
        sources: Who says so, in words.
        as_of: The day whose facts are shown.
        definition: Its title (`Answer.definition`).
        fingerprint: The short hash that names definition and data.
        date: The day of the data package; empty when it is the same as `as_of`.
    """
    then = f", facts as they were on {day(as_of)}" if date not in ("", as_of) else ""
    return (
        f"Sources: {sources}. Definition: {definition}. Data of {day(date or as_of)}{then}. Version code {fingerprint}."
    )


def records(table: pd.DataFrame) -> list[dict[str, Any]]:
    """The rows of a table as dictionaries of plain Python values, several times faster than pandas gives them."""
    return rows_of({str(name): table[name].tolist() for name in table.columns})


def one_release(frame: pd.DataFrame, what: str) -> tuple[str, str]:
    """Title and alternative text of a chart of one release: its name, and both sides with their ranges.

    Args:
        frame: That release (`View.frame`).
        what: What the chart has, for the alternative text: `one dot`.
    """
    row = frame.iloc[0]
    weights, training = (span(row[f"{side}_low"], row[f"{side}_high"]) for side in ("weights", "training"))
    title = f"{row['name']}: weights openness {weights} of 100, training openness {training}"
    return title, f"A chart with {what}. {title}."
