"""Tables, definitions, badges and the archive of everything: each reads back, and says what the library says."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from openness.core.paths import ROOT
from openness.publish.addresses import DATA_FILES
from openness.publish.live import Live
from openness.publish.pictures import Pictures
from openness.query.grammar import Query
from openness.rubric.load import load_rubric
from openness.web import Files
from openness.web.site import Site
from tests.pictures import FakePainter
from tests.shared import LIVE
from tests.web.asked import rows, weighed

SVG = "{http://www.w3.org/2000/svg}"


@pytest.mark.parametrize("name", DATA_FILES)
def test_table_has_its_type_and_reads_back(name: str, client: TestClient) -> None:
    answer = client.get(f"/data/{name}?vendor=meta")

    assert answer.status_code == 200
    kind = {"csv": "text/csv; charset=utf-8", "json": "application/json; charset=utf-8", "zip": "application/zip"}
    assert answer.headers["content-type"] == kind[name.rpartition(".")[2]]
    if name.endswith(".csv"):
        assert rows(answer.text)
    elif name.endswith(".json"):
        assert {"citation", "licence", "fingerprint", "sources"} <= answer.json().keys()


def test_evidence_says_which_facts_count(client: TestClient, live: Live) -> None:
    answer = live.answer(Query(vendor=("meta",)))
    listed = rows(client.get("/data/evidence.csv?vendor=meta").text)

    assert {row["release"] for row in listed} == set(answer.selected)
    counted = {(row["release"], row["component"]) for row in listed if row["counts_for"] in ("availability", "both")}
    shown = {
        (release, component)
        for release, row in zip(answer.selected, answer.evidence.fact[answer.rows], strict=True)
        for component, fact in zip(answer.evidence.components, row, strict=True)
        if fact >= 0
    }
    assert counted == shown
    assert all(row["in_force"] == "true" for row in listed if row["counts_for"])
    assert all(row["url"].startswith("http") for row in listed if row["availability"] != "unknown")


def test_everything_in_one_archive_with_readme_citation_and_caveats(client: TestClient, live: Live) -> None:
    weight = weighed(live, "g7-2026")
    address = f"/data/all.zip?rubric=g7-2026&{weight}=2"
    first, second = (client.get(address) for _ in range(2))
    fresh = Site(LIVE, Pictures(FakePainter()))

    assert first.content == second.content
    with TestClient(Files(Starlette(), fresh)) as other:
        assert other.get(address).content == first.content
    with zipfile.ZipFile(io.BytesIO(first.content)) as archive:
        assert archive.testzip() is None
        names = set(archive.namelist())
        readme = archive.read("openness-gap/README.md").decode()
        package = {f"openness-gap/data/{path.relative_to(ROOT / 'data').as_posix()}" for path in files(ROOT / "data")}
        assert package | {"openness-gap/scores.csv", "openness-gap/rubric.yaml"} <= names
        for path in files(ROOT / "data"):
            assert archive.read(f"openness-gap/data/{path.relative_to(ROOT / 'data').as_posix()}") == path.read_bytes()
        edited = load_rubric(
            archive.read("openness-gap/definition.yaml").decode(), components=live.package().components["component"]
        )
    answer = live.answer(Query(rubric="g7-2026", edit=((weight, "2"),)))
    assert edited == answer.rubric
    for words in ("How to cite", answer.fingerprint, "unknown, never closed", "not legal advice", "CC-BY-4.0"):
        assert words in readme


def files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def test_definition_reads_back_with_its_edits(client: TestClient, live: Live) -> None:
    weight = weighed(live, "mof-1.0")
    text = client.get(f"/rubric.yaml?rubric=mof-1.0&{weight}=3").text

    read = load_rubric(text, components=live.package().components["component"])
    assert read == live.answer(Query(rubric="mof-1.0", edit=((weight, "3"),))).rubric


def test_badge_says_the_verdict_in_the_words_of_the_page(client: TestClient, live: Live) -> None:
    answer = live.answer()
    table = answer.table
    states = {status: position for position, status in reversed(list(enumerate(table["status"])))}
    assert {"stated", "undetermined"} <= states.keys()
    for status, position in states.items():
        text = client.get(f"/badge/{answer.selected[position]}.svg").text
        image = ElementTree.fromstring(text)  # noqa: S314 (our own)
        words = table["verdict_words"].iloc[position]
        drawn = [node.text or "" for node in image.iter(f"{SVG}text")]
        assert drawn[0] == answer.rubric.title
        assert drawn[1].casefold().startswith(words.casefold())
        assert ("facts are missing" in drawn[1]) == (status != "stated")
        assert ("too little recorded" in drawn[1]) == (status == "not-enough-recorded")
        assert answer.fingerprint in str(image.findtext(f"{SVG}title"))
    edited = client.get(f"/badge/{answer.selected[0]}.svg?weight.data=2").text
    assert f"{answer.rubric.title}, edited" in edited
