"""What people have filled in is merged as one would expect, or told at its cell, and never merged in part."""

from __future__ import annotations

import csv
import datetime
import io
import re
import zipfile
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from openness.contributing.merging import Merged, change_words, merge
from openness.contributing.reading import FACTS, raw_cell
from openness.core.errors import ProblemsError
from openness.core.tables import neutral
from openness.facts.package import Package, load_package
from openness.facts.sheet_text import one_line
from openness.facts.writing import plan_rows, write_planned
from tests.contributing.sheets import OLD, Change, add, data, filled, line_of, write

READ = "2026-11-20"
TODAY = datetime.date.today().isoformat()
NEW = {"availability": "open", "url": "https://example.org/new", "recorded": READ}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return data(tmp_path_factory.mktemp("taken") / "data")


@cache
def of(folder: Path) -> Package:
    """The package of a folder that no test changes."""
    return load_package(folder)


def merged(folder: Path, *changes: Change, new: bool = False) -> Merged:
    return merge(of(folder), {"in.xlsx": filled(folder, *changes, new=new)})


def test_sheets_of_the_workbook_that_nobody_fills_in_are_never_taken_for_facts(folder: Path) -> None:
    def without_facts(book: Any) -> None:
        del book["Facts"]
        book["What others say"].cell(2, 4).value = "closed"

    assert said(merged(folder, without_facts)) == []


def said(found: Merged) -> list[str]:
    return [change_words(change, found.package) for change in found.changes]


def refused(folder: Path, *changes: Change, file: str = "in.xlsx") -> str:
    with pytest.raises(ProblemsError) as caught:
        merge(of(folder), {file: filled(folder, *changes)})
    return str(caught.value)


def test_a_workbook_that_nobody_has_touched_changes_nothing(folder: Path) -> None:
    found = merged(folder)
    assert found.planned is None
    assert found.same == 5  # three facts, a release, a vendor


def test_every_cell_kept_by_hand_comes_back_from_a_workbook_as_it_was(root: Path) -> None:
    with (root / "data" / FACTS.file).open(encoding="utf-8", newline="") as lines:
        for row in csv.reader(lines):
            assert [raw_cell(neutral(one_line(cell))) for cell in row] == [one_line(cell) for cell in row]


def test_a_changed_cell_changes_the_fact_and_is_read_today_where_no_day_is_given(folder: Path) -> None:
    found = merged(folder, write("training_code", availability="Open", licence="Apache 2.0"))
    assert said(found) == [
        f"~ Alpha, Training code: availability open, was closed; licence Apache-2.0, was (empty); recorded {TODAY}, "
        f"was {OLD}"
    ]
    assert found.same == 4


def test_a_day_of_reading_is_kept(folder: Path) -> None:
    (line,) = said(
        merged(folder, write("training_code", availability="open", recorded=datetime.datetime(2026, 11, 20)))
    )
    assert line.endswith(f"recorded {READ}, was {OLD}")
    (again,) = said(merged(folder, write("training_code", recorded=READ)))
    assert again == f"~ Alpha, Training code: recorded {READ}, was {OLD}"


def test_a_row_that_was_empty_is_a_new_fact_by_this_project(folder: Path) -> None:
    (line,) = said(merged(folder, write("model_card", **NEW)))
    assert line == (
        f"+ Alpha, Model card: availability open; recorded {READ}; url https://example.org/new; source first-party"
    )


def test_another_day_in_a_row_moves_the_fact_and_a_row_beside_it_keeps_both(folder: Path) -> None:
    (line,) = said(merged(folder, write("training_code", since="2025-03-01")))
    assert line.startswith("~ Alpha, Training code: since 2025-03-01, was (empty)")
    both = merged(folder, add("Facts", release="Alpha", component="training_code", since="2025-03-01", **NEW))
    assert [line[:1] for line in said(both)] == ["+"]


def test_a_new_release_of_a_new_vendor_comes_with_its_facts(tmp_path: Path) -> None:
    folder = data(tmp_path / "data")
    found = merged(
        folder,
        add("Vendors", name="Émile & Co", country="France", kind="company"),
        add("Releases", name="Gamma 2.5", vendor="Émile & Co", released="2026-11-25", modality="text"),
        write("api", release="Gamma 2.5", **NEW),
        new=True,
    )
    assert found.planned is not None
    write_planned(found.planned)
    package = load_package(folder)
    assert package.vendors.iloc[-1][["vendor", "country"]].tolist() == ["emile-co", "FR"]
    assert package.releases.iloc[-1][["release", "vendor"]].tolist() == ["gamma-2.5", "emile-co"]
    assert package.facts.query("release == 'gamma-2.5'")[["component", "source"]].to_numpy().tolist() == [
        ["api", "first-party"]
    ]
    assert package.date == "2026-11-25"


