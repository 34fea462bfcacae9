"""One step from a better verdict: which single steps would do, and how many releases are that close."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
import plotly.graph_objects as go

from openness.charts.kit import palette
from openness.charts.kit.axes import rows_axis
from openness.charts.kit.base import Chart, empty_chart, figure_of, no_table, twin
from openness.charts.kit.options import Option, choices
from openness.charts.kit.palette import Theme
from openness.charts.kit.segments import marker
from openness.charts.kit.view import view_of
from openness.core.wording import count, cut, figure_text, lower_first
from openness.remedy.one_step import Step, Steps, steps_of
from openness.scoring.scores import unprovable_words

if TYPE_CHECKING:
    from openness.scoring.answer import Answer

SLUG = "one-step"
NAME = "One step from a better verdict"
PAGE = "definitions"
PART = (("part", "way"),)
TOWARDS = Option(
    "towards",
    "A step to",
    {"better": "Any better verdict", "pass": "The verdict that releases are held to"},
    help="Which verdict the one step has to bring",
)
OPTIONS = (TOWARDS,)
MOST = 14
"""Steps drawn; the table has all."""
ROW = 38

KINDS = {"open": "Publish", "relicense": "Another licence", "establish": "Find out"}
"""What each kind of step is called."""
_DOING = {"open": "publishing", "relicense": "another licence for", "establish": "finding out about"}
_LOOKS = {
    "open": "The vendor publishes it",
    "relicense": "The vendor changes its licence",
    "establish": "Somebody finds out what is not recorded",
}
NOTE = (
    "A release with several such steps counts for each of them, so the bars do not add up. A step by the vendor is "
    "something to do; where something has to be found out, nobody has recorded it, and the answer may be no. All other "
    "conditions of the better verdict hold already."
)


def chart(answer: Answer, theme: str = "light", **options: str) -> Chart:
    """Single steps after which a better verdict is proven, by how many releases they would bring one."""
    towards, drawn, view = choices(OPTIONS, options)["towards"], palette.as_theme(theme), view_of(answer)
    goal = answer.rubric.goal if towards == "pass" else None
    n = len(answer.selected)
    what = "a better verdict" if goal is None else f"“{answer.rubric.verdict_titles[goal]}”"
    subtitle = f"Releases that a single step would bring {what} under {answer.definition}. n = {count(n, 'release')}"
    if not n:
        return empty_chart(SLUG, f"{subtitle}.", drawn, view.source)
    found = steps_of(answer, goal)
    subtitle += f"; {found.better:,} of them {'has' if found.better == 1 else 'have'} it still to reach."
    title = _finding(answer, found, what, goal)
    if not found.steps:
        message = "No release is one step away."
        return empty_chart(SLUG, subtitle, drawn, view.source, title=title, message=message)
    left = len(found.steps) - MOST
    return Chart(
        slug=SLUG,
        title=title,
        subtitle=subtitle,
        figure=_figure(found.steps[:MOST], drawn),
        table=_table(answer, found),
        alt=f"Bars, one a step. {title}. {_spoken(found.steps[:6])}.",
        source=view.source,
        note=NOTE + (f" {count(left, 'further step')} with fewer releases: in the table." if left > 0 else ""),
    )


def step_words(step: Step) -> str:
    """A step in a few words: what is done, and about what."""
    return f"{KINDS[step.kind]}: {lower_first(step.title)}"


def _said(step: Step) -> str:
    return f"{_DOING[step.kind]} “{step.title}”"


def _spoken(steps: tuple[Step, ...]) -> str:
    return "; ".join(f"{_said(step)}: {len(step.releases):,}" for step in steps)


def _finding(answer: Answer, found: Steps, what: str, goal: int | None) -> str:
    n, near = len(answer.selected), len(found.releases)
    if n == 1:
        name = answer.table["name"].iloc[0]
        if not found.better:
            return f"{name} has {'the best verdict' if goal is None else what}"
        if not near:
            return f"{name} is more than one step from {what}"
        ways = _said(found.steps[0]) if len(found.steps) == 1 else f"any of {len(found.steps)} would do"
        return f"{name} is one step from {what}: {ways}"
    if goal is not None and (words := unprovable_words(answer.rubric, answer.reach)):
        return words
    if not near:
        return f"No release is one step from {what}" if found.better else f"Every release has {what}"
    top = found.steps[0]
    most = f"most often by {_said(top)} ({len(top.releases):,})"
    verb = "is" if near == 1 else "are"
    return f"{near:,} of {n:,} releases {verb} one step from {what}, {_whose(found)}; {most}"


def _whose(found: Steps) -> str:
    vendors, near = len(found.by_vendor), len(found.releases)
    if vendors == near:
        return "a step of its vendor" if near == 1 else "each a step of its vendor"
    if not vendors:
        return "once something is found out that nobody has recorded"
    return f"{vendors:,} by an act of the vendor"


def _figure(steps: tuple[Step, ...], theme: Theme) -> go.Figure:
    grey = palette.UNKNOWN[theme]
    looks: dict[str, tuple[str, dict[str, Any] | None]] = {
        "open": (palette.TEXT[theme], None),
        "relicense": (palette.MUTED[theme], None),
        "establish": (grey, palette.hatch(grey, palette.HATCH_UNDETERMINED, theme)),
    }
    traces = []
    for kind, (colour, pattern) in looks.items():
        mine = [(at, step) for at, step in enumerate(steps) if step.kind == kind]
        if mine:
            traces.append(
                {
                    **{"type": "bar", "orientation": "h", "name": _LOOKS[kind], "width": 0.6},
                    **{"x": [len(step.releases) for _, step in mine], "y": [at for at, _ in mine]},
                    **{"marker": marker(colour, pattern, theme), "hoverinfo": "text"},
                    "text": [f"<b>{len(step.releases):,}</b>" for _, step in mine],
                    **{"textposition": "outside", "cliponaxis": False, "textfont": {"size": 12}},
                    "hovertext": [
                        f"<b>{figure_text(step_words(step))}</b><br>{count(len(step.releases), 'release')}"
                        for _, step in mine
                    ],
                }
            )
    widest = max(len(step.releases) for step in steps)
    return figure_of(
        theme,
        128 + ROW * len(steps),
        traces,
        barmode="overlay",
        legend={"traceorder": "normal", "y": -24 / (ROW * len(steps)), "yanchor": "top"},
        margin={"t": 8, "b": 110},
        xaxis={"range": [0, widest * 1.18], "fixedrange": True, "showticklabels": False, "showgrid": False},
        yaxis=rows_axis([_label(step) for step in steps], theme, font={"size": 11, "color": palette.TEXT[theme]}),
    )


def _label(step: Step) -> str:
    return f"{KINDS[step.kind]}:<br>{figure_text(cut(lower_first(step.title), 24))}"


def _table(answer: Answer, found: Steps) -> pd.DataFrame:
    if not found.steps:
        return no_table()
    about, words, titles = answer.table, answer.verdict_words, answer.rubric.verdict_titles
    names, vendors = about["name"].tolist(), about["vendor_name"].tolist()
    rows = [
        (step_words(step), _LOOKS[step.kind], len(step.releases), names[at], vendors[at], words[at], titles[verdict])
        for step in found.steps
        for at, verdict in sorted(step.releases, key=lambda pair: names[pair[0]].casefold())
    ]
    heads = ("Step", "Whose", "Releases with this step", "Release", "Vendor", "Verdict now", "Verdict after it")
    return twin({head: [row[at] for row in rows] for at, head in enumerate(heads)})
