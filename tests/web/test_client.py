"""A client that a program makes from the description alone works: it asks as it was told to, and reads the answers."""

from __future__ import annotations

import importlib
import itertools
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any
from urllib.parse import urlencode

import httpx
import jsonschema
import pytest
from openapi_python_client.cli import app
from starlette.testclient import TestClient
from typer.testing import CliRunner

from openness.query.grammar import Query
from openness.web.site import Site

ASKED = ("/data/scores.json", "/chart/gap.png", "/rubric.yaml")
NAME = "generated_client_of_openness_gap"
# The generator knows no media types of pictures; it is told that they are bytes.
CONFIG = {
    "content_type_overrides": {"image/png": "application/octet-stream", "application/yaml": "text/plain"},
    "post_hooks": [],
}


class Wire(httpx.BaseTransport):
    """Asks the application in this process; remembers what was asked for."""

    def __init__(self, client: TestClient) -> None:
        self.client, self.asked = client, ""

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        self.asked = str(request.url)
        answer = self.client.request(request.method, self.asked, headers={"accept-encoding": "identity"})
        return httpx.Response(answer.status_code, headers=dict(answer.headers), content=answer.content)


@pytest.fixture(scope="module")
def document(client: TestClient) -> dict[str, Any]:
    found: dict[str, Any] = client.get("/openapi.json").json()
    return found


@pytest.fixture(scope="module")
def generated(document: dict[str, Any], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The client of three addresses: that of all is the same code a hundred times."""
    folder = tmp_path_factory.mktemp("client")
    part = {**document, "paths": {path: document["paths"][path] for path in ASKED}}
    (folder / "openapi.json").write_text(json.dumps(part), "utf-8")
    (folder / "config.json").write_text(json.dumps(CONFIG), "utf-8")
    source, out, config = folder / "openapi.json", folder / NAME, folder / "config.json"
    options = ["--meta", "none", "--fail-on-warning", "--path", source, "--output-path", out, "--config", config]
    made = CliRunner().invoke(app, ["generate", *map(str, options)])
    assert made.exit_code == 0, made.output
    assert "WARNING" not in made.output
    sys.path.insert(0, str(folder))
    yield folder
    sys.path.remove(str(folder))
    for name in [name for name in sys.modules if name.partition(".")[0] == NAME]:
        del sys.modules[name]


def part(name: str) -> ModuleType:
    return importlib.import_module(f"{NAME}.{name}")


@pytest.mark.usefixtures("generated")
def test_client_made_from_the_description_asks_and_understands(client: TestClient, site: Site) -> None:
    models, wire = part("models"), Wire(client)
    caller = part("client").Client("http://testserver")
    caller.set_httpx_client(httpx.Client(transport=wire, base_url="http://testserver"))

    scores = part("api.data.get_data_scores_json").sync(client=caller, country=[models.Country.FR], size="7..")
    assert [row["release"] for row in scores["scores"]] == list(
        site.live.answer(Query(country=("FR",), size="7..")).selected
    )
    picture = part("api.charts.get_chart_gap_png").sync_detailed(client=caller, shape=models.GetChartGapPngShape.SOCIAL)
    assert picture.status_code == 200, "what a client adds by itself contradicts nothing"
    refused = part("api.data.get_data_scores_json").sync(client=caller, as_of="2999-01-01")
    assert isinstance(refused, models.Problem)
    assert refused.parameter == "as_of"
    definition = part("api.definitions.get_rubric_yaml").sync_detailed(client=caller, edit="weight.data-information:2")
    assert b"data-information" in definition.content


# -------------------------------------------------------------------------------------- parameters beside each other

VALUES = {
    "rubric": ("", "osaid-1.0", "g7-2026"),
    "verdict": ("", "meets", "open-source-ai", "open-weights"),
    "shape": ("", "social"),
    "width": ("", "600"),
    "scale": ("", "2"),
}


def test_parameters_that_exclude_each_other_are_those_that_the_description_says(
    client: TestClient, document: dict[str, Any]
) -> None:
    check = jsonschema.Draft202012Validator(document["components"]["schemas"]["Together"])
    for values in itertools.product(*VALUES.values()):
        given = {name: value for name, value in zip(VALUES, values, strict=True) if value}
        answer = client.get(f"/chart/gap.png?{urlencode({**given, 'vendor': 'ai2'})}")
        assert answer.status_code == (200 if check.is_valid(given) else 409), given


def test_every_operation_points_at_what_its_parameters_exclude(document: dict[str, Any]) -> None:
    for path in document["paths"].values():
        assert path["get"]["x-parameters-together"] == {"$ref": "#/components/schemas/Together"}
