"""Every address that gives CSV or JSON is read by pandas, and numbers are numbers there."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator
from typing import Any

import pandas as pd
import pytest
from pandas.api.types import is_bool_dtype, is_numeric_dtype
from starlette.applications import Starlette
from starlette.testclient import TestClient

from openness.publish.pictures import Pictures
from openness.web import Files
from openness.web.openapi import description
from openness.web.site import Site
from tests.pictures import FakePainter
from tests.shared import LIVE

ADDRESSES = [path for path in description(LIVE)["paths"] if path.endswith((".csv", ".json")) and "{" not in path]
# What a number, a range, a date or a truth looks like when it was written for readers.
FOR_READERS = re.compile(
    r"\N{MINUS SIGN}.*|–|[-+]?\d[\d,]*(\.\d+)?%?( to [-\N{MINUS SIGN}]?\d.*)?|(under|over) \d+%|yes|no"
    r"|(\d+ )?(January|February|March|April|May|June|July|August|September|October|November|December) \d{4}"
)
NUMBERS = re.compile(
    r".*(_low|_high|_q1|_q3)|Gap|(Weights|Training) openness|Median.*|Score.*|Places?.*|.*, %|Rank.*|Ranks apart"
    r"|Releases|Tier|Disagreement|low|high|score|gap|coverage|weights_openness|training_openness|parameters_b|n"
)
TRUTHS = {"In the median", "In a median", "Few", "In the chart", "ranked", "in_force", "Asked for"}
# A number or a bound (`<1e25`) as somebody stated it; the year of releases without a date; a document of its own.
AS_STATED = {"training_flop", "Year", "name", "note", "Release", "Row", "Reach", "As it stands", "Drawn"}


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    site = Site(LIVE, Pictures(FakePainter()), tmp_path_factory.mktemp("archive"))
    with TestClient(Files(Starlette(), site), follow_redirects=False) as client:
        yield client


def test_the_description_lists_what_is_tried_here() -> None:
    assert len(ADDRESSES) > 50
    assert {"/data/scores.csv", "/data/evidence.json", "/chart/gap.csv", "/chart/gap.json"} <= set(ADDRESSES)


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("query", ["", "?vendor=meta", "?vendor=meta&country=FR"])
def test_numbers_are_numbers_for_who_reads_the_file_with_a_program(
    address: str, query: str, client: TestClient
) -> None:
    if "compare" in address and not query:
        query = "?release=llama-3.1&release=olmo-2"
    answer = client.get(address + query)
    assert answer.status_code == 200
    table = frame_of(address, answer.text)

    for column in map(str, table.columns):
        values = table[column]
        if values.isna().all():
            continue
        if column in TRUTHS:
            assert is_bool_dtype(values), column
        elif (
            column != "verdict_high"
            and NUMBERS.fullmatch(column)
            and "compare" not in address
            and "beside" not in address
        ):
            assert is_numeric_dtype(values), (column, values.head().tolist())
        elif not is_numeric_dtype(values) and column not in AS_STATED and "compare" not in address:
            wrong = [value for value in values.dropna() if isinstance(value, str) and FOR_READERS.fullmatch(value)]
            assert not wrong, (column, wrong[:3])


def frame_of(address: str, text: str) -> pd.DataFrame:
    if address.endswith(".csv"):
        assert "\N{MINUS SIGN}" not in text or "evidence" in address or "questions" in address, (
            "notes are quoted as they were written, and answers are sentences for readers"
        )
        return pd.read_csv(io.StringIO(text), keep_default_na=False, na_values=[""])
    document: dict[str, Any] = json.loads(text)
    records = next(document[name] for name in ("table", "scores", "evidence", "questions") if name in document)
    return pd.DataFrame(records)


def test_the_mean_of_a_column_is_that_of_the_scores(client: TestClient) -> None:
    gaps = pd.read_csv(io.StringIO(client.get("/chart/gap.csv").text))
    scores = pd.read_csv(io.StringIO(client.get("/data/scores.csv").text))

    assert (gaps["Gap"] < 0).any(), "or the minus signs would not be tried"
    assert gaps["Gap"].mean() == pytest.approx(scores["gap"].mean(), abs=1e-4)
    assert (gaps["Gap_low"] <= gaps["Gap"]).all()
    assert (gaps["Gap"] <= gaps["Gap_high"]).all()
