"""An explanation in the terminal: down to the page of each fact, and no wider than the terminal."""

from __future__ import annotations

import re
from pathlib import Path

from tests.cli.runs import explain, run
from tests.factories import fact, write_package
from tests.scoring.test_answer import RUBRIC


def test_explain_follows_every_number_down_to_its_page(files: Path) -> None:
    result = explain(files, "weights only")
    assert result.exit_code == 0, result.output
    text = result.stdout
    assert text.startswith("=Weights [weights only], Corp, announced February 2025\n")
    assert "Small definition: may reach “Open weights”: facts are missing" in text
    assert "score 28.1 of 100, at most 75.0" in text
    assert "https://example.org/gate" in text
    assert "licence Llama-3-Community (restricted terms)" in text
    assert re.search(r"mot \([^)]+\), recorded\s+1 November 2026", text)
    assert "They say so." in text
    assert "Meets it: ruled out" in text
    assert "fails: Training code must be open: closed, which fails." in text
    assert "availability of Base weights" in text.split("NOT RECORDED")[1]


def test_explain_fits_the_terminal_and_takes_several(files: Path) -> None:
    result = explain(files, "both", "silent")
    assert max(len(line) for line in result.stdout.splitlines() if "https://" not in line) <= 100
    assert result.stdout.index("Both 1 [both]") < result.stdout.index("Silent [silent]")
    assert "Nothing is missing that could change the score." in result.stdout
    assert "Not enough is recorded for" in result.stdout


def test_a_definition_without_licences_says_nothing_of_them(files: Path, tmp_path: Path) -> None:
    text = RUBRIC.format(id="plain", title="Plain").replace("terms: {open: 1, restricted: 0.5, none: 0.5}\n", "")
    (tmp_path / "plain.yaml").write_text(text.replace(", terms: open}", "}"))
    (tmp_path / "asks.yaml").write_text(text)
    facts = [fact("a", "base_weights"), fact("a", "training_code")]
    data = write_package(tmp_path / "data", releases=["a"], facts=facts)
    plain, asks = (
        run("explain", "a", "--data", data, "--rubric", tmp_path / name).stdout for name in ("plain.yaml", "asks.yaml")
    )
    assert "Base weights: open\n" in plain
    assert "Base weights: open, terms not recorded\n" in asks
