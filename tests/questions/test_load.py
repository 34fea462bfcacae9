"""The files of questions: what they may say, and how a broken one is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from openness.charts import CHARTS
from openness.core.errors import ProblemsError
from openness.core.paths import ROOT
from openness.questions.answers import FINDINGS
from openness.questions.load import questions, read_question

GOOD = """title: Is it so?
asked_by: Everyone
place: 1
finding: who
chart: vendors
options: {by: kind}
debate:
  - "Some say yes."
"""


def test_the_questions_of_the_project_stand_in_order_and_name_what_exists() -> None:
    found = questions(ROOT)

    assert len(found) >= 10
    assert [question.place for question in found] == sorted({question.place for question in found})
    assert all(question.title.endswith("?") for question in found)
    assert all(len(question.debate) >= 2 for question in found)
    assert {question.finding for question in found} == set(FINDINGS)
    assert {question.chart for question in found} <= set(CHARTS)


def test_a_question_is_what_its_file_says() -> None:
    question = read_question(GOOD, "is-it-so")

    assert (question.id, question.title, question.chart) == ("is-it-so", "Is it so?", "vendors")
    assert question.options == (("by", "kind"),)


@pytest.mark.parametrize(
    ("written", "instead", "line", "words"),
    [
        ("title: Is it so?", "titel: Is it so?", 1, "did you mean 'title'?"),
        ("place: 1", "place: first", 3, "whole number"),
        ("finding: who", "finding: whom", 4, "did you mean 'who'?"),
        ("chart: vendors", "chart: vendor", 5, "did you mean 'vendors'?"),
        ("by: kind", "by: size", 6, "no such value"),
        ("by: kind", "sorted: kind", 6, "no such choice"),
        ('  - "Some say yes."', "  - 3", 8, "has to be a text"),
        ("asked_by: Everyone", f"asked_by: {'x' * 201}", 2, "at most 200 characters"),
    ],
)
def test_a_broken_file_is_refused_with_its_line(written: str, instead: str, line: int, words: str) -> None:
    with pytest.raises(ProblemsError) as caught:
        read_question(GOOD.replace(written, instead), "mine")

    told = [str(problem) for problem in caught.value.problems]
    assert any(text.startswith(f"questions/mine.yaml:{line}: ") and words in text for text in told), told


def test_all_problems_of_all_files_are_told_at_once(tmp_path: Path) -> None:
    folder = tmp_path / "questions"
    folder.mkdir()
    (folder / "a.yaml").write_text(GOOD.replace("finding: who", "finding: nobody"), "utf-8")
    (folder / "b.yaml").write_text("- no question", "utf-8")
    (folder / "c.yaml").write_text(GOOD, "utf-8")

    with pytest.raises(ProblemsError) as caught:
        questions(tmp_path)

    assert [problem.file for problem in caught.value.problems] == ["questions/a.yaml", "questions/b.yaml"]


def test_what_is_left_out_is_named() -> None:
    with pytest.raises(ProblemsError) as caught:
        read_question("title: Is it so?\n", "mine")

    missing = {problem.what for problem in caught.value.problems}
    assert {f"the field '{name}' is missing" for name in ("asked_by", "place", "finding", "chart", "debate")} == missing
