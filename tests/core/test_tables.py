"""Files carry the same numbers everywhere, and a name cannot become a formula."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from openness.core.tables import SCORE_DECIMALS, neutral, to_csv, to_records, write_whole

FRAME = pd.DataFrame(
    {
        "name": ["=HYPERLINK(1)", 'a "quoted", name', "-3.5"],
        "score": [-12.34567, float("nan"), -0.00001],
        "ranked": [True, False, True],
        "rank": [1, 2, 3],
    }
)


def test_csv_has_numbers_in_full_words_for_truth_and_nothing_for_none() -> None:
    assert to_csv(FRAME).splitlines() == [
        "name,score,ranked,rank",
        "'=HYPERLINK(1),-12.34567,true,1",
        '"a ""quoted"", name",,false,2',
        "-3.5,-0.00001,true,3",
    ]
    sums = pd.DataFrame({"x": [0.1 + 0.2, 100.0, 1e15, -1e-12, 1e-7]})
    assert to_csv(sums).split() == ["x", "0.3", "100", "1000000000000000", "0", "0.0000001"]


def test_scores_have_the_four_decimals_that_were_agreed_upon() -> None:
    assert to_csv(FRAME, SCORE_DECIMALS).splitlines() == [
        "name,score,ranked,rank",
        "'=HYPERLINK(1),-12.3457,true,1",
        '"a ""quoted"", name",,false,2',
        "-3.5,0.0000,true,3",
    ]


def test_records_hold_the_numbers_of_the_csv() -> None:
    records = to_records(FRAME)
    assert records[0] == {"name": "=HYPERLINK(1)", "score": -12.34567, "ranked": True, "rank": 1}
    assert to_records(FRAME, SCORE_DECIMALS)[0]["score"] == -12.3457
    assert records[1]["score"] is None
    assert json.loads(json.dumps(records, allow_nan=False)) == records


def test_a_table_without_rows_still_names_its_columns() -> None:
    assert to_csv(FRAME.iloc[:0]) == "name,score,ranked,rank\n"
    assert to_records(FRAME.iloc[:0]) == []


@given(st.text())
def test_no_text_begins_like_a_formula_and_none_is_lost(text: str) -> None:
    safe = neutral(text)
    assert safe in (text, f"'{text}")
    assert safe[:1] not in ("=", "@", "\t", "\r")
    if safe[:1] in ("+", "-"):
        float(safe)


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]))))
def test_every_text_survives_the_csv(texts: list[str]) -> None:
    rows = list(csv.DictReader(io.StringIO(to_csv(pd.DataFrame({"text": texts, "n": 1})), newline="")))
    lines = [text.replace("\r\n", "\n").replace("\r", "\n") for text in texts]
    assert [row["text"] for row in rows] == [neutral(text) for text in lines]


def test_a_file_is_replaced_whole_or_not_at_all(tmp_path: Path) -> None:
    target = tmp_path / "scores.csv"
    write_whole(target, "old")
    write_whole(target, "naïve")
    assert target.read_bytes() == "naïve".encode()
    with pytest.raises(OSError, match="missing"):
        write_whole(tmp_path / "missing" / "scores.csv", "x")
    assert list(tmp_path.iterdir()) == [target], "nothing is left lying about"


def test_a_device_and_the_target_of_a_link_are_written_through(tmp_path: Path) -> None:
    write_whole(Path("/dev/null"), "gone")
    assert Path("/dev/null").is_char_device()
    real, link = tmp_path / "real.csv", tmp_path / "link.csv"
    real.write_text("old")
    link.symlink_to(real)
    write_whole(link, "new")
    assert link.is_symlink()
    assert real.read_text() == "new"
