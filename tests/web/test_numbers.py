"""Page, picture, table and library agree on the numbers."""

from __future__ import annotations

import json
import random
from xml.etree import ElementTree

import pytest
from starlette.testclient import TestClient

from openness.charts import CHARTS, OPTIONS
from openness.charts.kit.options import choices
from openness.core.tables import to_csv, to_records
from openness.publish.addresses import chart_path
from openness.publish.live import Live
from openness.publish.picture_layout import figure_spec
from openness.query.grammar import Query
from tests.pictures import FakePainter
from tests.web.asked import rows

SVG = "{http://www.w3.org/2000/svg}"


def random_query(live: Live, seed: int) -> Query:
    """A query of the grammar, drawn from the values that the data have."""
    pick = random.Random(seed)  # noqa: S311 (no secret)
    package = live.package()
    vendors, releases = package.vendors, package.releases
    query = Query(rubric=pick.choice(["", *list(live.rubrics())[1:]]))
    for change in pick.sample(
        [
            {"country": tuple(pick.sample(sorted(set(vendors["country"]) - {""}), 4))},
            {"vendor": tuple(pick.sample(sorted(set(releases["vendor"])), 12))},
            {"kind": (pick.choice(sorted(set(vendors["kind"]) - {""})),)},
            {"from_": pick.choice(["2022", "2023-06", "2024-01-15"])},
            {"to": pick.choice(["2025", "2025-06"])},
            {"as_of": pick.choice(["2024-06-30", "2025-01-01"])},
            {"sources": ("osai-index", "first-party")},
            {"edit": (("credit.partial", "0.25"),)},
            {"release": tuple(pick.sample(releases["release"].tolist(), 5))},
            {"claim": ("open-source",), "use": "commercial"},
            {"component": ("training_code:partial",), "country": ("EU", "US")},
            {"size": "7..80", "q": "llama"},
        ],
        pick.randint(0, 2),
    ):
        query = query.with_(**change)
    return query


@pytest.mark.parametrize("slug", CHARTS)
def test_page_json_csv_and_picture_agree_on_the_numbers(
    slug: str, client: TestClient, live: Live, painter: FakePainter
) -> None:
    third = list(CHARTS).index(slug) % 3  # each query is asked for every third chart, each chart for a third of them
    for seed in (-1, *range(third, 20, 3)):
        query = random_query(live, seed) if seed >= 0 else Query()  # first as a visitor first sees it
        pick = random.Random(seed)  # noqa: S311 (no secret)
        asked = {option.name: pick.choice(list(option.values)) for option in OPTIONS[slug]} if seed >= 0 else {}
        options = choices(OPTIONS[slug], asked)
        shown = CHARTS[slug](live.answer(query), "light", **options)  # what the page draws

        def address(form: str, query: Query = query, options: dict[str, str] = options) -> str:
            return "/" + chart_path(slug, form, query, options)

        document = client.get(address("json")).json()
        assert document["table"] == to_records(shown.table)
        assert document["figure"] == json.loads(shown.figure.to_json())
        assert document["fingerprint"] == live.answer(query).fingerprint
        assert client.get(address("csv")).text == to_csv(shown.table)
        script = client.get(address("js")).text
        assert json.loads(script.removeprefix("window.opennessFigure = ").rstrip(";\n")) == document["figure"]
        page = client.get(address("html")).text
        assert page.count("<tr>") == len(shown.table) + 1
        painter.figures.clear()
        # a width of its own, for the same picture is not drawn twice
        picture = client.get(address("svg") + ("&" if "?" in address("svg") else "?") + f"width={920 + seed}")
        assert picture.status_code == 200
        assert painter.figures == [figure_spec(shown, 920 + seed)], (
            "drawn from the figure of the page, and from nothing else"
        )
        words = " ".join(node.text or "" for node in ElementTree.fromstring(picture.text).iter(f"{SVG}text"))  # noqa: S314
        for text in (shown.title, document["fingerprint"]):
            assert text.split()[0] in words
        assert document["fingerprint"] in words


@pytest.mark.parametrize("seed", range(20))
def test_scores_are_the_same_as_csv_json_and_in_the_library(seed: int, client: TestClient, live: Live) -> None:
    query = random_query(live, seed)
    answer = live.answer(query)
    asked = f"?{query.to_string()}" if query.to_string() else ""

    text = client.get(f"/data/scores.csv{asked}").text
    document = client.get(f"/data/scores.json{asked}").json()

    listed = rows(text)
    assert [row["release"] for row in listed] == list(answer.selected)
    for row, record, low, high in zip(listed, document["scores"], answer.scores.low, answer.scores.high, strict=True):
        assert {name: "" if value is None else value for name, value in record.items()}.keys() == row.keys()
        assert row["low"] == ("" if record["low"] is None else f"{record['low']:.4f}")
        if record["low"] is not None:
            assert record["low"] == pytest.approx(low, abs=5e-5)
            assert record["high"] == pytest.approx(high, abs=5e-5)
    assert document["fingerprint"] == answer.fingerprint
    assert document["query"] == query.to_string()


def test_edits_options_and_shorthand_mean_what_they_mean_on_a_page(client: TestClient, live: Live) -> None:
    assert (
        client.get("/data/scores.csv?weight.data=2").content
        == client.get("/data/scores.csv?edit=weight.data:2").content
    )
    slug = next(slug for slug, options in OPTIONS.items() if options)
    option = OPTIONS[slug][0]
    other = list(option.values)[-1]

    document = client.get(f"/chart/{slug}.json?{option.name}={other}").json()

    expected = CHARTS[slug](live.answer(), "light", **{**choices(OPTIONS[slug], {}), option.name: other})
    assert document["table"] == to_records(expected.table)
    assert document["options"][option.name] == other
    wrong = client.get(f"/chart/{slug}.json?{option.name}=no-such")
    assert wrong.status_code == 400
    assert wrong.json()["valid"] == list(option.values)
