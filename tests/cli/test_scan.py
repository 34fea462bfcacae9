"""`evidence` and `score --evidence`: the same numbers by way of a Parquet file, and sentences for what does not go."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pandas as pd
import pytest

from openness.cli.collect import _write_evidence
from tests.cli.runs import run, score
from tests.factories import fact, write_package


@pytest.fixture
def parquet(files: Path, tmp_path: Path) -> Path:
    path = tmp_path / "e.parquet"
    done = run("evidence", "--data", files / "data", "--rubric", files / "small.yaml", "--out", path)
    assert (done.exit_code, done.stdout, done.stderr) == (0, "", "3 releases, as of 2026-11-22\n")
    return path


def test_scores_of_written_evidence_are_those_of_the_data(files: Path, parquet: Path, tmp_path: Path) -> None:
    change = ("--query", "weight.code=3", "--fields", "release,score,verdict")
    done = score(files, "--evidence", parquet, "--out", tmp_path / "out", *change)

    assert done.exit_code == 0, done.output
    assert done.stderr == "3 releases in 1 file, under Small definition, edited\n"
    assert (tmp_path / "out" / "part-00000.csv").read_text("utf-8") == score(files, *change).stdout


def test_evidence_is_written_of_a_day_and_a_selection(files: Path, tmp_path: Path) -> None:
    chosen = ("--as-of", "2025-03", "--query", "vendor=corp")
    out = tmp_path / "e.parquet"
    run("evidence", "--data", files / "data", "--rubric", files / "small.yaml", "--out", out, *chosen)
    done = score(files, "--evidence", out, "--out", tmp_path / "out")

    assert done.exit_code == 0, done.output
    assert (tmp_path / "out" / "part-00000.csv").read_text("utf-8") == score(files, *chosen).stdout


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--query", "vendor=lab"], "with --evidence only the definition can be chosen; 'vendor=lab' is decided when"),
        (["--as-of", "2025"], "'as_of=2025-01-01' is decided when the evidence is written"),
        (["--format", "json"], "--format is csv or parquet"),
        (["--out", "-"], "--out names the folder to write"),
    ],
)
def test_what_is_settled_by_the_evidence_cannot_be_asked_again(
    arguments: list[str], says: str, files: Path, parquet: Path, tmp_path: Path
) -> None:
    done = score(files, "--evidence", parquet, "--out", tmp_path / "out", *arguments)

    assert done.exit_code == 2
    assert says in done.stderr
    assert not (tmp_path / "out").exists()


def test_dask_and_parquet_are_about_evidence(files: Path) -> None:
    for more in (["--engine", "dask"], ["--format", "parquet"]):
        done = score(files, *more)
        assert done.exit_code == 2
        assert "go with --evidence" in done.stderr


def test_a_broken_file_is_named_without_a_traceback(files: Path, tmp_path: Path) -> None:
    (tmp_path / "e.parquet").write_text("no")
    done = score(files, "--evidence", tmp_path / "e.parquet", "--out", tmp_path / "out")

    assert done.exit_code == 1
    assert "e.parquet: is not a Parquet file, or is cut off" in done.stderr
    assert done.stderr.endswith("1 problem\n")


def test_collect_writes_what_would_count_with_its_proposals(tmp_path: Path) -> None:
    data = write_package(tmp_path / "data", releases=["read", "not-read"], facts=[fact("read", "api", "closed")])
    before = {path: path.read_bytes() for path in data.rglob("*") if path.is_file()}
    row = fact("read", "base_weights", "gated", "MIT", source="mot", recorded="2026-11-30", url="https://example.org/")
    came = SimpleNamespace(proposals=[SimpleNamespace(row={"confidence": "high", **row})])
    (data / "evidence" / "mot.csv").write_bytes((data / "evidence" / "curated.csv").read_bytes().partition(b"\n")[0])
    before[data / "evidence" / "mot.csv"] = (data / "evidence" / "mot.csv").read_bytes()
    _write_evidence(tmp_path / "e.parquet", data, came, {"read"})

    table = pd.read_parquet(tmp_path / "e.parquet").set_index("release")
    assert table.index.tolist() == ["read"]
    assert table.loc["read", ["api", "base_weights", "base_weights_licence"]].tolist() == ["closed", "gated", "MIT"]
    assert {path: path.read_bytes() for path in data.rglob("*") if path.is_file()} == before
