"""The chart `compare`."""

from __future__ import annotations

from openness.charts import compare as compare_chart
from openness.facts.package import Package
from openness.query.grammar import Query
from openness.scoring.answer import answer


def test_compared_cells_say_the_same_in_chart_and_table(package: Package) -> None:
    chart = compare_chart.chart(answer(package, Query(release=("llama-3.1", "olmo-2"))))
    shapes = next(trace for trace in chart.figure.data if trace.mode == "text")
    words = chart.table[chart.table["State"].isin(compare_chart.HEADINGS.values())]

    assert len(shapes.x) == 2 * len(words)
    said = {hover.split(": ", 1)[1].replace("<br>", " ") for hover in shapes.hovertext}
    assert {word for name in ("Llama 3.1", "OLMo 2") for word in words[name]} == said
    assert words["Llama 3.1: addresses"].str.startswith("http").sum() == (words["Llama 3.1"] != "not recorded").sum()


def test_comparison_of_one_and_of_twenty_says_what_to_do(package: Package) -> None:
    one = compare_chart.chart(answer(package, Query(release=("olmo-2",))))
    assert one.title == "OLMo 2: choose one more to compare it with"
    assert one.figure.layout.annotations[0].text == "Choose one more to compare."

    twenty = compare_chart.chart(answer(package, Query(release=tuple(package.releases["release"].iloc[:20]))))
    assert "At most 6 fit side by side: the first 6 of 20 are shown." in twenty.subtitle
    assert len(twenty.figure.layout.xaxis.ticktext) == 6
