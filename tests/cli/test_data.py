"""`validate`: every problem by file and line, and one line where there is none."""

from __future__ import annotations

import re
from pathlib import Path

from tests.cli.runs import rows, run
from tests.factories import fact, write_package
from tests.scoring.test_answer import RUBRIC


def test_validate_says_in_a_line_what_it_counted(files: Path) -> None:
    result = run("validate", "--data", files / "data", "--rubric", files / "small.yaml")
    assert result.exit_code == 0, result.output
    assert result.stdout == (
        "no problem in 3 releases of 2 vendors, 4 facts (4 not unknown); small (2 criteria, 2 verdicts)\n"
    )


def test_validate_lists_all_problems_of_all_files_one_a_line(files: Path, tmp_path: Path) -> None:
    data = write_package(
        tmp_path / "data",
        releases=[{"release": "a", "released": "2024-13"}, {"release": "a"}],
        facts=[fact("a", "training_code", "ajar"), fact("b", "training_code")],
    )
    result = run("validate", "--data", data, "--rubric", files / "broken.yaml", "--rubric", files / "small.yaml")
    assert result.exit_code == 1
    lines = result.stdout.splitlines()
    assert len(lines) >= 4
    assert all(re.match(r"\S+:\d+: ", line) for line in lines), lines
    for file in ("releases.csv", "evidence/curated.csv", "broken.yaml"):
        assert any(file in line for line in lines), file
    assert result.stderr == f"{len(lines)} problems\n"


def test_two_definitions_with_one_id_are_a_problem(files: Path, tmp_path: Path) -> None:
    twin = tmp_path / "twin.yaml"
    twin.write_text(RUBRIC.format(id="small", title="Twin"))
    result = run("validate", "--data", files / "data", "--rubric", files / "small.yaml", "--rubric", twin)
    assert result.exit_code == 1
    assert "the id of another definition; got 'small'" in result.stdout


def test_what_is_committed_is_valid_and_every_definition_scores_every_release() -> None:
    checked = run("validate")
    assert checked.exit_code == 0, checked.output
    assert checked.stdout.count("\n") == 1
    names = re.findall(r"([\w.-]+) \(\d+ criteria", checked.stdout)
    assert len(names) >= 2
    counts = {name: len(rows(run("score", "--rubric", name))) for name in names}
    assert len(set(counts.values())) == 1, counts
    assert f"{counts[names[0]]} releases" in checked.stdout
