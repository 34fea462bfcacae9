from __future__ import annotations

import csv
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import frictionless
import pytest

from openness.core.dates import today
from openness.core.errors import Problem, ProblemsError
from openness.core.paths import ROOT
from openness.facts.modalities import MODALITIES
from openness.facts.package import load_package
from openness.facts.schema import columns_of, descriptor, resources
from tests.factories import COMPONENTS, fact, make_package, package_of, write_package

DATA = ROOT / "data"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A small package in good order: two releases, three facts of two sources."""
    return write_package(
        tmp_path / "small",
        releases=[{"release": "alpha"}, {"release": "beta", "base": "alpha"}],
        facts=[
            fact("alpha", "training_code", "open", "MIT OR Apache-2.0"),
            fact("beta", "training_code", "unknown"),
            fact("alpha", "api", "closed", source="mot", file="mot.csv"),
        ],
        aliases=[{"name": "Alpha", "release": "alpha"}, {"name": "Beta", "release": "beta"}],
        corrections="- where: {source: mot, name: Alpha}\n  what: {availability: closed}\n  reason: retired\n"
        "  url: https://example.org/gone\n  date: 2026-03-01\n",
    )


def problems(folder: Path) -> list[str]:
    """What is wrong, with the folder's own name left out."""
    with pytest.raises(ProblemsError, match=r".") as caught:
        load_package(folder)
    return [str(p).removeprefix(f"{folder.as_posix()}/") for p in caught.value.problems]


