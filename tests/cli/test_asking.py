"""Options and queries, definitions and releases by name: what is meant is found, or the nearest is named."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from openness.core.paths import ROOT
from tests.cli.runs import explain, rows, run, score


def test_options_and_query_mean_the_same_and_the_option_wins(files: Path) -> None:
    by_option = rows(score(files, "--as-of", "2025-03", "--sources", "mot,first-party"))
    by_query = rows(score(files, "--query", "?as_of=2025-03&sources=mot&sources=first-party"))
    assert by_option == by_query
    assert [row["release"] for row in by_option] == ["both", "weights only"]
    both = rows(score(files, "--query", "as_of=2024-06&vendor=lab,corp", "--as-of", "2025-03"))
    assert both == by_option


def test_a_whole_address_may_be_pasted(files: Path) -> None:
    for address in ("http://localhost:8501/vendors?country=FR&sort=gap&embed=true", "/releases?country=FR"):
        assert [row["release"] for row in rows(score(files, "--query", address))] == ["both"]


def test_shorthand_edits_the_rubric(files: Path) -> None:
    [row] = rows(score(files, "--query", "release=weights only&weight.code=3"))
    assert row["score"] == "18.7500"


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--as-of", "2030"], "later than the data, which ends on 2026-11-22"),
        (["--as-of", "soon"], "cannot read 'soon' as a date"),
        (["--sources", "mot,nobody"], "no source 'nobody'"),
        (["--query", "vendor=lba"], "did you mean 'lab'?"),
        (["--query", "vendors=lab"], "no parameter 'vendors'"),
        (["--query", "weight.nothing=2"], "weight.nothing"),
        (["--query", "edit=z.cut"], "cannot be unpacked"),
        (["--query", "release=" + "x" * 40_000], "longer than 32,000"),
        (["--format", "xml"], "'csv', 'json'"),
    ],
)
def test_what_is_not_understood_is_said_in_a_sentence(arguments: list[str], says: str, files: Path) -> None:
    result = score(files, *arguments)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert says in result.stderr
    assert "Traceback" not in result.stderr


def test_an_unknown_definition_names_the_near_ones(files: Path) -> None:
    result = run("score", "--data", files / "data", "--rubric", "osaid-1")
    assert result.exit_code == 2
    assert "osaid-1.0" in result.stderr


def test_a_file_made_from_a_published_definition_is_an_edited_one(tmp_path: Path) -> None:
    published = (ROOT / "rubric.yaml").read_text("utf-8")
    own = tmp_path / "own.yaml"

    def document(text: str) -> dict[str, object]:
        own.write_text(text, "utf-8")
        result = run("score", "--rubric", own, "--format", "json")
        assert result.exit_code == 0, result.output
        found: dict[str, object] = json.loads(result.stdout)
        return found

    same, edited = document(published), document(published.replace("partial: 0.5", "partial: 0.25", 1))
    by_query = json.loads(run("score", "--query", "edit=credit.partial:0.25", "--format", "json").stdout)
    assert (same["custom"], same["query"]) == (False, "")
    assert edited["custom"] is True
    assert edited["query"] == "edit=credit.partial:0.25"
    assert ", edited" in str(edited["citation"])
    assert edited["fingerprint"] == by_query["fingerprint"] != same["fingerprint"]


def test_a_release_is_found_by_its_name_and_whatever_the_capitals(files: Path) -> None:
    assert explain(files, "BOTH").stdout == explain(files, "both 1").stdout == explain(files, "both").stdout


def test_an_unknown_release_names_the_nearest(files: Path) -> None:
    result = explain(files, "both", "sillent")
    assert result.exit_code == 2
    assert result.stdout == ""
    assert "no release 'sillent' here; did you mean 'silent'?" in result.stderr
    assert "one of: weights only" not in explain(files, "eight").stderr
    assert "did you mean 'weights only'?" in explain(files, "eight").stderr
    assert "the scores list them all" in explain(files, "zzz").stderr
    early = explain(files, "silent", "--as-of", "2025-01-01")
    assert early.exit_code == 2
    assert "'silent' is not among the 1 release" in early.stderr
