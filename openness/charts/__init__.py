"""The charts: one module each, found by the name they have in addresses."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from openness.charts import claims, gap, verdicts_by_year
from openness.charts.base import Chart

if TYPE_CHECKING:
    from openness.answer import Answer

#: Every chart by its slug, in the order in which they are offered. A chart takes an answer and `light` or `dark`.
CHARTS: dict[str, Callable[[Answer, str], Chart]] = {
    module.SLUG: module.chart for module in (gap, verdicts_by_year, claims)
}

__all__ = ["CHARTS", "Chart"]