def test_a_base_may_be_another_new_release_of_the_same_workbook(tmp_path: Path) -> None:
    folder = data(tmp_path / "data")
    found = merged(
        folder,
        add("Releases", name="Delta Chat", vendor="acme", released="2026-11-25", modality="text", base="Delta Base"),
        add("Releases", name="Delta Base", vendor="acme", released="2026-11-24", modality="text"),
        new=True,
    )
    assert found.planned is not None
    write_planned(found.planned)
    assert dict(load_package(folder).releases[["release", "base"]].to_numpy())["delta-chat"] == "delta-base"


@pytest.mark.parametrize(
    ("base", "said"),
    [
        ("Delta Chat", "in.xlsx, sheet Releases, B4: column 'base' leads back to the release itself"),
        ("Delta Bass", "column 'base' is not one of the releases; got 'Delta Bass'; did you mean 'delta-base'?"),
    ],
)
def test_bases_in_a_circle_and_bases_that_nobody_adds_are_refused(folder: Path, base: str, said: str) -> None:
    chat = add("Releases", name="Delta Chat", vendor="acme", released="2026-11-25", modality="text", base="delta-base")
    own = add("Releases", name="Delta Base", vendor="acme", released="2026-11-24", modality="text", base=base)
    assert said in refused(folder, chat, own)


@pytest.mark.parametrize("title", ["Releases", "Vendors"])
def test_another_sheet_saved_by_itself_as_csv_is_refused_once_with_what_it_is(folder: Path, title: str) -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(filled(folder)))[title]
    out = io.StringIO()
    csv.writer(out).writerows(sheet.values)
    with pytest.raises(ProblemsError) as caught:
        merge(of(folder), {"in.csv": out.getvalue().encode()})
    (problem,) = caught.value.problems
    assert f"in.csv:1: looks like the table “{title}”, not like a table of facts" in str(problem)
    assert "start from the template for facts" in problem.hint


def test_what_changed_in_the_data_since_the_template_is_kept_where_nobody_touched_it_and_told_where_somebody_did(
    tmp_path: Path,
) -> None:
    folder = data(tmp_path / "data")
    untouched, touched = filled(folder), filled(folder, write("training_code", availability="partial"))
    line = int(load_package(folder).facts["line"].iloc[1])
    newer = {"source": "first-party", "release": "alpha", "component": "training_code", "recorded": "2026-11-10"}
    newer |= {"availability": "open", "url": "https://example.org/newer"}
    write_planned(plan_rows(folder, {}, {FACTS.file: {line: newer}}, ""))
    package = load_package(folder)
    assert merge(package, {"in.xlsx": untouched}).planned is None
    with pytest.raises(ProblemsError) as caught:
        merge(package, {"in.xlsx": touched})
    assert str(caught.value) == (
        f"in.xlsx, sheet Facts, C{line_of('training_code')}: column 'availability' contradicts a fact of the data that "
        "is no older; got 'partial'; the data say 'open', read on 10 November 2026; if yours is the later reading, "
        "write its day in 'recorded'"
    )


def test_a_table_of_facts_as_csv_says_nothing_of_the_columns_that_it_does_not_have(folder: Path) -> None:
    package = of(folder)
    head = "release;component;availability;url;recorded\n"
    same = merge(package, {"in.csv": f"{head}alpha;training_code;closed;https://example.org/fact;\n".encode()})
    assert (same.planned, same.same) == (None, 1)
    later = merge(package, {"in.csv": f"{head}Alpha;Training code;open;https://example.org/f;{READ}\n".encode()})
    assert later.changes[0].row["confidence"] == "medium"
    with pytest.raises(ProblemsError, match=r"in\.csv:2: column 'availability' contradicts a fact of the data"):
        merge(package, {"in.csv": f"{head}alpha;training_code;open;https://example.org/f;\n".encode()})


def test_two_files_that_touch_one_fact_are_told_and_neither_is_merged(folder: Path) -> None:
    package = of(folder)
    one = filled(folder, write("model_card", **NEW))
    other = b"release,component,availability,url\nalpha,model_card,closed,https://example.org/new\n"
    with pytest.raises(ProblemsError) as caught:
        merge(package, {"one.xlsx": one, "other.csv": other})
    assert str(caught.value) == (
        "other.csv:2: column 'availability' says something else of the same fact than one.xlsx, sheet Facts, row "
        f"{line_of('model_card')}; got 'closed'; there it is 'open'; keep one of the two, or give each its day in "
        "'since'"
    )
    alike = b"release,component,availability,url,recorded,source\nalpha,model_card,open,https://example.org/new,"
    again = merge(package, {"one.xlsx": one, "other.csv": alike + f"{READ},\n".encode()})
    assert len(again.changes) == 1


def rename(book: Any) -> None:
    book["Facts"]["C1"] = "Status of availability"


