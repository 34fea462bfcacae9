"""The chart `gap_over_time`."""

from __future__ import annotations

from itertools import pairwise

import pytest

from openness.charts import (
    gap_over_time,
)
from openness.core.wording import points
from openness.findings.timeline import FEW, gap_by_period
from openness.scoring.answer import Answer


def test_the_gap_chart_tells_n_and_what_it_leaves_out(everything: Answer) -> None:
    chart = gap_over_time.chart(everything)
    periods = gap_by_period(everything)

    assert chart.table["Releases counted"].tolist() == periods["n"].tolist()
    assert f"{periods['left_out'].sum()} left out" in chart.subtitle
    assert chart.table["Few"].tolist() == (periods["n"] < FEW).tolist()
    band, quartiles, median, *_ = chart.figure.data
    counted = periods[periods["n"] > 0]
    assert list(band.base) == pytest.approx(counted["low"].tolist())
    assert [base + y for base, y in zip(band.base, band.y, strict=True)] == pytest.approx(counted["high"].tolist())
    assert list(quartiles.base) == pytest.approx(counted["q1"].tolist())
    assert [y for y in median.y if y is not None] == pytest.approx(counted["median"].tolist())


def test_half_years_stand_in_their_year_and_written_medians_do_not_touch(everything: Answer) -> None:
    for cohort in ("all", "newest"):
        figure = gap_over_time.chart(everything, cohort=cohort).figure
        periods = gap_by_period(everything, cohort)["period"].tolist()
        years = list(figure.layout.xaxis.ticktext)
        at = list(figure.data[2].x)
        assert ["H2" if x % 2 else "H1" for x in at] == [name[-2:] for name in periods]
        assert [years[x // 2] for x in at] == [name[:4] for name in periods]
        written = sorted(note.x for note in figure.layout.annotations if note.yref != "paper")
        assert all(after - before > 1 for before, after in pairwise(written))


def test_the_gap_title_compares_the_first_and_last_period_with_enough_releases(everything: Answer) -> None:
    periods = gap_by_period(everything)
    firm = periods[periods["n"] >= FEW]
    title = gap_over_time.chart(everything).title

    verb = "widened" if firm["median"].iloc[-1] > firm["median"].iloc[0] else "narrowed"
    assert verb in title
    assert f"half of {firm['period'].iloc[0][:4]}" in title
    assert f"half of {firm['period'].iloc[-1][:4]}" in title
    for row in (firm.iloc[0], firm.iloc[-1]):
        assert f"{points(row['median'])} ({points(row['low'])} to {points(row['high'])}, n = {row['n']})" in title
