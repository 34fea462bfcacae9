"""The releases that definitions disagree about most, one cell a verdict."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from openness.charts.kit import grid, palette
from openness.charts.kit.base import Chart, empty_chart
from openness.charts.kit.options import Option
from openness.charts.kit.palette import Theme
from openness.charts.kit.view import view_of
from openness.core.wording import count, cut, listed, points, span, upper_first
from openness.findings.definitions import Definitions, definitions, unchecked_of
from openness.rubric.model import Rubric
from openness.scoring.answer import Answer

SLUG = "definitions"
NAME = "Where definitions disagree most"
PAGE = "definitions"
DRAWN = 12
OPTIONS = (
    Option(
        "sort",
        "Sort by",
        {
            "proven": "Disagreement that is proven",
            "possible": "Disagreement still possible",
            "best-proven": "What is proven, best first",
            "best-possible": "What is still possible, best first",
            "newest": "Newest first",
        },
        "Proven counts only recorded facts; possible counts everything unknown as open",
    ),
)


def chart(answer: Answer, theme: str = "light", *, sort: str = "proven") -> Chart:
    """Verdicts of the releases that stand first in an order, under every definition.

    Disagreement: mean distance between a release's placings over all pairs of definitions
    (`openness.findings.definitions.Definitions`).
    """
    found, view = definitions(answer), view_of(answer)
    n = len(found.releases)
    subtitle = (
        f"Verdict of each release under {answer.definition} and {count(len(found.answers) - 1, 'other definition')}. "
        f"n = {count(n, 'release')}{f'; the first {DRAWN} are drawn, all are in the table' if n > DRAWN else ''}."
    )
    if not n:
        return empty_chart(SLUG, subtitle, palette.as_theme(theme), view.source)
    table = ordered(found, sort)
    title = _finding(table)
    return Chart(
        slug=SLUG,
        title=title,
        subtitle=subtitle,
        figure=_figure(found, table.head(DRAWN), palette.as_theme(theme)),
        table=printed(found, table),
        alt=f"A grid of {min(n, DRAWN)} releases by {len(found.answers)} definitions. {title}. {_alt(found, table)}",
        source=view.source,
        note=(
            "Yes: the best verdict of that definition. Part: one in between. No: its last. With a question mark and "
            "hatched, facts are missing: the word is the most that is still possible, the colour what is proven. The "
            "verdicts themselves are in the table and appear where one points. Disagreement: "
            "verdicts are placed in equal steps between 0 (a definition's last) and 100 (its best), and the distance "
            "between two definitions is averaged over all pairs. Definitions ask different questions, so a "
            "distance makes neither wrong. " + unchecked_of(found.answers)
        ).strip(),
    )


def ordered(found: Definitions, sort: str) -> pd.DataFrame:
    """`Definitions.table` in one of the orders of `OPTIONS`."""
    table = found.table
    if sort == "proven":
        return table
    if sort == "newest":
        return table.sort_values(["released", "name"], ascending=[False, True], kind="stable")
    if sort == "possible":
        return table.sort_values(["disagreement_high", "disagreement"], ascending=False, kind="stable")
    means = {"best-proven": found.low.mean(axis=1), "best-possible": found.high.mean(axis=1)}[sort]
    return table.assign(mean=pd.Series(means)).sort_values("mean", ascending=False, kind="stable").drop(columns="mean")


def printed(found: Definitions, table: pd.DataFrame) -> pd.DataFrame:
    """The twin: names, verdicts in words, disagreement in points."""
    columns = {"Release": table["name"], "Vendor": table["vendor"], "Released": table["released"]}
    verdicts = {
        title: [upper_first(words) for words in table[name]]
        for name, title in zip(found.ids, found.titles, strict=True)
    }
    last = {"Disagreement": table["disagreement"], "Disagreement_high": table["disagreement_high"]}
    return pd.DataFrame({**columns, **verdicts, **last}).reset_index(drop=True)


def _finding(table: pd.DataFrame) -> str:
    top = table.iloc[0]
    if len(table) == 1:
        apart = span(top["disagreement"], top["disagreement_high"])
        return f"{top['name']}: two definitions are {apart} of 100 apart on average"
    worst = table.sort_values("disagreement", ascending=False, kind="stable")
    agreed = int((table["disagreement_high"] < 0.5).sum())
    if worst["disagreement"].iloc[0] < 0.5:
        return f"On none of {len(table):,} releases are definitions proven to disagree"
    names = listed(str(name) for name in worst["name"].head(3))
    ending = f"; on {agreed:,} of {len(table):,} releases they agree" if agreed else ""
    return f"Definitions disagree most about {names}{ending}"


def _alt(found: Definitions, table: pd.DataFrame) -> str:
    top = table.iloc[0]
    said = listed(f"{top[name]} under {title}" for name, title in zip(found.ids, found.titles, strict=True))
    return f"{top['name']}: {said}; {points(top['disagreement'])} of 100 apart on average."


def _figure(found: Definitions, table: pd.DataFrame, theme: Theme) -> go.Figure:
    rows: list[list[grid.Cell | None]] = []
    place = {release: at for at, release in enumerate(found.releases)}
    for record in table.to_dict("records"):
        at = place[str(record["release"])]
        cells: list[grid.Cell | None] = []
        for answer in found.answers:
            low, high = int(answer.scores.verdict[at]), int(answer.scores.verdict_high[at])
            colours = palette.verdict_colours(len(answer.rubric.verdict_titles), theme)
            text = _word(answer.rubric, high) + "?" * (low != high)
            hover = f"{record['name']}\n{answer.rubric.title}: {record[answer.base_rubric.id]}"
            cells.append(grid.Cell(text, colours[low], "" if low == high else palette.HATCH_UNDETERMINED, hover))
        rows.append(cells)
    names = [cut(str(name), 2 * grid.BESIDE) for name in table["name"]]
    # Two releases may share the first letters of their names: rows stand by number, so both are drawn.
    return grid.draw(names, found.shorts, rows, theme, across=grid.ACROSS)


def _word(rubric: Rubric, verdict: int) -> str:
    """A verdict in a word that means the same under every definition; the best that can be proven is yes."""
    return "yes" if verdict <= rubric.goal else "no" if verdict == len(rubric.verdicts) else "part"
