"""Who opens what: weights openness and training openness by vendor, two points joined by the gap."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import isnan
from typing import Any

import pandas as pd

from openness.charts.kit import palette
from openness.charts.kit.base import Chart, columns, empty_figure, nothing, ranged, twin
from openness.charts.kit.dumbbell import Row, dumbbells
from openness.charts.kit.options import Option, choices
from openness.charts.kit.palette import Theme
from openness.charts.kit.view import View, one_release, view_of
from openness.core.tables import rows_of
from openness.core.wording import count, figure_text, points, span, upper_first
from openness.findings.timeline import FEW
from openness.findings.vendors import GROUPINGS, by_group, keys_of, namer
from openness.scoring.answer import Answer

SLUG = "vendors"
NAME = "Weights openness and training openness by vendor"
PAGE = "vendors"
MAIN = 3
"""Vendors with this many releases or more are shown first."""
ALL_FIT = 20
"""Up to so many rows nothing is folded away."""

BY = Option("by", "Group by", GROUPINGS)
SORT = Option(
    "sort",
    "Order",
    {
        "gap": "Widest gap first",
        "weights": "Most open weights first",
        "training": "Most open training first",
        "releases": "Most releases first",
        "name": "By name",
    },
)
SHOW = Option(
    "show",
    "Show",
    {"main": f"Vendors with {MAIN} or more releases", "all": "Every vendor"},
    help="Vendors with fewer releases are folded away at first; they are in the table, and here with “Every vendor”.",
)
OPTIONS = (BY, SORT, SHOW)

PLURALS = {"vendor": "vendors", "country": "countries", "kind": "kinds of vendor", "modality": "modalities"}
_AT = {"vendor": "At", "country": "In", "kind": "For", "modality": "In"}
Groups = list[dict[str, Any]]
NOTE = (
    "Points are medians over the releases with enough recorded on both sides (n, in brackets after the name), counting "
    "unknown as closed; thin lines "
    f"join their quartiles. Hollow: fewer than {FEW} such releases, so one more could reverse it. On the right "
    "the median gap and the range that missing facts allow; it is the median of the releases' gaps, so it can differ "
    "from the distance between two medians."
)


def chart(answer: Answer, theme: str = "light", **options: str) -> Chart:
    """Median weights openness and training openness by vendor, country, kind of vendor or modality."""
    chosen = choices(OPTIONS, options)
    view, by = view_of(answer), chosen["by"]
    groups = groups_of(answer, by, chosen["sort"], keys_of(answer, by))
    shown = unfolded(groups, by, chosen["show"])
    title, alt = _finding(view, groups, by)
    return Chart(
        slug=SLUG,
        title=title,
        subtitle=_measure(view, groups, shown, by),
        figure=_figure(view, shown, by, palette.as_theme(theme)),
        table=_table(groups, shown, by),
        alt=alt,
        source=view.source,
        note=NOTE if any(group["n"] for group in groups) else "",
    )


def capital(name: str) -> str:
    """A name as it stands in a table: with a capital, unless it is spelled with one further on (`xAI`)."""
    return name if any(letter.isupper() for letter in name) else upper_first(name)


def groups_of(answer: Answer, by: str, sort: str, keys: Sequence[str]) -> Groups:
    """The rows of both charts of vendors: `openness.findings.vendors.by_group` with names, in the order asked for."""
    named = namer(answer, by)
    found = by_group(view_of(answer).scores, keys)
    found["name"] = [capital(named(key)) for key in found["group"]]
    return ordered(rows_of(found), sort)


def ordered(groups: Groups, sort: str) -> Groups:
    """The groups in the order asked for; those in which no release counts come last, unless it is by name or number."""
    column = {"gap": "median", "weights": "weights", "training": "training", "releases": "releases"}.get(sort)
    found = sorted(groups, key=lambda group: (group["name"].casefold(), group["group"]))
    if column is not None:
        found.sort(key=lambda group: (isnan(group[column]), -group[column], -group["n"]))
    return found


def unfolded(groups: Groups, by: str, show: str) -> Groups:
    """The groups that are drawn: all, or the vendors with most releases where there are very many."""
    enough = [group for group in groups if group["releases"] >= MAIN]
    return groups if by != "vendor" or show == "all" or len(groups) <= ALL_FIT or not enough else enough


def _figure(view: View, groups: Groups, by: str, theme: Theme) -> Any:
    if not groups:
        return empty_figure(theme)
    if _one_sided(view):
        return empty_figure(theme, "This definition does not ask about both sides.")
    rows = [_row(group) for group in groups]
    left = "Kind (n)" if by == "kind" else f"{GROUPINGS[by]} (n)"
    return dumbbells(rows, theme, left=left, hollow=f"Fewer than {FEW} releases")


def _one_sided(view: View) -> bool:
    return bool(view.frame["gap"].isna().all())


def _row(group: dict[Any, Any]) -> Row:
    label, after = group["name"], f" ({group['n']})"
    if not group["n"]:
        return Row(label, after, instead="too little recorded")
    return Row(
        label=label,
        after=after,
        weights=group["weights"],
        training=group["training"],
        weights_span=(group["weights_q1"], group["weights_q3"]),
        training_span=(group["training_q1"], group["training_q3"]),
        text=gap_words(group["median"], group["low"], group["high"]),
        hover=_hover(group),
        hollow=group["n"] < FEW,
    )


def gap_words(middle: float, low: float, high: float) -> str:
    """A gap with its range: ``84 (80 to 97)``."""
    if isnan(middle):
        return "–"
    first, last = points(low), points(high)
    return points(middle) if first == last == points(middle) else f"{points(middle)} ({first} to {last})"


def release_row(row: dict[str, Any], about: str) -> Row:
    """A release as a row of a chart: what is proven, how far it could rise, its gap; `about` it says the hover."""
    hover = [
        f"<b>{figure_text(row['name'])}</b>",
        figure_text(about),
        f"Weights {span(row['weights_low'], row['weights_high'])}, "
        f"training {span(row['training_low'], row['training_high'])}",
        figure_text(upper_first(row["words"])),
    ]
    return Row(
        label=row["name"],
        weights=row["weights_low"],
        training=row["training_low"],
        weights_span=(row["weights_low"], row["weights_high"]),
        training_span=(row["training_low"], row["training_high"]),
        text=gap_words(row["gap"], row["gap_low"], row["gap_high"]),
        hover="<br>".join(hover),
        hollow=not row["covered"],
        release=row["release"],
    )


def _hover(group: dict[Any, Any]) -> str:
    lines = [f"<b>{figure_text(group['name'])}</b>"]
    for side in ("weights", "training"):
        low, high = group[f"{side}_q1"], group[f"{side}_q3"]
        lines.append(
            f"{side.capitalize()}: median {points(group[side])}, quartiles {span(low, high)}, "
            f"at most {points(group[f'{side}_high'])}"
        )
    lines.append(f"Gap {gap_words(group['median'], group['low'], group['high'])}")
    lines.append(f"{group['n']} of {count(group['releases'], 'release')} count")
    return "<br>".join(lines)


def _finding(view: View, groups: Groups, by: str) -> tuple[str, str]:
    if not groups:
        return nothing()
    if len(view.frame) == 1:
        return one_release(view.frame, "one row, for one release")
    if _one_sided(view):
        return nothing("This definition does not ask about both sides, so it gives no gap")
    counted = [group for group in groups if group["n"]]
    if not counted:
        title = "Too little is recorded about training to compare these releases"
        return title, f"A chart of {count(len(groups), *_words(by))} without points. {title}."
    if len(counted) == 1:
        only = counted[0]
        title = (
            f"{only['name']}: weights openness {span(only['weights'], only['weights_high'])} of 100, training openness "
            f"{span(only['training'], only['training_high'])}, {'medians of ' if only['n'] > 1 else ''}"
            f"{count(only['n'], 'release')}"
        )
    else:
        ahead = sum(round(group["median"]) > 0 for group in counted)
        title = (
            f"{_AT[by]} {ahead if ahead < len(counted) else 'all'} of {len(counted)} {PLURALS[by]} open weights run "
            "ahead of open training"
        ).replace("all of", "all")
    wide, narrow = (pick(counted, key=lambda group: group["median"]) for pick in (max, min))
    alt = (
        f"Two points joined by the gap for each of {count(len(groups), *_words(by))}. {title}. Widest median gap: "
        f"{wide['name']}, {points(wide['median'])} points; narrowest: {narrow['name']}, {points(narrow['median'])}."
    )
    return title, alt


def _words(by: str) -> tuple[str, str]:
    return GROUPINGS[by].lower(), PLURALS[by]


def _measure(view: View, groups: Groups, shown: Groups, by: str) -> str:
    total, counted = len(view.frame), sum(group["n"] for group in groups)
    silent = sum(not group["n"] for group in groups)
    whole = f", all those of {count(silent, *_words(by))} among them" if 0 < silent < len(groups) else ""
    said = (
        f"Weights openness and training openness by {GROUPINGS[by].lower()}, points of 100 under {view.rubric}. "
        f"n = {count(total, 'release')}; the medians count {counted:,}, {total - counted:,} are left out because too "
        f"little is recorded about one side{whole}."
    )
    return said + folded_words(groups, shown)


def folded_words(groups: Groups, shown: Groups) -> str:
    """Which vendors are drawn, where some are folded away."""
    folded = len(groups) - len(shown)
    if not folded:
        return ""
    return f" Drawn: {count(len(shown), 'vendor')} with {MAIN} or more releases; {folded} with fewer are in the table."


def sides(rows: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """The columns of weights openness, training openness and gap of some releases, each with its range."""
    own = {
        "Weights openness": ("weights_low", "weights_low", "weights_high"),
        "Training openness": ("training_low", "training_low", "training_high"),
        "Gap": ("gap", "gap_low", "gap_high"),
    }
    return {
        column: values
        for title, names in own.items()
        for column, values in ranged(title, *([row[name] for row in rows] for name in names)).items()
    }


def _table(groups: Groups, shown: Groups, by: str) -> pd.DataFrame:
    """Every group, those folded away too."""
    code = {"Code": "group"} if by == "country" else {}
    names = {GROUPINGS[by]: "name", **code, "Releases": "releases", "In the medians": "n", "Left out": "left_out"}
    for side in ("weights", "training"):
        names |= {f"{side.capitalize()} openness{end}": f"{side}{end}" for end in ("", "_high", "_q1", "_q3")}
    names |= {"Gap": "median", "Gap_low": "low", "Gap_high": "high", "Gap_q1": "q1", "Gap_q3": "q3"}
    drawn = {group["group"] for group in shown}
    folded = {"In the chart": [group["group"] in drawn for group in groups]} if len(shown) < len(groups) else {}
    return twin(columns(groups, names) | {"Few": [0 < group["n"] < FEW for group in groups]} | folded)
