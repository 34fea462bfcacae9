"""Tables as spreadsheet programs write them are taken, in any setting; what is refused is refused at its cell."""

from __future__ import annotations

import csv
import datetime
import io
import time
import zipfile
from collections.abc import Callable, Sequence
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openness.core.errors import ProblemsError
from openness.facts.own_evidence import SOURCE, bring
from tests.factories import package_of
from tests.shared import LIVE

PACKAGE = LIVE.package()
SMALL = package_of(releases=["olmo"])
HEAD = ("Release", "Component", "Availability", "License", "Since", "Note")
SHIFT_JIS, WESTERN = "学習コードはない。カタカナ", "für München, façade, naïve – “gut”"


def facts(content: bytes, file: str = "mine.csv") -> list[tuple[str, ...]]:
    """The own facts that a file brings, in our words."""
    table = bring(PACKAGE, content, file=file).package.facts
    columns = ["release", "component", "availability", "licence", "since", "note"]
    return [tuple(row) for row in table.loc[table["source"] == SOURCE, columns].to_numpy().tolist()]


def refused(content: bytes, file: str = "mine.xlsx") -> str:
    with pytest.raises(ProblemsError) as caught:
        bring(SMALL, content, file=file)
    return str(caught.value)


def book(*rows: Sequence[Any], change: Callable[[Any], None] = lambda _: None) -> bytes:
    made = openpyxl.Workbook()
    for row in rows:
        made.active.append(row)
    made.active.title = "Fakten"
    change(made)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def text(separator: str, note: str, end: str = "\r\n") -> str:
    rows = [HEAD, ("my-model", "Base model weights", "OPEN", "Apache 2.0", "01.05.2026", f'"{note}"')]
    return end.join(separator.join(row) for row in rows) + end


def fact(note: str) -> list[tuple[str, ...]]:
    return [("my-model", "base_weights", "open", "Apache-2.0", "2026-05-01", note)]


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize(
    ("encoding", "note"),
    [
        ("utf-8", f"{SHIFT_JIS} {WESTERN} فارسی‌ها 🙂"),
        ("utf-8-sig", f"{SHIFT_JIS} {WESTERN}"),
        ("utf-16", f"{SHIFT_JIS} {WESTERN}"),
        ("cp1252", WESTERN),
        ("cp1252", "“the”"),
        ("cp1252", "é"),
        ("cp1252", "Größe"),
        ("cp932", SHIFT_JIS),
        ("cp932", "学習済"),
    ],
)
def test_csv_of_any_setting_is_read(separator: str, encoding: str, note: str) -> None:
    assert facts(text(separator, note).encode(encoding)) == fact(note)


def test_line_ends_of_an_old_macintosh_and_its_letters() -> None:
    assert facts(text(";", "für", "\r").encode("mac-roman")) == fact("für")


def test_a_line_break_in_a_cell_is_a_space_and_lines_are_counted_on() -> None:
    assert facts(text(",", "two\nlines").encode()) == fact("two lines")
    assert "mine.csv:5: column 'component'" in refused(
        b'release,component,availability,note\n\nm,api,open,"two\nlines"\nm,x9,open,\n', "mine.csv"
    )


def test_blank_rows_and_columns_at_the_edges_wide_letters_and_odd_spaces() -> None:
    content = ",,,,\n,release\xa0,COMPONENT, availability ,\n,,,,\n,\u3000m\xa0,ａｐｉ,Ｏｐｅｎ,\n,,,,\n".encode()
    assert facts(content) == [("m", "api", "open", "", "", "")]


def test_the_line_by_which_excel_is_told_the_separator() -> None:
    assert facts(b"sep=;\r\nrelease;component;availability\r\nm;api;open\r\n") == [("m", "api", "open", "", "", "")]