def replace(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def cell(path: Path, row: int, column: str, value: str) -> None:
    """Set one cell; row 0 is the first below the header."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    rows[row][column] = value
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


# --- what is read


def test_a_package_is_text_with_the_place_of_every_fact(folder: Path) -> None:
    package = load_package(folder)
    assert package.title == "A small package"
    assert package.date == "2026-11-22"
    assert package.facts[["release", "availability", "file", "line"]].to_numpy().tolist() == [
        ["alpha", "open", "evidence/curated.csv", 2],
        ["beta", "unknown", "evidence/curated.csv", 3],
        ["alpha", "closed", "evidence/mot.csv", 2],
    ]
    assert package.releases["parameters_b"].tolist() == ["", ""]  # empty, not NaN
    assert package.corrections[0]["what"] == {"availability": "closed"}
    assert package.corrections[0]["line"] == 1


def test_what_a_package_leaves_out_is_an_empty_table_with_its_columns(folder: Path) -> None:
    package = load_package(folder)
    for name in ("crosswalk", "verdicts", "transparency", "adoption", "licence_spellings"):
        assert len(getattr(package, name)) == 0
        assert tuple(getattr(package, name).columns) == columns_of(name)


def test_the_country_code_of_namibia_is_no_missing_value(tmp_path: Path) -> None:
    package = make_package(tmp_path / "p", vendors=[{"vendor": "acme", "country": "NA", "name": "None"}])
    assert package.vendors[["country", "name"]].to_numpy().tolist() == [["NA", "None"]]


def test_lines_are_counted_as_an_editor_counts_them(tmp_path: Path) -> None:
    folder = write_package(
        tmp_path / "p",
        facts=[
            fact("alpha", "api", note="two\nlines, with a form\x0cfeed and a \u2028 separator"),
            fact("alpha", "package"),
            fact("alpha", "no-such-component"),
        ],
    )
    assert problems(folder) == [
        "evidence/curated.csv:5: column 'component' names what has no row in components.csv; "
        "got 'no-such-component'; one of: " + ", ".join(list(COMPONENTS)[:12]) + " and 20 more"
    ]


def test_a_byte_order_mark_windows_line_ends_blank_lines_and_another_order_of_columns_do_no_harm(folder: Path) -> None:
    before = load_package(folder)
    path = folder / "vendors.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    lines = [",".join(reversed(row)) for row in rows]
    path.write_bytes(b"\xef\xbb\xbf" + "\r\n".join([*lines, "", ""]).encode())
    after = load_package(folder)
    assert after.vendors.equals(before.vendors)


def test_the_digest_is_that_of_names_and_bytes(folder: Path, tmp_path: Path) -> None:
    digest = load_package(folder).digest
    copy = tmp_path / "elsewhere"
    shutil.copytree(folder, copy)
    (copy / "notes.txt").write_text("not listed, not counted", encoding="utf-8")
    assert load_package(copy).digest == digest
    replace(copy / "evidence" / "mot.csv", "high", "low")
    assert load_package(copy).digest != digest
    renamed = tmp_path / "renamed"
    shutil.copytree(folder, renamed)
    (renamed / "evidence" / "curated.csv").rename(renamed / "evidence" / "by-hand.csv")
    assert load_package(renamed).digest != digest


# --- one problem each

Break = Callable[[Path], Any]
BROKEN: dict[str, tuple[Break, str]] = {
    "empty required cell": (
        lambda d: cell(d / "vendors.csv", 0, "name", ""),
        "vendors.csv:2: column 'name' is empty",
    ),
    "word that is not allowed": (
        lambda d: cell(d / "evidence/curated.csv", 0, "availability", "opened"),
        "evidence/curated.csv:2: column 'availability' is not one of the allowed words; got 'opened'; "
        "did you mean 'open'?",
    ),
    "unknown release": (
        lambda d: cell(d / "evidence/curated.csv", 1, "release", "bta"),
        "evidence/curated.csv:3: column 'release' names what has no row in releases.csv; got 'bta'; "
        "did you mean 'beta'?",
    ),
    "unknown vendor": (
        lambda d: cell(d / "releases.csv", 0, "vendor", "acne"),
        "releases.csv:2: column 'vendor' names what has no row in vendors.csv; got 'acne'; did you mean 'acme'?",
    ),
    "unknown source": (
        lambda d: cell(d / "evidence/curated.csv", 0, "source", "firstparty"),
        "evidence/curated.csv:2: column 'source' names what has no row in sources.csv; got 'firstparty'; "
        "did you mean 'first-party'?",
    ),
    "base that is no release": (
        lambda d: cell(d / "releases.csv", 1, "base", "alfa"),
        "releases.csv:3: column 'base' names what has no row in releases.csv; got 'alfa'; did you mean 'alpha'?",
    ),
    "licence without a row": (
        lambda d: cell(d / "evidence/curated.csv", 0, "licence", "MIT OR Apache-2"),
        "evidence/curated.csv:2: column 'licence' names a licence that has no row in licences.csv; "
        "got 'MIT OR Apache-2'; did you mean 'Apache-2.0'?",
    ),
    "licence that is no expression": (
        lambda d: cell(d / "evidence/curated.csv", 0, "licence", "MIT OR"),
        "evidence/curated.csv:2: column 'licence' is not a licence expression; got 'MIT OR'; "
        "ids with AND, OR and brackets",
    ),
    "fact without an address": (
        lambda d: cell(d / "evidence/curated.csv", 0, "url", ""),
        "evidence/curated.csv:2: a fact that is not unknown has no address; got 'open'; give the page that states it",
    ),
    "unsettled without an address": (
        lambda d: cell(d / "evidence/curated.csv", 1, "availability", "unsettled"),
        "evidence/curated.csv:3: a fact that is not unknown has no address; got 'unsettled'; "
        "give the page that states it",
    ),
    "unknown counts": (
        lambda d: cell(d / "evidence/curated.csv", 0, "counts", "no"),
        "evidence/curated.csv:2: column 'counts' is not one of the allowed words; got 'no'; one of: fact, index",
    ),
    "derived fact written by hand": (
        lambda d: cell(d / "evidence/curated.csv", 0, "source", "derived"),
        "evidence/curated.csv:2: a derived fact is worked out from the base, never written by hand; got 'derived'; "
        "name who says so, or give the release its base in releases.csv",
    ),
    "table that no resource lists": (
        lambda d: (
            replace(d / "datapackage.json", '"evidence/*.csv"', '"evidence/curated.csv"'),
            (d / "evidence/mot.csv").rename(d / "evidence/mine.csv"),
        ),
        "evidence/mine.csv: no resource lists this file; add it to the paths of 'evidence' in datapackage.json",
    ),
    "address of another kind": (
        lambda d: cell(d / "evidence/curated.csv", 0, "url", "javascript:alert(1)"),
        "evidence/curated.csv:2: column 'url' is not a web address; got 'javascript:alert(1)'; https://…",
    ),
    "day that does not exist": (
        lambda d: cell(d / "evidence/curated.csv", 0, "since", "2025-02-30"),
        "evidence/curated.csv:2: column 'since' is not a day or a month; got '2025-02-30'; "
        "YYYY-MM-DD, or YYYY-MM where the day is not known",
    ),
    "fact after the package's day": (
        lambda d: cell(d / "evidence/curated.csv", 0, "since", "2026-12"),
        f"evidence/curated.csv:2: column 'since' lies after 2026-11-22; got '2026-12'; "
        f"{'if it is right, raise created in datapackage.json' if today() > '2026-11-22' else 'wait until it happens'}",
    ),
    "reading in the future": (
        lambda d: cell(d / "evidence/curated.csv", 0, "recorded", "2999-01-01"),
        f"evidence/curated.csv:2: column 'recorded' lies after {today()}; got '2999-01-01'; "
        "a fact cannot have been read in the future",
    ),
    "country that is none": (
        lambda d: cell(d / "vendors.csv", 0, "country", "UK"),
        "vendors.csv:2: column 'country' is not a country; got 'UK'; two capital letters of ISO 3166-1 (GB, not UK)",
    ),
    "compute that is not a number": (
        lambda d: cell(d / "releases.csv", 0, "training_flop", "~1e25"),
        "releases.csv:2: column 'training_flop' is neither a number nor a bound; got '~1e25'; "
        "like 3.8e25, <1e25 or >1e25",
    ),
    "parameters that are no number": (
        lambda d: cell(d / "releases.csv", 0, "parameters_b", "7B"),
        "releases.csv:2: column 'parameters_b' is not a number; got '7B'; digits, with a point for decimals",
    ),
    "claim that is none": (
        lambda d: cell(d / "releases.csv", 0, "claim", "open source"),
        "releases.csv:2: column 'claim' is not one of the allowed words; got 'open source'; "
        "did you mean 'open-source'?",
    ),
    "release twice": (
        lambda d: cell(d / "releases.csv", 1, "release", "alpha"),
        "releases.csv:3: the same release is given twice; got 'alpha'; first on line 2",
    ),
    "release that derives from itself": (
        lambda d: cell(d / "releases.csv", 0, "base", "beta"),
        "releases.csv:2: column 'base' leads back to the release itself; got 'alpha'",
    ),
    "two main records of a source for a release": (
        lambda d: cell(d / "aliases.csv", 1, "release", "alpha"),
        "aliases.csv:3: a second main record of osai-index for one release; got 'alpha'; the first is on line 2",
    ),
    "precedence twice": (
        lambda d: cell(d / "sources.csv", 1, "precedence", "1"),
        "sources.csv:3: column 'precedence' is given twice; got '1'; first on line 2",
    ),
    "another source in an importer's file": (
        lambda d: cell(d / "evidence/mot.csv", 0, "source", "first-party"),
        "evidence/mot.csv:2: this file belongs to the importer of 'mot'; got 'first-party'; "
        "facts entered by hand belong in evidence/curated.csv",
    ),
    "renamed column": (
        lambda d: replace(d / "vendors.csv", "country", "land"),
        "vendors.csv:1: column 'country' is missing",
    ),
    "too many cells": (
        lambda d: replace(d / "vendors.csv", "Acme", "Acme, Inc."),
        "vendors.csv:2: the row has not as many cells as the header; got '7'; 6 cells; a cell with a comma is quoted",
    ),
    "quote that is not closed": (
        lambda d: replace(d / "vendors.csv", "Acme", '"Acme'),
        "vendors.csv:2: not CSV: unexpected end of data; look for a quote that is not closed",
    ),
    "not UTF-8": (
        lambda d: (d / "vendors.csv").write_bytes(
            (d / "vendors.csv").read_bytes().replace(b"Acme", "Acmé".encode("latin-1"))
        ),
        "vendors.csv:2: not UTF-8; got 'e9 2c 55 53'; save as UTF-8",
    ),
    "NUL": (
        lambda d: replace(d / "vendors.csv", "Acme", "Ac\0me"),
        "vendors.csv:2: the text contains a NUL character; save as plain UTF-8 text",
    ),
    "missing file": (lambda d: (d / "vendors.csv").unlink(), "vendors.csv: there is no such file"),
    "folder in place of a file": (
        lambda d: ((d / "vendors.csv").unlink(), (d / "vendors.csv").mkdir()),
        "vendors.csv: cannot be read: Is a directory",
    ),
    "no evidence": (
        lambda d: shutil.rmtree(d / "evidence"),
        "datapackage.json: resource 'evidence' has no file; got 'evidence/*.csv'",
    ),
    "no descriptor": (lambda d: (d / "datapackage.json").unlink(), "datapackage.json: there is no such file"),
    "descriptor that is no JSON": (
        lambda d: replace(d / "datapackage.json", '"title": "A small package",', '"title": "A small package"'),
        "datapackage.json:5: not JSON: Expecting ',' delimiter",
    ),
    "descriptor that is no package": (
        lambda d: (d / "datapackage.json").write_text("[]", encoding="utf-8"),
        "datapackage.json: not a data package: it lists no resources",
    ),
    "package without a day": (
        lambda d: replace(d / "datapackage.json", '"2026-11-22T00:00:00Z"', '"2026-11"'),
        "datapackage.json: created is not a moment; got '2026-11'; YYYY-MM-DDT00:00:00Z",
    ),
    "package from the future": (
        lambda d: replace(d / "datapackage.json", '"2026-11-22T00:00:00Z"', '"2999-11-22"'),
        f"datapackage.json: created lies after {today()}; got '2999-11-22'; a package describes the world as it is",
    ),
    "unknown resource": (
        lambda d: replace(d / "datapackage.json", '"name": "aliases"', '"name": "alias"'),
        "datapackage.json: unknown resource; got 'alias'; did you mean 'aliases'?",
    ),
    "path that leaves the package": (
        lambda d: replace(d / "datapackage.json", '"path": "vendors.csv"', '"path": "../vendors.csv"'),
        "datapackage.json: resource 'vendors' has a path that leaves the package, or none; got '../vendors.csv'; "
        "a path inside the folder",
    ),
    "correction without a reason": (
        lambda d: replace(d / "corrections.yml", "  reason: retired\n", ""),
        "corrections.yml:1: a correction without 'reason'",
    ),
    "correction with a field of its own": (
        lambda d: replace(d / "corrections.yml", "reason:", "resaon:"),
        "corrections.yml:3: unknown field of a correction; got 'resaon'; did you mean 'reason'?",
    ),
    "correction of a day that does not exist": (
        lambda d: replace(d / "corrections.yml", "2026-03-01", "2026-03-32"),
        "corrections.yml:5: field 'date' is not a day or a month; got '2026-03-32'; "
        "YYYY-MM-DD, or YYYY-MM where the day is not known",
    ),
    "corrections that are no list": (
        lambda d: (d / "corrections.yml").write_text("where: here\n", encoding="utf-8"),
        "corrections.yml:1: corrections are a list",
    ),
    "corrections that are no YAML": (
        lambda d: (d / "corrections.yml").write_text("- where: [\n", encoding="utf-8"),
        "corrections.yml:2: not YAML: expected the node content, but found '<stream end>'",
    ),
}


@pytest.mark.parametrize("broken", BROKEN)
def test_a_problem_is_told_with_its_place_and_a_way_out(folder: Path, broken: str) -> None:
    change, expected = BROKEN[broken]
    change(folder)
    assert expected.replace("raise created in", "raise 'created' in") in problems(folder)


@pytest.mark.parametrize(
    "broken",
    # These leave something else wrong as well: another row that points to what is gone, or a column without its name.
    sorted(
        set(BROKEN)
        - {"renamed column", "correction with a field of its own", "release twice", "release that derives from itself"}
        - {"derived fact written by hand"}
    ),
)
def test_one_mistake_is_one_problem(folder: Path, broken: str) -> None:
    # A table that cannot be read must not make every row that points to it a problem of its own.
    BROKEN[broken][0](folder)
    assert len(problems(folder)) == 1


def test_all_problems_are_told_at_once(folder: Path) -> None:
    cell(folder / "vendors.csv", 0, "country", "UK")
    cell(folder / "releases.csv", 0, "released", "May 2024")
    cell(folder / "evidence/curated.csv", 0, "licence", "mit")
    cell(folder / "evidence/mot.csv", 0, "url", "")
    (folder / "aliases.csv").write_text("", encoding="utf-8")
    assert [p.split(";")[0].split(": ")[0] for p in problems(folder)] == [
        "aliases.csv",
        "evidence/curated.csv:2",
        "evidence/mot.csv:2",
        "releases.csv:2",
        "vendors.csv:2",
    ]


def test_the_same_fact_twice_is_found_within_and_across_files(tmp_path: Path) -> None:
    same = {"source": "mot", "recorded": "2026-01-01"}
    folder = write_package(
        tmp_path / "p",
        facts=[
            fact("alpha", "api", "open", **same),
            fact("alpha", "api", "closed", **same),
            fact("alpha", "api", "partial", file="mot.csv", **same),
        ],
    )
    what = (
        "the same source, release, component, since, recorded is given twice; got 'mot · alpha · api ·  · 2026-01-01'"
    )
    first = f"first on line 2 of {folder.as_posix()}/evidence/curated.csv"
    assert problems(folder) == [
        f"evidence/curated.csv:3: {what}; first on line 2",
        f"evidence/mot.csv:2: {what}; {first}",
    ]


def test_a_mistake_made_a_thousand_times_is_kept_whole_and_told_short(tmp_path: Path) -> None:
    facts = [fact("alpha", "api", url=""), *(fact("alpha", "api", source=f"s{i}") for i in range(1000))]
    folder = write_package(tmp_path / "p", facts=facts)
    with pytest.raises(ProblemsError, match="and 990 more") as caught:
        load_package(folder)
    assert len(caught.value.problems) == 1001
    assert len(str(caught.value).splitlines()) == 12
    assert "a fact that is not unknown has no address" in str(caught.value)


@pytest.mark.parametrize("path", ["nowhere", "a-file"])
def test_what_is_no_folder_is_a_problem(tmp_path: Path, path: str) -> None:
    (tmp_path / "a-file").write_text("x", encoding="utf-8")
    with pytest.raises(ProblemsError, match=r"folder; a data package is a folder with a datapackage\.json"):
        load_package(tmp_path / path)


def test_a_descriptor_nested_a_hundred_thousand_deep_is_a_problem_not_a_crash(folder: Path) -> None:
    (folder / "datapackage.json").write_text("[" * 100_000, encoding="utf-8")
    assert problems(folder) == ["datapackage.json: nested too deeply to be read"]


@pytest.mark.parametrize("junk", [b"", b"\0" * 10, b"\xff\xfe\x00", b'"', b",,,,\n,,,,", b"\n\n\n", b"a" * 200_000])
@pytest.mark.parametrize("name", [r for r in resources() if r not in ("evidence", "audits")])
def test_no_file_whatever_it_holds_makes_the_loader_crash(folder: Path, name: str, junk: bytes) -> None:
    path = folder / str(resources()[name]["path"])
    was_there = path.exists()
    path.write_bytes(junk)
    if was_there and not (name == "corrections" and not junk.strip()):
        assert any(p.startswith(path.name) for p in problems(folder))
    else:
        load_package(folder)  # not listed, or a file of no corrections


# --- the schema


def test_the_schema_is_given_away_as_a_copy() -> None:
    given = {resource["name"]: resource for resource in descriptor()["resources"]}
    assert given == resources()
    given["evidence"]["schema"]["fields"].clear()
    assert columns_of("evidence")[0] == "source"  # an importer may change what it is given


def test_every_column_is_described_and_of_a_known_kind() -> None:
    for name, resource in resources().items():
        assert resource["title"], name
        assert resource["description"], name
        for column in resource.get("schema", {}).get("fields", []):
            assert column["description"].endswith("."), (name, column["name"])
            assert column["type"] == "string", (name, column["name"])  # text is read as text


@pytest.mark.parametrize("name", [name for name in resources() if name != "corrections"])
def test_the_schema_has_the_columns_of_the_files(name: str) -> None:
    paths = resources()[name]["path"]
    for path in [DATA / file for file in ([paths] if isinstance(paths, str) else paths)]:
        with path.open(encoding="utf-8", newline="") as file:
            assert tuple(next(csv.reader(file))) == columns_of(name), path.name


def test_a_broken_schema_is_a_problem(monkeypatch: pytest.MonkeyPatch) -> None:
    from openness.facts import schema

    broken = descriptor()
    broken["resources"][1]["schema"]["primaryKey"] = ["relase"]
    monkeypatch.setattr(schema, "_schema_text", lambda: json.dumps(broken))
    with pytest.raises(ProblemsError, match="the schema is broken: ValueError no column 'relase'") as caught:
        schema.resources.__wrapped__()
    assert isinstance(caught.value.problems[0], Problem)


def test_our_own_data_are_in_order() -> None:
    package = load_package(DATA)
    assert f"{package.date}T00:00:00Z" == descriptor()["created"]


def test_our_own_data_are_a_valid_frictionless_package() -> None:
    report = frictionless.Package(DATA / "datapackage.json").validate()
    assert not report.flatten(["type", "note"])
    assert report.stats["tasks"] == len(resources())


def test_every_modality_has_a_name() -> None:
    fields = {field["name"]: field for field in resources()["releases"]["schema"]["fields"]}
    assert tuple(MODALITIES) == tuple(fields["modality"]["constraints"]["enum"])


def test_rows_have_names_by_table() -> None:
    package = package_of(
        vendors=[{"vendor": "acme", "name": "Acme Corp"}],
        releases=[{"release": "b", "name": "Beta"}, {"release": "a", "name": "Alpha"}],
        components=[{"component": "data", "title": "Training data"}],
    )

    assert package.names["vendors"]["acme"] == "Acme Corp"
    assert list(package.names["releases"].items()) == [("b", "Beta"), ("a", "Alpha")]
    assert package.names["components"] == {"data": "Training data"}
