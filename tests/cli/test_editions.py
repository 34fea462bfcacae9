"""`diff`: two states of the data from the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from openness.core.paths import ROOT
from tests.cli.runs import run
from tests.editions.made_up import made_up


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    place = tmp_path_factory.mktemp("editions")
    return [edition.write(place / str(number)) for number, edition in enumerate(made_up(number=40)[:2], 1)]


def diff(folders: list[Path], *more: object) -> str:
    result = run("diff", *folders, "--rubric", folders[1] / "rubric.yaml", *more)
    assert result.exit_code == 0, result.output
    return result.stdout


def test_what_differs_in_the_terminal(folders: list[Path]) -> None:
    text = diff(folders)

    assert text.startswith("From the data of 31 January 2025 to those of 30 June 2025: 3 releases added and 2 gone; ")
    for heading in ("RELEASES ADDED (3)", "RELEASES GONE (2)", "VERDICTS (", "FACTS (", "LICENCES READ AGAIN (1)"):
        assert f"\n{heading}" in text
    assert ", because " in text
    assert "https://example.org/first-party/" in text
    assert "Llama 3 Community, user_threshold: true → false" in text


def test_what_differs_for_machines(folders: list[Path], tmp_path: Path) -> None:
    assert diff(folders, "--format", "json", "--out", tmp_path / "diff.json") == ""
    found = json.loads((tmp_path / "diff.json").read_text())

    assert found["old"]["name"] == str(folders[0])
    assert (found["old"]["date"], found["new"]["date"]) == ("2025-01-31", "2025-06-30")
    assert found["definition"] == "Small definition"
    assert {one["release"] for one in found["added"]} == {"r100", "r101", "r102"}
    assert {"url_before", "url_after", "kind"} <= found["facts"][0].keys()
    empty = [one for one in found["facts"] if one["source_before"] is None]
    assert empty
    assert all(one["url_before"] is one["licence_before"] is None for one in empty)
    assert "" not in [value for one in found["facts"] for value in one.values()]
    assert {"what", "name", "before", "after"} == found["verdicts"][0]["because"][0].keys()
    assert {"rank_before", "best_before", "worst_before"} <= found["ranks"][0].keys()


def test_what_differs_as_a_comment_is_short_and_inert(folders: list[Path]) -> None:
    text = diff(folders, "--format", "markdown")

    [facts] = [part for part in text.split("### ") if part.startswith("Facts")]
    number = int(facts.partition("(")[2].partition(")")[0])
    assert number > 30
    assert facts.count("\n- ") == 31
    assert f"- and {number - 30} more" in facts
    assert "user\\_threshold" in text


def test_nothing_differs_is_one_sentence(folders: list[Path]) -> None:
    same = run("diff", folders[0], folders[0], "--rubric", folders[0] / "rubric.yaml")
    assert same.stdout == "Nothing differs between two states of the data of 31 January 2025.\n"


def test_what_cannot_be_read_is_a_sentence(folders: list[Path]) -> None:
    result = run("diff", "no-such-thing", folders[0])

    assert result.exit_code == 1
    assert result.stderr.startswith("Error: 'no-such-thing' is not a folder, an archive (")
    kept = ", ".join(str(number) for number in range(1, 1 + len(list((ROOT / "editions").iterdir()))))
    assert f"the number of an edition ({kept}) or a commit" in result.stderr
    assert run("diff", folders[0], folders[1], "--rubric", "nothing").exit_code == 2
