"""The command `robustness`: rank intervals and pairs that pipe, and sentences for what cannot be answered."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from openness.core.tables import to_csv
from openness.robustness.intervals import COLUMNS, robustness
from openness.rubric.edits import apply_edits
from openness.scoring.scores import score
from tests.cli.runs import rows, run
from tests.shared import LIVE

ROOT = Path(__file__).resolve().parents[2]


def test_one_row_a_ranked_release_as_the_library_has_them() -> None:
    shown = LIVE.answer()
    result = run("robustness", "--draws", 200, "--seed", 3)

    assert result.exit_code == 0
    assert result.stdout == to_csv(robustness(shown.scores, draws=200, seed=3).frame)
    assert tuple(rows(result)[0]) == COLUMNS
    assert len(rows(result)) == int(shown.scores.ranked.sum())


def test_json_says_what_was_varied_and_who_was_left_out(tmp_path: Path) -> None:
    out = tmp_path / "ranks.json"
    result = run(
        "robustness", "--draws", 50, "--vary", "weights", "--weights", "anew", "--format", "json", "--out", out
    )
    document = json.loads(out.read_text("utf-8"))

    assert result.exit_code == 0
    assert (document["draws"], document["seed"]) == (50, 20261122)
    assert [one["assumption"] for one in document["varied"]] == ["Weights of the dimensions", "Weights of the criteria"]
    assert all("at random" in one["drawn"] for one in document["varied"])
    assert document["left_out"]
    assert document["sentence"].startswith("The ranking is ")
    assert len(document["fingerprint"]) == 10
    assert len(document["ranks"]) + len(document["left_out"]) == len(LIVE.answer().selected)


def test_a_pair_says_how_often_and_what_turns_the_order_and_the_edits_really_do() -> None:
    text = run("robustness", "--draws", 200, "--pair", "olmo-2", "apertus")
    assert text.exit_code == 0
    first, second, third = text.stdout.splitlines()[:3]
    assert first.startswith("OLMo 2 ranks above Apertus")
    assert "of 200 trials" in first
    assert "order is" in second
    assert third.startswith("The smallest change that makes ")
    assert "Definition: Open Source AI Definition 1.0. Version code" in text.stdout

    pair = json.loads(run("robustness", "--draws", 200, "--pair", "olmo-2", "apertus", "--format", "json").stdout)
    assert pair["first_above"] + pair["first_below"] + pair["level"] == pytest.approx(1)
    shown = LIVE.answer()
    before = shown.scores
    after = score(apply_edits(shown.rubric, pair["edits"]), shown.evidence)
    ahead = pair["ahead"]
    behind = ({"olmo-2", "apertus"} - {ahead}).pop()
    assert before.low[before.index(ahead)] > before.low[before.index(behind)]
    assert after.low[after.index(ahead)] < after.low[after.index(behind)]


def test_one_that_is_at_least_as_open_is_said_to_be_beyond_reach() -> None:
    shown = LIVE.answer()
    ranked = robustness(shown.scores, draws=10)
    last = ranked.releases[-1]
    names = dict(zip(shown.table["release"], shown.table["name"], strict=True))
    text = run("robustness", "--draws", 10, "--pair", ranked.releases[0], last).stdout

    assert text.startswith(f"{names[ranked.releases[0]]} ranks above {names[last]} in 100% of 10 trials")
    assert text.splitlines()[2].startswith(("No change of these weights puts", "The smallest change"))


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--draws", 0), "between 1 and 100,000 trials can be made; got 0"),
        (("--seed", -1), "a seed is 0 or more; got -1"),
        (("--vary", "beauty"), "'beauty' is not one of"),
        (("--pair", "olmo-2", "olmo-2"), "cannot change places with itself"),
        (("--pair", "olmo-2", "olmo-9"), "there is no release 'olmo-9' here"),
        (("--draws", "many"), "'many' is not a valid integer"),
    ],
)
def test_what_cannot_be_answered_is_a_sentence(arguments: tuple[object, ...], said: str) -> None:
    result = run("robustness", *arguments)

    assert result.exit_code in (1, 2)
    assert said in result.stderr
    assert result.stdout == ""


def test_help_teaches_by_example() -> None:
    result = run("robustness", "--help")

    assert "python -m openness robustness" in result.stdout.split("Options:")[1]
    assert max(len(line) for line in result.stdout.splitlines()) <= 100


def test_a_readers_own_definition_is_said_to_be_edited_and_nowhere_published() -> None:
    own = ("--draws", 50, "--query", "edit=weight.data:6,credit.partial:0.25")
    text = run("robustness", *own, "--pair", "olmo-2", "apertus")
    assert text.exit_code == 0
    assert text.stdout.splitlines()[-1].startswith("Definition: Open Source AI Definition 1.0, edited. Version code ")
    assert "  data: weight 6, equal at " in text.stdout
    assert "publish" not in text.stdout.lower()

    pair = json.loads(run("robustness", *own, "--pair", "olmo-2", "apertus", "--format", "json").stdout)
    assert pair["custom"]
    assert pair["weights_in_force"]["data"] == 6
    ranks = json.loads(run("robustness", *own, "--format", "json").stdout)
    partial = next(one for one in ranks["varied"] if one["assumption"] == "Points for “partial”")
    assert partial["in_force"] == "0.25"
    for document in (pair, ranks):
        told = {name: value for name, value in document.items() if name not in ("citation", "sources")}
        assert "publish" not in json.dumps(told).lower()


def test_help_does_not_call_the_rank_published() -> None:
    assert "publish" not in run("robustness", "--help").stdout.lower()
