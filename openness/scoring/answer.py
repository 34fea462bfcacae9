"""Everything there is to say about one query: the one call that a page, a route, a report and the command line make.

    evidence at a date  +  rubric in force  +  selection of releases  ->  Answer

Reading and resolving are remembered per data package, so that the call itself costs a few milliseconds.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from openness.core.cache import Cache
from openness.core.errors import ProblemsError, nearest, shorten
from openness.core.paths import ROOT, from_root
from openness.facts.evidence import Evidence, resolve
from openness.facts.package import Package
from openness.query.edits import QueryError
from openness.query.grammar import Query
from openness.query.name_search import fold
from openness.rubric.edits import apply_edits
from openness.rubric.load import fingerprint, list_rubrics, load_rubric
from openness.rubric.model import Rubric, Verdict, canonical
from openness.scoring.scores import Scores, score, status, to_frame, verdict_words
from openness.scoring.selection import select

VENDOR_COLUMNS = {"vendor_name": "name", "country": "country", "kind": "kind"}
"""What the table takes from the vendor: its own name for the column, and the vendor's."""

RELEASE_COLUMNS = ("family", "modality", "parameters_b", "base", "claim", "claim_url", "url")
"""What the table takes from the release, beside the columns of the command line."""

NOBODY = ("-",)
"""An id that no release has. A query for it selects nothing; a query that names no release selects all of them."""


@dataclass(frozen=True, eq=False)
class Answer:
    """What a query selects and how it scores. The costly parts are made when they are first asked for, then kept.

    Attributes:
        query: what was asked, without edits that could not be applied and a verdict that the definition does not
            have: its address shows what this answer shows.
        package: the data.
        base_rubric: the rubric as its file has it.
        rubric: the rubric in force, edits included.
        as_of: the day whose facts count.
        evidence: the facts in force on that day, of all releases.
        rows: where the selected releases stand in the evidence.
        selected: their ids.
        undated: releases that an earlier `as_of` leaves out because nobody knows when they were announced.
        notices: sentences for the reader, where something asked for was set aside.
        cache: where what is made of it may be kept: shared by all readers, or of one session. Keys begin with a name.
    """

    query: Query
    package: Package
    base_rubric: Rubric
    rubric: Rubric
    as_of: str
    evidence: Evidence
    rows: npt.NDArray[np.intp]
    selected: tuple[str, ...]
    undated: tuple[str, ...] = ()
    notices: tuple[str, ...] = ()
    root: Path = ROOT
    cache: Cache[Any] = field(default_factory=lambda: Cache(16))

    @cached_property
    def scores(self) -> Scores:
        """Scores of the selected releases, in their order."""
        return score(self.rubric, self.evidence, rows=self.rows)

    @cached_property
    def is_custom(self) -> bool:
        """Whether the edits make it another rubric: one that says so on every page and file."""
        return canonical(self.rubric) != canonical(self.base_rubric)

    @property
    def definition(self) -> str:
        """The title of the definition in force, with `, edited` where the reader changed it."""
        return f"{self.rubric.title}, edited" if self.is_custom else self.rubric.title

    @property
    def reach(self) -> str:
        """To reach the verdict that releases are held to (`Rubric.goal`), as a verb in its base form.

        It is what the definition says of the verdict, else `reach “title”`.

        What a published verdict says does not speak for one that the reader made of it.
        """
        best = self.rubric.verdicts[self.rubric.goal]
        published = next((verdict for verdict in self.base_rubric.verdicts if verdict.id == best.id), best)
        changed = _asked(self.rubric, best) != _asked(self.base_rubric, published)
        return f"reach “{best.title}”" if changed and best.phrase == published.phrase else best.reach

    @cached_property
    def fingerprint(self) -> str:
        """Ten hexadecimal digits that name this rubric, edits included, and this data."""
        return fingerprint(self.rubric, self.package.digest)

    def under(self, rubric: str) -> Query:
        """What asks for the same releases under another definition as published, by its id (empty: the default one).

        A verdict belongs to its definition, so the releases that reach it are asked for by name.
        """
        names = {"verdict": "", "release": self.selected or NOBODY} if self.query.verdict else {}
        return self.query.with_(rubric=rubric, edit=(), **names)

    def of_releases(self, column: str) -> npt.NDArray[np.object_]:
        """A column of `releases.csv` for the selected releases, in their order."""
        values: npt.NDArray[np.object_] = self.package.releases[column].to_numpy(dtype=object)[self.rows]
        return values

    def of_vendors(self, column: str) -> list[str]:
        """A column of `vendors.csv` for the vendor of each selected release, in their order."""
        vendors = self.package.vendors
        values = dict(zip(vendors["vendor"].tolist(), vendors[column].tolist(), strict=True))
        return [values.get(vendor, "") for vendor in self.of_releases("vendor").tolist()]

    @cached_property
    def verdict_words(self) -> list[str]:
        """The verdict of each selected release in words: "between X and Y" where it is not stated."""
        pairs = list(zip(self.scores.verdict.tolist(), self.scores.verdict_high.tolist(), strict=True))
        words = {pair: verdict_words(self.rubric, *pair) for pair in set(pairs)}
        return [words[pair] for pair in pairs]

    @cached_property
    def table(self) -> pd.DataFrame:
        """One row a selected release: the columns of the command line, then vendor, release and verdict in words.

        Added to `openness.scoring.scores.COLUMNS`: `VENDOR_COLUMNS`, `RELEASE_COLUMNS`, `verdict_title`,
        `verdict_high_title`, `verdict_words` ("between X and Y"), `status`, and `sides_covered` (whether the gap
        may enter a median). Numbers are not rounded; nan where there is none. Copy it before changing it.
        """
        table = to_frame(self.scores, self.evidence)
        columns: dict[str, Any] = {str(name): table[name].to_numpy() for name in table}
        columns |= {column: self.of_vendors(theirs) for column, theirs in VENDOR_COLUMNS.items()}
        columns |= {column: self.of_releases(column) for column in RELEASE_COLUMNS}
        scores, titles = self.scores, np.array(self.rubric.verdict_titles, dtype=object)
        columns["verdict_title"] = titles[scores.verdict]
        columns["verdict_high_title"] = titles[scores.verdict_high]
        columns["verdict_words"] = self.verdict_words
        columns["status"] = status(scores)
        columns["sides_covered"] = scores.sides_covered
        return pd.DataFrame(columns)


