"""A release asked for in the terminal: checked while one answers, written after a yes, and not at all before."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from openness.cli.main import main
from openness.collect import look_up
from openness.collect.reading import NOT_READ, Reading
from openness.collect.repos import repo_of
from openness.core.errors import OpennessError
from openness.facts.package import load_package
from tests.contributing.sheets import data
from tests.factories import SOURCES, fact, write_package

ANSWERS = {
    "What is it called": "Gamma 2.5",
    "Its id here": "",
    "Who published it": "acme labs",
    "When was it announced": "25 November 2026",
    "What does it mainly make": "text",
    "How many parameters": "7",
    "Which line of releases": "",
    "Which release of the data": "Alpha",
    "What does its vendor call it": "open-source",
    "Which page of the vendor's": "https://example.org/says",
    "Which page is its own": "https://example.org/gamma",
    "Which repository": "",
    "Which component": "training code",
    "How far is it public": "Open",
    "Under which licence": "Apache 2.0",
    "Since when": "",
    "Which page states it": "https://example.org/code",
    "How sure": "high",
    "What should a reader know": "",
    "No more": "",
    "Write these rows": "y",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return data(tmp_path / "data")


def typed(**changes: str) -> list[str]:
    """The lines that somebody types; a change may be several, for a question that is asked again."""
    wanted = dict(ANSWERS)
    for question, answer in changes.items():
        (name,) = [one for one in ANSWERS if one.casefold().startswith(question.replace("_", " ").casefold())]
        wanted[name] = answer
    return "\n".join(wanted.values()).split("\n")


def add(folder: Path, lines: list[str]) -> Result:
    result = CliRunner().invoke(main, ["add-release", "--data", str(folder)], input="\n".join(lines) + "\n")
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def contents(folder: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_what_is_answered_is_written_after_a_yes(folder: Path) -> None:
    result = add(folder, typed())
    assert result.exit_code == 0, result.output
    package = load_package(folder)
    row = package.releases.query("release == 'gamma-2.5'").iloc[0]
    assert row[["name", "vendor", "released", "modality", "parameters_b", "base", "claim"]].tolist() == [
        *("Gamma 2.5", "acme", "2026-11-25", "text", "7", "alpha", "open-source")
    ]
    fact = package.facts.query("release == 'gamma-2.5'").iloc[0]
    assert fact[["source", "component", "availability", "licence", "url"]].tolist() == [
        *("first-party", "training_code", "open", "Apache-2.0", "https://example.org/code")
    ]
    assert package.date == "2026-11-25"
    assert "  + name Gamma 2.5, release gamma-2.5, vendor acme, released 2026-11-25" in result.output


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"What_is_it": "Alpha\nGamma 2.5"}, "'Alpha' is in the data already; correct it with: openness template"),
        ({"What_is_it": "\nGamma 2.5"}, "this one is needed"),
        ({"Its_id": "Ga mma\ngamma-2.5"}, "'Ga mma' is not an id; an id has letters a to z"),
        ({"Its_id": "beta\ngamma-2.5"}, "'beta' is in the data already"),
        ({"Who": "Acmi\nn\nAcme"}, "'Acmi' is not one of the vendors; did you mean 'acme'?"),
        ({"When": "11/12/2025\n2025-12-11"}, "can be two days: some write the day first"),
        ({"When": "2999-01-01\n"}, "that has not happened yet"),
        ({"What_does_it_mainly": "texts\ntext"}, "did you mean 'text'?"),
        ({"Which_release": "Omega\n"}, "'Omega' is not one of the releases"),
        ({"Which_page_is": "example.org\nhttps://example.org"}, "write https://example.org"),
        ({"Under": "Apache 9\nMIT"}, "names a licence that we do not know"),
        ({"Which_page_states": "\nhttps://example.org/code"}, "this one is needed"),
    ],
)
def test_an_answer_that_cannot_be_right_is_asked_for_again(folder: Path, changes: dict[str, str], says: str) -> None:
    result = add(folder, typed(**changes))
    assert result.exit_code == 0, result.output
    assert says in result.output
    assert "gamma-2.5" in load_package(folder).releases["release"].tolist()


def test_a_vendor_that_is_not_there_is_asked_for(folder: Path) -> None:
    result = add(folder, typed(Who="New Lab\ny\n\nFrance\ncompany\nhttps://example.org"))
    assert result.exit_code == 0, result.output
    assert load_package(folder).vendors.iloc[-1][["vendor", "country", "kind"]].tolist() == ["new-lab", "FR", "company"]


def test_interrupted_at_any_question_it_leaves_the_files_as_they_were(folder: Path) -> None:
    before, lines = contents(folder), typed(Who="New Lab\ny\n\nFrance\ncompany\nhttps://example.org")
    for stop in range(0, len(lines), 3):
        result = CliRunner().invoke(main, ["add-release", "--data", str(folder)], input="\n".join(lines[:stop]))
        assert result.exit_code == 1
        assert "Aborted!" in result.output
        assert contents(folder) == before


def test_ctrl_c_and_no_leave_the_files_as_they_were(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = contents(folder)
    assert add(folder, typed(Write="n")).output.endswith("Nothing is written.\n")
    assert contents(folder) == before

    def interrupted(*_: object, **__: object) -> bool:
        raise KeyboardInterrupt

    monkeypatch.setattr(click, "confirm", interrupted)
    result = add(folder, typed())
    assert (result.exit_code, contents(folder)) == (1, before)


def seen(address: str) -> Reading:
    repo = repo_of(address)
    assert repo is not None
    return Reading(repo, "2026-11-20", seen={"name": repo.name, "gated": "no", "weights": "complete", "licence": "mit"})


def test_what_a_machine_sees_at_the_repository_is_among_the_rows(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rule = {"component": "base_weights", "availability": "open", "replaces": "unknown", "why": "All of it is there"}
    rule |= {"source": "huggingface-hub", "observation": "base weights, no gate"}
    facts = [fact("alpha", "api"), fact("alpha", "base_weights", source="huggingface-hub", file="huggingface-hub.csv")]
    sources = [*SOURCES, {"source": "huggingface-hub", "precedence": "9"}]
    write_package(folder, releases=[{"release": "alpha"}], facts=facts, sources=sources, collect=[rule])
    monkeypatch.setattr(look_up, "look_up", seen)
    result = add(folder, typed(Who="acme", Which_repository="https://huggingface.co/acme/gamma"))
    assert "Seen there: Base weights: open" in result.output
    assert load_package(folder).facts.query("release == 'gamma-2.5'")[["source", "component"]].to_numpy().tolist() == [
        ["first-party", "training_code"],
        ["huggingface-hub", "base_weights"],
    ]


def not_read(address: str) -> Reading:
    repo = repo_of(address)
    assert repo is not None
    return Reading(repo, "2026-11-20", NOT_READ, "no network")


def missing(_: str) -> Reading:
    raise OpennessError("reading needs more packages")


@pytest.mark.parametrize(
    ("found", "says"),
    [
        (not_read, "Not looked up: no network."),
        (missing, "Not looked up: reading needs more packages."),
    ],
)
def test_where_nothing_can_be_looked_up_a_line_says_so_and_it_goes_on(
    folder: Path, monkeypatch: pytest.MonkeyPatch, found: Callable[[str], Reading], says: str
) -> None:
    monkeypatch.setattr(look_up, "look_up", found)
    result = add(folder, typed(Which_repository="https://huggingface.co/acme/gamma"))
    assert says in result.output
    assert result.exit_code == 0, result.output
