"""The sheet of an audit: facts drawn by chance for somebody to check, and the sheet read once it is filled in."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from openness.core.dates import today
from openness.core.errors import Problem, ProblemsError
from openness.core.wording import listed
from openness.facts.audits import KEY, RANDOM, WRONG, counting
from openness.facts.cells import (
    CELL_RULES,
    Table,
    check_cells,
    check_key,
    check_reference,
    date_rule,
    read_csv_text,
    read_text,
)
from openness.facts.package import Package
from openness.facts.schema import columns_of, resources

_TO_FILL = ("verdict", "checked", "by")


def draw(package: Package, number: int, seed: int) -> pd.DataFrame:
    """A stratified sample of the facts that count, as a sheet to fill in.

    Each stratum (how the fact came to us × group of its component) gives its share of the sample, and at least one
    fact as long as the sample has room for all strata. The same package and seed give the same sheet.

    Args:
        package: The facts.
        number: How many to draw; all of them where there are fewer.
        seed: Any whole number, not negative.
    """
    facts = counting(package).sort_values(["kind", "group", "release", "component"], kind="stable")
    strata = [rows.index.to_numpy() for _, rows in facts.groupby(["kind", "group"], sort=True)]
    chance = np.random.default_rng(seed)
    picked: list[int] = []
    for rows, take in zip(strata, _shares([len(rows) for rows in strata], number), strict=True):
        picked += sorted(chance.choice(rows, take, replace=False).tolist())
    drawn = facts.loc[picked]
    name = f"{package.date}-seed-{seed}"
    empty = dict.fromkeys(columns_of("audits"), "")
    sheet = [
        {
            **empty,
            "audit": name,
            "sample": RANDOM,
            "ours": fact["availability"],
            **{k: fact[k] for k in KEY},
            "url": fact["url"],
        }
        for fact in drawn.to_dict("records")
    ]
    return pd.DataFrame(sheet, columns=list(empty), dtype=str)


def _shares(sizes: Sequence[int], number: int) -> list[int]:
    """How many of each stratum to take: in proportion by largest remainder, at least one where there is room."""
    total = sum(sizes)
    if number >= total:
        return list(sizes)
    least = 1 if number >= len(sizes) else 0
    exact = [number * size / total for size in sizes]
    taken = [max(int(share), least) for share in exact]
    while sum(taken) < number:  # the largest remainder first; the first of equals, so that it is always the same
        taken[max(range(len(sizes)), key=lambda at: (exact[at] - taken[at], -at))] += 1
    while sum(taken) > number:  # the minimum of the small strata comes out of those that have most above their share
        over = [at for at in range(len(sizes)) if taken[at] > least]
        taken[max(over, key=lambda at: (taken[at] - exact[at], -at))] -= 1
    return taken


def read_sheet(path: Path, package: Package) -> pd.DataFrame:
    """Read a sheet that somebody has filled in.

    Raises:
        ProblemsError: Ids that do not exist, cells left empty, words that are not known, a verdict without a reason;
            all of them, each with its line.
    """
    label = path.as_posix()
    problems: list[Problem] = []
    columns = columns_of("audits")
    table = Table("audits", columns)
    text = read_text(path, label, problems)
    if text is not None:
        read_csv_text(table, text, label, label, problems)
    labels = {label: label}
    rules = {**CELL_RULES, "past": date_rule(today(), "a check happens before it is written down")}
    fields = [
        {**field, "constraints": {k: v for k, v in field.get("constraints", {}).items() if k != "required"}}
        if field["name"] in _TO_FILL
        else field
        for field in resources()["audits"]["schema"]["fields"]
    ]
    problems += check_cells(table, fields, rules, labels)
    problems += check_key(table, resources()["audits"]["schema"]["primaryKey"], labels)
    for column, known, where in (
        ("source", package.sources["source"], "sources.csv"),
        ("release", package.releases["release"], "releases.csv"),
        ("component", package.components["component"], "components.csv"),
    ):
        problems += check_reference(table, column, known, where, labels)
    problems += _half_said(table, label)
    if not table.rows and not problems:
        problems.append(Problem(label, 0, "no fact in it", hint="`audit draw` makes a sheet"))
    if problems:
        raise ProblemsError(problems)
    return pd.DataFrame(table.rows, columns=list(columns), dtype=str)


def _half_said(table: Table, label: str) -> list[Problem]:
    """Rows that are not filled in, and what is missing where a fact was found wrong: why, and what would be right."""
    at = {name: number for number, name in enumerate(table.columns)}
    problems = []
    for row, cells in enumerate(table.rows):
        if row in table.ragged:
            continue
        line, verdict = table.lines[row], cells[at["verdict"]]
        empty = [name for name in _TO_FILL if not cells[at[name]]]
        if empty:
            what = f"{', '.join(cells[at[name]] for name in KEY)}: not filled in: {listed(empty)}"
            problems.append(Problem(label, line, what, hint="rate a sheet when every fact in it was looked at"))
        for name, hint in (("why", "one sentence"), ("right_value", "what the fact should say")):
            if verdict in WRONG and not cells[at[name]]:
                problems.append(Problem(label, line, f"found wrong, and column '{name}' is empty", verdict, hint))
    return problems
