"""Files are written whole or not at all."""

from __future__ import annotations

from pathlib import Path

from tests.cli.runs import score


def test_out_writes_a_file_whole_or_not_at_all(files: Path, tmp_path: Path) -> None:
    target = tmp_path / "scores.csv"
    result = score(files, "--out", target)
    assert result.exit_code == 0
    assert result.stdout == ""
    assert target.read_text() == score(files).stdout
    nowhere = score(files, "--out", tmp_path / "missing" / "scores.csv")
    assert nowhere.exit_code == 1
    assert nowhere.stderr.endswith("missing/scores.csv: No such file or directory\n")
    assert sorted(tmp_path.iterdir()) == [target]
