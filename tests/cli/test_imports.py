"""`import`: what was done is said, and the exit code goes by it."""

from __future__ import annotations

from pathlib import Path

import pytest

from openness.importers.writer import Report
from tests.cli.runs import run


def test_import_reports_what_it_did_and_exits_by_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    from openness.core.errors import Problem
    from openness.importers import osai_index

    asked: list[object] = []

    def fake(folder: Path, out: Path, history: Path | None = None, recorded_by: str | None = None) -> Report:
        asked.append((folder, out, history, recorded_by))
        problems = (Problem("x.yaml", 3, "no such class", got="ajar"),) if history else ()
        return Report("osai-index", out, {"releases": 2}, problems)

    monkeypatch.setattr(osai_index, "import_osai_index", fake)
    good = run("import", "osai-index", tmp_path, "--out", tmp_path / "package")
    assert (good.exit_code, asked) == (0, [(tmp_path, tmp_path / "package", None, None)])
    assert "osai-index: 2 releases" in good.stdout
    history = tmp_path / "history.csv"
    bad = run("import", "osai-index", tmp_path, "--history", history, "--recorded-by", "2026-03-12", "--out", "p")
    assert bad.exit_code == 1
    assert "x.yaml:3: no such class; got 'ajar'" in bad.stdout
    assert asked[1] == (tmp_path, Path("p"), history, "2026-03-12")


def test_import_of_nothing_writes_nothing(tmp_path: Path) -> None:
    for arguments in (["nowhere"], [str(tmp_path)], ["--recorded-by", "2026-03-12", str(tmp_path)]):
        result = run("import", "osai-index", *arguments, "--out", tmp_path / "package")
        assert result.exit_code in (1, 2)
        assert result.output.strip()
    assert list(tmp_path.iterdir()) == []
