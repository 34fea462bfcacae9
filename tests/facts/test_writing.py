"""Rows written into a package: all or none, where they belong, and never over a package that would be wrong."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from openness.core.errors import ProblemsError
from openness.facts.package import load_package
from openness.facts.writing import add_rows, plan_rows, write_planned
from tests.factories import fact, write_package

CURATED = "evidence/curated.csv"
NEW = {
    "source": "first-party",
    "release": "alpha",
    "component": "training_code",
    "availability": "closed",
    "recorded": "2026-11-20",
    "url": "https://example.org/new",
    "note": 'says "no", twice',
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    facts = [fact("beta", "base_weights"), fact("alpha", "base_weights")]
    return write_package(tmp_path / "data", releases=["alpha", "beta", "delta"], facts=facts)


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_rows_are_appended_where_nothing_is_sorted_and_others_keep_their_bytes(folder: Path) -> None:
    path = folder / CURATED
    path.write_bytes(path.read_bytes().replace(b"first-party,beta", b'first-party,"beta"'))
    before = path.read_bytes()
    add_rows(folder, {CURATED: [NEW]})
    after = path.read_bytes()
    assert after.startswith(before)
    assert after[len(before) :].decode() == (
        'first-party,alpha,training_code,closed,,,2026-11-20,https://example.org/new,,,,"says ""no"", twice"\n'
    )
    assert load_package(folder).facts["note"].tolist()[-1] == 'says "no", twice'


def test_a_sorted_file_stays_sorted_with_its_line_ends_and_without_a_last_one(folder: Path) -> None:
    path = folder / "releases.csv"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n").removesuffix(b"\r\n"))
    add_rows(folder, {"releases.csv": [{"release": "charlie", "name": "Charlie", "vendor": "acme"}]})
    text = path.read_bytes()
    assert text.startswith(b"\xef\xbb\xbfrelease,name")
    assert text.count(b"\r\n") == text.count(b"\n") == 5
    assert load_package(folder).releases["release"].tolist() == ["alpha", "beta", "charlie", "delta"]


def test_a_row_takes_the_place_of_another(folder: Path) -> None:
    line = int(load_package(folder).facts["line"].iloc[1])
    write_planned(plan_rows(folder, {}, {CURATED: {line: NEW | {"component": "base_weights"}}}, ""))
    facts = load_package(folder).facts
    assert facts["release"].tolist() == ["beta", "alpha"]
    assert facts["availability"].tolist() == ["open", "closed"]


def test_several_files_at_once_may_lean_on_each_other_and_the_day_is_raised(folder: Path) -> None:
    release = {"release": "gamma", "name": "Gamma", "vendor": "newcomer", "released": "2026-11-25"}
    rows = {
        CURATED: [NEW | {"release": "gamma"}],
        "releases.csv": [release],
        "vendors.csv": [{"vendor": "newcomer", "name": "Newcomer"}],
    }
    with pytest.raises(ProblemsError, match=r"data/releases\.csv:5: column 'released' lies after 2026-11-22"):
        add_rows(folder, rows)
    add_rows(folder, rows, until="2026-11-25")
    package = load_package(folder)
    assert package.date == "2026-11-25"
    assert package.releases["vendor"].tolist()[-1] == "newcomer"
    add_rows(folder, {CURATED: [NEW | {"component": "model_card"}]}, until="2026-01-01")
    assert load_package(folder).date == "2026-11-25"


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ({CURATED: [NEW | {"release": "gamma"}]}, r"data/evidence/curated\.csv:4: column 'release' names what has no"),
        ({CURATED: [NEW, NEW]}, r"data/evidence/curated\.csv:5: the same .*; first on line 4"),
        ({CURATED: [NEW | {"licence": "MIT"}]}, r"curated\.csv:4: closed, and yet"),
        ({CURATED: [NEW | {"color": "red"}]}, "a row to add has a column that the file does not have; got 'color'"),
        ({"evidence/else.csv": [NEW]}, r"evidence/else\.csv: there is no such file"),
        ({"../else.csv": [NEW]}, "is not a file of the package"),
        ({"readme.csv": [NEW]}, "is not a file of the package"),
    ],
)
def test_what_would_make_the_package_wrong_is_refused_under_its_own_names(
    folder: Path, rows: dict[str, list[dict[str, str]]], said: str
) -> None:
    before = contents(folder)
    with pytest.raises(ProblemsError, match=said):
        add_rows(folder, {"vendors.csv": [{"vendor": "newcomer", "name": "Newcomer"}], **rows})
    assert contents(folder) == before


@pytest.mark.parametrize(
    ("stop", "after"),
    [(KeyboardInterrupt, 1), (KeyboardInterrupt, 2), (KeyboardInterrupt, 3), (OSError, 4), (OSError, 5)],
)
def test_an_interruption_at_any_replacement_leaves_the_files_as_they_were(
    folder: Path, monkeypatch: pytest.MonkeyPatch, stop: type[BaseException], after: int
) -> None:
    rows = {CURATED: [NEW], "vendors.csv": [{"vendor": "newcomer", "name": "Newcomer"}]}
    before, calls, real = contents(folder), iter(range(1, 99)), os.replace

    def replace(one: Path, other: Path) -> None:
        at = next(calls)
        if 2 * at - 1 == after:  # before it is done
            raise stop(28, "No space left on device")
        real(one, other)
        if 2 * at == after:  # or when it is
            raise stop(28, "No space left on device")

    monkeypatch.setattr(os, "replace", replace)
    if after > 4:
        add_rows(folder, rows)
        assert contents(folder) != before
    else:
        with pytest.raises(stop):
            add_rows(folder, rows)
        assert contents(folder) == before


def test_what_somebody_else_writes_in_the_meantime_is_not_lost(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def meddle(_: object) -> list[object]:
        (folder / "vendors.csv").write_text("changed", encoding="utf-8")
        return []

    monkeypatch.setattr("openness.facts.writing.certain", meddle)
    with pytest.raises(ProblemsError, match=r"vendors\.csv: was changed by somebody else in the meantime"):
        add_rows(folder, {"vendors.csv": [{"vendor": "newcomer", "name": "Newcomer"}]})
    assert (folder / "vendors.csv").read_text(encoding="utf-8") == "changed"
