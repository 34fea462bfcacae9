"""`collect`: what changed, as text and as CSV; and nothing written that was not asked for."""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from openness.collect.pace import Clock
from openness.collect.reading import Reading
from openness.collect.state import State
from openness.facts.schema import columns_of
from tests.cli.runs import run
from tests.collect.planted import MACHINES, RULES
from tests.factories import fact, write_package
from tests.hub.app import Held, World
from tests.hub.serve import served

SECRET = "hf_this-is-secret"  # noqa: S105
PAGE = "https://huggingface.co/acme/gate"
RELEASES = [{"release": "gate", "url": PAGE}, {"release": "lost", "url": "https://huggingface.co/acme/lost"}]
FACTS = [
    fact("gate", "base_weights", "open", "Apache-2.0", url=PAGE, recorded="2026-11-01"),
    fact("gate", "enduser_weights", "closed"),
    fact("gate", "model_card", "open", url=PAGE),
    fact("lost", "base_weights", "open", url="https://huggingface.co/acme/lost", recorded="2025-01-01"),
]


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    write_package(folder, releases=RELEASES, facts=FACTS, sources=MACHINES, collect=RULES)
    for name in ("huggingface-hub", "github"):
        (folder / "evidence" / f"{name}.csv").write_text(",".join(columns_of("evidence")) + "\n", encoding="utf-8")
    return folder


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    made = World(models={"acme/gate": Held(gated="auto")}, owners={"acme"})
    with served(made) as environment:
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        monkeypatch.delenv("HF_TOKEN", raising=False)
        yield made


def contents(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_what_was_what_is_since_when_and_where(data: Path, world: World, tmp_path: Path) -> None:
    before = contents(data)
    result = run("collect", "--data", data, "--rate", 1000)
    day = Clock().day()

    assert result.exit_code == 0
    assert [line.strip() for line in result.stdout.splitlines()[:7]] == [
        "To add (1)",
        "",
        "gate: Base weights",
        "was    open under Apache-2.0, says first-party (2026-11-01)",
        "is     gated under Apache-2.0",
        f"since  {day}",
        f"at     {PAGE}",
    ]
    assert "first-party goes before huggingface-hub" in result.stdout
    assert "https://huggingface.co/acme/lost\n  refused (401)" in result.stdout
    assert result.stdout.splitlines()[-1] == "2 repositories, 3 requests: 1 fact to add, 0 to judge, 1 not read"
    assert contents(data) == before
    assert list(tmp_path.iterdir()) == [data]


def test_a_file_that_could_not_be_written_is_told_before_anything_is_read(
    data: Path, world: World, tmp_path: Path
) -> None:
    result = run("collect", "--data", data, "--rate", 1000, "--out", tmp_path / "nowhere" / "new.csv")

    assert result.exit_code == 1
    assert "nowhere: there is no such folder" in result.output
    assert world.asked == []


def test_a_table_of_what_is_proposed(data: Path, world: World, tmp_path: Path) -> None:
    result = run("collect", "gate", "--data", data, "--rate", 1000, "--out", tmp_path / "new.csv")
    with (tmp_path / "new.csv").open(encoding="utf-8") as file:
        [row] = csv.DictReader(file)

    assert result.exit_code == 0
    assert (row["source"], row["release"], row["component"], row["availability"]) == (
        "huggingface-hub",
        "gate",
        "base_weights",
        "gated",
    )
    assert run("collect", "gate", "--data", data, "--rate", 1000, "--out", "-").stdout.startswith("source,release,")


def test_applied_it_stands_in_its_own_file_and_is_not_proposed_again(data: Path, world: World) -> None:
    before = contents(data)
    result = run("collect", "gate", "--data", data, "--rate", 1000, "--apply")
    after = contents(data)

    assert result.exit_code == 0, result.output
    changed = {name for name in after if after[name] != before.get(name)}
    assert changed == {"evidence/huggingface-hub.csv", "datapackage.json"}
    assert after["evidence/huggingface-hub.csv"].startswith(before["evidence/huggingface-hub.csv"])
    again = run("collect", "gate", "--data", data, "--rate", 1000, "--apply")
    assert "0 facts to add" in again.stdout
    assert contents(data) == after


def test_only_what_was_not_read_for_long(data: Path, world: World) -> None:
    run("collect", "--data", data, "--rate", 1000, "--older-than", 300)

    assert {path for path in world.asked if "acme" in path} == {"/api/models/acme/lost"}


def test_tokens_come_along_and_are_never_told(
    data: Path, world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_TOKEN", SECRET)
    state = tmp_path / "state.jsonl"
    result = run("collect", "--data", data, "--rate", 1000, "--state", state, "--out", tmp_path / "new.csv")

    assert world.tokens == {f"Bearer {SECRET}"}
    assert "it is gone, and its owner is not" in result.stdout
    told = [result.output, state.read_text("utf-8"), (tmp_path / "new.csv").read_text("utf-8")]
    assert not any("secret" in text for text in told)
    # a host that sends us elsewhere does not take the token there
    other = World(models={"acme/there": Held()}, owners={"acme"})
    with served(other) as there:
        world.elsewhere = there["HF_ENDPOINT"]
        world.models["acme/gate"].mood = "sent elsewhere"
        run("collect", "gate", "--data", data, "--rate", 1000)
    assert other.asked
    assert other.tokens == set()


@pytest.mark.parametrize("name", ["HF_TOKEN", "GITHUB_TOKEN", "HF_ENDPOINT", "GITHUB_API_URL"])
def test_an_environment_that_cannot_be_right_is_told_without_its_content(
    data: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv(name, f"{SECRET} and\nmore")
    result = run("collect", "--data", data)

    assert result.exit_code == 1
    assert f"{name} in the environment" in result.output
    assert "secret" not in result.output


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["nothing"], "there is no release 'nothing'"),
        (["--rate", "0"], "between 0.01 and 1000 requests a second"),
        (["--rate", "nan"], "between 0.01 and 1000 requests a second"),
        (["--older-than", "-1"], "older-than"),
    ],
)
def test_what_cannot_be_meant_is_refused(data: Path, arguments: list[str], told: str) -> None:
    result = run("collect", "--data", data, *arguments)

    assert result.exit_code in (1, 2)
    assert told in result.output


def test_stopped_it_says_how_to_go_on(
    data: Path, world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(state: State, reading: Reading) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(State, "keep", interrupted)
    result = run("collect", "gate", "--data", data, "--rate", 1000, "--state", tmp_path / "s.jsonl")

    assert result.exit_code == 1
    assert f"stopped; the same command goes on from {tmp_path / 's.jsonl'}" in result.output


def test_without_its_packages_it_says_how_to_install_them(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "huggingface_hub", None)
    result = run("collect", "--data", data)

    assert (result.exit_code, result.output) == (
        1,
        "Error: reading Hugging Face and GitHub needs more packages: "
        "python -m pip install -r requirements-collect.txt\n",
    )
