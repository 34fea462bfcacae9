"""Releases by date: how open each was, whose line it continues, and which way the median goes."""

from __future__ import annotations

import numpy as np
import pandas as pd

from openness.charts.kit import palette
from openness.charts.kit.base import Chart, empty_figure, nothing, ranged
from openness.charts.kit.medians import Stretch
from openness.charts.kit.options import Option, choices
from openness.charts.kit.view import View, view_of
from openness.charts.kit.years import FEW_WORDS
from openness.charts.timeline_figure import MEASURES, Dots, draw, joined_words, piled, piled_words
from openness.core.dates import first_day
from openness.core.wording import count, day, median_words, points, span
from openness.findings.effects import withdrawn
from openness.findings.timeline import COHORTS, FEW, members
from openness.scoring.answer import Answer

SLUG = "timeline"
NAME = "Releases by date and openness"
PAGE = "timeline"
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
        figure=empty_figure(drawn) if empty else draw(dots, medians, view, drawn),
        table=_table(dots),
        alt=alt,
        source=view.source,
        note=""
        if empty
        else (
            f"Each dot shows what is proven; unknown counts as closed. {piled_words(dots)}Hollow: too little "
            "recorded to enter the median. A point inside: a better verdict is possible, and the colour is that of the "
            "lower one. A cross marks a release that was withdrawn. The number above a thick line is the median of "
            f"that year. {joined_words(dots)}{FEW_WORDS}"
        ),
    )


def _dots(answer: Answer, view: View, measure: str, cohort: str) -> Dots:
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
    return Dots(
        frame=about.reset_index(drop=True),
        measure=measure,
        cohort=cohort,
        undated=int((keep & ~dated).sum()),
        unscored=int((keep & dated & ~scored).sum()),
        gone=gone,
    )


def _medians(dots: Dots) -> list[Stretch]:
    """The median of each year, over the releases that count."""
    years = np.array([date[:4] for date in dots.frame["date"].tolist()], dtype=str)
    values, counts = dots.frame["value"].to_numpy(dtype=float), dots.frame["recorded"].to_numpy(dtype=bool)
    found = []
    for year in sorted(set(years[counts].tolist())):
        mine = values[(years == year) & counts]
        median = float(np.median(mine))
        words = f"{year}: median {points(median)}, n = {len(mine)}"
        found.append(Stretch(f"{year}-01-01", f"{year}-07-02", f"{year}-12-31", median, len(mine), words))
    return found


def _ranges(dots: Dots) -> dict[str, str]:
    """The median of each year with its range and its own n, in words."""
    counting = dots.frame[dots.frame["recorded"].astype(bool)]
    middles = counting.assign(year=counting["date"].str[:4]).groupby("year")[["value", "lowest", "highest"]]
    return {
        str(year): median_words(
            found["value"].median(), found["lowest"].median(), found["highest"].median(), len(found)
        )
        for year, found in middles
    }


def _finding(dots: Dots, medians: list[Stretch]) -> tuple[str, str]:
    frame, noun = dots.frame, _NOUNS[dots.measure]
    if frame.empty:
        return nothing("No release in this selection has a date and a score")
    if len(frame) == 1:
        row = frame.iloc[0]
        title = f"{row['name']}, {day(row['released'])}: {noun} {span(row['lowest'], row['highest'])}"
        return title, f"A chart with one dot. {title}."
    firm = [(one.start[:4], one.median) for one in medians if one.n >= FEW]
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


def _of(dots: Dots) -> str:
    return {
        "all": "releases",
        "newest": "what is the newest of its family",
        "called-open": "releases called open",
    }[dots.cohort]


def _measure(dots: Dots, view: View) -> str:
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


def _table(dots: Dots) -> pd.DataFrame:
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
            "Withdrawn": ["" if one is None else one.title for one in gone],
            "Withdrawn since": ["" if one is None else one.date for one in gone],
        }
    ).reset_index(drop=True)