def _asked(rubric: Rubric, verdict: Verdict) -> tuple[object, ...]:
    """What a verdict says and asks for."""
    criteria = [rubric.criteria[key] for key in verdict.requires.criteria]
    evidence = [(criterion.members, criterion.combine, criterion.terms) for criterion in criteria]
    return rubric.title, verdict.title, verdict.requires, evidence


def rubric_titles(package: Package, root: Path = ROOT) -> dict[str, str]:
    """Ids and titles of all rubrics, the default one first: what a selector offers.

    Raises:
        ProblemsError: a rubric file is broken.
    """
    return {name: _load(path, package, root).title for name, path in list_rubrics(root).items()}


def load_base(package: Package, name: str = "", root: Path = ROOT) -> Rubric:
    """A rubric by its id, as its file has it; the default one for an empty id. Read again only when the file changes.

    Raises:
        QueryError: there is no such rubric.
        ProblemsError: its file is broken.
    """
    paths = list_rubrics(root)
    name = name or next(iter(paths), "")
    if name not in paths:
        raise QueryError(
            f"there is no definition '{name}' here; {nearest(name, paths)}",
            parameter="rubric",
            got=name,
            valid=tuple(paths),
        )
    return _load(paths[name], package, root)


def _load(path: Path, package: Package, root: Path) -> Rubric:
    seen = path.stat()
    components = tuple(package.components["component"])
    found: Rubric = package.cache.get(
        ("rubric", str(path), seen.st_mtime_ns, seen.st_size),
        lambda: load_rubric(path, components=components, file=from_root(path, root)),
    )
    return found


