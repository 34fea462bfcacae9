"""`python -m openness remedy`: text for reading, CSV and JSON for further work, and errors that help."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from openness.cli.main import main
from openness.cli.remedy import COLUMNS
from tests.factories import fact, write_package

RUBRIC = """
id: small
title: Small definition
publisher: Nobody
url: https://example.org
version: "1"
about: For tests.
credit: {open: 1, gated: 0.75, partial: 0.5, closed: 0}
terms: {open: 1, restricted: 0.5, none: 0.5}
ranked_from: 0.65
dimensions:
  d:
    title: All
    criteria:
      weights: {title: Weights, evidence: {any: [enduser_weights, base_weights]}, weight: 1, side: weights}
      code: {title: Code, evidence: training_code, weight: 1, side: training}
verdicts:
  - id: meets
    title: Meets it
    requires: {weights: {availability: open, terms: open}, code: {availability: open, terms: open}}
  - id: cheap
    title: Small and open
    requires: {weights: {availability: open, terms: open}, release: {training_flop: {below: 1.0e25}}}
    undetermined: [Nobody has to pay]
  - id: half
    title: Half the points
    requires: {score: {at_least: 50}}
otherwise: {id: closed, title: Not open}
"""
RELEASES = [
    {"release": "lion-1", "name": "Lion 1", "training_flop": "3e25"},
    {"release": "tiger-1", "name": "Tiger 1"},
    {"release": "silent", "name": "Silent"},
]
FACTS = [
    fact("lion-1", "enduser_weights", "gated", "Llama-3-Community"),
    fact("lion-1", "base_weights", "closed"),
    fact("lion-1", "training_code", "closed"),
    fact("tiger-1", "enduser_weights", "open", "MIT"),
    fact("tiger-1", "training_code", "open", "Unread-1.0"),
]


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("remedy")
    write_package(folder / "data", releases=RELEASES, facts=FACTS)
    (folder / "small.yaml").write_text(RUBRIC)
    return folder


def run(files: Path, *arguments: object) -> Result:
    options = ["--data", files / "data", "--rubric", files / "small.yaml"]
    result = CliRunner().invoke(main, ["remedy", *map(str, [*arguments, *options])], prog_name="python -m openness")
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def test_the_text_tells_acts_and_facts_apart_and_what_comes_of_them(files: Path) -> None:
    result = run(files, "lion-1", "Tiger 1")

    assert result.exit_code == 0
    lion, tiger = result.stdout.split("Tiger 1 [tiger-1]")
    assert lion.startswith("Lion 1 [lion-1]\nSmall definition: Not open\nscore 19 of 100\n")
    assert (
        "MEETS IT: 2 steps\n"
        "  Lion 1 would have to:\n"
        "    - publish all of “Base weights” under open terms (now closed)\n"
        "    - publish all of “Training code” under open terms (now closed)\n"
        "  → Meets it, score 100\n"
    ) in lion
    assert "Training compute (FLOP) must be below 1e25, and it is 3e25: that cannot be changed." in lion
    assert (
        "  we would need to establish:\n    - that “Training code”, which is open, is under open terms (Unread-1.0)\n"
    ) in tiger
    assert "What no fact here can settle, so the verdict stays open:\n    - Nobody has to pay\n" in tiger
    assert "HALF THE POINTS: proven, nothing is needed" in tiger


def test_several_ways_are_counted_and_some_are_listed(files: Path) -> None:
    whole = run(files, "lion-1", "--verdict", "half").stdout
    cut = run(files, "lion-1", "--verdict", "half", "--most", "1").stdout

    assert "HALF THE POINTS: 1 step, in 2 ways\n  one of these:\n    1. publish all of “Base weights”" in whole
    assert "    2. publish all of “Training code” under open terms (now closed) → Half the points, score 69\n" in whole
    assert "MEETS IT" not in whole
    assert "    2. " not in cut
    assert "in 2 ways" in cut
    assert "… and 1 more" in cut


def test_the_table_has_one_row_an_action_and_one_for_a_verdict_without_any(files: Path) -> None:
    result = run(files, "lion-1", "silent", "--format", "csv")

    rows = list(csv.DictReader(io.StringIO(result.stdout)))
    assert result.stdout.splitlines()[0] == ",".join(COLUMNS)
    first = rows[0]
    assert [first[name] for name in ("release", "verdict", "state", "sets", "set", "size", "action", "subject")] == [
        *("lion-1", "meets", "reachable", "1", "1", "2", "open", "base_weights")
    ]
    assert [first[name] for name in ("availability", "terms", "low", "verdict_after")] == [
        *("open", "open", "100.0000", "meets")
    ]
    [over] = [row for row in rows if row["release"] == "lion-1" and row["verdict"] == "cheap"]
    assert (over["state"], over["set"], over["action"], over["low"]) == ("impossible", "", "", "")
    silent = [row for row in rows if row["release"] == "silent"]
    assert {row["action"] for row in silent} == {"establish"}
    assert {row["subject"] for row in silent if row["verdict"] == "cheap"} == {
        *("enduser_weights", "base_weights", "training_flop")
    }


def test_json_carries_what_it_stands_on(files: Path) -> None:
    document = json.loads(run(files, "tiger-1", "--format", "json").stdout)

    assert len(document["fingerprint"]) == 10
    [tiger] = document["releases"]
    assert [goal["state"] for goal in tiger["goals"]] == ["reachable", "open-question", "proven"]
    assert tiger["goals"][0]["remedies"][0]["actions"][0]["kind"] == "establish"


def test_nothing_recorded_means_everything_is_to_be_established(files: Path) -> None:
    text = run(files, "silent", "--verdict", "meets").stdout

    assert "would have to" not in text
    assert "we would need to establish:\n    - that all of “Training code” is public under open terms\n" in text


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["lion"], "there is no release 'lion' here; did you mean 'lion-1'?"),
        (["lion-1", "--verdict", "meet"], "'small' has no verdict 'meet' to reach; did you mean 'meets'?"),
        (["lion-1", "--verdict", "closed"], "'small' has no verdict 'closed' to reach; one of: meets, cheap, half"),
        (["lion-1", "--most", "0"], "0 is not in the range"),
        ([], "Missing argument 'RELEASE…'"),
    ],
)
def test_what_cannot_be_answered_is_said_in_a_sentence(files: Path, arguments: list[str], message: str) -> None:
    result = run(files, *arguments)

    assert result.exit_code == 2
    assert message in result.stderr


def test_help_shows_examples() -> None:
    result = CliRunner().invoke(main, ["remedy", "--help"], prog_name="python -m openness")

    assert result.stdout.count("python -m openness remedy ") >= 6
