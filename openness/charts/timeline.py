"""Releases by date: how open each was, whose line it continues, and which way the median goes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from openness.charts.kit import palette
from openness.charts.kit.base import Chart, empty_figure, figure_of, nothing, ranged
from openness.charts.kit.options import Option, choices
from openness.charts.kit.palette import Theme
from openness.charts.kit.segments import dot_names
from openness.charts.kit.view import View, view_of
from openness.charts.kit.years import FEW_WORDS, year_axis
from openness.core.dates import first_day
from openness.core.wording import count, cut, day, figure_text, median_words, points, span, upper_first
from openness.findings.effects import Withdrawal, withdrawn
from openness.findings.timeline import COHORTS, FEW, family_codes, members

if TYPE_CHECKING:
    from openness.scoring.answer import Answer

SLUG = "timeline"
NAME = "Releases by date and openness"
PAGE = "timeline"
HEIGHT = 640
DOT = 7
# Dots at 0 and at 100 are piled: so many piles fit side by side on a telephone, a dot in one takes so many points, and
# the tallest pile so many at most.
PILES, ROW, TALLEST = 40, 2.6, 50.0
# With no more releases than this every dot has its name, with no more families than this lines join their releases:
# of more, names and lines hide what the chart is about.
ALL_NAMED, ALL_JOINED = 10, 5

MEASURES = {
    "training": "Training openness",
    "weights": "Weights openness",
    "gap": "Gap, weights minus training",
    "score": "Score",
}
MEASURE = Option("measure", "Measure", MEASURES, "What the vertical axis of the first chart shows, in points of 100")
COHORT = Option("cohort", "Releases", COHORTS, "Whose releases count, in every chart of this page")
OPTIONS = (MEASURE, COHORT)

# Where each measure stands in a view: proven, lowest, highest. Only the gap has a lower end of its own.
_COLUMNS = {
    "training": ("training_low", "training_low", "training_high"),
    "weights": ("weights_low", "weights_low", "weights_high"),
    "gap": ("gap", "gap_low", "gap_high"),
    "score": ("low", "low", "high"),
}
_NOUNS = {"training": "training openness", "weights": "weights openness", "gap": "gap", "score": "score"}
_SHORT = {"training": "Training", "weights": "Weights", "gap": "Gap", "score": "Score"}
_LARGER = {"star": 3, "triangle-up": 2, "diamond": 1, "triangle-down": 2, "pentagon": 1, "hexagon": 1}


@dataclass(frozen=True, eq=False)
class _Dots:
    """What is drawn: releases of the cohort with a date and a number, oldest first."""

    # Of the view, with date, value, lowest, highest, recorded (enough to enter a median), family, and drawn: the place.
    frame: pd.DataFrame
    measure: str
    cohort: str
    undated: int
    unscored: int
    gone: dict[str, Withdrawal]


def chart(answer: Answer, theme: str = "light", **chosen: str) -> Chart:
    """Releases by date against one measure, verdicts by colour and shape, a few families joined by lines.

    A horizontal line in each year is the median of its releases with enough recorded, written above it; dots at 0 and
    at 100 are piled. Options: `measure` (score, weights openness, training openness or gap) and `cohort`
    (`openness.findings.timeline.COHORTS`).
    """
    asked = choices(OPTIONS, chosen)
    view, drawn = view_of(answer), palette.as_theme(theme)
    dots = _dots(answer, view, asked["measure"], asked["cohort"])
    medians = _medians(dots)
    title, alt = _finding(dots, medians)
    empty = dots.frame.empty
    return Chart(
        slug=SLUG,
        title=title,
        subtitle=_measure(dots, view),
        figure=empty_figure(drawn) if empty else _figure(dots, medians, view, drawn),
        table=_table(dots),
        alt=alt,
        source=view.source,
        note=""
        if empty
        else (
            f"Each dot shows what is proven; unknown counts as closed. {_piled_words(dots)}Hollow: too little "
            "recorded to enter the median. A point inside: a better verdict is possible, and the colour is that of the "
            "lower one. A cross marks a release that was withdrawn. The number above a thick line is the median of "
            f"that year. {_joined_words(dots)}{FEW_WORDS}"
        ),
    )


def _dots(answer: Answer, view: View, measure: str, cohort: str) -> _Dots:
    keep = members(answer, cohort)
    value, lowest, highest = _COLUMNS[measure]
    frame = view.frame
    dates = [first_day(str(date)) for date in frame["released"].tolist()]
    numbers = frame[value].to_numpy(dtype=float)
    dated = np.array([bool(date) for date in dates], dtype=bool)
    scored = ~np.isnan(numbers)
    bar = answer.rubric.ranked_from
    enough = {
        "gap": frame["covered"].to_numpy(dtype=bool),
        "score": answer.scores.ranked,
        "weights": answer.scores.weights_coverage >= bar,
        "training": answer.scores.training_coverage >= bar,
    }[measure]
    rows = np.flatnonzero(keep & dated & scored)
    rows = rows[np.argsort(np.array(dates, dtype=object)[rows], kind="stable")]
    families = answer.of_releases("family").tolist()
    about = frame.iloc[rows].assign(
        date=[dates[row] for row in rows],
        value=numbers[rows],
        lowest=frame[lowest].to_numpy(dtype=float)[rows],
        highest=frame[highest].to_numpy(dtype=float)[rows],
        recorded=enough[rows],
        family=[families[row] for row in rows],
    )
    columns = [about[column].tolist() for column in ("date", "value", "verdict")]
    about = about.assign(drawn=columns[1] if measure == "gap" else piled(*columns))
    gone = withdrawn(answer)
    return _Dots(
        frame=about.reset_index(drop=True),
        measure=measure,
        cohort=cohort,
        undated=int((keep & ~dated).sum()),
        unscored=int((keep & dated & ~scored).sum()),
        gone=gone,
    )


def piled(dates: Sequence[str], values: Sequence[float], verdicts: Sequence[int]) -> list[float]:
    """Where dots are drawn, up: those at 0 in piles below it, those at 100 in piles above, lest they hide one another.

    Args:
        dates: When each was released, a day in ISO text, oldest first.
        values: Where each stands, in 0 to 100.
        verdicts: What each reached; in a pile the best is nearest to the scale.
    """
    days = [date.fromisoformat(text).toordinal() for text in dates]
    sizes: Counter[tuple[int, int]] = Counter()
    beyond = [0] * len(values)
    for dot in np.lexsort((days, verdicts)).tolist():
        edge = -1 if values[dot] <= 0.05 else 1 if values[dot] >= 99.95 else 0
        if edge:
            pile = (edge, (days[dot] - days[0]) * PILES // (days[-1] - days[0] + 1))
            beyond[dot] = edge * sizes[pile]
            sizes[pile] += 1
    step = min(ROW, TALLEST / max(sizes.values(), default=1))
    return [value + step * rows for value, rows in zip(values, beyond, strict=True)]


def _medians(dots: _Dots) -> list[tuple[str, float, int]]:
    """Year, median and number of the releases that count."""
    years = np.array([date[:4] for date in dots.frame["date"].tolist()], dtype=str)
    values, counts = dots.frame["value"].to_numpy(dtype=float), dots.frame["recorded"].to_numpy(dtype=bool)
    return [
        (str(year), float(np.median(values[mine])), int(mine.sum()))
        for year in sorted(set(years.tolist()))
        if (mine := (years == year) & counts).any()
    ]


def _ranges(dots: _Dots) -> dict[str, str]:
    """The median of each year with its range and its own n, in words."""
    counting = dots.frame[dots.frame["recorded"].astype(bool)]
    middles = counting.assign(year=counting["date"].str[:4]).groupby("year")[["value", "lowest", "highest"]]
    return {
        str(year): median_words(
            found["value"].median(), found["lowest"].median(), found["highest"].median(), len(found)
        )
        for year, found in middles
    }


def _finding(dots: _Dots, medians: list[tuple[str, float, int]]) -> tuple[str, str]:
    frame, noun = dots.frame, _NOUNS[dots.measure]
    if frame.empty:
        return nothing("No release in this selection has a date and a score")
    if len(frame) == 1:
        row = frame.iloc[0]
        title = f"{row['name']}, {day(row['released'])}: {noun} {span(row['lowest'], row['highest'])}"
        return title, f"A chart with one dot. {title}."
    firm = [(year, value) for year, value, number in medians if number >= FEW]
    told = _ranges(dots)
    if len(firm) < 2:
        title = f"{count(len(frame), 'release')}: too few with enough recorded to say which way the {noun} goes"
    else:
        (start, was), (end, now) = firm[0], firm[-1]
        moved = round(now) - round(was)
        verb = "rose" if moved > 0 else "fell"
        title = (
            f"The median {noun} of {_of(dots)} was {told[start]} in {start} and {told[end]} in {end}"
            if moved == 0
            else f"The median {noun} of {_of(dots)} {verb} from {told[start]} in {start} to {told[end]} in {end}"
        )
    spoken = "; ".join(f"{year} {words}" for year, words in told.items())
    alt = f"Scatter chart of {count(len(frame), 'release')} by date. {title}. Medians by year: {spoken or 'none'}."
    return title, alt


def _of(dots: _Dots) -> str:
    return {
        "all": "releases",
        "newest": "what is the newest of its family",
        "called-open": "releases called open",
    }[dots.cohort]


def _measure(dots: _Dots, view: View) -> str:
    parts = [
        f"{MEASURES[dots.measure]}, points of 100 under {view.rubric}, by day of release. "
        f"{COHORTS[dots.cohort]}, facts of {day(view.as_of)}; n = {count(len(dots.frame), 'release')}, of which "
        f"{int((~dots.frame['recorded'].astype(bool)).sum())} too little recorded to enter a median."
    ]
    if dots.undated:
        parts.append(f"{count(dots.undated, 'release')} without a date left out.")
    if dots.unscored:
        parts.append(f"{count(dots.unscored, 'release')} without a number left out.")
    return " ".join(parts)


def _figure(dots: _Dots, medians: list[tuple[str, float, int]], view: View, theme: Theme) -> go.Figure:
    frame = dots.frame
    axis, shapes, _ = year_axis(frame["date"].tolist(), theme, view.as_of)
    low, high = min(-5.0, float(frame["drawn"].min()) - 5), max(106.0, float(frame["drawn"].max()) + 5)
    traces = [*_joined(dots, theme), *_marks(dots, view, theme), *_lines(medians, theme), *_gone(dots, theme)]
    annotations = [*_names(dots, view, theme), *_numbers(medians, theme)]
    shapes += [
        {
            **{"type": "line", "xref": "paper", "x0": 0, "x1": 1, "y0": edge, "y1": edge, "layer": "below"},
            "line": {"width": 1, "color": palette.MUTED[theme]},
        }
        for edge in ([0] if dots.measure == "gap" else [0, 100])
    ]
    colour = {"weights": palette.WEIGHTS, "training": palette.TRAINING}.get(dots.measure, palette.TEXT)[theme]
    return figure_of(
        theme,
        HEIGHT,
        traces,
        xaxis=axis,
        yaxis={
            "range": [low, high],
            "tickvals": [*([-100, -75, -50, -25] if dots.measure == "gap" else []), 0, 25, 50, 75, 100],
            "title": {"text": MEASURES[dots.measure], "font": {"color": colour, "size": 13}},
            "fixedrange": True,
        },
        shapes=shapes,
        annotations=annotations,
        legend={"traceorder": "normal", "y": -0.18},
    )


def _families(dots: _Dots) -> list[list[int]]:
    """Rows of each family of two or more, oldest first."""
    lines: dict[int, list[int]] = {}
    for row, code in enumerate(family_codes(dots.frame["family"].tolist()).tolist()):
        lines.setdefault(code, []).append(row)
    return [rows for rows in lines.values() if len(rows) > 1]


def _joined(dots: _Dots, theme: Theme) -> list[dict[str, Any]]:
    """One thin line a family, in one trace; none where there are many."""
    families = _families(dots)
    if not 0 < len(families) <= ALL_JOINED:
        return []
    dates, places = dots.frame["date"].tolist(), dots.frame["drawn"].tolist()
    return [
        {
            **{"type": "scatter", "mode": "lines", "name": "Releases of a family", "hoverinfo": "skip"},
            "x": [x for rows in families for x in (*(dates[row] for row in rows), None)],
            "y": [y for rows in families for y in (*(places[row] for row in rows), None)],
            "line": {"width": 1, "color": palette.MUTED[theme]},
        }
    ]


def _joined_words(dots: _Dots) -> str:
    number = len(_families(dots))
    if number > ALL_JOINED:
        return f"Where a filter leaves {ALL_JOINED} families or fewer, thin lines join the releases of each. "
    return "Thin lines join the releases of a family. " if number else ""


def _piled_words(dots: _Dots) -> str:
    frame = dots.frame
    moved = set(frame["value"][frame["drawn"] != frame["value"]].round().astype(int).tolist())
    below, above = "Dots below 0 are at 0. " * (0 in moved), "Dots above 100 are at 100. " * (100 in moved)
    return below + above


def _marks(dots: _Dots, view: View, theme: Theme) -> list[dict[str, Any]]:
    """One trace a verdict, best first, then what hollow and dotted mean."""
    frame = dots.frame
    colours, symbols = palette.verdict_colours(len(view.titles), theme), palette.verdict_symbols(len(view.titles))
    verdict = frame["verdict"].to_numpy()
    undetermined = (verdict != frame["verdict_high"].to_numpy()).astype(bool)
    hollow = ~frame["recorded"].to_numpy(dtype=bool)
    hover = _hover(dots)
    dates, places, releases = frame["date"].tolist(), frame["drawn"].tolist(), frame["release"].tolist()
    ground = palette.BACKGROUND[theme]
    traces: list[dict[str, Any]] = []
    for level, title in enumerate(view.titles):
        rows = np.flatnonzero(verdict == level).tolist()
        symbol, colour = symbols[level], colours[level]
        marker = {
            "color": colour,
            "symbol": [symbol + "-open" * bool(hollow[row]) + "-dot" * bool(undetermined[row]) for row in rows],
            "size": DOT + _LARGER.get(symbol, 0),
            # Plotly draws the outline of an open symbol in the colour of the marker.
            "line": {"color": ground, "width": 1.3},
            "opacity": 1,
        }
        if rows:
            traces.append(
                {
                    **{"type": "scatter", "mode": "markers", "showlegend": False, "hoverinfo": "text"},
                    **{"x": [dates[row] for row in rows], "y": [places[row] for row in rows]},
                    "customdata": [releases[row] for row in rows],
                    "hovertext": [hover[row] for row in rows],
                    "name": figure_text(title),
                    "marker": marker,
                }
            )
    grey = palette.UNKNOWN[theme]
    legend = [
        (name, colours[level], symbols[level])
        for level, name in enumerate(dot_names(verdict.tolist(), frame["verdict_high"].tolist(), view.titles))
    ]
    legend.append((f"Hollow: too little recorded ({int(hollow.sum())})", grey, "circle-open"))
    legend.append((f"Point inside: a better verdict is possible ({int(undetermined.sum())})", grey, "circle-dot"))
    return traces + [_entry(name, colour, symbol, ground) for name, colour, symbol in legend]


def _entry(name: str, colour: str, symbol: str, ground: str) -> dict[str, Any]:
    """A line of the legend."""
    return {
        **{"type": "scatter", "x": [None], "y": [None], "mode": "markers", "name": name, "hoverinfo": "skip"},
        "marker": {
            "color": colour,
            "symbol": symbol,
            "size": DOT + 2 + _LARGER.get(symbol, 0),
            "line": {"width": 1.4, "color": colour if "open" in symbol or "thin" in symbol else ground},
        },
    }


def _hover(dots: _Dots) -> list[str]:
    frame = dots.frame
    columns = ("release", "name", "vendor", "released", "lowest", "highest", "value", "words")
    lines = []
    for release, name, vendor, released, lowest, highest, value, words in zip(
        *(frame[column].tolist() for column in columns), strict=True
    ):
        text = (
            f"<b>{figure_text(cut(name, 60))}</b><br>{figure_text(vendor)}, {day(released)}<br>"
            f"{_SHORT[dots.measure]} {points(value)} (range {span(lowest, highest)})<br>"
            f"{figure_text(upper_first(words))}"
        )
        gone = dots.gone.get(release)
        lines.append(text + (f"<br>{gone_words(gone)}" if gone else ""))
    return lines


def gone_words(gone: Withdrawal) -> str:
    """What was withdrawn and when: "Weights withdrawn, 22 December 2025"."""
    return f"{gone_what(gone)}, {day(gone.date)}"


def gone_what(gone: Withdrawal) -> str:
    """What was withdrawn."""
    return "Weights withdrawn" if gone.what == "weights" else "No longer offered"


def _lines(medians: list[tuple[str, float, int]], theme: Theme) -> list[dict[str, Any]]:
    """The median of each year as a line as long as the year; dotted where few releases count."""
    traces = []
    for few, name in ((False, "Median of the year"), (True, f"Median of fewer than {FEW}")):
        chosen = [(year, value, number) for year, value, number in medians if (number < FEW) == few]
        if not chosen:
            continue
        traces.append(
            {
                **{"type": "scatter", "mode": "lines", "name": name, "hoverinfo": "text"},
                "x": [x for year, *_ in chosen for x in (f"{year}-01-01", f"{year}-12-31", None)],
                "y": [y for _, value, _ in chosen for y in (value, value, None)],
                "hovertext": [
                    text
                    for year, value, number in chosen
                    for text in (*[f"{year}: median {points(value)}, n = {number}"] * 2, "")
                ],
                "line": {"width": 3, "color": palette.TEXT[theme], "dash": "dot" if few else "solid"},
            }
        )
    return traces


def _numbers(medians: list[tuple[str, float, int]], theme: Theme) -> list[dict[str, Any]]:
    """Each median in figures above its line."""
    ground = palette.BACKGROUND[theme]
    return [
        {
            **{"x": f"{year}-07-02", "y": value, "yanchor": "bottom", "yshift": 3, "showarrow": False},
            "text": f"<b>{points(value)}</b>",
            # A rim of ground around the figures: they can be read on dots without a box that hides them.
            "font": {"size": 15, "color": palette.TEXT[theme], "shadow": ", ".join([f"0 0 2px {ground}"] * 6)},
        }
        for year, value, _ in medians
    ]


def _gone(dots: _Dots, theme: Theme) -> list[dict[str, Any]]:
    frame = dots.frame
    rows = [row for row, release in enumerate(frame["release"].tolist()) if release in dots.gone]
    if not rows:
        return []
    return [
        {
            **{"type": "scatter", "mode": "markers", "hoverinfo": "skip", "name": f"Cross: withdrawn ({len(rows)})"},
            "x": [frame["date"].iloc[row] for row in rows],
            "y": [frame["drawn"].iloc[row] for row in rows],
            "marker": {
                **{"symbol": "x-thin", "size": DOT + 6, "color": palette.TEXT[theme]},
                "line": {"width": 1.8, "color": palette.TEXT[theme]},
            },
        }
    ]


def _names(dots: _Dots, view: View, theme: Theme) -> list[dict[str, Any]]:
    """Names of the releases asked for, else of all in a small selection."""
    frame = dots.frame
    middle = frame["date"].iloc[len(frame) // 2] if len(frame) > 1 else "9999"
    return [
        {
            **{"x": frame["date"].iloc[row], "y": float(frame["drawn"].iloc[row]), "showarrow": False, "yshift": 13},
            "text": figure_text(cut(frame["name"].iloc[row], 26)),
            "xanchor": "left" if frame["date"].iloc[row] < middle else "right",
            "font": {"size": 12, "color": palette.TEXT[theme]},
            "bgcolor": palette.BACKGROUND[theme],
            "opacity": 0.85,
            "borderpad": 0,
        }
        for row in _named(frame, view.chosen)
    ]


def _named(frame: pd.DataFrame, chosen: tuple[str, ...]) -> list[int]:
    asked = [row for row, release in enumerate(frame["release"].tolist()) if release in set(chosen)]
    if asked and len(asked) <= ALL_NAMED:
        return asked
    return list(range(len(frame))) if len(frame) <= ALL_NAMED else []


def _table(dots: _Dots) -> pd.DataFrame:
    frame = dots.frame.iloc[::-1]
    gone = [dots.gone.get(release) for release in frame["release"].tolist()]
    return pd.DataFrame(
        {
            "Release": frame["name"],
            "Vendor": frame["vendor"],
            "Family": frame["family"],
            "Released": frame["released"],
            **ranged(MEASURES[dots.measure], frame["value"], frame["lowest"], frame["highest"]),
            "In the median": frame["recorded"],
            "Verdict": frame["words"],
            "Withdrawn": ["" if one is None else gone_what(one) for one in gone],
            "Withdrawn since": ["" if one is None else one.date for one in gone],
        }
    ).reset_index(drop=True)
