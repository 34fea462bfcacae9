"""What the importers share: whole packages or none, licences by the table, corrections that have to match."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path

import pytest

from openness.core.errors import OpennessError
from openness.core.strict_yaml import parse
from openness.importers.licence_names import LicenceNames
from openness.importers.osai_index import import_osai_index
from openness.importers.writer import first_address, replace_folder, slug, to_csv, write_index
from tests.importers.upstream import history, system

DATA = Path(__file__).resolve().parents[2] / "data"
ABOUT = {"title": "T", "created": "2026-01-01", "description": "A made-up index."}


def test_an_unknown_table_is_an_error_and_nothing_is_written(tmp_path: Path) -> None:
    with pytest.raises(OpennessError, match="no table 'release'"):
        write_index(tmp_path / "out", "t", {"release": []}, **ABOUT)
    assert list(tmp_path.iterdir()) == []


def test_an_unknown_column_is_an_error_and_nothing_is_written(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="colour"):
        write_index(tmp_path / "out", "t", {"vendors": [{"colour": "red"}]}, **ABOUT)
    assert list(tmp_path.iterdir()) == []


def test_tables_without_rows_keep_their_header(tmp_path: Path) -> None:
    write_index(tmp_path / "out", "mine", {}, **ABOUT)
    files = sorted(p.relative_to(tmp_path / "out").as_posix() for p in (tmp_path / "out").rglob("*.csv"))
    assert "evidence/mine.csv" in files
    text = (tmp_path / "out" / "vendors.csv").read_text(encoding="utf-8")
    assert text == "vendor,name,country,kind,url,also_known_as\n"


def test_a_folder_that_cannot_be_written_whole_is_not_begun(tmp_path: Path) -> None:
    with pytest.raises(UnicodeEncodeError):
        replace_folder(tmp_path / "out", {"a.csv": "fine", "b.csv": "half a pair: \ud800"})
    assert list(tmp_path.iterdir()) == []


def test_csv_has_unix_line_ends_and_fills_what_is_missing() -> None:
    assert to_csv(["a", "b"], [{"a": "x,y"}, {"a": "1", "b": 'say "hi"'}]) == 'a,b\n"x,y",\n1,"say ""hi"""\n'


@pytest.mark.parametrize(
    ("link", "expected"),
    [
        (None, ""),
        ([], ""),
        (["", "https://a.example/x"], "https://a.example/x"),
        (" http://a.example/x, http://b.example ", "http://a.example/x"),
        ("see https://a.example", ""),
    ],
)
def test_first_address(link: object, expected: str) -> None:
    assert first_address(link) == expected


def test_slug() -> None:
    assert slug("Deep Cognition & Language (Lab) 2.0") == "deep-cognition-language-lab-2.0"


@pytest.mark.parametrize(
    ("spelling", "expected"),
    [
        ("Apache-2.0", "Apache-2.0"),
        ("apache-2.0", "Apache-2.0"),
        ("  MIT   License ", "MIT"),
        ("MIT OR Apache-2.0", "MIT OR Apache-2.0"),
        ("mit and (cc-by-4.0 or Apache-2.0)", "MIT AND (CC-BY-4.0 OR Apache-2.0)"),
        ("BSD-4-Clause", "BSD-4-Clause"),
        ("Llama 3.1 Community License Agreement", "Llama-3.1-Community"),
        ("MIT AND Something-Own", "MIT-AND-Something-Own"),
        ("AND", "Unread-AND"),
        ("???", "Unnamed"),
        ("", ""),
    ],
)
def test_licences_are_looked_up_parsed_or_kept(spelling: str, expected: str) -> None:
    assert LicenceNames("osai-index").normalise(spelling) == expected


def test_two_strange_licences_never_share_an_id() -> None:
    names = LicenceNames("osai-index")
    ids = [names.normalise(text) for text in ("Goodwill (v2)", "Goodwill v2", "Goodwill (v2)")]
    assert ids[0] == ids[2]
    assert len(set(ids)) == 2
    assert [row["name"] for row in names.tables()["licences"]] == ["Goodwill (v2)", "Goodwill v2"]


def test_a_correction_that_matches_nothing_is_listed(tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir()
    for name in ("datapackage.json", "crosswalk.csv", "components.csv", "licences.csv", "licence_spellings.csv"):
        shutil.copy(DATA / name, data)
    entry = "- where: {{source: osai-index, name: {name}, component: base_weights, availability: gated}}\n"
    entry += '  what: {{availability: partial}}\n  reason: r\n  url: https://example.org\n  date: "2026-01-01"\n'
    text = entry.format(name="Read") + entry.format(name="Another")
    (data / "corrections.yml").write_text(text, encoding="utf-8")
    folder = tmp_path / "systems"
    folder.mkdir()
    system(folder, "Read", "o" * 12)
    past = history(tmp_path / "history.csv", [("Read", "Old", "2025-01-01", "o" * 14)])
    report = import_osai_index(folder, tmp_path / "out", past, data=data)
    assert [str(p) for p in report.problems] == [
        "corrections.yml:1: a correction matches nothing; got 'Read'; remove it, or correct its place"
    ]
    (data / "corrections.yml").write_text("- where: {", encoding="utf-8")
    report = import_osai_index(folder, tmp_path / "out", past, data=data)
    assert "corrections.yml:1: is not YAML" in str(report.problems[0])
    assert report.out is None


def test_the_committed_corrections_all_match() -> None:
    """Each one of the index stands in data/ as corrected: in the notes of its facts, or in a release's own columns."""

    def read(name: str) -> list[dict[str, str]]:
        with (DATA / name).open(encoding="utf-8", newline="") as handle:
            return list(csv.DictReader(handle))

    notes = {(f["release"], f["note"]) for f in read("evidence/osai-index.csv")}
    rows = {row["release"]: row for row in read("releases.csv")}
    releases: dict[str, set[str]] = {}
    for row in read("aliases.csv"):
        releases.setdefault(row["name"], set()).add(row["release"])
    entries = parse((DATA / "corrections.yml").read_bytes(), "corrections.yml").tree
    ours = [e for e in entries if isinstance(e["where"], dict) and e["where"].get("source") == "osai-index"]
    assert len(ours) > 60
    for entry in ours:
        about = releases[entry["where"]["name"]]
        if "released" in entry["what"]:
            # A vendor's own page may name the day of a month that the correction names.
            assert any(rows[release]["released"].startswith(str(entry["what"]["released"])) for release in about), entry
        elif "training_flop" in entry["what"]:
            assert any(rows[release]["training_flop"] == entry["what"]["training_flop"] for release in about), entry
        else:
            assert any((release, entry["reason"]) in notes for release in about), entry
