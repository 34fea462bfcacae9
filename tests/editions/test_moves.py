"""The move of the headline from edition to edition, taken apart: held against the same sums in plain Python."""

from __future__ import annotations

import math
from pathlib import Path
from statistics import median
from typing import Any

import pytest
import yaml

from openness.charts import CHARTS
from openness.editions import then
from openness.editions.moves import MEASURES, PARTS, moves
from openness.facts.package import load_package
from openness.findings.headline import CALLED_OPEN
from openness.publish.editions import publish_edition
from openness.query.grammar import Query
from openness.scoring.answer import Answer, answer
from tests.editions.made_up import RUBRIC, MadeUp, made_up
from tests.editions.test_compare import state_of
from tests.scoring_reference import totals, verdicts

EDITIONS = made_up(number=31)
CHANGED = RUBRIC.replace("weight: 2, side: training", "weight: 9, side: training").replace(
    "training-code: {availability: open}", "training-code: {availability: gated}"
)
RUBRICS = (RUBRIC, RUBRIC, CHANGED)
for number, edition in enumerate(EDITIONS):
    for at, release in enumerate(edition.releases.values()):
        release["claim"] = "open-source" if (at + number) % 3 else "proprietary"


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository that published two editions, and holds the third one's data under another definition."""
    root = tmp_path_factory.mktemp("published")
    for edition, rubric in zip(EDITIONS, RUBRICS, strict=True):
        edition.write(root, rubric)
        if edition is not EDITIONS[2]:
            publish_edition(root)
    return root


@pytest.fixture(scope="module")
def now(published: Path) -> Answer:
    return answer(load_package(published / "data"), root=published)


def by_hand(edition: MadeUp, rubric: str, releases: list[str], measure: str) -> float:
    tree: dict[str, Any] = yaml.safe_load(rubric)
    found = {release: state_of(edition, release) for release in releases}
    if measure == "met":
        called = [release for release in releases if edition.releases[release]["claim"] in CALLED_OPEN]
        return sum(verdicts(tree, *found[release])[0] == 0 for release in called)
    gaps = []
    for cells, _ in found.values():
        sums = totals(tree, cells)
        covered = [sums[f"{side}_coverage"] for side in ("weights", "training")]
        if all(part is not None and part >= 0.6 for part in covered):
            weights, training = sums["weights_low"], sums["training_low"]
            assert weights is not None
            assert training is not None
            gaps.append(float(weights - training))
    return median(gaps)


@pytest.mark.parametrize("measure", MEASURES)
def test_each_part_is_what_exchanging_that_one_thing_makes(now: Answer, measure: str) -> None:
    found = moves(now, measure)

    assert [move.before.name for move in found] == ["Edition 1", "Edition 2"]
    assert [move.after.name for move in found] == ["Edition 2", "Now"]
    assert [move.before.date for move in found] == [edition.date for edition in EDITIONS[:2]]
    for number, move in enumerate(found):
        old, new, before, after = *EDITIONS[number : number + 2], *RUBRICS[number : number + 2]
        both = [release for release in old.releases if release in new.releases]
        path = [
            by_hand(old, before, list(old.releases), measure),
            by_hand(old, before, both, measure),
            by_hand(new, before, both, measure),
            by_hand(new, before, list(new.releases), measure),
            by_hand(new, after, list(new.releases), measure),
        ]
        assert (move.before.found.value, move.after.found.value) == pytest.approx((path[0], path[-1]))
        assert move.parts == pytest.approx(
            {
                "facts": path[2] - path[1],
                "releases": path[1] - path[0] + path[3] - path[2],
                "definition": path[4] - path[3],
            }
        )
        assert sum(move.parts.values()) == pytest.approx(path[-1] - path[0])
        assert move.same_definition == ""
    assert found[0].parts["definition"] == 0
    if measure == "gap":
        assert all(any(abs(move.parts[part]) > 0.01 for move in found) for part in PARTS), "each kind moves something"


@pytest.mark.parametrize("measure", MEASURES)
def test_the_chart_shows_each_edition_and_each_part(now: Answer, measure: str) -> None:
    chart = CHARTS["editions"](now, "light", measure=measure)

    assert chart.table["Step"].tolist() == ["Edition 1", *PARTS.values(), "Edition 2", *PARTS.values(), "Now"]
    moved = chart.table["Moved by"].tolist()
    values = chart.table["Value"].tolist()
    for at, by in enumerate(moved):
        assert math.isnan(by) if at % 4 == 0 else values[at] == pytest.approx(values[at - 1] + by)
    assert values[3] == pytest.approx(values[4])
    assert values[7] == pytest.approx(values[8])
    assert "edition 1" in chart.title
    for words in PARTS.values():
        assert words[:1].lower() + words[1:] in chart.alt
    bars = [trace for trace in chart.figure.data if trace.type == "bar"]
    drawn = {y: (base, base + x) for bar in bars for y, base, x in zip(bar.y, bar.base, bar.x, strict=True)}
    assert {at: drawn[at][1] for at in drawn} == pytest.approx(dict(enumerate(values)))


def test_a_definition_that_an_edition_did_not_have_is_said(now: Answer, published: Path) -> None:
    (published / "rubrics").mkdir(exist_ok=True)
    (published / "rubrics" / "late.yaml").write_text(RUBRIC.replace("id: small", "id: late"))
    asked = answer(now.package, Query(rubric="late"), root=published)

    found = moves(asked)

    assert [move.same_definition for move in found] == ["is not among those it had"] * 2
    assert [move.parts["definition"] for move in found] == [0, 0]
    assert "Edition 1: the definition is not among those it had" in CHARTS["editions"](asked, "light").note


def test_a_source_that_an_edition_did_not_have_leaves_it_out(now: Answer, published: Path) -> None:
    assert list(then.names(now)) == ["Edition 1", "Edition 2", "Now"]
    asked = answer(now.package, Query(sources=("fmti",)), root=published)
    assert list(then.names(asked)) == ["Edition 1", "Edition 2", "Now"], "fmti is a source of all three"


def test_without_an_archive_there_is_nothing_to_compare(now: Answer, published: Path, tmp_path: Path) -> None:
    EDITIONS[2].write(tmp_path, CHANGED)
    (tmp_path / "data" / "editions.csv").write_bytes((published / "data" / "editions.csv").read_bytes())
    alone = answer(load_package(tmp_path / "data"), root=tmp_path)

    assert list(then.names(alone)) == ["Now"]
    chart = CHARTS["editions"](alone, "light")
    assert chart.title == "No earlier edition to compare with"
    assert chart.figure.layout.annotations[0].text.startswith("Nothing to draw")


def test_what_differs_is_asked_under_the_definition_in_force(now: Answer) -> None:
    found = then.difference(now, "Edition 1", "Now")

    assert found.days == (EDITIONS[0].date, EDITIONS[2].date)
    assert {one.release for one in found.gone} == EDITIONS[0].releases.keys() - EDITIONS[2].releases.keys()
    assert then.difference(now, "Edition 1", "Now") is found
    back = then.difference(now, "Now", "Edition 1")
    assert {one.release for one in back.added} == {one.release for one in found.gone}
