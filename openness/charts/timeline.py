"""Releases by date: how open each was, whose line it continues, and which way the median goes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import plotly.graph_objects as go

from openness.charts import palette
from openness.charts.base import Chart, empty_figure, figure_of
from openness.charts.options import Option, choices
from openness.charts.palette import Theme
from openness.charts.view import View, view_of
from openness.charts.words import count, cut, day, figure_text, signed, span
from openness.charts.years import FEW_WORDS, year_axis
from openness.effects import Withdrawal, withdrawn
from openness.query import first_day
from openness.timeline import COHORTS, FEW, family_codes, members

if TYPE_CHECKING:
    from openness.answer import Answer

SLUG = "timeline"
PAGE = "timeline"
HEIGHT = 560
DOT = 8
ALL_NAMED = 10

MEASURES = {
    "training": "Training openness",
    "weights": "Weights openness",
    "gap": "Gap, weights minus training",
    "score": "Score",
}
MEASURE = Option("measure", "Measure", MEASURES, "What stands up the side of the first chart, in points of 100")
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

    frame: pd.DataFrame  # of the view, with date, value, lowest, highest, recorded (enough to enter a median), family
    measure: str
    cohort: str
    undated: int
    unscored: int
    gone: dict[str, Withdrawal]


def chart(answer: Answer, theme: str = "light", **chosen: str) -> Chart:
    """Releases by date against one measure, families joined by lines, verdicts by colour and shape.

    A horizontal line in each year is the median of its releases with enough recorded. Options: `measure` (score,
    weights openness, training openness or gap) and `cohort` (`openness.timeline.COHORTS`).
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
        figure=empty_figure(drawn, "Nothing to draw in this selection.")
        if empty
        else _figure(dots, medians, view, drawn),
        table=_table(dots),
        alt=alt,
        source=view.source,
        note=""
        if empty
        else (
            "Each dot stands at what is proven; unknown counts as closed. Hollow: too little recorded to enter the "
            "median. A point inside: the verdict is undetermined, and the colour is that of the lower one. Thin lines "
            f"join the releases of a family; a cross marks one that was withdrawn. {FEW_WORDS}"
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
    gone = withdrawn(answer)
    return _Dots(
        frame=about.reset_index(drop=True),
        measure=measure,
        cohort=cohort,
        undated=int((keep & ~dated).sum()),
        unscored=int((keep & dated & ~scored).sum()),
        gone=gone,
    )


def _medians(dots: _Dots) -> list[tuple[str, float, int]]:
    """Year, median and number of the releases that count."""
    years = np.array([date[:4] for date in dots.frame["date"].tolist()], dtype=str)
    values, counts = dots.frame["value"].to_numpy(dtype=float), dots.frame["recorded"].to_numpy(dtype=bool)
    return [
        (str(year), float(np.median(values[mine])), int(mine.sum()))
        for year in sorted(set(years.tolist()))
        if (mine := (years == year) & counts).any()
    ]


def _finding(dots: _Dots, medians: list[tuple[str, float, int]]) -> tuple[str, str]:
    frame, noun = dots.frame, _NOUNS[dots.measure]
    if frame.empty:
        title = "No release in this selection has a date and a score"
        return title, f"An empty chart: {title[0].lower()}{title[1:]}."
    if len(frame) == 1:
        row = frame.iloc[0]
        title = f"{row['name']}, {day(row['released'])}: {noun} {_span(row['lowest'], row['highest'])}"
        return title, f"A chart with one dot. {title}."
    firm = [(year, value) for year, value, number in medians if number >= FEW]
    if len(firm) < 2:
        title = f"{count(len(frame), 'release')}: too few with enough recorded to say which way the {noun} goes"
    else:
        (start, was), (end, now) = firm[0], firm[-1]
        moved = round(now) - round(was)
        verb = "rose" if moved > 0 else "fell"
        title = (
            f"The median {noun} of {_of(dots)} stayed at {signed(now)} from {start} to {end}"
            if moved == 0
            else f"The median {noun} of {_of(dots)} {verb} from {signed(was)} in {start} to {signed(now)} in {end}"
        )
    spoken = "; ".join(f"{year} {signed(value)} (n = {number})" for year, value, number in medians)
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


def _span(low: float, high: float) -> str:
    return span(low, high).replace("-", "\N{MINUS SIGN}")


def _figure(dots: _Dots, medians: list[tuple[str, float, int]], view: View, theme: Theme) -> go.Figure:
    frame = dots.frame
    axis, shapes, _ = year_axis(frame["date"].tolist(), theme, view.as_of)
    low = min(-5.0, float(frame["value"].min()) - 5)
    traces = [_families(frame, theme), *_marks(dots, view, theme), *_lines(medians, theme), *_gone(dots, theme)]
    annotations = _names(dots, view, theme)
    if dots.measure == "gap":
        shapes.append(
            {
                **{"type": "line", "xref": "paper", "x0": 0, "x1": 1, "y0": 0, "y1": 0, "layer": "below"},
                "line": {"width": 1, "dash": "dash", "color": palette.MUTED[theme]},
            }
        )
    colour = {"weights": palette.WEIGHTS, "training": palette.TRAINING}.get(dots.measure, palette.TEXT)[theme]
    return figure_of(
        theme,
        HEIGHT,
        traces,
        xaxis=axis,
        yaxis={
            "range": [low, 106],
            "tickvals": [-100, -75, -50, -25, 0, 25, 50, 75, 100],
            "title": {"text": MEASURES[dots.measure], "font": {"color": colour, "size": 13}},
            "fixedrange": True,
        },
        shapes=shapes,
        annotations=annotations,
        legend={"traceorder": "normal", "y": -0.22},
    )


def _families(frame: pd.DataFrame, theme: Theme) -> dict[str, Any]:
    """One thin line a family of two or more, in one trace."""
    dates, values = frame["date"].tolist(), frame["value"].tolist()
    lines: dict[int, list[int]] = {}
    for row, code in enumerate(family_codes(frame["family"].tolist()).tolist()):
        lines.setdefault(code, []).append(row)
    x: list[str | None] = []
    y: list[float | None] = []
    for rows in lines.values():
        if len(rows) > 1:
            x += [*(dates[row] for row in rows), None]
            y += [*(values[row] for row in rows), None]
    return {
        **{"type": "scatter", "x": x, "y": y, "mode": "lines", "hoverinfo": "skip", "showlegend": False},
        "line": {"width": 1, "color": palette.MUTED[theme]},
        "opacity": 0.45,
    }


def _marks(dots: _Dots, view: View, theme: Theme) -> list[dict[str, Any]]:
    """One trace a verdict, best first, then what hollow and dotted mean."""
    frame = dots.frame
    colours, symbols = palette.verdict_colours(len(view.titles), theme), palette.verdict_symbols(len(view.titles))
    verdict = frame["verdict"].to_numpy()
    undetermined = (verdict != frame["verdict_high"].to_numpy()).astype(bool)
    hollow = ~frame["recorded"].to_numpy(dtype=bool)
    hover = _hover(dots)
    dates, values, releases = frame["date"].tolist(), frame["value"].tolist(), frame["release"].tolist()
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
                    **{"x": [dates[row] for row in rows], "y": [values[row] for row in rows]},
                    "customdata": [releases[row] for row in rows],
                    "hovertext": [hover[row] for row in rows],
                    "name": figure_text(title),
                    "marker": marker,
                }
            )
    grey = palette.UNKNOWN[theme]
    legend = [
        (f"{figure_text(title)} ({int((verdict == level).sum())})", colours[level], symbols[level])
        for level, title in enumerate(view.titles)
    ]
    legend.append((f"Hollow: too little recorded ({int(hollow.sum())})", grey, "circle-open"))
    legend.append((f"Point inside: verdict undetermined ({int(undetermined.sum())})", grey, "circle-dot"))
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
            f"{_SHORT[dots.measure]} {signed(value)} (range {_span(lowest, highest)})<br>"
            f"{figure_text(words[:1].upper() + words[1:])}"
        )
        gone = dots.gone.get(release)
        lines.append(text + (f"<br>{gone_words(gone)}" if gone else ""))
    return lines


