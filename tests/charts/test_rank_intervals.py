"""The chart `rank_intervals`."""

from __future__ import annotations

import numpy as np
import pytest

from openness.charts import CHARTS
from openness.charts.assumed import DRAW, VARY
from openness.facts.package import Package
from openness.query.grammar import Query
from openness.robustness.intervals import robustness_of
from openness.scoring.answer import Answer, answer


def test_a_bar_runs_from_the_5th_to_the_95th_percentile_in_the_order_of_the_ranks_as_they_stand(
    everything: Answer,
) -> None:
    firm = robustness_of(everything)
    bars, median, standing = CHARTS["rank-intervals"](everything).figure.data

    assert list(bars.base) == firm.best[:40].tolist()
    assert (np.array(bars.base) + np.array(bars.x)).tolist() == firm.worst[:40].tolist()
    assert list(median.x) == firm.median[:40].tolist()
    assert list(standing.x) == firm.rank[:40].tolist() == sorted(standing.x)


@pytest.mark.parametrize(("show", "rows"), [("40", 40), ("100", 100), ("all", None)])
def test_the_reader_decides_how_many_are_drawn_and_the_table_has_them_all(
    everything: Answer, show: str, rows: int | None
) -> None:
    ranked = len(robustness_of(everything).releases)
    chart = CHARTS["rank-intervals"](everything, show=show)

    assert len(chart.figure.data[0].y) == (rows or ranked)
    assert len(chart.table) == ranked
    assert ("Shown: the first" in chart.subtitle) == (rows is not None)
    assert chart.figure.layout.height > 15 * (rows or ranked)  # every name has its line


def test_every_tier_is_named_once_and_every_other_one_is_shaded(everything: Answer) -> None:
    tiers = robustness_of(everything).tier[:40]
    layout = CHARTS["rank-intervals"](everything).figure.layout

    assert [note.text for note in layout.annotations] == [f"group {tier}" for tier in dict.fromkeys(tiers.tolist())]
    shaded = {row for shape in layout.shapes for row in np.arange(shape.y0 + 0.5, shape.y1).astype(int).tolist()}
    assert shaded == set(np.flatnonzero(tiers % 2).tolist())


def test_what_was_varied_is_said_below_the_chart(everything: Answer) -> None:
    note = CHARTS["rank-intervals"](everything).note
    for varied in robustness_of(everything).varied:
        assert varied.title[1:] in note
        assert varied.drawn.replace(";", ",").replace(", uniform", "").replace(", each as likely", "") in note
    assert "weights of the dimensions and weights of the criteria (each multiplied by" in note  # drawn alike, said once
    assert "all are equally likely. Seed" in note
    only = CHARTS["rank-intervals"](everything, vary="unknown").note
    assert "Varied at once, independently: the reading of the unknown (closed, open or left out)." in only


def test_a_choice_that_a_definition_has_nothing_for_is_said(package: Package) -> None:
    # the European index has no factor for terms and gives gated what partial is worth: one number is left to vary
    shown = answer(package, Query(rubric="osai-index-2026"))
    note = CHARTS["rank-intervals"](shown, vary="worth").note
    assert "points for “partial” and “gated” (0.25 to 0.75)" in note
    assert "terms" not in note.split("Varied")[1]


def test_too_little_to_rank_is_said_not_drawn(package: Package) -> None:
    shown = answer(package, Query(edit=(("ranked_from", "1"),), release=robustness_of(answer(package)).left_out[:5]))
    for slug in ("rank-intervals", "assumptions"):
        chart = CHARTS[slug](shown)
        assert not chart.figure.data
        assert chart.table.empty
        assert "can be ranked" in chart.title or "Too little is recorded" in chart.title


def test_a_readers_own_definition_is_nowhere_called_published(package: Package, everything: Answer) -> None:
    own = answer(package, Query(edit=(("weight.data", "6"), ("credit.partial", "0.25"))))
    firm = robustness_of(own)
    for slug in ("rank-intervals", "assumptions"):
        chart = CHARTS[slug](own)
        assert f"under {own.rubric.title}, edited" in chart.subtitle
        assert ", edited" not in CHARTS[slug](everything).subtitle
        words = [chart.title, chart.subtitle, chart.alt, chart.note, chart.source, chart.figure.to_json(engine="json")]
        assert "publish" not in "\n".join([*words, chart.table.to_csv()]).lower()
    intervals = CHARTS["rank-intervals"](own)
    standing = intervals.figure.data[2]
    assert standing.name == "Rank in force"
    assert list(standing.x) == firm.rank[:40].tolist()
    assert "in force, median" in standing.hovertext[0]
    assert not any("publish" in option.help.lower() for option in (VARY, DRAW))
