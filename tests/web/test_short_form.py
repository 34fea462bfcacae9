"""The short form of the scores, which the tables of others rely on."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from openness.publish.files import SHORT_FORM
from openness.scoring.scores import COLUMNS
from tests.web.asked import rows


@pytest.mark.parametrize("asked", ["", "vendor=meta&rubric=g7-2026", "vendor=meta&country=FR"])
def test_short_form_has_the_columns_asked_for_in_their_order_and_what_they_stand_on(
    asked: str, client: TestClient
) -> None:
    whole = client.get(f"/data/scores.json?{asked}").json()
    fields = ["verdict", "release", "training_openness"]
    short = client.get(f"/data/scores.json?{asked}&fields=verdict,release&fields=training_openness,release").json()

    assert list(short) == [*SHORT_FORM, "scores"]
    assert {"fingerprint", "rubric", "data_date", "licence", "citation"} <= short.keys()
    assert [list(row) for row in short["scores"]] == [fields] * len(whole["scores"])
    assert short["scores"] == [{name: row[name] for name in fields} for row in whole["scores"]]
    assert {name: whole[name] for name in SHORT_FORM} == {name: short[name] for name in SHORT_FORM}
    table = client.get(f"/data/scores.csv?{asked}&fields={','.join(fields)}").text
    assert table.splitlines()[0] == ",".join(fields)
    every = rows(client.get(f"/data/scores.csv?{asked}").text)
    assert rows(table) == [{name: row[name] for name in fields} for row in every]


def test_no_column_asked_for_is_all_of_them_and_an_unknown_one_is_named_with_those_that_exist(
    client: TestClient,
) -> None:
    whole = client.get("/data/scores.json?vendor=meta").content
    assert client.get("/data/scores.json?vendor=meta&fields=").content == whole

    refused = client.get("/data/scores.json?fields=release,%3Cscript%3E").json()
    assert refused["parameter"] == "fields"
    assert refused["got"] == "<script>"
    assert refused["valid"] == list(COLUMNS)


def test_columns_that_others_rely_on_keep_their_names() -> None:
    promised = """release name vendor released score low high coverage ranked weights_openness training_openness gap
    verdict verdict_high gap_low gap_high weights_coverage training_coverage failed undetermined assumed"""

    assert set(promised.split()) <= set(COLUMNS)
