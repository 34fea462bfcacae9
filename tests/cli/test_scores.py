"""`score`, `changes` and `explain`: the columns of the contract, and JSON with what the numbers stand on."""

from __future__ import annotations

import json
import re
from pathlib import Path

from openness.scoring import scores
from tests.cli.runs import explain, rows, run, score
from tests.factories import fact, write_package


def test_score_prints_the_columns_of_the_contract(files: Path) -> None:
    header, *lines = score(files).stdout.splitlines()
    assert header == (
        "release,name,vendor,released,score,low,high,coverage,ranked,weights_openness,training_openness,gap,"
        "verdict,verdict_high,gap_low,gap_high,weights_coverage,training_coverage,failed,undetermined,assumed"
    )
    assert header.split(",") == list(scores.COLUMNS)
    assert lines == [
        "both,Both 1,lab,2024-05-17,100.0000,100.0000,100.0000,1.0000,true,100.0000,100.0000,0.0000,"
        "meets,meets,0.0000,0.0000,1.0000,1.0000,,,",
        "weights only,'=Weights,corp,2025-02,28.1250,28.1250,75.0000,0.2500,false,37.5000,0.0000,37.5000,"
        "closed,open-weights,37.5000,100.0000,0.0000,1.0000,training-code,weights,",
        "silent,Silent,corp,2025-06-01,0.0000,0.0000,100.0000,0.0000,false,0.0000,0.0000,0.0000,"
        "closed,meets,-100.0000,100.0000,0.0000,0.0000,,training-code|weights,",
    ]


def test_json_carries_what_the_numbers_stand_on(files: Path) -> None:
    result = score(files, "--format", "json", "--query", "vendor=corp&weight.code=3")
    document = json.loads(result.stdout)
    assert document["rubric"] == {"id": "small", "title": "Small definition", "version": "1"}
    assert document["as_of"] == "2026-11-22"
    assert document["custom"] is True
    assert document["query"] == "edit=weight.code:3&vendor=corp"
    assert re.fullmatch(r"[0-9a-f]{10}", document["fingerprint"])
    assert [list(record) for record in document["scores"]] == [list(scores.COLUMNS)] * 2
    assert document["scores"][0]["name"] == "=Weights", "JSON is not opened in a spreadsheet"
    assert document["scores"][0]["ranked"] is False


def test_score_prints_only_the_columns_asked_for(files: Path) -> None:
    assert score(files, "--fields", "release, verdict").stdout.splitlines()[:2] == ["release,verdict", "both,meets"]

    document = json.loads(score(files, "--fields", "verdict,release", "--format", "json").stdout)
    assert document["scores"][0] == {"verdict": "meets", "release": "both"}
    assert document["rubric"]["id"] == "small"

    wrong = score(files, "--fields", "verdct")
    assert wrong.exit_code == 2
    assert "no column 'verdct'; did you mean 'verdict'?" in wrong.stderr


def test_changes_are_listed_with_what_they_did(tmp_path: Path) -> None:
    facts = [
        fact("alpha", "enduser_weights", "closed", since="2024-01-15"),
        fact("alpha", "enduser_weights", "open", "Apache-2.0", since="2024-06-01", url="https://example.org/opened"),
    ]
    write_package(tmp_path / "data", facts=facts)
    found = rows(run("changes", "--data", tmp_path / "data"))

    assert [(row["release"], row["date"], row["before"], row["after"]) for row in found] == [
        ("alpha", "2024-06-01", "closed", "open")
    ]
    assert found[0]["licence_after"] == "Apache-2.0"
    assert found[0]["url"] == "https://example.org/opened"
    assert found[0]["effect"] == "better"
    assert rows(run("changes", "--data", tmp_path / "data", "--as-of", "2024-05-31")) == []


def test_changes_as_json_say_of_which_definition_and_data(files: Path) -> None:
    result = run("changes", "--data", files / "data", "--rubric", files / "small.yaml", "--format", "json")

    document = json.loads(result.stdout)
    assert document["rubric"]["id"] == "small"
    assert document["changes"] == []
    assert re.fullmatch(r"[0-9a-f]{10}", document["fingerprint"])


def test_an_explanation_is_data_too(files: Path) -> None:
    [release] = json.loads(explain(files, "silent", "--format", "json").stdout)["releases"]
    assert release["words"] == "may reach “Meets it”: facts are missing"
    assert [criterion["id"] for criterion in release["criteria"]] == ["training-code", "weights"]
    assert release["criteria"][0]["members"][0]["fact"] is None
