"""The gap chart: weights openness across, training openness up, one dot a release."""

from __future__ import annotations

import pandas as pd

from openness.charts.gap_figure import scatter
from openness.charts.kit import palette
from openness.charts.kit.base import EMPTY, Chart, empty_figure, nothing, ranged
from openness.charts.kit.palette import Theme
from openness.charts.kit.view import View, one_release, view_of
from openness.core.wording import count, points, span
from openness.scoring.answer import Answer
from openness.scoring.gap import headline

SLUG = "gap"
NAME = "Weights openness and training openness of each release"
NOTE = (
    "Each dot shows what is proven; unknown counts as closed. Dots that would hide one another are moved apart; "
    "the table has the exact numbers. Those beyond the edge of the scale are at 0 or at 100, and a number beside a "
    "large swarm counts it. A hollow dot has too little recorded about one side to enter the median. A dot with a "
    "point in it has an undetermined verdict and the colour of the lower one. Named are the releases that are "
    "highlighted, else the best-known one of each leading vendor as far as there is room. Solid lines show how far a "
    "highlighted one could move if what is unknown were open. The gap is weights openness minus training openness "
    "of the same release, in points of 100: how much further it publishes its weights than how it was made. It says "
    "nothing of how much a release is used, which “Economies of Open Intelligence” (arXiv 2512.03073) counts by class, "
    "or of the lag of open models in capability, which “Open Source Gap” follows."
)


def chart(answer: Answer, theme: str = "light") -> Chart:
    """Weights openness against training openness, one dot a release.

    The gap is weights openness minus training openness. The median counts only releases whose both sides reach the
    definition's coverage bar; its range is the median of the lowest and of the highest gaps the evidence allows.
    """
    return draw(view_of(answer), palette.as_theme(theme))


def draw(view: View, theme: Theme = "light") -> Chart:
    """The chart of a view (see `chart`)."""
    every = view.frame
    frame = every[every["weights_low"].notna() & every["training_low"].notna()].reset_index(drop=True)
    title, alt = _finding(frame, view)
    return Chart(
        slug=SLUG,
        title=title,
        subtitle=_measure(every, frame, view),
        figure=scatter(frame, view, theme) if len(frame) else empty_figure(theme, _nothing(every)),
        table=_table(every, view),
        alt=alt,
        source=view.source,
        note=NOTE if len(frame) else "",
    )


def _nothing(every: pd.DataFrame) -> str:
    return EMPTY if every.empty else "No release has a score on both sides."


def _finding(frame: pd.DataFrame, view: View) -> tuple[str, str]:
    """Title and alternative text."""
    if len(view.frame) and frame.empty:
        return nothing("This definition does not ask about both sides, so it gives no gap")
    if frame.empty:
        return nothing()
    if len(frame) == 1:
        title, alt = one_release(frame, "one dot")
        return title, f"{alt} Verdict: {frame['words'].iloc[0]}."
    summary = headline(view.scores)
    middle, low, high = summary.median, summary.low, summary.high
    between = f"range {span(low, high)}, n = {summary.n:,}"
    if summary.n == 0:
        title = "Too little is recorded about training to state a gap between open weights and open training"
    elif round(middle) > 0:
        title = f"Open weights run {points(middle)} points ahead of open training ({between})"
    elif round(middle) < 0:
        title = f"Open training runs {points(-middle)} points ahead of open weights (gap {between})"
    else:
        title = f"Open weights and open training are level (gap {between})"
    right = int((frame["weights_low"] >= 99.95).sum())
    below = int((frame["training_low"] < frame["weights_low"]).sum())
    alt = (
        f"Scatter chart of {count(len(frame), 'release')}. {title}. {below} lie below the diagonal, with weights more "
        f"open than training; {right} have weights openness 100."
    )
    return title, alt


def _measure(every: pd.DataFrame, frame: pd.DataFrame, view: View) -> str:
    if frame.empty:
        number = count(len(every), "release")
        return f"Weights openness and training openness in points of 100 under {view.rubric}. n = {number}."
    summary = headline(view.scores)
    without = len(every) - len(frame)
    parts = [
        f"Weights openness (across) and training openness (up), points of 100 under {view.rubric}.",
        f"n = {count(len(frame), 'release')}; the median gap counts {summary.n},",
        f"{summary.left_out} are left out because too little is recorded about one side.",
    ]
    if without:
        parts.append(f"{count(without, 'release')} cannot be scored on both sides.")
    return " ".join(parts)


def _table(frame: pd.DataFrame, view: View) -> pd.DataFrame:
    """Every release of the selection with both sides, their ranges and the verdict in words."""
    ordered = frame.sort_values(["gap", "name"], ascending=[False, True], na_position="last")
    return pd.DataFrame(
        {
            "Release": ordered["name"],
            "Vendor": ordered["vendor"],
            "Released": ordered["released"],
            **ranged("Weights openness", ordered["weights_low"], ordered["weights_low"], ordered["weights_high"]),
            **ranged("Training openness", ordered["training_low"], ordered["training_low"], ordered["training_high"]),
            **ranged("Gap", ordered["gap"], ordered["gap_low"], ordered["gap_high"]),
            "In the median": ordered["covered"],
            "Verdict": ordered["words"].to_numpy(),
        }
    ).reset_index(drop=True)