def gone_words(gone: Withdrawal) -> str:
    """What was withdrawn and when: "Weights withdrawn, 22 December 2025"."""
    what = "Weights withdrawn" if gone.what == "weights" else "No longer offered"
    return f"{what}, {day(gone.date)}"


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
                    for text in (*[f"{year}: median {signed(value)}, n = {number}"] * 2, "")
                ],
                "line": {"width": 2.5, "color": palette.TEXT[theme], "dash": "dot" if few else "solid"},
            }
        )
    return traces


def _gone(dots: _Dots, theme: Theme) -> list[dict[str, Any]]:
    frame = dots.frame
    rows = [row for row, release in enumerate(frame["release"].tolist()) if release in dots.gone]
    if not rows:
        return []
    return [
        {
            **{"type": "scatter", "mode": "markers", "hoverinfo": "skip", "name": f"Cross: withdrawn ({len(rows)})"},
            "x": [frame["date"].iloc[row] for row in rows],
            "y": [frame["value"].iloc[row] for row in rows],
            "marker": {
                **{"symbol": "x-thin", "size": DOT + 6, "color": palette.TEXT[theme]},
                "line": {"width": 1.8, "color": palette.TEXT[theme]},
            },
        }
    ]


def _names(dots: _Dots, view: View, theme: Theme) -> list[dict[str, Any]]:
    """Names of the releases asked for, of all in a small selection, else of the extremes and the newest."""
    frame = dots.frame
    rows = _named(frame, view.chosen)
    middle = frame["date"].iloc[len(frame) // 2] if len(frame) > 1 else "9999"
    return [
        {
            **{"x": frame["date"].iloc[row], "y": float(frame["value"].iloc[row]), "showarrow": False, "yshift": 13},
            "text": figure_text(cut(frame["name"].iloc[row], 26)),
            "xanchor": "left" if frame["date"].iloc[row] < middle else "right",
            "font": {"size": 12, "color": palette.TEXT[theme]},
            "bgcolor": palette.BACKGROUND[theme],
            "opacity": 0.85,
            "borderpad": 0,
        }
        for row in rows
    ]


def _named(frame: pd.DataFrame, chosen: tuple[str, ...]) -> list[int]:
    asked = [row for row, release in enumerate(frame["release"].tolist()) if release in set(chosen)]
    if asked and len(asked) <= ALL_NAMED:
        return asked
    if len(frame) <= ALL_NAMED:
        return list(range(len(frame)))
    values: npt.NDArray[np.float64] = frame["value"].to_numpy(dtype=float)
    newest = len(values) - 1
    highest, lowest = newest - int(values[::-1].argmax()), newest - int(values[::-1].argmin())
    found: list[int] = []
    for row in (newest, highest, lowest):
        # Names are wide: two that would stand on one another are one too many.
        if all(abs(row - other) > len(values) // 5 or abs(values[row] - values[other]) > 8 for other in found):
            found.append(row)
    return found


def _table(dots: _Dots) -> pd.DataFrame:
    frame = dots.frame.iloc[::-1]
    return pd.DataFrame(
        {
            "Release": frame["name"],
            "Vendor": frame["vendor"],
            "Family": frame["family"],
            "Released": [day(date) for date in frame["released"].tolist()],
            MEASURES[dots.measure]: [signed(value) for value in frame["value"].tolist()],
            "Range": [
                _span(low, high) for low, high in zip(frame["lowest"].tolist(), frame["highest"].tolist(), strict=True)
            ],
            "In the median": ["yes" if enough else "no" for enough in frame["recorded"].tolist()],
            "Verdict": frame["words"],
            "Withdrawn": [
                gone_words(dots.gone[release]) if release in dots.gone else "" for release in frame["release"].tolist()
            ],
        }
    ).reset_index(drop=True)
