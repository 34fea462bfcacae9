"""A rubric written back into its file keeps what its author wrote, and always reads back as the same rubric."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings

from openness.rubric.edits import apply_edits
from openness.rubric.load import fingerprint, list_rubrics, load_rubric, to_yaml
from openness.rubric.model import Rubric
from openness.rubric.text import rewrite
from tests.conftest import ROOT
from tests.rubric.cases import VALID, load, rubrics

COMMENTED = VALID.replace("ranked_from: 0.65", "ranked_from: 0.65  # after the handbook").replace(
    "dimensions:\n", "# what we ask\ndimensions:\n"
)


def test_a_file_that_holds_the_rubric_already_is_left_alone() -> None:
    assert rewrite(COMMENTED, load(COMMENTED)) == COMMENTED
    windows = COMMENTED.replace("\n", "\r\n")
    assert rewrite(windows, load(COMMENTED)) == windows


@pytest.mark.parametrize(
    ("edits", "before", "after"),
    [
        ({"weight.model": "5"}, "weight: 2", "weight: 5"),
        ({"credit.partial": "0.25"}, "partial: 0.5", "partial: 0.25"),
        ({"title": "NO"}, "title: A test", 'title: "NO"'),
        ({"ranked_from": "0.55"}, "0.65  # after", "0.55  # after"),
        ({"verdict.nearly.score.at_least": "60"}, "at_least: 40", "at_least: 60"),
        ({"criterion.code.side": "none"}, "side: training\nverdicts", "side: none\nverdicts"),
    ],
)
def test_one_change_changes_one_line(edits: dict[str, str], before: str, after: str) -> None:
    edited = apply_edits(load(COMMENTED), edits)
    assert rewrite(COMMENTED, edited) == COMMENTED.replace(before, after)


def test_parts_that_go_and_parts_that_come_leave_the_comments_of_the_others() -> None:
    edits = {
        "terms": "null",
        "verdict.nearly": "null",
        "dimension.data.criteria.more": '{title: "1.10", evidence: {any: [training_code]}, side: none, weight: 2}',
    }
    edited = apply_edits(load(COMMENTED), edits)
    text = rewrite(COMMENTED, edited)
    assert load(text) == edited
    assert "# after the handbook" in text
    assert "# what we ask" in text
    assert 'title: "1.10"' in text
    assert "terms: {open" not in text


def test_verdicts_in_another_order_keep_their_text() -> None:
    base = load(COMMENTED.replace("id: nearly", "id: nearly  # a near miss"))
    swapped = apply_edits(
        base,
        {
            "verdicts": '[{"id":"nearly","title":"Nearly","requires":{"score":{"at_least":90}}},'
            '{"id":"meets","title":"Meets it","requires":{"parameters":{"availability":"open"}}}]'
        },
    )
    text = rewrite(COMMENTED.replace("id: nearly", "id: nearly  # a near miss"), swapped)
    assert load(text) == swapped
    assert "# a near miss" in text


def test_text_that_is_no_rubric_is_replaced() -> None:
    rubric = load(VALID)
    assert rewrite("title: [", rubric) == to_yaml(rubric)


@pytest.mark.parametrize("path", list_rubrics(ROOT).values(), ids=lambda path: path.stem)
def test_our_own_files_keep_every_comment(path: Path) -> None:
    import yaml

    components = sorted({line.split(",")[0] for line in (ROOT / "data/components.csv").read_text().splitlines()[1:]})
    rubric = load_rubric(path, components=components)
    source = path.read_text("utf-8")
    edited = apply_edits(rubric, {f"weight.{next(iter(rubric.dimensions))}": "7.5"})
    text = rewrite(source, edited)
    assert load_rubric(text, components=components) == edited
    changed = [(a, b) for a, b in zip(source.splitlines(), text.splitlines(), strict=True) if a != b]
    assert len(changed) == 1
    assert "weight: 7.5" in changed[0][1]
    assert yaml.safe_load(source).keys() == yaml.safe_load(text).keys()


@settings(max_examples=60)
@given(rubrics(), rubrics())
def test_whatever_becomes_of_a_file_it_reads_back_as_the_same_rubric(base: Rubric, edited: Rubric) -> None:
    again = load(rewrite(to_yaml(base), edited))
    assert fingerprint(again, "d") == fingerprint(edited, "d")