def test_rows_that_end_early_hold_empty_cells() -> None:
    assert facts(b"release,component,availability,note,url\nm,api,open\n") == [("m", "api", "open", "", "", "")]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"release,component\nm,api\n", "mine.csv:1: column 'availability' is missing; got 'release, component'"),
        (
            b"release,name,vendor,family,released,base\nm,M,acme,,,\n",
            "mine.csv:1: looks like the table “Releases”, not like a table of facts; got 'release, name,",
        ),
        (b"release,component,availability,Release\nm,api,open,m\n", "mine.csv:1: column given twice; got 'Release'"),
        (b"release,component,availability,licnce\nm,api,open,MIT\n", "did you mean 'licence'?"),
        (b"release,component,availability,\nm,api,open,extra\n", "mine.csv:2: is under a column without a name"),
        (b"release,component,availability\nm,api,open,extra\n", "mine.csv:2: has more cells than the header"),
        (b"release,component,availability,note\nm,api,open," + b"x" * 200_000, "mine.csv:2: holds a cell without end"),
        (b"release,component,availability,note\nm,api,open," + b"x" * 20_000, "mine.csv:2: column 'note' is too long"),
        (b"release,component,availability," + b"x" * 200_000, "mine.csv:1: holds a cell without end"),
        (b"release,component,availability\n" + b"m,api,open\n" * 6_000, "has too many rows; got '6,000'"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "workbook of the old kind (.xls), or one with a password"),
        (b"PK\x03\x04 and nothing more", "cannot be read as a workbook; save it as CSV in UTF-8, or as .xlsx"),
        (b"release,component,availability\nm,api,\xff\x81\xa0\n", "column 'availability' is not one of the states"),
        (b"release,component,availability,url\nm,api,open,example.org/x\n", "write https://example.org/x"),
    ],
)
def test_what_csv_is_refused_says_where_and_what_to_write(content: bytes, says: str) -> None:
    assert says in refused(content, "mine.csv")


def test_a_workbook_is_read_with_its_dates_numbers_and_scripts() -> None:
    day = datetime.datetime(2026, 5, 1)
    rows = (HEAD, ("my-model", "Base model weights", "Open", "Apache 2.0", day, f"{SHIFT_JIS}\n🙂"))
    assert facts(book(*rows), "mine.xlsx") == fact(f"{SHIFT_JIS} 🙂")


def test_a_month_that_a_program_made_a_day_is_a_month_again() -> None:
    def month(made: Any) -> None:
        made.active["E2"].number_format = "mmm\\-yy"

    rows = (HEAD, ("m", "api", "open", None, datetime.datetime(2026, 5, 1)))
    assert facts(book(*rows, change=month), "m.xlsx") == [("m", "api", "open", "", "2026-05", "")]


def test_titles_blank_edges_and_other_sheets_do_no_harm() -> None:
    def more(made: Any) -> None:
        made.active.merge_cells("A1:E1")
        made.create_sheet("Notes", 0).append(["what", "else"])
        hidden = made.create_sheet("Old", 0)
        hidden.append(HEAD)
        hidden.sheet_state = "hidden"

    rows = (("Our facts",), (), (None, *HEAD), (), (None, "m", "api", "open"), ())
    assert facts(book(*rows, change=more), "m.xlsx") == [("m", "api", "open", "", "", "")]


def test_of_a_formula_the_result_counts_and_nothing_is_run() -> None:
    content = book(HEAD, ("m", "api", "=1+1"))
    assert "mine.xlsx, sheet Fakten, C2: holds a formula without its result; got '=1+1'" in refused(content)

    out = io.BytesIO()  # as a program saves it, with its last result
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w") as new:
        for part in old.namelist():
            xml = old.read(part)
            if part.endswith("sheet1.xml"):
                assert b"<f>1+1</f><v></v>" in xml or b"<f>1+1</f><v />" in xml
                xml = xml.replace(b'<c r="C2">', b'<c r="C2" t="str">')
                xml = xml.replace(b"<f>1+1</f><v></v>", b"<f>1+1</f><v>Open</v>")
                xml = xml.replace(b"<f>1+1</f><v />", b"<f>1+1</f><v>Open</v>")
            new.writestr(part, xml)
    assert facts(out.getvalue(), "m.xlsx") == [("m", "api", "open", "", "", "")]


def merge(cells: str) -> Callable[[Any], None]:
    return lambda made: made.active.merge_cells(cells)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (
            book(HEAD, ("m", "api", "opn")),
            "mine.xlsx, sheet Fakten, C2: column 'availability' is not one of the states; got 'opn'; "
            "did you mean 'open'?",
        ),
        (
            book(HEAD, ("m", "api", "open"), (None, "package", "open"), change=merge("A2:A3")),
            "mine.xlsx, sheet Fakten, A2: cells are merged; got 'A2:A3'; unmerge them, and write the value in each row",
        ),
        (book(HEAD, ("m", "api", "#REF!")), "C2: holds an error of the spreadsheet; got '#REF!'"),
        (book(HEAD, ("m", "api", "open", None, None, "x" * 32_000)), "F2: column 'note' is too long"),
        (book(HEAD, ("m", "api", "open", *["x"] * 4)), "G2: holds something beside the columns that are named"),
        (book((*HEAD, *["x"] * 50), ("m", "api", "open")), "has too many columns; got '51'"),
        (book(HEAD, *[("m", "api", "open")] * 6_000), "sheet Fakten: has too many rows"),
        (book(), "is empty: not even a header"),
        (book(HEAD), "holds no fact"),
    ],
)
def test_what_of_a_workbook_is_refused_names_the_cell(content: bytes, says: str) -> None:
    found = refused(content)
    assert says in found
    assert len(found.splitlines()) == 1, found