def answer(
    package: Package,
    query: Query | None = None,
    root: Path = ROOT,
    *,
    base: Rubric | None = None,
    strict: bool = False,
    cache: Cache[Any] | None = None,
) -> Answer:
    """Answer a query.

    Args:
        package: the data (`openness.facts.evidence.load_package`).
        query: what to show; everything, by the default rubric, when left out.
        root: where the rubrics lie.
        base: a rubric that is used in place of the one the query names, such as one just uploaded.
        strict: whether an edit that cannot be applied is an error. On a page it is set aside, with a notice.
        cache: where what is made of the answer may be kept (`Answer.cache`); with the answer itself when left out.

    Raises:
        QueryError: the query names a rubric that does not exist, or `strict` and an edit cannot be applied.
        ProblemsError: the rubric's file is broken.
    """
    query = query or Query()
    notices: list[str] = []
    rubric = base_rubric = base or load_base(package, query.rubric, root)
    if query.edit:
        try:
            rubric = _edited(base_rubric, query, None if base else package.cache)
        except ProblemsError as error:
            if strict:
                raise _edit_error(error) from error
            query = replace(query, edit=())
            notices.append(
                "Your changes to the definition cannot be applied, so the published one is shown: "
                + "; ".join(str(problem) for problem in error.problems)
            )
    if query.verdict:
        query = replace(query, verdict=_asked_verdict(query.verdict, rubric, package, root, strict, notices))
    as_of, sources = query.as_of or package.date, query.sources or None
    evidence: Evidence = package.cache.get(("evidence", as_of, sources), lambda: resolve(package, as_of, sources))
    rows, undated = select(evidence, query)
    if query.verdict:
        # at least that, proven: a release for which it is undetermined does not pass
        least = rubric.verdict_ids.index(query.verdict)
        rows = rows[score(rubric, evidence, rows=rows).verdict <= least]
    return Answer(
        query=query,
        package=package,
        base_rubric=base_rubric,
        rubric=rubric,
        as_of=as_of,
        evidence=evidence,
        rows=rows,
        selected=tuple(evidence.releases[row] for row in rows),
        undated=undated,
        notices=tuple(notices),
        root=root,
        **({} if cache is None else {"cache": cache}),
    )


def _edited(base: Rubric, query: Query, cache: Cache[Any] | None) -> Rubric:
    """A definition with the edits of a query; made anew without a cache: what was uploaded is the reader's own."""
    if cache is None:
        return apply_edits(base, query.edits)
    found: Rubric = cache.get(("edited", canonical(base), query.edit), lambda: apply_edits(base, query.edits))
    return found


def _asked_verdict(asked: str, rubric: Rubric, package: Package, root: Path, strict: bool, notices: list[str]) -> str:
    """The verdict that a query asks for; empty, with a notice, where the definition has none like it."""
    verdict = _verdict_of(rubric, asked)
    if not verdict and strict:
        raise _verdict_error(asked, rubric, package, root)
    if not verdict:
        notices.append(
            f"“{shorten(asked)}” is not a verdict of {rubric.title}, so releases of every verdict are "
            f"shown; its verdicts are {', '.join(rubric.verdict_ids)}."
        )
    return verdict


def _edit_error(error: ProblemsError) -> QueryError:
    found = [
        QueryError(str(problem), parameter="edit", got=problem.got, valid=(problem.hint,) if problem.hint else ())
        for problem in error.problems
    ]
    first, *others = found
    # another definition might take the same change
    return QueryError(first.message, parameter="edit", got=first.got, valid=first.valid, others=others, conflict=True)


def _verdict_of(rubric: Rubric, asked: str) -> str:
    """The id of a verdict that was asked for by id or title; empty where the definition has none like it."""
    ids = rubric.verdict_ids
    spelled = {fold(title): name for name, title in zip(ids, rubric.verdict_titles, strict=True)}
    return (spelled | {fold(name): name for name in ids}).get(fold(asked), "")


def _verdict_error(asked: str, rubric: Rubric, package: Package, root: Path) -> QueryError:
    others = (_load(path, package, root) for path in list_rubrics(root).values())
    return QueryError(
        f"'{shorten(asked)}' is not a verdict of {rubric.title}; {nearest(asked, rubric.verdict_ids)}",
        parameter="verdict",
        got=asked,
        valid=rubric.verdict_ids,
        conflict=any(_verdict_of(other, asked) for other in others),  # right by itself, under another definition
    )
