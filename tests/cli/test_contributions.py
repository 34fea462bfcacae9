"""A workbook from the command line and back: what it would change, and the files as they are after it."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from openness.facts.package import load_package
from tests.cli.runs import run
from tests.contributing.sheets import data, line_of


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return data(tmp_path / "data")


def test_a_workbook_is_made_filled_in_checked_and_taken(folder: Path, tmp_path: Path) -> None:
    sheet = tmp_path / "alpha.xlsx"
    assert run("template", "--releases", "Alpha", "--data", folder, "--out", sheet).exit_code == 0
    book = openpyxl.load_workbook(sheet)
    assert book.sheetnames[:2] == ["Read me first", "Facts"]
    book["Facts"].cell(line_of("training_code"), 3).value = "Open"
    book.save(sheet)
    before = (folder / "evidence" / "curated.csv").read_bytes()

    checked = run("take", sheet, "--data", folder, "--check")
    assert "~ Alpha, Training code: availability open, was closed" in checked.output
    assert checked.output.endswith("0 rows added, 1 changed, 4 as before; nothing is written (--check).\n")
    assert (folder / "evidence" / "curated.csv").read_bytes() == before

    assert run("take", sheet, "--data", folder).output.endswith("0 rows added, 1 changed, 4 as before.\n")
    assert load_package(folder).facts["availability"].tolist() == ["open"] * 5
    again = run("take", sheet, "--data", folder)
    assert again.output == "Nothing in it differs from the data: 0 rows added, 0 changed, 5 as before.\n"


def test_what_is_wrong_is_told_with_sheet_and_cell_and_nothing_is_written(folder: Path, tmp_path: Path) -> None:
    sheet = tmp_path / "facts.csv"
    sheet.write_text("release,component,availability\nalpha,api,opne\nalpha,apo,open\n", encoding="utf-8")
    before = (folder / "evidence" / "curated.csv").read_bytes()
    result = run("take", sheet, "--data", folder)
    assert result.exit_code == 1
    says = f"{sheet}:2: column 'availability' is not one of the states; got 'opne'; did you mean 'open'?"
    assert says in result.output
    assert result.output.endswith("3 problems\n")
    assert (folder / "evidence" / "curated.csv").read_bytes() == before


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["template"], "say which releases"),
        (["template", "--releases", "alfa"], "there is no release 'alfa' here; did you mean 'alpha'?"),
        (["template", "--new", "--out", "x.csv"], "--out: it is a workbook: call it x.xlsx"),
        (["take", "nowhere.xlsx"], "nowhere.xlsx: No such file or directory"),
    ],
)
def test_what_cannot_be_done_says_so(folder: Path, tmp_path: Path, arguments: list[str], says: str) -> None:
    out = ["--out", tmp_path / "x.xlsx"] if arguments[0] == "template" and "--out" not in arguments else []
    result = run(*arguments, "--data", folder, *out)
    assert result.exit_code != 0
    assert says in result.output


def test_more_rows_than_can_be_taken_back_are_not_written(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("openness.contributing.template.MAX_ROWS", 40)
    out = tmp_path / "x.xlsx"
    assert run("template", "--releases", "alpha,Alpha", "--data", folder, "--out", out).exit_code == 0
    out.unlink()
    result = run("template", "--releases", "alpha,beta", "--data", folder, "--out", out)
    assert "that makes 64 rows, and a workbook takes 40; name fewer releases" in result.output
    assert (result.exit_code, out.exists()) == (1, False)
