"""On one page no label stands for two counts."""

from __future__ import annotations

import re
from collections import defaultdict

import pytest

from openness.charts import CHARTS
from openness.scoring.answer import Answer

PAGES = {
    "overview": ("gap", "verdicts-by-year", "claims"),
    "timeline": ("timeline", "gap-over-time", "frontier", "verdict-share"),
}


@pytest.mark.parametrize("page", PAGES)
def test_a_label_has_one_count_on_a_page(page: str, everything: Answer) -> None:
    counts: dict[str, set[str]] = defaultdict(set)
    for slug in PAGES[page]:
        chart = CHARTS[slug](everything, "light")
        for trace in chart.figure.data:
            found = re.fullmatch(r"(.*) \(([\d,]+)(, of which .*)?\)", trace.name or "")
            if found:
                counts[found[1] + ("…" if found[3] else "")].add(found[2])
        if slug == "claims":  # its bars are named without their sums
            for name in chart.table.columns[2:]:
                counts[str(name)].add(f"{chart.table[name].sum():,}")

    assert counts
    assert {label: some for label, some in counts.items() if len(some) > 1} == {}
