"""The charts: one module each, found by the name they have in addresses."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import wraps
from typing import Any

from openness.charts import (
    adoption,
    agreement,
    assumptions,
    beside,
    best_verdicts,
    capability,
    claims,
    claims_over_time,
    coherence,
    compare,
    compute,
    definitions,
    editions,
    error_rates,
    exemption,
    fmti_rounds,
    frontier,
    gap,
    gap_over_time,
    index_history,
    index_redefined,
    known,
    obstacles,
    one_step,
    published,
    rank_intervals,
    ranking_moves,
    survival,
    timeline,
    vendor_dimensions,
    vendor_releases,
    vendors,
    verdict_share,
    verdicts_by_year,
)
from openness.charts.kit.base import Chart
from openness.charts.kit.options import Option
from openness.scoring.answer import Answer
from openness.scoring.scores import unchecked_words

_MODULES: tuple[Any, ...] = (
    gap,
    verdicts_by_year,
    claims,
    vendors,
    vendor_dimensions,
    vendor_releases,
    adoption,
    compare,
    definitions,
    best_verdicts,
    obstacles,
    one_step,
    beside,
    agreement,
    exemption,
    published,
    claims_over_time,
    timeline,
    gap_over_time,
    frontier,
    verdict_share,
    capability,
    compute,
    survival,
    index_history,
    index_redefined,
    fmti_rounds,
    ranking_moves,
    rank_intervals,
    assumptions,
    known,
    error_rates,
    coherence,
    editions,
)

#: Charts that show verdicts of the definition in force; those about several definitions name each themselves.
_OF_VERDICTS = (
    *(gap, verdicts_by_year, claims, vendor_releases, compare, claims_over_time, timeline, verdict_share),
    *(obstacles, one_step),
)


def _told(chart: Callable[..., Chart]) -> Callable[..., Chart]:
    """The chart with a note on what is not checked of the verdict that releases are held to."""

    @wraps(chart)
    def drawn(answer: Answer, theme: str = "light", **chosen: str) -> Chart:
        found, words = chart(answer, theme, **chosen), unchecked_words(answer.rubric)
        drawn_or_why = found.figure.data or not answer.rubric.provable
        return replace(found, note=f"{found.note} {words}".strip()) if words and drawn_or_why else found

    return drawn


#: Every chart by its slug, in the order in which they are offered. A chart takes an answer, `light` or `dark`, and its
#: options by name.
CHARTS: dict[str, Callable[..., Chart]] = {
    module.SLUG: _told(module.chart) if module in _OF_VERDICTS else module.chart for module in _MODULES
}

#: What a chart is called whatever the data say, by slug. Its title is what it finds, which changes with them.
NAMES: dict[str, str] = {module.SLUG: module.NAME for module in _MODULES}

#: What a reader may choose about a chart (its sort, its cohort ...), by slug; nothing about most charts.
OPTIONS: dict[str, tuple[Option, ...]] = {module.SLUG: tuple(getattr(module, "OPTIONS", ())) for module in _MODULES}

#: The page that shows a chart, by slug: its path in addresses, empty for the first page.
PAGES: dict[str, str] = {module.SLUG: getattr(module, "PAGE", "") for module in _MODULES}

#: The part of its page on which a chart stands, by slug, as pairs of an address; most pages have no parts.
PARTS: dict[str, tuple[tuple[str, str], ...]] = {module.SLUG: getattr(module, "PART", ()) for module in _MODULES}