def archive(**parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in parts.items():
            made.writestr(name, content)
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (archive(**{"xl/workbook.xml": b"x" * 100_000_000}), "is too large when unpacked; got '100,000,000 bytes'"),
        (archive(**{f"xl/{number}": b"" for number in range(2_000)}), "is too large when unpacked"),
        (archive(**{"content.xml": b""}), "is an OpenDocument or Numbers file, not a workbook"),
        (archive(**{"a.txt": b""}), "is an archive, not a workbook"),
        (
            archive(**{"xl/workbook.xml": b"<!DOCTYPE x [<!ENTITY a 'b'>]>"}),
            "is not a workbook as spreadsheet programs",
        ),
        (archive(**{"xl/workbook.xml": b"<x/>"}), "cannot be read as a workbook"),
    ],
    ids=["bomb", "parts", "ods", "zip", "entities", "nothing"],
)
def test_archives_made_to_harm_are_refused_at_once(content: bytes, says: str) -> None:
    start = time.perf_counter()
    assert says in refused(content)
    assert time.perf_counter() - start < 5


def test_row_with_a_number_that_no_sheet_has_is_refused() -> None:
    book = openpyxl.Workbook()
    book.active.append(["release", "component", "availability"])
    book.active.append(["olmo", "training_code", "open"])
    out, bent = io.BytesIO(), io.BytesIO()
    book.save(out)
    with zipfile.ZipFile(out) as old, zipfile.ZipFile(bent, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(b'<row r="2"', b'<row r="22222222222222222222"'))
    assert "cannot be read as a workbook" in refused(bent.getvalue())


def test_cells_at_the_far_ends_of_a_sheet_cost_nothing() -> None:
    def far(made: Any) -> None:
        for row in range(1, 1_000):
            made.active.cell(row * 1_000, 16_000).value = " "

    start = time.perf_counter()
    assert facts(book(HEAD, ("m", "api", "open"), change=far), "m.xlsx") == [("m", "api", "open", "", "", "")]
    assert time.perf_counter() - start < 10


def taken_or_told(content: bytes) -> int:
    """How many facts are taken, or how many problems told."""
    try:
        return bring(SMALL, content).facts
    except ProblemsError as error:
        return len(error.problems)


WHOLE = book(HEAD, ("m", "api", "open", "MIT", "2026-05", "note"))


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_any_damage_to_a_file_gives_facts_or_problems_and_nothing_else(data: st.DataObject) -> None:
    whole = data.draw(st.sampled_from([WHOLE, text(";", WESTERN).encode("cp1252"), text(",", SHIFT_JIS).encode()]))
    start = data.draw(st.integers(0, len(whole)))
    end = data.draw(st.integers(start, min(len(whole), start + 20)))
    content = whole[:start] + data.draw(st.binary(max_size=20)) + whole[end:]
    assert taken_or_told(content)


@settings(max_examples=100, deadline=None)
@given(st.data())
def test_any_xml_in_a_workbook_gives_facts_or_problems_and_nothing_else(data: st.DataObject) -> None:
    with zipfile.ZipFile(io.BytesIO(WHOLE)) as archived:
        parts = {name: archived.read(name) for name in archived.namelist()}
    name = data.draw(st.sampled_from(sorted(parts)))
    xml = parts[name]
    start = data.draw(st.integers(0, len(xml)))
    end = data.draw(st.integers(start, min(len(xml), start + 10)))
    parts[name] = (
        xml[:start] + data.draw(st.binary(max_size=10) | st.sampled_from([b"9", b"A", b'"', b"<"])) + xml[end:]
    )
    assert taken_or_told(archive(**parts))


def test_a_cell_without_end_is_refused_whatever_else_runs_in_the_process() -> None:
    before = csv.field_size_limit(10_000_000)  # as libraries do, for all of the process
    try:
        content = b"release,component,availability,note\nm,api,open," + b"x" * 200_000
        assert "mine.csv:2: holds a cell without end" in refused(content, "mine.csv")
    finally:
        csv.field_size_limit(before)
