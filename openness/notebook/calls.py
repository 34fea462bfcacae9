"""The functions of `import openness`: each takes a query as a page's address has it, and gives what a command prints.

All of them take the same:

- `query`: the part of a dashboard address after the question mark, or a whole address (`country=FR&from=2025`);
- `rubric`: the definition, by its id or as a file; it outranks the query, and so do the next two;
- `as_of`: the day whose facts count: 2025, 2025-03 or 2025-03-31;
- `sources`: only what these sources say, as `osai-index,mot`;
- `data`: the folder of a data package; the project's own when left out.

What does not exist is a `QueryError` that says what does; what is wrong with a file a `ProblemsError` with its lines.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, TypedDict, Unpack

import pandas as pd

from openness.charts import CHARTS, OPTIONS
from openness.charts.kit.options import chosen
from openness.charts.kit.palette import as_theme
from openness.cli.asking import ask, find_release, query_pairs
from openness.cli.remedy import to_frame as steps
from openness.cli.text import explanation_text
from openness.core.errors import nearest
from openness.core.paths import ROOT
from openness.core.tables import SCORE_DECIMALS
from openness.facts.package import Package, load_package
from openness.facts.schema import DESCRIPTOR
from openness.findings.doubts import doubts as find_doubts
from openness.findings.effects import changes_table
from openness.notebook.words import with_words
from openness.publish import files
from openness.query.edits import QueryError
from openness.remedy.find import remedies as find_remedies
from openness.robustness.intervals import DRAWS, robustness
from openness.scoring.answer import Answer
from openness.scoring.explain import explain
from openness.scoring.explanation import Explanation
from openness.scoring.gap import Summary, headline

if TYPE_CHECKING:
    import plotly.graph_objects as go


class Asked(TypedDict, total=False):
    """What every function takes beside the query; the text of this module says what each is."""

    rubric: str | Path
    as_of: str
    sources: str
    data: str | Path


@dataclass(frozen=True, repr=False)
class Release(Explanation):
    """One release as it is judged. Printed it reads like `openness explain`; every number is an attribute.

    Attributes:
        answer: what it was made from.
    """

    answer: Answer = field(kw_only=True)

    def __repr__(self) -> str:
        return explanation_text(self, self.answer)

    @property
    def facts(self) -> pd.DataFrame:
        """Every fact about it, each with its address, and whether it counts (`counts_for`)."""
        return _told(files.evidence(self.answer), self.answer)


def scores(query: str = "", **asked: Unpack[Asked]) -> pd.DataFrame:
    """Score releases under a definition, one row a release: columns and numbers of `openness score`.

    What is missing is nan in a column of numbers and an empty text elsewhere. `.attrs` says what the table is about:
    definition, day, version code, licence, citation.

    Args:
        query: which releases; all when left out.
        **asked: rubric, as_of, sources, data.
    """
    answer = _answer(query, asked)
    return _told(files.scores(answer).round(SCORE_DECIMALS), answer)


def release(name: str, query: str = "", **asked: Unpack[Asked]) -> Release:
    """One release, down to the page that states each fact, as `openness explain` shows it.

    Args:
        name: its id or its name.
        query: as everywhere; it may change the definition.
        **asked: rubric, as_of, sources, data.
    """
    answer = _answer(query, asked)
    meant = find_release(name, answer)
    row = answer.rows[[answer.selected.index(meant)]]
    alone = replace(answer, query=answer.query.with_(release=(meant,)), rows=row, selected=(meant,))
    return Release(**vars(explain(alone.scores, alone.evidence, meant)), answer=alone)


def chart(slug: str, query: str = "", theme: str = "light", **asked: Unpack[Asked]) -> go.Figure:
    """A chart as a Plotly figure, with what it finds, what it measures and its source above it.

    Args:
        slug: its name in addresses, such as `gap`.
        query: which releases; choices of the chart may stand in it as well.
        theme: `light` or `dark`.
        **asked: rubric, as_of, sources, data.
    """
    if slug not in CHARTS:
        raise QueryError(f"there is no chart '{slug}'; {nearest(slug, CHARTS)}", got=slug, valid=tuple(CHARTS))
    answer = _answer(query, asked, slug)
    drawn = CHARTS[slug](answer, as_theme(theme), **chosen(OPTIONS[slug], query_pairs(query, OPTIONS[slug])))
    return with_words(drawn, as_theme(theme))


def gap(query: str = "", **asked: Unpack[Asked]) -> Summary:
    """The headline: the median gap between weights and training openness, its range, and how many releases it counts.

    Args:
        query: which releases; all when left out.
        **asked: rubric, as_of, sources, data.
    """
    return headline(_answer(query, asked).scores)


def changes(query: str = "", **asked: Unpack[Asked]) -> pd.DataFrame:
    """Every dated change of a component or licence and what it did to the verdict: columns of `openness changes`.

    Args:
        query: whose changes; all when left out.
        **asked: rubric, as_of, sources, data.
    """
    answer = _answer(query, asked)
    return _told(changes_table(answer), answer)


def ranks(query: str = "", draws: int = DRAWS, **asked: Unpack[Asked]) -> pd.DataFrame:
    """How stable the ranking is under drawn assumptions: columns of `openness robustness`, best rank first.

    Args:
        query: which releases; all when left out.
        draws: how many trials.
        **asked: rubric, as_of, sources, data.
    """
    answer = _answer(query, asked)
    return _told(robustness(answer.scores, draws=draws).frame, answer)


def remedies(name: str, query: str = "", **asked: Unpack[Asked]) -> pd.DataFrame:
    """The fewest steps by which a release reaches each better verdict: columns of `openness remedy --format csv`.

    Args:
        name: the id or the name of a release.
        query: as everywhere; it may change the definition.
        **asked: rubric, as_of, sources, data.
    """
    answer = _answer(query, asked)
    row = answer.scores.index(find_release(name, answer))
    found = find_remedies(answer.scores.subset([row]), answer.evidence)
    return _told(steps(found).round(SCORE_DECIMALS), answer)


def doubts(query: str = "", **asked: Unpack[Asked]) -> pd.DataFrame:
    """Facts to check next, by what settling them would move: columns of `openness doubts`.

    Args:
        query: about which releases; all when left out.
        **asked: rubric, as_of, sources, data.
    """
    answer = _answer(query, asked)
    return _told(find_doubts(answer).round(SCORE_DECIMALS), answer)


def _answer(query: str, asked: Asked, slug: str = "") -> Answer:
    """The answer to what was asked; of a chart its own choices may be asked for as well."""
    rest = {"rubric": "", "as_of": "", "sources": "", **{name: str(value) for name, value in asked.items()}}
    folder = Path(rest.pop("data", "") or ROOT / "data")
    unknown = sorted(rest.keys() - {"rubric", "as_of", "sources"})
    if unknown:
        valid = tuple(Asked.__annotations__)
        raise QueryError(f"there is no '{unknown[0]}' to be given; {nearest(unknown[0], valid)}", valid=valid)
    if not (folder / DESCRIPTOR).is_file():
        load_package(folder)  # says so, before every file below whatever folder this is is looked at
    seen = tuple((str(path), path.stat().st_mtime_ns) for path in sorted(folder.rglob("*")))
    return ask(data=_package(folder, seen), text=query, also=OPTIONS.get(slug, ()), **rest)


@lru_cache(maxsize=2)
def _package(folder: Path, seen: tuple[tuple[str, int], ...]) -> Package:
    """A data package, read anew only when one of its files has changed: a notebook asks again and again."""
    return load_package(folder)


def _told(table: pd.DataFrame, answer: Answer) -> pd.DataFrame:
    """A table that knows what it is about."""
    table.attrs.update(files.about(answer))
    return table