def spread(book: Any) -> None:
    book["Facts"].merge_cells("C2:C3")


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ([write("training_code", availability="opne")], "is not one of the states; got 'opne'; did you mean 'open'?"),
        ([write("training_code", availability=None)], "column 'availability' is empty; write 'unknown'"),
        ([write("training_code", availability='=IF(1,"open")')], "holds a formula without its result"),
        ([write("training_code", recorded=46143)], "'recorded' is the number by which spreadsheets count days"),
        (
            [write("training_code", availability="open", recorded="2026-10-30")],
            "'recorded' lies before the reading that it changes",
        ),
        ([write("training_code", recorded="2999-01-01")], "nobody has read anything in the future"),
        ([write("training_code", availability="open", url=None)], "'url' is empty; got 'open'; every fact"),
        ([write("training_code", url="example.org")], "is not a web address; got 'example.org'; write https://"),
        ([write("training_code", licence="Aple-2")], "names a licence that we do not know"),
        ([write("training_code", source="derived")], "'source' is not one of our sources"),
        ([write("model_card", release="Alfa", **NEW)], "is not one of the releases; got 'Alfa'; did you mean 'alpha'?"),
        ([add("Releases", name="Gamma", vendor="Nobody")], "is not one of the vendors; got 'Nobody'; add it on"),
        ([add("Releases", name="Alpha", vendor="acme", released="2020-01")], "'released' says something else than the"),
        ([add("Releases", name="G", vendor="acme", family="open source")], "'family' is not an id; got 'open source'"),
        ([add("Releases", release="Ga mma", name="G", vendor="acme")], "is not an id; got 'Ga mma'; an id has letters"),
        ([add("Vendors", name="Other", country="Gaul")], "'country' is not a country; got 'Gaul'"),
        ([write("base_weights", availability="closed")], "closed, and yet under a licence"),
        ([spread], "C2: cells are merged; got 'C2:C3'"),
        ([rename], "C1: column with a name that is not known; got 'Status of availability'"),
    ],
)
def test_what_is_wrong_is_told_at_its_cell(folder: Path, changes: Sequence[Change], says: str) -> None:
    before = {path: path.read_bytes() for path in folder.rglob("*.csv")}
    found = refused(folder, *changes)
    assert says in found
    assert all(
        re.match(r"in\.xlsx, sheet (Facts|Releases|Vendors)(, [A-Z]\d+|:1)?: ", line) for line in found.splitlines()
    )
    assert {path: path.read_bytes() for path in folder.rglob("*.csv")} == before


def test_all_faults_come_at_once(folder: Path) -> None:
    found = refused(folder, write("training_code", availability="opne", url="x"), write("api", since="sometime"))
    assert len(found.splitlines()) == 3


def test_a_workbook_with_macros_is_read_and_nothing_of_them_is_run(folder: Path) -> None:
    out = io.BytesIO()
    content = filled(folder, write("model_card", **NEW))
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w") as new:
        for part in old.namelist():
            text = old.read(part)
            if part == "[Content_Types].xml":
                plain, macros = b"openxmlformats-officedocument.spreadsheetml.sheet", b"ms-excel.sheet.macroEnabled"
                assert plain + b".main" in text
                text = text.replace(plain + b".main", macros + b".main")
            new.writestr(part, text)
        new.writestr("xl/vbaProject.bin", b"\xd0\xcf\x11\xe0 anything")
    found = merge(of(folder), {"in.xlsm": out.getvalue()})
    assert [line[:12] for line in said(found)] == ["+ Alpha, Mod"]


def test_a_sheet_as_libreoffice_writes_it_is_read(folder: Path) -> None:
    """Text inside the cells, days as numbers with a format, the sheet under a name of its own, blank rows between."""
    book = openpyxl.Workbook(write_only=True)  # writes text into the cells
    sheet = book.create_sheet("Tabelle1")
    sheet.append(["Component", "Release", "Availability", "URL", "Recorded", "License"])
    sheet.append([])
    sheet.append(["Model card", "ALPHA", "Open", "https://example.org/new", datetime.date(2026, 11, 20), "Apache 2.0"])
    out = io.BytesIO()
    book.save(out)
    (line,) = said(merge(of(folder), {"in.xlsx": out.getvalue()}))
    assert line == (
        f"+ Alpha, Model card: availability open; licence Apache-2.0; recorded {READ}; url https://example.org/new; "
        "source first-party"
    )


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "in.xlsx: is empty"),
        (b"\xd0\xcf\x11\xe0", "is a workbook of the old kind"),
        (b"PK\x03\x04nothing", "cannot be read as a workbook"),
        (b"a,b\n1,2\n", "column with a name that is not known"),
    ],
)
def test_a_file_that_is_something_else_says_so(folder: Path, content: bytes, says: str) -> None:
    with pytest.raises(ProblemsError, match=re.escape(says)):
        merge(of(folder), {"in.xlsx": content})
