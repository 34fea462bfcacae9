"""Whether the definition supports what vendors call their releases, by year or by vendor."""

from __future__ import annotations

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from openness.charts.claims import claim_words
from openness.charts.kit import palette
from openness.charts.kit.base import NO_RELEASE, Chart, empty_chart, figure_of
from openness.charts.kit.options import Option
from openness.charts.kit.palette import Theme
from openness.charts.kit.segments import marker, reached_looks
from openness.charts.kit.view import view_of
from openness.core.wording import count, cut, figure_text, listed, lower_first, upper_first
from openness.findings.claims import NO_CLAIM, NO_RULE, SUPPORT, by, claims, counted, rule
from openness.findings.headline import CALLED_OPEN_WORDS, headline_of
from openness.scoring.answer import Answer

SLUG = "claims-over-time"
NAME = "Claims of openness over time"
PAGE = "definitions"
PART = (("part", "claims"),)
DRAWN = 20
OPTIONS = (Option("by", "Claims by", {"year": "year of release", "vendor": "vendor"}),)
_KEYS = {"year": "year", "vendor": "vendor_name"}
WORDS = {
    "supported": "supported",
    "undetermined": "not settled",
    "not-enough-recorded": "not enough recorded",
    "not-supported": "not supported",
    NO_RULE: "the definition has no rule for the word",
    NO_CLAIM: "not called open",
}


def chart(answer: Answer, theme: str = "light", *, by: str = "year") -> Chart:
    """Releases by year or vendor, and whether the definition supports the vendor's own word."""
    view, tone = view_of(answer), palette.as_theme(theme)
    found = claims(answer)
    judged = counted(found)
    total = len(answer.selected)
    subtitle = (
        f"Releases whose vendor calls them {_rule_words(answer) or 'open in a word that the definition knows'}, by "
        f"{OPTIONS[0].values[by]}, and whether {answer.definition} supports the word. n = {count(total, 'release')}; "
        f"{len(judged)} with such a claim."
    )
    title = _finding(judged, answer)
    table = _count(judged, by)
    if not len(judged):
        return empty_chart(SLUG, subtitle, tone, view.source, title=title, alt=f"An empty chart: {title}.")
    drawn = table if by == "year" else table.head(DRAWN)
    return Chart(
        slug=SLUG,
        title=title,
        subtitle=subtitle,
        figure=_figure(drawn, by, tone),
        table=_printed(table, by),
        alt=f"Stacked bars. {title}. {_alt(table, by)}",
        source=view.source,
        note=(
            f"{_needs(answer)} The word is the vendor's own, at the address on the release's page. Not settled: facts "
            "are missing that could still support it. A claim that is not supported is one that this definition does "
            f"not carry; another definition may. The first count is that of the Overview, which holds all "
            f"releases called {CALLED_OPEN_WORDS} to “{answer.rubric.verdict_titles[answer.rubric.goal]}”; the second "
            "holds each word, “open weights” too, to the verdict that it needs."
            + (f" The {DRAWN} vendors with most claims are drawn." if by == "vendor" and len(table) > DRAWN else "")
        ),
    )


def _rule_words(answer: Answer) -> str:
    return listed([claim_words(claim) for claim in rule(answer.rubric)], "or")


def _needs(answer: Answer) -> str:
    needed: dict[str, list[str]] = {}
    for claim, verdict in rule(answer.rubric).items():
        needed.setdefault(verdict, []).append(claim_words(claim))
    said = [
        f"{listed(words)} need{'s' if len(words) == 1 else ''} all that “{verdict}” asks for"
        for verdict, words in needed.items()
    ]
    return f"Our rule: {'; '.join(said)}." if said else "The definition has no rule for any word."


def _count(judged: pd.DataFrame, name: str) -> pd.DataFrame:
    table = by(judged, _KEYS[name]).rename(columns={_KEYS[name]: "group"})
    return table.assign(group=table["group"].replace("", "no date"))


def _finding(judged: pd.DataFrame, answer: Answer) -> str:
    if not len(answer.selected):
        return NO_RELEASE
    title = answer.rubric.title
    if len(answer.selected) == 1:
        name = str(answer.table["name"].iloc[0])
        if not len(judged):
            return f"{name}: no claim that {title} has a rule for"
        row = judged.iloc[0]
        return f"{name}, called {claim_words(row['claim'])}: {WORDS[row['support']]}"
    if not rule(answer.rubric):
        return f"{title} does not say what a release may be called"
    if not len(judged):
        return "No vendor in this selection uses a word that the definition knows"
    n = {name: int((judged["support"] == name).sum()) for name in SUPPORT}
    open_ended = n["undetermined"] + n["not-enough-recorded"]
    each = (
        f"by the word each uses, {n['supported']:,} of {count(len(judged), 'claim')} {_is(n['supported'])} supported, "
        f"{n['not-supported']:,} not, {open_ended:,} not settled"
    )
    found = headline_of(answer)
    if not found.called_open.total or found.unprovable:
        return upper_first(each)
    return f"Of releases called {CALLED_OPEN_WORDS}, {found.lead}; {each}"


def _is(number: int) -> str:
    return "is" if number == 1 else "are"


def _alt(table: pd.DataFrame, name: str) -> str:
    said = [
        f"{row['group']}: {row['supported']} of {row['total']} supported" for row in table.head(8).to_dict("records")
    ]
    return f"By {lower_first(OPTIONS[0].values[name])}, {'; '.join(said)}."


def _figure(table: pd.DataFrame, name: str, theme: Theme) -> go.Figure:
    across = name == "vendor"
    height = 110 + 26 * len(table) if across else 400
    at = list(range(len(table)))
    traces = []
    for part, look in zip(SUPPORT, reached_looks(theme), strict=True):
        words, numbers = WORDS[part], table[part].tolist()
        if not sum(numbers):
            continue
        traces.append(
            {
                "type": "bar",
                "x": numbers if across else at,
                "y": at if across else numbers,
                "orientation": "h" if across else "v",
                "name": f"{upper_first(words)} ({sum(numbers)})",
                "marker": marker(*look, theme),
                "hovertext": [
                    f"{figure_text(str(group))}: {number} of {total} {words}"
                    for group, number, total in zip(table["group"], numbers, table["total"], strict=True)
                ],
                "hoverinfo": "text",
            }
        )
    labels = [figure_text(cut(str(group), 24)) for group in table["group"]]
    most = max(int(table["total"].max()), 1)
    named = {"tickvals": at, "ticktext": labels, "showgrid": False, "fixedrange": True}
    counted = {"title": {"text": "Releases"}, "range": [0, most * (1.05 if across else 1.12)], "fixedrange": True}
    layout: dict[str, Any]
    if across:
        named |= {"range": [len(table) - 0.5, -0.5], "tickfont": {"color": palette.TEXT[theme]}}
        layout = {"xaxis": counted | {"dtick": max(1, most // 6)}, "yaxis": named}
    else:
        notes = [
            {"x": position, "y": total, "text": f"n = {total}", "showarrow": False, "yshift": 10, "font": {"size": 12}}
            for position, total in enumerate(table["total"].tolist())
        ]
        layout = {"xaxis": named, "yaxis": counted, "annotations": notes}
    legend = {"traceorder": "normal", "y": -60 / height if across else -0.14}
    return figure_of(theme, height, traces, **layout, barmode="stack", legend=legend)


def _printed(table: pd.DataFrame, name: str) -> pd.DataFrame:
    head = "Year" if name == "year" else "Vendor"
    return table.rename(
        columns={
            "group": head,
            "total": "Claims",
            **{part: upper_first(WORDS[part]) for part in SUPPORT},
        }
    )
